//! Made-up files of every format with something planted in each, for tests and benches.
//!
//! [`all`] makes one file of each kind; every [`Made`] says where in it the planted words are.

#![expect(clippy::format_collect, reason = "what is made for tests is small")]

use std::error::Error;
use std::fs;
use std::path::Path;

use crate::kind::Kind;
use crate::place::{Place, Step};

mod mail;
mod office;
mod packed;
mod pdf;

pub use mail::message;
pub use office::{docx, docx_split, odt, pptx, xlsx};
pub use packed::{seven_z, tar_gz, zeros, zip};
pub use pdf::{Page, pdf};

/// What went wrong while making; a test stops there.
pub type Failure = Box<dyn Error + Send + Sync>;

/// A made-up file.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// What kind of file it is.
    pub kind: Kind,
    /// Where the planted words are, in no order.
    pub places: Vec<Place>,
}

impl Made {
    pub(crate) fn new(
        name: &str,
        kind: Kind,
        bytes: impl Into<Vec<u8>>,
        places: impl Into<Vec<Place>>,
    ) -> Self {
        Self { name: name.to_owned(), bytes: bytes.into(), kind, places: places.into() }
    }
}

/// A file of each kind with `words` planted.
pub fn all(words: &str) -> Result<Vec<Made>, Failure> {
    let groups = [plain(words), encoded(words), structured(words), mail::all(words)?, office::all(words)?];
    let packed = packed::all(words)?;
    Ok(groups.into_iter().flatten().chain(packed).chain(pdf::all(words)?).collect())
}

fn line(number: u64) -> Place {
    Place::from([Step::Line(number)])
}

fn plain(words: &str) -> Vec<Made> {
    vec![
        Made::new("a.txt", Kind::Text, format!("Hej\n\nkontakta {words} snarast\n"), [line(3)]),
        Made::new("a.csv", Kind::Csv, format!("namn;kontakt\nEn;två\nTre;{words}\n"), [line(3)]),
        Made::new("a.tsv", Kind::Csv, format!("namn\tkontakt\nTre\t{words}\n"), [line(2)]),
        Made::new(
            "a.html",
            Kind::Html,
            format!(
                "<!doctype html>\n<p>Hej <b>alla</b></p>\n<!-- {words} -->\n<img alt=\"{words}\">\n<p>{words}</p>"
            ),
            [line(3), Place::from([Step::Line(4), Step::AltText]), line(5)],
        ),
        Made::new(
            "a.ics",
            Kind::Ics,
            format!(
                "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Samtal med\r\n  {}\r\n {}\r\nEND:VEVENT\r\n",
                half(words).0,
                half(words).1
            ),
            [line(3)],
        ),
        Made::new(
            "a.vcf",
            Kind::Vcf,
            format!(
                "BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:f=C3=B6r=\r\n ta {words}\r\nEND:VCARD\r\n"
            ),
            [line(3)],
        ),
        Made::new(
            "a.rtf",
            Kind::Rtf,
            format!(
                "{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}{{\\info{{\\author {words}}}}}\\pard Sm\\'f6rg\\'e5s\\par {{\\header {words}}}r\\u228?tt {words}\\par}}"
            ),
            [
                Place::from([Step::Paragraph(2)]),
                Place::from([Step::Header]),
                Place::from([Step::Property("author".into())]),
            ],
        ),
    ]
}

fn half(words: &str) -> (&str, &str) {
    words.split_at(words.floor_char_boundary(words.len() / 2))
}

fn encoded(words: &str) -> Vec<Made> {
    let text = format!("Elever på Åsöskolan\nför {words} gäller\n");
    let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(order).collect() };
    let mark_le = [vec![0xFF, 0xFE], wide(u16::to_le_bytes)].concat();
    let windows = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    let mac = encoding_rs::MACINTOSH.encode(&text).0.into_owned();
    let twice: String = text.bytes().map(char::from).collect();
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(text.as_str()).collect();
    vec![
        Made::new("utf16le-mark.txt", Kind::Text, mark_le, [line(2)]),
        Made::new("utf16le.txt", Kind::Text, wide(u16::to_le_bytes), [line(2)]),
        Made::new("utf16be.txt", Kind::Text, wide(u16::to_be_bytes), [line(2)]),
        Made::new("windows.txt", Kind::Text, windows, [line(2)]),
        Made::new("mac.txt", Kind::Text, mac, [line(2)]),
        Made::new("twice.txt", Kind::Text, twice, [line(2)]),
        Made::new("decomposed.txt", Kind::Text, decomposed, [line(2)]),
    ]
}

fn value(path: &str) -> Place {
    Place::from([Step::Value(path.to_owned())])
}

fn structured(words: &str) -> Vec<Made> {
    // Facebook writes the bytes of UTF-8 as if each were a letter.
    let escaped: String = words
        .bytes()
        .map(|byte| if byte < 128 { char::from(byte).to_string() } else { format!("\\u00{byte:02x}") })
        .collect();
    let record = |number| Place::from([Step::Record(number), Step::Value("text".into())]);
    vec![
        Made::new(
            "a.json",
            Kind::Json,
            format!("{{\"a\": [1, {{\"namn\": \"x\", \"kontakt\": \"{words}\"}}]}}"),
            [value("a[1].kontakt")],
        ),
        Made::new(
            "facebook.json",
            Kind::Json,
            format!(
                "{{\"messages\": [{{\"sender_name\": \"\\u00c3\\u0085sa\", \"content\": \"hej {escaped}\"}}]}}"
            ),
            [value("messages[0].content")],
        ),
        Made::new(
            "a.ndjson",
            Kind::Json,
            format!("{{\"text\": \"ett\"}}\n{{\"text\": \"{words}\"}}\n"),
            [record(2)],
        ),
        Made::new(
            "tweets.js",
            Kind::Json,
            format!("window.YTD.tweets.part0 = [\n  {{\"tweet\": {{\"full_text\": \"{words}\"}}}}\n]"),
            [value("[0].tweet.full_text")],
        ),
        Made::new(
            "a.xml",
            Kind::Xml,
            format!(
                "<?xml version=\"1.0\"?><klass><elev kontakt=\"{words}\"/><elev>Hej &amp; {words}</elev></klass>"
            ),
            [value("klass/elev/@kontakt"), value("klass/elev")],
        ),
        Made::new(
            "takeout.json",
            Kind::Json,
            format!("[{{\"header\": \"YouTube\", \"title\": \"Kommentar\", \"description\": \"{words}\"}}]"),
            [value("[0].description")],
        ),
    ]
}

/// Writes `count` mixed files into a folder, each with one of `words` planted; returns how many places there are.
pub fn many(folder: &Path, count: usize, words: &[String]) -> Result<usize, Failure> {
    let mut written = 0;
    let mut places = 0;
    let mut words = words.iter().cycle();
    while written < count {
        let word = words.next().ok_or("no words to plant")?;
        for made in all(word)?.into_iter().take(count - written) {
            let folder = folder.join(format!("skola-{}", written / 100));
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(format!("{written}-{}", made.name)), &made.bytes)?;
            places += made.places.len();
            written += 1;
        }
    }
    Ok(places)
}
