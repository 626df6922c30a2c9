//! In this process: counting lines, identifiers, everything; a note; loading the model.

use crate::detect::text::Text;
use crate::detect::{line, repository, speed};
use crate::measure::{Contender, Taken, medians, shown};
use std::hint::black_box;
use varsam_detect::identifier::identifiers;
use varsam_detect::{Detector, Scratch};

/// Windows that are read in a turn: about 1 MB.
const TURN: usize = 16;
/// Turns; each goes on where the last one stopped, over the whole text three times.
const TURNS: usize = 192;

/// Prints what each takes; returns the speed of counting lines in MB/s.
pub fn run(text: &Text) -> anyhow::Result<f64> {
    let windows = text.windows();
    let turns: Vec<&[&str]> = windows.chunks_exact(TURN).collect();
    let bytes = turns.iter().copied().flatten().map(|window| window.len()).sum::<usize>() / turns.len();
    let (mut spans, mut scratch) = (Vec::new(), Scratch::default());
    let detector = Detector::shipped();
    let mut contenders = [
        each("count lines (memchr)", &turns, 0, |window| {
            black_box(memchr::memchr_iter(b'\n', window.as_bytes()).count());
        }),
        each("identifiers", &turns, turns.len() / 3, |window| {
            spans.clear();
            identifiers(window, &mut spans);
            black_box(spans.len());
        }),
        each("everything", &turns, 2 * turns.len() / 3, |window| {
            black_box(detector.find(window, &mut scratch).len());
        }),
    ];
    let times = medians(&mut contenders, TURNS);
    for (contender, taken) in contenders.iter().zip(&times) {
        line(contender.name, bytes, *taken, &format!("{:.3} of counting lines", times[0].cpu / taken.cpu));
    }
    short(text)?;
    Ok(speed(bytes, times[0]))
}

/// A contender that reads another part of the text than the others in the same turn, so that none finds it in the cache.
fn each<'a>(
    name: &'static str,
    turns: &'a [&'a [&'a str]],
    first: usize,
    mut read: impl FnMut(&str) + 'a,
) -> Contender<'a> {
    let mut next = first;
    let run = Box::new(move |_| {
        turns[next % turns.len()].iter().for_each(|window| read(window));
        next += 1;
    });
    Contender { name, run, batch: 1 }
}

/// A note, and loading the model.
fn short(text: &Text) -> anyhow::Result<()> {
    let model = std::fs::read(repository("crates/detect/model/swedish.model"))?;
    let (detector, mut scratch) = (Detector::shipped(), Scratch::default());
    let note = Box::new(|at: usize| {
        black_box(detector.find(&text.notes[at], &mut scratch));
    });
    let load = Box::new(|_| drop(black_box(Detector::load(&model))));
    let mut contenders = [
        Contender { name: "a note of 300 characters", batch: text.notes.len(), run: note },
        Contender { name: "load the model", batch: 1, run: load },
    ];
    let times: Vec<Taken> = medians(&mut contenders, 41);
    for (contender, taken) in contenders.iter().zip(times) {
        println!("  {:44} {:>12} ({} on the wall)", contender.name, shown(taken.cpu), shown(taken.wall));
    }
    Ok(())
}
