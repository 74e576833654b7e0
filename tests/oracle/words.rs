//! Family `fw`.

use super::data::Data;
use super::ledger::{Ours, is};
use std::collections::BTreeMap;
use wavemark::stats::log_odds::{LogOdds, PRIOR_WORDS, Use};

pub fn words(data: &Data, id: &str) -> Ours {
    if id.starts_with("tidylo_eb.") {
        return Ours::NotComputed("another definition: a group against everything, with the word's total as its prior");
    }
    let Some(word) = id.strip_prefix("informative_a0_500.delta.") else { return Ours::Unknown };
    assert_eq!(PRIOR_WORDS, 500.0);
    let words = uses(data);
    let sum = |of: &dyn Fn(&[u64; 3]) -> u64| words.values().map(of).sum::<u64>();
    let odds = words.get(word).and_then(|counts| {
        let promoters = Use { count: counts[2], of: sum(&|counts| counts[2]) };
        let detractors = Use { count: counts[0], of: sum(&|counts| counts[0]) };
        let corpus = Use { count: counts.iter().sum(), of: sum(&|counts| counts.iter().sum()) };
        LogOdds::new(promoters, detractors, corpus, PRIOR_WORDS)
    });
    is(odds.map(|odds| odds.delta))
}

/// Uses of each word by detractors, passives and promoters.
fn uses(data: &Data) -> BTreeMap<String, [u64; 3]> {
    let table = data.table("cx_word_counts.csv");
    let word = |row: &csv::StringRecord| {
        let uses = ["detractor", "passive", "promoter"].map(|group| table.number(row, group) as u64);
        (table.get(row, "word").to_owned(), uses)
    };
    table.records.iter().map(word).collect()
}
