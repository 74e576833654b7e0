//! Metric kinds, estimates and comparisons.

mod comparison;
mod estimate;
mod figure;

pub use crate::number::Unit;
pub use comparison::{Comparison, Reference, Test, Verdict};
pub use estimate::{Estimate, Measured};
pub use figure::{
    Dimension, Figure, FigureKey, Figures, GroupIx, MetricInfo, MetricIx, Rank, Statistic, StatisticInfo,
};
