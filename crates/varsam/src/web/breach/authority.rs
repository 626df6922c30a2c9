//! The authority's form, field by field in its order, filled as far as the case knows: to be copied from, never sent.

use super::list::{detail, fact, groups, level, measures};
use crate::office::breach::{self, Told};
use crate::office::calendar;
use crate::office::record::{Controller, Controllers};
use crate::web::cases::Desk;
use crate::web::cases::act::link;
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use varsam_model::authority::{AuthorityField, DATA, Event, FIELDS, FilledFrom, GROUPS};
use varsam_model::case::{Case, Standing};
use varsam_model::deadline::two_working_days_reading;
use varsam_model::register::Options;
use varsam_model::routine::{Behaviour, Step};
use varsam_store::Document;

/// `GET /cases/{case}/authority`
#[derive(Template)]
#[template(path = "breach/authority.html")]
struct Page {
    site: Site,
    title: String,
    case: Link,
    help: String,
    /// Where the step is done; empty where it is not owed now.
    done: String,
    is_exercise: bool,
    /// Until when it has to be sent in; empty where the case has no such clock.
    due: String,
    /// What another reading of the term would come to; empty where it is not later.
    reading: String,
    fields: Vec<Field>,
}

/// A field of the form.
struct Field {
    id: &'static str,
    /// The number of the question; empty where it is not known.
    number: String,
    label: String,
    is_verified: bool,
    is_required: bool,
    value: Value,
    /// What there is to choose among, as far as it is known.
    among: Vec<String>,
}

/// What goes into a field.
enum Value {
    Known(String),
    /// The case does not know it.
    Open,
    /// It is not asked for, after what has been decided.
    Needless,
}

impl Value {
    /// A text; one that is empty is not known.
    fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Open } else { Self::Known(text) }
    }
}

/// The page.
pub(super) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let document = desk.case(&directory, &id).await?;
    let reports = breach::step(&document.body, Behaviour::AuthorityForm).ok_or(Failure::NoSuchPage)?;
    let (step, _) = desk.step(&directory, &document, &reports.id).await?;
    desk.opens(&document).await?;
    let controllers = Controllers::read(&directory, desk.office.now()).await?;
    let controller = controllers.of(document.head.unit).cloned().unwrap_or_default();
    let filling = Filling { desk: &desk, document: &document, controller };
    Ok(html(filling.page(&step).render()?))
}

/// What the form is filled from.
struct Filling<'a> {
    desk: &'a Desk,
    document: &'a Document<Case>,
    controller: Controller,
}

impl Filling<'_> {
    fn page(&self, step: &Step) -> Page {
        let (site, head, case) = (&self.desk.site, &self.document.head, &self.document.body);
        let back = format!("/cases/{}", head.id);
        let hours = self.desk.reader.units.hours(head.unit);
        let is_open = case
            .walk(hours)
            .iter()
            .any(|stood| stood.step.id == step.id && matches!(stood.standing, Standing::Open { .. }));
        let clock = breach::clock(case, step, hours);
        let reading = clock.and_then(|(from, due)| two_working_days_reading(from, due));
        Page {
            title: site.t("authority-title"),
            help: step.help.as_ref().map(|help| self.desk.words(help).to_owned()).unwrap_or_default(),
            done: if is_open { format!("{back}/{}/done", step.id) } else { String::new() },
            case: link(back, case.title.clone()),
            is_exercise: self.desk.reader.units.place(head.unit).is_fictitious,
            due: clock.map(|(_, due)| calendar::minute(due)).unwrap_or_default(),
            reading: reading.map(calendar::minute).unwrap_or_default(),
            fields: FIELDS.iter().map(|field| self.field(field)).collect(),
            site: site.clone(),
        }
    }

    fn field(&self, field: &AuthorityField) -> Field {
        let site = &self.desk.site;
        Field {
            id: field.code,
            number: field.number.map(|number| number.to_string()).unwrap_or_default(),
            label: site.pick("authority", field.code),
            is_verified: field.verified,
            is_required: field.required,
            value: self.value(field.filled_from),
            among: among(site, field.filled_from),
        }
    }

    fn value(&self, from: FilledFrom) -> Value {
        let case = &self.document.body;
        match from {
            FilledFrom::OrganiserName => Value::of(&self.controller.name),
            FilledFrom::OrganisationNumber => Value::of(&self.controller.number),
            FilledFrom::Contact => Value::of(self.contact()),
            FilledFrom::OwnReference => Value::of(self.document.head.id.to_string()),
            FilledFrom::Started => self.moment(breach::STARTED),
            FilledFrom::Discovered => self.moment(breach::DISCOVERED),
            FilledFrom::Ended => self.moment(breach::ENDED),
            FilledFrom::Event => Value::of(self.event()),
            FilledFrom::Consequences => Value::of(breach::consequences(case).unwrap_or_default()),
            FilledFrom::Severity => Value::of(self.severity()),
            FilledFrom::Actions => Value::of(measures(self.desk, case)),
            FilledFrom::Informed
            | FilledFrom::InformedWhen
            | FilledFrom::WillInformWhen
            | FilledFrom::WhyNotInformed => self.informed(from),
            FilledFrom::Groups => Value::of(groups(self.desk, case)),
            FilledFrom::Data => Value::of(detail(self.desk, case, breach::KINDS_OF_DATA)),
            // No case knows it.
            FilledFrom::Address => Value::Open,
        }
    }

    /// Where the officers are reached, a line for each.
    fn contact(&self) -> String {
        let officers = self.controller.officers.iter();
        let told = |(name, mail): &(String, String)| {
            if mail.is_empty() { name.clone() } else { format!("{name}, {mail}") }
        };
        officers.map(told).collect::<Vec<_>>().join("\n")
    }

    fn moment(&self, id: &str) -> Value {
        Value::of(self.document.body.moment(id).map(calendar::minute).unwrap_or_default())
    }

    /// What happened: the facts, then what whoever reported it wrote.
    fn event(&self) -> String {
        let case = &self.document.body;
        let facts = [breach::EVENT, breach::CAUSE].map(|id| fact(self.desk, case, id));
        let told = facts.into_iter().chain([case.title.clone(), case.text.clone()]);
        told.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// How severe it is, and how great the risk was found to be.
    fn severity(&self) -> String {
        let (desk, case) = (self.desk, &self.document.body);
        let told = [level(&desk.site, case), fact(desk, case, breach::RISK)];
        told.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// Whether those concerned were told or will be, when, and why not.
    fn informed(&self, from: FilledFrom) -> Value {
        let site = &self.desk.site;
        match (breach::told(&self.document.body, Behaviour::Letters), from) {
            (Told::Was(_), FilledFrom::Informed) => Value::of(site.t("cases-yes")),
            (Told::Was(event), FilledFrom::InformedWhen) => {
                Value::of(calendar::minute(breach::told_at(event, Behaviour::Letters)))
            }
            (Told::Will, FilledFrom::Informed) => Value::of(site.t("authority-not-yet")),
            (Told::Not(_), FilledFrom::Informed) => Value::of(site.t("cases-no")),
            (Told::Not(event), FilledFrom::WhyNotInformed) => Value::of(&event.note),
            (Told::Undecided, _) | (Told::Will, FilledFrom::WillInformWhen) => Value::Open,
            _ => Value::Needless,
        }
    }
}

/// What there is to choose among in a field.
fn among(site: &Site, from: FilledFrom) -> Vec<String> {
    let options = |of: &Options| {
        let kind = format!("option-{}", of.name);
        of.codes.iter().map(|code| site.pick(&kind, code)).collect()
    };
    match from {
        FilledFrom::Event => Event::ALL.iter().map(|event| site.pick("breach-event", event.code())).collect(),
        FilledFrom::Groups => options(GROUPS),
        FilledFrom::Data => options(DATA),
        _ => vec![],
    }
}
