//! Claims: sentences tied to the figures that they are about.
//!
//! A claim is written as an address, `nps@region=north/rose/previous`. It is read against the names of an edition
//! ([`parse()`]), judged by its figures ([`judge()`]: supported, contradicted or unproven), and put into words with all that
//! it rests on ([`Say`]). What can be claimed is listed once, in [`CLAIMS`].

mod family;
mod instead;
mod judge;
mod league;
mod number;
mod parse;
mod problem;
mod propose;
mod relation;
pub mod say;
mod write;

#[cfg(test)]
mod tests;

pub use instead::instead;
pub use judge::{Basis, Difference, Ground, Judgement, Margin, Truth, Untold, judge, untold};
pub use parse::{Reading, address_of, parse, read};
pub use problem::{is_unsupported, problem};
pub use propose::{NOTHING_EARLIER, Proposal, changes, points, proposals, supported, without_points};
pub use relation::{CLAIMS, ClaimKind, Relation};
pub use say::{Evidence, Say};
pub use write::{subject, word, write};

use crate::metrics::{FigureKey, Reference};
use crate::wave::Wave;

/// A statement about a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The figure.
    pub key: FigureKey,
    /// What is said of it.
    pub statement: Statement,
}

/// What is said of a figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// How it stands to something else.
    Compared {
        /// How.
        way: Way,
        /// To what.
        with: With,
    },
    /// Its place among the brands, or among the values of its dimension, in the metric's better direction.
    Ranked(Rank),
    /// It is the best, or the worst, of all that was measured from a wave on.
    Extreme {
        /// The best rather than the worst.
        best: bool,
        /// The first of the waves.
        since: Wave,
    },
    /// The driver at this place in the metric's list matters most.
    Driver(u16),
    /// It is on the other side of a level than it was.
    Crossed {
        /// A number, or the target.
        level: With,
        /// When it was on the other side.
        since: Reference,
    },
}

/// How a figure stands to something else. All are numeric: whether more is better has no part in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// More than at another time.
    Rose,
    /// Less than at another time.
    Fell,
    /// As at another time, within the margin.
    Steady,
    /// More.
    Above,
    /// Less.
    Below,
    /// The same within the margin.
    Level,
    /// The data cannot tell.
    Unclear,
}

/// To what a figure is set.
#[derive(Debug, Clone, PartialEq)]
pub enum With {
    /// Something that the report knows by name.
    Reference(Reference),
    /// A number, as values are kept.
    Number(f64),
}

/// A place in a ranking; 1 is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The first.
    First,
    /// The last.
    Last,
    /// One of the first so many.
    AmongFirst(usize),
}

impl With {
    /// Whether it is the figure itself at another time.
    pub fn is_over_time(&self) -> bool {
        matches!(self, With::Reference(reference) if reference.is_over_time())
    }
}
