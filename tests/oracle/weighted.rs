//! Families `wnps`, `wnpsdiff`, `wcsat` and `wces`.

use super::data::{Data, Row, classes, nps_score};
use super::ledger::{Ours, is, split};
use wavemark::stats::comparison::{Difference, Method};
use wavemark::stats::design::DesignError;
use wavemark::stats::interval::Confidence;
use wavemark::stats::proportion::Proportion;
use wavemark::stats::weighted::nps::WeightedNps;
use wavemark::stats::weighted::share::WeightedShare;
use wavemark::stats::weighted::{WeightedClass, WeightedMean};

const C95: Confidence = Confidence::NINETY_FIVE;

fn nps_classes(rows: &[&Row]) -> Vec<WeightedClass> {
    classes(rows, |row| row.nps.map(nps_score))
}

fn weighted_nps(data: &Data, subject: &str) -> Option<WeightedNps> {
    let rows = data.domain(subject.strip_prefix("cx.")?);
    WeightedNps::from_classes(&nps_classes(&rows), data.rows.len() as u64)
}

const NPS: [&str; 15] = [
    "se_kish",
    "nps",
    "se",
    "se_subset",
    "deff",
    "ci_normal95[0]",
    "ci_normal95[1]",
    "ci_t95[0]",
    "ci_t95[1]",
    "degf",
    "kish_neff",
    "kish_deff",
    "kish_deff_posw",
    "TRAP_statsmodels_DescrStatsW_se",
    "TRAP_deff_without_replacement",
];

pub fn nps(data: &Data, id: &str) -> Ours {
    let Some((subject, statistic)) = split(id, &NPS) else { return Ours::Unknown };
    let Some(nps) = weighted_nps(data, subject) else { return Ours::Unknown };
    let mean = nps.mean();
    // as a design of its own, rather than a domain of the whole one
    let alone = || {
        let classes = nps_classes(&data.domain(subject.strip_prefix("cx.")?));
        WeightedNps::from_classes(&classes, classes.iter().map(|class| class.n).sum())?.mean().se()
    };
    let normal = || Difference::of_estimates((nps.value(), mean.se()?), (0.0, 0.0), C95);
    is(match statistic {
        "nps" => Some(nps.value()),
        "se" => mean.se(),
        "se_kish" => Some((mean.variance() / mean.kish_n_eff()).sqrt()),
        "se_subset" => alone(),
        "deff" => mean.design_effect(),
        "ci_normal95[0]" => normal().map(|normal| normal.interval.lower),
        "ci_normal95[1]" => normal().map(|normal| normal.interval.upper),
        "ci_t95[0]" => Some(nps.interval(C95).lower),
        "ci_t95[1]" => Some(nps.interval(C95).upper),
        "degf" => Some((mean.n_positive() - 1) as f64),
        "kish_neff" => Some(mean.kish_n_eff()),
        "kish_deff" => Some(mean.kish_design_effect()),
        "kish_deff_posw" => Some(mean.n_positive() as f64 / mean.kish_n_eff()),
        "TRAP_statsmodels_DescrStatsW_se" => return mean.se().map_or(Ours::Unknown, Ours::IsNot),
        "TRAP_deff_without_replacement" => return mean.design_effect().map_or(Ours::Unknown, Ours::IsNot),
        _ => None,
    })
}

pub fn nps_difference(data: &Data, id: &str) -> Ours {
    let Some((subject, statistic)) = split(id, &["diff", "t", "df", "p", "se_contrast"]) else { return Ours::Unknown };
    let brands = subject.strip_prefix("cx.").and_then(|pair| pair.split_once('-'));
    let Some((first, second)) = brands else { return Ours::Unknown };
    let of = |brand: &str| weighted_nps(data, &format!("cx.brand.{brand}"));
    let (Some(a), Some(b)) = (of(first), of(second)) else { return Ours::Unknown };
    let difference = a.less(&b, C95);
    is(match statistic {
        "diff" => Some(difference.value),
        "t" => difference.test.and_then(|test| test.statistic),
        "df" => difference.test.and_then(|test| match test.method {
            Method::T { df } => Some(df),
            _ => None,
        }),
        "p" => difference.test.map(|test| test.p_value),
        "se_contrast" => Some(difference.se),
        _ => None,
    })
}

pub fn csat(data: &Data, id: &str) -> Ours {
    if id.contains(".ci_likelihood95") {
        return Ours::NotComputed("a comparator: the default is Wilson's interval with the effective base");
    }
    if let Some((subject, end)) = id.split_once(".ci_") {
        return by_option(data, subject, end);
    }
    let statistics = ["p", "se", "deff", "kish_neff", "wilson_neff95[0]", "wilson_neff95[1]"];
    let Some((subject, statistic)) = split(id, &statistics) else { return Ours::Unknown };
    let Some(domain) = subject.strip_prefix("cx.") else { return Ours::Unknown };
    let classes = classes(&data.domain(domain), |row| row.csat.map(|answer| i32::from(answer >= 4)));
    let Some(share) = WeightedShare::from_classes(&classes, data.rows.len() as u64) else { return Ours::Unknown };
    let mean = share.mean();
    let kish = || Some(Proportion::from_share(share.value(), mean.kish_n_eff())?.interval(C95));
    is(match statistic {
        "p" => Some(share.value()),
        "se" => mean.se(),
        "deff" => mean.design_effect(),
        "kish_neff" => Some(mean.kish_n_eff()),
        "wilson_neff95[0]" => kish().map(|wilson| wilson.lower),
        "wilson_neff95[1]" => kish().map(|wilson| wilson.upper),
        _ => None,
    })
}

/// Intervals of R's `svyciprop`, with the degrees of freedom of the whole design.
fn by_option(data: &Data, subject: &str, end: &str) -> Ours {
    let Some(domain) = subject.strip_prefix("cx.") else { return Ours::Unknown };
    let classes = classes(&data.domain(domain), |row| row.csat.map(|answer| i32::from(answer >= 4)));
    let Some(mean) = WeightedMean::from_classes(&classes, data.rows.len() as u64) else { return Ours::Unknown };
    let df = data.rows.iter().filter(|row| row.weight > 0.0).count() as f64 - 1.0;
    let Some(error) = mean.se().map(|se| DesignError { se, df }) else { return Ours::Unknown };
    let korn_graubard = || {
        let ratio = C95.t(data.rows.len() as f64 - 1.0) / C95.t(df);
        Some(Proportion::from_share(mean.value(), mean.n_eff() * ratio * ratio)?.clopper_pearson(C95))
    };
    let Some((method, end)) = end.split_once("95") else { return Ours::Unknown };
    let interval = match method {
        "mean" => Some(error.interval(mean.value(), C95)),
        "logit" | "xlogit" => error.logit_interval(mean.value(), C95),
        "beta" => korn_graubard(),
        _ => None,
    };
    is(interval.map(|interval| if end == "[0]" { interval.lower } else { interval.upper }))
}

pub fn ces(data: &Data, id: &str) -> Ours {
    let Some((subject, statistic)) = split(id, &["mean", "se", "deff"]) else { return Ours::Unknown };
    let Some(domain) = subject.strip_prefix("cx.") else { return Ours::Unknown };
    let classes = classes(&data.domain(domain), |row| row.ces.map(i32::from));
    let Some(mean) = WeightedMean::from_classes(&classes, data.rows.len() as u64) else { return Ours::Unknown };
    is(match statistic {
        "mean" => Some(mean.value()),
        "se" => mean.se(),
        "deff" => mean.design_effect(),
        _ => None,
    })
}
