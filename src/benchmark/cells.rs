//! A small CSV file with named columns, every cell with its place.

use crate::diag::{Diagnostic, suggest};
use crate::source::{Source, Span};
use crate::survey::find_cell;

/// The header of a file, and the file below it.
pub(super) struct Header<'a> {
    source: &'a Source,
    /// What separates its cells.
    delimiter: u8,
    /// Position of each known column that the file has.
    columns: Vec<(&'a str, usize)>,
    records: Vec<Record>,
}

struct Record {
    /// First byte of the record in the file.
    start: usize,
    end: usize,
    cells: Vec<String>,
}

/// One row.
pub(super) struct Cells<'a> {
    header: &'a Header<'a>,
    record: &'a Record,
}

impl<'a> Header<'a> {
    /// Reads the file; unknown and missing columns are reported.
    pub(super) fn read(
        source: &'a Source,
        known: &[&'a str],
        required: &[&'a str],
        sink: &mut Vec<Diagnostic>,
    ) -> Option<Header<'a>> {
        let delimiter = delimiter(&source.bytes, known);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(source.bytes.as_slice());
        let mut records = Vec::new();
        let mut record = csv::StringRecord::new();
        loop {
            let start = reader.position().byte() as usize;
            match reader.read_record(&mut record) {
                Ok(true) => {
                    let end = reader.position().byte() as usize;
                    let start = record.position().map_or(start, |at| at.byte() as usize);
                    records.push(Record {
                        start,
                        end,
                        cells: record.iter().map(|cell| cell.trim().to_owned()).collect(),
                    });
                }
                Ok(false) => break,
                // The file was checked to be UTF-8 and rows may differ in length, so there is nothing else to fail on.
                Err(_) => return None,
            }
        }
        records.retain(|record| record.cells.iter().any(|cell| !cell.is_empty()));
        if records.is_empty() {
            let problem = Diagnostic::error("benchmark/empty", format!("`{}` is empty", source.name));
            let hint = format!("begin it with a header: `{}`", required.join(","));
            sink.push(problem.at(source.span()).hint(hint));
            return None;
        }
        let head = records.remove(0);
        let header = Header { source, delimiter, columns: Vec::new(), records };
        let mut columns: Vec<(&'a str, usize)> = Vec::new();
        let mut unknown = Vec::new();
        for (at, name) in head.cells.iter().enumerate() {
            let name = name.trim_start_matches('\u{feff}').to_lowercase();
            match known.iter().find(|column| **column == name) {
                Some(column) => columns.push((column, at)),
                None if name.is_empty() => {}
                None => {
                    let message = format!("published figures have no column `{name}`");
                    let problem = Diagnostic::error("benchmark/unknown-column", message).at(header.cell(&head, at));
                    let hint = suggest::hint(&name, known.iter().copied());
                    unknown.push(hint.into_iter().fold(problem, Diagnostic::hint));
                }
            }
        }
        // Where no column is known it is another table, and one problem says so.
        if !columns.is_empty() {
            sink.append(&mut unknown);
        }
        let missing: Vec<_> =
            required.iter().filter(|name| !columns.iter().any(|(c, _)| c == *name)).map(|n| format!("`{n}`")).collect();
        if !missing.is_empty() {
            let message = format!("the file lacks the column {}", missing.join(", "));
            let span = Span::new(source.id, head.start, head.end).part(0, (head.end - head.start).min(200));
            let hint = format!("a file of published figures has these columns: {}", known.join(", "));
            sink.push(Diagnostic::error("benchmark/missing-column", message).at(span).hint(hint));
            return None;
        }
        Some(Header { columns, ..header })
    }

    /// The rows below the header.
    pub(super) fn rows(&'a self) -> impl Iterator<Item = Cells<'a>> {
        self.records.iter().map(|record| Cells { header: self, record })
    }

    /// The span of a cell: found again in the file, because only reported cells need one.
    fn cell(&self, record: &Record, at: usize) -> Span {
        let range = find_cell(&self.source.bytes, record.start, self.delimiter, at);
        Span::new(self.source.id, range.start, range.end)
    }
}

/// The delimiter that finds most known names in the first line: spreadsheets write semicolons where the comma is a
/// decimal sign.
fn delimiter(text: &[u8], known: &[&str]) -> u8 {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let names = |delimiter: u8| {
        let cells = line.split(|byte| *byte == delimiter).filter_map(|cell| std::str::from_utf8(cell).ok());
        let tidy = cells.map(|cell| cell.trim_matches(|c: char| c == '\u{feff}' || c == '"' || c.is_whitespace()));
        tidy.filter(|cell| known.iter().any(|name| name.eq_ignore_ascii_case(cell))).count()
    };
    // Of equals the last wins.
    [b'\t', b'|', b';', b','].into_iter().max_by_key(|delimiter| names(*delimiter)).unwrap_or(b',')
}

impl Cells<'_> {
    /// The text of a cell, absent if it is empty.
    pub(super) fn text(&self, column: &str) -> Option<String> {
        let at = self.position(column)?;
        self.record.cells.get(at).filter(|cell| !cell.is_empty()).cloned()
    }

    /// The text of a cell that must not be empty.
    pub(super) fn required(&self, column: &str, sink: &mut Vec<Diagnostic>) -> Option<String> {
        let text = self.text(column);
        if text.is_none() {
            let message = format!("a published figure needs a `{column}`, and this cell is empty");
            let problem = Diagnostic::error("benchmark/empty-cell", message).at(self.span(column));
            sink.push(problem.hint("fill it in, or remove the row"));
        }
        text
    }

    /// The number in a cell, absent if it is empty.
    pub(super) fn number(&self, column: &str, sink: &mut Vec<Diagnostic>) -> Option<f64> {
        let text = self.text(column)?;
        let tidy = text.trim_end_matches('%').trim().replace('\u{2212}', "-");
        match tidy.parse::<f64>() {
            Ok(number) if number.is_finite() => Some(number),
            _ => {
                let message = format!("`{text}` in the column `{column}` is not a number; expected one such as 38.4");
                let problem = Diagnostic::error("benchmark/bad-number", message).at(self.span(column));
                sink.push(problem.hint(match tidy.replace(',', ".").parse::<f64>() {
                    Ok(number) => format!("with a decimal point: `{number}`"),
                    Err(_) => {
                        "write the number alone; what else there is to say goes into `wording` or `source`".into()
                    }
                }));
                None
            }
        }
    }

    /// Where a cell stands.
    pub(super) fn span(&self, column: &str) -> Span {
        let at = self.position(column).unwrap_or(0);
        self.header.cell(self.record, at)
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.header.columns.iter().find(|(name, _)| *name == column).map(|(_, at)| *at)
    }
}
