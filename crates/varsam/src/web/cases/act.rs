//! Doing something with a step of a case: the form that asks for what the guideline wants kept of it, and what follows.

use super::form::Form;
use super::{Desk, details, facts, guarded, linked, places};
use crate::office::cases::carry::Carried;
use crate::office::cases::owed::{self, Holders};
use crate::office::cases::write::{self, NewFile};
use crate::office::log_review::{self, Blocked};
use crate::office::registers::attach::{self, LARGEST};
use crate::office::registers::{self, Typed};
use crate::office::{Directory, take_down};
use crate::view::RuleView;
use crate::web::conflict::{self, is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::registers::attach::words;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Path, Request};
use axum::response::{IntoResponse as _, Redirect, Response};
use varsam_model::case::{Act, Case, Event, Missing};
use varsam_model::detail::Detail;
use varsam_model::routine::{Behaviour, Evidence, Step};
use varsam_model::{Id, id};
use varsam_store::{Document, Fault};

/// `GET /cases/{case}/{step}/{act}`
#[derive(Template)]
#[template(path = "cases/act.html")]
struct ActPage {
    site: Site,
    title: String,
    help: String,
    case: Link,
    action: String,
    /// Empty where there is nothing to send.
    button: String,
    version: i64,
    /// What is asked for.
    facts: Vec<facts::Asked>,
    details: Vec<details::Asked>,
    verdict: Option<Verdict>,
    asks_decision: bool,
    decision: String,
    note_label: String,
    /// Who else reads the note, where anybody does.
    note_hint: String,
    note: String,
    asks_file: bool,
    /// The largest file, in MB.
    largest: usize,
    entries: Option<Vec<Link>>,
    /// Where the entry has to stand, and where it is opened when it does not.
    link_hint: String,
    elsewhere: Option<Link>,
    /// The accounts that can be ticked as places, with the addresses that were typed; and the places that are left.
    accounts: Option<Vec<Link>>,
    addresses: String,
    left: Option<Vec<Link>>,
    people: Option<Vec<Link>>,
    /// What the guard has found in what was written; with it, a reason is asked for.
    found: String,
    needs_reason: bool,
    despite: String,
    errors: Errors,
}

/// What the rules say to the question of a decision.
struct Verdict {
    question: Link,
    sentence: String,
    rules: Vec<RuleView>,
}

/// A step that the reader may do something with.
struct Opened<'a> {
    desk: &'a Desk,
    document: Document<Case>,
    step: Step,
    act: Act,
    holders: Holders,
    /// Whether the reader may do nothing with it any more: then there is nothing to send.
    is_over: bool,
}

async fn opened<'a>(
    desk: &'a Desk,
    directory: &Directory<'_>,
    (id, step, act): (&str, &str, &str),
) -> Result<Opened<'a>, Failure> {
    let document = desk.case(directory, id).await?;
    let act: Act = act.parse().map_err(|_| Failure::NoSuchPage)?;
    let (step, holders) = desk.step(directory, &document, step).await?;
    Ok(Opened { desk, document, step, act, holders, is_over: false })
}

impl Opened<'_> {
    fn is_done(&self) -> bool {
        self.act == Act::Done
    }

    fn asks_file(&self) -> bool {
        let asks_file = self.step.evidence == Evidence::File || self.clears_places();
        !self.is_over && self.is_done() && asks_file
    }

    /// Whether places are listed with it.
    fn lists_places(&self) -> bool {
        self.is_done() && self.step.does == Some(Behaviour::FindPlaces)
    }

    /// Whether each of the places is to be shown as cleared that were listed before.
    fn clears_places(&self) -> bool {
        self.is_done() && !self.document.body.places(&self.step).is_empty()
    }

    fn asks(&self) -> &[varsam_model::routine::Fact] {
        if self.is_done() { &self.step.asks } else { &[] }
    }

    fn details(&self) -> &[Detail] {
        if self.is_done() { &self.step.details } else { &[] }
    }

    /// The form as it is first shown: with what the case knows of its details, and what was stated before the step was opened
    /// again.
    fn begun(&self) -> Typed {
        let (mut typed, case) = (Typed::default(), &self.document.body);
        let done = case.of(&self.step.id).rev().find(|event| event.act == Act::Done);
        let stated = |id: &str| done.and_then(|event| event.facts.get(id)).map(String::as_str);
        details::fill(self.details(), |id| stated(id).or_else(|| case.detail(id)), &mut typed);
        typed
    }

    /// All that was written, as the guard reads it.
    fn written(&self, typed: &Typed) -> String {
        places::written(self.details(), typed)
    }

    async fn page(&self, typed: &Typed, errors: Errors, is_found: bool) -> Result<String, Failure> {
        let (desk, head, step) = (self.desk, &self.document.head, &self.step);
        let back = format!("/cases/{}", head.id);
        let found = if is_found { guarded::found(&desk.site, &self.written(typed))? } else { String::new() };
        let entries = self.entries(typed).await?;
        let (accounts, left) = self.places(typed).await?;
        let page = ActPage {
            title: desk.words(&step.title).to_owned(),
            help: step.help.as_ref().map(|help| desk.words(help).to_owned()).unwrap_or_default(),
            action: format!("{back}/{}/{}", step.id, self.act),
            case: link(back, self.document.body.title.clone()),
            button: if self.is_over { String::new() } else { desk.site.pick("case-do", self.act.code()) },
            version: head.version,
            facts: self.asks().iter().map(|fact| facts::Asked::of(&desk.site, fact, typed)).collect(),
            details: details::asked(&desk.site, self.details(), typed),
            verdict: self.verdict(),
            asks_decision: self.is_done() && step.evidence == Evidence::Decision,
            decision: typed.one("decision").to_owned(),
            note_label: desk.site.t(self.note_key()),
            note_hint: self.note_hint().await?,
            note: typed.one("note").to_owned(),
            asks_file: self.asks_file(),
            largest: LARGEST >> 20,
            link_hint: if entries.is_some() { linked::hint(desk, step) } else { String::new() },
            elsewhere: linked::elsewhere(desk, step, entries.as_deref(), &errors),
            entries,
            accounts,
            addresses: typed.one(places::ADDRESSES).to_owned(),
            left,
            people: self.people(typed).await?,
            found,
            needs_reason: is_found,
            despite: typed.one("despite").to_owned(),
            errors,
            site: desk.site.clone(),
        };
        Ok(page.render()?)
    }

    /// What the note is: what was done, why not, why again.
    fn note_key(&self) -> &'static str {
        match (self.act, self.step.evidence) {
            (Act::Done, _) if self.clears_places() => "cases-note-cleared",
            (Act::Done, Evidence::Decision) => "cases-note-reason",
            (Act::Done, Evidence::Note) => "cases-note-done",
            (Act::Done | Act::HandedOver, _) => "cases-note-if-any",
            (Act::Declined, _) => "cases-note-declined",
            (Act::Reopened, _) => "cases-note-reopened",
            (Act::Noted, _) => "cases-note",
        }
    }

    /// That whoever asked by an open form reads the note, where it answers them.
    async fn note_hint(&self) -> Result<String, Failure> {
        let answers = self.is_done() && self.step.does == Some(Behaviour::AnswerAsker);
        let directory = self.desk.directory().await?;
        let is_read = answers && !take_down::askers(&directory, &self.document.head).await?.is_empty();
        Ok(if is_read { self.desk.site.t("cases-note-for-asker") } else { String::new() })
    }

    /// What the rules say to the question of this decision, with what the case knows.
    fn verdict(&self) -> Option<Verdict> {
        let site = self.desk.site.clone().of_stack(&self.document.body.stack)?;
        let (books, stack) = (&site.shelf.books, site.stack());
        let question = books.question(self.step.question.as_deref().filter(|_| self.is_done())?)?;
        let known = self.document.body.known();
        let matters = |name: &str| {
            let fact = books.names.facts.find(|fact| fact.id == name);
            fact.is_some_and(|fact| stack.depends_on(question, fact))
        };
        let facts: Vec<_> = known.iter().filter(|(name, _)| matters(name)).collect();
        let query = facts.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let stated = facts.into_iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let situation = books.situation(stack, question, stated).ok()?;
        let answer = site.viewer().answer(&situation);
        let title = answer.question.title.clone();
        Some(Verdict {
            question: link(site.ask(&answer.question.id, &query), title),
            sentence: answer.sentence,
            rules: answer.deciding,
        })
    }

    /// The entries that the step can have led to; none where it asks for none.
    async fn entries(&self, typed: &Typed) -> Result<Option<Vec<Link>>, Failure> {
        if self.is_over || !self.is_done() {
            return Ok(None);
        }
        linked::entries(self.desk, &self.document, &self.step, typed.one("link")).await
    }

    /// The accounts that can be places, where places are listed; those that are left, where they are cleared.
    async fn places(&self, typed: &Typed) -> Result<(Option<Vec<Link>>, Option<Vec<Link>>), Failure> {
        if !self.lists_places() && !self.clears_places() {
            return Ok((None, None));
        }
        let names = places::Names::of(self.desk).await?;
        let accounts = self.lists_places().then(|| names.offered(typed));
        let left = self.clears_places().then(|| names.left(&self.document.body, &self.step, typed));
        Ok((accounts, left))
    }

    /// Reads the places that were listed, or the one that is cleared: while others are left, that is noted only.
    async fn read_places(
        &self,
        event: &mut Event,
        typed: &Typed,
        errors: &mut Errors,
    ) -> Result<(), Failure> {
        let (case, step) = (&self.document.body, &self.step);
        if self.lists_places() {
            let names = places::Names::of(self.desk).await?;
            event.places = places::listed(self.desk, &names, typed, errors);
        } else if self.clears_places() {
            event.places.extend(places::chosen(case, step, typed));
            if !event.places.is_empty() && case.places_left(step).len() > 1 {
                event.act = Act::Noted;
            }
        }
        Ok(())
    }

    /// Whom it can be handed over to.
    async fn people(&self, typed: &Typed) -> Result<Option<Vec<Link>>, Failure> {
        if self.act != Act::HandedOver || self.is_over {
            return Ok(None);
        }
        let mut people = registers::colleagues(&self.desk.office, &self.desk.reader).await?;
        // Others could not open the case. Whoever stands in keeps nothing for when that is over.
        let me = self.desk.reader.session.person;
        let is_mine = owed::is_own(&self.document.body, &self.step, &self.holders, me);
        people
            .retain(|(person, _)| self.holders.could_have(&self.step, *person) && (is_mine || *person != me));
        let option = |(person, name): (Id<id::Person>, String)| {
            let id = person.to_string();
            Link { current: typed.one("to") == id, text: name, href: id, about: String::new() }
        };
        Ok(Some(people.into_iter().map(option).collect()))
    }

    /// What was typed, as something that happens; what is wrong with it is noted.
    async fn read(&self, form: &Form, errors: &mut Errors) -> Result<Event, Failure> {
        let (desk, typed) = (self.desk, &form.typed);
        let by = Some(desk.reader.session.person);
        let mut event = Event::new(&self.step.id, self.act, by, desk.office.now());
        typed.one("note").trim().clone_into(&mut event.note);
        guarded::fits(&desk.site, "note", &event.note, errors);
        event.facts = facts::stated(&desk.site, self.asks(), typed, errors);
        let case = &self.document.body;
        let of = (&desk.site, &case.routine, self.details());
        event.facts.extend(details::stated(of, (typed, event.at), |id| case.moment(id), errors));
        if self.is_done() && self.step.evidence == Evidence::Decision {
            event.decision = match typed.one("decision") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
        }
        let among = |options: Option<Vec<Link>>, field: &str| {
            let chosen =
                options.unwrap_or_default().into_iter().find(|option| option.href == typed.one(field));
            chosen.map(|option| option.href)
        };
        self.read_places(&mut event, typed, errors).await?;
        event.link = among(self.entries(typed).await?, "link").and_then(|id| id.parse().ok());
        event.to = among(self.people(typed).await?, "to").and_then(|id| id.parse().ok());
        Ok(event)
    }

    /// Notes what keeps the step from being done besides what the form asks for.
    async fn note_blocked(&self, directory: &Directory<'_>, errors: &mut Errors) -> Result<(), Failure> {
        let blocked = match self.act {
            Act::Done => log_review::blocked(directory, &self.document, &self.step).await?,
            _ => None,
        };
        let key = match blocked {
            Some(Blocked::NotDrawn) => "sample-error-not-drawn",
            Some(Blocked::NotJudged) => "sample-error-not-judged",
            None => return Ok(()),
        };
        errors.add(&self.desk.site, "main", key);
        Ok(())
    }

    /// What the form sent as a file, judged.
    fn file(&self, form: &mut Form, errors: &mut Errors) -> Option<NewFile> {
        let judged = match (form.file.take(), form.refused) {
            (_, Some(refused)) => Err(refused),
            (Some(file), None) => attach::media(&file).map(|(media, _)| NewFile::of(file, media)),
            (None, None) => return None,
        };
        judged.map_err(|refused| errors.say("file", words(&self.desk.site, refused))).ok()
    }
}

/// A link with nothing more to say.
pub(in crate::web) fn link(href: String, text: String) -> Link {
    Link { href, text, about: String::new(), current: false }
}

/// Notes what is missing for something to happen, as far as the form has not noted it yet.
fn note_missing(site: &Site, missing: Vec<Missing>, errors: &mut Errors) {
    for missing in missing {
        match missing {
            Missing::NotOpen => errors.add(site, "main", "cases-error-not-open"),
            Missing::Note => errors.add(site, "note", "cases-error-note"),
            Missing::File if errors.of("file").is_empty() => errors.add(site, "file", "attach-empty"),
            Missing::Decision => errors.add(site, "decision", "cases-error-decision"),
            Missing::Link => errors.add(site, "link", "cases-error-link"),
            Missing::Place => errors.add(site, "place", "cases-error-place"),
            Missing::Proof => errors.add(site, "note", "cases-error-proof"),
            Missing::To => errors.add(site, "to", "cases-error-to"),
            Missing::File | Missing::Fact(_) | Missing::Detail(_) => {}
        }
    }
}

/// The form.
pub(super) async fn ask(
    site: Site,
    signed: Signed,
    Path((id, step, act)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let opened = opened(&desk, &directory, (&id, &step, &act)).await?;
    Ok(html(opened.page(&opened.begun(), Errors::default(), false).await?))
}

/// Lets it happen.
pub(super) async fn take(
    site: Site,
    signed: Signed,
    Path((id, step, act)): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    // Whoever may see the case gets back what they wrote, whatever has become of the step meanwhile.
    desk.case(&directory, &id).await?;
    let (mut form, mut errors) = (Form::of(request).await, Errors::default());
    let opened = match opened(&desk, &directory, (&id, &step, &act)).await {
        Err(Failure::NoSuchPage) => return over(&desk, &directory, (&id, &step, &act), &form.typed).await,
        opened => opened?,
    };
    let mut event = opened.read(&form, &mut errors).await?;
    let file = if opened.asks_file() { opened.file(&mut form, &mut errors) } else { None };
    event.files.extend(file.as_ref().map(|file| file.note(&desk.office, event.at)).transpose()?);
    note_missing(&desk.site, opened.document.body.check(&event), &mut errors);
    opened.note_blocked(&directory, &mut errors).await?;
    let about = (&opened.document, &opened.step);
    let carried = linked::carried(&desk, &directory, about, &event, &mut errors).await?;
    let is_short = errors.of("note").is_empty();
    let is_found = is_short && guarded::does_not_belong(&opened.written(&form.typed));
    if is_found {
        event.despite = guarded::despite(&desk.site, &form.typed, &mut errors);
    }
    let has_file = file.is_some();
    if !errors.is_empty() {
        note_again(&desk.site, has_file, &mut errors);
        return Ok(wrong(html(opened.page(&form.typed, errors, is_found).await?)));
    }
    let is_first = form.typed.one("version") == opened.document.head.version.to_string();
    let done = if is_first {
        write(&desk, &directory, &opened, event, (file, carried)).await
    } else {
        Err(Fault::Changed)
    };
    if is_changed(done)? {
        return changed(&desk, &directory, (&id, &step, &act), (&form.typed, has_file)).await;
    }
    Ok(Redirect::to(&format!("/cases/{id}")).into_response())
}

async fn write(
    desk: &Desk,
    directory: &Directory<'_>,
    opened: &Opened<'_>,
    event: Event,
    with: (Option<NewFile>, Vec<Carried>),
) -> Result<(), Fault> {
    write::act_with(&desk.office, directory, &opened.document, event, with).await.map(|_| ())
}

/// The form again, with what was typed and the version that is there now: somebody else was faster, and the page of the
/// case says what they did.
async fn changed(
    desk: &Desk,
    directory: &Directory<'_>,
    path: (&str, &str, &str),
    (typed, has_file): (&Typed, bool),
) -> Result<Response, Failure> {
    let opened = match opened(desk, directory, path).await {
        Err(Failure::NoSuchPage) => return over(desk, directory, path, typed).await,
        opened => opened?,
    };
    let mut errors = Errors::default();
    errors.add(&desk.site, "main", "cases-error-changed");
    note_again(&desk.site, has_file, &mut errors);
    Ok(conflict::page(html(opened.page(typed, errors, has_reason(typed)).await?)))
}

/// Whether a form that is shown again came with a reason for what the guard had found.
fn has_reason(typed: &Typed) -> bool {
    let is_short = typed.one("note").chars().count() <= guarded::LONGEST;
    is_short && !typed.one("despite").is_empty()
}

/// Notes that a file has to be chosen again, where one came with a form that was not saved: a browser sends it once.
fn note_again(site: &Site, has_file: bool, errors: &mut Errors) {
    if has_file {
        errors.add(site, "file", "attach-again");
    }
}

/// The form with what was typed, for whoever had it open, may see the case and may do nothing with the step any more.
async fn over(
    desk: &Desk,
    directory: &Directory<'_>,
    (id, step, act): (&str, &str, &str),
    typed: &Typed,
) -> Result<Response, Failure> {
    // Only whoever had it open has typed something.
    if typed.one("version").parse::<i64>().is_err() {
        return Err(Failure::NoSuchPage);
    }
    let document = desk.case(directory, id).await?;
    let act: Act = act.parse().map_err(|_| Failure::NoSuchPage)?;
    let step = document.body.step(step).cloned().ok_or(Failure::NoSuchPage)?;
    let over = Opened { desk, document, step, act, holders: Holders::default(), is_over: true };
    let mut errors = Errors::default();
    errors.add(&desk.site, "main", "cases-error-over");
    Ok(conflict::page(html(over.page(typed, errors, has_reason(typed)).await?)))
}
