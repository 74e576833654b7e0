//! Waits of which some were cut short, with weights and clusters, against an error that was worked out in another way: by
//! how much the curve moves when the weight of a row is changed a little.

use super::{Dice, estimates, number, only};
use std::collections::BTreeMap;
use std::fmt::Write;

const CONFIG: &str = r#"
[site]
title = "t"
[report]
wave = "single"
[[source]]
files = "calls.csv"
columns = { COLUMNS }
[[metric]]
id = "wait"
kind = "duration"
column = "wait"
cut_short_if = { outcome = ["abandoned"] }
within = 20
show = "within"
"#;

struct Call {
    wait: u64,
    ended: bool,
    weight: f64,
    site: u64,
}

fn calls() -> Vec<Call> {
    let mut dice = Dice(4);
    let call = |_| {
        let site = dice.below(12);
        let (needed, patience) = (dice.below(40) + site, dice.below(90));
        Call { wait: needed.min(patience), ended: needed <= patience, weight: 1.0 + dice.below(3) as f64, site }
    };
    (0..400).map(call).collect()
}

fn file(calls: &[Call]) -> String {
    let mut text = "wait,outcome,weight,site\n".to_owned();
    for call in calls {
        let outcome = if call.ended { "answered" } else { "abandoned" };
        writeln!(text, "{},{outcome},{},S{}", call.wait, call.weight, call.site).unwrap();
    }
    text
}

/// The share that is over within a time, as a product over all times up to it.
fn within(calls: &[Call], weights: &[f64], time: u64) -> f64 {
    let mut lasting = 1.0;
    for at in 0..=time {
        let sum = |is: &dyn Fn(&Call) -> bool| -> f64 {
            calls.iter().zip(weights).filter(|(call, _)| is(call)).map(|(_, weight)| weight).sum()
        };
        let (ended, waiting) = (sum(&|call| call.wait == at && call.ended), sum(&|call| call.wait >= at));
        if ended > 0.0 {
            lasting *= 1.0 - ended / waiting;
        }
    }
    1.0 - lasting
}

/// By how much the share moves for each part by which the weight of a row grows.
fn influences(calls: &[Call], time: u64) -> Vec<f64> {
    let weights: Vec<f64> = calls.iter().map(|call| call.weight).collect();
    let step = 1e-5;
    let moved = |row: usize, factor: f64| {
        let mut weights = weights.clone();
        weights[row] *= factor;
        within(calls, &weights, time)
    };
    (0..calls.len()).map(|row| (moved(row, 1.0 + step) - moved(row, 1.0 - step)) / (2.0 * step)).collect()
}

fn se(totals: &[f64]) -> f64 {
    let n = totals.len() as f64;
    let mean = totals.iter().sum::<f64>() / n;
    (n / (n - 1.0) * totals.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>()).sqrt()
}

fn wilson(p: f64, n: f64) -> (f64, f64) {
    let z = 1.959_963_984_540_054f64;
    let (centre, half) = (p + z * z / (2.0 * n), z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt());
    ((centre - half) / (1.0 + z * z / n), (centre + half) / (1.0 + z * z / n))
}

/// Eight digits, since slopes are measured.
fn near(ours: f64, expected: f64) {
    assert!((ours - expected).abs() < 1e-7 * expected.abs(), "{ours} is not {expected}");
}

#[test]
fn the_curve_with_weights_has_the_error_of_its_influences() {
    let calls = calls();
    let rows = estimates(&CONFIG.replace("COLUMNS", "weight = \"weight\""), &[("calls.csv", &file(&calls))]);
    let ours = only(&rows, &[("statistic", "within"), ("reference", "")]);
    let weights: Vec<f64> = calls.iter().map(|call| call.weight).collect();
    let share = within(&calls, &weights, 20);
    assert!((number(ours, "value") - share).abs() < 1e-12 && ours["n"] == "400");
    let error = se(&influences(&calls, 20));
    near(number(ours, "se"), error);
    let (lower, upper) = wilson(share, share * (1.0 - share) / (error * error));
    near(number(ours, "lower"), lower);
    near(number(ours, "upper"), upper);
    // The naive figure beside it: of the answered calls alone.
    let ended = only(&rows, &[("statistic", "within:ended"), ("reference", "")]);
    assert!(number(ended, "value") > share);
}

#[test]
fn in_clusters_the_error_comes_from_their_sums_and_the_interval_from_their_number() {
    let calls = calls();
    let columns = "weight = \"weight\", cluster = \"site\"";
    let rows = estimates(&CONFIG.replace("COLUMNS", columns), &[("calls.csv", &file(&calls))]);
    let ours = only(&rows, &[("statistic", "within"), ("reference", "")]);
    let mut sites: BTreeMap<u64, f64> = BTreeMap::new();
    for (call, influence) in calls.iter().zip(influences(&calls, 20)) {
        *sites.entry(call.site).or_default() += influence;
    }
    let totals: Vec<f64> = sites.into_values().collect();
    let (share, error) = (number(ours, "value"), se(&totals));
    near(number(ours, "se"), error);
    // Twelve clusters: Student's t on 11 in place of 399 degrees of freedom (2.200985 and 1.965927 in tables).
    let ratio = 1.965_927_3f64 / 2.200_985_2;
    let (lower, upper) = wilson(share, share * (1.0 - share) / (error * error) * ratio * ratio);
    assert!((number(ours, "lower") - lower).abs() < 1e-6, "{} is not {lower}", number(ours, "lower"));
    assert!((number(ours, "upper") - upper).abs() < 1e-6, "{} is not {upper}", number(ours, "upper"));
    // The median's limits are where the curve meets such an interval of one half.
    let median = only(&rows, &[("statistic", "median"), ("reference", "")]);
    let at = number(median, "value") as u64;
    let weights: Vec<f64> = calls.iter().map(|call| call.weight).collect();
    assert!(within(&calls, &weights, at) >= 0.5 && within(&calls, &weights, at - 1) < 0.5);
    assert!(number(median, "lower") < number(median, "value") && number(median, "value") < number(median, "upper"));
}
