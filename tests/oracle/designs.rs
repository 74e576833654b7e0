//! Families `rake`, `poststrat`, `fpc` and `survey`: weights that meet totals, strata, clusters, finite populations.

use super::data::{BRANDS, Data, Row, Table, nps_score};
use super::ledger::{Ours, is};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use wavemark::stats::calibration::{self, CalibratedCell, CellValue, fitted};
use wavemark::stats::design::{self, DesignError, Stratum, StratumSums, finite_population_factor};
use wavemark::stats::interval::Confidence;
use wavemark::stats::quantile::weighted::{WeightedHistogram, WeightedQuantile};
use wavemark::stats::raking::{RakingCell, RakingOptions, WeightSummary, rake};
use wavemark::stats::weighted::{WeightedClass, WeightedMean};

const REGIONS: [(&str, f64); 4] = [("North", 600.0), ("South", 500.0), ("East", 500.0), ("West", 400.0)];
const SEGMENTS: [(&str, f64); 3] = [("consumer", 1400.0), ("small business", 500.0), ("enterprise", 100.0)];
const BRAND_TARGETS: [f64; 5] = [600.0, 500.0, 400.0, 300.0, 200.0];

fn position(names: &[&str], name: &str) -> Option<usize> {
    Some(names.iter().position(|n| *n == name).unwrap_or_else(|| panic!("no category {name}")))
}

fn categories(row: &Row) -> Vec<Option<usize>> {
    let brand = position(&BRANDS, &row.brand);
    let region = position(&REGIONS.map(|(name, _)| name), &row.region);
    vec![brand, region, position(&SEGMENTS.map(|(name, _)| name), &row.segment)]
}

/// Weights after raking row by row; raked once for all the values that come from them.
fn raked_weights(data: &Data, base: &str) -> &'static [f64] {
    static FROM_ONES: OnceLock<Vec<f64>> = OnceLock::new();
    static FROM_WEIGHTS: OnceLock<Vec<f64>> = OnceLock::new();
    let once = if base == "unit" { &FROM_ONES } else { &FROM_WEIGHTS };
    once.get_or_init(|| rake_rows(data, base))
}

fn rake_rows(data: &Data, base: &str) -> Vec<f64> {
    let weight = |row: &Row| if base == "unit" { 1.0 } else { row.weight };
    let rows: Vec<RakingCell> =
        data.rows.iter().map(|row| RakingCell { weight: weight(row), rows: 1, categories: categories(row) }).collect();
    let targets = [BRAND_TARGETS.to_vec(), REGIONS.map(|(_, t)| t).to_vec(), SEGMENTS.map(|(_, t)| t).to_vec()];
    let options = RakingOptions { tolerance: 1e-12, ..RakingOptions::default() };
    let raked = rake(&rows, &targets, options).expect("targets that can be met");

    // joint cells of the margins give the same weights
    let mut cells: BTreeMap<Vec<Option<usize>>, (f64, u64)> = BTreeMap::new();
    for row in &rows {
        let cell = cells.entry(row.categories.clone()).or_default();
        *cell = (cell.0 + row.weight, cell.1 + 1);
    }
    let as_cells: Vec<RakingCell> = cells
        .iter()
        .map(|(categories, &(weight, rows))| RakingCell { weight, rows, categories: categories.clone() })
        .collect();
    let factors = rake(&as_cells, &targets, options).expect("targets that can be met").factors;
    for (row, factor) in rows.iter().zip(&raked.factors).filter(|(row, _)| row.weight > 0.0) {
        let cell = cells.keys().position(|categories| *categories == row.categories).expect("the cell of a row");
        assert!((factors[cell] / factor - 1.0).abs() < 1e-11, "a cell is raked otherwise than its rows");
    }
    rows.iter().zip(raked.factors).map(|(row, factor)| row.weight * factor).collect()
}

/// The answers of rows with the same categories, for the NPS.
fn cells(data: &Data, weights: &[f64], categories: impl Fn(&Row) -> Vec<Option<usize>>) -> Vec<CalibratedCell> {
    let class = |score: f64| WeightedClass { score, n: 0, n_positive: 0, sum_w: 0.0, sum_w2: 0.0 };
    let mut cells: BTreeMap<Vec<Option<usize>>, CalibratedCell> = BTreeMap::new();
    for (row, &weight) in data.rows.iter().zip(weights) {
        let categories = categories(row);
        let cell = cells.entry(categories.clone()).or_insert_with(|| CalibratedCell {
            categories,
            inside: vec![class(-1.0), class(0.0), class(1.0)],
            outside: class(0.0),
        });
        let class = match row.nps.map(nps_score) {
            Some(score) => &mut cell.inside[(score + 1) as usize],
            None => &mut cell.outside,
        };
        class.n += 1;
        class.n_positive += u64::from(weight > 0.0);
        class.sum_w += weight;
        class.sum_w2 += weight * weight;
    }
    cells.into_values().collect()
}

pub fn raked(data: &Data, id: &str) -> Ours {
    let Some(rest) = id.strip_prefix("cx.") else { return Ours::Unknown };
    let Some((base, statistic)) = rest.split_once('.') else { return Ours::Unknown };
    let weights = raked_weights(data, base);
    if let Some(row) = statistic.strip_prefix("w_id") {
        return is(row.parse::<usize>().ok().map(|id| weights[id - 1]));
    }
    let summary = WeightSummary::from_weights(weights.iter().map(|weight| (*weight, 1))).expect("weights");
    let cells = cells(data, weights, categories);
    let fixed = || {
        let classes: Vec<WeightedClass> = cells.iter().flat_map(|cell| cell.inside.clone()).collect();
        WeightedMean::from_classes(&classes, data.rows.len() as u64)
    };
    if statistic == "nps.se_raked" && base == "weight" {
        return Ours::NotComputed("undefined there: R divides by weights of zero");
    }
    is(match statistic {
        "w_min" => Some(summary.least),
        "w_max" => Some(summary.greatest),
        "w_sum" => Some(summary.sum),
        "sumsq" => Some(summary.sum_of_squares),
        "neff" => Some(summary.n_eff()),
        "kish_deff" => Some(summary.design_effect()),
        "efficiency" => Some(summary.efficiency()),
        "nps.nps" => calibration::mean(&cells).map(|mean| mean.value()),
        "nps.se_greg_residual" => calibration::mean(&cells).and_then(|mean| mean.se()),
        "nps.se_raked" => unweighted_projection(data, weights),
        "nps.se_taylor" => fixed().and_then(|mean| mean.se()),
        "nps.deff" => fixed().and_then(|mean| mean.design_effect()),
        _ => None,
    })
}

/// As R has it for a raking: residuals of a regression in which all rows count alike.
fn unweighted_projection(data: &Data, weights: &[f64]) -> Option<f64> {
    let score = |row: &Row| row.nps.map(|answer| f64::from(nps_score(answer)));
    let answers = || data.rows.iter().zip(weights).filter_map(|(row, weight)| Some((score(row)?, *weight)));
    let total: f64 = answers().map(|(_, weight)| weight).sum();
    let mean = answers().map(|(score, weight)| score * weight).sum::<f64>() / total;
    let value = |row: &Row| score(row).map_or(0.0, |score| (score - mean) / total);
    let categories: Vec<Vec<Option<usize>>> = data.rows.iter().map(categories).collect();
    let cells: Vec<CellValue> = data
        .rows
        .iter()
        .zip(&categories)
        .map(|(row, categories)| CellValue { categories, weight: 1.0, sum: value(row) })
        .collect();
    let residuals: Vec<f64> =
        data.rows.iter().zip(weights).zip(fitted(&cells)).map(|((row, w), fitted)| w * (value(row) - fitted)).collect();
    let stratum = Stratum::from_totals(&residuals, residuals.len() as u64, None);
    DesignError::from_strata(&[stratum]).map(|error| error.se)
}

/// The weights of every row, as they are expected.
pub fn weights_row_by_row(data: &Data) {
    let expected = data.table("cx_rake_weights_expected.csv");
    for (base, column) in [("unit", "w_unit"), ("weight", "w_from_weight")] {
        let ours = raked_weights(data, base);
        let theirs = expected.column(column);
        assert_eq!(ours.len(), theirs.len());
        for (row, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
            // twelve decimals are given
            assert!((ours - theirs).abs() <= 2e-12 + 1e-11 * theirs, "{column} of row {row}: {ours}, not {theirs}");
        }
    }
}

pub fn post_stratified(data: &Data, id: &str) -> Ours {
    let Some(statistic) = id.strip_prefix("cx.region.nps.") else { return Ours::Unknown };
    let names = REGIONS.map(|(name, _)| name);
    let region = |row: &Row| vec![position(&names, &row.region)];
    let rows: Vec<RakingCell> =
        data.rows.iter().map(|row| RakingCell { weight: 1.0, rows: 1, categories: region(row) }).collect();
    let targets = [REGIONS.map(|(_, target)| target).to_vec()];
    let weights = rake(&rows, &targets, RakingOptions::default()).expect("targets that can be met").factors;
    let mean = calibration::mean(&cells(data, &weights, region));
    is(match statistic {
        "nps" => mean.map(|mean| mean.value()),
        "se" => mean.and_then(|mean| mean.se()),
        _ => None,
    })
}

pub fn finite_population(data: &Data, id: &str) -> Ours {
    let Some(statistic) = id.strip_prefix("cx.Ember.N400.") else { return Ours::Unknown };
    let scores: Vec<f64> = data
        .domain("brand.Ember")
        .iter()
        .filter_map(|row| row.nps.map(|answer| f64::from(nps_score(answer))))
        .collect();
    let n = scores.len() as u64;
    let mut sums = StratumSums { psus: n, population: Some(400), ..StratumSums::default() };
    scores.iter().for_each(|score| sums.add(1.0, *score));
    let Some((value, error)) = design::mean(&[sums]) else { return Ours::Unknown };
    let infinite = design::mean(&[StratumSums { population: None, ..sums }]).expect("the same answers").1.se;
    let factor = finite_population_factor(n, 400).expect("a sample");
    assert!((infinite * factor - error.se).abs() < 1e-15);
    is(match statistic {
        "n" => Some(n as f64),
        "nps" => Some(value),
        "se" => Some(error.se),
        _ => None,
    })
}

/// A school of the API data.
struct School {
    stratum: String,
    cluster: String,
    wide: String,
    weight: f64,
    population: u64,
    api00: f64,
    enrolment: f64,
}

fn schools(table: &Table, clustered: bool) -> Vec<School> {
    let school = |row: &csv::StringRecord| School {
        stratum: table.get(row, "stype").to_owned(),
        cluster: if clustered { table.get(row, "dnum").to_owned() } else { table.get(row, "cds").to_owned() },
        wide: table.get(row, "sch.wide").to_owned(),
        weight: table.number(row, "pw"),
        population: table.number(row, "fpc") as u64,
        api00: table.number(row, "api00"),
        enrolment: table.number(row, "enroll"),
    };
    table.records.iter().map(school).collect()
}

/// Totals per cluster of a value, as one stratum.
fn by_cluster(schools: &[School], weight: impl Fn(usize) -> f64, value: impl Fn(usize) -> f64) -> StratumSums {
    let mut clusters: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (i, school) in schools.iter().enumerate() {
        let cluster = clusters.entry(&school.cluster).or_default();
        *cluster = (cluster.0 + weight(i), cluster.1 + weight(i) * value(i));
    }
    let population = schools.first().map(|school| school.population);
    let mut sums = StratumSums { psus: clusters.len() as u64, population, ..StratumSums::default() };
    clusters.values().for_each(|&(w, x)| sums.add(w, x));
    sums
}

pub fn survey(data: &Data, id: &str) -> Ours {
    if let Some(statistic) = id.strip_prefix("apistrat.") {
        return stratified(&schools(&data.table("apistrat.csv"), false), statistic);
    }
    let clustered = schools(&data.table("apiclus1.csv"), true);
    match id.strip_prefix("apiclus1.") {
        Some(rest) if rest.starts_with("rake_default.") => {
            Ours::NotComputed("a comparator: raking ended before it converged")
        }
        Some(rest) => match rest.strip_prefix("poststrat.").or_else(|| rest.strip_prefix("rake.")) {
            Some(statistic) => calibrated(&clustered, rest.starts_with("rake."), statistic),
            None => cluster_sample(&clustered, rest),
        },
        None => Ours::Unknown,
    }
}

fn unclustered(schools: &[School], value: impl Fn(&School) -> f64, finite: bool, strata: bool) -> Vec<StratumSums> {
    let mut all: BTreeMap<&str, StratumSums> = BTreeMap::new();
    for school in schools {
        let sums = all.entry(if strata { &school.stratum } else { "" }).or_default();
        sums.population = finite.then_some(school.population);
        sums.psus += 1;
        sums.add(school.weight, school.weight * value(school));
    }
    all.into_values().collect()
}

fn own_classes(schools: &[School]) -> Vec<WeightedClass> {
    let class = |s: &School| WeightedClass {
        score: s.api00,
        n: 1,
        n_positive: 1,
        sum_w: s.weight,
        sum_w2: s.weight * s.weight,
    };
    schools.iter().map(class).collect()
}

fn stratified(schools: &[School], statistic: &str) -> Ours {
    let strata = |finite, strata| design::mean(&unclustered(schools, |school| school.api00, finite, strata));
    let enrolment = unclustered(schools, |school| school.enrolment, true, true);
    let total: Vec<_> = enrolment.iter().map(StratumSums::total).collect();
    if let Some((percent, end)) = statistic.strip_prefix("api00.q").and_then(|rest| rest.split_once('.')) {
        return is(percent.parse::<f64>().ok().and_then(|percent| quantile(schools, percent / 100.0, end)));
    }
    is(match statistic {
        "api00.mean" => strata(true, true).map(|(value, _)| value),
        "api00.se" => strata(true, true).map(|(_, error)| error.se),
        "api00.degf" => strata(true, true).map(|(_, error)| error.df),
        "api00.se_nofpc" => strata(false, true).map(|(_, error)| error.se),
        "api00.se_ignore_strata" => strata(false, false).map(|(_, error)| error.se),
        "api00.deff" => in_design(schools, strata(true, true)),
        "enroll_total.total" => Some(enrolment.iter().map(|sums| sums.x).sum()),
        "enroll_total.se" => DesignError::from_strata(&total).map(|error| error.se),
        _ => None,
    })
}

/// A quantile of the stratified design.
fn quantile(schools: &[School], probability: f64, end: &str) -> Option<f64> {
    let histogram = WeightedHistogram::from_classes(&own_classes(schools), schools.len() as u64)?;
    let quantile = WeightedQuantile::of(&histogram, probability)?;
    let not_above = |school: &School| if school.api00 <= quantile.value() { 1.0 } else { 0.0 };
    let (_, error) = design::mean(&unclustered(schools, not_above, true, true))?;
    let limits = quantile.in_design(error).limits_around_estimate(Confidence::NINETY_FIVE).interval()?;
    match end {
        "est" => Some(quantile.value()),
        "lo" => Some(limits.lower),
        "hi" => Some(limits.upper),
        // as R has it: read back from the limits
        "se" => Some(limits.width() / (2.0 * Confidence::NINETY_FIVE.t(error.df))),
        _ => None,
    }
}

/// The design effect over a sample of the same size drawn from the population without replacement.
fn in_design(schools: &[School], mean: Option<(f64, DesignError)>) -> Option<f64> {
    let population = schools.iter().map(|school| school.weight).sum();
    let plain = WeightedMean::from_classes(&own_classes(schools), schools.len() as u64)?;
    plain.in_design(mean?.1).design_effect_without_replacement(population)
}

fn cluster_sample(schools: &[School], statistic: &str) -> Ours {
    let mean = design::mean(&[by_cluster(schools, |i| schools[i].weight, |i| schools[i].api00)]);
    is(match statistic {
        "api00.mean" => mean.map(|(value, _)| value),
        "api00.se" => mean.map(|(_, error)| error.se),
        "api00.deff" => in_design(schools, mean),
        _ => None,
    })
}

/// Clusters with weights raked to the types of school and to whether they met their target.
fn calibrated(schools: &[School], raked: bool, statistic: &str) -> Ours {
    let types = ["E", "H", "M"];
    let categories: Vec<Vec<Option<usize>>> = schools
        .iter()
        .map(|school| {
            let of_type = position(&types, &school.stratum);
            if raked { vec![of_type, position(&["No", "Yes"], &school.wide)] } else { vec![of_type] }
        })
        .collect();
    let targets = [vec![4421.0, 755.0, 1018.0], vec![1072.0, 5122.0]];
    let cells: Vec<RakingCell> = schools
        .iter()
        .zip(&categories)
        .map(|(school, categories)| RakingCell { weight: school.weight, rows: 1, categories: categories.clone() })
        .collect();
    let options = RakingOptions { tolerance: 1e-13, ..RakingOptions::default() };
    let factors = rake(&cells, &targets[..categories[0].len()], options).expect("targets that can be met").factors;
    let weight = |i: usize| schools[i].weight * factors[i];
    if let Some((of_type, wide)) = statistic.strip_prefix("cellweight.").and_then(|cell| cell.split_once('.')) {
        let of = schools.iter().position(|school| school.stratum == of_type && school.wide == wide);
        return is(of.map(weight));
    }
    let (mean, sum_w) = {
        let sums = by_cluster(schools, weight, |i| schools[i].api00);
        (sums.x / sums.w, sums.w)
    };
    let se = |value: &dyn Fn(usize) -> f64| {
        // R projects on the margins of a raking with every row alike, whatever its weight
        let weight_of_row = |i| if raked { 1.0 } else { weight(i) };
        let values: Vec<CellValue> = (0..schools.len())
            .map(|i| CellValue {
                categories: &categories[i],
                weight: weight_of_row(i),
                sum: weight_of_row(i) * value(i),
            })
            .collect();
        let fitted = fitted(&values);
        let residuals = by_cluster(schools, weight, |i| value(i) - fitted[i]).total();
        DesignError::from_strata(&[residuals]).map(|error| error.se)
    };
    is(match statistic {
        "api00.mean" => Some(mean),
        "api00.se" => se(&|i| (schools[i].api00 - mean) / sum_w),
        "enroll_total.total" => Some(by_cluster(schools, weight, |i| schools[i].enrolment).x),
        "enroll_total.se" => se(&|i| schools[i].enrolment),
        _ => None,
    })
}
