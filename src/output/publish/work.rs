//! The working folder beside the target: `.public.wavemark` for `public`.
//!
//! It holds `lock` (held while a run publishes), `next` (the tree being built; after the exchange,
//! the old tree), `old` (the old tree, where two folders cannot be exchanged in one call) and
//! `part` (a file being written before it takes its place). It lies beside the target because only
//! folders on one file system can be exchanged, and is gone when a run ends by itself.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::discard::discard;
use super::error::{At, PublishError, PublishErrorKind};
use super::target::folder_of;

/// The first line of `lock`: how we know that a working folder is ours.
const MARK: &str = "Working folder of Wavemark. It may be deleted when no Wavemark is running.\n";

/// How often to try again when another run removes its working folder while we open it.
const OPENING_TRIES: usize = 100;

/// The working folder of a target, locked until dropped.
#[derive(Debug)]
pub(super) struct WorkFolder {
    root: PathBuf,
    lock: File,
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // Closing the file would leave it locked for as long as a process that was started meanwhile has its handle: between its
        // start and its first own step.
        let _ = self.lock.unlock();
    }
}

impl WorkFolder {
    /// Makes or takes over the working folder of `target`.
    pub(super) fn open(target: &Path) -> Result<Self, PublishError> {
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(".wavemark");
        let root = target.with_file_name(name);
        for _ in 0..OPENING_TRIES {
            if let Some(lock) = try_open(&root, target)? {
                return Ok(Self { root, lock });
            }
        }
        Err(PublishError::new(PublishErrorKind::Busy, target))
    }

    /// The tree being built; after the exchange, the old tree.
    pub(super) fn next(&self) -> PathBuf {
        self.root.join("next")
    }

    /// The old tree, where two folders cannot be exchanged in one call.
    pub(super) fn old(&self) -> PathBuf {
        self.root.join("old")
    }

    /// A file being written before it takes its place.
    pub(super) fn part(&self) -> PathBuf {
        self.root.join("part")
    }

    /// Clears what a run left that did not end by itself: puts the old site back if it was moved
    /// aside and nothing took its place, and removes half-built and replaced trees.
    pub(super) fn recover(&self, target: &Path) -> Result<(), PublishError> {
        let (old, next, part) = (self.old(), self.next(), self.part());
        if exists(&old)? && !exists(target)? {
            fs::rename(&old, target).at(target)?;
        }
        for tree in [old, next] {
            if exists(&tree)? {
                discard(&tree, target)?;
            }
        }
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).at(&part),
            _ => Ok(()),
        }
    }

    /// Removes the working folder, which holds nothing but the lock by now, and frees the lock.
    pub(super) fn close(self) {
        // A run that waits for the lock checks after taking it that the file is still in its
        // place. Where that cannot be checked, the lock file has to stay.
        #[cfg(unix)]
        {
            // If this fails, an empty working folder stays; the next run takes it over.
            let _ = fs::remove_file(self.root.join("lock"));
            let _ = fs::remove_dir(&self.root);
        }
    }
}

/// `None` when another run removed the folder under our hands.
fn try_open(root: &Path, target: &Path) -> Result<Option<File>, PublishError> {
    match fs::create_dir(root) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(error).at(folder_of(target));
        }
        _ => {}
    }
    let lock_path = root.join("lock");
    if !may_be_ours(root)? {
        let kind = PublishErrorKind::WorkFolderNotOurs;
        return Err(PublishError::new(kind, root));
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let mut lock = match options.open(&lock_path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        result => result.at(&lock_path)?,
    };
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(PublishError::new(PublishErrorKind::Busy, target));
        }
        // Some network disks have no locks. One run at a time is then up to the user.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(TryLockError::Error(error)) => return Err(error).at(&lock_path),
    }
    if !is_in_place(&lock, &lock_path).at(&lock_path)? {
        return Ok(None);
    }
    let mut text = Vec::new();
    lock.read_to_end(&mut text).at(&lock_path)?;
    // A run that was killed, or that met a full disk, may have written only a part of it.
    if !MARK.as_bytes().starts_with(&text) {
        let kind = PublishErrorKind::WorkFolderNotOurs;
        return Err(PublishError::new(kind, root));
    }
    if let Err(error) = lock.write_all(&MARK.as_bytes()[text.len()..]) {
        drop(lock);
        let _ = fs::remove_file(&lock_path);
        let _ = fs::remove_dir(root);
        return Err(error).at(&lock_path);
    }
    Ok(Some(lock))
}

/// A folder of this name without a lock file is ours only if it is empty: a run killed at its
/// very start. A lock is made before, and removed after, anything else in the folder.
fn may_be_ours(root: &Path) -> Result<bool, PublishError> {
    match fs::symlink_metadata(root) {
        // Removed by another run just now: to be made again.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        result if !result.as_ref().is_ok_and(fs::Metadata::is_dir) => {
            return result.map(|_| false).at(root);
        }
        _ => {}
    }
    let mut is_empty = true;
    for name in fs::read_dir(root).into_iter().flatten() {
        if name.at(root)?.file_name() == "lock" {
            return Ok(true);
        }
        is_empty = false;
    }
    Ok(is_empty || exists(&root.join("lock"))?)
}

#[cfg(unix)]
fn is_in_place(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let held = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (held.dev(), held.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_in_place(_: &File, _: &Path) -> io::Result<bool> {
    // Never removed there: see `WorkFolder::close`.
    Ok(true)
}

/// Whether anything, also a dangling link, is at `path`.
pub(super) fn exists(path: &Path) -> Result<bool, PublishError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).at(path),
    }
}
