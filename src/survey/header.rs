//! Header rows, and columns found by their text or position.

use super::table::Record;
use super::text::{cell_text, folded, tidied};
use crate::config::ColumnName;
use serde::{Deserialize, Serialize};

/// The header rows of one file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Header {
    rows: Vec<Vec<String>>,
    /// Cells of the widest header row; without header rows, of the first row.
    width: usize,
}

/// Where a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// There, counted from 0.
    At(usize),
    /// There, under this text, which differs from the wanted one in case.
    InOtherCase(usize, String),
    /// In several places: this name stands at these positions, counted from 1.
    Several(String, Vec<usize>),
    /// Nowhere.
    Missing,
}

impl Header {
    /// An empty header of a table with `width` columns.
    pub fn without_rows(width: usize) -> Header {
        Header { rows: Vec::new(), width }
    }

    /// One more header row.
    pub fn add(&mut self, record: &Record) {
        let cells: Vec<String> = record.cells().map(|cell| tidied(cell_text(cell))).collect();
        self.width = self.width.max(cells.len());
        self.rows.push(cells);
    }

    /// One more column at the right end, under this text in the first header row.
    pub fn append(&mut self, text: &str) {
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        self.rows[0].resize(self.width, String::new());
        self.rows[0].push(text.to_string());
        self.width += 1;
    }

    /// How many columns the table has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many cells a row must have: columns without any header text at the right end may be left out.
    pub fn least_width(&self) -> usize {
        if self.rows.is_empty() {
            return self.width;
        }
        let last = |row: &Vec<String>| row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
        self.rows.iter().map(last).max().unwrap_or_default()
    }

    /// The texts of a column in all header rows, without empty ones.
    pub fn texts(&self, column: usize) -> Vec<&str> {
        self.rows.iter().filter_map(|row| row.get(column)).map(String::as_str).filter(|t| !t.is_empty()).collect()
    }

    /// Every text that names a column, row by row, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for cell in self.rows.iter().flatten().filter(|cell| !cell.is_empty()) {
            if !names.contains(&cell.as_str()) {
                names.push(cell);
            }
        }
        names
    }

    /// The first of the names that the file has.
    pub fn find(&self, names: &[ColumnName]) -> Found {
        for name in names {
            let found = match name {
                ColumnName::Position(position) if (1..=self.width).contains(position) => Found::At(position - 1),
                ColumnName::Position(_) => Found::Missing,
                ColumnName::Header(text) => self.find_text(text),
            };
            if found != Found::Missing {
                return found;
            }
        }
        Found::Missing
    }

    fn find_text(&self, text: &str) -> Found {
        let wanted = tidied(text);
        let key = folded(&wanted);
        if key.is_empty() {
            return Found::Missing;
        }
        let positions = |columns: Vec<usize>| columns.iter().map(|column| column + 1).collect();
        let exact = self.columns(|cell| cell == wanted);
        match exact.as_slice() {
            [] => {}
            [column] => return Found::At(*column),
            _ => return Found::Several(wanted, positions(exact)),
        }
        let similar = self.columns(|cell| folded(cell) == key);
        match similar.as_slice() {
            [] => Found::Missing,
            [column] => {
                let text = self.texts(*column).into_iter().find(|text| folded(text) == key).unwrap_or_default();
                Found::InOtherCase(*column, text.to_string())
            }
            _ => Found::Several(wanted, positions(similar)),
        }
    }

    /// The columns whose text in any header row is right, in their order.
    fn columns(&self, right: impl Fn(&str) -> bool) -> Vec<usize> {
        (0..self.width).filter(|&column| self.texts(column).into_iter().any(&right)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::table::Rows;

    fn header(text: &str) -> Header {
        let mut rows = Rows::new(text.as_bytes(), 0, b',');
        let mut record = Record::default();
        let mut header = Header::default();
        while rows.next_into(&mut record) {
            header.add(&record);
        }
        header
    }

    fn text(name: &str) -> ColumnName {
        ColumnName::Header(name.into())
    }

    #[test]
    fn columns_are_found_by_any_header_row_and_by_position() {
        let header = header("Q1,Q2, Q3 ,\n\"How  likely\n are you?\",Q2,Comment,\n");
        assert_eq!(header.find(&[text("Q1")]), Found::At(0));
        assert_eq!(header.find(&[text("How likely are you?")]), Found::At(0));
        assert_eq!(header.find(&[text("Q2")]), Found::At(1));
        assert_eq!(header.find(&[text(" Q3")]), Found::At(2));
        assert_eq!(header.find(&[text("comment")]), Found::InOtherCase(2, "Comment".into()));
        assert_eq!(header.find(&[text("Q9"), ColumnName::Position(4)]), Found::At(3));
        assert_eq!(header.find(&[ColumnName::Position(5)]), Found::Missing);
        assert_eq!(header.find(&[text("")]), Found::Missing);
        assert_eq!((header.width(), header.least_width()), (4, 3));
        assert_eq!(header.texts(2), ["Q3", "Comment"]);
    }

    #[test]
    fn a_text_that_stands_twice_is_no_name() {
        let header = header("a,Response,b\nx,y,Response\n");
        assert_eq!(header.find(&[text("Response")]), Found::Several("Response".into(), vec![2, 3]));
        assert_eq!(header.find(&[text("RESPONSE")]), Found::Several("RESPONSE".into(), vec![2, 3]));
        assert_eq!(header.find(&[text("b"), text("Response")]), Found::At(2));
    }
}
