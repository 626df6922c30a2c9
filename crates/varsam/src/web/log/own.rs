//! Who looked at the reader's own data, or at their child's.

use super::{Asked, LogPage, Names, PAGE, before};
use crate::office::intake::is_of_mark;
use crate::office::{Directory, Entry, Office, Reader};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template as _;
use axum::extract::{Path, Query};
use axum::response::Response;
use varsam_access::{Action, Object};
use varsam_model::{Id, id};
use varsam_store::{Fault, TrailFilter};

/// Who looked at the reader's own data.
pub(crate) async fn page(
    site: Site,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let me = signed.reader.session.person;
    let title = site.t("my-log-title");
    of_person(site, signed, me, asked, (title, "/my/log".to_owned())).await
}

/// Who looked at a child's data, for whoever answers for the child.
pub(crate) async fn of_child(
    site: Site,
    signed: Signed,
    Path(child): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let id: Id<id::Person> = child.parse().map_err(|_| Failure::NoSuchPage)?;
    let title = site.t("child-log-title");
    of_person(site, signed, id, asked, (title, format!("/my/log/{id}"))).await
}

async fn of_person(
    site: Site,
    signed: Signed,
    id: Id<id::Person>,
    asked: Asked,
    (title, path): (String, String),
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let entry = match directory.person(id).await {
        Ok(entry) if may_read(&office, &reader, &directory, &entry) => entry,
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Err(Failure::NoSuchPage),
        Err(fault) => return Err(fault.into()),
    };
    let filter = TrailFilter { about: Some(id), before: asked.before, limit: PAGE, ..TrailFilter::default() };
    let trail = directory.tenant.trail(&filter).await?;
    let before = before(&trail);
    let mut names = Names::new(&directory);
    let mut rows = Vec::with_capacity(trail.len());
    for passed in trail.into_iter().filter(|passed| !is_of_mark(passed)) {
        rows.push(names.row(&site, passed).await?);
    }
    let is_child = entry.person.id != reader.session.person;
    let (title, lead) = match is_child {
        true => (format!("{title} {}", entry.name()), site.t("child-log-lead")),
        false => (title, site.t("my-log-lead")),
    };
    let children = children(&reader, &directory).await?;
    let (actors, subjects, kinds) = (vec![], vec![], vec![]);
    let page = LogPage {
        site,
        title,
        lead,
        is_own: true,
        path,
        children,
        asked,
        actors,
        subjects,
        kinds,
        rows,
        before,
    };
    Ok(html(page.render()?))
}

fn may_read(office: &Office, reader: &Reader, directory: &Directory<'_>, entry: &Entry) -> bool {
    let mut object = Object::log(directory.place(entry.unit), vec![]).about(entry.person.id);
    object.is_quarantined = entry.is_quarantined;
    object.is_marked = entry.person.mark.is_protected();
    reader.may(office, Action::ReadOwnAccesses, &object).is_allowed()
}

/// The reader's children: their data, and who looked at it.
async fn children(reader: &Reader, directory: &Directory<'_>) -> Result<Vec<Link>, Fault> {
    let mut children = Vec::new();
    for id in &reader.subject.children {
        let name = directory.person(*id).await?.name();
        let (href, about) = (format!("/people/{id}"), format!("/my/log/{id}"));
        children.push(Link { href, text: name, about, current: false });
    }
    Ok(children)
}
