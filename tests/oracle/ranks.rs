//! Family `rank`.

use super::data::{Data, nps_score};
use super::ledger::{Ours, is};
use wavemark::stats::interval::Confidence;
use wavemark::stats::nps::Nps;
use wavemark::stats::ranking::rank_ranges;

pub fn rank(data: &Data, id: &str) -> Ours {
    for (method, reason) in [
        (".simultaneous.", "a comparator: bootstrap or Monte Carlo; Holm's bound takes its place"),
        (".marginal.", "a comparator: bootstrap, and not simultaneous over the league"),
        (".klein_joint.", "a comparator: joint intervals, wider"),
        (".pairwise_holm.", "a comparator: two-sided pairs in place of ordered one-sided tests"),
    ] {
        if id.contains(method) {
            return Ours::NotComputed(reason);
        }
    }
    let Some((league, rest)) = id.split_once(".holm_ordered.") else { return Ours::Unknown };
    let Some((name, end)) = rest.rsplit_once('.') else { return Ours::Unknown };
    let entries: Vec<(String, f64, f64)> = match league {
        "pisa2018" => data.league.clone(),
        "cx.brand_nps" => brands(data),
        _ => return Ours::Unknown,
    };
    let estimates: Vec<(f64, f64)> = entries.iter().map(|(_, value, se)| (*value, *se)).collect();
    let ranges = rank_ranges(&estimates, Confidence::NINETY_FIVE);
    let range = entries.iter().position(|(entry, ..)| entry == name).map(|position| ranges[position]);
    is(match end {
        "L" => range.map(|range| range.best as f64),
        "U" => range.map(|range| range.worst as f64),
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
