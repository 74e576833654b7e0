//! Names of brands and segment values, whatever their spelling.

use super::row::{NameId, Names};
use super::text::{folded, tidied};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Index of a spelling in a [`NameTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpellingIx(usize);

#[derive(Debug)]
struct Spelling {
    /// As written, tidied.
    text: String,
    name: NameId,
    rows: u64,
    /// It was met since names were last taken.
    is_met: bool,
}

#[derive(Debug)]
struct Name {
    /// The label from the config, if it gives one.
    label: Option<String>,
}

/// Gives names their ids while rows are read.
#[derive(Debug, Default)]
pub struct NameTable {
    /// Values that mean that nothing was given, folded.
    missing: Vec<String>,
    /// Folded values with their labels.
    labels: BTreeMap<String, String>,
    /// By the cell's bytes, so that a spelling is folded once.
    cells: BTreeMap<Box<[u8]>, SpellingIx>,
    spellings: Vec<Spelling>,
    by_text: BTreeMap<String, SpellingIx>,
    by_identity: BTreeMap<String, NameId>,
    names: Vec<Name>,
    /// The spellings that were met since names were last taken.
    met: Vec<SpellingIx>,
    full: bool,
}

/// The names in one file: its spellings in the order in which they first stand there, each with the number that it was
/// counted under and its rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct FileNames {
    spellings: Vec<(String, NameId, u64)>,
    full: bool,
}

/// What numbers that names were counted under are among the names of all files.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Renames {
    /// By the number before.
    pub(super) brands: Vec<NameId>,
    /// The same for each segment.
    pub(super) segments: Vec<Vec<NameId>>,
}

impl Renames {
    /// The brand of this number.
    pub fn brand(&self, before: Option<NameId>) -> Option<NameId> {
        before.map(|before| renamed(&self.brands, before))
    }

    /// The value of a segment of this number.
    pub fn value(&self, segment: usize, before: NameId) -> NameId {
        self.segments.get(segment).map_or(before, |values| renamed(values, before))
    }

    /// Whether every number stays what it was.
    pub fn change_nothing(&self) -> bool {
        let same = |names: &Vec<NameId>| (0u16..).zip(names).all(|(before, name)| name.0 == before);
        std::iter::once(&self.brands).chain(&self.segments).all(same)
    }
}

fn renamed(names: &[NameId], before: NameId) -> NameId {
    names.get(usize::from(before.0)).copied().unwrap_or(before)
}

impl FileNames {
    /// Adds the names to those of files before, and gives what each number is there.
    pub fn add_to(&self, table: &mut NameTable) -> Vec<NameId> {
        // A number that no row of this file has stays what it is.
        let most = self.spellings.iter().map(|(_, before, _)| before.0).max();
        let mut names: Vec<NameId> = most.into_iter().flat_map(|most| 0..=most).map(NameId).collect();
        table.full |= self.full;
        for (text, before, rows) in &self.spellings {
            if let Some(at) = table.find(text) {
                table.count(at, *rows);
                names[usize::from(before.0)] = table.name(at);
            }
        }
        names
    }

    /// The number of the name that is spelt like this, but for case and space.
    pub fn find(&self, name: &str) -> Option<NameId> {
        let wanted = folded(name);
        self.spellings.iter().find(|(text, ..)| folded(text) == wanted).map(|(_, name, _)| *name)
    }

    /// Whether there were more names than numbers.
    pub fn is_full(&self) -> bool {
        self.full
    }
}

impl NameTable {
    /// An empty table; `missing` values have the empty name, `labels` (value, label) replace what is shown.
    pub fn new(missing: &[String], labels: &[(String, String)]) -> NameTable {
        NameTable {
            missing: missing.iter().map(|text| folded(text)).collect(),
            labels: labels.iter().map(|(value, label)| (folded(value), label.clone())).collect(),
            cells: BTreeMap::new(),
            spellings: Vec::new(),
            by_text: BTreeMap::new(),
            by_identity: BTreeMap::new(),
            names: Vec::new(),
            met: Vec::new(),
            full: false,
        }
    }

    /// The spelling in a cell, noted if it is new; none when there are more names than ids.
    pub fn find(&mut self, cell: &str) -> Option<SpellingIx> {
        let at = match self.cells.get(cell.as_bytes()) {
            Some(at) => *at,
            None => {
                let at = self.add(cell)?;
                self.cells.insert(cell.as_bytes().into(), at);
                at
            }
        };
        if !std::mem::replace(&mut self.spellings[at.0].is_met, true) {
            self.met.push(at);
        }
        Some(at)
    }

    /// Whether there were more names than ids.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// So many more used rows with this spelling.
    pub fn count(&mut self, at: SpellingIx, rows: u64) {
        self.spellings[at.0].rows += rows;
    }

    /// What each name is shown as, or one of its spellings, with its rows.
    pub fn sizes(&self) -> Vec<(&str, u64)> {
        let mut sizes: Vec<(&str, u64)> =
            self.names.iter().map(|name| (name.label.as_deref().unwrap_or_default(), 0)).collect();
        for spelling in &self.spellings {
            let (text, rows) = &mut sizes[usize::from(spelling.name.0)];
            *rows += spelling.rows;
            if text.is_empty() {
                *text = &spelling.text;
            }
        }
        sizes
    }

    /// The name of a spelling.
    pub fn name(&self, at: SpellingIx) -> NameId {
        self.spellings[at.0].name
    }

    fn add(&mut self, cell: &str) -> Option<SpellingIx> {
        let mut text = tidied(cell);
        let mut identity = folded(&text);
        if self.missing.contains(&identity) {
            (text, identity) = Default::default();
        }
        if let Some(at) = self.by_text.get(&text) {
            return Some(*at);
        }
        let label = self.labels.get(&identity).cloned();
        if let Some(label) = &label {
            identity = folded(label);
        }
        let name = match self.by_identity.get(&identity) {
            Some(name) => *name,
            None => {
                let Ok(id) = u16::try_from(self.names.len()) else {
                    self.full = true;
                    return None;
                };
                let name = NameId(id);
                self.names.push(Name { label: None });
                self.by_identity.insert(identity, name);
                name
            }
        };
        if label.is_some() {
            self.names[usize::from(name.0)].label = label;
        }
        let at = SpellingIx(self.spellings.len());
        self.by_text.insert(text.clone(), at);
        self.spellings.push(Spelling { text, name, rows: 0, is_met: false });
        Some(at)
    }

    /// Those that were met and counted since this was last called: the names in a file.
    pub fn take_met(&mut self) -> FileNames {
        let of_file = |at: SpellingIx| {
            let spelling = &mut self.spellings[at.0];
            spelling.is_met = false;
            (spelling.text.clone(), spelling.name, std::mem::take(&mut spelling.rows))
        };
        FileNames { spellings: std::mem::take(&mut self.met).into_iter().map(of_file).collect(), full: self.full }
    }

    /// What is shown for each name (its label, else its most frequent spelling), and the rows that were
    /// counted under another spelling of theirs: (as written, as counted, rows).
    pub fn finish(self) -> (Names, Vec<(String, String, u64)>) {
        let mut shown = Vec::with_capacity(self.names.len());
        let mut respelled = Vec::new();
        for (ix, name) in self.names.iter().enumerate() {
            let own = || self.spellings.iter().filter(|s| usize::from(s.name.0) == ix);
            let usual = own().max_by(|a, b| a.rows.cmp(&b.rows).then_with(|| b.text.cmp(&a.text)));
            let usual = usual.map(|s| s.text.clone()).unwrap_or_default();
            let shows = name.label.clone().unwrap_or(usual);
            for spelling in own().filter(|s| s.text != shows && s.rows > 0 && folded(&s.text) == folded(&shows)) {
                respelled.push((spelling.text.clone(), shows.clone(), spelling.rows));
            }
            shown.push(shows);
        }
        respelled.sort();
        (Names { shown }, respelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(table: &mut NameTable, cells: &[&str]) -> Vec<u16> {
        cells
            .iter()
            .map(|cell| {
                let at = table.find(cell).unwrap();
                table.count(at, 1);
                table.name(at).0
            })
            .collect()
    }

    #[test]
    fn spellings_are_one_name_shown_in_the_most_frequent_way() {
        let mut table = NameTable::new(&[], &[]);
        let ids = count(&mut table, &["fjord", " Fjord", "Northwind", "FJORD", "Fjord\u{a0}", ""]);
        assert_eq!(ids, [0, 0, 1, 0, 0, 2]);
        let (names, respelled) = table.finish();
        assert_eq!(names.shown, ["Fjord", "Northwind", ""]);
        assert_eq!(respelled, [("FJORD".into(), "Fjord".into(), 1), ("fjord".into(), "Fjord".into(), 1)]);
    }

    #[test]
    fn a_tie_of_spellings_goes_to_the_first_in_the_alphabet() {
        let mut table = NameTable::new(&[], &[]);
        count(&mut table, &["b", "B"]);
        assert_eq!(table.finish().0.shown, ["B"]);
    }

    #[test]
    fn labels_name_codes_and_join_what_is_written_out() {
        let labels = [("1".to_string(), "North".to_string()), ("2".to_string(), "South".to_string())];
        let mut table = NameTable::new(&["99".to_string()], &labels);
        assert_eq!(count(&mut table, &["1", "north", "2", "99", ""]), [0, 0, 1, 2, 2]);
        let (names, respelled) = table.finish();
        assert_eq!(names.shown, ["North", "South", ""]);
        assert_eq!(respelled, [("north".into(), "North".into(), 1)]);
    }

    #[test]
    fn more_names_than_ids_are_refused() {
        let mut table = NameTable::new(&[], &[]);
        for i in 0..=u32::from(u16::MAX) {
            assert!(table.find(&format!("v{i}")).is_some());
        }
        assert!(!table.is_full());
        assert!(table.find("one more").is_none() && table.is_full());
    }
}
