//! Rows and cells of a delimited text: the one place that knows the csv crate.
//!
//! A row's cells are read by the `csv` crate; where a cell stands is worked out afterwards with the same
//! machine (`csv-core`), and only for cells that are shown to somebody.

use super::split::Border;
use csv::{ByteRecord, ReaderBuilder};
use std::borrow::Cow;

/// One row.
#[derive(Debug, Default, Clone)]
pub struct Record<'t> {
    /// What its cells stand in.
    text: Cow<'t, [u8]>,
    /// One more than there are cells; none for no cells is the same as one.
    borders: Cow<'t, [Border]>,
    start: usize,
    /// The text of the file from its beginning on, where that is not at hand as a whole.
    raw: Option<&'t [u8]>,
    /// Cells behind the row's own, from other rows or tables: of how many columns the file itself has, each with the
    /// row and column where it stands.
    more: Vec<(Vec<u8>, (usize, usize))>,
    own_width: usize,
}

impl<'t> Record<'t> {
    /// The row of a piece of a file.
    pub fn of_piece(text: &'t [u8], borders: Cow<'t, [Border]>, start: usize, raw: &'t [u8]) -> Record<'t> {
        Record { text: Cow::Borrowed(text), borders, start, raw: Some(raw), more: Vec::new(), own_width: 0 }
    }

    /// The same, with a text of its own.
    pub fn kept(&self) -> Record<'static> {
        Record {
            text: Cow::Owned(self.text.to_vec()),
            borders: Cow::Owned(self.borders.to_vec()),
            start: self.start,
            raw: None,
            more: self.more.clone(),
            own_width: self.own_width,
        }
    }

    /// The bytes of a cell, from 0; empty where the row is too short.
    #[inline]
    pub fn cell(&self, at: usize) -> &[u8] {
        match at.checked_sub(self.own_width).filter(|_| !self.more.is_empty()) {
            Some(more) => self.more.get(more).map(|(cell, _)| cell.as_slice()).unwrap_or_default(),
            None => match self.borders.get(at..) {
                Some([before, behind, ..]) => self.between(*before, *behind),
                _ => &[],
            },
        }
    }

    fn between(&self, before: Border, behind: Border) -> &[u8] {
        self.text.get(before.1 as usize..behind.0 as usize).unwrap_or_default()
    }

    /// Where a cell stands: its row's start and its column. A cell from elsewhere stands where it came from.
    pub fn place(&self, at: usize) -> (usize, usize) {
        let more = at.checked_sub(self.own_width).and_then(|more| self.more.get(more));
        more.map_or((self.start, at), |(_, place)| *place)
    }

    /// One more cell behind the `own_width` that the file itself has.
    pub fn append(&mut self, own_width: usize, cell: &[u8], place: (usize, usize)) {
        self.own_width = own_width;
        self.more.push((cell.to_vec(), place));
    }

    /// How many columns it has with those behind its own.
    pub fn width_with_more(&self, own_width: usize) -> usize {
        own_width + self.more.len()
    }

    /// How many cells of its own it has.
    pub fn len(&self) -> usize {
        self.borders.len().saturating_sub(1)
    }

    /// All its own cells.
    pub fn cells(&self) -> impl Iterator<Item = &[u8]> {
        self.borders.iter().zip(self.borders.iter().skip(1)).map(|(before, behind)| self.between(*before, *behind))
    }

    /// The bytes of all its cells together.
    pub fn size(&self) -> usize {
        self.cells().map(<[u8]>::len).sum()
    }

    /// Where in the text it begins (or a line's end before that).
    pub fn start(&self) -> usize {
        self.start
    }

    /// The text of the file from the row's beginning on; `text` is the whole, where that is at hand.
    pub fn raw<'a>(&'a self, text: &'a [u8]) -> &'a [u8] {
        self.raw.unwrap_or_else(|| text.get(self.start..).unwrap_or_default())
    }
}

/// Reads rows; lines without anything are no rows.
pub struct Rows<'t> {
    reader: csv::Reader<&'t [u8]>,
    record: ByteRecord,
    base: usize,
}

impl<'t> Rows<'t> {
    /// The rows of `text` from the offset `from` on.
    pub fn new(text: &'t [u8], from: usize, delimiter: u8) -> Rows<'t> {
        let rest = text.get(from..).unwrap_or_default();
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(1 << 16)
            .from_reader(rest);
        Rows { reader, record: ByteRecord::new(), base: from }
    }

    /// Reads the next row into `record`; false at the end.
    pub fn next_into(&mut self, record: &mut Record<'_>) -> bool {
        // Flexible rows of bytes from memory cannot fail.
        let found = self.reader.read_byte_record(&mut self.record).unwrap_or(false);
        record.more.clear();
        record.raw = None;
        record.start = self.base + self.record.position().map_or(0, |position| position.byte() as usize);
        let text = record.text.to_mut();
        text.clear();
        text.extend_from_slice(self.record.as_slice());
        let fit = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        // Each cell begins where the one before it ends.
        let ends = (0..self.record.len()).filter_map(|at| self.record.range(at)).map(|range| fit(range.end));
        let borders = record.borders.to_mut();
        borders.clear();
        borders.extend(std::iter::once(0).chain(ends).map(|end| (end, end)));
        found
    }

    /// The offset behind the rows read so far.
    pub fn end(&self) -> usize {
        self.base + self.reader.position().byte() as usize
    }
}

/// The offset behind `count` rows from `from` on, as a spreadsheet counts them: an empty line is a row.
pub fn behind_rows(text: &[u8], from: usize, delimiter: u8, count: usize) -> usize {
    let mut at = from;
    for _ in 0..count {
        at = match &text[at.min(text.len())..] {
            [] => return text.len(),
            [b'\r', b'\n', ..] => at + 2,
            [b'\r' | b'\n', ..] => at + 1,
            _ => {
                let mut rows = Rows::new(text, at, delimiter);
                rows.next_into(&mut Record::default());
                behind_line_feed(text, rows.end())
            }
        };
    }
    at
}

/// The reader stops between a carriage return and its line feed: the offset behind both.
pub fn behind_line_feed(text: &[u8], at: usize) -> usize {
    let split = at > 0 && text.get(at - 1) == Some(&b'\r') && text.get(at) == Some(&b'\n');
    at + usize::from(split)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::cell_range;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        let mut rows = Rows::new(text.as_bytes(), 0, b',');
        let mut record = Record::default();
        let mut all = Vec::new();
        while rows.next_into(&mut record) {
            all.push((record.start(), record.cells().map(|c| String::from_utf8_lossy(c).into_owned()).collect()));
        }
        all
    }

    #[test]
    fn cells_are_found_again_where_they_stand() {
        let text = "a,b\r\n\r\n1,\"x, \"\"y\"\"\nz\",3\n,\n";
        let found = |row: usize, cell| {
            let (start, _) = rows(text)[row];
            &text[cell_range(text.as_bytes(), start, b',', cell)]
        };
        assert_eq!((found(0, 0), found(0, 1), found(0, 2)), ("a", "b", ""));
        assert_eq!((found(1, 0), found(1, 1), found(1, 2)), ("1", "\"x, \"\"y\"\"\nz\"", "3"));
        assert_eq!((found(2, 0), found(2, 1)), ("", ""));
        assert_eq!(&"a,bc"[cell_range(b"a,bc", 0, b',', 1)], "bc");
        assert_eq!(cell_range(b"a,", 0, b',', 1), 2..2);
    }

    #[test]
    fn rows_are_skipped_as_a_spreadsheet_counts_them() {
        let text = b"title\r\n\r\n\"two\nlines\",x\nid\n";
        assert_eq!(behind_rows(text, 0, b',', 1), 7);
        assert_eq!(behind_rows(text, 0, b',', 2), 9);
        assert_eq!(&text[behind_rows(text, 0, b',', 3)..], b"id\n");
        assert_eq!(behind_rows(text, 0, b',', 9), text.len());
    }

    proptest! {
        #[test]
        fn every_cell_of_every_text_is_found(text in "[ab,\"\r\n]{0,40}") {
            for (start, cells) in rows(&text) {
                for (ix, cell) in cells.iter().enumerate() {
                    let raw = &text[cell_range(text.as_bytes(), start, b',', ix)];
                    let again = rows(raw);
                    let read = again.first().and_then(|(_, cells)| cells.first().cloned()).unwrap_or_default();
                    prop_assert_eq!(&read, cell, "cell {} of the row at {} in {:?}: {:?}", ix, start, &text, raw);
                }
            }
        }
    }
}
