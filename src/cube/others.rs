//! Answers that have no code, while rows are added.

use super::{Count, Tally};
use crate::survey::{Answer, Unit, Value, Weight};
use std::collections::BTreeMap;

/// What the rows of one cell said, as far as it is not counted by code.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// Answers by value; each row may bring another one.
    values: BTreeMap<Value, Count>,
    censored: BTreeMap<Value, Count>,
    /// Everything else.
    tally: Tally,
}

impl Others {
    /// One more row.
    pub fn add(&mut self, answer: Answer, weight: Weight) {
        match answer {
            Answer::Value(value) => self.of(value).add(weight),
            Answer::Censored(value) => self.censored.entry(value).or_default().add(weight),
            answer => self.tally.add(answer, weight),
        }
    }

    /// The count of a value.
    pub fn of(&mut self, value: Value) -> &mut Count {
        self.values.entry(value).or_default()
    }

    /// As [`Tally::place`].
    pub fn place(&mut self, answer: Answer, weight: Weight, unit: Unit) {
        self.tally.place(answer, weight, unit);
    }

    /// All rows of another part.
    pub fn merge(&mut self, other: Others) {
        let add = |into: &mut BTreeMap<Value, Count>, from: BTreeMap<Value, Count>| {
            from.into_iter().for_each(|(value, count)| into.entry(value).or_default().merge(&count));
        };
        add(&mut self.values, other.values);
        add(&mut self.censored, other.censored);
        self.tally.merge(&other.tally);
    }

    /// All of it with the `counts` of values that have a code.
    pub fn with(self, counts: Vec<(Value, Count)>) -> Tally {
        let Others { values, censored, mut tally } = self;
        tally.answers.merge(&counts.into_iter().chain(values).collect());
        tally.censored.merge(&censored.into_iter().collect());
        tally
    }
}
