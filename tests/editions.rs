//! Editions stay what they were: rows dated after an edition's wave never enter it.
//!
//! The sample report is built twice: as it is, with its newest edition, and as it was a quarter before, from the same data
//! without everything that is dated later. The older edition must be the same to the byte, but for what leads to the newer.

#![allow(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use wavemark::config;
use wavemark::output::BuiltSite;
use wavemark::pipeline::{self, BuildOptions};
use wavemark::source::SourceReader;

/// The last day of the older edition, and the folder of the newer.
const UNTIL: &str = "2026-06-30";
const NEWER: &str = "sample-data/commentary/2026-q3/";
const OLDER: &str = "2026-q2/";

/// The one page that is not the same: it says what was read in all, for whatever edition, and that grows with the data.
const READ_IN_ALL: &str = "2026-q2/methods/index.html";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files of the sample report by path.
fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut add = |path: &Path| {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        files.insert(name, std::fs::read(path).unwrap());
    };
    add(&root().join("site-config.toml"));
    for entry in walkdir::WalkDir::new(root().join("sample-data")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            add(entry.path());
        }
    }
    files
}

fn build(files: &BTreeMap<String, Vec<u8>>) -> BuiltSite {
    let reader = SourceReader::memory(files.iter().map(|(path, bytes)| (path.clone(), bytes.clone())));
    let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
    let problems: Vec<String> = built.diagnostics.iter().map(|problem| problem.message.clone()).collect();
    built.value.unwrap_or_else(|| panic!("{problems:#?}"))
}

/// The same files as they were on the evening of [`UNTIL`]: without rows that are dated later, and without what became
/// known of earlier rows later.
fn as_they_were(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let reader = SourceReader::memory(files.iter().map(|(path, bytes)| (path.clone(), bytes.clone())));
    let config = config::load(&reader, "site-config.toml").value.expect("a config without errors");
    let mut dated: BTreeMap<&str, &str> = BTreeMap::new();
    // Which column dates a row, by the file's first folders.
    for (file, column) in [
        ("responses/", "completed"),
        ("calls/", "received"),
        ("cases.csv", "opened"),
        ("carts.csv", "started"),
        ("contacts.csv", "at"),
        ("reviews.csv", "date"),
        ("employees.csv", "date"),
        ("customers.csv", "quarter"),
    ] {
        dated.insert(file, column);
    }
    assert!(config.sources.len() <= dated.len(), "a source of the sample is not known here");
    let mut then = BTreeMap::new();
    for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with(NEWER)) {
        let name = path.strip_prefix("sample-data/").unwrap_or_default();
        let column = dated.iter().find(|(file, _)| name.starts_with(**file)).map(|(_, column)| *column);
        then.insert(path.clone(), column.map_or_else(|| bytes.clone(), |column| before(bytes, column)));
    }
    then
}

/// The rows of a CSV that are dated up to [`UNTIL`], with other cells emptied that hold a later date.
fn before(bytes: &[u8], column: &str) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"));
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        let date = row.get(at).unwrap_or_default();
        let is_later = match date.split_once("-Q") {
            Some(_) => date > "2026-Q2",
            None => is_date(date) && &date[..10] > UNTIL,
        };
        if !is_later {
            let known =
                |cell: &'_ str| if is_date(cell) && &cell[..10] > UNTIL { String::new() } else { cell.to_owned() };
            writer.write_record(row.iter().map(known)).unwrap();
        }
    }
    writer.into_inner().unwrap()
}

fn is_date(cell: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    cell.len() >= 10 && cell.is_ascii() && cell.bytes().take(10).enumerate().all(shape)
}

/// A page without what leads to newer editions.
fn without_newer(page: &str) -> String {
    let without = |text: String, begin: &str, end: &str| match text.split_once(begin) {
        Some((before, behind)) => format!("{}{}", before.trim_end(), behind.split_once(end).expect("an end").1),
        None => text,
    };
    let page = without(page.to_owned(), "<p class=\"older\"", "</p>");
    // There is no edition before this one, so that its neighbours are newer ones.
    without(page, "<nav class=\"neighbours\"", "</nav>")
}

#[test]
fn what_comes_in_later_never_enters_an_earlier_edition() {
    let mut files = files();
    // A page that the newest edition has no longer.
    let text = "---\ntitle: What we tried\n---\n\nA trial, and its end.\n";
    files.insert("sample-data/commentary/2026-q2/what-we-tried.md".to_owned(), text.as_bytes().to_vec());
    let (now, then) = (build(&files), build(&as_they_were(&files)));
    let of_older = |site: &BuiltSite| -> BTreeMap<String, Vec<u8>> {
        let older = site.iter().filter(|(path, _)| path.as_str().starts_with(OLDER));
        older.map(|(path, file)| (path.to_string(), file.bytes().to_vec())).collect()
    };
    let (now_older, then_older) = (of_older(&now), of_older(&then));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&now_older), names(&then_older));
    assert!(now_older.len() > 100, "only {} files", now_older.len());
    let mut differ = Vec::new();
    for (path, bytes) in now_older.iter().filter(|(path, _)| path.as_str() != READ_IN_ALL) {
        let text = |bytes: &[u8]| without_newer(&String::from_utf8_lossy(bytes));
        let (now, then) = (text(bytes), text(&then_older[path]));
        if now != then {
            let at = now.bytes().zip(then.bytes()).take_while(|(a, b)| a == b).count();
            let shown = |text: &str| {
                String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(60)..(at + 60).min(text.len())]).into_owned()
            };
            differ.push(format!("{path}\n  now  {}\n  then {}", shown(&now), shown(&then)));
        }
    }
    assert!(differ.is_empty(), "{} files differ\n{}", differ.len(), differ.join("\n"));
    let file = |site: &BuiltSite, path: &str| {
        let found = site.iter().find(|(name, _)| name.as_str() == path);
        String::from_utf8_lossy(found.unwrap_or_else(|| panic!("no {path}")).1.bytes()).into_owned()
    };
    // A reader of an older page finds the same page of the newest edition, or is told that there is none.
    let notice = |path: &str| {
        let page = file(&now, path);
        page.split_once("<p class=\"older\"").and_then(|(_, rest)| rest.split_once("</p>")).unwrap().0.to_owned()
    };
    let north = notice("2026-q2/groups/region/north/index.html");
    assert!(
        north.contains("href=\"../../../../groups/region/north/index.html\">This page in the newest, 2026 Q3<"),
        "{north}"
    );
    let tried = notice("2026-q2/what-we-tried/index.html");
    assert!(
        tried.contains("the newest has no such page. <a href=\"../../index.html\">Go to the newest, 2026 Q3<"),
        "{tried}"
    );
    // What was the newest edition then stood at the root as well; now it is one of two, and the list names both.
    let list = file(&now, "editions/index.html");
    assert!(
        list.contains("href=\"../2026-q3/index.html\"") && list.contains("href=\"../2026-q2/index.html\""),
        "{list}"
    );
    assert!(!file(&then, "editions/index.html").contains("2026-q3"));
    assert!(file(&then, "index.html").contains("2026 Q2") && file(&now, "index.html").contains("2026 Q3"));
}
