//! Publishing again: what is written, what is left alone, what is removed.

use std::fs;

use tempfile::tempdir;
use wavemark::output::publish::{Means, Published};
use wavemark::output::{BuiltSite, SitePath};

use crate::support::{assert_shows, picture, report, show, show_with, site};

#[test]
fn the_first_publish_writes_everything_also_into_folders_that_are_missing() {
    let dir = tempdir().unwrap();
    for target in ["public", "build/site/public", "other/"] {
        let target = dir.path().join(target);
        let published = show(&report('a'), &target);
        assert_shows(&target, &report('a'), &[]);
        let expected = Published { written: 25, bytes_written: report('a').total_bytes(), ..Published::default() };
        assert_eq!(published, expected);
    }
}

#[test]
fn an_empty_folder_is_taken() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    fs::create_dir(&target).unwrap();
    show(&report('a'), &target);
    assert_shows(&target, &report('a'), &[]);
}

#[test]
fn a_site_without_files_is_a_site() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report('a'), &target);
    let published = show(&BuiltSite::new(), &target);
    assert_eq!(published.removed, 25);
    let left = picture(&target).unwrap();
    let names: Vec<_> = left.keys().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(names, [".wavemark-manifest.json"]);
    show(&report('b'), &target);
    assert_shows(&target, &report('b'), &[]);
}

#[cfg(unix)]
#[test]
fn only_changed_files_are_written_and_unchanged_ones_keep_inode_and_date() {
    use std::os::unix::fs::MetadataExt;
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report('a'), &target);
    let identity = |path: &SitePath| {
        let there = fs::metadata(target.join(path.to_path())).ok()?;
        let date = (there.mtime(), there.mtime_nsec());
        Some((there.ino(), date, there.nlink()))
    };
    let (a, b) = (report('a'), report('b'));
    let before: Vec<_> = a.iter().map(|(path, _)| (path, identity(path))).collect();
    let published = show(&b, &target);
    assert_shows(&target, &b, &[]);
    assert_eq!((published.written, published.unchanged, published.removed), (8 + 8 + 1, 8, 8 + 1));
    for (path, was) in before {
        let is_same = a.get(path) == b.get(path);
        assert_eq!(is_same, path.as_str().starts_with("shared/"), "{path}");
        assert_eq!(identity(path) == was, is_same, "{path}");
        if is_same {
            assert_eq!(identity(path).unwrap().2, 1, "{path} has another link");
        }
    }
}

#[cfg(unix)]
#[test]
fn the_same_site_again_touches_nothing() {
    use std::os::unix::fs::MetadataExt;
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report('a'), &target);
    let folder = fs::metadata(&target).unwrap();
    let published = show(&report('a'), &target);
    let expected = Published { unchanged: 25, ..Published::default() };
    assert_eq!(published, expected);
    let again = fs::metadata(&target).unwrap();
    assert_eq!(again.ino(), folder.ino());
    assert_eq!(again.ctime_nsec(), folder.ctime_nsec());
}

#[test]
fn without_links_and_exchange_the_same_comes_out() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    for edition in ['a', 'b', 'b', 'a'] {
        show_with(&report(edition), &target, Means::Plain);
        assert_shows(&target, &report(edition), &[]);
    }
}

#[test]
fn a_page_changed_by_hand_is_replaced_and_named() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    let pages = [("a.html", "first"), ("b.html", "second"), ("c.html", "same")];
    show(&site(&pages), &target);
    // The first keeps its size: neither size nor manifest tells that it is another text.
    fs::write(target.join("a.html"), "FIRST").unwrap();
    fs::write(target.join("b.html"), "typo corrected").unwrap();
    let changed = site(&[("a.html", "first"), ("b.html", "new"), ("c.html", "same")]);
    let published = show(&changed, &target);
    assert_shows(&target, &changed, &[]);
    let names: Vec<_> = published.edits_replaced.iter().map(SitePath::as_str).collect();
    assert_eq!(names, ["a.html", "b.html"]);
    assert_eq!((published.written, published.unchanged), (2, 1));

    // With nothing else to do, too.
    fs::write(target.join("c.html"), "SAME").unwrap();
    let published = show(&changed, &target);
    assert_shows(&target, &changed, &[]);
    assert_eq!((published.written, published.unchanged), (1, 2));
}

#[test]
fn a_page_removed_by_hand_comes_back() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report('a'), &target);
    fs::remove_dir_all(target.join("metrics")).unwrap();
    let published = show(&report('a'), &target);
    assert_shows(&target, &report('a'), &[]);
    assert_eq!((published.written, published.unchanged), (8, 17));
}

#[test]
fn a_copy_that_shares_files_with_the_site_is_not_changed_by_publishing() {
    let dir = tempdir().unwrap();
    let (target, copy) = (dir.path().join("public"), dir.path().join("copy"));
    show(&report('a'), &target);
    fs::create_dir(&copy).unwrap();
    for (at, (path, _)) in report('a').iter().enumerate() {
        fs::hard_link(target.join(path.to_path()), copy.join(at.to_string())).unwrap();
    }
    let before = picture(&copy);
    show(&report('b'), &target);
    assert_eq!(picture(&copy), before);
}

#[cfg(unix)]
#[test]
fn permissions_of_the_folders_stay() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report('a'), &target);
    let mode = |path: &str| {
        let there = fs::metadata(target.join(path)).unwrap();
        there.permissions().mode() & 0o7777
    };
    for (folder, bits) in [("", 0o2775), ("metrics", 0o711), ("shared", 0o555)] {
        fs::set_permissions(target.join(folder), fs::Permissions::from_mode(bits)).unwrap();
    }
    show(&report('b'), &target);
    assert_eq!(mode(""), 0o2775);
    assert_eq!(mode("metrics"), 0o711);
    assert_eq!(mode("shared"), 0o555);
}
