//! Swedish endings: from the form in a dictionary to the forms in running text.
//!
//! Rather too many forms than too few: a form that nobody writes does no harm.

/// How a term of the lists is inflected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// By the rules of nouns.
    Noun,
    /// By the rules of adjectives and participles.
    Adjective,
    /// Its forms are in the list; those of the regular first group are added.
    Verb,
    /// A name: the genitive, and what people add to brand names.
    Name,
    /// As it stands.
    Phrase,
}

impl Kind {
    /// The kind with this name in the lists.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "noun" => Some(Self::Noun),
            "adj" => Some(Self::Adjective),
            "verb" => Some(Self::Verb),
            "name" => Some(Self::Name),
            "phrase" => Some(Self::Phrase),
            _ => None,
        }
    }

    /// Calls `form` with each form of `word`, the word itself first.
    pub(crate) fn forms(self, word: &str, mut form: impl FnMut(&str)) {
        form(word);
        let mut buffer = String::with_capacity(word.len() + 8);
        let mut with = |stem: &str, endings: &[&str]| {
            for ending in endings {
                buffer.clear();
                buffer.push_str(stem);
                buffer.push_str(ending);
                form(&buffer);
            }
        };
        match self {
            Self::Noun => noun(word, &mut with),
            Self::Adjective => adjective(word, &mut with),
            Self::Verb => verb(word, &mut with),
            Self::Name => with(word, &["s", "n", "en", "t", "et"]),
            Self::Phrase => {}
        }
    }
}

fn noun(word: &str, with: &mut impl FnMut(&str, &[&str])) {
    if let Some(stem) = word.strip_suffix('a') {
        with(word, &["s", "n", "ns", "t", "n"]);
        with(stem, &["or", "ors", "orna", "ornas"]);
    } else if let Some(stem) = word.strip_suffix('e') {
        with(word, &["s", "n", "ns", "t", "ts"]);
        with(stem, &["ar", "ars", "arna", "arnas", "er", "erna"]);
    } else if word.ends_with(['i', 'o', 'u', 'y', 'å', 'ä', 'ö', 'é']) {
        with(word, &["s", "n", "ns", "t", "ts", "et", "er", "ers", "erna", "ernas", "r", "rna", "en"]);
    } else {
        with(word, &["s", "en", "ens", "et", "ets", "ar", "arna", "ars", "er", "erna", "ers"]);
        syncopated(word, with);
    }
}

/// What happens before an ending in words such as *nyckel*, *diabetiker*, *program*.
fn syncopated(word: &str, with: &mut impl FnMut(&str, &[&str])) {
    for (ending, last) in [("el", "l"), ("er", "r"), ("en", "n")] {
        if let Some(stem) = word.strip_suffix(ending) {
            with(word, &["n", "ns", "na", "nas"]);
            let bare = [stem, last].concat();
            with(&bare, &["ar", "arna", "et", "en"]);
        }
    }
    if word.ends_with(['m', 'n']) {
        let double = if word.ends_with('m') { "m" } else { "n" };
        with(&[word, double].concat(), &["en", "et", "ar", "er", "erna", "arna"]);
    }
}

fn adjective(word: &str, with: &mut impl FnMut(&str, &[&str])) {
    with(word, &["t", "a", "e", "are", "ast", "aste", "s"]);
    if let Some(stem) = word.strip_suffix('d') {
        with(stem, &["t", "tt", "da", "de"]);
    }
    if let Some(stem) = word.strip_suffix("en") {
        with(stem, &["et", "na", "ne"]);
    }
    for (ending, last) in [("el", "l"), ("er", "r")] {
        if let Some(stem) = word.strip_suffix(ending) {
            with(&[stem, last].concat(), &["a", "e", "are"]);
        }
    }
}

fn verb(word: &str, with: &mut impl FnMut(&str, &[&str])) {
    let stem = word.strip_suffix("as").or_else(|| word.strip_suffix('a'));
    if let Some(stem) = stem {
        with(stem, &["ar", "ade", "at", "as", "ades", "ats", "ad", "ande"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(kind: Kind, word: &str) -> Vec<String> {
        let mut all = Vec::new();
        kind.forms(word, |form| all.push(form.to_owned()));
        all
    }

    #[test]
    fn common_forms_are_there() {
        for (kind, word, expected) in [
            (Kind::Noun, "astma", "astman"),
            (Kind::Noun, "diabetiker", "diabetikern"),
            (Kind::Noun, "allergi", "allergierna"),
            (Kind::Noun, "symtom", "symtomen"),
            (Kind::Noun, "nyckel", "nycklar"),
            (Kind::Adjective, "nedstämd", "nedstämt"),
            (Kind::Adjective, "bruten", "brutet"),
            (Kind::Verb, "vabba", "vabbade"),
            (Kind::Name, "concerta", "concertan"),
        ] {
            assert!(forms(kind, word).iter().any(|form| form == expected), "{expected}");
        }
        assert_eq!(forms(Kind::Phrase, "ont i magen"), ["ont i magen"]);
    }
}
