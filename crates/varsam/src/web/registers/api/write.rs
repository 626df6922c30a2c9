//! What a program writes: an entry, a change, a step. What it sends is read as if it were typed into the form, so that
//! nothing passes here that would not pass there. A change names the version that it was made from.

use super::super::form;
use super::super::hidden::{Hidden, named};
use super::super::step;
use super::super::widget::{self, is_in_forms};
use super::super::{Desk, entry as pages};
use super::entry::{Shown, answer};
use super::{Named, Refused, Stop, is_from, list, told};
use crate::guard::{Field as Guarded, guard};
use crate::office::registers::{Checked, Draft, REASON, Typed, Wish, Wrongs, lines, reason_error};
use crate::web::conflict::is_changed;
use crate::web::error::{Failure, Wrong as Told};
use crate::web::signed::Signed;
use crate::web::site::Site;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;
use varsam_access::Action;
use varsam_model::register::{Entry, Field, Kind, Step, Value, Values, Wrong};
use varsam_model::{Id, id};
use varsam_store::Document;

/// How many fields that there are not are told of.
const MOST_TOLD: usize = 50;

/// What a program sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    /// What is to stand in the fields that are asked for. What is left out is empty.
    #[serde(default)]
    values: Map<String, Json>,
    /// Why it is to be saved though the guard finds something.
    #[serde(default)]
    despite: String,
}

/// What it is sent for.
struct Filling<'a> {
    desk: &'a Desk,
    /// The fields that are asked for.
    fields: Vec<&'static Field>,
    /// The entry, where there is one already.
    document: Option<&'a Document<Entry>>,
    /// Where it is to stand, and the units that it may be at.
    state: &'a str,
    units: Option<&'a BTreeSet<Id<id::Unit>>>,
    /// The step that is taken, if one is.
    step: Option<&'static Step>,
}

/// Makes an entry.
pub(super) async fn create(
    site: Site,
    signed: Signed,
    Named(register): Named<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Stop> {
    let desk = form::by_hand(site, signed, &register)?;
    let units = form::places(&desk)?;
    let filling = Filling {
        desk: &desk,
        fields: form::filled(&desk),
        document: None,
        state: desk.register.begins(),
        units: Some(&units),
        step: None,
    };
    let draft = filling.draft(&headers, &body).await?;
    let id: Id<id::Record> = desk.office.store.new_id(desk.office.now())?;
    form::make_as(&desk, id, draft, "").await?;
    let id = id.to_string();
    let location = [(header::LOCATION, format!("{}/{id}", list::address(&desk)))];
    Ok((StatusCode::CREATED, location, answer(&desk, &desk.entry(&id).await?).await?).into_response())
}

/// Puts other values into an entry.
pub(super) async fn replace(
    site: Site,
    signed: Signed,
    Named((register, id)): Named<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Stop> {
    let desk = Desk::at(site, signed, &register)?;
    let (document, units) = form::opened(&desk, &id).await?;
    let filling = Filling {
        desk: &desk,
        fields: form::changeable(&desk, &document.body),
        document: Some(&document),
        state: &document.head.state,
        units: Some(&units),
        step: None,
    };
    let draft = filling.draft(&headers, &body).await?;
    written(&desk, &document, draft, Action::EditRecord, "").await
}

/// Takes a step with an entry.
pub(super) async fn step(
    site: Site,
    signed: Signed,
    Named((register, id, code)): Named<(String, String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Stop> {
    let desk = Desk::at(site, signed, &register)?;
    let (document, step) = step::opened(&desk, &id, &code).await?;
    let filling = Filling {
        desk: &desk,
        fields: step::asked(&desk, step),
        document: Some(&document),
        state: step.to,
        units: None,
        step: Some(step),
    };
    let draft = filling.draft(&headers, &body).await?;
    written(&desk, &document, draft, pages::act(step), step.code).await
}

async fn written(
    desk: &Desk,
    document: &Document<Entry>,
    draft: Draft,
    action: Action,
    step: &str,
) -> Result<Response, Stop> {
    let done = form::write(desk, document, draft, action, step).await;
    let now = |document| desk.entry(document);
    let id = document.head.id.to_string();
    if is_changed(done)? {
        Err(changed(desk, &now(&id).await?).await?)
    } else {
        Ok(answer(desk, &now(&id).await?).await?)
    }
}

/// That somebody else was faster, with the entry as it is now.
async fn changed(desk: &Desk, document: &Document<Entry>) -> Result<Stop, Failure> {
    let message = desk.site.t("register-api-changed");
    let entry = Some(Shown::of(desk, document).await?);
    let refused = Refused { entry, ..Refused::of(vec![told(None, "changed", message)]) };
    Ok(refused.stop(StatusCode::PRECONDITION_FAILED))
}

impl Filling<'_> {
    /// The entry as it is to be.
    async fn draft(&self, headers: &HeaderMap, body: &[u8]) -> Result<Draft, Stop> {
        self.check_request(headers).await?;
        let sent = self.sent(body)?;
        let nothing = Values::default();
        let before = self.document.map_or(&nothing, |document| &document.body.values);
        let hidden = Hidden::among(self.desk, named(self.desk.register, before)).await?;
        let mut errors = self.foreign(&sent.values, &hidden);
        if sent.despite.chars().count() > REASON {
            errors.push(self.wrong("despite", Wrong::TooLong));
        }
        let wish = Wish {
            register: self.desk.register,
            fields: &self.fields,
            before,
            state: self.state,
            own: self.document.map(|document| document.head.id),
            units: self.units,
            despite: &sent.despite,
        };
        let mut names = self.desk.names(self.desk.linked().await?).await?;
        if let Some(document) = self.document {
            names.unseen = hidden.unseen(self.desk, document).await?;
        }
        let (mut typed, mut wrongs) = self.typed(&sent.values);
        hidden.restore(&self.fields, before, &names, &mut typed);
        let (values, more) = wish.read(&typed, &names);
        wrongs.extend(more);
        let checked = wish.judge(values.clone(), wrongs, &*self.desk.shelf().await?);
        if let Checked::Wrong(wrongs) = &checked {
            errors.extend(wrongs.iter().map(|(field, wrong)| self.wrong(field, *wrong)));
        }
        match checked {
            Checked::Draft(draft) if errors.is_empty() => Ok(draft),
            Checked::Found(found) if errors.is_empty() => Err(self.found(&values, &found, &sent.despite)),
            _ => Err(Refused::of(errors).stop(StatusCode::UNPROCESSABLE_ENTITY)),
        }
    }

    /// Finds out whether a request is one that can be looked at: of the right kind, made from the version that the entry
    /// has, and from where the step is taken.
    async fn check_request(&self, headers: &HeaderMap) -> Result<(), Stop> {
        let site = &self.desk.site;
        if !is_json(headers) {
            let message = site.t("register-api-media");
            let refused = Refused::of(vec![told(None, "media_type", message)]);
            return Err(refused.stop(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let Some(document) = self.document else { return Ok(()) };
        match is_from(headers, document.head.version) {
            None => {
                let refused = Refused::of(vec![told(None, "no_version", site.t("register-api-no-version"))]);
                Err(refused.stop(StatusCode::PRECONDITION_REQUIRED))
            }
            Some(false) => Err(changed(self.desk, document).await?),
            Some(true) => self.check_step(document).await,
        }
    }

    /// Finds out whether the step is one from where the entry stands.
    async fn check_step(&self, document: &Document<Entry>) -> Result<(), Stop> {
        let (desk, state) = (self.desk, document.head.state.as_str());
        if self.step.is_none_or(|step| step.from.contains(&state)) {
            return Ok(());
        }
        let message = desk.site.with("registers-error-gone-on", desk.word("state", state));
        let entry = Some(Shown::of(desk, document).await?);
        let refused = Refused { entry, ..Refused::of(vec![told(None, "gone_on", message)]) };
        Err(refused.stop(StatusCode::CONFLICT))
    }

    fn sent(&self, body: &[u8]) -> Result<Sent, Stop> {
        let unread = |key: String, status| Refused::of(vec![told(None, "body", key)]).stop(status);
        let site = &self.desk.site;
        let json = serde_json::from_slice::<Json>(body)
            .map_err(|_| unread(site.t("register-api-no-json"), StatusCode::BAD_REQUEST))?;
        // What does not fit may be personal, and its own message would quote it. A list would be read as an object, too.
        let sent = json.is_object().then(|| Sent::deserialize(json).ok()).flatten();
        sent.ok_or_else(|| unread(site.t("register-api-shape"), StatusCode::UNPROCESSABLE_ENTITY))
    }

    /// What was sent for fields that are not asked for. What stands there already, and comes back as it was, is left.
    fn foreign(&self, sent: &Map<String, Json>, hidden: &Hidden) -> Vec<Told> {
        let is_asked = |name: &str| self.fields.iter().any(|field| field.name == name);
        let is_left = |name: &str, json: &Json| self.is_as_before(name, json, hidden);
        let foreign = sent.iter().filter(|(name, json)| !is_asked(name) && !is_left(name, json));
        // Enough to see what is meant: the answer is not to be larger than the question.
        foreign.take(MOST_TOLD).map(|(name, _)| self.refuse(name)).collect()
    }

    /// Whether it is what stands there, as far as the caller is told it.
    fn is_as_before(&self, name: &str, json: &Json, hidden: &Hidden) -> bool {
        let field = self.desk.register.field(name).filter(|field| is_in_forms(field));
        let before = field.zip(self.document).and_then(|(_, document)| document.body.values.get(name));
        let before = before.and_then(|before| hidden.without(before.clone()));
        before.is_some_and(|before| serde_json::to_value(before).is_ok_and(|before| before == *json))
    }

    fn refuse(&self, name: &str) -> Told {
        let (site, register) = (&self.desk.site, self.desk.register);
        let name: String = name.chars().take(40).collect();
        let (fault, words) = match register.field(&name) {
            None => ("no_such_field", site.t("register-api-no-field")),
            Some(field) if !is_in_forms(field) => ("sealed", site.t("register-api-sealed")),
            Some(_) if self.step.is_some() => ("not_asked", site.t("register-api-not-asked")),
            Some(field) if field.is_decided => ("decided", site.t("register-api-decided")),
            Some(_) => ("held", site.t("register-api-held")),
        };
        told(Some(&name), fault, format!("{name}: {words}"))
    }

    /// What was sent for the fields that are asked for, as if it were typed.
    fn typed(&self, sent: &Map<String, Json>) -> (Typed, Wrongs) {
        let (mut values, mut wrongs) = (Values::default(), Wrongs::new());
        for field in &self.fields {
            match sent.get(field.name).map(|json| value(field, json)) {
                None => {}
                Some(Ok(value)) => values.set(field.name, Some(value)),
                Some(Err(wrong)) => wrongs.push((field.name, wrong)),
            }
        }
        (widget::typed(&self.fields, &values), wrongs)
    }

    fn wrong(&self, field: &str, wrong: Wrong) -> Told {
        let site = &self.desk.site;
        let label = if field == "despite" { field.to_owned() } else { self.desk.label(field) };
        told(Some(field), wrong.code(), format!("{label}: {}", site.pick("wrong", wrong.code())))
    }

    /// That the guard has found something, and what.
    fn found(&self, values: &Values, found: &[&'static str], despite: &str) -> Stop {
        let site = &self.desk.site;
        let error = |field: &&'static str| {
            let words = site.t(reason_error(despite));
            told(Some(field), "guard", format!("{}: {words}", self.desk.label(field)))
        };
        let findings = found.iter().map(|field| {
            let text = values.text(field);
            (*field, site.viewer().findings(text, &guard(text, Guarded::RegisterText)))
        });
        let refused =
            Refused { findings: findings.collect(), ..Refused::of(found.iter().map(error).collect()) };
        refused.stop(StatusCode::UNPROCESSABLE_ENTITY)
    }
}

/// A value, when it is one of the field's kind. Names stand for nothing here: ids do.
fn value(field: &Field, json: &Json) -> Result<Value, Wrong> {
    let value = match (Value::deserialize(json).map_err(|_| Wrong::OtherKind)?, field.kind) {
        (Value::Text(text), Kind::LongText) => Value::Text(lines(&text)),
        (Value::Period(_), _) if !json.is_object() => return Err(Wrong::OtherKind),
        (value, _) => value,
    };
    field.kind.check(&value).map(|()| value)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
