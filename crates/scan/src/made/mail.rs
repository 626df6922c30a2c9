//! Messages, mailboxes and Outlook's compound files.

use std::io::{Cursor, Write as _};

use super::{Failure, Made, office};
use crate::kind::Kind;
use crate::place::{Place, Step};

pub(super) fn all(words: &str) -> Result<Vec<Made>, Failure> {
    let body = Place::from([Step::Body, Step::Line(1)]);
    let subject = Place::from([Step::Field("subject".into())]);
    let attached = Place::from([Step::Attachment("lista.csv".into()), Step::Line(2)]);
    let one = message(words);
    let mailbox = format!(
        "From a@b Mon Jan  1 00:00:00 2024\nSubject: ett\n\nhej\n\nFrom a@b Mon Jan  1 00:00:00 2024\n{one}\n"
    );
    let second = |place: &Place| Place([vec![Step::Mail(2)], place.0.clone()].concat());
    Ok(vec![
        Made::new("a.eml", Kind::Eml, one.clone(), [subject.clone(), body.clone(), attached.clone()]),
        // A file of a Maildir has no extension.
        Made::new(
            "1700000000.M1P2.host:2,S",
            Kind::Eml,
            one,
            [subject.clone(), body.clone(), attached.clone()],
        ),
        Made::new("inkorg.mbox", Kind::Mbox, mailbox, [second(&subject), second(&body), second(&attached)]),
        Made::new(
            "a.msg",
            Kind::Msg,
            outlook(words)?,
            [
                Place::from([Step::Field("subject".into())]),
                Place::from([Step::Body]),
                Place::from([Step::Attachment("brev.docx".into()), Step::Paragraph(2)]),
            ],
        ),
    ])
}

/// A message with `words` in its subject, its text, and in an attached table.
pub fn message(words: &str) -> String {
    let encoded: String = words.bytes().map(|byte| format!("={byte:02X}")).collect();
    format!(
        "Received: from x by y; Mon, 1 Jan 2024 00:00:00 +0100\nMessage-ID: <1@x>\nMIME-Version: 1.0\n\
         From: Rektor <rektor@x.example>\nTo: alla@x.example\nSubject: =?utf-8?Q?{encoded}?=\n\
         Content-Type: multipart/mixed; boundary=\"gr\"\n\n--gr\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nOm {encoded} nu\n\n--gr\n\
         Content-Type: text/csv; name=\"lista.csv\"\nContent-Disposition: attachment; filename=\"lista.csv\"\n\n\
         namn;kontakt\nEn;{words}\n\n--gr--\n"
    )
}

fn outlook(words: &str) -> Result<Vec<u8>, Failure> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let mut put =
        |path: &str, bytes: &[u8]| file.create_stream(path).and_then(|mut stream| stream.write_all(bytes));
    put("/__properties_version1.0", &[0; 32])?;
    put("/__substg1.0_0037001F", &wide(&format!("Om {words}")))?;
    put("/__substg1.0_1000001F", &wide(&format!("Hej,\r\n{words}\r\n")))?;
    file.create_storage("/__attach_version1.0_#00000000")?;
    let mut put =
        |path: &str, bytes: &[u8]| file.create_stream(path).and_then(|mut stream| stream.write_all(bytes));
    put("/__attach_version1.0_#00000000/__substg1.0_3707001F", &wide("brev.docx"))?;
    put("/__attach_version1.0_#00000000/__substg1.0_37010102", &office::docx(&["Hej", words])?)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}
