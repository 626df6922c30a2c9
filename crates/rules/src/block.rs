//! The blocks of a rulebook as they stand in the TOML of a fence, before any name is looked up.

use crate::text::Text;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A text with the bytes it stands at in its fence.
pub(crate) type Words = Spanned<String>;

/// The kinds of block, by the info string of their fence.
pub(crate) const KINDS: [&str; 11] = [
    "fact",
    "term",
    "question",
    "rule",
    "remark",
    "contact",
    "case",
    "never",
    "impossible",
    "value",
    "routine",
];

/// A fact as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactBlock {
    pub(crate) id: Words,
    pub(crate) kind: Words,
    pub(crate) sv: String,
    pub(crate) en: String,
    pub(crate) label: Text,
    pub(crate) help: Option<Text>,
    #[serde(rename = "do")]
    pub(crate) doing: Option<Text>,
    pub(crate) applies: Option<Words>,
    #[serde(default)]
    pub(crate) arrange: bool,
    #[serde(default)]
    pub(crate) rare: bool,
    #[serde(default)]
    pub(crate) values: Vec<ValueBlock>,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) unit: Option<Text>,
}

/// A value of a choice as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValueBlock {
    pub(crate) id: Words,
    pub(crate) sv: String,
    pub(crate) en: String,
    #[serde(default)]
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) rare: bool,
}

/// A term as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermBlock {
    pub(crate) id: Words,
    pub(crate) when: Words,
    pub(crate) sv: String,
    pub(crate) en: String,
}

/// A question as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionBlock {
    pub(crate) id: Words,
    pub(crate) sv: String,
    pub(crate) en: String,
    pub(crate) about: Text,
    pub(crate) yes: Text,
    pub(crate) no: Text,
    pub(crate) stricter: Words,
    pub(crate) ask: Text,
    #[serde(default)]
    pub(crate) words: Vec<String>,
    pub(crate) popular: Option<u32>,
}

/// A rule as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleBlock {
    pub(crate) id: Words,
    #[serde(default)]
    pub(crate) cites: Vec<Words>,
    pub(crate) question: Words,
    pub(crate) answer: Words,
    pub(crate) when: Option<Words>,
    pub(crate) unless: Option<Words>,
    #[serde(default)]
    pub(crate) over: Vec<Words>,
    pub(crate) because: Option<Text>,
    pub(crate) sv: String,
    pub(crate) en: String,
    #[serde(default)]
    pub(crate) duty: Vec<Text>,
    pub(crate) instead: Option<Text>,
    pub(crate) section: Option<String>,
    #[serde(default = "yes")]
    pub(crate) verified: bool,
}

fn yes() -> bool {
    true
}

/// A remark as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemarkBlock {
    pub(crate) id: Words,
    pub(crate) kind: Words,
    pub(crate) question: Words,
    pub(crate) when: Option<Words>,
    #[serde(default)]
    pub(crate) rules: Vec<Words>,
    #[serde(default)]
    pub(crate) cites: Vec<Words>,
    pub(crate) sv: String,
    pub(crate) en: String,
    pub(crate) ask: Option<Text>,
    pub(crate) section: Option<String>,
    pub(crate) stack: Option<Words>,
}

/// A contact as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactBlock {
    pub(crate) questions: Vec<Words>,
    #[serde(default)]
    pub(crate) cites: Vec<Words>,
    pub(crate) sv: String,
    pub(crate) en: String,
}

/// A case as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseBlock {
    pub(crate) sv: String,
    #[serde(default)]
    pub(crate) en: String,
    pub(crate) question: Words,
    #[serde(default)]
    pub(crate) cites: Vec<Words>,
    #[serde(default)]
    pub(crate) facts: BTreeMap<Words, Spanned<toml::Value>>,
    pub(crate) answer: Words,
    pub(crate) conditions: Option<Vec<Vec<Words>>>,
    #[serde(default)]
    pub(crate) decides: Vec<Words>,
    pub(crate) stack: Option<Words>,
}

/// An invariant as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NeverBlock {
    pub(crate) id: Words,
    pub(crate) question: Spanned<OneOrMany>,
    pub(crate) answer: Option<Words>,
    pub(crate) when: Option<Words>,
    #[serde(default)]
    pub(crate) cites: Vec<Words>,
    pub(crate) sv: String,
    pub(crate) en: String,
    pub(crate) stack: Option<Words>,
}

/// One name or a list of names.
#[derive(Debug, Clone)]
pub(crate) struct OneOrMany(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = || serde::de::Error::custom("expected a name or a list of names");
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(one) => Ok(Self(vec![one])),
            toml::Value::Array(many) => many
                .iter()
                .map(|name| name.as_str().map(str::to_owned).ok_or_else(wrong))
                .collect::<Result<_, _>>()
                .map(Self),
            _ => Err(wrong()),
        }
    }
}

/// A situation that cannot be, as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImpossibleBlock {
    pub(crate) when: Words,
    pub(crate) sv: String,
    pub(crate) en: String,
}

/// A length of time as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeriodBlock {
    pub(crate) id: Words,
    pub(crate) is: Words,
    #[serde(default)]
    pub(crate) cites: Vec<Words>,
    pub(crate) section: Option<String>,
    pub(crate) sv: String,
    pub(crate) en: String,
}

/// A routine as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoutineBlock {
    pub(crate) id: Words,
    #[serde(default)]
    pub(crate) cites: Vec<Words>,
    pub(crate) sv: String,
    pub(crate) en: String,
    pub(crate) about: Text,
    pub(crate) when: Option<Words>,
    pub(crate) starts: Vec<String>,
    #[serde(default)]
    pub(crate) tells: Vec<String>,
    #[serde(default)]
    pub(crate) dates: Vec<MomentBlock>,
    #[serde(default)]
    pub(crate) asks: Vec<Words>,
    #[serde(default)]
    pub(crate) details: Vec<DetailBlock>,
    #[serde(default)]
    pub(crate) yearly: Vec<Words>,
    pub(crate) at: Option<Words>,
    pub(crate) section: Option<String>,
    #[serde(default)]
    pub(crate) step: Vec<StepBlock>,
}

/// A moment that a routine asks for, as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MomentBlock {
    pub(crate) id: Words,
    pub(crate) sv: String,
    pub(crate) en: String,
    pub(crate) help: Option<Text>,
}

/// A detail that a routine or a step asks for, as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DetailBlock {
    pub(crate) id: Words,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) optional: bool,
    pub(crate) not_before: Option<Words>,
    pub(crate) not_after: Option<Words>,
    pub(crate) sv: String,
    pub(crate) en: String,
    pub(crate) help: Option<Text>,
}

/// A step of a routine as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepBlock {
    pub(crate) id: Words,
    #[serde(default)]
    pub(crate) cites: Vec<Words>,
    pub(crate) sv: String,
    pub(crate) en: String,
    pub(crate) help: Option<Text>,
    pub(crate) who: Vec<String>,
    #[serde(default)]
    pub(crate) only_role: bool,
    pub(crate) after: Option<Vec<Words>>,
    pub(crate) when: Option<Words>,
    pub(crate) due: Option<Words>,
    pub(crate) evidence: Option<Words>,
    #[serde(default)]
    pub(crate) asks: Vec<Words>,
    #[serde(default)]
    pub(crate) details: Vec<DetailBlock>,
    pub(crate) decides: Option<Words>,
    pub(crate) question: Option<Words>,
    pub(crate) link: Option<String>,
    #[serde(default)]
    pub(crate) link_in: Vec<String>,
    #[serde(default)]
    pub(crate) tells: Vec<String>,
    pub(crate) does: Option<String>,
}

/// `stacks.toml` as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StacksFile {
    pub(crate) stack: Vec<StackBlock>,
}

/// One organisation of `stacks.toml` as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StackBlock {
    pub(crate) id: Words,
    pub(crate) sv: String,
    pub(crate) en: String,
    pub(crate) rulebooks: Vec<Words>,
    #[serde(default)]
    pub(crate) given: BTreeMap<Words, Spanned<toml::Value>>,
}
