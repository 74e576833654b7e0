//! Two figures, the test between them, and what may be said.

use crate::interned::Name;
use serde::{Deserialize, Serialize};

/// What a figure is compared with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reference {
    /// The wave before.
    Previous,
    /// The same wave a year before.
    Year,
    /// The fixed baseline wave.
    Baseline,
    /// An earlier wave that something happened after, by its id: `2025-Q4`.
    Wave(String),
    /// The touchpoint before along the customer's journey, by the id of its metric.
    Step(String),
    /// The target.
    Target,
    /// All other values of the same dimension together.
    Rest,
    /// Another brand, by name.
    Brand(String),
    /// A published figure, by its id.
    Benchmark(String),
    /// Another metric that measures the same elsewhere, by its id.
    Metric(String),
    /// Another value of the same dimension, by name.
    Segment(String),
}

impl Reference {
    /// The text in `estimates.csv`: `previous`, `brand:Fjord`, …
    pub fn id(&self) -> String {
        match self {
            Reference::Brand(name) => format!("brand:{name}"),
            Reference::Benchmark(id) => format!("benchmark:{id}"),
            Reference::Metric(id) => format!("metric:{id}"),
            Reference::Segment(value) => format!("segment:{value}"),
            Reference::Wave(id) => format!("wave:{id}"),
            Reference::Step(id) => format!("step:{id}"),
            plain => plain.kind().to_owned(),
        }
    }

    /// Whether it is the same figure at another time.
    pub fn is_over_time(&self) -> bool {
        matches!(self, Reference::Previous | Reference::Year | Reference::Baseline | Reference::Wave(_))
    }

    /// The kind, which is a part of what makes a family of comparisons.
    pub fn kind(&self) -> &'static str {
        match self {
            Reference::Previous => "previous",
            Reference::Year => "year",
            Reference::Baseline => "baseline",
            Reference::Target => "target",
            Reference::Rest => "rest",
            Reference::Brand(_) => "brand",
            Reference::Benchmark(_) => "benchmark",
            Reference::Metric(_) => "metric",
            Reference::Segment(_) => "segment",
            Reference::Wave(_) => "wave",
            Reference::Step(_) => "step",
        }
    }
}

/// What may be said about a difference. `Higher` and `Lower` are numeric: whether that is good depends on the metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// Clearly above the reference.
    Higher,
    /// Clearly below the reference.
    Lower,
    /// The data cannot tell.
    NoClearDifference,
    /// One of the two bases is too small for a test.
    BaseTooSmall,
    /// The two do not measure the same thing, or the reference publishes too little for a test.
    NotComparable,
}

impl Verdict {
    /// The word in `estimates.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Higher => "higher",
            Verdict::Lower => "lower",
            Verdict::NoClearDifference => "no_clear_difference",
            Verdict::BaseTooSmall => "base_too_small",
            Verdict::NotComparable => "not_comparable",
        }
    }
}

impl Verdict {
    /// The key of its words in the message catalogue; over time a figure rises and falls rather than is higher or lower.
    pub fn message_key(self, over_time: bool) -> &'static str {
        match (self, over_time) {
            (Verdict::Higher, true) => "verdict.rose",
            (Verdict::Lower, true) => "verdict.fell",
            (Verdict::NoClearDifference, true) => "verdict.no_clear_change",
            (Verdict::Higher, false) => "verdict.higher",
            (Verdict::Lower, false) => "verdict.lower",
            (Verdict::NoClearDifference, false) => "verdict.no_clear_difference",
            (Verdict::BaseTooSmall, _) => "verdict.base_too_small",
            (Verdict::NotComparable, _) => "verdict.not_comparable",
        }
    }
}

/// One comparison of a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// With what.
    pub reference: Reference,
    /// The figure minus the reference, in the figure's kept unit; absent where showing it would give away a suppressed value.
    pub difference: Option<f64>,
    /// The two-sided interval of the difference.
    pub interval: Option<(f64, f64)>,
    /// The test, where one was made.
    pub test: Option<Test>,
    /// How many respondents are in both, where they were compared as the same; absent for separate samples.
    pub in_both: Option<u64>,
    /// What may be said.
    pub verdict: Verdict,
}

impl Comparison {
    /// A comparison of which nothing may be said.
    pub fn untested(reference: Reference, difference: Option<f64>) -> Comparison {
        Comparison { reference, difference, interval: None, test: None, in_both: None, verdict: Verdict::NotComparable }
    }
}

/// A two-sided test of a difference of zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// Its p-value.
    pub p: f64,
    /// The same, adjusted within its family (Holm).
    pub p_adjusted: f64,
    /// Its name: "z test on adjusted counts", "Welch", …
    #[serde(deserialize_with = "crate::interned::read")]
    pub name: Name,
}
