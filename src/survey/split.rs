//! A piece of a file cut into rows and cells, without copying what need not be copied.
//!
//! Cells are what the `csv` crate makes of them: rows that are written as nearly all are, are cut here, and every other
//! row by that crate's machine.

use super::spellings::Word;
use super::table::Record;
use csv_core::{ReadFieldResult, ReaderBuilder};
use std::borrow::Cow;

const BOM: &[u8] = "\u{feff}".as_bytes();

/// A range of a piece's bytes.
pub type CellRange = (u32, u32);

/// A part of a file, and the rows that are whole in it.
#[derive(Debug, Default)]
pub struct Piece {
    /// Bytes of the file, then cells that had to be written anew because quotation marks in them are doubled.
    text: Vec<u8>,
    /// How many bytes of the file there are.
    length: usize,
    /// Where in the file it begins.
    begins: usize,
    /// Where, in the piece, the row begins that is not whole; at its end if all are.
    ends: usize,
    cells: Vec<CellRange>,
    rows: Vec<RowAt>,
    /// Those with a cell that is written as few are.
    odd: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct RowAt {
    start: usize,
    /// Its first cell.
    cells: usize,
}

impl Piece {
    /// Becomes the part of the file that begins at `begins`, not yet cut into rows; gives the room of what it was.
    pub fn become_part(&mut self, text: Vec<u8>, begins: usize) {
        self.length = text.len();
        self.text = text;
        self.begins = begins;
        self.ends = 0;
        self.cells.clear();
        self.rows.clear();
        self.odd.clear();
    }

    /// Cuts it into rows. `is_first`: at the beginning of the rows, where a byte order mark is passed over. `is_last`: at
    /// the end of the file, where every row ends.
    pub fn split(&mut self, delimiter: u8, is_first: bool, is_last: bool) {
        self.text.truncate(self.length);
        self.cells.clear();
        self.rows.clear();
        self.odd.clear();
        let mut anew = Vec::new();
        let mut cutter = Cutter::new(&self.text, delimiter, is_last, &mut self.cells, &mut anew);
        let mut at = if is_first && self.text.starts_with(BOM) { BOM.len() } else { 0 };
        loop {
            at += line_ends(&self.text[at..]);
            if at >= self.length {
                break;
            }
            let cells = cutter.cells.len();
            cutter.is_odd = false;
            let Some(behind) = cutter.row(at) else {
                cutter.cells.truncate(cells);
                break;
            };
            if cutter.is_odd {
                self.odd.push(self.rows.len());
            }
            self.rows.push(RowAt { start: at, cells });
            at = behind;
        }
        self.ends = at;
        self.text.extend_from_slice(&anew);
    }

    /// How many whole rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// One of them.
    pub fn record(&self, row: usize) -> Record<'_> {
        let RowAt { start, cells } = self.rows[row];
        let end = self.rows.get(row + 1).map_or(self.cells.len(), |next| next.cells);
        let raw = &self.text[start..self.length];
        Record::of_piece(&self.text, Cow::Borrowed(&self.cells[cells..end]), self.begins + start, raw)
    }

    /// Those of them with a cell that goes on behind a closing quotation mark, or is never closed.
    pub fn odd_rows(&self) -> &[usize] {
        &self.odd
    }

    /// A cell of one of them; empty where the row is too short.
    #[inline]
    pub fn word(&self, row: usize, at: usize) -> Word<'_> {
        let end = self.rows.get(row + 1).map_or(self.cells.len(), |next| next.cells);
        let place = self.rows[row].cells + at;
        let (start, end) = if place < end { self.cells[place] } else { (0, 0) };
        Word::within(&self.text, start as usize, end as usize)
    }

    /// How many cells one of them has.
    pub fn width_of(&self, row: usize) -> usize {
        self.rows.get(row + 1).map_or(self.cells.len(), |next| next.cells) - self.rows[row].cells
    }

    /// How many bytes one of them takes, at most.
    pub fn length_of(&self, row: usize) -> usize {
        self.rows.get(row + 1).map_or(self.ends, |next| next.start) - self.rows[row].start
    }

    /// Its bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        &self.text[..self.length]
    }

    /// Where in the file it begins.
    pub fn begins(&self) -> usize {
        self.begins
    }

    /// The bytes of the row that is not whole.
    pub fn unfinished(&self) -> &[u8] {
        &self.text[self.ends..self.length]
    }

    /// Gives up its text, so that its room is used again.
    pub fn take_text(&mut self) -> Vec<u8> {
        self.rows.clear();
        self.odd.clear();
        self.cells.clear();
        self.length = 0;
        self.ends = 0;
        std::mem::take(&mut self.text)
    }
}

/// How many cells the row at the beginning of `text` has; none if it is not whole.
pub fn cells_of_first_row(text: &[u8], delimiter: u8) -> Option<usize> {
    let (mut cells, mut anew) = (Vec::new(), Vec::new());
    Cutter::new(text, delimiter, false, &mut cells, &mut anew).row(line_ends(text))?;
    Some(cells.len())
}

fn line_ends(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

/// Finds the bytes that end a cell without quotation marks, 64 bytes at a time.
struct Ends {
    /// What ends a cell beside both kinds of line ends.
    delimiter: u8,
    /// Where the bytes that were looked at begin, and which of them end a cell.
    block: usize,
    found: u64,
}

impl Ends {
    const BLOCK: usize = 64;

    fn new(delimiter: u8) -> Ends {
        // No byte has been looked at: no place lies in a block that begins behind all of them.
        Ends { delimiter, block: usize::MAX, found: 0 }
    }

    /// The first one of them in `text` from `at` on.
    fn next(&mut self, text: &[u8], mut at: usize) -> Option<usize> {
        loop {
            if let Some(within) = at.checked_sub(self.block).filter(|within| *within < Ends::BLOCK) {
                let found = self.found >> within;
                if found != 0 {
                    return Some(at + found.trailing_zeros() as usize);
                }
                at = self.block + Ends::BLOCK;
            }
            if at >= text.len() {
                return None;
            }
            self.block = at;
            self.found = match text[at..].first_chunk::<{ Ends::BLOCK }>() {
                Some(block) => self.ends_in(block),
                None => {
                    // No byte of a text ends a cell behind its end.
                    let mut block = [b'x'; Ends::BLOCK];
                    block[..text.len() - at].copy_from_slice(&text[at..]);
                    self.ends_in(&block) & (u64::MAX >> (Ends::BLOCK - (text.len() - at)))
                }
            };
        }
    }

    /// A bit for each byte that ends a cell.
    fn ends_in(&self, block: &[u8; Ends::BLOCK]) -> u64 {
        let mut ends = [0u8; Ends::BLOCK];
        // Without branches, so that many bytes are compared at once.
        for (end, byte) in ends.iter_mut().zip(block) {
            *end = u8::from((*byte == self.delimiter) | (*byte == b'\r') | (*byte == b'\n'));
        }
        let (words, _) = ends.as_chunks::<8>();
        let words = words.iter().map(|word| u64::from_le_bytes(*word)).zip((0..).step_by(8));
        words.fold(0, |found, (word, at)| found | lowest_bits(word) << at)
    }
}

/// The lowest bits of all bytes side by side, that of the lowest byte first; there are no others.
fn lowest_bits(word: u64) -> u64 {
    // Each of the eight bits is moved to a place of its own among the highest eight.
    word.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Cuts rows off a text.
struct Cutter<'p> {
    text: &'p [u8],
    delimiter: u8,
    is_last: bool,
    ends: Ends,
    cells: &'p mut Vec<CellRange>,
    anew: &'p mut Vec<u8>,
    /// Whether the row that was cut last is read by the machine of the `csv` crate.
    is_odd: bool,
}

/// What stands behind a cell.
enum Behind {
    /// Another cell, from there on.
    Cell(usize),
    /// The end of the row, whose next begins there.
    Row(usize),
    /// Nothing is known: the text ends before the row does.
    Unknown,
    /// The cell is written as few are.
    Odd,
}

impl<'p> Cutter<'p> {
    fn new(
        text: &'p [u8],
        delimiter: u8,
        is_last: bool,
        cells: &'p mut Vec<CellRange>,
        anew: &'p mut Vec<u8>,
    ) -> Cutter<'p> {
        Cutter { text, delimiter, is_last, ends: Ends::new(delimiter), cells, anew, is_odd: false }
    }

    /// Cuts the row that begins at `start`; gives where it ends, or none if the text ends before.
    fn row(&mut self, start: usize) -> Option<usize> {
        let (first, anew) = (self.cells.len(), self.anew.len());
        let mut at = start;
        loop {
            let behind = match self.text.get(at) {
                Some(b'"') => self.quoted(at + 1),
                _ => self.plain(at),
            };
            match behind {
                Behind::Cell(next) => at = next,
                Behind::Row(next) => return Some(next),
                Behind::Unknown if !self.is_last => return None,
                Behind::Unknown | Behind::Odd => {
                    self.cells.truncate(first);
                    self.anew.truncate(anew);
                    self.is_odd = true;
                    return self.odd_row(start);
                }
            }
        }
    }

    fn plain(&mut self, start: usize) -> Behind {
        match self.ends.next(self.text, start) {
            Some(end) => {
                self.push(start, end);
                self.behind(end)
            }
            None if self.is_last => {
                self.push(start, self.text.len());
                Behind::Row(self.text.len())
            }
            None => Behind::Unknown,
        }
    }

    /// A cell whose quotation mark stands before `start`.
    fn quoted(&mut self, start: usize) -> Behind {
        let mut at = start;
        let mut is_doubled = false;
        let end = loop {
            let Some(more) = memchr::memchr(b'"', &self.text[at..]) else { return Behind::Unknown };
            let mark = at + more;
            match self.text.get(mark + 1) {
                Some(b'"') => {
                    is_doubled = true;
                    at = mark + 2;
                }
                Some(byte) if *byte == self.delimiter || matches!(byte, b'\r' | b'\n') => break mark,
                Some(_) => return Behind::Odd,
                None if self.is_last => break mark,
                None => return Behind::Unknown,
            }
        };
        if is_doubled {
            self.push_anew(start, end);
        } else {
            self.push(start, end);
        }
        self.behind(end + 1)
    }

    fn behind(&self, at: usize) -> Behind {
        match self.text.get(at) {
            Some(byte) if *byte == self.delimiter => Behind::Cell(at + 1),
            Some(b'\r') if self.text.get(at + 1) == Some(&b'\n') => Behind::Row(at + 2),
            Some(_) => Behind::Row(at + 1),
            None => Behind::Row(at),
        }
    }

    fn push(&mut self, start: usize, end: usize) {
        // Only in a row of more than four thousand million bytes, which a stray quotation mark makes, do these not fit.
        let fit = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.cells.push((fit(start), fit(end)));
    }

    /// A cell with doubled quotation marks is written anew with single ones.
    fn push_anew(&mut self, start: usize, end: usize) {
        let begin = self.anew.len();
        let mut rest = &self.text[start..end];
        while let Some(mark) = memchr::memchr(b'"', rest) {
            self.anew.extend_from_slice(&rest[..=mark]);
            rest = rest.get(mark + 2..).unwrap_or_default();
        }
        self.anew.extend_from_slice(rest);
        self.push(self.text.len() + begin, self.text.len() + self.anew.len());
    }

    /// A row as the `csv` crate reads it, whatever stands in it.
    fn odd_row(&mut self, start: usize) -> Option<usize> {
        let mut machine = ReaderBuilder::new().delimiter(self.delimiter).build();
        let mut out = [0; 1024];
        // Behind a line's end it looks for no byte order mark.
        machine.read_field(b"\n", &mut out);
        let mut at = start;
        let mut begin = self.anew.len();
        loop {
            let rest = &self.text[at..];
            if rest.is_empty() && !self.is_last {
                return None;
            }
            let (result, read, written) = machine.read_field(rest, &mut out);
            at += read;
            self.anew.extend_from_slice(&out[..written]);
            match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { record_end } => {
                    self.push(self.text.len() + begin, self.text.len() + self.anew.len());
                    begin = self.anew.len();
                    if record_end {
                        return Some(at);
                    }
                }
                ReadFieldResult::End => return Some(at),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::table::Rows;
    use proptest::prelude::*;

    type Found = Vec<(usize, Vec<Vec<u8>>)>;

    fn by_csv(text: &[u8]) -> Found {
        let mut rows = Rows::new(text, 0, b',');
        let mut record = Record::default();
        let mut all = Vec::new();
        while rows.next_into(&mut record) {
            // Its place may be that of a line's end, or of a byte order mark, before the row.
            let start = record.start() + line_ends(&text[record.start()..]);
            all.push((start, record.cells().map(<[u8]>::to_vec).collect()));
        }
        all
    }

    fn found(piece: &Piece) -> Found {
        let row = |row| {
            let record = piece.record(row);
            (record.start(), record.cells().map(<[u8]>::to_vec).collect())
        };
        (0..piece.len()).map(row).collect()
    }

    fn texts() -> impl Strategy<Value = String> {
        prop_oneof!["[ab,\"\r\n]{0,200}", "([ab]{0,2}(,|\n|\"[a,\n]{0,3}\"(,|\n))){0,60}", "[aé\u{feff},\"\r\n]{0,90}"]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn every_text_is_cut_as_the_csv_crate_cuts_it(text in texts()) {
            let mut piece = Piece::default();
            piece.become_part(text.clone().into_bytes(), 0);
            piece.split(b',', true, true);
            let without_mark = |found: Found| found.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>();
            prop_assert_eq!(without_mark(found(&piece)), without_mark(by_csv(text.as_bytes())));
            if !text.starts_with('\u{feff}') {
                prop_assert_eq!(found(&piece), by_csv(text.as_bytes()));
            }
        }

        #[test]
        fn a_row_that_is_not_whole_is_left(text in texts(), cut in 0usize..60) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            let (mut first, mut second) = (Piece::default(), Piece::default());
            first.become_part(bytes[..cut].to_vec(), 0);
            first.split(b',', true, false);
            let rest = [first.unfinished(), &bytes[cut..]].concat();
            second.become_part(rest, cut - first.unfinished().len());
            let is_first = first.len() == 0 && second.begins() == 0;
            second.split(b',', is_first, true);
            let whole = by_csv(bytes);
            let mut parts = found(&first);
            parts.extend(found(&second));
            if !text.starts_with('\u{feff}') {
                prop_assert_eq!(parts, whole);
            }
        }
    }
}
