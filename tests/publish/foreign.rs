//! What others put into the published folder stays, or stops the publish; it is never lost.

use std::fs;
use std::path::Path;

use tempfile::tempdir;
use wavemark::output::SitePath;
use wavemark::output::publish::{Means, PublishErrorKind, PublishOptions, Step, publish};

use crate::support::{
    Entry, HAS_EXCHANGE, assert_shows, assert_tidy, file, picture, refusal, report, show, show_with, site, work_folder,
};

#[test]
fn files_that_are_not_ours_stay() {
    for means in [Means::Best, Means::Plain] {
        let dir = tempdir().unwrap();
        let target = dir.path().join("public");
        show_with(&report('a'), &target, means);
        fs::write(target.join("CNAME"), "cx.example.org\n").unwrap();
        fs::create_dir_all(target.join("only-a/notes")).unwrap();
        fs::write(target.join("only-a/notes/mine.txt"), "mine").unwrap();
        fs::create_dir_all(target.join("empty/folder")).unwrap();
        let foreign = [("CNAME", file("cx.example.org\n")), ("only-a/notes/mine.txt", file("mine"))];
        for edition in ['b', 'a', 'b'] {
            let published = show_with(&report(edition), &target, means);
            assert_eq!(published.kept_foreign, 2);
            assert_shows(&target, &report(edition), &foreign);
            assert!(target.join("empty/folder").is_dir());
        }
    }
}

#[cfg(unix)]
#[test]
fn links_and_their_like_stay_as_they_are() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{MetadataExt, symlink};
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    let outside = dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("a.txt"), "outside").unwrap();
    show(&report('a'), &target);
    symlink(&outside, target.join("link-to-folder")).unwrap();
    symlink("/nowhere/at/all", target.join("dangling")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(target.join("socket")).unwrap();
    let odd = std::ffi::OsStr::from_bytes(b"not-utf8-\xff");
    let has_odd = fs::write(target.join(odd), "odd").is_ok();
    let date = |name: &str| fs::symlink_metadata(target.join(name)).unwrap().mtime_nsec();
    let dates = (date("dangling"), date("socket"));

    let published = show(&report('b'), &target);
    assert_eq!(published.kept_foreign, if has_odd { 4 } else { 3 });
    assert_eq!((date("dangling"), date("socket")), dates);
    if has_odd {
        assert_eq!(fs::read(target.join(odd)).unwrap(), b"odd");
        fs::remove_file(target.join(odd)).unwrap();
    }
    let foreign = [
        ("link-to-folder", Entry::Link(outside.clone())),
        ("dangling", Entry::Link("/nowhere/at/all".into())),
        ("socket", Entry::Other),
    ];
    assert_shows(&target, &report('b'), &foreign);
    assert_eq!(fs::read(outside.join("a.txt")).unwrap(), b"outside");

    // A socket cannot be copied where there are no links: said, not lost.
    let options = PublishOptions { means: Means::Plain, ..PublishOptions::default() };
    let error = publish(&report('a'), &target, &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "`{}`: it is neither a file nor a link and cannot be copied to the new folder",
            target.join("socket").display()
        )
    );
    assert_shows(&target, &report('b'), &foreign);
    assert_tidy(&target);
    fs::remove_file(target.join("socket")).unwrap();
    show_with(&report('a'), &target, Means::Plain);
    assert_shows(&target, &report('a'), &foreign[..2]);
}

#[test]
fn a_stale_page_that_somebody_changed_is_kept_and_named() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    let pages = [("index.html", "x"), ("old/a.html", "A"), ("old/b.html", "B")];
    show(&site(&pages), &target);
    fs::write(target.join("old/b.html"), "b, by hand").unwrap();
    let newer = site(&pages[..1]);
    let published = show(&newer, &target);
    let names: Vec<_> = published.edits_kept.iter().map(SitePath::as_str).collect();
    assert_eq!(names, ["old/b.html"]);
    assert_eq!((published.removed, published.kept_foreign), (1, 0));
    let foreign = [("old/b.html", file("b, by hand"))];
    assert_shows(&target, &newer, &foreign);
    // From then on it is theirs.
    let published = show(&site(&[("index.html", "y")]), &target);
    assert_eq!((published.edits_kept.len(), published.kept_foreign), (0, 1));
}

#[test]
fn what_stands_in_the_way_is_named_and_stays() {
    // What is put there, the new page, and what the message names.
    let cases = [
        ("new.html", "new.html", "new.html"),
        ("data", "data/figures.csv", "data"),
        ("notes/mine.txt", "notes", "notes/mine.txt"),
        ("empty/", "empty", "empty"),
    ];
    for (put, page, named) in cases {
        let dir = tempdir().unwrap();
        let target = dir.path().join("public");
        show(&site(&[("index.html", "x")]), &target);
        let place = target.join(put);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        if put.ends_with('/') {
            fs::create_dir(&place).unwrap();
        } else {
            fs::write(&place, "mine").unwrap();
        }
        let error = refusal(&site(&[("index.html", "y"), (page, "page")]), &target);
        assert_eq!(error.kind(), PublishErrorKind::Occupied);
        assert_eq!(error.path(), target.join(named));
        assert_eq!(
            error.to_string(),
            format!(
                "`{}` stands where a file of the site must go, and Wavemark did not write it",
                target.join(named).display()
            )
        );
        assert_eq!(error.hint(), "move it out of the published folder, or give it another name, and build again");
        assert_tidy(&target);
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    let outside = dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    let pages = [("index.html", "x"), ("data/a.csv", "A")];
    show(&site(&pages), &target);
    fs::remove_dir_all(target.join("data")).unwrap();
    std::os::unix::fs::symlink(&outside, target.join("data")).unwrap();
    let error = refusal(&site(&pages), &target);
    assert_eq!(error.kind(), PublishErrorKind::Occupied);
    assert_eq!(error.path(), target.join("data"));

    fs::remove_file(target.join("data")).unwrap();
    fs::remove_file(target.join("index.html")).unwrap();
    fs::write(outside.join("precious"), "x").unwrap();
    std::os::unix::fs::symlink(outside.join("precious"), target.join("index.html")).unwrap();
    let error = refusal(&site(&pages), &target);
    assert_eq!(error.path(), target.join("index.html"));
    assert_eq!(fs::read(outside.join("precious")).unwrap(), b"x");
}

/// Publishes edition b over a, and does something to the target once the new tree is complete,
/// just before it is shown.
fn with_a_late_change(target: &Path, means: Means, change: &dyn Fn()) -> Option<PublishErrorKind> {
    let on_step = |step: Step<'_>| {
        if step == Step::Built {
            change();
        }
    };
    let options = PublishOptions { means, on_step: Some(&on_step), ..PublishOptions::default() };
    let published = publish(&report('b'), target, &options).unwrap();
    published.not_cleared.map(|error| error.kind())
}

#[test]
fn what_is_put_there_while_the_site_is_published_is_not_lost() {
    for means in [Means::Best, Means::Plain] {
        let dir = tempdir().unwrap();
        let target = dir.path().join("public");
        show(&report('a'), &target);
        fs::write(target.join("notes.txt"), "draft").unwrap();
        let failed = with_a_late_change(&target, means, &|| {
            fs::create_dir(target.join("late")).unwrap();
            fs::write(target.join("late/file.txt"), "late").unwrap();
            // As editors save: a new file takes the old one's place.
            fs::write(target.join("notes.new"), "final").unwrap();
            fs::rename(target.join("notes.new"), target.join("notes.txt")).unwrap();
        });
        assert_eq!(failed, None);
        let foreign = [("late/file.txt", file("late")), ("notes.txt", file("final"))];
        assert_shows(&target, &report('b'), &foreign);
        assert_tidy(&target);
    }
}

#[test]
fn what_is_put_where_a_new_page_appears_waits_for_its_owner() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report('a'), &target);
    let failed = with_a_late_change(&target, Means::Best, &|| {
        fs::create_dir(target.join("only-b")).unwrap();
        fs::write(target.join("only-b/3.html"), "mine").unwrap();
    });
    assert_eq!(failed, Some(PublishErrorKind::NeedsRescue));
    assert_shows(&target, &report('b'), &[]);
    let old_tree = if HAS_EXCHANGE { "next" } else { "old" };
    let mine = work_folder(&target).join(old_tree).join("only-b/3.html");
    assert_eq!(fs::read(&mine).unwrap(), b"mine");

    let error = refusal(&report('a'), &target);
    assert_eq!(
        error.to_string(),
        format!("`{}` was put into the site while it was being published and has no place in it now", mine.display())
    );
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
    fs::remove_file(&mine).unwrap();
    show(&report('a'), &target);
    assert_shows(&target, &report('a'), &[]);
}

#[test]
fn a_disk_that_does_not_tell_case_refuses_rather_than_overwrites() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&site(&[("index.html", "x")]), &target);
    fs::write(target.join("About.html"), "mine").unwrap();
    let newer = site(&[("index.html", "x"), ("about.html", "page")]);
    let tells_case = !target.join("about.html").exists();
    if tells_case {
        show(&newer, &target);
        assert_shows(&target, &newer, &[("About.html", file("mine"))]);
    } else {
        let before = picture(&target);
        let error = refusal(&newer, &target);
        assert_eq!(error.kind(), PublishErrorKind::Occupied);
        assert_eq!(picture(&target), before);
    }
}
