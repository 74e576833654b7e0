//! Key drivers from a config to `estimates.csv`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use wavemark::output::SitePath;
use wavemark::pipeline::{self, BuildOptions};
use wavemark::source::SourceReader;

type Estimates = Vec<BTreeMap<String, String>>;

fn estimates(config: &str, data: &str) -> Estimates {
    let reader = SourceReader::memory([("site-config.toml", config), ("r.csv", data)]);
    let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
    let site = built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics));
    let file = site.get(&SitePath::new("data/estimates.csv").unwrap()).unwrap();
    csv::Reader::from_reader(file.bytes()).deserialize().map(Result::unwrap).collect()
}

fn row<'a>(estimates: &'a Estimates, statistic: &str, wave: &str, reference: &str) -> &'a BTreeMap<String, String> {
    let wanted = |row: &&BTreeMap<String, String>| {
        row["statistic"] == statistic && row["wave"] == wave && row["reference"] == reference
    };
    estimates.iter().find(wanted).unwrap_or_else(|| panic!("no {statistic} of {wave} against {reference:?}"))
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

/// Every outcome is three times the first rating and the second, and what is left: the third says nothing.
fn responses() -> String {
    let mut text = "day,outcome,first,second,third\n".to_owned();
    let mut state = 7u64;
    let mut rating = |from: i64, to: i64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from + (state >> 33) as i64 % (to - from + 1)
    };
    for day in ["2025-01-05", "2026-01-05"] {
        for _ in 0..300 {
            let (first, second, third) = (rating(1, 5), rating(1, 5), rating(1, 5));
            let outcome = (3 * first + second + rating(0, 4) - 4) / 2;
            writeln!(text, "{day},{},{first},{second},{third}", outcome.clamp(0, 10)).unwrap();
        }
    }
    // Who left a rating out, or the outcome, is no part of it.
    text.push_str("2026-01-06,10,5,5,\n2026-03-31,,5,5,5\n");
    text
}

const CONFIG: &str = r#"
[site]
title = "t"
[[source]]
files = "r.csv"
columns = { date = "day" }
[[question]]
id = "first"
column = "first"
scale = "1-5"
[[question]]
id = "second"
column = "second"
scale = "1-5"
[[question]]
id = "third"
column = "third"
scale = "1-5"
[[question]]
id = "outcome"
column = "outcome"
scale = "0-10"
[[metric]]
id = "overall"
kind = "mean"
question = "outcome"
drivers = ["first", "second", "third"]
"#;

#[test]
fn importance_with_interval_rank_range_and_last_year() {
    let estimates = estimates(CONFIG, &responses());
    let of = |driver: &str| row(&estimates, &format!("importance:{driver}"), "2026-Q1", "");
    let total: f64 = ["first", "second", "third"].iter().map(|driver| number(of(driver), "value")).sum();
    assert!((total - 1.0).abs() < 1e-12);
    let first = of("first");
    assert_eq!((&*first["n"], &*first["unit"], &*first["metric"]), ("300", "share", "overall"));
    assert_eq!((&*first["rank_low"], &*first["rank_high"]), ("1", "1"));
    assert_eq!((&*of("third")["rank_low"], &*of("third")["rank_high"]), ("3", "3"));
    assert!(number(first, "lower") < number(first, "value") && number(first, "value") < number(first, "upper"));
    // Nothing has changed since last year but the draw.
    let year = row(&estimates, "importance:first", "2026-Q1", "year");
    assert_eq!(year["verdict"], "no_clear_difference");
    let before = number(row(&estimates, "importance:first", "2025-Q1", ""), "value");
    assert!((number(year, "difference") - (number(first, "value") - before)).abs() < 1e-12);
}

#[test]
fn too_few_answers_have_no_drivers() {
    // 99 answers, and one of a later wave that is not complete.
    let few: String =
        responses().lines().take(100).chain(["2025-04-01,,1,1,1"]).map(|line| format!("{line}\n")).collect();
    let estimates = estimates(CONFIG, &few);
    assert!(estimates.iter().all(|row| !row["statistic"].starts_with("importance")));
}

/// The oracle's shares of R² (R `relaimpo`), from its responses and a config.
#[test]
fn the_oracle_s_importance_from_a_config() {
    let Some(oracle) = std::env::var_os("WAVEMARK_ORACLE").map(PathBuf::from) else {
        eprintln!("skipped: WAVEMARK_ORACLE does not name the folder of oracle values");
        return;
    };
    let data = std::fs::read_to_string(oracle.join("data/cx_responses.csv")).unwrap();
    let values: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(oracle.join("expected.json")).unwrap()).unwrap();
    let attributes = ["price", "service", "ease", "quality", "speed", "trust"].map(|name| format!("att_{name}"));
    let mut config = "[site]\ntitle = \"t\"\n[report]\nwave = \"single\"\n[[source]]\nfiles = \"r.csv\"\n".to_owned();
    for id in attributes.iter().map(String::as_str).chain(["nps"]) {
        write!(config, "[[question]]\nid = \"{id}\"\ncolumn = \"{id}\"\nscale = \"0-10\"\nscale_is_sure = true\n")
            .unwrap();
    }
    write!(config, "[[metric]]\nkind = \"nps\"\nquestion = \"nps\"\ndrivers = {attributes:?}\n").unwrap();
    let estimates = estimates(&config, &data);
    for attribute in &attributes {
        let wanted = |row: &&BTreeMap<String, String>| row["statistic"] == format!("importance:{attribute}");
        let found = estimates.iter().find(wanted).unwrap();
        let expected = values["values"][format!("drivers.cx.nps.lmg_share.{attribute}")]["value"].as_f64().unwrap();
        assert!((number(found, "value") / expected - 1.0).abs() < 1e-9, "{attribute}: {found:?}");
        assert_eq!(found["n"], "1635");
    }
}
