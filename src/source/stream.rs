//! Large files: read block by block, never held as a whole.
//!
//! The content of such a file is at hand while it is read, and is read again where a message shows a line of it.

use super::files::Mark;
use super::{Position, ReadError, SourceId, SourceReader, Span, line_and_column, slashes, tidy};
use crate::fingerprint::{Fingerprint, Hasher};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// How much of a line is kept before and behind what a message points at.
const AROUND: usize = 64 * 1024;
const BLOCK: usize = 256 * 1024;

/// A file that is read block by block.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Its handle, for spans.
    pub id: SourceId,
    /// Its path relative to the project's folder, with forward slashes.
    pub name: String,
}

/// What is known of such a file.
#[derive(Debug, Default)]
pub(super) struct Streamed {
    /// Once it was read to its end: its bytes and their fingerprint.
    pub(super) print: Option<(u64, Fingerprint)>,
    /// Places in it, with the line ends before each, in their order.
    pub(super) lines: Vec<(usize, usize)>,
}

/// Some bytes of a source, around a span.
pub struct Around {
    /// From the beginning of the span's first line, or from nearer by in a very long line, to the end of its last line.
    pub bytes: Arc<Vec<u8>>,
    /// Where in the source they begin.
    pub begins: usize,
}

impl SourceReader {
    /// The file at `path`, of which nothing is read yet. A second call gives the same.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn stream(&self, path: impl AsRef<Path>) -> Result<Stream, ReadError> {
        let path = tidy(path.as_ref());
        let result = self.known(&path).unwrap_or_else(|| {
            let mark = self.shared.files.mark(&path);
            // A folder opens, and cannot be read.
            let first = self.shared.files.open(&path, 0).and_then(|mut file| file.read(&mut [0]));
            match first {
                Ok(_) => {
                    self.progress().expect_bytes(mark.map_or(0, |mark| mark.size));
                    let id = self.add(&path, Vec::new(), mark);
                    self.state().streamed.insert(id, Streamed::default());
                    Ok(id)
                }
                Err(error) => Err(self.miss(&path, &error)),
            }
        });
        let version = self.state().version(&path);
        let name = slashes(&path);
        match result {
            Ok(id) => {
                self.own().read.insert(path, version);
                Ok(Stream { id, name })
            }
            Err(kind) => {
                self.own().missed.insert(path, version);
                Err(ReadError { path: name, kind })
            }
        }
    }

    /// The content from the beginning on. When it has been read to its end, its fingerprint is known.
    ///
    /// # Errors
    /// When the file cannot be opened any more.
    pub fn blocks(&self, id: SourceId) -> io::Result<Box<dyn Read + Send + '_>> {
        if !self.state().streamed.contains_key(&id) {
            return Ok(Box::new(io::Cursor::new(Held(self.source(id).bytes))));
        }
        let path = self.path_of(id);
        let inner = self.shared.files.open(&path, 0)?;
        if let Some((size, _)) = self.state().streamed.get(&id).and_then(|streamed| streamed.print) {
            // It is read a second time.
            self.progress().expect_bytes(size);
        }
        Ok(Box::new(Blocks { reader: self, id, inner, size: 0, hasher: Some(Hasher::default()) }))
    }

    /// Whether the content is read block by block.
    pub fn is_streamed(&self, id: SourceId) -> bool {
        self.state().streamed.contains_key(&id)
    }

    /// How many bytes a source has, and their fingerprint; of a file that was not read to its end, by reading it.
    pub fn print(&self, id: SourceId) -> (u64, Fingerprint) {
        let known = self.state().streamed.get(&id).map(|streamed| streamed.print);
        match known {
            None => {
                let bytes = self.source(id).bytes;
                (bytes.len() as u64, Fingerprint::of(&bytes))
            }
            Some(Some(print)) => print,
            Some(None) => self.print_of_stream(id),
        }
    }

    fn print_of_stream(&self, id: SourceId) -> (u64, Fingerprint) {
        if let Ok(mut blocks) = self.blocks(id) {
            let mut block = vec![0; BLOCK];
            while blocks.read(&mut block).is_ok_and(|read| read > 0) {}
        }
        let print = self.state().streamed.get(&id).and_then(|streamed| streamed.print);
        print.unwrap_or_else(|| (0, Fingerprint::of(&[])))
    }

    /// Notes that so many line ends stand before a place in the file, so that lines are counted from there.
    pub fn note_lines(&self, id: SourceId, place: usize, before: usize) {
        if let Some(streamed) = self.state().streamed.get_mut(&id) {
            let at = streamed.lines.partition_point(|(known, _)| *known < place);
            if streamed.lines.get(at).is_none_or(|(known, _)| *known != place) {
                streamed.lines.insert(at, (place, before));
            }
        }
    }

    /// What a file's handle is read from.
    fn path_of(&self, id: SourceId) -> std::path::PathBuf {
        tidy(Path::new(&self.source(id).name))
    }

    /// The bytes from `start` to `end`; fewer where the file is shorter or cannot be read.
    pub(super) fn range(&self, id: SourceId, start: usize, end: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Ok(file) = self.shared.files.open(&self.path_of(id), start as u64) {
            // What could be read is shown.
            let _ = file.take((end.saturating_sub(start)) as u64).read_to_end(&mut bytes);
        }
        bytes
    }

    /// The place of a span in a file that is not held.
    pub(super) fn position_in_stream(&self, span: Span) -> Position {
        let (line, column) = self.line_and_column_in_stream(span.source, span.start);
        let (end_line, end_column) = match span.end.max(span.start) {
            end if end == span.start => (line, column),
            end => self.line_and_column_in_stream(span.source, end),
        };
        Position { file: self.source(span.source).name, line, column, end_line, end_column }
    }

    fn line_and_column_in_stream(&self, id: SourceId, offset: usize) -> (usize, usize) {
        let known: Vec<(usize, usize)> = {
            let state = self.state();
            let lines = state.streamed.get(&id).map(|streamed| streamed.lines.as_slice()).unwrap_or_default();
            lines[..lines.partition_point(|(place, _)| *place <= offset)].to_vec()
        };
        // A line may begin before the nearest place that is known.
        for (place, before) in known.iter().rev().copied().chain([(0, 0)]) {
            let bytes = self.range(id, place, offset);
            if place == 0 || bytes.contains(&b'\n') {
                let (line, column) = line_and_column(&bytes, bytes.len());
                return (line + before, column);
            }
        }
        (1, 1)
    }

    /// The bytes around a span, as spans count them.
    pub fn around(&self, span: Span) -> Around {
        if !self.is_streamed(span.source) {
            return Around { bytes: self.counted(span.source), begins: 0 };
        }
        let from = span.start.saturating_sub(AROUND);
        let to = span.end.clamp(span.start, span.start + 16 * AROUND);
        let mut bytes = self.range(span.source, from, to + AROUND);
        let before = &bytes[..(span.start - from).min(bytes.len())];
        let cut = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        bytes.drain(..cut);
        Around { bytes: Arc::new(bytes), begins: from + cut }
    }

    /// Takes in the whole of a file that was read block by block, for whoever needs all of it.
    pub(super) fn hold(&self, id: SourceId) -> io::Result<()> {
        let bytes = self.shared.files.read(&self.path_of(id))?;
        self.progress().note_bytes(bytes.len() as u64);
        let mut state = self.state();
        if state.streamed.remove(&id).is_some() {
            state.sources[id.0 as usize].bytes = Arc::new(bytes);
        }
        Ok(())
    }

    /// Whether a file that is not held has other content than when it was read.
    pub(super) fn stream_has_changed(&self, id: SourceId, mark: Option<Mark>, path: &Path) -> bool {
        let before = self.state().streamed.get(&id).and_then(|streamed| streamed.print);
        self.state().streamed.insert(id, Streamed::default());
        self.state().marks.insert(path.to_owned(), mark);
        before.is_none_or(|before| self.print_of_stream(id) != before)
    }
}

struct Held(Arc<Vec<u8>>);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The content of a file, fingerprinted on the way.
struct Blocks<'r> {
    reader: &'r SourceReader,
    id: SourceId,
    inner: Box<dyn Read + Send>,
    size: u64,
    hasher: Option<Hasher>,
}

impl Read for Blocks<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.size += read as u64;
        self.reader.progress().note_bytes(read as u64);
        match (read, &mut self.hasher) {
            (0, _) if !into.is_empty() => {
                if let (Some(hasher), Some(streamed)) =
                    (self.hasher.take(), self.reader.state().streamed.get_mut(&self.id))
                {
                    streamed.print = Some((self.size, hasher.finish()));
                }
            }
            (read, Some(hasher)) => hasher.add(&into[..read]),
            _ => {}
        }
        Ok(read)
    }
}
