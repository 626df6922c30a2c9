//! Passkeys: keys on people's own devices. The public half is kept sealed under the key of whose it is. Nobody types a
//! name: the device says whose passkey it is.

use super::{Directory, Office, register};
use crate::fault::Fault as Unsound;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Deed, Document, Fault, Filter, Head, Ticket};
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, WebauthnBuilder, WebauthnError,
};
use webauthn_rs::{Webauthn, prelude};

/// How long somebody has to answer, in seconds.
const PATIENCE: i64 = 300;
/// The most passkeys that somebody has.
const MOST: usize = 20;

/// What a passkey is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// To come in.
    SignIn,
    /// To show that it is still the same person.
    StepUp,
}

impl For {
    /// Its kind of ceremony; the deed in the log is called the same.
    const fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::StepUp => "step_up",
        }
    }
}

/// A passkey as it is kept.
#[derive(Serialize, Deserialize)]
pub struct Passkey {
    /// What its owner calls it.
    pub name: String,
    /// Since when it is there.
    pub added: Instant,
    /// When it was used last.
    pub used: Option<Instant>,
    /// What checks its answers; none where it was taken away.
    credential: Option<prelude::Passkey>,
}

/// What a browser is asked, and the token under which the answer is expected.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    state: String,
    public_key: Value,
}

/// What is remembered while a passkey is made.
#[derive(Serialize, Deserialize)]
struct Adding {
    organiser: Id<id::Organiser>,
    person: Id<id::Person>,
    registration: PasskeyRegistration,
}

const ADDING: &str = "passkey_added";

/// What makes and checks the passkeys of an address.
///
/// # Errors
/// When the address has no name.
pub fn webauthn(address: &Url) -> Result<Webauthn, Unsound> {
    let host = address.domain().unwrap_or_default();
    let builder = WebauthnBuilder::new(host, address).map_err(anyhow::Error::from)?;
    Ok(builder.rp_name("Varsam").build().map_err(anyhow::Error::from)?)
}

/// The passkeys of somebody.
///
/// # Errors
/// When the store fails.
pub async fn of(office: &Office, who: Ticket) -> Result<Vec<Document<Passkey>>, Fault> {
    let filter = Filter {
        register: register::PASSKEY,
        state: "active",
        subject: Some(who.person.uuid()),
        limit: 1000,
        ..Filter::default()
    };
    office.store.tenant(who.organiser).list(&filter).await
}

/// Asks a browser for a new passkey of somebody, kept on the device under what they are called.
///
/// # Errors
/// When the store fails.
pub async fn begin_adding(office: &Office, who: Ticket, called: &str) -> anyhow::Result<Question> {
    let known = of(office, who).await?;
    let known = known.iter().filter_map(|kept| Some(kept.body.credential.as_ref()?.cred_id().clone()));
    let (asked, registration) = office.webauthn.start_passkey_registration(
        who.person.uuid(),
        called,
        called,
        Some(known.collect()),
    )?;
    let adding = Adding { organiser: who.organiser, person: who.person, registration };
    let state = begin(office, ADDING, &adding).await?;
    let mut public_key = serde_json::to_value(asked.public_key)?;
    if let Some(Value::Object(wanted)) = public_key.get_mut("authenticatorSelection") {
        // The device has to know whose passkey it is: then nobody types a name.
        wanted.insert("residentKey".into(), json!("required"));
        wanted.insert("requireResidentKey".into(), json!(true));
    }
    Ok(Question { state, public_key })
}

/// Takes in a new passkey; whatever link somebody had is worth nothing from then on. Says whether it was taken.
///
/// # Errors
/// When the store fails.
pub async fn add(
    office: &Office,
    who: Ticket,
    (state, answer): (&str, &RegisterPublicKeyCredential),
    name: &str,
) -> anyhow::Result<bool> {
    let now = office.now();
    let Some(kept) = office.store.go_on(ADDING, state, now).await? else { return Ok(false) };
    let Adding { organiser, person, registration } = serde_json::from_slice(&kept)?;
    let is_theirs = (organiser, person) == (who.organiser, who.person);
    let credential = office.webauthn.finish_passkey_registration(answer, &registration);
    let (true, Ok(credential)) = (is_theirs && of(office, who).await?.len() < MOST, credential) else {
        return Ok(false);
    };
    let tenant = office.store.tenant(organiser);
    let unit = Directory::of(tenant, organiser).await?.person(person).await?.unit;
    let id = office.store.new_id(now)?;
    let head = Head::about(id, register::PASSKEY, unit, person.uuid(), RecordClass::SignIn);
    let passkey = Passkey { name: name.to_owned(), added: now, used: None, credential: Some(credential) };
    let mut change = tenant.change(person, now).await?;
    change.create(&head.in_state("active"), &passkey).await?;
    change.log(Deed::new("passkey_added").about(person).at(unit)).await?;
    change.commit().await?;
    tenant.withdraw_links(person).await?;
    Ok(true)
}

/// Asks a browser for a passkey: any, or one of somebody's.
///
/// # Errors
/// When the store fails.
pub async fn ask(office: &Office, what: For, whose: Option<Ticket>) -> anyhow::Result<Question> {
    let (asked, authentication) = office.webauthn.start_discoverable_authentication()?;
    let mut public_key = serde_json::to_value(asked.public_key)?;
    if let (Some(whose), Value::Object(options)) = (whose, &mut public_key) {
        let known = of(office, whose).await?;
        let known = known.iter().filter_map(|kept| Some(kept.body.credential.as_ref()?.cred_id()));
        let allowed = known.map(|id| json!({ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(id) }));
        let allowed = allowed.collect();
        options.insert("allowCredentials".into(), Value::Array(allowed));
    }
    Ok(Question { state: begin(office, what.code(), &authentication).await?, public_key })
}

/// Who has shown a passkey: anybody, or nobody but the one it was asked of. It goes into the log.
///
/// # Errors
/// When the store fails.
pub async fn shown(
    office: &Office,
    what: For,
    whose: Option<Ticket>,
    (state, answer): (&str, &PublicKeyCredential),
) -> anyhow::Result<Option<Ticket>> {
    let Some(kept) = office.store.go_on(what.code(), state, office.now()).await? else { return Ok(None) };
    let authentication: DiscoverableAuthentication = serde_json::from_slice(&kept)?;
    let candidates = match whose {
        Some(whose) => vec![whose],
        None => candidates(office, answer).await?,
    };
    for who in candidates {
        for kept in of(office, who).await? {
            let Some(credential) = &kept.body.credential else { continue };
            if credential.cred_id().as_slice() != answer.get_credential_id() {
                continue;
            }
            let checked =
                office.webauthn.finish_discoverable_authentication_v2(answer, authentication, credential);
            return Ok(judged(office, what, who, kept, checked).await?.then_some(who));
        }
    }
    Ok(None)
}

/// Whose the device says the passkey is, at each organiser that knows such a person.
async fn candidates(office: &Office, answer: &PublicKeyCredential) -> Result<Vec<Ticket>, Fault> {
    let Ok((person, _)) = office.webauthn.identify_discoverable_authentication(answer) else {
        return Ok(vec![]);
    };
    let organisers = office.store.organisers().await?.into_iter();
    Ok(organisers.map(|organiser| Ticket { organiser, person: Id::new(person) }).collect())
}

/// Notes that a passkey was used. One whose counter runs backwards was copied and lets nobody in.
async fn judged(
    office: &Office,
    what: For,
    who: Ticket,
    kept: Document<Passkey>,
    checked: Result<AuthenticationResult, WebauthnError>,
) -> Result<bool, Fault> {
    let tenant = office.store.tenant(who.organiser);
    let now = office.now();
    let Document { head, body: mut passkey } = kept;
    match checked {
        Ok(result) => {
            if let Some(credential) = &mut passkey.credential {
                credential.update_credential(&result);
            }
            passkey.used = Some(now);
            let mut change = tenant.change(who.person, now).await?;
            match change.update(&head, &passkey).await {
                // It was used elsewhere in the same moment: a copy, or somebody with two hands.
                Err(Fault::Changed) => return Ok(false),
                updated => updated?,
            };
            change.log(Deed::new(what.code()).note("passkey")).await?;
            change.commit().await?;
            Ok(true)
        }
        Err(WebauthnError::CredentialPossibleCompromise) => {
            let mut change = tenant.change(who.person, now).await?;
            change.log(Deed::new("passkey_copied").about(who.person)).await?;
            change.commit().await?;
            Ok(false)
        }
        Err(_) => Ok(false),
    }
}

/// Calls a passkey otherwise. Of another's, or of one that is gone, nothing happens.
///
/// # Errors
/// When the store fails.
pub async fn rename(office: &Office, who: Ticket, id: &str, name: &str) -> Result<(), Fault> {
    let Some(Document { head, mut body }) = one(office, who, id).await? else { return Ok(()) };
    name.clone_into(&mut body.name);
    let mut change = office.store.tenant(who.organiser).change(who.person, office.now()).await?;
    change.update(&head, &body).await?;
    change.commit().await
}

/// Takes a passkey away.
///
/// # Errors
/// When the store fails.
pub async fn remove(office: &Office, who: Ticket, id: &str) -> Result<(), Fault> {
    let Some(kept) = one(office, who, id).await? else { return Ok(()) };
    take_away(office, who, vec![kept]).await
}

/// Takes all passkeys away.
///
/// # Errors
/// When the store fails.
pub(super) async fn remove_all(office: &Office, who: Ticket) -> Result<(), Fault> {
    take_away(office, who, of(office, who).await?).await
}

async fn take_away(office: &Office, who: Ticket, keys: Vec<Document<Passkey>>) -> Result<(), Fault> {
    let mut change = office.store.tenant(who.organiser).change(who.person, office.now()).await?;
    for Document { head, body } in keys {
        change.update(&head.in_state("removed"), &Passkey { credential: None, ..body }).await?;
        change.log(Deed::new("passkey_removed").about(who.person)).await?;
    }
    change.commit().await
}

async fn one(office: &Office, who: Ticket, id: &str) -> Result<Option<Document<Passkey>>, Fault> {
    Ok(of(office, who).await?.into_iter().find(|kept| kept.head.id.to_string() == id))
}

async fn begin(office: &Office, kind: &str, state: &impl Serialize) -> anyhow::Result<String> {
    let now = office.now();
    let state = serde_json::to_vec(state)?;
    Ok(office.store.begin(kind, &state, now, now.plus_seconds(PATIENCE)).await?)
}
