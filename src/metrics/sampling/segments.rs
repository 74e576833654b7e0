//! One wave of a metric, segment by segment, in the sampling design of its source: what the parts of a change vary by.

use super::{Populations, Score, WaveDesign, names, number};
use crate::cube::Tally;
use crate::stats::decomposition::Influence;
use crate::stats::interval::Confidence;
use crate::stats::linearised::{Linearised, Overlap};
use crate::stats::paired::difference;

/// The answers of each segment by their place in the design.
pub struct Segments<'a> {
    design: WaveDesign<'a>,
    /// Rows that were drawn by themselves: stratum, segment, score, sums of weights and of their squares, rows with weight.
    rows: Vec<(u64, usize, f64, f64, f64, u64)>,
    /// Named units in order: stratum, unit, sum of weights, segment, score.
    named: Vec<(u64, u64, f64, usize, f64)>,
}

impl<'a> Segments<'a> {
    /// Of the tallies of each segment. `None` where rows have no place in a design or stand for many events each, or
    /// standard errors are formed from residuals.
    pub fn of(design: WaveDesign<'a>, segments: &[Vec<&Tally>], score: Score<'_>) -> Option<Segments<'a>> {
        if !design.cells.is_empty() {
            return None;
        }
        let mut all = Segments { design, rows: Vec::new(), named: Vec::new() };
        for (segment, tallies) in segments.iter().enumerate() {
            for tally in tallies.iter().filter(|tally| tally.valid().n > 0) {
                let units = tally.units.as_deref().filter(|_| tally.bundles.is_none())?;
                for ((stratum, _, said), count) in &units.rows {
                    let Some(score) = score(*said) else { continue };
                    let (sum_w, sum_w2) = (count.weight(), count.weight_squared());
                    all.rows.push((*stratum, segment, score, sum_w, sum_w2, count.n_positive));
                }
                for (unit, said, weight) in units.named() {
                    let Some(score) = score(*said) else { continue };
                    all.named.push((unit.stratum, unit.psu, number(*weight), segment, score));
                }
            }
        }
        all.named.sort_by_key(|(stratum, psu, ..)| (*stratum, *psu));
        Some(all)
    }

    fn linearised(&self, influence: &Influence<'_>, sign: f64) -> Linearised {
        let populations = |stratum| self.design.populations.and_then(|all: &Populations| all.of(stratum));
        let strata = self.design.psus.strata.iter().map(|(id, (psus, _))| (*id, *psus, populations(*id)));
        let mut values = Linearised::in_design(strata);
        for &(stratum, segment, score, sum_w, sum_w2, answering) in &self.rows {
            values.add_rows(stratum, sign * influence.value(segment, score), sum_w, sum_w2, answering);
        }
        for &(stratum, psu, weight, segment, score) in &self.named {
            values.add_to_psu(stratum, psu, sign * weight * influence.value(segment, score), weight > 0.0);
        }
        values
    }
}

/// The variance of a part of the change between two waves of one source: of each in its design, and twice their covariance
/// over the respondents or clusters that both have.
pub fn variance(waves: [&Segments<'_>; 2], influences: [&Influence<'_>; 2], confidence: Confidence) -> Option<f64> {
    let [before, after] = waves;
    let overlap = (names(before.design.psus), names(after.design.psus));
    let (first, second) = (after.linearised(influences[1], 1.0), before.linearised(influences[0], -1.0));
    let found = difference((0.0, &first), (0.0, &second), Overlap::TwoDesigns(&overlap.1, &overlap.0), confidence)?;
    Some(found.difference.se * found.difference.se)
}
