//! The words before a number that say what it is.

use super::lex::at;

/// What a word says about the number after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// An identity number or a birth.
    Civic,
    /// A telephone.
    Phone,
    /// Calling somebody: a telephone number may follow, or a number of anything.
    Call,
    /// A number of an order, a case, a thing.
    Thing,
    /// A time or a date.
    Time,
    /// A bank account.
    Account,
    /// Bankgiro or plusgiro.
    Giro,
    /// An address in a network.
    Network,
    /// A version, a chapter.
    Version,
    /// A car.
    Plate,
}

/// The nearest word with a topic.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) topic: Topic,
    /// How many words stand between it and the number, *nr* and *är* not counted.
    pub(super) words: usize,
    /// Whether a word with a capital stands between: a name, that the number may belong to.
    pub(super) name: bool,
}

impl Near {
    /// Whether the word names the number and nothing else between does.
    pub(super) fn direct(self) -> bool {
        self.words <= 2 && !self.name
    }
}

const REACH: usize = 96;
const WORDS: usize = 6;

/// The nearest word with a topic before `place`, in the same line or, right above a number, at the end of the line before.
pub(super) fn nearest(text: &str, place: usize) -> Option<Near> {
    let (mut counted, mut name, mut seen) = (0, false, 0);
    for Before { word, gap, .. } in words_before(text, place).take(WORDS + 3) {
        if gap.contains(['!', '?']) || (seen > 0 && gap.contains('\n')) {
            return None;
        }
        let lower = Lower::new(word);
        if let Some(topic) = topic(lower.as_str()) {
            return Some(Near { topic, words: counted, name });
        }
        if ends_sentence(word, gap) || word.bytes().filter(u8::is_ascii_digit).count() > 2 {
            return None;
        }
        counted += usize::from(!matches!(lower.as_str(), "nr" | "nummer" | "numret" | "är" | "var" | "no"));
        name |= word.chars().next().is_some_and(char::is_uppercase);
        seen += 1;
        if counted > WORDS {
            return None;
        }
    }
    None
}

/// Whether the word right before `place` begins with a capital and is no topic: a name, perhaps.
pub(super) fn follows_name(text: &str, place: usize) -> bool {
    words_before(text, place).next().is_some_and(|Before { word, gap, .. }| {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        capital
            && word.chars().all(char::is_alphabetic)
            && !gap.contains('\n')
            && topic(Lower::new(word).as_str()).is_none()
    })
}

fn ends_sentence(word: &str, gap: &str) -> bool {
    gap.starts_with('.') && word.chars().count() > 4
}

/// A word and where it stands.
pub(super) struct Before<'t> {
    pub(super) word: &'t str,
    pub(super) start: usize,
    /// What stands between the word and the next.
    pub(super) gap: &'t str,
}

/// The words before `place`, the nearest first, as far as they may matter.
pub(super) fn words_before(text: &str, place: usize) -> impl Iterator<Item = Before<'_>> {
    let floor = place.saturating_sub(REACH);
    let mut end = place;
    std::iter::from_fn(move || {
        let rough_end = back_while(text, end, floor, |byte| !is_letter(byte));
        let rough_start =
            back_while(text, rough_end, floor, |byte| is_letter(byte) || matches!(byte, b'-' | b'.' | b'_'));
        if rough_start == rough_end || rough_start <= floor && floor > 0 {
            return None;
        }
        let rough = text.get(rough_start..rough_end)?;
        let word = rough.trim_matches(|character: char| !character.is_alphanumeric());
        let start = rough_start + rough.find(word)?;
        let gap = text.get(start + word.len()..end)?;
        end = rough_start;
        Some(Before { word, start, gap })
    })
}

fn back_while(text: &str, mut place: usize, floor: usize, wanted: impl Fn(u8) -> bool) -> usize {
    while place > floor && wanted(at(text.as_bytes(), place - 1)) {
        place -= 1;
    }
    place
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// A word in lower case, without an allocation; a long one is cut.
pub(super) struct Lower {
    bytes: [u8; 40],
    len: usize,
}

impl Lower {
    pub(super) fn new(word: &str) -> Self {
        let mut lower = Self { bytes: [0; 40], len: 0 };
        for character in word.chars() {
            let small = character.to_lowercase().next().unwrap_or(character);
            let Some(room) = lower.bytes.get_mut(lower.len..lower.len + small.len_utf8()) else { break };
            lower.len += small.encode_utf8(room).len();
        }
        lower
    }

    pub(super) fn as_str(&self) -> &str {
        self.bytes.get(..self.len).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// What a word in lower case says, if it says anything.
pub(super) fn topic(word: &str) -> Option<Topic> {
    let exact = match word {
        "pnr" | "p-nr" | "p.nr" | "pn" | "persnr" | "pers.nr" | "ssn" | "hetu" | "född" | "fött"
        | "födda" | "föddes" | "f" => Some(Topic::Civic),
        "tel" | "tfn" | "mob" | "fax" | "telnr" | "tlf" | "puh" => Some(Topic::Phone),
        "ring" | "ringa" | "ringer" | "ringde" | "nås" | "sms" | "sms:a" | "smsa" | "swish" | "swisha"
        | "whatsapp" => Some(Topic::Call),
        "dnr" | "d.nr" | "ref" | "id" | "sn" | "s-n" | "ean" | "isbn" | "issn" | "imei" | "vat"
        | "ticket" | "issue" | "commit" | "hash" | "batch" | "lot" | "session" | "build" | "log" | "rfid"
        | "ärn" | "fakt" | "nyckel" | "pin" | "kod" | "case" => Some(Topic::Thing),
        "kl" | "klockan" | "tid" | "tidpunkt" | "tidsstämpel" | "timestamp" | "datum" | "skapad"
        | "uppdaterad" | "starttid" | "sluttid" | "säkerhetskopia" => Some(Topic::Time),
        "bg" | "pg" | "bgnr" | "pgnr" | "bg-nr" | "pg-nr" => Some(Topic::Giro),
        "ip" | "ipv4" | "ipv6" | "dns" => Some(Topic::Network),
        "v" | "ver" | "release" | "firmware" | "kapitel" | "kap" | "avsnitt" | "punkt" => {
            Some(Topic::Version)
        }
        "bil" | "bilen" | "bilens" | "bilar" | "reg" | "regnr" | "reg.nr" | "reg-nr" | "moped"
        | "mopeden" | "mc" | "motorcykel" | "släp" | "släpet" | "husbil" | "fordon" | "fordonet"
        | "volvo" | "saab" | "volkswagen" | "bmw" | "toyota" | "audi" | "skoda" | "kia" | "mercedes"
        | "tesla" | "renault" | "peugeot" | "skåpbil" | "epa" | "traktor" | "epatraktor" | "a-traktor"
        | "taxi" | "bilnummer" => Some(Topic::Plate),
        _ => None,
    };
    exact.or_else(|| STEMS.iter().find(|(stem, _)| word.starts_with(stem)).map(|(_, topic)| *topic))
}

/// Words by how they begin, so that compounds and endings are in.
const STEMS: [(&str, Topic); 72] = [
    ("personn", Topic::Civic),
    ("person-n", Topic::Civic),
    ("samordningsn", Topic::Civic),
    ("födelse", Topic::Civic),
    ("interimsn", Topic::Civic),
    ("henkil", Topic::Civic),
    ("telefon", Topic::Phone),
    ("mobil", Topic::Phone),
    ("hemtelefon", Topic::Phone),
    ("kontaktn", Topic::Phone),
    ("direktn", Topic::Phone),
    ("växel", Topic::Phone),
    ("puhelin", Topic::Phone),
    ("order", Topic::Thing),
    ("beställning", Topic::Thing),
    ("faktur", Topic::Thing),
    ("ärende", Topic::Thing),
    ("diarie", Topic::Thing),
    ("ocr", Topic::Thing),
    ("referens", Topic::Thing),
    ("artikel", Topic::Thing),
    ("art.n", Topic::Thing),
    ("artn", Topic::Thing),
    ("serien", Topic::Thing),
    ("id-n", Topic::Thing),
    ("idn", Topic::Thing),
    ("kvitto", Topic::Thing),
    ("bokning", Topic::Thing),
    ("kundn", Topic::Thing),
    ("paket", Topic::Thing),
    ("kolli", Topic::Thing),
    ("spårning", Topic::Thing),
    ("försändelse", Topic::Thing),
    ("sändning", Topic::Thing),
    ("logg", Topic::Thing),
    ("streckkod", Topic::Thing),
    ("inventarie", Topic::Thing),
    ("inv.n", Topic::Thing),
    ("organisationsn", Topic::Thing),
    ("org", Topic::Thing),
    ("momsreg", Topic::Thing),
    ("biljett", Topic::Thing),
    ("protokoll", Topic::Thing),
    ("avtal", Topic::Thing),
    ("projekt", Topic::Thing),
    ("verifikat", Topic::Thing),
    ("licens", Topic::Thing),
    ("modell", Topic::Thing),
    ("produkt", Topic::Thing),
    ("leverans", Topic::Thing),
    ("följesedel", Topic::Thing),
    ("kortn", Topic::Thing),
    ("version", Topic::Version),
    ("export", Topic::Time),
    ("backup", Topic::Time),
    ("konto", Topic::Account),
    ("clearing", Topic::Account),
    ("bankgiro", Topic::Giro),
    ("plusgiro", Topic::Giro),
    ("parker", Topic::Plate),
    ("postgiro", Topic::Giro),
    ("bankkonto", Topic::Account),
    ("lönekonto", Topic::Account),
    ("sparkonto", Topic::Account),
    ("ip-", Topic::Network),
    ("registreringsn", Topic::Plate),
    ("nummerplåt", Topic::Plate),
    ("nummerskylt", Topic::Plate),
    ("skylt", Topic::Plate),
    ("iban", Topic::Account),
    ("journ", Topic::Phone),
    ("serial", Topic::Thing),
];
