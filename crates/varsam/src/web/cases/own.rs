//! What reaches the reader about what they owe: the link to a calendar, the weekly letter, and who stands in while they
//! are away. Whoever is signed in sets their own; nobody sets another's here.

use super::Desk;
use super::index::called;
use crate::office::{Directory, away, calendar, digest};
use crate::web::conflict::{self, is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::{self, Errors};
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_access::Action;
use varsam_model::absence::Absence;
use varsam_model::{Id, Instant, id};
use varsam_store::Deed;

/// Where the page is.
pub(super) const PAGE: &str = "/my/tasks";

/// How long the link to a calendar works, in seconds: a year.
const CALENDAR_LASTS: i64 = 365 * 86_400;

/// How many days ahead an absence may begin or end: a year.
const DAYS: std::ops::RangeInclusive<i32> = 0..=366;

/// `GET /my/tasks`
#[derive(Template)]
#[template(path = "cases/own.html")]
struct OwnPage {
    site: Site,
    title: String,
    /// Until when the link to the calendar works; empty where there is none.
    calendar: String,
    /// A new link, shown this once; empty where none was made.
    link: String,
    has_digest: bool,
    away: Option<AwayView>,
    /// Those for whom the reader stands in, and until when.
    stands_in: Vec<(String, String)>,
    /// Who could stand in for the reader.
    people: Vec<Link>,
    typed: Typed,
    errors: Errors,
}

/// The reader's absence.
struct AwayView {
    from: String,
    until: String,
    stand_in: String,
    /// Why nobody stands in all the same, as a key; empty where somebody does.
    gap: &'static str,
}

/// When somebody is away, and who stands in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    from: String,
    until: String,
    stand_in: String,
}

/// Whether the weekly letter is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    digest: String,
}

/// What a page tells besides.
#[derive(Default)]
struct Told {
    link: String,
    /// What was typed, where it has to be typed again.
    typed: Option<Typed>,
    errors: Errors,
}

/// The reader, if they can owe anything.
fn opened(site: Site, signed: Signed) -> Result<Desk, Failure> {
    let desk = Desk::at(site, signed);
    if desk.reader.opens.contains(&Action::StartCase) { Ok(desk) } else { Err(Failure::NoSuchPage) }
}

/// The page.
pub(super) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    shown(&opened(site, signed)?, Told::default()).await
}

async fn shown(desk: &Desk, told: Told) -> Result<Response, Failure> {
    let (office, reader, now) = (&desk.office, &desk.reader, desk.office.now());
    let (directory, me) = (desk.directory().await?, reader.session.person);
    let until = directory.tenant.calendar_until(me, now).await?;
    let people = away::candidates(office, reader).await?;
    let planned = away::planned(&directory, me, now).await?.map(|document| document.body);
    let typed = told.typed.unwrap_or_else(|| planned.as_ref().map(Typed::of).unwrap_or_default());
    let away = match &planned {
        Some(absence) => Some(view(desk, &directory, absence, &people).await?),
        None => None,
    };
    let mut stands_in = Vec::new();
    for absence in away::stood_in_for(&directory, me, now).await? {
        let name = called(desk, &directory, absence.person).await?;
        stands_in.push((name, calendar::last_day(absence.until).to_string()));
    }
    let option = |(person, name): (Id<id::Person>, String)| {
        let href = person.to_string();
        Link { current: href == typed.stand_in, text: name, href, about: String::new() }
    };
    let page = OwnPage {
        title: desk.site.t("my-tasks-title"),
        calendar: until.map(|until| calendar::day(until).to_string()).unwrap_or_default(),
        link: told.link,
        has_digest: digest::is_wanted(&directory, me).await?,
        away,
        stands_in,
        people: people.into_iter().map(option).collect(),
        typed,
        errors: told.errors,
        site: desk.site.clone(),
    };
    Ok(html(page.render()?))
}

/// An absence, with what keeps its stand-in from standing in.
async fn view(
    desk: &Desk,
    directory: &Directory<'_>,
    absence: &Absence,
    people: &[(Id<id::Person>, String)],
) -> Result<AwayView, Failure> {
    let other = away::planned(directory, absence.stand_in, desk.office.now()).await?;
    let is_away = other.is_some_and(|other| other.body.meets(absence));
    let counts = people.iter().any(|(person, _)| *person == absence.stand_in);
    Ok(AwayView {
        from: calendar::day(absence.from).to_string(),
        until: calendar::last_day(absence.until).to_string(),
        stand_in: called(desk, directory, absence.stand_in).await?,
        gap: match (counts, is_away) {
            (false, _) => "my-tasks-stand-in-gone",
            (true, true) => "my-tasks-stand-in-away",
            (true, false) => "",
        },
    })
}

impl Typed {
    /// An absence as it is typed.
    fn of(absence: &Absence) -> Self {
        Self {
            from: calendar::day(absence.from).to_string(),
            until: calendar::last_day(absence.until).to_string(),
            stand_in: absence.stand_in.to_string(),
        }
    }

    /// What was typed; what is wrong with it is noted. The first day of an absence that lasts may lie behind.
    fn read(
        &self,
        desk: &Desk,
        planned: Option<&Absence>,
        people: &[(Id<id::Person>, String)],
        errors: &mut Errors,
    ) -> Option<(Instant, Instant, Id<id::Person>)> {
        let (site, now) = (&desk.site, desk.office.now());
        let begun = planned.map(|absence| absence.from);
        let from = fields::day(&self.from).map(calendar::start);
        let from = from.filter(|from| begun == Some(*from) || fields::until(&self.from, now, DAYS).is_some());
        let until = fields::until(&self.until, now, DAYS);
        let until = until.filter(|until| from.is_none_or(|from| from < *until));
        let mut people = people.iter().map(|(person, _)| *person);
        let stand_in = people.find(|person| person.to_string() == self.stand_in);
        for (field, key, is_missing) in [
            ("from", "my-tasks-error-from", from.is_none()),
            ("until", "my-tasks-error-until", until.is_none()),
            ("stand_in", "my-tasks-error-stand-in", stand_in.is_none()),
        ] {
            if is_missing {
                errors.say(field, site.t(key));
            }
        }
        Some((from?, until?, stand_in?))
    }
}

/// Notes in the log what the reader has set of their own.
async fn log(desk: &Desk, deed: &str) -> Result<(), Failure> {
    let (office, reader) = (&desk.office, &desk.reader);
    let mut change = reader.tenant(office).change(reader.session.person, office.now()).await?;
    change.log(Deed::new(deed).about(reader.session.person)).await?;
    Ok(change.commit().await?)
}

/// Makes the link to the calendar and shows it, this once; an earlier one works no more.
pub(super) async fn make_calendar(site: Site, signed: Signed) -> Result<Response, Failure> {
    let desk = opened(site, signed)?;
    let (office, me) = (&desk.office, desk.reader.session.person);
    log(&desk, "calendar_made").await?;
    let until = office.now().plus_seconds(CALENDAR_LASTS);
    let token = desk.reader.tenant(office).make_calendar(me, until).await?;
    let link = office.link(&format!("/calendar/{token}.ics?lang={}", desk.site.locale.tag()));
    shown(&desk, Told { link, ..Told::default() }).await
}

/// Takes the link to the calendar back.
pub(super) async fn end_calendar(site: Site, signed: Signed) -> Result<Response, Failure> {
    let desk = opened(site, signed)?;
    log(&desk, "calendar_withdrawn").await?;
    desk.reader.tenant(&desk.office).withdraw_calendar(desk.reader.session.person).await?;
    Ok(Redirect::to(PAGE).into_response())
}

/// Switches the weekly letter on or off.
pub(super) async fn set_digest(
    site: Site,
    signed: Signed,
    Form(wish): Form<Wish>,
) -> Result<Response, Failure> {
    let desk = opened(site, signed)?;
    let set = digest::want(&desk.office, &desk.reader, wish.digest == "yes").await;
    set_or_changed(&desk, set, None).await
}

/// Says that the reader is away, and who stands in.
pub(super) async fn set_away(
    site: Site,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let desk = opened(site, signed)?;
    let (office, reader) = (&desk.office, &desk.reader);
    let planned = away::planned(&desk.directory().await?, reader.session.person, office.now()).await?;
    let (people, mut errors) = (away::candidates(office, reader).await?, Errors::default());
    let planned = planned.as_ref().map(|document| &document.body);
    let Some((from, until, stand_in)) = typed.read(&desk, planned, &people, &mut errors) else {
        let told = Told { typed: Some(typed), errors, ..Told::default() };
        return Ok(wrong(shown(&desk, told).await?));
    };
    let set = away::set(office, reader, (from, until), stand_in).await;
    set_or_changed(&desk, set, Some(typed)).await
}

/// Says that the reader is back, or does not go.
pub(super) async fn end_away(site: Site, signed: Signed) -> Result<Response, Failure> {
    let desk = opened(site, signed)?;
    let ended = away::end(&desk.office, &desk.reader).await;
    set_or_changed(&desk, ended, None).await
}

/// The page as it is now: after it was set, or with what was typed where it was set elsewhere at the same moment.
async fn set_or_changed(
    desk: &Desk,
    set: Result<(), varsam_store::Fault>,
    typed: Option<Typed>,
) -> Result<Response, Failure> {
    if !is_changed(set)? {
        return Ok(Redirect::to(PAGE).into_response());
    }
    let mut errors = Errors::default();
    errors.add(&desk.site, "main", "my-tasks-error-changed");
    Ok(conflict::page(shown(desk, Told { typed, errors, ..Told::default() }).await?))
}
