//! Metric kinds, estimates and comparisons.

mod ask;
pub mod banner;
mod comparability;
mod comparison;
mod compute;
pub mod control;
pub mod curve;
mod designs;
mod disclosure;
pub mod drivers;
mod estimate;
mod estimator;
mod events;
mod families;
mod figure;
mod frame;
pub mod kinds;
mod lasting;
mod measure;
pub mod movement;
mod nested_disclosure;
mod over_time;
mod plan;
mod rank;
mod ready;
mod rolling;
mod sampling;
mod scores;
pub mod season;
mod shrunk;
mod tables;
mod weights;

pub use crate::cube::CERTAIN;
pub use crate::number::Unit;
pub use ask::{Answers, NoAnswers, Other};
pub use comparability::LineBreak;
pub use comparison::{Comparison, Reference, Test, Verdict};
pub use compute::{Standing, comparison, compute, covered_by_another};
pub use designs::{DesignEffect, DesignSummary, Designs};
pub use estimate::{Estimate, Measured};
pub use estimator::{ALL_ALIKE, ALONE};
pub use families::adjust;
pub use figure::{
    Dimension, DriverInfo, Figure, FigureKey, Figures, GroupIx, MetricInfo, MetricIx, Rank, Statistic, StatisticInfo,
};
pub use frame::add_customers_without_rows;
pub use kinds::{METRICS, MetricKind};
pub use measure::{AnswerSet, Gap, Measure, Reading, Sample};
pub use nested_disclosure::{attainable, withheld_nested};
pub use over_time::OverTime;
pub use plan::{Metric, plan};
pub use ready::Ready;
pub use sampling::{Populations, WaveDesign};
pub use tables::{Counted, Tables};
pub use weights::WaveWeights;
