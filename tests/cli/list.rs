use super::support::{empty_folder, run};
use serde_json::Value;
use wavemark::config::KEYS;
use wavemark::metrics::METRICS;

fn json(arguments: &[&str]) -> Value {
    let folder = empty_folder();
    let (code, out, err) = run(folder.path(), &[arguments, &["--format", "json"]].concat());
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
    assert!(out.starts_with("nps         Net Promoter Score: "), "{out}");
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
