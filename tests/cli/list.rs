use super::support::{change, empty_folder, new_project, run};
use serde_json::Value;
use wavemark::config::KEYS;
use wavemark::metrics::METRICS;

fn json(arguments: &[&str]) -> Value {
    json_in(empty_folder().path(), arguments)
}

fn json_in(folder: &std::path::Path, arguments: &[&str]) -> Value {
    let (code, out, err) = run(folder, &[arguments, &["--format", "json"]].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn metrics_come_with_formula_source_and_keys() {
    let listed = json(&["list", "metrics"]);
    let names: Vec<_> = listed.as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect();
    assert_eq!(names, METRICS.iter().map(|kind| kind.name()).collect::<Vec<_>>());
    for (entry, kind) in listed.as_array().unwrap().iter().zip(METRICS) {
        assert_eq!(entry["formula"], kind.formula());
        assert_eq!(entry["source"], kind.citation());
        assert_eq!(entry["keys"].as_array().unwrap().len(), kind.params().len());
    }
    let (code, out, err) = run(empty_folder().path(), &["list", "metrics"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let first: Vec<&str> = out.lines().next().unwrap().split_whitespace().take(4).collect();
    assert_eq!(first, ["nps", "Net", "Promoter", "Score:"], "{out}");
}

#[test]
fn the_configuration_is_listed_whole() {
    let (code, out, err) = run(empty_folder().path(), &["list", "config"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for doc in KEYS {
        let line = out.lines().find(|line| line.starts_with(&format!("{} ", doc.key)) && line.contains(doc.doc));
        assert!(line.is_some(), "{} of [{}]", doc.key, doc.section);
    }
    assert_eq!(json(&["list", "config"]), wavemark::config::schema());
}

#[test]
fn charts_are_those_that_are_drawn() {
    let names: Vec<_> = wavemark::chart::CHARTS.iter().map(|kind| kind.name).collect();
    let listed = json(&["list", "charts"]);
    let found: Vec<_> = listed.as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect();
    assert_eq!(found, names);
}

const EXPORT: &str = "\
id;Q1;Region;Kommentar;Q1
Antwort-ID;Weiterempfehlung;Wo wohnen Sie?;;Datum
R1;9;Nord;gut;31.12.2026
R2;10;Süd;;30.12.2026
R3;9;Nord;;29.12.2026
R4;;Nord;;29.12.2026
";

#[test]
fn the_columns_of_a_file_are_shown_without_any_configuration() {
    let folder = empty_folder();
    std::fs::write(folder.path().join("export.csv"), EXPORT).unwrap();
    let expected = "\
export.csv: 4 rows, 5 columns (UTF-8, semicolon)
  #1  id | Antwort-ID          id                       R1, R2, R3 and 1 other
  #2  Q1 | Weiterempfehlung    scale 9 to 10  3 filled  9, 10
  #3  Region | Wo wohnen Sie?  choice                   Nord (3), Süd (1)
  #4  Kommentar                text           1 filled  gut
  #5  Q1 | Datum               date (dmy)               29.12.2026, 30.12.2026, 31.12.2026
";
    let arguments = ["list", "columns", "export.csv", "--header-rows", "2"];
    let (code, out, err) = run(folder.path(), &arguments);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out, expected, "\n{out}");
    let listed = json_in(folder.path(), &arguments);
    let second = &listed[0]["columns"][1];
    assert_eq!(second["headers"], serde_json::json!(["Q1", "Weiterempfehlung"]));
    assert_eq!(second["frequent"][0], serde_json::json!({ "value": "9", "count": 2 }));
    assert_eq!(
        (&second["position"], &second["filled"], &second["looks"]),
        (&2.into(), &3.into(), &"scale 9 to 10".into())
    );
}

#[test]
fn a_file_that_cannot_be_read_is_a_problem_and_the_others_are_shown() {
    let folder = empty_folder();
    std::fs::write(folder.path().join("good.csv"), "a,b\n1,2\n").unwrap();
    std::fs::write(folder.path().join("latin.csv"), b"name,x\nM\xfcller,2\n").unwrap();
    let (code, out, err) = run(folder.path(), &["list", "columns", "none.csv", "good.csv", "latin.csv"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("good.csv: 1 row, 2 columns (UTF-8, comma)\n"), "{out}");
    assert!(err.contains("there is no `none.csv`") && err.contains(" --> latin.csv:2:2\n"), "{err}");
    assert!(err.contains("= hint: to look at it now: add `--encoding LABEL`"), "{err}");
    let (code, out, err) = run(folder.path(), &["list", "columns", "latin.csv", "--encoding", "windows-1252"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("Müller"), "{out}");
    let (code, _, err) = run(folder.path(), &["list", "columns", "latin.csv", "--encoding", "klingon"]);
    assert_eq!(code, 2);
    assert!(err.contains("this encoding is not known"), "{err}");
}

#[test]
fn without_a_file_the_sources_of_the_configuration_are_shown() {
    let project = new_project();
    let (code, out, err) = run(project.path(), &["list", "columns"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("data/responses.csv: 120 rows, 6 columns (UTF-8, comma)\n"), "{out}");
    change(project.path(), "site-config.toml", "scale = \"0-10\"", "scale = \"0-ten\"");
    let (code, out, err) = run(project.path(), &["list", "columns"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("error[config/value]") && err.contains("`wavemark list columns FILE`"), "{err}");
}

#[test]
fn pages_are_those_that_are_made() {
    let listed = json(&["list", "pages"]);
    let kinds = wavemark::pages::PAGES.iter().map(|page| page.kind());
    let expected: Vec<_> = kinds
        .map(|kind| serde_json::json!({ "name": kind.name, "about": kind.shows, "address": kind.address }))
        .collect();
    assert_eq!(listed, Value::Array(expected));
}
