//! The benchmark of the detector and the scanner: in this process beside counting lines, then beside other programs.

mod children;
mod files;
mod inside;
mod peers;
mod text;

use crate::measure::Taken;
use anyhow::Context as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use text::Text;
use varsam_detect::{Detector, Scratch};

/// Bytes of a text that is read at a time, as the scanner does.
const WINDOW: usize = 64 << 10;

/// What is measured.
struct Options {
    /// A folder with `train/*.jsonl`: news, the reference text.
    data: Option<PathBuf>,
    /// How many mixed files are made; 0 leaves them out.
    files: usize,
    /// The optimised `varsam`.
    program: Option<PathBuf>,
}

/// Measures with the options of `cargo xtask bench detect`.
pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let options = options(arguments)?;
    let folder = Folder::new()?;
    println!("processor time of one core, medians of turns; 1 MB is a million bytes");
    for text in Text::all(options.data.as_deref())? {
        println!("\n== {} ({} MB)", text.name, text.body.len() / 1_000_000);
        let newlines = inside::run(&text)?;
        let path = folder.0.join("text.txt");
        std::fs::write(&path, &text.body)?;
        children::run(&text, &path, newlines)?;
        peers::run(&text, &folder.0)?;
    }
    match options.program {
        Some(program) if options.files > 0 => files::run(&program, &folder.0, options.files),
        _ => Ok(()),
    }
}

fn options(arguments: &[String]) -> anyhow::Result<Options> {
    let data = std::env::var_os("VARSAM_DETECT_DATA").map(PathBuf::from);
    let mut options = Options { data, files: 2_000, program: None };
    for pair in arguments.chunks(2) {
        let [option, value] = pair else { anyhow::bail!("`{}` wants a value behind it", pair[0]) };
        match option.as_str() {
            "--data" => options.data = Some(value.into()),
            "--files" => options.files = value.parse().with_context(|| format!("`--files {value}`"))?,
            "--program" => options.program = Some(value.into()),
            other => anyhow::bail!("there is no option `{other}`; there are: --data DIR, --files NUMBER"),
        }
    }
    Ok(options)
}

/// Reads all of a text, window by window; what it takes.
fn everything(detector: &Detector, scratch: &mut Scratch, windows: &[&str]) -> Taken {
    Taken::by(|| {
        for window in windows {
            black_box(detector.find(window, scratch));
        }
    })
}

/// Megabytes a second of processor time.
fn speed(bytes: usize, taken: Taken) -> f64 {
    bytes as f64 * 1e3 / taken.cpu
}

/// A line of the report: a speed, what it took on the wall, and a ratio where there is one.
fn line(name: &str, bytes: usize, taken: Taken, ratio: &str) {
    let wall = bytes as f64 * 1e3 / taken.wall;
    println!("  {name:44} {:>10.2} MB/s ({wall:.2} on the wall) {ratio}", speed(bytes, taken));
}

/// A folder for what is made here; it goes away with this value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("varsam-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("`{}`", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind lies in the folder for such things.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A file of this repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
