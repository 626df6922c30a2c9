//! Any text: no panic, spans in order, in bounds, on borders of characters, and in linear time.

use std::fmt::Write as _;

use proptest::prelude::*;
use varsam_detect::identifier::value;

use crate::{marked, spans};

/// What numbers are made of, and what stands in their way.
const PIECES: [&str; 62] = [
    "1",
    "0",
    "12",
    "2012",
    "03",
    "120312",
    "2385",
    "20120312",
    "-",
    "–",
    "+",
    " ",
    "\u{a0}",
    "\u{202f}",
    "\u{200b}",
    "\n",
    "-\n",
    ".",
    ",",
    ":",
    "::",
    "/",
    "(",
    ")",
    "(0)",
    "@",
    "(at)",
    "[at]",
    "snabel-a",
    " punkt ",
    "é",
    "å",
    "Ä",
    "𝟙",
    "１",
    "e",
    "T",
    "TF01",
    "SE45",
    "ABC",
    "tel",
    "pnr",
    "bil ",
    "Storgatan ",
    "gata",
    "allé ",
    "Box ",
    "lgh ",
    "tr",
    "instagram.com/",
    "snap:",
    "skola.se",
    "user=",
    "snap = ",
    "_",
    " at ",
    " dot ",
    " snabela ",
    "8327-9, konto ",
    "ABC 123, ",
    "LS6 2AB",
    " Lane, ",
];

fn nasty() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn spans_are_in_order_and_on_borders(text in nasty()) {
        let mut end = 0;
        for span in spans(&text) {
            prop_assert!(span.start >= end && span.end > span.start, "{span:?} in {text:?}");
            prop_assert!(text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
            let _ = value(&text, &span);
            end = span.end;
        }
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let _ = spans(&text);
    }

    /// What is found does not hang on where in its block of 64 bytes it stands.
    #[test]
    fn place_does_not_matter(shift in 0_usize..130) {
        for (line, count) in [("Elsa 120312-2385, 070-123 45 67", 2), ("elsa@skola.se", 1), ("på Storgatan 5 nu", 1), ("insta: elsa.k", 1)] {
            let text = format!("{}{line}{}", "x ".repeat(shift), " x".repeat(100 - shift.min(100)));
            prop_assert_eq!(marked(&text).len(), count, "{}", text);
        }
    }
}

#[test]
fn what_is_there_already_stays() {
    let mut found = spans("pnr 120312-2385");
    varsam_detect::identifier::identifiers("120312-2385 och 120312-2385", &mut found);
    assert_eq!(found.len(), 3);
}

/// A tenth of a megabyte of each takes a moment; were the time quadratic, it would take minutes.
#[test]
fn long_and_dull_texts_take_linear_time() {
    let pieces = [
        "1",
        "0",
        "@",
        "0 ",
        "a@a",
        "a",
        "1-",
        " 1-1-1",
        "é",
        "１",
        "\u{200b}",
        "1\u{200b}",
        "(at)",
        "a.",
        "A1",
        "::1",
        ":",
        "gatan 1 ",
        "120312-",
        "+46",
        "0701",
        "\n",
        "1\n",
        "1.1.1.1",
        " punkt ",
        "l-a",
        "snabel-a ",
        "instagram.com/",
        "snap:",
        "Box 1, 1",
        "SE45 ",
        "a punkt a (at) a ",
        "a at b dot se ",
        " snabela",
        " dot ",
        "ABC 123, ",
        "user=a.b ",
        "_1",
        "elev 1101172045 ",
        "Lane LS6 2AB ",
        "8327-9, konto ",
    ];
    for piece in pieces {
        let text = piece.repeat(100_000 / piece.len());
        let _ = spans(&text);
    }
}

#[test]
fn a_class_list_is_read_row_by_row() {
    let mut list = String::from("Namn;Personnummer;Telefon;E-post;Adress\n");
    for row in 0..50 {
        writeln!(
            list,
            "Elev {row};120312-2385;070-123 45 67;elev{row}@skola.se;Storgatan {row}, 123 45 Umeå"
        )
        .unwrap();
    }
    assert_eq!(marked(&list).len(), 50 * 4);
}
