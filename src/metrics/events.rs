//! Figures from rows that stand for many events each: how much they vary is told by the rows.
//!
//! The calls of a bad day are given up together, so that ten thousand calls of ten days tell as much as ten answers
//! rather than ten thousand. A share is the ratio of two sums, linearised over rows: with the residual
//! `r = x - p y` of each row its standard error is `√(m/(m-1) Σ r²) ÷ Σ y` (Cochran 1977, Sampling Techniques, 6.3;
//! Woodruff 1971), on m - 1 degrees of freedom. A sum of events varies as m times the mean of a row. Neither is ever
//! taken to be surer than as many events that come one by one: a few rows may be alike by chance.

use super::measure::{AnswerSet, Sample};
use super::sampling;
use crate::config::MOST_TOTALS;
use crate::cube::{Bundle, Bundles, Said};
use crate::stats::design::{DesignError, Stratum, finite_population_factor};
use crate::stats::interval::Confidence;
use crate::stats::weighted::WeightedMean;
use crate::survey::Value;

type Score<'s> = &'s dyn Fn(Said) -> Option<f64>;

/// What each stage of events scores; absent for those that are not in the base.
pub fn scores(score: Score<'_>) -> [Option<f64>; MOST_TOTALS] {
    std::array::from_fn(|stage| score(Said::Value(Value::whole(stage as i64))))
}

/// Rows that have an event with a score.
pub fn rows(bundle: &Bundle, scores: &[Option<f64>; MOST_TOTALS]) -> u64 {
    scores.iter().position(Option::is_some).map_or(0, |first| bundle.reaching[first])
}

/// The mean of scores of events with the standard error of its rows, or in the design that they have a place in. `None`
/// in place of an error where a single row has events, or a single cluster: it shows nothing of how rows vary.
pub fn mean(sample: Sample<'_>, bundles: &Bundles, mean: WeightedMean, score: Score<'_>) -> Option<WeightedMean> {
    let scores = scores(score);
    let events: f64 = mean.n() as f64;
    let error = match sampling::error(sample, &mean, events, score) {
        Some(in_design) => in_design?,
        None => by_rows(sample, &bundles.all, &scores, mean.value(), events)?,
    };
    let one_by_one = DesignError { se: (mean.variance() / events).sqrt(), df: events - 1.0 };
    let of_base = scores.map(|score| f64::from(u8::from(score.is_some())));
    let (_, squares) = bundles.all.sums(of_base);
    Some(mean.of_clusters(squares).in_design(wider(error, one_by_one)))
}

fn by_rows(
    sample: Sample<'_>,
    bundle: &Bundle,
    scores: &[Option<f64>; MOST_TOTALS],
    mean: f64,
    events: f64,
) -> Option<DesignError> {
    let residuals = scores.map(|score| score.map_or(0.0, |score| (score - mean) / events));
    let psus = rows(bundle, scores);
    let (_, sum_of_squares) = bundle.sums(residuals);
    // Residuals add up to zero.
    let error = DesignError::from_strata(&[Stratum { psus, population: None, sum: 0.0, sum_of_squares }])?;
    let factor = sample.frame.and_then(|frame| finite_population_factor(sample.design_rows, frame));
    Some(DesignError { se: error.se * factor.unwrap_or(1.0), ..error })
}

/// The error of a number of events from its rows or clusters; where all came one by one, `None`. Inner `None` where a
/// single row or cluster shows nothing of how they vary.
pub fn total(sample: Sample<'_>, set: &AnswerSet, count: f64) -> Option<Option<DesignError>> {
    let score = |said| match said {
        Said::Value(value) => set.holds(value).then_some(1.0),
        _ => None,
    };
    if let Some((error, weight)) = sampling::error_of_total(sample, &score) {
        // Clusters have sums of weights: the error is as large a part of the count as of the weight.
        let scaled = |error: DesignError| DesignError { se: error.se * count / weight, ..error };
        return Some(error.filter(|_| weight > 0.0).map(scaled));
    }
    let bundle = &sample.events?.all;
    let (sum, sum_of_squares) = bundle.sums(scores(&score).map(|score| score.unwrap_or(0.0)));
    Some(DesignError::from_strata(&[Stratum { psus: bundle.rows, population: None, sum, sum_of_squares }]))
}

/// The one with the wider interval.
fn wider(one: DesignError, other: DesignError) -> DesignError {
    let reach = |error: DesignError| Confidence::NINETY_FIVE.t(error.df) * error.se;
    if other.df > 0.0 && reach(other) > reach(one) { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cube::Tally;
    use crate::metrics::{Gap, Measure, Reading};
    use crate::stats::proportion::Proportion;
    use crate::survey::{Answer, Weight};

    const C95: Confidence = Confidence::NINETY_FIVE;

    /// Days with so many calls, of which so many were given up.
    fn days(days: &[(u64, u64)]) -> Tally {
        let mut tally = Tally::default();
        for (calls, given_up) in days {
            tally.add(Answer::Events([calls - given_up, *given_up, 0]), Weight::ONE);
        }
        tally
    }

    fn sample(tally: &Tally) -> Sample<'_> {
        let events = tally.bundles.as_deref();
        Sample { tally, design_rows: 1, weighted: false, frame: None, events, design: None }
    }

    fn given_up() -> Measure {
        Measure::Share(AnswerSet::Of(vec![Value::whole(1)]))
    }

    fn read(tally: &Tally) -> Reading {
        given_up().read(sample(tally), C95).unwrap()
    }

    const BUSY: [(u64, u64); 5] = [(200, 4), (300, 60), (100, 2), (250, 5), (150, 33)];

    #[test]
    fn a_share_of_events_varies_as_its_rows_do() {
        let tally = days(&BUSY);
        let (calls, share) = (1_000.0, 0.104);
        let residuals: f64 = BUSY.iter().map(|&(y, x)| (x as f64 - share * y as f64).powi(2)).sum();
        let se = (5.0 / 4.0 * residuals).sqrt() / calls;
        let reading = read(&tally);
        assert_eq!(reading.value, share);
        assert!((reading.se.unwrap() - se).abs() < 1e-12, "{reading:?}");
        let n_eff = share * (1.0 - share) / (se * se);
        assert!((reading.n_eff.unwrap() / n_eff - 1.0).abs() < 1e-9);
        // Wilson on a base that is worth less by t on 4 degrees of freedom
        let worth = (C95.t(999.0) / C95.t(4.0)).powi(2);
        let expected = Proportion::from_share(share, n_eff * worth).unwrap().interval(C95);
        assert!((reading.interval.unwrap().upper - expected.upper).abs() < 1e-9);
    }

    #[test]
    fn rows_of_single_events_are_answers() {
        let calls: Vec<(u64, u64)> = (0..200).map(|at| (1, u64::from(at < 30))).collect();
        let plain = Proportion::from_counts(30, 200).unwrap();
        let reading = read(&days(&calls));
        assert!((reading.se.unwrap() / plain.se() - (200.0f64 / 199.0).sqrt()).abs() < 1e-9);
        assert!((reading.interval.unwrap().lower - plain.interval(C95).lower).abs() < 1e-3);
    }

    #[test]
    fn rows_that_are_alike_by_chance_are_no_surer_than_single_events() {
        let reading = read(&days(&[(100, 10), (200, 20), (100, 10)]));
        let plain = Proportion::from_counts(40, 400).unwrap();
        assert!((reading.interval.unwrap().upper - plain.interval(C95).upper).abs() < 1e-12);
        assert_eq!(reading.n_eff.map(f64::round), Some(400.0));
    }

    #[test]
    fn a_single_row_shows_nothing_of_how_rows_vary() {
        let one = days(&[(5_000, 400)]);
        let reading = read(&one);
        assert_eq!((reading.value, reading.interval, reading.se), (0.08, None, None));
        let gap = given_up().less(sample(&one), sample(&days(&BUSY)), C95).unwrap();
        assert_eq!((gap.interval, gap.test), (None, None));
        let independent = Sample { events: None, ..sample(&one) };
        let plain = Proportion::from_counts(400, 5_000).unwrap();
        assert_eq!(given_up().read(independent, C95).unwrap().interval, Some(plain.interval(C95)));
    }

    #[test]
    fn nothing_in_all_rows_counts_each_row_once() {
        let quiet = days(&[(1_000, 0); 20]);
        let reading = read(&quiet);
        // of 20 rows, worth less by t on 19 degrees of freedom
        let worth = 20.0 * (C95.t(19_999.0) / C95.t(19.0)).powi(2);
        let expected = Proportion::from_share(0.0, worth).unwrap().interval(C95);
        assert!((reading.interval.unwrap().upper - expected.upper).abs() < 1e-9);
        assert_eq!(reading.interval.unwrap().lower, 0.0);
    }

    #[test]
    fn two_of_many_events_and_few_rows_do_not_differ() {
        let (one, other) = (days(&BUSY), days(&[(300, 80), (200, 10), (150, 3), (350, 90)]));
        let Gap { test: Some((p, _)), .. } = given_up().less(sample(&one), sample(&other), C95).unwrap() else {
            panic!("no test");
        };
        let single =
            |tally: &Tally| Proportion::from_counts(tally.answers.get(Value::whole(1)).unwrap().n, 1_000).unwrap();
        assert!(p > 0.2 && single(&one).less(&single(&other), C95).test.unwrap().p_value < 0.001, "{p}");
    }

    #[test]
    fn a_number_of_events_varies_as_its_rows_do() {
        let all = Measure::Count(AnswerSet::Of(vec![Value::whole(0), Value::whole(1)]));
        let tally = days(&BUSY);
        let reading = all.read(sample(&tally), C95).unwrap();
        // standard deviation of 200, 300, 100, 250, 150: √6250
        assert!((reading.se.unwrap() - (5.0f64 * 6_250.0).sqrt()).abs() < 1e-9, "{reading:?}");
        assert_eq!(reading.method, "t over rows or clusters");
        let alike = days(&[(100, 1), (100, 0), (100, 2)]);
        assert_eq!(all.read(sample(&alike), C95).unwrap().method, "exact Poisson");
        assert_eq!(all.read(sample(&days(&[(70, 3)])), C95).unwrap().interval, None);
    }

    #[test]
    fn those_who_came_to_the_end_are_rows_that_began() {
        let mut tally = days(&[]);
        for events in [[90, 4, 6], [80, 10, 10], [50, 0, 0], [70, 2, 28]] {
            tally.add(Answer::Events(events), Weight::ONE);
        }
        let stages = |from: i64| AnswerSet::Of((from..3).map(Value::whole).collect());
        let completion = Measure::ShareAmong { of: stages(2), among: stages(1) };
        let reading = completion.read(sample(&tally), C95).unwrap();
        let p = 44.0 / 60.0;
        let residuals: f64 =
            [(10.0, 6.0), (20.0, 10.0), (30.0, 28.0)].map(|(y, x)| (x - p * y) * (x - p * y)).iter().sum();
        assert!((reading.se.unwrap() - (1.5f64 * residuals).sqrt() / 60.0).abs() < 1e-12);
    }
}
