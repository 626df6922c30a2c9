//! The draft of a letter, in one language and to one kind of people: what happened, what may come of it, what is done about
//! it, what one can do, and who answers questions (GDPR art. 34(2)). What people wrote in a case is in Swedish and for grown
//! ups: elsewhere a place is left to be filled by hand, and nothing is guessed.

use crate::locale::of_letter;
use varsam_model::letter::{Addressee, Tongue};

/// The events that there are sentences for; of any other it is said that something went wrong.
const EVENTS: [&str; 4] = ["shared", "lost", "changed", "intrusion"];

/// What stands in a place that is to be filled by hand.
const PLACES: [&str; 4] = ["fill-what", "fill-consequences", "fill-measures", "fill-contact"];

/// What a letter tells.
pub(super) struct Telling<'a> {
    pub(super) tongue: Tongue,
    pub(super) to: Addressee,
    /// The value of the fact that says what happened.
    pub(super) event: &'a str,
    /// The day on which it was discovered.
    pub(super) discovered: String,
    /// What may come of it, and what is done, as the case has it.
    pub(super) consequences: &'a str,
    pub(super) measures: &'a str,
    /// Who answers questions; empty where nobody is known.
    pub(super) contact: &'a str,
    /// Whose letter it is.
    pub(super) controller: &'a str,
}

/// A letter to be finished by hand.
pub(super) fn draft(of: &Telling<'_>) -> String {
    let blocks = [
        of.words(&format!("subject-{}", of.to)),
        of.words("hello"),
        of.words(&format!("concerns-{}", of.to)),
        of.happened(),
        format!("{}\n{}", of.words("consequences"), of.own(of.consequences, "fill-consequences")),
        format!("{}\n{}", of.words("measures"), of.own(of.measures, "fill-measures")),
        format!("{}\n{}", of.words("advice"), of.words(&format!("advice-{}", of.to))),
        of.questions(),
        of.controller.to_owned(),
    ];
    blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The places of a letter that nobody has filled.
pub(super) fn left(tongue: Tongue, text: &str) -> Vec<String> {
    let places = PLACES.into_iter().map(|key| place(tongue, key));
    places.filter(|place| text.contains(place.as_str())).collect()
}

/// Whether what the case's people wrote can stand in the letter as it is.
pub(super) fn takes_words_of_the_case(tongue: Tongue, to: Addressee) -> bool {
    tongue == Tongue::Swedish && to != Addressee::Pupil
}

/// A place to be filled by hand, marked as one.
fn place(tongue: Tongue, key: &str) -> String {
    format!("[{}]", of_letter(tongue.code(), key, ""))
}

impl Telling<'_> {
    fn words(&self, key: &str) -> String {
        of_letter(self.tongue.code(), key, "")
    }

    /// Words with a value in them. Among letters from right to left, a day or a name keeps its own direction.
    fn words_of(&self, key: &str, value: &str) -> String {
        let value = if self.tongue.is_rtl() { format!("\u{2068}{value}\u{2069}") } else { value.to_owned() };
        of_letter(self.tongue.code(), key, &value)
    }

    fn happened(&self) -> String {
        let event = EVENTS.into_iter().find(|event| *event == self.event).unwrap_or("other");
        let event = self.words(&format!("event-{event}"));
        let discovered = self.words_of("discovered", &self.discovered);
        let place = place(self.tongue, "fill-what");
        format!("{}\n{event} {discovered}\n{place}", self.words("what"))
    }

    /// What the case has, or the place for it.
    fn own(&self, text: &str, key: &str) -> String {
        let is_usable = !text.is_empty() && takes_words_of_the_case(self.tongue, self.to);
        if is_usable { text.to_owned() } else { place(self.tongue, key) }
    }

    fn questions(&self) -> String {
        let key = if self.to == Addressee::Pupil { "contact-pupil" } else { "contact" };
        let contact = match self.contact {
            "" => place(self.tongue, "fill-contact"),
            contact => self.words_of(key, contact),
        };
        format!("{}\n{contact}\n{}", self.words("questions"), self.words("complaint"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telling(tongue: Tongue, to: Addressee) -> Telling<'static> {
        Telling {
            tongue,
            to,
            event: "shared",
            discovered: "2026-11-29".to_owned(),
            consequences: "Namn kan spridas.",
            measures: "Listan är raderad.",
            contact: "Lena Granfors, lena@example.org",
            controller: "Norrviks kommun",
        }
    }

    #[test]
    fn a_letter_says_all_that_it_has_to_in_every_language_to_everybody() {
        for (tongue, to) in
            Tongue::ALL.iter().flat_map(|tongue| Addressee::ALL.iter().map(move |to| (*tongue, *to)))
        {
            let letter = draft(&telling(tongue, to));
            assert!(!letter.contains("Unknown localization"), "{tongue} {to}: {letter}");
            for told in ["2026-11-29", "Lena Granfors, lena@example.org", "imy.se", "Norrviks kommun"] {
                assert!(letter.contains(told), "{tongue} {to}, {told}: {letter}");
            }
            let is_swedish = tongue == Tongue::Swedish;
            assert_eq!(letter.starts_with("Viktig information"), is_swedish, "{tongue} {to}: {letter}");
            let is_own = is_swedish && to != Addressee::Pupil;
            assert_eq!(letter.contains("Namn kan spridas."), is_own, "{tongue} {to}: {letter}");
            assert_eq!(left(tongue, &letter).len(), if is_own { 1 } else { 3 }, "{tongue} {to}: {letter}");
            assert_eq!(letter.contains("\u{2068}2026-11-29\u{2069}"), tongue == Tongue::Arabic);
        }
    }

    #[test]
    fn what_is_not_known_is_a_place_to_fill() {
        let nothing = Telling {
            event: "other_things",
            consequences: "",
            measures: "",
            contact: "",
            ..telling(Tongue::Swedish, Addressee::Adult)
        };
        let letter = draft(&nothing);
        assert!(letter.contains("Något har gått fel med uppgifter som vi ansvarar för."), "{letter}");
        let places = left(Tongue::Swedish, &letter);
        assert_eq!(places.len(), PLACES.len());
        let filled =
            places.iter().fold(letter, |letter, place| letter.replace(place.as_str(), "Så var det."));
        assert!(left(Tongue::Swedish, &filled).is_empty(), "{filled}");
    }
}
