use super::support::{empty_folder, files, new_project, run};
use std::fs;

const FILES: [&str; 7] = [
    ".github/workflows/report.yml",
    ".gitignore",
    "README.md",
    "commentary/2026-q3/overview.md",
    "data/benchmarks.csv",
    "data/responses.csv",
    "site-config.toml",
];

#[test]
fn a_project_is_made_with_what_comes_next() {
    let folder = empty_folder();
    let expected = "\
Made a report in a/my report (7 files). Next:
  cd \"a/my report\"
  wavemark build      then open public/index.html
README.md there says how to put in your own data and how to publish.
";
    assert_eq!(run(folder.path(), &["init", "a/my report"]), (0, expected.into(), String::new()));
    let made = files(&folder.path().join("a/my report"));
    assert_eq!(made.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), FILES);
    for (name, content) in &made {
        let text = String::from_utf8(content.clone()).unwrap();
        assert!(text.ends_with('\n') && !text.contains('\r'), "{name}");
        assert!(!text.contains("WAVEMARK_VERSION") && !text.contains("WAVEMARK_REPOSITORY"), "{name}");
    }
    assert_eq!(run(folder.path(), &["init", "quiet", "--quiet"]), (0, String::new(), String::new()));
}

#[test]
fn what_is_made_is_the_same_everywhere() {
    assert_eq!(files(new_project().path()), files(new_project().path()));
}

#[test]
fn a_fresh_repository_is_a_place_for_a_project() {
    let folder = empty_folder();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    assert_eq!(run(folder.path(), &["init", "."]).0, 0);
    assert_eq!(files(folder.path()).len(), FILES.len() + 1);
}

#[test]
fn a_folder_that_holds_something_is_refused_and_left_alone() {
    let folder = empty_folder();
    for name in ["notes.txt", "README.md", "a.csv", "b.csv", "c.csv"] {
        fs::write(folder.path().join(name), name).unwrap();
    }
    let before = files(folder.path());
    let expected = "\
error[init/not-empty]: no project was made: `.` is not empty: `README.md`, `a.csv`, `b.csv` and 2 more would be in the way
 |
 = hint: name a new folder, or one that is empty

";
    assert_eq!(run(folder.path(), &["init", "."]), (1, String::new(), expected.into()));
    assert_eq!(files(folder.path()), before);
    let (code, _, err) = run(folder.path(), &["init", "notes.txt"]);
    assert_eq!(code, 1);
    assert!(
        err.starts_with("error[init/not-a-folder]: no project was made: `notes.txt` is a file, not a folder"),
        "{err}"
    );
    let (code, out, _) = run(folder.path(), &["init", ".", "--format", "json"]);
    assert_eq!(code, 1);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap()["code"], "init/not-empty");
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_project_that_cannot_be_written_leaves_nothing() {
    let folder = empty_folder();
    fs::write(folder.path().join("file"), "mine").unwrap();
    let (code, out, err) = run(folder.path(), &["init", "file/below/report"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.starts_with("error[init/"), "{err}");
    assert_eq!(files(folder.path()), [("file".to_string(), b"mine".to_vec())]);
}

#[test]
fn the_project_teaches_what_the_program_can_do() {
    let project = new_project();
    let read = |name: &str| fs::read_to_string(project.path().join(name)).unwrap();
    let (readme, workflow) = (read("README.md"), read(".github/workflows/report.yml"));
    for command in ["wavemark build", "wavemark check", "wavemark list columns", "wavemark list config"] {
        assert!(readme.contains(command), "{command}");
    }
    for action in ["checkout@v7", "configure-pages@v6", "upload-pages-artifact@v5", "deploy-pages@v5"] {
        assert!(workflow.contains(&format!("uses: actions/{action}\n")), "{action}");
    }
    assert!(workflow.contains(&format!("WAVEMARK: \"{}\"\n", env!("CARGO_PKG_VERSION"))));
    assert!(workflow.contains(&format!("\"{}/releases/download/v$WAVEMARK/$archive\"", env!("CARGO_PKG_REPOSITORY"))));
    let rows = read("data/responses.csv").lines().count() - 1;
    assert!(readme.contains(&format!("{rows} responses")), "{rows} responses");
}
