//! Cells of rows, by row and column, wherever the rows are held.

use super::spellings::Word;
use super::split::Piece;
use super::table::Record;
use std::borrow::Cow;

/// Rows whose cells can be asked for: those of a piece of a file, or rows that were put together (of long form, or with
/// columns of other tables).
pub trait Cells<'p>: Copy {
    /// A cell; empty where the row is too short.
    fn word(self, row: usize, at: usize) -> Word<'p>;

    /// How many cells of its own a row has.
    fn width(self, row: usize) -> usize;

    /// A row as a whole.
    fn record(self, row: usize) -> Cow<'p, Record<'p>>;

    /// The bytes of a cell.
    #[inline]
    fn cell(self, row: usize, at: usize) -> &'p [u8] {
        self.word(row, at).text()
    }
}

impl<'p> Cells<'p> for &'p Piece {
    #[inline]
    fn word(self, row: usize, at: usize) -> Word<'p> {
        Piece::word(self, row, at)
    }

    #[inline]
    fn width(self, row: usize) -> usize {
        self.width_of(row)
    }

    fn record(self, row: usize) -> Cow<'p, Record<'p>> {
        Cow::Owned(Piece::record(self, row))
    }
}

impl<'p> Cells<'p> for &'p [Record<'p>] {
    #[inline]
    fn word(self, row: usize, at: usize) -> Word<'p> {
        Word::of(self[row].cell(at))
    }

    fn width(self, row: usize) -> usize {
        self[row].len()
    }

    fn record(self, row: usize) -> Cow<'p, Record<'p>> {
        Cow::Borrowed(&self[row])
    }
}
