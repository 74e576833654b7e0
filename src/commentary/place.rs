//! Where in a commentary file a problem is.

use crate::diag::{Diagnostic, suggest};
use crate::source::{SourceId, Span};
use std::ops::Range;

/// A problem found while reading a part of a file; boxed, since a result carries it up.
#[derive(Debug)]
pub(super) struct Problem(Box<Diagnostic>);

/// Turns byte ranges of one file into spans.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub source: SourceId,
}

impl Place {
    pub fn span(self, range: Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    pub fn error(self, code: &'static str, message: impl Into<String>, range: Range<usize>) -> Problem {
        Problem(Box::new(Diagnostic::error(code, message).at(self.span(range))))
    }
}

impl Problem {
    /// The same, with one more hint.
    pub fn hint(self, hint: impl Into<String>) -> Problem {
        Problem(Box::new(self.0.hint(hint)))
    }

    /// The same with the nearest of the known names, or all of them where they are few.
    pub fn suggest<'n>(self, given: &str, known: impl IntoIterator<Item = &'n str> + Clone) -> Problem {
        // Nobody means a short name by writing a whole paragraph, and comparing takes the product of the lengths.
        let given = if given.len() > 100 { "" } else { given };
        match suggest::hint(given, known) {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }
}

impl From<Problem> for Diagnostic {
    fn from(problem: Problem) -> Diagnostic {
        *problem.0
    }
}
