//! Families `chart`, `cpt` (change points), `season` and `trend`.

use super::data::Data;
use super::ledger::{Ours, is};
use std::collections::BTreeMap;
use wavemark::stats::control::{BaseChart, Xmr};
use wavemark::stats::cusum::cusum;
use wavemark::stats::mean::Moments;
use wavemark::stats::trend::{
    Criterion, as_chi_square, cochran_armitage, mann_kendall, noise, seasonal_factors, shifts, shifts_by,
};

/// Satisfied answers and base of each wave.
fn satisfied(data: &Data) -> BTreeMap<&str, (u64, u64)> {
    let mut waves: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for row in &data.rows {
        let Some(answer) = row.csat else { continue };
        let counts = waves.entry(&row.wave).or_default();
        *counts = (counts.0 + u64::from(answer >= 4), counts.1 + 1);
    }
    waves
}

pub fn chart(data: &Data, id: &str) -> Ours {
    if let Some(statistic) = id.strip_prefix("orangejuice.p.") {
        return orange_juice(data, statistic);
    }
    if let Some(statistic) = id.strip_prefix("nile.xmr.") {
        return nile(data, statistic);
    }
    let waves = satisfied(data);
    let counts: Vec<(f64, f64)> = waves.values().map(|&(k, n)| (k as f64, n as f64)).collect();
    let chart = BaseChart::shares(&counts).expect("eight waves");
    if let Some(statistic) = id.strip_prefix("circuit.") {
        return circuit(data, statistic);
    }
    if id == "cx.csat.laney.sigma_z" {
        let shares: Vec<(f64, f64)> = counts.iter().map(|&(k, n)| (k / n, n)).collect();
        return is(chart.laney(&shares).map(|laney| laney.inflation()));
    }
    let Some((wave, statistic)) = id.strip_prefix("cx.csat.p.").and_then(|rest| rest.split_once('.')) else {
        return Ours::Unknown;
    };
    let Some(&(k, n)) = waves.get(wave) else { return Ours::Unknown };
    let point = chart.point(k as f64 / n as f64, n as f64).expect("a base");
    is(match statistic {
        "k" => Some(k as f64),
        "n" => Some(n as f64),
        "p" => Some(point.value),
        "lcl" => Some(point.lower),
        "ucl" => Some(point.upper),
        _ => None,
    })
}

/// Defective cans of the trial samples (Montgomery).
fn orange_juice(data: &Data, statistic: &str) -> Ours {
    let table = data.table("orangejuice.csv");
    let baseline: Vec<(f64, f64)> = table
        .records
        .iter()
        .filter(|row| table.get(row, "trial") == "TRUE")
        .map(|row| (table.number(row, "D"), table.number(row, "size")))
        .collect();
    let chart = BaseChart::shares(&baseline).expect("enough samples");
    let limits = chart.point(chart.centre(), 50.0).expect("a base");
    is(match statistic {
        "center" => Some(chart.centre()),
        "lcl" => Some(limits.lower),
        "ucl" => Some(limits.upper),
        _ => None,
    })
}

/// Defects of the trial samples of circuit boards (Montgomery).
fn circuit(data: &Data, statistic: &str) -> Ours {
    let table = data.table("circuit.csv");
    let trial = table.records.iter().filter(|row| table.get(row, "trial") == "TRUE");
    let (by_size, statistic) = match statistic.split_once('.') {
        Some(("c", statistic)) => (false, statistic),
        Some(("u", statistic)) => (true, statistic),
        _ => return Ours::Unknown,
    };
    let size = |row: &csv::StringRecord| if by_size { table.number(row, "size") } else { 1.0 };
    let counts: Vec<(f64, f64)> = trial.map(|row| (table.number(row, "x"), size(row))).collect();
    let chart = BaseChart::rates(&counts).expect("enough samples");
    let limits = chart.point(chart.centre(), counts[0].1).expect("a size");
    is(match statistic {
        "center" => Some(chart.centre()),
        "lcl" => Some(limits.lower),
        "ucl" => Some(limits.upper),
        _ => None,
    })
}

fn nile(data: &Data, statistic: &str) -> Ours {
    let flow = data.table("nile.csv").column("flow");
    let (published, exact, medians) =
        (Xmr::from_means(&flow), Xmr::from_means_exact(&flow), Xmr::from_median_range(&flow));
    let (Some(published), Some(exact), Some(medians)) = (published, exact, medians) else { return Ours::Unknown };
    // as qcc has them: three standard deviations by the rounded d2
    let qcc = |sign: f64| published.centre + sign * 3.0 * published.sd();
    is(match statistic {
        "center" => Some(published.centre),
        "mr_bar" => Some(published.moving_range),
        "sd" => Some(published.sd()),
        "lcl" => Some(qcc(-1.0)),
        "ucl" => Some(qcc(1.0)),
        "lcl_266" => Some(published.lower),
        "ucl_266" => Some(published.upper),
        "url_3267" => Some(published.range_limit),
        "lcl_exact_d2" => Some(exact.lower),
        "ucl_exact_d2" => Some(exact.upper),
        "median_mr" => Some(medians.moving_range),
        "lcl_medmr_3145" => Some(medians.lower),
        "ucl_medmr_3145" => Some(medians.upper),
        _ => None,
    })
}

pub fn shift(data: &Data, id: &str) -> Ours {
    if id.starts_with("nile.meanvar.") {
        return Ours::NotComputed("shifts of mean and variance at once: a report speaks of the mean");
    }
    let flow = data.table("nile.csv").column("flow");
    let counts: Vec<(f64, u64)> = flow.iter().map(|flow| (*flow, 1)).collect();
    let sd = Moments::from_histogram(&counts).and_then(|moments| moments.sd()).expect("flows that vary");
    match id {
        "nile.mean_scaled.PELT.BIC" | "nile.mean_scaled.PELT.SIC" => {
            let found = shifts(&flow, sd).expect("enough years");
            is((found.len() == 1).then(|| found[0] as f64))
        }
        "nile.mean_scaled.PELT.AIC" | "nile.mean_scaled.PELT.MBIC" => {
            let criterion = if id.ends_with("MBIC") { Criterion::Modified } else { Criterion::Akaike };
            let found = shifts_by(criterion, &flow, sd).expect("enough years");
            is((found.len() == 1).then(|| found[0] as f64))
        }
        "nile.breakpoints" => is(shifts(&flow, noise(&flow).expect("noise")).map(|found| found[0] as f64)),
        "nile.ols_cusum.S0" => is(cusum(&flow).map(|test| test.statistic)),
        "nile.ols_cusum.p" => is(cusum(&flow).map(|test| test.p_value)),
        _ => Ours::Unknown,
    }
}

pub fn season(data: &Data, id: &str) -> Ours {
    let Some(statistic) = id.strip_prefix("ukgas.") else { return Ours::Unknown };
    if statistic.starts_with("stl_") {
        return Ours::NotComputed("a comparator: seasons are held by comparing with the same quarter of last year");
    }
    let gas = data.table("ukgas.csv").column("gas");
    let back = |waves: usize| gas[gas.len() - 1] / gas[gas.len() - 1 - waves] - 1.0;
    if let Some(quarter) = statistic.strip_prefix("decompose_mult[").and_then(|rest| rest.strip_suffix(']')) {
        let factors = seasonal_factors(&gas, 4).expect("two years");
        return is(quarter.parse::<usize>().ok().and_then(|quarter| factors.get(quarter).copied()));
    }
    is(match statistic {
        "qoq_last" => Some(back(1)),
        "yoy_last" => Some(back(4)),
        _ => None,
    })
}

pub fn trend(data: &Data, id: &str) -> Ours {
    let waves: Vec<(u64, u64)> = satisfied(data).into_values().collect();
    let shares: Vec<f64> = waves.iter().map(|&(k, n)| k as f64 / n as f64).collect();
    let chi = cochran_armitage(&waves).and_then(as_chi_square);
    let monotone = mann_kendall(&shares);
    is(match id {
        "cx.csat.cochran_armitage.chi2" => chi.map(|(statistic, _)| statistic),
        "cx.csat.cochran_armitage.p" => chi.map(|(_, p)| p),
        "cx.csat.mann_kendall.tau" => monotone.map(|test| test.tau),
        "cx.csat.mann_kendall.p_exact" => monotone.map(|test| test.p_value),
        _ => None,
    })
}
