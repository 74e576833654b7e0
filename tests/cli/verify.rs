use super::support::{change, empty_folder, files, new_project, run};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A new project, built.
fn published() -> TempDir {
    let project = new_project();
    assert_eq!(run(project.path(), &["build", "--quiet"]), (0, String::new(), String::new()));
    project
}

/// What `verify` says: exit code, the problems' lines `severity[code]: message`, and the last line.
fn verified(project: &Path) -> (i32, Vec<String>, String) {
    let before = files(project);
    let (code, out, err) = run(project, &["verify"]);
    assert_eq!(files(project), before, "verifying writes nothing");
    let is_problem = |line: &&str| ["error[", "warning[", "note["].iter().any(|word| line.starts_with(word));
    let problems = err.lines().filter(is_problem).map(str::to_owned).collect();
    let last = out.lines().chain(err.lines()).last().unwrap_or_default().to_owned();
    (code, problems, last)
}

/// Changes a file alone: what has the same bytes elsewhere in a site may be the same file on the disk.
fn alter(project: &Path, file: &str, from: &str, to: &str) {
    let path = project.join(file);
    let content = fs::read(&path).expect("the file to change");
    fs::remove_file(&path).expect("a file that can go");
    fs::write(&path, content).expect("a file that can be written");
    change(project, file, from, to);
}

/// The first line of a file that has `text`, and the column where that begins.
fn place(project: &Path, file: &str, text: &str) -> String {
    let content = fs::read_to_string(project.join(file)).expect("a text");
    let (line, at) =
        content.lines().enumerate().find_map(|(at, line)| Some((at, line.find(text)?))).expect("a line with the text");
    let column = content.lines().nth(line).expect("that line")[..at].chars().count();
    format!("{file}:{}:{}", line + 1, column + 1)
}

#[test]
fn what_was_just_built_is_what_the_data_give() {
    let project = published();
    let (code, problems, last) = verified(project.path());
    assert_eq!((code, problems), (0, Vec::new()));
    assert!(
        last.starts_with("Verified public: every figure in ") && last.ends_with(" files) is what the data give."),
        "{last}"
    );
    // From elsewhere, with the folder named, and as GitHub hands a site out: without what begins with a dot.
    fs::remove_file(project.path().join("public/.wavemark-manifest.json")).unwrap();
    let elsewhere = empty_folder();
    let config = project.path().join("site-config.toml");
    let site = project.path().join("public/");
    let arguments = ["verify", &*site.to_string_lossy(), "--config", &*config.to_string_lossy(), "--quiet"];
    assert_eq!(run(elsewhere.path(), &arguments), (0, String::new(), String::new()));
}

#[test]
fn a_figure_that_was_changed_in_a_page_is_named_with_what_the_data_give() {
    let project = published();
    let page = "public/metrics/nps/index.html";
    let content = fs::read_to_string(project.path().join(page)).unwrap();
    let row = "South</a></th><td>";
    let (_, behind) = content.split_once(row).expect("the row of the South");
    let figure = behind.split(['<', ' ']).next().unwrap().to_owned();
    assert!(figure.parse::<f64>().is_ok(), "{figure}");
    alter(project.path(), page, &format!("{row}{figure}"), &format!("{row}99.9"));
    let (code, out, err) = run(project.path(), &["verify"]);
    assert_eq!((code, out.as_str()), (1, ""));
    let message = err.lines().next().unwrap();
    assert!(message.starts_with("error[verify/figure]: `metrics/nps/index.html` says “99.9"), "{err}");
    assert!(message.contains(&format!("” where the data give “{figure}")), "{message}");
    assert!(message.contains(", “South”, “"), "{message}");
    assert!(err.contains(&format!(" --> {}", place(project.path(), page, "99.9"))), "{err}");
    assert!(err.contains("hint: the file was changed after it was published: `wavemark build` replaces it"), "{err}");
    assert!(err.ends_with("\npublic is not what the data give: 1 figure and 1 file differ\n"), "{err}");
    let (code, out, _) = run(project.path(), &["verify", "--format", "github"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("::error file=public/metrics/nps/index.html,line="), "{out}");
}

#[test]
fn a_cell_and_a_chart_that_were_changed_are_named() {
    let project = published();
    let data = "public/2026-q3/data/estimates.csv";
    let before = fs::read_to_string(project.path().join(data)).unwrap();
    let row =
        before.lines().find(|line| line.contains(",nps,nps,") && line.contains(",region,South,2026-Q3,")).unwrap();
    let n = row.split(',').nth(12).unwrap();
    let columns: Vec<String> =
        row.split(',').enumerate().map(|(at, cell)| if at == 12 { "7".into() } else { cell.to_owned() }).collect();
    alter(project.path(), data, row, &columns.join(","));
    let chart = "public/metrics/nps/charts/trend.svg";
    let svg = fs::read_to_string(project.path().join(chart)).unwrap();
    let (_, behind) = svg.split_once(" d=\"M").expect("a line");
    let start: String = behind.chars().take(6).collect();
    alter(project.path(), chart, &format!(" d=\"M{start}"), " d=\"M1,1 L");
    let (code, problems, last) = verified(project.path());
    assert_eq!(code, 1);
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert!(
        problems[0].starts_with("error[verify/figure]: `2026-q3/data/estimates.csv` says “7” where the data give “"),
        "{problems:?}"
    );
    assert!(problems[0].contains(&format!("“{n}”: n of edition 2026-Q3, ")), "{problems:?}");
    assert!(problems[0].contains("dimension region, value_of_dimension South, wave 2026-Q3"), "{problems:?}");
    assert!(
        problems[1].starts_with(
            "error[verify/drawing]: `metrics/nps/charts/trend.svg` has a chart that the data draw otherwise"
        ),
        "{problems:?}"
    );
    assert_eq!(last, "public is not what the data give: 1 figure and 2 files differ");
}

#[test]
fn a_changed_row_of_data_is_told_first_and_then_each_figure_that_it_moves() {
    let project = published();
    let data = project.path().join("data/responses.csv");
    let content = fs::read_to_string(&data).unwrap();
    let row = content.lines().last().unwrap().to_owned();
    let cells: Vec<&str> = row.split(',').collect();
    let header: Vec<&str> = content.lines().next().unwrap().split(',').collect();
    let at = header.iter().position(|name| *name == "q1_recommend").unwrap();
    let changed: Vec<&str> = cells
        .iter()
        .enumerate()
        .map(|(i, cell)| if i == at { if *cell == "0" { "10" } else { "0" } } else { *cell })
        .collect();
    fs::write(&data, content.replace(&row, &changed.join(","))).unwrap();
    let (code, problems, last) = verified(project.path());
    assert_eq!(code, 1);
    assert!(
        problems.contains(
            &"error[verify/input-changed]: an input changed since the site was made: `data/responses.csv`".to_owned()
        ),
        "{problems:#?}"
    );
    // The newest edition stands at the root and at its own address, and is told once.
    let figures: Vec<&String> = problems.iter().filter(|line| line.starts_with("error[verify/figure]")).collect();
    assert!(figures.iter().any(|line| line.contains("`2026-q3/index.html` and `index.html` say “")), "{problems:#?}");
    assert!(
        figures.iter().any(|line| line.contains("`2026-q3/metrics/nps/index.html` and `metrics/nps/index.html` say “"))
    );
    assert!(figures.iter().any(|line| line.contains("estimates.json`")), "{problems:#?}");
    assert!(figures.len() > 10 && last.ends_with(" differ"), "{last}");
    assert_eq!(run(project.path(), &["build", "--quiet"]).0, 0);
    assert_eq!(verified(project.path()).0, 0);
}

#[test]
fn other_inputs_and_words_count_too() {
    let project = published();
    change(project.path(), "commentary/2026-q3/overview.md", "this summer", "this autumn");
    change(project.path(), "site-config.toml", "# A happening that charts mark.", "# A happening.");
    let (code, problems, _) = verified(project.path());
    assert_eq!(code, 1);
    assert!(
        problems
            .iter()
            .any(|line| line.ends_with("the site-config changed since the site was made: `site-config.toml`")),
        "{problems:#?}"
    );
    assert!(
        problems
            .iter()
            .any(|line| line.ends_with("an input changed since the site was made: `commentary/2026-q3/overview.md`"))
    );
    let words = problems.iter().find(|line| line.starts_with("error[verify/words]")).expect("the title");
    assert!(words.contains("this summer”") && words.contains("this autumn”"), "{words}");
    assert!(!problems.iter().any(|line| line.contains("verify/figure")), "{problems:#?}");
}

#[test]
fn a_missing_file_is_told_and_one_of_somebody_else_is_left_alone() {
    let project = published();
    fs::remove_file(project.path().join("public/metrics/csat/index.html")).unwrap();
    fs::write(project.path().join("public/CNAME"), "cx.example.org\n").unwrap();
    let (code, problems, _) = verified(project.path());
    assert_eq!(code, 1);
    assert_eq!(
        problems,
        [
            "error[verify/file-missing]: `metrics/csat/index.html` is missing: the data give it",
            "note[verify/foreign]: `CNAME` is not of Wavemark's making, so nothing is known of it",
        ]
    );
    assert_eq!(run(project.path(), &["build", "--quiet"]).0, 0);
    let (code, problems, _) = verified(project.path());
    assert_eq!((code, problems.len()), (0, 1), "{problems:?}");
}

#[test]
fn a_page_of_an_earlier_site_is_told() {
    let project = new_project();
    let own = project.path().join("commentary/2026-q3/what-we-did.md");
    fs::write(&own, "We did it.\n").unwrap();
    assert_eq!(run(project.path(), &["build", "--quiet"]).0, 0);
    fs::remove_file(&own).unwrap();
    let (code, problems, _) = verified(project.path());
    assert_eq!(code, 1);
    for file in ["2026-q3/what-we-did/index.html", "what-we-did/index.html"] {
        let line = format!("error[verify/file-left]: `{file}` is of an earlier site: the data give no such file");
        assert!(problems.contains(&line), "{problems:#?}");
    }
    let line =
        "error[verify/input-changed]: an input of the site is no longer read: `commentary/2026-q3/what-we-did.md`";
    assert!(problems.contains(&line.to_owned()), "{problems:#?}");
}

#[test]
fn what_a_site_was_made_from_must_be_said_and_true() {
    let project = published();
    let info = project.path().join("public/build-info.json");
    let content = fs::read_to_string(&info).unwrap();
    let json: serde_json::Value = serde_json::from_str(&content).unwrap();
    assert_eq!(json["program"], serde_json::json!({ "name": "wavemark", "version": env!("CARGO_PKG_VERSION") }));
    assert_eq!(json["config"]["path"], "site-config.toml");
    let inputs: Vec<&str> =
        json["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap()).collect();
    assert_eq!(inputs, ["commentary/2026-q3/overview.md", "data/benchmarks.csv", "data/responses.csv"]);
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    fs::write(&info, content.replace(&version, "\"version\":\"0.0.1\"")).unwrap();
    let (code, problems, last) = verified(project.path());
    let expected = format!(
        "error[verify/program]: the site was made by wavemark 0.0.1, and this is wavemark {}",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!((code, problems), (1, vec![expected]));
    assert_eq!(last, "public is not what the data give: 0 figures and 1 file differ");
    fs::write(&info, "{").unwrap();
    assert!(
        verified(project.path()).1[0]
            .starts_with("error[verify/build-info]: what the site was made from cannot be read: ")
    );
    fs::remove_file(&info).unwrap();
    let said = "error[verify/no-build-info]: the site does not say what it was made from: there is no `public/build-info.json`";
    assert_eq!(verified(project.path()).1, [said]);
}

#[test]
fn without_a_site_or_a_report_there_is_nothing_to_compare() {
    let project = new_project();
    let (code, problems, _) = verified(project.path());
    assert_eq!((code, problems), (1, vec!["error[verify/no-site]: there is no `public`".to_owned()]));
    let project = published();
    change(project.path(), "site-config.toml", "kind = \"nps\"", "kind = \"npps\"");
    let (code, _, last) = verified(project.path());
    assert_eq!((code, last.as_str()), (1, "1 error; no figure could be computed again"));
}

#[test]
fn a_folder_without_a_site_is_said_in_one_line() {
    let project = published();
    let other = project.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("mine.txt"), "mine").unwrap();
    let (code, _, err) = run(project.path(), &["verify", "other"]);
    assert_eq!(code, 1);
    assert!(err.starts_with("error[verify/no-site]: the folder `other` has no published site\n"), "{err}");
    assert_eq!(err.matches("error[").count(), 1, "{err}");
}

#[test]
fn a_claim_that_the_data_no_longer_support_does_not_hide_what_differs() {
    let project = new_project();
    let text = project.path().join("commentary");
    let folder = fs::read_dir(&text).unwrap().next().unwrap().unwrap().path();
    let overview = folder.join("overview.md");
    let before = fs::read_to_string(&overview).unwrap();
    fs::write(&overview, format!("{before}\n\n[It is above zero](claim:nps/above/-90).\n")).unwrap();
    let (code, out, err) = run(project.path(), &["build", "--quiet"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    fs::write(&overview, format!("{before}\n\n[It is very low](claim:nps/below/-90).\n")).unwrap();
    let (code, problems, last) = verified(project.path());
    assert_eq!(code, 1);
    assert!(problems.iter().any(|line| line.starts_with("error[claim/")), "{problems:?}");
    assert!(problems.iter().any(|line| line.starts_with("error[verify/")), "{problems:?}");
    assert!(last.starts_with("public is not what the data give: "), "{last}");
}
