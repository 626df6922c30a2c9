//! Rich text: the words without the commands, with header, footer, notes, properties and deleted text told apart.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{Context, Joined, Part, decode};
use crate::fault::Reason;
use crate::place::{Place, Step};

/// Groups that hold no words.
const SILENT: [&str; 19] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "pict",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "generator",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "xmlnstbl",
    "objdata",
    "mmathPr",
    "filetbl",
    "revtbl",
    "pgptbl",
    "wgrffmtfilter",
];

pub(super) fn read(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let bytes = part.input.bytes(context.limits().whole)?;
    words(&bytes, &part.place, context);
    Ok(())
}

/// Gives the words of a rich text.
pub(super) fn words(bytes: &[u8], place: &Place, context: &mut Context<'_>) {
    let mut reader = Reader {
        group: Group { skip: 1, ..Group::default() },
        outer: Vec::new(),
        charset: WINDOWS_1252,
        pending: Vec::new(),
        texts: vec![(Vec::new(), String::new())],
        surrogate: None,
        swallow: 0,
    };
    reader.run(bytes);
    let mut joined = Joined::new(place);
    for (steps, text) in &reader.texts {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let numbered = [steps.as_slice(), &[Step::Paragraph(number as u64 + 1)]].concat();
            joined.push(if steps.is_empty() { &numbered } else { steps }, &decode::tidy(line), context);
        }
    }
    joined.finish(context);
}

#[derive(Clone, Debug, Default)]
struct Group {
    silent: bool,
    /// Which of the texts it writes to.
    text: usize,
    /// Characters that follow a `\u` for readers that cannot read it.
    skip: usize,
}

struct Reader {
    group: Group,
    outer: Vec<Group>,
    charset: &'static Encoding,
    /// Bytes of the old encoding that are not yet text.
    pending: Vec<u8>,
    texts: Vec<(Vec<Step>, String)>,
    surrogate: Option<u16>,
    swallow: usize,
}

impl Reader {
    fn run(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let [first, after @ ..] = rest {
            rest = match first {
                b'{' => self.open(after),
                b'}' => self.close(after),
                b'\\' => self.command(after),
                b'\r' | b'\n' => after,
                byte => {
                    self.byte(*byte);
                    after
                }
            };
        }
        self.flush();
    }

    fn open<'b>(&mut self, after: &'b [u8]) -> &'b [u8] {
        self.flush();
        self.swallow = 0;
        // A file of brackets only must not eat the memory.
        if self.outer.len() < 10_000 {
            self.outer.push(self.group.clone());
        }
        after
    }

    fn close<'b>(&mut self, after: &'b [u8]) -> &'b [u8] {
        self.flush();
        self.swallow = 0;
        if let Some(group) = self.outer.pop() {
            self.group = group;
        }
        after
    }

    fn byte(&mut self, byte: u8) {
        if self.swallow > 0 {
            self.swallow -= 1;
        } else if !self.group.silent {
            self.pending.push(byte);
        }
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let text = self.charset.decode_without_bom_handling(&self.pending).0.into_owned();
            self.pending.clear();
            self.say(&text);
        }
    }

    fn say(&mut self, words: &str) {
        if let Some((_, text)) = self.texts.get_mut(self.group.text).filter(|_| !self.group.silent) {
            text.push_str(words);
        }
    }

    fn command<'b>(&mut self, after: &'b [u8]) -> &'b [u8] {
        let letters = after.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            return self.symbol(after);
        }
        let word = after.get(..letters).map(String::from_utf8_lossy).unwrap_or_default();
        let rest = after.get(letters..).unwrap_or_default();
        let digits = rest
            .iter()
            .enumerate()
            .take_while(|(at, byte)| byte.is_ascii_digit() || (*at == 0 && **byte == b'-'));
        let digits = digits.count();
        let number =
            rest.get(..digits).and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<i64>().ok());
        let rest = rest.get(digits..).unwrap_or_default();
        self.word(&word, number);
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        match (&*word, number) {
            // Raw bytes that are none of ours.
            ("bin", Some(count)) => {
                rest.get(usize::try_from(count).unwrap_or_default()..).unwrap_or_default()
            }
            _ => rest,
        }
    }

    fn symbol<'b>(&mut self, after: &'b [u8]) -> &'b [u8] {
        let [sign, rest @ ..] = after else { return after };
        match sign {
            b'\'' => {
                let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.byte(byte);
                }
                return rest.get(2..).unwrap_or_default();
            }
            b'~' => self.byte(b' '),
            b'_' => self.byte(b'-'),
            b'\\' | b'{' | b'}' => self.byte(*sign),
            b'\r' | b'\n' => self.plain("\n"),
            _ => {}
        }
        rest
    }

    fn plain(&mut self, text: &str) {
        self.flush();
        self.say(text);
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        match word {
            "par" | "line" | "row" | "sect" | "page" => self.plain("\n"),
            "tab" | "cell" => self.plain("\t"),
            "emdash" | "endash" => self.plain("–"),
            "ansicpg" => self.codepage(number.unwrap_or(1252)),
            "mac" => self.charset = encoding_rs::MACINTOSH,
            "uc" => self.group.skip = usize::try_from(number.unwrap_or(1)).unwrap_or(1),
            "u" => self.unicode(number.unwrap_or_default()),
            "deleted" if number != Some(0) => self.turn(Step::Deleted),
            "header" | "headerl" | "headerr" | "headerf" => self.turn(Step::Header),
            "footer" | "footerl" | "footerr" | "footerf" => self.turn(Step::Footer),
            "footnote" => self.turn(Step::Footnotes),
            "annotation" => self.turn(Step::Comments),
            "atnauthor" | "atnid" => self.turn(Step::Author),
            "author" | "operator" | "title" | "subject" | "company" | "manager" | "keywords" | "doccomm" => {
                self.turn(Step::Property(word.to_owned()));
            }
            "deff" | "pard" | "plain" => self.flush(),
            _ if SILENT.contains(&word) => self.group.silent = true,
            _ => {}
        }
    }

    fn codepage(&mut self, page: i64) {
        let label = match page {
            65001 => "utf-8".to_owned(),
            10000 => "macintosh".to_owned(),
            other => format!("windows-{other}"),
        };
        self.charset = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
    }

    fn unicode(&mut self, number: i64) {
        self.flush();
        self.swallow = self.group.skip;
        let unit = u16::try_from(number.rem_euclid(65_536)).unwrap_or_default();
        let units = [self.surrogate.take(), Some(unit)].into_iter().flatten();
        let read: Vec<_> = char::decode_utf16(units).collect();
        match read.as_slice() {
            [Ok(letter)] => self.say(letter.encode_utf8(&mut [0; 4])),
            _ => self.surrogate = Some(unit),
        }
    }

    /// The group writes somewhere else from here on.
    fn turn(&mut self, step: Step) {
        self.flush();
        self.group.text = self.texts.len();
        self.texts.push((vec![step], String::new()));
    }
}
