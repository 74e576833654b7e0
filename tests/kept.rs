//! What a build keeps of its data for the next one: the next report is what it would be without, and nothing that is broken,
//! older or another's is used.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};
use wavemark::diag::{in_order, json};
use wavemark::fingerprint::Fingerprint;
use wavemark::output::BuiltSite;
use wavemark::pipeline::{self, BuildOptions, Session};
use wavemark::source::{STORE, SourceReader, Store};

const CONFIG: &str = "site-config.toml";

/// A report with a bit of everything that is counted.
const REPORT: &str = r#"
[site]
title = "t"
[report]
brand = "A"
[[source]]
id = "visits"
files = "visits/*.csv"
columns = { respondent = "id", date = "day", brand = "brand", weight = "weight" }
segments = ["region"]
[[question]]
id = "happy"
source = "visits"
column = "happy"
scale = { from = 0, to = 10 }
[[question]]
id = "quick"
source = "visits"
column = "quick"
scale = { from = 1, to = 5 }
[[metric]]
id = "nps"
kind = "nps"
question = "happy"
drivers = ["quick"]
[[metric]]
id = "speed"
kind = "mean"
question = "quick"
[[source]]
id = "calls"
files = "calls.csv"
encoding = "windows-1252"
columns = { date = "day" }
segments = ["office"]
[[question]]
id = "wait"
source = "calls"
column = "wait"
type = "duration"
[[metric]]
id = "wait"
kind = "duration"
question = "wait"
"#;

struct Project(tempfile::TempDir);

/// A site, or none after an error, with the problems as they are printed.
type Outcome = (Option<BTreeMap<String, Fingerprint>>, Vec<String>);

impl Project {
    fn new() -> Project {
        let project = Project(tempfile::tempdir().unwrap());
        project.write(CONFIG, REPORT.as_bytes());
        for (file, month) in [("visits/a.csv", 2), ("visits/b.csv", 5)] {
            project.write(file, visits(month).as_bytes());
        }
        // Zürich in windows-1252, and a wait that is none.
        let mut calls = b"day,office,wait\n2026-05-04,Z\xfcrich,soon\n".to_vec();
        for at in 0..120u32 {
            calls.extend(format!("2026-0{}-11,Bern,{}\n", 1 + at % 6, 20 + at * 7 % 90).bytes());
        }
        project.write("calls.csv", &calls);
        project
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        let path = self.root().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn replace(&self, file: &str, old: &str, new: &str) {
        let path = self.root().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file} has no {old}");
        std::fs::write(path, text.replacen(old, new, 1)).unwrap();
    }

    fn build(&self, store: Option<Store>) -> Outcome {
        self.build_counting(store).0
    }

    /// The same with the number of rows that were read.
    fn build_counting(&self, store: Option<Store>) -> (Outcome, u64) {
        let reader = SourceReader::disk(self.root()).with_store(store);
        let built = pipeline::build(&reader, &BuildOptions::new(CONFIG));
        let problems = in_order(&reader, built.diagnostics);
        let problems = problems.iter().map(|problem| json::line(&reader, problem)).collect();
        ((built.value.map(|site| files(&site)), problems), reader.progress().standing().rows)
    }

    fn store(&self) -> Store {
        Store::of_project(self.root())
    }

    fn kept(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.root().join(STORE)) else { return Vec::new() };
        let mut kept: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        kept.retain(|path| path.extension().is_some_and(|ending| ending == "kept"));
        kept.sort();
        kept
    }

    /// What is kept of the files of responses.
    fn counted(&self) -> Vec<PathBuf> {
        let mut kept = self.kept();
        kept.retain(|path| !is_of_figures(path));
        kept
    }

    /// What is kept of editions.
    fn figures(&self) -> Vec<PathBuf> {
        let mut kept = self.kept();
        kept.retain(|path| is_of_figures(path));
        kept
    }

    /// As if it had been kept long after everything was written.
    fn age(&self) {
        for path in self.kept() {
            let file = std::fs::File::options().write(true).open(path).unwrap();
            file.set_modified(UNIX_EPOCH + AGED).unwrap();
        }
    }

    /// Builds with what is kept and without; both must be the same. Gives the number of rows that were read with it.
    fn builds_the_same(&self) -> (Outcome, u64) {
        self.age();
        let (with, rows) = self.build_counting(Some(self.store()));
        assert_eq!(with, self.build(None));
        (with, rows)
    }

    /// How many kept files are others than those that were aged.
    fn kept_again(&self) -> usize {
        self.kept().iter().filter(|path| modified(path) != AGED.as_nanos()).count()
    }
}

/// Long after everything was written.
const AGED: Duration = Duration::from_secs(4_000_000_000);

/// The rows of a file of `visits` and of `calls`.
const VISITS: u64 = 162;
const CALLS: u64 = 121;

fn is_of_figures(path: &Path) -> bool {
    path.file_name().unwrap().to_str().unwrap().starts_with("figures-")
}

fn modified(path: &Path) -> u128 {
    std::fs::metadata(path).unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_nanos()
}

fn files(site: &BuiltSite) -> BTreeMap<String, Fingerprint> {
    site.iter().map(|(path, file)| (path.as_str().to_owned(), Fingerprint::of(file.bytes()))).collect()
}

fn visits(month: u32) -> String {
    let mut text = "id,day,brand,region,weight,happy,quick\n".to_owned();
    for at in 0..160u32 {
        let (brand, region) = (["A", "B"][(at % 2) as usize], ["North", "South"][(at / 3 % 2) as usize]);
        let weight = 80 + at % 40;
        text += &format!("r{at},2026-0{}-1{},{brand},{region},{}.{:02},", month, at % 9, weight / 100, weight % 100);
        text += &format!("{},{}\n", (at * 7 + month) % 11, 1 + at * 3 % 5);
    }
    // Twice the same respondent, and an answer that is none.
    text + &format!("r0,2026-0{month}-02,A,North,1,9,5\nx,2026-0{month}-03,A,North,1,very,5\n")
}

#[test]
fn a_report_of_unchanged_data_is_the_same_and_reads_none() {
    let project = Project::new();
    let first = project.build(Some(project.store()));
    assert!(first.0.is_some(), "{:?}", first.1);
    assert!(
        first.1.iter().any(|problem| problem.contains("windows") || problem.contains("calls.csv")),
        "{:?}",
        first.1
    );
    assert_eq!(project.counted().len(), 3);
    assert_eq!(project.builds_the_same(), (first, 0));
}

#[test]
fn what_was_kept_is_known_again_by_its_bytes_and_then_by_its_looks() {
    let project = Project::new();
    project.build(Some(project.store()));
    project.age();
    // The same bytes in another file of the same name, as after a checkout.
    project.write("visits/copy", visits(2).as_bytes());
    std::fs::rename(project.root().join("visits/copy"), project.root().join("visits/a.csv")).unwrap();
    let sizes = || project.kept().iter().map(|path| std::fs::metadata(path).unwrap().len()).collect::<Vec<_>>();
    let before = sizes();
    assert_eq!(project.builds_the_same().1, 0);
    assert_eq!((project.kept_again(), sizes()), (1, before), "kept again with the looks of the new file");
    assert_eq!((project.builds_the_same().1, project.kept_again()), (0, 0));
}

#[test]
fn data_that_changed_are_read_again_and_only_they() {
    let project = Project::new();
    project.build(Some(project.store()));
    project.replace("visits/b.csv", "very", "8");
    assert_eq!(project.builds_the_same().1, VISITS);
    project.write("visits/c.csv", visits(8).as_bytes());
    assert_eq!(project.builds_the_same().1, VISITS);
    assert_eq!(project.counted().len(), 4);
    std::fs::remove_file(project.root().join("visits/a.csv")).unwrap();
    assert_eq!(project.builds_the_same().1, 0);
    assert_eq!(project.counted().len(), 3, "what is gone is not kept");
    std::fs::rename(project.root().join("visits/b.csv"), project.root().join("visits/d.csv")).unwrap();
    assert_eq!(project.builds_the_same().1, VISITS);
    project.write("calls.csv", b"day,office,wait\n2026-05-04,Bern,40\n");
    assert_eq!(project.builds_the_same().1, 1);
    // An error is told again each time.
    project.write("calls.csv", b"day,office\n2026-05-04,Bern\n");
    let (outcome, rows) = project.builds_the_same();
    assert!(outcome.0.is_none());
    assert_eq!(rows, 0);
}

#[test]
fn what_is_wrong_with_one_file_leaves_what_is_kept_of_others() {
    let project = Project::new();
    project.build(Some(project.store()));
    project.write("visits/c.csv", visits(8).replace("2026-", "").as_bytes());
    for _ in 0..2 {
        let (outcome, rows) = project.builds_the_same();
        assert!(outcome.0.is_none() && outcome.1.iter().any(|problem| problem.contains("visits/c.csv")));
        assert_eq!(rows, VISITS);
    }
    // It is no text in UTF-8 further on, which is found when it is read.
    let mut bytes = visits(8).repeat(1 + (1 << 20) / visits(8).len()).into_bytes();
    bytes.extend(b"r1,2026-08-01,A,S\xfcd,1,5,5\n");
    project.write("visits/c.csv", &bytes);
    let (outcome, _) = project.builds_the_same();
    assert!(outcome.0.is_none() && outcome.1.iter().any(|problem| problem.contains("data/encoding")), "{outcome:?}");
    project.write("visits/c.csv", visits(8).as_bytes());
    assert_eq!(project.builds_the_same().1, VISITS);
    // A column that one file lacks is missed in the source as before.
    project.write("visits/c.csv", visits(8).replace("weight", "w").as_bytes());
    let (outcome, rows) = project.builds_the_same();
    assert!(outcome.0.is_none() && outcome.1.iter().any(|problem| problem.contains("data/no-column")));
    assert_eq!(rows, 0);
}

#[test]
fn files_in_which_respondents_may_come_again_are_read_together() {
    let project = Project::new();
    project.build(Some(project.store()));
    // Of the wave and the brands of b.csv, with the same respondents.
    project.write("visits/c.csv", visits(6).as_bytes());
    let (outcome, rows) = project.builds_the_same();
    assert!(outcome.1.iter().any(|problem| problem.contains("data/duplicate-respondent")), "{:?}", outcome.1);
    assert_eq!(rows, VISITS + 2 * VISITS, "c.csv, and then b.csv with it");
    assert_eq!(project.builds_the_same().1, 0);
    project.replace("visits/b.csv", "r7,", "r700,");
    assert_eq!(project.builds_the_same().1, VISITS + 2 * VISITS);
    project.replace("visits/a.csv", "r7,", "r700,");
    assert_eq!(project.builds_the_same().1, VISITS);
    std::fs::remove_file(project.root().join("visits/b.csv")).unwrap();
    assert_eq!(project.builds_the_same().1, VISITS, "the respondents of c.csv are the first now");
    assert_eq!(project.builds_the_same().1, 0);
}

#[test]
fn a_config_that_asks_otherwise_reads_again_and_another_does_not() {
    let harmless = [
        ("title = \"t\"", "# A line more.\n\ntitle = \"Another\""),
        ("kind = \"mean\"\n", "kind = \"mean\"\ntarget = 4\ntitle = \"Quickness\"\n"),
        ("[report]\n", "[report]\ndata_until = 2026-06-30\nfloor = { suppress_below = 12, flag_below = 40 }\n"),
        ("files = \"visits/*.csv\"", "title = \"Visits\"\nfiles = [\"visits/a.csv\", \"visits/*.csv\"]"),
        ("[[metric]]\nid = \"wait\"", "[[event]]\ndate = 2026-05-02\ntext = \"New desk\"\n[[metric]]\nid = \"wait\""),
    ];
    let project = Project::new();
    project.build(Some(project.store()));
    for (old, new) in harmless {
        project.replace(CONFIG, old, new);
        assert_eq!(project.builds_the_same().1, 0, "{new}");
    }
    let harmful = [
        ("columns = { respondent = \"id\", ", "columns = { ", 2 * VISITS),
        (", weight = \"weight\"", "", 2 * VISITS),
        ("drivers = [\"quick\"]\n", "", 2 * VISITS),
        ("scale = { from = 1, to = 5 }\n", "scale = { from = 1, to = 5 }\nmissing = [\"3\"]\n", 2 * VISITS),
        ("type = \"duration\"\n", "type = \"duration\"\nmissing = [\"soon\"]\n", CALLS),
        ("segments = [\"office\"]\n", "", CALLS),
    ];
    for (old, new, rows) in harmful {
        project.replace(CONFIG, old, new);
        assert_eq!(project.builds_the_same().1, rows, "{old}");
    }
    project.replace(CONFIG, "[report]\n", "[report]\nwave = \"half\"\n");
    assert_eq!(project.builds_the_same().1, 2 * VISITS + CALLS);
}

#[test]
fn places_are_told_where_they_are_though_files_are_numbered_otherwise() {
    let project = Project::new();
    project.build(Some(project.store()));
    // A source before the others: their files have other handles now.
    let source = "[[source]]\nid = \"more\"\nfiles = \"more.csv\"\ncolumns = { date = \"day\" }\n";
    let metric = "[[question]]\nid = \"fine\"\nsource = \"more\"\ncolumn = \"fine\"\nscale = { from = 1, to = 5 }\n\
                  [[metric]]\nid = \"fine\"\nkind = \"mean\"\nquestion = \"fine\"\n";
    project.write("more.csv", format!("day,fine\n{}", "2026-06-30,4\n".repeat(40)).as_bytes());
    project.replace(CONFIG, "[[source]]\nid = \"calls\"", &format!("{source}{metric}[[source]]\nid = \"calls\""));
    let (outcome, _) = project.builds_the_same();
    assert!(outcome.1.iter().any(|problem| problem.contains("calls.csv")), "{:?}", outcome.1);
}

#[test]
fn figures_are_kept_for_each_edition_until_something_they_are_made_from_changes() {
    let project = Project::new();
    project.replace(CONFIG, "brand = \"A\"", "brand = \"A\"\ncommentary = \"texts\"\ndata_until = 2026-06-30");
    for wave in ["2026-q1", "2026-q2"] {
        project.write(&format!("texts/{wave}/overview.md"), b"All is well.\n");
    }
    let first = project.build(Some(project.store()));
    assert_eq!(project.figures().len(), 2, "{:?}", first.1);
    let made = |project: &Project| project.figures().iter().filter(|path| modified(path) != AGED.as_nanos()).count();
    // Texts are not what figures are made from.
    project.write("texts/2026-q2/overview.md", b"All is fine.\n");
    project.builds_the_same();
    assert_eq!(made(&project), 0);
    project.replace("visits/b.csv", "very", "8");
    project.builds_the_same();
    assert_eq!(made(&project), 2);
    project.replace(CONFIG, "kind = \"nps\"", "kind = \"nps\"\ntarget = 20");
    project.builds_the_same();
    assert_eq!(made(&project), 2);
    // An edition that is no more leaves nothing behind; one that comes is measured with the others.
    std::fs::remove_dir_all(project.root().join("texts/2026-q1")).unwrap();
    project.write("visits/c.csv", visits(8).as_bytes());
    project.write("texts/2026-q3/overview.md", b"All is over.\n");
    project.replace(CONFIG, "2026-06-30", "2026-09-30");
    project.builds_the_same();
    let names: Vec<String> = project.figures().iter().map(|path| path.display().to_string()).collect();
    assert!(names.len() == 2 && names.iter().any(|name| name.contains("2026-q3")), "{names:?}");
}

#[test]
fn figures_that_are_broken_or_of_other_data_are_measured_again() {
    let project = Project::new();
    let first = project.build(Some(project.store()));
    let [figures] = &project.figures()[..] else { panic!("{:?}", project.kept()) };
    let whole = std::fs::read(figures).unwrap();
    project.replace("visits/b.csv", "very", "8");
    project.build(Some(project.store()));
    let others = std::fs::read(figures).unwrap();
    project.replace("visits/b.csv", "8", "very");
    for bytes in [Vec::new(), b"something else".to_vec(), whole[..whole.len() - 1].to_vec(), others] {
        std::fs::write(figures, bytes).unwrap();
        project.write("visits/b.csv", visits(5).as_bytes());
        assert_eq!(project.builds_the_same().0, first);
        assert_eq!(std::fs::read(figures).unwrap(), whole);
    }
}

#[test]
fn broken_older_and_foreign_files_are_replaced() {
    let project = Project::new();
    let first = project.build(Some(project.store()));
    let [calls, visits, _] = &project.counted()[..] else { panic!("{:?}", project.kept()) };
    let whole = std::fs::read(visits).unwrap();
    let last = whole.len() - 1;
    let broken: [Vec<u8>; 5] = [
        Vec::new(),
        b"something else".to_vec(),
        whole[..last].to_vec(),
        whole[..last].iter().copied().chain([whole[last] ^ 1]).collect(),
        // Whole, and of another source.
        std::fs::read(calls).unwrap(),
    ];
    for bytes in broken {
        std::fs::write(visits, bytes).unwrap();
        assert_eq!(project.builds_the_same(), (first.clone(), VISITS));
    }
    // A folder in its place cannot be replaced; the report is the same.
    std::fs::remove_file(visits).unwrap();
    std::fs::create_dir(visits).unwrap();
    assert_eq!(project.build(Some(project.store())), first);
}

#[test]
fn who_only_reads_keeps_nothing() {
    let project = Project::new();
    let without = project.build(Some(project.store().only_read()));
    assert!(!project.root().join(STORE).exists());
    assert_eq!(without, project.build(Some(project.store())));
    project.replace("visits/b.csv", "very", "8");
    let before = project.kept().iter().map(|path| modified(path)).collect::<Vec<_>>();
    let changed = project.build(Some(project.store().only_read()));
    assert_eq!(changed, project.build(None));
    assert_eq!(before, project.kept().iter().map(|path| modified(path)).collect::<Vec<_>>());
}

#[test]
fn several_runs_at_once_agree() {
    let project = Project::new();
    let first = project.build(None);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| project.build(Some(project.store())))).collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), first);
        }
    });
    assert_eq!(project.counted().len(), 3);
    assert_eq!(project.builds_the_same(), (first, 0));
}

#[test]
fn designs_and_targets_are_kept_as_well() {
    let segments = "segments = [\"region\"]\n";
    let designs = [
        "weighting = { targets = { region = { \"North\" = 30, \"South\" = 70 } } }\n",
        "same_respondents = \"always\"\n",
        "weighting = { targets = { region = { \"North\" = 30, \"South\" = 70 } } }\nsame_respondents = \"wave\"\n",
    ];
    for design in designs {
        let project = Project::new();
        project.replace(CONFIG, segments, &format!("{segments}{design}"));
        let first = project.build(Some(project.store()));
        assert!(first.0.is_some(), "{:?}", first.1);
        assert_eq!(project.builds_the_same(), (first, 0), "{design}");
        project.replace(CONFIG, design, "");
        assert_eq!(project.builds_the_same().1, 2 * VISITS, "{design}");
        assert_eq!(project.counted().len(), 3, "{design}");
    }
}

#[test]
fn a_session_reads_the_file_that_changed_and_no_other() {
    let project = Project::new();
    let reader = SourceReader::disk(project.root()).with_store(Some(project.store()));
    let mut session = Session::new(BuildOptions::new(CONFIG));
    let mut rows_of_run = || {
        let before = reader.progress().standing().rows;
        assert!(session.run(&reader.part()).value.is_some());
        reader.progress().standing().rows - before
    };
    let changed = || reader.refresh(&BTreeSet::new(), &BTreeSet::new());
    assert_eq!(rows_of_run(), 2 * VISITS + CALLS);
    project.replace("visits/b.csv", "very", "8");
    assert_eq!((changed(), rows_of_run()), (vec!["visits/b.csv".to_owned()], VISITS));
    project.write("visits/c.csv", visits(8).as_bytes());
    assert_eq!((changed(), rows_of_run()), (vec!["visits/c.csv".to_owned()], VISITS));
    std::fs::remove_file(project.root().join("visits/c.csv")).unwrap();
    assert_eq!((changed(), rows_of_run()), (vec!["visits/c.csv".to_owned()], 0));
}

/// With comments, frames, customers who come back, cases that are open, and files in several languages.
#[test]
fn the_sample_report_is_the_same_from_what_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let build = || {
        let store = Store::of_project(folder.path());
        let reader = SourceReader::disk(env!("CARGO_MANIFEST_DIR")).with_store(Some(store));
        let built = pipeline::build(&reader, &BuildOptions::new(CONFIG));
        let problems = in_order(&reader, built.diagnostics);
        let problems: Vec<String> = problems.iter().map(|problem| json::line(&reader, problem)).collect();
        (files(&built.value.unwrap()), problems)
    };
    let first = build();
    let kept = std::fs::read_dir(folder.path().join(STORE)).unwrap().count();
    assert!(kept > 5, "{kept} files are kept");
    let second = build();
    assert_eq!(first.1, second.1);
    let others: Vec<_> = first.0.iter().filter(|(path, print)| second.0.get(*path) != Some(print)).collect();
    assert!(others.is_empty() && first.0.len() == second.0.len(), "{others:?}");
}
