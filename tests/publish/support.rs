//! Sites to publish and pictures of folders to compare.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use wavemark::output::publish::{Means, PublishError, PublishOptions, Published, publish};
use wavemark::output::{BuiltSite, SitePath};

/// What a path of a folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    Folder,
    File(Vec<u8>),
    Link(PathBuf),
    Other,
}

/// Everything in a folder, by its path; `None` when there is no such folder.
pub type Picture = Option<BTreeMap<PathBuf, Entry>>;

pub fn picture(root: &Path) -> Picture {
    root.exists().then(|| {
        let mut entries = BTreeMap::new();
        add(root, root, &mut entries);
        entries
    })
}

fn add(root: &Path, folder: &Path, entries: &mut BTreeMap<PathBuf, Entry>) {
    for found in fs::read_dir(folder).unwrap() {
        let path = found.unwrap().path();
        let kind = fs::symlink_metadata(&path).unwrap().file_type();
        let entry = if kind.is_dir() {
            add(root, &path, entries);
            Entry::Folder
        } else if kind.is_file() {
            Entry::File(fs::read(&path).unwrap())
        } else if kind.is_symlink() {
            Entry::Link(fs::read_link(&path).unwrap())
        } else {
            Entry::Other
        };
        entries.insert(path.strip_prefix(root).unwrap().to_owned(), entry);
    }
}

pub fn site(files: &[(&str, &str)]) -> BuiltSite {
    let mut site = BuiltSite::new();
    for (path, text) in files {
        let path = SitePath::new(*path).unwrap();
        site.insert(path, text.as_bytes()).unwrap();
    }
    site
}

/// One of two sites with pages of several sizes: a third of them the same in both, a third
/// changed, the rest in one of them only.
pub fn report(edition: char) -> BuiltSite {
    let mut site = BuiltSite::new();
    let mut add = |path: String, line: &str, lines: usize| {
        let path = SitePath::new(path).unwrap();
        site.insert(path, line.repeat(lines).into_bytes()).unwrap();
    };
    for page in 0..8 {
        let lines = 1 + page * 150;
        add(format!("shared/{page}/index.html"), "the same\n", lines);
        let line = format!("page {page} of {edition}\n");
        add(format!("metrics/{page}/index.html"), &line, lines);
        add(format!("only-{edition}/{page}.html"), &line, lines);
    }
    // A folder in one edition and a file in the other.
    match edition {
        'a' => add("turn/index.html".into(), "a", 1),
        _ => add("turn".into(), "b", 1),
    }
    site
}

/// Publishes with the means of this system, expecting it to work to its end.
pub fn show(site: &BuiltSite, target: &Path) -> Published {
    show_with(site, target, Means::Best)
}

pub fn show_with(site: &BuiltSite, target: &Path, means: Means) -> Published {
    let options = PublishOptions { means, ..PublishOptions::default() };
    let published = publish(site, target, &options).unwrap();
    assert_eq!(published.not_cleared, None);
    assert_tidy(target);
    published
}

/// Publishes with the means of this system, expecting a refusal that changes nothing.
pub fn refusal(site: &BuiltSite, target: &Path) -> PublishError {
    let before = picture(target);
    let error = publish(site, target, &PublishOptions::default()).unwrap_err();
    assert_eq!(picture(target), before, "{error}");
    error
}

/// No working folder is left beside the target.
pub fn assert_tidy(target: &Path) {
    let work = work_folder(target);
    // Where a lock cannot be checked after it was taken, its file stays.
    let left = picture(&work).unwrap_or_default();
    let expected: &[&Path] = if cfg!(unix) || !work.exists() { &[] } else { &[Path::new("lock")] };
    assert_eq!(left.keys().collect::<Vec<_>>(), expected);
    assert!(!cfg!(unix) || !work.exists(), "{} is left", work.display());
}

pub fn work_folder(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap().to_str().unwrap();
    target.with_file_name(format!(".{name}.wavemark"))
}

/// Asserts that the folder holds the site's files with their hashes in the manifest, the foreign
/// entries, and nothing else.
pub fn assert_shows(target: &Path, site: &BuiltSite, foreign: &[(&str, Entry)]) {
    let mut shown = picture(target).unwrap();
    shown.retain(|_, entry| *entry != Entry::Folder);
    let manifest = shown.remove(Path::new(".wavemark-manifest.json"));
    let mut expected = BTreeMap::new();
    let mut lines = Vec::new();
    for (path, file) in site.iter() {
        expected.insert(path.to_path(), Entry::File(file.bytes().to_vec()));
        let size = file.bytes().len();
        let sha256 = file.sha256();
        lines.push(format!("    {{\"path\":\"{path}\",\"size\":{size},\"sha256\":\"{sha256}\"}}"));
    }
    for (path, entry) in foreign {
        expected.insert(PathBuf::from(path), entry.clone());
    }
    let names = |map: &BTreeMap<PathBuf, Entry>| map.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&shown), names(&expected));
    assert!(shown == expected, "same names, other content");
    let text = format!("{{\n  \"format\": 1,\n  \"files\": [\n{}\n  ]\n}}\n", lines.join(",\n"));
    assert_eq!(manifest, Some(Entry::File(text.into_bytes())));
}

pub fn file(text: &str) -> Entry {
    Entry::File(text.as_bytes().to_vec())
}

/// Whether this system can exchange two folders in one call.
pub const HAS_EXCHANGE: bool = cfg!(any(target_os = "linux", target_vendor = "apple"));

/// Says on the terminal itself (the test harness hides what a passing test prints) that a test
/// cannot run here; fails where every test is required.
pub fn cannot_run(what: &str, why: &str) {
    let required = std::env::var_os("WAVEMARK_REQUIRE_ALL").is_some_and(|value| value == "1");
    assert!(!required, "{what} must run and cannot: {why}");
    let line = format!("\nNOT RUN: {what}: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}
