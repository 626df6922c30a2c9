//! One Markdown file: its front matter, its sections, and the blocks under them, each with its place.

use crate::block::KINDS;
use crate::date::Date;
use crate::problem::{Lines, Place, Problem, nearest};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde::Deserialize;
use std::ops::Range;
use std::sync::Arc;

/// The largest document that is read, in bytes. The longest guideline we know has a tenth of it.
pub(crate) const LARGEST: usize = 2 * 1024 * 1024;

/// Which rules go before which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Shared facts and questions; holds no rules.
    Vocabulary,
    /// Advice; it answers where the own rules are silent.
    Guidance,
    /// The organiser's own binding rules.
    Own,
    /// The law; own rules may be stricter, never laxer.
    Law,
}

impl Layer {
    /// The word for it in front matter and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vocabulary => "vocabulary",
            Self::Guidance => "guidance",
            Self::Own => "own",
            Self::Law => "law",
        }
    }
}

/// What stands at the head of a document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// Stable name; the editions of one document share it.
    pub document: String,
    /// Who decided it.
    pub issuer: String,
    /// Its title.
    pub title: String,
    /// Case number and decision.
    pub reference: Option<String>,
    /// The day of the decision.
    pub decided: Option<Date>,
    /// The first day on which it is in force.
    pub in_force: Date,
    /// The first day on which it is no longer in force.
    pub until: Option<Date>,
    /// Its layer.
    pub layer: Layer,
    /// The name of this edition.
    pub edition: String,
    /// Where the original is published.
    pub source: Option<String>,
}

impl FrontMatter {
    /// Whether the edition is in force on a day.
    pub fn is_in_force(&self, on: Date) -> bool {
        self.in_force <= on && self.until.is_none_or(|until| on < until)
    }
}

/// One piece of a document, in reading order.
#[derive(Debug, Clone)]
pub enum Part {
    /// A heading: level 1 to 6, text, and the anchor it is linked by.
    Heading(u8, String, String),
    /// Prose, as Markdown.
    Prose(String),
    /// A block.
    Block(Block),
}

/// One fence with its place.
#[derive(Debug, Clone)]
pub struct Block {
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// The TOML in it.
    pub toml: String,
    /// Byte of the document at which the TOML begins.
    pub start: usize,
    /// The nearest heading above it.
    pub section: String,
}

/// A document with its sections and blocks.
#[derive(Debug, Clone)]
pub struct Document {
    /// Path from the rulebook folder, such as `sollentuna/sociala-medier.md`.
    pub file: String,
    /// What stands at its head.
    pub front: FrontMatter,
    /// Its pieces in reading order.
    pub parts: Vec<Part>,
    lines: Lines,
}

impl Document {
    /// Reads one document.
    pub fn parse(file: &str, text: &str) -> Result<(Self, Vec<Problem>), Problem> {
        let whole =
            |message: String| Problem::error(Place { file: file.into(), line: 0, column: 0 }, message);
        if text.len() > LARGEST {
            return Err(whole(format!("the file is larger than {} MB", LARGEST / 1024 / 1024)));
        }
        let text: Arc<str> = Arc::from(text.strip_prefix('\u{feff}').unwrap_or(text));
        let lines = Lines::new(file, Arc::clone(&text));
        let (front, body) = front_matter(&lines, &text)?;
        let (parts, problems) = parts(&lines, &text, body);
        Ok((Self { file: file.into(), front, parts, lines }, problems))
    }

    /// The rulebook that the document belongs to: the first folder of its path.
    pub fn rulebook(&self) -> &str {
        self.file.split_once('/').map_or(self.file.as_str(), |(folder, _)| folder)
    }

    /// The blocks of the document.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.parts.iter().filter_map(|part| match part {
            Part::Block(block) => Some(block),
            _ => None,
        })
    }

    /// The place of a byte of a block's TOML.
    pub(crate) fn place(&self, block: &Block, at: usize) -> Place {
        self.lines.place(block.start + at)
    }
}

/// The front matter and the byte at which the body begins.
fn front_matter(lines: &Lines, text: &str) -> Result<(FrontMatter, usize), Problem> {
    let at = |byte| lines.place(byte);
    let first_line = text.find('\n').map_or(text.len(), |end| end + 1);
    let Some(rest) = text.get(first_line..).filter(|_| text.lines().next() == Some("+++")) else {
        return Err(Problem::error(at(0), "expected the front matter between two lines of `+++`"));
    };
    let mut end = first_line;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            let front = text.get(first_line..end).unwrap_or_default();
            return toml::from_str(front)
                .map(|front| (front, end + line.len()))
                .map_err(|error| toml_problem(&error, |byte| at(first_line + byte)));
        }
        end += line.len();
    }
    Err(Problem::error(at(0), "the front matter is not closed by a line of `+++`"))
}

/// A fault in TOML, at its place.
pub(crate) fn toml_problem(error: &toml::de::Error, place: impl Fn(usize) -> Place) -> Problem {
    let start = error.span().map_or(0, |span| span.start);
    Problem::error(place(start), error.message().replace('\n', "; "))
}

fn parts(lines: &Lines, text: &str, body: usize) -> (Vec<Part>, Vec<Problem>) {
    let mut reader =
        Reader { lines, text, parts: Vec::new(), problems: Vec::new(), section: String::new(), prose: body };
    let source = text.get(body..).unwrap_or_default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut events = Parser::new_ext(source, options).into_offset_iter();
    while let Some((event, range)) = events.next() {
        let range = range.start + body..range.end + body;
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let words = events.by_ref().take_while(|(e, _)| !matches!(e, Event::End(TagEnd::Heading(_))));
                let title = words.filter_map(|(event, _)| match event {
                    Event::Text(text) | Event::Code(text) => Some(text.to_string()),
                    _ => None,
                });
                let title = title.collect::<String>();
                reader.heading(level, title, &range);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if !info.is_empty() => {
                let inside = events.by_ref().take_while(|(e, _)| !matches!(e, Event::End(TagEnd::CodeBlock)));
                let span = inside.fold(None, |span: Option<Range<usize>>, (_, r)| {
                    let start = span.map_or(r.start, |s| s.start);
                    Some(start..r.end)
                });
                let span = span.map_or(range.end..range.end, |s| s.start + body..s.end + body);
                reader.fence(&info, &range, &span);
            }
            _ => {}
        }
    }
    reader.flush(text.len());
    (reader.parts, reader.problems)
}

struct Reader<'a> {
    lines: &'a Lines,
    text: &'a str,
    parts: Vec<Part>,
    problems: Vec<Problem>,
    section: String,
    /// Byte at which the prose that is not yet a part begins.
    prose: usize,
}

impl Reader<'_> {
    fn flush(&mut self, until: usize) {
        let prose = self.text.get(self.prose..until).unwrap_or_default().trim();
        if !prose.is_empty() {
            self.parts.push(Part::Prose(prose.to_owned()));
        }
        self.prose = until;
    }

    fn heading(&mut self, level: HeadingLevel, title: String, range: &Range<usize>) {
        self.flush(range.start);
        self.prose = range.end;
        let anchor = anchor(&title);
        self.parts.push(Part::Heading(level as u8, title.clone(), anchor));
        self.section = title;
    }

    fn fence(&mut self, info: &str, range: &Range<usize>, inside: &Range<usize>) {
        let Some(kind) = KINDS.iter().find(|kind| **kind == info).copied() else {
            let message = format!("`{info}` is not a kind of block");
            let hint = nearest(info, KINDS).unwrap_or_else(|| format!("the kinds are {}", KINDS.join(", ")));
            self.problems.push(Problem::error(self.lines.place(range.start), message).hint(hint));
            return;
        };
        self.flush(range.start);
        self.prose = range.end;
        let toml = self.text.get(inside.clone()).unwrap_or_default().to_owned();
        let block = Block { kind, toml, start: inside.start, section: self.section.clone() };
        self.parts.push(Part::Block(block));
    }
}

/// The name by which a heading is linked: lower case, words joined by `-`.
fn anchor(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "+++\ndocument = \"d\"\nissuer = \"I\"\ntitle = \"T\"\nlayer = \"own\"\nedition = \"1\"\nin_force = 2020-01-01\n+++\n";

    #[test]
    fn keeps_sections_prose_and_blocks_in_order() {
        let text = format!("{HEAD}# T\n\nOne.\n\n## 1.2 Åtgärder\n\n```rule\nid = \"a\"\n```\n\nTwo.\n");
        let (document, problems) = Document::parse("i/d.md", &text).unwrap();
        assert!(problems.is_empty());
        let shape: Vec<String> = document
            .parts
            .iter()
            .map(|part| match part {
                Part::Heading(level, title, anchor) => format!("{level} {title} #{anchor}"),
                Part::Prose(prose) => prose.clone(),
                Part::Block(block) => format!("{} in {}: {}", block.kind, block.section, block.toml),
            })
            .collect();
        assert_eq!(
            shape,
            ["1 T #t", "One.", "2 1.2 Åtgärder #1-2-åtgärder", "rule in 1.2 Åtgärder: id = \"a\"\n", "Two.",]
        );
        let block = document.blocks().next().unwrap();
        assert_eq!(document.place(block, 5).to_string(), "i/d.md:16:6");
    }

    #[test]
    fn a_misspelt_kind_is_named_with_its_line() {
        let text = format!("{HEAD}```rul\nid = \"a\"\n```\n");
        let (_, problems) = Document::parse("i/d.md", &text).unwrap();
        assert_eq!(
            problems[0].to_string(),
            "i/d.md:9:1: error: `rul` is not a kind of block\n  help: did you mean `rule`?"
        );
    }

    #[test]
    fn faulty_front_matter_is_named_with_its_line() {
        let fails = |text: &str, says: &str| {
            let problem = Document::parse("d.md", text).unwrap_err().to_string();
            assert!(problem.contains(says), "{problem}");
        };
        fails("# No head", "d.md:1:1: error: expected the front matter");
        fails("+++\ntitle = \"x\"\n", "not closed");
        fails("+++\ntitle = x\n+++\n", "d.md:2:9");
        fails(&HEAD.replace("own", "mine"), "d.md:5:9");
        fails(&HEAD.replace("2020-01-01", "2020-02-31"), "d.md:7");
        fails(&"x".repeat(LARGEST + 1), "larger than 2 MB");
    }
}
