//! The figures in words: each with that of the year before, where anything is known of that.

use crate::office::board::{Board, Persons, Reported, Verdict, Year};
use crate::office::figures::median;
use crate::office::wheel::year::SchoolYear;
use crate::web::cases::Desk;
use crate::web::figures::{Amount, month};
use std::collections::BTreeMap;
use varsam_model::emergency::Verdict as Judged;
use varsam_model::routine::Words;
use varsam_model::severity::Level;

/// Figures that belong together.
pub(super) struct Section {
    /// The key of its title, which is its id on the page, too.
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
}

/// A figure.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: Amount,
    pub(super) former: Amount,
}

/// Whether the authority was told, and those concerned; what became of requests; each with the key of its words.
const REPORTED: [(Reported, &str); 4] = [
    (Reported::InTime, "board-reported-in-time"),
    (Reported::Late, "board-reported-late"),
    (Reported::Not, "board-reported-not"),
    (Reported::Open, "board-undecided"),
];
const PERSONS: [(Persons, &str); 3] = [
    (Persons::Told, "board-persons-told"),
    (Persons::Not, "board-persons-not"),
    (Persons::Open, "board-undecided"),
];
const VERDICTS: [(Verdict, &str); 4] = [
    (Verdict::Approved, "board-approved"),
    (Verdict::Refused, "board-refused"),
    (Verdict::Withdrawn, "board-withdrawn"),
    (Verdict::Waiting, "board-waiting"),
];
const JUDGED: [(Option<Judged>, &str); 3] = [
    (Some(Judged::Within), "board-judged-within"),
    (Some(Judged::Outside), "board-judged-outside"),
    (None, "board-unjudged"),
];

/// What is put into words.
pub(super) struct Telling<'a> {
    pub(super) desk: &'a Desk,
    pub(super) board: &'a Board,
    pub(super) year: SchoolYear,
}

impl Telling<'_> {
    fn t(&self, key: &str) -> String {
        self.desk.site.t(key)
    }

    /// What the year before is called; empty where nothing is known of it.
    pub(super) fn former(&self) -> String {
        self.board.former.as_ref().map(|_| self.year.former().name()).unwrap_or_default()
    }

    fn row(&self, label: String, of: impl Fn(&Year) -> Amount) -> Row {
        let former = self.board.former.as_ref().map_or(Amount::None, &of);
        Row { label, value: of(&self.board.year), former }
    }

    fn counted(&self, label: String, of: impl Fn(&Year) -> usize) -> Row {
        self.row(label, |year| Amount::Count(of(year)))
    }

    /// How many there are of each of these, by the words of their keys.
    fn each<K: Ord>(&self, of: &[(K, &str)], among: impl Fn(&Year) -> &BTreeMap<K, usize>) -> Vec<Row> {
        let row = |(code, key): &(K, &str)| {
            self.counted(self.t(key), |year| among(year).get(code).copied().unwrap_or_default())
        };
        of.iter().map(row).collect()
    }

    fn section(&self, id: &'static str, rows: Vec<Row>) -> Section {
        Section { id, title: self.t(id), rows }
    }

    /// The figures of the year, in their order.
    pub(super) fn sections(&self) -> Vec<Section> {
        let breaches = vec![
            self.counted(self.t("board-breaches-reported"), Year::breaches),
            self.counted(self.t("board-breaches-none"), |year| year.none),
        ];
        vec![
            self.section("board-breaches", breaches),
            self.section("board-events", self.events()),
            self.section("board-levels", self.levels()),
            self.section("board-authority", self.each(&REPORTED, |year| &year.authority)),
            self.section("board-persons", self.each(&PERSONS, |year| &year.persons)),
            self.section("board-requests", self.requests()),
            self.section("board-emergencies", self.emergencies()),
            self.section("board-duties", self.all_duties()),
            self.section("board-questions", self.questions()),
        ]
    }

    /// What happened, the most frequent first.
    fn events(&self) -> Vec<Row> {
        let years = self.board.former.iter().chain([&self.board.year]);
        let words: BTreeMap<&String, &Words> =
            years.flat_map(|year| &year.events).map(|(id, (words, _))| (id, words)).collect();
        let count = |year: &Year, id: &str| year.events.get(id).map_or(0, |(_, count)| *count);
        let mut kinds: Vec<_> = words.into_iter().collect();
        kinds.sort_by_key(|(id, _)| std::cmp::Reverse(count(&self.board.year, id.as_str())));
        let row = |(id, words): (&String, &Words)| {
            self.counted(self.desk.words(words).to_owned(), |year| count(year, id.as_str()))
        };
        kinds.into_iter().map(row).collect()
    }

    fn levels(&self) -> Vec<Row> {
        let count = |year: &Year, level: Option<Level>| year.levels.get(&level).copied().unwrap_or_default();
        let of_level = |level: &Level| {
            let label = self.desk.site.pick("breach-level", level.code());
            self.counted(label, |year| count(year, Some(*level)))
        };
        let unweighed = self.counted(self.t("board-unweighed"), |year| count(year, None));
        Level::ALL.iter().rev().map(of_level).chain([unweighed]).collect()
    }

    fn requests(&self) -> Vec<Row> {
        let all = self.counted(self.t("board-asked-for"), Year::requests);
        let days = self.row(self.t("board-verdict-days"), |year| {
            let median = median(&year.verdict_days).and_then(|days| usize::try_from(days).ok());
            median.map_or(Amount::None, Amount::Count)
        });
        [all].into_iter().chain(self.each(&VERDICTS, |year| &year.requests)).chain([days]).collect()
    }

    fn emergencies(&self) -> Vec<Row> {
        let all = self.counted(self.t("board-begun"), Year::emergencies);
        [all].into_iter().chain(self.each(&JUDGED, |year| &year.emergencies)).collect()
    }

    fn all_duties(&self) -> Vec<Row> {
        vec![
            self.counted(self.t("wheel-standing-done"), |year| year.all_duties().done),
            self.counted(self.t("wheel-standing-overdue"), |year| year.all_duties().overdue),
        ]
    }

    fn questions(&self) -> Vec<Row> {
        let site = &self.desk.site;
        vec![
            self.counted(self.t("statistics-count"), |year| year.questions.count()),
            self.counted(self.t("statistics-in-time"), |year| year.questions.in_time),
            self.counted(self.t("statistics-late"), |year| year.questions.late),
            self.row(self.t("statistics-median"), |year| Amount::hours(site, year.questions.median())),
            self.row(self.t("statistics-ninetieth"), |year| Amount::hours(site, year.questions.ninetieth())),
        ]
    }

    /// The breaches of each month.
    pub(super) fn months(&self) -> Section {
        let count = |year: &Year, at: usize| year.months.get(at).copied().unwrap_or_default();
        let row =
            |(at, number): (usize, i8)| self.counted(month(&self.desk.site, number), |year| count(year, at));
        let rows = SchoolYear::MONTHS.into_iter().enumerate().map(row).collect();
        self.section("board-months", rows)
    }

    /// The same of the year alone, for a drawing.
    pub(super) fn counted_months(&self) -> Vec<(String, usize)> {
        let named = SchoolYear::MONTHS.into_iter().map(|number| month(&self.desk.site, number));
        named.zip(self.board.year.months).collect()
    }

    /// Whether the authority was told in the year, for a drawing.
    pub(super) fn outcomes(&self) -> Vec<(String, usize)> {
        let count = |code: &Reported| self.board.year.authority.get(code).copied().unwrap_or_default();
        REPORTED.iter().map(|(code, key)| (self.t(key), count(code))).collect()
    }

    /// What recurs, unit by unit, as a file has it.
    pub(super) fn duties(&self) -> Section {
        let units = &self.desk.reader.units;
        let (done, overdue) = (self.t("wheel-standing-done"), self.t("wheel-standing-overdue"));
        let rows = self.board.year.duties.iter().flat_map(|(unit, duties)| {
            [(&done, duties.done), (&overdue, duties.overdue)].map(|(what, count)| Row {
                label: format!("{}: {what}", units.name(*unit)),
                value: Amount::Count(count),
                former: Amount::None,
            })
        });
        self.section("board-duties-units", rows.collect())
    }

    /// How things stand now.
    pub(super) fn present(&self) -> Section {
        let many = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let of = &self.board.present;
        let rows = [
            ("board-cases-open", many(of.open)),
            ("board-cases-late", many(of.late)),
            ("board-processors", of.processors),
            ("board-without-agreement", of.without_agreement),
            ("board-agreements-ending", of.ending),
            ("board-agreements-over", of.over),
            ("board-accounts", of.accounts),
            ("board-accounts-risk", of.at_risk),
            ("board-accounts-unattested", of.unattested),
        ];
        let row = |(key, count): (&str, usize)| Row {
            label: self.t(key),
            value: Amount::Count(count),
            former: Amount::None,
        };
        self.section("board-present", rows.into_iter().map(row).collect())
    }
}
