//! Metric kinds, estimates and comparisons.

mod comparison;
mod estimate;
mod figure;
pub mod kinds;
mod measure;
mod plan;

pub use crate::number::Unit;
pub use comparison::{Comparison, Reference, Test, Verdict};
pub use estimate::{Estimate, Measured};
pub use figure::{
    Dimension, Figure, FigureKey, Figures, GroupIx, MetricInfo, MetricIx, Rank, Statistic, StatisticInfo,
};
pub use kinds::{METRICS, MetricKind};
pub use measure::{AnswerSet, Gap, Measure, Reading, Sample};
pub use plan::{Metric, plan};
