//! The command line: reads what was asked, runs it, prints, and gives the exit code.

mod accept;
mod args;
mod build;
mod clean;
mod console;
mod explain;
mod init;
mod list;
mod progress;
mod project;
mod timings;
mod verify;
#[cfg(feature = "watch")]
mod watch;

use args::{Command, CommandLine};
use clap::Parser;
use console::Console;
use project::Project;
use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Done; there may be warnings.
    Fine = 0,
    /// The report has errors, or warnings under `--strict`; or the result could not be written.
    Problems = 1,
}

/// Runs the program with the process's own arguments. Wrong usage ends with 2.
pub fn main() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(wrong) => {
            // Help and the version come this way too. If they cannot be printed, nobody reads them.
            let _ = wrong.print();
            return ExitCode::from(u8::try_from(wrong.exit_code()).unwrap_or(2));
        }
    };
    let mut console = Console::new(&line.options);
    let project = Project::at(&line.options.config).anew(line.options.no_cache);
    let exit = match &line.command {
        Command::Build { timings } => build::build(&mut console, &project, *timings),
        Command::Check => build::check(&mut console, &project),
        #[cfg(feature = "watch")]
        Command::Watch(asked) => watch::watch(&mut console, &project, asked),
        Command::Accept { files } => accept::accept(&mut console, &project, files),
        Command::Verify { folder } => verify::verify(&mut console, &project, folder.as_deref()),
        Command::Clean => clean::clean(&mut console, &project),
        Command::Init { folder } => init::init(&mut console, folder),
        Command::Explain { reference, edition } => {
            explain::explain(&mut console, &project, reference, edition.as_deref())
        }
        Command::List { what } => list::list(&mut console, &project, what),
    };
    ExitCode::from(console.close(exit) as u8)
}

/// "1 page", "7 pages".
fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
