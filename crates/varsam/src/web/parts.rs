//! Forms with a file: what was sent, part by part.

use axum::extract::multipart::Multipart;
use std::collections::HashMap;

/// A part of a form.
#[derive(Default)]
pub(crate) struct Part {
    /// What the file is called; empty where it is none.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// That a part has more bytes than are taken, with those that came before it. A form that breaks off, or grows too large
/// as a whole, is told the same: nothing else is left to do about it.
pub(crate) struct TooLarge(pub(crate) HashMap<String, Part>);

impl Part {
    /// What was typed.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// The parts of a form by name, none of them larger than so many bytes.
pub(crate) async fn parts(mut form: Multipart, largest: usize) -> Result<HashMap<String, Part>, TooLarge> {
    let mut parts = HashMap::new();
    loop {
        match part(&mut form, largest).await {
            Ok(Some((name, part))) => drop(parts.insert(name, part)),
            Ok(None) => return Ok(parts),
            Err(()) => return Err(TooLarge(parts)),
        }
    }
}

/// The next part, with its name.
async fn part(form: &mut Multipart, largest: usize) -> Result<Option<(String, Part)>, ()> {
    let Some(mut field) = form.next_field().await.map_err(drop)? else { return Ok(None) };
    let of = field.name().unwrap_or_default().to_owned();
    let mut part = Part { name: field.file_name().unwrap_or_default().to_owned(), bytes: vec![] };
    while let Some(chunk) = field.chunk().await.map_err(drop)? {
        part.bytes.extend_from_slice(&chunk);
        if part.bytes.len() > largest {
            return Err(());
        }
    }
    Ok(Some((of, part)))
}
