//! The form that weighs a breach: one choice for each part, then the sum part by part. To use it is to note it with the
//! step: whoever does the step may come to something else and say why.

use super::decimal;
use crate::office::Directory;
use crate::office::breach::severity::FLAGS;
use crate::office::breach::{self, severity};
use crate::office::cases::write;
use crate::office::registers::Typed;
use crate::web::cases::Desk;
use crate::web::cases::act::link;
use crate::web::cases::facts::Asked;
use crate::web::conflict::{self, is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use varsam_model::case::{Act, Case, Event};
use varsam_model::routine::{Behaviour, Step};
use varsam_model::severity::{Assessment, Factor};
use varsam_store::{Document, Fault};

/// `GET /cases/{case}/{step}/severity`
#[derive(Template)]
#[template(path = "breach/severity.html")]
struct Page {
    site: Site,
    title: String,
    case: Link,
    action: String,
    version: i64,
    sum: Option<Sum>,
    parts: Vec<Asked>,
    factors: Vec<Asked>,
    /// What holds or does not: each a box to tick.
    flags: Vec<Link>,
    /// What the case says of protected personal data, once it does.
    protected: Option<&'static str>,
    errors: Errors,
}

/// The sum, and what it is noted by.
struct Sum {
    level: String,
    score: String,
    is_forced: bool,
    rows: Vec<Row>,
    /// What is told beside it.
    beside: Vec<String>,
    /// What was said, to be sent again.
    said: Vec<(String, String)>,
}

/// A part of the sum.
struct Row {
    label: String,
    /// What was chosen; empty where it follows from others.
    chosen: String,
    number: String,
}

/// A step that the reader weighs a breach for.
struct Opened<'a> {
    desk: &'a Desk,
    document: Document<Case>,
    step: Step,
}

async fn opened<'a>(
    desk: &'a Desk,
    directory: &Directory<'_>,
    (id, step): (&str, &str),
) -> Result<Opened<'a>, Failure> {
    let document = desk.case(directory, id).await?;
    let (step, _) = desk.step(directory, &document, step).await?;
    let weighs = step.does == Some(Behaviour::Severity);
    if weighs { Ok(Opened { desk, document, step }) } else { Err(Failure::NoSuchPage) }
}

impl Opened<'_> {
    fn page(&self, typed: &Typed, of: Option<&Assessment>, errors: Errors) -> Result<String, Failure> {
        let (site, head) = (&self.desk.site, &self.document.head);
        let back = format!("/cases/{}", head.id);
        let protected = breach::is_protected(&self.document.body);
        let asks = |name: &&str| *name != severity::PROTECTED || protected.is_none();
        let flag = |name: &str| Link {
            current: typed.one(name) == "yes",
            ..link(name.to_owned(), site.pick("breach", name))
        };
        let parts = severity::parts().into_iter();
        let page = Page {
            title: site.t("breach-weigh"),
            action: format!("{back}/{}/severity", self.step.id),
            case: link(back, self.document.body.title.clone()),
            version: head.version,
            sum: of.map(|of| sum(site, of)),
            parts: parts.map(|(name, codes)| part(site, name, &codes, typed)).collect(),
            factors: Factor::ALL.iter().map(|factor| steps(site, factor.code(), typed)).collect(),
            flags: FLAGS.into_iter().filter(asks).map(flag).collect(),
            protected: protected.map(|is| if is { "cases-yes" } else { "cases-no" }),
            errors,
            site: site.clone(),
        };
        Ok(page.render()?)
    }

    /// What was typed; what the case says of protected personal data goes before that.
    fn read(&self, typed: &Typed, errors: &mut Errors) -> Option<Assessment> {
        let read = severity::read(|name| typed.one(name));
        let wrong = |names: Vec<&'static str>| {
            names.into_iter().for_each(|name| errors.add(&self.desk.site, name, "breach-error-part"));
        };
        let said = read.map_err(wrong).ok()?;
        let protected = breach::is_protected(&self.document.body).unwrap_or(said.protected);
        Some(Assessment { protected, ..said })
    }

    /// The assessment as something that happened with the step.
    fn event(&self, of: &Assessment) -> Event {
        let (desk, by) = (self.desk, self.desk.reader.session.person);
        let note = sum(&desk.site, of).told(&desk.site);
        let event = Event::new(&self.step.id, Act::Noted, Some(by), desk.office.now());
        Event { note, facts: severity::facts(of), ..event }
    }
}

/// A part of which one value is chosen.
fn part(site: &Site, name: &str, codes: &[&str], typed: &Typed) -> Asked {
    let kind = format!("breach-{name}");
    let option = |code: &&str| Link {
        current: typed.one(name) == *code,
        ..link((*code).to_owned(), site.pick(&kind, code))
    };
    let options = codes.iter().map(option).collect();
    Asked { name: name.to_owned(), question: site.pick("breach", name), options, number: String::new() }
}

/// By how many steps something makes the data weigh more or less.
fn steps(site: &Site, name: &str, typed: &Typed) -> Asked {
    let option = |steps: u8| {
        let (value, text) = (steps.to_string(), site.count("breach-steps", &usize::from(steps)));
        Link { current: typed.one(name) == value, ..link(value, text) }
    };
    let options = (0..=severity::STEPS).map(option).collect();
    let question = site.pick("breach-factor", name);
    Asked { name: name.to_owned(), question, options, number: String::new() }
}

fn sum(site: &Site, of: &Assessment) -> Sum {
    let (severity, said) = (of.severity(), severity::facts(of));
    let chosen = |name: &str| match said.get(name) {
        _ if name == "factors" => counted(site, of),
        Some(value) if value != "yes" => site.pick(&format!("breach-{name}"), value),
        _ => String::new(),
    };
    let numbers = [
        ("content", severity.content),
        ("factors", severity.factors),
        ("context", severity.context),
        ("ease", severity.ease),
        ("product", severity.product),
        ("confidentiality", severity.confidentiality),
        ("integrity", severity.integrity),
        ("availability", severity.availability),
        ("malicious", severity.malicious),
        ("score", severity.score),
    ];
    let row = |(name, number): (&str, i32)| Row {
        label: site.pick("breach-sum", name),
        chosen: chosen(name),
        number: decimal(site, number),
    };
    let beside =
        [severity::PROTECTED, "many", "unintelligible"].into_iter().filter(|name| said.contains_key(*name));
    Sum {
        level: site.pick("breach-level", severity.level.code()),
        score: decimal(site, severity.score),
        is_forced: severity.forced,
        rows: numbers.into_iter().map(row).collect(),
        beside: beside.map(|name| site.pick("breach", name)).collect(),
        said: said.into_iter().collect(),
    }
}

/// The factors that count, each with its steps.
fn counted(site: &Site, of: &Assessment) -> String {
    let factors = of.data.factors.iter();
    let told = |(factor, steps): (&Factor, &u8)| {
        let steps = site.count("breach-steps", &usize::from(*steps));
        format!("{}, {steps}", site.pick("breach-factor", factor.code()))
    };
    factors.map(told).collect::<Vec<_>>().join("; ")
}

impl Sum {
    /// The sum in words, a line for each part.
    fn told(&self, site: &Site) -> String {
        let first = format!("{}: {} ({})", site.t("breach-level"), self.level, self.score);
        let forced = self.is_forced.then(|| site.t("breach-forced"));
        let row = |row: &Row| {
            let chosen = if row.chosen.is_empty() { String::new() } else { format!(" ({})", row.chosen) };
            format!("{}: {}{chosen}", row.label, row.number)
        };
        let rows = self.rows.iter().map(row).chain(self.beside.iter().cloned());
        [first].into_iter().chain(forced).chain(rows).collect::<Vec<_>>().join("\n")
    }
}

/// The form, with what was said last.
pub(super) async fn ask(
    site: Site,
    signed: Signed,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let opened = opened(&desk, &directory, (&id, &step)).await?;
    let mut typed = Typed::default();
    for (name, value) in severity::said(&opened.document.body).iter().flat_map(severity::facts) {
        typed.fill(&name, vec![value]);
    }
    Ok(html(opened.page(&typed, None, Errors::default())?))
}

/// Shows the sum, or notes one that was shown.
pub(super) async fn take(
    site: Site,
    signed: Signed,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let weighing = opened(&desk, &directory, (&id, &step)).await?;
    let (typed, mut errors) = (Typed::of(&body), Errors::default());
    let Some(assessment) = weighing.read(&typed, &mut errors) else {
        return Ok(wrong(html(weighing.page(&typed, None, errors)?)));
    };
    if typed.one("use") != "yes" {
        return Ok(html(weighing.page(&typed, Some(&assessment), errors)?));
    }
    let is_first = typed.one("version") == weighing.document.head.version.to_string();
    let done = if is_first {
        let event = weighing.event(&assessment);
        write::act(&desk.office, &directory, &weighing.document, event, None).await.map(|_| ())
    } else {
        Err(Fault::Changed)
    };
    if !is_changed(done)? {
        return Ok(Redirect::to(&format!("/cases/{id}")).into_response());
    }
    // Somebody else was faster: the same again, with the version that is there now.
    let anew = opened(&desk, &directory, (&id, &step)).await?;
    errors.add(&desk.site, "main", "cases-error-changed");
    let assessment = anew.read(&typed, &mut errors);
    Ok(conflict::page(html(anew.page(&typed, assessment.as_ref(), errors)?)))
}
