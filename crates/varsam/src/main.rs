//! The program `varsam`.

use clap::Parser as _;
use std::io::Write as _;
use std::process::ExitCode;
use varsam::command::Program;
use varsam::fault::Fault;

fn main() -> ExitCode {
    varsam::tls::choose_library();
    let program = Program::parse();
    let mut out = std::io::stdout().lock();
    match program.run(&mut out).and_then(|code| out.flush().map(|()| code).map_err(Fault::from)) {
        Ok(code) => code,
        Err(fault) if is_broken_pipe(&fault) => ExitCode::SUCCESS,
        Err(fault) => tell(&fault),
    }
}

#[expect(clippy::print_stderr, reason = "faults of a command go to the terminal")]
fn tell(fault: &Fault) -> ExitCode {
    eprintln!("varsam: {fault}");
    ExitCode::from(if matches!(fault, Fault::User(_)) { 2 } else { 3 })
}

/// Whoever reads our output may stop early, as `head` does.
fn is_broken_pipe(fault: &Fault) -> bool {
    let Fault::Ours(error) = fault else { return false };
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
