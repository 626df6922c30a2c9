//! Puts questions and answers into the words of one language.

use super::{
    AnswerView, ConditionView, ExplanationView, FactView, OptionView, OutrankedView, QuestionView,
    RemarkView, RuleView, StatedView, WayView,
};
use crate::locale::Locale;
use varsam_rules::{
    Answer, Change, Explanation, Fact, Holds, Id, Kind, Layer, Question, RemarkKind, Rule, Rulebooks,
    Situation, Stack, Stated, Text, Verdict, YesNo,
};

/// Puts things into words.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    /// The rulebooks.
    pub books: &'a Rulebooks,
    /// The organisation.
    pub stack: &'a Stack,
    /// The language.
    pub locale: Locale,
}

impl Viewer<'_> {
    /// A question.
    pub fn question(&self, id: Id<Question>) -> QuestionView {
        let question = &self.books.questions[id];
        QuestionView {
            id: question.id.clone(),
            title: self.locale.text(&question.title),
            about: self.locale.text(&question.about),
            has_rules: self.stack.has_rules_on(id),
            popular: question.popular,
        }
    }

    /// A fact with its options.
    pub fn fact(&self, id: Id<Fact>) -> FactView {
        let fact = &self.books.names.facts[id];
        let option = |value: &str, key: &str| OptionView { value: value.into(), label: self.locale.t(key) };
        let (kind, options) = match &fact.kind {
            Kind::YesNo => ("yes_no", vec![option("yes", "yes"), option("no", "no")]),
            Kind::Choice(values) => {
                let value = |value: &varsam_rules::Value| OptionView {
                    value: value.id.clone(),
                    label: self.locale.text(&value.text),
                };
                ("choice", values.iter().map(value).collect())
            }
            Kind::Number { .. } => ("number", Vec::new()),
        };
        let (min, max, unit) = match &fact.kind {
            Kind::Number { min, max, unit } => (Some(*min), Some(*max), unit.as_ref()),
            _ => (None, None, None),
        };
        FactView {
            id: fact.id.clone(),
            question: self.locale.text(&fact.question),
            label: self.locale.text(&fact.label),
            help: fact.help.as_ref().map(|help| self.locale.text(help)),
            kind,
            options,
            min,
            max,
            unit: unit.map(|unit| self.locale.text(unit)),
        }
    }

    /// The verdict in a word or two.
    pub fn word(&self, verdict: Verdict) -> String {
        self.locale.t(&format!("verdict-{}", verdict.name().replace('_', "-")))
    }

    /// A rule with its citation.
    pub fn rule(&self, id: Id<Rule>) -> RuleView {
        let (rule, document) = (&self.books.rules[id], self.books.document_of(id));
        RuleView {
            id: rule.id.clone(),
            reason: self.locale.text(&rule.reason),
            layer: document.front.layer.name(),
            issuer: document.front.issuer.clone(),
            document: document.front.title.clone(),
            reference: document.front.reference.clone(),
            section: rule.source.section.clone(),
            edition: document.front.edition.clone(),
            in_force: document.front.in_force.to_string(),
            verified: rule.verified,
            link: link(document, &rule.id),
            cites: rule.cites.clone(),
            instead: rule.instead.as_ref().map(|instead| self.locale.text(instead)),
        }
    }

    /// Asks, and puts the answer into words.
    pub fn answer(&self, situation: &Situation) -> AnswerView {
        let answer = self.books.ask(self.stack, situation);
        let question = situation.question;
        let rules: Vec<RuleView> = answer.deciding.iter().map(|rule| self.rule(*rule)).collect();
        let mut instead: Vec<String> = Vec::new();
        for text in rules.iter().filter_map(|rule| rule.instead.clone()) {
            if answer.holds() == Verdict::No && !instead.contains(&text) {
                instead.push(text);
            }
        }
        let duties = self.books.duties(&answer).into_iter().map(|(duty, _)| self.locale.text(duty)).collect();
        let duties =
            if matches!(answer.holds(), Verdict::Yes | Verdict::YesIf) { duties } else { Vec::new() };
        AnswerView {
            stack: self.stack.id.clone(),
            question: self.question(question),
            verdict: answer.verdict.name(),
            word: self.word(answer.verdict),
            sentence: self.sentence(situation, &answer),
            careful: answer.careful.map(Verdict::name),
            facts: self.stated(situation),
            conditions: self.conditions(&answer),
            outranked: self.outranked(&answer),
            duties,
            instead,
            remarks: self.remarks(&answer),
            ask: self.locale.text(self.books.whom_to_ask(self.stack, situation, &answer)),
            next: answer.next.map(|fact| self.fact(fact)),
            open: answer
                .open
                .iter()
                .map(|fact| self.locale.text(&self.books.names.facts[*fact].label))
                .collect(),
            either_way: self.either_way(situation, &answer),
            what_if: self.changes(situation, &self.books.what_if(self.stack, situation, &answer)),
            explanation: self.explanation(situation, &answer),
            deciding: rules,
        }
    }

    fn sentence(&self, situation: &Situation, answer: &Answer) -> String {
        let question = &self.books.questions[situation.question];
        let yes = |answer: YesNo| if answer == YesNo::Yes { &question.yes } else { &question.no };
        match answer.holds() {
            Verdict::Yes => self.locale.text(yes(YesNo::Yes)),
            Verdict::No => self.locale.text(yes(YesNo::No)),
            Verdict::YesIf => self.locale.t("sentence-yes-if"),
            Verdict::Silent => self.locale.t("sentence-silent"),
            Verdict::Disagree => self.locale.t("sentence-disagree"),
            Verdict::Depends => self.locale.t("sentence-depends"),
        }
    }

    /// What was stated, in the order of the vocabulary, as far as the question depends on it.
    pub fn stated(&self, situation: &Situation) -> Vec<StatedView> {
        let given = |fact: &str| self.stack.given.iter().any(|(name, _)| name == fact);
        let view = |(id, stated): (Id<Fact>, Stated)| {
            let fact = &self.books.names.facts[id];
            StatedView {
                fact: fact.id.clone(),
                label: self.locale.text(&fact.label),
                value: fact.written(stated),
                shown: fact.show(stated, self.locale.language),
                given: given(&fact.id),
            }
        };
        situation
            .facts()
            .filter(|(fact, _)| self.stack.depends_on(situation.question, *fact))
            .map(view)
            .collect()
    }

    fn conditions(&self, answer: &Answer) -> Vec<Vec<ConditionView>> {
        let condition = |fact: &Id<Fact>| {
            let fact = &self.books.names.facts[*fact];
            ConditionView {
                fact: fact.id.clone(),
                label: self.locale.text(&fact.label),
                action: self.locale.text(fact.doing.as_ref().unwrap_or(&fact.label)),
            }
        };
        answer.conditions.iter().map(|set| set.iter().map(condition).collect()).collect()
    }

    fn outranked(&self, answer: &Answer) -> Vec<OutrankedView> {
        let view = |outranked: &varsam_rules::Outranked| {
            let by = &self.books.rules[outranked.by];
            let because = match by.because.as_ref().filter(|_| outranked.explicit) {
                Some(because) => self.locale.text(because),
                None => self.locale.t(&format!("first-{}", self.books.layer(outranked.by).name())),
            };
            OutrankedView { rule: self.rule(outranked.rule), by: by.id.clone(), because }
        };
        answer.outranked.iter().map(view).collect()
    }

    fn remarks(&self, answer: &Answer) -> Vec<RemarkView> {
        let view = |id: &Id<_>| {
            let remark = &self.books.remarks[*id];
            RemarkView {
                kind: kind_name(remark.kind),
                text: self.locale.text(&remark.text),
                link: link(&self.books.documents[remark.source.document], &remark.id),
            }
        };
        answer.remarks.iter().map(view).collect()
    }

    fn either_way(&self, situation: &Situation, answer: &Answer) -> Vec<WayView> {
        let Some(either) = &answer.either_way else { return Vec::new() };
        let way =
            |(stated, verdict): &(Stated, Verdict)| self.way(situation, &[(either.fact, *stated)], *verdict);
        let mut ways: Vec<WayView> = either.ways.iter().map(way).collect();
        if let Kind::Number { unit, .. } = &self.books.names.facts[either.fact].kind {
            self.as_ranges(&mut ways, &either.ways, unit.as_ref());
        }
        ways
    }

    /// Numbers that lead to the same verdict, each given by the first of its range, as one range: "8–12 years".
    fn as_ranges(&self, ways: &mut Vec<WayView>, values: &[(Stated, Verdict)], unit: Option<&Text>) {
        let number =
            |(stated, _): &(Stated, Verdict)| if let Stated::Is(number) = stated { *number } else { 0 };
        let mut ranges: Vec<(i64, Option<i64>, WayView)> = Vec::new();
        for (at, (way, value)) in ways.drain(..).zip(values).enumerate() {
            let last = values.get(at + 1).map(|next| number(next) - 1);
            match ranges.last_mut().filter(|(_, _, before)| before.verdict == way.verdict) {
                Some((_, to, _)) => *to = last,
                None => ranges.push((number(value), last, way)),
            }
        }
        let unit = unit.map(|unit| self.locale.text(unit)).unwrap_or_default();
        ways.extend(ranges.into_iter().map(|(from, to, way)| {
            let range = match to {
                Some(to) if to == from => from.to_string(),
                Some(to) => format!("{from}–{to}"),
                None => self.locale.with("at-least", from),
            };
            WayView { shown: format!("{range} {unit}").trim_end().to_owned(), ..way }
        }));
    }

    fn changes(&self, situation: &Situation, changes: &[Change]) -> Vec<WayView> {
        changes.iter().map(|change| self.way(situation, &change.facts, change.verdict)).collect()
    }

    fn way(&self, situation: &Situation, facts: &[(Id<Fact>, Stated)], verdict: Verdict) -> WayView {
        let fact = |id: Id<Fact>| &self.books.names.facts[id];
        let label = |(id, _): &(Id<Fact>, Stated)| self.locale.text(&fact(*id).label);
        let show = |(id, stated): &(Id<Fact>, Stated)| fact(*id).show(*stated, self.locale.language);
        WayView {
            label: facts.iter().map(label).collect::<Vec<_>>().join(" + "),
            shown: facts.iter().map(show).collect::<Vec<_>>().join(" + "),
            query: self.query(situation, facts),
            verdict: verdict.name(),
            word: self.word(verdict),
        }
    }

    /// The facts of a situation as the query of a URL, with some of them stated otherwise.
    pub fn query(&self, situation: &Situation, other: &[(Id<Fact>, Stated)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let kept = self.stated(situation);
        let replaced = |fact: &str| other.iter().any(|(id, _)| self.books.names.facts[*id].id == fact);
        for stated in kept.iter().filter(|stated| !stated.given && !replaced(&stated.fact)) {
            query.append_pair(&stated.fact, &stated.value);
        }
        for (id, stated) in other {
            let fact = &self.books.names.facts[*id];
            query.append_pair(&fact.id, &fact.written(*stated));
        }
        query.finish()
    }

    fn explanation(&self, situation: &Situation, answer: &Answer) -> Vec<ExplanationView> {
        let explained = self.books.explain(situation, answer);
        explained.iter().map(|(_, explanation)| self.explained(explanation)).collect()
    }

    fn explained(&self, explanation: &Explanation) -> ExplanationView {
        ExplanationView {
            text: self.locale.text(&explanation.text),
            holds: match explanation.holds {
                Holds::Yes => "yes",
                Holds::No => "no",
                Holds::Open => "open",
            },
            because: explanation.because.iter().map(|part| self.explained(part)).collect(),
        }
    }
}

/// The page of a document, as a path on this server; with a block's id, the very paragraph.
pub fn link(document: &varsam_rules::Document, anchor: &str) -> String {
    format!("/guidelines/{}#{anchor}", document.file.trim_end_matches(".md"))
}

/// The word for a kind of remark.
pub fn kind_name(kind: RemarkKind) -> &'static str {
    match kind {
        RemarkKind::Silence => "silence",
        RemarkKind::Contradiction => "contradiction",
        RemarkKind::Reading => "reading",
    }
}

/// The locale key of a layer.
pub fn layer_key(layer: Layer) -> String {
    format!("layer-{}", layer.name())
}
