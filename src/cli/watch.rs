//! `wavemark watch`: builds, serves and follows.

use super::args::Watch;
use super::console::Console;
use super::project::Project;
use super::{Exit, count};
use crate::diag::Diagnostic;
use crate::serve::{self, Options, Report, Told};
use crate::source::SourceReader;
use std::time::Duration;

/// How many changed files a line names.
const NAMED: usize = 3;

/// Follows the project until the program is ended.
pub(super) fn watch(console: &mut Console, project: &Project, asked: &Watch) -> Exit {
    let options = Options {
        root: project.root().to_owned(),
        config: project.config().to_owned(),
        host: asked.host.clone(),
        port: asked.port,
        poll: asked.poll,
        store: project.store(),
    };
    match serve::watch(&options, &mut Teller { console, open: asked.open }) {
        Ok(()) => Exit::Fine,
        Err(problem) => {
            console.complain(&format!("wavemark: {problem}\n"));
            Exit::Problems
        }
    }
}

/// Tells what happens, in a line a build.
struct Teller<'c> {
    console: &'c mut Console,
    open: bool,
}

impl Teller<'_> {
    fn problems(&mut self, new: Vec<Diagnostic>, reader: &SourceReader) {
        // Whether they stop anything is no question here.
        self.console.report(reader, new);
    }
}

impl Told for Teller<'_> {
    fn ready(&mut self, address: &str) {
        self.console.say(&format!("Preview at {address} (Ctrl-C ends it)\n"));
        if self.open
            && let Err(error) = open::that_detached(address)
        {
            self.console.complain(&format!("no browser could be opened: {error}\n"));
        }
    }

    fn built(&mut self, report: Report<'_>, reader: &SourceReader) {
        self.problems(report.new, reader);
        let line = line(report.changed, report.took, report.is_shown, &report.summary);
        self.console.say(&line);
    }

    fn found(&mut self, new: Vec<Diagnostic>, summary: &str, reader: &SourceReader) {
        if !new.is_empty() {
            self.problems(new, reader);
            self.console.say(&format!("All pages looked through: {summary}\n"));
        }
    }

    fn note(&mut self, text: &str) {
        self.console.complain(&format!("note: {text}\n"));
    }
}

/// What a build was made for, how long it took and how many problems there are.
fn line(changed: &[String], took: Duration, is_shown: bool, summary: &str) -> String {
    let what = match changed {
        [] => "Built".to_owned(),
        some => {
            let named = some.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            match some.len().saturating_sub(NAMED) {
                0 => named,
                more => format!("{named} and {}", count(more, "more file")),
            }
        }
    };
    let shown = if is_shown { "" } else { "; pages stay as they were" };
    format!("{what}: {} in {}{shown}\n", summary, time(took))
}

/// "12 ms", "1.4 s"
fn time(took: Duration) -> String {
    match took.as_millis() {
        short @ 0..1000 => format!("{short} ms"),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_told_in_a_line() {
        let names = |count: usize| (0..count).map(|at| format!("{at}.md")).collect::<Vec<_>>();
        let ms = Duration::from_millis;
        assert_eq!(line(&[], ms(1234), true, "no problems"), "Built: no problems in 1.2 s\n");
        assert_eq!(line(&names(1), ms(12), true, "1 warning"), "0.md: 1 warning in 12 ms\n");
        assert_eq!(
            line(&names(4), ms(12), false, "1 error"),
            "0.md, 1.md, 2.md and 1 more file: 1 error in 12 ms; pages stay as they were\n"
        );
        assert!(line(&names(9), ms(1), true, "").contains(" and 6 more files:"));
    }
}
