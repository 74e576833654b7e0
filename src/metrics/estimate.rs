//! A number with its base and uncertainty, or the reason why there is none.

use crate::interned::Name;
use serde::{Deserialize, Serialize};

/// An estimate. A value cannot be had without its base, and what may not be shown carries no numbers at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Estimate {
    /// It was measured.
    Measured(Measured),
    /// The base is below the floor, or showing it would give away one that is.
    Suppressed,
    /// Nobody answered.
    NoData,
}

/// A measured figure. Points and shares are fractions, durations seconds or hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The value.
    pub value: f64,
    /// Its two-sided interval at the configured level; absent where no method gives one (a single answer).
    pub interval: Option<(f64, f64)>,
    /// Its standard error; absent for quantiles and where no method gives one.
    pub se: Option<f64>,
    /// Answers that have a weight; of a count, all rows.
    pub n: u64,
    /// Kish's effective base, of shares from totals p(1 - p)/SE²; else it equals n.
    pub n_eff: f64,
    /// The effective base is below the flagging floor: shown with a mark, not tested.
    pub low_base: bool,
    /// How the interval was made: "adjusted Wald", "Wilson", …
    #[serde(deserialize_with = "crate::interned::read")]
    pub method: Name,
}

impl Estimate {
    /// The measured figure, if there is one that may be shown.
    pub fn measured(&self) -> Option<&Measured> {
        match self {
            Estimate::Measured(m) => Some(m),
            Estimate::Suppressed | Estimate::NoData => None,
        }
    }

    /// The word in `estimates.csv`: `ok`, `low_base`, `suppressed` or `no_data`.
    pub fn state(&self) -> &'static str {
        match self {
            Estimate::Measured(m) if m.low_base => "low_base",
            Estimate::Measured(_) => "ok",
            Estimate::Suppressed => "suppressed",
            Estimate::NoData => "no_data",
        }
    }
}
