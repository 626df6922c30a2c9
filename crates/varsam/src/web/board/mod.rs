//! What a board is told (ACM-04): a page of figures with two drawings and what the data protection officer has written, which
//! prints, and the figures as a file. `rows` puts the figures into words.

mod rows;

use self::rows::{Section, Telling};
use crate::office::board::{Board, Duties, REPORT};
use crate::office::calendar;
use crate::office::cases::{self, may_start, plan};
use crate::office::figures::MOST;
use crate::office::figures::drawing::Bars;
use crate::office::wheel::year::SchoolYear;
use crate::web::cases::Desk;
use crate::web::cases::act::link;
use crate::web::error::Failure;
use crate::web::figures::{Amount, Asked, Chosen};
use crate::web::registers::export::{Cell, Taken};
use crate::web::routes::Routes;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use varsam_model::case::{Act, Attached, Case, Event};
use varsam_model::routine::{Behaviour, Step};
use varsam_model::{Id, id};
use varsam_rules::Routine;
use varsam_store::{Document, Fault};

/// What the figures are called in file names and in the log.
const BOARD: &str = "board";

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new().get("/board", page).get("/board/export/{format}", file)
}

/// Where the figures are that a step asks for: of the unit and the school year of its case. A made-up school has none.
pub(super) fn tool(desk: &Desk, document: &Document<Case>, step: &Step) -> Option<Link> {
    let unit = document.head.unit;
    let is_asked = step.does == Some(Behaviour::BoardFigures) && !desk.reader.units.place(unit).is_fictitious;
    let year = SchoolYear::of(calendar::day(document.body.at)).number();
    is_asked.then(|| link(format!("/board?unit={unit}&year={year}"), desk.site.t("board-title")))
}

/// `GET /board`
#[derive(Template)]
#[template(path = "board.html")]
struct Page {
    site: Site,
    title: String,
    unit: String,
    year: String,
    /// The year before; empty where nothing is known of it.
    former: String,
    taken_at: String,
    units: Vec<Link>,
    years: Vec<Link>,
    query: String,
    is_known: bool,
    /// After how many records no more were read; none where all were.
    cut: Option<usize>,
    /// How many cases cannot be read.
    unread: usize,
    sections: Vec<Section>,
    present: Section,
    /// The breaches of each month: the drawing, and the same as a table.
    months: Bars,
    month_rows: Section,
    /// Whether the authority was told of them.
    outcomes: Bars,
    duties: Vec<DutyRow>,
    reports: Vec<Report>,
    /// Where a report is begun; empty where there is one, or the reader may not.
    start: String,
}

/// What recurs at a unit.
struct DutyRow {
    unit: String,
    done: usize,
    under_way: usize,
    to_do: usize,
    overdue: usize,
}

/// A report that the reader may see.
struct Report {
    href: String,
    notes: Vec<Note>,
}

/// What was written with a step of one.
struct Note {
    step: String,
    text: String,
    files: Vec<Link>,
}

/// The figures that are asked for, with the desk that they are told at.
struct Opened {
    desk: Desk,
    chosen: Chosen,
    board: Board,
}

impl Opened {
    async fn of(site: Site, signed: Signed, asked: &Asked) -> Result<Self, Failure> {
        let desk = Desk::at(site, signed);
        let chosen = asked.chosen(&desk, &[])?;
        let board = {
            let routines: Vec<_> = desk.site.shelf.books.routines_of(desk.site.stack()).collect();
            Board::of(&desk.office, &desk.reader, &chosen.scope, &routines).await?
        };
        Ok(Self { desk, chosen, board })
    }

    fn telling(&self) -> Telling<'_> {
        Telling { desk: &self.desk, board: &self.board, year: self.chosen.scope.year }
    }

    fn duties(&self) -> Vec<DutyRow> {
        let row = |(unit, duties): &(Id<id::Unit>, Duties)| {
            let Duties { done, under_way, to_do, overdue } = *duties;
            DutyRow { unit: self.desk.reader.units.name(*unit).to_owned(), done, under_way, to_do, overdue }
        };
        self.board.year.duties.iter().map(row).collect()
    }

    /// The reports of the year that the reader may see, each with what was written.
    async fn reports(&self) -> Result<Vec<Report>, Failure> {
        let (desk, mut reports) = (&self.desk, Vec::new());
        let directory = desk.directory().await?;
        for id in &self.board.reports {
            match cases::case(&desk.office, &desk.reader, &directory, *id).await {
                Ok(document) => {
                    desk.opens(&document).await?;
                    reports.push(report(desk, &document));
                }
                Err(Fault::Missing | Fault::Erased) => {}
                // The figures are there without it.
                Err(fault) if fault.is_of_one() => {
                    tracing::error!(case = %id, "a case cannot be read: {fault}");
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(reports)
    }

    /// Where a report of this unit is begun, by whom the routine names: in the year that it is, where there is none.
    fn start(&self) -> String {
        let (site, scope) = (&self.desk.site, &self.chosen.scope);
        let routine = plan::routine(&site.shelf.books, site.stack(), REPORT);
        let is_due = self.board.reports.is_empty() && scope.year == SchoolYear::of(scope.today());
        let may = |routine: &&Routine| {
            may_start(&self.desk.office, &self.desk.reader, scope.unit, &plan::starts(routine))
        };
        let routine = routine.filter(may).filter(|_| is_due);
        routine.map(|routine| format!("/cases/new/{}?unit={}", routine.id, scope.unit)).unwrap_or_default()
    }
}

/// Shows the figures.
async fn page(site: Site, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let opened = Opened::of(site, signed, &asked).await?;
    let reports = opened.reports().await?;
    opened.chosen.seen(&opened.desk, BOARD).await?;
    let (desk, chosen, board) = (&opened.desk, &opened.chosen, &opened.board);
    let telling = opened.telling();
    let page = Page {
        title: desk.site.t("board-title"),
        unit: chosen.unit(desk),
        year: chosen.scope.year.name(),
        former: telling.former(),
        taken_at: chosen.taken_at(),
        units: chosen.units(desk),
        years: chosen.years(),
        query: chosen.query(),
        is_known: board.is_known,
        cut: board.is_cut.then_some(MOST),
        unread: board.unread,
        sections: telling.sections(),
        present: telling.present(),
        months: Bars::standing(telling.counted_months()),
        month_rows: telling.months(),
        outcomes: Bars::lying(telling.outcomes()),
        duties: opened.duties(),
        reports,
        start: opened.start(),
        site: desk.site.clone(),
    };
    Ok(html(page.render()?))
}

/// The figures as a file: a row for each.
async fn file(
    site: Site,
    signed: Signed,
    Path(format): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let opened = Opened::of(site, signed, &asked).await?;
    let (desk, telling) = (&opened.desk, opened.telling());
    let mut rows = Vec::new();
    if opened.board.is_known {
        let sections = [telling.months()].into_iter().chain(telling.sections()).chain([telling.duties()]);
        rows.extend(sections.flat_map(cells));
    }
    rows.extend(cells(telling.present()));
    let columns = vec![
        (desk.site.t("board-section"), "section"),
        (desk.site.t("board-figure"), "figure"),
        (telling.year.name(), "year"),
        (telling.year.former().name(), "former"),
    ];
    let mut taken = Taken { columns, rows };
    let Board { is_cut, unread, .. } = opened.board;
    taken.say_missing(&desk.site, is_cut.then_some(MOST), unread);
    opened.chosen.file(desk, (BOARD, &format), taken).await
}

fn cells(section: Section) -> Vec<Vec<Cell>> {
    let Section { title, rows, .. } = section;
    let row = |row: rows::Row| {
        let (title, label) = (Cell::Text(title.clone()), Cell::Text(row.label));
        vec![title, label, Amount::cell(row.value), Amount::cell(row.former)]
    };
    rows.into_iter().map(row).collect()
}

/// What was written in a report: with the steps that are done, and beside them.
fn report(desk: &Desk, document: &Document<Case>) -> Report {
    let (case, href) = (&document.body, format!("/cases/{}", document.head.id));
    let mut notes = Vec::new();
    for stood in case.walk(desk.reader.units.hours(document.head.unit)) {
        let is_told = |event: &&Event| event.act == Act::Noted || stood.settled == Some(*event);
        let said = case.of(&stood.step.id).filter(is_told);
        for event in said.filter(|event| !event.note.is_empty() || !event.files.is_empty()) {
            let file = |file: &Attached| link(format!("{href}/file/{}", file.file), file.name.clone());
            notes.push(Note {
                step: desk.words(&stood.step.title).to_owned(),
                text: event.note.clone(),
                files: event.files.iter().map(file).collect(),
            });
        }
    }
    Report { href, notes }
}
