//! What each answer adds to a figure that is a mean: its score.

use super::Measure;
use crate::cube::{Count, Said, Tally};
use crate::stats::weighted::{WeightedClass, WeightedMean};
use crate::survey::Value;

impl Measure {
    /// The rows that the figure rests on by what each adds to a mean: the figure is the mean of their scores. Absent for
    /// figures that are no means (quantiles, counts, curves of survival).
    pub fn classes(&self, tally: &Tally) -> Option<Vec<WeightedClass>> {
        let one = |holds: bool| f64::from(u8::from(holds));
        Some(match self {
            Measure::Net { up, down, .. } => classes(tally, |v| one(up.holds(v)) - one(down.holds(v))),
            Measure::Share(set) => classes(tally, |v| one(set.holds(v))),
            Measure::Rate(set) => {
                let mut classes = classes(tally, |v| one(set.holds(v)));
                if tally.silent.n > 0 {
                    classes.push(class(0.0, &tally.silent));
                }
                classes
            }
            Measure::ShareAmong { of, among } => {
                let inside = tally.answers.iter().filter(|(value, _)| among.holds(**value));
                inside.map(|(value, count)| class(one(of.holds(*value)), count)).collect()
            }
            Measure::Missing => {
                let mut answered = tally.valid();
                answered.merge(&tally.open());
                answered.merge(&tally.silent.without(&tally.blank)?);
                vec![class(1.0, &tally.blank), class(0.0, &answered)]
            }
            Measure::Mean | Measure::MeanOfShares => classes(tally, Value::number),
            Measure::Count(_) | Measure::Quantile(_) | Measure::Within(_) | Measure::Until { .. } => return None,
        })
    }

    /// The score of a row by what it said: the figure is the mean of the scores. Absent for a row that is not in the base,
    /// and for figures that are no means.
    pub fn score(&self, said: Said) -> Option<f64> {
        let one = |holds: bool| Some(f64::from(u8::from(holds)));
        match (self, said) {
            (Measure::Net { up, down, .. }, Said::Value(v)) => Some(one(up.holds(v))? - one(down.holds(v))?),
            (Measure::Share(set) | Measure::Rate(set), Said::Value(v)) => one(set.holds(v)),
            (Measure::Rate(_), Said::Blank | Said::Silent) => Some(0.0),
            (Measure::ShareAmong { of, among }, Said::Value(v)) if among.holds(v) => one(of.holds(v)),
            (Measure::Missing, said) => one(said == Said::Blank),
            (Measure::Mean | Measure::MeanOfShares, Said::Value(v)) => Some(v.number()),
            _ => None,
        }
    }

    /// Whether all these means have an effective base that is large enough for Student's t on the linearised error; a
    /// mean of plain numbers always has.
    pub fn bears_t(&self, means: &[Option<WeightedMean>]) -> bool {
        let is_large = |mean: &Option<WeightedMean>| mean.is_some_and(|mean| mean.is_sufficient());
        self.is_mean_of_numbers() && means.iter().all(Option::is_some) || means.iter().all(is_large)
    }
}

/// The class of the rows of a count.
pub fn class(score: f64, count: &Count) -> WeightedClass {
    WeightedClass {
        score,
        n: count.n,
        n_positive: count.n_positive,
        sum_w: count.weight(),
        sum_w2: count.weight_squared(),
    }
}

/// The classes of a tally's usable answers.
pub fn classes(tally: &Tally, score: impl Fn(Value) -> f64) -> Vec<WeightedClass> {
    tally.answers.iter().map(|(value, count)| class(score(*value), count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::AnswerSet;
    use crate::survey::{Answer, Unit, Weight};
    use proptest::prelude::*;

    fn measures() -> Vec<Measure> {
        let set = |codes: &[i64]| AnswerSet::Of(codes.iter().map(|code| Value::whole(*code)).collect());
        vec![
            Measure::Net { up: set(&[4, 5]), down: set(&[0, 1]), by_score: false },
            Measure::Share(set(&[2, 3])),
            Measure::Rate(set(&[5])),
            Measure::ShareAmong { of: set(&[3]), among: set(&[2, 3, 4]) },
            Measure::Missing,
            Measure::Mean,
        ]
    }

    proptest! {
        #[test]
        fn classes_and_scores_are_the_same_mean(rows in prop::collection::vec((-3..6i64, 0..9i64), 0..40)) {
            let mut tally = Tally::default();
            for (code, weight) in rows {
                let answer = match code {
                    -3 => Answer::Blank,
                    -2 => Answer::DontKnow,
                    -1 => Answer::NotAsked,
                    code => Answer::Value(Value::whole(code)),
                };
                tally.add(answer, Weight(weight));
                tally.place(answer, Weight(weight), Unit::ALONE);
            }
            for measure in measures() {
                let classes = measure.classes(&tally).unwrap();
                let mut by_score = (0, 0.0, 0.0);
                for ((_, _, said), count) in tally.units.iter().flat_map(|units| &units.rows) {
                    if let Some(score) = measure.score(*said) {
                        by_score.0 += count.n;
                        by_score.1 += count.weight();
                        by_score.2 += count.weight() * score;
                    }
                }
                prop_assert_eq!(by_score.0, classes.iter().map(|class| class.n).sum::<u64>());
                prop_assert!((by_score.1 - classes.iter().map(|class| class.sum_w).sum::<f64>()).abs() < 1e-15);
                let total = classes.iter().map(|class| class.sum_w * class.score).sum::<f64>();
                prop_assert!((by_score.2 - total).abs() < 1e-15);
            }
        }
    }
}
