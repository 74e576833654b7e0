//! `wavemark verify`: whether a published site is what the data give.

use super::console::Console;
use super::progress::with_bar;
use super::project::Project;
use super::{Exit, count};
use crate::config;
use crate::pipeline::{self, BuildOptions};
use crate::source::SourceReader;
use crate::verify;
use std::path::Path;

/// Builds the site in memory and compares the published one with it; writes nothing.
pub(super) fn verify(console: &mut Console, project: &Project, folder: Option<&Path>) -> Exit {
    let reader = project.reader_anew();
    let options = BuildOptions::comparing(project.config());
    let built = with_bar(console, &reader, || pipeline::build_at_last(&reader, &options, &|_| ()));
    let met = console.report(&reader, built.diagnostics);
    let Some(site) = built.value else {
        let found = met.summary.unwrap_or_else(|| "no problems".into());
        console.sum_up(&format!("{found}; no figure could be computed again{}\n", project.whereabouts()));
        return Exit::Problems;
    };
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => {
            let Some(config) = config::load(&reader, project.config()).value else { return Exit::Problems };
            project.path(&config.site.output.value)
        }
    };
    // The folder is named as seen from here, not from the project.
    let published = SourceReader::disk(".");
    let name = folder.to_string_lossy().replace('\\', "/");
    let verified = verify::verify(&site, &published, name.trim_end_matches('/'));
    let reported = console.report(&published, verified.problems);
    if verified.files > 0 {
        let (figures, files) = (count(verified.figures, "figure"), count(verified.files, "file"));
        console.sum_up(&format!("{} is not what the data give: {figures} and {files} differ\n", folder.display()));
    }
    if reported.stops() || met.stops() {
        return Exit::Problems;
    }
    let (pages, files) = (count(site.pages(), "page"), count(site.len(), "file"));
    console.say(&format!("Verified {}: every figure in {pages} ({files}) is what the data give.\n", folder.display()));
    Exit::Fine
}
