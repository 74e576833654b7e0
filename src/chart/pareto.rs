//! Kinds by how often they occur, most frequent first: a bar and a whisker each, and a line of what they make together.

use super::canvas::{Anchor, Canvas, DrawError, FIGURE, Frame, Picture, Plot};
use super::drawn::{Heading, Worded};
use super::figure_text::{FigureText, Measure, Wording};
use super::scale::Axis;
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::text_width::{SLACK, fit, text_width};
use super::theme::{Form, GRID, Role};
use super::{Chart, ChartKind};
use crate::language::isolated;
use crate::metrics::Estimate;
use crate::number::{Unit, exact};
use plotters::element::{Circle, PathElement, Rectangle};

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "pareto",
    shows: "kinds by how often they occur, and what the most frequent of them make together",
    takes: "for each kind its share of the whole; the shares make one together",
};

/// Space between columns.
const GUTTER: f64 = 14.0;
/// With more rows than these, they stand closer.
const MANY_ROWS: usize = 12;
/// The radius of a dot.
const RADIUS: f64 = 4.0;

/// Kinds and their shares.
#[derive(Debug, Clone, PartialEq)]
pub struct Pareto {
    /// What stands above it.
    pub heading: Heading,
    /// Decimals of the shares.
    pub decimals: usize,
    /// The kinds in any order.
    pub rows: Vec<ParetoRow>,
}

/// One kind.
#[derive(Debug, Clone, PartialEq)]
pub struct ParetoRow {
    /// What it is called.
    pub name: String,
    /// Its share of the whole.
    pub share: Estimate,
}

impl Pareto {
    /// The kinds as they are shown, each with the share that it and those above it make together: the most frequent first.
    /// Where one may not be shown they stay in their order and nothing is added up, which would give it away.
    pub fn ranked(&self) -> Vec<(&ParetoRow, Option<f64>)> {
        let values: Option<Vec<f64>> = self.rows.iter().map(|row| Some(row.share.measured()?.value)).collect();
        let Some(values) = values else { return self.rows.iter().map(|row| (row, None)).collect() };
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
        let mut sum = 0.0;
        let mut add = |at: usize| {
            sum += values[at];
            (&self.rows[at], Some(sum.min(1.0)))
        };
        order.into_iter().map(&mut add).collect()
    }
}

/// The chart with every figure as text.
struct WordedPareto<'a> {
    chart: &'a Pareto,
    wording: &'a Wording<'a>,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    name: &'a str,
    share: &'a Estimate,
    figure: FigureText,
    together: Option<f64>,
    /// The same as text; empty where nothing is added up.
    together_text: String,
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    frame: Frame,
    row_height: f64,
    /// Where shares end.
    value_x: f64,
    /// Where sums end.
    together_x: f64,
    name_room: f64,
}

impl Chart for Pareto {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        Box::new(WordedPareto::new(self, wording))
    }
}

impl<'a> WordedPareto<'a> {
    fn new(chart: &'a Pareto, wording: &'a Wording<'a>) -> WordedPareto<'a> {
        let measure = Measure { unit: Unit::Share, decimals: chart.decimals };
        let row = |(row, together): (&'a ParetoRow, Option<f64>)| Row {
            name: &row.name,
            share: &row.share,
            figure: wording.figure(measure, &row.share),
            together,
            together_text: together
                .map(|sum| wording.numbers.value(Unit::Share, chart.decimals, sum))
                .unwrap_or_default(),
        };
        WordedPareto { chart, wording, rows: chart.ranked().into_iter().map(row).collect() }
    }

    fn layout(&self, form: Form) -> Layout {
        let width = |text: &str| text_width(text, form.text(), false) * SLACK;
        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(width).fold(0.0, f64::max).ceil();
        let heads = [self.wording.words.get("chart.share"), self.wording.words.get("chart.together")];
        let values = widest(&mut self.rows.iter().map(|row| row.figure.value.as_str()).chain([heads[0]]));
        let sums = widest(&mut self.rows.iter().map(|row| row.together_text.as_str()).chain([heads[1]]));
        let names = widest(&mut self.rows.iter().map(|row| row.name));
        let together_x = form.width() - 2.0;
        let value_x = together_x - sums - GUTTER;
        let top = form.line() + 4.0;
        let (row_height, left, right, name_room) = match form {
            Form::Wide => {
                let name_room = names.min(200.0);
                let row_height = if self.rows.len() > MANY_ROWS { 24.0 } else { 30.0 };
                (row_height, name_room + GUTTER, value_x - values - GUTTER - 8.0, name_room)
            }
            Form::Narrow => (50.0, 6.0, form.width() - 8.0, (value_x - values - GUTTER).max(60.0)),
        };
        let bottom = top + row_height * self.rows.len() as f64;
        Layout { form, frame: Frame { left, right, top, bottom }, row_height, value_x, together_x, name_room }
    }

    fn paint_axis(&self, canvas: &Canvas, plot: &Plot, layout: &Layout, axis: &Axis) -> Result<(), DrawError> {
        canvas.open("axis");
        let (form, frame) = (layout.form, layout.frame);
        for &value in axis.ticks() {
            let (x, _) = plot.plotting_area().map_coordinate(&(value, 0.0));
            let x = f64::from(x) / GRID;
            let role = if value == 0.0 { Role::Zero } else { Role::Grid };
            match form {
                Form::Wide => canvas.line(role, (x, frame.top), (x, frame.bottom))?,
                // Through the marks only, not through the texts above them.
                Form::Narrow => {
                    for row in 0..self.rows.len() {
                        let top = frame.top + row as f64 * layout.row_height;
                        canvas.line(role, (x, top + 8.0 + form.line()), (x, top + layout.row_height - 3.0))?;
                    }
                }
            }
        }
        for &value in axis.ticks() {
            let (x, _) = plot.plotting_area().map_coordinate(&(value, 0.0));
            let text = self.wording.numbers.axis(Unit::Share, axis.step(), value);
            canvas.tick_below(&text, f64::from(x) / GRID, frame.bottom)?;
        }
        let words = self.wording.words;
        canvas.text(Role::Note, words.get("chart.share"), layout.value_x, form.line() / 2.0, Anchor::End)?;
        if self.rows.iter().any(|row| row.together.is_some()) {
            canvas.text(Role::Note, words.get("chart.together"), layout.together_x, form.line() / 2.0, Anchor::End)?;
        }
        canvas.close();
        Ok(())
    }

    /// Where the marks of a row lie in its height.
    fn mark(form: Form) -> f64 {
        if form == Form::Wide { 0.5 } else { 0.74 }
    }

    fn paint_row(&self, canvas: &Canvas, plot: &Plot, layout: &Layout, at: usize) -> Result<(), DrawError> {
        let (row, form) = (&self.rows[at], layout.form);
        let top = layout.frame.top + at as f64 * layout.row_height;
        let text_y = match form {
            Form::Wide => top + layout.row_height / 2.0,
            Form::Narrow => top + 6.0 + form.line() / 2.0,
        };
        canvas.title(&[row.name, ": ", &row.figure.whole]);
        canvas.open("series us");
        let name = fit(row.name, layout.name_room / SLACK, form.text(), false);
        let name = isolated(&name);
        match form {
            Form::Wide => canvas.text(Role::TheirLabel, &name, layout.name_room, text_y, Anchor::End)?,
            Form::Narrow => canvas.text(Role::TheirLabel, &name, layout.frame.left, text_y, Anchor::Start)?,
        }
        let role = if row.share.measured().is_some() { Role::TheirLabel } else { Role::Absent };
        canvas.text(role, &format!("{FIGURE}{}", row.figure.value), layout.value_x, text_y, Anchor::End)?;
        if !row.together_text.is_empty() {
            let text = format!("{FIGURE}{}", row.together_text);
            canvas.text(Role::Note, &text, layout.together_x, text_y, Anchor::End)?;
        }
        let middle = -(at as f64 + Self::mark(form));
        match row.share.measured() {
            Some(share) => {
                let half = 9.0 / layout.row_height;
                let bar = [(0.0, middle - half), (share.value.clamp(0.0, 1.0), middle + half)];
                plot.plotting_area().draw(&Rectangle::new(bar, Role::Bar.style()))?;
                if let Some((lower, upper)) = share.interval {
                    let whisker = [(lower.clamp(0.0, 1.0), middle), (upper.clamp(0.0, 1.0), middle)];
                    plot.plotting_area().draw(&PathElement::new(whisker, Role::BarWhisker.style()))?;
                }
            }
            None => {
                let y = top + layout.row_height * Self::mark(form);
                canvas.text(Role::Absent, &row.figure.whole, layout.frame.left + 4.0, y, Anchor::Start)?;
            }
        }
        canvas.close();
        Ok(())
    }

    /// What the kinds make together, from row to row.
    fn paint_line(&self, canvas: &Canvas, plot: &Plot, layout: &Layout) -> Result<(), DrawError> {
        let at = |(row, together): (usize, f64)| (together, -(row as f64 + Self::mark(layout.form)));
        let points: Vec<(f64, f64)> =
            self.rows.iter().enumerate().filter_map(|(at, row)| Some((at, row.together?))).map(at).collect();
        if points.is_empty() {
            return Ok(());
        }
        canvas.open("series them");
        // On a phone the texts of the next row lie between two marks.
        if layout.form == Form::Wide && points.len() > 1 {
            plot.plotting_area().draw(&PathElement::new(points.clone(), Role::TheirLine.style()))?;
        }
        for point in points {
            plot.plotting_area().draw(&Circle::new(point, (RADIUS * GRID) as i32, Role::TheirDot.style()))?;
        }
        canvas.close();
        Ok(())
    }
}

impl Worded for WordedPareto<'_> {
    fn describe(&self) -> String {
        let words = self.wording.words;
        let sentence = |row: &Row<'_>| {
            let key = if row.together.is_some() { "chart.describe.together" } else { "chart.describe.row" };
            words.fill(key, &[("name", row.name), ("figure", &row.figure.whole), ("together", &row.together_text)])
        };
        let sentences: Vec<String> = self.rows.iter().map(sentence).collect();
        if sentences.is_empty() {
            return words.get("chart.no_data").to_owned() + ".";
        }
        sentences.join(" ")
    }

    fn table(&self) -> ChartTable {
        let words = self.wording.words;
        let mut header = vec![Cell::text(words.get("chart.name"))];
        let keys = ["chart.value", "chart.interval", "chart.base", "chart.together"];
        header.extend(keys.map(|key| Cell::number(words.get(key))));
        let mut symbols = Symbols::default();
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            symbols.note(row.share);
            let mut cells = vec![Cell::text(row.name)];
            cells.extend(figure_cells(&row.figure, row.share, words.get("symbol.low")));
            cells.push(Cell::number(&*row.together_text));
            rows.push(cells);
        }
        ChartTable { caption: self.chart.heading.subtitle.clone(), header, rows, symbols }
    }

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        if self.rows.is_empty() {
            return Canvas::nothing(form, self.wording.words.get("chart.no_data"));
        }
        let layout = self.layout(form);
        let measures = self.rows.iter().any(|row| row.share.measured().is_some());
        // Without a bar there is nothing to measure by an axis.
        let foot = if measures { form.line() + 10.0 } else { 2.0 };
        let canvas = Canvas::new(form, layout.frame.bottom + foot);
        let count = self.rows.len() as f64;
        let axis = Axis::of_shares();
        // Rows are counted downwards, as they are read.
        let plot = canvas.plot(layout.frame, axis.clone(), Axis::between(-count, 0.0))?;
        if measures {
            self.paint_axis(&canvas, &plot, &layout, &axis)?;
        }
        for at in 0..self.rows.len() {
            self.paint_row(&canvas, &plot, &layout, at)?;
        }
        self.paint_line(&canvas, &plot, &layout)?;
        Ok(canvas.finish())
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["name", "together"]);
        for row in &self.rows {
            csv.figure(&[row.name, &row.together.map(exact).unwrap_or_default()], Unit::Share, row.share);
        }
        csv.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Measured;

    fn row(name: &str, value: f64) -> ParetoRow {
        let share = Estimate::Measured(Measured {
            value,
            interval: None,
            se: None,
            n: 100,
            n_eff: 100.0,
            low_base: false,
            method: "test",
        });
        ParetoRow { name: name.into(), share }
    }

    #[test]
    fn the_most_frequent_come_first_and_are_added_up() {
        let heading = Heading { id: "a".into(), headline: "b".into(), subtitle: "c".into() };
        let mut chart = Pareto { heading, decimals: 0, rows: vec![row("b", 0.25), row("a", 0.5), row("c", 0.25)] };
        let ranked: Vec<(&str, Option<f64>)> = chart.ranked().into_iter().map(|(r, sum)| (&*r.name, sum)).collect();
        assert_eq!(ranked, [("a", Some(0.5)), ("b", Some(0.75)), ("c", Some(1.0))]);
        chart.rows[2].share = Estimate::Suppressed;
        let ranked: Vec<(&str, Option<f64>)> = chart.ranked().into_iter().map(|(r, sum)| (&*r.name, sum)).collect();
        assert_eq!(ranked, [("b", None), ("a", None), ("c", None)]);
    }
}
