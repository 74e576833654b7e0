//! Tables as templates see them, with the symbols that they use explained below them.

use super::align::align;
use super::charts::ProofLink;
use super::show::{Cell, Change, Show, Word};
use super::stack::{label, stacked};
use crate::chart::{ChartTable, Symbols};
use crate::metrics::{Estimate, Reference, StatisticInfo};
use crate::number::{Numbers, exact};
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

/// How many letters make a text a sentence.
const LONG: usize = 40;
/// How many columns of verdicts are too many for one line each.
const MANY_VERDICTS: usize = 3;
/// How many letters at most stand in one line.
const SHORT: usize = 16;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Table {
    /// Its id on the page.
    pub id: String,
    /// What it holds.
    pub caption: String,
    /// The evidence of what the caption claims.
    pub proof: Option<ProofLink>,
    /// Whether its entries hold several lines each, so that these stand below each other.
    pub dense: bool,
    /// What is true of whole columns, which so need not be said of every cell: `t2`, `t3` … hold words, `w2`, `w3` … may be
    /// broken into lines; and how rows are [stacked](super::stack) on a narrow screen.
    pub classes: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What the symbols in it mean.
    pub notes: Vec<Note>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Whether it is aligned as numbers.
    pub numeric: bool,
    /// Whether it is sorted by its numbers.
    pub counts: bool,
    /// Whether it holds sentences, which need some width.
    pub long: bool,
    /// Whether its texts may be broken into lines: not if they are short, as dates are, or numbers.
    pub wraps: bool,
    /// Whether it says what follows from the others, though it has no verdicts.
    #[serde(skip)]
    pub answers: bool,
    /// The term of the glossary that explains it; empty for none.
    pub term: &'static str,
}

impl Column {
    /// A column of words, or of numbers.
    pub fn new(title: String, numeric: bool, term: &'static str) -> Column {
        Column { title, numeric, counts: numeric, long: false, wraps: false, answers: false, term }
    }
}

/// A row; its first entry is its heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Whether it is about us.
    pub ours: bool,
    /// What stands in it.
    pub entries: Vec<Entry>,
}

/// What stands in a cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The text.
    pub text: String,
    /// The space before the text, where numbers that begin at the left stand below each other.
    pub room: String,
    /// What of the text stands behind the whole part of its number, where decimals and units in its column differ.
    pub rest: Option<Rest>,
    /// A second line in small type.
    pub below: String,
    /// Where the text links to; empty for no link.
    pub href: String,
    /// Whether it is a number; templates ask its column.
    pub numeric: bool,
    /// `[u]` behind the number.
    pub symbol: String,
    /// What it is, where rows are stacked and it would not tell by itself.
    pub label: String,
    /// A verdict, before the second line.
    pub verdict: Option<Word>,
    /// Whether its verdict is none only because others were tested beside it, which is said below the table.
    pub only_alone: bool,
    /// The number that it is sorted by, where a script could not read it from the text; else empty.
    pub sort: String,
}

/// As templates see it. Cells are most of what pages are made from, and most have a text alone: the rest is there where it
/// is not empty, and then `rich` says that it is worth asking for.
impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Entry { text, room, rest, below, href, numeric: _, symbol, label, verdict, only_alone: _, sort } = self;
        let texts =
            [("room", room), ("below", below), ("href", href), ("symbol", symbol), ("label", label), ("sort", sort)];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        let more = texts.clone().count() + usize::from(rest.is_some()) + usize::from(verdict.is_some());
        let is_rich = more > 0;
        let mut entry = serializer.serialize_struct("Entry", 1 + usize::from(is_rich) + more)?;
        entry.serialize_field("text", text)?;
        if is_rich {
            entry.serialize_field("rich", &true)?;
        }
        for (name, text) in texts {
            entry.serialize_field(name, text)?;
        }
        if let Some(rest) = rest {
            entry.serialize_field("rest", rest)?;
        }
        if let Some(verdict) = verdict {
            entry.serialize_field("verdict", verdict)?;
        }
        entry.end()
    }
}

/// What stands behind the whole part of a number: decimals and unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rest {
    /// The text.
    pub text: String,
    /// The room that is kept for it, in halves of a digit.
    pub room: usize,
}

/// What a symbol means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// `[c]`
    pub symbol: String,
    /// Its meaning.
    pub text: String,
    /// The term of the glossary that explains it.
    pub term: &'static str,
}

impl Entry {
    /// Words.
    pub fn text(text: impl Into<String>) -> Entry {
        Entry { text: text.into(), ..Entry::default() }
    }

    /// Words that lead somewhere.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Entry {
        Entry { text: text.into(), href: href.into(), ..Entry::default() }
    }

    /// A number.
    pub fn number(text: impl Into<String>) -> Entry {
        Entry { text: text.into(), numeric: true, ..Entry::default() }
    }

    /// The value alone, with the symbol of a low base.
    pub fn value(cell: &Cell) -> Entry {
        Entry { symbol: cell.symbol.clone(), ..Entry::number(cell.value.clone()) }
    }

    /// A difference with its verdict and its interval; a dash where there is no comparison.
    pub fn change(change: Option<&Change>) -> Entry {
        match change {
            Some(change) => Entry {
                text: change.difference.clone(),
                verdict: Some(change.verdict.clone()),
                below: change.interval.clone(),
                only_alone: change.only_alone,
                ..Entry::default()
            },
            None => Entry::text("–"),
        }
    }

    /// The same with a second line.
    pub fn below(mut self, text: impl Into<String>) -> Entry {
        self.below = text.into();
        self
    }
}

/// Makes a table and remembers which symbols it needs.
pub struct TableBuilder<'a> {
    show: Show<'a>,
    table: Table,
    symbols: Symbols,
    notes: Vec<Note>,
}

impl<'a> TableBuilder<'a> {
    /// A table without rows.
    pub fn new(show: Show<'a>, id: &str, caption: impl Into<String>) -> TableBuilder<'a> {
        let table = Table {
            id: id.to_owned(),
            caption: caption.into(),
            proof: None,
            dense: false,
            classes: String::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            notes: Vec::new(),
        };
        TableBuilder { show, table, symbols: Symbols::default(), notes: Vec::new() }
    }

    /// Each line of its entries stands for itself.
    pub fn dense(mut self) -> Self {
        self.table.dense = true;
        self
    }

    /// A column of changes for each of these references to earlier waves.
    pub fn changes(self, references: &[Reference]) -> Self {
        let key = |reference: &Reference| match reference {
            Reference::Year => "column.year",
            _ => "column.previous",
        };
        references.iter().fold(self, |table, reference| table.words(key(reference)))
    }

    /// A column of words, headed by a text of the catalogue.
    pub fn words(self, key: &str) -> Self {
        let title = self.show.word(key);
        self.explained(title, false, term_of(key))
    }

    /// A column of numbers, headed by a text of the catalogue.
    pub fn numbers(self, key: &str) -> Self {
        let title = self.show.word(key);
        self.explained(title, true, term_of(key))
    }

    /// A column.
    pub fn column(self, title: impl Into<String>, numeric: bool) -> Self {
        self.explained(title.into(), numeric, "")
    }

    fn explained(mut self, title: String, numeric: bool, term: &'static str) -> Self {
        self.table.columns.push(Column::new(title, numeric, term));
        self
    }

    /// The last column says what follows from the others, though it has no verdicts.
    pub fn answers(mut self) -> Self {
        if let Some(column) = self.table.columns.last_mut() {
            column.answers = true;
        }
        self
    }

    /// The columns of an estimate: value, interval, n and effective base.
    pub fn estimate_columns(self, value: impl Into<String>) -> Self {
        self.column(value, true).interval().numbers("column.n").numbers("column.n_eff")
    }

    /// A column of intervals.
    pub fn interval(self) -> Self {
        let name = self.show.interval_name();
        self.explained(name, true, "interval")
    }

    /// The entries of an estimate.
    pub fn estimate(&mut self, statistic: &StatisticInfo, estimate: &Estimate) -> [Entry; 4] {
        let cell = self.cell(statistic, estimate);
        [Entry::value(&cell), Entry::number(cell.interval), Entry::number(cell.n), Entry::number(cell.n_eff)]
    }

    /// An estimate in one entry: its value, and below it its interval and its base.
    pub fn compact(&mut self, statistic: &StatisticInfo, estimate: &Estimate) -> Entry {
        self.table.dense = true;
        let cell = self.cell(statistic, estimate);
        // Where the line is broken, it is before the base.
        let base = || self.show.fill("base.n", &[("n", &cell.n)]).replace(' ', "\u{a0}");
        let base = if cell.n.is_empty() { String::new() } else { base() };
        let facts: Vec<String> = [cell.interval.clone(), base].into_iter().filter(|fact| !fact.is_empty()).collect();
        Entry::value(&cell).below(facts.join(", "))
    }

    /// An estimate as text; its symbol is remembered.
    pub fn cell(&mut self, statistic: &StatisticInfo, estimate: &Estimate) -> Cell {
        self.symbols.note(estimate);
        self.show.cell(statistic, estimate)
    }

    /// A row.
    pub fn row(&mut self, ours: bool, entries: Vec<Entry>) {
        self.table.rows.push(Row { ours, entries });
    }

    /// A note below the table.
    pub fn note(&mut self, symbol: String, text: String) {
        self.notes.push(Note { symbol, text, term: "" });
    }

    /// The table with its notes; None without a row.
    pub fn finish(mut self) -> Option<Table> {
        leave_out_effective_base(&mut self.table);
        self.table.notes = notes(self.show, self.symbols);
        if self.table.rows.iter().flat_map(|row| &row.entries).any(|entry| entry.only_alone) {
            let (symbol, text) = (self.show.word("note.verdicts"), self.show.word("note.verdicts.text"));
            self.table.notes.push(Note { symbol, text, term: "verdict" });
        }
        self.table.notes.append(&mut self.notes);
        lay_out(self.show.numbers, &mut self.table);
        (!self.table.rows.is_empty()).then_some(self.table)
    }
}

/// A table of two lists, with an entry for each pair. The longer list runs down the page, so that the table stays
/// narrow and whoever looks for one name among many finds it in the first column.
pub struct Grid<'g> {
    /// The first list: what heads it, and its names with the pages that they lead to.
    pub first: (String, Vec<Entry>),
    /// The second list.
    pub second: (String, Vec<Entry>),
    /// Whether a place in the first list is about us.
    pub is_ours: &'g dyn Fn(usize) -> bool,
}

impl Grid<'_> {
    /// Fills a table that has no columns yet.
    pub fn fill<'a>(
        self,
        mut table: TableBuilder<'a>,
        mut entry: impl FnMut(&mut TableBuilder<'a>, usize, usize) -> Entry,
    ) -> TableBuilder<'a> {
        let Grid { first: (first_title, first), second: (second_title, second), is_ours } = self;
        let down_first = first.len() > second.len();
        let (title, down, across) =
            if down_first { (first_title, first, second) } else { (second_title, second, first) };
        table = table.column(title, false);
        for head in &across {
            table = table.column(head.text.clone(), true);
        }
        for (row, head) in down.into_iter().enumerate() {
            let mut entries = vec![head];
            for column in 0..across.len() {
                let (a, b) = if down_first { (row, column) } else { (column, row) };
                entries.push(entry(&mut table, a, b));
            }
            table.row(down_first && is_ours(row), entries);
        }
        table
    }
}

/// The table under a chart.
pub fn of_chart(show: Show<'_>, id: &str, table: &ChartTable) -> Table {
    let entry =
        |cell: &crate::chart::Cell| Entry { text: cell.text.clone(), numeric: cell.numeric, ..Entry::default() };
    let row = |cells: &Vec<crate::chart::Cell>| Row { ours: false, entries: cells.iter().map(entry).collect() };
    // One letter is a sign: n.
    let title = |text: &str| if text.chars().nth(1).is_some() { super::say::begun(text) } else { text.to_owned() };
    let column = |head: &crate::chart::Cell| Column::new(title(&head.text), head.numeric, "");
    let mut table = Table {
        id: format!("{id}-table"),
        caption: table.caption.clone(),
        proof: None,
        dense: false,
        classes: String::new(),
        columns: table.header.iter().map(column).collect(),
        rows: table.rows.iter().map(row).collect(),
        notes: notes(show, table.symbols),
    };
    lay_out(show.numbers, &mut table);
    table
}

/// Without weights the effective base is the base, and needs no column of its own.
fn leave_out_effective_base(table: &mut Table) {
    let at = |term| table.columns.iter().position(|column| column.term == term);
    let (Some(base), Some(effective)) = (at("base"), at("effective_base")) else { return };
    let is_same = |row: &Row| row.entries.get(base).map(|e| &e.text) == row.entries.get(effective).map(|e| &e.text);
    if table.rows.iter().all(is_same) {
        table.columns.remove(effective);
        for row in table.rows.iter_mut().filter(|row| row.entries.len() > effective) {
            row.entries.remove(effective);
        }
    }
}

/// Says of each column how it is set, and puts its numbers below each other.
fn lay_out(numbers: &Numbers, table: &mut Table) {
    sortable(numbers, table);
    let letters: Vec<usize> = (0..table.columns.len()).map(|at| longest(table, at)).collect();
    for (column, letters) in table.columns.iter_mut().zip(letters).skip(1).filter(|(column, _)| !column.numeric) {
        column.long = is_long(letters);
        column.wraps = letters > SHORT || column.counts;
    }
    // Where many verdicts stand side by side, each has a line of its own, and not only those that find no room.
    let verdicts = table.columns.iter().filter(|column| column.counts && !column.numeric).count();
    table.dense |= verdicts >= MANY_VERDICTS;
    for (at, column) in table.columns.iter().enumerate() {
        table.classes += &if column.numeric { String::new() } else { format!(" t{}", at + 1) };
        table.classes += &if column.wraps { format!(" w{}", at + 1) } else { String::new() };
    }
    if let Some(classes) = stacked(table) {
        table.classes += &classes;
        label(table);
    }
    align(numbers, table);
}

/// The letters of a column's longest line.
pub fn longest(table: &Table, at: usize) -> usize {
    let entries = table.rows.iter().filter_map(|row| row.entries.get(at));
    entries.flat_map(|entry| [&entry.text, &entry.below]).map(|text| text.chars().count()).max().unwrap_or(0)
}

/// Whether a column with lines of so many letters holds sentences, which need some width.
pub fn is_long(letters: usize) -> bool {
    letters > LONG
}

/// Says of each column whether it is sorted by its numbers, and of each entry which number that is.
///
/// A script reads most numbers from the text itself; only what it would read otherwise (`1,234`, `38,4`) is written down.
fn sortable(numbers: &Numbers, table: &mut Table) {
    for (at, column) in table.columns.iter_mut().enumerate() {
        column.counts |= table.rows.iter().any(|row| row.entries.get(at).is_some_and(|entry| entry.verdict.is_some()));
        if !column.counts {
            continue;
        }
        let entries = table.rows.iter_mut().filter_map(|row| row.entries.get_mut(at));
        for entry in entries.filter(|entry| !numbers.is_plain(&entry.text)) {
            let number = numbers.read(&entry.text);
            if number != read_by_script(&entry.text) {
                entry.sort = number.map(exact).unwrap_or_default();
            }
        }
    }
}

/// What the script that sorts reads from a text: as JavaScript's `parseFloat` does, with our minus sign.
fn read_by_script(text: &str) -> Option<f64> {
    let text = text.trim_start_matches('+').replacen('\u{2212}', "-", 1);
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let whole = digits.bytes().take_while(u8::is_ascii_digit).count();
    let decimals = match digits[whole..].strip_prefix('.') {
        Some(rest) => 1 + rest.bytes().take_while(u8::is_ascii_digit).count(),
        None => 0,
    };
    text[..text.len() - digits.len() + whole + decimals].parse().ok()
}

/// The term that explains a heading or a symbol, by its key in the catalogue.
fn term_of(key: &str) -> &'static str {
    match key {
        "column.n" => "base",
        "column.n_eff" => "effective_base",
        "column.deff" => "design_effect",
        "column.wave" => "wave",
        "column.previous" | "column.year" | "column.rest" | "column.gap" | "column.ours" | "column.since" => "verdict",
        "column.rank" => "rank",
        "column.target" => "target",
        "symbol.suppressed" => "suppressed",
        "symbol.low" => "low_base",
        _ => "",
    }
}

/// What the symbols that stand in a table mean.
pub fn notes(show: Show<'_>, symbols: Symbols) -> Vec<Note> {
    let floor = &show.config().report.floor;
    let note = |used: bool, key: &str, floor: u64| {
        let text = show.fill(&format!("{key}.note"), &[("floor", &show.numbers.count(floor))]);
        used.then(|| Note { symbol: show.word(key), text, term: term_of(key) })
    };
    [
        note(symbols.suppressed, "symbol.suppressed", floor.suppress_below),
        note(symbols.low_base, "symbol.low", floor.flag_below),
        note(symbols.no_data, "symbol.none", 0),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_bases(bases: &[(&str, &str)]) -> Table {
        let column = |title: &str, term| Column::new(title.to_owned(), true, term);
        let row = |&(n, effective): &(&str, &str)| Row {
            ours: false,
            entries: vec![Entry::text("Q3"), Entry::number(n), Entry::number(effective), Entry::text("+2")],
        };
        Table {
            columns: vec![
                column("wave", ""),
                column("n", "base"),
                column("n_eff", "effective_base"),
                column("change", ""),
            ],
            rows: bases.iter().map(row).collect(),
            ..Table::default()
        }
    }

    #[test]
    fn the_effective_base_has_a_column_only_where_it_is_not_the_base() {
        let mut same = with_bases(&[("1,317", "1,317"), ("", "")]);
        leave_out_effective_base(&mut same);
        assert_eq!(same.columns.iter().map(|column| &*column.title).collect::<Vec<_>>(), ["wave", "n", "change"]);
        assert!(same.rows.iter().all(|row| row.entries.len() == 3 && row.entries[2].text == "+2"));
        let mut weighted = with_bases(&[("820", "782"), ("31", "31")]);
        leave_out_effective_base(&mut weighted);
        assert_eq!((weighted.columns.len(), weighted.rows[1].entries.len()), (4, 4));
    }
}
