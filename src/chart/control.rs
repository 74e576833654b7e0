//! A control chart: months with the limits of what months usually vary by, and those that stand out from them.

use super::canvas::{Anchor, Canvas, DrawError, FIGURE, Frame, Picture, Plot};
use super::drawn::{Heading, Worded};
use super::figure_text::{FigureText, Measure, Wording};
use super::flags::{FlagText, Flags};
use super::labels::spread;
use super::scale::Axis;
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::text_width::{SLACK, text_width};
use super::theme::{Form, GRID, Role};
use super::value_axis::ValueAxis;
use super::wave_axis::{WaveAxis, axis_height};
use super::{Chart, ChartKind, WaveMark};
use crate::metrics::Estimate;
use crate::number::exact;
use crate::stats::control::Point;
use plotters::element::{Circle, PathElement, Polygon};

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "control",
    shows: "a metric by month with the limits of what months usually vary by, and the months that stand out",
    takes: "for each month one estimate with its limits, and why it stands out",
};

/// How many steps the axis of values has at most.
const STEPS: usize = 5;
/// Space between the plot and the labels at its right.
const LABEL_GAP: f64 = 12.0;
/// With more months than these, their dots are smaller.
const MANY_MONTHS: usize = 36;
/// Of months that stand out so many, the newest, have their names in the picture.
const MOST_NAMES: usize = 4;
/// The radius of the ring around a month that stands out.
const RING: f64 = 8.5;

/// A control chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart {
    /// What stands above it.
    pub heading: Heading,
    /// What its figures are counted in.
    pub measure: Measure,
    /// The months, oldest first, without holes.
    pub months: Vec<WaveMark>,
    /// A figure for each month.
    pub points: Vec<ControlPoint>,
}

/// A month of a control chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlPoint {
    /// The figure.
    pub estimate: Estimate,
    /// Its limits; absent where there is no figure that could be judged.
    pub limits: Option<Point>,
    /// Whether it is judged.
    pub state: ControlState,
    /// Why it stands out, in a few words; empty if it does not.
    pub why: String,
}

/// What part a month has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlState {
    /// The limits come from it, or it has no figure.
    Before,
    /// It stood out when it was new, and no limits come from it.
    LeftOut,
    /// It is judged.
    Judged,
}

/// The chart with every figure as text.
struct WordedControl<'a> {
    chart: &'a ControlChart,
    wording: &'a Wording<'a>,
    figures: Vec<FigureText>,
    axis: Axis,
    ticks: Vec<String>,
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    frame: Frame,
    x: Axis,
}

impl Chart for ControlChart {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        Box::new(WordedControl::new(self, wording))
    }
}

impl ControlChart {
    fn point(&self, month: usize) -> Option<&ControlPoint> {
        self.points.get(month)
    }

    /// The months that have a figure, with it.
    fn measured(&self) -> impl Iterator<Item = (usize, f64)> {
        let of = |(at, point): (usize, &ControlPoint)| Some((at, point.estimate.measured()?.value));
        self.points.iter().take(self.months.len()).enumerate().filter_map(of)
    }

    /// The months that have limits, with them.
    fn limited(&self) -> impl Iterator<Item = (usize, Point)> {
        self.points.iter().take(self.months.len()).enumerate().filter_map(|(at, point)| Some((at, point.limits?)))
    }

    /// The first month that is judged, if others come before it.
    fn boundary(&self) -> Option<usize> {
        self.points.iter().position(|point| point.state == ControlState::Judged).filter(|first| *first > 0)
    }
}

impl<'a> WordedControl<'a> {
    fn new(chart: &'a ControlChart, wording: &'a Wording<'a>) -> WordedControl<'a> {
        let limits = chart.limited().flat_map(|(_, point)| [point.lower, point.centre, point.upper]);
        let values = chart.measured().map(|(_, value)| value).chain(limits);
        let axis = Axis::of_values(chart.measure.unit, values, STEPS);
        let ticks = axis.ticks().iter().map(|tick| wording.numbers.axis(chart.measure.unit, axis.step(), *tick));
        let empty = Estimate::NoData;
        let figure = |month| {
            let estimate = chart.point(month).map_or(&empty, |point| &point.estimate);
            wording.figure(chart.measure, estimate)
        };
        WordedControl {
            chart,
            wording,
            figures: (0..chart.months.len()).map(figure).collect(),
            ticks: ticks.collect(),
            axis,
        }
    }

    fn value(&self, kept: f64) -> String {
        self.wording.numbers.value(self.chart.measure.unit, self.chart.measure.decimals, kept)
    }

    fn limits_text(&self, point: &Point) -> String {
        let Measure { unit, decimals } = self.chart.measure;
        self.wording.numbers.interval(unit, decimals, (point.lower, point.upper))
    }

    fn is_hidden(&self) -> bool {
        self.chart.points.iter().any(|point| point.estimate == Estimate::Suppressed)
    }

    fn empty_word(&self) -> &'static str {
        if self.is_hidden() { "chart.suppressed" } else { "chart.no_data" }
    }

    fn note(&self, point: &ControlPoint) -> String {
        match point.state {
            ControlState::LeftOut => self.wording.words.get("chart.control.left_out").to_owned(),
            _ => point.why.clone(),
        }
    }

    /// What stands at the right end: the newest limits.
    fn labels(&self, form: Form) -> Vec<(Role, String, f64)> {
        let Some((_, point)) = self.chart.limited().last() else { return Vec::new() };
        let label = |role, key: &str, kept: f64| {
            let text = self.wording.words.fill(key, &[("value", &*format!("{FIGURE}{}", self.value(kept)))]);
            (role, text, kept)
        };
        let (upper, lower) = match form {
            Form::Wide => ("chart.control.upper", "chart.control.lower"),
            Form::Narrow => ("chart.control.limit", "chart.control.limit"),
        };
        vec![
            label(Role::Note, upper, point.upper),
            label(Role::TheirLabel, "chart.control.centre", point.centre),
            label(Role::Note, lower, point.lower),
        ]
    }

    fn layout(&self, form: Form, labels: &[(Role, String, f64)]) -> Layout {
        let width = |text: &str| text_width(text, form.text(), false) * SLACK;
        let ticks = self.ticks.iter().map(|tick| width(tick)).fold(0.0, f64::max);
        let room = labels.iter().map(|(_, text, _)| width(text)).fold(0.0, f64::max);
        let left = ticks.ceil() + 10.0;
        let right = form.width() - if room > 0.0 { room.ceil() + LABEL_GAP } else { 10.0 };
        let height = match form {
            _ if self.ticks.is_empty() => 80.0,
            Form::Wide => 280.0,
            Form::Narrow => 230.0,
        };
        let frame = Frame { left, right, top: 10.0, bottom: 10.0 + height };
        // Limits belong to the whole of a month, so that half a month lies on either side.
        Layout { form, frame, x: Axis::of_positions(self.chart.months.len().max(1), 0.6, 0.6) }
    }

    /// Where judging begins, and the months that stand out.
    fn flags(&self, layout: &Layout) -> Flags {
        let (chart, frame) = (self.chart, layout.frame);
        let x = |position: f64| layout.x.pixel(position, frame.left, frame.right);
        let boundary = chart.boundary().filter(|_| !self.ticks.is_empty()).map(|first| FlagText {
            x: x(first as f64 - 0.5),
            text: self.wording.words.get("chart.control.from_here").to_owned(),
            role: Role::Event,
            foot: None,
        });
        let standing = chart.points.iter().take(chart.months.len()).enumerate().filter_map(|(month, point)| {
            let value = point.estimate.measured().filter(|_| !point.why.is_empty())?.value;
            let y = self.axis.pixel(value, frame.bottom, frame.top) - frame.top;
            Some(FlagText {
                x: x(month as f64),
                text: chart.months[month].axis.minor.clone(),
                role: Role::Leader,
                foot: Some((y - RING).max(0.0)),
            })
        });
        // With more of them the rings, and the table, say enough.
        let standing: Vec<FlagText> = standing.collect();
        let named = standing.into_iter().rev().take(MOST_NAMES);
        Flags::place(layout.form, frame, boundary.into_iter().chain(named))
    }

    /// The band of what is usual, a step for each month.
    fn paint_limits(&self, plot: &Plot) -> Result<(), DrawError> {
        for run in runs(self.chart.limited()) {
            let steps = |of: fn(&Point) -> f64| -> Vec<(f64, f64)> {
                run.iter().flat_map(|(month, p)| [-0.5, 0.5].map(|half| (*month as f64 + half, of(p)))).collect()
            };
            let (upper, lower, centre) = (steps(|p| p.upper), steps(|p| p.lower), steps(|p| p.centre));
            let outline: Vec<(f64, f64)> = upper.iter().copied().chain(lower.iter().rev().copied()).collect();
            let area = plot.plotting_area();
            area.draw(&Polygon::new(outline, Role::Limits.style()))?;
            for edge in [upper, lower] {
                area.draw(&PathElement::new(edge, Role::Baseline.style()))?;
            }
            area.draw(&PathElement::new(centre, Role::TheirLine.style()))?;
        }
        Ok(())
    }

    fn paint_points(&self, canvas: &Canvas, plot: &Plot) -> Result<(), DrawError> {
        let chart = self.chart;
        let area = plot.plotting_area();
        canvas.open("series us");
        for run in runs(chart.measured()).into_iter().filter(|run| run.len() > 1) {
            let points: Vec<(f64, f64)> = run.into_iter().map(|(month, value)| (month as f64, value)).collect();
            area.draw(&PathElement::new(points, Role::OurLine.style()))?;
        }
        let radius = if chart.months.len() > MANY_MONTHS { 2.5 } else { 4.0 };
        for (month, value) in chart.measured() {
            let point = &chart.points[month];
            let at = (month as f64, value);
            let low = point.estimate.measured().is_some_and(|measured| measured.low_base);
            let role = if low { Role::OurHollow } else { Role::OurDot };
            let note = self.note(point);
            let semicolon = if note.is_empty() { "" } else { "; " };
            canvas.title(&[&chart.months[month].name, ": ", &self.figures[month].whole, semicolon, &note]);
            area.draw(&Circle::new(at, (radius * GRID) as i32, role.style()))?;
            let ring = match point.state {
                ControlState::LeftOut => Role::FormerSignal,
                _ if !point.why.is_empty() => Role::Signal,
                _ => continue,
            };
            area.draw(&Circle::new(at, (RING * GRID) as i32, ring.style()))?;
        }
        canvas.close();
        Ok(())
    }

    /// A symbol at the foot of each month whose figure is not shown, at the same height whatever it is.
    fn paint_absences(&self, canvas: &Canvas, layout: &Layout) -> Result<(), DrawError> {
        let symbol = self.wording.words.get("symbol.suppressed");
        let width = text_width(symbol, layout.form.text(), false) * SLACK;
        let mut free_from = f64::NEG_INFINITY;
        for (month, point) in self.chart.points.iter().take(self.chart.months.len()).enumerate() {
            if point.estimate != Estimate::Suppressed || self.ticks.is_empty() {
                continue;
            }
            let x = layout.x.pixel(month as f64, layout.frame.left, layout.frame.right);
            if x - width / 2.0 >= free_from {
                canvas.title(&[&self.chart.months[month].name, ": ", &self.figures[month].whole]);
                canvas.text(Role::Absent, symbol, x, layout.frame.bottom - 10.0, Anchor::Middle)?;
                free_from = x + width / 2.0 + 2.0;
            }
        }
        Ok(())
    }

    fn paint_labels(&self, canvas: &Canvas, layout: &Layout, labels: &[(Role, String, f64)]) -> Result<(), DrawError> {
        let (form, frame) = (layout.form, layout.frame);
        let y = |value: &f64| self.axis.pixel(*value, frame.bottom, frame.top);
        let wanted: Vec<f64> = labels.iter().map(|(_, _, value)| y(value)).collect();
        let half = form.line() / 2.0;
        canvas.open("labels");
        for ((role, text, _), y) in labels.iter().zip(spread(&wanted, form.line(), frame.top.max(half), frame.bottom)) {
            canvas.text(*role, text, frame.right + LABEL_GAP, y, Anchor::Start)?;
        }
        canvas.close();
        Ok(())
    }
}

impl Worded for WordedControl<'_> {
    fn describe(&self) -> String {
        let (chart, words) = (self.chart, self.wording.words);
        let name = |month: usize| chart.months[month].name.as_str();
        let mut said = Vec::new();
        let ends = chart.measured().next().zip(chart.measured().last());
        let Some(((first, _), (last, _))) = ends else { return words.get(self.empty_word()).to_owned() + "." };
        let figures = [("first", name(first)), ("last", name(last)), ("figure", &*self.figures[last].whole)];
        said.push(words.fill("chart.control.course", &figures));
        if let Some((month, point)) = chart.limited().last() {
            let values =
                [("month", name(month)), ("centre", &self.value(point.centre)), ("limits", &self.limits_text(&point))];
            said.push(words.fill("chart.control.limits", &values));
        }
        for (month, point) in chart.points.iter().enumerate().filter(|(_, point)| !point.why.is_empty()) {
            let values = [("month", name(month)), ("figure", &*self.figures[month].whole), ("why", &point.why)];
            said.push(words.fill("chart.control.signal", &values));
        }
        for (state, word) in [(Estimate::Suppressed, "chart.suppressed"), (Estimate::NoData, "chart.no_data")] {
            let months = chart.points.iter().enumerate().filter(|(_, point)| point.estimate == state);
            let months: Vec<&str> = months.map(|(month, _)| name(month)).collect();
            if !months.is_empty() {
                let values = [("word", words.get(word)), ("months", &months.join(", "))];
                said.push(words.fill("chart.control.absent", &values));
            }
        }
        said.join(" ")
    }

    fn table(&self) -> ChartTable {
        let (chart, words) = (self.chart, self.wording.words);
        let mut header = vec![Cell::text(words.get("chart.month"))];
        let keys = ["chart.value", "chart.interval", "chart.base", "chart.control.usual"];
        header.extend(keys.map(|key| Cell::number(words.get(key))));
        header.push(Cell::text(words.get("chart.control.note")));
        let mut symbols = Symbols::default();
        let mut rows = Vec::with_capacity(chart.months.len());
        for ((month, point), figure) in chart.months.iter().zip(&chart.points).zip(&self.figures) {
            symbols.note(&point.estimate);
            let mut cells = vec![Cell::text(&*month.name)];
            cells.extend(figure_cells(figure, &point.estimate, words.get("symbol.low")));
            cells.push(Cell::number(point.limits.map(|limits| self.limits_text(&limits)).unwrap_or_default()));
            cells.push(Cell::text(self.note(point)));
            rows.push(cells);
        }
        ChartTable { caption: chart.heading.subtitle.clone(), header, rows, symbols }
    }

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        if self.chart.months.is_empty() {
            return Canvas::nothing(form, self.wording.words.get(self.empty_word()));
        }
        let labels = self.labels(form);
        let mut layout = self.layout(form, &labels);
        let flags = self.flags(&layout);
        layout.frame.top += flags.height();
        layout.frame.bottom += flags.height();
        let canvas = Canvas::new(form, layout.frame.bottom + axis_height(&self.chart.months, form));
        let plot = canvas.plot(layout.frame, layout.x.clone(), self.axis.clone())?;
        self.paint_limits(&plot)?;
        let empty = self.wording.words.get(self.empty_word());
        ValueAxis { frame: layout.frame, ticks: &self.ticks, empty }.paint(&canvas, &plot)?;
        WaveAxis { waves: &self.chart.months, form, frame: layout.frame, x: &layout.x }.paint(&canvas)?;
        flags.paint(&canvas, layout.frame.bottom)?;
        self.paint_points(&canvas, &plot)?;
        self.paint_absences(&canvas, &layout)?;
        self.paint_labels(&canvas, &layout, &labels)?;
        Ok(canvas.finish())
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["month", "centre", "lower_limit", "upper_limit", "note"]);
        for (month, point) in self.chart.months.iter().zip(&self.chart.points) {
            let unit = self.chart.measure.unit;
            let limit = |of: fn(&Point) -> f64| point.limits.map(|p| exact(unit.export(of(&p)))).unwrap_or_default();
            let [centre, lower, upper] = [limit(|p| p.centre), limit(|p| p.lower), limit(|p| p.upper)];
            csv.figure(&[&month.name, &centre, &lower, &upper, &self.note(point)], unit, &point.estimate);
        }
        csv.finish()
    }
}

/// Neighbouring months: nothing is drawn across a gap.
fn runs<T>(points: impl Iterator<Item = (usize, T)>) -> Vec<Vec<(usize, T)>> {
    let mut runs: Vec<Vec<(usize, T)>> = Vec::new();
    for point in points {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|before| before.0 + 1 == point.0) => run.push(point),
            _ => runs.push(vec![point]),
        }
    }
    runs
}
