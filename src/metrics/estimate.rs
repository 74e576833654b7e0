//! A number with its base and uncertainty, or the reason why there is none.

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// NPS points, −100 to 100. Kept as a fraction, printed and exported times 100.
    Points,
    /// A share; kept and exported as a fraction, printed as a percentage.
    Share,
    /// A mean of scale codes.
    Score,
    /// A length of time in seconds.
    Seconds,
    /// A number of things.
    Count,
    /// Things per customer.
    PerCustomer,
}

impl Unit {
    /// The word in `estimates.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Points => "points",
            Unit::Share => "share",
            Unit::Score => "score",
            Unit::Seconds => "seconds",
            Unit::Count => "count",
            Unit::PerCustomer => "per_customer",
        }
    }

    /// What a kept value is multiplied by in `estimates.csv`: 100 for points, else 1.
    pub fn export_factor(self) -> f64 {
        if self == Unit::Points { 100.0 } else { 1.0 }
    }

    /// What a kept value is multiplied by in print and when a target is read: 100 for points and shares, else 1.
    pub fn print_factor(self) -> f64 {
        if matches!(self, Unit::Points | Unit::Share) { 100.0 } else { 1.0 }
    }
}

/// An estimate. A value cannot be had without its base, and what may not be shown carries no numbers at all.
#[derive(Debug, Clone, PartialEq)]
pub enum Estimate {
    /// It was measured.
    Measured(Measured),
    /// The base is below the floor, or showing it would give away one that is.
    Suppressed,
    /// Nobody answered.
    NoData,
}

/// A measured figure. Points and shares are fractions, durations seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The value.
    pub value: f64,
    /// Its two-sided interval at the configured level; absent where no method gives one (a single answer).
    pub interval: Option<(f64, f64)>,
    /// Its standard error; absent for quantiles and where no method gives one.
    pub se: Option<f64>,
    /// Answers.
    pub n: u64,
    /// Kish's effective base; equals n without weights.
    pub n_eff: f64,
    /// The effective base is below the flagging floor: shown with a mark, not tested.
    pub low_base: bool,
    /// How the interval was made: "adjusted Wald", "Wilson", …
    pub method: &'static str,
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
