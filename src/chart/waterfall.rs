//! From one figure to another in steps that add up: a bar for each part of the change, with its interval below it.

use super::canvas::{Anchor, Canvas, DrawError, FIGURE, Frame, Picture, Plot};
use super::drawn::{Heading, Worded};
use super::figure_text::{Measure, Wording};
use super::scale::Axis;
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::text_width::{SLACK, fit, text_width};
use super::theme::{Form, GRID, Role};
use super::{Chart, ChartKind};
use crate::language::isolated;
use crate::metrics::Estimate;
use crate::number::Unit;
use plotters::element::{Circle, PathElement, Rectangle};

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "waterfall",
    shows: "from one figure to another in steps that add up to the change, each with its interval",
    takes: "the figure before and the one after, and the parts of the change",
};

/// How many steps the axis of values has at most.
const STEPS: usize = 4;
/// Space between columns.
const GUTTER: f64 = 14.0;
/// The radius of a figure's dot.
const RADIUS: f64 = 6.0;

/// A waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// What stands above it.
    pub heading: Heading,
    /// What its figures are counted in.
    pub measure: Measure,
    /// What was before: its name and figure.
    pub from: (String, Estimate),
    /// The parts of the change, in the order in which they are added.
    pub steps: Vec<WaterfallStep>,
    /// What is after.
    pub to: (String, Estimate),
}

/// A part of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterfallStep {
    /// What it is.
    pub name: String,
    /// The part, as a kept value.
    pub value: f64,
    /// Its interval.
    pub interval: (f64, f64),
    /// What may be said of it, in a word or two; empty for nothing.
    pub said: String,
    /// Whether it is clear.
    pub is_clear: bool,
}

/// The chart with every figure as text.
struct WordedWaterfall<'a> {
    chart: &'a Waterfall,
    wording: &'a Wording<'a>,
    rows: Vec<Row<'a>>,
    axis: Axis,
}

struct Row<'a> {
    name: &'a str,
    /// What stands at the right.
    value: String,
    /// The whole in one phrase.
    whole: String,
    mark: Mark<'a>,
}

enum Mark<'a> {
    Figure(&'a Estimate),
    /// A part, and the value from which it leads on.
    Part(&'a WaterfallStep, f64),
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    frame: Frame,
    row_height: f64,
    value_x: f64,
    name_room: f64,
}

impl Chart for Waterfall {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        Box::new(WordedWaterfall::new(self, wording))
    }
}

impl Waterfall {
    /// Whether both ends may be shown: without them there is nothing to lead from or to.
    fn is_whole(&self) -> bool {
        self.from.1.measured().is_some() && self.to.1.measured().is_some()
    }
}

impl<'a> WordedWaterfall<'a> {
    fn new(chart: &'a Waterfall, wording: &'a Wording<'a>) -> WordedWaterfall<'a> {
        let Measure { unit, decimals } = chart.measure;
        let end = |(name, estimate): &'a (String, Estimate)| {
            let figure = wording.figure(chart.measure, estimate);
            Row { name, value: figure.value, whole: figure.whole, mark: Mark::Figure(estimate) }
        };
        let mut rows = vec![end(&chart.from)];
        let mut level = chart.from.1.measured().map_or(0.0, |measured| measured.value);
        let mut reach = Vec::new();
        for step in chart.steps.iter().filter(|_| chart.is_whole()) {
            let signed = wording.numbers.signed(unit, decimals, step.value);
            let interval = wording.numbers.signed_interval(unit, decimals, step.interval);
            let said = if step.said.is_empty() { String::new() } else { format!(", {}", step.said) };
            let key = match unit {
                Unit::Share if signed.trim_start_matches(['+', '\u{2212}']) == "1" => "chart.step.point",
                Unit::Share => "chart.step.points",
                _ => "chart.step",
            };
            let values = [("value", &*signed), ("interval", &interval), ("said", &said)];
            let whole = wording.words.fill(key, &values);
            rows.push(Row { name: &step.name, value: signed, whole, mark: Mark::Part(step, level) });
            reach.extend([level, level + step.value, level + step.interval.0, level + step.interval.1]);
            level += step.value;
        }
        rows.push(end(&chart.to));
        for measured in [&chart.from.1, &chart.to.1].into_iter().filter_map(Estimate::measured) {
            let (lower, upper) = measured.interval.unwrap_or((measured.value, measured.value));
            reach.extend([measured.value, lower, upper]);
        }
        WordedWaterfall { chart, wording, rows, axis: Axis::of_values(unit, reach, STEPS) }
    }

    fn layout(&self, form: Form) -> Layout {
        let width = |text: &str, bold| text_width(text, form.text(), bold) * SLACK;
        let values = self.rows.iter().map(|row| width(&row.value, true)).fold(0.0, f64::max).ceil();
        let names = self.rows.iter().map(|row| width(row.name, true)).fold(0.0, f64::max).ceil();
        let value_x = form.width() - 6.0;
        let (row_height, left, right, name_room) = match form {
            Form::Wide => {
                let room = names.min(210.0);
                (34.0, room + GUTTER + 8.0, value_x - values - GUTTER - 8.0, room)
            }
            Form::Narrow => (52.0, 16.0, form.width() - 16.0, (value_x - values - GUTTER - 6.0).max(60.0)),
        };
        let bottom = 4.0 + row_height * self.rows.len() as f64;
        Layout { form, frame: Frame { left, right, top: 4.0, bottom }, row_height, value_x, name_room }
    }

    fn x_of(&self, layout: &Layout, value: f64) -> f64 {
        self.axis.pixel(value, layout.frame.left, layout.frame.right)
    }

    fn paint_axis(&self, canvas: &Canvas, layout: &Layout) -> Result<(), DrawError> {
        canvas.open("axis");
        let (form, frame) = (layout.form, layout.frame);
        for &value in self.axis.ticks() {
            let x = self.x_of(layout, value);
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
            let text = self.wording.numbers.axis(self.chart.measure.unit, self.axis.step(), value);
            canvas.tick_below(&text, x, frame.bottom)?;
        }
        canvas.close();
        Ok(())
    }

    /// From each level to the row below, which leads on from it. In the narrow form names stand between the marks.
    fn paint_joints(&self, canvas: &Canvas, layout: &Layout) -> Result<(), DrawError> {
        if layout.form == Form::Narrow {
            return Ok(());
        }
        for (at, row) in self.rows.iter().enumerate().skip(1) {
            let level = match &row.mark {
                Mark::Part(_, from) => *from,
                Mark::Figure(estimate) => match estimate.measured().filter(|_| self.chart.is_whole()) {
                    Some(measured) => measured.value,
                    None => continue,
                },
            };
            let (x, y) = (self.x_of(layout, level), layout.frame.top + at as f64 * layout.row_height);
            let half = layout.row_height / 2.0;
            canvas.line(Role::Leader, (x, y - half + 4.0), (x, y + half - 4.0))?;
        }
        Ok(())
    }

    fn paint_row(&self, canvas: &Canvas, plot: &Plot, layout: &Layout, at: usize) -> Result<(), DrawError> {
        let (row, form) = (&self.rows[at], layout.form);
        let is_end = matches!(row.mark, Mark::Figure(_));
        let role = if is_end { Role::OurLabel } else { Role::TheirLabel };
        let top = layout.frame.top + at as f64 * layout.row_height;
        let (text_y, mark) = match form {
            Form::Wide => (top + layout.row_height / 2.0, 0.5),
            Form::Narrow => (top + 6.0 + form.line() / 2.0, 0.72),
        };
        let middle = -(at as f64 + mark);
        canvas.title(&[row.name, ": ", &row.whole]);
        canvas.open("series us");
        let name = fit(row.name, layout.name_room / SLACK, form.text(), is_end);
        let name = isolated(&name);
        match form {
            Form::Wide => canvas.text(role, &name, layout.name_room + 8.0, text_y, Anchor::End)?,
            Form::Narrow => canvas.text(role, &name, 6.0, text_y, Anchor::Start)?,
        }
        let is_there = !matches!(row.mark, Mark::Figure(estimate) if estimate.measured().is_none());
        let value_role = if is_there { role } else { Role::Absent };
        canvas.text(value_role, &format!("{FIGURE}{}", row.value), layout.value_x, text_y, Anchor::End)?;
        let area = plot.plotting_area();
        match &row.mark {
            Mark::Part(step, from) => {
                let (above, below) = (10.0 / layout.row_height, 2.0 / layout.row_height);
                let bar = [(*from, middle + above), (from + step.value, middle - below)];
                let role = if step.is_clear { Role::Better } else { Role::Bar };
                canvas.title(&[&row.whole]);
                area.draw(&Rectangle::new(bar, role.style()))?;
                let y = middle - 8.0 / layout.row_height;
                let whisker = [(from + step.interval.0, y), (from + step.interval.1, y)];
                area.draw(&PathElement::new(whisker, Role::TheirWhisker.style()))?;
            }
            Mark::Figure(estimate) => match estimate.measured() {
                Some(measured) => {
                    if let Some((lower, upper)) = measured.interval {
                        let whisker = [(lower, middle), (upper, middle)];
                        area.draw(&PathElement::new(whisker, Role::OurWhisker.style()))?;
                    }
                    canvas.title(&[&row.whole]);
                    let role = if measured.low_base { Role::OurHollow } else { Role::OurDot };
                    area.draw(&Circle::new((measured.value, middle), (RADIUS * GRID) as i32, role.style()))?;
                }
                None => {
                    let y = top + layout.row_height * mark;
                    canvas.text(Role::Absent, &row.whole, layout.frame.left + 4.0, y, Anchor::Start)?;
                }
            },
        }
        canvas.close();
        Ok(())
    }
}

impl Worded for WordedWaterfall<'_> {
    fn describe(&self) -> String {
        let said = |row: &Row<'_>| {
            let values = [("name", row.name), ("figure", &*row.whole)];
            self.wording.words.fill("chart.describe.row", &values)
        };
        self.rows.iter().map(said).collect::<Vec<_>>().join(" ")
    }

    fn table(&self) -> ChartTable {
        let (words, numbers) = (self.wording.words, self.wording.numbers);
        let Measure { unit, decimals } = self.chart.measure;
        let mut header = vec![Cell::text(words.get("chart.step.name"))];
        header.extend(["chart.value", "chart.interval", "chart.base"].map(|key| Cell::number(words.get(key))));
        header.push(Cell::text(words.get("chart.step.said")));
        let mut symbols = Symbols::default();
        let row = |row: &Row<'_>| {
            let mut cells = vec![Cell::text(row.name)];
            match &row.mark {
                Mark::Figure(estimate) => {
                    symbols.note(estimate);
                    let figure = self.wording.figure(self.chart.measure, estimate);
                    cells.extend(figure_cells(&figure, estimate, words.get("symbol.low")));
                    cells.push(Cell::text(""));
                }
                Mark::Part(step, _) => cells.extend([
                    Cell::number(&*row.value),
                    Cell::number(numbers.signed_interval(unit, decimals, step.interval)),
                    Cell::number(""),
                    Cell::text(&*step.said),
                ]),
            }
            cells
        };
        let rows = self.rows.iter().map(row).collect();
        ChartTable { caption: self.chart.heading.subtitle.clone(), header, rows, symbols }
    }

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        let layout = self.layout(form);
        let canvas = Canvas::new(form, layout.frame.bottom + form.line() + 10.0);
        // Rows are counted downwards, as they are read.
        let plot = canvas.plot(layout.frame, self.axis.clone(), Axis::between(-(self.rows.len() as f64), 0.0))?;
        for (at, _) in self.rows.iter().enumerate().filter(|(_, row)| matches!(row.mark, Mark::Figure(_))) {
            let top = layout.frame.top + at as f64 * layout.row_height;
            let frame = Frame { left: 0.0, right: form.width(), top: top + 1.0, bottom: top + layout.row_height - 1.0 };
            canvas.rectangle(Role::OurRow, frame)?;
        }
        self.paint_axis(&canvas, &layout)?;
        self.paint_joints(&canvas, &layout)?;
        for at in 0..self.rows.len() {
            self.paint_row(&canvas, &plot, &layout, at)?;
        }
        Ok(canvas.finish())
    }

    fn csv(&self) -> String {
        let unit = self.chart.measure.unit;
        let mut csv = Csv::new(&["step", "part"]);
        csv.figure(&[&self.chart.from.0, "before"], unit, &self.chart.from.1);
        for step in self.chart.steps.iter().filter(|_| self.chart.is_whole()) {
            csv.difference(&[&step.name, "change"], unit, step.value, step.interval);
        }
        csv.figure(&[&self.chart.to.0, "after"], unit, &self.chart.to.1);
        csv.finish()
    }
}
