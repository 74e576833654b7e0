//! Waves: the rounds of a tracking survey, and the calendar that they follow.

use jiff::civil::Date;

/// How responses are cut into waves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaveScheme {
    /// Periods of 1, 3, 6 or 12 months; years (and the quarters and halves in them) begin in month `fiscal_start` (1 to 12).
    Calendar {
        /// Length of a wave in months.
        months: u8,
        /// The month in which a year begins; 1 for calendar years.
        fiscal_start: u8,
    },
    /// Named spans, in the order of their first day, without overlaps.
    Spans(Vec<NamedSpan>),
    /// One wave for everything, for data without dates.
    Single {
        /// What it is called.
        name: String,
    },
}

/// A wave with a name of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedSpan {
    /// What it is called.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// One wave of a [`WaveScheme`]; consecutive waves have consecutive numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wave(pub i32);

/// The finest time that the cube keeps: a month, or a named span. Waves are unions of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeKey(pub i32);
