//! Letters to those concerned: a draft in each language and to each kind of people, read by whoever sees the case. Whoever
//! tells those concerned finishes one and keeps it, once the officer was consulted; what is kept is what is printed.

use super::draft::{self, Telling, takes_words_of_the_case};
use crate::guard::{Advice, Field, guard};
use crate::office::breach::{self, letters};
use crate::office::cases::write::{self, NewFile};
use crate::office::record::{Controller, Controllers};
use crate::office::registers::Typed;
use crate::office::registers::attach::{Attached as Sent, TEXT};
use crate::office::{Directory, calendar};
use crate::web::cases::act::link;
use crate::web::cases::{Desk, guarded};
use crate::web::conflict::{self, is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_model::case::{Act, Case, Event};
use varsam_model::letter::{Addressee, Tongue};
use varsam_model::routine::{Behaviour, Step};
use varsam_rules::Part;
use varsam_store::{Document, Fault};

/// Where it says how those with protected personal data are reached: a document and a section of it.
const PROTECTED: [(&str, &str); 2] = [
    ("danderyd/skyddade-personuppgifter", "Handlingsplan"),
    ("law/skyddade-personuppgifter", "Inget som pekar ut den som är skyddad"),
];

/// `GET /cases/{case}/letters`
#[derive(Template)]
#[template(path = "breach/letters.html")]
struct Page {
    site: Site,
    title: String,
    case: Link,
    is_exercise: bool,
    /// Whether somebody with protected personal data is concerned: `yes`, `no`, or nothing while the case does not say.
    protected: &'static str,
    /// Where it says how they are reached.
    guidelines: Vec<Link>,
    /// What stands in the way of keeping a letter; empty where nothing does.
    hindrance: String,
    /// Whether the reader tells those concerned.
    may_act: bool,
    addressees: Vec<Link>,
    languages: Vec<Link>,
    to: Addressee,
    tongue: Tongue,
    /// What people wrote in the case, each with what it is about, where the draft does not have it.
    written: Vec<(String, String)>,
    action: String,
    version: i64,
    text: String,
    /// Names in the letter that nobody needs there.
    names: String,
    /// What the guard has found in it; with either, a reason is asked for.
    found: String,
    despite: String,
    kept: Vec<KeptView>,
    /// Where the step is done; empty where the reader does not owe it now.
    done: String,
    errors: Errors,
}

/// A letter that is kept.
struct KeptView {
    about: String,
    at: String,
    file: Link,
    sha256: String,
}

/// `GET /cases/{case}/letters/print`
#[derive(Template)]
#[template(path = "breach/letters_print.html")]
struct Print {
    site: Site,
    title: String,
    back: String,
    /// Whether somebody with protected personal data is concerned.
    is_protected: bool,
    letters: Vec<Printed>,
}

/// A letter on paper.
struct Printed {
    tongue: Tongue,
    subject: String,
    text: String,
}

/// Which draft an address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    language: String,
    #[serde(default)]
    to: String,
}

/// A draft of a case, and who looks at it.
struct Opened<'a> {
    desk: &'a Desk,
    document: Document<Case>,
    step: Step,
    may_act: bool,
    controller: Controller,
    tongue: Tongue,
    to: Addressee,
}

/// What was found in a letter that does not belong there.
#[derive(Default)]
struct Found {
    names: String,
    /// Whether there is an identity number in it, or that somebody is protected.
    has_more: bool,
}

impl Found {
    fn is_any(&self) -> bool {
        self.has_more || !self.names.is_empty()
    }
}

async fn opened<'a>(
    desk: &'a Desk,
    directory: &Directory<'_>,
    id: &str,
    (language, to): (&str, &str),
) -> Result<Opened<'a>, Failure> {
    let document = desk.case(directory, id).await?;
    let step = breach::step(&document.body, Behaviour::Letters).cloned().ok_or(Failure::NoSuchPage)?;
    let may_act = match desk.step(directory, &document, &step.id).await {
        Ok(_) => true,
        Err(Failure::NoSuchPage) => false,
        Err(failure) => return Err(failure),
    };
    let controllers = Controllers::read(directory, desk.office.now()).await?;
    let controller = controllers.of(document.head.unit).cloned().unwrap_or_default();
    let tongue = language.parse().unwrap_or(Tongue::Swedish);
    let to = to.parse().unwrap_or(Addressee::Guardian);
    Ok(Opened { desk, document, step, may_act, controller, tongue, to })
}

impl Opened<'_> {
    fn page(&self, text: String, typed: &Typed, found: &Found, errors: Errors) -> Result<String, Failure> {
        let (desk, site, head) = (self.desk, &self.desk.site, &self.document.head);
        let case = &self.document.body;
        let back = format!("/cases/{}", head.id);
        let hindrance = letters::hindrance(case);
        let owes = self.may_act && hindrance.is_none();
        let page = Page {
            title: site.t("letters-title"),
            is_exercise: desk.reader.units.place(head.unit).is_fictitious,
            protected: breach::is_protected(case).map_or("", |is| if is { "yes" } else { "no" }),
            guidelines: guidelines(site),
            hindrance: hindrance.map(|of| site.pick("letters-hindrance", of.code())).unwrap_or_default(),
            may_act: self.may_act,
            addressees: Addressee::ALL.iter().map(|to| self.addressee(*to)).collect(),
            languages: Tongue::ALL.iter().map(|tongue| self.language(*tongue)).collect(),
            to: self.to,
            tongue: self.tongue,
            written: self.written(),
            action: format!("{back}/letters"),
            version: head.version,
            names: found.names.clone(),
            found: if found.has_more { guarded::found(site, &text)? } else { String::new() },
            despite: typed.one("despite").to_owned(),
            text,
            kept: letters::kept(case).iter().rev().map(|kept| self.kept(kept)).collect(),
            done: if owes { format!("{back}/{}/done", self.step.id) } else { String::new() },
            case: link(back, case.title.clone()),
            errors,
            site: site.clone(),
        };
        Ok(page.render()?)
    }

    fn addressee(&self, to: Addressee) -> Link {
        let text = self.desk.site.pick("letters-to", to.code());
        Link { current: to == self.to, ..link(to.code().to_owned(), text) }
    }

    fn language(&self, tongue: Tongue) -> Link {
        let text = self.desk.site.pick("letters-language", tongue.code());
        Link { current: tongue == self.tongue, ..link(tongue.code().to_owned(), text) }
    }

    fn kept(&self, kept: &letters::Kept<'_>) -> KeptView {
        let href = format!("/cases/{}/file/{}", self.document.head.id, kept.file.file);
        KeptView {
            about: about(&self.desk.site, kept.tongue, kept.to),
            at: calendar::minute(kept.event.at),
            file: link(href, kept.file.name.clone()),
            sha256: kept.file.sha256.clone(),
        }
    }

    /// What the case says of consequences and measures, for whoever has to put it into other words.
    fn written(&self) -> Vec<(String, String)> {
        if takes_words_of_the_case(self.tongue, self.to) {
            return vec![];
        }
        let (site, case) = (&self.desk.site, &self.document.body);
        let consequences = breach::consequences(case).unwrap_or_default().to_owned();
        let texts = [("authority-consequences", consequences), ("authority-actions", measures(case))];
        texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(key, text)| (site.t(key), text))
            .collect()
    }

    fn draft(&self) -> String {
        let case = &self.document.body;
        let known = case.known();
        draft::draft(&Telling {
            tongue: self.tongue,
            to: self.to,
            event: known.get(breach::EVENT).map_or("", String::as_str),
            discovered: calendar::day(breach::discovered(case)).to_string(),
            consequences: breach::consequences(case).unwrap_or_default(),
            measures: &measures(case),
            contact: &self.contact(),
            controller: &self.controller.name,
        })
    }

    /// Who answers questions.
    fn contact(&self) -> String {
        let told = |(name, mail): &(String, String)| {
            if mail.is_empty() { name.clone() } else { format!("{name}, {mail}") }
        };
        self.controller.officers.iter().map(told).collect::<Vec<_>>().join("; ")
    }

    /// What nobody needs in a letter: names but for that of who answers questions, identity numbers, and that somebody is
    /// protected. Names are looked for in the languages that the guard reads.
    fn found(&self, text: &str) -> Found {
        let severe = [Advice::IdentityNumber, Advice::Protected];
        let has_more =
            guard(text, Field::IncidentReport).iter().any(|finding| severe.contains(&finding.advice));
        if !self.tongue.is_reviewed() {
            return Found { names: String::new(), has_more };
        }
        let known = format!("{} {}", self.contact(), self.controller.name);
        let findings = guard(text, Field::RegisterText).into_iter();
        let named = findings.filter(|finding| finding.advice == Advice::RegisterPerson);
        let mut names: Vec<_> = named.map(|finding| finding.text(text).to_owned()).collect();
        names.retain(|name| !known.contains(name.as_str()));
        names.sort();
        names.dedup();
        Found { names: names.join(", "), has_more }
    }

    /// The letter as it was typed, for whoever had the form open and may keep none any more.
    fn over(&self, text: String, typed: &Typed, mut errors: Errors) -> Result<Response, Failure> {
        let had_it_open = typed.one("version").parse::<i64>().is_ok();
        if !had_it_open || text.is_empty() {
            return Err(Failure::NoSuchPage);
        }
        errors.add(&self.desk.site, "main", "cases-error-over");
        Ok(conflict::page(html(self.page(text, typed, &Found::default(), errors)?)))
    }

    /// What is wrong with a letter.
    fn check(&self, text: &str, errors: &mut Errors) {
        let site = &self.desk.site;
        if let Some(hindrance) = letters::hindrance(&self.document.body) {
            errors.say("main", site.pick("letters-hindrance", hindrance.code()));
        }
        if text.is_empty() {
            errors.add(site, "text", "letters-error-empty");
        }
        guarded::fits(site, "text", text, errors);
        let left = draft::left(self.tongue, text);
        if !left.is_empty() {
            errors.say("text", site.with("letters-error-place", left.join(" ")));
        }
    }

    /// The letter as something that happened with the step, and the file that it is kept as.
    fn event(&self, text: &str, despite: String) -> Result<(Event, NewFile), Failure> {
        let (desk, by) = (self.desk, self.desk.reader.session.person);
        let name = format!("letter-{}-{}.txt", self.to, self.tongue);
        let file = NewFile::of(Sent { name, bytes: text.as_bytes().to_vec() }, TEXT);
        let event = Event::new(&self.step.id, Act::Noted, Some(by), desk.office.now());
        let note = desk.site.with("letters-kept-note", about(&desk.site, self.tongue, self.to));
        let files = vec![file.note(&desk.office, event.at)?];
        Ok((Event { note, files, despite, facts: letters::facts(self.tongue, self.to), ..event }, file))
    }
}

/// To whom a letter is, and in which language.
fn about(site: &Site, tongue: Tongue, to: Addressee) -> String {
    format!("{}, {}", site.pick("letters-to", to.code()), site.pick("letters-language", tongue.code()))
}

/// What was done about it and will be.
fn measures(case: &Case) -> String {
    let measures = breach::measures(case).into_iter().map(|(_, note)| note);
    measures.collect::<Vec<_>>().join("\n")
}

/// Where it says how those with protected personal data are reached, as far as the organisation follows it.
fn guidelines(site: &Site) -> Vec<Link> {
    let books = &site.shelf.books;
    let find = |(name, section): (&str, &str)| {
        let named = |document: &varsam_rules::Document| {
            format!("{}/{}", document.rulebook(), document.front.document) == name
        };
        let documents = books.documents.iter().map(|(_, document)| document);
        let document = documents.filter(|document| site.stack().includes(document)).find(|of| named(of))?;
        let anchor = document.parts.iter().find_map(|part| match part {
            Part::Heading(_, text, anchor) if text == section => Some(anchor),
            _ => None,
        })?;
        let href = format!("/guidelines/{name}#s-{anchor}");
        Some(link(href, format!("{}: {}, {section}", document.front.issuer, document.front.title)))
    };
    PROTECTED.into_iter().filter_map(find).collect()
}

/// A draft, and the letters that are kept.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let opened = opened(&desk, &directory, &id, (&asked.language, &asked.to)).await?;
    desk.opens(&opened.document).await?;
    let draft = opened.draft();
    Ok(html(opened.page(draft, &Typed::default(), &Found::default(), Errors::default())?))
}

/// Keeps a letter.
pub(super) async fn take(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let (typed, mut errors) = (Typed::of(&body), Errors::default());
    let asked = (typed.one("language"), typed.one("to"));
    let letter = opened(&desk, &directory, &id, asked).await?;
    let text = typed.one("text").replace("\r\n", "\n").trim().to_owned();
    if !letter.may_act {
        return letter.over(text, &typed, errors);
    }
    letter.check(&text, &mut errors);
    let found = if errors.of("text").is_empty() { letter.found(&text) } else { Found::default() };
    let despite =
        if found.is_any() { guarded::despite(&desk.site, &typed, &mut errors) } else { String::new() };
    if !errors.is_empty() {
        return Ok(wrong(html(letter.page(text, &typed, &found, errors)?)));
    }
    let done = if typed.one("version") == letter.document.head.version.to_string() {
        let (event, file) = letter.event(&text, despite)?;
        write::act(&desk.office, &directory, &letter.document, event, Some(file)).await.map(|_| ())
    } else {
        Err(Fault::Changed)
    };
    if !is_changed(done)? {
        return Ok(Redirect::to(&format!("/cases/{id}/letters")).into_response());
    }
    // Somebody else was faster: the same again, with the version that is there now.
    let anew = opened(&desk, &directory, &id, asked).await?;
    if !anew.may_act {
        return anew.over(text, &typed, errors);
    }
    errors.add(&desk.site, "main", "cases-error-changed");
    Ok(conflict::page(html(anew.page(text, &typed, &found, errors)?)))
}

/// The letters that are kept, each on a page of its own.
pub(super) async fn print(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let document = desk.case(&directory, &id).await?;
    let mut printed = Vec::new();
    for kept in letters::last(&document.body) {
        printed.extend(on_paper(&directory, &document, &kept).await?);
    }
    if printed.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    desk.opens(&document).await?;
    let is_protected = breach::is_protected(&document.body) == Some(true);
    let (title, back) = (desk.site.t("letters-print-title"), format!("/cases/{}/letters", document.head.id));
    Ok(html(Print { title, back, is_protected, letters: printed, site: desk.site }.render()?))
}

/// A letter as it was kept; none where its file is gone.
async fn on_paper(
    directory: &Directory<'_>,
    document: &Document<Case>,
    kept: &letters::Kept<'_>,
) -> Result<Option<Printed>, Failure> {
    let bytes = match directory.tenant.file(kept.file.file).await {
        Ok((owner, _, bytes)) if owner.subject == document.head.id.uuid() => bytes,
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Ok(None),
        Err(fault) => return Err(fault.into()),
    };
    let letter = String::from_utf8_lossy(&bytes);
    let (subject, text) = letter.split_once('\n').unwrap_or((&letter, ""));
    let (subject, text) = (subject.trim().to_owned(), text.trim().to_owned());
    Ok(Some(Printed { tongue: kept.tongue, subject, text }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Origin, read};

    #[test]
    fn the_sections_on_protected_personal_data_are_there() {
        let shelf = read(&Origin::Shipped, "2026-11-21".parse().unwrap());
        for (name, section) in PROTECTED {
            let mut documents = shelf.books.documents.iter().map(|(_, document)| document);
            let file = format!("{name}.md");
            let document =
                documents.find(|document| document.file == file).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(format!("{}/{}", document.rulebook(), document.front.document), name);
            let is_there = |part: &Part| matches!(part, Part::Heading(_, text, _) if text == section);
            assert!(document.parts.iter().any(is_there), "{name}: {section}");
        }
    }
}
