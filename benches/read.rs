//! How long reading takes, by what is done with the rows: `cargo bench --bench read`.
//!
//! Prints the median and the slowest of the runs for 200,000 responses from a fixed seed: cut into cells and answers, counted,
//! the counts of halves joined, and what was kept of them taken up again.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

#[path = "../examples/generate_large/project.rs"]
mod project;
#[path = "shared/timing.rs"]
mod timing;

use std::hint::black_box;
use wavemark::config::{self, SiteConfig, SourceIx};
use wavemark::cube::{Cube, Driven, DriverCounter, Tabulator};
use wavemark::pipeline::{BuildOptions, Session};
use wavemark::source::{SourceReader, Store};
use wavemark::survey::{self, PartedSink, Row, RowSink, Rows, Sharing};

const RUNS: usize = 7;
const RESPONSES: u64 = 200_000;

/// Takes rows and does nothing with them.
struct Nothing;

impl RowSink for Nothing {
    fn rows(&mut self, rows: &Rows<'_>) {
        black_box(rows);
    }

    fn later(&mut self, row: &Row<'_>) {
        black_box(row);
    }
}

impl PartedSink for Nothing {
    fn part(&self) -> Nothing {
        Nothing
    }

    fn take_in(&mut self, _part: Nothing) {}
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    project::write(folder.path(), RESPONSES).unwrap();
    let reader = SourceReader::disk(folder.path());
    let config = config::load(&reader, "site-config.toml").value.unwrap();
    let waves = &config.report.waves;
    let tabulator = || Tabulator::of(&config.sources[0], Vec::new(), waves, Vec::new());
    let one = Sharing { threads: 1, ..Sharing::usual() };
    report("rows and answers, 1 thread", || read(folder.path(), &config, one, &mut Nothing));
    report("the same, all threads", || read(folder.path(), &config, Sharing::usual(), &mut Nothing));
    report("counted as well", || read(folder.path(), &config, Sharing::usual(), &mut tabulator()));
    let drivers = DriverCounter::new(waves, vec![Driven { outcome: 0, attributes: (1..7).collect() }]);
    report("with sums for drivers in place of counts", || {
        read(folder.path(), &config, Sharing::usual(), &mut drivers.part());
    });
    let counted = |skip: usize| {
        let mut half = Half { keep: skip, at: 0, inner: tabulator() };
        survey::read_alone(&reader, &config, SourceIx(0), &mut half);
        half.inner.finish()
    };
    let halves: [Cube; 2] = [counted(0), counted(1)];
    report("counts of two halves joined", || {
        black_box(Cube::together(halves.clone()));
    });
    let store = Store::of_project(folder.path());
    let session = || {
        let reader = SourceReader::disk(folder.path()).with_store(Some(store.clone()));
        black_box(Session::new(BuildOptions::new("site-config.toml")).run(&reader));
    };
    session();
    report("all figures from what was kept", session);
}

/// Every other row.
struct Half {
    keep: usize,
    at: usize,
    inner: Tabulator,
}

impl RowSink for Half {
    fn rows(&mut self, rows: &Rows<'_>) {
        rows.each(|row| {
            self.at += 1;
            if self.at % 2 == self.keep {
                self.inner.row(row);
            }
        });
    }

    fn later(&mut self, row: &Row<'_>) {
        self.inner.later(row);
    }
}

fn read(folder: &std::path::Path, config: &SiteConfig, sharing: Sharing, sink: &mut impl PartedSink) {
    // A reader that has seen nothing yet, as in a build.
    let reader = SourceReader::disk(folder);
    config::load(&reader, "site-config.toml");
    black_box(survey::read_shared(&reader, config, SourceIx(0), sharing, sink));
}

fn report(what: &str, work: impl FnMut()) {
    timing::report(what, RUNS, work);
}
