//! Two who save the same entry. Who is second gets into their form what only the first has changed, and chooses where both
//! have changed a field: nothing typed is lost, and to send the form again undoes nothing.

use super::form::{Filling, FormPage};
use super::hidden::{Hidden, named};
use super::known::Known;
use super::widget;
use crate::office::registers::{self, Names};
use crate::web::conflict;
use crate::web::error::Failure;
use crate::web::site::html;
use askama::Template as _;
use axum::response::Response;
use varsam_model::register::Values;

/// What the form tells of the first.
pub(super) struct Late {
    /// The version that the entry has now.
    version: i64,
    /// What only they have changed: each field with what stands in it now.
    pub(super) taken: Vec<(String, String)>,
    pub(super) both: Vec<Both>,
}

/// A field that both have changed.
pub(super) struct Both {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) theirs: String,
    pub(super) ours: String,
}

/// Puts what the first has saved into the fields of which that was chosen.
pub(super) fn settle(filling: &mut Filling<'_>) {
    let stands = filling.choices.typed(&filling.fields, &filling.before);
    for field in &filling.fields {
        if filling.typed.one(&format!("take.{}", field.name)) == "theirs" {
            filling.typed.replace(field, &stands);
        }
    }
}

/// Holds what was filled in against what somebody else has saved since, and puts what only they have changed into it.
pub(super) async fn compare(filling: &mut Filling<'_>, id: &str, ours: &Values) -> Result<Late, Failure> {
    let desk = filling.desk;
    let now = desk.entry(id).await?;
    let (theirs, version) = (&now.body.values, filling.typed.one("version").parse().unwrap_or(0));
    let before = registers::as_of(&desk.directory().await?, &now, version).await?;
    let known = Known::of_all(desk, &[theirs, ours]).await?;
    let hidden = Hidden::among(desk, named(desk.register, theirs)).await?;
    let names = Names { unseen: hidden.unseen(desk, &now).await?, ..Names::default() };
    let mut stands = widget::typed(&filling.fields, theirs);
    names.veil(&mut stands);
    let mut late = Late { version: now.head.version, taken: vec![], both: vec![] };
    for field in desk.register.fields {
        let (was, is, mine) = (before.get(field.name), theirs.get(field.name), ours.get(field.name));
        let is_asked = filling.fields.iter().any(|asked| asked.name == field.name);
        if was == is {
            continue;
        }
        if !is_asked || mine == was {
            if is_asked {
                filling.typed.replace(field, &stands);
            }
            late.taken.push((desk.label(field.name), known.line(field, is)));
        } else if mine != is {
            late.both.push(Both {
                name: field.name,
                label: desk.label(field.name),
                theirs: known.line(field, is),
                ours: known.line(field, mine),
            });
        }
    }
    Ok(late)
}

/// The form again, with what it tells of them.
pub(super) fn page(late: Late, page: FormPage) -> Result<Response, Failure> {
    let page = FormPage { version: late.version, late: Some(late), ..page };
    Ok(conflict::page(html(page.render()?)))
}
