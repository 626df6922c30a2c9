//! What a packager asks for: completions and the manual page, made from the arguments themselves.

use super::{Outcome, Program};
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use std::io::Write;
use std::process::ExitCode;

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Prints the script.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Program::command(), "varsam", &mut script);
        out.write_all(&script)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints the manual page, with a section for each verb.
pub fn man(out: &mut dyn Write) -> Outcome {
    let mut page = Vec::new();
    let mut program = Program::command();
    program.build();
    clap_mangen::Man::new(program.clone()).render(&mut page)?;
    for verb in program.get_subcommands().filter(|verb| verb.get_name() != "help") {
        clap_mangen::Man::new(verb.clone()).render_description_section(&mut page)?;
        clap_mangen::Man::new(verb.clone()).render_synopsis_section(&mut page)?;
        clap_mangen::Man::new(verb.clone()).render_options_section(&mut page)?;
    }
    out.write_all(&page)?;
    Ok(ExitCode::SUCCESS)
}
