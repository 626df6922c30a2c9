//! An example situation as a link that asks it, and large counts as people read them.

use super::site::{Link, Site};
use varsam_rules::{Language, Rulebooks, Witness};

/// A situation as a link: its facts in words, leading to its answer. The names are those of the books that the
/// situation comes from, which need not be the ones being served.
pub(crate) fn link(site: &Site, books: &Rulebooks, question: &str, example: &Witness) -> Link {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let mut said = Vec::new();
    for (fact, stated) in &example.facts {
        let fact = &books.names.facts[*fact];
        query.append_pair(&fact.id, &fact.written(*stated));
        let shown = fact.show(*stated, site.locale.language);
        said.push(format!("{}: {shown}", site.text(&fact.label)));
    }
    let text = if said.is_empty() { site.t("example-any") } else { said.join(" · ") };
    Link { href: site.ask(question, &query.finish()), text, about: String::new(), current: false }
}

/// A count with its digits in groups of three.
pub(crate) fn count(language: Language, number: f64) -> String {
    let digits = format!("{number:.0}");
    let separator = match language {
        Language::Swedish => '\u{a0}',
        Language::English => ',',
    };
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        assert_eq!(count(Language::English, 1_234_567.0), "1,234,567");
        assert_eq!(count(Language::Swedish, 1000.0), "1\u{a0}000");
        assert_eq!(count(Language::Swedish, 12.0), "12");
    }
}
