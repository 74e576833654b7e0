//! Publishing: the whole new site is shown, or the whole old one stays, also when the program is
//! killed or the disk is full.
//!
//! The new tree is built in a working folder beside the target. Files whose bytes did not change are
//! hard-linked, so that they keep their dates and only what changed is written. Then the two folders
//! are exchanged in one system call, and the old tree is removed. Where a system has no such
//! call (Windows, some network disks) two renames take its place: a run killed between them leaves
//! no target for that moment, and the next run puts the old one back.
//!
//! This module and those below it are the only ones, beside `source`, that touch the disk.

mod build;
mod discard;
mod error;
mod manifest;
mod plan;
mod target;
mod work;

pub use error::{PublishError, PublishErrorKind};

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use self::error::At;
use self::manifest::Manifest;
use self::plan::Plan;
use self::work::{WorkFolder, exists};
use super::{BuiltSite, SitePath};

/// How to publish.
#[derive(Clone, Copy, Default)]
pub struct PublishOptions<'a> {
    /// What the site is made of: configuration, data, commentary, templates. A target that holds
    /// one of them is refused.
    pub inputs: &'a [PathBuf],
    /// Which abilities of the file system are used.
    pub means: Means,
    /// Told of each step when it is done, for a progress bar.
    pub on_step: Option<&'a dyn Fn(Step<'_>)>,
}

impl PublishOptions<'_> {
    fn tell(&self, step: Step<'_>) {
        if let Some(on_step) = self.on_step {
            on_step(step);
        }
    }
}

/// Which abilities of the file system publishing uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Means {
    /// Hard links and the exchange of two folders, each where the disk has it.
    #[default]
    Best,
    /// Copies and two renames, as on a disk that has neither.
    Plain,
}

/// A step of publishing that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// The target was looked at: so many files are to be written, so many stay as they are.
    Planned {
        /// Files to be written.
        write: usize,
        /// Files that stay as they are.
        keep: usize,
    },
    /// The new folder is there, with the list of its files.
    Prepared,
    /// A changed or new file was written.
    Wrote(&'a SitePath),
    /// An unchanged file was taken over.
    Kept(&'a SitePath),
    /// A file that is not ours was taken over.
    Carried(&'a Path),
    /// The new folder is complete and safe on the disk.
    Built,
    /// The old folder was moved aside (only where folders cannot be exchanged).
    MovedAside,
    /// The new site is what readers see.
    Shown,
    /// The old folder is gone.
    Cleared,
}

/// What publishing did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Files that were written because they are new or their bytes changed.
    pub written: usize,
    /// Size of the written files, in bytes.
    pub bytes_written: u64,
    /// Files that stayed as they were.
    pub unchanged: usize,
    /// Files of an earlier site that were removed.
    pub removed: usize,
    /// Files, links and their like in the target that Wavemark did not write, and kept.
    pub kept_foreign: usize,
    /// Files that somebody changed in the target, and that the site replaced.
    pub edits_replaced: Vec<SitePath>,
    /// Files of an earlier site that somebody changed in the target: no longer part of the site,
    /// kept because the change is not ours to delete.
    pub edits_kept: Vec<SitePath>,
    /// The site is shown, and the old folder could not be removed for this reason; the next run
    /// tries again.
    pub not_cleared: Option<PublishError>,
}

/// Makes the folder `target` show `site`, and nothing else of ours.
///
/// Files in the target that Wavemark did not write stay. Nothing is touched when the target is
/// this site already.
///
/// # Errors
/// When the target is not a folder for a site (see [`PublishErrorKind`]), something in it is in the
/// way, another run is at work, or the disk refuses. The target is then as it was.
pub fn publish(site: &BuiltSite, target: &Path, options: &PublishOptions<'_>) -> Result<Published, PublishError> {
    let target = target::check(target, options.inputs)?;
    let work = WorkFolder::open(&target)?;
    let result = publish_locked(site, &target, &work, options);
    match result {
        Ok(published) => {
            if published.not_cleared.is_none() {
                work.close();
            }
            Ok(published)
        }
        Err(error) => {
            // What cannot be cleared now the next run clears; the first error is the one to tell.
            if work.recover(&target).is_ok() {
                work.close();
            }
            Err(error)
        }
    }
}

/// The files that a published folder's manifest lists, each with its SHA-256 as 64 hexadecimal digits.
///
/// # Errors
/// What is wrong with the manifest.
pub fn published_files(manifest: &[u8]) -> Result<BTreeMap<SitePath, String>, String> {
    let manifest = Manifest::from_json(manifest)?;
    let sha256 = |path: &SitePath| manifest.get(path).map(|entry| entry.sha256.clone()).unwrap_or_default();
    Ok(manifest.paths().map(|path| (path.clone(), sha256(path))).collect())
}

fn publish_locked(
    site: &BuiltSite,
    target: &Path,
    work: &WorkFolder,
    options: &PublishOptions<'_>,
) -> Result<Published, PublishError> {
    work.recover(target)?;
    let is_first = !exists(target)?;
    let plan = if is_first { Plan::first(site) } else { Plan::change(target, site)? };
    options.tell(Step::Planned { write: plan.write.len(), keep: plan.link.len() });
    let mut published = summary(site, &plan);
    if !plan.is_done() {
        build::build(work, target, site, &plan, options)?;
        options.tell(Step::Built);
        if is_first {
            fs::rename(work.next(), target).at(target)?;
        } else {
            swap(work, target, options)?;
        }
        // From here on the new site is shown: what fails now is no failure to publish.
        let parent = target::folder_of(target);
        let flushed = build::flush_folder(parent).at(parent);
        options.tell(Step::Shown);
        published.not_cleared = flushed.and_then(|()| work.recover(target)).err();
        options.tell(Step::Cleared);
    }
    Ok(published)
}

fn summary(site: &BuiltSite, plan: &Plan) -> Published {
    let sizes = plan.write.iter().filter_map(|path| site.get(path));
    Published {
        written: plan.write.len(),
        bytes_written: sizes.map(|file| file.bytes().len() as u64).sum(),
        unchanged: plan.link.len(),
        removed: plan.removed.len(),
        kept_foreign: plan.carry.len() - plan.edits_kept.len(),
        edits_replaced: plan.edits_replaced.clone(),
        edits_kept: plan.edits_kept.clone(),
        not_cleared: None,
    }
}

/// Puts the working folder's `next` in the target's place.
fn swap(work: &WorkFolder, target: &Path, options: &PublishOptions<'_>) -> Result<(), PublishError> {
    let (next, old) = (work.next(), work.old());
    if options.means == Means::Best && exchange(&next, target).at(target)? {
        return Ok(());
    }
    fs::rename(target, &old).at(target)?;
    options.tell(Step::MovedAside);
    // If this fails, clearing up moves the old folder back.
    fs::rename(&next, target).at(target)
}

/// Exchanges two folders; `false` when the system or this disk cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges two folders; `false` when the system or this disk cannot.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}
