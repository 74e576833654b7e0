//! What is wrong in the newest state of the project, and what of it was not told yet.

use crate::diag::terminal::{self, Style};
use crate::diag::{Diagnostic, Severity, in_order};
use crate::source::SourceReader;
use serde::Serialize;
use std::collections::BTreeSet;

/// A problem as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    file: Option<String>,
    line: usize,
    column: usize,
    /// Sentence, source lines and hints.
    text: String,
    #[serde(skip)]
    is_error: bool,
}

/// The problems of the newest state.
#[derive(Debug, Default)]
pub struct Problems {
    stages: Vec<(Diagnostic, Problem)>,
    pages: Vec<(Diagnostic, Problem)>,
    told: BTreeSet<Problem>,
}

impl Problem {
    fn new(reader: &SourceReader, diagnostic: &Diagnostic) -> Problem {
        let at = diagnostic.span.map(|span| reader.position(span));
        Problem {
            line: at.as_ref().map_or(0, |at| at.line),
            column: at.as_ref().map_or(0, |at| at.column),
            file: at.map(|at| at.file),
            text: terminal::render(reader, diagnostic, Style::PLAIN),
            is_error: diagnostic.severity == Severity::Error,
        }
    }
}

impl Problems {
    /// What is wrong before pages are made; of pages nothing is known now.
    pub fn of_stages(&mut self, reader: &SourceReader, found: Vec<Diagnostic>) {
        let found = in_order(reader, found).into_iter();
        self.stages = found.map(|diagnostic| (diagnostic.clone(), Problem::new(reader, &diagnostic))).collect();
        self.pages.clear();
    }

    /// Adds what is wrong in pages, and says whether any of it was not known.
    pub fn of_pages(&mut self, reader: &SourceReader, found: Vec<Diagnostic>) -> bool {
        let before = self.pages.len();
        for diagnostic in found {
            // A template that is wrong on one page is wrong on many.
            if self.pages.iter().all(|(known, _)| *known != diagnostic) {
                let problem = Problem::new(reader, &diagnostic);
                self.pages.push((diagnostic, problem));
            }
        }
        self.pages.len() > before
    }

    /// Whether pages are not those of the newest state.
    pub fn stop(&self) -> bool {
        self.stages.iter().any(|(_, problem)| problem.is_error)
    }

    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.stages.iter().chain(&self.pages).map(|(_, problem)| problem).filter(|problem| problem.is_error)
    }

    /// "3 errors, 1 warning"
    pub fn summary(&self) -> String {
        let all: Vec<Diagnostic> = self.stages.iter().chain(&self.pages).map(|(found, _)| found.clone()).collect();
        terminal::summary(&all)
    }

    /// What was not told before, which is now.
    pub fn take_new(&mut self) -> Vec<Diagnostic> {
        let told = &mut self.told;
        let all = self.stages.iter().chain(&self.pages);
        all.filter(|(_, problem)| told.insert(problem.clone())).map(|(diagnostic, _)| diagnostic.clone()).collect()
    }

    /// All pages have been looked through: what is not there now is news when it comes back.
    pub fn all_found(&mut self) {
        let now: BTreeSet<&Problem> = self.stages.iter().chain(&self.pages).map(|(_, problem)| problem).collect();
        self.told.retain(|problem| now.contains(problem));
    }
}
