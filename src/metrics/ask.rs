//! Comparisons that nobody computed in advance, from the answers behind the figures.

use super::kinds::PlannedFigure;
use super::{FigureKey, Gap, Metric, Sample, Tables};
use crate::stats::interval::Confidence;

/// What a figure is set against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Other {
    /// Another figure of the same statistic: of another wave, brand or group of the same dimension.
    Figure(FigureKey),
    /// A fixed number, as values are kept.
    Number(f64),
    /// All other values of the group's dimension together.
    Rest,
}

/// The answers behind an edition's figures.
pub trait Answers: Sync {
    /// The figure less the other, with interval and test; None where the two have no difference that means anything, or
    /// the answers are not at hand. Whether the figures may be shown is the caller's to see.
    fn gap(&self, key: &FigureKey, other: Other, confidence: Confidence) -> Option<Gap>;
}

/// No answers: only comparisons that were computed in advance are known.
#[derive(Debug, Clone, Copy)]
pub struct NoAnswers;

impl Answers for NoAnswers {
    fn gap(&self, _: &FigureKey, _: Other, _: Confidence) -> Option<Gap> {
        None
    }
}

impl Answers for Tables<'_> {
    fn gap(&self, key: &FigureKey, other: Other, confidence: Confidence) -> Option<Gap> {
        let (metric, planned, one) = self.behind(key)?;
        let measure = &planned.measure;
        match other {
            Other::Number(number) => measure.less_number(one, number, confidence),
            Other::Rest if measure.is_a_total() => None,
            Other::Rest => {
                let rest = self.rest(metric, key.brand, key.group?, key.wave)?;
                measure.less(one, self.sample(metric, key.wave, &rest), confidence)
            }
            Other::Figure(other) => {
                let (_, _, two) = self.behind(&other)?;
                self.have_nobody_in_common(metric, key, &other).then(|| measure.less(one, two, confidence))?
            }
        }
    }
}

impl Tables<'_> {
    fn behind(&self, key: &FigureKey) -> Option<(&Metric, &PlannedFigure, Sample<'_>)> {
        let metric = self.metrics.get(key.metric.0)?;
        let planned = metric.figures.iter().find(|figure| figure.statistic == key.statistic)?;
        let tally = self.tally_of(metric, planned, key.brand, key.group, key.wave)?;
        Some((metric, planned, self.sample(metric, key.wave, tally)))
    }

    /// Whether two figures are the same statistic of different respondents, asked in the same way. What grows with the
    /// rows behind it can only be set against itself at another time.
    fn have_nobody_in_common(&self, metric: &Metric, one: &FigureKey, other: &FigureKey) -> bool {
        if (one.metric, one.statistic) != (other.metric, other.statistic) {
            return false;
        }
        let is_total = metric.figures.iter().any(|f| f.statistic == one.statistic && f.measure.is_a_total());
        let (same_brand, same_group) = (one.brand == other.brand, one.group == other.group);
        if one.wave != other.wave {
            return same_brand && same_group && metric.info.break_between(one.wave, other.wave).is_none();
        }
        let divided = match (one.group, other.group) {
            (Some(a), Some(b)) => a.dimension == b.dimension && self.divides(metric.question, a.dimension),
            _ => false,
        };
        !is_total && (same_group && !same_brand || same_brand && !same_group && divided)
    }
}
