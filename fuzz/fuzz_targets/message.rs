//! Any bytes as the streams of an Outlook message or of an older document: packed rich text, words in both encodings, attachments.

#![no_main]

use std::io::{Cursor, Write as _};

use libfuzzer_sys::fuzz_target;

/// Streams that are read; the first byte of each part picks one.
const STREAMS: [&str; 12] = [
    "/__substg1.0_10090102",
    "/__substg1.0_10130102",
    "/__substg1.0_1013001F",
    "/__substg1.0_1000001E",
    "/__substg1.0_0037001F",
    "/__substg1.0_0C1A001E",
    "/__recip_version1.0_#00000000/__substg1.0_3003001F",
    "/__attach_version1.0_#00000000/__substg1.0_3707001F",
    "/__attach_version1.0_#00000000/__substg1.0_37010102",
    "/WordDocument",
    "/PowerPoint Document",
    "/1Table",
];

fuzz_target!(|parts: (bool, Vec<(u8, Vec<u8>)>)| {
    let (is_message, parts) = parts;
    if let Ok(bytes) = compound(is_message, &parts) {
        varsam_fuzz::read(&bytes, "a.msg");
    }
});

fn compound(is_message: bool, parts: &[(u8, Vec<u8>)]) -> std::io::Result<Vec<u8>> {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    compound.create_storage("/__recip_version1.0_#00000000")?;
    compound.create_storage("/__attach_version1.0_#00000000")?;
    if is_message {
        compound.create_stream("/__properties_version1.0")?;
    }
    for (number, bytes) in parts {
        let name = STREAMS[usize::from(*number) % STREAMS.len()];
        let mut stream = compound.create_stream(name)?;
        if name.ends_with("10090102") {
            stream.write_all(b"\0\0\0\0\xFF\xFF\0\0LZFu\0\0\0\0")?;
        }
        stream.write_all(bytes)?;
    }
    compound.flush()?;
    Ok(compound.into_inner().into_inner())
}
