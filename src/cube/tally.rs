//! The state of one cell. Everything is an integer sum, so merging is associative and commutative to the bit.

use crate::survey::{Answer, Value, Weight};
use std::collections::BTreeMap;

/// Rows that gave one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Rows.
    pub n: u64,
    /// Rows with a weight above zero.
    pub n_positive: u64,
    /// Sum of weights, in units of [`Weight::SCALE`].
    pub sum_w: i128,
    /// Sum of squared weights, in units of the square of [`Weight::SCALE`].
    pub sum_w2: i128,
}

impl Count {
    /// One more row.
    pub fn add(&mut self, weight: Weight) {
        let w = i128::from(weight.0);
        self.n += 1;
        self.n_positive += u64::from(w > 0);
        self.sum_w += w;
        self.sum_w2 += w * w;
    }

    /// All rows of another count.
    pub fn merge(&mut self, other: &Count) {
        self.n += other.n;
        self.n_positive += other.n_positive;
        self.sum_w += other.sum_w;
        self.sum_w2 += other.sum_w2;
    }

    /// This count without a part of it.
    pub fn without(&self, part: &Count) -> Count {
        Count {
            n: self.n - part.n,
            n_positive: self.n_positive - part.n_positive,
            sum_w: self.sum_w - part.sum_w,
            sum_w2: self.sum_w2 - part.sum_w2,
        }
    }

    /// Sum of weights.
    pub fn weight(&self) -> f64 {
        self.sum_w as f64 / Weight::SCALE as f64
    }

    /// Sum of squared weights.
    pub fn weight_squared(&self) -> f64 {
        self.sum_w2 as f64 / (Weight::SCALE as f64 * Weight::SCALE as f64)
    }
}

/// The answers of one cell to one question, by value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Usable answers: a histogram by value.
    pub answers: BTreeMap<Value, Count>,
    /// Rows that were asked and gave no usable answer (blank, don't know, unusable).
    pub silent: Count,
}

impl Tally {
    /// One more row.
    pub fn add(&mut self, answer: Answer, weight: Weight) {
        match answer {
            Answer::Value(value) => self.answers.entry(value).or_default().add(weight),
            Answer::Blank | Answer::DontKnow | Answer::Unusable => self.silent.add(weight),
            Answer::NotAsked => {}
        }
    }

    /// All rows of another tally.
    pub fn merge(&mut self, other: &Tally) {
        for (value, count) in &other.answers {
            self.answers.entry(*value).or_default().merge(count);
        }
        self.silent.merge(&other.silent);
    }

    /// This tally without a part of it (the rest of a group). The part must lie within the whole.
    pub fn without(&self, part: &Tally) -> Tally {
        let answers = self
            .answers
            .iter()
            .map(|(value, count)| (*value, count.without(part.answers.get(value).unwrap_or(&Count::default()))))
            .filter(|(_, count)| count.n > 0)
            .collect();
        Tally { answers, silent: self.silent.without(&part.silent) }
    }

    /// All usable answers together.
    pub fn valid(&self) -> Count {
        let mut total = Count::default();
        for count in self.answers.values() {
            total.merge(count);
        }
        total
    }
}
