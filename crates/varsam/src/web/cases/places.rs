//! The places where something is seen that is to go: accounts of the register and addresses. They are listed with one step,
//! and with another each is shown to be cleared.

use super::{Desk, details};
use crate::office::registers::{self, Typed};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::site::{Link, Site};
use varsam_access::Action;
use varsam_model::case::{Case, Place};
use varsam_model::detail::Detail;
use varsam_model::register::Register;
use varsam_model::routine::Step;
use varsam_model::{Id, id};

/// The most places that one step lists, and the longest address, in characters.
const MOST: usize = 100;
const LONGEST: usize = 2000;

/// The field of addresses, a line each.
pub(super) const ADDRESSES: &str = "addresses";

/// What the accounts are called that the reader may see.
pub(super) struct Names {
    site: Site,
    /// By their ids, each with whether it is in use, in the order of the register.
    accounts: Vec<(Id<id::Record>, String, bool)>,
}

impl Names {
    pub(super) async fn of(desk: &Desk) -> Result<Self, Failure> {
        let (office, reader, site) = (&desk.office, &desk.reader, desk.site.clone());
        let Some(register) = Register::of("account") else { return Ok(Self { site, accounts: vec![] }) };
        let shelf = office.shelf(reader.session.organiser, register).await?;
        let seen = registers::units(office, reader, register, Action::ViewRecord);
        let rows = shelf.rows().iter().filter(|row| seen.contains(&row.unit));
        let named = rows.map(|row| (row.id, row.title.clone(), register.is_used(&row.state)));
        Ok(Self { site, accounts: named.collect() })
    }

    /// The same for a case; nothing is looked up where it has no places.
    pub(super) async fn of_case(desk: &Desk, case: &Case) -> Result<Self, Failure> {
        if case.events.iter().any(|event| !event.places.is_empty()) {
            return Self::of(desk).await;
        }
        Ok(Self { site: desk.site.clone(), accounts: vec![] })
    }

    /// A place in words.
    pub(super) fn told(&self, place: &Place) -> String {
        match place {
            Place::Address(address) => address.clone(),
            Place::Account(id) => {
                let named = self.accounts.iter().find(|(account, ..)| account == id);
                named.map_or_else(|| self.site.t("registers-withheld-entry"), |(_, name, _)| name.clone())
            }
        }
    }

    /// The accounts in use, to be ticked.
    pub(super) fn offered(&self, typed: &Typed) -> Vec<Link> {
        let used = self.accounts.iter().filter(|(.., is_used)| *is_used);
        let option = |(id, name, _): &(Id<id::Record>, String, bool)| {
            let id = id.to_string();
            let current = typed.all("place").contains(&id);
            Link { current, text: name.clone(), href: id, about: String::new() }
        };
        used.map(option).collect()
    }

    /// The places that are left of a step, each by its number.
    pub(super) fn left(&self, case: &Case, step: &Step, typed: &Typed) -> Vec<Link> {
        let option = |(number, place): (usize, &Place)| {
            let number = number.to_string();
            Link {
                current: typed.one("place") == number,
                text: self.told(place),
                href: number,
                about: String::new(),
            }
        };
        let left = case.places_left(step);
        case.places(step)
            .into_iter()
            .enumerate()
            .filter(|(_, place)| left.contains(place))
            .map(option)
            .collect()
    }

    /// The places of a step; the current ones are left.
    pub(super) fn all(&self, case: &Case, step: &Step) -> Vec<Link> {
        let left = case.places_left(step);
        let option = |place: &Place| Link {
            current: left.contains(&place),
            text: self.told(place),
            href: String::new(),
            about: String::new(),
        };
        case.places(step).into_iter().map(option).collect()
    }
}

/// The places that were listed in a form; what is wrong with them is noted.
pub(super) fn listed(desk: &Desk, names: &Names, typed: &Typed, errors: &mut Errors) -> Vec<Place> {
    let ticked = names.offered(typed).into_iter().filter(|account| account.current);
    let accounts = ticked.filter_map(|account| account.href.parse().ok()).map(Place::Account);
    let lines = typed.one(ADDRESSES).lines().map(str::trim).filter(|line| !line.is_empty());
    let addresses = lines.map(|line| Place::Address(line.to_owned()));
    let mut places: Vec<Place> = Vec::new();
    for place in accounts.chain(addresses) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let is_long =
        |place: &Place| matches!(place, Place::Address(address) if address.chars().count() > LONGEST);
    if places.len() > MOST || places.iter().any(is_long) {
        errors.say(ADDRESSES, desk.site.count("cases-error-places", &MOST));
    }
    places
}

/// The place that was chosen in a form, among those of a step that are left.
pub(super) fn chosen(case: &Case, step: &Step, typed: &Typed) -> Option<Place> {
    let number: usize = typed.one("place").parse().ok()?;
    let place = case.places(step).into_iter().nth(number)?;
    case.places_left(step).contains(&place).then(|| place.clone())
}

/// What was written in a form that the guard reads: the note, the addresses, and the lines of the details that it asks for.
pub(super) fn written(asked: &[Detail], typed: &Typed) -> String {
    let (note, addresses) = (typed.one("note").trim(), typed.one(ADDRESSES).trim());
    let text = if addresses.is_empty() { note.to_owned() } else { format!("{note}\n{addresses}") };
    details::written(&text, asked, typed)
}
