//! What must change nothing: the order of rows, the files that they stand in, and the scale of their weights. Held against
//! every data file of a whole report, with weights, strata, clusters, drivers, tables, events and open cases in it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use wavemark::pipeline::{self, BuildOptions};
use wavemark::source::SourceReader;

const CONFIG: &str = r#"
[site]
title = "t"
[report]
brand = "Us"
data_until = 2026-06-30
floor = { suppress_below = 5, flag_below = 10 }
[[source]]
id = "s"
files = "r*.csv"
segments = ["region", "kind"]
columns = { respondent = "id", date = "day", brand = "brand", COLUMNS }
[[metric]]
id = "nps"
kind = "nps"
column = "q1"
rolling = 2
drivers = ["q2", "q3"]
[[metric]]
id = "csat"
kind = "top_box"
column = "q2"
scale = "1-5"
[[metric]]
id = "ease"
kind = "mean"
column = "q3"
scale = "1-5"
[[metric]]
id = "wait"
kind = "duration"
column = "wait"
cut_short_if = { outcome = ["abandoned"] }
within = 60
[[table]]
id = "t"
rows = ["nps", "csat"]
columns = ["region", ["kind", "region"]]
[[event]]
date = 2026-02-10
text = "New courier"
group = { region = "North" }
against = { region = "South" }
"#;

/// Rows of a report over seven quarters from a fixed seed, each without its line end. `weight` is its third cell.
fn rows() -> Vec<[String; 3]> {
    let mut state = 20_260_601u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let row = |at: u64| {
        let month = 2024 * 12 + 9 + at % 21;
        let (brand, region) = (["Us", "Us", "Them"][below(3) as usize], ["North", "South"][below(2) as usize]);
        let day = format!("{}-{:02}-{:02}", month / 12, month % 12 + 1, 1 + below(28));
        let kind = ["small", "large", ""][below(3) as usize];
        let start = format!("R{at},{day},{brand},{region},{kind},{region}{},{kind}", below(30));
        let (mood, outcome) = (below(7), if below(5) == 0 { "abandoned" } else { "answered" });
        let answers = format!(
            "{},{},{},{},{outcome}",
            (mood + below(5)).min(10),
            1 + mood / 2,
            1 + (mood + below(3)) / 2,
            5 + below(90)
        );
        [start, answers, (below(8)).to_string()]
    };
    (0..3_000).map(row).collect()
}

const HEADER: &str = "id,day,brand,region,kind,cluster,stratum,q1,q2,q3,wait,outcome,weight\n";

fn file(rows: &[[String; 3]], scale: f64) -> String {
    let line = |[start, answers, weight]: &[String; 3]| {
        format!("{start},{answers},{}\n", weight.parse::<f64>().unwrap() * scale)
    };
    HEADER.to_owned() + &rows.iter().map(line).collect::<String>()
}

/// Every file of numbers that the report gives, but those that tell of the files themselves.
fn data(columns: &str, files: &[(&str, String)]) -> BTreeMap<String, String> {
    let attributes: String = ["q2", "q3"]
        .map(|id| format!("[[question]]\nid = \"{id}\"\nsource = \"s\"\ncolumn = \"{id}\"\nscale = \"1-5\"\n"))
        .concat();
    let config = CONFIG.replace("COLUMNS", columns) + &attributes;
    let named = std::iter::once(("site-config.toml", config.as_str()));
    let reader = SourceReader::memory(named.chain(files.iter().map(|(name, text)| (*name, text.as_str()))));
    let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
    let site = built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics));
    let told = site.iter().map(|(path, file)| (path.to_string(), file.bytes().to_vec()));
    let numbers =
        told.filter(|(path, _)| path.ends_with(".csv") && !path.contains("files") && !path.contains("quality"));
    let numbers: BTreeMap<String, String> =
        numbers.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect();
    assert!(numbers.contains_key("data/estimates.csv") && numbers.len() > 20, "{:?}", numbers.keys());
    numbers
}

fn same(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>, what: &str) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
    for (path, text) in one {
        let differs = text.lines().zip(other[path].lines()).find(|(a, b)| a != b);
        assert!(text == &other[path], "{what}: {path}: {differs:?}");
    }
}

#[test]
fn the_order_of_rows_their_files_and_the_scale_of_weights_change_nothing() {
    for columns in ["weight = \"weight\"", "weight = \"weight\", cluster = \"cluster\", stratum = \"stratum\""] {
        let rows = rows();
        let whole = data(columns, &[("r.csv", file(&rows, 1.0))]);
        let mut turned = rows.clone();
        turned.reverse();
        turned.swap(17, 2_242);
        same(&whole, &data(columns, &[("r.csv", file(&turned, 1.0))]), "the order of rows");
        let (first, rest) = rows.split_at(1_234);
        let (second, third) = rest.split_at(7);
        let split = [("r1.csv", file(third, 1.0)), ("r2.csv", file(first, 1.0)), ("r3.csv", file(second, 1.0))];
        same(&whole, &data(columns, &split), "the files of rows");
        // A power of two, so that no weight is rounded otherwise.
        same(&whole, &data(columns, &[("r.csv", file(&rows, 0.25))]), "the scale of weights");
    }
}
