//! The kinds of metrics: a file each and a line in [`METRICS`].

mod boxes;
mod closed_loop;
mod count;
mod duration;
mod index;
mod length;
mod mean;
mod missing;
mod nps;
mod params;
mod per_customer;
mod repeat;
mod response_rate;
mod share;
mod topic;

pub use boxes::both_ends;
pub use length::Length;
pub use nps::{figures as nps_figures, lowest as lowest_for_nps};
pub use params::Params;
pub use topic::NAME as TOPIC;

use super::{Measure, Statistic};
use crate::config::{Better, Question, QuestionIx};
use crate::number::Unit;

/// Every kind, in the order in which they are listed.
pub const METRICS: &[&dyn MetricKind] = &[
    &nps::NetPromoterScore,
    &boxes::TopBox,
    &boxes::BottomBox,
    &mean::Mean,
    &share::Share,
    &share::Rate,
    &topic::Topic,
    &duration::Duration,
    &closed_loop::ClosedLoop,
    &count::Count,
    &per_customer::PerCustomer,
    &repeat::RepeatContact,
    &response_rate::ResponseRate,
    &missing::Missing,
    &index::Index,
];

/// A key that a kind has beside the common ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParamDoc {
    /// The key.
    pub key: &'static str,
    /// What may be written and what it means.
    pub doc: &'static str,
}

/// A kind of metric.
pub trait MetricKind: Sync {
    /// Its name in the config: `nps`.
    fn name(&self) -> &'static str;
    /// What it measures, in one line.
    fn about(&self) -> &'static str;
    /// Its formula in words and signs.
    fn formula(&self) -> &'static str;
    /// Where the formula and its default interval come from.
    fn citation(&self) -> &'static str;
    /// The keys that it has beside the common ones.
    fn params(&self) -> &'static [ParamDoc];
    /// What it computes from a question; `None` with a diagnostic if it cannot.
    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan>;
}

/// What a metric computes.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Its title unless the config gives one.
    pub title: String,
    /// A few words under the title unless the config gives them.
    pub subtitle: String,
    /// The formula for this question: "share of answers 4 and 5".
    pub formula: String,
    /// Which direction is good unless the config says so.
    pub better: Better,
    /// The figures, headline first.
    pub figures: Vec<PlannedFigure>,
}

/// One figure of a [`Plan`].
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedFigure {
    /// Which.
    pub statistic: Statistic,
    /// How it is computed.
    pub measure: Measure,
    /// What it is counted in.
    pub unit: Unit,
    /// What it is called.
    pub name: String,
    /// The question that it is computed from, where that is not the metric's.
    pub question: Option<QuestionIx>,
}

impl PlannedFigure {
    /// A figure of the metric's own question.
    pub fn new(statistic: Statistic, measure: Measure, unit: Unit, name: impl Into<String>) -> PlannedFigure {
        PlannedFigure { statistic, measure, unit, name: name.into(), question: None }
    }
}

/// The kind with this name.
pub fn find(name: &str) -> Option<&'static dyn MetricKind> {
    METRICS.iter().copied().find(|kind| kind.name() == name)
}
