//! Bad input and what Wavemark says about it.
//!
//! Every folder `tests/errors/<group>/<case>/` is one case: a small project with something wrong in it, and in
//! `expected.txt` the whole text of its problems. To add a case, make the folder and run
//! `WAVEMARK_UPDATE_EXPECTED=1 cargo test --test errors`, then read what was written: is it clear to somebody
//! who has never seen the program's code?

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use wavemark::config;
use wavemark::diag::terminal::{self, Style};
use wavemark::diag::{Diagnostic, in_order};
use wavemark::source::SourceReader;

/// The problems of one project, by the part of the program that finds them.
fn problems(group: &str, reader: &SourceReader) -> Vec<Diagnostic> {
    match group {
        "config" => config::load(reader, "site-config.toml").diagnostics,
        _ => panic!("tests/errors.rs does not know how to check the group `{group}`"),
    }
}

#[test]
fn every_problem_is_told_as_expected() {
    let update = std::env::var_os("WAVEMARK_UPDATE_EXPECTED").is_some();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let (mut cases, mut differences) = (0, Vec::new());
    for group in folders(&root) {
        for case in folders(&group) {
            cases += 1;
            let found = told(&name(&group), &case);
            let file = case.join("expected.txt");
            let expected = std::fs::read_to_string(&file).unwrap_or_default();
            if update {
                std::fs::write(&file, &found).unwrap();
            } else if found != expected {
                differences.push(format!(
                    "== {}/{}\n-- expected\n{expected}\n-- found\n{found}",
                    name(&group),
                    name(&case)
                ));
            }
        }
    }
    assert!(cases > 0, "no cases in {}", root.display());
    assert!(differences.is_empty(), "{} of {cases} cases differ\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn no_two_cases_say_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
    for case in folders(&root).iter().flat_map(|group| folders(group)) {
        let text = std::fs::read_to_string(case.join("expected.txt")).unwrap();
        assert!(text.contains("[") && text.contains("]: "), "{} expects no problem", case.display());
        if let Some(other) = seen.insert(text, case.clone()) {
            panic!("{} and {} expect the same", case.display(), other.display());
        }
    }
}

/// Everything that is said about a case, in the order in which it is printed.
fn told(group: &str, case: &Path) -> String {
    let reader = SourceReader::disk(case);
    let found = problems(group, &reader);
    terminal::render_all(&reader, &in_order(&reader, found), Style::PLAIN)
}

fn folders(dir: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(dir).expect("a folder of cases").map(|entry| entry.expect("a readable entry").path());
    let mut found: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
