//! Answers that are made of a row's other answers.

use super::row::{Answer, Value};
use crate::config::{AnswerFrom, AnswerKind, Better, Question, QuestionIx};

/// Parts of a hundredth of an index's point, so that thirds and sevenths are not cut before they are summed.
const FINE: i128 = 1_000_000_000_000;

/// How an answer is made of others, named by their places in the row.
#[derive(Debug)]
pub enum Derived {
    /// A weighted mean of ratings.
    Index {
        /// The ratings.
        parts: Vec<Rating>,
        /// How many must be there.
        least: usize,
    },
    /// The share that was left blank.
    Blanks(Vec<usize>),
}

/// A rating in an index.
#[derive(Debug)]
pub struct Rating {
    place: usize,
    weight: i64,
    from: i64,
    to: i64,
    better: Better,
}

impl Derived {
    /// How the answers to `question` are made, if they are made of others; `asked` are the questions of its source.
    pub fn of(question: &Question, asked: &[(QuestionIx, &Question)]) -> Option<Derived> {
        let place = |part: QuestionIx| asked.iter().position(|(ix, _)| *ix == part);
        match &question.from {
            AnswerFrom::Index(index) => {
                let rating = |(part, weight): &(crate::config::Written<QuestionIx>, i64)| {
                    let place = place(part.value)?;
                    let AnswerKind::Scale(scale) = asked[place].1.kind else { return None };
                    Some(Rating { place, weight: *weight, from: scale.from, to: scale.to, better: scale.better })
                };
                Some(Derived::Index { parts: index.parts.iter().filter_map(rating).collect(), least: index.least })
            }
            AnswerFrom::Blanks(parts) => Some(Derived::Blanks(parts.iter().filter_map(|part| place(*part)).collect())),
            _ => None,
        }
    }

    /// The answer, given the row's others.
    pub fn answer(&self, answers: &[Answer]) -> Answer {
        match self {
            Derived::Index { parts, least } => index(parts, *least, answers),
            Derived::Blanks(places) => blanks(places, answers),
        }
    }
}

/// The weighted mean of the ratings that were given, each turned to 0 to 100, by the weights of those alone. A row with
/// fewer than `least` of them has left the index blank; one that was asked none of them was not asked for it.
fn index(parts: &[Rating], least: usize, answers: &[Answer]) -> Answer {
    let (mut sum, mut weights, mut given, mut asked) = (0i128, 0i128, 0, false);
    for part in parts {
        let answer = answers.get(part.place).copied().unwrap_or(Answer::NotAsked);
        asked |= answer != Answer::NotAsked;
        let Answer::Value(value) = answer else { continue };
        let (from, to) = (i128::from(part.from), i128::from(part.to));
        let scale = i128::from(Value::SCALE);
        let above = match part.better {
            Better::High => i128::from(value.0) - from * scale,
            Better::Low => to * scale - i128::from(value.0),
        };
        // In units of a FINE-th of a point.
        let points = rounded(above * 100 * FINE, (to - from) * scale);
        sum += points * i128::from(part.weight);
        weights += i128::from(part.weight);
        given += 1;
    }
    if !asked {
        return Answer::NotAsked;
    }
    if given < least || weights == 0 {
        return Answer::Blank;
    }
    let mean = rounded(sum, weights * (FINE / i128::from(Value::SCALE)));
    i64::try_from(mean).map_or(Answer::Unusable, |mean| Answer::Value(Value(mean)))
}

/// The share of the questions asked of the row that it left blank.
fn blanks(places: &[usize], answers: &[Answer]) -> Answer {
    let asked = places.iter().filter_map(|&place| answers.get(place)).filter(|a| **a != Answer::NotAsked);
    let (count, blank) =
        asked.fold((0i128, 0i128), |(count, blank), a| (count + 1, blank + i128::from(*a == Answer::Blank)));
    if count == 0 {
        return Answer::NotAsked;
    }
    let share = rounded(blank * i128::from(Value::SCALE), count);
    Answer::Value(Value(i64::try_from(share).unwrap_or_default()))
}

/// The quotient, rounded half away from zero; the divisor is above zero.
fn rounded(numerator: i128, divisor: i128) -> i128 {
    let half = divisor / 2;
    if numerator >= 0 { (numerator + half) / divisor } else { (numerator - half) / divisor }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rating(place: usize, weight: i64, from: i64, to: i64, better: Better) -> Rating {
        Rating { place, weight, from, to, better }
    }

    fn answers(given: &[i64]) -> Vec<Answer> {
        given.iter().map(|n| if *n < 0 { Answer::Blank } else { Answer::Value(Value::whole(*n)) }).collect()
    }

    #[test]
    fn an_index_is_a_weighted_mean_of_points() {
        let parts = [
            rating(0, 2_000_000, 1, 5, Better::High),
            rating(1, 1_000_000, 0, 10, Better::High),
            rating(2, 1_000_000, 1, 7, Better::Low),
        ];
        let index = |given: &[i64], least| index(&parts, least, &answers(given));
        // 4 of 1 to 5 is 75 points, 8 of 0 to 10 is 80, 2 of 1 to 7 with low as good is 5/6 of 100.
        assert_eq!(index(&[4, 8, 2], 3), Answer::Value(Value(78_333_333)));
        assert_eq!(index(&[5, 10, 1], 3), Answer::Value(Value::whole(100)));
        assert_eq!(index(&[1, 0, 7], 3), Answer::Value(Value::whole(0)));
        // Of those that were given: (2 × 75 + 80) ÷ 3.
        assert_eq!(index(&[4, 8, -1], 2), Answer::Value(Value(76_666_667)));
        assert_eq!(index(&[4, 8, -1], 3), Answer::Blank);
        assert_eq!(index(&[-1, -1, -1], 1), Answer::Blank);
        let not_asked = super::index(&parts, 1, &[Answer::NotAsked; 3]);
        assert_eq!(not_asked, Answer::NotAsked);
    }

    #[test]
    fn blanks_are_a_share_of_what_was_asked() {
        let row = [Answer::Blank, Answer::Value(Value(0)), Answer::DontKnow, Answer::NotAsked, Answer::Blank];
        assert_eq!(blanks(&[0, 1, 2, 3, 4], &row), Answer::Value(Value(500_000)));
        assert_eq!(blanks(&[0, 1, 2], &row), Answer::Value(Value(333_333)));
        assert_eq!(blanks(&[3], &row), Answer::NotAsked);
    }
}
