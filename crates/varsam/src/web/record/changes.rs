//! What has changed in the record since a day, item by item: the record as it is, held against the record as it was.

use super::words::{Said, Wording, href};
use super::{Asked, READ, Reading};
use crate::office::calendar;
use crate::office::record::{Facts, Gathered, Line, Piece, Since, gather, is_row};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeSet;
use varsam_model::register::Item;

/// `GET /record/changes`
#[derive(Template)]
#[template(path = "record/changes.html")]
struct Page {
    site: Site,
    title: String,
    units: Vec<Link>,
    /// The day as it was typed.
    since: String,
    is_wrong: bool,
    query: String,
    added: Vec<Row>,
    gone: Vec<Row>,
    changed: Vec<Row>,
}

/// A row that came, went, or says something else.
struct Row {
    title: String,
    href: String,
    register: String,
    items: Vec<Changed>,
}

/// What is said otherwise of an item.
struct Changed {
    label: String,
    before: Vec<Said>,
    after: Vec<Said>,
}

/// Shows what has changed; in the last month where no day is asked for.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let reading = Reading::of(site, signed, READ, &asked).await?;
    let today = calendar::day(reading.office.now());
    let since = match asked.since.trim() {
        "" => Some(today.saturating_sub(1.months())),
        text => text.parse::<Date>().ok().filter(|day| *day <= today),
    };
    let [added, gone, changed] = match since {
        Some(day) => differences(&reading, day).await?,
        None => [vec![], vec![], vec![]],
    };
    let page = Page {
        title: reading.site.t("record-changes-title"),
        units: reading.units(),
        since: since.map_or(asked.since, |day| day.to_string()),
        is_wrong: since.is_none(),
        query: reading.query(),
        added,
        gone,
        changed,
        site: reading.site,
    };
    Ok(html(page.render()?))
}

/// The rows that came, those that went, and those that say something else.
async fn differences(reading: &Reading, day: Date) -> Result<[Vec<Row>; 3], Failure> {
    let directory = reading.reader.directory(&reading.office).await?;
    let since = Since::read(&directory, calendar::start(day)).await?;
    let roots = reading.sight.rows().into_iter().chain(since.changed()).collect();
    let by = (&*reading.office, &reading.reader);
    let gathered = gather(by, &reading.sight, roots, Some(&since)).await?;
    let words = reading.words().await?;
    let words = words.known().await?;
    let Gathered { now, then } = &gathered;
    // Where a row is looked for is where it stands now.
    let is_here = |id| now.get(id).is_some_and(|fact| reading.sight.is_here(fact.unit));
    let ids: BTreeSet<_> = now.rows().chain(then.rows()).map(|fact| fact.id).collect();
    let (mut added, mut gone, mut changed) = (vec![], vec![], vec![]);
    for id in ids.into_iter().filter(|id| is_here(*id)) {
        let in_use = |facts: &Facts| facts.get(id).is_some_and(|fact| is_row(fact.register, &fact.state));
        match (then.get(id).filter(|_| in_use(then)), now.get(id).filter(|_| in_use(now))) {
            (Some(was), Some(is)) => {
                let lines = (Line::whole(then, was), Line::whole(now, is));
                let row = row(&words, &lines.1, items(&words, &gathered, &lines));
                changed.extend(Some(row).filter(|row| !row.items.is_empty()));
            }
            (None, Some(is)) => added.push(row(&words, &Line::of(now, is), vec![])),
            (Some(was), None) => gone.push(row(&words, &Line::of(then, was), vec![])),
            (None, None) => {}
        }
    }
    for rows in [&mut added, &mut gone, &mut changed] {
        rows.sort_by_cached_key(|row| (row.title.to_lowercase(), row.href.clone()));
    }
    Ok([added, gone, changed])
}

fn row(words: &Wording<'_>, line: &Line<'_>, items: Vec<Changed>) -> Row {
    let fact = line.fact;
    let register = words.register(fact.register);
    Row { title: fact.title().to_owned(), href: href(fact), register, items }
}

/// What is said otherwise: what the row is called, then item by item.
fn items(
    words: &Wording<'_>,
    Gathered { now, then }: &Gathered,
    (was, is): &(Line<'_>, Line<'_>),
) -> Vec<Changed> {
    let title = || {
        let field = is.fact.register.title()?;
        let label = words.label(is.fact.register, field.name);
        let said = |line: &Line<'_>| vec![Said::plain(&label, line.fact.title())];
        let (before, after) = (said(was), said(is));
        (before != after).then_some(Changed { label: label.clone(), before, after })
    };
    let changed = |item: &Item| {
        let only = |one: &[Piece], other: &[Piece], facts| {
            let pieces = one.iter().filter(|piece| !other.iter().any(|other| other.is_same(piece)));
            pieces.map(|piece| words.said(piece, facts)).collect::<Vec<_>>()
        };
        let (before, after) = (was.says(*item), is.says(*item));
        let (before, after) = (only(before, after, then), only(after, before, now));
        let is_same = before.is_empty() && after.is_empty();
        (!is_same).then(|| Changed { label: words.item(*item), before, after })
    };
    title().into_iter().chain(Item::ALL.iter().filter_map(changed)).collect()
}
