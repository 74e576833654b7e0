//! What is put together from kept and new files is what is read from nothing, and only files that must be are read.

use super::{by_file, keep};
use crate::config::{self, SourceIx};
use crate::diag::{in_order, json};
use crate::metrics;
use crate::source::{SourceReader, Store};
use crate::survey;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is counted of a source file by file.
const CONFIG: &str = r#"
[site]
title = "t"
[report]
brand = "Fjord"
[[source]]
id = "survey"
files = "data/*.csv"
columns = { respondent = "id", date = "day", brand = "brand", weight = "w" }
segments = ["region", { id = "kind", column = "kind", default = "Other" }]
[[question]]
id = "q1"
source = "survey"
column = "q1"
scale = { from = 0, to = 5 }
[[question]]
id = "q2"
source = "survey"
column = "q2"
scale = { from = 1, to = 5 }
missing = ["0"]
[[question]]
id = "q3"
source = "survey"
column = "q3"
scale = { from = 1, to = 5 }
[[metric]]
id = "one"
kind = "mean"
question = "q1"
drivers = ["q2", "q3"]
[[metric]]
id = "two"
kind = "mean"
question = "q2"
beside = "one"
[[metric]]
id = "three"
kind = "top_box"
question = "q3"
drivers = ["q2"]
[[source]]
id = "cases"
files = "data/*.csv"
columns = { respondent = "id", date = "day", brand = "brand" }
segments = ["region"]
[[metric]]
id = "closed"
kind = "closed_loop"
source = "cases"
from = "day"
to = "closed"
within = "48h"
[voice]
source = "survey"
comment = "comment"
consent = "yes"
consent_means = ["yes"]
scores = ["one", "two"]
group = "region"
names = "names.txt"
[[event]]
date = 2026-02-02
text = "e"
group = { region = "North" }
[[table]]
id = "t"
title = "T"
rows = ["one"]
columns = ["kind", ["kind", "region"]]
"#;

const NAMES: [&str; 7] =
    ["data/a.csv", "data/b.csv", "data/c.csv", "data/d.csv", "data/e.csv", "data/f.csv", "data/z.csv"];
/// Files that come and go; the last stays, so that there is always a column of kinds.
const OTHERS: usize = NAMES.len() - 1;
const BRANDS: [&str; 5] = ["Fjord", "fjord ", "Nova", "FJORD", "Nova"];
const REGIONS: [&str; 6] = ["North", "south", "", "South", "NORTH", "West"];
const COMMENTS: [&str; 5] = ["", "Call me on 0171 234567", "Fine Anna", "", "\"a\nb\""];

/// Respondent, day of a quarter, and places in lists of everything else.
type Row = (u8, u8, [u8; 9]);

/// A file: the quarter of its rows, whether it has the column of kinds, and its rows.
#[derive(Debug, Clone, PartialEq)]
struct File {
    quarter: u8,
    has_kind: bool,
    rows: Vec<Row>,
}

impl File {
    fn text(&self) -> String {
        let mut text =
            format!("id,day,brand,region,w,q1,q2,q3,closed,comment,yes{}\n", if self.has_kind { ",kind" } else { "" });
        for (id, day, at) in &self.rows {
            let pick = |list: &[&'static str], at: u8| list[usize::from(at) % list.len()];
            let (year, month) = (2026 + u32::from(self.quarter / 4), 1 + 3 * (self.quarter % 4) + day % 3);
            let [brand, region, weight, q1, q2, q3, closed, comment, more] = *at;
            text += &format!("r{id},{year}-{month:02}-{:02},{},", 1 + day % 28, pick(&BRANDS, brand));
            text += &format!("{},{},", pick(&REGIONS, region), pick(&["1", "0.75", "2.5", "1.05", "none"], weight));
            text += &format!("{},{},", pick(&["0", "1", "4", "5", "x"], q1), pick(&["0", "1", "3", "5"], q2));
            text += &format!("{},", pick(&["1", "2", "5", "", "y1", "y2", "y3"], q3));
            text += &match closed % 3 {
                0 => String::new(),
                later => format!("{year}-{month:02}-{:02}", 1 + day % 28 - day % 28 % later),
            };
            text += &format!(",{},{}", pick(&COMMENTS, comment), pick(&["yes", "no"], more));
            text += &if self.has_kind { format!(",{}\n", pick(&["new", "Old", "old"], more)) } else { "\n".to_owned() };
        }
        text
    }

    /// The quarters and brands of its rows, as far as they can be used where they are `weighted`.
    fn places(&self, weighted: bool) -> BTreeSet<(u8, bool)> {
        let usable = self.rows.iter().filter(|(_, _, at)| !weighted || at[2] % 5 != 4);
        usable.map(|(_, _, at)| (self.quarter, BRANDS[usize::from(at[0]) % BRANDS.len()] == "Nova")).collect()
    }
}

type Project = BTreeMap<usize, File>;

/// What one does to a project.
#[derive(Debug, Clone)]
enum Edit {
    Write(usize, File),
    Add(usize, Row),
    Remove(usize),
    Rename(usize, usize),
    Nothing,
}

fn edit(project: &mut Project, edit: &Edit) {
    match edit {
        Edit::Write(at, file) => drop(project.insert(*at, file.clone())),
        Edit::Add(at, row) => project.get_mut(at).into_iter().for_each(|file| file.rows.push(*row)),
        Edit::Remove(at) => drop(project.remove(at)),
        Edit::Rename(from, to) => drop(project.remove(from).and_then(|file| project.insert(*to, file))),
        Edit::Nothing => {}
    }
}

/// For each file the ones before it that have rows of the same quarter and brand.
fn before(project: &Project, weighted: bool) -> BTreeMap<usize, Vec<(usize, File)>> {
    let before = |at: &usize, file: &File| {
        let before =
            project.range(..at).filter(|(_, other)| !other.places(weighted).is_disjoint(&file.places(weighted)));
        before.map(|(at, other)| (*at, other.clone())).collect()
    };
    project.iter().map(|(at, file)| (*at, before(at, file))).collect()
}

/// The rows that have to be read: those of files that are new, and of those that were not read with the files in which
/// their respondents may have stood, together with these.
fn rows_to_read(old: &Project, new: &Project, weighted: bool) -> usize {
    let (before_old, before_new) = (before(old, weighted), before(new, weighted));
    let is_new = |at: &usize| old.get(at) != new.get(at);
    let mut again = BTreeSet::new();
    for (at, before) in before_new.iter().rev() {
        let is_right = match is_new(at) {
            true => before.iter().all(|(other, _)| is_new(other)),
            false => before_old[at] == *before,
        };
        if again.contains(at) || !is_right {
            again.insert(*at);
            again.extend(before.iter().map(|(other, _)| *other));
        }
    }
    let first: usize = new.iter().filter(|(at, _)| is_new(at)).map(|(_, file)| file.rows.len()).sum();
    first + again.iter().map(|at| new[at].rows.len()).sum::<usize>()
}

/// A source as it is printed, with its problems and the rows that were read.
fn read(project: &Project, source: SourceIx, store: Option<Store>) -> (String, Vec<String>, usize) {
    let data = project.iter().map(|(at, file)| (NAMES[*at].to_owned(), file.text()));
    let beside = [("site-config.toml", CONFIG), ("names.txt", "Anna\n")];
    let files = beside.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().chain(data);
    let reader = SourceReader::memory(files).with_store(store);
    let config = config::load(&reader, "site-config.toml");
    let config = config.value.unwrap_or_else(|| panic!("{:?}", config.diagnostics));
    let metrics = metrics::plan(&config).value.unwrap();
    assert!(by_file::is_possible(&config, source));
    survey::fetch(&reader, &config, source);
    let read = keep::one(&reader.part(), &config, source, &metrics);
    let problems = in_order(&reader, read.diagnostics);
    let problems = problems.iter().map(|problem| json::line(&reader, problem)).collect();
    (format!("{:?}", read.value), problems, reader.progress().standing().rows as usize)
}

fn row() -> impl Strategy<Value = Row> {
    (0..6u8, any::<u8>(), any::<[u8; 9]>())
}

fn file(quarters: u8) -> impl Strategy<Value = File> {
    let rows = prop::collection::vec(row(), 0..20);
    (0..quarters, any::<bool>(), rows).prop_map(|(quarter, has_kind, rows)| File { quarter, has_kind, rows })
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let at = || 0..OTHERS;
    let one = prop_oneof![
        3 => (at(), file(4)).prop_map(|(at, file)| Edit::Write(at, file)),
        2 => (at(), row()).prop_map(|(at, row)| Edit::Add(at, row)),
        1 => at().prop_map(Edit::Remove),
        1 => (at(), at()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => Just(Edit::Nothing),
    ];
    prop::collection::vec(one, 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_source_of_kept_files_is_the_source_read_from_nothing(
        files in prop::collection::btree_map(0..OTHERS, file(4), 1..5),
        edits in edits(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let store = || Some(Store::of_project(folder.path()));
        let (mut old, mut new) = (Project::new(), files);
        new.insert(OTHERS, File { quarter: 4, has_kind: true, rows: vec![(0, 0, [0; 9])] });
        for step in std::iter::once(Edit::Nothing).chain(edits) {
            edit(&mut new, &step);
            for (source, weighted) in [(SourceIx(0), true), (SourceIx(1), false)] {
                let kept = read(&new, source, store());
                let anew = read(&new, source, None);
                prop_assert_eq!((&kept.0, &kept.1), (&anew.0, &anew.1), "{:?}", step);
                prop_assert_eq!(kept.2, rows_to_read(&old, &new, weighted), "{:?}", step);
                prop_assert_eq!(anew.2, new.values().map(|file| file.rows.len()).sum::<usize>());
            }
            old.clone_from(&new);
        }
    }
}
