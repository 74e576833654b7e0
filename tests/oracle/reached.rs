//! The same expected values by way of a config: what stands in `estimates.csv` of a whole report on their data.

use super::ledger::Ledger;
use std::collections::BTreeMap;
use std::path::Path;
use wavemark::output::SitePath;
use wavemark::pipeline::{BuildOptions, build};
use wavemark::source::SourceReader;

/// A report, and what is expected of our figure `m` for everybody or a group: column, value, and id of what is expected.
struct Case {
    source: &'static str,
    metric: &'static str,
    expected: &'static [(&'static str, &'static str, &'static str)],
}

const CASES: &[Case] = &[
    Case {
        source: "files = \"{data}/apistrat.csv\"\ncolumns = { weight = \"pw\", stratum = \"stype\" }\n\
                 frame = { E = 4421, H = 755, M = 1018 }",
        metric: "kind = \"mean\"\ncolumn = \"api00\"\ntype = \"number\"",
        expected: &[("", "value", "survey.apistrat.api00.mean"), ("", "se", "survey.apistrat.api00.se")],
    },
    Case {
        source: "files = \"{data}/apistrat.csv\"\ncolumns = { weight = \"pw\", stratum = \"stype\" }",
        metric: "kind = \"mean\"\ncolumn = \"api00\"\ntype = \"number\"",
        expected: &[("", "se", "survey.apistrat.api00.se_nofpc")],
    },
    Case {
        source: "files = \"{data}/apistrat.csv\"\ncolumns = { weight = \"pw\" }\nframe = 6194",
        metric: "kind = \"mean\"\ncolumn = \"api00\"\ntype = \"number\"",
        expected: &[("", "value", "survey.apistrat.api00.mean")],
    },
    Case {
        source: "files = \"{data}/apiclus1.csv\"\ncolumns = { weight = \"pw\", cluster = \"dnum\" }\nframe = 757",
        metric: "kind = \"mean\"\ncolumn = \"api00\"\ntype = \"number\"",
        expected: &[("", "value", "survey.apiclus1.api00.mean"), ("", "se", "survey.apiclus1.api00.se")],
    },
    Case {
        source: "files = \"{data}/apiclus1.csv\"\ncolumns = { weight = \"pw\", cluster = \"dnum\" }\nframe = 757\n\
                 segments = [\"stype\"]\n\
                 weighting = { targets = { stype = { E = 4421, H = 755, M = 1018 } }, errors = \"residual\" }",
        metric: "kind = \"mean\"\ncolumn = \"api00\"\ntype = \"number\"",
        expected: &[
            ("", "value", "survey.apiclus1.poststrat.api00.mean"),
            ("", "se", "survey.apiclus1.poststrat.api00.se"),
        ],
    },
    Case {
        source: "files = \"{data}/cx_responses.csv\"\nsegments = [{ id = \"kind\", column = \"brand\" }, \"region\", \"segment\"]\n\
                 weighting = { errors = \"residual\", targets = { \
                 kind = { Aster = 600, Boreal = 500, Cobalt = 400, Dune = 300, Ember = 200 }, \
                 region = { North = 600, South = 500, East = 500, West = 400 }, \
                 segment = { consumer = 1400, \"small business\" = 500, enterprise = 100 } } }",
        metric: "kind = \"nps\"\ncolumn = \"nps\"",
        expected: &[("", "value", "rake.cx.unit.nps.nps"), ("", "se", "rake.cx.unit.nps.se_greg_residual")],
    },
    Case {
        source: "files = \"{data}/cx_responses.csv\"\nsegments = [\"region\"]\n\
                 weighting = { errors = \"residual\", targets = { region = { North = 600, South = 500, East = 500, West = 400 } } }",
        metric: "kind = \"nps\"\ncolumn = \"nps\"",
        expected: &[("", "value", "poststrat.cx.region.nps.nps"), ("", "se", "poststrat.cx.region.nps.se")],
    },
    Case {
        source: "files = \"{data}/cx_responses.csv\"\nsegments = [{ id = \"kind\", column = \"brand\" }]\n\
                 columns = { weight = \"weight\" }",
        metric: "kind = \"nps\"\ncolumn = \"nps\"",
        expected: &[
            ("", "value", "wnps.cx.all.nps"),
            ("", "se", "wnps.cx.all.se"),
            ("Boreal", "value", "wnps.cx.brand.Boreal.nps"),
            ("Boreal", "se", "wnps.cx.brand.Boreal.se"),
        ],
    },
];

/// Every case whose figure is not what is expected. Weights are kept to nine decimals, so that of those that meet
/// targets eight digits agree.
pub fn failures(ledger: &Ledger, data: &Path) -> Vec<String> {
    let mut failures = Vec::new();
    for case in CASES {
        let source = case.source.replace("{data}", &data.display().to_string());
        let rows = estimates(&source, case.metric);
        for (group, column, id) in case.expected {
            let is_it = |row: &&BTreeMap<String, String>| {
                row["value_of_dimension"] == *group && row["reference"].is_empty() && row["statistic"] == "score"
            };
            let row = rows.iter().find(is_it).unwrap_or_else(|| panic!("no row for {group:?} of {id}"));
            let ours: f64 = row[*column].parse().unwrap_or(f64::NAN);
            let ours = if row["unit"] == "points" { ours / 100.0 } else { ours };
            let expected = ledger.value(id).unwrap_or(f64::NAN);
            if (ours - expected).abs() > 1e-8 * expected.abs() || !ours.is_finite() {
                failures.push(format!("{id} by way of a config: {ours:e}, expected {expected:e}"));
            }
        }
    }
    failures
}

fn estimates(source: &str, metric: &str) -> Vec<BTreeMap<String, String>> {
    let project = tempfile::tempdir().expect("a folder");
    let config = format!(
        "[site]\ntitle = \"t\"\n[report]\nwave = \"single\"\n[[source]]\n{source}\n[[metric]]\nid = \"m\"\n{metric}\n"
    );
    std::fs::write(project.path().join("site-config.toml"), config).expect("a config");
    let reader = SourceReader::disk(project.path());
    let built = build(&reader, &BuildOptions::new("site-config.toml"));
    let site = built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics));
    let file = site.get(&SitePath::new("data/estimates.csv").expect("a path")).expect("a file");
    let mut table = csv::Reader::from_reader(file.bytes());
    table.deserialize().map(|row| row.expect("a row")).collect()
}
