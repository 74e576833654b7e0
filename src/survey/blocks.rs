//! Where cells and rows begin and end in a text, 64 bytes at a time and without a branch for any of them.
//!
//! A bit stands for each byte of a block, the lowest for the first. Bytes between quotation marks end nothing; which these
//! are is known from the number of marks before them, as long as every mark stands where it should.

use wide::u8x16;

/// How many bytes are looked at together.
pub const BLOCK: usize = 64;

/// What a block holds.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// The byte behind the last one of each cell: a delimiter, or the end of a line.
    pub ends: u64,
    /// The first byte of each row.
    pub rows: u64,
    /// The mark at the beginning of each quoted cell.
    pub quoted: u64,
    /// The second of every two marks that stand for one.
    pub doubled: u64,
}

/// Looks at the blocks of a text one after another.
#[derive(Debug)]
pub struct Blocks {
    delimiter: u8,
    /// All bits if the block begins within a quoted cell.
    within: u64,
    /// The lowest bit if what stands before the block ends a line, ends a cell, closes a quotation.
    behind_line: u64,
    behind_end: u64,
    behind_closing: u64,
}

impl Blocks {
    /// For blocks of which the first begins where a row does.
    pub fn new(delimiter: u8) -> Blocks {
        Blocks { delimiter, within: 0, behind_line: 1, behind_end: 1, behind_closing: 0 }
    }

    /// What stands in the next block, which is the beginning of `text`; none if a quotation mark in it stands neither at the
    /// beginning nor at the end of a cell, nor beside another one. Then nothing that follows is known either.
    #[inline]
    pub fn next(&mut self, text: &[u8]) -> Option<Found> {
        let (marks, valid) = match text.first_chunk::<BLOCK>() {
            Some(block) => (Marks::of(block, self.delimiter), u64::MAX),
            None => {
                let mut block = [b'x'; BLOCK];
                block[..text.len()].copy_from_slice(text);
                (Marks::of(&block, self.delimiter), (1 << text.len()) - 1)
            }
        };
        let within = up_to_each(marks.quotes) ^ self.within;
        let (opening, closing) = (marks.quotes & within, marks.quotes & !within);
        let lines = marks.lines & !within;
        let ends = lines | (marks.delimiters & !within);
        let behind_line = (lines << 1) | self.behind_line;
        let behind_end = (ends << 1) | self.behind_end;
        let behind_closing = (closing << 1) | self.behind_closing;
        let quoted = opening & !behind_closing;
        let stray = (quoted & !behind_end) | (behind_closing & valid & !(ends | marks.quotes));
        if stray != 0 {
            return None;
        }
        self.within = 0u64.wrapping_sub(within >> (BLOCK - 1));
        self.behind_line = lines >> (BLOCK - 1);
        self.behind_end = ends >> (BLOCK - 1);
        self.behind_closing = closing >> (BLOCK - 1);
        Some(Found {
            // A line without anything is no row.
            ends: ends & !(lines & behind_line),
            rows: behind_line & !lines & valid,
            quoted,
            doubled: opening & behind_closing,
        })
    }
}

/// For each bit whether the number of bits up to it, itself among them, is odd.
fn up_to_each(bits: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].into_iter().fold(bits, |bits, by| bits ^ (bits << by))
}

/// Which bytes of a block are what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Marks {
    delimiters: u64,
    lines: u64,
    quotes: u64,
}

impl Marks {
    #[inline]
    fn of(block: &[u8; BLOCK], delimiter: u8) -> Marks {
        let mut marks = Marks { delimiters: 0, lines: 0, quotes: 0 };
        // From the last to the first, so that what was found moves up.
        for part in block.as_chunks::<16>().0.iter().rev() {
            let bytes = u8x16::new(*part);
            let are = |byte| bytes.simd_eq(u8x16::splat(byte));
            let next = |bits: u64, found: u8x16| (bits << 16) | u64::from(found.to_bitmask());
            marks.delimiters = next(marks.delimiters, are(delimiter));
            marks.lines = next(marks.lines, are(b'\r') | are(b'\n'));
            marks.quotes = next(marks.quotes, are(b'"'));
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places(bits: u64) -> Vec<usize> {
        (0..BLOCK).filter(|at| bits >> at & 1 == 1).collect()
    }

    #[test]
    fn quoted_bytes_end_nothing() {
        let found = Blocks::new(b',').next(b"\na,\"b,\n\"\"\",c\r\n\nd").unwrap();
        assert_eq!(places(found.ends), [2, 10, 12]);
        assert_eq!(places(found.rows), [1, 15]);
        assert_eq!((places(found.quoted), places(found.doubled)), (vec![3], vec![8]));
    }

    #[test]
    fn a_mark_that_stands_elsewhere_is_told() {
        for text in ["a\"b,c", "\"a\"b,c", "a,b\"", "\"a\" ,b", "\"\"\"a\"\"b\"c"] {
            assert!(Blocks::new(b',').next(text.as_bytes()).is_none(), "{text}");
        }
        for text in ["\"\",\"\"\"\"", "\"a", "\"a\"", "\"\"\"\",b"] {
            assert!(Blocks::new(b',').next(text.as_bytes()).is_some(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_byte_has_its_bit(text in "[ab;,\"\r\n\t]{64}", delimiter in prop::sample::select(&b",;\t|"[..])) {
            let marks = Marks::of(text.as_bytes().first_chunk().unwrap(), delimiter);
            for (at, byte) in text.bytes().enumerate() {
                let is = |bits: u64| bits >> at & 1 == 1;
                prop_assert_eq!(is(marks.delimiters), byte == delimiter);
                prop_assert_eq!(is(marks.lines), matches!(byte, b'\r' | b'\n'));
                prop_assert_eq!(is(marks.quotes), byte == b'"');
            }
        }
    }
}
