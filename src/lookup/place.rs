//! Where in a text a problem is.

use crate::diag::{Diagnostic, suggest};
use crate::source::{SourceId, Span};
use std::ops::Range;

/// A problem found while reading a part of a file; boxed, since a result carries it up.
#[derive(Debug)]
pub struct Problem {
    diagnostic: Box<Diagnostic>,
    /// Whether it will be none once the data are in.
    is_not_yet: bool,
}

/// Turns byte ranges of one file into spans.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The text's source.
    pub source: SourceId,
}

impl Place {
    /// A range of the text as a span.
    pub fn span(self, range: Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    /// A problem at a range of the text.
    pub fn error(self, code: &'static str, message: impl Into<String>, range: Range<usize>) -> Problem {
        Problem { diagnostic: Box::new(Diagnostic::error(code, message).at(self.span(range))), is_not_yet: false }
    }
}

impl Problem {
    /// The same, with one more hint.
    pub fn hint(self, hint: impl Into<String>) -> Problem {
        Problem { diagnostic: Box::new(self.diagnostic.hint(hint)), ..self }
    }

    /// The same, said of something that is missing only until the data are in.
    pub fn not_yet(self) -> Problem {
        Problem { is_not_yet: true, ..self }
    }

    /// Whether it is said of something that is missing only until the data are in.
    pub fn is_not_yet(&self) -> bool {
        self.is_not_yet
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
        *problem.diagnostic
    }
}
