//! How long all statistics take: `cargo bench --bench statistics`.
//!
//! Prints, stage by stage, the median and the slowest of the runs for the sample report and for a larger one that is made
//! in memory: 5 brands, 8 quarters and 200 branches of our own brand, from a fixed seed.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wavemark::config::{SiteConfig, SourceIx};
use wavemark::cube::{Cube, Driven, DriverCounter, DriverTable, Tabulator};
use wavemark::metrics::{self, Counted, Metric, Tables};
use wavemark::source::SourceReader;
use wavemark::stats::interval::Confidence;
use wavemark::survey::{Row, RowSink, Rows, SourceData};
use wavemark::wave::Wave;

const RUNS: usize = 11;
const BRANDS: [&str; 5] = ["Northwind", "Fjord", "Kestrel", "Orbit", "Halden"];
const WAVES: usize = 8;
const BRANCHES: u64 = 200;
/// Answers of our own customers in a branch and quarter.
const IN_A_BRANCH: u64 = 40;
/// Answers about each competitor in a quarter.
const OF_A_COMPETITOR: u64 = 1_000;

const CONFIG: &str = r#"
[site]
title = "Bench"
[report]
brand = "Northwind"
[[source]]
id = "relationship"
files = "responses.csv"
columns = { respondent = "id", date = "day", brand = "brand", weight = "weight" }
segments = ["branch", "region", "segment"]
[[metric]]
id = "nps"
kind = "nps"
column = "q1"
target = 40
rolling = 4
drivers = ["q5", "q6", "q7", "q8", "q9"]
[[metric]]
id = "csat"
kind = "top_box"
column = "q2"
scale = "1-5"
[[metric]]
id = "ces"
kind = "top_box"
column = "q3"
scale = "1-5"
[[metric]]
id = "guidance"
kind = "mean"
column = "q4"
scale = "1-5"
[[metric]]
id = "resolved"
kind = "share"
column = "resolved"
choices = ["yes", "no"]
of = ["yes"]
[[metric]]
id = "wait"
kind = "duration"
column = "wait"
cut_short_if = { outcome = ["abandoned"] }
within = [40, 120]
[[table]]
id = "t"
rows = ["nps", "csat", "resolved"]
columns = ["region", "segment", ["segment", "region"]]
[[event]]
date = 2026-02-10
text = "New courier"
"#;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    println!("sample report");
    measure(&SourceReader::disk(root));
    println!("{} brands, {WAVES} quarters, {BRANCHES} branches", BRANDS.len());
    let made = responses();
    println!("  {} responses, {} bytes", made.lines().count() - 1, made.len());
    let attributes: String = (5..=9).fold(String::new(), |mut text, at| {
        let _ = write!(
            text,
            "[[question]]\nid = \"q{at}\"\nsource = \"relationship\"\ncolumn = \"q{at}\"\nscale = \"1-5\"\n"
        );
        text
    });
    let config = format!("{CONFIG}{attributes}");
    measure(&SourceReader::memory([("site-config.toml", config.as_str()), ("responses.csv", made.as_str())]));
}

/// Prints each stage of one report.
fn measure(reader: &SourceReader) {
    let checked = wavemark::config::load(reader, "site-config.toml");
    let config = checked.value.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    let planned = metrics::plan(&config);
    let metrics = planned.value.unwrap_or_else(|| panic!("{:#?}", planned.diagnostics));
    let confidence = Confidence::new(config.report.confidence).unwrap();
    let read = report("reading and counting", 3, || read(reader, &config));
    let counted = report("joining months to waves", RUNS, || joined(&config, &read));
    let newest = newest_wave(&config, &metrics, &counted);
    report("laying out", RUNS, || Tables::new(&config, &metrics, &counted, newest).waves);
    let tables = Tables::new(&config, &metrics, &counted, newest);
    let figures =
        report("figures, comparisons, ranks, drivers and courses", RUNS, || metrics::compute(&tables, confidence));
    report("adjusting for many comparisons", RUNS, || {
        let mut figures = figures.clone();
        metrics::adjust(&mut figures, confidence.alpha());
        figures
    });
    report("tables by groups", RUNS, || metrics::banner::compute(&tables, newest, confidence));
    report("what changed beyond the season", RUNS, || {
        let mut figures = figures.clone();
        wavemark::action::seasons(&mut figures, &tables, &[], confidence);
        figures.over_time.seasons
    });
    let comparisons: usize = figures.by_key.values().map(|figure| figure.comparisons.len()).sum();
    println!("  {} figures, {comparisons} comparisons", figures.by_key.len());
}

type Read = Vec<(SourceData, Cube, BTreeMap<usize, DriverTable>)>;

/// Everything that is counted of one source.
struct Counters<'c> {
    tabulator: Tabulator,
    drivers: DriverCounter<'c>,
}

impl RowSink for Counters<'_> {
    fn rows(&mut self, rows: &Rows<'_>) {
        self.tabulator.rows(rows);
        self.drivers.rows(rows);
    }

    fn later(&mut self, row: &Row<'_>) {
        self.tabulator.later(row);
    }
}

fn read(reader: &SourceReader, config: &SiteConfig) -> Read {
    let one = |at: usize| {
        let source = SourceIx(at);
        let place = |question| config.questions_of(source).position(|ix| ix == question);
        let drivers = config.metrics_with_drivers(source).map(|(at, metric)| {
            let attributes = metric.drivers.iter().filter_map(|ix| place(ix.value)).collect();
            Some((at, Driven { outcome: place(metric.question.value)?, attributes }))
        });
        let (driven, drivers): (Vec<usize>, Vec<Driven>) = drivers.flatten().unzip();
        let tabulator = Tabulator::of(&config.sources[at], config.nests_of(source), &config.report.waves, Vec::new());
        let mut counters = Counters { tabulator, drivers: DriverCounter::new(&config.report.waves, drivers) };
        let data = wavemark::survey::read_alone(reader, config, source, &mut counters).value.unwrap();
        let drivers = driven.into_iter().zip(counters.drivers.finish()).collect();
        (data, counters.tabulator.finish(), drivers)
    };
    (0..config.sources.len()).map(one).collect()
}

fn joined(config: &SiteConfig, read: &Read) -> Vec<Arc<Counted>> {
    let one = |(data, cube, drivers): &(SourceData, Cube, BTreeMap<usize, DriverTable>)| Counted {
        data: data.clone(),
        cube: cube.clone().by_wave(&config.report.waves),
        drivers: drivers.clone(),
        raked: None,
        cells: Vec::new(),
        joint: BTreeMap::new(),
    };
    let mut counted: Vec<Arc<Counted>> = read.iter().map(one).map(Arc::new).collect();
    metrics::add_customers_without_rows(config, &mut counted);
    counted
}

/// The newest wave of the first metric's source.
fn newest_wave(config: &SiteConfig, metrics: &[Metric], counted: &[Arc<Counted>]) -> Wave {
    let source = config.questions[metrics[0].question.0].source;
    counted[source.0].cube.design.keys().max().copied().unwrap()
}

/// Responses from a fixed seed: a mood a respondent, which all ratings share.
fn responses() -> String {
    let mut state = 20_260_601u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let mut text =
        "id,day,brand,weight,branch,region,segment,q1,q2,q3,q4,q5,q6,q7,q8,q9,resolved,wait,outcome\n".to_owned();
    let mut id = 0u64;
    for wave in 0..WAVES {
        // From the fourth quarter of 2024 to the third of 2026.
        let first = 2024 * 12 + 9 + 3 * wave as u64;
        for (brand, name) in BRANDS.into_iter().enumerate() {
            let rows = if brand == 0 { BRANCHES * IN_A_BRANCH } else { OF_A_COMPETITOR };
            for row in 0..rows {
                id += 1;
                let month = first + below(3);
                let (branch, mood) = (row % BRANCHES, below(5) + below(3));
                let mut rating = |most: u64| (mood * most / 6 + below(3)).min(most);
                let recommend = rating(10);
                let _ = write!(
                    text,
                    "R{id},{}-{:02}-{:02},{name},{}.{},B{branch:03},Region {},Segment {},{recommend}",
                    month / 12,
                    month % 12 + 1,
                    row % 28 + 1,
                    row % 2,
                    5 + row % 5,
                    branch % 8,
                    row % 3
                );
                for _ in 2..=9 {
                    let _ = write!(text, ",{}", 1 + rating(4));
                }
                let (resolved, wait, outcome) = (row % 4, row * 37 % 211, row % 9);
                let _ = writeln!(
                    text,
                    ",{},{wait},{}",
                    if resolved == 0 { "no" } else { "yes" },
                    if outcome == 0 { "abandoned" } else { "answered" }
                );
            }
        }
    }
    text
}

fn report<T>(what: &str, runs: usize, mut work: impl FnMut() -> T) -> T {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("  {what}: median {:.1?}, slowest {:.1?} of {runs}", times[runs / 2], times[runs - 1]);
    work()
}
