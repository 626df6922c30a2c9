//! A made rulebook as the files that the crate reads.

use super::{Book, Cond, Fact, Kind, Layer, Op, RemarkKind};
use std::fmt::{self, Write as _};

/// The name of the one question.
pub(crate) const QUESTION: &str = "may-i";
/// The name of the one stack.
pub(crate) const STACK: &str = "us";
const TEXT: &str = "sv = \"Så\"\nen = \"So\"\n";

impl Book {
    /// Paths and texts.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![
            (
                "stacks.toml".to_owned(),
                format!("[[stack]]\nid = \"{STACK}\"\n{TEXT}rulebooks = [\"law\", \"own\", \"guidance\"]\n"),
            ),
            (
                "vocabulary/words.md".to_owned(),
                format!("{}{}", head("words", "vocabulary"), self.vocabulary()),
            ),
        ];
        for layer in Layer::ALL {
            let name = layer.name();
            files.push((format!("{name}/rules.md"), format!("{}{}", head("rules", name), self.layer(layer))));
        }
        files
    }

    /// The name of a fact.
    pub(crate) fn name(&self, fact: usize) -> String {
        let letter = match self.facts[fact].kind {
            Kind::YesNo { arrange: true, .. } => 'a',
            Kind::YesNo { .. } => 'f',
            Kind::Choice { .. } => 'c',
            Kind::Number { .. } => 'n',
        };
        format!("{letter}{fact}")
    }

    /// A value of a fact as an asker writes it; an arrangeable fact that is not there is refused.
    pub(crate) fn value(&self, fact: usize, value: i64) -> String {
        match self.facts[fact].kind {
            Kind::YesNo { .. } if value == 1 => "yes".to_owned(),
            Kind::YesNo { arrange: true, .. } => "refused".to_owned(),
            Kind::YesNo { .. } => "no".to_owned(),
            Kind::Choice { .. } => format!("v{value}"),
            Kind::Number { .. } => value.to_string(),
        }
    }

    fn vocabulary(&self) -> String {
        let stricter = if self.stricter_yes { "yes" } else { "no" };
        let two = "{ sv = \"Så\", en = \"So\" }";
        let mut blocks = vec![block(
            "question",
            &format!(
                "id = \"{QUESTION}\"\n{TEXT}about = {two}\nyes = {two}\nno = {two}\nask = {two}\nstricter = \"{stricter}\"\n"
            ),
        )];
        blocks.extend(self.facts.iter().enumerate().map(|(at, fact)| self.fact(at, fact)));
        blocks.extend(self.terms.iter().enumerate().map(|(at, term)| {
            block("term", &format!("id = \"t{at}\"\n{TEXT}when = \"{}\"\n", self.cond(term)))
        }));
        blocks.extend(
            self.impossible
                .iter()
                .map(|when| block("impossible", &format!("{TEXT}when = \"{}\"\n", self.cond(when)))),
        );
        if self.reversed {
            blocks.reverse();
        }
        blocks.concat()
    }

    fn fact(&self, at: usize, fact: &Fact) -> String {
        let mut toml = format!("id = \"{}\"\n{TEXT}label = {{ sv = \"Så\", en = \"So\" }}\n", self.name(at));
        let kind = match &fact.kind {
            Kind::YesNo { arrange, rare } => {
                format!("kind = \"yes_no\"\narrange = {arrange}\nrare = {rare}\n")
            }
            Kind::Choice { values, rare } => {
                let value =
                    |at| format!("{{ id = \"v{at}\", sv = \"\", en = \"\", rare = {} }}", *rare == Some(at));
                let values: Vec<String> = (0..*values).map(value).collect();
                format!("kind = \"choice\"\nvalues = [\n  {},\n]\n", values.join(",\n  "))
            }
            Kind::Number { min, max } => format!("kind = \"number\"\nmin = {min}\nmax = {max}\n"),
        };
        toml.push_str(&kind);
        if let Some(applies) = &fact.applies {
            toml += &self.line("applies", applies);
        }
        block("fact", &toml)
    }

    fn line(&self, name: &str, cond: &Cond) -> String {
        format!("{name} = \"{}\"\n", self.cond(cond))
    }

    fn layer(&self, layer: Layer) -> String {
        let mut text = String::new();
        for (at, rule) in self.rules.iter().enumerate().filter(|(_, rule)| rule.layer == layer) {
            let answer = if rule.yes { "yes" } else { "no" };
            let mut toml =
                format!("id = \"r{at}\"\n{TEXT}question = \"{QUESTION}\"\nanswer = \"{answer}\"\n");
            let (when, unless) = (rule.when.as_ref(), rule.unless.as_ref());
            toml += &when.map_or_else(String::new, |when| self.line("when", when));
            toml += &unless.map_or_else(String::new, |unless| self.line("unless", unless));
            if !rule.over.is_empty() {
                let over: Vec<String> = rule.over.iter().map(|other| format!("\"r{other}\"")).collect();
                let _ =
                    writeln!(toml, "over = [{}]\nbecause = {{ sv = \"Så\", en = \"So\" }}", over.join(", "));
            }
            text += &block("rule", &toml);
        }
        for (at, remark) in self.remarks.iter().enumerate().filter(|(_, remark)| remark.layer == layer) {
            let kind = match remark.kind {
                RemarkKind::Silence => "silence",
                RemarkKind::Contradiction => "contradiction",
                RemarkKind::Reading => "reading",
            };
            let when = self.cond(&remark.when);
            let head = format!("id = \"m{at}\"\nkind = \"{kind}\"\nquestion = \"{QUESTION}\"\n");
            text += &block("remark", &format!("{head}when = \"{when}\"\n{TEXT}"));
        }
        for (at, never) in self.nevers.iter().enumerate().filter(|_| layer == Layer::Own) {
            let answer = if never.yes { "" } else { "answer = \"no\"\n" };
            let when = self.cond(&never.when);
            text += &block(
                "never",
                &format!("id = \"x{at}\"\nquestion = \"{QUESTION}\"\n{answer}when = \"{when}\"\n{TEXT}"),
            );
        }
        text
    }

    /// A condition with no more brackets than it needs.
    pub(crate) fn cond(&self, cond: &Cond) -> String {
        let inner = |part: &Cond| match part {
            Cond::And(_) | Cond::Or(_) => format!("({})", self.cond(part)),
            _ => self.cond(part),
        };
        match cond {
            Cond::Always(always) => always.to_string(),
            Cond::Yes(fact) => self.name(*fact),
            Cond::In(fact, values) => match values.as_slice() {
                [one] => format!("{} == v{one}", self.name(*fact)),
                many => {
                    let many: Vec<String> = many.iter().map(|value| format!("v{value}")).collect();
                    format!("{} in [{}]", self.name(*fact), many.join(", "))
                }
            },
            Cond::IsNot(fact, value) => format!("{} != v{value}", self.name(*fact)),
            Cond::Compare(fact, op, number) => format!("{} {} {number}", self.name(*fact), op.sign()),
            Cond::Term(term) => format!("t{term}"),
            Cond::Not(part) => format!("not {}", inner(part)),
            Cond::And(parts) => {
                let tighter =
                    |part: &Cond| if matches!(part, Cond::Or(_)) { inner(part) } else { self.cond(part) };
                parts.iter().map(tighter).collect::<Vec<_>>().join(" and ")
            }
            Cond::Or(parts) => parts.iter().map(|part| self.cond(part)).collect::<Vec<_>>().join(" or "),
        }
    }
}

impl Op {
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

impl Layer {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::Own => "own",
            Self::Guidance => "guidance",
        }
    }
}

fn head(document: &str, layer: &str) -> String {
    format!(
        "+++\ndocument = \"{document}\"\nissuer = \"I\"\ntitle = \"T\"\nlayer = \"{layer}\"\nedition = \"1\"\nin_force = 2020-01-01\n+++\n"
    )
}

fn block(kind: &str, toml: &str) -> String {
    format!("\n```{kind}\n{toml}```\n")
}

/// A failing test shows the rulebook as a reader would meet it.
impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.files().iter().skip(1).try_for_each(|(file, text)| {
            let text = text.split("+++\n").last().unwrap_or_default().replace(TEXT, "");
            writeln!(f, "\n==== {file}{}", text.replace("```\n", "").replace("\n\n", "\n"))
        })
    }
}
