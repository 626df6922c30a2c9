//! Whether a question of a form asks for personal data: a short list of words. "Do not write names" asks for none.

use super::words::{Word, places, sentences};
use super::{Advice, Finding, What, Why};
use varsam_detect::Label;

/// What may be asked for, and the words that do.
const ASKS: [(What, &[&str]); 10] = [
    (
        What::Label(Label::Person),
        &[
            "namn",
            "förnamn",
            "efternamn",
            "elevnamn",
            "vad heter du",
            "vad heter barnet",
            "vad heter ditt barn",
            "vad heter eleven",
            "name",
            "names",
            "surname",
        ],
    ),
    (
        What::Label(Label::Personnummer),
        &[
            "personnummer",
            "personnumret",
            "samordningsnummer",
            "fyra sista",
            "identity number",
            "social security number",
        ],
    ),
    (What::Birth, &["födelsedatum", "födelsedag", "födelseår", "date of birth", "birthday", "birth date"]),
    (What::Label(Label::Address), &["adress", "hemadress", "bostadsadress", "address", "home address"]),
    (
        What::Label(Label::Phone),
        &[
            "telefon",
            "telefonnummer",
            "telefonnumret",
            "mobilnummer",
            "mobilnumret",
            "mobil",
            "phone",
            "phone number",
            "telephone",
        ],
    ),
    (
        What::Label(Label::Email),
        &["e-post", "epost", "e-postadress", "epostadress", "mejladress", "mailadress", "e-mail", "email"],
    ),
    (
        What::Label(Label::Health),
        &[
            "allergi",
            "allergier",
            "allergisk",
            "matallergi",
            "specialkost",
            "diagnos",
            "diagnoser",
            "sjukdom",
            "sjukdomar",
            "funktionsnedsättning",
            "medicin",
            "mediciner",
            "allergy",
            "allergies",
            "allergic",
            "special diet",
            "diagnosis",
            "illness",
            "disability",
        ],
    ),
    (What::Label(Label::Ethnic), &["modersmål", "nationalitet", "etnicitet", "mother tongue", "nationality"]),
    (What::Label(Label::Religion), &["religion", "trosuppfattning", "trossamfund", "halal", "faith"]),
    (What::Label(Label::Union), &["fackförbund", "fackligt ansluten", "trade union"]),
];

/// How a word may end in Swedish: definite, plural, genitive.
const ENDINGS: [&str; 11] = ["et", "en", "n", "t", "s", "er", "ets", "ens", "erna", "na", "ar"];

/// Words that turn a sentence into a request to leave something out.
const REFUSES: [&str; 12] =
    ["inte", "ej", "inga", "inget", "ingen", "utan", "aldrig", "not", "never", "no", "without", "don"];

/// What a question asks for.
pub(super) fn asked(text: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> = sentences(text).iter().flat_map(|words| in_sentence(words)).collect();
    findings.sort_unstable_by_key(|finding| (finding.start, usize::MAX - finding.end));
    let mut end = 0;
    findings.retain(|finding| {
        let free = finding.start >= end;
        end = end.max(finding.end);
        free
    });
    findings
}

fn in_sentence(words: &[Word]) -> Vec<Finding> {
    if words.iter().any(|word| REFUSES.contains(&word.word.as_str())) {
        return Vec::new();
    }
    let asks = ASKS.iter().flat_map(|(what, phrases)| phrases.iter().map(move |phrase| (*what, *phrase)));
    let found =
        asks.flat_map(|(what, phrase)| places(words, phrase, &ENDINGS).map(move |place| (what, place)));
    found.map(|(what, (start, end))| finding(what, start, end)).collect()
}

fn finding(what: What, start: usize, end: usize) -> Finding {
    let sensitive = matches!(what, What::Label(label) if label.is_special());
    let advice = if sensitive { Advice::FormAsksSensitive } else { Advice::FormAsks };
    Finding { start, end, what, why: Why::Asked, score: 100, advice }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(&str, &str)> {
        asked(text).iter().map(|finding| (finding.what.code(), finding.text(text))).collect()
    }

    #[test]
    fn questions_that_ask_are_found() {
        assert_eq!(words("Vad heter du?"), [("PERSON", "Vad heter du")]);
        assert_eq!(
            words("Barnets namn, personnumret och ev. allergier:"),
            [("PERSON", "namn"), ("PERSONNUMMER", "personnumret"), ("HEALTH", "allergier")]
        );
        assert_eq!(words("What is your date of birth?"), [("BIRTH", "date of birth")]);
        assert_eq!(words("Modersmål?\nReligion?"), [("ETHNIC", "Modersmål"), ("RELIGION", "Religion")]);
    }

    #[test]
    fn to_ask_for_none_is_not_to_ask() {
        assert_eq!(words("Skriv inte namn eller personnummer."), []);
        assert_eq!(words("Svara utan att nämna namn. Vilken adress?"), [("ADDRESS", "adress")]);
        assert_eq!(words("Please do not enter any names."), []);
        assert_eq!(words("Hur trivs du i skolan?"), []);
    }
}
