//! What the targets share: spans that must be in order, and extraction that must keep its promises whatever the bytes are.

use varsam_detect::Span;
use varsam_scan::extract::{Input, Inside, Options, Piece, Sink, extract};
use varsam_scan::limits::Limits;
use varsam_scan::{Kind, Place, Reason};

/// Extensions of which the first byte of an input picks one; the seeds count in the same order.
pub const EXTENSIONS: [&str; 29] = [
    "txt", "csv", "tsv", "json", "ndjson", "js", "xml", "html", "eml", "mbox", "ics", "vcf", "rtf", "pdf",
    "zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "7z", "tar", "gz", "msg", "xls", "doc", "png", "jpg",
];

/// A name for the first byte, and the bytes behind it.
pub fn named(data: &[u8]) -> Option<(String, &[u8])> {
    let (first, bytes) = data.split_first()?;
    Some((format!("a.{}", EXTENSIONS[usize::from(*first) % EXTENSIONS.len()]), bytes))
}

/// Limits under which one input takes milliseconds.
pub fn limits() -> Limits {
    Limits {
        depth: 4,
        entries: 100,
        unpacked: 4 << 20,
        ratio: 50,
        whole: 1 << 20,
        findings: 100,
        ..Limits::default()
    }
}

/// Reads bytes under a name and holds every piece against what is promised; returns the kind.
pub fn read(bytes: &[u8], name: &str) -> Kind {
    let options = Options { limits: limits(), ocr: false };
    extract(Input::from_bytes(bytes), name, &options, &mut Checked)
}

/// In bounds, not empty, on borders of characters, in the order of their starts.
pub fn check(text: &str, spans: &[Span]) {
    assert!(spans.is_sorted_by_key(|span| span.start), "not in order: {spans:?}");
    for span in spans {
        assert!(span.start < span.end, "empty: {span:?}");
        assert!(text.get(span.start..span.end).is_some(), "not on borders: {span:?}");
    }
}

struct Checked;

impl Sink for Checked {
    fn piece(&mut self, piece: &Piece<'_>) {
        let Piece { text, keep, .. } = piece;
        assert!(keep.start <= keep.end && keep.end <= text.len(), "{keep:?} of {}", text.len());
        match piece.inside {
            Inside::Whole => {}
            Inside::Lines { first, from } => assert!(first > 0 && text.is_char_boundary(from)),
            Inside::Marks(marks) => {
                assert!(marks.is_sorted_by_key(|(at, _)| *at));
                assert!(marks.iter().all(|(at, _)| text.is_char_boundary(*at)));
            }
        }
    }

    fn fault(&mut self, place: &Place, _: Reason) {
        let _ = place.to_string();
    }
}
