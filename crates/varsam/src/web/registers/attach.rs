//! The file in a field of an entry: taken out by whoever sees the entry, put in by whoever may change it.

use super::{Desk, export};
use crate::office::registers::attach::{self, Attached, LARGEST, Refused};
use crate::web::conflict::{self, is_changed};
use crate::web::error::Failure;
use crate::web::parts::{Part, TooLarge, parts};
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use varsam_access::Action;
use varsam_model::register::{Entry, Field, Kind};
use varsam_store::{Document, Fault};

/// What a form adds to the bytes of its file.
const AROUND: usize = 64 * 1024;

/// `GET /registers/{register}/{entry}/attach/{field}`
#[derive(Template)]
#[template(path = "registers/attach.html")]
struct Attach {
    site: Site,
    title: String,
    /// The entry, and where it is.
    entry: String,
    back: String,
    action: String,
    version: i64,
    /// The largest file, in MB.
    largest: usize,
    error: String,
}

/// The largest form that is read.
pub(super) fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LARGEST + AROUND)
}

/// An entry with a field that holds a file.
async fn opened(
    site: Site,
    signed: Signed,
    (register, id, field): (String, String, String),
) -> Result<(Desk, Document<Entry>, &'static Field), Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let document = desk.entry(&id).await?;
    let field = desk.register.field(&field).filter(|field| field.kind == Kind::File);
    Ok((desk, document, field.ok_or(Failure::NoSuchPage)?))
}

/// The same, for whoever may change it.
async fn changeable(
    site: Site,
    signed: Signed,
    path: (String, String, String),
) -> Result<(Desk, Document<Entry>, &'static Field), Failure> {
    let (desk, document, field) = opened(site, signed, path).await?;
    let may = desk.may(Action::EditRecord, document.head.unit) && !field.is_decided;
    if may { Ok((desk, document, field)) } else { Err(Failure::NoSuchPage) }
}

/// Gives the file out.
pub(super) async fn file(
    site: Site,
    signed: Signed,
    Path(path): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let (desk, document, field) = opened(site, signed, path).await?;
    let (media, bytes) = match attach::attached((&desk.office, &desk.reader), &document, field).await {
        Ok(found) => found,
        Err(Fault::Missing | Fault::Erased) => return Err(Failure::NoSuchPage),
        Err(fault) => return Err(fault.into()),
    };
    let name = format!("{}-{}", desk.register.code, field.name);
    Ok(export::attached(&desk.office, &name, (attach::ending(&media), &media), bytes))
}

fn page(desk: &Desk, document: &Document<Entry>, field: &Field, error: String) -> Result<String, Failure> {
    let back = desk.href(&format!("/{}", document.head.id));
    let page = Attach {
        title: desk.label(field.name),
        entry: desk.register.called(&document.body.values).to_owned(),
        action: format!("{back}/attach/{}", field.name),
        back,
        version: document.head.version,
        largest: LARGEST >> 20,
        error,
        site: desk.site.clone(),
    };
    Ok(page.render()?)
}

/// Asks for a file.
pub(super) async fn ask(
    site: Site,
    signed: Signed,
    Path(path): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let (desk, document, field) = changeable(site, signed, path).await?;
    Ok(html(page(&desk, &document, field, String::new())?))
}

/// Puts a file in.
pub(super) async fn take(
    site: Site,
    signed: Signed,
    Path(path): Path<(String, String, String)>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let (desk, document, field) = changeable(site, signed, path).await?;
    let sent = match form {
        Ok(form) => sent(form).await,
        Err(_) => Err(Refused::Empty),
    };
    let judged =
        sent.and_then(|(file, version)| attach::media(&file).map(|(media, _)| (file, version, media)));
    let (file, version, media) = match judged {
        Ok(judged) => judged,
        Err(refused) => {
            return Ok(conflict::wrong(html(page(&desk, &document, field, words(&desk.site, refused))?)));
        }
    };
    let asking = (&*desk.office, &desk.reader);
    let is_first = version == document.head.version.to_string();
    if !is_first || is_changed(attach::attach(asking, desk.register, &document, field, (&file, media)).await)?
    {
        let error = desk.site.t("attach-changed");
        return Ok(conflict::page(html(page(&desk, &document, field, error)?)));
    }
    Ok(Redirect::to(&desk.href(&format!("/{}", document.head.id))).into_response())
}

/// The file that was sent, and the version that it was sent for.
async fn sent(form: Multipart) -> Result<(Attached, String), Refused> {
    let mut sent = parts(form, LARGEST).await.map_err(|TooLarge(_)| Refused::TooLarge)?;
    let version = sent.get("version").map(Part::text).unwrap_or_default();
    let Part { name, bytes } = sent.remove("file").unwrap_or_default();
    Ok((Attached { name, bytes }, version))
}

/// Why a file is not taken, and what to do.
pub(in crate::web) fn words(site: &Site, refused: Refused) -> String {
    match refused {
        Refused::Empty => site.t("attach-empty"),
        Refused::TooLarge => site.count("attach-too-large", &(LARGEST >> 20)),
        Refused::Kind => site.t("attach-kind"),
        Refused::Otherwise => site.t("attach-otherwise"),
        Refused::Moving => site.t("attach-moving"),
    }
}
