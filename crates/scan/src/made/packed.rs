//! Archives, archives in archives, and bombs.

use std::io::{Cursor, Read as _, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use sevenz_rust2::{ArchiveEntry, ArchiveWriter};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Failure, Made, message};
use crate::kind::Kind;
use crate::place::{Place, Step};

pub(super) fn all(words: &str) -> Result<Vec<Made>, Failure> {
    let text = format!("hej\n{words}\n");
    let inner = zip(&[("mapp/b.txt", text.as_bytes())])?;
    let at = |steps: &[Step]| Place([steps, &[Step::Line(2)]].concat());
    let entry = |name: &str| Step::Entry(name.into());
    let mail = message(words);
    Ok(vec![
        Made::new("a.zip", Kind::Zip, inner.clone(), [at(&[entry("mapp/b.txt")])]),
        Made::new("a.7z", Kind::SevenZ, seven_z(&[("b.txt", text.as_bytes())])?, [at(&[entry("b.txt")])]),
        Made::new("a.tar.gz", Kind::Gz, tar_gz(&[("b.txt", text.as_bytes())])?, [at(&[entry("b.txt")])]),
        Made::new(
            "a.tgz",
            Kind::Gz,
            tar_gz(&[("inre.zip", &inner)])?,
            [at(&[entry("inre.zip"), entry("mapp/b.txt")])],
        ),
        Made::new("b.txt.gz", Kind::Gz, gz(text.as_bytes())?, [at(&[])]),
        Made::new(
            "export.zip",
            Kind::Zip,
            zip(&[("post/a.eml", mail.as_bytes()), ("inre.zip", &inner)])?,
            [
                at(&[entry("inre.zip"), entry("mapp/b.txt")]),
                Place::from([entry("post/a.eml"), Step::Field("subject".into())]),
                Place::from([entry("post/a.eml"), Step::Body, Step::Line(1)]),
                at(&[entry("post/a.eml"), Step::Attachment("lista.csv".into())]),
            ],
        ),
    ])
}

/// A ZIP archive of these files.
pub fn zip(files: &[(&str, &[u8])]) -> Result<Vec<u8>, Failure> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        writer.start_file(*name, options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// A ZIP archive with one entry of so many zeros.
pub fn zeros(name: &str, count: u64) -> Result<Vec<u8>, Failure> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    writer.start_file(name, options)?;
    std::io::copy(&mut std::io::repeat(b'0').take(count), &mut writer)?;
    Ok(writer.finish()?.into_inner())
}

/// A 7z archive of these files.
pub fn seven_z(files: &[(&str, &[u8])]) -> Result<Vec<u8>, Failure> {
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new()))?;
    for (name, bytes) in files {
        writer.push_archive_entry(ArchiveEntry::new_file(name), Some(*bytes))?;
    }
    Ok(writer.finish()?.into_inner())
}

/// A tar archive of these files, packed with gzip.
pub fn tar_gz(files: &[(&str, &[u8])]) -> Result<Vec<u8>, Failure> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, name, *bytes)?;
    }
    gz(&builder.into_inner()?)
}

fn gz(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
