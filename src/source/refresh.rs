//! Looking again at what was read, missed and listed: for a preview, which follows the files.

use super::files::Mark;
use super::{Listing, ReadErrorKind, SourceId, SourceReader, read_error, slashes, tidy};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl SourceReader {
    /// Looks again at everything that was ever asked for, and gives the names of what is another than before. A file is
    /// read again if it is one of `named` or looks another from outside; those of `held` are left as they were.
    pub fn refresh(&self, named: &BTreeSet<String>, held: &BTreeSet<String>) -> Vec<String> {
        let named: BTreeSet<PathBuf> = named.iter().map(|name| tidy(Path::new(name))).collect();
        let held: BTreeSet<PathBuf> = held.iter().map(|name| tidy(Path::new(name))).collect();
        let (known, missed, listed) = {
            let state = self.state();
            let known = state.by_path.iter().filter(|(path, _)| !held.contains(*path));
            let known = known.map(|(path, id)| (path.clone(), *id)).collect::<Vec<_>>();
            let missed = state.missed.iter().filter(|(path, _)| !held.contains(*path));
            let missed = missed.map(|(path, kind)| (path.clone(), *kind)).collect::<Vec<_>>();
            (known, missed, state.listed.keys().cloned().collect::<Vec<_>>())
        };
        let mut changed = BTreeSet::new();
        for (path, id) in known {
            if self.has_changed(&path, id, named.contains(&path)) {
                changed.insert(path);
            }
        }
        for (path, kind) in missed {
            let mark = self.shared.files.mark(&path);
            if mark.is_none() && kind == ReadErrorKind::Missing {
                continue;
            }
            let found = self.shared.files.read(&path).map_err(|error| read_error(&path, &error).kind);
            if found.as_ref().err() != Some(&kind) {
                let mut state = self.state();
                state.missed.remove(&path);
                state.note_change(&path);
                changed.insert(path);
            }
        }
        for place in listed {
            let found = self.list(&place.0, place.1, &held);
            let mut state = self.state();
            if state.listed.get(&place) != Some(&found) {
                let before = state.listed.insert(place.clone(), found);
                *state.listings_changed.entry(place.clone()).or_default() += 1;
                let names = |listing: &Listing| listing.iter().flatten().cloned().collect::<BTreeSet<_>>();
                let after = state.listed.get(&place).map(names).unwrap_or_default();
                let before = before.as_ref().map(names).unwrap_or_default();
                let come_or_gone = before.symmetric_difference(&after).cloned();
                changed.extend(come_or_gone);
            }
        }
        changed.iter().map(|path| slashes(path)).collect()
    }

    /// Whether a file that was read has other content than before, which is taken in.
    fn has_changed(&self, path: &Path, id: SourceId, is_named: bool) -> bool {
        let mark = self.shared.files.mark(path);
        if !is_named && mark.is_some() && self.state().marks.get(path) == Some(&mark) {
            return false;
        }
        if mark.is_some() && self.is_streamed(id) {
            let changed = self.stream_has_changed(id, mark, path);
            if changed {
                self.state().note_change(path);
            }
            return changed;
        }
        let read = self.shared.files.read(path);
        let mut state = self.state();
        match read {
            Ok(bytes) => {
                state.marks.insert(path.to_owned(), mark);
                let source = &mut state.sources[id.0 as usize];
                if *source.bytes == bytes {
                    return false;
                }
                source.bytes = Arc::new(bytes);
                state.decoded.remove(&id);
            }
            Err(error) => {
                state.by_path.remove(path);
                state.gone.insert(path.to_owned(), id);
                state.missed.insert(path.to_owned(), read_error(path, &error).kind);
            }
        }
        state.note_change(path);
        true
    }

    /// Lists a folder; what is held is in it only if it was before.
    pub(super) fn list(&self, dir: &Path, depth: usize, held: &BTreeSet<PathBuf>) -> Listing {
        let found = self.shared.files.walk(dir, depth).map_err(|error| read_error(dir, &error).kind)?;
        if held.is_empty() {
            return Ok(found);
        }
        let before = self.state().listed.get(&(dir.to_owned(), depth)).cloned();
        let before = before.and_then(Result::ok).unwrap_or_default();
        let mut found: Vec<PathBuf> = found.into_iter().filter(|path| !held.contains(path)).collect();
        let kept: Vec<PathBuf> = before.into_iter().filter(|path| held.contains(path)).collect();
        if !kept.is_empty() {
            found.extend(kept);
            found.sort();
        }
        Ok(found)
    }

    /// The names of what looks another from outside than when it was last looked at; nothing is read for it.
    pub fn looks_changed(&self) -> Vec<String> {
        let (marks, missed, listed) = {
            let state = self.state();
            let marks: Vec<(PathBuf, Option<Mark>)> =
                state.by_path.keys().map(|path| (path.clone(), state.marks.get(path).copied().flatten())).collect();
            let missed: Vec<PathBuf> = state.missed.keys().cloned().collect();
            (marks, missed, state.listed.clone())
        };
        let mark = |path: &Path| self.shared.files.mark(path);
        let mut changed: BTreeSet<PathBuf> =
            marks.into_iter().filter(|(path, known)| mark(path) != *known).map(|(path, _)| path).collect();
        changed.extend(missed.into_iter().filter(|path| mark(path).is_some()));
        for ((dir, depth), before) in listed {
            let names = |listing: Listing| listing.unwrap_or_default().into_iter().collect::<BTreeSet<_>>();
            let (before, after) = (names(before), names(self.list(&dir, depth, &BTreeSet::new())));
            changed.extend(before.symmetric_difference(&after).cloned());
        }
        changed.iter().map(|path| slashes(path)).collect()
    }

    /// How large a file is now; None where there is none.
    pub fn size_now(&self, name: &str) -> Option<u64> {
        self.shared.files.mark(&tidy(Path::new(name))).map(|mark| mark.size)
    }

    /// The folders in which something may happen that changes what was ever asked for, each with its name: those of files, and
    /// listed ones with all folders below them. Those that are not there stand for by their nearest one above that is.
    /// `except` is left out with all that is below it.
    pub fn folders(&self, except: &str) -> BTreeSet<String> {
        let except = tidy(Path::new(except));
        let (files, listed) = {
            let state = self.state();
            let files: BTreeSet<PathBuf> =
                state.by_path.keys().chain(state.missed.keys()).map(|path| above(path)).collect();
            (files, state.listed.keys().map(|(dir, depth)| (dir.clone(), *depth)).collect::<Vec<_>>())
        };
        let is_there = |dir: &Path| self.shared.files.mark(dir).is_some();
        let nearest = |dir: PathBuf| {
            let mut dir = dir;
            while !dir.as_os_str().is_empty() && !is_there(&dir) {
                dir = above(&dir);
            }
            dir
        };
        let mut folders: BTreeSet<PathBuf> = files.into_iter().map(nearest).collect();
        for (dir, depth) in listed {
            // A folder that is replaced as a whole is seen from the one above it.
            folders.insert(nearest(above(&dir)));
            if depth == 1 {
                folders.insert(nearest(dir));
            } else if is_there(&dir) {
                folders.extend(self.shared.files.folders(&dir, &except));
            }
        }
        folders.iter().map(|path| slashes(path)).collect()
    }
}

/// The folder that a file or folder is in; empty for the project's own.
fn above(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}
