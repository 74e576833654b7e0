//! A full or read-only disk leaves the whole old site and nothing beside it.
//!
//! The test runs itself again where it may mount: in a mount namespace of its own, on a disk in memory
//! that goes with it.

#[cfg(not(target_os = "linux"))]
#[test]
fn a_full_disk_leaves_the_old_site() {
    crate::support::cannot_run("the full disk", "only Linux has the small disks it needs");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::io;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use tempfile::tempdir;
    use wavemark::output::publish::{Means, PublishErrorKind, PublishOptions, publish};

    use crate::support::{assert_shows, assert_tidy, cannot_run, picture, report, show};

    /// Where the small disk is.
    const SMALL_DISK: &str = "WAVEMARK_TEST_SMALL_DISK";
    /// Ways to get a mount namespace: as root, as a user where that is allowed, by sudo.
    const NAMESPACES: [&[&str]; 3] = [
        &["unshare", "--mount"],
        &["unshare", "--user", "--map-root-user", "--mount"],
        &["sudo", "-n", "-E", "unshare", "--mount"],
    ];
    const MOUNT: &str = "mount -t tmpfs -o size=1m tmpfs \"$1\"";

    #[test]
    fn a_full_disk_leaves_the_old_site() {
        on_a_small_disk("the full disk", "fill");
    }

    #[test]
    fn a_read_only_disk_leaves_the_old_site() {
        on_a_small_disk("the read-only disk", "read_only");
    }

    #[test]
    fn a_disk_of_its_own_is_refused() {
        on_a_small_disk("the mount point", "mount_point");
    }

    /// Runs the ignored test `name` of this module with a small disk mounted.
    fn on_a_small_disk(what: &str, name: &str) {
        let disk = tempdir().unwrap();
        let run = |namespace: &[&str], script: &str| {
            let test = format!("full_disk::linux::{name}");
            Command::new(namespace[0])
                .args(&namespace[1..])
                .args(["sh", "-c", script, "sh"])
                .arg(disk.path())
                .arg(std::env::current_exe().unwrap())
                .args(["--exact", &test, "--ignored", "--nocapture"])
                .env(SMALL_DISK, disk.path())
                .output()
        };
        let works = |namespace: &&&[&str]| run(namespace, MOUNT).is_ok_and(|output| output.status.success());
        let Some(namespace) = NAMESPACES.iter().find(works) else {
            return cannot_run(what, "this user may not mount a disk in a namespace");
        };
        let script = format!("{MOUNT} && shift && exec \"$@\"");
        let output = run(namespace, &script).unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{errors}");
        assert!(said.contains("1 passed"), "{said}\n{errors}");
    }

    fn small_disk() -> Option<PathBuf> {
        std::env::var_os(SMALL_DISK).map(PathBuf::from)
    }

    /// Publishes with no space free, then with one page of memory more, until it works: so that
    /// the disk is full at each point in turn.
    #[test]
    #[ignore = "runs on a small disk, started by another test"]
    fn fill() {
        let Some(disk) = small_disk() else { return };
        for means in [Means::Best, Means::Plain] {
            let target = disk.join("public");
            let _ = fs::remove_dir_all(&target);
            let first_failures = publish_as_space_grows(&disk, means, 'a', &|| {
                assert_eq!(picture(&target), None);
            });
            assert_shows(&target, &report('a'), &[]);
            let failures = publish_as_space_grows(&disk, means, 'b', &|| {
                assert_shows(&target, &report('a'), &[]);
            });
            assert_shows(&target, &report('b'), &[]);
            // Each file needs a page of memory at least, so that the disk was full at each.
            assert!(first_failures > 25, "{first_failures}");
            let changed = if means == Means::Best { 17 } else { 25 };
            assert!(failures > changed, "{failures}");
        }
    }

    fn publish_as_space_grows(disk: &Path, means: Means, edition: char, check: &dyn Fn()) -> usize {
        let target = disk.join("public");
        let mut ballast = fill_up(disk);
        let options = PublishOptions { means, ..PublishOptions::default() };
        let mut failures = 0;
        loop {
            match publish(&report(edition), &target, &options) {
                Ok(published) => {
                    assert_eq!(published.not_cleared, None);
                    break;
                }
                Err(error) => {
                    assert_eq!(error.kind(), PublishErrorKind::DiskFull, "{error}");
                    let text = error.to_string();
                    assert!(text.starts_with("the disk is full: `/"), "{text}");
                    assert!(text.ends_with("` could not be written"), "{text}");
                    assert_eq!(error.hint(), "free some space on that disk and build again; nothing was changed");
                }
            }
            failures += 1;
            check();
            assert_tidy(&target);
            fs::remove_file(ballast.pop().expect("some space is enough")).unwrap();
        }
        assert_tidy(&target);
        for path in ballast {
            fs::remove_file(path).unwrap();
        }
        failures
    }

    /// Files of one page of memory each, until nothing more fits.
    fn fill_up(disk: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        loop {
            let path = disk.join(format!("ballast-{}", files.len()));
            match fs::write(&path, [0; 4096]) {
                Ok(()) => files.push(path),
                Err(error) => {
                    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
                    fs::remove_file(path).unwrap();
                    return files;
                }
            }
        }
    }

    #[test]
    #[ignore = "runs on a small disk, started by another test"]
    fn read_only() {
        let Some(disk) = small_disk() else { return };
        let target = disk.join("public");
        show(&report('a'), &target);
        let remount = |how: &str| {
            let mut mount = Command::new("mount");
            mount.args(["-o", how]).arg(&disk);
            assert!(mount.status().unwrap().success());
        };
        remount("remount,bind,ro");
        let error = publish(&report('b'), &target, &PublishOptions::default()).unwrap_err();
        assert_eq!(error.kind(), PublishErrorKind::NoPermission);
        assert_eq!(
            error.to_string(),
            format!("no permission for `{}`: Read-only file system (os error 30)", disk.display())
        );
        assert_eq!(
            error.hint(),
            "change the permissions or the owner, or name another folder as `output` under [site]; nothing was changed"
        );
        assert_shows(&target, &report('a'), &[]);
        assert_tidy(&target);
    }

    #[test]
    #[ignore = "runs on a small disk, started by another test"]
    fn mount_point() {
        let Some(disk) = small_disk() else { return };
        let error = publish(&report('a'), &disk, &PublishOptions::default()).unwrap_err();
        assert_eq!(error.kind(), PublishErrorKind::TargetIsMount);
        assert_eq!(
            error.to_string(),
            format!("the site cannot be published: `{}` is in use as a disk of its own", disk.display())
        );
        // Also further down, where files of others would be left behind on it.
        let target = disk.join("public");
        show(&report('a'), &target);
        let inner = target.join("media");
        fs::create_dir(&inner).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "tmpfs"]).arg(&inner);
        assert!(mount.status().unwrap().success());
        fs::write(inner.join("film.mp4"), "film").unwrap();
        let before = picture(&target);
        let error = publish(&report('b'), &target, &PublishOptions::default()).unwrap_err();
        assert_eq!(error.kind(), PublishErrorKind::TargetIsMount);
        assert_eq!(error.path(), inner);
        assert_eq!(picture(&target), before);
        assert_tidy(&target);
    }
}
