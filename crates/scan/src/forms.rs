//! Surveys: which questions they ask, and whether a question asks for personal data (LAPE-09).
//!
//! Google Forms gives JSON (the API's `items`, or Takeout), Microsoft Forms a workbook of answers whose first row is the questions,
//! and both can be printed. What is recognised here is the text that [`crate::extract`] makes of any of these.

use serde::{Deserialize, Serialize};

use crate::find::Hit;

/// The label of a question that asks for personal data.
pub const LABEL: &str = "FORM-ASKS";

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// In own words.
    Text,
    /// From a list.
    Choice,
    /// With a date.
    Date,
    /// With a file.
    File,
    /// It is not said.
    Unknown,
}

/// A question of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub title: String,
    /// Where it stands in the text, in bytes.
    pub offset: usize,
    /// The line, counted from 1.
    pub line: u64,
    /// How it is answered.
    pub answer: Answer,
}

impl Question {
    /// What personal data it asks for, as `number`; nothing where it asks for none.
    pub fn asks(&self) -> Option<&'static str> {
        asks(&self.title)
    }
}

/// What a question asks for and the words that say so; a word ends with `*` where it may go on.
const ASKED: [(&str, &[&str]); 16] = [
    (
        "number",
        &[
            "personnummer*",
            "personnr*",
            "person-nummer*",
            "samordningsnummer*",
            "social security*",
            "national id*",
            "personal identity*",
        ],
    ),
    (
        "birth",
        &["födelsedatum*", "födelsedag*", "födelseår*", "född", "date of birth", "birthday", "birthdate"],
    ),
    ("email", &["e-post*", "epost*", "mejl*", "mailadress*", "e-mail*", "email*"]),
    ("phone", &["telefon*", "mobilnummer*", "mobilnr*", "telephone*", "phone*", "mobile number"]),
    (
        "address",
        &[
            "adress*",
            "postadress*",
            "hemadress*",
            "postnummer*",
            "bostadsort",
            "address",
            "home address",
            "postcode",
        ],
    ),
    (
        "health",
        &[
            "allergi*",
            "allerg*",
            "diagnos*",
            "sjukdom*",
            "medicin*",
            "funktionsnedsättning*",
            "mår du",
            "hälsa*",
            "ätstörning*",
            "health",
            "illness*",
            "disabilit*",
            "medication*",
        ],
    ),
    ("diet", &["specialkost*", "matallergi*", "kost", "kostbehov*", "diet", "dietary*", "food preference*"]),
    ("religion", &["religion*", "religiös*", "trosuppfattning*", "samfund*", "faith", "religious*"]),
    (
        "origin",
        &[
            "modersmål*",
            "hemspråk*",
            "födelseland*",
            "ursprung*",
            "etnisk*",
            "nationalitet*",
            "medborgarskap*",
            "mother tongue*",
            "native language*",
            "nationality",
            "ethnic*",
            "country of birth",
        ],
    ),
    ("politics", &["politisk*", "parti*", "fackförening*", "political*", "trade union*"]),
    ("sexual", &["sexuell*", "könsidentitet*", "pronomen", "sexual*", "pronouns"]),
    (
        "protected",
        &["skyddad identitet*", "skyddade personuppgifter", "sekretessmarkering*", "protected identity"],
    ),
    ("family", &["vårdnadshavare*", "målsman*", "mamma*", "pappa*", "syskon*", "guardian*", "parent*"]),
    ("class", &["vilken klass", "din klass", "klass", "class", "your class"]),
    ("picture", &["foto av dig", "bild på dig", "photo of you"]),
    (
        "name",
        &[
            "namn",
            "namnet",
            "förnamn*",
            "efternamn*",
            "för- och efternamn",
            "vad heter",
            "elevens namn",
            "ditt namn",
            "name",
            "first name",
            "last name",
            "surname",
            "your name",
            "full name",
        ],
    ),
];

/// What personal data a question asks for, as `number`.
pub fn asks(title: &str) -> Option<&'static str> {
    let words = format!(" {} ", plain(title));
    let found = ASKED.iter().find(|(_, asked)| asked.iter().any(|word| has(&words, word)));
    found.map(|(code, _)| *code).filter(|code| *code != "name" || is_about_a_person(&words))
}

fn plain(title: &str) -> String {
    let letters = title.to_lowercase();
    let letters: String = letters
        .chars()
        .map(|letter| if letter.is_alphanumeric() || letter == '-' { letter } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has(words: &str, asked: &str) -> bool {
    match asked.strip_suffix('*') {
        Some(stem) => words.contains(&format!(" {stem}")),
        None => words.contains(&format!(" {asked} ")),
    }
}

/// "Namn" and "What is your name?", but not "What is the name of the capital of Sweden?".
fn is_about_a_person(words: &str) -> bool {
    let of_thing =
        [" namnet på ", " namn på ", " name of ", " vad heter "].iter().any(|of| words.contains(of));
    let of_person = [
        "barn",
        "elev",
        "vårdnadshavare",
        "målsman",
        "dig",
        "du",
        "ditt",
        "pupil",
        "student",
        "child",
        "you",
        "your",
    ];
    !of_thing || of_person.iter().any(|who| words.contains(&format!(" {who}")))
}

/// The questions of a survey; none where the text is none.
pub fn questions(text: &str) -> Vec<Question> {
    if text.trim_start().starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str(text)
    {
        let mut titles = Vec::new();
        json(&value, &mut titles);
        return titles.into_iter().map(|(title, answer)| placed(text, title, answer)).collect();
    }
    let lines: Vec<(usize, u64, &str)> = lines(text).collect();
    if is_definition(text) {
        definition(&lines)
    } else if let Some(head) = lines.first().filter(|line| is_head(line.2)) {
        columns(head)
    } else if is_printed(text) {
        printed(&lines)
    } else {
        Vec::new()
    }
}

/// The questions that ask for personal data, as hits.
pub(crate) fn hits(text: &str) -> Vec<Hit> {
    let asking = questions(text).into_iter().filter_map(|question| {
        let code = question.asks()?;
        let end = question.offset + question.title.len();
        Some(Hit::new(question.offset, end, LABEL, &format!("asks-{code}"), 80))
    });
    asking.collect()
}

/// The lines with their first byte and their number.
fn lines(text: &str) -> impl Iterator<Item = (usize, u64, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').zip(1..).map(move |(line, number)| {
        let start = at;
        at += line.len();
        (start, number, line.trim_end())
    })
}

fn json(value: &serde_json::Value, found: &mut Vec<(String, Answer)>) {
    match value {
        serde_json::Value::Object(fields) => {
            let kind = ["questionItem", "questionGroupItem", "type", "questionType", "question"]
                .iter()
                .find_map(|key| fields.get(*key));
            if let (Some(title), Some(kind)) = (fields.get("title").and_then(serde_json::Value::as_str), kind)
            {
                found.push((title.to_owned(), answer(&kind.to_string())));
            }
            fields.values().for_each(|inner| json(inner, found));
        }
        serde_json::Value::Array(all) => all.iter().for_each(|inner| json(inner, found)),
        _ => {}
    }
}

fn answer(kind: &str) -> Answer {
    let kind = kind.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    if has(&["choice", "checkbox", "rating", "likert", "scale", "radio", "dropdown", "list", "grid"]) {
        Answer::Choice
    } else if has(&["date", "time"]) {
        Answer::Date
    } else if has(&["upload", "file"]) {
        Answer::File
    } else if has(&["text", "paragraph"]) {
        Answer::Text
    } else {
        Answer::Unknown
    }
}

fn placed(text: &str, title: String, answer: Answer) -> Question {
    let written = serde_json::to_string(&title).unwrap_or_default();
    let offset = text.find(&written).map_or(0, |at| at + 1);
    let line = 1 + text.get(..offset).unwrap_or_default().matches('\n').count() as u64;
    Question { title, offset, line, answer }
}

/// Whether it is what `extract` makes of a definition in JSON: a key and a value a line.
fn is_definition(text: &str) -> bool {
    [
        "questionItem",
        "questionGroupItem",
        "Question.TextField",
        "Question.Choice",
        "MULTIPLE_CHOICE",
        "PARAGRAPH_TEXT",
    ]
    .iter()
    .any(|word| text.contains(word))
}

fn definition(lines: &[(usize, u64, &str)]) -> Vec<Question> {
    let title = |(start, line, text): &(usize, u64, &str)| {
        let title = text.strip_prefix("title: ")?;
        Some(Question { title: title.to_owned(), offset: start + 7, line: *line, answer: Answer::Unknown })
    };
    lines.iter().filter_map(title).collect()
}

/// Whether a row is the head of a sheet of answers.
fn is_head(line: &str) -> bool {
    let low = line.to_lowercase();
    let first = low.split(['\t', ';', ',']).next().unwrap_or_default().trim_matches('"').to_owned();
    let stamped = matches!(first.as_str(), "tidsstämpel" | "tidstämpel" | "timestamp");
    let timed = low.contains("starttid") && low.contains("slutförandetid")
        || low.contains("start time") && low.contains("completion time");
    stamped || first == "id" && timed
}

fn columns((start, line, text): &(usize, u64, &str)) -> Vec<Question> {
    let own = [
        "id",
        "starttid",
        "slutförandetid",
        "start time",
        "completion time",
        "tidsstämpel",
        "tidstämpel",
        "timestamp",
    ];
    let sign = [b'\t', b';', b','].into_iter().find(|sign| text.as_bytes().contains(sign)).unwrap_or(b'\t');
    let mut at = *start;
    let each = text.split(char::from(sign)).map(|title| {
        let offset = at + usize::from(title.starts_with('"'));
        at += title.len() + 1;
        (offset, title.trim_matches('"'))
    });
    let asked = each.filter(|(_, title)| !own.contains(&title.to_lowercase().as_str()) && !title.is_empty());
    asked
        .map(|(offset, title)| Question {
            title: title.to_owned(),
            offset,
            line: *line,
            answer: Answer::Unknown,
        })
        .collect()
}

/// Whether it reads like a survey on paper.
fn is_printed(text: &str) -> bool {
    let low = text.to_lowercase();
    let signs = [
        "\nditt svar\n",
        "\nyour answer\n",
        "ange ditt svar",
        "enter your answer",
        "* obligatoriskt",
        "obligatorisk fråga",
        "* required",
        "* anger obligatorisk",
        "indicates required question",
        "microsoft forms",
        "google formulär",
        "google forms",
        "skicka aldrig lösenord",
        "never submit passwords",
    ];
    signs.iter().filter(|sign| low.contains(**sign)).count() > 0
}

fn printed(lines: &[(usize, u64, &str)]) -> Vec<Question> {
    let question = |(start, line, text): &(usize, u64, &str)| {
        let bare = text.trim_start();
        let indent = text.len() - bare.len();
        let digits = bare.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let numbered = digits.len() < bare.len() && digits.starts_with(['.', ')']);
        let title = if numbered { digits.trim_start_matches(['.', ')', ' ', '\u{A0}']) } else { bare };
        let marked = title.ends_with('*') || title.ends_with('?') || title.ends_with(':');
        let offset = start + indent + (bare.len() - title.len());
        let title = title.trim_end_matches(['*', ' ', ':']).to_owned();
        ((numbered || marked) && !title.is_empty() && title.len() < 300).then_some(Question {
            title,
            offset,
            line: *line,
            answer: Answer::Unknown,
        })
    };
    lines.iter().filter_map(question).collect()
}
