//! Routines and the lengths of time that they reckon with.

use super::{Block, Document, Fact, Found, Id, Kind, Lookup, Source, Text, Words};
use crate::block::{DetailBlock, MomentBlock, PeriodBlock, RoutineBlock, StepBlock};
use crate::problem::nearest;
use crate::routine::{
    DayOfYear, Detail, Due, Evidence, Length, MOMENT, Measure, Moment, Period, Routine, STARTER, Since, Step,
};
use std::collections::BTreeSet;

/// The most steps that a routine may have.
const MOST_STEPS: usize = 60;

/// What the steps of a routine refer to.
struct Around<'a> {
    document: Id<Document>,
    block: &'a Block,
    /// The ids of its steps, in their order.
    steps: Vec<String>,
    /// The ids of its moments, each with the place of the step that asks for it; none asks for those of the start.
    moments: Vec<(Option<usize>, String)>,
}

impl<'a> Around<'a> {
    fn of(document: Id<Document>, block: &'a Block, routine: &RoutineBlock) -> Self {
        let dates = routine.dates.iter().map(|moment| &moment.id);
        let start = dates.chain(moments(&routine.details)).map(|id| (None, id.get_ref().clone()));
        let stated = |(at, step): (usize, &StepBlock)| {
            let ids = moments(&step.details).map(|id| (Some(at), id.get_ref().clone()));
            ids.collect::<Vec<_>>()
        };
        let moments = start.chain(routine.step.iter().enumerate().flat_map(stated)).collect();
        let steps = routine.step.iter().map(|step| step.id.get_ref().clone()).collect();
        Self { document, block, steps, moments }
    }

    /// Whether a moment is asked for at the start, or with a step before that place.
    fn is_asked(&self, id: &str, at: usize) -> bool {
        self.moments.iter().any(|(by, known)| known == id && by.is_none_or(|by| by < at))
    }
}

/// The ids of the details that are moments.
fn moments(details: &[DetailBlock]) -> impl Iterator<Item = &Words> {
    details.iter().filter(|detail| detail.kind == MOMENT).map(|detail| &detail.id)
}

impl Lookup {
    pub(super) fn periods(&mut self) {
        let found: Found<PeriodBlock> = self.blocks("value");
        for (document, block, period) in found {
            let mut source = self.source(document, &block, period.id.span().start);
            source.section = period.section.clone().unwrap_or(source.section);
            if !self.takes("value", &period.id, &source, '-') {
                continue;
            }
            if let Some(length) = self.length(&period.is, &source) {
                let cites = self.cites(&period.cites, &source);
                let (id, text) = (period.id.into_inner(), Text::new(period.sv, period.en));
                self.books.periods.add(Period { id, length, cites, text, source });
            }
        }
    }

    fn length(&mut self, words: &Words, source: &Source) -> Option<Length> {
        let length = Length::read(words.get_ref());
        if length.is_none() {
            let units: Vec<_> = Measure::ALL.iter().map(|(_, many, _)| *many).collect();
            let hint = format!("write a number and one of: {}", units.join(", "));
            self.error(source, format!("`{}` is no length of time", words.get_ref()), Some(hint));
        }
        length
    }

    pub(super) fn routines(&mut self) {
        let found: Found<RoutineBlock> = self.blocks("routine");
        for (document, block, routine) in found {
            let mut source = self.source(document, &block, routine.id.span().start);
            source.section = routine.section.clone().unwrap_or(source.section);
            if self.takes("routine", &routine.id, &source, '-') {
                self.routine(document, &block, routine, source);
            }
        }
    }

    /// Without the steps whose time is a value of another day: what an act asks for is not asked for before it is in force. A
    /// value that is of this day and cannot be read is said where it is written, and not here.
    fn of_this_day(&self, mut routine: RoutineBlock) -> RoutineBlock {
        let is_of_another = |step: &&StepBlock| {
            let due = step.due.as_ref().map_or("", |due| due.get_ref().as_str());
            let length = due.split(" from ").next().unwrap_or_default();
            !due.starts_with("by ")
                && Length::read(length).is_none()
                && self.books.periods.find(|period| period.id == length).is_none()
                && self.is_of_another_day("value", length)
        };
        let gone: BTreeSet<String> =
            routine.step.iter().filter(is_of_another).map(|step| step.id.get_ref().clone()).collect();
        routine.step.retain(|step| !gone.contains(step.id.get_ref()));
        for after in routine.step.iter_mut().filter_map(|step| step.after.as_mut()) {
            after.retain(|name| !gone.contains(name.get_ref()));
        }
        routine
    }

    fn routine(&mut self, document: Id<Document>, block: &Block, routine: RoutineBlock, source: Source) {
        let routine = self.of_this_day(routine);
        let ids: Vec<_> = routine.step.iter().map(|step| step.id.clone()).collect();
        let dates: Vec<_> = routine.dates.iter().map(|moment| moment.id.clone()).collect();
        self.refuse_twins(&ids, &source);
        self.refuse_twins(&dates, &source);
        if routine.step.is_empty() || routine.step.len() > MOST_STEPS {
            let message = format!("a routine has 1 to {MOST_STEPS} steps, not {}", routine.step.len());
            self.error(&source, message, None);
        }
        let when = self.optional(document, block, routine.when.as_ref());
        let around = Around::of(document, block, &routine);
        let details = self.details(&around, routine.details, &source);
        let steps =
            routine.step.into_iter().enumerate().filter_map(|(at, step)| self.step(&around, at, step));
        let steps = steps.collect();
        let Some(when) = when else { return };
        let new = Routine {
            cites: self.cites(&routine.cites, &source),
            title: Text::new(routine.sv, routine.en),
            about: routine.about,
            when,
            starts: routine.starts,
            tells: routine.tells,
            dates: routine.dates.into_iter().map(moment).collect(),
            asks: self.facts(&routine.asks, &source),
            details,
            yearly: routine.yearly.iter().filter_map(|day| self.day(day, &source)).collect(),
            is_for_all: self.is_for_all(routine.at.as_ref(), &source),
            id: routine.id.into_inner(),
            steps,
            source,
        };
        self.books.routines.add(new);
    }

    fn refuse_twins(&mut self, ids: &[Words], source: &Source) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let name = id.get_ref();
            let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if name.is_empty() || !name.chars().all(is_id) {
                let message = format!("`{name}` cannot be an id: use lower-case letters, digits and `-`");
                self.error(source, message, None);
            } else if !seen.insert(name) || name == "start" {
                self.error(source, format!("the id `{name}` is taken in this routine"), None);
            }
        }
    }

    fn is_for_all(&mut self, at: Option<&Words>, source: &Source) -> bool {
        let at = at.map_or("unit", |at| at.get_ref().as_str()).to_owned();
        if at != "unit" && at != "organiser" {
            self.error(source, format!("`at` is `unit` or `organiser`, not `{at}`"), None);
        }
        at == "organiser"
    }

    fn facts(&mut self, names: &[Words], source: &Source) -> Vec<Id<Fact>> {
        names.iter().filter_map(|name| self.fact(name, source)).collect()
    }

    /// A detail has no id of a fact, since both are kept as what was stated.
    fn details(&mut self, around: &Around<'_>, details: Vec<DetailBlock>, source: &Source) -> Vec<Detail> {
        let ids: Vec<_> = details.iter().map(|detail| detail.id.clone()).collect();
        self.refuse_twins(&ids, source);
        for id in ids {
            if self.books.names.facts.find(|fact| fact.id == *id.get_ref()).is_some() {
                self.error(source, format!("the detail `{}` has the id of a fact", id.get_ref()), None);
            }
        }
        details.into_iter().map(|detail| self.detail(around, detail, source)).collect()
    }

    fn detail(&mut self, around: &Around<'_>, detail: DetailBlock, source: &Source) -> Detail {
        for bound in detail.not_before.iter().chain(&detail.not_after) {
            let name = bound.get_ref();
            if detail.kind != MOMENT {
                self.error(
                    source,
                    format!("`{}` is no moment, so none bounds it", detail.id.get_ref()),
                    None,
                );
            } else if !around.moments.iter().any(|(_, known)| known == name) {
                let hint = nearest(name, around.moments.iter().map(|(_, known)| known.as_str()));
                self.error(source, format!("no moment of this routine is called `{name}`"), hint);
            }
        }
        Detail {
            id: detail.id.into_inner(),
            kind: detail.kind,
            is_optional: detail.optional,
            not_before: detail.not_before.map(Words::into_inner),
            not_after: detail.not_after.map(Words::into_inner),
            text: Text::new(detail.sv, detail.en),
            help: detail.help,
        }
    }

    fn day(&mut self, words: &Words, source: &Source) -> Option<DayOfYear> {
        let day = DayOfYear::read(words.get_ref());
        if day.is_none() {
            let hint = "write month and day, such as `08-31`, or `school-year start`".to_owned();
            self.error(source, format!("`{}` is no day of the year", words.get_ref()), Some(hint));
        }
        day
    }

    fn step(&mut self, around: &Around<'_>, at: usize, step: StepBlock) -> Option<Step> {
        let source = self.source(around.document, around.block, step.id.span().start);
        if step.who.is_empty() {
            self.error(&source, format!("nobody owes `{}`: say `who`", step.id.get_ref()), None);
        }
        if step.only_role && step.who.iter().any(|who| who == STARTER) {
            let message = format!("`{}` is for roles only, so `{STARTER}` cannot owe it", step.id.get_ref());
            self.error(&source, message, None);
        }
        let evidence = self.evidence(step.evidence.as_ref(), &source);
        self.check_evidence(&step, evidence, &source);
        Some(Step {
            cites: self.cites(&step.cites, &source),
            title: Text::new(step.sv, step.en),
            help: step.help,
            who: step.who,
            only_role: step.only_role,
            after: self.after(around, at, step.after.as_deref(), &source),
            when: self.optional(around.document, around.block, step.when.as_ref())?,
            due: step.due.as_ref().and_then(|due| self.due(around, at, due, &source)),
            evidence,
            asks: self.facts(&step.asks, &source),
            details: self.details(around, step.details, &source),
            decides: step.decides.as_ref().and_then(|fact| self.decided(fact, &source)),
            question: step.question.as_ref().and_then(|name| self.question(name.get_ref(), &source)),
            link: step.link,
            link_in: step.link_in,
            tells: step.tells,
            does: step.does,
            id: step.id.into_inner(),
            source,
        })
    }

    fn evidence(&mut self, words: Option<&Words>, source: &Source) -> Evidence {
        let Some(words) = words else { return Evidence::default() };
        let found = Evidence::ALL.iter().find(|(name, _)| name == words.get_ref());
        if found.is_none() {
            let names = Evidence::ALL.map(|(name, _)| name);
            let message = format!("`{}` is no evidence: {}", words.get_ref(), names.join(", "));
            self.error(source, message, nearest(words.get_ref(), names));
        }
        found.map_or(Evidence::default(), |(_, evidence)| *evidence)
    }

    /// What is said of a decision or an entry stands beside the evidence that it is about.
    fn check_evidence(&mut self, step: &StepBlock, evidence: Evidence, source: &Source) {
        let decides = evidence == Evidence::Decision;
        for (is_said, word) in [(step.question.is_some(), "question"), (step.decides.is_some(), "decides")] {
            if is_said && !decides {
                self.error(source, format!("`{word}` needs `evidence = \"decision\"`"), None);
            }
        }
        if step.link.is_some() != (evidence == Evidence::Link) {
            self.error(source, "`link` and `evidence = \"link\"` belong together", None);
        }
        if !step.link_in.is_empty() && step.link.is_none() {
            self.error(source, "`link_in` needs `link`", None);
        }
    }

    fn decided(&mut self, name: &Words, source: &Source) -> Option<Id<Fact>> {
        let fact = self.fact(name, source)?;
        if self.books.names.facts[fact].kind == Kind::YesNo {
            return Some(fact);
        }
        self.error(source, format!("`{}` is not yes/no, so no decision becomes it", name.get_ref()), None);
        None
    }

    /// Steps are settled in their order: one waits for those before it only, so that none waits for itself.
    fn after(
        &mut self,
        around: &Around<'_>,
        at: usize,
        after: Option<&[Words]>,
        source: &Source,
    ) -> Vec<usize> {
        let Some(names) = after else { return at.checked_sub(1).into_iter().collect() };
        names.iter().filter_map(|name| self.earlier(around, at, name.get_ref(), source)).collect()
    }

    fn earlier(&mut self, around: &Around<'_>, at: usize, name: &str, source: &Source) -> Option<usize> {
        let found = around.steps.iter().position(|step| step == name);
        match found {
            Some(found) if found < at => return Some(found),
            Some(_) => self.error(source, format!("the step `{name}` does not come before this one"), None),
            None => {
                let hint = nearest(name, around.steps.iter().map(String::as_str));
                self.error(source, format!("no step of this routine is called `{name}`"), hint);
            }
        }
        None
    }

    fn due(&mut self, around: &Around<'_>, at: usize, words: &Words, source: &Source) -> Option<Due> {
        let text = words.get_ref().as_str();
        let part = |text: &str| Words::new(words.span(), text.to_owned());
        if let Some(day) = text.strip_prefix("by ") {
            return self.day(&part(day), source).map(Due::By);
        }
        let (length, since) = text.split_once(" from ").unwrap_or((text, ""));
        let named = self.books.periods.find(|period| period.id == length);
        let length = match named {
            Some(period) => self.books.periods[period].length,
            None => self.length(&part(length), source)?,
        };
        let since = match since {
            "" => Since::Opening,
            "start" => Since::Start,
            moment if around.is_asked(moment, at) => Since::Moment(moment.to_owned()),
            step => Since::Step(self.earlier(around, at, step, source)?),
        };
        Some(Due::Within(length, since))
    }
}

fn moment(moment: MomentBlock) -> Moment {
    Moment { id: moment.id.into_inner(), text: Text::new(moment.sv, moment.en), help: moment.help }
}
