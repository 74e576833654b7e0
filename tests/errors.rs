//! Bad input and what Wavemark says about it.
//!
//! Every folder `tests/errors/<group>/<case>/` is one case: a small project with something wrong in it, and in
//! `expected.txt` the whole text of its problems as a terminal shows it. In some groups a case holds only the files
//! that differ from `tests/errors/whole/`, a project with nothing wrong (see [`GROUPS`]). To add a case, make the folder
//! and run `WAVEMARK_UPDATE_EXPECTED=1 cargo test --test errors`, then read what was written: is it clear to somebody
//! who has never seen the program's code?

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use wavemark::config;
use wavemark::diag::terminal::{self, Style};
use wavemark::diag::{Diagnostic, Severity, in_order, json};
use wavemark::pipeline::{self, BuildOptions};
use wavemark::source::SourceReader;

const CONFIG: &str = "site-config.toml";
const EXPECTED: &str = "expected.txt";

/// How the cases of a group are run.
#[derive(Clone, Copy, PartialEq)]
enum Run {
    /// Only the site-config is read.
    Config,
    /// The whole report is built from the case's files.
    Build,
    /// The whole report is built from `tests/errors/whole/`, with the case's files in place of those of the same name.
    BuildOverWhole,
}

const GROUPS: [(&str, Run); 9] = [
    ("action", Run::BuildOverWhole),
    ("benchmark", Run::BuildOverWhole),
    ("claim", Run::BuildOverWhole),
    ("commentary", Run::BuildOverWhole),
    ("config", Run::Config),
    ("data", Run::Build),
    ("metric", Run::BuildOverWhole),
    ("report", Run::Build),
    ("template", Run::BuildOverWhole),
];

#[test]
fn every_problem_is_told_as_expected() {
    let update = std::env::var_os("WAVEMARK_UPDATE_EXPECTED").is_some();
    let (mut count, mut differences) = (0, Vec::new());
    for (group, run, case) in cases() {
        count += 1;
        let found = told(run, &case);
        let file = case.join(EXPECTED);
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        if update {
            std::fs::write(&file, &found).expect("a file that can be written");
        } else if found != expected {
            differences.push(format!("== {group}/{}\n-- expected\n{expected}\n-- found\n{found}", name(&case)));
        }
    }
    assert!(differences.is_empty(), "{} of {count} cases differ\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn no_two_cases_say_the_same() {
    let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
    for (_, _, case) in cases() {
        let text = std::fs::read_to_string(case.join(EXPECTED)).expect("a text");
        assert!(text.contains("[") && text.contains("]: "), "{} expects no problem", case.display());
        if let Some(other) = seen.insert(text, case.clone()) {
            panic!("{} and {} expect the same", case.display(), other.display());
        }
    }
}

#[test]
fn the_project_that_cases_change_has_no_problem() {
    let project = TempDir::new().expect("a folder to build in");
    copy(&errors().join("whole"), project.path());
    let reader = SourceReader::disk(project.path());
    let problems = pipeline::build(&reader, &BuildOptions::new(CONFIG)).diagnostics;
    assert_eq!(terminal::render_all(&reader, &problems, Style::PLAIN), "");
}

/// Kinds of problems that no case can bring about.
const WITHOUT_A_CASE: [&str; 14] = [
    // Only the command line names an edition.
    "claim/unknown-edition",
    // A file that is there and cannot be read, which a repository cannot hold.
    "action/unreadable",
    "benchmark/unreadable",
    "commentary/unreadable",
    "commentary/unreadable-file",
    "data/unreadable",
    // Files too large to keep here; tested beside their code.
    "commentary/too-large",
    "data/too-many-questions",
    "data/too-many-values",
    // Second lines of defence: what leads there is refused before.
    "data/no-time",
    "report/no-data",
    // Faults of the program, or of a file name that not every system can hold.
    "pages/chart",
    "pages/path",
    "template/failed",
];

#[test]
fn every_kind_of_problem_has_a_case() {
    let texts: Vec<String> =
        cases().iter().map(|(_, _, case)| std::fs::read_to_string(case.join(EXPECTED)).expect("a text")).collect();
    let told = |code: &str| texts.iter().any(|text| text.contains(&format!("[{code}]: ")));
    let codes = codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(codes.len() > 100, "the codes are not found in the source any more: {codes:?}");
    let untold: Vec<_> = codes.iter().filter(|code| !told(code) && !WITHOUT_A_CASE.contains(&code.as_str())).collect();
    assert!(untold.is_empty(), "no case in tests/errors brings about {untold:#?}");
    let stale: Vec<_> = WITHOUT_A_CASE.iter().filter(|code| told(code) || !codes.contains(**code)).collect();
    assert!(stale.is_empty(), "{stale:?} are listed as without a case and need not be");
}

/// Every code of a problem in the program's text: `"group/name"`.
fn codes(dir: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in entries(dir) {
        if entry.is_dir() && entry.file_name().is_some_and(|name| name != "tests") {
            found.extend(codes(&entry));
        } else if entry.extension().is_some_and(|end| end == "rs") && !name(&entry).contains("tests") {
            let text = std::fs::read_to_string(&entry).expect("a text");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            found.extend(code.split('"').filter(|text| is_code(text)).map(String::from));
        }
    }
    found
}

fn is_code(text: &str) -> bool {
    let groups = GROUPS.iter().map(|(group, _)| *group).chain(["pages"]);
    text.split_once('/').is_some_and(|(group, name)| {
        groups.into_iter().any(|known| known == group)
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    })
}

/// Everything that is said about a case, in the order in which it is printed.
fn told(run: Run, case: &Path) -> String {
    let project = TempDir::new().expect("a folder to build in");
    if run == Run::BuildOverWhole {
        copy(&errors().join("whole"), project.path());
    }
    copy(case, project.path());
    let reader = SourceReader::disk(project.path());
    let problems = match run {
        Run::Config => config::load(&reader, CONFIG).diagnostics,
        Run::Build | Run::BuildOverWhole => {
            let built = pipeline::build(&reader, &BuildOptions::new(CONFIG));
            let failed = built.diagnostics.iter().any(|problem| problem.severity == Severity::Error);
            assert_eq!(built.value.is_none(), failed, "{}: a site is built unless there is an error", case.display());
            built.diagnostics
        }
    };
    let problems = in_order(&reader, problems);
    for problem in &problems {
        check(&reader, problem, case);
    }
    terminal::render_all(&reader, &problems, Style::PLAIN)
}

/// What holds for every problem, whatever it is: programs are told the place that people are told, and an error says
/// what to do.
fn check(reader: &SourceReader, problem: &Diagnostic, case: &Path) {
    let line: serde_json::Value = serde_json::from_str(&json::line(reader, problem)).expect("JSON");
    let shown = terminal::render(reader, problem, Style::PLAIN);
    assert_eq!(line["code"], problem.code);
    assert_eq!(line["message"], problem.message.as_str());
    match problem.span {
        Some(span) => {
            let at = reader.position(span);
            assert_eq!(line["file"], at.file.as_str());
            let numbers = ["line", "column", "end_line", "end_column"].map(|key| line[key].as_u64().expect("a number"));
            assert_eq!(numbers, [at.line, at.column, at.end_line, at.end_column].map(|number| number as u64));
            assert!((at.line, at.column) <= (at.end_line, at.end_column), "{}: {problem:?}", case.display());
            let place = format!("--> {}:{}:{}\n", at.file, at.line, at.column);
            assert!(shown.contains(&place), "{}: {place} is not in\n{shown}", case.display());
        }
        None => assert!(line["file"].is_null() && line["line"].is_null() && line["column"].is_null()),
    }
    let hinted = !problem.hints.is_empty();
    assert!(hinted || problem.severity != Severity::Error, "{}: no hint:\n{shown}", case.display());
}

/// Every case with its group.
fn cases() -> Vec<(&'static str, Run, PathBuf)> {
    let cases = |(group, run): (&'static str, Run)| {
        folders(&errors().join(group)).into_iter().map(move |case| (group, run, case)).collect::<Vec<_>>()
    };
    let all: Vec<_> = GROUPS.into_iter().flat_map(cases).collect();
    let known = GROUPS.iter().map(|(group, _)| *group).chain(["whole"]).collect::<BTreeSet<_>>();
    let there: Vec<_> = folders(&errors()).iter().map(|folder| name(folder)).collect();
    assert_eq!(there, known.into_iter().collect::<Vec<_>>(), "the groups of cases");
    all
}

fn errors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")
}

fn copy(from: &Path, to: &Path) {
    for entry in entries(from) {
        let target = to.join(name(&entry));
        if name(&entry) == EXPECTED {
            continue;
        }
        if entry.is_dir() {
            std::fs::create_dir_all(&target).expect("a new folder");
            copy(&entry, &target);
        } else {
            std::fs::copy(&entry, &target).expect("a copy");
        }
    }
}

fn folders(dir: &Path) -> Vec<PathBuf> {
    entries(dir).into_iter().filter(|path| path.is_dir()).collect()
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("a readable entry").path());
    let mut found: Vec<_> = entries.collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
