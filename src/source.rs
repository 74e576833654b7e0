//! The one door to files: reads bytes, lists folders, and remembers both.
//!
//! Everything that a build depends on goes through [`SourceReader`], so that a preview knows what to
//! follow and a test can build from memory. Nothing else in the program opens a file to read it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Which source a [`Span`] lies in; valid for the [`SourceReader`] that gave it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A byte range in one source. It becomes file, line and column only when it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// Where files come from: the disk, or memory in tests.
trait Files: Send + Sync {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>>;
    /// All files at most `depth` levels below `dir` (1: in it), as paths relative to the same root as `dir`, in the
    /// order of their names.
    fn walk(&self, dir: &Path, depth: usize) -> std::io::Result<Vec<PathBuf>>;
}

struct Disk {
    root: PathBuf,
}

impl Files for Disk {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
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
}

fn is_missing(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Files for Memory {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into())
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
}

#[derive(Default)]
struct State {
    sources: Vec<Source>,
    by_path: BTreeMap<PathBuf, SourceId>,
    /// Text that stands in for the bytes when positions are counted (a decoded file).
    decoded: BTreeMap<SourceId, Arc<Vec<u8>>>,
    missed: BTreeSet<PathBuf>,
    listed: BTreeSet<PathBuf>,
}

/// Reads files below one folder (the one that holds the site-config), each once, and remembers
/// what was read, missed and listed.
pub struct SourceReader {
    files: Box<dyn Files>,
    state: Mutex<State>,
}

impl SourceReader {
    /// Reads from the disk; paths are relative to `root` (or absolute).
    pub fn disk(root: impl Into<PathBuf>) -> SourceReader {
        SourceReader::over(Box::new(Disk { root: root.into() }))
    }

    /// Reads from memory: pairs of a relative path and its content.
    pub fn memory<P: Into<PathBuf>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> SourceReader {
        let files = files.into_iter().map(|(p, b)| (tidy(&p.into()), b.into())).collect();
        SourceReader::over(Box::new(Memory { files }))
    }

    fn over(files: Box<dyn Files>) -> SourceReader {
        SourceReader { files, state: Mutex::new(State::default()) }
    }

    /// The file at `path`. A second call gives the same [`Source`] without reading again.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Source, ReadError> {
        let path = tidy(path.as_ref());
        let known = self.state().by_path.get(&path).copied();
        if let Some(id) = known {
            return Ok(self.source(id));
        }
        match self.files.read(&path) {
            Ok(bytes) => Ok(self.add(path, bytes)),
            Err(error) => {
                let failed = read_error(&path, &error);
                self.state().missed.insert(path);
                Err(failed)
            }
        }
    }

    /// All files below the folder `dir`, relative to the project's folder, in the order of their names.
    pub fn walk(&self, dir: impl AsRef<Path>) -> Result<Vec<String>, ReadError> {
        self.walk_levels(dir, usize::MAX)
    }

    /// The files at most `depth` levels below the folder `dir` (1: those in it), as [`SourceReader::walk`] gives them.
    pub fn walk_levels(&self, dir: impl AsRef<Path>, depth: usize) -> Result<Vec<String>, ReadError> {
        let dir = tidy(dir.as_ref());
        self.state().listed.insert(dir.clone());
        let found = self.files.walk(&dir, depth).map_err(|error| read_error(&dir, &error))?;
        Ok(found.iter().map(|path| slashes(path)).collect())
    }

    /// From now on positions in `id` are counted in `text`: the file was decoded from another encoding.
    pub fn set_decoded(&self, id: SourceId, text: String) {
        self.state().decoded.insert(id, Arc::new(text.into_bytes()));
    }

    /// The source with this handle.
    pub fn source(&self, id: SourceId) -> Source {
        self.state().sources[id.0 as usize].clone()
    }

    /// The text that spans of `id` count in: the decoded text where there is one, else the bytes.
    pub fn counted(&self, id: SourceId) -> Arc<Vec<u8>> {
        let state = self.state();
        state.decoded.get(&id).unwrap_or(&state.sources[id.0 as usize].bytes).clone()
    }

    /// The place of a span as people read it.
    pub fn position(&self, span: Span) -> Position {
        let bytes = self.counted(span.source);
        let (line, column) = line_and_column(&bytes, span.start);
        let (end_line, end_column) = line_and_column(&bytes, span.end.max(span.start));
        Position { file: self.source(span.source).name, line, column, end_line, end_column }
    }

    /// Every file that was read, with its content, in the order of reading.
    pub fn sources(&self) -> Vec<Source> {
        self.state().sources.clone()
    }

    /// Every folder that was listed; a new file in one of them may change the build.
    pub fn listed(&self) -> Vec<String> {
        self.state().listed.iter().map(|path| slashes(path)).collect()
    }

    /// Every file that was asked for and not found; its appearing may change the build.
    pub fn missed(&self) -> Vec<String> {
        self.state().missed.iter().map(|path| slashes(path)).collect()
    }

    fn add(&self, path: PathBuf, bytes: Vec<u8>) -> Source {
        let mut state = self.state();
        let id = SourceId(state.sources.len() as u32);
        let source = Source { id, name: slashes(&path), bytes: Arc::new(bytes) };
        state.sources.push(source.clone());
        state.by_path.insert(path, id);
        source
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is only ever appended to, so what a panicking thread left is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
