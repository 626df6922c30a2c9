//! Names that a text has told before: a full name, and later only its half; a column of names in a table.

use crate::{
    sentence::Sentence,
    token::{Shape, Token, word_hash},
    word::Word,
};

/// In the place of a margin: the name stands in a column of names.
pub(crate) const BY_COLUMN: i32 = i32::MAX;
/// In the place of a margin: the name was told before.
pub(crate) const BY_CARRY: i32 = i32::MAX - 1;
/// The most parts of names of one text that are remembered; those after it are only found where they stand.
const NAMES_MAX: usize = 4096;
/// Twice as many places, so that few are tried.
const PLACES: usize = 2 * NAMES_MAX;

/// What a text has told so far.
#[derive(Debug, Default)]
pub(crate) struct Carry {
    /// Hashes of the parts of full names, each at its place or after it; 0 is free.
    names: Vec<u64>,
    count: usize,
    columns: Columns,
}

impl Carry {
    pub(crate) fn clear(&mut self) {
        if self.count > 0 {
            self.names.fill(0);
            self.count = 0;
        }
        self.columns = Columns::default();
    }

    /// Remembers the parts of a full name.
    pub(crate) fn learn(&mut self, text: &str, parts: &[Token]) {
        let words =
            parts.iter().filter(|part| matches!(part.shape, Shape::Capital | Shape::Upper | Shape::Mixed));
        if words.clone().count() < 2 {
            return;
        }
        self.names.resize(PLACES, 0);
        for hash in words.map(|part| stem_hash(part.bytes(text))) {
            if self.count < NAMES_MAX
                && let Some(place) = self.place(hash).and_then(|place| self.names.get_mut(place))
            {
                self.count += usize::from(*place == 0);
                *place = hash;
            }
        }
    }

    /// Marks the token if it is part of a name told before.
    pub(crate) fn mark(&self, text: &str, sentence: &mut Sentence, at: usize) -> bool {
        let token = sentence.token(at);
        let known = self.count > 0
            && token.is_capital()
            && (self.has(token.hash) || self.has(stem_hash(token.bytes(text))));
        if known {
            sentence.mark_name(at, 1, BY_CARRY);
        }
        known
    }

    fn has(&self, hash: u64) -> bool {
        self.place(hash).and_then(|place| self.names.get(place)).is_some_and(|known| *known == hash)
    }

    /// Where the hash is, or could be put.
    fn place(&self, hash: u64) -> Option<usize> {
        let first = usize::try_from(hash % PLACES as u64).unwrap_or(0);
        (first..PLACES)
            .chain(0..first)
            .find(|at| self.names.get(*at).is_some_and(|known| *known == hash || *known == 0))
    }

    /// Marks the names of a table's row, when the table's head has named their columns.
    pub(crate) fn mark_columns(&mut self, text: &str, sentence: &mut Sentence) {
        self.columns.row(text, sentence);
    }
}

/// A word's hash without the genitive.
fn stem_hash(word: &[u8]) -> u64 {
    match word {
        [stem @ .., b's' | b'S'] if stem.len() > 3 => word_hash(stem),
        _ => word_hash(word),
    }
}

/// The columns of a table of which the first row says that they hold names.
#[derive(Debug, Default)]
struct Columns {
    /// What stands between cells; 0 outside of tables.
    between: u8,
    /// A bit for each column of names.
    named: u64,
}

/// What heads a column of names.
pub(crate) const HEADS: [&[u8]; 15] = [
    b"namn",
    b"name",
    b"f\xc3\xb6rnamn",
    b"efternamn",
    b"fornamn",
    b"elev",
    b"elevnamn",
    b"tilltalsnamn",
    b"first",
    b"last",
    b"surname",
    b"givenname",
    b"v\xc3\xa5rdnadshavare",
    b"mentor",
    b"kontaktperson",
];

impl Columns {
    fn row(&mut self, text: &str, sentence: &mut Sentence) {
        let heads = || sentence.words.iter().any(|word| word.is(Word::HEAD));
        if sentence.token(0).line
            && heads()
            && let Some(head) = Head::read(text, sentence)
        {
            *self = Self { between: head.between, named: head.named };
            return;
        }
        if self.between != 0 {
            self.mark(text, sentence);
        }
    }

    /// A cell of a named column is a name when it has letters only.
    fn mark(&mut self, text: &str, sentence: &mut Sentence) {
        let mut column = 0;
        let mut cells = 0;
        for at in 0..sentence.tokens.len() {
            let token = sentence.token(at);
            let skipped = separators(text, sentence, at, self.between);
            column += skipped;
            cells += skipped;
            let named = self.named >> (column % 64) & 1 != 0;
            let begins = at == 0 || sentence.name(at - 1) == 0 || skipped > 0;
            if named && token.is_word() && token.shape != Shape::Code {
                let sure = if sentence.name(at) == 0 { BY_COLUMN } else { sentence.sure(at) };
                sentence.mark_name(at, if begins { 1 } else { 2 }, sure);
            }
        }
        if cells == 0 {
            *self = Self::default();
        }
    }
}

/// How many separators stand right before this token, or are it.
fn separators(text: &str, sentence: &Sentence, at: usize, between: u8) -> u64 {
    let end = sentence.token(at).start as usize;
    let start = match at.checked_sub(1) {
        Some(before) => sentence.token(before).end as usize,
        None => line_start(text, end),
    };
    let gap = text.as_bytes().get(start.min(end)..end).unwrap_or_default();
    let gaps = memchr::memchr_iter(between, gap).count();
    (gaps + usize::from(sentence.token(at).bytes(text) == [between])) as u64
}

/// Where the line starts, unless that is far away.
fn line_start(text: &str, end: usize) -> usize {
    let near = end.saturating_sub(64);
    let before = text.as_bytes().get(near..end).unwrap_or_default();
    memchr::memrchr(b'\n', before).map_or(end, |at| near + at + 1)
}

/// The first row of a table.
struct Head {
    between: u8,
    named: u64,
}

impl Head {
    fn read(text: &str, sentence: &Sentence) -> Option<Self> {
        let line = line(text, sentence)?;
        let between = [b';', b'\t', b'|', b','].into_iter().find(|mark| line.contains(mark))?;
        let cells: Vec<&[u8]> = line.split(|byte| *byte == between).map(<[u8]>::trim_ascii).collect();
        let short = cells.len() >= 2
            && cells.iter().all(|cell| cell.len() < 32 && !cell.iter().any(u8::is_ascii_digit));
        let bits = cells.iter().enumerate().take(64).filter(|(_, cell)| is_head(cell));
        let named = bits.fold(0, |all, (at, _)| all | 1 << at);
        (short && named != 0).then_some(Self { between, named })
    }
}

fn is_head(cell: &[u8]) -> bool {
    let cell = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell);
    let hash = word_hash(cell);
    HEADS.iter().any(|head| word_hash(head) == hash)
}

/// The line in which a sentence starts.
fn line<'t>(text: &'t str, sentence: &Sentence) -> Option<&'t [u8]> {
    let start = sentence.tokens.first()?.start as usize;
    let rest = text.as_bytes().get(start..)?;
    let window = rest.get(..rest.len().min(400))?;
    Some(window.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use crate::{Detector, Label};

    fn names(text: &str) -> Vec<&str> {
        let spans = Detector::shipped().spans(text);
        spans.into_iter().filter(|span| span.label == Label::Person).map(|span| span.text(text)).collect()
    }

    #[test]
    fn cells_under_a_head_are_names() {
        let text = "Klass;Efternamn;Förnamn;Poäng\n7B;Ek;Vide;12\n;Sten;Sol;9\n\nVide och sol.";
        assert_eq!(names(text).get(..4), Some(&["Ek", "Vide", "Sten", "Sol"][..]));
        assert!(names("Träd;Höjd\nGran;12\n").is_empty());
    }

    #[test]
    fn half_a_name_is_known_once_the_whole_was_told() {
        assert_eq!(names("Storm Ek kom sent. Därför får Storm sitta kvar."), ["Storm Ek", "Storm"]);
    }
}
