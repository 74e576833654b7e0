//! Opening one file: its text, its delimiter, its header.

use super::delimiter::{self, Found};
use super::encoding;
use super::header::Header;
use super::join::Join;
use super::long::Long;
use super::split::cells_of_first_row;
use super::table::{Record, Rows, behind_line_feed, behind_rows};
use crate::config::{FileFormat, SourceConfig};
use crate::diag::Diagnostic;
use crate::list::cell_range;
use crate::source::{ReadError, Source, SourceId, SourceReader, Span, Stream};
use std::sync::Arc;

/// A file that is ready to be read row by row.
#[derive(Debug)]
pub struct OpenFile {
    /// Its path.
    pub name: String,
    /// Its handle, for spans.
    pub id: SourceId,
    /// Its text, or, of a large file, the beginning of it.
    pub text: Arc<Vec<u8>>,
    /// Whether that is only the beginning.
    pub is_beginning: bool,
    /// What separates its cells.
    pub delimiter: u8,
    /// Its header rows.
    pub header: Header,
    /// Where its first response begins.
    pub body: usize,
    /// How it is read: "UTF-8, comma", or "gzip, UTF-8, comma".
    pub read_as: String,
    /// How many columns it has itself; others may stand behind them in `header`.
    pub own_width: usize,
    /// How many cells a row must have at least.
    pub least_width: usize,
    /// The tables that it is joined to.
    pub joins: Vec<Join>,
    /// Its questions, if it is in long form.
    pub long: Option<Long>,
}

impl OpenFile {
    fn has_first_row(&self) -> bool {
        cells_of_first_row(&self.text[self.body..], self.delimiter).is_some()
    }

    /// The rows below the header, of a text that is whole.
    pub fn rows(&self) -> Rows<'_> {
        Rows::new(&self.text, self.body, self.delimiter)
    }

    /// Where a cell, counted from 0, of a row stands, or of the row or table that it came from.
    pub fn span_of(&self, record: &Record, cell: usize) -> Span {
        match record.place(cell) {
            (row, column) if row == record.start() => self.span_in_row(record, column),
            // Rows are only put together where the text is whole.
            (row, column) => self.cell_span(row, column),
        }
    }

    /// Where a cell of its own, counted from 0, of a row stands.
    pub fn span_in_row(&self, record: &Record, cell: usize) -> Span {
        let range = cell_range(record.raw(&self.text), 0, self.delimiter, cell);
        Span::new(self.id, record.start() + range.start, record.start() + range.end)
    }

    /// Where a cell, counted from 0, of the row that begins at `row` stands.
    pub fn cell_span(&self, row: usize, cell: usize) -> Span {
        let range = cell_range(&self.text, row, self.delimiter, cell);
        Span::new(self.id, range.start, range.end)
    }
}

/// Opens a file that was read, as `format` says; what it does not say is found out.
pub fn open(reader: &SourceReader, source: &Source, format: &FileFormat) -> Result<OpenFile, Diagnostic> {
    let decoded = encoding::text(reader, source, format.encoding)?;
    laid_out(source.id, &source.name, decoded, format, delimiter::SAMPLE_BYTES)
}

/// The same for a file that need not be held: of a large one in UTF-8 only as much is read as is needed to know its
/// columns. Its bytes are checked when its rows are read.
///
/// At first `most` bytes are looked at.
pub fn open_stream(
    reader: &SourceReader,
    stream: &Stream,
    format: &FileFormat,
    mut most: usize,
) -> Result<OpenFile, Diagnostic> {
    loop {
        let Some((decoded, is_whole)) = encoding::beginning(reader, stream, format.encoding, most) else {
            let source = reader.read(&stream.name).map_err(|error| unreadable(&error))?;
            return open(reader, &source, format);
        };
        let sample = delimiter::SAMPLE_BYTES.min(most / 2);
        match laid_out(stream.id, &stream.name, decoded, format, sample) {
            Ok(file) if is_whole => return Ok(file),
            // The search for the delimiter and the first row must not have met the cut.
            Ok(file) if file.text.len() >= file.body + most / 2 && file.has_first_row() => {
                return Ok(OpenFile { is_beginning: true, ..file });
            }
            Err(problem) if is_whole => return Err(problem),
            _ => most = most.saturating_mul(4),
        }
    }
}

/// Reads a file of a source again and decodes it, so that positions in it can be told; None if that is not possible any more.
pub fn decode(reader: &SourceReader, source: &SourceConfig, file: SourceId) -> Option<()> {
    let held = reader.read(reader.source(file).name).ok()?;
    encoding::text(reader, &held, source.format.encoding).ok().map(|_| ())
}

/// A file that is there and cannot be read.
pub fn unreadable(error: &ReadError) -> Diagnostic {
    Diagnostic::error("data/unreadable", error.to_string())
}

fn laid_out(
    id: SourceId,
    name: &str,
    decoded: encoding::Text,
    format: &FileFormat,
    sample: usize,
) -> Result<OpenFile, Diagnostic> {
    let text = decoded.bytes;
    let here = |offset: usize| Span::new(id, offset.min(text.len()), offset.min(text.len()));
    let (said, begin) = match spreadsheet_line(&text, decoded.start) {
        Some((delimiter, behind)) => (Some(delimiter), behind),
        None => (None, decoded.start),
    };
    let given = format.delimiter.or(said);
    let begin = behind_rows(&text, begin, given.unwrap_or(b','), format.skip_rows);
    let delimiter = match given.map_or_else(|| delimiter::find(&text, begin, sample), Found::One) {
        Found::One(delimiter) => delimiter,
        Found::Either(one, other) => return Err(ambiguous(one, other).at(here(begin))),
    };
    let mut rows = Rows::new(&text, begin, delimiter);
    let mut record = Record::default();
    let mut header = Header::default();
    for _ in 0..format.header_rows {
        if !rows.next_into(&mut record) {
            let problem = if begin >= text.len() && format.skip_rows == 0 {
                Diagnostic::error("data/empty-file", format!("`{name}` is empty"))
                    .hint("export it again, or take it out of the folder")
            } else {
                let message = format!("`{name}` ends before its header does");
                Diagnostic::error("data/empty-file", message)
                    .hint("look at `header_rows` and `skip_rows` in this source's table")
            };
            return Err(problem.at(here(text.len())));
        }
        header.add(&record);
    }
    let end = if format.header_rows == 0 { begin } else { behind_line_feed(&text, rows.end()) };
    let body = behind_rows(&text, end, delimiter, format.skip_after_header);
    if format.header_rows == 0 {
        Rows::new(&text, body, delimiter).next_into(&mut record);
        header = Header::without_rows(record.len());
    }
    let cells = if header.width() == 1 { "one column" } else { delimiter::name(delimiter) };
    let packing = decoded.packing.map(|packing| format!("{packing}, ")).unwrap_or_default();
    let read_as = format!("{packing}{}, {cells}", decoded.encoding);
    Ok(OpenFile {
        name: name.to_owned(),
        id,
        own_width: header.width(),
        least_width: header.least_width(),
        text,
        is_beginning: false,
        delimiter,
        header,
        body,
        read_as,
        joins: Vec::new(),
        long: None,
    })
}

/// `sep=;` on a line of its own, which spreadsheets write and read before everything else.
fn spreadsheet_line(text: &[u8], start: usize) -> Option<(u8, usize)> {
    let line = text.get(start..)?;
    let behind = line.get(..4).filter(|word| word.eq_ignore_ascii_case(b"sep=")).map(|_| &line[4..])?;
    match behind {
        [delimiter, b'\r', b'\n', ..] => Some((*delimiter, start + 7)),
        [delimiter, b'\n', ..] => Some((*delimiter, start + 6)),
        _ => None,
    }
}

fn ambiguous(one: u8, other: u8) -> Diagnostic {
    let (first, second) = (delimiter::name(one), delimiter::name(other));
    Diagnostic::error(
        "data/delimiter",
        format!("the cells may be separated by {first} or by {second}: both fit every row"),
    )
    .hint(format!("write `delimiter = \"{first}\"` or `delimiter = \"{second}\"` in this source's table"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::testing::printed;

    fn opened(text: &str, format: &FileFormat) -> Result<(Vec<String>, String, String), String> {
        let reader = SourceReader::memory([("a.csv", text)]);
        let source = reader.read("a.csv").unwrap();
        match open(&reader, &source, format) {
            Ok(file) => {
                let names = file.header.names().iter().map(|name| name.to_string()).collect();
                Ok((names, String::from_utf8(file.text[file.body..].to_vec()).unwrap(), file.read_as))
            }
            Err(problem) => Err(printed(&reader, &[problem])),
        }
    }

    fn one_header() -> FileFormat {
        FileFormat { header_rows: 1, ..FileFormat::default() }
    }

    #[test]
    fn headers_and_skipped_rows_are_told_from_answers() {
        let expected = |read_as: &str| Ok((vec!["id".into(), "a".into()], "1;2\n".into(), read_as.to_string()));
        assert_eq!(opened("id;a\n1;2\n", &one_header()), expected("UTF-8, semicolon"));
        assert_eq!(opened("\u{feff}id;a\r\n1;2\n", &one_header()), expected("UTF-8, semicolon"));
        assert_eq!(opened("sep=;\r\nid;a\r\n1;2\n", &one_header()), expected("UTF-8, semicolon"));
        let skipping = FileFormat { skip_rows: 2, skip_after_header: 1, ..one_header() };
        assert_eq!(opened("Export\n\nid;a\nx;y\n1;2\n", &skipping), expected("UTF-8, semicolon"));
        let headless = FileFormat::default();
        assert_eq!(opened("1;2\n", &headless), Ok((vec![], "1;2\n".into(), "UTF-8, semicolon".into())));
        assert_eq!(opened("id\n1\n", &one_header()), Ok((vec!["id".into()], "1\n".into(), "UTF-8, one column".into())));
    }

    #[test]
    fn what_cannot_be_opened_says_what_to_write() {
        assert_eq!(
            opened("", &one_header()).unwrap_err(),
            "error[data/empty-file] a.csv:1:1: `a.csv` is empty\n\
             \x20 hint: export it again, or take it out of the folder\n"
        );
        assert_eq!(
            opened("id\n", &FileFormat { header_rows: 3, ..one_header() }).unwrap_err(),
            "error[data/empty-file] a.csv:2:1: `a.csv` ends before its header does\n\
             \x20 hint: look at `header_rows` and `skip_rows` in this source's table\n"
        );
        assert_eq!(
            opened("a\tb;c\n1\t2;3\n", &one_header()).unwrap_err(),
            "error[data/delimiter] a.csv:1:1: the cells may be separated by semicolon or by tab: both fit every row\n\
             \x20 hint: write `delimiter = \"semicolon\"` or `delimiter = \"tab\"` in this source's table\n"
        );
    }
}
