//! A row for each brand or group: its value as a dot, its interval as a whisker, its range of ranks in words.

use super::canvas::{Anchor, Canvas, DrawError, Frame, Picture, Plot};
use super::drawn::{Heading, Worded};
use super::figure_text::{FigureText, Measure, Wording};
use super::scale::Axis;
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::text_width::{SLACK, fit, text_width};
use super::theme::{Form, GRID, Role};
use super::{Chart, ChartKind};
use crate::language::isolated;
use crate::metrics::{Estimate, Measured};
use plotters::coord::cartesian::MeshLine;
use plotters::element::{Circle, PathElement};

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "dots",
    shows: "brands or groups beside each other, each with its interval and its range of ranks",
    takes: "for each brand or group one estimate, and its range of ranks if it was ranked",
};

/// How many steps the axis has at most.
const STEPS: usize = 5;
/// With more rows than these, they stand closer.
const MANY_ROWS: usize = 12;
/// Space between columns.
const GUTTER: f64 = 14.0;

/// Ranked dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Dots {
    /// What stands above it.
    pub heading: Heading,
    /// What its figures are counted in.
    pub measure: Measure,
    /// The rows in the order in which they are drawn. Rows without a figure must not stand where theirs would be:
    /// ranked rows come first, the others after them in an order that does not depend on what was measured.
    pub rows: Vec<DotRow>,
    /// The value to reach, as a kept value.
    pub target: Option<f64>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct DotRow {
    /// The brand or group.
    pub name: String,
    /// Whether it is us.
    pub is_ours: bool,
    /// Its figure.
    pub estimate: Estimate,
    /// Its range of ranks in words, as in the table beside: `2nd to 3rd`.
    pub rank: Option<String>,
}

/// The chart with every figure as text.
struct WordedDots<'a> {
    dots: &'a Dots,
    wording: &'a Wording<'a>,
    figures: Vec<FigureText>,
    target: Option<String>,
    /// Whether ours are among others, and so stand out. Where all rows are ours, none does.
    among_others: bool,
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    frame: Frame,
    x: Axis,
    row_height: f64,
    /// Where values end.
    value_x: f64,
    /// Where ranks begin (wide) or end (narrow).
    rank_x: f64,
    name_room: f64,
}

impl Chart for Dots {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        Box::new(WordedDots::new(self, wording))
    }
}

impl<'a> WordedDots<'a> {
    fn new(dots: &'a Dots, wording: &'a Wording<'a>) -> WordedDots<'a> {
        let target = |kept| wording.words.fill("chart.target", &[("value", &wording.fixed(dots.measure, kept))]);
        WordedDots {
            dots,
            wording,
            figures: dots.rows.iter().map(|row| wording.figure(dots.measure, &row.estimate)).collect(),
            target: dots.target.map(target),
            among_others: dots.rows.iter().any(|row| !row.is_ours),
        }
    }

    fn stands_out(&self, row: &DotRow) -> bool {
        row.is_ours && self.among_others
    }

    fn layout(&self, form: Form) -> Layout {
        let dots = self.dots;
        let width = |text: &str, bold| text_width(text, form.text(), bold) * SLACK;
        let widest = |texts: &mut dyn Iterator<Item = (&str, bool)>| {
            texts.map(|(text, bold)| width(text, bold)).fold(0.0, f64::max).ceil()
        };
        let values =
            widest(&mut self.figures.iter().zip(&dots.rows).map(|(f, row)| (f.value.as_str(), self.stands_out(row))));
        let rank_word = self.wording.words.get("chart.rank");
        let ranks = match dots.rows.iter().any(|row| row.rank.is_some()) {
            true => widest(
                &mut dots.rows.iter().filter_map(|r| Some((r.rank.as_deref()?, false))).chain([(rank_word, false)]),
            ),
            false => 0.0,
        };
        let names = widest(&mut dots.rows.iter().map(|row| (row.name.as_str(), self.stands_out(row))));
        let measured = || dots.rows.iter().filter_map(|row| row.estimate.measured());
        let ends = measured().flat_map(|m| {
            let (lower, upper) = m.interval.unwrap_or((m.value, m.value));
            [m.value, lower, upper]
        });
        let x = Axis::of_values(dots.measure.unit, ends.chain(dots.target), STEPS);
        let top = if dots.target.is_some() || ranks > 0.0 { form.line() + 4.0 } else { 4.0 };
        let rank_column = if ranks > 0.0 { ranks + GUTTER } else { 0.0 };
        let (row_height, left, right, value_x, rank_x, name_room) = match form {
            Form::Wide => {
                let name_room = names.min(200.0);
                let value_x = form.width() - rank_column - 6.0;
                let row_height = if dots.rows.len() > MANY_ROWS { 24.0 } else { 30.0 };
                (
                    row_height,
                    name_room + GUTTER + 8.0,
                    value_x - values - GUTTER - 8.0,
                    value_x,
                    form.width() - ranks,
                    name_room,
                )
            }
            Form::Narrow => {
                let value_x = form.width() - 6.0;
                let rank_x = value_x - values - GUTTER;
                let name_room = rank_x - ranks - GUTTER - 6.0;
                (50.0, 16.0, form.width() - 16.0, value_x, rank_x, name_room.max(60.0))
            }
        };
        let bottom = top + row_height * dots.rows.len() as f64;
        Layout { form, frame: Frame { left, right, top, bottom }, x, row_height, value_x, rank_x, name_room }
    }

    fn paint_axis(&self, canvas: &Canvas, plot: &Plot, layout: &Layout) -> Result<(), DrawError> {
        canvas.open("axis");
        let (form, frame) = (layout.form, layout.frame);
        let mut ticks = Vec::new();
        plot.plotting_area().draw_mesh(
            |_, line| {
                if let MeshLine::XMesh((x, _), _, &value) = line {
                    ticks.push((value, f64::from(x) / GRID));
                }
                Ok(())
            },
            0,
            layout.x.ticks().len(),
        )?;
        for &(value, x) in &ticks {
            self.paint_vertical(canvas, layout, if value == 0.0 { Role::Zero } else { Role::Grid }, x)?;
        }
        for (value, x) in ticks {
            let text = self.wording.numbers.axis(self.dots.measure.unit, layout.x.step(), value);
            canvas.tick_below(&text, x, frame.bottom)?;
        }
        let header_y = form.line() / 2.0;
        let mut header_right = form.width();
        if self.dots.rows.iter().any(|row| row.rank.is_some()) && form == Form::Wide {
            canvas.text(Role::Note, self.wording.words.get("chart.rank"), layout.rank_x, header_y, Anchor::Start)?;
            header_right = layout.rank_x - GUTTER;
        }
        if let (Some(value), Some(text)) = (self.dots.target, &self.target) {
            let (x, _) = plot.plotting_area().map_coordinate(&(value, 0.0));
            let x = f64::from(x) / GRID;
            self.paint_vertical(canvas, layout, Role::Target, x)?;
            let half = text_width(text, form.text(), false) * SLACK / 2.0;
            canvas.text(Role::Note, text, x.min(header_right - half).max(half), header_y, Anchor::Middle)?;
        }
        canvas.close();
        Ok(())
    }

    /// A vertical line through all rows; in the narrow form through the marks only, not through the texts above them.
    fn paint_vertical(&self, canvas: &Canvas, layout: &Layout, role: Role, x: f64) -> Result<(), DrawError> {
        let Frame { top, bottom, .. } = layout.frame;
        if layout.form == Form::Wide {
            return canvas.line(role, (x, top), (x, bottom));
        }
        let rows = self.dots.rows.iter().enumerate();
        for (row, _) in rows.filter(|(_, row)| row.estimate.measured().is_some()) {
            let top = top + row as f64 * layout.row_height;
            canvas.line(role, (x, top + 8.0 + layout.form.line()), (x, top + layout.row_height - 3.0))?;
        }
        Ok(())
    }

    fn paint_row(&self, canvas: &Canvas, plot: &Plot, layout: &Layout, at: usize) -> Result<(), DrawError> {
        let (row, figure, form) = (&self.dots.rows[at], &self.figures[at], layout.form);
        let stands_out = self.stands_out(row);
        let role = if stands_out { Role::OurLabel } else { Role::TheirLabel };
        let top = layout.frame.top + at as f64 * layout.row_height;
        let (text_y, mark) = match form {
            Form::Wide => (top + layout.row_height / 2.0, 0.5),
            Form::Narrow => (top + 6.0 + form.line() / 2.0, 0.74),
        };
        canvas.title(&[&row.name, ": ", &figure.whole]);
        canvas.open(if row.is_ours { "series us" } else { "series them" });
        let name = fit(&row.name, layout.name_room / SLACK, form.text(), stands_out);
        if name != row.name {
            canvas.full(&[&row.name]);
        }
        match form {
            Form::Wide => canvas.text(role, &isolated(&name), layout.name_room + 8.0, text_y, Anchor::End)?,
            Form::Narrow => canvas.text(role, &isolated(&name), 6.0, text_y, Anchor::Start)?,
        }
        let value_role = if row.estimate.measured().is_some() { role } else { Role::Absent };
        canvas.text(
            value_role,
            &format!("{}{}", super::canvas::FIGURE, figure.value),
            layout.value_x,
            text_y,
            Anchor::End,
        )?;
        match row.estimate.measured() {
            Some(measured) => {
                paint_mark(plot, row.is_ours, measured, -(at as f64 + mark))?;
                if let Some(rank) = &row.rank {
                    let anchor = if form == Form::Wide { Anchor::Start } else { Anchor::End };
                    canvas.text(Role::Note, rank, layout.rank_x, text_y, anchor)?;
                }
            }
            None => {
                let y = top + layout.row_height * mark;
                canvas.text(Role::Absent, &figure.whole, layout.frame.left + 4.0, y, Anchor::Start)?;
            }
        }
        canvas.close();
        Ok(())
    }
}

impl Worded for WordedDots<'_> {
    fn describe(&self) -> String {
        let words = self.wording.words;
        let mut sentences = Vec::with_capacity(self.figures.len() + 1);
        for (row, figure) in self.dots.rows.iter().zip(&self.figures) {
            let rank = row.rank.as_deref().filter(|_| row.estimate.measured().is_some());
            let key = if rank.is_some() { "chart.describe.ranked" } else { "chart.describe.row" };
            let values = [("name", &*row.name), ("figure", &*figure.whole), ("rank", rank.unwrap_or_default())];
            sentences.push(words.fill(key, &values));
        }
        if sentences.is_empty() {
            sentences.push(words.get("chart.no_data").to_owned() + ".");
        }
        sentences.extend(self.target.iter().map(|target| words.fill("chart.describe.level", &[("level", target)])));
        sentences.join(" ")
    }

    fn table(&self) -> ChartTable {
        let words = self.wording.words;
        let ranked = self.dots.rows.iter().any(|row| row.rank.is_some());
        let mut header = vec![Cell::text(words.get("chart.name"))];
        header.extend(["chart.value", "chart.interval", "chart.base"].map(|key| Cell::number(words.get(key))));
        if ranked {
            header.push(Cell::text(words.get("chart.rank")));
        }
        let mut symbols = Symbols::default();
        let mut rows = Vec::with_capacity(self.figures.len());
        for (row, figure) in self.dots.rows.iter().zip(&self.figures) {
            symbols.note(&row.estimate);
            let mut cells = vec![Cell::text(&*row.name)];
            cells.extend(figure_cells(figure, &row.estimate, words.get("symbol.low")));
            if ranked {
                cells.push(Cell::text(row.rank.as_deref().unwrap_or_default()));
            }
            rows.push(cells);
        }
        ChartTable { caption: self.dots.heading.subtitle.clone(), header, rows, symbols }
    }

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        if self.dots.rows.is_empty() {
            return Canvas::nothing(form, self.wording.words.get("chart.no_data"));
        }
        let layout = self.layout(form);
        let measures = self.dots.rows.iter().any(|row| row.estimate.measured().is_some());
        // Without a dot there is nothing to measure by an axis.
        let foot = if measures { form.line() + 10.0 } else { 2.0 };
        let canvas = Canvas::new(form, layout.frame.bottom + foot);
        let count = self.dots.rows.len() as f64;
        // Rows are counted downwards, as they are read.
        let plot = canvas.plot(layout.frame, layout.x.clone(), Axis::between(-count, 0.0))?;
        for (at, row) in self.dots.rows.iter().enumerate() {
            if self.stands_out(row) {
                let top = layout.frame.top + at as f64 * layout.row_height;
                let frame =
                    Frame { left: 0.0, right: form.width(), top: top + 1.0, bottom: top + layout.row_height - 1.0 };
                canvas.rectangle(Role::OurRow, frame)?;
            }
        }
        if measures {
            self.paint_axis(&canvas, &plot, &layout)?;
        }
        for at in 0..self.dots.rows.len() {
            self.paint_row(&canvas, &plot, &layout, at)?;
        }
        Ok(canvas.finish())
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["name"]);
        for row in &self.dots.rows {
            csv.figure(&[&row.name], self.dots.measure.unit, &row.estimate);
        }
        csv.finish()
    }
}

/// The whisker and the dot of a row.
fn paint_mark(plot: &Plot, is_ours: bool, measured: &Measured, y: f64) -> Result<(), DrawError> {
    let (whisker, dot, hollow, radius) = match is_ours {
        true => (Role::OurWhisker, Role::OurDot, Role::OurHollow, 6.0),
        false => (Role::TheirWhisker, Role::TheirDot, Role::TheirHollow, 5.0),
    };
    let role = if measured.low_base { hollow } else { dot };
    let dot = Circle::new((measured.value, y), (radius * GRID) as i32, role.style());
    let whisker = measured.interval.map(|(lower, upper)| PathElement::new([(lower, y), (upper, y)], whisker.style()));
    // A full dot has its whisker before it: behind, the rim of the dot would leave specks of a short one.
    if !measured.low_base {
        plot.plotting_area().draw(&dot)?;
    }
    if let Some(whisker) = &whisker {
        plot.plotting_area().draw(whisker)?;
    }
    if measured.low_base {
        plot.plotting_area().draw(&dot)?;
    }
    Ok(())
}
