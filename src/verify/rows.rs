//! What a file of data says, cell by cell.

use crate::list::cell_range;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::ops::Range;

/// A file of data: CSV, or JSON with one object a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// A cell a column.
    pub cells: Vec<String>,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Columns of words that tell something found out rather than what the row is about.
const FOUND: [&str; 4] = ["state", "verdict", "evidence", "letters"];

impl Rows {
    /// Reads CSV with a header; None for what is none.
    pub fn of_csv(bytes: &[u8]) -> Option<Rows> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let header = reader.headers().ok()?.iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).ok()? {
            let start = record.position().map_or(0, |at| at.byte() as usize);
            let end = reader.position().byte() as usize;
            rows.push(Row { cells: record.iter().map(str::to_owned).collect(), range: start..end });
        }
        Some(Rows { header, rows })
    }

    /// Reads two files that each hold an array of objects, one a line; None for other JSON. What an object does not have is
    /// empty, and both have the columns of both.
    pub fn of_json(published: &str, computed: &str) -> Option<(Rows, Rows)> {
        let (published, computed) = (objects(published)?, objects(computed)?);
        let (mut header, mut known) = (Vec::new(), BTreeSet::new());
        for name in computed.iter().chain(&published).flat_map(|(object, _)| object.keys()) {
            if known.insert(name) {
                header.push(name.clone());
            }
        }
        let rows = |objects: &[Object]| {
            let row = |(object, range): &Object| {
                let cell = |name: &String| match object.get(name) {
                    None | Some(Value::Null) => String::new(),
                    Some(Value::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                };
                Row { cells: header.iter().map(cell).collect(), range: range.clone() }
            };
            Rows { header: header.clone(), rows: objects.iter().map(row).collect() }
        };
        Some((rows(&published), rows(&computed)))
    }

    /// The columns that say what a row is about: those of words, and of years.
    pub fn naming(&self) -> Vec<usize> {
        let is_name = |at: &usize| {
            let mut cells = self.rows.iter().filter_map(|row| row.cells.get(*at)).filter(|cell| !cell.is_empty());
            let is_found = FOUND.contains(&self.header[*at].as_str());
            !is_found && cells.all(|cell| cell.parse::<f64>().is_err() || is_year(cell))
        };
        (0..self.header.len()).filter(is_name).collect()
    }
}

/// An object, and where it stands.
type Object = (Map<String, Value>, Range<usize>);

/// The objects of an array, one a line.
fn objects(text: &str) -> Option<Vec<Object>> {
    let mut objects = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        let line = line.trim().trim_end_matches(',');
        if !matches!(line, "[" | "]" | "") {
            objects.push((serde_json::from_str(line).ok()?, range));
        }
    }
    Some(objects)
}

impl Row {
    /// What the row is about: its cells in these columns.
    pub fn name(&self, naming: &[usize]) -> Vec<String> {
        naming.iter().map(|at| self.cells.get(*at).cloned().unwrap_or_default()).collect()
    }

    /// Where a cell of a CSV stands.
    pub fn cell_range(&self, bytes: &[u8], at: usize) -> Range<usize> {
        cell_range(bytes, self.range.start, b',', at)
    }
}

fn is_year(cell: &str) -> bool {
    cell.len() == 4 && cell.parse::<u16>().is_ok_and(|year| (1900..=2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_files_hold_the_same_rows() {
        let csv = "metric,wave,group,value,state\nnps,2026,\"a, b\",41.5,ok\nnps,2025,,,suppressed\n";
        let json = "[\n{\"metric\":\"nps\",\"wave\":\"2026\",\"group\":\"a, b\",\"value\":41.5,\"state\":\"ok\"},\n\
                    {\"metric\":\"nps\",\"wave\":\"2025\",\"group\":null,\"value\":null,\"state\":\"suppressed\"}\n]\n";
        let (csv_rows, json_rows) = (Rows::of_csv(csv.as_bytes()).unwrap(), Rows::of_json(json, json).unwrap().0);
        assert_eq!(csv_rows.header, json_rows.header);
        let cells = |rows: &Rows| rows.rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>();
        assert_eq!(cells(&csv_rows), cells(&json_rows));
        assert_eq!(csv_rows.naming(), [0, 1, 2]);
        assert_eq!(csv_rows.rows[0].name(&[0, 2]), ["nps", "a, b"]);
        assert_eq!(&csv[csv_rows.rows[0].cell_range(csv.as_bytes(), 3)], "41.5");
        assert!(json[json_rows.rows[1].range.clone()].starts_with("{\"metric\":\"nps\",\"wave\":\"2025\""));
    }

    #[test]
    fn other_files_are_not_rows() {
        let other = "{\n  \"a\": 1\n}\n";
        assert_eq!(Rows::of_json(other, "[]"), None);
        assert_eq!(Rows::of_json("[]", other), None);
        assert_eq!(Rows::of_csv(b"a,b\n\xff,1\n"), None);
    }
}
