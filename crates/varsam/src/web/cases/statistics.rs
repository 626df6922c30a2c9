//! How fast questions in social media are answered, and whether accounts are looked at (SOL-17 to SOL-24): month by month and
//! unit by unit, as a page with a drawing and as a file.

use super::Desk;
use crate::office::cases::plan;
use crate::office::figures::MOST;
use crate::office::figures::drawing::Bars;
use crate::office::social::{Line, Statistics, WATCH};
use crate::office::wheel::year::SchoolYear;
use crate::web::error::Failure;
use crate::web::figures::{Amount, Asked, Chosen, month};
use crate::web::registers::export::{Cell, Taken};
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use varsam_model::Role;

/// Whoever holds one of these roles sees the statistics, besides those who supervise.
pub(super) const READERS: [Role; 1] = [Role::Communications];

/// What the statistics are called in file names and in the log.
const STATISTICS: &str = "statistics";

/// The columns after the first: the key of the head, and a name.
const COLUMNS: [(&str, &str); 9] = [
    ("statistics-count", "count"),
    ("statistics-in-time", "in_time"),
    ("statistics-late", "late"),
    ("statistics-waiting", "waiting"),
    ("statistics-left", "left"),
    ("statistics-median", "median_hours"),
    ("statistics-ninetieth", "percentile_90_hours"),
    ("statistics-checked", "checked"),
    ("statistics-missed", "missed"),
];

/// `GET /cases/statistics`
#[derive(Template)]
#[template(path = "cases/statistics.html")]
struct Page {
    site: Site,
    title: String,
    unit: String,
    year: String,
    taken_at: String,
    units: Vec<Link>,
    years: Vec<Link>,
    query: String,
    /// After how many cases no more were read; none where all were.
    cut: Option<usize>,
    /// How many cases cannot be read.
    unread: usize,
    /// How many questions wait though their time is over.
    overdue: usize,
    drawing: Bars,
    heads: Vec<String>,
    months: Vec<Row>,
    /// All months together.
    total: Row,
    by_unit: Vec<Row>,
}

/// A line of a table.
struct Row {
    head: String,
    cells: [Amount; 9],
}

/// The statistics that are asked for, with the desk that they are told at.
struct Opened {
    desk: Desk,
    chosen: Chosen,
    statistics: Statistics,
}

impl Opened {
    async fn of(site: Site, signed: Signed, asked: &Asked) -> Result<Self, Failure> {
        let desk = Desk::at(site, signed);
        let chosen = asked.chosen(&desk, &READERS)?;
        let watch = plan::routine(&desk.site.shelf.books, desk.site.stack(), WATCH);
        let statistics = Statistics::of(&desk.office, &desk.reader, &chosen.scope, watch).await?;
        Ok(Self { desk, chosen, statistics })
    }

    fn months(&self) -> Vec<Row> {
        let named = SchoolYear::MONTHS.into_iter().map(|number| month(&self.desk.site, number));
        named.zip(&self.statistics.months).map(|(head, line)| row(&self.desk.site, head, line)).collect()
    }

    fn by_unit(&self) -> Vec<Row> {
        let units = &self.desk.reader.units;
        let named = self.statistics.units.iter();
        named.map(|(unit, line)| row(&self.desk.site, units.name(*unit).to_owned(), line)).collect()
    }

    fn total(&self) -> Row {
        let site = &self.desk.site;
        row(site, site.t("statistics-total"), &self.statistics.total)
    }

    fn drawing(&self) -> Bars {
        let named = SchoolYear::MONTHS.into_iter().map(|number| month(&self.desk.site, number));
        let counts = self.statistics.months.iter().map(|line| line.questions.count());
        Bars::standing(named.zip(counts).collect())
    }
}

fn row(site: &Site, head: String, line: &Line) -> Row {
    let questions = &line.questions;
    let cells = [
        Amount::Count(questions.count()),
        Amount::Count(questions.in_time),
        Amount::Count(questions.late),
        Amount::Count(questions.waiting),
        Amount::Count(questions.left),
        Amount::hours(site, questions.median()),
        Amount::hours(site, questions.ninetieth()),
        Amount::Count(line.checked),
        Amount::Count(line.missed),
    ];
    Row { head, cells }
}

/// Shows the statistics.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let opened = Opened::of(site, signed, &asked).await?;
    let (desk, chosen) = (&opened.desk, &opened.chosen);
    chosen.seen(desk, STATISTICS).await?;
    let page = Page {
        title: desk.site.t("statistics-title"),
        unit: chosen.unit(desk),
        year: chosen.scope.year.name(),
        taken_at: chosen.taken_at(),
        units: chosen.units(desk),
        years: chosen.years(),
        query: chosen.query(),
        cut: opened.statistics.is_cut.then_some(MOST),
        unread: opened.statistics.unread,
        overdue: opened.statistics.total.questions.overdue,
        drawing: opened.drawing(),
        heads: COLUMNS.into_iter().map(|(key, _)| desk.site.t(key)).collect(),
        months: opened.months(),
        total: opened.total(),
        by_unit: opened.by_unit(),
        site: desk.site.clone(),
    };
    Ok(html(page.render()?))
}

/// The statistics as a file: the months, all together, and the units.
pub(super) async fn file(
    site: Site,
    signed: Signed,
    Path(format): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let opened = Opened::of(site, signed, &asked).await?;
    let desk = &opened.desk;
    let rows = opened.months().into_iter().chain([opened.total()]).chain(opened.by_unit());
    let rows = rows.map(cells).collect();
    let heads = [("statistics-of", "of")].into_iter().chain(COLUMNS);
    let columns = heads.map(|(key, name)| (desk.site.t(key), name)).collect();
    let mut taken = Taken { columns, rows };
    let Statistics { is_cut, unread, .. } = opened.statistics;
    taken.say_missing(&desk.site, is_cut.then_some(MOST), unread);
    opened.chosen.file(desk, (STATISTICS, &format), taken).await
}

fn cells(row: Row) -> Vec<Cell> {
    [Cell::Text(row.head)].into_iter().chain(row.cells.into_iter().map(Amount::cell)).collect()
}
