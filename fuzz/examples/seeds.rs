//! Writes the first inputs of each target to `corpus/`: lines of the training texts, and a made-up file of each kind.

use std::error::Error;
use std::fs;
use std::path::Path;

use varsam_detect::Marked;
use varsam_fuzz::EXTENSIONS;
use varsam_scan::made;

const HERE: &str = env!("CARGO_MANIFEST_DIR");
/// Lines that are taken of all training texts.
const LINES: usize = 1_500;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let lines = lines()?;
    for (number, line) in lines.iter().enumerate() {
        seed("marked", number, line.as_bytes())?;
        let Ok(Marked { text, .. }) = Marked::line(line) else { continue };
        for target in ["detect", "redact", "identifiers", "text", "pieces"] {
            seed(target, number, text.as_bytes())?;
        }
    }
    let numbers = fs::read_to_string(format!("{HERE}/../crates/detect/tests/data/personnummer-meta.tsv"))?;
    for (number, field) in numbers.split_whitespace().enumerate() {
        seed("civic", number, &[field.as_bytes(), &2026_u16.to_le_bytes()].concat())?;
        seed("civic", 10_000 + number, &[&2026_u16.to_le_bytes(), field.as_bytes()].concat())?;
    }
    for (number, made) in made::all("Anna anna@skola.example")?.iter().enumerate() {
        file(number, &made.name, &made.bytes)?;
    }
    seed(
        "pages",
        0,
        b"BT /F1 12 Tf (Hej Anna) Tj [(An) -20 (na)] TJ ET /Fm1 Do BT /F2 9 Tf <00010002> Tj ET",
    )?;
    Ok(())
}

/// One made-up file for every target that reads its kind.
fn file(number: usize, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let extension = name.rsplit('.').next().unwrap_or_default();
    let at = EXTENSIONS.iter().position(|known| *known == extension).unwrap_or_default();
    let with = |first: usize| [&[u8::try_from(first).unwrap_or_default()], bytes].concat();
    seed("extract", number, &with(at))?;
    seed("copy", number, &with(at))?;
    match extension {
        "txt" => seed("text", 100_000 + number, bytes),
        "html" => seed("html", number, bytes),
        "rtf" => seed("rtf", number, bytes.strip_prefix(b"{\\rtf1").unwrap_or(bytes)),
        "ics" => seed("card", number, &with(0)),
        "vcf" => seed("card", number, &with(1)),
        "json" | "ndjson" => seed("json", number, &with(0)),
        "xml" => seed("json", number, &with(1)),
        "csv" | "tsv" => seed("json", number, &with(2)),
        "js" => seed("json", number, &with(3)),
        "eml" => seed("mail", number, &with(0)),
        "mbox" => seed("mail", number, &with(1)),
        _ => Ok(()),
    }
}

fn seed(target: &str, number: usize, bytes: &[u8]) -> std::io::Result<()> {
    let folder = Path::new(HERE).join("corpus").join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("seed-{number}")), bytes)
}

/// Lines of the training texts, evenly spread.
fn lines() -> std::io::Result<Vec<String>> {
    let mut all = Vec::new();
    let mut paths: Vec<_> = fs::read_dir(format!("{HERE}/../crates/detect/corpus"))?
        .filter_map(|entry| Some(entry.ok()?.path()).filter(|path| path.extension().is_some()))
        .collect();
    paths.sort();
    for path in paths {
        all.extend(fs::read_to_string(path)?.lines().map(str::to_owned));
    }
    let step = (all.len() / LINES).max(1);
    Ok(all.into_iter().step_by(step).collect())
}
