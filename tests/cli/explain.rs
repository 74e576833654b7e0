//! What `explain`, `list claims` and `list points` print, whole.

use super::support::{expected, new_project, run};
use std::path::Path;

/// The project of `wavemark init`, of whose customers none was satisfied in spring.
fn project() -> tempfile::TempDir {
    let folder = new_project();
    let path = folder.path().join("data/responses.csv");
    let responses = std::fs::read_to_string(&path).expect("the responses");
    let line = |line: &str| match line.rsplit_once(',') {
        Some((row, _)) if ["2026-04", "2026-05", "2026-06"].iter().any(|month| row.contains(month)) => {
            format!("{row},2\n")
        }
        _ => format!("{line}\n"),
    };
    std::fs::write(&path, responses.lines().map(line).collect::<String>()).expect("the responses can be written");
    folder
}

fn printed(folder: &Path, name: &str, arguments: &[&str], code: i32) {
    let (ended, out, err) = run(folder, arguments);
    assert_eq!(ended, code, "{arguments:?}: {err}");
    expected(name, &format!("{out}{err}"));
}

#[test]
fn a_figure_and_claims_are_explained() {
    let folder = project();
    for (name, asked, code) in [
        ("explain-figure", "csat@region=South", 0),
        ("explain-supported", "claim:csat/rose/previous", 0),
        ("explain-contradicted", "csat/fell/previous", 0),
        ("explain-unproven", "nps@region=South/rose/previous", 0),
        ("explain-change", "{{ csat change previous }}", 0),
        ("explain-unclear-change", "nps@region=South change previous", 0),
        ("explain-unknown", "csta@region=South/rose", 1),
        ("explain-nothing-said", "csat/soared", 1),
    ] {
        printed(folder.path(), name, &["explain", asked], code);
    }
    printed(folder.path(), "explain-edition", &["explain", "nps", "--edition", "2026-Q2"], 0);
    printed(folder.path(), "explain-edition-unknown", &["explain", "nps", "--edition", "2019-Q1"], 1);
    printed(folder.path(), "explain-json", &["explain", "csat/fell/previous", "--format", "json"], 0);
}

#[test]
fn main_points_are_proposed_as_markdown_that_a_build_accepts() {
    let folder = project();
    printed(folder.path(), "list-points", &["list", "points"], 0);
    let (_, points, _) = run(folder.path(), &["list", "points"]);
    let text = folder.path().join("commentary/2026-q3/overview.md");
    std::fs::write(&text, points).expect("the overview can be written");
    let (code, _, err) = run(folder.path(), &["check"]);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn what_can_be_claimed_is_listed() {
    printed(new_project().path(), "list-claims", &["list", "claims"], 0);
}
