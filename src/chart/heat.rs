//! A table of figures whose cells are shaded where they clearly differ from the rest: metrics by groups.
//!
//! Only verdicts shade a cell, so that the strength of a colour never says more than the data; a shape in the cell says
//! the same without colour.

use super::canvas::{Anchor, Canvas, DrawError, FIGURE, Frame, Picture};
use super::drawn::{Heading, Worded};
use super::figure_text::{FigureText, Measure, Wording};
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::text_width::{SLACK, fit, text_width, wrap};
use super::theme::{Form, Role};
use super::{Chart, ChartKind};
use crate::language::isolated;
use crate::metrics::Estimate;

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "heat",
    shows: "metrics by groups, shaded where a group clearly differs from the rest",
    takes: "for each metric and group an estimate and the verdict against the rest",
};

/// Height of a cell.
const CELL: f64 = 28.0;
/// The most columns of which each has room for a shape on a phone.
pub const MOST_COLUMNS: usize = 24;
/// White between two cells.
const EDGE: f64 = 2.0;
/// A cell with room for a value and its mark.
const COMFORTABLE: f64 = 72.0;
/// The widest cell.
const WIDEST: f64 = 130.0;

/// Metrics by groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// What stands above it.
    pub heading: Heading,
    /// What the columns are called: not more than [`MOST_COLUMNS`].
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<HeatRow>,
}

/// A row: one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatRow {
    /// What it is called; with a word where less of it is better.
    pub name: String,
    /// What its figures are counted in.
    pub measure: Measure,
    /// A cell for each column.
    pub cells: Vec<HeatCell>,
}

/// A figure against the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatCell {
    /// The figure.
    pub estimate: Estimate,
    /// What may be said of its difference from the rest, in words; empty where nothing was tested.
    pub verdict: String,
    /// The shape of a clear difference; empty where none is clear.
    pub shape: &'static str,
    /// Whether that is good, bad or neither.
    pub tone: HeatTone,
}

/// What a clear difference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeatTone {
    /// Better than the rest.
    Better,
    /// Worse than the rest.
    Worse,
    /// Neither, or no clear difference.
    Neither,
}

/// The chart with every figure as text.
struct WordedHeat<'a> {
    chart: &'a Heat,
    wording: &'a Wording<'a>,
    figures: Vec<Vec<FigureText>>,
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    name_room: f64,
    left: f64,
    cell: f64,
    /// The texts above the columns, in lines.
    heads: Vec<Vec<String>>,
    /// Lines of the key: of shades, and of columns whose names have no room above them.
    key: Vec<KeyLine>,
    top: f64,
    row_height: f64,
}

/// An entry of the key.
struct KeyLine {
    shade: Option<Role>,
    text: String,
    x: f64,
    y: f64,
}

impl Chart for Heat {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        let texts = |row: &HeatRow| row.cells.iter().map(|cell| wording.figure(row.measure, &cell.estimate)).collect();
        Box::new(WordedHeat { chart: self, wording, figures: self.rows.iter().map(texts).collect() })
    }
}

/// The name of a column that has no room above it: A, B, … Z, AA.
fn letter(at: usize) -> String {
    let last = char::from(b'A' + (at % 26) as u8);
    if at < 26 { last.to_string() } else { format!("{}{last}", letter(at / 26 - 1)) }
}

impl WordedHeat<'_> {
    fn layout(&self, form: Form) -> Layout {
        let chart = self.chart;
        let width = |text: &str| text_width(text, form.text(), false) * SLACK;
        let names = chart.rows.iter().map(|row| width(&row.name)).fold(0.0, f64::max).ceil();
        let count = chart.columns.len().max(1) as f64;
        // What a comfortable cell does not need is for the names.
        let most = (form.width() - 12.0 - COMFORTABLE * count).clamp(200.0, 340.0);
        let (name_room, left) = match form {
            Form::Wide => (names.min(most), names.min(most) + 12.0),
            Form::Narrow => (form.width(), 0.0),
        };
        let cell = ((form.width() - left) / count).min(WIDEST);
        // `wrap` leaves room for wider fonts itself.
        let heads: Vec<Vec<String>> =
            chart.columns.iter().map(|name| wrap(name, cell - 6.0, form.text(), false)).collect();
        let has_room = |lines: &Vec<String>| lines.len() <= 2;
        // A word broken in two is no name.
        let is_whole = |(lines, name): (&Vec<String>, &String)| lines.join(" ") == *name;
        let named = heads.iter().all(has_room) && heads.iter().zip(&chart.columns).all(is_whole);
        let mut key = Vec::new();
        let mut place = (0.0, form.line() / 2.0);
        let mut add = |shade: Option<Role>, text: String| {
            let swatch = if shade.is_some() { 20.0 } else { 0.0 };
            let text = fit(&text, (form.width() - swatch) / SLACK, form.text(), false);
            let wide = swatch + width(&text);
            if place.0 > 0.0 && place.0 + wide > form.width() {
                place = (0.0, place.1 + form.line() + 2.0);
            }
            key.push(KeyLine { shade, text, x: place.0, y: place.1 });
            place.0 += wide + 16.0;
        };
        let tones = [(HeatTone::Better, "chart.heat.better"), (HeatTone::Worse, "chart.heat.worse")];
        for (tone, word) in tones {
            add(Some(shade_of(tone).0), self.wording.words.get(word).to_owned());
        }
        add(None, self.wording.words.get("chart.heat.shapes").to_owned());
        let heads = if named {
            heads
        } else {
            for (at, name) in chart.columns.iter().enumerate() {
                add(None, format!("{} {}", letter(at), isolated(name)));
            }
            (0..chart.columns.len()).map(|at| vec![letter(at)]).collect()
        };
        let head_lines = heads.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let top = place.1 + form.line() / 2.0 + 8.0 + head_lines * form.line() + 4.0;
        let row_height = if form == Form::Wide { CELL } else { CELL + form.line() + 8.0 };
        Layout { form, name_room, left, cell, heads, key, top, row_height }
    }

    fn paint_row(&self, canvas: &Canvas, layout: &Layout, at: usize) -> Result<(), DrawError> {
        let (row, form) = (&self.chart.rows[at], layout.form);
        let top = layout.top + at as f64 * layout.row_height;
        let cell_top = top + layout.row_height - CELL;
        let name = fit(&row.name, layout.name_room / SLACK, form.text(), false);
        canvas.open("series");
        if name != row.name {
            canvas.full(&[&row.name]);
        }
        match form {
            Form::Wide => {
                canvas.text(Role::TheirLabel, &isolated(&name), layout.name_room, cell_top + CELL / 2.0, Anchor::End)?
            }
            Form::Narrow => {
                let y = top + 4.0 + form.line() / 2.0;
                canvas.text(Role::TheirLabel, &isolated(&name), 0.0, y, Anchor::Start)?;
            }
        }
        for (column, cell) in row.cells.iter().enumerate().take(self.chart.columns.len()) {
            let figure = &self.figures[at][column];
            let left = layout.left + column as f64 * layout.cell;
            let frame = Frame {
                left: left + EDGE / 2.0,
                right: left + layout.cell - EDGE / 2.0,
                top: cell_top + EDGE / 2.0,
                bottom: cell_top + CELL - EDGE / 2.0,
            };
            let is_clear = !cell.shape.is_empty();
            let (shade, inside) = if is_clear { shade_of(cell.tone) } else { (Role::OurRow, Role::TheirLabel) };
            if cell.estimate.measured().is_some() {
                let verdict = if cell.verdict.is_empty() { String::new() } else { format!("; {}", cell.verdict) };
                canvas.title(&[&row.name, ", ", &self.chart.columns[column], ": ", &figure.whole, &verdict]);
                canvas.rectangle(shade, frame)?;
            }
            let (x, y) = (left + layout.cell / 2.0, cell_top + CELL / 2.0);
            if let Some(text) = self.cell_text(layout, cell, figure) {
                canvas.text(inside, &format!("{FIGURE}{text}"), x, y, Anchor::Middle)?;
            }
        }
        canvas.close();
        Ok(())
    }

    /// As much as has room in a cell: value, shape and the symbol of a low base; value and shape; the shape alone.
    fn cell_text(&self, layout: &Layout, cell: &HeatCell, figure: &FigureText) -> Option<String> {
        let low = cell.estimate.measured().is_some_and(|m| m.low_base);
        let low = if low { self.wording.words.get("symbol.low") } else { "" };
        let with = |parts: [&str; 3]| {
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            parts.join(" ")
        };
        let width = |text: &str| text_width(text, layout.form.text(), false);
        let room = layout.cell - EDGE - 2.0;
        let whole = [with([&figure.value, cell.shape, low]), with([&figure.value, cell.shape, ""])];
        let whole = whole.into_iter().find(|text| width(text) * SLACK <= room);
        // A shape has room in the narrowest cell.
        whole.or_else(|| Some(cell.shape.to_owned())).filter(|text| !text.is_empty())
    }
}

impl Worded for WordedHeat<'_> {
    /// The cells that clearly differ, row by row; the table has all.
    fn describe(&self) -> String {
        let words = self.wording.words;
        let mut sentences = Vec::new();
        for (row, figures) in self.chart.rows.iter().zip(&self.figures) {
            let told: Vec<String> = self
                .chart
                .columns
                .iter()
                .zip(&row.cells)
                .zip(figures)
                .filter(|((_, cell), _)| !cell.shape.is_empty())
                .map(|((column, cell), figure)| {
                    let values = [("group", &**column), ("figure", &figure.whole), ("verdict", &cell.verdict)];
                    words.fill("chart.heat.cell", &values)
                })
                .collect();
            let key = if told.is_empty() { "chart.describe.heat.none" } else { "chart.describe.row" };
            sentences.push(words.fill(key, &[("name", &row.name), ("figure", &told.join("; "))]));
        }
        match sentences.is_empty() {
            true => words.get("chart.no_data").to_owned() + ".",
            false => sentences.join(" "),
        }
    }

    fn table(&self) -> ChartTable {
        let words = self.wording.words;
        let mut header = vec![Cell::text(words.get("chart.name")), Cell::text(words.get("chart.group"))];
        header.extend(["chart.value", "chart.interval", "chart.base"].map(|key| Cell::number(words.get(key))));
        header.push(Cell::text(words.get("chart.rest")));
        let mut symbols = Symbols::default();
        let mut rows = Vec::new();
        for (row, figures) in self.chart.rows.iter().zip(&self.figures) {
            for ((column, cell), figure) in self.chart.columns.iter().zip(&row.cells).zip(figures) {
                symbols.note(&cell.estimate);
                let mut cells = vec![Cell::text(&*row.name), Cell::text(&**column)];
                cells.extend(figure_cells(figure, &cell.estimate, words.get("symbol.low")));
                cells.push(Cell::text(format!("{} {}", cell.shape, cell.verdict).trim()));
                rows.push(cells);
            }
        }
        ChartTable { caption: self.chart.heading.subtitle.clone(), header, rows, symbols }
    }

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        if self.chart.rows.is_empty() || self.chart.columns.is_empty() {
            return Canvas::nothing(form, self.wording.words.get("chart.no_data"));
        }
        let layout = self.layout(form);
        let rows = self.chart.rows.len() as f64;
        let canvas = Canvas::new(form, layout.top + rows * layout.row_height + 2.0);
        canvas.open("legend");
        for line in &layout.key {
            let mut x = line.x;
            if let Some(role) = line.shade {
                let frame = Frame { left: x, right: x + 14.0, top: line.y - 7.0, bottom: line.y + 7.0 };
                canvas.rectangle(role, frame)?;
                x += 20.0;
            }
            canvas.text(Role::Note, &line.text, x, line.y, Anchor::Start)?;
        }
        canvas.close();
        canvas.open("axis");
        for (at, lines) in layout.heads.iter().enumerate() {
            let x = layout.left + (at as f64 + 0.5) * layout.cell;
            for (row, line) in lines.iter().enumerate() {
                let from_foot = (lines.len() - row) as f64 - 0.5;
                let y = layout.top - 4.0 - from_foot * form.line();
                canvas.text(Role::Tick, &isolated(line), x, y, Anchor::Middle)?;
            }
        }
        canvas.close();
        for at in 0..self.chart.rows.len() {
            self.paint_row(&canvas, &layout, at)?;
        }
        Ok(canvas.finish())
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["name", "group", "unit"]);
        for row in &self.chart.rows {
            for (column, cell) in self.chart.columns.iter().zip(&row.cells) {
                csv.figure(&[&row.name, column, row.measure.unit.word()], row.measure.unit, &cell.estimate);
            }
        }
        csv.finish()
    }
}

/// The shade of a clear difference and that of a text on it.
fn shade_of(tone: HeatTone) -> (Role, Role) {
    match tone {
        HeatTone::Better => (Role::Good, Role::InGood),
        HeatTone::Worse => (Role::Bad, Role::InBad),
        HeatTone::Neither => (Role::Middle, Role::InMiddle),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_without_room_have_letters() {
        assert_eq!([0, 25, 26, 27, 52].map(letter), ["A", "Z", "AA", "AB", "BA"]);
    }
}
