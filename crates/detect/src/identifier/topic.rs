//! Words that say what the number after them is.

use Topic::{Account, Bank, Birth, Call, Civic, Giro, Network, Phone, Plate, Pupil, Thing, Time, Version};

/// What a word says about the number after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// An identity number.
    Civic,
    /// A birth: a date may follow, or a number.
    Birth,
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
    /// A bank, or paying in: an account may follow.
    Bank,
    /// Bankgiro or plusgiro.
    Giro,
    /// An address in a network.
    Network,
    /// A version, a chapter.
    Version,
    /// A car.
    Plate,
    /// A pupil, or being away: a number may follow, or anything else. Any other word before it counts for more.
    Pupil,
}

/// What a word in lower case says, if it says anything.
pub(super) fn topic(word: &str) -> Option<Topic> {
    if !may_begin(word.as_bytes()) {
        return None;
    }
    let exact =
        WORDS.binary_search_by(|(known, _)| (*known).cmp(word)).ok().and_then(|place| WORDS.get(place));
    let stem = || {
        let behind = STEMS.partition_point(|(stem, _)| *stem <= word);
        STEMS.get(..behind)?.last().filter(|(stem, _)| word.starts_with(stem))
    };
    exact.or_else(stem).map(|(_, topic)| *topic)
}

/// Whether a word may be one of those below, by its first three bytes: most are none. A yes may be wrong.
fn may_begin(word: &[u8]) -> bool {
    let first = match *word {
        [a, b, c, ..] => [a, b, c],
        [a, b] => [a, b, 0],
        [a] => [a, 0, 0],
        [] => return false,
    };
    let place = slot(first);
    BEGINNINGS.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
}

/// Where the table has the bit of a beginning.
const fn slot([a, b, c]: [u8; 3]) -> usize {
    (u32::from_le_bytes([a, b, c, 0]).wrapping_mul(0x9e37_79b1) >> 20) as usize
}

/// A bit for the first three bytes of every word below.
#[expect(clippy::indexing_slicing, reason = "a fault would stop the build: this runs in the compiler")]
static BEGINNINGS: [u64; 64] = {
    let mut table = [0; 64];
    let mut index = 0;
    while index < WORDS.len() + STEMS.len() {
        let word = if index < WORDS.len() { WORDS[index].0 } else { STEMS[index - WORDS.len()].0 };
        let (bytes, mut first, mut place) = (word.as_bytes(), [0; 3], 0);
        while place < 3 && place < bytes.len() {
            first[place] = bytes[place];
            place += 1;
        }
        table[slot(first) / 64] |= 1 << (slot(first) % 64);
        index += 1;
    }
    table
};

/// Whole words, in the order of their bytes.
#[rustfmt::skip]
const WORDS: [(&str, Topic); 167] = [
    ("a-traktor", Plate), ("audi", Plate), ("avsnitt", Version), ("bank", Bank), ("banken", Bank), ("batch", Thing),
    ("bg", Giro), ("bg-nr", Giro), ("bgnr", Giro), ("bil", Plate), ("bilar", Plate), ("bilen", Plate), ("bilens", Plate),
    ("bilnummer", Plate), ("bmw", Plate), ("build", Thing), ("case", Thing), ("commit", Thing), ("d.nr", Thing),
    ("danske", Bank), ("datum", Time), ("differensen", Thing), ("dnr", Thing), ("dns", Network), ("ean", Thing),
    ("elev", Pupil), ("elevens", Pupil), ("elever", Pupil), ("epa", Plate), ("epatraktor", Plate), ("f", Birth),
    ("fakt", Thing), ("fax", Phone), ("firmware", Version), ("fordon", Plate), ("fordonet", Plate), ("frånvarande", Pupil),
    ("frånvaro", Pupil), ("född", Birth), ("födda", Birth), ("föddes", Birth), ("fött", Birth), ("handelsbanken", Bank),
    ("hash", Thing), ("heltal", Thing), ("heltalet", Thing), ("hetu", Civic), ("husbil", Plate), ("icabanken", Bank),
    ("id", Thing), ("imei", Thing), ("insättning", Bank), ("ip", Network), ("ipv4", Network), ("ipv6", Network),
    ("isbn", Thing), ("issn", Thing), ("issue", Thing), ("kap", Version), ("kapitel", Version), ("kia", Plate), ("kl", Time),
    ("klockan", Time), ("kod", Thing), ("koden", Thing), ("kvoten", Thing), ("log", Thing), ("lot", Thing),
    ("länsförsäkringar", Bank), ("mc", Plate), ("mercedes", Plate), ("mob", Phone), ("moped", Plate), ("mopeden", Plate),
    ("motorcykel", Plate), ("nordea", Bank), ("nyckel", Thing), ("nås", Call), ("p-nr", Civic), ("p.nr", Civic),
    ("pers.nr", Civic), ("persnr", Civic), ("peugeot", Plate), ("pg", Giro), ("pg-nr", Giro), ("pgnr", Giro), ("pin", Thing),
    ("pn", Civic), ("pnr", Civic), ("primtal", Thing), ("primtalet", Thing), ("puh", Phone), ("punkt", Version),
    ("pupil", Pupil), ("pupils", Pupil), ("ref", Thing), ("reg", Plate), ("reg-nr", Plate), ("reg.nr", Plate), ("regnr", Plate),
    ("release", Version), ("renault", Plate), ("rfid", Thing), ("ring", Call), ("ringa", Call), ("ringde", Call),
    ("ringer", Call), ("s-n", Thing), ("saab", Plate), ("satte", Bank), ("seb", Bank), ("session", Thing),
    ("skandiabanken", Bank), ("skapad", Time), ("skoda", Plate), ("skåpbil", Plate), ("sluttid", Time), ("släp", Plate),
    ("släpet", Plate), ("sms", Call), ("sms:a", Call), ("smsa", Call), ("sn", Thing), ("sparbanken", Bank), ("ssn", Civic),
    ("starttid", Time), ("student", Pupil), ("studenten", Pupil), ("studenter", Pupil), ("students", Pupil), ("summa", Thing),
    ("summan", Thing), ("swedbank", Bank), ("swish", Call), ("swisha", Call), ("säkerhetskopia", Time), ("sätt", Bank),
    ("sätta", Bank), ("sätter", Bank), ("tal", Thing), ("talen", Thing), ("talet", Thing), ("taxi", Plate), ("tel", Phone),
    ("telnr", Phone), ("tesla", Plate), ("tfn", Phone), ("ticket", Thing), ("tid", Time), ("tidpunkt", Time),
    ("tidsstämpel", Time), ("timestamp", Time), ("tlf", Phone), ("toyota", Plate), ("traktor", Plate), ("uppdaterad", Time),
    ("utbetalning", Bank), ("v", Version), ("vat", Thing), ("ver", Version), ("volkswagen", Plate), ("volvo", Plate),
    ("whatsapp", Call), ("ärn", Thing), ("överför", Bank), ("överföra", Bank), ("överföring", Bank),
];

/// Words by how they begin, so that compounds and endings are in; in the order of their bytes, and none begins another.
#[rustfmt::skip]
const STEMS: [(&str, Topic); 70] = [
    ("art.n", Thing), ("artikel", Thing), ("artn", Thing), ("avtal", Thing), ("backup", Time), ("bankgiro", Giro),
    ("bankkonto", Account), ("beställning", Thing), ("biljett", Thing), ("bokning", Thing), ("clearing", Account),
    ("diarie", Thing), ("direktn", Phone), ("export", Time), ("faktur", Thing), ("födelse", Birth), ("följesedel", Thing),
    ("försändelse", Thing), ("hemtelefon", Phone), ("henkil", Civic), ("iban", Account), ("interimsn", Civic), ("inv.n", Thing),
    ("inventarie", Thing), ("ip-", Network), ("journ", Phone), ("kolli", Thing), ("kontaktn", Phone), ("konto", Account),
    ("kortn", Thing), ("kundn", Thing), ("kvitto", Thing), ("leverans", Thing), ("licens", Thing), ("logg", Thing),
    ("lönekonto", Account), ("mobil", Phone), ("modell", Thing), ("momsreg", Thing), ("nummerplåt", Plate),
    ("nummerskylt", Plate), ("ocr", Thing), ("order", Thing), ("org", Thing), ("paket", Thing), ("parker", Plate),
    ("person-n", Civic), ("personkonto", Account), ("personn", Civic), ("plusgiro", Giro), ("postgiro", Giro),
    ("produkt", Thing), ("projekt", Thing), ("protokoll", Thing), ("puhelin", Phone), ("referens", Thing),
    ("registreringsn", Plate), ("samordningsn", Civic), ("serial", Thing), ("serien", Thing), ("skylt", Plate),
    ("sparkonto", Account), ("spårning", Thing), ("streckkod", Thing), ("sändning", Thing), ("telefon", Phone),
    ("verifikat", Thing), ("version", Version), ("växel", Phone), ("ärende", Thing),
];

#[cfg(test)]
mod tests {
    use super::{STEMS, WORDS};

    #[test]
    fn words_are_in_order_and_no_stem_begins_another() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(STEMS.is_sorted_by(|a, b| a.0 < b.0 && !b.0.starts_with(a.0)));
    }
}
