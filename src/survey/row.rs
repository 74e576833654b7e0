//! One response as the cube sees it.

use super::batch::{Answers, Rows};
use super::quality::SourceQuality;
use crate::config::{MOST_TOTALS, SourceIx};
use crate::wave::TimeKey;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An answer's value on a fixed scale of a millionth, so that equal answers are equal and sums are exact.
/// Scale codes, choice codes, numbers and seconds are all kept like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Short", into = "Short")]
pub struct Value(pub i64);

/// A [`Value`] as it is kept: in few bytes, since nearly all are whole numbers.
#[derive(Serialize, Deserialize)]
enum Short {
    Whole(i64),
    Exact(i64),
}

impl From<Value> for Short {
    fn from(value: Value) -> Short {
        match value.0 % Value::SCALE {
            0 => Short::Whole(value.0 / Value::SCALE),
            _ => Short::Exact(value.0),
        }
    }
}

impl From<Short> for Value {
    fn from(short: Short) -> Value {
        match short {
            Short::Whole(number) => Value::whole(number),
            Short::Exact(value) => Value(value),
        }
    }
}

impl Value {
    /// Units in one.
    pub const SCALE: i64 = 1_000_000;

    /// A whole number; saturates at about nine million million.
    pub fn whole(number: i64) -> Value {
        Value(number.saturating_mul(Value::SCALE))
    }

    /// Several choices at once: a bit for each, by its place in the list of choices.
    pub fn of_choices(bits: u64) -> Value {
        Value((bits & i64::MAX as u64) as i64)
    }

    /// Whether two values made by [`Value::of_choices`] have a choice in common.
    pub fn shares_a_choice(self, other: Value) -> bool {
        self.0 & other.0 != 0
    }

    /// The value as a number.
    pub fn number(self) -> f64 {
        self.0 as f64 / Value::SCALE as f64
    }
}

/// A row's weight on a fixed scale of a thousand-millionth: exact sums in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Weight(pub i64);

impl Weight {
    /// Units in one.
    pub const SCALE: i64 = 1_000_000_000;
    /// The weight of a row in an unweighted source.
    pub const ONE: Weight = Weight(Weight::SCALE);
    /// The largest weight that is accepted, a million: sums of squares of ten million such rows still fit.
    pub const MAX: Weight = Weight(1_000_000 * Weight::SCALE);
}

/// What a row says to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A usable answer.
    Value(Value),
    /// Not over yet: the answer will be this or more.
    Censored(Value),
    /// The row stands for many events: how many of them have the answer 0, 1 and 2.
    Events([u64; MOST_TOTALS]),
    /// One row of this customer, of whom only a hash is kept: what is counted is how many rows each customer has.
    Customer(u64),
    /// Nothing: an empty cell or a missing code.
    Blank,
    /// A don't-know code.
    DontKnow,
    /// Something that is no answer to this question; counted, and shown in the data-quality table.
    Unusable,
    /// The question was not asked of this row: its file has no such column, or the row fails `asked_if`.
    NotAsked,
}

/// A brand's or segment value's place in its [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NameId(pub u16);

/// Where a row stands in the sampling design of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unit {
    /// A hash of the stratum that it was drawn in; 0 where the source has none.
    pub stratum: u64,
    /// A hash of the cluster or the respondent that it belongs to; [`Unit::ITSELF`] for a row that was drawn by itself.
    pub psu: u64,
    /// The cell of the weighting that it is in, where standard errors are formed from residuals; [`Unit::NO_CELL`] else.
    pub cell: u32,
}

impl Unit {
    /// The row was drawn by itself.
    pub const ITSELF: u64 = 0;
    /// The row is in no cell of a weighting.
    pub const NO_CELL: u32 = u32::MAX;
    /// A row of its own, without stratum and weighting.
    pub const ALONE: Unit = Unit { stratum: 0, psu: Unit::ITSELF, cell: Unit::NO_CELL };
}

/// One usable response.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its month or span.
    pub time: TimeKey,
    /// The brand, where the source has brands.
    pub brand: Option<NameId>,
    /// The value of each of the source's segments, in the order of the config.
    pub segments: &'a [NameId],
    /// Its weight; [`Weight::ONE`] in an unweighted source.
    pub weight: Weight,
    /// The group of respondents that it belongs to, below [`REPLICATES`](super::REPLICATES); absent where no standard error
    /// is formed from groups: in a source without key drivers, and in rows about competitors.
    pub replicate: Option<u8>,
    /// Its place in the sampling design; absent where rows are drawn one by one from one population.
    pub unit: Option<Unit>,
    /// The answer to each of the source's questions, in the order of `SiteConfig::questions` without those of other sources.
    pub answers: &'a [Answer],
    /// What was written beside the answers; absent where the config asks for no comments of the source.
    pub comment: Option<Written<'a>>,
}

/// A comment as it stands in the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'a> {
    /// The text, never blank.
    pub text: &'a str,
    /// Whether it may be published.
    pub consent: bool,
    /// The respondent's id; may be empty.
    pub respondent: &'a str,
    /// Its language as the data say; may be empty.
    pub language: &'a str,
}

/// Takes the usable rows of a source.
pub trait RowSink {
    /// The rows that follow are those of this file, by its place among the files of the source, and of this piece of it.
    /// Most sinks do not care.
    fn piece(&mut self, _file: usize, _piece: usize) {}

    /// More rows.
    fn rows(&mut self, rows: &Rows<'_>);

    /// One more row: [`RowSink::rows`] with it alone, for whoever has no more at hand.
    fn row(&mut self, row: &Row<'_>) {
        let mut answers = vec![Answers::default(); row.answers.len()];
        answers.iter_mut().zip(row.answers).for_each(|(column, answer)| column.push(*answer));
        self.rows(&Rows::of_one(row, &answers));
    }

    /// An answer of an earlier row that is known only when the whole source has been read. All other answers of it are
    /// [`Answer::NotAsked`] here. Comes after all [`RowSink::rows`].
    fn later(&mut self, row: &Row<'_>);
}

/// A sink whose work can be shared: the rows of a source are handed to several parts, in any way and order.
pub trait PartedSink: RowSink + Send + Sized {
    /// A part that has taken nothing yet.
    fn part(&self) -> Self;

    /// Takes in what a part has taken; afterwards this is as if every row had been handed to it.
    fn take_in(&mut self, part: Self);
}

/// Names in the order in which they first appeared. Spellings that differ only in case, in space, or in the shape of
/// an apostrophe are one name, shown in the spelling that most rows have (of equals, the first in the alphabet).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Names {
    /// What is shown for each [`NameId`]; "Not stated" is an empty text here.
    pub shown: Vec<String>,
}

impl Names {
    /// The name that is `name` but for case and space around it.
    pub fn find(&self, name: &str) -> Option<NameId> {
        let at = self.shown.iter().position(|shown| same_name(shown, name))?;
        u16::try_from(at).ok().map(NameId)
    }

    /// Each name's id under what tells it from others, for whoever looks for many.
    pub fn by_key(&self) -> BTreeMap<String, NameId> {
        let mut by_key = BTreeMap::new();
        for (name, id) in self.shown.iter().zip(0u16..) {
            // Of names that are the same, the first is found.
            by_key.entry(name_key(name)).or_insert(NameId(id));
        }
        by_key
    }
}

/// What tells a name in config and data from others: case and space around it make no difference.
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Whether two texts from config and data name the same.
pub fn same_name(a: &str, b: &str) -> bool {
    name_key(a) == name_key(b)
}

/// What reading a source gave beside its rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceData {
    /// Which source.
    pub source: SourceIx,
    /// Its brands; empty where it has none.
    pub brands: Names,
    /// The values of each of its segments.
    pub segments: Vec<Names>,
    /// The first and the last date of its usable rows.
    pub dates: Option<(Date, Date)>,
    /// What was read, used and left out.
    pub quality: SourceQuality,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_exactly() {
        for value in [0, 1, -1, Value::SCALE, -7 * Value::SCALE, 2_500_000, i64::MAX, i64::MIN, i64::MAX / 2] {
            assert_eq!(Value::from(Short::from(Value(value))), Value(value));
        }
        assert!(matches!(Short::from(Value::whole(10)), Short::Whole(10)));
    }
}
