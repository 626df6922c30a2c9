//! Handing signed checkpoints to somebody outside: who controls the program can rewrite its log, but not what others
//! have kept.

use super::Config;
use super::database::without_password;
use super::mail::{Mailer, Text};
use crate::fault::Fault;
use std::fs::OpenOptions;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);
/// How many bytes of the end of a file of notes are looked at.
const TAIL: u64 = 1 << 20;

/// Where a witness is, for people.
pub fn shown(witness: &str) -> String {
    if is_url(witness) { without_password(witness) } else { witness.to_owned() }
}

/// The address of a witness that gets mail.
fn mailed(witness: &str) -> Option<&str> {
    witness.strip_prefix("mailto:")
}

fn is_url(witness: &str) -> bool {
    witness.starts_with("https://") || witness.starts_with("http://")
}

/// Gives a witness a signed note: appends it to a file, posts it to a URL, or mails it. The same note again does no harm.
pub async fn hand(config: &Config, witness: &str, note: &str) -> Result<(), Fault> {
    if let Some(address) = mailed(witness) {
        return mail(config, address, note).await;
    }
    if is_url(witness) {
        return post(witness, note).await;
    }
    append(Path::new(witness), note).map_err(|error| {
        Fault::user(format!(
            "the witness `{witness}` cannot be written: {error}; see that its disk is there and has room"
        ))
    })
}

fn append(path: &Path, note: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    let text = tail(&mut file)?;
    if last_note(&text) == Some(note) {
        return Ok(());
    }
    file.write_all(note.as_bytes())?;
    file.sync_all()
}

fn tail(file: &mut std::fs::File) -> io::Result<String> {
    use std::io::Seek as _;
    let length = file.metadata()?.len();
    file.seek(io::SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The last of the signed notes that stand one after the other in a text.
pub fn last_note(text: &str) -> Option<&str> {
    let (mut start, mut at, mut is_signed) = (0, 0, false);
    for line in text.split_inclusive('\n') {
        if is_signed && !line.starts_with('—') {
            (start, is_signed) = (at, false);
        }
        is_signed |= line.starts_with("— ");
        at += line.len();
    }
    if is_signed { text.get(start..) } else { None }
}

async fn mail(config: &Config, address: &str, note: &str) -> Result<(), Fault> {
    let mail = config.mail.as_ref().ok_or_else(|| {
        Fault::user(format!(
            "the witness `mailto:{address}` gets mail, and nothing says how; write `[mail] server`"
        ))
    })?;
    let mut lines = note.lines();
    let (origin, size) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let (name, subject) = (format!("{origin}-{size}"), format!("Checkpoint {size} of {origin}"));
    let sent = Mailer::new(mail)?.send(address, Text { name: &name, subject: &subject, body: note }).await;
    sent.map_err(|error| {
        Fault::user(format!("the witness `mailto:{address}` has got no mail: {error}; see to `[mail]`"))
    })
}

async fn post(url: &str, note: &str) -> Result<(), Fault> {
    let client =
        reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build()?;
    let asked = client.post(url).header("content-type", "text/plain; charset=utf-8").body(note.to_owned());
    let place = shown(url);
    let reply = asked.send().await.map_err(|error| {
        let error = error.without_url();
        Fault::user(format!("the witness `{place}` cannot be reached: {error}; see that it runs"))
    })?;
    if reply.status().is_success() {
        return Ok(());
    }
    let status = reply.status().as_u16();
    Err(Fault::user(format!("the witness `{place}` answers {status}; see what its log says")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_several_notes_is_found() {
        let (one, two) = ("log\n1\nroot\n\n— log sig\n", "log\n2\nroot\n\n— log sig\n— witness sig\n");
        assert_eq!(last_note(one), Some(one));
        assert_eq!(last_note(&[one, two].concat()), Some(two));
        assert_eq!(last_note(&[two, one].concat()), Some(one));
        assert_eq!(last_note(""), None);
        assert_eq!(last_note("log\n1\nroot\n"), None);
    }

    #[test]
    fn a_file_has_each_note_once() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let (one, two) = ("log\n1\nroot\n\n— log sig\n", "log\n2\nroot\n\n— log sig\n");
        for note in [one, one, two, two] {
            append(file.path(), note).unwrap();
        }
        assert_eq!(std::fs::read_to_string(file.path()).unwrap(), [one, two].concat());
    }
}
