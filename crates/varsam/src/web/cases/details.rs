//! The details that a form asks for: moments, lines of text, and groups to tick.

use super::asking::{Moment, field, now};
use super::worded;
use crate::office::calendar;
use crate::office::registers::Typed;
use crate::web::fields::Errors;
use crate::web::site::{Link, Site};
use varsam_model::Instant;
use varsam_model::detail::{Detail, DetailKind, LONGEST_LINE, WrongDetail, moment, several};
use varsam_model::routine::{Facts, Routine};

/// A detail in a form.
pub(in crate::web) struct Asked {
    /// The name of its field.
    pub(in crate::web) name: String,
    pub(in crate::web) title: String,
    pub(in crate::web) help: String,
    pub(in crate::web) value: String,
    /// The moment that is asked for, where it is one.
    pub(in crate::web) moment: Option<Moment>,
    /// The boxes to tick, each with its name; none where a line of text is asked for.
    pub(in crate::web) boxes: Vec<Link>,
}

/// The name of the field of a detail.
fn name(detail: &Detail) -> String {
    match detail.kind {
        DetailKind::Moment => field(&detail.id),
        _ => format!("detail-{}", detail.id),
    }
}

/// The codes that can be chosen for a detail.
fn codes(detail: &Detail) -> &'static [&'static str] {
    detail.kind.options().map(|options| options.codes).unwrap_or_default()
}

/// The words for one of its codes.
fn code(site: &Site, detail: &Detail, code: &str) -> String {
    let options = detail.kind.options().map_or("", |options| options.name);
    site.pick(&format!("option-{options}"), code)
}

/// Whether a moment is said to have been just now. Of one that may be left out that is not asked.
fn is_now(detail: &Detail, typed: &Typed) -> bool {
    !detail.is_optional && typed.one(&now(&detail.id)) == "yes"
}

impl Asked {
    /// A detail with what was typed.
    fn of(site: &Site, detail: &Detail, typed: &Typed) -> Self {
        let name = name(detail);
        let title = worded(site, &detail.title).to_owned();
        let help = detail.help.as_ref().map(|help| worded(site, help).to_owned()).unwrap_or_default();
        let value = typed.one(&name).to_owned();
        let moment = (detail.kind == DetailKind::Moment).then(|| Moment {
            name: name.clone(),
            label: title.clone(),
            help: help.clone(),
            value: value.clone(),
            now: if detail.is_optional { String::new() } else { now(&detail.id) },
            is_now: is_now(detail, typed),
        });
        let tick = |of: &&str| {
            let href = format!("{name}-{of}");
            Link {
                current: typed.one(&href) == "yes",
                text: code(site, detail, of),
                about: String::new(),
                href,
            }
        };
        let boxes = codes(detail).iter().map(tick).collect();
        Self { title, help, value, moment, boxes, name }
    }
}

/// Details in a form, with what was typed.
pub(in crate::web) fn asked(site: &Site, details: &[Detail], typed: &Typed) -> Vec<Asked> {
    details.iter().map(|detail| Asked::of(site, detail, typed)).collect()
}

/// Writes what is known of details into a form to begin with.
pub(super) fn fill<'a>(details: &[Detail], known: impl Fn(&str) -> Option<&'a str>, typed: &mut Typed) {
    for detail in details {
        let Some(value) = known(&detail.id) else { continue };
        let name = name(detail);
        match detail.kind {
            DetailKind::Moment => {
                let at = moment(value).map(|at| calendar::civil(at).strftime("%Y-%m-%dT%H:%M").to_string());
                typed.fill(&name, at.into_iter().collect());
            }
            DetailKind::Line => typed.fill(&name, vec![value.to_owned()]),
            DetailKind::Groups | DetailKind::Data => {
                several(value).for_each(|code| typed.fill(&format!("{name}-{code}"), vec!["yes".to_owned()]));
            }
        }
    }
}

/// A text with what was written in the lines of details, as the guard reads it. A line that is too long is said to be so.
pub(in crate::web) fn written(text: &str, details: &[Detail], typed: &Typed) -> String {
    let mut written = text.trim().to_owned();
    for detail in details.iter().filter(|detail| detail.kind == DetailKind::Line) {
        let line = typed.one(&name(detail)).trim();
        if !line.is_empty() && line.chars().count() <= LONGEST_LINE {
            written.push('\n');
            written.push_str(line);
        }
    }
    written
}

/// What was typed for a detail, as it is kept; what no moment can be made of stays as it is.
fn value(detail: &Detail, typed: &Typed, at: Instant) -> Option<String> {
    let name = name(detail);
    let text = typed.one(&name).trim().to_owned();
    let text = match detail.kind {
        DetailKind::Moment if is_now(detail, typed) => at.to_string(),
        DetailKind::Moment => calendar::moment(&text).map_or(text, |at| at.to_string()),
        DetailKind::Line => text,
        DetailKind::Groups | DetailKind::Data => {
            let ticked = codes(detail).iter().filter(|code| typed.one(&format!("{name}-{code}")) == "yes");
            ticked.copied().collect::<Vec<_>>().join(",")
        }
    };
    (!text.is_empty()).then_some(text)
}

/// The details that were stated in a form of a routine, given the moments that are known; what is wrong is noted.
pub(in crate::web) fn stated(
    (site, routine, details): (&Site, &Routine, &[Detail]),
    (typed, at): (&Typed, Instant),
    known: impl Fn(&str) -> Option<Instant>,
    errors: &mut Errors,
) -> Facts {
    let given = |detail: &Detail| Some((detail.id.clone(), value(detail, typed, at)?));
    let stated: Facts = details.iter().filter_map(given).collect();
    let other = |id: &str| stated.get(id).and_then(|value| moment(value)).or_else(|| known(id));
    for detail in details {
        let name = name(detail);
        if is_now(detail, typed) && !typed.one(&name).trim().is_empty() {
            errors.add(site, name, "cases-error-either");
            continue;
        }
        let value = stated.get(&detail.id).map(String::as_str);
        if let Some(wrong) = detail.check(value, other, at) {
            errors.say(name, words(site, routine, detail, wrong));
        }
    }
    stated
}

fn words(site: &Site, routine: &Routine, detail: &Detail, wrong: WrongDetail<'_>) -> String {
    let called = |id: &str| routine.moment(id).map(|title| worded(site, title)).unwrap_or_default();
    match wrong {
        WrongDetail::Missing if detail.kind == DetailKind::Moment => site.t("cases-error-moment"),
        WrongDetail::Missing => site.with("cases-error-detail", worded(site, &detail.title)),
        WrongDetail::TooLong => site.count("cases-error-line", &LONGEST_LINE),
        WrongDetail::Ahead => site.t("cases-error-ahead"),
        WrongDetail::Before(id) => site.with("cases-error-before", called(id)),
        WrongDetail::After(id) => site.with("cases-error-after", called(id)),
    }
}

/// What was stated of details, each with its title.
pub(in crate::web) fn told(site: &Site, details: &[Detail], stated: &Facts) -> Vec<(String, String)> {
    let told = |detail: &Detail| {
        let title = worded(site, &detail.title).to_owned();
        Some((title, said(site, detail, stated.get(&detail.id)?)))
    };
    details.iter().filter_map(told).collect()
}

/// The words for what was stated of a detail.
pub(in crate::web) fn said(site: &Site, detail: &Detail, value: &str) -> String {
    match detail.kind {
        DetailKind::Moment => moment(value).map(calendar::minute).unwrap_or_default(),
        DetailKind::Line => value.to_owned(),
        DetailKind::Groups | DetailKind::Data => {
            several(value).map(|of| code(site, detail, of)).collect::<Vec<_>>().join(", ")
        }
    }
}
