//! Where a metric's figures before and after do not measure the same thing, so that no verdict crosses.

use super::MetricInfo;
use crate::config::{Changed, QuestionIx, SiteConfig};
use crate::wave::{TimeKey, Wave};

/// A break in the line of one metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineBreak {
    /// The first wave with answers of the new way.
    pub first: Wave,
    /// Whether that wave holds answers of the old way too, so that it can be compared with neither side.
    pub is_mixed: bool,
    /// The first month or span with answers of the new way alone.
    pub first_whole_key: TimeKey,
    /// What changed.
    pub what: Changed,
    /// The same in the author's words.
    pub text: String,
}

impl LineBreak {
    /// Whether figures of two waves stand on different sides of it.
    pub fn lies_between(&self, one: Wave, other: Wave) -> bool {
        let (before, after) = (one.min(other), one.max(other));
        let crosses = before < self.first && self.first <= after;
        crosses || (self.is_mixed && before <= self.first && self.first < after)
    }
}

impl MetricInfo {
    /// Why figures of two waves cannot be compared; the first reason of several.
    pub fn break_between(&self, one: Wave, other: Wave) -> Option<&LineBreak> {
        self.breaks.iter().find(|broken| broken.lies_between(one, other))
    }
}

/// The breaks of a metric, oldest first.
pub(super) fn breaks_of(config: &SiteConfig, metric: &str, question: QuestionIx) -> Vec<LineBreak> {
    let (scheme, source) = (&config.report.waves, config.questions[question.0].source);
    let concerning = config.breaks.iter().filter(|broken| broken.concerns(metric, question, source));
    let mut breaks: Vec<LineBreak> = concerning
        .filter_map(|broken| {
            let (first, is_mixed) = broken.begin.wave(scheme)?;
            let first_whole_key = broken.begin.first_whole_key(scheme)?;
            Some(LineBreak { first, is_mixed, first_whole_key, what: broken.what, text: broken.text.clone() })
        })
        .collect();
    breaks.sort_by_key(|broken| broken.first);
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_on_both_sides_is_apart_and_a_mixed_wave_from_both() {
        let mut broken = LineBreak {
            first: Wave(5),
            is_mixed: false,
            first_whole_key: TimeKey(15),
            what: Changed::Wording,
            text: String::new(),
        };
        let apart =
            |broken: &LineBreak| [(3, 4), (4, 5), (5, 6), (6, 4)].map(|(a, b)| broken.lies_between(Wave(a), Wave(b)));
        assert_eq!(apart(&broken), [false, true, false, true]);
        broken.is_mixed = true;
        assert_eq!(apart(&broken), [false, true, true, true]);
        assert!(!broken.lies_between(Wave(5), Wave(5)));
    }
}
