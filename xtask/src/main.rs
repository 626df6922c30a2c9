//! `cargo xtask …`: what cargo alone cannot do. Each subcommand is one file.
//!
//! Only the standard library is used, so that this starts on any machine that has cargo.

mod api;
mod assets;
mod bench;
mod check;
mod peers;
mod pip;
mod postgres;
mod run;
mod shell;
mod test;
mod tlog_tools;

use std::process::ExitCode;

use shell::Outcome;

const HELP: &str = "\
cargo xtask <command>

  assets         build the style sheet and script into web/dist, if anything changed
  run [-- …]     assets, then the program with the demonstration organisation, on this machine only
                 (--release for the optimised build; what follows -- goes to `varsam serve`)
  test           set up what the tests need, then every test: Rust, documentation, browser, made-up requests
  api            of these, the requests made up from the description of the registers for programs
  check          format, lints, licences, page weight
  bench [NAME]   measure (rules, web, detect, store, import), the rule engine and the detector beside their peers
                 (detect takes --data DIR, a folder with train/*.jsonl to read news from, and --files NUMBER)
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", args.as_slice()),
    };
    match dispatch(command, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask {command}: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, rest: &[String]) -> Outcome {
    match command {
        "assets" => assets::build_if_changed(),
        "run" => run::serve(rest),
        "test" => test::everything(),
        "api" => api::alone(),
        "check" => check::everything(),
        "bench" => bench::measure(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        unknown => Err(format!("there is no command `{unknown}`; `cargo xtask help` lists them")),
    }
}
