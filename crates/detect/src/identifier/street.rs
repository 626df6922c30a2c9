//! Which words are streets.

use super::context::Before;

/// What the word before a house number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Street {
    /// A street: *Storgatan*.
    Sure,
    /// What a street is called after a name: *gata*, *väg*.
    Generic,
    /// A box at the post office.
    Box,
    /// Any word.
    Unknown,
}

/// Endings that make a word a street, in capitals or not.
const SURE: [&str; 24] = [
    "gatan",
    "gata",
    "vägen",
    "väg",
    "gränden",
    "gränd",
    "stigen",
    "stig",
    "allén",
    "allé",
    "allen",
    "torget",
    "torg",
    "backen",
    "slingan",
    "esplanaden",
    "brinken",
    "kajen",
    "stråket",
    "katu",
    "polku",
    "kuja",
    "rinne",
    "tvärgata",
];

/// Endings that make a word with a capital a street; without one it is a *lekplats* or a *förändring*.
const CAPITAL: [&str; 25] = [
    "platsen",
    "plats",
    "plan",
    "planen",
    "parken",
    "ringen",
    "leden",
    "bron",
    "kroken",
    "hagen",
    "stranden",
    "svängen",
    "tie",
    "backe",
    "hamnen",
    "höjden",
    "liden",
    "lyckan",
    "ängen",
    "gärdet",
    "tunet",
    "terrassen",
    "dalen",
    "rundan",
    "udden",
];

/// Words with such an ending that are none: roads by number, ways of speaking.
const NOT: [&str; 50] = [
    "riksväg",
    "länsväg",
    "motorväg",
    "europaväg",
    "landsväg",
    "huvudväg",
    "järnväg",
    "omväg",
    "utväg",
    "genväg",
    "mellanväg",
    "riksvägen",
    "länsvägen",
    "motorvägen",
    "europavägen",
    "järnvägen",
    "omvägen",
    "hemvägen",
    "återvägen",
    "tillbakavägen",
    "utvägen",
    "genvägen",
    "handlingsplan",
    "åtgärdsplan",
    "läroplan",
    "kursplan",
    "timplan",
    "studieplan",
    "lektionsplan",
    "våningsplan",
    "betalplan",
    "utvecklingsplan",
    "affärsplan",
    "arbetsplan",
    "skolplan",
    "lekplats",
    "arbetsplats",
    "lekplatsen",
    "arbetsplatsen",
    "parkeringsplats",
    "parkeringsplatsen",
    "förändringen",
    "fotbollsplan",
    "fotbollsplanen",
    "ämnesplan",
    "spelplan",
    "årsplan",
    "tidsplan",
    "handlingsplanen",
    "läroplanen",
];

/// Words that stand alone for a street and need a name before them.
const GENERIC: [&str; 18] = [
    "gata", "gatan", "väg", "vägen", "gränd", "stig", "allé", "torg", "plats", "plan", "park", "esplanad",
    "backe", "gård", "kaj", "bro", "strand", "led",
];

/// Words before the name of a street or town that belong to it.
const ATTRIBUTES: [&str; 24] = [
    "stora",
    "lilla",
    "norra",
    "södra",
    "östra",
    "västra",
    "övre",
    "nedre",
    "gamla",
    "nya",
    "inre",
    "yttre",
    "mellersta",
    "sankt",
    "s:t",
    "s:ta",
    "sankta",
    "upplands",
    "saltsjö",
    "åkers",
    "ljungby",
    "hedemora",
    "n",
    "ö",
];

/// Whether a word that ends with these four bytes could be one of those above: a question that costs next to nothing and that most
/// words before numbers answer with no. The bytes are made small by one bit each, which makes `Ä` an `ä` and `Ã` an `ã`.
#[inline]
pub(super) fn may_end(last: [u8; 4]) -> bool {
    match last.map(|byte| byte | 0x20) {
        [_, _, b'g' | b'v', b'.'] | [_, b'b', b'o', b'x'] | [_, b't', b'i', b'e'] => true,
        [_, b'k', b'a', b'j'] | [_, b'b', b'r', b'o'] | [_, b'l', b'e', b'd'] => true,
        small => matches!(
            &small,
            b"atan"
                | b"gata"
                | b"\xa4gen"
                | b"v\xe3\xa4g"
                | b"nden"
                | b"\xe3\xa4nd"
                | b"igen"
                | b"stig"
                | b"l\xe3\xa9n"
                | b"ll\xe3\xa9"
                | b"llen"
                | b"rget"
                | b"torg"
                | b"cken"
                | b"ngan"
                | b"aden"
                | b"nken"
                | b"ajen"
                | b"\xa5ket"
                | b"katu"
                | b"olku"
                | b"kuja"
                | b"inne"
                | b"tsen"
                | b"lats"
                | b"plan"
                | b"anen"
                | b"rken"
                | b"ngen"
                | b"eden"
                | b"bron"
                | b"oken"
                | b"agen"
                | b"acke"
                | b"mnen"
                | b"jden"
                | b"iden"
                | b"ckan"
                | b"rdet"
                | b"unet"
                | b"ssen"
                | b"alen"
                | b"ndan"
                | b"dden"
                | b"park"
                | b"anad"
                | b"rand"
                | b"\xe3\xa5rd"
        ),
    }
}

/// What the word before a number is; `lower` is the word in lower case.
pub(super) fn kind(before: &Before<'_>, lower: &str) -> Street {
    let capital = before.word.starts_with(char::is_uppercase);
    let ends = |ending: &&str| lower.strip_suffix(*ending).is_some_and(|stem| stem.chars().count() >= 2);
    let abbreviated = before.gap.starts_with('.')
        && capital
        && lower.len() > 4
        && (lower.ends_with('g') || lower.ends_with('v'));
    match lower {
        "box" | "postbox" => Street::Box,
        _ if GENERIC.contains(&lower) && before.gap.trim_matches(['.', ' ', '\n', '\u{a0}']).is_empty() => {
            Street::Generic
        }
        _ if NOT.contains(&lower) => Street::Unknown,
        _ if abbreviated => Street::Sure,
        _ if before.gap.starts_with('.') => Street::Unknown,
        _ if SURE.iter().any(|ending| ends(&ending)) => Street::Sure,
        _ if capital && CAPITAL.iter().any(|ending| ends(&ending)) => Street::Sure,
        _ => Street::Unknown,
    }
}

/// Whether a word stands before names of streets and towns and belongs to them.
pub(super) fn is_attribute(word: &str) -> bool {
    ATTRIBUTES.contains(&word.to_lowercase().as_str())
}

/// Where a street of one word starts: at it, or at the *Stora* before it.
pub(super) fn first_word<'t>(last: &Before<'t>, mut words: impl Iterator<Item = Before<'t>>) -> usize {
    let lower = last.word.starts_with(char::is_lowercase);
    words
        .next()
        .filter(|word| {
            word.gap == " " && is_attribute(word.word) && (lower || word.word.starts_with(char::is_uppercase))
        })
        .map_or(last.start, |word| word.start)
}

/// Where a street of several words starts, at the first of the names before *gata*; none if there is no name.
pub(super) fn named<'t>(last: &Before<'t>, words: impl Iterator<Item = Before<'t>>) -> Option<usize> {
    let mut start = None;
    let name = |word: &Before<'_>| {
        let capital = word.word.starts_with(char::is_uppercase) && word.word.chars().count() > 1;
        word.gap == " "
            && capital
            && word.word.chars().all(|c| c.is_alphabetic() || matches!(c, ':' | '-' | '.'))
    };
    for word in words.take(3).take_while(name) {
        let genitive = word.word.ends_with(['s', 'x', 'z', 'a', 'e']);
        if start.is_none() && !genitive {
            return None;
        }
        start = Some(word.start);
    }
    start.filter(|_| last.word.starts_with(char::is_lowercase) || last.word.chars().count() > 1)
}
