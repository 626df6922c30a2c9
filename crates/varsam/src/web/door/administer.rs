//! How somebody signs in, for those who look after that: how many passkeys and since when, never what they are; one-time
//! links; sessions. Who gets in already gets no link from one administrator alone: that takes two (`recover`).

use super::own::{self, Recovery};
use super::set_up::INVITATION_LASTS;
use crate::office::calendar::minute;
use crate::office::{Entry, Office, Reader, identity, passkey, recovery};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use varsam_access::{Action, Decision, Need, Object};
use varsam_model::{Id, RecordClass, Role, id};
use varsam_store::{Deed, Fault, Ticket, TrailFilter};

/// How long a link for a visit works, in seconds: a day.
const VISIT_LASTS: i64 = 86_400;

/// `GET /people/{person}/sign-in`
#[derive(Template)]
#[template(path = "door/administer.html")]
struct Administer {
    site: Site,
    title: String,
    id: String,
    /// Whether they get in by now: then it takes two to let them in anew.
    gets_in: bool,
    /// When each passkey was added, and last used.
    passkeys: Vec<(String, String)>,
    /// When each session was begun, and last seen.
    sessions: Vec<(String, String)>,
    /// What each open link is for, as a code, and until when it works.
    links: Vec<(String, String)>,
    /// Whether a link for a visit can be made.
    may_visit: bool,
    recovery: Option<Recovery>,
    /// Whether the reader has asked for it and another has to confirm.
    waits: bool,
    told: Told,
}

impl Administer {
    /// Whether there is a step of a recovery to take.
    fn takes_a_step(&self) -> bool {
        self.recovery.as_ref().is_none_or(|recovery| recovery.confirmed_by.is_empty())
    }
}

/// What a page tells besides.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// A new link, shown this once, and what it is for.
    pub(super) link: Option<(String, &'static str)>,
    /// The reason as it was written.
    pub(super) reason: String,
    /// What is wrong with it; empty when nothing is.
    pub(super) error: String,
    /// Whether what was asked for was not done, since it takes another.
    pub(super) is_refused: bool,
}

/// Somebody whose sign-in is looked after, and who does.
pub(super) struct Case {
    pub(super) office: Arc<Office>,
    pub(super) reader: Reader,
    pub(super) entry: Entry,
    pub(super) who: Ticket,
    pub(super) decision: Decision,
}

/// Which link.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    purpose: String,
}

impl Case {
    /// Finds somebody and asks the rules.
    pub(super) async fn of(
        signed: Signed,
        id: &str,
        action: Action,
        reason: Option<&str>,
    ) -> Result<Self, Failure> {
        let Signed { office, reader } = signed;
        let id: Id<id::Person> = id.parse().map_err(|_| Failure::NoSuchPage)?;
        let (entry, decision) = {
            let directory = reader.directory(&office).await?;
            let entry = match directory.person(id).await {
                Ok(entry) => entry,
                Err(Fault::Missing | Fault::Erased) => return Err(Failure::NoSuchPage),
                Err(fault) => return Err(fault.into()),
            };
            let object = Object { class: RecordClass::SignIn, ..entry.object(&directory) };
            let decision = reader.may_for(&office, reason, action, &object);
            (entry, decision)
        };
        let who = Ticket { organiser: reader.session.organiser, person: id };
        Ok(Self { office, reader, entry, who, decision })
    }

    /// As [`Case::of`], for what is allowed; else it is said what has to come first, or that there is nothing.
    async fn allowed(signed: Signed, id: &str) -> Result<Self, Failure> {
        let case = Self::of(signed, id, Action::AdministerSignIn, None).await?;
        case.fresh()?;
        if case.decision.is_allowed() { Ok(case) } else { Err(Failure::NoSuchPage) }
    }

    /// That a fresh sign-in comes first, where that is so.
    fn fresh(&self) -> Result<(), Failure> {
        let is_missing = self.decision.needs().contains(&Need::StepUp);
        if is_missing { Err(Failure::NotFresh(self.page())) } else { Ok(()) }
    }

    fn page(&self) -> String {
        format!("/people/{}/sign-in", self.who.person)
    }

    /// Whether somebody is a pupil or a guardian: at least, works for nobody here.
    async fn is_outside(&self) -> Result<bool, Fault> {
        let (grants, _) = self.reader.directory(&self.office).await?.grants(self.who.person).await?;
        let now = self.office.now();
        let mut lasting = grants.iter().filter(|grant| now < grant.until);
        Ok(lasting.all(|grant| matches!(grant.role, Role::Pupil | Role::Guardian)))
    }

    /// Whether somebody gets in by now: by a passkey, by what others call them, or as they have before.
    async fn gets_in(&self) -> Result<bool, Fault> {
        let tenant = self.reader.tenant(&self.office);
        let (by, kind) = (Some(self.who.person), "sign_in");
        let filter = TrailFilter { by, kind, limit: 1, ..TrailFilter::default() };
        Ok(!passkey::of(&self.office, self.who).await?.is_empty()
            || !identity::linked(tenant, self.who.person).await?.is_empty()
            || !tenant.trail(&filter).await?.is_empty())
    }

    async fn log(&self, deed: &str) -> Result<(), Fault> {
        let tenant = self.reader.tenant(&self.office);
        let mut change = tenant.change(self.reader.session.person, self.office.now()).await?;
        change.log(Deed::new(deed).about(self.who.person).at(self.entry.unit)).await?;
        change.commit().await
    }

    /// The page about them.
    pub(super) async fn shown(self, site: Site, told: Told) -> Result<Response, Failure> {
        let (office, now) = (&self.office, self.office.now());
        let tenant = self.reader.tenant(office);
        let last = |at: Option<_>| at.map(minute).unwrap_or_default();
        let passkeys = passkey::of(office, self.who).await?.into_iter();
        let sessions = tenant.sessions(self.who.person, now).await?.into_iter();
        let links = tenant.open_links(self.who.person, now).await?.into_iter();
        let open = recovery::open(office, self.who).await?;
        let waits = open.as_ref().is_some_and(|open| {
            open.body.by == self.reader.session.person && open.body.confirmed_by.is_none()
        });
        let recovery = match open {
            Some(open) => Some(own::told(&self.reader.directory(office).await?, &open.body).await?),
            None => None,
        };
        let page = Administer {
            title: match self.entry.is_hidden() {
                true => site.t("signing-in-hidden"),
                false => self.entry.name(),
            },
            gets_in: self.gets_in().await?,
            site,
            id: self.who.person.to_string(),
            passkeys: passkeys.map(|kept| (minute(kept.body.added), last(kept.body.used))).collect(),
            sessions: sessions.map(|session| (minute(session.made), minute(session.seen))).collect(),
            links: links.map(|link| (link.purpose, minute(link.until))).collect(),
            may_visit: self.is_outside().await?,
            recovery,
            waits,
            told,
        };
        Ok(html(page.render()?))
    }
}

/// Shows how somebody signs in.
pub(crate) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let case = Case::allowed(signed, &id).await?;
    case.log(Action::AdministerSignIn.code()).await?;
    case.shown(site, Told::default()).await
}

/// Makes a link and shows it, this once; an earlier one works no more. Only for who does not get in yet: one
/// administrator alone cannot be somebody.
pub(crate) async fn make_link(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Failure> {
    let case = Case::allowed(signed, &id).await?;
    let (purpose, lasts) = match wanted.purpose.as_str() {
        "invitation" => ("invitation", INVITATION_LASTS),
        "visit" if case.is_outside().await? => ("visit", VISIT_LASTS),
        _ => return Err(Failure::NoSuchPage),
    };
    if case.gets_in().await? {
        return case.shown(site, Told { is_refused: true, ..Told::default() }).await;
    }
    case.log("link_made").await?;
    let tenant = case.reader.tenant(&case.office);
    // With the link before goes what it has opened: perhaps it was used by somebody else.
    tenant.withdraw_links(case.who.person).await?;
    tenant.withdraw_calendar(case.who.person).await?;
    tenant.sign_out(case.who.person, None).await?;
    let token = tenant.invite(case.who.person, purpose, case.office.now().plus_seconds(lasts)).await?;
    let link = Some((case.office.link(&format!("/invitation/{token}")), purpose));
    case.shown(site, Told { link, ..Told::default() }).await
}

/// Ends all sessions of somebody, and the link to their calendar.
pub(crate) async fn end(signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let case = Case::allowed(signed, &id).await?;
    case.log("sessions_ended").await?;
    let tenant = case.reader.tenant(&case.office);
    tenant.withdraw_calendar(case.who.person).await?;
    tenant.sign_out(case.who.person, None).await?;
    Ok(Redirect::to(&case.page()).into_response())
}
