//! Problems as data, with a place and a hint.
//!
//! A phase of the build returns [`Checked`]: what it made, if anything, with every problem it met.
//! How problems look in a terminal or as JSON is decided in the submodules alone.

pub mod github;
pub mod json;
pub mod suggest;
pub mod terminal;

use crate::source::{SourceReader, Span};
use serde::{Deserialize, Serialize};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// The report cannot be published.
    Error,
    /// The report can be published, but somebody should look; an error under `--strict`.
    Warning,
    /// Something that was decided for the author and that they may want to know.
    Note,
}

impl Severity {
    /// The word that is printed.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable name such as `config/unknown-key`, for filters and for the documentation.
    pub code: &'static str,
    /// One sentence: what is wrong, with the value found and what was expected.
    pub message: String,
    /// Where, if it is anywhere.
    pub span: Option<Span>,
    /// What to do, one sentence each.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, message)
    }

    /// A warning without a place.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, message)
    }

    /// A note without a place.
    pub fn note(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Note, code, message)
    }

    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity, code, message: message.into(), span: None, hints: Vec::new() }
    }

    /// An error becomes a warning: what was published long ago does not stop the newest edition.
    pub fn soften(&mut self) {
        if self.severity == Severity::Error {
            self.severity = Severity::Warning;
        }
    }

    /// The same, at a place.
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.span = Some(span);
        self
    }

    /// The same, with one more hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hints.push(hint.into());
        self
    }
}

/// A value with every problem found while making it.
#[derive(Debug, Clone)]
pub struct Checked<T> {
    /// What was made; absent if an error made it impossible.
    pub value: Option<T>,
    /// The problems, in the order in which they were found.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// Hands the problems to `sink` and gives the value.
    pub fn report_to(self, sink: &mut Vec<Diagnostic>) -> Option<T> {
        sink.extend(self.diagnostics);
        self.value
    }
}

/// Whether any of the problems is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// The order in which problems are printed: by file and place, those without a place first; each once.
pub fn in_order(reader: &SourceReader, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let place = |d: &Diagnostic| d.span.map(|s| (reader.source(s.source).name, s.start, s.end));
    diagnostics.sort_by_cached_key(|d| (place(d), d.severity, d.code, d.message.clone()));
    diagnostics.dedup();
    diagnostics
}
