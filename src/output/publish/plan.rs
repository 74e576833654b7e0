//! What has to be done to turn the published folder into the new site: decided before anything
//! is written.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::error::{At, PublishError, PublishErrorKind as Kind};
use super::manifest::Manifest;
use crate::fingerprint::Fingerprint;
use crate::output::{BuiltSite, MANIFEST_NAME, SiteFile, SitePath};
use crate::parallel;

/// What becomes of each file. Paths are relative to the target.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Files of the site whose bytes on disk are other or missing.
    pub(super) write: Vec<SitePath>,
    /// Files of the site whose bytes on disk are these already.
    pub(super) link: Vec<SitePath>,
    /// What is in the target and not ours: files, links and their like.
    pub(super) carry: Vec<PathBuf>,
    /// Folders of the target that are to stay though no file needs them: empty ones.
    pub(super) empty_folders: Vec<PathBuf>,
    /// Folders that the target has, whose permissions are to stay.
    pub(super) folders: BTreeSet<PathBuf>,
    /// Files of an earlier site that this one does not have.
    pub(super) removed: Vec<SitePath>,
    /// Files of ours that somebody changed, and that are replaced.
    pub(super) edits_replaced: Vec<SitePath>,
    /// Files of an earlier site that somebody changed: theirs now, and kept.
    pub(super) edits_kept: Vec<SitePath>,
    /// Whether the manifest on disk is that of the new site.
    pub(super) same_manifest: bool,
}

impl Plan {
    /// Whether the target already is the site.
    pub(super) fn is_done(&self) -> bool {
        self.same_manifest && self.write.is_empty() && self.removed.is_empty()
    }

    /// Plans the first publish, to a folder that does not exist.
    pub(super) fn first(site: &BuiltSite) -> Self {
        Self { write: site.iter().map(|(path, _)| path.clone()).collect(), ..Self::default() }
    }

    /// Plans the change of the folder `target` into `site`.
    ///
    /// # Errors
    /// When the folder is not ours, or something that is not ours stands in the way.
    pub(super) fn change(target: &Path, site: &BuiltSite) -> Result<Self, PublishError> {
        let tree = Tree::read(target)?;
        let manifest = match read_manifest(target)? {
            Some(manifest) => manifest,
            None if tree.is_empty() => Manifest::default(),
            None => return Err(PublishError::new(Kind::NotOurs, target)),
        };
        let mut plan = Self { same_manifest: manifest == Manifest::of(site), ..Self::default() };
        let mut ours = BTreeSet::new();
        let mut foreign = tree.files.clone();
        for path in manifest.paths() {
            let name = path.to_path().into_os_string();
            if tree.files.get(&name) == Some(&true) {
                foreign.remove(&name);
                ours.insert(path);
            }
        }
        let files: Vec<(&SitePath, &SiteFile)> = site.iter().collect();
        let found = parallel::map(&files, |(path, file)| match ours.contains(path) {
            true => Found::of(&target.join(path.to_path()), path, file, &manifest),
            false => Ok(Found::Nothing),
        });
        for ((path, _), found) in files.into_iter().zip(found) {
            match found? {
                Found::Same => plan.link.push(path.clone()),
                Found::Nothing | Found::Earlier => plan.write.push(path.clone()),
                Found::Edited => {
                    plan.write.push(path.clone());
                    plan.edits_replaced.push(path.clone());
                }
            }
        }
        for path in ours {
            if site.get(path).is_some() {
                continue;
            }
            let relative = path.to_path();
            if is_as_written(&target.join(&relative), path, &manifest)? {
                plan.removed.push(path.clone());
            } else {
                plan.edits_kept.push(path.clone());
                plan.carry.push(relative);
            }
        }
        plan.carry.extend(foreign.into_keys().map(PathBuf::from));
        plan.carry.sort();
        plan.empty_folders = tree.empty_folders;
        plan.folders = tree.folders;
        plan.check_places(target, site)?;
        Ok(plan)
    }

    /// Refuses to put a file of the site where something that is not ours is.
    fn check_places(&self, target: &Path, site: &BuiltSite) -> Result<(), PublishError> {
        if self.carry.is_empty() && self.empty_folders.is_empty() {
            return Ok(());
        }
        let mut files = BTreeSet::new();
        let mut folders = BTreeSet::new();
        for (path, _) in site.iter() {
            let path = path.to_path();
            folders.extend(path.ancestors().skip(1).map(Path::to_owned));
            files.insert(path);
        }
        for path in &self.carry {
            let in_the_way = path.ancestors().find(|part| files.contains(*part));
            if in_the_way.is_some() || folders.contains(path) {
                return Err(PublishError::new(Kind::Occupied, &target.join(path)));
            }
        }
        for path in &self.empty_folders {
            if path.ancestors().any(|part| files.contains(part)) {
                return Err(PublishError::new(Kind::Occupied, &target.join(path)));
            }
        }
        Ok(())
    }
}

/// What the folder has where the site has a file.
enum Found {
    /// No file of ours.
    Nothing,
    /// The same bytes.
    Same,
    /// Other bytes of ours, of an earlier site.
    Earlier,
    /// Bytes that somebody else wrote.
    Edited,
}

impl Found {
    fn of(place: &Path, path: &SitePath, file: &SiteFile, manifest: &Manifest) -> Result<Found, PublishError> {
        Ok(if has_bytes(place, file.bytes()).at(place)? {
            Found::Same
        } else if is_as_written(place, path, manifest)? {
            Found::Earlier
        } else {
            Found::Edited
        })
    }
}

/// What a folder holds, links not followed; paths relative to it.
#[derive(Debug, Default)]
struct Tree {
    /// Everything that is not a folder; `true` for a plain file. Without the manifest. Names compare faster than paths,
    /// whose parts are taken apart for it.
    files: BTreeMap<OsString, bool>,
    folders: BTreeSet<PathBuf>,
    empty_folders: Vec<PathBuf>,
}

impl Tree {
    fn read(root: &Path) -> Result<Self, PublishError> {
        let mut tree = Self::default();
        for found in walk(root) {
            let (relative, kind) = found?;
            if kind.is_dir() {
                tree.folders.insert(relative);
            } else if relative != Path::new(MANIFEST_NAME) || !kind.is_file() {
                tree.files.insert(relative.into_os_string(), kind.is_file());
            }
        }
        let files = tree.files.keys().map(Path::new);
        let full: BTreeSet<&Path> =
            files.chain(tree.folders.iter().map(PathBuf::as_path)).filter_map(|path| path.parent()).collect();
        let empty = tree.folders.iter().filter(|path| !full.contains(path.as_path()));
        tree.empty_folders = empty.cloned().collect();
        Ok(tree)
    }

    fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders.is_empty()
    }
}

/// Everything below `root`, in order, folders before what is in them.
pub(super) fn walk(root: &Path) -> impl Iterator<Item = Result<(PathBuf, fs::FileType), PublishError>> {
    #[cfg(unix)]
    let disk = {
        use std::os::unix::fs::MetadataExt;
        fs::symlink_metadata(root).map(|own| own.dev())
    };
    let entries = WalkDir::new(root).min_depth(1).sort_by_file_name();
    entries.into_iter().map(move |entry| {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).to_owned();
            PublishError::io(&path, &io::Error::from(error))
        })?;
        // Another disk inside the folder would not move with it.
        #[cfg(unix)]
        if entry.file_type().is_dir() {
            use std::os::unix::fs::MetadataExt;
            let there = fs::symlink_metadata(entry.path()).at(entry.path())?;
            if disk.as_ref().is_ok_and(|disk| *disk != there.dev()) {
                return Err(PublishError::new(Kind::TargetIsMount, entry.path()));
            }
        }
        let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
        Ok((relative.to_owned(), entry.file_type()))
    })
}

/// The manifest of the folder `root`, if it has one.
pub(super) fn read_manifest(root: &Path) -> Result<Option<Manifest>, PublishError> {
    let path = root.join(MANIFEST_NAME);
    match fs::symlink_metadata(&path) {
        Ok(there) if there.is_file() => {}
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error).at(&path),
        _ => return Ok(None),
    }
    let bytes = fs::read(&path).at(&path)?;
    let unreadable = |detail| PublishError::with_detail(Kind::ManifestUnreadable, &path, detail);
    Manifest::from_json(&bytes).map(Some).map_err(unreadable)
}

/// Whether the file at `place` still is what the manifest says that we wrote.
fn is_as_written(place: &Path, path: &SitePath, manifest: &Manifest) -> Result<bool, PublishError> {
    let Some(entry) = manifest.get(path) else {
        return Ok(false);
    };
    if fs::symlink_metadata(place).at(place)?.len() != entry.size {
        return Ok(false);
    }
    let bytes = fs::read(place).at(place)?;
    Ok(Fingerprint::of(&bytes).to_string() == entry.sha256)
}

/// Whether the file at `path` holds exactly `bytes`. Its content is read, not its date or the
/// manifest believed: somebody may have changed the file by hand.
pub(super) fn has_bytes(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut rest = bytes;
    let mut chunk = [0; 64 * 1024];
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok(rest.is_empty());
        }
        match rest.strip_prefix(&chunk[..read]) {
            Some(after) => rest = after,
            None => return Ok(false),
        }
    }
}
