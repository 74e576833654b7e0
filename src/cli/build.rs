//! `wavemark build` and `wavemark check`: the same work, but only one of them writes.

use super::console::Console;
use super::progress::with_bar;
use super::project::Project;
use super::timings::Timings;
use super::{Exit, count};
use crate::config;
use crate::diag::Diagnostic;
use crate::links;
use crate::output::BuiltSite;
use crate::output::publish::{PublishErrorKind, PublishOptions, Published, publish};
use crate::pipeline::{self, BuildOptions, OnStage};
use crate::source::SourceReader;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Builds the report and publishes it.
pub(super) fn build(console: &mut Console, project: &Project, with_timings: bool) -> Exit {
    let timings = Timings::begin();
    let exit = publish_site(console, project, &|stage| timings.stage(stage));
    if with_timings {
        timings.stage("closing");
        console.complain(&timings.table());
    }
    exit
}

fn publish_site(console: &mut Console, project: &Project, on_stage: OnStage<'_>) -> Exit {
    let reader = project.keeping_reader();
    let Some((site, summary)) = built(console, project, &reader, on_stage, "nothing was published") else {
        return Exit::Problems;
    };
    // The config was checked by the build; reading it again costs nothing, its file is in the reader.
    let Some(config) = config::load(&reader, project.config()).value else { return Exit::Problems };
    let target = project.path(&config.site.output.value);
    let inputs = inputs(project, &reader);
    let options = PublishOptions { inputs: &inputs, ..PublishOptions::default() };
    let at_output = config.site.output.span;
    let result = publish(&site, &target, &options);
    on_stage("publishing");
    match result {
        Err(error) => {
            let problem = Diagnostic::error(code(error.kind()), error.to_string()).hint(error.hint());
            let problem = if is_about_output(error.kind()) { problem.at(at_output) } else { problem };
            console.report(&reader, vec![problem]);
            Exit::Problems
        }
        Ok(published) => {
            let mut told = left_over(&target, &published);
            told.extend(too_large(&site, SIZE_LIMIT));
            let after = console.report(&reader, told);
            let problems = [summary, after.summary.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
            console.say(&done(&site, &published, &target, &problems));
            after.exit
        }
    }
}

/// Finds every problem of the report; writes nothing.
pub(super) fn check(console: &mut Console, project: &Project) -> Exit {
    let reader = project.reader();
    let Some((site, summary)) = built(console, project, &reader, &|_| (), "") else { return Exit::Problems };
    let Some(config) = config::load(&reader, project.config()).value else { return Exit::Problems };
    let links = links::check(&site, config.site.base_url.as_deref());
    let dead = links.dead.iter().map(|dead| Diagnostic::warning("links/dead", dead.to_string()).hint(DEAD_LINK));
    let reported = console.report(&reader, dead.chain(too_large(&site, SIZE_LIMIT)).collect());
    let found = [summary, reported.summary].into_iter().flatten().collect::<Vec<_>>();
    let found = if found.is_empty() { "no problems".into() } else { found.join(", ") };
    let read = reader.sources().len();
    let (pages, links) = (count(site.pages(), "page"), count(links.inside, "link"));
    console.say(&format!("Checked {}, {pages}, {links}: {found}.\n", count(read, "file")));
    reported.exit
}

/// What to do about a link that leads nowhere. Those of commentary were found before, at their places.
const DEAD_LINK: &str = "look at the template of that page in the folder that `templates` under [site] names";

/// The site with a summary of its problems; absent if these stop the run, which is then said.
pub(super) fn built(
    console: &mut Console,
    project: &Project,
    reader: &SourceReader,
    on_stage: OnStage<'_>,
    consequence: &str,
) -> Option<(BuiltSite, Option<String>)> {
    let options = BuildOptions::new(project.config());
    let built = with_bar(console, reader, || pipeline::build_at_last(reader, &options, on_stage));
    let reported = console.report(reader, built.diagnostics);
    match built.value {
        Some(site) if !reported.stops() => Some((site, reported.summary)),
        _ => {
            let found = reported.summary.unwrap_or_else(|| "no problems".into());
            let consequence = if consequence.is_empty() { String::new() } else { format!("; {consequence}") };
            console.sum_up(&format!("{found}{consequence}{}\n", project.whereabouts()));
            None
        }
    }
}

/// What the site was made of, and must not lie in the folder that it is written to.
fn inputs(project: &Project, reader: &SourceReader) -> Vec<PathBuf> {
    let read = reader.sources().into_iter().map(|source| source.name);
    read.chain(reader.listed()).map(|path| project.path(&path)).collect()
}

/// What GitHub Pages takes at most, in bytes ("GitHub Pages limits", docs.github.com); others take little more.
const SIZE_LIMIT: u64 = 1_000_000_000;

/// How many folders a site that is too large is said to consist of.
const LARGEST_FOLDERS: usize = 3;

/// A site of more than `limit` bytes, with what takes the most room.
fn too_large(site: &BuiltSite, limit: u64) -> Option<Diagnostic> {
    let total = site.total_bytes();
    if total <= limit {
        return None;
    }
    let mut folders: BTreeMap<&str, u64> = BTreeMap::new();
    for (path, file) in site.iter() {
        let folder = path.as_str().split_once('/').map_or("", |(folder, _)| folder);
        *folders.entry(folder).or_default() += file.bytes().len() as u64;
    }
    let mut folders: Vec<_> = folders.into_iter().filter(|(folder, _)| !folder.is_empty()).collect();
    folders.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let largest = folders.iter().take(LARGEST_FOLDERS);
    let largest: Vec<_> = largest.map(|(folder, bytes)| format!("`{folder}` {}", size(*bytes))).collect();
    let message = format!("the site has {}, and GitHub Pages takes {} at most", size(total), size(limit));
    let problem = Diagnostic::warning("publish/site-too-large", message).hint(
        "take out segments that nobody reads, or publish older editions by themselves: each has a folder of its own",
    );
    Some(if largest.is_empty() { problem } else { problem.hint(format!("most of it: {}", largest.join(", "))) })
}

/// What publishing found in the folder that its owner may want to know.
fn left_over(target: &Path, published: &Published) -> Vec<Diagnostic> {
    let shown = |path: &crate::output::SitePath| target.join(path.to_path()).display().to_string();
    let replaced = published.edits_replaced.iter().map(|path| {
        Diagnostic::warning("publish/edit-replaced", format!("`{}` had been changed by hand", shown(path)))
            .hint("it was replaced: change the commentary or a template, what is published is made from these")
    });
    let kept = published.edits_kept.iter().map(|path| {
        let message = format!("`{}` had been changed by hand and is no longer part of the site", shown(path));
        Diagnostic::warning("publish/edit-kept", message).hint("it was kept: delete it if it is not needed")
    });
    let not_cleared = published.not_cleared.iter().map(|error| {
        let message = format!("the new site is there, but the old one could not be removed: {error}");
        Diagnostic::warning("publish/not-cleared", message).hint("the next build tries again")
    });
    replaced.chain(kept).chain(not_cleared).collect()
}

/// The one line with which a build ends.
fn done(site: &BuiltSite, published: &Published, target: &Path, problems: &str) -> String {
    let removed = if published.removed == 0 { String::new() } else { format!(", {} removed", published.removed) };
    let problems = if problems.is_empty() { String::new() } else { format!(", with {problems}") };
    format!(
        "Built {} in {} ({}, {}: {} written, {} unchanged{removed}){problems}; open {}\n",
        count(site.pages(), "page"),
        target.display(),
        count(site.len(), "file"),
        size(site.total_bytes()),
        published.written,
        published.unchanged,
        target.join("index.html").display(),
    )
}

/// A size as file managers show it, in powers of a thousand.
pub(super) fn size(bytes: u64) -> String {
    let tenths = |unit: u64| (bytes * 10 + unit / 2) / unit;
    let (tenths, unit) = match bytes {
        0..1_000 => return format!("{bytes} bytes"),
        1_000..999_950 => (tenths(1_000), "kB"),
        999_950..999_950_000 => (tenths(1_000_000), "MB"),
        _ => (tenths(1_000_000_000), "GB"),
    };
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

/// Whether the place to mend it is `output` in the site-config.
fn is_about_output(kind: PublishErrorKind) -> bool {
    use PublishErrorKind as K;
    matches!(
        kind,
        K::TargetIsSymlink
            | K::TargetIsFile
            | K::TargetIsCurrentFolder
            | K::TargetIsProject
            | K::TargetHoldsInputs
            | K::TargetIsMount
            | K::NotOurs
    )
}

fn code(kind: PublishErrorKind) -> &'static str {
    use PublishErrorKind as K;
    match kind {
        K::TargetIsSymlink => "publish/target-is-link",
        K::TargetIsFile => "publish/target-is-file",
        K::TargetIsCurrentFolder => "publish/target-is-current-folder",
        K::TargetIsProject => "publish/target-is-project",
        K::TargetHoldsInputs => "publish/target-holds-inputs",
        K::TargetIsMount => "publish/target-is-mount",
        K::NotOurs => "publish/target-not-ours",
        K::ManifestUnreadable => "publish/manifest-unreadable",
        K::Occupied => "publish/occupied",
        K::WorkFolderNotOurs => "publish/work-folder-not-ours",
        K::NeedsRescue => "publish/needs-rescue",
        K::Busy => "publish/busy",
        K::DiskFull => "publish/disk-full",
        K::NoPermission => "publish/no-permission",
        K::Io => "publish/io",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Severity;
    use crate::output::SitePath;

    #[test]
    fn sizes_are_rounded_and_never_reach_the_next_unit() {
        let shown =
            [0, 999, 1_000, 1_249, 1_250, 999_949, 999_950, 12_345_678, 999_949_999, 999_950_000, 2_500_000_000]
                .map(size);
        assert_eq!(
            shown,
            [
                "0 bytes",
                "999 bytes",
                "1.0 kB",
                "1.2 kB",
                "1.3 kB",
                "999.9 kB",
                "1.0 MB",
                "12.3 MB",
                "999.9 MB",
                "1.0 GB",
                "2.5 GB"
            ]
            .map(String::from)
        );
    }

    #[test]
    fn a_site_beyond_the_limit_says_what_takes_the_room() {
        let mut site = BuiltSite::new();
        for (path, bytes) in [("index.html", 900), ("2026-q3/index.html", 2_000), ("a/b", 1), ("c/d", 2), ("e/f", 3)] {
            site.insert(SitePath::new(path).unwrap(), vec![b'x'; bytes]).unwrap();
        }
        assert_eq!(too_large(&site, 2_906), None);
        let problem = too_large(&site, 2_905).unwrap();
        assert_eq!((problem.severity, problem.code), (Severity::Warning, "publish/site-too-large"));
        assert_eq!(problem.message, "the site has 2.9 kB, and GitHub Pages takes 2.9 kB at most");
        assert_eq!(problem.hints[1], "most of it: `2026-q3` 2.0 kB, `e` 3 bytes, `c` 2 bytes");
    }
}
