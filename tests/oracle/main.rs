//! Compares every figure of `wavemark::stats` with values from independent, trusted implementations.
//!
//! The values are not part of this repository. Point `WAVEMARK_ORACLE` at a folder that holds `expected.json` and
//! `data/`; without it the comparison says that it was skipped. An expected value of a family that is compared here
//! is either computed by the library and equal, or listed with the reason why it is not; nothing is passed over.

mod branches;
mod data;
mod designs;
mod drivers;
mod groups;
mod ledger;
mod nps;
mod quantiles;
mod ranks;
mod reached;
mod shares;
mod suppression;
mod time;
mod weighted;
mod words;

use data::Data;
use ledger::{Ledger, Ours};
use std::io::Write;
use std::path::PathBuf;

/// What the library gives for an expected value, by its id without the family.
type Compute = fn(&Data, &str) -> Ours;

const FAMILIES: [(&str, Compute); 29] = [
    ("nps", nps::single),
    ("npsdiff", nps::difference),
    ("wnps", weighted::nps),
    ("wnpsdiff", weighted::nps_difference),
    ("csat", shares::csat),
    ("wcsat", weighted::csat),
    ("ces", shares::ces),
    ("wces", weighted::ces),
    ("prop", shares::edge),
    ("twoprop", groups::two_shares),
    ("multcmp", groups::families_of_tests),
    ("quantile", quantiles::quantile),
    ("rank", ranks::rank),
    ("rake", designs::raked),
    ("poststrat", designs::post_stratified),
    ("fpc", designs::finite_population),
    ("survey", designs::survey),
    ("drivers", drivers::drivers),
    ("prc", drivers::penalty_reward),
    ("ipa", drivers::quadrants),
    ("crosstab", groups::crosstab),
    ("eb", branches::shrunk),
    ("funnel", branches::funnel),
    ("chart", time::chart),
    ("cpt", time::shift),
    ("season", time::season),
    ("trend", time::trend),
    ("fw", words::words),
    ("sdc", suppression::patterns),
];

#[test]
fn every_expected_value_is_ours_or_explained() {
    let Some(folder) = folder() else {
        // past the capture of the test runner: a skipped comparison must be seen
        let mut stderr = std::io::stderr();
        let line = "oracle: SKIPPED, because WAVEMARK_ORACLE is not set to a folder with expected.json and data/";
        writeln!(stderr, "{line}").unwrap();
        return;
    };
    let ledger = Ledger::read(&folder.join("expected.json"));
    let data = Data::read(&folder.join("data"));
    let mut report = ledger::Report::default();
    for (family, compute) in FAMILIES {
        report.compare(&ledger, family, |id| compute(&data, id));
    }
    designs::weights_row_by_row(&data);
    writeln!(std::io::stderr(), "{report}").unwrap();
    let unreached = reached::failures(&ledger, &folder.join("data"));
    assert!(unreached.is_empty(), "{}", unreached.join("\n"));
    assert!(report.failures().is_empty(), "{} disagree:\n{}", report.failures().len(), report.failures().join("\n"));
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test may be told where its values are; the program reads no environment"
)]
fn folder() -> Option<PathBuf> {
    std::env::var("WAVEMARK_ORACLE").ok().map(PathBuf::from)
}
