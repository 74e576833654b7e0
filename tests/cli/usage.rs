use super::support::{change, empty_folder, new_project, parts, run, wavemark};

#[test]
fn without_a_command_the_program_teaches_and_ends_with_2() {
    let folder = empty_folder();
    let (code, out, err) = run(folder.path(), &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    for taught in ["Usage: wavemark", "wavemark init my-report", "Exit codes: 0 fine"] {
        assert!(err.contains(taught), "{taught}: {err}");
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_would_be_right() {
    let folder = empty_folder();
    let cases = [
        (vec!["biuld"], "unrecognized subcommand 'biuld'", "build"),
        (vec!["check", "--stirct"], "unexpected argument '--stirct'", "--strict"),
        (vec!["check", "--format", "xml"], "invalid value 'xml'", "[possible values: text, json, github]"),
        (vec!["init"], "<DIR>", "Usage: wavemark init"),
        (vec!["list"], "", "wavemark list metrics"),
    ];
    for (arguments, wrong, right) in cases {
        let (code, out, err) = run(folder.path(), &arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(wrong) && err.contains(right), "{arguments:?}: {err}");
    }
}

#[test]
fn help_and_version_are_results() {
    let folder = empty_folder();
    let version = format!("wavemark {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(folder.path(), &["-V"]), (0, version, String::new()));
    let (code, out, err) = run(folder.path(), &["build", "--help"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("Examples:\n  wavemark build "), "{out}");
}

#[test]
fn a_missing_config_is_an_error_that_names_the_ways_out() {
    let folder = empty_folder();
    let expected = "\
error[config/missing-file]: the site-config cannot be read: there is no `site-config.toml`
 |
 = hint: run in the folder that holds it, name it with `--config FILE`, or make a project with `wavemark init`

1 error
";
    assert_eq!(run(folder.path(), &["check"]), (1, String::new(), expected.into()));
    let (code, out, err) = run(folder.path(), &["build"]);
    assert_eq!((code, out), (1, String::new()));
    assert_eq!(err, expected.replace("1 error\n", "1 error; nothing was published\n"));
}

#[test]
fn a_config_elsewhere_is_named_with_its_folder() {
    let folder = empty_folder();
    let (code, _, err) = run(folder.path(), &["check", "--config", "reports/q3.toml"]);
    assert_eq!(code, 1);
    assert!(err.contains("there is no `q3.toml`"), "{err}");
    assert!(err.ends_with("\n1 error (paths are relative to reports)\n"), "{err}");
}

#[test]
fn programs_get_problems_as_lines_on_standard_output() {
    let project = new_project();
    change(project.path(), "site-config.toml", "target = 20", "tagret = \"20\"\ntarget = \"20\"");
    let (code, out, err) = run(project.path(), &["check", "--format", "json"]);
    assert_eq!(code, 1, "{err}");
    let problems: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let first = problems.iter().find(|problem| problem["code"] == "config/type").expect("the wrong target");
    let keys: Vec<_> = first.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["severity", "code", "message", "file", "line", "column", "end_line", "end_column", "hints"],
        "{first}"
    );
    assert_eq!((&first["severity"], &first["file"]), (&"error".into(), &"site-config.toml".into()));
    assert_eq!(
        first["message"], "`target` in [[metric]] must be a number, but is the text \"20\"",
        "the sentence is that of the text format"
    );
    let text = std::fs::read_to_string(project.path().join("site-config.toml")).unwrap();
    let line = text.lines().position(|line| line.starts_with("target")).unwrap() + 1;
    let place = ["line", "column", "end_line", "end_column"].map(|key| first[key].as_u64().unwrap() as usize);
    assert_eq!(place, [line, 10, line, 14]);
}

#[test]
fn colours_follow_the_option_then_the_environment_then_the_terminal() {
    let folder = empty_folder();
    let coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = wavemark(folder.path(), arguments);
        command.envs(environment.iter().copied());
        let (code, _, err) = parts(command.output().unwrap());
        assert_eq!(code, 1);
        err.contains('\u{1b}')
    };
    assert!(!coloured(&["check"], &[]), "no terminal");
    assert!(coloured(&["check"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(coloured(&["check", "--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["check", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::{Command, Stdio};
    for arguments in [&["list", "config"][..], &["--help"], &["check"]] {
        let folder = empty_folder();
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("wavemark"));
        command.args(arguments).current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (nobody, pipe) = std::io::pipe().unwrap();
        drop(nobody);
        command.stdout(pipe.try_clone().unwrap()).stderr(if arguments == ["check"] {
            pipe.into()
        } else {
            Stdio::piped()
        });
        let (code, _, err) = parts(command.output().unwrap());
        assert_eq!((code, err.as_str()), (i32::from(arguments == ["check"]), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    use std::process::{Command, Stdio};
    let full = || Stdio::from(std::fs::File::options().write(true).open("/dev/full").unwrap());
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("wavemark"));
    command.args(["list", "metrics"]).stdout(full()).stderr(Stdio::piped());
    let (code, _, err) = parts(command.output().unwrap());
    assert_eq!(code, 1);
    assert!(err.starts_with("wavemark: standard output could not be written: "), "{err}");
}
