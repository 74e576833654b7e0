//! Building the new tree beside the target. Every file is a new one: no file that is there
//! already is ever opened for writing, because it may be linked into the tree that is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, FileTimes, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::{At, PublishError, PublishErrorKind as Kind};
use super::manifest::Manifest;
use super::plan::Plan;
use super::work::WorkFolder;
use super::{Means, PublishOptions, Step};
use crate::fingerprint::Fingerprint;
use crate::output::{BuiltSite, MANIFEST_NAME, SitePath};
use crate::parallel;

/// Builds the tree of `plan` in the working folder's `next` and has the disk keep it.
pub(super) fn build(
    work: &WorkFolder,
    target: &Path,
    site: &BuiltSite,
    plan: &Plan,
    options: &PublishOptions<'_>,
) -> Result<(), PublishError> {
    let next = work.next();
    fs::create_dir(&next).at(&next)?;
    // First, and complete when it is there: whoever clears a half-built tree knows from it what
    // is ours.
    let manifest = Manifest::of(site).to_json();
    write_new(&work.part(), manifest.as_bytes()).at(&next.join(MANIFEST_NAME))?;
    fs::rename(work.part(), next.join(MANIFEST_NAME)).at(&next)?;
    options.tell(Step::Prepared);

    let folders = folders_of(plan);
    for folder in &folders {
        fs::create_dir(next.join(folder)).at(&target.join(folder))?;
    }
    // The newest edition stands twice, in its folder and at the root: most of its files are written once.
    let mut written: BTreeMap<Fingerprint, PathBuf> = BTreeMap::new();
    let mut fresh = vec![next.join(MANIFEST_NAME)];
    for (path, linked) in order(plan) {
        let (from, to) = (target.join(path.to_path()), next.join(path.to_path()));
        if linked && link(&from, &to, options.means).is_ok() {
            options.tell(Step::Kept(path));
        } else if let Some(file) = site.get(path) {
            let twin = written.get(&file.sha256());
            if twin.is_none_or(|twin| link(twin, &to, options.means).is_err()) {
                // Disks without hard links get a copy.
                write_new(&to, file.bytes()).map_err(|error| occupied(&from, error))?;
                fresh.push(to.clone());
                written.insert(file.sha256(), to);
            }
            options.tell(Step::Wrote(path));
        }
    }
    for path in &plan.carry {
        let (from, to) = (target.join(path), next.join(path));
        if let Err(error) = link(&from, &to, options.means) {
            if error.kind() == io::ErrorKind::AlreadyExists {
                return Err(occupied(&from, error));
            }
            copy(&from, &work.part(), &to).map_err(|error| occupied(&from, error))?;
        }
        options.tell(Step::Carried(path));
    }
    // Last, because nothing can be put into a folder that is read-only.
    for folder in folders.iter().rev().filter(|path| plan.folders.contains(*path)) {
        keep_permissions(&target.join(folder), &next.join(folder))?;
    }
    if fs::symlink_metadata(target).is_ok() {
        keep_permissions(target, &next)?;
    }
    flush(&next, &fresh, &folders)
}

fn link(from: &Path, to: &Path, means: Means) -> io::Result<()> {
    match means {
        Means::Best => fs::hard_link(from, to),
        Means::Plain => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// The site's files in their order, with whether they are to be linked.
fn order(plan: &Plan) -> Vec<(&SitePath, bool)> {
    let linked = plan.link.iter().map(|path| (path, true));
    let mut all: Vec<_> = linked.chain(plan.write.iter().map(|path| (path, false))).collect();
    all.sort();
    all
}

/// Every folder of the new tree, each after the one that it is in.
fn folders_of(plan: &Plan) -> BTreeSet<PathBuf> {
    let ours = plan.write.iter().chain(&plan.link).map(SitePath::to_path);
    let files = ours.chain(plan.carry.iter().cloned());
    let mut folders = BTreeSet::new();
    for path in files {
        folders.extend(path.ancestors().skip(1).map(Path::to_owned));
    }
    for path in &plan.empty_folders {
        folders.extend(path.ancestors().map(Path::to_owned));
    }
    folders.remove(Path::new(""));
    folders
}

/// Two names that are one on this disk (`Index.html`, `index.html`) show only here.
fn occupied(place: &Path, error: io::Error) -> PublishError {
    if error.kind() == io::ErrorKind::AlreadyExists {
        PublishError::new(Kind::Occupied, place)
    } else {
        PublishError::io(place, &error)
    }
}

/// Writes a file that must not be there yet. The disk need not have it before [`flush`].
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    if FLUSHES_LATER { Ok(()) } else { file.sync_all() }
}

/// Whether a file that was written can be waited for later, when it is open for reading.
const FLUSHES_LATER: bool = cfg!(unix);

/// Waits until the disk has all of the new tree: some file systems tell only then that they are full. Waiting for a
/// thousand files one after another would take longer than making them.
fn flush(next: &Path, fresh: &[PathBuf], folders: &BTreeSet<PathBuf>) -> Result<(), PublishError> {
    if FLUSHES_LATER {
        let waited = parallel::map_waiting(fresh, |path| File::open(path).and_then(|file| file.sync_all()));
        for (path, result) in fresh.iter().zip(waited) {
            result.at(path)?;
        }
    }
    for folder in folders.iter().rev() {
        flush_folder(&next.join(folder)).at(&next.join(folder))?;
    }
    flush_folder(next).at(next)
}

/// Copies a file or a link that could not be linked, by way of `part`: in its place it is whole.
fn copy(from: &Path, part: &Path, to: &Path) -> io::Result<()> {
    let there = fs::symlink_metadata(from)?;
    if there.is_symlink() {
        return copy_link(from, to);
    }
    if !there.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "it is neither a file nor a link and cannot be copied to the new folder",
        ));
    }
    let mut copied = OpenOptions::new().write(true).create_new(true).open(part)?;
    io::copy(&mut File::open(from)?, &mut copied)?;
    copied.set_times(FileTimes::new().set_modified(there.modified()?))?;
    copied.set_permissions(there.permissions())?;
    copied.sync_all()?;
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(part, to)
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this link cannot be copied to the new folder"))
}

fn keep_permissions(from: &Path, to: &Path) -> Result<(), PublishError> {
    let permissions = fs::metadata(from).at(from)?.permissions();
    fs::set_permissions(to, permissions).at(to)
}

/// Has the disk keep a folder's list of names. Only Unix opens folders as files.
pub(super) fn flush_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(path)?.sync_all()?;
    }
    Ok(())
}
