//! Statistics from a config to `estimates.csv`: what designs do to figures that no library of values has, and what becomes
//! of every kind of metric where there is next to nothing to measure.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod edges;
mod lasting;
mod panel;

use std::collections::BTreeMap;
use wavemark::output::{BuiltSite, SitePath};
use wavemark::pipeline::{self, BuildOptions};
use wavemark::source::SourceReader;

type Row = BTreeMap<String, String>;

fn built(config: &str, files: &[(&str, &str)]) -> BuiltSite {
    let named = std::iter::once(("site-config.toml", config)).chain(files.iter().copied());
    let reader = SourceReader::memory(named.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
    let told = || built.diagnostics.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("\n");
    built.value.as_ref().cloned().unwrap_or_else(|| panic!("{}", told()))
}

fn table(site: &BuiltSite, path: &str) -> Vec<Row> {
    let file = site.get(&SitePath::new(path).unwrap()).unwrap_or_else(|| panic!("no {path}"));
    csv::Reader::from_reader(file.bytes()).deserialize().map(Result::unwrap).collect()
}

fn estimates(config: &str, files: &[(&str, &str)]) -> Vec<Row> {
    table(&built(config, files), "data/estimates.csv")
}

/// The only row in which these columns say so; a column that is not named in `is` is free.
fn only<'a>(rows: &'a [Row], is: &[(&str, &str)]) -> &'a Row {
    let found: Vec<&Row> = rows.iter().filter(|row| is.iter().all(|(column, value)| row[*column] == *value)).collect();
    assert_eq!(found.len(), 1, "{is:?}: {found:#?}");
    found[0]
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

/// Numbers below a limit, from a fixed seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}
