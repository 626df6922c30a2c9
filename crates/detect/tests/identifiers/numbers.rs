//! Identity numbers in running text.

use varsam_detect::{Label, Reason, identifier::value};

use crate::{check, spans};

#[test]
fn every_spelling_is_marked() {
    check(
        Label::Personnummer,
        &[
            "Elsa Berg «120312-2385» går i 4b",
            "«20120312-2385»",
            "«1203122385»",
            "«201203122385»",
            "(«120312-2385»)",
            "\"«120312-2385»\";\"Elsa\"",
            "född «090527+1474» enligt boken",
            "«120312 2385» och «20120312 2385»",
            "«120312\u{a0}2385»",
            "«120312\u{202f}2385»",
            "«120312–2385»",
            "«120312\u{2011}2385»",
            "«120312\u{2212}2385»",
            "«120312—2385»",
            "«120312 - 2385»",
            "«12 03 12-2385»",
            "«12 03 12 2385»",
            "«2012-03-12-2385»",
            "«2012-03-12 2385»",
            "«2012 03 12-2385»",
            "«2012.03.12-2385»",
            "«20 120312-2385»",
            "pnr:«120312-2385»",
            "personnr.«20120312-2385»",
            "Pnr.«120312-2385».",
            "pnr«120312-2385»",
            "Elevens nummer är «120312-\n2385».",
            "Elevens nummer är «120312\n-2385».",
            "Elevens nummer är «120312\n2385», tack",
            "«12\u{200b}0312-\u{200b}2385»",
            "«１２０３１２-２３８５»",
            "1 «120312-2385» 2 «821105-9954»",
            "1;«120312-2385»;0701",
            "4,«120312-2385»,Elsa",
            "«120312-2385»,«821105-9954»,«901211-9948»",
            "saknas: Elsa («120312-2385»), Ali («20001209-9891»)",
            "elev_«120312-2385».pdf",
            "Samordningsnummer «701063-2391»",
            "«197010632391»",
            "«000101-T220» «20000101-R220» «20000101R220»",
            "«20120312TF01» «120312-TF02» «20120312-TF03»",
            "hetu «131052-308T», «010594Y9032», «020516C903K», «131052+308T»",
        ],
    );
}

#[test]
fn a_wrong_check_digit_counts_in_the_usual_form_or_where_a_word_says_so() {
    check(
        Label::Personnummer,
        &[
            "personnummer «120312-2383»",
            "personnummer: «1203122383»",
            "Pnr «201203122383»",
            "född «20120312-2383»",
            "Elsa «120312-2383» är sjuk",
            "Anna Berg, «850101-1234», rektor",
            "Hennes pnr är «110203 1234»",
            "Hans id-nummer är «20120312-2385»",
            "backup 850101-1234",
            "«20120312-2383»",
            "120312 2383",
            "1203122383",
            "201203122383",
            "120312-xxxx 120312-**** 120312-",
        ],
    );
    let text = "Elsa 120312-2383, pnr 120312-2383, 120312-2385";
    let reasons: Vec<_> = spans(text).iter().map(|span| span.reason).collect();
    assert_eq!(reasons, [Reason::Form, Reason::InContext, Reason::Checked]);
    let scores: Vec<_> = spans(text).iter().map(|span| span.score).collect();
    assert!(scores.is_sorted(), "{scores:?}");
}

#[test]
fn dates_with_times_are_none() {
    check(
        Label::Personnummer,
        &[
            "20120312 1430",
            "201203121430",
            "2012-03-12 14:30",
            "2012-03-12 14:30:55",
            "2012-03-12 1430",
            "20120312-1430",
            "20120312T143055Z",
            "20120312T1430",
            "20120312143055",
            "2012-03-12T14:30:00.123+01:00",
            "120312 14:30",
            "Loggat 201203121430",
            "född 2012-03-12 14:30",
            "född 2012-03-12, 14.30",
            "2012-03-12 – 2012-06-15",
            "20120312–20120615",
            "2012-2013",
            "20270312-2385 finns inte än",
            "18790312-2385 levde då",
        ],
    );
}

#[test]
fn numbers_of_things_are_none() {
    check(
        Label::Personnummer,
        &[
            "Ordernr 120312-2385",
            "Order nr: 1203122385",
            "ordernumret är 120312-2385",
            "Faktura 1203122385",
            "Fakturanummer: 120312-2385",
            "OCR: 1203122385",
            "OCR-nummer 1203122385",
            "Ärende 120312-2385",
            "dnr 120312-2385",
            "Diarienr: 120312-2385",
            "Er referens 1203122385",
            "Artikelnr 1203122385",
            "Serienummer 201203122385",
            "serienr: 120312-2385",
            "id 1203122385",
            "version 1203122385",
            "Kvitto nr 1203122385",
            "Bokning 120312-2385",
            "Bokningsnummer: 1203122385",
            "Org.nr 556036-0793",
            "organisationsnummer 857209-0606, 802005-1952",
            "5512031223855",
            "12031223855",
            "550e8400-e29b-41d4-a716-120312238500",
            "a3f1203122385",
            "3.1203122385 1203122385.5",
            "https://skola.se/?id=1203122385",
            "#1203122385",
            "978-91-1203122385",
            "ISBN 1203122385",
        ],
    );
}

#[test]
fn a_nearer_word_decides() {
    check(
        Label::Personnummer,
        &[
            "Ordernr 5512, personnummer «120312-2385»",
            "Ärende om Elsa Berg «120312-2385»",
            "Faktura 2024-03-01 Elsa Berg «120312-2385»",
        ],
    );
}

#[test]
fn values_have_twelve_characters() {
    for text in [
        "120312-2385",
        "12 03 12–2385",
        "201203122385",
        "2012.03.12-2385",
        "１２０３１２-２３８５",
        "120312-\n2385 x",
    ] {
        let spans = spans(text);
        assert_eq!(spans.len(), 1, "{text}");
        assert_eq!(value(text, &spans[0]).as_deref(), Some("201203122385"), "{text}");
    }
    let text = "pnr 120312-2383";
    assert_eq!(value(text, &spans(text)[0]), None);
}

/// Numbers without a dash that could be dates and times: what stands around them decides.
#[test]
fn a_pupil_or_others_of_its_kind_make_a_number_one() {
    check(
        Label::Personnummer,
        &[
            "«090115-1431», «110208\u{a0}2136», «100623-2555»",
            "GET /api/elever/«200904262151»/betyg 200",
            "elev=«201203182264» frånvaro=3",
            "Frånvaro: «1106061896» ogiltig 3 lektioner, «1101172045» giltig heldag",
            "2015-03-12 14:30 elev=«201203182264» ok",
            "Talet 8112189876 är delbart med vad?",
            "Summan 8112189876, koden 8112189876 och serienummer 8112189876",
            "Personnumret till elev «8112189876»",
        ],
    );
}

#[test]
fn times_beside_numbers_stay_times() {
    check(
        Label::Personnummer,
        &[
            "110208 2136",
            "1101172045 och 2015031210",
            "201503121210 201503121430 elev 4",
            "Frånvaro 201503121430, 201503121431, 1101172045",
            "202403121430 elev=«201203182264»",
            "/elever/202403121432/export, /elever/202503121216/export",
            "Frånvaro exporterad 202503121216, «1106061896»",
            "Ordernr 1106061896 för elev, order elev 1106061896",
            "elev_201503121430.csv elever=1203",
            "/api/order/200904262151/rad",
        ],
    );
}
