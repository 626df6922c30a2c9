//! Timing in turns.

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use nix::time::{ClockId, clock_gettime};
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

/// What something took, in nanoseconds: on the clock on the wall, and of a processor.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taken {
    pub wall: f64,
    pub cpu: f64,
}

impl Taken {
    /// What running `work` in this thread takes.
    pub fn by(work: impl FnOnce()) -> Self {
        let (start, cpu) = (Instant::now(), thread_time());
        work();
        Self { wall: start.elapsed().as_secs_f64() * 1e9, cpu: thread_time() - cpu }
    }

    /// What the child processes take that `work` starts and waits for.
    pub fn by_children<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(Self, T)> {
        let (start, cpu) = (Instant::now(), children_time()?);
        let done = work()?;
        Ok((Self { wall: start.elapsed().as_secs_f64() * 1e9, cpu: children_time()? - cpu }, done))
    }

    /// The medians of both.
    pub fn median(times: &[Self]) -> Self {
        let of = |time: fn(&Self) -> f64| median(times.iter().map(time).collect());
        Self { wall: of(|time| time.wall), cpu: of(|time| time.cpu) }
    }

    /// One `times`th of it.
    pub fn over(self, times: f64) -> Self {
        Self { wall: self.wall / times, cpu: self.cpu / times }
    }
}

/// The median time of one run, for each contender, over batches in turns.
pub fn medians(contenders: &mut [Contender<'_>], batches: usize) -> Vec<Taken> {
    let mut times = vec![Vec::new(); contenders.len()];
    for batch in 0..=batches {
        for (contender, times) in contenders.iter_mut().zip(&mut times) {
            let taken = Taken::by(|| (0..contender.batch).for_each(|at| (contender.run)(black_box(at))));
            // The first batch only warms up.
            if batch > 0 {
                times.push(taken.over(contender.batch as f64));
            }
        }
    }
    times.iter().map(|times| Taken::median(times)).collect()
}

/// Processor time of this thread, in nanoseconds.
fn thread_time() -> f64 {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map_or(0.0, |time| time.num_nanoseconds() as f64)
}

/// Processor time of all children that have ended, in nanoseconds.
fn children_time() -> anyhow::Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok((usage.user_time() + usage.system_time()).num_microseconds() as f64 * 1e3)
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
        println!("  {:44} {:>12} {:>9.1}x", contender.name, shown(time.wall), time.wall / medians[0].wall);
    }
}

/// A time in a unit that suits it.
pub fn shown(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{:.2} µs", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}
