//! What a scan found, in the words of one language; and those words on a screen.

use super::collect::{Bad, Collected, is_failure};
use super::demand::Matter;
use super::run::Done;
use crate::clock;
use crate::locale::Locale;
use std::io::{self, Write};
use std::path::PathBuf;
use varsam_scan::report::summary::Sum;
use varsam_scan::{Finding, Place, Reason, Step};

/// Places that are named on the screen for each reason why something was not read.
const UNREAD_SHOWN: usize = 5;

/// How a scan is told.
#[derive(Debug)]
pub struct Told<'r> {
    /// The language.
    pub locale: Locale,
    /// What was scanned.
    pub roots: &'r [PathBuf],
    /// What was done.
    pub done: Done,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Whether it was for one person.
    pub is_search: bool,
    /// Whether the words around findings are shown, masked.
    pub show: bool,
}

/// A file with findings, in words.
#[derive(Debug)]
pub struct FileView {
    /// The path.
    pub path: String,
    /// What kind of file.
    pub kind: String,
    /// Whose it is.
    pub owner: String,
    /// The day when it was last changed.
    pub changed: String,
    /// The day when it was last opened, as far as the system keeps it.
    pub opened: String,
    /// What was found, each with its number.
    pub found: Vec<(String, u64)>,
    /// The demands that it breaks: id and short text.
    pub demands: Vec<(&'static str, String)>,
    /// Where it belongs instead.
    pub belongs: Vec<String>,
    /// The first places: where, what, and the words around where they are shown.
    pub places: Vec<(String, String, Option<String>)>,
}

/// Why something was not read, in words.
#[derive(Debug)]
pub struct UnreadView {
    /// The reason.
    pub why: String,
    /// How many.
    pub count: u64,
    /// Whether somebody has to do something about it.
    pub is_failure: bool,
    /// The first of them.
    pub places: Vec<String>,
}

/// The words for a label or a reason.
pub fn words(locale: Locale, code: &str) -> String {
    let slug = code.to_lowercase().replace('_', "-");
    let kind = if Matter::from_code(code).is_some() { "what" } else { "unread" };
    locale.t(&format!("{kind}-{slug}"))
}

/// A place, as `page 3, comments`.
pub fn place(locale: Locale, place: &Place) -> String {
    let steps: Vec<String> = place.0.iter().map(|one| step(locale, one)).collect();
    steps.join(", ")
}

fn step(locale: Locale, step: &Step) -> String {
    let key = format!("step-{}", step.code());
    match step {
        Step::Mail(number) | Step::Line(number) | Step::Paragraph(number) | Step::Record(number) => {
            locale.with(&key, number.to_string())
        }
        Step::Page(number) | Step::Slide(number) => locale.with(&key, number.to_string()),
        Step::Entry(name)
        | Step::Attachment(name)
        | Step::Field(name)
        | Step::Sheet(name)
        | Step::HiddenSheet(name)
        | Step::Cell(name)
        | Step::Value(name)
        | Step::Property(name)
        | Step::FormField(name) => locale.with(&key, name.clone()),
        _ => locale.t(&key),
    }
}

/// The labels of a sum, those that weigh most first.
pub fn by_label(locale: Locale, sum: &Sum) -> Vec<(Matter, String, u64)> {
    let counted = |matter: Matter| Some((matter, *sum.counts.get(matter.code())?));
    let found = Matter::all().filter_map(counted).filter(|(_, count)| *count > 0);
    found.map(|(matter, count)| (matter, words(locale, matter.code()), count)).collect()
}

impl Told<'_> {
    /// A file in words.
    pub fn file(&self, bad: &Bad) -> FileView {
        let owner =
            bad.owner.as_ref().map(|owner| owner.name.clone().unwrap_or_else(|| owner.id.to_string()));
        let where_and_what = |finding: &Finding| {
            let excerpt = finding.excerpt.clone().filter(|_| self.show);
            (place(self.locale, &finding.place), words(self.locale, &finding.label), excerpt)
        };
        FileView {
            path: bad.path.to_string(),
            kind: self.locale.t(&format!("kind-{}", bad.kind.code())),
            owner: owner.unwrap_or_default(),
            changed: clock::day_of(bad.modified).to_string(),
            opened: bad.accessed.map(|at| clock::day_of(at).to_string()).unwrap_or_default(),
            found: bad.counts.iter().map(|(label, count)| (words(self.locale, label), *count)).collect(),
            demands: bad.demands.iter().map(|id| (*id, self.demand(id))).collect(),
            belongs: bad.belongs.iter().map(|code| self.locale.t(&format!("belongs-{code}"))).collect(),
            places: bad.places.iter().map(where_and_what).collect(),
        }
    }

    /// The short text of a demand.
    pub fn demand(&self, id: &str) -> String {
        self.locale.t(&format!("demand-{}", id.to_lowercase()))
    }

    /// What was not read, what somebody has to do something about first.
    pub fn unread(&self, collected: &Collected, shown: usize) -> Vec<UnreadView> {
        let mut reasons: Vec<Reason> = collected.unread.keys().copied().collect();
        reasons.sort_by_key(|reason| !is_failure(*reason));
        let view = |reason: Reason| {
            let unread = collected.unread.get(&reason)?;
            let shown = unread.places.iter().take(shown).map(|(path, at)| match at.is_top() {
                true => path.to_string(),
                false => format!("{path} ({})", place(self.locale, at)),
            });
            let why = words(self.locale, reason.code());
            Some(UnreadView {
                why,
                count: unread.count,
                is_failure: is_failure(reason),
                places: shown.collect(),
            })
        };
        reasons.into_iter().filter_map(view).collect()
    }

    /// Bytes as megabytes.
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    pub fn megabytes(&self, bytes: u64) -> String {
        self.decimal(bytes as f64 / 1e6)
    }

    /// A number with one decimal, as the language writes it.
    pub fn decimal(&self, number: f64) -> String {
        let text = format!("{number:.1}");
        if self.locale == Locale::of("sv") { text.replace('.', ",") } else { text }
    }

    /// Bytes a second, in megabytes.
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    pub fn speed(&self) -> String {
        self.decimal(self.done.bytes as f64 / 1e6 / self.seconds.max(0.001))
    }

    /// Prints what matters: sums, the worst files, and what was not read.
    pub fn print(&self, out: &mut dyn Write, collected: &Collected, shown: usize) -> io::Result<()> {
        let t = |key: &str| self.locale.t(key);
        let total = &collected.summary.total;
        let size = self.megabytes(collected.summary.bytes);
        writeln!(out, "{} {} ({size} MB)", t("scan-files"), total.files)?;
        let seconds = self.decimal(self.seconds);
        let read = self.done.read;
        writeln!(out, "{} {read} ({} {seconds} s, {} MB/s)", t("scan-read-now"), t("scan-in"), self.speed())?;
        if self.done.unchanged > 0 {
            writeln!(out, "{} {}", t("scan-unchanged"), self.done.unchanged)?;
        }
        let accepted: u64 = collected.summary.accepted.values().sum();
        if accepted > 0 {
            writeln!(out, "{} {accepted}", t("scan-accepted"))?;
        }
        self.print_sums(out, collected)?;
        self.print_worst(out, collected, shown)?;
        self.print_unread(out, collected)?;
        writeln!(out, "\n{}", t(self.promise(collected)))
    }

    /// What the result does and does not mean.
    pub fn promise(&self, collected: &Collected) -> &'static str {
        match (self.is_search, collected.found(), collected.is_whole()) {
            (true, 0, true) => "scan-search-nothing",
            (true, 0, false) => "scan-search-unread",
            (true, _, _) => "scan-search-found",
            (false, 0, _) => "scan-nothing",
            (false, _, _) => "scan-promise",
        }
    }

    fn print_sums(&self, out: &mut dyn Write, collected: &Collected) -> io::Result<()> {
        let labels = by_label(self.locale, &collected.summary.total);
        if labels.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", self.locale.t("scan-by-label"))?;
        for (_, label, count) in labels {
            writeln!(out, "{count:>8}  {label}")?;
        }
        writeln!(out, "\n{}", self.locale.t("scan-by-kind"))?;
        let found = |sum: &Sum| sum.counts.values().sum::<u64>();
        for (kind, sum) in collected.summary.kinds.iter().filter(|(_, sum)| sum.hit > 0) {
            let kind = self.locale.t(&format!("kind-{kind}"));
            let files = self.locale.with("scan-of-files", format!("{}/{}", sum.hit, sum.files));
            writeln!(out, "{:>8}  {kind} ({files})", found(sum))?;
        }
        Ok(())
    }

    fn print_worst(&self, out: &mut dyn Write, collected: &Collected, shown: usize) -> io::Result<()> {
        if collected.worst.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", self.locale.t("scan-worst"))?;
        let shown = if self.is_search { usize::MAX } else { shown }.min(collected.worst.len());
        collected.worst.iter().take(shown).try_for_each(|bad| self.print_file(out, &self.file(bad)))?;
        match usize::try_from(collected.summary.total.hit).unwrap_or(usize::MAX).saturating_sub(shown) {
            0 => Ok(()),
            more => writeln!(out, "{}", self.locale.with("scan-more-files", more)),
        }
    }

    fn print_file(&self, out: &mut dyn Write, file: &FileView) -> io::Result<()> {
        let t = |key: &str| self.locale.t(key);
        writeln!(out, "- {}", plain(&file.path))?;
        let (owner, changed, opened) = (&file.owner, &file.changed, &file.opened);
        writeln!(
            out,
            "  {} {owner}, {} {changed}, {} {opened}",
            t("scan-owner"),
            t("scan-changed"),
            t("scan-opened")
        )?;
        let found: Vec<String> = file.found.iter().map(|(label, count)| format!("{label} {count}")).collect();
        writeln!(out, "  {}", found.join(", "))?;
        for (id, text) in &file.demands {
            writeln!(out, "  {id}: {text}")?;
        }
        for belongs in &file.belongs {
            writeln!(out, "  → {belongs}")?;
        }
        for (place, what, excerpt) in file.places.iter().filter(|_| self.show || self.is_search) {
            let excerpt = excerpt.as_deref().map(|excerpt| format!(": “{}”", plain(excerpt)));
            writeln!(out, "    {}: {what}{}", plain(place), excerpt.unwrap_or_default())?;
        }
        Ok(())
    }

    fn print_unread(&self, out: &mut dyn Write, collected: &Collected) -> io::Result<()> {
        let unread = self.unread(collected, UNREAD_SHOWN);
        if unread.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", self.locale.t("scan-unread"))?;
        for reason in unread {
            writeln!(out, "{:>8}  {}", reason.count, reason.why)?;
            for place in reason.places.iter().filter(|_| reason.is_failure) {
                writeln!(out, "            {}", plain(place))?;
            }
        }
        Ok(())
    }
}

/// Without line breaks and control codes, which a file name may hold to move a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { '\u{FFFD}' } else { sign }).collect()
}
