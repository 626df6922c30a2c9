//! Logins of accounts (SOL-11, SKL-04): who holds one, who could know it though they hold it no longer, and what is sealed
//! in it. Whether somebody holds it still is worked out when it is looked at; nothing has to run for it.

pub(crate) mod opening;
pub(crate) mod present;
pub(crate) mod totp;

use super::registers::{self, HOLDERS};
use super::{Directory, Office, Reader};
use std::collections::{BTreeMap, BTreeSet};
use varsam_access::{Action, Object, SignIn, Subject};
use varsam_model::register::{Entry, Register};
use varsam_model::{Id, id};
use varsam_store::{Change, Deed, Document, Fault, Word};
use zeroize::Zeroizing;

/// What is sealed of a login, by field.
pub(crate) const FIELDS: [&str; 4] = ["login", "password", "recovery", "seed"];

/// The field whose change makes what somebody knew worthless.
const PASSWORD: &str = "password";

/// The fewest who should hold a login.
pub(crate) const FEWEST: usize = 2;

/// The deeds, as the log has them.
pub(crate) const OPEN: &str = "open_login";
pub(crate) const OPEN_TOGETHER: &str = "open_login_together";
const SET: &str = "set_login";

/// The letter that tells the others that a login was shown.
const SHOWN: &str = "reveal_secret";

/// Who has to do with a login.
#[derive(Debug, Clone)]
pub(crate) struct Login {
    /// Who is said to hold it.
    pub(crate) holders: Vec<Id<id::Person>>,
    /// Those of them who can open it: they work there.
    pub(crate) here: BTreeSet<Id<id::Person>>,
    /// Those who could know it and hold it no longer.
    pub(crate) left: Vec<Id<id::Person>>,
}

/// What was sealed of a login, by field.
pub(crate) type Opened = BTreeMap<String, Zeroizing<String>>;

impl Login {
    /// Who has to do with the login of an account, now.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn of(
        office: &Office,
        reader: &Reader,
        document: &Document<Entry>,
    ) -> Result<Self, Fault> {
        let Document { head, body } = document;
        let holders = holders(body);
        let object = Object::login(reader.units.place(head.unit), holders.clone());
        let directory = reader.directory(office).await?;
        let mut here = BTreeSet::new();
        for holder in &holders {
            if can_open(office, reader, &directory, *holder, &object).await? {
                here.insert(*holder);
            }
        }
        let left = body.known_by.keys().copied().filter(|person| !here.contains(person)).collect();
        Ok(Self { holders, here, left })
    }

    /// Whether too few hold it: the account goes idle when one is away.
    pub(crate) fn is_at_risk(&self) -> bool {
        self.here.len() < FEWEST
    }

    fn others(&self, person: Id<id::Person>) -> Vec<Id<id::Person>> {
        self.holders.iter().copied().filter(|holder| *holder != person).collect()
    }
}

/// The accounts whose logins somebody holds or could know, as far as a reader sees these accounts: each with what it is
/// called, and whether its password has to be changed because of them.
///
/// # Errors
/// When the store fails.
pub(crate) async fn of_person(
    office: &Office,
    reader: &Reader,
    person: Id<id::Person>,
) -> Result<Vec<(String, String, bool)>, Fault> {
    let Some(register) = Register::of("account") else { return Ok(vec![]) };
    let seen = registers::units(office, reader, register, Action::ViewRecord);
    if seen.is_empty() {
        return Ok(vec![]);
    }
    let (directory, id) = (reader.directory(office).await?, person.to_string());
    let shelf = office.shelf(reader.session.organiser, register).await?;
    let mut found = Vec::new();
    for row in shelf.rows().iter().filter(|row| seen.contains(&row.unit)) {
        let holds = row.get(register, HOLDERS).is_some_and(|holders| holders.all().contains(&id));
        if !holds && !row.known_by.contains(&person) {
            continue;
        }
        match directory.record::<Entry>(register.code, row.id).await {
            Ok(document) => {
                let login = Login::of(office, reader, &document).await?;
                found.push((
                    format!("/registers/account/{}", row.id),
                    row.title.clone(),
                    login.left.contains(&person),
                ));
            }
            Err(Fault::Missing | Fault::Erased) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(found)
}

/// What the rules are asked about when a login is.
pub(crate) fn object(reader: &Reader, document: &Document<Entry>) -> Object {
    Object::login(reader.units.place(document.head.unit), holders(&document.body))
}

fn holders(entry: &Entry) -> Vec<Id<id::Person>> {
    entry.values.all(HOLDERS).iter().filter_map(|id| id.parse().ok()).collect()
}

/// Whether somebody who holds it could open it, were they to sign in and say why.
async fn can_open(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    person: Id<id::Person>,
    object: &Object,
) -> Result<bool, Fault> {
    match directory.person(person).await {
        Ok(entry) if entry.is_here() => {}
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Ok(false),
        Err(fault) => return Err(fault),
    }
    let (grants, held) = directory.grants(person).await?;
    let subject = Subject::new(person, reader.session.organiser)
        .with_grants(&grants, &held, office.now())
        .with_units_above(|unit| directory.units.above(unit))
        .signed_in(SignIn::Strong);
    let subject = Subject { has_reason: true, has_stepped_up: true, ..subject };
    Ok(office.policies.may(&subject, Action::OpenLogin, object).is_allowed())
}

/// Tells those who hold a login, but for whoever does it, that it is changed or that others hold it: nobody comes to hold
/// it unnoticed.
///
/// # Errors
/// When the store fails.
pub(crate) async fn tell_changed(
    change: &mut Change<'_>,
    before: &Document<Entry>,
    by: Id<id::Person>,
) -> Result<(), Fault> {
    let mut others = holders(&before.body);
    others.retain(|holder| *holder != by);
    change.tell(Word { to: &others, about: SET, path: &path(before.head.id) }).await
}

/// Where the page of a login is.
pub(crate) fn path(account: Id<id::Record>) -> String {
    format!("/registers/account/{account}/login")
}

/// Opens a login, as one of these deeds and for a reason. Who sees it knows it from now on.
///
/// # Errors
/// `Changed` when somebody else has written the account since, or another fault of the store: nothing is shown then.
pub(crate) async fn open(
    office: &Office,
    reader: &Reader,
    document: Document<Entry>,
    login: &Login,
    (deed, reason): (&str, &str),
) -> Result<Opened, Fault> {
    let Document { head, mut body } = document;
    let (by, now) = (reader.session.person, office.now());
    let is_new = body.known_by.insert(by, now).is_none();
    let deed = Deed::new(deed).at(head.unit).object(head.id.uuid()).note(reason);
    let (others, path) = (login.others(by), path(head.id));
    let word = Word { to: &others, about: SHOWN, path: &path };
    let anew = is_new.then_some(&body);
    reader.tenant(office).open_secrets((&head, anew), &body.secrets, (by, now), deed, word).await
}

/// Seals what was typed of a login; what is not among it stays. With another password, only those who hold it now could
/// know it, and whoever has set it.
///
/// # Errors
/// `Changed` when somebody else has written the account since, or another fault of the store.
pub(crate) async fn set(
    office: &Office,
    reader: &Reader,
    before: &Document<Entry>,
    login: &Login,
    typed: &[(&'static str, &str)],
) -> Result<(), Fault> {
    let Document { head, mut body } = before.clone();
    let (by, now) = (reader.session.person, office.now());
    let mut change = reader.tenant(office).change(by, now).await?;
    if body.secrets.is_empty() || typed.iter().any(|(field, _)| *field == PASSWORD) {
        body.known_by = login.here.iter().map(|holder| (*holder, now)).collect();
    }
    body.known_by.entry(by).or_insert(now);
    for (field, text) in typed {
        let sealed = change.seal_secret(&head, field, text).await?;
        body.secrets.insert((*field).to_owned(), sealed);
    }
    change.update(&head, &body).await?;
    let fields: Vec<_> = typed.iter().map(|(field, _)| *field).collect();
    change.log(Deed::new(SET).at(head.unit).object(head.id.uuid()).note(&fields.join(" "))).await?;
    tell_changed(&mut change, before, by).await?;
    change.commit().await
}
