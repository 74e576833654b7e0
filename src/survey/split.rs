//! A piece of a file cut into rows and cells, without copying what need not be copied.
//!
//! Cells are what the `csv` crate makes of them: rows that are written as nearly all are, are cut here, and every other
//! row by that crate's machine.

use super::blocks::{BLOCK, Blocks};
use super::spellings::Word;
use super::table::Record;
use csv_core::{ReadFieldResult, ReaderBuilder};
use std::borrow::Cow;

const BOM: &[u8] = "\u{feff}".as_bytes();

/// Where a cell ends, and where the next one begins, among a piece's bytes: a row of so many cells has one more of these.
pub type Border = (u32, u32);

/// A part of a file, and the rows that are whole in it.
#[derive(Debug, Default)]
pub struct Piece {
    /// Bytes of the file, then cells that had to be written anew because quotation marks in them are doubled.
    text: Vec<u8>,
    /// How many bytes of the file there are.
    length: usize,
    /// Where in the file it begins.
    begins: usize,
    borders: Vec<Border>,
    /// All that are whole, and one behind them, which begins where the row does that is not.
    rows: Vec<RowAt>,
    /// Those with a cell that is written as few are.
    odd: Vec<usize>,
    /// Cells between quotation marks, while rows are cut.
    quoted: Vec<Quoted>,
}

#[derive(Debug, Default, Clone, Copy)]
struct RowAt {
    start: usize,
    /// The border before its first cell.
    cells: usize,
}

/// A cell between quotation marks.
#[derive(Debug, Clone, Copy)]
struct Quoted {
    cell: usize,
    /// Perhaps there are doubled marks in it.
    is_doubled: bool,
}

impl Piece {
    /// Becomes the part of the file that begins at `begins`, not yet cut into rows; gives the room of what it was.
    pub fn become_part(&mut self, text: Vec<u8>, begins: usize) {
        self.length = text.len();
        self.text = text;
        self.begins = begins;
        self.forget_rows();
    }

    fn forget_rows(&mut self) {
        self.borders.clear();
        self.borders.push((0, 0));
        self.rows.clear();
        self.odd.clear();
    }

    /// Cuts it into rows. `is_first`: at the beginning of the rows, where a byte order mark is passed over. `is_last`: at
    /// the end of the file, where every row ends.
    pub fn split(&mut self, delimiter: u8, is_first: bool, is_last: bool) {
        self.text.truncate(self.length);
        self.forget_rows();
        let mut anew = Vec::new();
        let mut at = if is_first && self.text.starts_with(BOM) { BOM.len() } else { 0 };
        loop {
            at += line_ends(&self.text[at..]);
            if at < self.length {
                at = self.usual_rows(at, delimiter, &mut anew);
            }
            let cells = self.borders.len() - 1;
            self.rows.push(RowAt { start: at, cells });
            if at >= self.length {
                break;
            }
            let mut cutter = Cutter::new(&self.text, delimiter, is_last, &mut self.borders, &mut anew);
            let Some(behind) = cutter.row(at) else { break };
            if cutter.is_odd {
                self.odd.push(self.rows.len() - 1);
            }
            at = behind;
        }
        if let Some(last) = self.rows.last() {
            self.borders.truncate(last.cells + 1);
        }
        self.text.extend_from_slice(&anew);
    }

    /// Cuts rows that are written as nearly all are, from the beginning of one on. Gives where the first row begins that was
    /// not cut: it is odd, or does not end in a block, or is the last one.
    fn usual_rows(&mut self, from: usize, delimiter: u8, anew: &mut Vec<u8>) -> usize {
        // Longer texts, which a stray quotation mark makes, are not cut in this way.
        let Ok(first) = u32::try_from(from).and_then(|from| u32::try_from(self.length * 2).map(|_| from)) else {
            return from;
        };
        let before = self.rows.len();
        let mut cells = self.borders.len() - 1;
        let mut blocks = Blocks::new(delimiter);
        for (block, at) in self.text[from..].chunks(BLOCK).zip((first..).step_by(BLOCK)) {
            let Some(found) = blocks.next(block) else { break };
            // Borders are written eight at a time.
            if self.borders.len() < cells + 2 * BLOCK {
                self.borders.resize(cells + 16 * BLOCK, (0, 0));
            }
            let count = found.ends.count_ones() as usize;
            let mut ends = found.ends;
            let room = &mut self.borders[cells + 1..][..count.next_multiple_of(8)];
            for borders in room.as_chunks_mut::<8>().0 {
                for border in borders {
                    let end = at + (ends | 1 << (BLOCK - 1)).trailing_zeros();
                    *border = (end, end + 1);
                    ends &= ends.wrapping_sub(1);
                }
            }
            // The cell that a byte belongs to.
            let cell_of = |bit: u32| cells + (found.ends & ((1 << bit) - 1)).count_ones() as usize;
            for bit in bits_of(found.rows) {
                let (start, cells) = (at + bit, cell_of(bit));
                self.borders[cells].1 = start;
                self.rows.push(RowAt { start: start as usize, cells });
            }
            let last = self.quoted.len().saturating_sub(1);
            self.quoted.extend(bits_of(found.quoted).map(|bit| Quoted { cell: cell_of(bit), is_doubled: false }));
            if found.doubled != 0 {
                self.quoted.iter_mut().skip(last).for_each(|quoted| quoted.is_doubled = true);
            }
            cells += count;
        }
        let unfinished = if self.rows.len() > before { self.rows.pop() } else { None };
        let RowAt { start, cells } = unfinished.unwrap_or(RowAt { start: from, cells });
        self.borders.truncate(cells + 1);
        self.unquote(cells, anew);
        start
    }

    /// Takes the quotation marks off the cells that have them, of so many.
    fn unquote(&mut self, cells: usize, anew: &mut Vec<u8>) {
        let behind = self.text.len();
        let quoted = self.quoted.drain(..).filter(|quoted| quoted.cell < cells);
        for Quoted { cell, is_doubled } in quoted {
            let (start, end) = (self.borders[cell].1 + 1, self.borders[cell + 1].0 - 1);
            let (start, end) = match is_doubled {
                true => write_anew(&self.text[start as usize..end as usize], behind, anew),
                false => (start, end),
            };
            self.borders[cell].1 = start;
            self.borders[cell + 1].0 = end;
        }
    }

    /// How many whole rows it has.
    pub fn len(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// One of them.
    pub fn record(&self, row: usize) -> Record<'_> {
        let start = self.rows[row].start;
        let raw = &self.text[start..self.length];
        Record::of_piece(&self.text, Cow::Borrowed(self.borders_of(row)), self.begins + start, raw)
    }

    fn borders_of(&self, row: usize) -> &[Border] {
        &self.borders[self.rows[row].cells..=self.rows[row + 1].cells]
    }

    /// Those of them with a cell that goes on behind a closing quotation mark, or is never closed.
    pub fn odd_rows(&self) -> &[usize] {
        &self.odd
    }

    /// A cell of one of them; empty where the row is too short.
    #[inline]
    pub fn word(&self, row: usize, at: usize) -> Word<'_> {
        match self.borders_of(row).get(at..) {
            Some([before, behind, ..]) => Word::within(&self.text, before.1 as usize, behind.0 as usize),
            _ => Word::of(&[]),
        }
    }

    /// How many cells one of them has.
    #[inline]
    pub fn width_of(&self, row: usize) -> usize {
        self.rows[row + 1].cells - self.rows[row].cells
    }

    /// How many bytes one of them takes, at most.
    pub fn length_of(&self, row: usize) -> usize {
        self.rows[row + 1].start - self.rows[row].start
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
        &self.text[self.rows.last().map_or(0, |row| row.start)..self.length]
    }

    /// Gives up its text, so that its room is used again.
    pub fn take_text(&mut self) -> Vec<u8> {
        self.forget_rows();
        self.length = 0;
        std::mem::take(&mut self.text)
    }
}

/// The places of the bits that are set, from the lowest on.
fn bits_of(mut bits: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (bits != 0).then(|| bits.trailing_zeros());
        bits &= bits.wrapping_sub(1);
        bit
    })
}

/// How many cells the row at the beginning of `text` has; none if it is not whole.
pub fn cells_of_first_row(text: &[u8], delimiter: u8) -> Option<usize> {
    let (mut borders, mut anew) = (vec![(0, 0)], Vec::new());
    Cutter::new(text, delimiter, false, &mut borders, &mut anew).row(line_ends(text))?;
    Some(borders.len() - 1)
}

fn line_ends(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

// Only in a row of more than four thousand million bytes, which a stray quotation mark makes, does a place not fit.
fn fit(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Writes a cell with doubled quotation marks behind others, which stand `behind` a text, with single ones. Gives where it
/// then begins and ends.
fn write_anew(cell: &[u8], behind: usize, anew: &mut Vec<u8>) -> (u32, u32) {
    let begin = anew.len();
    let mut rest = cell;
    while let Some(mark) = memchr::memchr(b'"', rest) {
        anew.extend_from_slice(&rest[..=mark]);
        rest = rest.get(mark + 2..).unwrap_or_default();
    }
    anew.extend_from_slice(rest);
    (fit(behind + begin), fit(behind + anew.len()))
}

/// Cuts any row off a text, cell by cell.
struct Cutter<'p> {
    text: &'p [u8],
    delimiter: u8,
    is_last: bool,
    borders: &'p mut Vec<Border>,
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
        borders: &'p mut Vec<Border>,
        anew: &'p mut Vec<u8>,
    ) -> Cutter<'p> {
        Cutter { text, delimiter, is_last, borders, anew, is_odd: false }
    }

    /// Cuts the row that begins at `start`; gives where it ends, or none if the text ends before.
    fn row(&mut self, start: usize) -> Option<usize> {
        let (first, anew) = (self.borders.len(), self.anew.len());
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
                    self.borders.truncate(first);
                    self.anew.truncate(anew);
                    self.is_odd = true;
                    return self.odd_row(start);
                }
            }
        }
    }

    fn plain(&mut self, start: usize) -> Behind {
        let is_end = |byte: &u8| *byte == self.delimiter || matches!(byte, b'\r' | b'\n');
        match self.text.get(start..).unwrap_or_default().iter().position(is_end) {
            Some(length) => {
                self.push(start, start + length);
                self.behind(start + length)
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
            let (start, end) = write_anew(&self.text[start..end], self.text.len(), self.anew);
            self.push_fitting(start, end);
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
        self.push_fitting(fit(start), fit(end));
    }

    fn push_fitting(&mut self, start: u32, end: u32) {
        if let Some(before) = self.borders.last_mut() {
            before.1 = start;
        }
        self.borders.push((end, end));
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
