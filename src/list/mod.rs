//! Small tables that people keep by hand: a CSV file, or a table in a Markdown file, with named columns and the place of
//! every cell.

mod cell;
mod delimited;
mod markdown;

pub use cell::{cell_range, first_byte};

use crate::diag::{Diagnostic, suggest};
use crate::source::{Source, Span};
use jiff::civil::Date;
use std::ops::Range;

/// How messages speak of a kind of list, and the codes of its problems.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// "published figures"
    pub many: &'static str,
    /// "a published figure"
    pub one: &'static str,
    /// The code where there is no table.
    pub empty: &'static str,
    /// The code of a column that nothing is known of.
    pub unknown_column: &'static str,
    /// The code of a column that must be there.
    pub missing_column: &'static str,
    /// The code of a cell that must not be empty.
    pub empty_cell: &'static str,
    /// The code of a cell that should hold a date.
    pub bad_date: &'static str,
}

/// A list with its header.
pub struct List<'a> {
    source: &'a Source,
    manner: &'a Manner,
    /// What separates cells; absent in Markdown, where the place of each cell is known.
    delimiter: Option<u8>,
    /// Position of each known column that the list has.
    columns: Vec<(&'a str, usize)>,
    records: Vec<Record>,
}

/// A row as it was read.
struct Record {
    /// The row in the file.
    range: Range<usize>,
    cells: Vec<String>,
    /// Where each cell stands; empty for delimited text, in which a cell is found again when it is reported.
    places: Vec<Range<usize>>,
}

/// One row.
pub struct Cells<'a> {
    list: &'a List<'a>,
    record: &'a Record,
}

impl<'a> List<'a> {
    /// Reads the table of a file in UTF-8: of a `.md` file the first table with a known column, else delimited text.
    /// Unknown and missing columns are reported.
    pub fn read(
        source: &'a Source,
        manner: &'a Manner,
        known: &[&'a str],
        required: &[&'a str],
        sink: &mut Vec<Diagnostic>,
    ) -> Option<List<'a>> {
        let is_markdown = source.name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("md"));
        let (delimiter, mut records) = match is_markdown {
            true => (None, markdown::records(source.text().ok()?, known)),
            false => {
                let delimiter = delimited::delimiter(&source.bytes, known);
                (Some(delimiter), delimited::records(&source.bytes, delimiter)?)
            }
        };
        records.retain(|record| record.cells.iter().any(|cell| !cell.is_empty()));
        if records.is_empty() {
            let (message, header) = match is_markdown {
                true => (format!("`{}` has no table of {}", source.name, manner.many), required.join(" | ")),
                false => (format!("`{}` is empty", source.name), required.join(",")),
            };
            let problem = Diagnostic::error(manner.empty, message);
            sink.push(problem.at(source.span()).hint(format!("begin it with a header: `{header}`")));
            return None;
        }
        let head = records.remove(0);
        let list = List { source, manner, delimiter, columns: Vec::new(), records };
        let mut columns: Vec<(&'a str, usize)> = Vec::new();
        let mut unknown = Vec::new();
        for (at, name) in head.cells.iter().enumerate() {
            let name = name.trim_start_matches('\u{feff}').to_lowercase();
            match known.iter().find(|column| **column == name) {
                Some(column) => columns.push((column, at)),
                None if name.is_empty() => {}
                None => {
                    let message = format!("{} have no column `{name}`", manner.many);
                    let problem = Diagnostic::error(manner.unknown_column, message).at(list.cell(&head, at));
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
            let Range { start, end } = head.range;
            let span = Span::new(source.id, start, end).part(0, (end - start).min(200));
            let hint = format!("a file of {} has these columns: {}", manner.many, known.join(", "));
            sink.push(Diagnostic::error(manner.missing_column, message).at(span).hint(hint));
            return None;
        }
        Some(List { columns, ..list })
    }

    /// The known columns that the list has, from left to right.
    pub fn columns(&self) -> impl Iterator<Item = &'a str> {
        self.columns.iter().map(|(name, _)| *name)
    }

    /// The rows below the header.
    pub fn rows(&'a self) -> impl Iterator<Item = Cells<'a>> {
        self.records.iter().map(|record| Cells { list: self, record })
    }

    fn cell(&self, record: &Record, at: usize) -> Span {
        let range = match self.delimiter {
            Some(delimiter) => delimited::cell(&self.source.bytes, record.range.start, delimiter, at),
            // A row of a Markdown table may end before its last column.
            None => record.places.get(at).cloned().unwrap_or(record.range.end..record.range.end),
        };
        Span::new(self.source.id, range.start, range.end)
    }
}

impl Cells<'_> {
    /// The text of a cell, absent if it is empty.
    pub fn text(&self, column: &str) -> Option<String> {
        let at = self.position(column)?;
        self.record.cells.get(at).filter(|cell| !cell.is_empty()).cloned()
    }

    /// The text of a cell that must not be empty.
    pub fn required(&self, column: &str, sink: &mut Vec<Diagnostic>) -> Option<String> {
        let text = self.text(column);
        if text.is_none() {
            let message = format!("{} needs its `{column}`, and this cell is empty", self.list.manner.one);
            let problem = Diagnostic::error(self.list.manner.empty_cell, message).at(self.span(column));
            sink.push(problem.hint("fill it in, or remove the row"));
        }
        text
    }

    /// The date in a cell, absent if it is empty.
    pub fn date(&self, column: &str, sink: &mut Vec<Diagnostic>) -> Option<Date> {
        let text = self.text(column)?;
        match text.parse() {
            Ok(date) => Some(date),
            Err(_) => {
                let message = format!("`{text}` is not a date; expected year-month-day such as 2026-09-30");
                let hint = "write the whole date, or leave the cell empty";
                sink.push(Diagnostic::error(self.list.manner.bad_date, message).at(self.span(column)).hint(hint));
                None
            }
        }
    }

    /// Where a cell stands.
    pub fn span(&self, column: &str) -> Span {
        let at = self.position(column).unwrap_or(0);
        self.list.cell(self.record, at)
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.list.columns.iter().find(|(name, _)| *name == column).map(|(_, at)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceReader;

    const MANNER: Manner = Manner {
        many: "actions",
        one: "an action",
        empty: "a/empty",
        unknown_column: "a/unknown",
        missing_column: "a/missing",
        empty_cell: "a/cell",
        bad_date: "a/date",
    };

    /// The cells `what` and `due` of each row as (text, text where the span lies).
    fn read(name: &str, text: &str) -> (Vec<[(String, String); 2]>, Vec<String>) {
        let reader = SourceReader::memory([(name, text)]);
        let source = reader.read(name).unwrap();
        let mut sink = Vec::new();
        let list = List::read(&source, &MANNER, &["what", "due"], &["what"], &mut sink);
        let rows = list.iter().flat_map(|list| list.rows()).map(|row| {
            ["what", "due"].map(|column| {
                let Span { start, end, .. } = row.span(column);
                (row.text(column).unwrap_or_default(), text[start..end].to_owned())
            })
        });
        let rows = rows.collect();
        (rows, sink.iter().map(|problem| format!("{} {}", problem.code, problem.message)).collect())
    }

    fn same(a: &str, b: &str) -> [(String, String); 2] {
        [a, b].map(|text| (text.to_owned(), text.to_owned()))
    }

    #[test]
    fn a_table_in_markdown_reads_as_a_file_of_cells() {
        let text = "# Plan\n\n| other |\n|---|\n| x |\n\nWords.\n\n| What | Due |\n|:--|--:|\n| Second *courier* | 2026-06-30 |\n| Call \\| text |\n";
        let (rows, problems) = read("plan.md", text);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(rows[0][0], ("Second courier".to_owned(), "Second *courier*".to_owned()));
        assert_eq!(rows[0][1], ("2026-06-30".to_owned(), "2026-06-30".to_owned()));
        assert_eq!(rows[1][0], ("Call | text".to_owned(), "Call \\| text".to_owned()));
        assert_eq!((rows.len(), rows[1][1].0.as_str()), (2, ""));
        let (rows, problems) = read("plan.csv", "what;due\n\"a;b\";2026-01-02\nc;d\n");
        assert_eq!((rows[1].clone(), problems.len()), (same("c", "d"), 0));
        assert_eq!(rows[0][0], ("a;b".to_owned(), "\"a;b\"".to_owned()));
    }

    #[test]
    fn a_file_without_a_table_says_so() {
        assert_eq!(read("plan.md", "# Plan\n\nNothing yet.\n").1, ["a/empty `plan.md` has no table of actions"]);
        assert_eq!(read("plan.csv", "").1, ["a/empty `plan.csv` is empty"]);
        assert_eq!(read("plan.md", "| due | wat |\n|---|---|\n").1.len(), 2);
    }
}
