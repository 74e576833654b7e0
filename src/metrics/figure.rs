//! Figures: every estimate of an edition under its key, with its comparisons and ranks.

use super::banner::Banner;
use super::comparability::LineBreak;
use super::comparison::{Comparison, Reference};
use super::designs::Designs;
use super::drivers::Drivers;
use super::estimate::Estimate;
use super::over_time::OverTime;
use super::weights::WaveWeights;
use crate::config::Better;
use crate::number::Unit;
use crate::survey::Value;
use crate::wave::Wave;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Index of a metric in [`Figures::metrics`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MetricIx(pub usize);

/// Which of a metric's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Statistic {
    /// The metric's one score (NPS, a box share, a rate).
    Score,
    /// Arithmetic mean.
    Mean,
    /// Median.
    Median,
    /// The value that nine in ten do not exceed.
    P90,
    /// The share within the metric's threshold.
    Within,
    /// The share within another of the metric's thresholds, in seconds.
    WithinAlso(Value),
    /// The median of those lengths of time alone that came to their end, beside one that counts what was cut short.
    EndedMedian,
    /// The share of these within the metric's threshold.
    EndedWithin,
    /// The share of the invited who began.
    Started,
    /// The share of those who began who came to the end.
    Completion,
    /// The share of promoters in an NPS.
    Promoters,
    /// The share of passives in an NPS.
    Passives,
    /// The share of detractors in an NPS.
    Detractors,
    /// The share of one answer in the distribution.
    Share(Value),
    /// The importance of one of the metric's drivers, by its place in [`MetricInfo::drivers`]: its share of what all of
    /// them explain.
    Importance(u16),
    /// A group's headline figure drawn towards what all groups of its dimension have in common.
    Shrunk,
    /// The mean of the headline figure over the last few waves.
    Rolling,
}

impl Statistic {
    /// The word in `estimates.csv`.
    pub fn word(self, info: &MetricInfo) -> String {
        match self {
            Statistic::Score => "score".into(),
            Statistic::Mean => "mean".into(),
            Statistic::Median => "median".into(),
            Statistic::P90 => "p90".into(),
            Statistic::Within => "within".into(),
            Statistic::WithinAlso(seconds) => format!("within:{}", short_time(seconds)),
            Statistic::EndedMedian => "median:ended".into(),
            Statistic::EndedWithin => "within:ended".into(),
            Statistic::Started => "started".into(),
            Statistic::Completion => "completion".into(),
            Statistic::Promoters => "share:promoters".into(),
            Statistic::Passives => "share:passives".into(),
            Statistic::Detractors => "share:detractors".into(),
            Statistic::Share(value) => match info.answers.iter().find(|(answer, _)| *answer == value) {
                Some((_, label)) => format!("share:{label}"),
                None => format!("share:{}", value.number()),
            },
            Statistic::Shrunk => "shrunk".into(),
            Statistic::Rolling => "rolling".into(),
            Statistic::Importance(at) => {
                format!("importance:{}", info.drivers.get(usize::from(at)).map_or("", |driver| &driver.id))
            }
        }
    }
}

/// A length of time in its largest whole unit: `48h`, `90min`, `40s`.
fn short_time(seconds: Value) -> String {
    let units = [(3_600, "h"), (60, "min"), (1, "s")];
    let whole = |(size, _): &&(i64, &str)| seconds.0 % (size * Value::SCALE) == 0;
    match units.iter().find(whole) {
        Some((size, unit)) => format!("{}{unit}", seconds.0 / (size * Value::SCALE)),
        None => format!("{}s", seconds.number()),
    }
}

/// A value of a dimension: indices into [`Figures::dimensions`] and its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupIx {
    /// The dimension.
    pub dimension: usize,
    /// The value.
    pub value: usize,
}

/// What a figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FigureKey {
    /// The metric.
    pub metric: MetricIx,
    /// Index into [`Figures::brands`]; absent where the source has no brands.
    pub brand: Option<usize>,
    /// The group; absent for everybody.
    pub group: Option<GroupIx>,
    /// The wave.
    pub wave: Wave,
    /// Which of the metric's figures.
    pub statistic: Statistic,
}

/// A rank among its siblings (brands, or values of one dimension) in the metric's better direction; 1 is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rank {
    /// Rank of the estimate; ties share 1 + the number strictly better.
    pub rank: usize,
    /// Best rank that the data allow.
    pub low: usize,
    /// Worst rank that the data allow.
    pub high: usize,
    /// How many were ranked.
    pub of: usize,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The number, or why there is none.
    pub estimate: Estimate,
    /// What it was compared with.
    pub comparisons: Vec<Comparison>,
    /// Its rank range, where it was ranked.
    pub rank: Option<Rank>,
}

impl Figure {
    /// The comparison with `reference`, if there is one.
    pub fn against(&self, reference: &Reference) -> Option<&Comparison> {
        self.comparisons.iter().find(|c| c.reference == *reference)
    }
}

/// What a metric is, as far as showing it needs to know.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricInfo {
    /// Its name in references and addresses.
    pub id: String,
    /// The kind's name in the registry.
    pub kind: &'static str,
    /// The source's id.
    pub source: String,
    /// "Recommendation"
    pub title: String,
    /// "Net Promoter Score"
    pub subtitle: String,
    /// What else it is called in texts: "NPS", "net promoter".
    pub aliases: Vec<String>,
    /// The wording of its question.
    pub question: String,
    /// The formula in words and signs.
    pub formula: String,
    /// Where the formula and its interval come from.
    pub citation: &'static str,
    /// Its figures, headline first, each with its unit and name.
    pub statistics: Vec<StatisticInfo>,
    /// Which direction is good.
    pub better: Better,
    /// A value to reach for the headline statistic, as a kept value (fractions for points and shares).
    pub target: Option<f64>,
    /// How large a difference still counts as none, as a kept value in the unit of the headline figure.
    pub margin: Option<f64>,
    /// The fixed wave that its figures are compared with.
    pub baseline: Option<Wave>,
    /// Another metric that measures the same elsewhere: of other people, or by another survey. The two are shown side by
    /// side and never joined.
    pub beside: Option<MetricIx>,
    /// Whether it stands among the overview's headline figures.
    pub headline: bool,
    /// The page it belongs to beside its own.
    pub page: Option<String>,
    /// The answers in the order of the scale, with labels: what a distribution shows. Empty for numbers and durations.
    pub answers: Vec<(Value, String)>,
    /// Whether a respondent may give several of the answers, so that their shares do not add up to one.
    pub multiple: bool,
    /// Where its line breaks, oldest first.
    pub breaks: Vec<LineBreak>,
    /// Questions whose importance for it is computed.
    pub drivers: Vec<DriverInfo>,
    /// Whether its source is weighted.
    pub weighted: bool,
    /// Whether its source has brands.
    pub branded: bool,
}

impl MetricInfo {
    /// How large a difference of one of its figures still counts as none; None where nobody said, or in another unit.
    pub fn margin_of(&self, statistic: Statistic) -> Option<f64> {
        let unit =
            |statistic| self.statistics.iter().find(|s| s.statistic == statistic).map_or(Unit::Share, |s| s.unit);
        let headline = self.statistics.first()?.statistic;
        self.margin.filter(|_| unit(statistic) == unit(headline))
    }

    /// Whether more of it is neither better nor worse: what is talked about says nothing of how well it is done, and no
    /// brand is ahead in it.
    pub fn is_neutral(&self) -> bool {
        self.kind == super::kinds::TOPIC
    }

    /// Which direction of one of its figures is good; None where neither is.
    ///
    /// Its own direction is that of its headline figure: a wait is better when it is short, and the share within the
    /// promised time when it is large.
    pub fn better_of(&self, statistic: Statistic) -> Option<Better> {
        let opposite = match self.better {
            Better::High => Better::Low,
            Better::Low => Better::High,
        };
        let headline_is_share = self.statistics.first().is_some_and(|first| first.statistic == Statistic::Within);
        match statistic {
            _ if self.is_neutral() => None,
            Statistic::Passives | Statistic::Share(_) => None,
            Statistic::Promoters => Some(self.better),
            Statistic::Detractors => Some(opposite),
            Statistic::Within | Statistic::WithinAlso(_) | Statistic::EndedWithin if !headline_is_share => {
                Some(opposite)
            }
            Statistic::Mean | Statistic::Median | Statistic::P90 | Statistic::EndedMedian if headline_is_share => {
                Some(opposite)
            }
            _ => Some(self.better),
        }
    }
}

/// A question whose importance for a metric is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriverInfo {
    /// The question's id.
    pub id: String,
    /// What it is called: the title of a metric of this question, else the id as words.
    pub title: String,
    /// Its wording.
    pub question: String,
    /// Its scale, lowest and highest code.
    pub scale: (i64, i64),
}

/// One of a metric's figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatisticInfo {
    /// Which.
    pub statistic: Statistic,
    /// What it is counted in.
    pub unit: Unit,
    /// What it is called: "median", "within 40 s".
    pub name: String,
    /// Decimals that are printed.
    pub decimals: usize,
}

/// A dimension of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    /// Its name in references and addresses.
    pub id: String,
    /// "Region"
    pub title: String,
    /// Its values in the order in which they are shown.
    pub values: Vec<String>,
}

/// Everything that was measured up to the end of one wave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The wave that the edition is about.
    pub wave: Wave,
    /// All waves up to it, oldest first, without holes: a wave without data is there and has no figures.
    pub waves: Vec<Wave>,
    /// Every brand: ours first, then by name; empty where no source has brands.
    pub brands: Vec<String>,
    /// Every dimension of every source that has it.
    pub dimensions: Vec<Dimension>,
    /// What is measured. Where figures are kept, this is not: the site-config says it.
    #[serde(skip)]
    pub metrics: Vec<MetricInfo>,
    /// The figures.
    pub by_key: BTreeMap<FigureKey, Figure>,
    /// Key drivers, by metric and wave.
    pub drivers: Vec<Drivers>,
    /// Tables of the edition, in the order of the config.
    pub banners: Vec<Banner>,
    /// Why figures moved.
    pub over_time: OverTime,
    /// What weighting costs, by source and wave.
    pub weights: Vec<WaveWeights>,
    /// How sources with strata or clusters were drawn, and what that costs.
    pub designs: Designs,
}

impl Figures {
    /// The same up to the last of `waves`.
    pub fn up_to(&self, waves: &[Wave]) -> Figures {
        let last = waves.last().copied().unwrap_or(self.wave);
        let kept = self.by_key.iter().filter(|(key, _)| waves.contains(&key.wave));
        Figures {
            wave: last,
            waves: waves.to_vec(),
            brands: self.brands.clone(),
            dimensions: self.dimensions.clone(),
            metrics: self.metrics.clone(),
            by_key: kept.map(|(key, figure)| (*key, figure.clone())).collect(),
            // They are about the newest wave alone.
            banners: Vec::new(),
            drivers: self.drivers.iter().filter(|drivers| waves.contains(&drivers.wave)).cloned().collect(),
            over_time: self.over_time.up_to(waves),
            weights: self.weights.iter().filter(|weights| waves.contains(&weights.wave)).cloned().collect(),
            designs: self.designs.up_to(waves),
        }
    }

    /// Our headline figure of `metric` in `wave` for everybody.
    pub fn ours(&self, metric: MetricIx, wave: Wave) -> Option<&Figure> {
        self.get(metric, None, wave, self.metrics[metric.0].statistics[0].statistic)
    }

    /// Our figure for a group (or everybody).
    pub fn get(&self, metric: MetricIx, group: Option<GroupIx>, wave: Wave, statistic: Statistic) -> Option<&Figure> {
        let key = FigureKey { metric, brand: self.our_brand(metric), group, wave, statistic };
        self.by_key.get(&key)
    }

    /// Our index in `brands` for this metric; absent where its source has no brands.
    pub fn our_brand(&self, metric: MetricIx) -> Option<usize> {
        self.metrics[metric.0].branded.then_some(0)
    }
}
