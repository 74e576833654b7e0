//! How long the sample report takes: `cargo bench --bench sample`.
//!
//! Prints the median and the slowest of the runs for building in memory, for publishing into a new folder, and for
//! publishing the same again.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

#[path = "shared/timing.rs"]
mod timing;

use std::path::Path;
use wavemark::output::publish::{PublishOptions, publish};
use wavemark::pipeline::{BuildOptions, build};
use wavemark::source::SourceReader;

const RUNS: usize = 21;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = BuildOptions::new("site-config.toml");
    let site = || build(&SourceReader::disk(root), &options).value.unwrap();
    report("build in memory", || {
        site();
    });

    let built = site();
    // On the disk of the project, not in a folder of the system that may be in memory.
    let folder = tempfile::tempdir_in(root.join("target")).unwrap();
    let mut number = 0;
    report("publish, new folder", || {
        number += 1;
        publish(&built, &folder.path().join(number.to_string()), &PublishOptions::default()).unwrap();
    });
    let again = folder.path().join("again");
    publish(&built, &again, &PublishOptions::default()).unwrap();
    report("publish, nothing changed", || {
        publish(&built, &again, &PublishOptions::default()).unwrap();
    });
    println!("{} pages, {} files, {} bytes", built.pages(), built.len(), built.total_bytes());
}

fn report(what: &str, work: impl FnMut()) {
    timing::report(what, RUNS, work);
}
