//! How long the sample report takes: `cargo bench --bench sample`.
//!
//! Prints the median and the slowest of the runs for building in memory, for drawing and rendering its pages, and the same
//! with templates that write nothing: the difference is what rendering takes; for publishing into a new folder, and for
//! publishing the same again.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

#[path = "shared/timing.rs"]
mod timing;

use std::path::{Path, PathBuf};
use walkdir::WalkDir;
use wavemark::output::publish::{PublishOptions, publish};
use wavemark::pipeline::{BuildOptions, Material, Session, build};
use wavemark::source::SourceReader;
use wavemark::templates::built_in;

const RUNS: usize = 21;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = BuildOptions::new("site-config.toml");
    let site = || build(&SourceReader::disk(root), &options).value.unwrap();
    report("build in memory", || {
        site();
    });

    let material = |reader: &SourceReader| Session::new(options.clone()).run(reader).value.unwrap();
    let draw = |what: &str, material: &Material| {
        report(what, || {
            material.render();
        });
    };
    draw("pages, charts and data files", &material(&SourceReader::disk(root)));
    draw("the same with empty templates", &material(&SourceReader::memory(with_empty_templates(root))));

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

/// The files of the sample report, with templates of its author's that write nothing.
fn with_empty_templates(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let found = ["site-config.toml", "sample-data"].into_iter().flat_map(|name| WalkDir::new(root.join(name)));
    let found = found.map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let files = found.map(|entry| {
        let name = entry.path().strip_prefix(root).unwrap().to_owned();
        (name, std::fs::read(entry.path()).unwrap())
    });
    // What pages are built on stays: it is no page.
    let is_page = |name: &str| name.ends_with(".html") && !["base.html", "parts.html"].contains(&name);
    let pages = built_in().iter().filter(|(name, _)| is_page(name));
    files.chain(pages.map(|(name, _)| (Path::new("templates").join(name), Vec::new()))).collect()
}

fn report(what: &str, work: impl FnMut()) {
    timing::report(what, RUNS, work);
}
