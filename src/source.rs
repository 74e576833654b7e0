//! The one door to files: reads bytes, lists folders, and remembers both.
//!
//! Everything that a build depends on goes through [`SourceReader`], so that a preview knows what to
//! follow and a test can build from memory. Nothing else in the program opens a file to read it.

mod files;
mod refresh;
mod remembered;
mod store;
mod stream;

use crate::fingerprint::Fingerprint;
use crate::progress::Progress;
use files::{Disk, Files, Mark, Memory};
pub use remembered::{Recognised, Remembered};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
pub use store::{Cleared, STORE, Store, Stored};
use stream::Streamed;
pub use stream::{Around, Stream};

/// Which source a [`Span`] lies in; valid for the [`SourceReader`] that gave it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceId(u32);

/// A byte range in one source. It becomes file, line and column only when it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The source that the range lies in.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `start..end` of `source`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Span {
        Span { source, start, end }
    }

    /// A part of this span, given by offsets from its start.
    pub fn part(self, start: usize, end: usize) -> Span {
        Span::new(self.source, self.start + start, self.start + end)
    }
}

/// Where something is written is no part of what it says: the same config with a line more at its top asks the same.
impl Hash for Span {
    fn hash<H: Hasher>(&self, _state: &mut H) {}
}

/// A place as people read it: lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The file, relative to the project's folder, with forward slashes.
    pub file: String,
    /// First line.
    pub line: usize,
    /// First column.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// One past the last column.
    pub end_column: usize,
}

/// One file as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its handle, for spans.
    pub id: SourceId,
    /// Its path relative to the project's folder, with forward slashes.
    pub name: String,
    /// Its content.
    pub bytes: Arc<Vec<u8>>,
}

impl Source {
    /// The content as text, or the offset of the first byte that is not UTF-8.
    pub fn text(&self) -> Result<&str, usize> {
        std::str::from_utf8(&self.bytes).map_err(|e| e.valid_up_to())
    }

    /// The fingerprint of the content.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.bytes)
    }

    /// The whole source as a span.
    pub fn span(&self) -> Span {
        Span::new(self.id, 0, self.bytes.len())
    }
}

/// Why a file or folder could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// The path as asked for, with forward slashes.
    pub path: String,
    /// What went wrong.
    pub kind: ReadErrorKind,
}

/// The kinds of [`ReadError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// There is nothing at that path.
    Missing,
    /// It exists, but this user may not read it.
    Forbidden,
    /// A folder stands where a file was expected.
    IsFolder,
    /// A file stands where a folder was expected.
    NoFolder,
    /// The file's name is not text in UTF-8, so that no config and no link can name it.
    BadName,
    /// Anything else that the system reported.
    Failed(std::io::ErrorKind),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ReadErrorKind::Missing => write!(f, "there is no `{}`", self.path),
            ReadErrorKind::Forbidden => write!(f, "`{}` may not be read by this user", self.path),
            ReadErrorKind::IsFolder => write!(f, "`{}` is a folder, not a file", self.path),
            ReadErrorKind::NoFolder => write!(f, "`{}`, or a part of this path, is a file, not a folder", self.path),
            ReadErrorKind::BadName => write!(f, "the name of `{}` is not text in UTF-8", self.path),
            ReadErrorKind::Failed(kind) => write!(f, "`{}` could not be read: {kind}", self.path),
        }
    }
}

impl std::error::Error for ReadError {}

/// A result of listing a folder.
type Listing = Result<Vec<PathBuf>, ReadErrorKind>;

/// What all parts of a build know of the files together.
#[derive(Default)]
struct State {
    sources: Vec<Source>,
    by_path: BTreeMap<PathBuf, SourceId>,
    /// Files that were there when they were last read, and are no longer; coming back they keep their handle.
    gone: BTreeMap<PathBuf, SourceId>,
    marks: BTreeMap<PathBuf, Option<Mark>>,
    /// Those whose bytes are not held, but read block by block.
    streamed: BTreeMap<SourceId, Streamed>,
    /// Text that stands in for the bytes when positions are counted (a decoded file).
    decoded: BTreeMap<SourceId, Arc<Vec<u8>>>,
    missed: BTreeMap<PathBuf, ReadErrorKind>,
    listed: BTreeMap<(PathBuf, usize), Listing>,
    /// How often a file, there or missed, was found to be another than before; absent for never.
    changes: BTreeMap<PathBuf, u64>,
    /// The same of listings.
    listings_changed: BTreeMap<(PathBuf, usize), u64>,
}

struct Shared {
    files: Box<dyn Files>,
    store: Option<Store>,
    progress: Progress,
    state: Mutex<State>,
}

/// What a part of a build read, missed and listed, each as it then was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footprint {
    read: BTreeMap<PathBuf, u64>,
    missed: BTreeMap<PathBuf, u64>,
    listed: BTreeMap<(PathBuf, usize), u64>,
}

impl Footprint {
    /// Both together.
    pub fn and(mut self, other: Footprint) -> Footprint {
        self.read.extend(other.read);
        self.missed.extend(other.missed);
        self.listed.extend(other.listed);
        self
    }

    /// The same without the folders that were listed.
    pub fn of_files(mut self) -> Footprint {
        self.listed.clear();
        self
    }
}

/// Reads files below one folder (the one that holds the site-config), each once, and remembers
/// what was read, missed and listed.
pub struct SourceReader {
    shared: Arc<Shared>,
    footprint: Mutex<Footprint>,
}

impl SourceReader {
    /// Reads from the disk; paths are relative to `root` (or absolute).
    pub fn disk(root: impl Into<PathBuf>) -> SourceReader {
        SourceReader::over(Box::new(Disk { root: root.into() }))
    }

    /// A reader of the same files that has asked for nothing yet, with a place for what is made of them.
    pub fn with_store(self, store: Option<Store>) -> SourceReader {
        match Arc::try_unwrap(self.shared) {
            Ok(shared) => SourceReader::sharing(Arc::new(Shared { store, ..shared })),
            Err(shared) => SourceReader::sharing(shared),
        }
    }

    /// Reads from memory: pairs of a relative path and its content.
    pub fn memory<P: Into<PathBuf>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> SourceReader {
        let files = files.into_iter().map(|(p, b)| (tidy(&p.into()), b.into())).collect();
        SourceReader::over(Box::new(Memory { files }))
    }

    fn over(files: Box<dyn Files>) -> SourceReader {
        SourceReader::sharing(Arc::new(Shared {
            files,
            store: None,
            progress: Progress::default(),
            state: Mutex::new(State::default()),
        }))
    }

    fn sharing(shared: Arc<Shared>) -> SourceReader {
        SourceReader { shared, footprint: Mutex::new(Footprint::default()) }
    }

    /// A reader of the same files, with the same handles, that remembers by itself what is asked of it.
    pub fn part(&self) -> SourceReader {
        SourceReader::sharing(Arc::clone(&self.shared))
    }

    /// Where results are kept for the next run, if they are.
    pub fn store(&self) -> Option<&Store> {
        self.shared.store.as_ref()
    }

    /// How far the build has come that reads these files.
    pub fn progress(&self) -> &Progress {
        &self.shared.progress
    }

    /// What was asked of this reader.
    pub fn footprint(&self) -> Footprint {
        self.own().clone()
    }

    /// Remembers what was asked of another reader of the same files as if it had been asked of this one.
    pub fn take_in(&self, other: &Footprint) {
        let mut own = self.own();
        *own = std::mem::take(&mut *own).and(other.clone());
    }

    /// Whether all of it would be found again just as it was.
    pub fn is_unchanged(&self, footprint: &Footprint) -> bool {
        let state = self.state();
        let files = footprint.read.iter().chain(&footprint.missed);
        files.into_iter().all(|(path, version)| state.version(path) == *version)
            && footprint.listed.iter().all(|(place, version)| state.listing_version(place) == *version)
    }

    /// What is known of a file that was asked for before.
    fn known(&self, path: &Path) -> Option<Result<SourceId, ReadErrorKind>> {
        let state = self.state();
        let read = state.by_path.get(path).map(|id| Ok(*id));
        read.or_else(|| state.missed.get(path).map(|kind| Err(*kind)))
    }

    /// Remembers that a file cannot be read.
    fn miss(&self, path: &Path, error: &std::io::Error) -> ReadErrorKind {
        let kind = read_error(path, error).kind;
        self.state().missed.insert(path.to_owned(), kind);
        kind
    }

    /// The file at `path`. A second call gives the same [`Source`] without reading again.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Source, ReadError> {
        let path = tidy(path.as_ref());
        // Before the content: what is written in between is then found by the next look.
        let result = self.known(&path).unwrap_or_else(|| {
            let mark = self.shared.files.mark(&path);
            match self.shared.files.read(&path) {
                Ok(bytes) => Ok(self.add(&path, bytes, mark)),
                Err(error) => Err(self.miss(&path, &error)),
            }
        });
        let version = self.state().version(&path);
        let held = result.and_then(|id| match self.is_streamed(id) {
            true => self.hold(id).map(|()| id).map_err(|error| read_error(&path, &error).kind),
            false => Ok(id),
        });
        match held {
            Ok(id) => {
                self.own().read.insert(path, version);
                Ok(self.source(id))
            }
            Err(kind) => {
                let name = slashes(&path);
                self.own().missed.insert(path, version);
                Err(ReadError { path: name, kind })
            }
        }
    }

    /// A text that stands in no file, such as an argument of the command line; messages call it `name`.
    pub fn add_text(&self, name: &str, text: &str) -> Source {
        let id = self.add(Path::new(name), text.as_bytes().to_vec(), None);
        self.source(id)
    }

    /// All files below the folder `dir`, relative to the project's folder, in the order of their names.
    pub fn walk(&self, dir: impl AsRef<Path>) -> Result<Vec<String>, ReadError> {
        self.walk_levels(dir, usize::MAX)
    }

    /// The files at most `depth` levels below the folder `dir` (1: those in it), as [`SourceReader::walk`] gives them.
    pub fn walk_levels(&self, dir: impl AsRef<Path>, depth: usize) -> Result<Vec<String>, ReadError> {
        let place = (tidy(dir.as_ref()), depth);
        let known = self.state().listed.get(&place).cloned();
        let found = known.unwrap_or_else(|| {
            let found = self.list(&place.0, depth, &BTreeSet::new());
            self.state().listed.entry(place.clone()).or_insert(found).clone()
        });
        let version = self.state().listing_version(&place);
        self.own().listed.insert(place.clone(), version);
        match found {
            Ok(found) => Ok(found.iter().map(|path| slashes(path)).collect()),
            Err(kind) => Err(ReadError { path: slashes(&place.0), kind }),
        }
    }

    /// From now on positions in `id` are counted in `text`: the file was unpacked, or decoded from another encoding.
    pub fn set_decoded(&self, id: SourceId, text: impl Into<Vec<u8>>) {
        self.state().decoded.insert(id, Arc::new(text.into()));
    }

    /// The source with this handle.
    pub fn source(&self, id: SourceId) -> Source {
        self.state().sources[id.0 as usize].clone()
    }

    /// The text that spans of `id` count in: the decoded text where there is one, else the bytes.
    pub fn counted(&self, id: SourceId) -> Arc<Vec<u8>> {
        if self.is_streamed(id) {
            return Arc::new(self.range(id, 0, usize::MAX));
        }
        let state = self.state();
        state.decoded.get(&id).unwrap_or(&state.sources[id.0 as usize].bytes).clone()
    }

    /// The place of a span as people read it.
    pub fn position(&self, span: Span) -> Position {
        if self.is_streamed(span.source) {
            return self.position_in_stream(span);
        }
        let bytes = self.counted(span.source);
        let (line, column) = line_and_column(&bytes, span.start);
        let (end_line, end_column) = line_and_column(&bytes, span.end.max(span.start));
        Position { file: self.source(span.source).name, line, column, end_line, end_column }
    }

    /// The name of a source as seen from the current folder, which need not be the project's.
    pub fn seen(&self, name: &str) -> String {
        slashes(&tidy(&self.shared.files.seen(Path::new(name))))
    }

    /// Every file that was read, in the order of the handles; the content of those that are read block by block is not
    /// with them.
    pub fn sources(&self) -> Vec<Source> {
        let read = self.footprint().read;
        let state = self.state();
        let handle = |path: &PathBuf| state.by_path.get(path).or_else(|| state.gone.get(path));
        let ids: BTreeSet<SourceId> = read.keys().filter_map(handle).copied().collect();
        ids.into_iter().map(|id| state.sources[id.0 as usize].clone()).collect()
    }

    /// Every folder that was listed; a new file in one of them may change the build.
    pub fn listed(&self) -> Vec<String> {
        let own = self.own();
        let folders: BTreeSet<&PathBuf> = own.listed.keys().map(|(folder, _)| folder).collect();
        folders.into_iter().map(|path| slashes(path)).collect()
    }

    /// Every file that was asked for and not found; its appearing may change the build.
    pub fn missed(&self) -> Vec<String> {
        self.own().missed.keys().map(|path| slashes(path)).collect()
    }

    fn add(&self, path: &Path, bytes: Vec<u8>, mark: Option<Mark>) -> SourceId {
        let mut state = self.state();
        // Two parts of a build may have asked at the same time.
        if let Some(id) = state.by_path.get(path) {
            return *id;
        }
        let bytes = Arc::new(bytes);
        let id = match state.gone.remove(path) {
            Some(id) => {
                state.sources[id.0 as usize].bytes = bytes;
                state.decoded.remove(&id);
                state.streamed.remove(&id);
                id
            }
            None => {
                let id = SourceId(state.sources.len() as u32);
                state.sources.push(Source { id, name: slashes(path), bytes });
                id
            }
        };
        state.marks.insert(path.to_owned(), mark);
        state.by_path.insert(path.to_owned(), id);
        id
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change to the state is whole before anything that could panic.
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn own(&self) -> MutexGuard<'_, Footprint> {
        self.footprint.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn version(&self, path: &Path) -> u64 {
        self.changes.get(path).copied().unwrap_or(0)
    }

    fn listing_version(&self, place: &(PathBuf, usize)) -> u64 {
        self.listings_changed.get(place).copied().unwrap_or(0)
    }

    fn note_change(&mut self, path: &Path) {
        *self.changes.entry(path.to_owned()).or_default() += 1;
    }
}

fn read_error(path: &Path, error: &std::io::Error) -> ReadError {
    use std::io::ErrorKind::{IsADirectory, NotADirectory, NotFound, PermissionDenied};
    let name = slashes(path);
    let kind = match error.kind() {
        // Listed with a sign in place of what is not text, it is not found under that name.
        NotFound if name.contains('\u{fffd}') => ReadErrorKind::BadName,
        NotFound => ReadErrorKind::Missing,
        PermissionDenied => ReadErrorKind::Forbidden,
        IsADirectory => ReadErrorKind::IsFolder,
        NotADirectory => ReadErrorKind::NoFolder,
        other => ReadErrorKind::Failed(other),
    };
    ReadError { path: name, kind }
}

/// The path as names of sources have it: `a/c` for `./a//b/../c`, with forward slashes.
pub fn tidy_name(path: &str) -> String {
    slashes(&tidy(Path::new(path)))
}

/// `./a//b/../c` and `a/c` are one file and must be read once.
fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if tidied.file_name().is_some() => {
                tidied.pop();
            }
            other => tidied.push(other),
        }
    }
    tidied
}

/// Names with forward slashes on every system, so that messages and outputs are the same everywhere.
fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Counts from 1; the column in characters, with every byte that is not UTF-8 as one. A byte order mark is no
/// character: editors do not count it.
fn line_and_column(bytes: &[u8], offset: usize) -> (usize, usize) {
    let before = &bytes[..offset.min(bytes.len())];
    let before = before.strip_prefix("\u{feff}".as_bytes()).unwrap_or(before);
    let start = before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
    let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
    (line, String::from_utf8_lossy(&before[start..]).chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_not_bytes() {
        let reader = SourceReader::memory([("a.md", "één\nδύο τρία\n")]);
        let source = reader.read("./a.md").unwrap();
        let start = source.text().unwrap().find("τρία").unwrap();
        let at = reader.position(Span::new(source.id, start, start + "τρία".len()));
        assert_eq!((at.file.as_str(), at.line, at.column, at.end_line, at.end_column), ("a.md", 2, 5, 2, 9));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let reader = SourceReader::memory([("a.csv", "\u{feff}id,x\n")]);
        let source = reader.read("a.csv").unwrap();
        let at = reader.position(Span::new(source.id, 6, 7));
        assert_eq!((at.line, at.column, at.end_column), (1, 4, 5));
        assert_eq!(reader.position(Span::new(source.id, 0, 3)).column, 1);
    }

    #[test]
    fn a_file_is_read_once_whatever_its_spelling() {
        let reader = SourceReader::memory([("d/a", "x")]);
        assert_eq!(reader.read("d/a").unwrap().id, reader.read("./d/../d/a").unwrap().id);
    }

    #[test]
    fn what_was_missed_and_listed_is_remembered() {
        let reader = SourceReader::memory([("d/a", "x"), ("d/e/b", "y"), ("f", "z")]);
        let error = reader.read("g").unwrap_err();
        assert_eq!(error.to_string(), "there is no `g`");
        assert_eq!(reader.walk("d").unwrap(), ["d/a", "d/e/b"]);
        assert_eq!(reader.walk_levels("d", 1).unwrap(), ["d/a"]);
        assert_eq!((reader.missed(), reader.listed()), (vec!["g".to_string()], vec!["d".to_string()]));
    }
}
