//! The page of a case: where we are, what is next and who owes it, what has happened, what is kept as evidence, and who
//! can see it. It prints as it stands.

use super::index::called;
use super::{Desk, details, facts, places};
use crate::office::cases::owed::{self, Holders, Owing};
use crate::office::registers::attach;
use crate::office::{Directory, calendar, cases, log_review};
use crate::web::error::Failure;
use crate::web::registers::export;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use crate::web::{board, breach, guideline};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use std::collections::{BTreeSet, HashMap};
use varsam_access::Action;
use varsam_model::case::{Act, Attached, Case, Event, Standing, Stood};
use varsam_model::routine::{Behaviour, Fact, Routine, Step};
use varsam_model::{Id, id};
use varsam_store::{Document, Fault};

/// `GET /cases/{case}`
#[derive(Template)]
#[template(path = "cases/case.html")]
struct CasePage {
    site: Site,
    title: String,
    routine: String,
    source: Link,
    edition: String,
    is_closed: bool,
    is_exercise: bool,
    unit: String,
    began: String,
    text: String,
    /// What it is reckoned from, and what was stated at the start: each with its label.
    given: Vec<(String, String)>,
    despite: String,
    /// What is owed now, what comes later or may, and what is settled.
    open: Vec<StepView>,
    later: Vec<StepView>,
    settled: Vec<StepView>,
    history: Vec<EventView>,
    seen_by: Vec<String>,
}

/// A step.
struct StepView {
    title: String,
    help: String,
    /// The code of its standing.
    standing: &'static str,
    /// With whom it lies, and whether it has gone up because nobody holds the role that the guideline names.
    owes: String,
    is_upwards: bool,
    due: String,
    is_overdue: bool,
    /// What the reader may do with it; the first is doing it.
    acts: Vec<Link>,
    /// What the program does for it.
    tool: Option<Link>,
    /// The places that it clears; the current ones are left.
    places: Vec<Link>,
    cites: String,
}

/// Something that has happened.
struct EventView {
    at: String,
    by: String,
    step: String,
    act: &'static str,
    /// `yes` or `no`, of a decision.
    decision: &'static str,
    note: String,
    facts: Vec<(String, String)>,
    files: Vec<Kept>,
    link: Option<Link>,
    places: Vec<String>,
    to: String,
    despite: String,
}

/// A file that is kept.
struct Kept {
    href: String,
    name: String,
    sha256: String,
}

/// Where a routine is read; its guideline may be there no more, and then leads nowhere.
pub(super) fn source(site: &Site, routine: &Routine) -> Link {
    let source = &routine.source;
    let file = source.file.trim_end_matches(".md");
    let guideline = guideline::find(&site.shelf.books, file);
    Link {
        href: guideline.map(|_| format!("/guidelines/{file}")).unwrap_or_default(),
        text: format!("{}, {}", source.document, source.section),
        about: routine.cites.join(", "),
        current: false,
    }
}

/// The page.
pub(super) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let document = desk.case(&directory, &id).await?;
    let holders = Holders::of(&directory, document.head.unit, desk.office.now()).await?;
    let names = names(&desk, &directory, &document.body, &holders).await?;
    desk.opens(&document).await?;
    let places = places::Names::of_case(&desk, &document.body).await?;
    let telling =
        Telling { desk: &desk, document: &document, holders: &holders, names: &names, places: &places };
    Ok(html(telling.page().render()?))
}

/// What everybody who is named in a case is called. Those who are hidden are not named.
async fn names(
    desk: &Desk,
    directory: &Directory<'_>,
    case: &Case,
    holders: &Holders,
) -> Result<HashMap<Id<id::Person>, String>, Failure> {
    let of_events = case.events.iter().flat_map(|event| event.by.into_iter().chain(event.to));
    let ids = case.by.into_iter().chain(of_events).chain(holders.standing_in());
    let mut names = HashMap::new();
    for id in ids.collect::<BTreeSet<_>>() {
        names.insert(id, called(desk, directory, id).await?);
    }
    Ok(names)
}

struct Telling<'a> {
    desk: &'a Desk,
    document: &'a Document<Case>,
    holders: &'a Holders,
    names: &'a HashMap<Id<id::Person>, String>,
    places: &'a places::Names,
}

impl Telling<'_> {
    fn page(&self) -> CasePage {
        let (desk, document) = (self.desk, self.document);
        let case = &document.body;
        let walked = case.walk(self.holders.hours());
        let views = |of: fn(&Stood<'_>) -> bool| -> Vec<StepView> {
            walked.iter().filter(|stood| of(stood)).map(|stood| self.step(stood)).collect()
        };
        let open = views(|stood| matches!(stood.standing, Standing::Open { .. }));
        let later = views(|stood| matches!(stood.standing, Standing::Waiting { .. }));
        let settled = views(|stood| {
            matches!(stood.standing, Standing::Done | Standing::Declined | Standing::NotNeeded)
        });
        let by = case.by.map_or_else(|| desk.site.t("cases-nobody"), |by| self.name(Some(by)));
        CasePage {
            title: case.title.clone(),
            routine: desk.words(&case.routine.title).to_owned(),
            source: source(&desk.site, &case.routine),
            edition: case.routine.source.edition.clone(),
            is_closed: document.head.state == cases::CLOSED,
            is_exercise: desk.reader.units.place(document.head.unit).is_fictitious,
            unit: desk.reader.units.name(document.head.unit).to_owned(),
            began: format!("{} · {by}", calendar::minute(case.at)),
            text: case.text.clone(),
            given: self.given(),
            despite: case.despite.clone(),
            open,
            later,
            settled,
            history: case.events.iter().rev().map(|event| self.event(event)).collect(),
            seen_by: self.seen_by(),
            site: desk.site.clone(),
        }
    }

    fn name(&self, person: Option<Id<id::Person>>) -> String {
        person.and_then(|person| self.names.get(&person)).cloned().unwrap_or_default()
    }

    fn given(&self) -> Vec<(String, String)> {
        let case = &self.document.body;
        let moments = case.routine.dates.iter().filter_map(|moment| {
            let at = case.dates.get(&moment.id)?;
            Some((self.desk.words(&moment.title).to_owned(), calendar::minute(*at)))
        });
        let details = details::told(&self.desk.site, &case.routine.details, &case.facts);
        moments.chain(self.stated(&case.routine.asks, &case.facts)).chain(details).collect()
    }

    fn stated(&self, asked: &[Fact], stated: &varsam_model::routine::Facts) -> Vec<(String, String)> {
        let told = |fact: &Fact| {
            let value = stated.get(&fact.id)?;
            Some((self.desk.words(&fact.label).to_owned(), facts::told(self.desk, fact, value)))
        };
        asked.iter().filter_map(told).collect()
    }

    /// What was stated with a step.
    fn said(&self, step: &Step, event: &Event) -> Vec<(String, String)> {
        let details = details::told(&self.desk.site, &step.details, &event.facts);
        self.stated(&step.asks, &event.facts).into_iter().chain(details).collect()
    }

    fn step(&self, stood: &Stood<'_>) -> StepView {
        let (desk, case) = (self.desk, &self.document.body);
        let owing = owed::owing(case, stood, self.holders);
        let due = match stood.standing {
            Standing::Open { due, .. } => due,
            _ => None,
        };
        let acts = self.acts(stood, &owing);
        StepView {
            title: desk.words(&stood.step.title).to_owned(),
            help: stood.step.help.as_ref().map(|help| desk.words(help).to_owned()).unwrap_or_default(),
            standing: stood.standing.code(),
            owes: self.owes(stood, &owing),
            is_upwards: owing.is_upwards && matches!(stood.standing, Standing::Open { .. }),
            is_overdue: due.is_some_and(|due| due <= desk.office.now()),
            due: due.map(calendar::minute).unwrap_or_default(),
            tool: self.tool(stood, !acts.is_empty()),
            acts,
            places: self.places.all(case, stood.step),
            cites: stood.step.cites.join(", "),
        }
    }

    /// What the program does for a step.
    fn tool(&self, stood: &Stood<'_>, may_act: bool) -> Option<Link> {
        let (desk, document) = (self.desk, self.document);
        let is_review = matches!(stood.step.does, Some(Behaviour::DrawSample | Behaviour::JudgeSample));
        if is_review && !log_review::may_review(&desk.office, &desk.reader, document.head.unit) {
            return None;
        }
        let of_breach = breach::tool(&desk.site, document.head.id, stood, may_act);
        of_breach.or_else(|| board::tool(desk, document, stood.step).filter(|_| may_act))
    }

    /// With whom a step lies, in words. What is not open yet lies with whom the guideline names.
    fn owes(&self, stood: &Stood<'_>, owing: &Owing) -> String {
        let desk = self.desk;
        if !matches!(stood.standing, Standing::Open { .. }) {
            let parties = stood.step.who.iter().map(|party| desk.party(party.code()));
            return parties.collect::<Vec<_>>().join(", ");
        }
        let roles = owing.roles.iter().map(|role| desk.party(role.code()));
        let person = owing.person.map(|person| self.name(Some(person)));
        let stand_in = |person: &Id<id::Person>| desk.site.with("cases-stand-in", self.name(Some(*person)));
        let stand_ins = owing.stand_ins.iter().map(stand_in);
        let all: Vec<_> = roles.chain(person).chain(stand_ins).collect();
        if all.is_empty() { desk.site.t("cases-owed-by-nobody") } else { all.join(", ") }
    }

    /// What the reader may do with a step.
    fn acts(&self, stood: &Stood<'_>, owing: &Owing) -> Vec<Link> {
        let (desk, document) = (self.desk, self.document);
        let object = cases::step_object(&desk.reader, document, stood, owing);
        let may = desk.reader.may(&desk.office, Action::ActOnCase, &object).is_allowed();
        let acts: &[Act] = match stood.standing {
            _ if !may => &[],
            Standing::Open { .. } if stood.step.is_rested_on() => &[Act::Done, Act::Noted, Act::HandedOver],
            Standing::Open { .. } => &[Act::Done, Act::Noted, Act::HandedOver, Act::Declined],
            Standing::Done | Standing::Declined => &[Act::Reopened, Act::Noted],
            Standing::Waiting { .. } | Standing::NotNeeded => &[],
        };
        let link = |act: &Act| Link {
            href: format!("/cases/{}/{}/{act}", document.head.id, stood.step.id),
            text: desk.site.pick("case-do", act.code()),
            about: String::new(),
            current: *act == Act::Done,
        };
        acts.iter().map(link).collect()
    }

    fn event(&self, event: &Event) -> EventView {
        let (desk, case) = (self.desk, &self.document.body);
        let step = case.step(&event.step);
        EventView {
            at: calendar::minute(event.at),
            by: self.name(event.by),
            step: step.map(|step| desk.words(&step.title).to_owned()).unwrap_or_default(),
            act: event.act.code(),
            decision: event.decision.map_or("", |decision| if decision { "yes" } else { "no" }),
            note: event.note.clone(),
            facts: step.map(|step| self.said(step, event)).unwrap_or_default(),
            files: event.files.iter().map(|file| self.kept(file)).collect(),
            link: event.link.zip(step.and_then(|step| step.link.as_deref())).map(|(id, register)| Link {
                href: format!("/registers/{register}/{id}"),
                text: desk.site.pick("register", register),
                about: String::new(),
                current: false,
            }),
            places: event.places.iter().map(|place| self.places.told(place)).collect(),
            to: self.name(event.to),
            despite: event.despite.clone(),
        }
    }

    fn kept(&self, file: &Attached) -> Kept {
        Kept {
            href: format!("/cases/{}/file/{}", self.document.head.id, file.file),
            name: file.name.clone(),
            sha256: file.sha256.clone(),
        }
    }

    /// Who can see the case: those who owe or owed something, and those who answer for the unit or supervise.
    fn seen_by(&self) -> Vec<String> {
        use varsam_model::Role::{Dpo, Head, HeadOfOperations};
        let object = cases::object(&self.desk.reader.units, self.document);
        let roles: BTreeSet<_> = object.owed.into_iter().chain([Head, HeadOfOperations, Dpo]).collect();
        let roles = roles.into_iter().map(|role| self.desk.party(role.code()));
        let stand_ins = cases::stand_ins(&self.document.body, self.holders);
        let persons: BTreeSet<_> = object.named.into_iter().chain(stand_ins).collect();
        roles.chain(persons.into_iter().map(|person| self.name(Some(person)))).collect()
    }
}

/// Gives a file of a case out.
pub(super) async fn file(
    site: Site,
    signed: Signed,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let document = desk.case(&directory, &id).await?;
    let file: Id<id::File> = file.parse().map_err(|_| Failure::NoSuchPage)?;
    let mut kept = document.body.events.iter().flat_map(|event| &event.files);
    let kept = kept.find(|kept| kept.file == file).ok_or(Failure::NoSuchPage)?;
    let bytes = match directory.tenant.file(file).await {
        Ok((owner, _, bytes)) if owner.subject == document.head.id.uuid() => bytes,
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Err(Failure::NoSuchPage),
        Err(fault) => return Err(fault.into()),
    };
    desk.opens(&document).await?;
    let ending = attach::ending(&kept.media);
    Ok(export::attached(&desk.office, "case", (ending, &kept.media), bytes))
}
