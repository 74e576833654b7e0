//! Removing a tree that is not shown any more, or was never finished.
//!
//! Between looking at the target and exchanging it, somebody may have put a file there. So nothing
//! is removed but what we wrote and what the shown folder has as well.

use std::fs;
use std::io;
use std::path::Path;

use super::error::{At, PublishError, PublishErrorKind as Kind};
use super::plan::{has_bytes, read_manifest, walk};
use super::work::exists;
use crate::output::{MANIFEST_NAME, SitePath};

/// Removes `tree`; what is not ours and is missing in `target`, or newer than there, goes there.
pub(super) fn discard(tree: &Path, target: &Path) -> Result<(), PublishError> {
    // A tree gets its manifest before anything else, so that one without is empty.
    let ours = read_manifest(tree)?.unwrap_or_default();
    let shown = read_manifest(target)?.unwrap_or_default();
    let is_shown = exists(target)?;
    let mut folders = Vec::new();
    for found in walk(tree).collect::<Vec<_>>() {
        let (relative, kind) = found?;
        let place = tree.join(&relative);
        if kind.is_dir() {
            make_writable(&place);
            folders.push(place);
            continue;
        }
        let name = site_path(&relative);
        let is_manifest = relative == Path::new(MANIFEST_NAME);
        let is_ours = |path: &SitePath| kind.is_file() && ours.get(path).is_some();
        if is_shown && !is_manifest && !name.as_ref().is_some_and(is_ours) {
            let at_target = target.join(&relative);
            if name.is_some_and(|name| shown.get(&name).is_some()) {
                if !is_same(&place, &at_target).at(&place)? {
                    return Err(PublishError::new(Kind::NeedsRescue, &place));
                }
            } else if is_wanted(&place, &at_target).at(&place)? {
                if let Some(folder) = at_target.parent() {
                    fs::create_dir_all(folder).at(folder)?;
                }
                fs::rename(&place, &at_target).at(&at_target)?;
                continue;
            }
        }
        if !is_manifest {
            fs::remove_file(&place).at(&place)?;
        }
    }
    for folder in folders.iter().rev() {
        fs::remove_dir(folder).at(folder)?;
    }
    // The manifest goes last: a run killed here leaves a tree that still says what is ours.
    make_writable(tree);
    let manifest = tree.join(MANIFEST_NAME);
    match fs::remove_file(&manifest) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error).at(&manifest),
        _ => {}
    }
    fs::remove_dir(tree).at(tree)
}

/// Whether `place` holds something that the shown folder would be poorer without.
fn is_wanted(place: &Path, at_target: &Path) -> io::Result<bool> {
    let there = match fs::symlink_metadata(at_target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(true),
        result => result?,
    };
    if is_same(place, at_target)? {
        return Ok(false);
    }
    // Saved anew while the site was being published: the later one is the one they want.
    Ok(fs::symlink_metadata(place)?.modified()? > there.modified()?)
}

/// Whether two paths are one file, or two with the same content.
fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    let (a, b) = (fs::symlink_metadata(one)?, fs::symlink_metadata(other)?);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if (a.dev(), a.ino()) == (b.dev(), b.ino()) {
            return Ok(true);
        }
    }
    if a.is_symlink() && b.is_symlink() {
        return Ok(fs::read_link(one)? == fs::read_link(other)?);
    }
    if !a.is_file() || !b.is_file() || a.len() != b.len() {
        return Ok(false);
    }
    has_bytes(other, &fs::read(one)?)
}

/// The path as the site would write it; `None` when no site can have it.
fn site_path(relative: &Path) -> Option<SitePath> {
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    SitePath::new(parts?.join("/")).ok()
}

/// So that what is in a folder can be removed. If it fails, so does the removal, with its reason.
fn make_writable(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    }
    #[cfg(not(unix))]
    let _ = folder;
}
