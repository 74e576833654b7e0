//! The rows of one file, read by several threads with the result that one thread would have.
//!
//! Each thread takes a piece, looks at its rows, waits for its turn, which comes in the order of the pieces, and then reads
//! the answers while the next piece has its turn. A piece begins where a row seems to begin ([`Feed`]). In its turn it is
//! known where one does: at the end of the piece before, or else within it; a piece that begins elsewhere is cut anew,
//! together with what the piece before could not read. So the result is that of one reading from the first row to the last,
//! whatever quotation marks and line ends stand in the cells.

use super::feed::{Feed, Place};
use super::open::OpenFile;
use super::row::{PartedSink, RowSink};
use super::rows::{FileTask, Known, Outcome, RowReader};
use super::split::Piece;
use crate::source::SourceReader;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How the work is cut up. It changes how long reading takes, and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Sharing {
    /// Threads that read a large file.
    pub threads: usize,
    /// How large the pieces of a file are, about, in bytes.
    pub block: usize,
    /// How much of a file is read to know its columns; a file of more than that is not held.
    pub beginning: usize,
}

impl Sharing {
    /// As many threads as this machine has processors.
    pub fn usual() -> Sharing {
        Sharing { threads: crate::parallel::threads(), block: 256 * 1024, beginning: 1 << 20 }
    }
}

/// The file cannot be read as it seemed at its beginning: it is no UTF-8 further on, or gone.
#[derive(Debug)]
pub struct Broken;

/// What all threads of a file have together.
pub struct Common<'k> {
    known: &'k mut Known,
    /// The piece whose turn it is.
    turn: usize,
    /// Bytes of a row that the pieces so far did not end, and how many there were when they were last looked at.
    left: Vec<u8>,
    left_looked_at: usize,
    /// What was found, by piece, and what of it waits for an earlier piece.
    next: usize,
    waiting: BTreeMap<usize, Found>,
    take_in: &'k mut (dyn FnMut(Outcome) + Send),
    /// Line ends before the next piece.
    lines: usize,
    broken: bool,
}

struct Found {
    outcome: Outcome,
    begins: usize,
    line_ends: usize,
}

impl<'k> Common<'k> {
    /// For a file; `take_in` is given what was found in each piece, in their order.
    pub fn new(file: &OpenFile, known: &'k mut Known, take_in: &'k mut (dyn FnMut(Outcome) + Send)) -> Common<'k> {
        Common {
            known,
            turn: 0,
            left: Vec::new(),
            left_looked_at: 0,
            next: 0,
            waiting: BTreeMap::new(),
            take_in,
            lines: line_ends(&file.text[..file.body]),
            broken: false,
        }
    }

    /// The turn of a piece: cut it anew if it does not begin where a row does, then find its names and respondents.
    fn take_turn(&mut self, rows: &mut RowReader<'_, '_>, piece: &mut Piece, place: Place, delimiter: u8) {
        if !self.left.is_empty() {
            if !place.is_last && self.left.len() + piece.bytes().len() < 2 * self.left_looked_at {
                // A long row: it is looked at again when there is twice as much of it.
                self.left.extend_from_slice(piece.bytes());
                piece.become_part(Vec::new(), piece.begins());
                rows.look(piece);
                return;
            }
            let begins = piece.begins() - self.left.len();
            let mut text = std::mem::take(&mut self.left);
            text.extend_from_slice(piece.bytes());
            piece.become_part(text, begins);
            piece.split(delimiter, is_first(begins, rows), place.is_last);
            rows.look(piece);
        }
        self.left.extend_from_slice(piece.unfinished());
        self.left_looked_at = self.left.len();
        rows.recognise(self.known);
    }

    fn found(&mut self, reader: &SourceReader, file: &OpenFile, number: usize, found: Found) {
        self.waiting.insert(number, found);
        while let Some(found) = self.waiting.remove(&self.next) {
            reader.note_lines(file.id, found.begins, self.lines);
            self.lines += found.line_ends;
            reader.progress().note_rows(found.outcome.rows);
            (self.take_in)(found.outcome);
            self.next += 1;
        }
    }
}

fn is_first(begins: usize, rows: &RowReader<'_, '_>) -> bool {
    begins == rows.file().body
}

fn line_ends(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

/// One thread's work on a piece before its turn.
fn look(rows: &mut RowReader<'_, '_>, piece: &mut Piece, place: Place) -> Result<usize, Broken> {
    let file = rows.file();
    // What was held was checked when it was opened.
    if file.is_beginning
        && (simdutf8::basic::from_utf8(piece.bytes()).is_err() || memchr::memchr(0, piece.bytes()).is_some())
    {
        return Err(Broken);
    }
    piece.split(file.delimiter, is_first(piece.begins(), rows), place.is_last);
    rows.look(piece);
    Ok(line_ends(piece.bytes()))
}

/// Reads the rows of a file on this thread alone.
///
/// # Errors
/// When the file turns out to be another than it seemed.
pub fn read_alone(
    reader: &SourceReader,
    task: &FileTask<'_, '_>,
    number: usize,
    block: usize,
    mut common: Common<'_>,
    sink: &mut dyn RowSink,
) -> Result<(), Broken> {
    let mut feed = Feed::new(reader, task.file, block).map_err(|_| Broken)?;
    let (mut rows, mut piece) = (RowReader::new(task), Piece::default());
    while let Some(place) = feed.next(&mut piece).map_err(|_| Broken)? {
        let begins = piece.begins();
        let line_ends = look(&mut rows, &mut piece, place)?;
        common.take_turn(&mut rows, &mut piece, place, task.file.delimiter);
        sink.piece(number, place.number);
        let outcome = rows.answers(&piece, sink);
        common.found(reader, task.file, place.number, Found { outcome, begins, line_ends });
        if rows.has_too_many_names() {
            rows.count_names(common.known);
        }
    }
    rows.count_names(common.known);
    Ok(())
}

/// The same by several threads, each with a part of the sink.
///
/// # Errors
/// When the file turns out to be another than it seemed.
pub fn read_together<S: PartedSink>(
    reader: &SourceReader,
    task: &FileTask<'_, '_>,
    number: usize,
    sharing: Sharing,
    common: Common<'_>,
    sink: &mut S,
) -> Result<(), Broken> {
    let feed = Mutex::new(Feed::new(reader, task.file, sharing.block).map_err(|_| Broken)?);
    let shared = Shared { reader, task, number, feed, common: Mutex::new(common), turned: Condvar::new() };
    let mut parts: Vec<S> = (0..sharing.threads).map(|_| sink.part()).collect();
    std::thread::scope(|scope| {
        let (first, others) = parts.split_at_mut(1);
        others.iter_mut().for_each(|part| drop(scope.spawn(|| shared.work(part))));
        first.iter_mut().for_each(|part| shared.work(part));
    });
    let broken = lock(&shared.common).broken;
    parts.into_iter().for_each(|part| sink.take_in(part));
    if broken { Err(Broken) } else { Ok(()) }
}

struct Shared<'s, 'k, 'c> {
    reader: &'s SourceReader,
    task: &'s FileTask<'s, 'c>,
    number: usize,
    feed: Mutex<Feed<'s>>,
    common: Mutex<Common<'k>>,
    turned: Condvar,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'k> Shared<'_, 'k, '_> {
    fn work(&self, sink: &mut impl PartedSink) {
        // A thread that panics must not leave the others waiting for its turn.
        let _end = EndsTurn(self);
        let (mut rows, mut piece) = (RowReader::new(self.task), Piece::default());
        loop {
            let place = match lock(&self.feed).next(&mut piece) {
                Ok(Some(place)) => place,
                Ok(None) => break,
                Err(_) => return self.give_up(),
            };
            let begins = piece.begins();
            let Ok(line_ends) = look(&mut rows, &mut piece, place) else { return self.give_up() };
            let Some(mut common) = self.turn_of(place) else { return };
            common.take_turn(&mut rows, &mut piece, place, self.task.file.delimiter);
            common.turn += 1;
            drop(common);
            self.turned.notify_all();
            sink.piece(self.number, place.number);
            let outcome = rows.answers(&piece, sink);
            let mut common = lock(&self.common);
            common.found(self.reader, self.task.file, place.number, Found { outcome, begins, line_ends });
            if rows.has_too_many_names() {
                rows.count_names(common.known);
            }
        }
        rows.count_names(lock(&self.common).known);
    }

    /// Waits for the turn of a piece; none if the file is broken.
    fn turn_of(&self, place: Place) -> Option<MutexGuard<'_, Common<'k>>> {
        let mut common = lock(&self.common);
        while common.turn != place.number && !common.broken {
            common = self.turned.wait(common).unwrap_or_else(PoisonError::into_inner);
        }
        (!common.broken).then_some(common)
    }

    fn give_up(&self) {
        lock(&self.common).broken = true;
        self.turned.notify_all();
    }
}

struct EndsTurn<'w, 's, 'k, 'c>(&'w Shared<'s, 'k, 'c>);

impl Drop for EndsTurn<'_, '_, '_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.give_up();
        }
    }
}
