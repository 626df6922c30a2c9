//! Coming in from outside: from what somebody else vouches for to a session here. Who is known here to no account gets one
//! answer, whatever the reason.

use super::going::{Going, Held, Purpose};
use super::throttle;
use crate::office::identity::{self, Account, NotLinked, Vouched, Way};
use crate::office::{Directory, Office};
use crate::web::error::Failure;
use crate::web::signed::{Client, Door, let_in_until};
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::{Deserialize, Serialize};
use varsam_model::school::UnitKind;
use varsam_model::{Id, Instant, id};
use varsam_store::{Deed, Ticket};

/// The kind of step in which an organiser is chosen.
const CHOICE: &str = "organiser";

/// Somebody who comes from outside.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Came {
    pub(super) vouched: Vouched,
    /// How sure it is: a code of a session.
    pub(super) level: String,
    /// Until when what asks for a fresh sign-in is open.
    pub(super) fresh_until: Instant,
}

/// Why somebody stands outside still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outside {
    /// There is no account for them.
    Unknown,
    /// It took too long, was tried twice, or went on in another browser.
    Stale,
    /// The provider does not answer.
    Away,
    /// The provider did not let them in, or what it says is not believed.
    Declined,
    /// They are somebody else than in the session.
    Other,
    /// One factor, where two are needed.
    Weak,
    /// What others call them belongs to another account.
    Taken,
    /// No card was shown.
    NoCard,
    /// The card is not believed.
    BadCard,
}

impl Outside {
    const ALL: [Self; 9] = [
        Self::Unknown,
        Self::Stale,
        Self::Away,
        Self::Declined,
        Self::Other,
        Self::Weak,
        Self::Taken,
        Self::NoCard,
        Self::BadCard,
    ];

    /// Its code, the status, and the keys of the words.
    fn told(self) -> (&'static str, StatusCode, &'static str, &'static str) {
        let refused = StatusCode::FORBIDDEN;
        match self {
            Self::Unknown => ("unknown", refused, "outside-unknown-title", "outside-unknown-lead"),
            Self::Stale => ("stale", StatusCode::BAD_REQUEST, "outside-stale-title", "outside-stale-lead"),
            Self::Away => {
                ("away", StatusCode::SERVICE_UNAVAILABLE, "outside-away-title", "outside-away-lead")
            }
            Self::Declined => ("declined", refused, "outside-declined-title", "outside-declined-lead"),
            Self::Other => ("other", refused, "outside-other-title", "outside-other-lead"),
            Self::Weak => ("weak", refused, "outside-weak-title", "outside-weak-lead"),
            Self::Taken => ("taken", StatusCode::CONFLICT, "outside-taken-title", "outside-taken-lead"),
            Self::NoCard => ("no-card", refused, "outside-no-card-title", "outside-no-card-lead"),
            Self::BadCard => ("bad-card", refused, "outside-bad-card-title", "outside-bad-card-lead"),
        }
    }
}

/// `GET /sign-in/outside/{why}`: why somebody stands outside still.
#[derive(Template)]
#[template(path = "door/outside.html")]
struct OutsidePage {
    site: Site,
    title: String,
    lead: String,
}

/// `POST /sign-in/organiser`, and before it: the organisers that somebody has an account at.
#[derive(Template)]
#[template(path = "door/organiser.html")]
struct OrganiserPage {
    site: Site,
    title: String,
    token: String,
    /// Id and name.
    organisers: Vec<(String, String)>,
}

/// An organiser that was chosen.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    token: String,
    organiser: String,
}

/// The page that a browser goes on from to somebody else's address. A form could not lead there: the rules that come with
/// our pages let forms lead to us only.
#[derive(Template)]
#[template(path = "door/onward.html")]
struct OnwardPage {
    site: Site,
    title: String,
    lead: String,
    onward: Link,
}

/// Leads to the page that says why somebody stands outside still. What came with their address stays in none.
pub(super) fn outside(why: Outside) -> Response {
    Redirect::to(&format!("/sign-in/outside/{}", why.told().0)).into_response()
}

/// `GET /sign-in/outside/{why}`
pub(crate) async fn stands_outside(
    site: Site,
    Door(office): Door,
    Path(why): Path<String>,
) -> Result<Response, Failure> {
    let known = Outside::ALL.into_iter().map(Outside::told).find(|told| told.0 == why);
    let (_, status, title, lead) = known.ok_or(Failure::NoSuchPage)?;
    let provider = office.provider.as_ref().map(|provider| provider.config.name.as_str());
    let (title, lead) =
        (site.with(title, provider.unwrap_or_default()), site.with(lead, provider.unwrap_or_default()));
    Ok((status, html(OutsidePage { site, title, lead }.render()?)).into_response())
}

/// Leads on to an address of somebody else, when the reader says so.
pub(super) fn onward(site: Site, name: &str, href: String) -> Result<Response, Failure> {
    let (title, lead) = (site.t("onward-title"), site.with("onward-lead", name));
    let onward = Link { href, text: site.with("onward-go", name), about: String::new(), current: false };
    Ok(html(OnwardPage { site, title, lead, onward }.render()?))
}

/// Does what somebody came for, now that it is known who they are outside.
pub(super) async fn arrived(
    site: Site,
    (office, client): (&Office, &Client),
    going: Going<Came>,
    held: Option<Held>,
) -> Result<Response, Failure> {
    match going.purpose.clone() {
        Purpose::SignIn => enter(site, office, client, going).await,
        // What began in a session goes on in it, or not at all.
        Purpose::Again(meant) | Purpose::Link(meant) if held.as_ref() != Some(&meant) => {
            Ok(outside(Outside::Stale))
        }
        Purpose::Again(meant) => again(office, client, going, meant).await,
        Purpose::Link(meant) => link(office, going, meant.account).await,
    }
}

async fn enter(
    site: Site,
    office: &Office,
    client: &Client,
    going: Going<Came>,
) -> Result<Response, Failure> {
    let accounts = identity::accounts(office, &going.more.vouched).await?;
    match accounts.as_slice() {
        [] => {
            tracing::info!(way = way(&going), "somebody who has no account here was turned away");
            Ok(outside(Outside::Unknown))
        }
        [account] => admit(office, client, *account, &going).await,
        several => choose(site, office, going, several).await,
    }
}

fn way(going: &Going<Came>) -> &'static str {
    going.more.vouched.by.way.code()
}

/// Somebody shows again who they are: another session takes the place of the one that they have.
async fn again(
    office: &Office,
    client: &Client,
    going: Going<Came>,
    held: Held,
) -> Result<Response, Failure> {
    let accounts = identity::accounts(office, &going.more.vouched).await?;
    if !accounts.contains(&held.account) {
        return Ok(outside(Outside::Other));
    }
    if going.more.fresh_until <= office.now() {
        return Ok(outside(Outside::Weak));
    }
    admit(office, client, held.account, &going).await
}

async fn link(office: &Office, going: Going<Came>, account: Account) -> Result<Response, Failure> {
    let directory = Directory::of(office.store.tenant(account.organiser), account.organiser).await?;
    let unit = directory.person(account.person).await?.unit;
    match identity::link(office, account, unit, &going.more.vouched).await {
        Ok(()) => Ok(Redirect::to(&going.next).into_response()),
        Err(NotLinked::Taken) => Ok(outside(Outside::Taken)),
        Err(NotLinked::Store(fault)) => Err(fault.into()),
    }
}

/// Signs somebody in.
async fn admit(
    office: &Office,
    client: &Client,
    account: Account,
    going: &Going<Came>,
) -> Result<Response, Failure> {
    let (came, Account { organiser, person }) = (&going.more, account);
    let mut change = office.store.tenant(organiser).change(person, office.now()).await?;
    change.log(Deed::new("sign_in").note(&came.level)).await?;
    change.commit().await?;
    let outside = (came.vouched.by.way == Way::Provider).then(|| came.vouched.outside());
    let sure = (came.level.as_str(), came.fresh_until);
    let cookie = let_in_until(office, client, Ticket { organiser, person }, sure, outside).await?;
    throttle::answered(office, client).await?;
    Ok(([cookie], Redirect::to(&going.next)).into_response())
}

/// Asks at which organiser, where somebody has several.
async fn choose(
    site: Site,
    office: &Office,
    going: Going<Came>,
    accounts: &[Account],
) -> Result<Response, Failure> {
    let mut organisers = Vec::new();
    for account in accounts {
        organisers.push((account.organiser.to_string(), organiser_name(office, account.organiser).await?));
    }
    let title = site.t("organiser-title");
    let token = going.keep(office, CHOICE).await?;
    Ok(html(OrganiserPage { site, title, token, organisers }.render()?))
}

async fn organiser_name(office: &Office, organiser: Id<id::Organiser>) -> Result<String, Failure> {
    let directory = Directory::of(office.store.tenant(organiser), organiser).await?;
    let top = directory.units().into_iter().find(|unit| unit.kind == UnitKind::Organiser);
    Ok(top.map_or_else(|| organiser.to_string(), |unit| unit.name.clone()))
}

/// `POST /sign-in/organiser`
pub(crate) async fn chosen(
    Door(office): Door,
    client: Client,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    let Some(going) = Going::<Came>::resumed(&office, CHOICE, &chosen.token, &headers).await? else {
        return Ok(outside(Outside::Stale));
    };
    let accounts = identity::accounts(&office, &going.more.vouched).await?;
    match accounts.into_iter().find(|account| account.organiser.to_string() == chosen.organiser) {
        Some(account) => admit(&office, &client, account, &going).await,
        None => Ok(outside(Outside::Unknown)),
    }
}
