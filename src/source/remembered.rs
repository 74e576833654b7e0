//! Files as an earlier run found them, so that one that is still the same need not be read.

use super::files::Mark;
use super::store::Stored;
use super::{Footprint, SourceId, SourceReader, slashes, tidy};
use crate::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What is remembered of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remembered {
    name: String,
    mark: Option<Mark>,
    pub(super) print: (u64, Fingerprint),
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
    /// The files of a footprint by name, with what tells the content of each; None if one of them could not be read. Each
    /// is as it is now.
    pub fn contents(&self, footprint: &Footprint) -> Option<Vec<(String, (u64, Fingerprint))>> {
        let of = |path: &PathBuf| {
            let id = self.stream(path).ok()?.id;
            Some((slashes(path), self.print(id)))
        };
        footprint.missed.is_empty().then(|| footprint.read.keys().map(of).collect())?
    }

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
            self.progress().note_bytes(print.0);
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
