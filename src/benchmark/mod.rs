//! Published figures and competitor tables.

mod compare;
mod read;

pub use compare::compare;
pub use read::{COLUMNS, read};

use crate::metrics::{MetricIx, Statistic};
use crate::source::Span;
use crate::wave::Wave;
use jiff::civil::Date;

/// A figure that somebody else published.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Its name in references: `benchmark:<id>`.
    pub id: String,
    /// Whose figure it is: a competitor, or a sector.
    pub brand: String,
    /// The metric that it is a figure of.
    pub metric: MetricIx,
    /// Which of the metric's figures it is comparable with.
    pub statistic: Statistic,
    /// The wave that it belongs to; absent: it stands beside every wave.
    pub wave: Option<Wave>,
    /// The value in the metric's kept unit.
    pub value: f64,
    /// Its interval, where it was published.
    pub interval: Option<(f64, f64)>,
    /// Its base, where it was published. Without one there is no test.
    pub base: Option<u64>,
    /// The scale that was used, as written.
    pub scale: Option<String>,
    /// The wording of the question, as written.
    pub wording: Option<String>,
    /// Who published it, where.
    pub source: String,
    /// Its address (http or https).
    pub url: Option<String>,
    /// When.
    pub published: Option<Date>,
    /// Why it is not comparable with our figure (another scale, another wording), in words; absent if it is.
    pub not_comparable: Option<String>,
    /// Where it was read.
    pub span: Span,
}
