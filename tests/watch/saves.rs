//! Every way in which editors and people save is seen.

use crate::preview::{Preview, wait};
use crate::project::{CONFIG, Project, responses};
use std::fs;
use std::io::Write;
use std::process::Command;
use std::time::Duration;

const TEXT: &str = "commentary/2026-q2/overview.md";

#[test]
fn each_editors_way_of_saving_is_seen() {
    let project = Project::new();
    let preview = Preview::of(&project);
    let path = project.path(TEXT);
    let beside = |name: &str| path.with_file_name(name);

    project.write(TEXT, "Written in place.\n");
    preview.wait_for("", "Written in place.");

    // vim: a file to try the folder, the old text put aside, the new one written under its name, the old one removed.
    fs::write(beside("4913"), "").unwrap();
    fs::remove_file(beside("4913")).unwrap();
    fs::rename(&path, beside("overview.md~")).unwrap();
    fs::write(&path, "Saved by vim.\n").unwrap();
    fs::remove_file(beside("overview.md~")).unwrap();
    preview.wait_for("", "Saved by vim.");

    // VS Code with atomic saves, Emacs, gedit: a new file put in place of the old one.
    fs::write(beside("overview.md.tmp"), "Put in place.\n").unwrap();
    fs::rename(beside("overview.md.tmp"), &path).unwrap();
    preview.wait_for("", "Put in place.");

    // JetBrains: the same by way of a backup.
    fs::write(beside("overview.md___jb_tmp___"), "Saved by an IDE.\n").unwrap();
    fs::rename(&path, beside("overview.md___jb_old___")).unwrap();
    fs::rename(beside("overview.md___jb_tmp___"), &path).unwrap();
    fs::remove_file(beside("overview.md___jb_old___")).unwrap();
    preview.wait_for("", "Saved by an IDE.");

    fs::remove_file(&path).unwrap();
    fs::write(&path, "Deleted and written anew.\n").unwrap();
    preview.wait_for("", "Deleted and written anew.");

    let mut file = fs::File::create(&path).unwrap();
    std::thread::sleep(Duration::from_millis(40));
    file.write_all(b"Emptied and refilled.\n").unwrap();
    drop(file);
    preview.wait_for("", "Emptied and refilled.");

    // And in place once more, after the file has been replaced several times.
    project.write(TEXT, "Still followed.\n");
    preview.wait_for("", "Still followed.");
    fs::remove_file(&path).unwrap();
    preview.wait_without("", "Still followed.");
}

#[test]
fn folders_come_go_and_are_renamed() {
    let project = Project::new();
    let preview = Preview::of(&project);
    // In one go: the file is there before anybody can watch its folder.
    project.write("commentary/2026-q1/overview.md", "The quarter before.\n");
    preview.wait_for("2026-q1/", "The quarter before.");
    project.write("commentary/2026-q1/overview.md", "The quarter before, once more.\n");
    preview.wait_for("2026-q1/", "once more");

    fs::rename(project.path("commentary/2026-q1"), project.path("aside")).unwrap();
    wait(|| (preview.get("2026-q1/").status == 404).then_some(()), || "the edition to go".into());
    fs::rename(project.path("aside"), project.path("commentary/2026-q1")).unwrap();
    preview.wait_for("2026-q1/", "once more");
    project.write("commentary/2026-q1/overview.md", "Followed after it came back.\n");
    preview.wait_for("2026-q1/", "Followed after it came back.");

    // The whole folder of commentary is replaced, as by an unpacked archive.
    fs::rename(project.path("commentary"), project.path("old")).unwrap();
    project.write("new/2026-q2/overview.md", "A folder in its place.\n");
    fs::rename(project.path("new"), project.path("commentary")).unwrap();
    preview.wait_for("", "A folder in its place.");
    project.write(TEXT, "Followed in the new folder.\n");
    preview.wait_for("", "Followed in the new folder.");

    // Templates, of which there was no folder.
    project.write("commentary/2026-q2/notes.md", "What we did.\n");
    project.write(
        "templates/text.html",
        "{% extends \"default/text.html\" %}{% block head %}<meta name=\"theirs\">{% endblock head %}",
    );
    preview.wait_for("notes/", "<meta name=\"theirs\">");
    fs::remove_dir_all(project.path("templates")).unwrap();
    preview.wait_without("notes/", "<meta name=\"theirs\">");
}

#[test]
fn another_branch_is_one_change_of_many_files() {
    let project = Project::new();
    let preview = Preview::of(&project);
    for at in 0..150 {
        project.write(&format!("commentary/2026-q2/page-{at}.md"), format!("Page number {at} of the branch.\n"));
    }
    project.write("site-config.toml", CONFIG.replace("how customers see us", "on a branch"));
    preview.wait_for("page-149/", "Page number 149 of the branch.");
    preview.wait_for("page-0/", "on a branch");
    for at in 0..150 {
        project.remove(&format!("commentary/2026-q2/page-{at}.md"));
    }
    project.write("site-config.toml", CONFIG);
    preview.wait_without("", "on a branch");
    wait(|| (preview.get("page-149/").status == 404).then_some(()), || "the pages to go".into());
}

#[test]
fn git_takes_the_preview_to_another_branch_and_back() {
    let project = Project::new();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        let nobody = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false"];
        command.current_dir(project.root()).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        let output = command.args(nobody).args(arguments).output().expect("git runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "--quiet", "--initial-branch", "main"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "The report"]);
    git(&["switch", "--quiet", "--create", "draft"]);
    for at in 0..300 {
        project.write(&format!("commentary/2026-q2/page-{at}.md"), format!("Page number {at} of the draft.\n"));
    }
    project.write(TEXT, "An overview of the draft.\n");
    project.write("responses/2026-q2.csv", responses(2026, 4, 5));
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "A draft"]);
    git(&["switch", "--quiet", "main"]);

    let preview = Preview::of(&project);
    let figures = || preview.get("data/estimates.csv").body;
    let before = figures();
    git(&["switch", "--quiet", "draft"]);
    preview.wait_for("page-299/", "Page number 299 of the draft.");
    preview.wait_for("page-0/", "Page number 0 of the draft.");
    preview.wait_for("", "An overview of the draft.");
    wait(|| (figures() != before).then_some(()), || "the figures of the draft".into());
    git(&["switch", "--quiet", "main"]);
    preview.wait_without("", "An overview of the draft.");
    wait(|| (preview.get("page-299/").status == 404).then_some(()), || "the pages to go".into());
    // The data as well: every figure is what it was.
    wait(|| (figures() == before).then_some(()), || "the figures of before".into());
}

#[test]
fn data_that_are_copied_slowly_are_read_when_they_are_whole() {
    let project = Project::new();
    let preview = Preview::of(&project);
    let whole = responses(2026, 4, 3);
    let mut events = preview.follow();
    let before = events.next();
    let parts: Vec<&[u8]> = whole.as_bytes().chunks(whole.len() / 8 + 1).collect();
    let mut file = fs::File::create(project.path("responses/2026-q2.csv")).unwrap();
    for part in &parts {
        file.write_all(part).unwrap();
        file.flush().unwrap();
        std::thread::sleep(Duration::from_millis(150));
    }
    drop(file);
    // A build of a part would have been told before the build of the whole.
    let after = loop {
        let data = events.next();
        if data != before {
            break data;
        }
    };
    assert!(after.contains("\"problems\":[]"), "{after}");
    let told = || preview.said().matches("responses/2026-q2.csv:").count();
    wait(|| (told() > 0).then_some(()), || preview.said());
    assert_eq!(told(), 1, "{}", preview.said());

    let fresh = Project::new();
    fresh.write("responses/2026-q2.csv", &whole);
    let expected = Preview::of(&fresh).get("data/estimates.csv").body;
    assert_eq!(preview.get("data/estimates.csv").body, expected);
}

#[test]
fn nothing_follows_from_reading_publishing_or_touching() {
    let project = Project::new();
    let preview = Preview::of(&project);
    preview.get("");
    let before = preview.build();
    for name in [TEXT, "site-config.toml", "responses/2026-q1.csv"] {
        assert!(!fs::read(project.path(name)).unwrap().is_empty());
        let content = fs::read(project.path(name)).unwrap();
        // Over itself: at no moment is it another, whoever looks.
        let mut file = fs::File::options().write(true).open(project.path(name)).unwrap();
        file.write_all(&content).unwrap();
    }
    let mut publish = std::process::Command::new(assert_cmd::cargo::cargo_bin("wavemark"));
    let published = publish.current_dir(project.root()).args(["build", "--quiet"]).output().expect("the program runs");
    assert!(published.status.success(), "{}", String::from_utf8_lossy(&published.stderr));
    let bytes = fs::read_to_string(project.path("public/index.html")).unwrap();
    assert!(!bytes.contains("__wavemark"), "what is published has the preview's script");
    // What comes after is seen, and is the next build.
    project.write("aside.md", "After all that.\n");
    fs::rename(project.path("aside.md"), project.path(TEXT)).unwrap();
    preview.wait_for("", "After all that.");
    let (run, number) = before.split_once('-').expect("a number");
    let after = format!("{run}-{}", number.parse::<u64>().expect("a number") + 1);
    assert_eq!(preview.build(), after, "{}", preview.said());
}

#[test]
fn files_are_followed_where_no_events_come() {
    let project = Project::new();
    let preview = Preview::with(project.root(), &["--port", "0", "--poll"]);
    project.write(TEXT, "Found by looking.\n");
    preview.wait_for("", "Found by looking.");
    project.write("commentary/2026-q1/overview.md", "A new folder.\n");
    preview.wait_for("2026-q1/", "A new folder.");
    fs::remove_file(project.path(TEXT)).unwrap();
    preview.wait_without("", "Found by looking.");
}
