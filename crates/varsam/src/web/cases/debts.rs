//! What registers owe, as the first page has it: each with the way to its entry.

use super::Desk;
use super::index::StartView;
use crate::office::registers::debts::{self, Debt, What};
use crate::office::{Directory, calendar, logins};
use crate::web::error::Failure;

/// What is to be done by the reader, what is due first before the rest: so many, and how many more there are.
pub(super) async fn of(
    desk: &Desk,
    directory: &Directory<'_>,
    most: usize,
) -> Result<(Vec<StartView>, usize), Failure> {
    let debts = debts::of_reader(&desk.office, directory, &desk.reader).await?;
    let more = debts.len().saturating_sub(most);
    Ok((debts.iter().take(most).map(|debt| view(desk, debt)).collect(), more))
}

fn view(desk: &Desk, debt: &Debt) -> StartView {
    let (site, row, code) = (&desk.site, &debt.row, debt.register.code);
    let due = debt.due.map(|due| match debt.what {
        // A day that is over at midnight is that day.
        What::Time => calendar::last_day(due).to_string(),
        _ => calendar::minute(due),
    });
    let due = due.unwrap_or_default();
    StartView {
        href: match debt.what {
            What::Password => logins::path(row.id),
            _ => format!("/registers/{code}/{}", row.id),
        },
        routine: format!("{}: {}", site.pick("register", code), row.title),
        unit: desk.reader.units.name(row.unit).to_owned(),
        by: match debt.what {
            What::Password => site.t("debts-password"),
            What::Check => site.with("debts-check", due),
            What::Time => site.with("debts-by", due),
        },
        is_overdue: debt.due.is_some_and(|due| due <= desk.office.now()),
    }
}
