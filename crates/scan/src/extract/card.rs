//! Calendars and contact cards: folded lines made whole, quoted letters read, pictures left out.

use super::{Context, Joined, Part, decode};
use crate::fault::Reason;
use crate::place::Step;

pub(super) fn read(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let bytes = part.input.bytes(context.limits().whole)?;
    let text = decode::text(&bytes);
    let mut joined = Joined::new(&part.place);
    for (line, content) in unfolded(&text) {
        if let Some(readable) = readable(&content) {
            joined.push(&[Step::Line(line)], &readable, context);
        }
    }
    joined.finish(context);
    Ok(())
}

/// The same card with whole lines and no quoted letters.
pub(crate) fn plain_card(text: &str) -> String {
    let plain = |line: &str| match line.split_once(':') {
        Some((name, value)) if is_quoted(line) => {
            let kept = name.split(';').filter(|part| !part.to_ascii_uppercase().contains("QUOTED-PRINTABLE"));
            let value = unquoted(value).replace('\n', "\\n").replace('\r', "");
            format!("{}:{value}\r\n", kept.collect::<Vec<_>>().join(";"))
        }
        _ => format!("{line}\r\n"),
    };
    unfolded(text).iter().map(|(_, line)| plain(line)).collect()
}

/// Whole lines, each with the number of the line on which it begins.
fn unfolded(text: &str) -> Vec<(u64, String)> {
    let mut whole: Vec<(u64, String)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let soft = whole.last().is_some_and(|(_, last)| last.ends_with('=') && is_quoted(last));
        match whole.last_mut() {
            Some((_, last)) if soft => {
                last.pop();
                last.push_str(line);
            }
            Some((_, last)) if line.starts_with([' ', '\t']) => {
                last.push_str(line.get(1..).unwrap_or_default());
            }
            _ => whole.push((number as u64 + 1, line.to_owned())),
        }
    }
    whole
}

/// Bytes of a line in which its name is looked for: a line without a colon grows with each fold, and is looked at each time.
const NAME_MAX: usize = 1024;

fn is_quoted(line: &str) -> bool {
    let start = line.get(..line.floor_char_boundary(NAME_MAX)).unwrap_or_default();
    start.split(':').next().unwrap_or_default().to_ascii_uppercase().contains("QUOTED-PRINTABLE")
}

/// The line as people read it; nothing where it is a picture.
fn readable(line: &str) -> Option<String> {
    let (name, value) = line.split_once(':').unwrap_or(("", line));
    let upper = name.to_ascii_uppercase();
    if upper.contains("ENCODING=B") || value.starts_with("data:image") {
        return None;
    }
    let value = if is_quoted(line) { unquoted(value) } else { value.to_owned() };
    let value = value.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";");
    // A card writes `N:Svensson;Anna;;;`: one word each.
    let value = if upper == "N" || upper.starts_with("N;") { value.replace(';', " ") } else { value };
    Some(format!("{name}: {}", value.trim_start_matches("mailto:")))
}

/// `=C3=A5` as `å`.
fn unquoted(value: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.filter(|_| *first == b'=').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    decode::text(&bytes)
}
