//! Family `rank`.

use super::data::{Data, nps_score};
use super::ledger::{Ours, is};
use wavemark::stats::interval::Confidence;
use wavemark::stats::nps::Nps;
use wavemark::stats::ranking::{rank_ranges, rank_ranges_joint, rank_ranges_two_sided, shared_ranks};

pub fn rank(data: &Data, id: &str) -> Ours {
    let parts = ["holm_ordered", "pairwise_holm", "klein_joint", "simultaneous", "marginal"];
    let split = parts.iter().find_map(|method| {
        let (league, rest) = id.split_once(&format!(".{method}."))?;
        Some((league, *method, rest))
    });
    let Some((league, method, rest)) = split else { return Ours::Unknown };
    // "stepdown.Aster.L": how the bootstrap went on
    let rest = rest.trim_start_matches("stepdown.").trim_start_matches("singlestep.");
    let Some((name, end)) = rest.rsplit_once('.').or(rest.eq("critical_value_mc").then_some(("", ""))) else {
        return Ours::Unknown;
    };
    if method == "simultaneous" && end != "rank" {
        return Ours::NotComputed("a comparator: bootstrap or Monte Carlo; Holm's bound takes its place");
    }
    if method == "marginal" && end != "rank" {
        return Ours::NotComputed("a comparator: bootstrap, and not simultaneous over the league");
    }
    let entries: Vec<(String, f64, f64)> = match league {
        "pisa2018" => data.league.clone(),
        "cx.brand_nps" => brands(data),
        _ => return Ours::Unknown,
    };
    let estimates: Vec<(f64, f64)> = entries.iter().map(|(_, value, se)| (*value, *se)).collect();
    let Some(position) = entries.iter().position(|(entry, ..)| entry == name) else { return Ours::Unknown };
    if end == "rank" {
        let values: Vec<f64> = estimates.iter().map(|(value, _)| *value).collect();
        return Ours::Is(shared_ranks(&values)[position] as f64);
    }
    let ranges = match method {
        "klein_joint" => rank_ranges_joint(&estimates, Confidence::NINETY_FIVE),
        "pairwise_holm" => rank_ranges_two_sided(&estimates, Confidence::NINETY_FIVE),
        _ => rank_ranges(&estimates, Confidence::NINETY_FIVE),
    };
    is(match end {
        "L" => Some(ranges[position].best as f64),
        "U" => Some(ranges[position].worst as f64),
        _ => None,
    })
}

fn brands(data: &Data) -> Vec<(String, f64, f64)> {
    let brand = |name: &str| {
        let scores: Vec<i32> =
            data.domain(&format!("brand.{name}")).iter().filter_map(|row| row.nps.map(nps_score)).collect();
        let count = |score| scores.iter().filter(|s| **s == score).count() as u64;
        let nps = Nps::from_counts(count(1), count(0), count(-1)).expect("answers of the brand");
        (name.to_owned(), nps.value(), nps.se())
    };
    ["Aster", "Boreal", "Cobalt", "Dune", "Ember"].map(brand).into()
}
