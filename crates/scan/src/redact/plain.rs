//! Text, tables, JSON and messages.

use super::{Plan, RedactError, Redacted, text_of};
use crate::extract::{self, Input, Options, Piece, Sink, decode};
use crate::fault::Reason;
use crate::kind::Kind;
use crate::place::{Place, Step};

/// What tells a spreadsheet program that a text is UTF-8.
const MARK: &str = "\u{FEFF}";

/// A text as UTF-8; with a mark where it was something else, so that other programs notice.
pub(super) fn text(bytes: &[u8], plan: &mut Plan<'_>) -> Result<Vec<u8>, RedactError> {
    let text = text_of(bytes);
    plan.learn(&text)?;
    let new = plan.apply(&text)?;
    let marked = bytes.starts_with(MARK.as_bytes()) || std::str::from_utf8(bytes).is_err();
    Ok([if marked { MARK } else { "" }, &new].concat().into_bytes())
}

/// A calendar or a contact card, with its folded lines made whole and its quoted letters plain.
pub(super) fn card(bytes: &[u8], plan: &mut Plan<'_>) -> Result<Vec<u8>, RedactError> {
    let mut whole = extract::plain_card(&text_of(bytes));
    plan.learn(&whole)?;
    whole = plan.apply(&whole)?;
    Ok(whole.into_bytes())
}

/// JSON with its layout: strings are read and written again, and a number that is replaced becomes a string.
pub(super) fn json(bytes: &[u8], plan: &mut Plan<'_>) -> Result<Vec<u8>, RedactError> {
    let source = text_of(bytes);
    let literals = literals(&source);
    for (_, value) in &literals {
        plan.learn(value)?;
    }
    let mut edits = Vec::new();
    for (range, value) in literals {
        let new = plan.apply(&value)?;
        if new != value {
            let written =
                serde_json::to_string(&new).map_err(|_| RedactError::Unreadable(Reason::Damaged))?;
            edits.push((range, written));
        }
    }
    Ok(super::rewrite::edited(&source, edits).into_bytes())
}

/// The strings and numbers of a JSON text, with their bytes.
fn literals(source: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b'"' => string_end(bytes, at),
            b'0'..=b'9' | b'-' => {
                at + bytes
                    .iter()
                    .skip(at)
                    .take_while(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte))
                    .count()
            }
            _ => {
                at += 1;
                continue;
            }
        };
        let literal = source.get(at..end).unwrap_or_default();
        let value = serde_json::from_str::<String>(literal).unwrap_or_else(|_| literal.to_owned());
        found.push((at..end, decode::tidy(&value).into_owned()));
        at = end;
    }
    found
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut escaped = false;
    let inside = bytes.iter().skip(start + 1).position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    inside.map_or(bytes.len(), |length| start + length + 2)
}

/// A message as a text: its head, its words, and the names of what hung on it.
pub(super) fn message(bytes: &[u8], name: &str, plan: &mut Plan<'_>) -> Result<Redacted, RedactError> {
    let mut parts = Parts::default();
    extract::extract(Input::from_bytes(bytes), name, &Options::default(), &mut parts);
    plan.learn(&parts.text)?;
    let bytes = plan.apply(&parts.text)?.into_bytes();
    Ok(Redacted { bytes, replaced: 0, pictures: parts.attached, kind: Kind::Text })
}

/// The head and the words of a message; what hangs on it is only counted.
#[derive(Default)]
struct Parts {
    text: String,
    attached: u64,
}

impl Sink for Parts {
    fn piece(&mut self, piece: &Piece<'_>) {
        match (piece.place.0.first(), piece.place.0.last()) {
            (Some(Step::Attachment(_)), Some(Step::FileName)) => self.attached += 1,
            (Some(Step::Attachment(_)), _) => {}
            _ => {
                self.text.push_str(piece.text.get(piece.keep.clone()).unwrap_or_default());
                self.text.push('\n');
            }
        }
    }

    fn fault(&mut self, _: &Place, _: Reason) {}
}
