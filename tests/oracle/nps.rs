//! Families `nps` and `npsdiff`.

use super::data::{Data, Row, nps_score};
use super::ledger::{Ours, is, split};
use wavemark::stats::comparison::{Difference, Method};
use wavemark::stats::interval::Confidence;
use wavemark::stats::mean::Moments;
use wavemark::stats::nps::Nps;
use wavemark::stats::proportion::Proportion;

const C95: Confidence = Confidence::NINETY_FIVE;

const SINGLE: [&str; 20] = [
    "n",
    "det",
    "pas",
    "pro",
    "nps",
    "var",
    "se",
    "wald95[0]",
    "wald95[1]",
    "t95[0]",
    "t95[1]",
    "adjwald95[0]",
    "adjwald95[1]",
    "adjwald.centre",
    "score95[0]",
    "score95[1]",
    "mayjohnson95[0]",
    "mayjohnson95[1]",
    "goodman_contrast95[0]",
    "goodman_contrast95[1]",
];

/// Promoters, passives and detractors.
type Classes = (u64, u64, u64);

fn classes<'a>(rows: impl Iterator<Item = &'a Row>) -> Classes {
    rows.filter_map(|row| row.nps).fold((0, 0, 0), |(p, m, d), answer| match nps_score(answer) {
        1 => (p + 1, m, d),
        0 => (p, m + 1, d),
        _ => (p, m, d + 1),
    })
}

/// The constructed cases that the ids name.
fn edge(name: &str) -> Option<Classes> {
    Some(match name {
        "all_promoters_10" => (10, 0, 0),
        "all_passive_10" => (0, 10, 0),
        "all_detractors_10" => (0, 0, 10),
        "half_half_10" => (5, 0, 5),
        "n1_promoter" => (1, 0, 0),
        "n5" => (2, 2, 1),
        "n36" => (19, 9, 8),
        "big" => (400, 350, 250),
        _ => return None,
    })
}

fn counts(data: &Data, subject: &str) -> Option<Classes> {
    match (subject.strip_prefix("cx."), subject.strip_prefix("edge.")) {
        (Some(domain), _) => Some(classes(data.domain(domain).into_iter())),
        (_, Some(name)) => edge(name),
        _ => None,
    }
}

/// The shares of detractors, passives and promoters together: Wilson at a third of the error each.
fn class_shares(data: &Data, subject: &str, end: &str) -> Ours {
    let Some((promoters, passives, detractors)) = counts(data, subject) else { return Ours::Unknown };
    let Some(end) = end.trim_matches(['[', ']']).parse::<usize>().ok().filter(|end| *end < 6) else {
        return Ours::Unknown;
    };
    let third = Confidence::from_alpha(0.05 / 3.0).expect("a level");
    let count = [detractors, passives, promoters][end / 2];
    let share = Proportion::from_counts(count, promoters + passives + detractors).expect("answers").interval(third);
    Ours::Is(if end % 2 == 0 { share.lower } else { share.upper })
}

pub fn single(data: &Data, id: &str) -> Ours {
    if let Some((subject, end)) = id.split_once(".goodman_props95") {
        return class_shares(data, subject, end);
    }
    let Some((subject, statistic)) = split(id, &SINGLE) else { return Ours::Unknown };
    let Some((promoters, passives, detractors)) = counts(data, subject) else { return Ours::Unknown };
    let Some(nps) = Nps::from_counts(promoters, passives, detractors) else { return Ours::Unknown };
    is(match statistic {
        "n" => Some(nps.n()),
        "det" => Some(detractors as f64),
        "pas" => Some(passives as f64),
        "pro" => Some(promoters as f64),
        "nps" => Some(nps.value()),
        "var" => Some(nps.variance()),
        "se" => Some(nps.se()),
        "wald95[0]" => Some(nps.wald(C95).lower),
        "wald95[1]" => Some(nps.wald(C95).upper),
        "t95[0]" => nps.t_interval(C95).map(|t| t.lower),
        "t95[1]" => nps.t_interval(C95).map(|t| t.upper),
        "adjwald95[0]" => Some(nps.adjusted_wald(C95).lower),
        "adjwald95[1]" => Some(nps.adjusted_wald(C95).upper),
        "adjwald.centre" => Some(nps.adjusted_centre()),
        "score95[0]" => Some(nps.score_interval(C95).lower),
        "score95[1]" => Some(nps.score_interval(C95).upper),
        "mayjohnson95[0]" => Some(nps.fixed_spread_score(C95).lower),
        "mayjohnson95[1]" => Some(nps.fixed_spread_score(C95).upper),
        "goodman_contrast95[0]" => Some(nps.simultaneous_wald(C95).lower),
        "goodman_contrast95[1]" => Some(nps.simultaneous_wald(C95).upper),
        _ => None,
    })
}

const DIFFERENCE: [&str; 13] = [
    "diff",
    "wald.se",
    "wald.p",
    "adjwald.absdiff",
    "adjwald.se",
    "adjwald.p",
    "adjwald.ci95_signed[0]",
    "adjwald.ci95_signed[1]",
    "welch.t",
    "welch.df",
    "welch.p",
    "welch.lo",
    "welch.hi",
];

pub fn difference(data: &Data, id: &str) -> Ours {
    let Some((subject, statistic)) = split(id, &DIFFERENCE) else { return Ours::Unknown };
    let Some((first, second)) = pair(data, subject) else { return Ours::Unknown };
    let (Some(a), Some(b)) = (nps(first), nps(second)) else { return Ours::Unknown };
    let (raw, ours) = (Difference::of_estimates((a.value(), a.se()), (b.value(), b.se()), C95), a.less(&b, C95));
    let welch = || moments(first)?.less(&moments(second)?, C95);
    let p = |difference: Difference| difference.test.map(|test| test.p_value);
    is(match statistic {
        "diff" => Some(ours.value),
        "wald.se" => raw.map(|wald| wald.se),
        "wald.p" => raw.and_then(p),
        "adjwald.absdiff" => Some((a.adjusted_centre() - b.adjusted_centre()).abs()),
        "adjwald.se" => Some(ours.se),
        "adjwald.p" => p(ours),
        "adjwald.ci95_signed[0]" => Some(ours.interval.lower),
        "adjwald.ci95_signed[1]" => Some(ours.interval.upper),
        "welch.t" => welch().and_then(|welch| welch.test?.statistic),
        "welch.df" => welch().and_then(|welch| match welch.test?.method {
            Method::T { df } => Some(df),
            _ => None,
        }),
        "welch.p" => welch().and_then(p),
        "welch.lo" => welch().map(|welch| welch.interval.lower),
        "welch.hi" => welch().map(|welch| welch.interval.upper),
        _ => None,
    })
}

/// `cx.<brand>-<brand>` or `cx.<brand>.<wave>-<wave>`.
fn pair(data: &Data, subject: &str) -> Option<(Classes, Classes)> {
    let (first, second) = subject.strip_prefix("cx.")?.split_once('-')?;
    let of = |domain: String| classes(data.domain(&domain).into_iter());
    Some(match first.split_once('.') {
        Some((brand, wave)) => (of(format!("{brand}.wave.{wave}")), of(format!("{brand}.wave.{second}"))),
        None => (of(format!("brand.{first}")), of(format!("brand.{second}"))),
    })
}

fn nps((promoters, passives, detractors): Classes) -> Option<Nps> {
    Nps::from_counts(promoters, passives, detractors)
}

fn moments((promoters, passives, detractors): Classes) -> Option<Moments> {
    Moments::from_histogram(&[(1.0, promoters), (0.0, passives), (-1.0, detractors)])
}
