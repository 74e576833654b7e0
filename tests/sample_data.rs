//! The committed sample data are what the generator makes, and what their README says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use sample::SampleFile;

#[path = "../examples/generate_sample/sample/mod.rs"]
mod sample;

/// Made once for all tests: the files are large.
static FILES: LazyLock<Vec<SampleFile>> = LazyLock::new(sample::files);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data")
}

/// A file's records by column name, in order, as committed.
fn records(path: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder().join(path)).expect("a committed file");
    reader.deserialize().map(|row| row.expect("a readable row")).collect()
}

fn survey_files() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.path.as_str()).filter(|path| path.starts_with("responses/"))
}

/// Every CSV file below the folder, relative, with `/`, sorted.
fn committed(below: &Path, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(below).expect("a folder") {
        let entry = entry.expect("an entry of the folder");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(committed(&entry.path(), &format!("{path}/")));
        } else if path.ends_with(".csv") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn committed_files_are_what_the_generator_makes() {
    let mut wrong = Vec::new();
    for file in FILES.iter() {
        match std::fs::read(folder().join(&file.path)) {
            Ok(bytes) if bytes == file.bytes => {}
            Ok(_) => wrong.push(format!("{} differs", file.path)),
            Err(error) => wrong.push(format!("{}: {error}", file.path)),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}\nrun `cargo run --example generate_sample` and commit");

    let mut made: Vec<String> = FILES.iter().map(|file| file.path.clone()).collect();
    made.sort();
    assert_eq!(committed(&folder(), ""), made, "a CSV file that the generator does not make");
}

#[test]
fn sample_data_stay_below_four_megabytes() {
    let bytes: usize = FILES.iter().map(|file| file.bytes.len()).sum();
    assert!(bytes < 4_000_000, "{bytes} bytes");
}

#[test]
fn readme_explains_every_column() {
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let sections: Vec<&str> = readme.split("\n## ").collect();
    let mut missing = Vec::new();
    for file in FILES.iter() {
        // A series of files has one section, titled with the first of them.
        let title = match file.path.split_once('/') {
            Some((series, _)) => format!("`{series}/2024-q4.csv`"),
            None => format!("`{}`", file.path),
        };
        let section = sections.iter().find(|section| section.starts_with(&title));
        let section = section.unwrap_or_else(|| panic!("README has no section for {}", file.path));
        let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
        for column in reader.headers().unwrap() {
            if !section.contains(&format!("`{column}`")) {
                missing.push(format!("{}: {column}", file.path));
            }
        }
    }
    assert!(missing.is_empty(), "not in sample-data/README.md: {missing:#?}");
}

#[test]
fn rows_broken_on_purpose_are_those_of_the_readme() {
    let broken = |path: &str, column: &str, value: &str| -> Vec<String> {
        let rows = records(&format!("responses/{path}"));
        let hit = rows.iter().filter(|row| row[column] == value);
        hit.map(|row| row["response_id"].clone()).collect()
    };
    assert_eq!(broken("2024-q4.csv", "q3_effort", "five"), ["R24Q4-0242"]);
    assert_eq!(broken("2025-q2.csv", "q1_recommend", "11"), ["R25Q2-0311"]);
    assert_eq!(broken("2025-q3.csv", "q2_satisfaction", "n/a"), ["R25Q3-0422"]);
    assert_eq!(broken("2025-q3.csv", "region", " north"), ["R25Q3-0705"]);
    assert_eq!(broken("2025-q4.csv", "completed", "2025-11-31T10:12:00"), ["R25Q4-0151"]);
    assert_eq!(broken("2026-q1.csv", "completed", "2019-02-14T09:41:07"), ["R26Q1-0507"]);

    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let mut seen = BTreeMap::<String, usize>::new();
    for path in survey_files() {
        for row in records(path) {
            *seen.entry(row["response_id"].clone()).or_default() += 1;
            let comment = &row["comment"];
            let personal = ["example.", "7946", "Penrose", "4111", "<script>", "9081726354"];
            if personal.iter().any(|sign| comment.contains(sign)) {
                let id = &row["response_id"];
                assert!(readme.contains(&format!("`{id}`")), "README does not name {id}");
            }
        }
    }
    seen.retain(|_, times| *times > 1);
    let twice: Vec<_> = seen.into_iter().collect();
    assert_eq!(twice, [("R26Q2-0261".to_owned(), 2), ("R26Q2-0904".to_owned(), 2)]);
}

/// Weighted net promoter score in points of one brand in one file.
fn nps(path: &str, keep: impl Fn(&BTreeMap<String, String>) -> bool) -> f64 {
    let (mut balance, mut weights) = (0.0, 0.0);
    for row in records(path).iter().filter(|row| keep(row)) {
        let answer = row.get("q1_recommend").unwrap_or_else(|| &row["Q1 Recommend"]);
        let code = answer.split(" - ").next().and_then(|code| code.parse::<u8>().ok());
        let weight: f64 = row["weight"].parse().expect("a decimal");
        match code {
            Some(9..=10) => balance += weight,
            Some(0..=6) => balance -= weight,
            Some(7..=8) => {}
            _ => continue,
        }
        weights += weight;
    }
    100.0 * balance / weights
}

#[test]
fn the_story_is_in_the_files() {
    let of = |brand: &'static str| move |row: &BTreeMap<String, String>| row["brand"] == brand;
    let northwind: Vec<f64> = survey_files().map(|path| nps(path, of("Northwind"))).collect();
    for (found, told) in northwind.iter().zip([30.6, 32.4, 34.6, 33.8, 36.3, 28.6, 33.9, 38.2]) {
        // The few broken answers move a score by less than half a point.
        assert!((found - told).abs() < 0.5, "{northwind:?}");
    }
    let newest = "responses/2026-q3.csv";
    let us = nps(newest, of("Northwind"));
    assert!(nps(newest, of("Fjord")) - us > 8.0);
    assert!((nps(newest, of("Kestrel")) - us).abs() < 3.0);
    assert!(nps(newest, of("Orbit")) - us < -10.0);
    assert!(nps(newest, of("Halden")) - us < -30.0);

    let region = |path: &str, name: &'static str| nps(path, |row| row["brand"] == "Northwind" && row["region"] == name);
    let change = |name| region("responses/2026-q1.csv", name) - region("responses/2025-q4.csv", name);
    assert!(change("North") < -20.0, "the new courier is felt in the north");
    for elsewhere in ["South", "East", "West"] {
        assert!(change(elsewhere).abs() < 8.0, "and hardly in the {elsewhere}");
    }
}

#[test]
fn the_islands_fall_below_both_floors() {
    let islanders: Vec<usize> = survey_files()
        .map(|path| {
            let ours = |row: &&BTreeMap<String, String>| row["brand"] == "Northwind" && row["region"] == "Islands";
            records(path).iter().filter(ours).count()
        })
        .collect();
    assert_eq!(islanders, [22, 14, 9, 27, 33, 8, 17, 24]);
}
