//! Answers as small numbers while rows are counted.

use crate::survey::{Answer, Value};
use std::collections::BTreeMap;

/// What a row says to one question, as a place among the counts of a cell; [`NO_CODE`] and [`NOT_ASKED`] for what is not counted in places.
pub(super) type Code = u16;

/// The question was not asked: nothing is counted.
pub(super) const NOT_ASKED: Code = Code::MAX;
/// The answer has no code, and is counted by itself.
pub(super) const NO_CODE: Code = Code::MAX - 1;
/// A blank.
pub(super) const BLANK: Code = 0;
/// Any other lack of a usable answer.
pub(super) const SILENT: Code = 1;
/// The first code of a value.
const FIRST: usize = 2;
/// Whole numbers below this are found without a search.
const SMALL: usize = 4_096;
/// A question with more different answers than this (amounts, say) has its other answers counted by themselves.
const MOST: usize = 4_096;

/// The codes of one question's answers, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Codes {
    /// By the whole number; 0 where it was not met.
    small: Vec<Code>,
    large: BTreeMap<Value, Code>,
    values: Vec<Value>,
}

impl Codes {
    /// The code of an answer.
    #[inline]
    pub(super) fn of(&mut self, answer: &Answer) -> Code {
        match answer {
            Answer::Value(value) => self.value(*value),
            Answer::Blank => BLANK,
            Answer::DontKnow | Answer::Unusable => SILENT,
            Answer::Censored(_) | Answer::Events(_) | Answer::Customer(_) => NO_CODE,
            Answer::NotAsked => NOT_ASKED,
        }
    }

    #[inline]
    fn value(&mut self, value: Value) -> Code {
        let whole = value.0 / Value::SCALE;
        if (0..SMALL as i64).contains(&whole) && whole * Value::SCALE == value.0 {
            let at = whole as usize;
            if self.small.len() <= at {
                self.small.resize(at + 1, 0);
            }
            if self.small[at] == 0 {
                self.small[at] = self.add(value);
            }
            return self.small[at];
        }
        if let Some(code) = self.large.get(&value) {
            return *code;
        }
        let code = self.add(value);
        if code != NO_CODE {
            self.large.insert(value, code);
        }
        code
    }

    fn add(&mut self, value: Value) -> Code {
        if self.values.len() >= MOST {
            return NO_CODE;
        }
        self.values.push(value);
        (self.values.len() - 1 + FIRST) as Code
    }

    /// How many codes there are.
    pub(super) fn len(&self) -> usize {
        self.values.len() + FIRST
    }

    /// The value of a code; none for a lack of an answer.
    pub(super) fn value_of(&self, code: usize) -> Option<Value> {
        code.checked_sub(FIRST).and_then(|at| self.values.get(at)).copied()
    }
}
