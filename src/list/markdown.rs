//! A table in a Markdown file.

use super::Record;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The rows of the first table whose header has a known column, its header first; of the first table where none has.
pub(super) fn records(text: &str, known: &[&str]) -> Vec<Record> {
    let mut tables: Vec<Vec<Record>> = Vec::new();
    let mut in_table = false;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Table(_)) => {
                tables.push(Vec::new());
                in_table = true;
            }
            Event::End(TagEnd::Table) => in_table = false,
            _ if !in_table => {}
            event => {
                if let Some(table) = tables.last_mut() {
                    take(table, text, &event, range);
                }
            }
        }
    }
    let has_known = |table: &Vec<Record>| {
        let head = table.first().map(|head| head.cells.as_slice()).unwrap_or_default();
        head.iter().any(|cell| known.iter().any(|name| name.eq_ignore_ascii_case(cell)))
    };
    let at = tables.iter().position(has_known).unwrap_or(0);
    tables.into_iter().nth(at).unwrap_or_default()
}

/// Adds what stands at `range` in a table.
fn take(table: &mut Vec<Record>, text: &str, event: &Event<'_>, range: Range<usize>) {
    match event {
        Event::Start(Tag::TableHead | Tag::TableRow) => {
            // Its line without the end of the line.
            let end = range.start + text[range.clone()].trim_end().len();
            table.push(Record { range: range.start..end, cells: Vec::new(), places: Vec::new() });
        }
        Event::Start(Tag::TableCell) => {
            let written = &text[range.clone()];
            let inner = written.trim_matches(|c: char| c == '|' || c.is_whitespace());
            let start = range.start + written.find(inner).unwrap_or(0);
            if let Some(row) = table.last_mut() {
                // A cell that a short row lacks is behind the row.
                let start = start.min(row.range.end);
                row.cells.push(String::new());
                row.places.push(start..start + inner.len());
            }
        }
        Event::End(TagEnd::TableCell) => {
            if let Some(cell) = table.last_mut().and_then(|row| row.cells.last_mut()) {
                *cell = cell.trim().to_owned();
            }
        }
        Event::Text(part) | Event::Code(part) => {
            if let Some(cell) = table.last_mut().and_then(|row| row.cells.last_mut()) {
                cell.push_str(part);
            }
        }
        _ => {}
    }
}
