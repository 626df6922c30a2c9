//! How things stand now, whatever year is told of: what is open, what is without an agreement, what nobody answers for.

use crate::office::cases::{CASE, OPEN};
use crate::office::figures::Scope;
use crate::office::registers::{Shelf, is_overdue};
use crate::office::{Directory, Office, Reader, calendar};
use jiff::ToSpan as _;
use std::collections::BTreeSet;
use varsam_model::register::{Register, Value};
use varsam_model::{Id, id};
use varsam_store::{Fault, Filter};

/// How many months ahead an agreement that ends is told of.
const AHEAD: i64 = 6;

/// How things stand.
#[derive(Debug, Default)]
pub(crate) struct Present {
    /// Open cases, and those of them in which something is late.
    pub(crate) open: u64,
    pub(crate) late: u64,
    /// Processors in use, and those of them that no agreement holds with.
    pub(crate) processors: usize,
    pub(crate) without_agreement: usize,
    /// Agreements that end soon, and those whose time is over and that nobody has ended.
    pub(crate) ending: usize,
    pub(crate) over: usize,
    /// Accounts in use, those of them that too few can sign in to, and those that nobody attests any longer.
    pub(crate) accounts: usize,
    pub(crate) at_risk: usize,
    pub(crate) unattested: usize,
}

impl Present {
    /// How things stand at the units of a scope.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn of(
        office: &Office,
        reader: &Reader,
        directory: &Directory<'_>,
        scope: &Scope,
    ) -> Result<Self, Fault> {
        let open = Filter { register: CASE, state: OPEN, units: &scope.units, ..Filter::default() };
        let mut present = Self {
            open: directory.tenant.count(&open).await?,
            late: directory.tenant.overdue(&scope.units, scope.now).await?,
            ..Self::default()
        };
        let codes = ["processor", "agreement", "account"].map(Register::of);
        let [Some(processor), Some(agreement), Some(account)] = codes else { return Ok(present) };
        let organiser = reader.session.organiser;
        let agreements = office.shelf(organiser, agreement).await?;
        let units: BTreeSet<_> = scope.units.iter().copied().collect();
        present.count_agreements((agreement, &agreements), &units, scope);
        let covered = covered((agreement, &agreements), scope);
        let processors = office.shelf(organiser, processor).await?;
        let used = processors.of_units(&units).filter(|row| processor.is_used(&row.state));
        for row in used {
            present.processors += 1;
            present.without_agreement += usize::from(!covered.contains(&row.id));
        }
        let (accounts, here) = (office.shelf(organiser, account).await?, office.present(organiser).await?);
        for row in accounts.of_units(&units).filter(|row| account.is_used(&row.state)) {
            present.accounts += 1;
            present.at_risk += usize::from(here.is_at_risk(account, row));
            present.unattested += usize::from(row.due.is_none_or(|due| due <= scope.now));
        }
        Ok(present)
    }

    fn count_agreements(
        &mut self,
        (register, shelf): (&Register, &Shelf),
        units: &BTreeSet<Id<id::Unit>>,
        scope: &Scope,
    ) {
        let soon = calendar::end(scope.today().saturating_add(AHEAD.months()));
        for row in shelf.of_units(units).filter(|row| register.is_used(&row.state)) {
            let is_over = is_overdue(row, scope.now);
            self.over += usize::from(is_over);
            self.ending += usize::from(!is_over && row.due.is_some_and(|due| due <= soon));
        }
    }
}

/// The processors that an agreement holds with, wherever it was made.
fn covered((register, shelf): (&Register, &Shelf), scope: &Scope) -> BTreeSet<Id<id::Record>> {
    let holds = shelf.rows().iter().filter(|row| register.is_used(&row.state) && !is_overdue(row, scope.now));
    let with = holds.filter_map(|row| row.get(register, "processor").and_then(Value::text));
    with.filter_map(|id| id.parse().ok()).collect()
}
