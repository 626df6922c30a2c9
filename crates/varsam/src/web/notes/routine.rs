//! Routines and lengths of time in words: who takes each step, by when, what is kept of it, and which demands it carries.

use super::{Note, Notes};
use varsam_rules::{
    ANYONE, Condition, DayOfYear, Due, Evidence, Id, Length, Measure, Period, Routine, STARTER, Since, Step,
    Text,
};

/// A step of a routine in words.
pub(crate) struct StepNote {
    /// What is to be done.
    pub(crate) title: String,
    /// Whether it may turn out not to be needed.
    pub(crate) is_perhaps: bool,
    /// More to say: what about, and what.
    pub(crate) more: Vec<(String, String)>,
    /// The demands that it carries.
    pub(crate) cites: String,
}

impl Notes<'_> {
    pub(super) fn routine(&self, id: Id<Routine>) -> Note {
        let (site, routine) = (self.site, &self.books.routines[id]);
        let anchor = format!("routine-{}", routine.id);
        let mut note = Self::plain(anchor, site.t("note-routine"), site.text(&routine.title));
        note.more = vec![(String::new(), vec![site.text(&routine.about)])];
        note.more.push((site.t("note-starts"), self.parties(&routine.starts)));
        if !routine.yearly.is_empty() {
            note.more.push((site.t("note-yearly"), routine.yearly.iter().copied().map(day).collect()));
        }
        let mut offered = self.stack.into_iter().flat_map(|stack| self.books.routines_of(stack));
        let is_offered = offered.any(|offered| offered.id == routine.id);
        note.tag = (!is_offered).then(|| site.t("note-not-offered"));
        note.steps = routine.steps.iter().map(|step| self.step(routine, step)).collect();
        note
    }

    pub(super) fn period(&self, id: Id<Period>) -> Note {
        let period = &self.books.periods[id];
        let text = format!("{}: {}", self.site.text(&period.text), self.length(period.length));
        Self::plain(format!("value-{}", period.id), self.site.t("note-value"), text)
    }

    fn step(&self, routine: &Routine, step: &Step) -> StepNote {
        let site = self.site;
        let more = [
            (site.t("note-who"), Some(self.parties(&step.who).join(", "))),
            (site.t("cases-due"), step.due.as_ref().map(|due| self.due(routine, due))),
            (site.t("note-kept"), self.kept(step)),
        ];
        StepNote {
            title: site.text(&step.title),
            is_perhaps: !matches!(step.when, Condition::Constant(true)),
            more: more.into_iter().filter_map(|(head, words)| words.map(|words| (head, words))).collect(),
            cites: step.cites.join(", "),
        }
    }

    /// Who starts a routine or owes a step: roles, or whoever is said in their place.
    fn parties(&self, codes: &[String]) -> Vec<String> {
        let party = |code: &String| match code.as_str() {
            ANYONE => self.site.t("note-anyone"),
            STARTER => self.site.t("cases-starter"),
            role => self.site.pick("role", role),
        };
        codes.iter().map(party).collect()
    }

    fn due(&self, routine: &Routine, due: &Due) -> String {
        let site = self.site;
        let (length, since) = match due {
            Due::By(by) => return day(*by),
            Due::Within(length, since) => (*length, since),
        };
        let title = match since {
            Since::Opening => return self.length(length),
            Since::Start => return format!("{} {}", self.length(length), site.t("note-from-start")),
            Since::Moment(id) => moment(routine, id),
            Since::Step(at) => routine.steps.get(*at).map(|step| &step.title),
        };
        let from = title.map(|title| site.with("note-from", site.text(title))).unwrap_or_default();
        format!("{} {from}", self.length(length))
    }

    fn length(&self, length: Length) -> String {
        let amount = usize::try_from(length.amount).unwrap_or(usize::MAX);
        match length.unit {
            Measure::Minutes => self.site.count("note-minutes", &amount),
            Measure::Hours => self.site.count("note-hours", &amount),
            Measure::Days => self.site.count("note-days", &amount),
            Measure::WorkingDays => self.site.count("note-working-days", &amount),
            Measure::OfficeHours => self.site.count("note-office-hours", &amount),
            Measure::Months => self.site.count("note-months", &amount),
        }
    }

    /// What is kept of a step; nothing where that it is done is all.
    fn kept(&self, step: &Step) -> Option<String> {
        match step.evidence {
            Evidence::Nothing => None,
            Evidence::Note => Some(self.site.t("note-kept-note")),
            Evidence::File => Some(self.site.t("note-kept-file")),
            Evidence::Decision => Some(self.site.t("note-kept-decision")),
            Evidence::Link => {
                let register = self.site.pick("register", step.link.as_deref().unwrap_or_default());
                Some(self.site.with("note-kept-link", register))
            }
        }
    }
}

/// What a moment of a routine or of one of its steps is called.
fn moment<'a>(routine: &'a Routine, id: &str) -> Option<&'a Text> {
    let mut details = routine.details.iter().chain(routine.steps.iter().flat_map(|step| &step.details));
    let date = routine.dates.iter().find(|moment| moment.id == id).map(|moment| &moment.text);
    date.or_else(|| details.find(|detail| detail.id == id).map(|detail| &detail.text))
}

/// A day of every year, as it is written in rulebooks.
fn day(day: DayOfYear) -> String {
    format!("{:02}-{:02}", day.month, day.day)
}
