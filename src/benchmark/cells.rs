//! A small CSV file with named columns, every cell with its place.

use crate::diag::{Diagnostic, suggest};
use crate::source::{Source, Span};

/// The header of a file, and the file below it.
pub(super) struct Header<'a> {
    source: &'a Source,
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
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source.bytes.as_slice());
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
            let message = format!("the file is empty; expected a header with {}", required.join(", "));
            sink.push(Diagnostic::error("benchmark/empty", message).at(source.span()));
            return None;
        }
        let head = records.remove(0);
        let header = Header { source, columns: Vec::new(), records };
        let mut columns: Vec<(&'a str, usize)> = Vec::new();
        for (at, name) in head.cells.iter().enumerate() {
            let name = name.trim_start_matches('\u{feff}').to_lowercase();
            match known.iter().find(|column| **column == name) {
                Some(column) => columns.push((column, at)),
                None if name.is_empty() => {}
                None => {
                    let message = format!("published figures have no column `{name}`");
                    let mut problem = Diagnostic::error("benchmark/unknown-column", message).at(header.cell(&head, at));
                    if let Some(hint) = suggest::hint(&name, known.iter().copied()) {
                        problem = problem.hint(hint);
                    }
                    sink.push(problem);
                }
            }
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

    /// The span of a cell: found again in the bytes of its record, because only reported cells need one.
    fn cell(&self, record: &Record, at: usize) -> Span {
        let bytes = &self.source.bytes[record.start..record.end.min(self.source.bytes.len())];
        let (mut cell, mut start, mut quoted) = (0, 0, false);
        for (i, byte) in bytes.iter().enumerate() {
            match byte {
                b'"' => quoted = !quoted,
                b',' | b'\n' | b'\r' if !quoted => {
                    if cell == at {
                        return Span::new(self.source.id, record.start + start, record.start + i);
                    }
                    cell += 1;
                    start = i + 1;
                }
                _ => {}
            }
        }
        Span::new(self.source.id, record.start + start, record.start + bytes.len())
    }
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
            sink.push(Diagnostic::error("benchmark/empty-cell", message).at(self.span(column)));
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
                sink.push(Diagnostic::error("benchmark/bad-number", message).at(self.span(column)));
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
