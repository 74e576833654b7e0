//! What is printed, where and how: the one place that writes to the terminal.

use super::Exit;
use super::args::{Colour, Format, Options};
use crate::diag::terminal::{self, Style};
use crate::diag::{Diagnostic, Severity, github, in_order, json};
use crate::source::SourceReader;
use anstream::{AutoStream, ColorChoice};
use std::io::{self, ErrorKind, IsTerminal, Stderr, Stdout, Write};

/// Standard output and standard error, with what the options say about printing.
///
/// What a program reads goes to standard output: lists and, with `--format json` and `--format github`, problems. With
/// `--format text` problems go to standard error.
pub(super) struct Console {
    out: AutoStream<Stdout>,
    err: AutoStream<Stderr>,
    format: Format,
    quiet: bool,
    strict: bool,
    style: Style,
    /// Why standard output could not be written, if it could not.
    failed: Option<io::Error>,
}

impl Console {
    pub(super) fn new(options: &Options) -> Console {
        let choice = |auto: ColorChoice| match options.color {
            Colour::Auto => auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        let (out, err) = (io::stdout(), io::stderr());
        let (out_choice, err_choice) = (choice(AutoStream::choice(&out)), choice(AutoStream::choice(&err)));
        Console {
            out: AutoStream::new(out, out_choice),
            err: AutoStream::new(err, err_choice),
            format: options.format,
            quiet: options.quiet,
            strict: options.strict,
            style: Style { colour: err_choice != ColorChoice::Never, ..Style::PLAIN },
            failed: None,
        }
    }

    /// Whether somebody looks at what is printed while it is printed.
    pub(super) fn has_looker(&self) -> bool {
        !self.quiet && self.format == Format::Text && io::stderr().is_terminal()
    }

    /// Whether programs read the output.
    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Prints problems in the order of their places, and says whether they stop the run.
    pub(super) fn report(&mut self, reader: &SourceReader, diagnostics: Vec<Diagnostic>) -> Reported {
        self.report_to(Self::print, reader, diagnostics)
    }

    /// The same, where standard output has a result of its own.
    pub(super) fn report_beside(&mut self, reader: &SourceReader, diagnostics: Vec<Diagnostic>) -> Reported {
        self.report_to(Self::complain, reader, diagnostics)
    }

    fn report_to(
        &mut self,
        for_programs: fn(&mut Self, &str),
        reader: &SourceReader,
        diagnostics: Vec<Diagnostic>,
    ) -> Reported {
        let mut diagnostics = in_order(reader, diagnostics);
        let worst = diagnostics.iter().map(|diagnostic| diagnostic.severity).min();
        let exit = match worst {
            Some(Severity::Error) => Exit::Problems,
            Some(Severity::Warning) if self.strict => Exit::Problems,
            _ => Exit::Fine,
        };
        if self.quiet {
            diagnostics.retain(|diagnostic| diagnostic.severity != Severity::Note);
        }
        let line = match self.format {
            Format::Json => json::line,
            Format::Github => github::line,
            Format::Text => {
                if !diagnostics.is_empty() {
                    self.complain(&format!("{}\n", terminal::render_all(reader, &diagnostics, self.style)));
                }
                return Reported { exit, summary: summary(&diagnostics) };
            }
        };
        for diagnostic in &diagnostics {
            for_programs(self, &format!("{}\n", line(reader, diagnostic)));
        }
        Reported { exit, summary: summary(&diagnostics) }
    }

    /// A result, for whoever reads standard output.
    pub(super) fn print(&mut self, text: &str) {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        match written {
            // Whoever read has read enough: `wavemark list metrics | head`.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            Err(error) => self.failed = self.failed.take().or(Some(error)),
            Ok(()) => {}
        }
    }

    /// A sentence for people about what was done; away from standard output if a program reads that.
    pub(super) fn say(&mut self, text: &str) {
        match (self.quiet, self.format) {
            (true, _) => {}
            (false, Format::Text) => self.print(text),
            (false, Format::Json | Format::Github) => self.complain(text),
        }
    }

    /// How many problems there were, below them.
    pub(super) fn sum_up(&mut self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// A text for standard error. If nobody can read that, there is nobody to tell.
    pub(super) fn complain(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }

    /// The exit code, unless results could not be printed.
    pub(super) fn close(mut self, exit: Exit) -> Exit {
        match self.failed.take() {
            None => exit,
            Some(error) => {
                self.complain(&format!("wavemark: standard output could not be written: {error}\n"));
                Exit::Problems
            }
        }
    }
}

/// "3 errors, 1 warning"; absent if there is nothing.
fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    (!diagnostics.is_empty()).then(|| terminal::summary(diagnostics))
}

/// What [`Console::report`] found.
#[derive(Debug)]
pub(super) struct Reported {
    /// Whether the problems stop the run.
    pub(super) exit: Exit,
    /// "3 errors, 1 warning"; absent if there was nothing to print.
    pub(super) summary: Option<String>,
}

impl Reported {
    pub(super) fn stops(&self) -> bool {
        self.exit != Exit::Fine
    }
}
