//! Families `csat`, `ces` and `prop`.

use super::data::{Data, histogram, top};
use super::ledger::{Ours, is, split};
use wavemark::stats::interval::Confidence;
use wavemark::stats::mean::Moments;
use wavemark::stats::proportion::Proportion;

const C95: Confidence = Confidence::NINETY_FIVE;

const CSAT: [&str; 18] = [
    "n",
    "top2",
    "p",
    "wilson95[0]",
    "wilson95[1]",
    "wilson_cc95[0]",
    "wilson_cc95[1]",
    "clopper95[0]",
    "clopper95[1]",
    "agresti_coull95[0]",
    "agresti_coull95[1]",
    "jeffreys95[0]",
    "jeffreys95[1]",
    "mean.mean",
    "mean.sd",
    "mean.se",
    "mean.lo",
    "mean.hi",
];

pub fn csat(data: &Data, id: &str) -> Ours {
    let Some((subject, statistic)) = split(id, &CSAT) else { return Ours::Unknown };
    let Some(domain) = subject.strip_prefix("cx.") else { return Ours::Unknown };
    let rows = data.domain(domain);
    let answers = || rows.iter().filter_map(|row| row.csat);
    let (k, n) = top(answers(), 4);
    let (Some(share), Some(moments)) = (Proportion::from_counts(k, n), Moments::from_histogram(&histogram(answers())))
    else {
        return Ours::Unknown;
    };
    is(match statistic {
        "n" => Some(share.n()),
        "top2" => Some(k as f64),
        "p" => Some(share.value()),
        "wilson95[0]" => Some(share.interval(C95).lower),
        "wilson95[1]" => Some(share.interval(C95).upper),
        "wilson_cc95[0]" => Some(share.wilson_corrected(C95).lower),
        "wilson_cc95[1]" => Some(share.wilson_corrected(C95).upper),
        "clopper95[0]" => Some(share.clopper_pearson(C95).lower),
        "clopper95[1]" => Some(share.clopper_pearson(C95).upper),
        "agresti_coull95[0]" => Some(share.agresti_coull(C95).lower),
        "agresti_coull95[1]" => Some(share.agresti_coull(C95).upper),
        "jeffreys95[0]" => share.jeffreys(C95).map(|interval| interval.lower),
        "jeffreys95[1]" => share.jeffreys(C95).map(|interval| interval.upper),
        _ => of_moments(&moments, statistic.trim_start_matches("mean.")),
    })
}

fn of_moments(moments: &Moments, statistic: &str) -> Option<f64> {
    match statistic {
        "n" => Some(moments.n() as f64),
        "mean" => Some(moments.mean()),
        "sd" => moments.sd(),
        "se" => moments.se(),
        "lo" => moments.interval(C95).map(|interval| interval.lower),
        "hi" => moments.interval(C95).map(|interval| interval.upper),
        _ => None,
    }
}

const CES: [&str; 9] = ["n", "mean", "sd", "lo", "hi", "top2", "top3", "top3_wilson95[0]", "top3_wilson95[1]"];

pub fn ces(data: &Data, id: &str) -> Ours {
    let Some((subject, statistic)) = split(id, &CES) else { return Ours::Unknown };
    let Some(name) = subject.strip_prefix("cx.") else { return Ours::Unknown };
    let rows = data.domain(&if name == "all" { name.to_owned() } else { format!("brand.{name}") });
    let answers = || rows.iter().filter_map(|row| row.ces);
    let share = |least| {
        let (k, n) = top(answers(), least);
        Proportion::from_counts(k, n)
    };
    is(match statistic {
        "top2" => share(6).map(|share| share.value()),
        "top3" => share(5).map(|share| share.value()),
        "top3_wilson95[0]" => share(5).map(|share| share.interval(C95).lower),
        "top3_wilson95[1]" => share(5).map(|share| share.interval(C95).upper),
        _ => Moments::from_histogram(&histogram(answers())).and_then(|moments| of_moments(&moments, statistic)),
    })
}

/// `edge.<k>_of_<n>`.
pub fn edge(_: &Data, id: &str) -> Ours {
    let parsed = || {
        let (subject, statistic) = split(id, &["wilson95[0]", "wilson95[1]"])?;
        let (k, n) = subject.strip_prefix("edge.")?.split_once("_of_")?;
        let interval = Proportion::from_counts(k.parse().ok()?, n.parse().ok()?)?.interval(C95);
        Some(if statistic.ends_with("[0]") { interval.lower } else { interval.upper })
    };
    is(parsed())
}
