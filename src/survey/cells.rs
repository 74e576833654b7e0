//! Cells of rows, by row and column, wherever the rows are held.

use super::spellings::Word;
use super::split::Piece;
use super::table::Record;
use std::borrow::Cow;

/// Rows whose cells can be asked for.
#[derive(Debug, Clone, Copy)]
pub enum Cells<'p> {
    /// Those of a piece of a file.
    Piece(&'p Piece),
    /// Rows that were put together: of long form, or with columns of other tables.
    Records(&'p [Record<'p>]),
}

impl<'p> Cells<'p> {
    /// A cell; empty where the row is too short.
    #[inline]
    pub fn word(self, row: usize, at: usize) -> Word<'p> {
        match self {
            Cells::Piece(piece) => piece.word(row, at),
            Cells::Records(records) => Word::of(records[row].cell(at)),
        }
    }

    /// The bytes of a cell.
    #[inline]
    pub fn cell(self, row: usize, at: usize) -> &'p [u8] {
        self.word(row, at).text()
    }

    /// How many cells of its own a row has.
    pub fn width(self, row: usize) -> usize {
        match self {
            Cells::Piece(piece) => piece.width_of(row),
            Cells::Records(records) => records[row].len(),
        }
    }

    /// A row as a whole.
    pub fn record(self, row: usize) -> Cow<'p, Record<'p>> {
        match self {
            Cells::Piece(piece) => Cow::Owned(piece.record(row)),
            Cells::Records(records) => Cow::Borrowed(&records[row]),
        }
    }
}
