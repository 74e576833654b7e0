//! How many are over within how long: the whole curve behind the shares within a threshold.
//!
//! With some that were cut short (callers who hung up, cases still open) the curve is Kaplan & Meier's, and the share of
//! those that came to their end stands beside it: what leaves the others out looks better than it was.

use super::compute::{Standing, estimate};
use super::tables::Tables;
use super::{AnswerSet, Estimate, Figures, Measure, Metric, MetricIx};
use crate::cube::Tally;
use crate::number::Unit;
use crate::stats::interval::Confidence;
use crate::survey::Value;
use crate::wave::Wave;
use serde::{Deserialize, Serialize};

/// About so many points a curve has.
const POINTS: i64 = 24;

/// The curve ends where so many of those that came to their end were over: the last few would be told one by one.
const END: (u64, u64) = (19, 20);

/// Steps between points, in seconds.
const STEPS: [i64; 22] = [
    1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
    604_800, 2_592_000,
];

/// The curve of one metric in one wave, of our customers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The metric.
    pub metric: MetricIx,
    /// The wave.
    pub wave: Wave,
    /// What lengths of time are counted in: seconds or hours.
    pub unit: Unit,
    /// Lengths of time in seconds, rising.
    pub times: Vec<Value>,
    /// The share that is over within each.
    pub within: Vec<Estimate>,
    /// The same of those alone that came to their end; absent where all did.
    pub ended: Option<Vec<Estimate>>,
    /// How many were cut short.
    pub cut_short: u64,
    /// The thresholds of the metric, in seconds.
    pub thresholds: Vec<Value>,
}

/// Enters the curve of every metric of a length of time, for each wave.
pub fn enter(figures: &mut Figures, tables: &Tables<'_>, confidence: Confidence) {
    let mut curves = Vec::new();
    for (at, metric) in tables.metrics.iter().enumerate() {
        for &wave in &tables.waves {
            let headline = figures.ours(MetricIx(at), wave).map(|figure| &figure.estimate);
            if matches!(Standing::of(headline), Standing::Firm | Standing::Low) {
                curves.extend(curve(tables, MetricIx(at), metric, wave, confidence));
            }
        }
    }
    figures.over_time.curves = curves;
}

fn curve(tables: &Tables<'_>, ix: MetricIx, metric: &Metric, wave: Wave, confidence: Confidence) -> Option<Curve> {
    let is_time = |measure: &Measure| matches!(measure, Measure::Quantile(_) | Measure::Until { .. });
    let unit = metric.figures.iter().find(|figure| is_time(&figure.measure))?.unit;
    if !matches!(unit, Unit::Seconds | Unit::Hours) {
        return None;
    }
    let threshold = |measure: &Measure| match measure {
        Measure::Within(time) | Measure::Share(AnswerSet::AtMost(time)) => Some(*time),
        _ => None,
    };
    let mut thresholds: Vec<Value> = metric.figures.iter().filter_map(|figure| threshold(&figure.measure)).collect();
    thresholds.sort_unstable();
    thresholds.dedup();
    let tally = tables.tally(metric, metric.info.branded.then_some(0), None, wave)?;
    let times = times(tally, &thresholds)?;
    let cut_short = tally.open().n;
    let sample = tables.sample(metric, wave, tally);
    let floor = tables.config.report.floor;
    let all = |measure: &dyn Fn(Value) -> Measure| -> Vec<Estimate> {
        times.iter().map(|time| estimate(&measure(*time), sample, floor, confidence)).collect()
    };
    let alone = |time| Measure::Share(AnswerSet::AtMost(time));
    let within = if cut_short > 0 { all(&|time| Measure::Within(time)) } else { all(&alone) };
    Some(Curve {
        metric: ix,
        wave,
        unit,
        ended: (cut_short > 0).then(|| all(&alone)),
        within,
        times,
        cut_short,
        thresholds,
    })
}

/// Round lengths of time from none to where nearly all were over, with the thresholds among them.
fn times(tally: &Tally, thresholds: &[Value]) -> Option<Vec<Value>> {
    let ended = tally.valid().n;
    let mut passed = 0;
    let end = tally.answers.iter().find(|(_, count)| {
        passed += count.n;
        passed * END.1 >= ended * END.0
    });
    let (end, _) = end?;
    let last = thresholds.last().map_or(0, |time| time.0 + time.0 / 5);
    let end = end.0.max(last).max(Value::SCALE);
    let step = STEPS.into_iter().find(|step| step * Value::SCALE * POINTS >= end).unwrap_or(STEPS[STEPS.len() - 1]);
    let count = ((end - 1) / (step * Value::SCALE) + 1).min(POINTS);
    let mut times: Vec<Value> = (0..=count).map(|at| Value(at * step * Value::SCALE)).collect();
    times.extend(thresholds.iter().filter(|time| time.0 <= count * step * Value::SCALE));
    times.sort_unstable();
    times.dedup();
    Some(times)
}
