//! Cells of nested tables that are withheld, and how far each of them may be from what it is.

use super::data::Data;
use super::ledger::Ours;
use std::collections::BTreeMap;
use wavemark::metrics::{attainable, withheld_nested};

/// The floor of all expected patterns.
const FLOOR: u64 = 5;

/// Counts with the names of their rows and columns.
struct Counts {
    rows: Vec<String>,
    columns: Vec<String>,
    cells: Vec<Vec<u64>>,
}

impl Counts {
    fn read(data: &Data, name: &str) -> Counts {
        let (mut counts, mut by_name) = (Counts { rows: vec![], columns: vec![], cells: vec![] }, BTreeMap::new());
        let place = |names: &mut Vec<String>, name: &str| match names.iter().position(|known| known == name) {
            Some(at) => at,
            None => {
                names.push(name.to_owned());
                names.len() - 1
            }
        };
        let whole = |text: &str| text.parse::<u64>().expect("a count");
        match name {
            "haireye_female" => {
                let table = data.table("haireye_female.csv");
                for row in &table.records {
                    let (hair, eye) = (table.get(row, "Hair"), table.get(row, "Eye"));
                    let at = (place(&mut counts.rows, hair), place(&mut counts.columns, eye));
                    by_name.insert(at, whole(table.get(row, "Freq")));
                }
            }
            _ => {
                let table = data.table(&format!("sdc_{name}.csv"));
                counts.columns = table.headers().skip(1).map(str::to_owned).collect();
                for (at, row) in table.records.iter().enumerate() {
                    counts.rows.push(row[0].to_owned());
                    by_name.extend((1..row.len()).map(|column| ((at, column - 1), whole(&row[column]))));
                }
            }
        }
        let cell = |row, column| by_name.get(&(row, column)).copied().unwrap_or(0);
        counts.cells =
            (0..counts.rows.len()).map(|row| (0..counts.columns.len()).map(|at| cell(row, at)).collect()).collect();
        counts
    }

    fn place(&self, name: &str) -> Option<(usize, usize)> {
        let (row, column) = name.split_once('/')?;
        let at = |names: &[String], name: &str| names.iter().position(|known| known == name);
        Some((at(&self.rows, row)?, at(&self.columns, column)?))
    }

    /// The expected pattern of a rule.
    fn expected(&self, data: &Data, pattern: &str) -> Vec<Vec<bool>> {
        let patterns = data.json("../sdc_patterns.json");
        let named = |what: &str| patterns[pattern][what].as_array().expect("names of cells").clone();
        let mut hidden = vec![vec![false; self.columns.len()]; self.rows.len()];
        for name in named("primary").iter().chain(&named("secondary")) {
            let (row, column) = self.place(name.as_str().expect("a name")).expect("a cell");
            hidden[row][column] = true;
        }
        hidden
    }
}

pub fn patterns(data: &Data, id: &str) -> Ours {
    let mut parts = id.splitn(3, '.');
    let (Some(name), Some(rule), Some(what)) = (parts.next(), parts.next(), parts.next()) else { return Ours::Unknown };
    let counts = Counts::read(data, name);
    let (rows, columns) = (vec![false; counts.rows.len()], vec![false; counts.columns.len()]);
    let is_ours = rule == "upper_ge_threshold";
    let hidden = match is_ours {
        true => withheld_nested(&counts.cells, FLOOR, &rows, &columns),
        false => counts.expected(data, &format!("{name}.{rule}")),
    };
    let further = || {
        let cells = hidden.iter().flatten().zip(counts.cells.iter().flatten());
        cells.filter(|(hidden, n)| **hidden && **n >= FLOOR).map(|(_, n)| *n)
    };
    match what.split_once('.') {
        None if !is_ours => Ours::NotComputed("another rule: here what is withheld may reach the floor"),
        None if what == "n_secondary" => Ours::Is(further().count() as f64),
        None if what == "secondary_total" => Ours::Is(further().sum::<u64>() as f64),
        Some(("interval", end)) => {
            let Some((cell, end)) = end.split_once('[') else { return Ours::Unknown };
            let ranges = attainable(&counts.cells, &hidden, &rows, &columns);
            match counts.place(cell).and_then(|cell| ranges.get(&cell).copied()) {
                Some((least, most)) => Ours::Is(if end == "0]" { least as f64 } else { most as f64 }),
                None => Ours::Unknown,
            }
        }
        _ => Ours::Unknown,
    }
}
