//! How much each attribute matters against how well it is rated, with both uncertainties as a cross.

use super::canvas::{Anchor, Canvas, DrawError, Frame, Picture, Plot};
use super::drawn::{Heading, Worded};
use super::figure_text::{FigureText, Measure, Wording};
use super::labels::spread;
use super::scale::Axis;
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::text_width::{SLACK, fit, text_width, wrap};
use super::theme::{Form, GRID, Role};
use super::{Chart, ChartKind};
use crate::language::isolated;
use crate::metrics::{Estimate, Measured};
use plotters::element::{Circle, PathElement};

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "priorities",
    shows: "how much each attribute matters against how well it is rated",
    takes: "for each attribute its importance and its rating, both as estimates, and its place in words",
};

/// How many steps an axis has at most.
const STEPS: usize = 4;
/// Space between the plot and the names.
const GUTTER: f64 = 18.0;
/// Radius of a dot.
const RADIUS: f64 = 5.0;

/// Importance against performance.
#[derive(Debug, Clone, PartialEq)]
pub struct Priorities {
    /// What stands above it.
    pub heading: Heading,
    /// How importance is counted.
    pub importance: Measure,
    /// How ratings are counted.
    pub performance: Measure,
    /// The attributes, in the order of the table.
    pub attributes: Vec<Priority>,
    /// Where the plane is cut: rating, importance; kept values.
    pub lines: Option<(f64, f64)>,
    /// What the quarters are called: important and poor, important and good, unimportant and poor, unimportant and good.
    pub quarters: [String; 4],
}

/// One attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Priority {
    /// What it is called.
    pub name: String,
    /// How much it matters.
    pub importance: Estimate,
    /// How it is rated.
    pub performance: Estimate,
    /// Its quarter, and whether it may as well belong to another, in words.
    pub place: String,
    /// Whether it is to be worked on first: important and poor.
    pub is_first: bool,
    /// Whether it may as well belong to another quarter.
    pub is_borderline: bool,
}

/// The chart with every figure as text.
struct WordedPriorities<'a> {
    chart: &'a Priorities,
    wording: &'a Wording<'a>,
    importance: Vec<FigureText>,
    performance: Vec<FigureText>,
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    frame: Frame,
    x: Axis,
    y: Axis,
    /// Where names begin, and how wide they may be.
    name_x: f64,
    name_room: f64,
}

impl Chart for Priorities {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        Box::new(WordedPriorities::new(self, wording))
    }
}

impl<'a> WordedPriorities<'a> {
    fn new(chart: &'a Priorities, wording: &'a Wording<'a>) -> WordedPriorities<'a> {
        let texts = |measure: Measure, of: fn(&Priority) -> &Estimate| {
            chart.attributes.iter().map(|attribute| wording.figure(measure, of(attribute))).collect()
        };
        WordedPriorities {
            chart,
            wording,
            importance: texts(chart.importance, |attribute| &attribute.importance),
            performance: texts(chart.performance, |attribute| &attribute.performance),
        }
    }

    /// The attributes that can be drawn: both figures may be shown.
    fn drawn(&self) -> impl Iterator<Item = (usize, &'a Priority, &'a Measured, &'a Measured)> {
        self.chart.attributes.iter().enumerate().filter_map(|(at, attribute)| {
            Some((at, attribute, attribute.performance.measured()?, attribute.importance.measured()?))
        })
    }

    /// Why nothing is drawn.
    fn empty_word(&self) -> &'static str {
        let figures = self.chart.attributes.iter().flat_map(|one| [&one.importance, &one.performance]);
        let hidden = figures.into_iter().any(|figure| *figure == Estimate::Suppressed);
        if hidden { "chart.suppressed" } else { "chart.no_data" }
    }

    fn layout(&self, form: Form) -> Layout {
        let ends = |m: &Measured| {
            let (lower, upper) = m.interval.unwrap_or((m.value, m.value));
            [m.value, lower, upper]
        };
        let (line_x, line_y) = self.chart.lines.unzip();
        let xs = self.drawn().flat_map(|(_, _, performance, _)| ends(performance)).chain(line_x);
        let x = Axis::of_values(self.chart.performance.unit, xs, STEPS);
        let ys = self.drawn().flat_map(|(_, _, _, importance)| ends(importance)).chain(line_y);
        let y = Axis::of_values(self.chart.importance.unit, ys, STEPS);
        let width = |text: &str, bold| text_width(text, form.text(), bold) * SLACK;
        let ticks = y.ticks().iter().map(|&tick| self.wording.numbers.axis(self.chart.importance.unit, y.step(), tick));
        let left = ticks.map(|text| width(&text, false)).fold(0.0, f64::max).ceil() + 8.0;
        let most = if form == Form::Wide { 190.0 } else { 140.0 };
        let names = self.drawn().map(|(_, attribute, _, _)| width(&attribute.name, attribute.is_first));
        let name_room = names.fold(0.0, f64::max).ceil().min(most);
        let name_x = form.width() - name_room - 1.0;
        let plot_height: f64 = match form {
            Form::Wide => 320.0,
            Form::Narrow => 340.0,
        };
        // Every name has its line.
        let height = plot_height.max(self.drawn().count() as f64 * form.line() + 8.0);
        let top = form.line() + 8.0;
        let right = name_x - GUTTER;
        // The names of the quarters have lines of their own above and below all crosses.
        let room = |quarters: [&str; 2]| match self.chart.lines {
            Some(_) => {
                let lines = quarters.map(|name| quarter_lines(name, form, right - left).len());
                form.line() * lines[0].max(lines[1]) as f64 + 6.0
            }
            None => 0.0,
        };
        let [poor, good, low, overkill] = &self.chart.quarters;
        let (above, below) = (room([poor, good]), room([low, overkill]));
        let frame = Frame { left, right, top, bottom: top + above + height + below };
        Layout { form, frame, x, y: y.with_room(below / height, above / height), name_x, name_room }
    }

    fn paint_axes(&self, canvas: &Canvas, plot: &Plot, layout: &Layout) -> Result<(), DrawError> {
        let (frame, form, words) = (layout.frame, layout.form, self.wording.words);
        let pixel = |at: (f64, f64)| {
            let (x, y) = plot.plotting_area().map_coordinate(&at);
            (f64::from(x) / GRID, f64::from(y) / GRID)
        };
        let (low_x, low_y) = (layout.x.clamp(f64::MIN), layout.y.clamp(f64::MIN));
        canvas.open("axis");
        for &tick in layout.y.ticks() {
            let (_, y) = pixel((low_x, tick));
            canvas.line(Role::Grid, (frame.left, y), (frame.right, y))?;
            let text = self.wording.numbers.axis(self.chart.importance.unit, layout.y.step(), tick);
            canvas.text(Role::Tick, &text, frame.left - 6.0, y, Anchor::End)?;
        }
        let mut last = f64::MIN;
        for &tick in layout.x.ticks() {
            let (x, _) = pixel((tick, low_y));
            canvas.line(Role::Grid, (x, frame.top), (x, frame.bottom))?;
            let text = self.wording.numbers.axis(self.chart.performance.unit, layout.x.step(), tick);
            let half = text_width(&text, form.text(), false) * SLACK / 2.0;
            if x - half > last {
                canvas.tick_below(&text, x, frame.bottom)?;
                last = x + half + 4.0;
            }
        }
        if let Some((x, y)) = self.chart.lines {
            let (x, y) = pixel((x, y));
            canvas.line(Role::Baseline, (x, frame.top), (x, frame.bottom))?;
            canvas.line(Role::Baseline, (frame.left, y), (frame.right, y))?;
        }
        canvas.text(Role::Note, words.get("chart.importance.axis"), 0.0, form.line() / 2.0, Anchor::Start)?;
        let below = frame.bottom + 8.0 + form.line() * 1.5;
        canvas.text(Role::Note, words.get("chart.rating.axis"), frame.right, below, Anchor::End)?;
        canvas.close();
        Ok(())
    }

    /// The names of the quarters in the corners of the plot, one on each line so that none runs into another.
    fn paint_quarters(&self, canvas: &Canvas, layout: &Layout) -> Result<(), DrawError> {
        if self.chart.lines.is_none() {
            return Ok(());
        }
        let (frame, form) = (layout.frame, layout.form);
        let line = form.line();
        let (top, bottom) = (frame.top + line / 2.0 + 2.0, frame.bottom - line / 2.0 - 2.0);
        let [poor, good, low, overkill] = &self.chart.quarters;
        let places = [
            (poor, frame.left + 4.0, top, Anchor::Start),
            (good, frame.right - 4.0, top, Anchor::End),
            (low, frame.left + 4.0, bottom, Anchor::Start),
            (overkill, frame.right - 4.0, bottom, Anchor::End),
        ];
        for (text, x, y, anchor) in places {
            let shown = quarter_lines(text, form, frame.right - frame.left);
            if shown.join(" ") != *text {
                canvas.full(&[text]);
            }
            let first = if y == top { y } else { y - line * (shown.len() as f64 - 1.0) };
            for (at, text) in shown.iter().enumerate() {
                canvas.text(Role::Flag, &isolated(text), x, first + line * at as f64, anchor)?;
            }
        }
        Ok(())
    }

    fn paint_cross(
        &self,
        canvas: &Canvas,
        plot: &Plot,
        at: usize,
        attribute: &Priority,
        (performance, importance): (&Measured, &Measured),
    ) -> Result<(), DrawError> {
        let (whisker, dot, hollow) = match attribute.is_first {
            true => (Role::OurWhisker, Role::OurDot, Role::OurHollow),
            false => (Role::TheirWhisker, Role::TheirDot, Role::TheirHollow),
        };
        canvas.title(&[&self.sentence(at)]);
        canvas.open(if attribute.is_first { "series us" } else { "series them" });
        let (x, y) = (performance.value, importance.value);
        if let Some((lower, upper)) = performance.interval {
            plot.plotting_area().draw(&PathElement::new([(lower, y), (upper, y)], whisker.style()))?;
        }
        if let Some((lower, upper)) = importance.interval {
            plot.plotting_area().draw(&PathElement::new([(x, lower), (x, upper)], whisker.style()))?;
        }
        let role = if attribute.is_borderline { hollow } else { dot };
        plot.plotting_area().draw(&Circle::new((x, y), (RADIUS * GRID) as i32, role.style()))?;
        canvas.close();
        Ok(())
    }

    /// The names beside the plot, each with a line to the right end of its cross.
    fn paint_names(&self, canvas: &Canvas, plot: &Plot, layout: &Layout) -> Result<(), DrawError> {
        let (frame, form) = (layout.frame, layout.form);
        let ends: Vec<(f64, f64)> = self
            .drawn()
            .map(|(_, _, performance, importance)| {
                let right = performance.interval.map_or(performance.value, |(_, upper)| upper.max(performance.value));
                let place = |x| plot.plotting_area().map_coordinate(&(x, importance.value));
                let ((dot, y), (end, _)) = (place(performance.value), place(right));
                (f64::from(end).max(f64::from(dot) + RADIUS * GRID) / GRID, f64::from(y) / GRID)
            })
            .collect();
        let wanted: Vec<f64> = ends.iter().map(|(_, y)| *y).collect();
        let half = form.line() / 2.0;
        let placed = spread(&wanted, form.line(), frame.top + half, frame.bottom - half);
        for (((_, attribute, _, _), end), y) in self.drawn().zip(&ends).zip(&placed) {
            canvas.line(Role::Leader, (end.0 + 3.0, end.1), (layout.name_x - 4.0, *y))?;
            let role = if attribute.is_first { Role::OurLabel } else { Role::TheirLabel };
            let text = fit(&attribute.name, layout.name_room / SLACK, form.text(), attribute.is_first);
            if text != attribute.name {
                canvas.full(&[&attribute.name]);
            }
            canvas.text(role, &isolated(&text), layout.name_x, *y, Anchor::Start)?;
        }
        Ok(())
    }

    /// All that is known of an attribute: in the description, and beside its mark.
    fn sentence(&self, at: usize) -> String {
        let attribute = &self.chart.attributes[at];
        self.wording.words.fill(
            "chart.describe.priority",
            &[
                ("name", &attribute.name),
                ("importance", &self.importance[at].whole),
                ("rating", &self.performance[at].whole),
                ("place", &attribute.place),
            ],
        )
    }
}

/// The name of a quarter in at most two lines, in half of the plot's width.
fn quarter_lines(name: &str, form: Form, width: f64) -> Vec<String> {
    let room = width / 2.0 - 8.0;
    let mut lines = wrap(name, room, form.text(), false);
    if lines.len() > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(fit(&rest, room / SLACK, form.text(), false));
    }
    lines
}

impl Worded for WordedPriorities<'_> {
    fn describe(&self) -> String {
        let words = self.wording.words;
        let sentences: Vec<String> = (0..self.chart.attributes.len()).map(|at| self.sentence(at)).collect();
        match sentences.is_empty() {
            true => words.get("chart.no_data").to_owned() + ".",
            false => sentences.join(" "),
        }
    }

    fn table(&self) -> ChartTable {
        let words = self.wording.words;
        let mut header = vec![Cell::text(words.get("chart.name"))];
        let keys = ["chart.importance", "chart.interval", "chart.base", "chart.rating", "chart.interval", "chart.base"];
        header.extend(keys.map(|key| Cell::number(words.get(key))));
        header.push(Cell::text(words.get("chart.place")));
        let mut symbols = Symbols::default();
        let mut rows = Vec::with_capacity(self.chart.attributes.len());
        for (at, attribute) in self.chart.attributes.iter().enumerate() {
            let mut cells = vec![Cell::text(&*attribute.name)];
            for (text, estimate) in
                [(&self.importance[at], &attribute.importance), (&self.performance[at], &attribute.performance)]
            {
                symbols.note(estimate);
                cells.extend(figure_cells(text, estimate, words.get("symbol.low")));
            }
            cells.push(Cell::text(&*attribute.place));
            rows.push(cells);
        }
        ChartTable { caption: self.chart.heading.subtitle.clone(), header, rows, symbols }
    }

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        if self.drawn().next().is_none() {
            return Canvas::nothing(form, self.wording.words.get(self.empty_word()));
        }
        let layout = self.layout(form);
        let frame = layout.frame;
        let canvas = Canvas::new(form, frame.bottom + 2.0 * form.line() + 12.0);
        let plot = canvas.plot(frame, layout.x.clone(), layout.y.clone())?;
        self.paint_axes(&canvas, &plot, &layout)?;
        self.paint_quarters(&canvas, &layout)?;
        for (at, attribute, performance, importance) in self.drawn() {
            self.paint_cross(&canvas, &plot, at, attribute, (performance, importance))?;
        }
        self.paint_names(&canvas, &plot, &layout)?;
        Ok(canvas.finish())
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["name", "figure"]);
        for attribute in &self.chart.attributes {
            csv.figure(&[&attribute.name, "importance"], self.chart.importance.unit, &attribute.importance);
            csv.figure(&[&attribute.name, "rating"], self.chart.performance.unit, &attribute.performance);
        }
        csv.finish()
    }
}
