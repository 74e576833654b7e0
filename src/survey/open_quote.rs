//! Quotation marks that open a cell and do not close it: what follows them, lines of other answers, is taken into the cell.

use super::open::OpenFile;
use super::table::Record;
use super::text::counted;
use crate::diag::Diagnostic;
use crate::list::first_byte;
use crate::source::Span;
use serde::{Deserialize, Serialize};

/// A cell of more bytes than this was probably opened by a stray quotation mark.
pub const LONGEST_CELL: usize = 64 * 1024;

/// A cell that is not closed where it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenQuote {
    /// Where its quotation mark stands, with the rest of its line.
    pub span: Span,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Kind {
    /// It is closed in a way that may be meant, but it is very long.
    Long,
    /// It is closed lines below by a mark behind which the cell goes on; so many lines below.
    Torn(u64),
    /// It ends with the file; so many lines below.
    Never(u64),
}

impl OpenQuote {
    /// The first such cell of a row, whose text goes on behind it with the rows below.
    pub fn in_row(file: &OpenFile, record: &Record<'_>) -> Option<OpenQuote> {
        let raw = record.raw(&file.text);
        let (at, kind) = stray(raw, file.delimiter)?;
        Some(OpenQuote { span: opening(file, record, at), kind })
    }

    /// The first cell of a row that is too long to be one.
    pub fn long(file: &OpenFile, record: &Record<'_>) -> Option<OpenQuote> {
        if record.size() <= LONGEST_CELL {
            return None;
        }
        let cell = record.cells().position(|cell| cell.len() > LONGEST_CELL)?;
        let at = file.span_in_row(record, cell).start - record.start();
        Some(OpenQuote { span: opening(file, record, at), kind: Kind::Long })
    }

    /// The one of two that is to be told: the first that is certainly not meant, else the first.
    pub fn graver(first: Option<OpenQuote>, second: Option<OpenQuote>) -> Option<OpenQuote> {
        match (first, second) {
            (Some(OpenQuote { kind: Kind::Long, .. }), Some(second)) if second.kind != Kind::Long => Some(second),
            (first, second) => first.or(second),
        }
    }

    /// What is wrong. Answers that nobody reads are missing from every figure, so that this is an error where it is certain.
    pub fn problem(&self) -> Diagnostic {
        let lines = |lines| counted(lines, "line", "lines");
        let problem = match self.kind {
            Kind::Never(below) => {
                let message = match below {
                    0 => "the quotation mark that begins this cell is never closed".to_owned(),
                    _ => format!(
                        "the quotation mark that begins this cell is never closed: the {} below it, up to the end of the file, would be part of the cell",
                        lines(below)
                    ),
                };
                Diagnostic::error("data/open-quote", message)
            }
            Kind::Torn(below) => {
                let message = format!(
                    "the quotation mark that begins this cell is not closed before the next one, {} below, where another cell seems to begin",
                    lines(below)
                );
                Diagnostic::error("data/open-quote", message)
            }
            Kind::Long => {
                let message =
                    "this cell is longer than 65,536 bytes: the quotation mark that begins it may be closed too late";
                Diagnostic::warning("data/open-quote", message)
            }
        };
        problem.at(self.span).hint(
            "take the quotation mark out, or close the cell with another; one inside a text is written twice (\"\")",
        )
    }
}

/// The cell that begins at `at` of a row, up to the end of its first line.
fn opening(file: &OpenFile, record: &Record<'_>, at: usize) -> Span {
    let rest = record.raw(&file.text).get(at..).unwrap_or_default();
    let line = rest.iter().position(|byte| is_line_end(*byte)).unwrap_or(rest.len());
    Span::new(file.id, record.start() + at, record.start() + at + line)
}

/// Where in a row a cell begins that is not closed where it should be.
fn stray(row: &[u8], delimiter: u8) -> Option<(usize, Kind)> {
    let mut at = first_byte(row, 0);
    loop {
        if row.get(at) == Some(&b'"') {
            let Some(mark) = closing(row, at + 1) else {
                return Some((at, Kind::Never(lines_in(row[at..].trim_ascii_end()))));
            };
            let goes_on = row[mark + 1..].iter().find(|byte| **byte == delimiter || !matches!(byte, b' ' | b'\t'));
            let is_end = goes_on.is_none_or(|byte| *byte == delimiter || is_line_end(*byte));
            let below = lines_in(&row[at..mark]);
            if !is_end && below > 0 {
                return Some((at, Kind::Torn(below)));
            }
            at = mark + 1;
        }
        let end = at + row[at..].iter().position(|byte| *byte == delimiter || is_line_end(*byte))?;
        if row[end] != delimiter {
            return None;
        }
        at = end + 1;
    }
}

/// Where the mark stands that closes a cell; two of them are one inside a text.
fn closing(row: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let mark = at + memchr::memchr(b'"', row.get(at..)?)?;
        if row.get(mark + 1) != Some(&b'"') {
            return Some(mark);
        }
        at = mark + 2;
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// How many lines end in a text, with each of the three kinds of line ends.
fn lines_in(text: &[u8]) -> u64 {
    let end = |(at, byte): (usize, &u8)| *byte == b'\n' || (*byte == b'\r' && text.get(at + 1) != Some(&b'\n'));
    text.iter().enumerate().filter(|pair| end(*pair)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_meant_is_told_from_texts_of_several_lines() {
        for (row, expected) in [
            ("a,\"b\nc,d\ne,f\n", Some((2, Kind::Never(2)))),
            ("a,\"b\r\nc,d\r\n", Some((2, Kind::Never(1)))),
            ("\"", Some((0, Kind::Never(0)))),
            ("a,\"b\nc,\"x\",d\n", Some((2, Kind::Torn(1)))),
            ("a,\"b\"c,\"d\rx\n\"e\n", Some((7, Kind::Torn(2)))),
            ("a,\"b\nc\",d\n", None),
            ("a,\"b\nc\" ,d\n", None),
            ("a,\"b\nc\" \t", None),
            ("a,\"b \"\"c\"\"\n\",d\n", None),
            ("a,\"b\"c,d\n\"x\n", None),
            ("5\" screen,x\n", None),
            ("\r\na,b", None),
            ("", None),
        ] {
            assert_eq!(stray(row.as_bytes(), b','), expected, "{row:?}");
        }
        assert_eq!(stray(b"a\t\"b\nc\"\td\n", b'\t'), None);
    }

    #[test]
    fn what_is_certain_is_told_before_what_is_not() {
        let reader = crate::source::SourceReader::memory([("a.csv", "x")]);
        let id = reader.read("a.csv").unwrap().id;
        let of = |kind, at| Some(OpenQuote { span: Span::new(id, at, at), kind });
        let (long, torn, never) = (of(Kind::Long, 0), of(Kind::Torn(1), 1), of(Kind::Never(1), 2));
        assert_eq!(OpenQuote::graver(long, torn), torn);
        assert_eq!(OpenQuote::graver(torn, never), torn);
        assert_eq!(OpenQuote::graver(None, long), long);
        assert_eq!(OpenQuote::graver(long, None), long);
    }
}
