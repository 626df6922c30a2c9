//! The overview: all registers, with how many entries each has and how many of them wait for something.

use super::{Desk, desks};
use crate::office::registers;
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::response::Response;
use varsam_access::Action;

/// `GET /registers`
#[derive(Template)]
#[template(path = "registers.html")]
struct Index {
    site: Site,
    title: String,
    registers: Vec<Shown>,
}

/// A register.
pub(super) struct Shown {
    href: String,
    pub(super) name: String,
    pub(super) about: String,
    /// Entries that are not of the past.
    pub(super) count: usize,
    /// Those whose time is over.
    pub(super) overdue: usize,
    /// Where an entry is added; nowhere when the reader may not.
    pub(super) new: String,
    new_text: String,
}

/// Shows the registers that the reader sees anything of.
pub(super) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    let mut shown = Vec::new();
    for desk in desks(&site, &signed)? {
        shown.push(Shown::of(&desk).await?);
    }
    let title = site.t("registers-title");
    Ok(html(Index { site, title, registers: shown }.render()?))
}

impl Shown {
    /// What the overview tells of a register.
    pub(super) async fn of(desk: &Desk) -> Result<Self, Failure> {
        let (shelf, units) = (desk.shelf().await?, desk.units(Action::ViewRecord));
        let now = desk.office.now();
        let current = shelf.rows().iter().filter(|row| units.contains(&row.unit));
        let current: Vec<_> = current.filter(|row| !desk.register.is_ended(&row.state)).collect();
        let may_add = desk.register.by_hand && !desk.units(Action::CreateRecord).is_empty();
        Ok(Self {
            href: desk.href(""),
            name: desk.site.pick("register", desk.register.code),
            about: desk.site.t(&format!("register-{}-about", desk.register.code)),
            count: current.len(),
            overdue: current.iter().filter(|row| registers::is_overdue(row, now)).count(),
            new: if may_add { desk.href("/new") } else { String::new() },
            new_text: desk.site.t(&format!("register-{}-new", desk.register.code)),
        })
    }
}
