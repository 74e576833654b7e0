//! Which character separates the cells of a file.

use super::table::{Record, Rows};

/// What separates cells in the files that people have.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of a file is looked at.
pub const SAMPLE_BYTES: usize = 256 * 1024;
const SAMPLE_ROWS: usize = 200;

/// The name of a delimiter, as it is reported and as the site-config has it.
pub fn name(delimiter: u8) -> &'static str {
    match delimiter {
        b',' => "comma",
        b';' => "semicolon",
        b'\t' => "tab",
        b'|' => "pipe",
        _ => "another delimiter",
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// One character separates cells better than the others, or there is only one column.
    One(u8),
    /// These two do it equally well.
    Either(u8, u8),
}

/// How well a character cuts the rows of a file into the same number of cells.
#[derive(Debug, Clone, Copy)]
struct Score {
    delimiter: u8,
    /// Cells in most rows.
    cells: usize,
    /// Rows that have so many.
    agreeing: usize,
    rows: usize,
}

/// The delimiter of the text whose header begins at `from`, by the first `sample` bytes from there on.
pub fn find(text: &[u8], from: usize, sample: usize) -> Found {
    let mut scores: Vec<Score> =
        CANDIDATES.iter().filter_map(|&delimiter| score(text, from, sample, delimiter)).collect();
    // Better agreement first (compared as fractions), then more cells; the order of the candidates is kept in ties.
    scores.sort_by(|a, b| (b.agreeing * a.rows).cmp(&(a.agreeing * b.rows)).then(b.cells.cmp(&a.cells)));
    match scores.as_slice() {
        [] => Found::One(b','),
        [only] => Found::One(only.delimiter),
        [best, next, ..] => {
            // Within a twentieth the two agree equally well; then twice the cells decide.
            let equal = next.agreeing * best.rows * 20 >= best.agreeing * next.rows * 19;
            match (equal, best.cells >= 2 * next.cells, next.cells >= 2 * best.cells) {
                (true, false, false) => Found::Either(best.delimiter, next.delimiter),
                (true, false, true) => Found::One(next.delimiter),
                _ => Found::One(best.delimiter),
            }
        }
    }
}

/// None if the character does not cut the header, or most rows, into cells.
fn score(text: &[u8], from: usize, sample: usize, delimiter: u8) -> Option<Score> {
    let end = text.len().min(from + sample);
    let mut rows = Rows::new(&text[..end], from, delimiter);
    let mut record = Record::default();
    let mut counts = Vec::new();
    while counts.len() < SAMPLE_ROWS && rows.next_into(&mut record) {
        let cut_wrongly = record.cells().any(|cell| holds_quoted_cells(cell, delimiter));
        counts.push(if cut_wrongly { 0 } else { record.len() });
    }
    if rows.end() >= end && end < text.len() && counts.len() > 1 {
        // The sample may have cut the last row.
        counts.pop();
    }
    let agreeing = |cells: usize| counts.iter().filter(|&&count| count == cells).count();
    let cells = counts.iter().copied().max_by_key(|&cells| (agreeing(cells), cells))?;
    (counts[0] >= 2 && cells >= 2).then(|| Score { delimiter, cells, agreeing: agreeing(cells), rows: counts.len() })
}

/// Whether a cell looks like several quoted ones that another character separates.
fn holds_quoted_cells(cell: &[u8], delimiter: u8) -> bool {
    let other = |b: &u8| *b != delimiter && CANDIDATES.contains(b);
    cell.windows(2).any(|pair| matches!(pair, [b'"', b] | [b, b'"'] if other(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found() {
        let table: [(&str, Found); 10] = [
            ("id,a,b\n1,2,3\n", Found::One(b',')),
            ("id;a;b\n1;2,5;3,5\n2;1,5;4,5\n", Found::One(b';')),
            ("id\ta, b\n1\tx, y\n2\tz\n", Found::One(b'\t')),
            ("id|a\n1|2\n", Found::One(b'|')),
            ("id,comment\n1,\"a; b\nc; d\"\n2,\"e; f\"\n", Found::One(b',')),
            ("\"id\";\"a,b\"\n\"1\";\"c,d\"\n", Found::One(b';')),
            ("answer\n9\n8\n", Found::One(b',')),
            ("comment\nnot good, not bad\nfine, thanks\n", Found::One(b',')),
            ("a,b;c\n1,2;3\n4,5;6\n", Found::Either(b',', b';')),
            ("a,b,c,d|e\n1,2,3,4|5\n", Found::One(b',')),
        ];
        for (text, expected) in table {
            assert_eq!(find(text.as_bytes(), 0, SAMPLE_BYTES), expected, "{text:?}");
        }
    }

    #[test]
    fn a_row_cut_by_the_sample_does_not_count() {
        let mut text = "a;b\n".to_string();
        while text.len() < SAMPLE_BYTES + 100 {
            text.push_str(&format!("{};{}\n", "x".repeat(20_000), "y".repeat(20_000)));
        }
        assert_eq!(find(text.as_bytes(), 0, SAMPLE_BYTES), Found::One(b';'));
    }
}
