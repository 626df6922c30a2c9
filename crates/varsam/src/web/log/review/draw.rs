//! Drawing a sample: from when to when, how many, and from whose accesses. What was typed is checked before anything is fixed.

use super::view::name;
use super::{Opened, Said, changed, opened};
use crate::office::log_review::draw::{self, COUNT, USUAL, Wish};
use crate::office::log_review::{self, ask};
use crate::office::people::is_meant;
use crate::office::registers::Typed;
use crate::office::{Directory, Entry, calendar};
use crate::web::cases::Desk;
use crate::web::cases::act::link;
use crate::web::cases::facts::Asked;
use crate::web::conflict::{is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::{self, Errors};
use crate::web::log::Names;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use varsam_access::Action;
use varsam_model::case::{Act, Event};
use varsam_model::routine::Step;
use varsam_model::sample::{Aim, Fixed, Sample};
use varsam_model::{Id, id};
use varsam_store::Fault;

/// The shortest name that is looked for, in characters, and the most people that are offered.
const SHORTEST: usize = 2;
const MOST: usize = 20;

/// What is asked for.
pub(super) struct Form {
    /// Who has asked for it, and whose data it is; empty where nobody has.
    pub(super) asked: String,
    /// What it is drawn from; nothing where somebody has asked for it.
    pub(super) aims: Vec<Asked>,
    pub(super) name: String,
    pub(super) people: Vec<Link>,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) count: String,
}

impl Opened<'_> {
    /// The form, with what was typed or is usual.
    pub(super) async fn form(&self, said: &Said, names: &mut Names<'_, '_>) -> Result<Form, Failure> {
        let usual = self.usual();
        let is_sent = said.at.is_none() && !said.typed.one("version").is_empty();
        let typed = if is_sent { &said.typed } else { &usual };
        let asked = match self.asked().and_then(|asked| asked.body.person) {
            Some(person) => {
                let name = name(&self.desk.site, person, names).await?;
                self.desk.site.with("sample-asked", name)
            }
            None => String::new(),
        };
        let aims = asked.is_empty().then(|| aims(&self.desk.site, typed.one("aim")));
        Ok(Form {
            asked,
            aims: aims.into_iter().collect(),
            name: typed.one("name").to_owned(),
            people: said.people.clone(),
            from: typed.one("from").to_owned(),
            until: typed.one("until").to_owned(),
            count: typed.one("count").to_owned(),
        })
    }

    /// Last month, and as many as are usual; of the data of a person where that is what the case is about.
    fn usual(&self) -> Typed {
        let (from, until) = calendar::last_month(calendar::day(self.desk.office.now()));
        let aim = if self.document.body.routine.id == ask::ROUTINE { Aim::About } else { Aim::Random };
        let mut usual = Typed::default();
        for (name, value) in [
            ("aim", aim.code().to_owned()),
            ("from", from.to_string()),
            ("until", until.to_string()),
            ("count", USUAL.to_string()),
        ] {
            usual.fill(name, vec![value]);
        }
        usual
    }

    /// What was typed of time and number; what is wrong with it is noted.
    fn wish(&self, typed: &Typed, errors: &mut Errors) -> Option<Wish> {
        let site = &self.desk.site;
        let today = calendar::day(self.desk.office.now());
        let (from, until) = (fields::day(typed.one("from")), fields::day(typed.one("until")));
        for (field, day) in [("from", from), ("until", until)] {
            match day {
                None => errors.add(site, field, "sample-error-day"),
                Some(day) if day > today => errors.add(site, field, "sample-error-ahead"),
                Some(_) => {}
            }
        }
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            errors.add(site, "until", "sample-error-order");
        }
        let count = typed.one("count").trim().parse::<usize>().ok().filter(|count| COUNT.contains(count));
        if count.is_none() {
            errors.say("count", site.count("sample-error-count", COUNT.end()));
        }
        let (from, until) = from.zip(until)?;
        Some(Wish { from: calendar::start(from), until: calendar::end(until), count: count? })
    }

    /// From whose accesses, or to whose data; what is wrong with it is noted.
    async fn aim(
        &self,
        said: &mut Said,
        is_first: bool,
        errors: &mut Errors,
    ) -> Result<(Aim, Option<Id<id::Person>>), Failure> {
        if let Some(asked) = self.asked() {
            return Ok((asked.body.aim, asked.body.person));
        }
        let site = &self.desk.site;
        let Ok(aim) = said.typed.one("aim").parse::<Aim>() else {
            errors.add(site, "aim", "sample-error-aim");
            return Ok((Aim::Random, None));
        };
        if aim == Aim::Random {
            return Ok((aim, None));
        }
        let chosen = said.typed.one("person").parse().ok();
        let name = said.typed.one("name").trim();
        if name.chars().count() < SHORTEST {
            errors.add(site, "name", "sample-error-name");
            return Ok((aim, None));
        }
        let found = self.called(name, chosen).await?;
        let mut person = match found.as_slice() {
            [one] if is_whole(one, name) => Some(one.person.id),
            some => some.iter().map(|entry| entry.person.id).find(|id| Some(*id) == chosen),
        };
        // Where nothing can be fixed, nobody learns if there is somebody protected: it would not stand in the log.
        let can_fix = is_first && errors.is_empty();
        if person.is_none() && can_fix && !found.iter().any(|entry| is_whole(entry, name)) {
            person = self.protected(name).await?;
        }
        if person.is_none() && !found.is_empty() {
            errors.add(site, "person", "sample-error-person");
        } else if person.is_none() && can_fix {
            errors.add(site, "name", "log-nobody-called-so");
        }
        said.people = found.iter().map(|entry| option(self.directory, entry, person)).collect();
        Ok((aim, person))
    }

    /// The units of the case whose log the reader reviews.
    fn units(&self) -> Vec<Id<id::Unit>> {
        let (reader, office) = (&self.desk.reader, &self.desk.office);
        let may = |unit: &Id<id::Unit>| log_review::may_review(office, reader, *unit);
        self.directory.units.within(self.document.head.unit).into_iter().filter(may).collect()
    }

    /// People at these units who are called so; of several, the one who was chosen is among them.
    async fn called(&self, name: &str, chosen: Option<Id<id::Person>>) -> Result<Vec<Entry>, Failure> {
        let mut found = Vec::new();
        for unit in self.units() {
            let people = self.directory.people(unit).await?.into_iter();
            found.extend(people.filter(|entry| is_meant(entry, name) && !entry.is_hidden()));
        }
        found.sort_by_cached_key(|entry| {
            let (id, is_other) = (entry.person.id, !is_whole(entry, name));
            (Some(id) != chosen, is_other, entry.person.family.to_lowercase(), id)
        });
        found.truncate(MOST);
        Ok(found)
    }

    /// Who is protected is found by the whole name, where nobody else is called so, and by those only who may open them. They
    /// are in no list, so of two who are called the same none is found.
    async fn protected(&self, name: &str) -> Result<Option<Id<id::Person>>, Failure> {
        let (reader, office, directory) = (&self.desk.reader, &self.desk.office, self.directory);
        let may_open = |entry: &Entry| {
            let object = entry.object(directory);
            !entry.is_quarantined && reader.could(office, Action::OpenProtectedPerson, &object)
        };
        let mut found = Vec::new();
        for unit in self.units() {
            let people = directory.protected(unit).await?.into_iter();
            let called = people.filter(|entry| is_whole(entry, name) && may_open(entry));
            found.extend(called.map(|entry| entry.person.id));
        }
        Ok(if let [one] = found.as_slice() { Some(*one) } else { None })
    }

    /// Fixes what will be drawn.
    async fn fix(
        &self,
        step: &Step,
        (aim, person): (Aim, Option<Id<id::Person>>),
        wish: &Wish,
    ) -> Result<(), Fault> {
        let (desk, document) = (self.desk, &self.document);
        let by = desk.reader.session.person;
        let fixed = draw::prepared(&desk.office, self.directory, document.head.unit, by, wish).await?;
        let event = Event {
            note: told(&desk.site, aim, &fixed),
            ..Event::new(&step.id, Act::Noted, Some(by), fixed.at)
        };
        let former = self.asked();
        let asked = former.and_then(|former| former.body.asked);
        let sample = Sample { case: document.head.id, aim, person, asked, fixed: Some(fixed), rows: None };
        let former = former.map(|former| former.head.clone());
        draw::fix(&desk.office, self.directory, document, event, (former, &sample)).await
    }
}

/// Whether that is all that somebody is called.
fn is_whole(entry: &Entry, name: &str) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    words(&entry.name()) == words(name)
}

/// What it is drawn from, as a choice.
fn aims(site: &Site, chosen: &str) -> Asked {
    let option = |aim: &Aim| Link {
        current: aim.code() == chosen,
        ..link(aim.code().to_owned(), site.pick("sample-aim", aim.code()))
    };
    let options = Aim::ALL.iter().map(option).collect();
    Asked { name: "aim".to_owned(), question: site.t("sample-aim"), options, number: String::new() }
}

fn option(directory: &Directory<'_>, entry: &Entry, chosen: Option<Id<id::Person>>) -> Link {
    let text = format!("{}, {}", entry.name(), directory.units.name(entry.unit));
    let current = chosen == Some(entry.person.id);
    Link { current, ..link(entry.person.id.to_string(), text) }
}

/// What the case says of what is fixed, a line for each part. It names nobody: who may judge sees more beside the sample.
fn told(site: &Site, aim: Aim, fixed: &Fixed) -> String {
    let (from, until) = (calendar::day(fixed.from), calendar::last_day(fixed.until));
    let lines = [
        (site.t("sample-drawn-from"), site.pick("sample-aim", aim.code())),
        (site.t("sample-period"), format!("{from} – {until}")),
        (site.t("sample-count"), fixed.count.to_string()),
        (site.t("sample-size"), fixed.size.to_string()),
        (site.t("sample-commitment"), fixed.commitment.clone()),
    ];
    lines.map(|(label, value)| format!("{label}: {value}")).join("\n")
}

/// Fixes what will be drawn, unless that was done already, and draws it.
pub(in crate::web::log) async fn take(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let drawing = opened(&desk, &directory, &id).await?;
    let acting = drawing.draws.as_ref().ok_or(Failure::NoSuchPage)?;
    let (mut said, mut errors) = (Said { typed: Typed::of(&body), ..Said::default() }, Errors::default());
    if !acting.is_open {
        errors.add(&desk.site, "main", "cases-error-not-open");
        return Ok(wrong(html(drawing.page(&said, errors).await?)));
    }
    if drawing.fixed().is_none() {
        let wish = drawing.wish(&said.typed, &mut errors);
        let is_first = said.typed.one("version") == drawing.document.head.version.to_string();
        let aim = drawing.aim(&mut said, is_first, &mut errors).await?;
        let Some(wish) = wish.filter(|_| errors.is_empty()) else {
            return Ok(wrong(html(drawing.page(&said, errors).await?)));
        };
        let fixed = if is_first { drawing.fix(&acting.step, aim, &wish).await } else { Err(Fault::Changed) };
        if is_changed(fixed)? {
            return changed(&desk, &directory, &id, &said).await;
        }
    }
    let case = drawing.document.head.id;
    if is_changed(drawn(&desk, &directory, case, &acting.step).await)? {
        return changed(&desk, &directory, &id, &said).await;
    }
    Ok(Redirect::to(&format!("/cases/{id}/sample")).into_response())
}

/// Draws what is fixed by now, and keeps it; with that, the step is done.
async fn drawn(
    desk: &Desk,
    directory: &Directory<'_>,
    case: Id<id::Record>,
    step: &Step,
) -> Result<(), Fault> {
    let document = draw::anew(directory, case).await?;
    let samples = log_review::samples(directory, case).await?;
    let waits = |sample: &Sample| sample.fixed.is_some() && sample.rows.is_none();
    let Some(mut sample) = samples.into_iter().find(|sample| waits(&sample.body)) else {
        return Err(Fault::Changed);
    };
    let rows = draw::drawn(directory, &sample.body).await?;
    let (by, now) = (desk.reader.session.person, desk.office.now());
    let event = Event {
        note: desk.site.count("sample-drawn-note", &rows.len()),
        ..Event::new(&step.id, Act::Done, Some(by), now)
    };
    sample.body.rows = Some(rows);
    draw::keep(&desk.office, directory, (&document, &sample), event).await
}
