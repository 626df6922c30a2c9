//! Swedish running text, the same in every run: school texts of the repository, or news with some of them.

use crate::detect::{WINDOW, repository};
use anyhow::Context as _;
use std::path::{Path, PathBuf};
use varsam_detect::Marked;

/// Bytes of a text.
const SIZE: usize = 64 << 20;
/// Of so many lines of news, one is a school line.
const NEWS: usize = 200;
/// Characters of a note, and how many there are.
const NOTE: usize = 300;
const NOTES: usize = 512;

/// A text to measure with.
pub struct Text {
    pub name: &'static str,
    pub body: String,
    /// Short texts, as somebody writes them in a form.
    pub notes: Vec<String>,
}

impl Text {
    /// The school text, and the news where a folder with them is given.
    pub fn all(data: Option<&Path>) -> anyhow::Result<Vec<Self>> {
        let school = School::read()?;
        let mut texts = Vec::new();
        if let Some(data) = data {
            texts.push(Self::news(&data.join("train"), &school)?);
        }
        let dice = &mut Dice(20_261_122);
        let body = body(|| if dice.below(2) == 0 { school.line(dice) } else { school.made(dice) });
        texts.push(Self { name: "school texts of the repository", body, notes: school.notes() });
        Ok(texts)
    }

    fn news(folder: &Path, school: &School) -> anyhow::Result<Self> {
        let mut lines = Vec::new();
        for path in files(folder, "jsonl")? {
            for line in std::fs::read_to_string(path)?.lines() {
                let record: serde_json::Value = serde_json::from_str(line)?;
                lines.push(record["text"].as_str().context("a record without `text`")?.to_owned());
            }
        }
        anyhow::ensure!(!lines.is_empty(), "no `*.jsonl` in `{}`", folder.display());
        let dice = &mut Dice(20_261_122);
        let body = body(|| if dice.below(NEWS) == 0 { school.line(dice) } else { dice.one(&lines).clone() });
        Ok(Self { name: "news with 0.5 % school lines", body, notes: school.notes() })
    }

    /// The text in pieces as the scanner reads it, each to the end of a line.
    pub fn windows(&self) -> Vec<&str> {
        let mut windows = Vec::new();
        let mut rest = self.body.as_str();
        while rest.len() > WINDOW {
            let end = rest.as_bytes()[..WINDOW].iter().rposition(|byte| *byte == b'\n').unwrap_or(WINDOW - 1);
            let (window, next) = rest.split_at(end + 1);
            windows.push(window);
            rest = next;
        }
        windows.push(rest);
        windows
    }

    /// The first `bytes`, to the end of a line.
    pub fn slice(&self, bytes: usize) -> &str {
        let end = self.body.as_bytes()[..bytes].iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
        &self.body[..end]
    }
}

fn body(mut line: impl FnMut() -> String) -> String {
    let mut body = String::with_capacity(SIZE + 4096);
    while body.len() < SIZE {
        body.push_str(&line());
        body.push('\n');
    }
    body
}

/// What people at a school write: the texts that the model is trained on, without their marks.
struct School {
    lines: Vec<String>,
    patterns: Vec<String>,
}

impl School {
    fn read() -> anyhow::Result<Self> {
        let folder = repository("crates/detect/corpus");
        let mut school = Self { lines: Vec::new(), patterns: Vec::new() };
        for path in files(&folder, "txt")? {
            let texts = Marked::corpus(&std::fs::read_to_string(&path)?)
                .with_context(|| format!("`{}`", path.display()))?;
            school.lines.extend(texts.into_iter().map(|marked| marked.text));
        }
        for path in files(&folder.join("patterns"), "txt")? {
            let text = std::fs::read_to_string(path)?;
            let patterns = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
            school.patterns.extend(patterns.map(str::to_owned));
        }
        anyhow::ensure!(
            !school.lines.is_empty() && !school.patterns.is_empty(),
            "no texts in the repository"
        );
        Ok(school)
    }

    fn line(&self, dice: &mut Dice) -> String {
        dice.one(&self.lines).clone()
    }

    /// A text made from a pattern.
    fn made(&self, dice: &mut Dice) -> String {
        let pattern = dice.one(&self.patterns);
        let mut text = String::new();
        let mut rest = pattern.as_str();
        while let Some((before, (choices, next))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            text.push_str(before);
            text.push_str(&slot(choices, dice));
            rest = next;
        }
        text.push_str(rest);
        Marked::line(&text).map_or(text, |marked| marked.text)
    }

    /// Notes of [`NOTE`] characters.
    fn notes(&self) -> Vec<String> {
        let dice = &mut Dice(300);
        let note = |dice: &mut Dice| {
            let mut note = String::new();
            while note.chars().count() < NOTE {
                note.push_str(&self.line(dice));
                note.push(' ');
            }
            note.chars().take(NOTE).collect()
        };
        (0..NOTES).map(|_| note(dice)).collect()
    }
}

const GIVEN: &str =
    "Elsa/Alva/Hamza/Nils/Amina/Åsa/Björn/Linh/Oskar/Samira/Viggo/Tindra/Yusuf/Karin/Milo/Ester";
const FAMILY: &str =
    "Lindqvist/Öberg/Warsame/Nguyen/Sundström/Demir/Bergkvist/Ljung/Haddad/Åkesson/Nilsson/Persson";

/// What stands in braces: a choice or a slot.
fn slot(name: &str, dice: &mut Dice) -> String {
    match name {
        "given" => dice.choice(GIVEN),
        "family" => dice.choice(FAMILY),
        "full" => format!("{} {}", dice.choice(GIVEN), dice.choice(FAMILY)),
        "init" => format!("{}.", dice.choice("A/B/E/K/L/M/S")),
        "class" => format!("{}{}", 1 + dice.below(9), dice.choice("A/B/C")),
        "weekday" => dice.choice("måndag/tisdag/onsdag/torsdag/fredag"),
        "clock" => format!("{}.{:02}", 7 + dice.below(10), 5 * dice.below(12)),
        "num" => (1 + dice.below(99)).to_string(),
        "town" => dice.choice("Sala/Umeå/Malmö/Kalix/Borås/Växjö/Falun/Ystad"),
        "school" => dice.choice("Björkskolan/Norra skolan/Ekbackens skola/Almgymnasiet"),
        "month" => dice.choice("januari/mars/april/maj/augusti/oktober/november"),
        choices => dice.choice(choices),
    }
}

fn files(folder: &Path, extension: &str) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("`{}`", folder.display()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    paths.sort();
    Ok(paths)
}

/// Chance that is the same in each run (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.roll() % most as u64) as usize
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn choice(&mut self, choices: &str) -> String {
        let all: Vec<&str> = choices.split('/').collect();
        (*self.one(&all)).to_owned()
    }
}
