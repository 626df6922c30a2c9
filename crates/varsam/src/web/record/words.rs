//! The record in words: each cell is what fields say, with what they are called, and which entry says it.

use crate::office::record::{Controllers, Fact, Facts, Line, Piece};
use crate::office::{Office, Reader};
use crate::web::error::Failure;
use crate::web::registers::Desk;
use crate::web::registers::known::{Known, Told};
use crate::web::signed::Signed;
use crate::web::site::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use varsam_model::register::{ALL, Item, Kind, Register};
use varsam_model::{Id, id};

/// What the record says of what is done for others: the processor and for whom, the categories of processing, transfers,
/// security (art. 30(2), a to d).
const FOR_OTHERS: [Item; 4] = [Item::Controller, Item::Purposes, Item::Transfers, Item::Security];

/// What the record is put into words with.
pub(super) struct Words {
    site: Site,
    desks: Vec<Desk>,
    controllers: Controllers,
    /// Entries behind which others stand that the reader does not see.
    withheld: BTreeSet<Id<id::Record>>,
}

/// The same, with the names of what values stand for.
pub(super) struct Wording<'a> {
    words: &'a Words,
    known: BTreeMap<&'static str, Known<'a>>,
}

/// A table of the record.
pub(super) struct Table {
    /// The paragraph of art. 30 that asks for it: `1` or `2`.
    pub(super) article: &'static str,
    pub(super) caption: String,
    pub(super) columns: Vec<(Item, String)>,
    pub(super) rows: Vec<Row>,
}

/// A row.
pub(super) struct Row {
    pub(super) id: Id<id::Record>,
    pub(super) title: String,
    pub(super) href: String,
    /// What its register is called.
    pub(super) register: String,
    pub(super) is_joint: bool,
    /// What is said of each item; nothing where it is missing.
    pub(super) cells: Vec<Vec<Said>>,
}

/// What a field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// What the field is called, as it stands before what it says.
    pub(super) label: String,
    pub(super) told: Vec<Told>,
    /// The linked entry that says it.
    pub(super) from: Option<Told>,
    pub(super) is_long: bool,
    /// Whether it says that something is missing.
    pub(super) is_missing: bool,
}

impl Said {
    fn new(label: &str, told: Vec<Told>) -> Self {
        let sign = if label.ends_with('?') { "" } else { ":" };
        Self { label: format!("{label}{sign}"), told, from: None, is_long: false, is_missing: false }
    }

    /// A text that leads nowhere.
    pub(super) fn plain(label: &str, text: &str) -> Self {
        Self::new(label, vec![Told { text: text.to_owned(), href: String::new() }])
    }

    /// As it stands in a file.
    pub(super) fn text(&self) -> String {
        let told: Vec<_> = self.told.iter().map(|told| told.text.as_str()).collect();
        let from = self.from.as_ref().map(|from| format!(" ({})", from.text)).unwrap_or_default();
        format!("{} {}{from}", self.label, told.join(", "))
    }
}

impl Table {
    /// How many cells are empty.
    pub(super) fn missing(&self) -> usize {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        cells.filter(|cell| cell.is_empty() || cell.iter().any(|said| said.is_missing)).count()
    }
}

impl Words {
    /// The words of a reader.
    pub(super) fn of(
        site: &Site,
        (office, reader): (&Arc<Office>, &Reader),
        (controllers, withheld): (Controllers, BTreeSet<Id<id::Record>>),
    ) -> Self {
        let signed = || Signed { office: Arc::clone(office), reader: reader.clone() };
        // A register that the reader sees nothing of says nothing to them.
        let desks = ALL.iter().filter_map(|register| Desk::at(site.clone(), signed(), register.code).ok());
        Self { site: site.clone(), desks: desks.collect(), controllers, withheld }
    }

    /// With the names of what values stand for.
    pub(super) async fn known(&self) -> Result<Wording<'_>, Failure> {
        let mut known = BTreeMap::new();
        for desk in &self.desks {
            known.insert(desk.register.code, Known::of_all(desk, &[]).await?);
        }
        Ok(Wording { words: self, known })
    }

    /// What an item is called, in the table of what is done for others or in the other one.
    fn head(&self, item: Item, is_for_others: bool) -> String {
        match item {
            Item::Controller if is_for_others => self.site.t("record-for-whom"),
            Item::Purposes if is_for_others => self.site.t("record-categories"),
            item => self.site.pick("item", item.code()),
        }
    }
}

impl Wording<'_> {
    /// Both tables: what the organiser does itself, and what it does for others.
    pub(super) fn tables(&self, facts: &Facts, lines: &[Line<'_>]) -> [Table; 2] {
        let site = &self.words.site;
        let table = |article, caption, items: &[Item], is_for_others| {
            let of = lines.iter().filter(|line| line.is_for_others() == is_for_others);
            let columns = items.iter().map(|item| (*item, self.words.head(*item, is_for_others)));
            let rows = of.map(|line| self.row(facts, line, items)).collect();
            Table { article, caption, columns: columns.collect(), rows }
        };
        [
            table("1", site.t("record-own"), Item::ALL, false),
            table("2", site.t("record-others"), &FOR_OTHERS, true),
        ]
    }

    fn row(&self, facts: &Facts, line: &Line<'_>, items: &[Item]) -> Row {
        let fact = line.fact;
        let cells = items.iter().map(|item| self.cell(facts, line, *item));
        Row {
            id: fact.id,
            title: fact.title().to_owned(),
            href: href(fact),
            register: self.register(fact.register),
            is_joint: line.is_joint(),
            cells: cells.collect(),
        }
    }

    fn cell(&self, facts: &Facts, line: &Line<'_>, item: Item) -> Vec<Said> {
        let said = line.says(item).iter().map(|piece| self.said(piece, facts));
        let first = if item == Item::Controller { self.controller(line) } else { vec![] };
        let last = if item == Item::Recipients { self.agreements(line) } else { vec![] };
        first.into_iter().chain(said).chain(last).collect()
    }

    /// The agreements with the processors that a row leads to, where they stand, and whether somebody has read them
    /// (ACM-05, LAPE-11).
    fn agreements(&self, line: &Line<'_>) -> Vec<Said> {
        let site = &self.words.site;
        let agreement = |fact: &&Fact| {
            let state = site.pick(&format!("state-{}", fact.register.code), &fact.state);
            let read = match fact.values.text("read_on") {
                "" => site.t("record-unread"),
                day => site.with("record-read", day),
            };
            Told { text: format!("{}: {state}, {read}", fact.title()), href: href(fact) }
        };
        let of = |(processor, agreements): &(&Fact, Vec<&Fact>)| {
            let label = site.t("record-agreement");
            let from = Some(Told { text: processor.title().to_owned(), href: href(processor) });
            let told: Vec<_> = agreements.iter().map(agreement).collect();
            if !told.is_empty() {
                return Said { from, ..Said::new(&label, told) };
            }
            let is_missing = !self.words.withheld.contains(&processor.id);
            let text = site.t(if is_missing { "record-missing" } else { "registers-withheld-entry" });
            Said { from, is_missing, ..Said::plain(&label, &text) }
        };
        line.processors.iter().map(of).collect()
    }

    /// Who answers for a row, and who its data protection officer is.
    fn controller(&self, line: &Line<'_>) -> Vec<Said> {
        let (site, plain) = (&self.words.site, |text: String| Told { text, href: String::new() });
        let Some(controller) = self.words.controllers.of(line.fact.unit) else { return vec![] };
        let label = if line.is_for_others() { "processor" } else { "controller" };
        let name = [&controller.name, &controller.number].into_iter().filter(|text| !text.is_empty());
        let name = Said::new(&site.pick("option-capacity", label), name.cloned().map(plain).collect());
        let officer = |(name, mail): &(String, String)| {
            let told = [name, mail].into_iter().filter(|text| !text.is_empty());
            Said::new(&site.pick("role", "dpo"), told.cloned().map(plain).collect())
        };
        [name].into_iter().chain(controller.officers.iter().map(officer)).collect()
    }

    /// A piece, in words.
    pub(super) fn said(&self, piece: &Piece, facts: &Facts) -> Said {
        let known = self.known.get(piece.register.code);
        let told = known.map(|known| known.told(piece.field, &piece.value)).unwrap_or_default();
        let from = piece.from.and_then(|id| facts.get(id));
        let from = from.map(|fact| Told { text: fact.title().to_owned(), href: href(fact) });
        let is_long = piece.field.kind == Kind::LongText;
        Said { from, is_long, ..Said::new(&self.label(piece.register, piece.field.name), told) }
    }

    /// What a field is called.
    pub(super) fn label(&self, register: &Register, field: &str) -> String {
        self.words.site.pick(&format!("field-{}", register.code), field)
    }

    /// What a register is called.
    pub(super) fn register(&self, register: &Register) -> String {
        self.words.site.pick("register", register.code)
    }

    /// What an item is called.
    pub(super) fn item(&self, item: Item) -> String {
        self.words.head(item, false)
    }
}

/// The address of an entry.
pub(super) fn href(fact: &Fact) -> String {
    format!("/registers/{}/{}", fact.register.code, fact.id)
}
