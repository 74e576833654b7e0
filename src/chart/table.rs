//! The table under a chart, with the values that the chart shows, and their CSV.

use super::figure_text::FigureText;
use crate::metrics::Estimate;
use crate::number::{Unit, exact};

/// A table that says the same as a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartTable {
    /// What it holds.
    pub caption: String,
    /// The header row.
    pub header: Vec<Cell>,
    /// The rows; the first cell of each is its header.
    pub rows: Vec<Vec<Cell>>,
    /// Which symbols stand in it and want a note below it.
    pub symbols: Symbols,
}

/// A cell of a [`ChartTable`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// Whether it is aligned as a number.
    pub numeric: bool,
}

/// The symbols that a table uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Symbols {
    /// A figure is not shown.
    pub suppressed: bool,
    /// A base is low.
    pub low_base: bool,
    /// Nobody answered.
    pub no_data: bool,
}

impl Cell {
    /// A cell of words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), numeric: false }
    }

    /// A cell of figures.
    pub fn number(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), numeric: true }
    }
}

impl Symbols {
    /// Notes the symbol of an estimate.
    pub fn note(&mut self, estimate: &Estimate) {
        match estimate {
            Estimate::Measured(measured) => self.low_base |= measured.low_base,
            Estimate::Suppressed => self.suppressed = true,
            Estimate::NoData => self.no_data = true,
        }
    }
}

/// The cells of a figure: value (with the symbol of a low base), interval, base.
pub(super) fn figure_cells(text: &FigureText, estimate: &Estimate, low_symbol: &str) -> [Cell; 3] {
    let low = estimate.measured().is_some_and(|m| m.low_base);
    let value = if low { format!("{} {low_symbol}", text.value) } else { text.value.clone() };
    [Cell::number(value), Cell::number(&*text.interval), Cell::number(&*text.base)]
}

/// Writes the CSV of a chart, one figure a line.
pub(super) struct Csv {
    text: String,
}

impl Csv {
    /// A CSV whose figures are told apart by the columns `keys`.
    pub fn new(keys: &[&str]) -> Csv {
        let mut csv = Csv { text: String::new() };
        for key in keys {
            csv.field(key);
        }
        csv.text.push_str("value,lower,upper,n,state\n");
        csv
    }

    /// A figure, in full precision and the unit that is exported; nothing but its state where it may not be shown.
    pub fn figure(&mut self, keys: &[&str], unit: Unit, estimate: &Estimate) {
        for key in keys {
            self.field(key);
        }
        match estimate.measured() {
            Some(m) => {
                let (lower, upper) = m.interval.unzip();
                for kept in [Some(m.value), lower, upper] {
                    if let Some(kept) = kept {
                        self.text.push_str(&exact(unit.export(kept)));
                    }
                    self.text.push(',');
                }
                if m.n > 0 {
                    self.text.push_str(&m.n.to_string());
                }
                self.text.push(',');
            }
            None => self.text.push_str(",,,,"),
        }
        self.text.push_str(estimate.state());
        self.text.push('\n');
    }

    /// A difference, in full precision and the unit that is exported. It has no base of its own.
    pub fn difference(&mut self, keys: &[&str], unit: Unit, value: f64, (lower, upper): (f64, f64)) {
        for key in keys {
            self.field(key);
        }
        for kept in [value, lower, upper] {
            self.text.push_str(&exact(unit.export(kept)));
            self.text.push(',');
        }
        self.text.push_str(",\n");
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.text
    }

    fn field(&mut self, text: &str) {
        if text.contains(['"', ',', '\n', '\r']) {
            self.text.push('"');
            self.text.push_str(&text.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(text);
        }
        self.text.push(',');
    }
}
