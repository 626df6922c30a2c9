//! The executable part of a document as notes beside its text: what each block says, in words.

mod routine;

use self::routine::StepNote;
use super::site::{Link, Site};
use askama::Template;
use varsam_rules::{
    Case, Document, Explanation, Id, Kind, Never, Question, Remark, Rule, Rulebooks, Source, Stack, Table,
    YesNo,
};

/// A block in words.
pub(crate) struct Note {
    /// The place that links lead to.
    pub anchor: String,
    /// A verdict: its name and its word.
    pub mark: Option<(&'static str, String)>,
    /// What kind of block it is, or the question that it answers.
    pub head: String,
    /// What it says.
    pub text: String,
    /// More to say: what about, and what.
    pub more: Vec<(String, Vec<String>)>,
    /// The steps of a routine, in their order.
    pub steps: Vec<StepNote>,
    /// When it applies, as nested sentences.
    pub when: String,
    /// What a reader should know of it.
    pub tag: Option<String>,
    /// The way to try it.
    pub link: Option<Link>,
}

/// Conditions as nested sentences.
#[derive(Template)]
#[template(path = "guideline/when.html")]
struct When<'a> {
    locale: crate::locale::Locale,
    parts: &'a [Explanation],
}

impl When<'_> {
    fn deeper<'b>(&self, parts: &'b [Explanation]) -> When<'b> {
        When { locale: self.locale, parts }
    }
}

/// The blocks of one document, met one after the other.
pub(crate) struct Notes<'a> {
    site: &'a Site,
    books: &'a Rulebooks,
    stack: Option<&'a Stack>,
    document: Id<Document>,
    met: std::collections::BTreeMap<&'static str, usize>,
}

impl<'a> Notes<'a> {
    /// The notes of a document of these books, which may be those of another day.
    pub(crate) fn new(site: &'a Site, books: &'a Rulebooks, document: Id<Document>) -> Self {
        let stack = books.stack(&site.stack().id);
        Self { site, books, stack, document, met: std::collections::BTreeMap::new() }
    }

    /// The note of the next block of a kind; none for what is not shown, or could not be read.
    pub(crate) fn next(&mut self, kind: &'static str) -> Option<Note> {
        let met = self.met.entry(kind).or_insert(0);
        let at = *met;
        *met += 1;
        match kind {
            "rule" => self.nth(&self.books.rules, kind, at, |rule| &rule.source).map(|id| self.rule(id)),
            "remark" => self.nth(&self.books.remarks, kind, at, |r| &r.source).map(|id| self.remark(id)),
            "case" => self.nth(&self.books.cases, kind, at, |case| &case.source).map(|id| self.case(id, at)),
            "never" => self.nth(&self.books.nevers, kind, at, |never| &never.source).map(|id| self.never(id)),
            "contact" => {
                let id = self.nth(&self.books.contacts, kind, at, |contact| &contact.source)?;
                let who = self.site.text(&self.books.contacts[id].who);
                Some(Self::plain(format!("contact-{at}"), self.site.t("note-contact"), who))
            }
            "fact" => {
                self.nth(&self.books.names.facts, kind, at, |fact| &fact.source).map(|id| self.fact(id))
            }
            "question" => {
                let id = self.nth(&self.books.questions, kind, at, |question| &question.source)?;
                Some(self.question(id))
            }
            "routine" => self.nth(&self.books.routines, kind, at, |r| &r.source).map(|id| self.routine(id)),
            "value" => self.nth(&self.books.periods, kind, at, |p| &p.source).map(|id| self.period(id)),
            _ => None,
        }
    }

    /// The n-th thing of a document. Blocks and things go in step, unless a block could not be read; then nothing
    /// is shown rather than the wrong thing.
    fn nth<T>(
        &self,
        table: &Table<T>,
        kind: &str,
        at: usize,
        source: impl Fn(&T) -> &Source,
    ) -> Option<Id<T>> {
        let ours = table.iter().filter(|(_, thing)| source(thing).document == self.document);
        let ids: Vec<Id<T>> = ours.map(|(id, _)| id).collect();
        let blocks = self.books.documents[self.document].blocks().filter(|block| block.kind == kind).count();
        ids.get(at).copied().filter(|_| ids.len() == blocks)
    }

    fn plain(anchor: String, head: String, text: String) -> Note {
        let (more, steps, when) = (Vec::new(), Vec::new(), String::new());
        Note { anchor, mark: None, head, text, more, steps, when, tag: None, link: None }
    }

    fn try_it(&self, question: Id<Question>, facts: &str, words: String) -> Link {
        let href = self.site.ask(&self.books.questions[question].id, facts);
        Link { href, text: words, about: self.title(question), current: false }
    }

    fn title(&self, question: Id<Question>) -> String {
        self.site.text(&self.books.questions[question].title)
    }

    fn rule(&self, id: Id<Rule>) -> Note {
        let rule = &self.books.rules[id];
        let word = match rule.answer {
            YesNo::Yes => ("yes", self.site.t("verdict-yes")),
            YesNo::No => ("no", self.site.t("verdict-no")),
        };
        let mut note = Self::plain(rule.id.clone(), self.site.t("note-rule"), self.site.text(&rule.reason));
        note.head = self.title(rule.question);
        note.mark = Some(word);
        let texts =
            |texts: &[varsam_rules::Text]| texts.iter().map(|text| self.site.text(text)).collect::<Vec<_>>();
        let more = [
            (self.site.t("answer-duties"), texts(&rule.duties)),
            (self.site.t("answer-instead"), texts(rule.instead.as_slice())),
            (self.site.t("note-over"), texts(rule.because.as_slice())),
        ];
        let said = more.into_iter().filter(|(_, texts)| !texts.is_empty());
        note.more = said.collect();
        note.when = self.when(id);
        note.tag = (!rule.verified).then(|| self.site.t("cite-unverified"));
        note.link = Some(self.try_it(rule.question, "", self.site.t("note-try")));
        note
    }

    fn when(&self, id: Id<Rule>) -> String {
        let question = self.books.rules[id].question;
        let situation = self.stack.and_then(|stack| self.books.situation(stack, question, []).ok());
        let explained = situation.map(|situation| self.books.explain_rule(&situation, id));
        let parts = explained.map(|explained| explained.because).unwrap_or_default();
        if parts.is_empty() {
            return String::new();
        }
        When { locale: self.site.locale, parts: &parts }.render().unwrap_or_default()
    }

    fn remark(&self, id: Id<Remark>) -> Note {
        let remark = &self.books.remarks[id];
        let head = self.site.pick("remark", crate::view::kind_name(remark.kind));
        let mut note = Self::plain(remark.id.clone(), head, self.site.text(&remark.text));
        let ask = remark.ask.iter().map(|ask| self.site.text(ask)).collect::<Vec<_>>();
        if !ask.is_empty() {
            note.more.push((self.site.t("note-ask"), ask));
        }
        note
    }

    fn case(&self, id: Id<Case>, at: usize) -> Note {
        let case = &self.books.cases[id];
        let mut note =
            Self::plain(format!("case-{at}"), self.site.t("note-case"), self.site.text(&case.text));
        note.mark = Some((case.answer.name(), self.site.pick("verdict", case.answer.name())));
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(case.facts.iter().map(|(fact, value)| (fact, url_value(value))));
        note.link = Some(self.try_it(case.question, &query.finish(), self.site.t("note-see")));
        note
    }

    fn never(&self, id: Id<Never>) -> Note {
        let never = &self.books.nevers[id];
        let reports = self.site.shelf.reports.iter().find(|report| report.stack == self.site.stack().id);
        let same = |known: &Id<Never>| self.site.shelf.books.nevers[*known].id == never.id;
        let proven = reports.into_iter().flat_map(|report| &report.nevers);
        let proven = proven.filter(|report| same(&report.never)).any(|report| report.refuted.is_none());
        let mut note = Self::plain(never.id.clone(), self.site.t("note-never"), self.site.text(&never.text));
        note.tag = proven.then(|| self.site.t("note-proven"));
        note
    }

    fn fact(&self, id: Id<varsam_rules::Fact>) -> Note {
        let fact = &self.books.names.facts[id];
        let mut note = Self::plain(fact.id.clone(), self.site.t("note-fact"), self.site.text(&fact.question));
        let values = match &fact.kind {
            Kind::Choice(values) => values.iter().map(|value| self.site.text(&value.text)).collect(),
            Kind::YesNo => vec![self.site.t("yes"), self.site.t("no")],
            Kind::Number { min, max, unit } => {
                let unit = unit.as_ref().map(|unit| format!(" {}", self.site.text(unit)));
                vec![format!("{min}–{max}{}", unit.unwrap_or_default())]
            }
        };
        note.more.push((self.site.t("note-answers"), values));
        note
    }

    fn question(&self, id: Id<Question>) -> Note {
        let question = &self.books.questions[id];
        let mut note = Self::plain(question.id.clone(), self.site.t("note-question"), self.title(id));
        note.more.push((String::new(), vec![self.site.text(&question.about)]));
        note.link = Some(self.try_it(id, "", self.site.t("note-try")));
        note
    }
}

/// A value of a case as a form would send it.
fn url_value(value: &str) -> &str {
    match value {
        "true" => "yes",
        "false" => "no",
        other => other,
    }
}
