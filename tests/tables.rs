//! Tables by groups from a config to their files and pages, against tests worked out by hand.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;
use wavemark::output::{BuiltSite, SitePath};
use wavemark::pipeline::{self, BuildOptions};
use wavemark::source::SourceReader;

type Records = Vec<BTreeMap<String, String>>;

/// Region, kind, answer, weight, how many.
type Rows<'a> = &'a [(&'a str, &'a str, &'a str, &'a str, usize)];

fn data(rows: Rows) -> String {
    let mut text = "day,region,kind,happy,weight\n".to_owned();
    for (region, kind, happy, weight, times) in rows {
        for _ in 0..*times {
            writeln!(text, "2026-02-03,{region},{kind},{happy},{weight}").unwrap();
        }
    }
    // The wave is over.
    text.push_str("2026-03-31,,,,1\n");
    text
}

fn build(rows: Rows, weight: &str, table: &str) -> BuiltSite {
    let config = format!(
        r#"
[site]
title = "t"
[[source]]
files = "r.csv"
columns = {{ date = "day"{weight} }}
segments = [{{ id = "region", missing = [""] }}, {{ id = "kind", missing = [""] }}]
[[question]]
id = "happy"
column = "happy"
choices = ["yes", "no"]
[[metric]]
id = "content"
kind = "share"
question = "happy"
of = ["yes"]
[[table]]
id = "t"
{table}
"#
    );
    let data = data(rows);
    let reader = SourceReader::memory([("site-config.toml", config.as_str()), ("r.csv", data.as_str())]);
    let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
    built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics))
}

fn text(site: &BuiltSite, path: &str) -> String {
    let file = site.get(&SitePath::new(path).unwrap()).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(file.bytes().to_vec()).unwrap()
}

fn records(site: &BuiltSite, path: &str) -> Records {
    csv::Reader::from_reader(text(site, path).as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn cell<'a>(cells: &'a Records, row: &str, column: &str) -> &'a BTreeMap<String, String> {
    let wanted = |cell: &&BTreeMap<String, String>| cell["row"] == row && cell["column"] == column;
    cells.iter().find(wanted).unwrap_or_else(|| panic!("no {row} of {column}"))
}

fn number(record: &BTreeMap<String, String>, column: &str) -> f64 {
    record[column].parse().unwrap_or_else(|_| panic!("{column}: {record:?}"))
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-6, "{a} is not {b}");
}

const THREE: Rows = &[
    ("North", "a", "yes", "1", 60),
    ("North", "a", "no", "1", 40),
    ("South", "a", "yes", "1", 40),
    ("South", "a", "no", "1", 60),
    ("East", "a", "yes", "1", 50),
    ("East", "a", "no", "1", 50),
];

#[test]
fn letters_and_marks_are_those_worked_out_by_hand() {
    let site = build(THREE, "", "rows = [\"happy\", \"content\"]\ncolumns = [\"region\"]");
    let cells = records(&site, "data/table-t.csv");
    // In the order of the alphabet: East is A, North B, South C.
    let letter = |row: &str, column: &str| cell(&cells, row, column)["letters"].clone();
    assert_eq!(cell(&cells, "yes", "North")["letter"], "B");
    assert_eq!(["East", "North", "South"].map(|column| letter("yes", column)), ["", "C", ""]);
    assert_eq!(["East", "North", "South"].map(|column| letter("no", column)), ["", "", "B"]);
    assert_eq!(letter("share", "North"), "C");
    assert_eq!(letter("yes", "All customers"), "");
    assert_eq!(
        (number(cell(&cells, "yes", "All customers"), "n"), number(cell(&cells, "yes", "East"), "n")),
        (300.0, 100.0)
    );

    // Pooled z: 0.2 / sqrt(0.5 × 0.5 × 0.02) = 2.828427, p = 0.00467773; 0.1 / sqrt(0.55 × 0.45 × 0.02) = 1.421338,
    // p = 0.15521849. Holm: times 3, then 2.
    let pairs = records(&site, "data/table-t-comparisons.csv");
    let p = |row: &str, column: &str, against: &str| {
        let pair =
            pairs.iter().find(|pair| pair["row"] == row && pair["column"] == column && pair["against"] == against);
        let pair = pair.unwrap();
        (number(pair, "difference"), number(pair, "p_value"), number(pair, "p_adjusted"))
    };
    let (difference, raw, adjusted) = p("yes", "B", "C");
    close(difference, 0.2);
    close(raw, 0.004_677_735);
    close(adjusted, 3.0 * 0.004_677_735);
    let (difference, raw, adjusted) = p("yes", "A", "B");
    close(difference, -0.1);
    close(raw, 0.155_218_5);
    close(adjusted, 2.0 * 0.155_218_5);
    assert_eq!(pairs.len(), 9, "three rows of three pairs");
    assert!(pairs.iter().all(|pair| pair["adjustment"] == "holm"));

    // Residuals: (60 − 50) / sqrt(50 × 0.5 × 2/3) = 2.449490, p = 0.01430588; Holm of .0143, .0143, 1.
    let north = cell(&cells, "yes", "North");
    close(number(north, "residual"), 6f64.sqrt());
    close(number(north, "residual_p_adjusted"), 3.0 * 0.014_305_88);
    close(number(cell(&cells, "yes", "South"), "residual"), -(6f64.sqrt()));
    close(number(cell(&cells, "no", "East"), "residual"), 0.0);
    assert_eq!(cell(&cells, "share", "North")["residual"], "", "a metric is no distribution");

    let page = text(&site, "tables/t/index.html");
    assert!(page.contains("60% <b class=\"letter\">C</b>"), "{page}");
    assert_eq!((page.matches("more often</span>").count(), page.matches("less often</span>").count()), (2, 2));
    // Chi-square: 4 × 10² / 50 = 8 on 2 degrees of freedom, p = exp(−4).
    assert!(page.contains("Happy, Region: chi-square 8.0, degrees of freedom 2, p 0.018"), "{page}");
    assert!(page.contains("Holm"));
}

#[test]
fn marks_with_weights_are_those_worked_out_by_hand_on_effective_bases() {
    let rows: Rows = &[
        ("East", "a", "yes", "2", 25),
        ("East", "a", "yes", "0.8", 25),
        ("East", "a", "no", "1.2", 50),
        ("North", "a", "yes", "1.5", 40),
        ("North", "a", "yes", "0.5", 20),
        ("North", "a", "no", "1.5", 20),
        ("North", "a", "no", "0.5", 20),
        ("South", "a", "yes", "1", 40),
        ("South", "a", "no", "1", 60),
    ];
    let site = build(rows, ", weight = \"weight\"", "rows = [\"happy\"]\ncolumns = [\"region\"]");
    let cells = records(&site, "data/table-t.csv");
    // Shares 7/13, 7/11 and 2/5 of bases (Σw)² ÷ Σw² of 130²/188, 110²/145 and 100: 48.404 of 89.894, 53.103 of 83.448 and
    // 40 of 100, together 141.507 of 273.342. Residuals (O − E) ÷ √(E (1 − row) (1 − column)), their p by Holm.
    for (column, residual, p_adjusted) in [
        ("East", 0.480_982_266, 0.630_529_103),
        ("North", 2.602_825_488, 0.018_491_801),
        ("South", -2.957_747_535, 0.009_296_875),
    ] {
        let yes = cell(&cells, "yes", column);
        close(number(yes, "residual"), residual);
        close(number(yes, "residual_p_adjusted"), p_adjusted);
        close(number(cell(&cells, "no", column), "residual"), -residual);
    }
    let page = text(&site, "tables/t/index.html");
    assert_eq!((page.matches("more often</span>").count(), page.matches("less often</span>").count()), (2, 2));
    assert!(page.contains("Happy, Region: chi-square 10.4, degrees of freedom 2, p 0.005"), "{page}");
}

#[test]
fn the_adjustment_is_the_one_asked_for_and_small_letters_too() {
    let rows: Rows = &[
        ("North", "a", "yes", "1", 60),
        ("North", "a", "no", "1", 40),
        ("South", "a", "yes", "1", 47),
        ("South", "a", "no", "1", 53),
        ("East", "a", "yes", "1", 45),
        ("East", "a", "no", "1", 55),
    ];
    // z of 60 and 47: 0.13 / sqrt(0.535 × 0.465 × 0.02) = 1.843; p = 0.0653. Of 60 and 45: 0.15 / sqrt(0.525 × 0.475 ×
    // 0.02) = 2.124; p = 0.0337. Of 47 and 45: p = 0.777. Holm .101, .131; Benjamini-Hochberg .098 for both.
    let letters = |more: &str| {
        let site = build(rows, "", &format!("rows = [\"content\"]\ncolumns = [\"region\"]\n{more}"));
        let cells = records(&site, "data/table-t.csv");
        cell(&cells, "share", "North")["letters"].clone()
    };
    assert_eq!(letters(""), "");
    assert_eq!(letters("adjust = \"none\""), "A");
    assert_eq!(letters("adjust = \"none\"\nlower_case = true"), "A c");
    assert_eq!(letters("lower_case = true"), "");
    assert_eq!(letters("adjust = \"benjamini-hochberg\"\nlower_case = true"), "a c");
}

#[test]
fn a_large_banner_is_screened_by_false_discovery_rate() {
    let names: Vec<String> = (0..11).map(|at| format!("R{at:02}")).collect();
    let mut rows: Vec<(&str, &str, &str, &str, usize)> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        rows.extend([(name.as_str(), "a", "yes", "1", 20 + 2 * at), (name.as_str(), "a", "no", "1", 80 - 2 * at)]);
    }
    // Ten columns have 45 pairs, eleven 55.
    for (columns, method) in [(20, "holm"), (22, "benjamini-hochberg")] {
        let site = build(&rows[..columns], "", "rows = [\"content\"]\ncolumns = [\"region\"]");
        let pairs = records(&site, "data/table-t-comparisons.csv");
        assert!(pairs.iter().all(|pair| pair["adjustment"] == method), "{method}");
        let mut raw: Vec<f64> = pairs.iter().map(|pair| number(pair, "p_value")).collect();
        raw.sort_by(f64::total_cmp);
        let least = pairs.iter().map(|pair| number(pair, "p_adjusted")).fold(1.0, f64::min);
        let m = raw.len() as f64;
        // The smallest: Holm m p(1); Benjamini and Hochberg the least of m p(j) / j.
        let by_rank = raw.iter().zip(1..).map(|(p, rank)| m * p / f64::from(rank)).fold(1.0, f64::min);
        close(least, if method == "holm" { m * raw[0] } else { by_rank });
        assert_eq!(raw.len(), columns / 2 * (columns / 2 - 1) / 2);
    }
}

#[test]
fn columns_on_a_low_base_have_a_mark_and_no_letter() {
    let rows: Rows = &[
        ("North", "a", "yes", "1", 20),
        ("South", "a", "yes", "1", 10),
        ("South", "a", "no", "1", 90),
        ("East", "a", "yes", "1", 90),
        ("East", "a", "no", "1", 10),
    ];
    let site = build(rows, "", "rows = [\"happy\"]\ncolumns = [\"region\"]");
    let cells = records(&site, "data/table-t.csv");
    let north = cell(&cells, "yes", "North");
    assert_eq!((north["state"].as_str(), north["letters"].as_str(), north["residual"].as_str()), ("low_base", "", ""));
    assert_eq!(cell(&cells, "yes", "East")["letters"], "C");
    assert_eq!(records(&site, "data/table-t-comparisons.csv").len(), 2);
    assert!(text(&site, "tables/t/index.html").contains("100% [u]"));
}

#[test]
fn a_small_nested_cell_is_masked_with_those_it_could_be_worked_out_from() {
    let rows: Rows = &[
        ("North", "a", "yes", "1", 4),
        ("North", "b", "yes", "1", 57),
        ("South", "a", "yes", "1", 31),
        ("South", "b", "no", "1", 63),
        ("East", "a", "yes", "1", 71),
        ("East", "b", "yes", "1", 20),
        ("East", "b", "no", "1", 69),
    ];
    let site = build(rows, "", "rows = [\"content\"]\ncolumns = [\"region\", [\"region\", \"kind\"]]");
    let cells = records(&site, "data/table-t.csv");
    let state = |column: &str| {
        let cell = cell(&cells, "share", column);
        assert_eq!(cell["state"] == "suppressed", cell["n"].is_empty() && cell["value"].is_empty(), "{cell:?}");
        cell["state"].clone()
    };
    let nested = ["North × a", "North × b", "South × a", "South × b", "East × a", "East × b"];
    let masked = ["suppressed", "suppressed", "suppressed", "suppressed", "ok", "ok"];
    assert_eq!(nested.map(state), masked);
    assert_eq!(["North", "South", "East"].map(state), ["ok", "ok", "ok"]);
    // Kinds are compared within a region, regions with each other; what is masked is not compared at all.
    let pairs = records(&site, "data/table-t-comparisons.csv");
    let compared: Vec<(&str, &str)> = pairs.iter().map(|p| (p["column"].as_str(), p["against"].as_str())).collect();
    assert_eq!(compared, [("A", "B"), ("A", "C"), ("B", "C"), ("D", "E")]);
    let page = text(&site, "tables/t/index.html");
    for hidden in [">4<", ">57<", ">31<", ">63<"] {
        assert!(!page.contains(hidden), "{hidden}");
    }
    assert!(page.contains(">89<") && page.contains("[c]"));
}

#[test]
fn two_columns_are_tested_as_a_group_is_against_the_rest() {
    let rows: Rows = &[
        ("North", "a", "yes", "1", 30),
        ("North", "a", "yes", "2.5", 25),
        ("North", "a", "no", "1", 45),
        ("South", "a", "yes", "1", 20),
        ("South", "a", "no", "0.5", 40),
        ("South", "a", "no", "2", 15),
    ];
    let mut p_values = Vec::new();
    for weight in ["", ", weight = \"weight\""] {
        let site = build(rows, weight, "rows = [\"content\"]\ncolumns = [\"region\"]");
        let pairs = records(&site, "data/table-t-comparisons.csv");
        let estimates = records(&site, "data/estimates.csv");
        let rest = estimates.iter().find(|row| {
            row["statistic"] == "score" && row["value_of_dimension"] == "North" && row["reference"] == "rest"
        });
        let rest = rest.unwrap();
        assert_eq!(pairs.len(), 1);
        for (ours, theirs) in [
            ("difference", "difference"),
            ("p_value", "p_value"),
            ("diff_lower", "diff_lower"),
            ("diff_upper", "diff_upper"),
        ] {
            assert_eq!(pairs[0][ours], rest[theirs], "{ours}");
        }
        p_values.push(pairs[0]["p_value"].clone());
        let cells = records(&site, "data/table-t.csv");
        let north = cell(&cells, "share", "North");
        let kish = if weight.is_empty() { 100.0 } else { 137.5f64.powi(2) / (75.0 + 25.0 * 6.25) };
        close(number(north, "n_eff"), kish);
        assert_eq!(text(&site, "tables/t/index.html").contains("effective 82"), !weight.is_empty());
    }
    assert_ne!(p_values[0], p_values[1]);
}

#[test]
fn the_files_are_described_and_the_table_is_found() {
    let site = build(THREE, "", "title = \"By region\"\nrows = [\"happy\"]\ncolumns = [\"region\"]");
    let package = text(&site, "data/datapackage.json");
    let data = text(&site, "data/index.html");
    for file in ["table-t.csv", "table-t-comparisons.csv"] {
        assert!(package.contains(&format!("\"path\": \"{file}\"")) && data.contains(&format!("href=\"{file}\"")));
    }
    let header = |path: &str| text(&site, path).lines().next().unwrap().to_owned();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    for resource in package["resources"].as_array().unwrap().iter().filter(|r| r["format"] == "csv") {
        let fields = resource["schema"]["fields"].as_array();
        let Some(fields) = fields else { continue };
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(header(&format!("data/{}", resource["path"].as_str().unwrap())), names.join(","));
    }
    assert!(text(&site, "tables/index.html").contains("<a href=\"t/index.html\">By region</a>"));
    let without = build(THREE, "", "rows = [\"happy\"]\ncolumns = [\"region\"]\nwave = \"2026-Q1\"");
    assert!(without.get(&SitePath::new("tables/t/index.html").unwrap()).is_some());
}

#[test]
fn a_page_of_very_many_columns_stays_small_and_says_what_it_leaves_out() {
    let names: Vec<String> = (0..400).map(|at| format!("Branch {at:03}")).collect();
    let rows: Vec<_> = names.iter().map(|name| (name.as_str(), "a", "yes", "1", 12)).collect();
    let site = build(&rows, "", "rows = [\"happy\"]\ncolumns = [\"region\"]");
    let page = text(&site, "tables/t/index.html");
    assert!(page.len() < 100_000, "{}", page.len());
    assert!(page.contains("The first 300 of 401 columns"), "no word of what is left out");
    assert!(!page.contains("Branch 299") && page.contains("Branch 298"));
    assert_eq!(records(&site, "data/table-t.csv").len(), 2 * 401);
}
