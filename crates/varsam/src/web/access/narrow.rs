//! Which grants a list shows and a file holds: what an address asks for, among those that the reader may see.

use super::grants::{Row, code, line, seen};
use crate::office::{Office, Reader, calendar};
use crate::web::error::Failure;
use crate::web::fields;
use serde::Deserialize;
use std::collections::HashMap;
use varsam_access::Action;
use varsam_model::grant::{Grant, HeldPrecondition, Precondition, Standing};
use varsam_model::{Id, Instant, Role, id};

/// How a grant can stand, as in addresses and locale keys.
pub(super) const STANDINGS: [&str; 4] = ["active", MISSING, "not-yet", "ended"];

/// That something is missing.
pub(super) const MISSING: &str = "missing";

/// What an address asks for; each is empty where nothing is asked.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct Asked {
    /// Code of a role.
    #[serde(default)]
    pub(super) role: String,
    /// Code of a precondition that the role requires.
    #[serde(default)]
    pub(super) precondition: String,
    /// How the grant stands.
    #[serde(default)]
    pub(super) standing: String,
    /// The day before which something of it ends.
    #[serde(default)]
    pub(super) before: String,
    /// How many stand on the pages before.
    #[serde(default)]
    from: String,
}

impl Asked {
    /// How many stand on the pages before.
    pub(super) fn skipped(&self) -> usize {
        self.from.parse().unwrap_or(0)
    }

    /// Whether what stands where a day belongs is none.
    pub(super) fn is_wrong(&self) -> bool {
        !self.before.trim().is_empty() && fields::day(&self.before).is_none()
    }

    /// Whether less is asked for than all.
    pub(super) fn is_narrowed(&self) -> bool {
        [&self.role, &self.precondition, &self.standing, &self.before].iter().any(|text| !text.is_empty())
    }

    /// The same as an address says it, after so many.
    pub(super) fn query(&self, skipped: usize) -> String {
        let from = if skipped == 0 { String::new() } else { skipped.to_string() };
        let pairs = [
            ("role", self.role.as_str()),
            ("precondition", self.precondition.as_str()),
            ("standing", self.standing.as_str()),
            ("before", self.before.as_str()),
            ("from", from.as_str()),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs.iter().filter(|(_, text)| !text.is_empty()));
        query.finish()
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            role: self.role.parse().ok(),
            precondition: self.precondition.parse().ok(),
            standing: STANDINGS.into_iter().find(|code| *code == self.standing),
            before: fields::day(&self.before).map(calendar::start),
        }
    }
}

/// What a grant has to be like; nothing is wanted where there is none.
struct Wanted {
    role: Option<Role>,
    precondition: Option<Precondition>,
    standing: Option<&'static str>,
    before: Option<Instant>,
}

impl Wanted {
    /// Whether that depends on what somebody fulfils.
    fn is_about_held(&self) -> bool {
        self.precondition.is_some() || self.standing.is_some() || self.before.is_some()
    }

    fn is_met(&self, grant: &Grant, held: &[HeldPrecondition], now: Instant) -> bool {
        let standing = grant.standing(now, held);
        self.role.is_none_or(|role| role == grant.role)
            && self.standing.is_none_or(|wanted| wanted == code(&standing))
            && self.precondition.is_none_or(|wanted| self.concerns(wanted, grant, &standing))
            && self.before.is_none_or(|before| self.ends(grant, held, (now, before)))
    }

    /// Whether a grant requires a precondition; of those that lack something, whether they lack it.
    fn concerns(&self, wanted: Precondition, grant: &Grant, standing: &Standing) -> bool {
        match standing {
            Standing::Missing(missing) if self.standing == Some(MISSING) => missing.contains(&wanted),
            _ => Precondition::of_role(grant.role).contains(&wanted),
        }
    }

    /// Whether a precondition that is fulfilled now ends before a moment: the one that is asked for; else any, or the
    /// grant itself.
    fn ends(&self, grant: &Grant, held: &[HeldPrecondition], (now, before): (Instant, Instant)) -> bool {
        let fulfilled = grant.fulfilled(now, held).into_iter();
        let asked = fulfilled.filter(|(one, _)| self.precondition.is_none_or(|wanted| wanted == *one));
        let own = self.precondition.is_none().then_some(grant.until);
        asked.filter_map(|(_, until)| until).chain(own).any(|until| until <= before)
    }
}

/// What somebody fulfils, by whose it is.
type HeldBy = HashMap<Id<id::Person>, Vec<HeldPrecondition>>;

/// The grants that an address asks for, in the order of the list.
pub(super) struct Found {
    grants: Vec<Grant>,
    /// What everybody fulfils, where that was asked about; else it is read of those who are shown.
    held: Option<HeldBy>,
}

impl Found {
    /// What a reader finds at the units that they work with. Those whose holder is hidden are not counted either. To
    /// whoever goes through no grants, there is no list.
    pub(super) async fn of(office: &Office, reader: &Reader, asked: &Asked) -> Result<Self, Failure> {
        if !reader.opens.contains(&Action::ReviewGrants) {
            return Err(Failure::NoSuchPage);
        }
        let (directory, wanted, now) = (reader.directory(office).await?, asked.wanted(), office.now());
        let given = seen(office, reader, directory.given(&reader.scope()).await?);
        let hidden = directory.unlisted().await?;
        let held = if wanted.is_about_held() { Some(directory.fulfilled().await?) } else { None };
        let grants = given.into_iter().map(|document| document.body.grant);
        let mut grants: Vec<_> = grants.filter(|grant| !hidden.contains(&grant.person)).collect();
        let fulfilled = |person| held.as_ref().map(|held| held_by(held, person)).unwrap_or_default();
        grants.retain(|grant| wanted.is_met(grant, fulfilled(grant.person), now));
        grants.sort_by_cached_key(|grant| {
            (grant.role, directory.units.name(grant.unit).to_lowercase(), grant.id)
        });
        Ok(Self { grants, held })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.grants.len()
    }

    /// Some of them as rows.
    pub(super) async fn rows(
        &self,
        office: &Office,
        reader: &Reader,
        (skipped, most): (usize, usize),
    ) -> Result<Vec<Row>, Failure> {
        let directory = reader.directory(office).await?;
        let shown: Vec<_> = self.grants.iter().skip(skipped).take(most).collect();
        let ids: Vec<_> = shown.iter().map(|grant| grant.person).collect();
        let people = directory.persons(&ids).await?;
        let of_shown;
        let held = if let Some(held) = &self.held {
            held
        } else {
            of_shown = directory.fulfilled_by(&ids).await?;
            &of_shown
        };
        let row = |grant: &Grant| {
            let holder = people.get(&grant.person).filter(|holder| !holder.is_hidden())?;
            Some(line(office, &directory, grant, (holder, held_by(held, grant.person))))
        };
        Ok(shown.into_iter().filter_map(row).collect())
    }
}

fn held_by(held: &HeldBy, person: Id<id::Person>) -> &[HeldPrecondition] {
    held.get(&person).map(Vec::as_slice).unwrap_or_default()
}
