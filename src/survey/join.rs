//! Columns from another table, found by a key: the region of each store, the brand of each contract.

use super::files;
use super::header::Found;
use super::open::{OpenFile, open};
use super::table::Record;
use super::text::{cell_text, counted, quoted, trimmed};
use crate::config::{FileFormat, JoinConfig, SourceConfig};
use crate::diag::{Diagnostic, suggest};
use crate::source::{SourceReader, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// Keys that a message shows.
const SHOWN: usize = 4;

/// Another table: the cells of its other columns by key.
#[derive(Debug, Default)]
pub struct JoinTable {
    /// The headers of its other columns.
    names: Vec<String>,
    rows: BTreeMap<Vec<u8>, Vec<Vec<u8>>>,
}

/// A table that a file is joined to.
#[derive(Debug)]
pub struct Join {
    /// The column of the file that holds the key.
    on: usize,
    /// Which of the table's columns the file does not have itself.
    taken: Vec<usize>,
    table: Arc<JoinTable>,
}

/// Rows whose key is in no row of the table, by table.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct MissingKeys {
    by_table: BTreeMap<usize, Missing>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Missing {
    rows: u64,
    first: Span,
    texts: Vec<String>,
}

/// The names of the files of the tables that a source is joined to.
pub fn files(reader: &SourceReader, source: &SourceConfig) -> Vec<String> {
    let found = |join: &JoinConfig| files::find(reader, &join.files, &[], &|_| false).unwrap_or_default();
    source.joins.iter().flat_map(found).map(|file| file.path).collect()
}

/// The tables that a source is joined to, with every problem in them.
pub fn tables(reader: &SourceReader, source: &SourceConfig, problems: &mut Vec<Diagnostic>) -> Vec<Arc<JoinTable>> {
    source.joins.iter().map(|join| Arc::new(table(reader, source, join, problems))).collect()
}

fn table(reader: &SourceReader, source: &SourceConfig, join: &JoinConfig, problems: &mut Vec<Diagnostic>) -> JoinTable {
    let mut table = JoinTable::default();
    let found = match files::find(reader, &join.files, &[], &|_| false) {
        Ok(found) => found,
        Err(problem) => {
            problems.push(problem);
            return table;
        }
    };
    let format = FileFormat { header_rows: 1, encoding: source.format.encoding, ..FileFormat::default() };
    for file in found {
        let opened = match reader.read(&file.path) {
            Ok(read) => open(reader, &read, &format),
            Err(error) => Err(Diagnostic::error("data/unreadable", error.to_string())
                .at(join.files.span)
                .hint("rename the file, or look at its permissions")),
        };
        match opened {
            Ok(file) => table.take_in(&file, join, problems),
            Err(problem) => problems.push(problem),
        }
    }
    table
}

impl JoinTable {
    fn take_in(&mut self, file: &OpenFile, join: &JoinConfig, problems: &mut Vec<Diagnostic>) {
        let key = match file.header.find(&join.key.value) {
            Found::At(at) | Found::InOtherCase(at, _) => at,
            Found::Several(..) | Found::Missing => {
                let message = format!("there is no column `{}` for the key in `{}`", join.key.shown(), file.name);
                let problem = Diagnostic::error("data/no-column", message).at(join.key.span);
                let hint = suggest::hint(&join.key.shown(), file.header.names());
                problems.push(hint.into_iter().fold(problem, Diagnostic::hint));
                return;
            }
        };
        let text = |column: usize| file.header.texts(column).first().map_or_else(String::new, |text| text.to_string());
        // Where each of the file's columns belongs: the files of a table need not have theirs in the same order.
        let places: Vec<Option<usize>> = (0..file.header.width())
            .map(|column| {
                let name = text(column);
                if column == key || name.is_empty() {
                    return None;
                }
                let known = self.names.iter().position(|other| *other == name);
                Some(known.unwrap_or_else(|| {
                    self.names.push(name);
                    self.names.len() - 1
                }))
            })
            .collect();
        let mut rows = file.rows();
        let mut record = Record::default();
        while rows.next_into(&mut record) {
            let id = trimmed(cell_text(record.cell(key))).as_bytes().to_vec();
            if id.is_empty() {
                continue;
            }
            let mut cells = vec![Vec::new(); self.names.len()];
            for (column, place) in places.iter().enumerate() {
                if let Some(place) = place {
                    cells[*place] = record.cell(column).to_vec();
                }
            }
            let text = quoted(cell_text(&id));
            match self.rows.insert(id, cells.clone()) {
                // The same row twice says nothing new.
                Some(other) if other != cells => problems.push(
                    Diagnostic::error("data/key-twice", format!("the key {text} stands in `{}` twice", file.name))
                        .at(file.cell_span(record.start(), key))
                        .hint("keep one row for each key: nobody can know which of the two is meant"),
                ),
                _ => {}
            }
        }
    }
}

/// Gives a file the columns of the tables that its source is joined to, behind its own.
pub fn attach(file: &mut OpenFile, source: &SourceConfig, tables: &[Arc<JoinTable>], problems: &mut Vec<Diagnostic>) {
    for (join, table) in source.joins.iter().zip(tables) {
        let on = match file.header.find(&join.on.value) {
            Found::At(at) | Found::InOtherCase(at, _) => at,
            Found::Several(..) | Found::Missing => {
                let message = format!("there is no column `{}` to join by in `{}`", join.on.shown(), file.name);
                let problem = Diagnostic::error("data/no-column", message).at(join.on.span);
                let hint = suggest::hint(&join.on.shown(), file.header.names());
                problems.push(hint.into_iter().fold(problem, Diagnostic::hint));
                continue;
            }
        };
        let own: Vec<String> = file.header.names().into_iter().map(String::from).collect();
        let new = |name: &&String| !own.contains(name);
        let taken: Vec<usize> = (0..table.names.len()).filter(|&at| new(&&table.names[at])).collect();
        taken.iter().for_each(|&at| file.header.append(&table.names[at]));
        file.joins.push(Join { on, taken, table: table.clone() });
    }
}

/// Puts the cells of the tables behind those of a row.
pub fn fill(file: &OpenFile, record: &mut Record, missing: &mut MissingKeys) {
    for (at, join) in file.joins.iter().enumerate() {
        let key = trimmed(cell_text(record.cell(join.on))).as_bytes().to_vec();
        let place = (record.start(), join.on);
        let found = join.table.rows.get(&key);
        if found.is_none() && !key.is_empty() {
            missing.note(at, file.span_in_row(record, place.1), &key);
        }
        for &column in &join.taken {
            let cell = found.and_then(|cells| cells.get(column)).map(Vec::as_slice).unwrap_or_default();
            record.append(file.own_width, cell, place);
        }
    }
}

impl Missing {
    fn name(&mut self, text: String) {
        if self.texts.len() <= SHOWN && !self.texts.contains(&text) {
            self.texts.push(text);
        }
    }
}

impl MissingKeys {
    /// Takes in those of rows behind these.
    pub fn take_in(&mut self, behind: MissingKeys) {
        for (table, more) in behind.by_table {
            match self.by_table.entry(table) {
                Entry::Vacant(place) => drop(place.insert(more)),
                Entry::Occupied(mut known) => {
                    let known = known.get_mut();
                    known.rows += more.rows;
                    for text in more.texts {
                        known.name(text);
                    }
                }
            }
        }
    }

    fn note(&mut self, table: usize, span: Span, key: &[u8]) {
        let missing = self.by_table.entry(table).or_insert_with(|| Missing { rows: 0, first: span, texts: Vec::new() });
        missing.rows += 1;
        missing.name(quoted(cell_text(key)));
    }

    /// Every place in a file that these point at.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        self.by_table.values_mut().map(|missing| &mut missing.first)
    }

    /// A warning for each table.
    pub fn warnings(self, source: &SourceConfig) -> Vec<Diagnostic> {
        let warning = |(table, missing): (usize, Missing)| {
            let files = source.joins.get(table).map_or("", |join| join.files.value.as_str());
            let more = if missing.texts.len() > SHOWN { ", …" } else { "" };
            let shown = missing.texts.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
            let (rows, have) = (counted(missing.rows, "row", "rows"), if missing.rows == 1 { "has" } else { "have" });
            let message = format!("{rows} of `{}` {have} a key that `{files}` does not have: {shown}{more}", source.id);
            Diagnostic::warning("data/key-missing", message)
                .at(missing.first)
                .hint("add the key to the table; until then what it would tell counts as not stated")
        };
        self.by_table.into_iter().map(warning).collect()
    }
}
