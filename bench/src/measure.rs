//! Timing in turns.

use std::hint::black_box;
use std::time::Instant;

/// One thing to time.
pub struct Contender<'a> {
    pub name: &'static str,
    /// Runs once; the number is the place in the list of situations.
    pub run: Box<dyn FnMut(usize) + 'a>,
    /// How often it runs in a batch.
    pub batch: usize,
}

/// The median time of one run in nanoseconds, for each contender, over batches in turns.
pub fn medians(contenders: &mut [Contender<'_>], batches: usize) -> Vec<f64> {
    let mut times = vec![Vec::new(); contenders.len()];
    for batch in 0..=batches {
        for (contender, times) in contenders.iter_mut().zip(&mut times) {
            let start = Instant::now();
            (0..contender.batch).for_each(|at| (contender.run)(black_box(at)));
            let each = start.elapsed().as_secs_f64() * 1e9 / contender.batch as f64;
            // The first batch only warms up.
            if batch > 0 {
                times.push(each);
            }
        }
    }
    times.into_iter().map(median).collect()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Prints each contender's median, and how many times the first one's it is.
pub fn report(title: &str, contenders: &mut [Contender<'_>], batches: usize) {
    let medians = medians(contenders, batches);
    println!("\n{title}");
    for (contender, time) in contenders.iter().zip(&medians) {
        println!("  {:44} {:>12} {:>9.1}x", contender.name, shown(*time), time / medians[0]);
    }
}

fn shown(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{:.2} µs", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}
