//! Sums of products of answers: what key drivers are computed from.

use super::Count;
use super::order::Order;
use super::places::Places;
use super::running::{MISSING, Running};
use crate::stats::drivers::moments::CrossMoments;
use crate::survey::{Answer, NameId, PartedSink, REPLICATES, Row, RowSink, Rows, Value, Weight};
use crate::wave::{Wave, WaveScheme};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// So many rows are counted together, or some more: enough that several belong to one group of respondents in one wave.
const BATCH: usize = 16_384;
/// Groups of respondents.
const GROUPS: u32 = REPLICATES as u32;

/// The sums of one outcome and its attributes, over rows that answered all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverSums {
    /// The rows.
    pub base: Count,
    /// By group of respondents; a group without rows is there and empty.
    pub groups: Vec<CrossMoments>,
    /// For each attribute: how many gave each pair of outcome and rating.
    pub pairs: Vec<BTreeMap<(i64, i64), u64>>,
}

/// Sums by wave and brand.
pub type DriverTable = BTreeMap<(Wave, Option<NameId>), DriverSums>;

/// The places in a row's answers of an outcome and of the attributes that may drive it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Driven {
    /// The outcome.
    pub outcome: usize,
    /// Its attributes.
    pub attributes: Vec<usize>,
}

/// Counts complete rows of outcomes and their attributes, of those that belong to a group of respondents. What it keeps does not grow with the responses.
///
/// Outcomes with the same attributes are counted together, so that the products of these are formed once.
#[derive(Debug)]
pub struct DriverCounter<'c> {
    waves: &'c WaveScheme,
    /// Of each outcome that was asked for: its family, and its place among the outcomes there.
    asked: Vec<(usize, usize)>,
    families: Vec<Family>,
}

/// Outcomes with the same attributes.
#[derive(Debug)]
struct Family {
    outcomes: Vec<usize>,
    attributes: Vec<usize>,
    /// By the first time of a wave.
    sums: Places<Running>,
    batch: Batch,
}

/// Rows that wait to be counted.
#[derive(Debug, Default)]
struct Batch {
    /// Where each belongs in [`Family::sums`], and its group of respondents there.
    places: Vec<u32>,
    weights: Vec<Weight>,
    /// Its outcomes and its attributes.
    codes: Vec<i64>,
    order: Order,
}

impl Family {
    fn new(outcomes: Vec<usize>, attributes: Vec<usize>) -> Family {
        Family { outcomes, attributes, sums: Places::default(), batch: Batch::default() }
    }

    /// Takes those rows with a weight above zero that belong to a group of respondents.
    fn rows(&mut self, waves: &WaveScheme, rows: &Rows<'_>) {
        let (outcomes, attributes) = (self.outcomes.len(), self.attributes.len());
        let columns: Vec<Vec<i64>> = self.outcomes.iter().chain(&self.attributes).map(|at| codes(rows, *at)).collect();
        for row in 0..rows.len() {
            let Some(group) = rows.replicates[row].filter(|_| rows.weights[row].0 > 0) else { continue };
            let begin = self.batch.codes.len();
            self.batch.codes.extend(columns.iter().map(|column| column[row]));
            let (said, ratings) = self.batch.codes[begin..].split_at(outcomes);
            if said.iter().all(|code| *code == MISSING) || ratings.contains(&MISSING) {
                self.batch.codes.truncate(begin);
                continue;
            }
            let time = waves.first_key(waves.wave_of(rows.times[row]));
            let sums = || Running::new(outcomes, attributes);
            let place = self.sums.number(time, rows.brands[row], sums);
            self.batch.places.push(place * GROUPS + u32::from(group) % GROUPS);
            self.batch.weights.push(rows.weights[row]);
        }
        if self.batch.weights.len() >= BATCH {
            self.count_batch();
        }
    }

    fn count_batch(&mut self) {
        let Batch { places, weights, codes, order } = &mut self.batch;
        order.arrange(places, self.sums.len() * GROUPS as usize);
        let width = self.outcomes.len() + self.attributes.len();
        for row in order.rows() {
            let (place, group) = (places[row] / GROUPS, places[row] % GROUPS);
            let codes = &codes[row * width..(row + 1) * width];
            self.sums.numbered(place).add(weights[row], group as usize, codes);
        }
        places.clear();
        weights.clear();
        codes.clear();
    }
}

/// The answers to a question on a scale, as codes.
fn codes(rows: &Rows<'_>, place: usize) -> Vec<i64> {
    let mut codes = Vec::with_capacity(rows.len());
    match rows.answers.get(place) {
        Some(answers) => answers.map_to(&mut codes, |answer| match answer {
            // Answers on a scale are whole codes.
            Answer::Value(value) => value.0 / Value::SCALE,
            _ => MISSING,
        }),
        None => codes.resize(rows.len(), MISSING),
    }
    codes
}

impl DriverSums {
    /// The rows of another of the same outcome and attributes.
    pub fn merge(&mut self, other: DriverSums) {
        self.base.merge(&other.base);
        self.groups.iter_mut().zip(&other.groups).for_each(|(group, other)| group.merge(other));
        for (pairs, others) in self.pairs.iter_mut().zip(other.pairs) {
            others.into_iter().for_each(|(pair, rows)| *pairs.entry(pair).or_default() += rows);
        }
    }

    /// The groups that have rows.
    pub fn filled(&self) -> Vec<CrossMoments> {
        self.groups.iter().filter(|group| group.n() > 0).cloned().collect()
    }
}

impl<'c> DriverCounter<'c> {
    /// Counts for each of these outcomes.
    pub fn new(waves: &'c WaveScheme, driven: Vec<Driven>) -> DriverCounter<'c> {
        let (mut families, mut asked) = (Vec::<Family>::new(), Vec::new());
        for Driven { outcome, attributes } in driven {
            let family = families.iter().position(|family| family.attributes == attributes);
            let family = family.unwrap_or_else(|| {
                families.push(Family::new(Vec::new(), attributes));
                families.len() - 1
            });
            asked.push((family, families[family].outcomes.len()));
            families[family].outcomes.push(outcome);
        }
        DriverCounter { waves, asked, families }
    }

    /// What was counted, by outcome in the order in which they were asked for.
    pub fn finish(mut self) -> Vec<DriverTable> {
        let mut tables = vec![DriverTable::new(); self.asked.len()];
        for (number, mut family) in std::mem::take(&mut self.families).into_iter().enumerate() {
            family.count_batch();
            for (time, brand, mut sums) in family.sums.into_sorted() {
                for (table, (_, outcome)) in tables.iter_mut().zip(&self.asked).filter(|(_, at)| at.0 == number) {
                    let sums = sums.of_outcome(*outcome);
                    // Where only rows without weight, or without this answer, were met, there is nothing to say.
                    if sums.base.n > 0 {
                        table.insert((self.waves.wave_of(time), brand), sums);
                    }
                }
            }
        }
        tables
    }
}

impl RowSink for DriverCounter<'_> {
    fn rows(&mut self, rows: &Rows<'_>) {
        self.families.iter_mut().for_each(|family| family.rows(self.waves, rows));
    }

    /// Ratings are known at once.
    fn later(&mut self, _row: &Row<'_>) {}
}

impl PartedSink for DriverCounter<'_> {
    fn part(&self) -> Self {
        let family = |family: &Family| Family::new(family.outcomes.clone(), family.attributes.clone());
        DriverCounter {
            waves: self.waves,
            asked: self.asked.clone(),
            families: self.families.iter().map(family).collect(),
        }
    }

    fn take_in(&mut self, part: Self) {
        for (family, mut part) in self.families.iter_mut().zip(part.families) {
            part.count_batch();
            for (time, brand, sums) in part.sums.into_sorted() {
                let none = || Running::new(family.outcomes.len(), family.attributes.len());
                family.sums.of(time, brand, none).merge(sums);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wave::TimeKey;
    use proptest::prelude::*;

    fn counter(waves: &WaveScheme, outcome: usize, attribute: usize) -> DriverCounter<'_> {
        DriverCounter::new(waves, vec![Driven { outcome, attributes: vec![attribute] }])
    }

    fn count(rows: &[(i64, i64, u8, i64)]) -> DriverTable {
        let waves = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
        let mut counter = counter(&waves, 1, 0);
        for &(outcome, rating, replicate, weight) in rows {
            let answer = |code: i64| if code < 0 { Answer::Blank } else { Answer::Value(Value::whole(code)) };
            counter.row(&Row {
                time: TimeKey(24300),
                brand: None,
                segments: &[],
                weight: Weight(weight),
                replicate: Some(replicate),
                unit: None,
                answers: &[answer(rating), answer(outcome)],
                comment: None,
            });
        }
        counter.finish().remove(0)
    }

    #[test]
    fn only_complete_rows_with_a_weight_count() {
        let table = count(&[(9, 5, 1, 2), (-1, 5, 1, 2), (9, -1, 1, 2), (3, 1, 2, 0), (9, 5, 7, 1)]);
        let sums = table.values().next().unwrap();
        assert_eq!((sums.base.n, sums.base.sum_w, sums.filled().len()), (2, 3, 2));
        assert_eq!(sums.pairs[0], BTreeMap::from([((9, 5), 2)]));
    }

    proptest! {
        #[test]
        fn the_order_of_rows_does_not_matter(rows in prop::collection::vec((-1..11i64, -1..6i64, 0..100u8, 0..5i64), 0..50)) {
            let mut reversed = rows.clone();
            reversed.reverse();
            prop_assert_eq!(count(&rows), count(&reversed));
        }

        #[test]
        fn outcomes_counted_together_are_as_if_each_were_alone(
            rows in prop::collection::vec((prop::array::uniform5(-1..20i64), 0..4u8, 0..3i64), 0..60),
        ) {
            let waves = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
            let driven = |outcome: usize, attributes: &[usize]| Driven { outcome, attributes: attributes.to_vec() };
            let all = [driven(0, &[3, 4]), driven(4, &[2]), driven(1, &[3, 4]), driven(2, &[3, 4])];
            let count = |driven: Vec<Driven>| {
                let mut counter = DriverCounter::new(&waves, driven);
                for (codes, replicate, weight) in &rows {
                    let answer = |code: i64| if code < 0 { Answer::Blank } else { Answer::Value(Value::whole(code)) };
                    counter.row(&Row {
                        time: TimeKey(24300 + i32::from(*replicate)),
                        brand: None,
                        segments: &[],
                        weight: Weight(*weight),
                        replicate: Some(*replicate),
                        unit: None,
                        answers: &codes.map(answer),
                        comment: None,
                    });
                }
                counter.finish()
            };
            let alone: Vec<DriverTable> = all.iter().flat_map(|one| count(vec![one.clone()])).collect();
            prop_assert_eq!(count(all.to_vec()), alone);
        }

        #[test]
        fn parts_add_up_whatever_the_weights(
            rows in prop::collection::vec((0..40i64, -20..40i64, 0..3u8, 1..=Weight::MAX.0), 0..50),
            cut in 0usize..50,
        ) {
            let waves = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
            let mut exact = vec![CrossMoments::new(2); usize::from(REPLICATES)];
            let mut parts = [counter(&waves, 0, 1), counter(&waves, 0, 1)];
            for (at, &(outcome, rating, replicate, weight)) in rows.iter().enumerate() {
                exact[usize::from(replicate)].add(weight, &[outcome, rating]);
                parts[usize::from(at >= cut)].row(&Row {
                    time: TimeKey(24300),
                    brand: None,
                    segments: &[],
                    weight: Weight(weight),
                    replicate: Some(replicate),
                    unit: None,
                    answers: &[Answer::Value(Value::whole(outcome)), Answer::Value(Value::whole(rating))],
                    comment: None,
                });
            }
            let [mut first, second] = parts;
            first.take_in(second);
            if let Some(sums) = first.finish().remove(0).into_values().next() {
                prop_assert_eq!(sums.groups, exact);
                prop_assert_eq!(sums.pairs[0].values().sum::<u64>(), rows.len() as u64);
            }
        }
    }
}
