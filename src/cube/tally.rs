//! The state of one cell. Everything is an integer sum, so merging is associative and commutative to the bit.

use super::bundles::Bundles;
use super::by_value::ByValue;
use super::customers::Customers;
use super::kept_count::KeptCount;
use super::units::{Said, Units};
use crate::survey::{Answer, Unit, Value, Weight};
use serde::{Deserialize, Serialize};

/// Rows that gave one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "KeptCount", into = "KeptCount")]
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
        self.add_many(weight, 1);
    }

    /// So many more, each with this weight.
    pub fn add_many(&mut self, weight: Weight, times: u64) {
        let w = i128::from(weight.0);
        self.n += times;
        self.n_positive += if w > 0 { times } else { 0 };
        self.sum_w += w * i128::from(times);
        self.sum_w2 += w * w * i128::from(times);
    }

    /// All rows of another count.
    pub fn merge(&mut self, other: &Count) {
        self.n += other.n;
        self.n_positive += other.n_positive;
        self.sum_w += other.sum_w;
        self.sum_w2 += other.sum_w2;
    }

    /// This count without a part of it; absent if it is no part.
    pub fn without(&self, part: &Count) -> Option<Count> {
        Some(Count {
            n: self.n.checked_sub(part.n)?,
            n_positive: self.n_positive.checked_sub(part.n_positive)?,
            sum_w: self.sum_w - part.sum_w,
            sum_w2: self.sum_w2 - part.sum_w2,
        })
    }

    /// Sum of weights.
    pub fn weight(&self) -> f64 {
        // The same number, and quicker where it is short.
        let sum = i64::try_from(self.sum_w).map_or(self.sum_w as f64, |sum| sum as f64);
        sum / Weight::SCALE as f64
    }

    /// Kish's effective base; n without weights.
    pub fn effective_base(&self, weighted: bool) -> f64 {
        match weighted && self.sum_w2 > 0 {
            true => self.weight() * self.weight() / self.weight_squared(),
            false => self.n as f64,
        }
    }

    /// Sum of squared weights.
    pub fn weight_squared(&self) -> f64 {
        self.sum_w2 as f64 / (Weight::SCALE as f64 * Weight::SCALE as f64)
    }
}

/// The answers of one cell to one question, by value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Usable answers: a histogram by value.
    pub answers: ByValue,
    /// Rows whose answer is not over yet, by the least that it will be.
    pub censored: ByValue,
    /// Rows that were asked and gave no usable answer (blank, don't know, unusable).
    pub silent: Count,
    /// Of these, the blank ones.
    pub blank: Count,
    /// Rows of each customer, until [`Tally::settle`] makes a histogram of them. This grows with the customers.
    pub customers: Customers,
    /// How the numbers of rows that stand for many events vary, where answers are such.
    pub bundles: Option<Box<Bundles>>,
    /// The same rows by their place in the sampling design, where they have one.
    pub units: Option<Box<Units<Said>>>,
}

impl Tally {
    /// One more row.
    pub fn add(&mut self, answer: Answer, weight: Weight) {
        match answer {
            Answer::Value(value) => self.answers.at(value).add(weight),
            Answer::Censored(value) => self.censored.at(value).add(weight),
            Answer::Events(events) => {
                self.bundles.get_or_insert_default().add(&events);
                for (code, count) in (0..).zip(events).filter(|(_, count)| *count > 0) {
                    self.answers.at(Value::whole(code)).add_many(weight, count);
                }
            }
            Answer::Customer(customer) => self.customers.add(customer),
            Answer::Blank => {
                self.silent.add(weight);
                self.blank.add(weight);
            }
            Answer::DontKnow | Answer::Unusable => self.silent.add(weight),
            Answer::NotAsked => {}
        }
    }

    /// Notes where the row of an answer stands in the sampling design, beside [`Tally::add`].
    pub fn place(&mut self, answer: Answer, weight: Weight, unit: Unit) {
        if let Answer::Events(events) = answer {
            self.bundles.get_or_insert_default().place(&events, unit);
            let units = self.units.get_or_insert_default();
            for (code, count) in (0..).zip(events).filter(|(_, count)| *count > 0) {
                units.add(unit, Said::Value(Value::whole(code)), weight, count);
            }
        } else if let Some(said) = Said::of(answer) {
            self.units.get_or_insert_default().add(unit, said, weight, 1);
        }
    }

    /// All rows of another tally.
    pub fn merge(&mut self, other: &Tally) {
        self.answers.merge(&other.answers);
        self.censored.merge(&other.censored);
        self.silent.merge(&other.silent);
        self.blank.merge(&other.blank);
        self.customers.merge(&other.customers);
        if let Some(bundles) = &other.bundles {
            self.bundles.get_or_insert_default().merge(bundles);
        }
        if let Some(units) = &other.units {
            self.units.get_or_insert_default().merge(units);
        }
    }

    /// Turns the rows of each customer into answers: how many customers have one row, two, and so on. To be called when
    /// all months of a wave are together, since a customer may have rows in several. Brings the named units in order.
    pub fn settle(&mut self) {
        self.units.iter_mut().for_each(|units| units.settle());
        for (rows, customers) in std::mem::take(&mut self.customers).by_rows() {
            self.answers.at(Value::whole(i64::from(rows))).add_many(Weight::ONE, customers);
        }
    }

    /// The same without the rows of each customer.
    pub fn without_customers(&self) -> Tally {
        Tally {
            answers: self.answers.clone(),
            censored: self.censored.clone(),
            silent: self.silent,
            blank: self.blank,
            customers: Customers::default(),
            bundles: self.bundles.clone(),
            units: self.units.clone(),
        }
    }

    /// This tally without a part of it (the rest of a group); absent if it is no part.
    pub fn without(&self, part: &Tally) -> Option<Tally> {
        Some(Tally {
            answers: self.answers.without(&part.answers)?,
            censored: self.censored.without(&part.censored)?,
            silent: self.silent.without(&part.silent)?,
            blank: self.blank.without(&part.blank)?,
            customers: Customers::default(),
            bundles: match (&self.bundles, &part.bundles) {
                (Some(all), Some(part)) => Some(Box::new(all.without(part)?)),
                (all, _) => all.clone(),
            },
            units: match (&self.units, &part.units) {
                (Some(all), Some(part)) => Some(Box::new(all.without(part)?)),
                (all, _) => all.clone(),
            },
        })
    }

    /// All usable answers together.
    pub fn valid(&self) -> Count {
        self.answers.total()
    }

    /// All whose answer is not over yet.
    pub fn open(&self) -> Count {
        self.censored.total()
    }
}
