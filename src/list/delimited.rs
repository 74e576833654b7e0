//! Delimited text.

use super::Record;
use super::cell::cell_range;
use std::ops::Range;

/// Every row with a cell, trimmed. None for what is no text, which was checked before.
pub(super) fn records(bytes: &[u8], delimiter: u8) -> Option<Vec<Record>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let mut records = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let start = reader.position().byte() as usize;
        // The file was checked to be UTF-8 and rows may differ in length, so there is nothing else to fail on.
        if !reader.read_record(&mut record).ok()? {
            return Some(records);
        }
        let end = reader.position().byte() as usize;
        let start = record.position().map_or(start, |at| at.byte() as usize);
        let cells = record.iter().map(|cell| cell.trim().to_owned()).collect();
        records.push(Record { range: start..end, cells, places: Vec::new() });
    }
}

/// Where a cell stands: found again in the file, because only reported cells need it.
pub(super) fn cell(bytes: &[u8], start: usize, delimiter: u8, at: usize) -> Range<usize> {
    cell_range(bytes, start, delimiter, at)
}

/// The delimiter that finds most known names in the first line: spreadsheets write semicolons where the comma is a
/// decimal sign.
pub(super) fn delimiter(text: &[u8], known: &[&str]) -> u8 {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let names = |delimiter: u8| {
        let cells = line.split(|byte| *byte == delimiter).filter_map(|cell| std::str::from_utf8(cell).ok());
        let tidy = cells.map(|cell| cell.trim_matches(|c: char| c == '\u{feff}' || c == '"' || c.is_whitespace()));
        tidy.filter(|cell| known.iter().any(|name| name.eq_ignore_ascii_case(cell))).count()
    };
    // Of equals the last wins.
    [b'\t', b'|', b';', b','].into_iter().max_by_key(|delimiter| names(*delimiter)).unwrap_or(b',')
}
