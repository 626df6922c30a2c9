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
const GENERIC: [&str; 22] = [
    "gata", "gatan", "väg", "vägen", "gränd", "stig", "allé", "torg", "plats", "plan", "park", "esplanad",
    "backe", "gård", "kaj", "bro", "strand", "led", "torget", "gränden", "backen", "stigen",
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
/// words before numbers answer with no. A yes may be wrong.
#[expect(clippy::inline_always, reason = "compiled for the processor that the caller is compiled for")]
#[inline(always)]
pub(super) fn may_end(last: [u8; 4]) -> bool {
    let small = u32::from_le_bytes(last) | 0x2020_2020;
    let marked = |place: usize| ENDINGS.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1);
    marked(slot(small)) | marked(slot(small & 0xffff_ff00)) | marked(slot(small & 0xffff_0000))
}

/// Where the table has the bit of an ending. One bit makes letters small, `Ä` to `ä` among them.
const fn slot(small: u32) -> usize {
    (small.wrapping_mul(0x9e37_79b1) >> 20) as usize
}

/// A bit for every ending of two to four bytes that a street may have.
#[expect(clippy::indexing_slicing, reason = "a fault would stop the build: this runs in the compiler")]
static ENDINGS: [u64; 64] = {
    let mut table = [0; 64];
    let mut index = 0;
    while index < LAST.len() {
        let bytes = LAST[index].as_bytes();
        let mut small = 0;
        let mut from = bytes.len().saturating_sub(4);
        while from < bytes.len() {
            small |= ((bytes[from] | 0x20) as u32) << (8 * (4 + from - bytes.len()));
            from += 1;
        }
        table[slot(small) / 64] |= 1 << (slot(small) % 64);
        index += 1;
    }
    table
};

/// The ends of all words above. The first two are of abbreviations.
const LAST: [&str; 55] = [
    "g.", "v.", "box", "tie", "kaj", "bro", "led", "atan", "gata", "ägen", "väg", "nden", "änd", "igen",
    "stig", "llén", "allé", "llen", "rget", "torg", "cken", "ngan", "aden", "nken", "ajen", "åket", "katu",
    "olku", "kuja", "inne", "tsen", "lats", "plan", "anen", "rken", "ngen", "eden", "bron", "oken", "agen",
    "acke", "mnen", "jden", "iden", "ckan", "rdet", "unet", "ssen", "alen", "ndan", "park", "rand", "dden",
    "anad", "gård",
];

/// What the word before a number is; `lower` is the word in lower case.
pub(super) fn kind(before: &Before<'_>, lower: &str) -> Street {
    let capital = before.word.starts_with(char::is_uppercase);
    let last = lower.as_bytes().last();
    let ends = |ending: &&str| {
        ending.as_bytes().last() == last
            && lower.strip_suffix(*ending).is_some_and(|stem| stem.chars().count() >= 2)
    };
    let abbreviated = before.gap.starts_with('.')
        && capital
        && lower.len() > 4
        && (lower.ends_with('g') || lower.ends_with('v'));
    match lower {
        "box" | "postbox" | "pl" => Street::Box,
        _ if GENERIC.contains(&lower) && before.gap.trim_matches(['.', ' ', '\n', '\u{a0}']).is_empty() => {
            Street::Generic
        }
        _ if NOT.contains(&lower) => Street::Unknown,
        _ if abbreviated => Street::Sure,
        _ if before.gap.starts_with('.') => Street::Unknown,
        _ if SURE.iter().any(ends) => Street::Sure,
        _ if capital && CAPITAL.iter().any(ends) => Street::Sure,
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
