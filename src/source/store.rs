//! A folder for what can be made again: results of one run, kept for the next.
//!
//! Nothing depends on it but time. What cannot be read or written is as if it had never been kept.

use crate::fingerprint::Fingerprint;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// The name of the folder, in that of the project.
pub const STORE: &str = ".wavemark";

const ENDING: &str = "kept";
const SIGN: &[u8] = b"wavemark kept 1\n";

/// Files whose last change lies less than this before something was kept of them may have been changed again within the same
/// tick of the disk's clock.
const TICK: Duration = Duration::from_secs(2);

/// A folder of kept results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    folder: PathBuf,
    is_written: bool,
}

/// A result as it was kept.
pub struct Stored {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it was written, by the disk's clock, in nanoseconds as those of files.
    written: Option<i128>,
}

impl Stored {
    /// Whether a file that changed last at this time, in nanoseconds, cannot have changed since without showing it.
    pub fn is_surely_after(&self, changed: i128) -> bool {
        self.written.is_some_and(|written| changed + TICK.as_nanos() as i128 <= written)
    }
}

/// What was taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleared {
    /// Files.
    pub files: usize,
    /// Their bytes together.
    pub bytes: u64,
}

impl Store {
    /// In the folder of a project.
    pub fn of_project(root: &Path) -> Store {
        Store { folder: root.join(STORE), is_written: true }
    }

    /// The same for somebody who writes nothing.
    pub fn only_read(self) -> Store {
        Store { is_written: false, ..self }
    }

    /// What was kept under a name; None if there is nothing that is whole.
    pub fn load(&self, name: &str) -> Option<Stored> {
        let path = self.path(name);
        let mut bytes = std::fs::read(&path).ok()?;
        let body = bytes.strip_prefix(SIGN)?;
        let (print, body) = body.split_at_checked(Fingerprint::BYTES)?;
        if Fingerprint::of(body).bytes() != print {
            return None;
        }
        let head = bytes.len() - body.len();
        bytes.drain(..head);
        let written = std::fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
        let since = written.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Some(Stored { bytes, written: since.map(|since| since.as_nanos() as i128) })
    }

    /// Keeps a result under a name, in place of another. It is there as a whole or not at all, also with two runs at once.
    pub fn save(&self, name: &str, body: &[u8]) {
        if self.is_written {
            // A disk that is full or may not be written costs the next run time, and nothing else.
            let _ = self.try_save(name, body);
        }
    }

    fn try_save(&self, name: &str, body: &[u8]) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let ignored = self.folder.join(".gitignore");
        if !ignored.exists() {
            std::fs::write(
                &ignored,
                "# What Wavemark keeps to be quicker the next time; `wavemark clean` takes it away.\n*\n",
            )?;
        }
        let path = self.path(name);
        let unfinished = path.with_extension(format!("{}.{ENDING}", std::process::id()));
        let whole = [SIGN, Fingerprint::of(body).bytes(), body].concat();
        let done = std::fs::write(&unfinished, whole).and_then(|()| std::fs::rename(&unfinished, &path));
        if done.is_err() {
            // The first problem is the one that counts.
            let _ = std::fs::remove_file(&unfinished);
        }
        done
    }

    /// Takes away what is kept under other names that are `beginning` or begin with it and a hyphen.
    pub fn keep_only(&self, beginning: &str, names: &[&str]) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.filter_map(Result::ok).filter(|_| self.is_written) {
            let file = entry.file_name();
            let name = file.to_str().and_then(|file| file.strip_suffix(ENDING)?.strip_suffix('.'));
            let is_of =
                |name: &&str| name.strip_prefix(beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
            // What another run is about to keep has a number behind another dot.
            if let Some(name) = name.filter(|name| !name.contains('.')).filter(is_of)
                && !names.contains(&name)
            {
                // What stays behind takes room, and nothing else.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    /// Takes away everything that is kept, finished or not. A folder that holds anything else stays.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn clear(&self) -> io::Result<Cleared> {
        let mut cleared = Cleared::default();
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(cleared),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_file() && path.extension().is_some_and(|ending| ending == ENDING) {
                cleared.bytes += entry.metadata()?.len();
                cleared.files += 1;
                std::fs::remove_file(path)?;
            }
        }
        let left = std::fs::read_dir(&self.folder)?.filter_map(Result::ok).map(|entry| entry.file_name());
        if left.eq([std::ffi::OsString::from(".gitignore")]) {
            std::fs::remove_dir_all(&self.folder)?;
        }
        Ok(cleared)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.{ENDING}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Remembered, SourceReader};

    #[test]
    fn what_is_kept_comes_back_whole_or_not_at_all() {
        let project = tempfile::tempdir().unwrap();
        let store = Store::of_project(project.path());
        assert!(store.load("a").is_none());
        store.save("a", b"one");
        store.save("a", b"another");
        assert_eq!(store.load("a").unwrap().bytes, b"another");
        assert!(store.load("b").is_none());
        let path = store.path("a");
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert!(store.load("a").is_none(), "byte {at} is another");
            std::fs::write(&path, &whole[..at]).unwrap();
            assert!(store.load("a").is_none(), "cut off at {at}");
        }
    }

    #[test]
    fn only_what_was_kept_is_taken_away() {
        let project = tempfile::tempdir().unwrap();
        let store = Store::of_project(project.path());
        assert_eq!(store.clear().unwrap(), Cleared::default());
        store.clone().only_read().save("a", b"one");
        assert!(!store.folder().exists());
        store.save("a", b"one");
        let bytes = (SIGN.len() + 32 + 3) as u64;
        assert_eq!(store.clear().unwrap(), Cleared { files: 1, bytes });
        assert!(!store.folder().exists());
        store.save("a", b"one");
        std::fs::write(store.folder().join("mine.txt"), "x").unwrap();
        assert_eq!(store.clear().unwrap().files, 1);
        assert!(store.folder().join("mine.txt").exists() && store.folder().join(".gitignore").exists());
    }

    #[test]
    fn a_file_is_known_again_by_its_looks_or_else_by_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "id\n1\n").unwrap();
        let reader = || SourceReader::disk(folder.path());
        let first = reader();
        let remembered = first.remember(first.stream("a.csv").unwrap().id);
        let store = Store::of_project(folder.path());
        store.save("x", b"");
        let stored = store.load("x").unwrap();
        let is_known = |remembered: &Remembered| reader().recognise(&mut remembered.clone(), &stored).is_some();
        assert!(is_known(&remembered));
        // The same bytes written again, as by a checkout of another branch and back.
        std::fs::write(folder.path().join("b.csv"), "id\n1\n").unwrap();
        std::fs::rename(folder.path().join("b.csv"), &path).unwrap();
        assert!(is_known(&remembered));
        std::fs::write(&path, "id\n2\n").unwrap();
        assert!(!is_known(&remembered));
        std::fs::remove_file(&path).unwrap();
        assert!(!is_known(&remembered));
    }

    #[test]
    fn looks_are_trusted_only_where_no_change_can_be_hidden() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "id\n1\n").unwrap();
        let store = Store::of_project(folder.path());
        store.save("x", b"");
        let fresh = store.load("x").unwrap();
        let reader = || SourceReader::disk(folder.path());
        let first = reader();
        let mut remembered = first.remember(first.stream("a.csv").unwrap().id);
        // Another fingerprint stands for another content behind the same looks.
        remembered.print.1 = Fingerprint::of(b"another");
        assert!(reader().recognise(&mut remembered, &fresh).is_none(), "written within a tick of each other");
        let later = std::time::UNIX_EPOCH + std::time::Duration::from_secs(4_000_000_000);
        let kept = std::fs::File::options().write(true).open(folder.path().join(".wavemark/x.kept")).unwrap();
        kept.set_modified(later).unwrap();
        assert!(reader().recognise(&mut remembered, &store.load("x").unwrap()).unwrap().by_looks);
    }
}
