//! Files as an earlier run found them, so that one that is still the same need not be read.

use super::files::Mark;
use super::store::Stored;
use super::{SourceId, SourceReader, tidy};
use crate::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What is remembered of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remembered {
    name: String,
    mark: Option<Mark>,
    print: (u64, Fingerprint),
    /// Places in it, with the line ends before each, where it was read block by block.
    lines: Vec<(usize, usize)>,
    /// Whether positions in it are counted in a decoded text.
    pub is_decoded: bool,
}

/// A file that is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognised {
    /// Its handle now.
    pub id: SourceId,
    /// Whether its looks were enough; else all of it was read.
    pub by_looks: bool,
}

impl SourceReader {
    /// What to know a file again by, as it was when it was read.
    pub fn remember(&self, id: SourceId) -> Remembered {
        let name = self.source(id).name;
        let print = self.print(id);
        let state = self.state();
        Remembered {
            mark: state.marks.get(&tidy(Path::new(&name))).copied().flatten(),
            lines: state.streamed.get(&id).map(|streamed| streamed.lines.clone()).unwrap_or_default(),
            is_decoded: state.decoded.contains_key(&id),
            name,
            print,
        }
    }

    /// The file that is remembered, if its content is what it was. Its looks tell it (its size, times and number on the
    /// disk) where nothing can have been written unseen before `stored` was; else its bytes do, and its looks are
    /// remembered from now on.
    pub fn recognise(&self, remembered: &mut Remembered, stored: &Stored) -> Option<Recognised> {
        let Remembered { name, mark, print, lines, is_decoded: _ } = remembered;
        let id = self.stream(name.as_str()).ok()?.id;
        let now = self.state().marks.get(&tidy(Path::new(name.as_str()))).copied().flatten();
        let by_looks = now == *mark && now.is_some_and(|now| stored.is_surely_after(now.last_change()));
        if by_looks {
            if let Some(streamed) = self.state().streamed.get_mut(&id) {
                streamed.print = Some(*print);
            }
        } else if self.print(id) != *print {
            return None;
        }
        *mark = now;
        if let Some(streamed) = self.state().streamed.get_mut(&id) {
            streamed.lines.clone_from(lines);
        }
        Some(Recognised { id, by_looks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::store::Store;

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
