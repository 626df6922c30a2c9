//! What changes between two days: documents that come and go, and the situations that are answered otherwise.

use super::error::Failure;
use super::guidelines::{Row, row};
use super::past::{Compared, compare, turns};
use super::site::{Link, Site, html};
use super::{Shared, example};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use varsam_rules::{Date, Diff, Document, QuestionDiff, Shift};

/// `/changes`
#[derive(Template)]
#[template(path = "changes.html")]
pub(crate) struct Changes {
    site: Site,
    title: String,
    from: Field,
    to: Field,
    /// Documents that came into force.
    entered: Vec<Row>,
    /// Documents that went out of force.
    left: Vec<Row>,
    outcome: Outcome,
}

/// A day as it was written.
struct Field {
    value: String,
    error: Option<String>,
}

/// What comparing the two days gave.
enum Outcome {
    /// Nothing: the days are not days.
    None,
    /// The changes, question by question.
    Shifts {
        /// The questions of which an answer changes.
        changed: Vec<Changed>,
        /// How many questions are answered as before.
        same: usize,
        /// Whether something is permitted that was forbidden.
        permits_more: bool,
    },
    /// The rulebooks of a day do not hold together.
    Unsound(String, Vec<String>),
    /// The two cannot be compared.
    Impossible(String),
}

/// A question of which an answer changes.
struct Changed {
    title: String,
    shifts: Vec<Shifted>,
    permits_more: bool,
}

/// Situations whose answer changes in the same way.
struct Shifted {
    from: &'static str,
    to: &'static str,
    count: String,
    of: String,
    example: Link,
}

/// The day before another.
pub(crate) fn day_before(day: Date) -> Option<Date> {
    let before = day.to_string().parse::<jiff::civil::Date>().ok()?.yesterday().ok()?;
    before.to_string().parse().ok()
}

/// `GET /changes?from=…&to=…`
pub(crate) async fn page(
    State(shared): State<Shared>,
    site: Site,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (default_from, default_to) = latest(&site);
    let query = query.unwrap_or_default();
    let (mut from, first) = field(&site, &query, "from", default_from);
    let (to, last) = field(&site, &query, "to", default_to);
    let days = first.zip(last);
    if days.is_some_and(|(first, last)| first > last) {
        from.error = Some(site.t("changes-backwards"));
    }
    let wrong = from.error.is_some() || to.error.is_some();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = site.t("changes-title");
    let mut page =
        Changes { title, from, to, entered: Vec::new(), left: Vec::new(), outcome: Outcome::None, site };
    if let Some((first, last)) = days.filter(|_| !wrong) {
        page.compare(&shared, first, last).await?;
    }
    Ok((status, html(page.render()?)).into_response())
}

/// From before the latest change of edition to the day of the rulebooks.
fn latest(site: &Site) -> (Date, Date) {
    let to = site.day();
    let ours = site.shelf.books.editions.iter().filter(|document| site.stack().includes(document));
    let ours: Vec<Date> =
        ours.flat_map(|document| [Some(document.front.in_force), document.front.until]).flatten().collect();
    let turn = turns(&site.shelf.books).into_iter().rfind(|turn| *turn <= to && ours.contains(turn));
    (turn.and_then(day_before).unwrap_or(to), to)
}

fn field(site: &Site, query: &str, name: &str, default: Date) -> (Field, Option<Date>) {
    let written = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    let Some(value) = written.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
    else {
        return (Field { value: default.to_string(), error: None }, Some(default));
    };
    let day = value.parse().ok();
    (Field { error: day.is_none().then(|| site.t("day-error")), value }, day)
}

impl Changes {
    fn days(&self) -> [(&'static str, &Field); 2] {
        [("from", &self.from), ("to", &self.to)]
    }

    fn documents(&self) -> [(String, &[Row]); 2] {
        [(self.site.t("changes-entered"), &self.entered), (self.site.t("changes-left"), &self.left)]
    }

    async fn compare(&mut self, shared: &Shared, from: Date, to: Date) -> Result<(), Failure> {
        let documents = || self.site.shelf.books.editions.iter().filter(|d| self.site.stack().includes(d));
        let only = |on: Date, not: Date| {
            let only = |d: &&Document| d.front.is_in_force(on) && !d.front.is_in_force(not);
            documents().filter(only).map(row).collect::<Vec<_>>()
        };
        let (entered, left) = (only(to, from), only(from, to));
        let compared: Arc<Compared> = compare(shared, &self.site, from, to).await?;
        self.outcome = match &*compared {
            Compared::Diff(diff) => self.shifts(diff),
            Compared::Unsound(day, problems) => {
                Outcome::Unsound(day.to_string(), problems.iter().map(ToString::to_string).collect())
            }
            Compared::Impossible(error) => Outcome::Impossible(error.clone()),
        };
        (self.entered, self.left) = (entered, left);
        Ok(())
    }

    fn shifts(&self, diff: &Diff) -> Outcome {
        let (changed, same): (Vec<_>, Vec<_>) =
            diff.questions.iter().partition(|question| !question.shifts.is_empty());
        Outcome::Shifts {
            permits_more: changed.iter().any(|question| question.permits_more().is_some()),
            changed: changed.into_iter().map(|question| self.changed(diff, question)).collect(),
            same: same.len(),
        }
    }

    fn changed(&self, diff: &Diff, question: &QuestionDiff) -> Changed {
        let count = |number| example::count(self.site.locale.language, number);
        let shifted = |shift: &Shift| Shifted {
            from: shift.from.name(),
            to: shift.to.name(),
            count: count(shift.count),
            of: count(question.situations),
            example: example::link(&self.site, &diff.names, &question.id, &shift.example),
        };
        Changed {
            title: self.site.text(&question.title),
            shifts: question.shifts.iter().map(shifted).collect(),
            permits_more: question.permits_more().is_some(),
        }
    }
}
