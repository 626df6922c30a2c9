//! An entry: what stands in it, what can be done with it, and what became of it.

use super::known::{Known, Told};
use super::uses::{self, Uses};
use super::{Desk, checked, login};
use crate::office::{calendar, registers};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use varsam_access::Action;
use varsam_model::Instant;
use varsam_model::register::{Change, Entry, Field, Kind, Revision, Step, Takes, Value};
use varsam_store::{Document, Head};

/// `GET /registers/{register}/{entry}`
#[derive(Template)]
#[template(path = "registers/entry.html")]
struct EntryPage {
    site: Site,
    title: String,
    /// The register, and where it is.
    register: String,
    list: String,
    state: String,
    /// That the medium of an account is not to be used; nothing otherwise.
    medium: String,
    is_ended: bool,
    is_overdue: bool,
    fields: Vec<Shown>,
    steps: Vec<Offered>,
    /// Where it is changed; nowhere when the reader may not.
    edit: String,
    login: login::Told,
    check: checked::Told,
    /// Who uses it; none in registers that do not say so.
    uses: Option<Uses>,
    made: String,
    /// Why it was made though the guard had found something; empty when it had not.
    despite: String,
    /// Until when it is kept, when it has ended; nothing otherwise.
    dispose: String,
    /// Whether it was made out of a starting point that nobody has taken a step with since.
    is_to_review: bool,
    history: Vec<Revised>,
}

/// A field.
struct Shown {
    label: String,
    told: Vec<Told>,
    is_long: bool,
    /// Where a file is put in; nowhere when it is none, or the reader may not.
    attach: String,
}

/// A step that can be taken.
struct Offered {
    href: String,
    text: String,
    version: i64,
    /// Whether something is asked for with it: then a page comes first.
    asks: bool,
}

/// A change, in words.
struct Revised {
    at: String,
    by: String,
    step: String,
    changes: Vec<(String, String, String)>,
    despite: String,
}

/// Shows an entry.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Path((register, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let document = desk.entry(&id).await?;
    let history = registers::history(&desk.directory().await?, document.head.id).await?;
    let mut known = known(&desk, &document, &history).await?;
    let check = checked::told(&desk, &document, &mut known).await?;
    let (head, body) = (&document.head, &document.body);
    let may_edit = desk.may(Action::EditRecord, head.unit);
    let is_ended = desk.register.is_ended(&head.state);
    let page = EntryPage {
        title: desk.register.called(&body.values).to_owned(),
        register: desk.site.pick("register", desk.register.code),
        list: desk.href(""),
        state: desk.word("state", &head.state),
        medium: medium(&desk, &document).await?,
        is_ended,
        is_overdue: !is_ended && head.due.is_some_and(|due| due <= desk.office.now()),
        fields: fields(&desk, &known, &document, may_edit),
        steps: offered(&desk, &document),
        edit: if may_edit { desk.href(&format!("/{id}/edit")) } else { String::new() },
        login: login::told(&desk, &document).await?,
        check,
        uses: Uses::of(&desk, (head.id, &head.state), &body.values, uses::mine(&desk)),
        made: made(&desk, &known, body),
        despite: body.origin.despite.clone(),
        dispose: dispose(&desk, head),
        is_to_review: !body.origin.starter.is_empty() && head.state == desk.register.begins(),
        history: history.iter().map(|revision| told(&desk, &known, revision)).collect(),
        site: desk.site.clone(),
    };
    Ok(html(page.render()?))
}

/// Until when what has ended is kept.
fn dispose(desk: &Desk, head: &Head) -> String {
    let day = head.dispose_on.filter(|_| desk.register.is_ended(&head.state)).map(calendar::last_day);
    day.map(|day| desk.site.with("registers-dispose", day.to_string())).unwrap_or_default()
}

/// That the medium of an account is not to be used (SOL-28); nothing where it may be.
pub(super) async fn medium(desk: &Desk, document: &Document<Entry>) -> Result<String, Failure> {
    let is_unusable = registers::is_in_unusable(&desk.directory().await?, desk.register, document).await?;
    Ok(if is_unusable { desk.site.t("account-unusable-about") } else { String::new() })
}

async fn known<'a>(
    desk: &'a Desk,
    document: &Document<Entry>,
    history: &[Revision],
) -> Result<Known<'a>, Failure> {
    let mut known = Known::of_all(desk, &[&document.body.values]).await?;
    known.look_up(&document.body.origin.by.to_string()).await?;
    for revision in history {
        known.look_up(&revision.by.to_string()).await?;
        for change in &revision.changes {
            let field = desk.register.field(&change.field);
            if !field.is_some_and(|field| matches!(field.kind, Kind::Person | Kind::People)) {
                continue;
            }
            for id in change.before.iter().chain(&change.after).flat_map(Value::all) {
                known.look_up(id).await?;
            }
        }
    }
    Ok(known)
}

fn fields(desk: &Desk, known: &Known<'_>, document: &Document<Entry>, may_edit: bool) -> Vec<Shown> {
    let shown = |field: &Field| {
        if field.kind == Kind::File {
            return file(desk, document, field, may_edit && !field.is_decided);
        }
        let told = known.told(field, document.body.values.get(field.name)?);
        let is_long = field.kind == Kind::LongText;
        Some(Shown { label: desk.label(field.name), told, is_long, attach: String::new() })
    };
    desk.register.fields.iter().filter_map(shown).collect()
}

/// A file: where it is opened, and where another is put in.
fn file(desk: &Desk, document: &Document<Entry>, field: &Field, may_attach: bool) -> Option<Shown> {
    let href = |what: &str| desk.href(&format!("/{}/{what}/{}", document.head.id, field.name));
    let open = || Told { text: desk.site.t("attach-open"), href: href("file") };
    let told: Vec<_> = document.body.values.get(field.name).map(|_| open()).into_iter().collect();
    let attach = if may_attach { href("attach") } else { String::new() };
    let is_shown = !told.is_empty() || may_attach;
    is_shown.then(|| Shown { label: desk.label(field.name), told, is_long: false, attach })
}

/// The steps that the reader may take with an entry as it stands.
fn offered(desk: &Desk, document: &Document<Entry>) -> Vec<Offered> {
    let head = &document.head;
    let offer = |step: &Step| Offered {
        href: desk.href(&format!("/{}/step/{}", head.id, step.code)),
        text: desk.word("step", step.code),
        version: head.version,
        asks: !step.asks.is_empty(),
    };
    takeable(desk, head).map(offer).collect()
}

/// The same, as they are declared.
pub(super) fn takeable(desk: &Desk, head: &Head) -> impl Iterator<Item = &'static Step> {
    let unit = head.unit;
    desk.register.steps_from(&head.state).filter(move |step| desk.may(act(step), unit))
}

/// What the rules are asked when somebody takes a step.
pub(super) fn act(step: &Step) -> Action {
    match step.takes {
        Takes::Editing => Action::EditRecord,
        Takes::Deciding => Action::DecideRecord,
    }
}

fn made(desk: &Desk, known: &Known<'_>, entry: &Entry) -> String {
    let said = said(known, entry.origin.at, &entry.origin.by.to_string());
    if entry.origin.starter.is_empty() {
        said
    } else {
        format!("{said} · {}", desk.site.t("starter-origin"))
    }
}

fn said(known: &Known<'_>, at: Instant, by: &str) -> String {
    format!("{} · {}", calendar::minute(at), known.person(by))
}

fn told(desk: &Desk, known: &Known<'_>, revision: &Revision) -> Revised {
    let change = |change: &Change| {
        let Some(field) = desk.register.field(&change.field) else {
            return (change.field.clone(), String::new(), String::new());
        };
        let line = |value| known.line(field, value);
        (desk.label(field.name), line(change.before.as_ref()), line(change.after.as_ref()))
    };
    let step = if revision.step.is_empty() { String::new() } else { desk.word("step", &revision.step) };
    Revised {
        at: calendar::minute(revision.at),
        by: known.person(&revision.by.to_string()),
        step,
        changes: revision.changes.iter().map(change).collect(),
        despite: revision.despite.clone(),
    }
}
