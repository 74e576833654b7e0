//! Family `quantile`.

use super::data::Data;
use super::ledger::{Ours, is};
use wavemark::stats::interval::Confidence;
use wavemark::stats::mean::Moments;
use wavemark::stats::quantile::types::QuantileType;
use wavemark::stats::quantile::weighted::{WeightedHistogram, WeightedQuantile};
use wavemark::stats::quantile::{Histogram, Quantile};
use wavemark::stats::weighted::WeightedClass;

const C95: Confidence = Confidence::NINETY_FIVE;

pub fn quantile(data: &Data, id: &str) -> Ours {
    let Some((name, rest)) = id.split_once('.') else { return Ours::Unknown };
    let Some(series) = data.series.get(name) else { return Ours::Unknown };
    let counts: Vec<(f64, u64)> = series.iter().map(|&value| (value, 1)).collect();
    let Some(histogram) = Histogram::from_counts(&counts) else { return Ours::Unknown };
    match rest {
        "n" => return Ours::Is(histogram.n() as f64),
        "mean" => return is(Moments::from_histogram(&counts).map(|moments| moments.mean())),
        "geomean_pos" => return is(histogram.geometric_mean_of_positive()),
        "trim10" => return is(histogram.trimmed_mean(0.1)),
        _ => {}
    }
    let probability = |text: &str| text.parse::<f64>().ok();
    if let Some(p) = rest.strip_prefix("type7.p") {
        return is(probability(p).and_then(|p| Some(Quantile::of(&histogram, p)?.value())));
    }
    if let Some(p) = rest.strip_prefix("harrell_davis.p") {
        return is(probability(p).and_then(|p| Some(Quantile::of(&histogram, p)?.harrell_davis())));
    }
    if let Some(p) = rest.strip_prefix("harrell_davis_se.p") {
        return is(probability(p).and_then(|p| Quantile::of(&histogram, p)?.harrell_davis_se()));
    }
    for (prefix, kind) in [
        ("type3.p", QuantileType::Three),
        ("type2.p", QuantileType::Two),
        ("type4.p", QuantileType::Four),
        ("type5.p", QuantileType::Five),
        ("type6.p", QuantileType::Six),
        ("type8.p", QuantileType::Eight),
        ("type9.p", QuantileType::Nine),
    ] {
        if let Some(p) = rest.strip_prefix(prefix) {
            return is(probability(p).and_then(|p| Some(Quantile::of(&histogram, p)?.by(kind))));
        }
    }
    if let Some(p) = rest.strip_prefix("type1.p") {
        let (weighted, plain) = (
            probability(p).and_then(|p| inverted(series, p)),
            probability(p).and_then(|p| Some(Quantile::of(&histogram, p)?.by(QuantileType::One))),
        );
        assert_eq!(weighted, plain, "equal weights are no weights");
        return is(probability(p).and_then(|p| inverted(series, p)));
    }
    let limits = || {
        let (p, statistic) = rest.strip_prefix("ordci95.p")?.rsplit_once('.')?;
        let quantile = Quantile::of(&histogram, probability(p)?)?;
        match statistic {
            "l_rank" => Some(quantile.ranks(C95).0 as f64),
            "u_rank" => Some(quantile.ranks(C95).1 as f64),
            "lo" => quantile.limits(C95).lower,
            "hi" => quantile.limits(C95).upper,
            "cover" => Some(quantile.coverage(C95)),
            _ => None,
        }
    };
    is(limits())
}

/// The weighted quantile at equal weights.
fn inverted(series: &[f64], p: f64) -> Option<f64> {
    let class = |&score: &f64| WeightedClass { score, n: 1, n_positive: 1, sum_w: 0.7, sum_w2: 0.49 };
    let classes: Vec<WeightedClass> = series.iter().map(class).collect();
    let histogram = WeightedHistogram::from_classes(&classes, series.len() as u64)?;
    Some(WeightedQuantile::of(&histogram, p)?.value())
}
