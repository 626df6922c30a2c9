//! 7z archives.

use sevenz_rust2::{ArchiveReader, Error, Password};

use super::{Context, Input, Part, mail};
use crate::fault::Reason;
use crate::place::Step;

impl From<Error> for Reason {
    fn from(error: Error) -> Self {
        match error {
            Error::PasswordRequired | Error::MaybeBadPassword(_) => Self::Password,
            Error::UnsupportedCompressionMethod(method) if method.to_ascii_uppercase().contains("AES") => {
                Self::Password
            }
            Error::UnsupportedCompressionMethod(_) | Error::Unsupported(_) => Self::UnknownFormat,
            Error::MaxMemLimited { .. } => Self::TooLarge,
            Error::Io(error, _) => Self::from(error),
            _ => Self::Damaged,
        }
    }
}

pub(super) fn read(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let source = part.input.seekable(context.limits().whole)?;
    let mut archive = ArchiveReader::new(source, Password::empty())?;
    archive.set_thread_count(1);
    let packed: u64 = archive.archive().pack_sizes().iter().sum();
    let ratio = context.limits().ratio;
    archive.for_each_entries(|entry, reader| {
        if entry.is_directory() {
            return Ok(true);
        }
        let name = entry.name().to_owned();
        let place = part.place.with(Step::Entry(name.clone()));
        if !context.budget.entry() {
            context.fault(&place, Reason::TooLarge);
            return Ok(false);
        }
        mail::name_of(&name, &place, context);
        let metered = context.budget.metered(reader, packed, ratio);
        context.read(Part { input: Input::Stream(Box::new(metered)), name, place });
        Ok(true)
    })?;
    Ok(())
}
