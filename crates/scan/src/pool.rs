//! Worker processes: one unit at a time each, cut off when they hang, started again when they die.

use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::ops::ControlFlow;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

use crate::fault::Reason;
use crate::task::Task;
use crate::unit::{Report, Unit};

/// Bytes of a worker's last words that are looked at.
const LAST_WORDS: u64 = 64 * 1024;

/// How fast a file is read at the least; a large file gets the more time.
const BYTES_A_SECOND: u64 = 2 << 20;

/// Why a pool could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// The worker's program does not start.
    #[error("cannot start the worker `{program}`: {cause}; check that the file is there and may be run")]
    Start {
        /// The program.
        program: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The task cannot be written.
    #[error("the task cannot be handed to the workers: {0}")]
    Task(#[from] serde_json::Error),
}

/// How workers are started, and how many.
#[derive(Clone, Debug)]
pub struct Pool {
    /// The program, which calls [`crate::worker::run`].
    pub program: PathBuf,
    /// What comes behind its name.
    pub arguments: Vec<OsString>,
    /// How many run at a time; at least one.
    pub workers: usize,
}

impl Pool {
    /// Reads all units; `report` gets each report as it comes and may break off the rest.
    pub fn run(
        &self,
        task: &Task,
        units: impl Iterator<Item = Unit> + Send,
        mut report: impl FnMut(Report) -> ControlFlow<()>,
    ) -> Result<(), PoolError> {
        let mut first = serde_json::to_string(task)?;
        first.push('\n');
        let limit = Duration::from_secs(task.limits.seconds.max(1));
        let (units, stop) = (Mutex::new(units), AtomicBool::new(false));
        // Reports wait in a short line: who reads them sets the pace, and memory stays as it is.
        let (sender, receiver) = sync_channel(2 * self.workers.max(1));
        thread::scope(|scope| {
            for _ in 0..self.workers.max(1) {
                let (sender, units, stop, first) = (sender.clone(), &units, &stop, &first);
                scope.spawn(move || self.work(first, limit, units, stop, &sender));
            }
            drop(sender);
            let outcome = receiver.iter().try_for_each(|result| match result {
                Err(error) => ControlFlow::Break(Err(error)),
                Ok(one) => report(one).map_break(|()| Ok(())),
            });
            stop.store(true, Ordering::Relaxed);
            // Who waits to hand over a report is let go.
            drop(receiver);
            match outcome {
                ControlFlow::Break(result) => result,
                ControlFlow::Continue(()) => Ok(()),
            }
        })
    }

    fn work(
        &self,
        first: &str,
        limit: Duration,
        units: &Mutex<impl Iterator<Item = Unit>>,
        stop: &AtomicBool,
        sender: &SyncSender<Result<Report, PoolError>>,
    ) {
        let mut worker = None;
        while !stop.load(Ordering::Relaxed) {
            let Ok(Some(unit)) = units.lock().map(|mut units| units.next()) else { return };
            let result = self.one(&mut worker, first, limit, &unit);
            let failed = result.is_err();
            if sender.send(result).is_err() || failed {
                return;
            }
        }
    }

    /// Has one unit read, by the worker that is there or a new one.
    fn one(
        &self,
        worker: &mut Option<Worker>,
        first: &str,
        limit: Duration,
        unit: &Unit,
    ) -> Result<Report, PoolError> {
        let mut at_work = match worker.take() {
            Some(worker) => worker,
            None => self.start(first)?,
        };
        match at_work.ask(unit, limit + for_size(unit)) {
            Ok(report) => {
                *worker = Some(at_work);
                Ok(report)
            }
            Err(reason) => {
                let reason = at_work.end(reason);
                Ok(Report::unreadable(unit.path.clone(), reason))
            }
        }
    }

    fn start(&self, first: &str) -> Result<Worker, PoolError> {
        let failed = |cause| PoolError::Start { program: self.program.clone(), cause };
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(failed)?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(mut input), Some(output), Some(errors)) = pipes else {
            return Err(failed(io::Error::other("its standard streams are missing")));
        };
        // A worker that is already gone is noticed when it is asked.
        let _ = input.write_all(first.as_bytes());
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let last_words = thread::spawn(move || last_words(errors));
        Ok(Worker { child, input, lines, last_words: Some(last_words) })
    }
}

/// What a worker says on its error stream, the end of it.
fn last_words(mut errors: std::process::ChildStderr) -> String {
    let mut kept = Vec::new();
    let mut chunk = Vec::new();
    while let Ok(1..) = (&mut errors).take(LAST_WORDS).read_to_end(&mut chunk) {
        kept = std::mem::take(&mut chunk);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// The time that a large file gets beyond the limit.
fn for_size(unit: &Unit) -> Duration {
    let size = unit.path.as_path().symlink_metadata().map_or(0, |data| data.len());
    Duration::from_secs(size / BYTES_A_SECOND)
}

struct Worker {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    last_words: Option<JoinHandle<String>>,
}

impl Worker {
    fn ask(&mut self, unit: &Unit, limit: Duration) -> Result<Report, Reason> {
        let mut line = serde_json::to_string(unit).map_err(|_| Reason::Crashed)?;
        line.push('\n');
        self.input.write_all(line.as_bytes()).map_err(|_| Reason::Crashed)?;
        match self.lines.recv_timeout(limit) {
            Ok(line) => serde_json::from_str(&line).map_err(|_| Reason::Crashed),
            Err(RecvTimeoutError::Timeout) => Err(Reason::Timeout),
            Err(RecvTimeoutError::Disconnected) => Err(Reason::Crashed),
        }
    }

    /// Ends the worker; a worker that died for want of memory read something too large.
    fn end(mut self, reason: Reason) -> Reason {
        self.kill();
        let words = self.last_words.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        let hungry = words.contains("memory allocation of") || words.contains("capacity overflow");
        if reason == Reason::Crashed && hungry { Reason::TooLarge } else { reason }
    }

    /// Ends the process and whatever it started.
    fn kill(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}
