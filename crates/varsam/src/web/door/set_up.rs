//! Setting up: who has the link that the program printed says what the organiser is called and who runs it.

use super::throttle;
use crate::office::Office;
use crate::office::set_up::{self, Founding};
use crate::web::error::Failure;
use crate::web::signed::{Client, Door, let_in};
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

/// The longest name that is taken, in characters.
const LONGEST: usize = 100;

/// How long the invitation of the head of operations works, in seconds: seven days.
pub(super) const INVITATION_LASTS: i64 = 7 * 86_400;

/// `GET /set-up/{token}`
#[derive(Template)]
#[template(path = "door/set_up.html")]
struct SetUp {
    site: Site,
    title: String,
    written: Written,
    /// The fields that are not right.
    wrong: Vec<&'static str>,
}

/// What comes after, where the head of operations is somebody else.
#[derive(Template)]
#[template(path = "door/set_up_done.html")]
struct Done {
    site: Site,
    title: String,
    /// The link for the head of operations. It is shown this once.
    link: String,
}

/// The form as it was written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Written {
    organiser: String,
    given: String,
    family: String,
    /// `yes` where the administrator is the head of operations.
    same: String,
    head_given: String,
    head_family: String,
}

impl SetUp {
    fn is_wrong(&self, field: &str) -> bool {
        self.wrong.contains(&field)
    }
}

impl Written {
    fn is_same(&self) -> bool {
        self.same == "yes"
    }

    /// The fields that are empty or too long.
    fn wrong(&self) -> Vec<&'static str> {
        let own = [("organiser", &self.organiser), ("given", &self.given), ("family", &self.family)];
        let head = [("head_given", &self.head_given), ("head_family", &self.head_family)];
        let asked = own.into_iter().chain(head.into_iter().filter(|_| !self.is_same()));
        let is_wrong = |text: &str| text.trim().is_empty() || text.chars().count() > LONGEST;
        asked.filter(|(_, text)| is_wrong(text)).map(|(name, _)| name).collect()
    }

    fn founding(&self, note: String) -> Founding {
        let name = |given: &str, family: &str| (given.trim().to_owned(), family.trim().to_owned());
        Founding {
            organiser: self.organiser.trim().to_owned(),
            administrator: name(&self.given, &self.family),
            head: (!self.is_same()).then(|| name(&self.head_given, &self.head_family)),
            note,
        }
    }
}

/// Shows the form. The link is not used up by that.
pub(crate) async fn page(
    site: Site,
    Door(office): Door,
    client: Client,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    throttle::followed(&office, &client, alive(&office, &token)).await?.ok_or(Failure::DeadLink)?;
    shown(site, StatusCode::OK, Written::default(), vec![])
}

/// Sets up, and signs the administrator in so that a passkey can be added.
pub(crate) async fn found(
    site: Site,
    Door(office): Door,
    client: Client,
    Path(token): Path<String>,
    Form(written): Form<Written>,
) -> Result<Response, Failure> {
    let wrong = written.wrong();
    let founding = written.founding(site.t("set-up-note"));
    let work = async {
        if wrong.is_empty() {
            let founded = set_up::found(&office, &token, &founding).await?;
            return Ok::<_, Failure>(founded.map(Some));
        }
        Ok(alive(&office, &token).await?.map(|()| None))
    };
    let Some(founded) =
        throttle::followed(&office, &client, Box::pin(work)).await?.ok_or(Failure::DeadLink)?
    else {
        return shown(site, StatusCode::UNPROCESSABLE_ENTITY, written, wrong);
    };
    let cookie = let_in(&office, &client, founded.administrator, "set_up", false).await?;
    let Some(head) = founded.head else {
        return Ok(([cookie], Redirect::to("/my/sign-in/passkey")).into_response());
    };
    let until = office.now().plus_seconds(INVITATION_LASTS);
    let invited = office.store.tenant(head.organiser).invite(head.person, "invitation", until).await?;
    let (title, link) = (site.t("set-up-done-title"), office.link(&format!("/invitation/{invited}")));
    Ok(([cookie], html(Done { site, title, link }.render()?)).into_response())
}

/// Whether the link works and there is something to set up.
async fn alive(office: &Office, token: &str) -> Result<Option<()>, Failure> {
    let purpose = office.store.purpose_of(token, office.now()).await?;
    let is_open = set_up::is_open(&office.store).await?;
    Ok((purpose.as_deref() == Some(set_up::PURPOSE) && is_open).then_some(()))
}

fn shown(
    site: Site,
    status: StatusCode,
    written: Written,
    wrong: Vec<&'static str>,
) -> Result<Response, Failure> {
    let title = site.t("set-up-title");
    Ok((status, html(SetUp { site, title, written, wrong }.render()?)).into_response())
}
