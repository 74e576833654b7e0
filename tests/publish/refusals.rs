//! Folders that are no place for a site, and what is said about them.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::tempdir;
use wavemark::output::publish::{PublishError, PublishErrorKind, PublishOptions, Step, publish};

use crate::support::{assert_shows, assert_tidy, picture, refusal, report, show, site};

/// The message with the test's folder written as `DIR`, then the hint.
fn text(error: &PublishError, dir: &Path) -> String {
    let message = error.to_string().replace(dir.to_str().unwrap(), "DIR");
    format!("{message}\n{}", error.hint())
}

fn assert_refused(target: &Path, dir: &Path, expected: &str) {
    let before = picture(dir);
    let error = refusal(&report('a'), target);
    assert_eq!(text(&error, dir), expected);
    assert_eq!(picture(dir), before, "something was left beside the target");
}

#[test]
fn a_folder_that_we_did_not_make() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("photos");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("holiday.jpg"), "jpg").unwrap();
    assert_refused(
        &target,
        dir.path(),
        "the site cannot be published to `DIR/photos`: it holds files and Wavemark did not make it\n\
         name a new folder as `output` under [site]; or, if nothing in this one is needed, empty it yourself and build again",
    );
    fs::remove_file(target.join("holiday.jpg")).unwrap();
    fs::create_dir(target.join("an-empty-folder")).unwrap();
    let error = refusal(&report('a'), &target);
    assert_eq!(error.kind(), PublishErrorKind::NotOurs);
}

#[test]
fn a_file() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    fs::write(&target, "a file").unwrap();
    let error = publish(&report('a'), &target, &PublishOptions::default()).unwrap_err();
    assert_eq!(
        text(&error, dir.path()),
        "the site cannot be published to `DIR/public`: it is not a folder\n\
         name another folder as `output` under [site], or move the file away"
    );
    assert_eq!(fs::read(&target).unwrap(), b"a file");
}

#[cfg(unix)]
#[test]
fn a_link() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    fs::create_dir(dir.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("elsewhere", &target).unwrap();
    let expected = "it is a symbolic link to `elsewhere`\n\
         name the folder itself as `output` under [site], or remove the link";
    assert_refused(&target, dir.path(), &format!("the site cannot be published to `DIR/public`: {expected}"));
    assert_refused(
        &dir.path().join("public/"),
        dir.path(),
        &format!("the site cannot be published to `DIR/public/`: {expected}"),
    );
}

#[test]
fn a_projects_own_folder() {
    for name in ["site-config.toml", ".git"] {
        let dir = tempdir().unwrap();
        let target = dir.path().join("my-report");
        show(&report('a'), &target);
        fs::write(target.join(name), "").unwrap();
        assert_refused(
            &target,
            dir.path(),
            &format!(
                "the site cannot be published to `DIR/my-report`: it holds `{name}`, so it is a project's own folder\n\
                 name a folder for the site alone as `output` under [site], for example \"public\""
            ),
        );
    }
}

#[test]
fn a_folder_that_the_site_is_made_from() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report('a'), &target);
    fs::create_dir(target.join("answers")).unwrap();
    fs::write(target.join("answers/q1.csv"), "").unwrap();
    let before = picture(dir.path());
    // One that is missing is no reason.
    let inputs = [dir.path().join("public-data/none.csv"), target.join("answers/q1.csv")];
    let options = PublishOptions { inputs: &inputs, ..PublishOptions::default() };
    let error = publish(&report('b'), &target, &options).unwrap_err();
    assert_eq!(
        text(&error, dir.path()),
        "the site cannot be published to `DIR/public`: `DIR/public/answers/q1.csv`, which the site is made of, lies in it\n\
         name a folder for the site alone as `output` under [site], for example \"public\""
    );
    assert_eq!(picture(dir.path()), before);
    let options = PublishOptions { inputs: &inputs[..1], ..PublishOptions::default() };
    publish(&report('b'), &target, &options).unwrap();
}

#[test]
fn the_current_folder_and_those_above_it() {
    // Tests run in the crate's folder.
    let here = std::env::current_dir().unwrap();
    let above: PathBuf = here.parent().unwrap().into();
    for target in [Path::new("."), Path::new(""), &here, &above, Path::new("/")] {
        let error = publish(&report('a'), target, &PublishOptions::default()).unwrap_err();
        if target != Path::new("") {
            assert_eq!(
                error.to_string(),
                format!(
                    "the site cannot be published to `{}`: it is the current folder or one above it",
                    target.display()
                )
            );
        }
    }
    let error = publish(&report('a'), Path::new(".."), &PublishOptions::default()).unwrap_err();
    assert_eq!(error.kind(), PublishErrorKind::TargetIsCurrentFolder);
}

#[test]
fn a_manifest_that_cannot_be_read() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report('a'), &target);
    let manifest = target.join(".wavemark-manifest.json");
    fs::write(&manifest, "{\"format\": 7}").unwrap();
    assert_refused(
        &target,
        dir.path(),
        "the list of published files `DIR/public/.wavemark-manifest.json` cannot be used: it has format 7, and this version of Wavemark knows format 1\n\
         restore that file; or, if nothing in its folder is needed, delete the folder yourself and build again",
    );
    fs::write(&manifest, "not json").unwrap();
    assert_refused(
        &target,
        dir.path(),
        "the list of published files `DIR/public/.wavemark-manifest.json` cannot be used: expected ident at line 1 column 2\n\
         restore that file; or, if nothing in its folder is needed, delete the folder yourself and build again",
    );
    // Without it the folder is nobody's we know.
    fs::remove_file(&manifest).unwrap();
    let error = refusal(&report('a'), &target);
    assert_eq!(error.kind(), PublishErrorKind::NotOurs);
}

#[test]
fn a_second_run_at_the_same_time() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report('a'), &target);
    let second = |step: Step<'_>| {
        if step == Step::Prepared {
            let error = publish(&report('a'), &target, &PublishOptions::default()).unwrap_err();
            assert_eq!(
                text(&error, dir.path()),
                "another run of Wavemark is publishing to `DIR/public`\n\
                 wait until the other run has finished, or stop it, and build again"
            );
        }
    };
    let options = PublishOptions { on_step: Some(&second), ..PublishOptions::default() };
    publish(&report('b'), &target, &options).unwrap();
    assert_shows(&target, &report('b'), &[]);
    assert_tidy(&target);
}

/// Many runs at once: each either shows its whole site or says that another is at work.
#[test]
fn many_runs_at_the_same_time() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report('a'), &target);
    let published = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for edition in ['a', 'b', 'a', 'b'] {
            let (target, published) = (&target, &published);
            scope.spawn(move || {
                for _ in 0..25 {
                    match publish(&report(edition), target, &PublishOptions::default()) {
                        Ok(done) => {
                            assert_eq!(done.not_cleared, None);
                            published.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        }
                        Err(error) => assert_eq!(error.kind(), PublishErrorKind::Busy, "{error}"),
                    }
                }
            });
        }
    });
    assert!(published.into_inner() > 0);
    let is_a = target.join("only-a").exists();
    assert_shows(&target, &report(if is_a { 'a' } else { 'b' }), &[]);
    assert_tidy(&target);
}

#[test]
fn a_working_folder_that_is_not_ours() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    let work = dir.path().join(".public.wavemark");
    let expected = "`DIR/.public.wavemark` is in the way: Wavemark needs that name for its working folder\n\
         move it away or give it another name, and build again";
    fs::write(&work, "a file").unwrap();
    assert_refused(&target, dir.path(), expected);
    fs::remove_file(&work).unwrap();
    fs::create_dir(&work).unwrap();
    fs::write(work.join("next"), "mine").unwrap();
    assert_refused(&target, dir.path(), expected);
    fs::remove_file(work.join("next")).unwrap();
    fs::write(work.join("lock"), "somebody else's lock").unwrap();
    assert_refused(&target, dir.path(), expected);
    #[cfg(unix)]
    {
        fs::remove_dir_all(&work).unwrap();
        fs::create_dir(dir.path().join("elsewhere")).unwrap();
        std::os::unix::fs::symlink("elsewhere", &work).unwrap();
        assert_refused(&target, dir.path(), expected);
        fs::remove_file(&work).unwrap();
    }
    // What a run leaves that was killed at its very start is taken over.
    for lock in [None, Some(""), Some("Working folder of Wave")] {
        let _ = fs::remove_dir_all(&work);
        fs::create_dir(&work).unwrap();
        if let Some(lock) = lock {
            fs::write(work.join("lock"), lock).unwrap();
        }
        show(&site(&[("index.html", "x")]), &target);
    }
}
