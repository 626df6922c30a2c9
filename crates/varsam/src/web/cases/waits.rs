//! What the reader has started and others have to go on with: the first page says with whom it lies, and until when.

use super::Desk;
use super::index::called;
use crate::office::cases::mine;
use crate::office::cases::owed::{self, Holders, Owing};
use crate::office::{Directory, calendar};
use crate::web::error::Failure;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use varsam_model::case::{Case, Standing};
use varsam_store::Document;

/// How many stand on the first page.
const FEW: usize = 5;

/// A case that lies with others.
pub(in crate::web) struct Wait {
    pub(in crate::web) href: String,
    pub(in crate::web) case: String,
    pub(in crate::web) unit: String,
    /// The step that is due first of those that lie with others, and with whom.
    pub(in crate::web) step: String,
    pub(in crate::web) whom: String,
    /// By when, in words; empty where it has no clock.
    pub(in crate::web) due: String,
    pub(in crate::web) is_overdue: bool,
}

/// What the reader waits for, the latest first.
pub(super) async fn of(desk: &Desk, directory: &Directory<'_>) -> Result<Vec<Wait>, Failure> {
    let (mut waits, mut at) = (Vec::new(), HashMap::new());
    for document in mine::started(&desk.office, &desk.reader, directory).await? {
        if waits.len() == FEW {
            break;
        }
        let unit = document.head.unit;
        let holders = match at.entry(unit) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Holders::of(directory, unit, desk.office.now()).await?),
        };
        waits.extend(wait(desk, directory, &document, holders).await?);
    }
    Ok(waits)
}

/// What is waited for in a case; nothing where all that is open lies with the reader.
async fn wait(
    desk: &Desk,
    directory: &Directory<'_>,
    document: &Document<Case>,
    holders: &Holders,
) -> Result<Option<Wait>, Failure> {
    let (case, me) = (&document.body, desk.reader.session.person);
    let walked = case.walk(holders.hours());
    let open = walked.iter().filter_map(|stood| match stood.standing {
        Standing::Open { due, .. } => Some((due, stood.step, owed::owing(case, stood, holders))),
        _ => None,
    });
    let others = open.filter(|(_, _, owing)| !owing.persons(holders).contains(&me));
    let first = others.min_by_key(|(due, _, _)| (due.is_none(), *due));
    let Some((due, step, owing)) = first else { return Ok(None) };
    Ok(Some(Wait {
        href: format!("/cases/{}", document.head.id),
        case: format!("{}: {}", desk.words(&case.routine.title), case.title),
        unit: desk.reader.units.name(document.head.unit).to_owned(),
        step: desk.words(&step.title).to_owned(),
        whom: with(desk, directory, &owing).await?,
        due: due.map(|due| desk.site.with("waits-by", calendar::minute(due))).unwrap_or_default(),
        is_overdue: due.is_some_and(|due| due <= desk.office.now()),
    }))
}

/// With whom a step lies, in words.
async fn with(desk: &Desk, directory: &Directory<'_>, owing: &Owing) -> Result<String, Failure> {
    let mut all: Vec<_> = owing.roles.iter().map(|role| desk.party(role.code())).collect();
    if let Some(person) = owing.person {
        all.push(called(desk, directory, person).await?);
    }
    Ok(if all.is_empty() { desk.site.t("cases-owed-by-nobody") } else { all.join(", ") })
}
