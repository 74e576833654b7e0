//! The workflows: those of this repository, and the one that `wavemark init` writes.

use granit_parser::{Event, Parser};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The one place that says which actions are used, and in which version.
const ACTIONS: [(&str, &str); 5] = [
    ("actions/cache", "v5"),
    ("actions/checkout", "v7"),
    ("actions/configure-pages", "v6"),
    ("actions/deploy-pages", "v5"),
    ("actions/upload-pages-artifact", "v5"),
];

/// Each workflow with its name.
fn workflows() -> BTreeMap<&'static str, Value> {
    let files = [
        ("ci", ".github/workflows/ci.yml"),
        ("pages", ".github/workflows/pages.yml"),
        ("release", ".github/workflows/release.yml"),
        ("report", "src/cli/init/report.yml"),
    ];
    files.into_iter().map(|(name, path)| (name, yaml(&text(path)).unwrap_or_else(|e| panic!("{path}: {e}")))).collect()
}

fn text(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A document of YAML as JSON; every scalar is a text.
fn yaml(text: &str) -> Result<Value, String> {
    let mut open: Vec<(Value, Option<String>)> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| error.to_string())?;
        let scalar = event.scalar().map(|(text, _)| text.to_owned());
        let done = match event {
            Event::MappingStart(..) => {
                open.push((Value::Object(Map::new()), None));
                continue;
            }
            Event::SequenceStart(..) => {
                open.push((Value::Array(Vec::new()), None));
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => open.pop().ok_or("an end too many")?.0,
            Event::Scalar(..) => Value::String(scalar.unwrap_or_default()),
            Event::Alias(_) => return Err("GitHub takes no aliases".into()),
            _ => continue,
        };
        match open.last_mut() {
            None => root = Some(done),
            Some((Value::Array(items), _)) => items.push(done),
            Some((Value::Object(members), key)) => match (key.take(), done) {
                (None, Value::String(name)) => *key = Some(name),
                (None, other) => return Err(format!("{other} is no key")),
                (Some(name), value) => {
                    if members.insert(name.clone(), value).is_some() {
                        return Err(format!("the key {name} stands twice"));
                    }
                }
            },
            Some(_) => return Err("only lists and tables hold anything".into()),
        }
    }
    root.ok_or_else(|| "it is empty".into())
}

/// The jobs of a workflow by name.
fn jobs(workflow: &Value) -> &Map<String, Value> {
    workflow["jobs"].as_object().expect("jobs")
}

fn steps(job: &Value) -> &[Value] {
    job["steps"].as_array().expect("steps")
}

fn all_steps(workflow: &Value) -> Vec<&Value> {
    jobs(workflow).values().flat_map(steps).collect()
}

/// Every script of a workflow.
fn scripts(workflow: &Value) -> String {
    all_steps(workflow).iter().filter_map(|step| step["run"].as_str()).collect::<Vec<_>>().join("\n")
}

/// The condition and the inputs of the step that uses an action.
fn using<'a>(workflow: &'a Value, action: &str) -> Option<&'a Value> {
    all_steps(workflow)
        .into_iter()
        .find(|step| step["uses"].as_str().is_some_and(|uses| uses.starts_with(&format!("{action}@"))))
}

#[test]
fn workflows_have_only_what_github_knows() {
    let known = |what: &str, value: &Value, keys: &[&str]| {
        for key in value.as_object().unwrap_or_else(|| panic!("{what} is no table")).keys() {
            assert!(keys.contains(&key.as_str()), "{what} has the key {key}");
        }
    };
    for (name, workflow) in workflows() {
        known(name, &workflow, &["name", "on", "permissions", "concurrency", "env", "jobs"]);
        assert_eq!(workflow["name"], name);
        for (job_name, job) in jobs(&workflow) {
            let what = format!("{name}/{job_name}");
            let keys = [
                "if",
                "needs",
                "strategy",
                "runs-on",
                "timeout-minutes",
                "permissions",
                "environment",
                "env",
                "defaults",
                "steps",
            ];
            known(&what, job, &keys);
            assert!(job["timeout-minutes"].as_str().unwrap().parse::<u32>().unwrap() <= 60, "{what}");
            if let Some(needed) = job.get("needs").and_then(Value::as_str) {
                assert!(jobs(&workflow).contains_key(needed), "{what} needs {needed}");
            }
            for step in steps(job) {
                known(&what, step, &["name", "id", "if", "uses", "with", "run"]);
                assert!(step.get("uses").is_some() != step.get("run").is_some(), "{what}: {step}");
            }
        }
    }
}

#[test]
fn actions_are_of_the_versions_named_here() {
    let mut used = BTreeMap::new();
    for (name, workflow) in workflows() {
        for uses in all_steps(&workflow).iter().filter_map(|step| step["uses"].as_str()) {
            let (action, version) = uses.split_once('@').unwrap_or_else(|| panic!("{name}: {uses} has no version"));
            assert!(ACTIONS.contains(&(action, version)), "{name} uses {uses}");
            used.insert(action.to_owned(), ());
        }
    }
    assert_eq!(used.keys().map(String::as_str).collect::<Vec<_>>(), ACTIONS.map(|(action, _)| action));
}

/// What comes from outside is never pasted into a script: it would run there.
#[test]
fn scripts_take_values_from_the_environment_alone() {
    for (name, workflow) in workflows() {
        assert!(!scripts(&workflow).contains("${{"), "{name}");
    }
}

#[test]
fn nothing_may_be_written_but_by_the_job_that_must() {
    let writes = |permissions: &Value| {
        permissions.as_object().is_some_and(|given| given.values().any(|value| value.as_str() == Some("write")))
    };
    for (name, workflow) in workflows() {
        assert_eq!(workflow["permissions"], serde_json::json!({ "contents": "read" }), "{name}");
        for (job_name, job) in jobs(&workflow) {
            let may = matches!((name, job_name.as_str()), ("pages" | "report", "publish") | ("release", _));
            assert_eq!(job.get("permissions").is_some_and(writes), may, "{name}/{job_name}");
        }
        if let Some(checkout) = using(&workflow, "actions/checkout") {
            assert_eq!(checkout["with"]["persist-credentials"], "false", "{name}");
        }
    }
}

#[test]
fn a_report_is_checked_in_pull_requests_and_published_from_main() {
    let workflow = &workflows()["report"];
    assert_eq!(workflow["on"]["push"]["branches"], serde_json::json!(["main"]));
    assert!(workflow["on"].get("pull_request").is_some());
    let run = |command: &str| {
        let step = all_steps(workflow).into_iter().find(|step| step["run"] == command);
        step.unwrap_or_else(|| panic!("no step runs {command}"))["if"].as_str().map(str::to_owned)
    };
    let (in_pulls, elsewhere) = ("github.event_name == 'pull_request'", "github.event_name != 'pull_request'");
    assert_eq!(run("wavemark check --format github").as_deref(), Some(in_pulls));
    assert_eq!(run("wavemark build --format github").as_deref(), Some(elsewhere));
    for action in ["actions/configure-pages", "actions/upload-pages-artifact"] {
        assert_eq!(using(workflow, action).unwrap()["if"], elsewhere, "{action}");
    }
    let publish = &jobs(workflow)["publish"];
    assert_eq!((&publish["if"], &publish["needs"]), (&elsewhere.into(), &"build".into()));
    assert_eq!(publish["permissions"], serde_json::json!({ "pages": "write", "id-token": "write" }));
    assert_eq!(publish["environment"]["name"], "github-pages");
    // The program is of one version, and an archive is one that the report's author named.
    let script = scripts(workflow);
    assert!(script.contains("cargo install wavemark --version \"$WAVEMARK\" --locked"), "{script}");
    assert!(script.contains("echo \"$WAVEMARK_SHA256  $archive\" | sha256sum --check --strict"), "{script}");
}

#[test]
fn the_archive_that_a_report_fetches_is_one_that_is_released() {
    let all = workflows();
    let targets = jobs(&all["release"])["build"]["strategy"]["matrix"]["include"].as_array().unwrap().iter();
    let targets: Vec<&str> = targets.map(|entry| entry["target"].as_str().unwrap()).collect();
    for system in ["linux", "apple", "windows"] {
        assert!(targets.iter().any(|target| target.contains(system)), "{system}");
    }
    let archive = "wavemark-$WAVEMARK-x86_64-unknown-linux-musl.tar.gz";
    assert!(scripts(&all["report"]).contains(archive) && targets.contains(&"x86_64-unknown-linux-musl"));
    let release = scripts(&all["release"]);
    assert!(release.contains("name=\"wavemark-${TAG#v}-$TARGET\"") && release.contains("file=\"$name.tar.gz\""));
    assert!(release.contains("> \"$file.sha256\""));
    assert!(text("src/cli/init/report.yml").contains("WAVEMARK_REPOSITORY/releases/download/v$WAVEMARK/$archive"));
}

#[test]
fn this_repository_runs_its_own_checks_and_publishes_its_sample() {
    let all = workflows();
    assert!(scripts(&all["ci"]).lines().any(|line| line == ".ci/run"));
    let pages = scripts(&all["pages"]);
    for command in ["build", "verify"] {
        assert!(pages.contains(&format!("cargo run --release --locked -- {command} --format github")), "{command}");
    }
    let config = text("site-config.toml");
    let output = config.lines().find_map(|line| line.strip_prefix("output = \"")).unwrap().trim_end_matches('"');
    for name in ["pages", "report"] {
        let upload = &using(&all[name], "actions/upload-pages-artifact").unwrap()["with"];
        assert_eq!((&upload["path"], &upload["include-hidden-files"]), (&output.into(), &"true".into()), "{name}");
    }
}

#[test]
fn the_reader_of_yaml_sees_what_is_wrong() {
    assert_eq!(yaml("a: [1, {b: c}]\n").unwrap(), serde_json::json!({ "a": ["1", { "b": "c" }] }));
    assert_eq!(yaml("a: 1\na: 2\n").unwrap_err(), "the key a stands twice");
    assert!(yaml("a: [1\n").is_err() && yaml("").is_err());
}
