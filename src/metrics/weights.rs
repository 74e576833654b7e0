//! What weighting costs.

use crate::cube::{Design, RakedWave};
use crate::stats::raking::WeightSummary;
use crate::survey::Weight;
use crate::wave::Wave;
use serde::{Deserialize, Serialize};

/// The weights of all usable rows of a source in one wave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WaveWeights {
    /// The source's id.
    pub source: String,
    /// The wave.
    pub wave: Wave,
    /// Rows.
    pub rows: u64,
    /// Least weight, as a multiple of the mean weight.
    pub least: f64,
    /// Greatest weight, as a multiple of the mean weight.
    pub greatest: f64,
    /// Kish's effective base.
    pub n_eff: f64,
    /// Effective base over rows, a fraction.
    pub efficiency: f64,
    /// Kish's design effect: 1 + the squared coefficient of variation of the weights.
    pub design_effect: f64,
    /// Rows whose weight stands at one of the bounds, and rows too few to be weighted; absent for given weights.
    pub raked: Option<(u64, u64)>,
}

impl WaveWeights {
    /// From the design of a wave; `None` without a weight above zero.
    pub fn of(source: &str, wave: Wave, design: &Design, raked: Option<RakedWave>) -> Option<WaveWeights> {
        let number = |weight: Weight| weight.0 as f64 / Weight::SCALE as f64;
        let summary = WeightSummary {
            rows: design.count.n,
            sum: design.count.weight(),
            sum_of_squares: design.count.weight_squared(),
            least: number(design.least),
            greatest: number(design.greatest),
        };
        if summary.sum <= 0.0 {
            return None;
        }
        let mean = summary.sum / summary.rows as f64;
        Some(WaveWeights {
            source: source.to_owned(),
            wave,
            rows: summary.rows,
            least: summary.least / mean,
            greatest: summary.greatest / mean,
            n_eff: summary.n_eff(),
            efficiency: summary.efficiency(),
            design_effect: summary.design_effect(),
            raked: raked.map(|raked| (raked.trimmed, raked.untouched)),
        })
    }
}
