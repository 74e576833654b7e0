//! Where files come from: the disk, or memory in tests.

use crate::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// What the system says of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) size: u64,
    /// When it was last written, and when anything about it last changed, in nanoseconds. They are only compared with
    /// themselves: no result depends on them.
    changed: (i128, i128),
    /// Its number on the disk: another after a file of the same name was put in its place.
    file: u64,
}

impl Mark {
    /// When anything about the file last changed, in nanoseconds.
    pub(super) fn last_change(&self) -> i128 {
        self.changed.0.max(self.changed.1)
    }
}

/// Where files come from.
pub(super) trait Files: Send + Sync {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>>;
    /// The content from the byte `from` on.
    fn open(&self, path: &Path, from: u64) -> std::io::Result<Box<dyn Read + Send>>;
    /// All files at most `depth` levels below `dir` (1: in it), as paths relative to the same root as `dir`, in the
    /// order of their names.
    fn walk(&self, dir: &Path, depth: usize) -> std::io::Result<Vec<PathBuf>>;
    /// What tells, without reading it, that a file is another than before; None where there is none.
    fn mark(&self, path: &Path) -> Option<Mark>;
    /// `dir` and all folders below it that no reader passes over: not those whose names begin with a dot, nor `except`.
    fn folders(&self, dir: &Path, except: &Path) -> Vec<PathBuf>;
    /// A path as seen from the current folder.
    fn seen(&self, path: &Path) -> PathBuf;
}

pub(super) struct Disk {
    pub(super) root: PathBuf,
}

impl Files for Disk {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn open(&self, path: &Path, from: u64) -> std::io::Result<Box<dyn Read + Send>> {
        let mut file = std::fs::File::open(self.root.join(path))?;
        if from > 0 {
            file.seek(SeekFrom::Start(from))?;
        }
        Ok(Box::new(file))
    }

    fn walk(&self, dir: &Path, depth: usize) -> std::io::Result<Vec<PathBuf>> {
        let start = self.root.join(dir);
        let mut found = Vec::new();
        for entry in walkdir::WalkDir::new(&start).max_depth(depth).follow_links(true).sort_by_file_name() {
            let entry = match entry {
                Ok(entry) => entry,
                // A link to nothing, such as editors leave beside a file while it is open, is no file.
                Err(error) if error.depth() > 0 && is_missing(&error) => continue,
                Err(error) => return Err(error.into()),
            };
            if !entry.file_type().is_file() {
                continue;
            }
            if entry.depth() == 0 {
                return Err(std::io::ErrorKind::NotADirectory.into());
            }
            if let Ok(below) = entry.path().strip_prefix(&start) {
                found.push(dir.join(below));
            }
        }
        Ok(found)
    }

    fn mark(&self, path: &Path) -> Option<Mark> {
        let metadata = std::fs::metadata(self.root.join(path)).ok()?;
        #[cfg(unix)]
        let (file, changed) = {
            use std::os::unix::fs::MetadataExt;
            let time = |seconds: i64, more: i64| i128::from(seconds) * 1_000_000_000 + i128::from(more);
            let (written, changed) =
                (time(metadata.mtime(), metadata.mtime_nsec()), time(metadata.ctime(), metadata.ctime_nsec()));
            (metadata.ino(), (written, changed))
        };
        #[cfg(not(unix))]
        let (file, changed) = {
            let written = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos();
            (0, (i128::try_from(written).ok()?, 0))
        };
        Some(Mark { size: metadata.len(), changed, file })
    }

    fn folders(&self, dir: &Path, except: &Path) -> Vec<PathBuf> {
        let start = self.root.join(dir);
        let except = (!except.as_os_str().is_empty()).then(|| self.root.join(except));
        let is_seen = |entry: &walkdir::DirEntry| {
            let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
            entry.file_type().is_dir() && !hidden && Some(entry.path()) != except.as_deref()
        };
        let found = walkdir::WalkDir::new(&start).follow_links(true).into_iter().filter_entry(is_seen);
        let below = |entry: walkdir::DirEntry| match entry.depth() {
            0 => Some(dir.to_owned()),
            _ => entry.path().strip_prefix(&start).ok().map(|below| dir.join(below)),
        };
        found.filter_map(Result::ok).filter_map(below).collect()
    }

    fn seen(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }
}

fn is_missing(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

pub(super) struct Memory {
    pub(super) files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Files for Memory {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into())
    }

    fn open(&self, path: &Path, from: u64) -> std::io::Result<Box<dyn Read + Send>> {
        let bytes = self.read(path)?;
        let rest = bytes.get(usize::try_from(from).unwrap_or(usize::MAX)..).unwrap_or_default().to_vec();
        Ok(Box::new(std::io::Cursor::new(rest)))
    }

    fn walk(&self, dir: &Path, depth: usize) -> std::io::Result<Vec<PathBuf>> {
        let levels = |path: &Path| path.components().count() - dir.components().count();
        let below: Vec<_> = self.files.keys().filter(|p| p.starts_with(dir)).collect();
        if below.is_empty() {
            return Err(std::io::ErrorKind::NotFound.into());
        }
        if self.files.contains_key(dir) {
            return Err(std::io::ErrorKind::NotADirectory.into());
        }
        Ok(below.into_iter().filter(|p| levels(p) <= depth).cloned().collect())
    }

    fn mark(&self, path: &Path) -> Option<Mark> {
        // There is no time here: what changes is another file.
        let number =
            |bytes: &[u8]| Fingerprint::of(bytes).bytes().iter().take(8).fold(0, |n, b| n << 8 | u64::from(*b));
        self.files.get(path).map(|bytes| Mark { size: bytes.len() as u64, changed: (0, 0), file: number(bytes) })
    }

    fn folders(&self, _dir: &Path, _except: &Path) -> Vec<PathBuf> {
        Vec::new()
    }

    fn seen(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}
