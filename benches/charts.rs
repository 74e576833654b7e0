//! How long charts take: `cargo bench --bench charts`.
//!
//! 1,000 charts of 12 points, each in both forms, as a file, with description, table and CSV. Prints the least time of
//! many runs, because other work on the machine only ever adds.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

use mimalloc::MiMalloc;
use std::hint::black_box;
use std::time::{Duration, Instant};
use wavemark::chart::{Chart, DotRow, Dots, Heading, Measure, Series, Trend, WaveMark, Wording};
use wavemark::message::Catalogue;
use wavemark::metrics::{Estimate, Measured};
use wavemark::number::{Numbers, Unit};
use wavemark::wave::AxisLabel;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RUNS: usize = 30;
const CHARTS: usize = 1000;
const POINTS: usize = 12;

fn main() {
    let (numbers, words) = (Numbers::new("en-GB"), Catalogue::for_language("en-GB"));
    let wording = Wording { numbers: &numbers, words: &words };
    let trends: Vec<Trend> = (0..CHARTS).map(trend).collect();
    report("trends of one line", &trends, &wording);
    let dots: Vec<Dots> = (0..CHARTS).map(dots).collect();
    report("ranked dots", &dots, &wording);
}

fn report<C: Chart>(what: &str, charts: &[C], wording: &Wording) {
    let mut bytes = 0;
    let least: Option<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            bytes =
                charts.iter().map(|chart| black_box(chart.draw(wording, "Source: report").unwrap()).html().len()).sum();
            start.elapsed()
        })
        .min();
    println!(
        "{CHARTS} {what}, {POINTS} points each: {:.1?} (least of {RUNS}), {bytes} bytes",
        least.unwrap_or_default()
    );
}

fn estimate(at: usize) -> Estimate {
    let value = 0.3 + (at % 17) as f64 / 100.0;
    Estimate::Measured(Measured {
        value,
        interval: Some((value - 0.061, value + 0.058)),
        se: None,
        n: 600 + at as u64 % 90,
        n_eff: 590.0,
        low_base: false,
        method: "invented",
    })
}

fn heading(at: usize) -> Heading {
    Heading {
        id: format!("chart-{at}"),
        headline: "Recommendation is back above its level before the courier change".into(),
        subtitle: "Net Promoter Score, all customers, by quarter. Band: 95% interval.".into(),
    }
}

const MEASURE: Measure = Measure { unit: Unit::Points, decimals: 1 };

fn trend(at: usize) -> Trend {
    let mark = |wave: usize| {
        let (year, quarter) = (2023 + wave / 4, wave % 4 + 1);
        let axis = AxisLabel { minor: format!("Q{quarter}"), major: (quarter == 1).then(|| year.to_string()) };
        WaveMark { name: format!("{year} Q{quarter}"), axis }
    };
    let points = (0..POINTS).map(|wave| estimate(at + wave * 5)).collect();
    Trend {
        heading: heading(at),
        measure: MEASURE,
        waves: (0..POINTS).map(mark).collect(),
        series: vec![Series { name: "Northwind".into(), is_ours: true, points }],
        target: Some(0.4),
        baseline: None,
        events: Vec::new(),
        breaks: Vec::new(),
    }
}

fn dots(at: usize) -> Dots {
    let row = |row: usize| DotRow {
        name: format!("Branch {}", row + 1),
        is_ours: row == 3,
        estimate: estimate(at + row * 5),
        rank: Some("2 to 5 of 12".into()),
    };
    Dots { heading: heading(at), measure: MEASURE, rows: (0..POINTS).map(row).collect(), target: Some(0.4) }
}
