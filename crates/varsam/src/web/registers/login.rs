//! The login of an account: who holds it, what of it is set, and how it is shown, set, and opened by two.

use super::Desk;
use super::known::Known;
use crate::office::logins::opening::{self, Opening};
use crate::office::logins::{self, FIELDS, Login, Opened, totp};
use crate::office::{calendar, registers};
use crate::web::conflict::{self, is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_access::{Action, Decision, Need, Object};
use varsam_model::register::Entry;
use varsam_store::Document;
use zeroize::Zeroizing;

/// The longest that is taken of each field, in characters.
const LONGEST: usize = 4000;

/// `GET /registers/account/{entry}/login`
#[derive(Template)]
#[template(path = "registers/login.html")]
struct LoginPage {
    site: Site,
    title: String,
    account: String,
    back: String,
    href: String,
    version: i64,
    /// Who holds it, and whether they can open it.
    holders: Vec<(String, bool)>,
    is_at_risk: bool,
    /// Those who could know it and hold it no longer.
    left: String,
    /// What of it is set.
    set: Vec<String>,
    can_open: bool,
    can_set: bool,
    /// Where whoever could set it signs in afresh first; nowhere where that is not needed.
    step_up: String,
    two: Two,
    /// What was typed: the user name, and why. Nothing else that is secret comes back.
    login: String,
    reason: String,
    errors: Errors,
}

/// Where it stands with two opening it together.
#[derive(Default)]
struct Two {
    can_ask: bool,
    can_confirm: bool,
    /// Who has asked, why, and until when what comes next can be done; empty where nobody has.
    by: String,
    reason: String,
    until: String,
    is_confirmed: bool,
}

/// What a login is, shown once.
#[derive(Template)]
#[template(path = "registers/login_shown.html")]
struct ShownPage {
    site: Site,
    title: String,
    account: String,
    back: String,
    opened: Opened,
    /// One-time codes, each with the second at which it ends.
    codes: Vec<(String, String)>,
}

/// What the forms send.
#[derive(Deserialize, Default)]
pub(super) struct Typed {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    login: Zeroizing<String>,
    #[serde(default)]
    password: Zeroizing<String>,
    #[serde(default)]
    recovery: Zeroizing<String>,
    #[serde(default)]
    seed: Zeroizing<String>,
    reason: Option<String>,
}

impl Typed {
    fn all(&self) -> [(&'static str, &str); 4] {
        let texts = [&self.login, &self.password, &self.recovery, &self.seed];
        let [login, password, recovery, seed] = texts.map(|text| text.trim());
        [("login", login), ("password", password), ("recovery", recovery), ("seed", seed)]
    }

    fn why(&self) -> Reason {
        Reason { reason: Some(self.reason.clone().unwrap_or_default()) }
    }
}

/// A login, and what the reader may do with it.
struct Case {
    desk: Desk,
    document: Document<Entry>,
    login: Login,
    object: Object,
    opening: Option<Document<Opening>>,
    holds: bool,
    may_together: bool,
    /// Whether nothing is set yet, and the reader keeps the account.
    is_first: bool,
}

impl Case {
    async fn of(site: Site, signed: Signed, id: &str) -> Result<Self, Failure> {
        let desk = Desk::at(site, signed, "account")?;
        let document = desk.entry(id).await?;
        let (office, reader) = (&desk.office, &desk.reader);
        let object = logins::object(reader, &document);
        let could = |action| reader.could(office, action, &object);
        let (holds, may_together) = (could(Action::OpenLogin), could(Action::OpenLoginTogether));
        let is_first = document.body.secrets.is_empty() && desk.may(Action::EditRecord, document.head.unit);
        if !holds && !may_together && !is_first {
            return Err(Failure::NoSuchPage);
        }
        let login = Login::of(office, reader, &document).await?;
        let opening = opening::current(&desk.directory().await?, document.head.id, office.now()).await?;
        Ok(Self { desk, document, login, object, opening, holds, may_together, is_first })
    }

    fn may(&self, why: &Reason, action: Action) -> Decision {
        self.desk.reader.may_for(&self.desk.office, why.said(), action, &self.object)
    }

    /// Whether whoever sets it has to sign in afresh first; the reason is that it is set.
    fn needs_step_up(&self) -> bool {
        let reader = &self.desk.reader;
        let decision = reader.may_for(&self.desk.office, Some("set"), Action::OpenLogin, &self.object);
        !self.is_first && decision.needs().contains(&Need::StepUp)
    }

    fn path(&self) -> String {
        logins::path(self.document.head.id)
    }

    /// Whether the reader is one of two who opened it together.
    fn is_let(&self) -> bool {
        let person = self.desk.reader.session.person;
        self.may_together && self.opening.as_ref().is_some_and(|opening| opening.body.lets(person))
    }

    fn title(&self) -> String {
        self.desk.register.called(&self.document.body.values).to_owned()
    }

    async fn shown(&self, typed: Typed, errors: Errors) -> Result<Response, Failure> {
        let (desk, body) = (&self.desk, &self.document.body);
        let mut known = Known::of_all(desk, &[&body.values]).await?;
        let asked = self.opening.as_ref().map(|opening| opening.body.asked.by);
        for person in self.login.left.iter().chain(&asked) {
            known.look_up(&person.to_string()).await?;
        }
        let holder = |id: &varsam_model::Id<varsam_model::id::Person>| {
            (known.person(&id.to_string()), self.login.here.contains(id))
        };
        let left = self.login.left.iter().map(|id| known.person(&id.to_string())).collect::<Vec<_>>();
        let set = FIELDS.iter().filter(|field| body.secrets.contains_key(**field));
        let needs_step_up = self.needs_step_up();
        let page = LoginPage {
            title: desk.site.t("login-title"),
            account: self.title(),
            back: desk.href(&format!("/{}", self.document.head.id)),
            href: self.path(),
            version: self.document.head.version,
            holders: self.login.holders.iter().map(holder).collect(),
            is_at_risk: self.login.is_at_risk(),
            left: left.join(", "),
            set: set.map(|field| desk.label(field)).collect(),
            can_open: !body.secrets.is_empty() && (self.holds || self.is_let()),
            can_set: (self.holds || self.is_first) && !needs_step_up,
            step_up: if needs_step_up { format!("/step-up?next={}", self.path()) } else { String::new() },
            two: self.two(&known),
            login: typed.login.to_string(),
            reason: typed.reason.unwrap_or_default(),
            errors,
            site: desk.site.clone(),
        };
        Ok(html(page.render()?))
    }

    fn two(&self, known: &Known<'_>) -> Two {
        let is_set = !self.document.body.secrets.is_empty();
        let Some(Document { body, .. }) = &self.opening else {
            return Two { can_ask: self.may_together && !self.holds && is_set, ..Two::default() };
        };
        Two {
            can_ask: false,
            can_confirm: self.may_together && body.takes(&self.desk.reader, self.document.head.unit),
            by: known.person(&body.asked.by.to_string()),
            reason: body.asked.reason.clone(),
            until: calendar::minute(body.until()),
            is_confirmed: body.confirmed.is_some(),
        }
    }

    async fn again(&self, typed: Typed, field: &'static str, key: &str) -> Result<Response, Failure> {
        let mut errors = Errors::default();
        errors.add(&self.desk.site, field, key);
        self.shown(typed, errors).await
    }
}

/// Shows who holds a login and what of it is set; never what it is.
pub(super) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    Case::of(site, signed, &id).await?.shown(Typed::default(), Errors::default()).await
}

/// Shows what a login is, to whoever holds it or has opened it with another.
pub(super) async fn reveal(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let case = Case::of(site, signed, &id).await?;
    let (action, deed) = match (case.holds, case.is_let()) {
        (true, _) => (Action::OpenLogin, logins::OPEN),
        (false, true) => (Action::OpenLoginTogether, logins::OPEN_TOGETHER),
        (false, false) => return Err(Failure::NoSuchPage),
    };
    let why = typed.why();
    let decision = case.may(&why, action);
    let Some(said) = why.said().filter(|_| decision.is_allowed()) else {
        return reason::ask_before(case.desk.site, decision.needs(), &why, &why);
    };
    if case.document.body.secrets.is_empty() {
        return Ok(Redirect::to(&case.path()).into_response());
    }
    let (desk, account, back) = (&case.desk, case.title(), case.path());
    let opened = logins::open(&desk.office, &desk.reader, case.document, &case.login, (deed, said)).await?;
    let codes = codes(desk, &opened);
    let title = desk.site.t("login-shown-title");
    let page = ShownPage { site: desk.site.clone(), title, account, back, opened, codes };
    let mut reply = html(page.render()?);
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(reply)
}

/// The code of now and the next one: what is left of a half minute may be too short to type it.
fn codes(desk: &Desk, opened: &Opened) -> Vec<(String, String)> {
    let Some(seed) = opened.get("seed").and_then(|text| totp::Seed::read(text)) else { return vec![] };
    let now = desk.office.now();
    let next = totp::end(now);
    [now, next].map(|at| (seed.code(at), calendar::second(totp::end(at)))).to_vec()
}

/// Seals what was typed.
pub(super) async fn set(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let case = Case::of(site, signed, &id).await?;
    if !case.holds && !case.is_first {
        return Err(Failure::NoSuchPage);
    }
    if case.needs_step_up() {
        return Ok(wrong(case.again(typed, "main", "login-error-fresh").await?));
    }
    let filled: Vec<_> = typed.all().into_iter().filter(|(_, text)| !text.is_empty()).collect();
    let errors = check(&case, &filled);
    if !errors.is_empty() {
        return Ok(wrong(case.shown(typed, errors).await?));
    }
    let (office, reader, document) = (&case.desk.office, &case.desk.reader, &case.document);
    let is_same = typed.version == document.head.version;
    if !is_same || is_changed(logins::set(office, reader, document, &case.login, &filled).await)? {
        return Ok(conflict::page(case.again(typed, "main", "login-error-changed").await?));
    }
    Ok(Redirect::to(&case.path()).into_response())
}

fn check(case: &Case, filled: &[(&'static str, &str)]) -> Errors {
    let (site, mut errors) = (&case.desk.site, Errors::default());
    if filled.is_empty() {
        errors.add(site, "login", "login-error-nothing");
    }
    for &(field, text) in filled {
        if text.chars().count() > LONGEST {
            errors.add(site, field, "wrong-too-long");
        } else if field == "seed" && totp::Seed::read(text).is_none() {
            errors.add(site, field, "login-error-seed");
        }
    }
    errors
}

/// The first of two asks to open it.
pub(super) async fn ask(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let case = Case::of(site, signed, &id).await?;
    if !case.may_together {
        return Err(Failure::NoSuchPage);
    }
    let why = typed.why();
    let Some(said) = why.said() else {
        return Ok(wrong(case.again(typed, "reason", "reason-error").await?));
    };
    let decision = case.may(&why, Action::OpenLoginTogether);
    if !decision.is_allowed() {
        return reason::ask_before(case.desk.site, decision.needs(), &why, &why);
    }
    if case.opening.is_none() && !case.document.body.secrets.is_empty() {
        opening::ask(&case.desk.office, &case.desk.reader, &case.document, &case.login, said).await?;
    }
    Ok(Redirect::to(&case.path()).into_response())
}

/// The second confirms.
pub(super) async fn confirm(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let mut case = Case::of(site, signed, &id).await?;
    let unit = case.document.head.unit;
    let opening = case.opening.clone().filter(|opening| opening.body.takes(&case.desk.reader, unit));
    let Some(opening) = opening.filter(|_| case.may_together) else { return Err(Failure::NoSuchPage) };
    case.object.actors.push(opening.body.asked.by);
    let why = typed.why();
    let Some(said) = why.said() else {
        return Ok(wrong(case.again(typed, "reason", "reason-error").await?));
    };
    let decision = case.may(&why, Action::OpenLoginTogether);
    if !decision.is_allowed() {
        return reason::ask_before(case.desk.site, decision.needs(), &why, &why);
    }
    let (office, reader) = (&case.desk.office, &case.desk.reader);
    let done = opening::confirm(office, reader, opening, &case.document, &case.login, said).await;
    if is_changed(done)? {
        return Ok(conflict::page(case.again(typed, "main", "login-error-changed").await?));
    }
    Ok(Redirect::to(&case.path()).into_response())
}

/// What the page of an account says of its login.
#[derive(Default)]
pub(super) struct Told {
    /// Where its page is; nowhere for whoever has nothing to do with it.
    pub(super) href: String,
    pub(super) is_at_risk: bool,
    /// Whether the password has to be changed.
    pub(super) is_due: bool,
}

/// What there is to say of the login of an entry, to this reader; nothing of entries of other registers.
pub(super) async fn told(desk: &Desk, document: &Document<Entry>) -> Result<Told, Failure> {
    let (office, reader) = (&desk.office, &desk.reader);
    if desk.register.field(registers::HOLDERS).is_none() {
        return Ok(Told::default());
    }
    let object = logins::object(reader, document);
    let acts = [Action::OpenLogin, Action::OpenLoginTogether];
    let keeps = desk.may(Action::EditRecord, document.head.unit);
    let opens = acts.iter().any(|action| reader.could(office, *action, &object));
    if !opens && !keeps {
        return Ok(Told::default());
    }
    let login = Login::of(office, reader, document).await?;
    let has_page = opens || document.body.secrets.is_empty();
    Ok(Told {
        href: if has_page { logins::path(document.head.id) } else { String::new() },
        is_at_risk: login.is_at_risk() && !desk.register.is_ended(&document.head.state),
        is_due: !login.left.is_empty(),
    })
}
