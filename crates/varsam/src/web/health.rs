//! How sound the rulebooks are: what they answer, where they are silent or disagree, what is proven, what failed.

use super::Shared;
use super::error::Failure;
use super::example;
use super::site::{Link, Site, html};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use varsam_rules::{NeverReport, Problem, QuestionReport, Report};

/// `/health`
#[derive(Template)]
#[template(path = "health.html")]
pub(crate) struct Health {
    site: Site,
    title: String,
    /// Why the folder's newest state is not in use.
    refused: Vec<Finding>,
    /// What somebody should look at.
    warnings: Vec<Finding>,
    questions: Vec<Row>,
    nevers: Vec<Never>,
    rules: usize,
    cases: (usize, usize),
    /// The share of the facts that interviews ask for, in per cent.
    asked: String,
}

/// Something that is wrong, as an editor reads it.
struct Finding {
    place: String,
    message: String,
    hint: Option<String>,
}

/// A question with its situations by outcome.
struct Row {
    link: Link,
    situations: String,
    yes: String,
    no: String,
    silent: String,
    disagree: String,
    /// A situation in which the rules are silent and no remark says so.
    gap: Option<Link>,
    /// A situation in which they disagree, as a remark says.
    disagreement: Option<Link>,
}

/// An invariant with its proof.
struct Never {
    text: String,
    /// The situation that breaks it.
    refuted: Option<Link>,
}

/// `GET /health`
pub(crate) async fn page(State(shared): State<Shared>, site: Site) -> Result<Response, Failure> {
    let findings = |problems: &[Problem]| problems.iter().map(finding).collect::<Vec<_>>();
    let report = site.shelf.reports.iter().find(|report| report.stack == site.stack().id);
    let books = &site.shelf.books;
    let ours = books.rules.iter().filter(|(_, rule)| site.stack().holds(books, &rule.source, None));
    let page = Health {
        title: site.t("health-title"),
        refused: findings(&shared.0.library.refused()),
        warnings: findings(&site.shelf.problems),
        questions: report
            .map(|report| report.questions.iter().map(|q| row(&site, q)).collect())
            .unwrap_or_default(),
        nevers: report
            .map(|report| report.nevers.iter().map(|n| never(&site, n)).collect())
            .unwrap_or_default(),
        rules: ours.count(),
        cases: report.map_or((0, 0), Report::cases_passed),
        asked: format!("{:.0}", report.map_or(0.0, Report::asked_share) * 100.0),
        site,
    };
    Ok(html(page.render()?))
}

impl Health {
    fn has_gaps(&self) -> bool {
        self.questions.iter().any(|row| row.gap.is_some())
    }

    fn has_disagreements(&self) -> bool {
        self.questions.iter().any(|row| row.disagreement.is_some())
    }
}

fn finding(problem: &Problem) -> Finding {
    Finding { place: problem.place.to_string(), message: problem.message.clone(), hint: problem.hint.clone() }
}

fn row(site: &Site, report: &QuestionReport) -> Row {
    let books = &site.shelf.books;
    let id = &books.questions[report.question].id;
    let count = |number| example::count(site.locale.language, number);
    let link = |witness: &Option<_>| witness.as_ref().map(|witness| example::link(site, books, id, witness));
    Row {
        link: site.question_link(report.question, ""),
        situations: count(report.situations),
        yes: count(report.yes),
        no: count(report.no),
        silent: count(report.silent),
        disagree: count(report.disagree),
        gap: link(&report.gap),
        disagreement: link(&report.disagreement),
    }
}

fn never(site: &Site, report: &NeverReport) -> Never {
    let books = &site.shelf.books;
    let refuted = report
        .refuted
        .as_ref()
        .map(|(question, witness)| example::link(site, books, &books.questions[*question].id, witness));
    Never { text: site.text(&books.nevers[report.never].text), refuted }
}
