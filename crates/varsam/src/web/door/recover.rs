//! Letting somebody in who lost every key: one administrator asks, another confirms.

use super::administer::{Case, Told};
use crate::office::recovery;
use crate::web::error::Failure;
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::Site;
use axum::extract::{Form, Path};
use axum::response::Response;
use varsam_access::{Action, Need};
use varsam_store::Deed;

/// The first of two.
pub(crate) async fn ask(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(reason): Form<Reason>,
) -> Result<Response, Failure> {
    let (case, reason) = match opened(&site, signed, &id, reason).await? {
        Ok(opened) => opened,
        Err(first) => return Ok(first),
    };
    let by = case.reader.session.person;
    let counts = recovery::ask(&case.office, case.who.organiser, &case.entry, by, &reason).await?;
    case.shown(site, Told { is_refused: !counts, ..Told::default() }).await
}

/// The second of two. The link is shown to them, this once.
pub(crate) async fn confirm(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(reason): Form<Reason>,
) -> Result<Response, Failure> {
    let (case, reason) = match opened(&site, signed, &id, reason).await? {
        Ok(opened) => opened,
        Err(first) => return Ok(first),
    };
    let by = case.reader.session.person;
    let Some(token) = recovery::confirm(&case.office, case.who, by, &reason).await? else {
        let mut change = case.reader.tenant(&case.office).change(by, case.office.now()).await?;
        change.log(Deed::new("recovery_refused").about(case.who.person).at(case.entry.unit)).await?;
        change.commit().await?;
        return case.shown(site, Told { is_refused: true, ..Told::default() }).await;
    };
    let link = Some((case.office.link(&format!("/invitation/{token}")), recovery::PURPOSE));
    case.shown(site, Told { link, ..Told::default() }).await
}

/// Somebody to recover, with a reason that is one; else the page that says what comes first.
async fn opened(
    site: &Site,
    signed: Signed,
    id: &str,
    reason: Reason,
) -> Result<Result<(Case, String), Response>, Failure> {
    let case = Case::of(signed, id, Action::RecoverSignIn, reason.said()).await?;
    if case.decision.needs().contains(&Need::StepUp) {
        let first = reason::ask_before(site.clone(), &[Need::StepUp], &Reason::default(), &reason)?;
        return Ok(Err(first));
    }
    if case.decision.needs() == [Need::Reason] {
        let error = site.t("reason-error");
        let told = Told { reason: reason.reason.unwrap_or_default(), error, ..Told::default() };
        return Ok(Err(case.shown(site.clone(), told).await?));
    }
    match reason.said() {
        Some(reason) if case.decision.is_allowed() => Ok(Ok((case, reason.to_owned()))),
        _ => Err(Failure::NoSuchPage),
    }
}
