//! The sample report in a real browser: `tests/browser/` says what is looked at.
//!
//! It needs node, Debian's Chromium, java (for the checker of markup) and what `npm ci` puts into `tests/browser/`, and
//! takes some minutes. Where one of them is missing it says so and does nothing; with `WAVEMARK_REQUIRE_ALL=1` in the
//! environment, that is a failure.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use wavemark::chart::{SLACK, text_width};

/// Where the report is served in the test: below a folder, as project sites of GitHub Pages are.
const PREFIX: &str = "/repository/";

#[test]
fn the_sample_report_holds_in_a_browser() {
    if let Some(missing) = missing() {
        return cannot_run(&missing);
    }
    let project = TempDir::new().expect("a folder to build in");
    copy_sample(project.path());
    let built = Command::new(env!("CARGO_BIN_EXE_wavemark"))
        .args(["build", "--quiet", "--config"])
        .arg(project.path().join("site-config.toml"))
        .output()
        .expect("a program that starts");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    run(&[&project.path().join("public").to_string_lossy(), PREFIX]);
}

/// Charts keep as much room for a text as it takes in each of the fonts that readers are likely to have, and not much more.
#[test]
fn charts_keep_the_room_that_texts_take() {
    if missing().is_some() {
        return;
    }
    const TEXTS: [(&str, &[&str]); 7] = [
        (
            "latin",
            &[
                "Northwind Mobile",
                "Customer satisfaction",
                "2026 Q3 38.4 to 44.5",
                "+4.8 (\u{2212}1.2 to 10.6)",
                "1,234,567",
                "Illinois fillip",
                "MWMW Communications",
                "Škoda Čeština Łódź",
                "Größe über façade",
            ],
        ),
        ("greek", &["Βόρειος Άνεμος Κινητή", "ικανοποίηση πελατών"]),
        ("cyrillic", &["Северный ветер Мобайл", "удовлетворённость клиентов"]),
        ("armenian", &["Հյուսիսային քամի", "հաճախորդների գոհունակություն"]),
        ("arabic", &["شركة الرياح الشمالية", "استطلاع رضا العملاء"]),
        ("devanagari", &["उत्तरी हवा मोबाइल", "ग्राहक संतुष्टि सर्वेक्षण"]),
        ("japanese", &["北風モバイル", "お客様満足度調査"]),
    ];
    let texts: Vec<serde_json::Value> = TEXTS
        .iter()
        .flat_map(|(script, texts)| texts.iter().flat_map(move |text| [(script, text, false), (script, text, true)]))
        .map(|(script, text, bold)| {
            let room = text_width(text, 1.0, bold) * SLACK;
            serde_json::json!({ "script": script, "text": text, "bold": bold, "room": room })
        })
        .collect();
    let mut node = Command::new("node")
        .arg(folder().join("widths.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node that starts");
    let list = serde_json::Value::Array(texts).to_string();
    node.stdin.take().expect("its input").write_all(list.as_bytes()).expect("an input that is read");
    let ran = node.wait_with_output().expect("node that ends");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
}

/// Each check finds its part of a site in which everything is wrong, so that its silence means something.
#[test]
fn every_check_can_fail() {
    if missing().is_none() {
        run(&["--broken"]);
    }
}

/// The preview of a new project: saves, mistakes, tabs, and a browser or a program that was away.
#[cfg(feature = "watch")]
#[test]
fn the_preview_follows_what_is_saved() {
    if let Some(missing) = missing() {
        return cannot_run(&missing);
    }
    let folder_of_project = TempDir::new().expect("a folder for a project");
    let project = folder_of_project.path().join("report");
    let program = env!("CARGO_BIN_EXE_wavemark");
    let made = Command::new(program).arg("init").arg(&project).output().expect("a program that starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    run_script("preview.mjs", &[program, &project.to_string_lossy()]);
}

/// What the suite needs and this machine lacks.
fn missing() -> Option<String> {
    let starts = |program: &str, argument: &str| Command::new(program).arg(argument).output().is_ok();
    let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let has_chromium = std::env::var_os("CHROMIUM").is_some() || chromium.iter().any(|path| Path::new(path).exists());
    [
        ("there is no node", starts("node", "--version")),
        ("there is no java", starts("java", "-version")),
        ("there is no Chromium", has_chromium),
        ("`npm ci` was not run in tests/browser", folder().join("node_modules/playwright-core").exists()),
    ]
    .into_iter()
    .find_map(|(what, is_there)| (!is_there).then(|| what.to_owned()))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// Runs the suite and shows its times; what it finds is the failure's message.
fn run(arguments: &[&str]) {
    run_script("run.mjs", arguments);
}

fn run_script(script: &str, arguments: &[&str]) {
    let ran = Command::new("node").arg(folder().join(script)).args(arguments).output().expect("node that starts");
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{told}{}", String::from_utf8_lossy(&ran.stderr));
    println!("{told}");
}

/// The sample's project with another address, below which it is served here.
fn copy_sample(project: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&root.join("sample-data"), &project.join("sample-data"));
    copy(&root.join("templates"), &project.join("templates"));
    let config = fs::read_to_string(root.join("site-config.toml")).expect("the sample's configuration");
    let is_address = |line: &str| line.starts_with("base_url = ");
    assert_eq!(config.lines().filter(|line| is_address(line)).count(), 1, "one address to replace");
    let address = format!("base_url = \"https://example.org{PREFIX}\"");
    let lines = config.lines().map(|line| if is_address(line) { address.as_str() } else { line });
    fs::write(project.join("site-config.toml"), lines.collect::<Vec<_>>().join("\n")).expect("a file that is written");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder that can be made");
    for entry in fs::read_dir(from).expect("a folder that can be listed") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file that can be copied");
        }
    }
}

/// Says on the terminal itself that the test cannot run here (the harness hides what a passing test prints); fails where
/// every test is required.
fn cannot_run(why: &str) {
    let required = std::env::var_os("WAVEMARK_REQUIRE_ALL").is_some_and(|value| value == "1");
    assert!(!required, "the browser tests must run and cannot: {why}");
    let line = format!("\nNOT RUN: the browser tests: {why} (CONTRIBUTING.md says how to have them run)\n");
    std::io::stderr().write_all(line.as_bytes()).expect("a terminal");
}
