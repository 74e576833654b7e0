//! A cumulative curve: the share that is over within each length of time, with the thresholds that were promised.

use super::canvas::{Anchor, Canvas, DrawError, FIGURE, Frame, Picture, Plot};
use super::drawn::{Heading, Worded};
use super::figure_text::{FigureText, Measure, Wording, fit_name, name_and_figure};
use super::flags::{FlagText, Flags};
use super::labels::spread;
use super::scale::Axis;
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::text_width::{SLACK, text_width};
use super::theme::{Form, GRID, Role};
use super::{Chart, ChartKind};
use crate::metrics::Estimate;
use crate::number::{Unit, exact};
use plotters::element::{Circle, PathElement, Polygon};

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "curve",
    shows: "the share that is over within each length of time, with the thresholds that were promised",
    takes: "for each length of time the share that is over within it",
};

/// How many steps the axis of time has at most.
const STEPS: usize = 6;
/// Space between the plot and the labels at the lines' ends.
const LABEL_GAP: f64 = 10.0;

/// Cumulative curves over the same lengths of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What stands above it.
    pub heading: Heading,
    /// What lengths of time are counted in: seconds or hours.
    pub unit: Unit,
    /// Decimals of the shares.
    pub decimals: usize,
    /// Lengths of time in that unit, rising.
    pub times: Vec<f64>,
    /// The curves; ours with its interval as a band.
    pub lines: Vec<CurveLine>,
    /// Thresholds in the same unit.
    pub thresholds: Vec<f64>,
}

/// One curve.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveLine {
    /// What it is about; may be empty if it is alone.
    pub name: String,
    /// Whether it is the one to look at.
    pub is_ours: bool,
    /// The share within each length of time.
    pub shares: Vec<Estimate>,
}

/// The chart with every figure as text.
struct WordedCurve<'a> {
    chart: &'a Curve,
    wording: &'a Wording<'a>,
    /// For each line, its share within each time.
    figures: Vec<Vec<FigureText>>,
    /// Lengths of time as texts.
    times: Vec<String>,
    x: Axis,
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    frame: Frame,
    label_room: f64,
}

impl Chart for Curve {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        Box::new(WordedCurve::new(self, wording))
    }
}

impl Curve {
    /// The measured points of a line: place among the times, and share.
    fn measured(&self, line: usize) -> impl Iterator<Item = (usize, f64)> {
        let shares = self.lines[line].shares.iter().take(self.times.len());
        shares.enumerate().filter_map(|(at, share)| Some((at, share.measured()?.value)))
    }

    /// The place of a length of time among the times.
    fn place(&self, time: f64) -> Option<usize> {
        self.times.iter().position(|known| (known - time).abs() <= 1e-9 * time.abs().max(1.0))
    }

    /// The places that are told one by one: the thresholds, and the last.
    fn told(&self, line: usize) -> Vec<usize> {
        let mut places: Vec<usize> = self.thresholds.iter().filter_map(|time| self.place(*time)).collect();
        places.retain(|place| self.measured(line).any(|(at, _)| at == *place));
        if places.is_empty() {
            places.extend(self.measured(line).last().map(|(at, _)| at));
        }
        places
    }
}

impl<'a> WordedCurve<'a> {
    fn new(chart: &'a Curve, wording: &'a Wording<'a>) -> WordedCurve<'a> {
        let measure = Measure { unit: Unit::Share, decimals: chart.decimals };
        let of_line = |line: &CurveLine| line.shares.iter().map(|share| wording.figure(measure, share)).collect();
        let times = chart.times.iter().map(|time| wording.numbers.axis(chart.unit, *time, *time));
        WordedCurve {
            chart,
            wording,
            figures: chart.lines.iter().map(of_line).collect(),
            times: times.collect(),
            x: match chart.times.as_slice() {
                [] => Axis::between(0.0, 1.0),
                times => {
                    let last = times.iter().copied().fold(0.0, f64::max);
                    Axis::of_values(chart.unit, [0.0, last], STEPS).ending_at(last)
                }
            },
        }
    }

    fn is_empty(&self) -> bool {
        (0..self.chart.lines.len()).all(|line| self.chart.measured(line).next().is_none())
    }

    fn empty_word(&self) -> &'static str {
        let hidden = self.chart.lines.iter().flat_map(|line| &line.shares).any(|share| *share == Estimate::Suppressed);
        if hidden { "chart.suppressed" } else { "chart.no_data" }
    }

    /// What stands at the right end of each line.
    fn labels(&self) -> Vec<(Role, String, usize, f64)> {
        let label = |line: usize| {
            let (last, share) = self.chart.measured(line).last()?;
            let role = if self.chart.lines[line].is_ours { Role::OurLabel } else { Role::TheirLabel };
            let text = name_and_figure(&self.chart.lines[line].name, &self.figures[line][last].value);
            Some((role, text, last, share))
        };
        (0..self.chart.lines.len()).filter_map(label).collect()
    }

    fn layout(&self, form: Form, labels: &[(Role, String, usize, f64)]) -> Layout {
        let width = |text: &str, bold| text_width(text, form.text(), bold) * SLACK;
        let ticks = Axis::of_shares()
            .ticks()
            .iter()
            .map(|t| self.wording.numbers.axis(Unit::Share, 0.25, *t))
            .collect::<Vec<_>>();
        let left = ticks.iter().map(|tick| width(tick, false)).fold(0.0, f64::max).ceil() + 10.0;
        let most = if form == Form::Wide { 190.0 } else { 118.0 };
        let room = labels.iter().map(|(role, text, ..)| width(text, role.is_bold())).fold(0.0, f64::max).min(most);
        let right = form.width() - if room > 0.0 { room.ceil() + LABEL_GAP } else { 14.0 };
        let height = match form {
            Form::Wide => 280.0,
            Form::Narrow => 230.0,
        };
        Layout { form, frame: Frame { left, right, top: 10.0, bottom: 10.0 + height }, label_room: room }
    }

    fn x_of(&self, layout: &Layout, time: f64) -> f64 {
        self.x.pixel(time, layout.frame.left, layout.frame.right)
    }

    /// The thresholds, each with the share within it.
    fn flags(&self, layout: &Layout) -> Flags {
        let ours = self.chart.lines.iter().position(|line| line.is_ours);
        let flag = |time: &f64| {
            let text = self.wording.numbers.axis(self.chart.unit, *time, *time);
            let share = ours.zip(self.chart.place(*time)).map(|(line, place)| self.figures[line][place].value.as_str());
            let values = [("time", &*text), ("share", share.unwrap_or_default())];
            let key = if share.is_some() { "chart.curve.threshold" } else { "chart.curve.threshold.plain" };
            FlagText {
                x: self.x_of(layout, self.x.clamp(*time)),
                text: self.wording.words.fill(key, &values),
                role: Role::Target,
                foot: None,
            }
        };
        Flags::place(layout.form, layout.frame, self.chart.thresholds.iter().map(flag))
    }

    fn paint_axes(&self, canvas: &Canvas, layout: &Layout) -> Result<(), DrawError> {
        canvas.open("axis");
        let (form, Frame { left, right, top, bottom }) = (layout.form, layout.frame);
        for &share in Axis::of_shares().ticks() {
            let y = Axis::of_shares().pixel(share, bottom, top);
            canvas.line(if share == 0.0 { Role::Zero } else { Role::Grid }, (left, y), (right, y))?;
            canvas.text(
                Role::Tick,
                &self.wording.numbers.axis(Unit::Share, 0.25, share),
                left - 7.0,
                y,
                Anchor::End,
            )?;
        }
        let mut free_from = f64::NEG_INFINITY;
        for &time in self.x.ticks() {
            let x = self.x_of(layout, time);
            let text = self.wording.numbers.axis(self.chart.unit, self.x.step(), time);
            let half = text_width(&text, form.text(), false) * SLACK / 2.0;
            canvas.line(Role::Grid, (x, bottom), (x, bottom + 5.0))?;
            let middle = x.max(half).min(form.width() - half);
            if middle - half >= free_from {
                canvas.text(Role::Tick, &text, middle, bottom + 8.0 + form.line() / 2.0, Anchor::Middle)?;
                free_from = middle + half + 6.0;
            }
        }
        let name = self.wording.words.get("chart.curve.axis");
        canvas.text(Role::Note, name, left, bottom + 8.0 + form.line() * 1.5, Anchor::Start)?;
        canvas.close();
        Ok(())
    }

    fn paint_band(&self, plot: &Plot, line: usize) -> Result<(), DrawError> {
        let chart = self.chart;
        let ends = chart.lines[line].shares.iter().zip(&chart.times).filter_map(|(share, time)| {
            let (lower, upper) = share.measured()?.interval?;
            Some((*time, lower.max(0.0), upper.min(1.0)))
        });
        let ends: Vec<(f64, f64, f64)> = ends.collect();
        if ends.len() > 1 {
            let upper = ends.iter().map(|(time, _, upper)| (*time, *upper));
            let lower = ends.iter().rev().map(|(time, lower, _)| (*time, *lower));
            let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
            plot.plotting_area().draw(&Polygon::new(outline, Role::Band.style()))?;
        }
        Ok(())
    }

    fn paint_line(&self, canvas: &Canvas, plot: &Plot, at: usize) -> Result<(), DrawError> {
        let (chart, area) = (self.chart, plot.plotting_area());
        let line = &chart.lines[at];
        let points: Vec<(usize, f64)> = chart.measured(at).collect();
        if points.is_empty() {
            return Ok(());
        }
        if !line.name.is_empty() {
            canvas.title(&[&line.name]);
        }
        canvas.open(if line.is_ours { "series us" } else { "series them" });
        let role = if line.is_ours { Role::OurLine } else { Role::TheirLine };
        let course: Vec<(f64, f64)> = points.iter().map(|(place, share)| (chart.times[*place], *share)).collect();
        if course.len() > 1 {
            area.draw(&PathElement::new(course, role.style()))?;
        }
        let told = chart.told(at);
        for (place, share) in points {
            let is_low = line.shares[place].measured().is_some_and(|measured| measured.low_base);
            let dot = match (line.is_ours, is_low) {
                (true, false) => Role::OurDot,
                (true, true) => Role::OurHollow,
                (false, false) => Role::TheirDot,
                (false, true) => Role::TheirHollow,
            };
            let radius = if told.contains(&place) && line.is_ours { 5.0 } else { 3.2 };
            let comma = if line.name.is_empty() { "" } else { ", " };
            canvas.title(&[&line.name, comma, &self.times[place], ": ", &self.figures[at][place].whole]);
            area.draw(&Circle::new((chart.times[place], share), (radius * GRID) as i32, dot.style()))?;
        }
        canvas.close();
        Ok(())
    }

    fn paint_labels(
        &self,
        canvas: &Canvas,
        layout: &Layout,
        labels: &[(Role, String, usize, f64)],
    ) -> Result<(), DrawError> {
        let (form, frame) = (layout.form, layout.frame);
        let y_of = |share: f64| Axis::of_shares().pixel(share, frame.bottom, frame.top);
        let wanted: Vec<f64> = labels.iter().map(|(_, _, _, share)| y_of(*share)).collect();
        let half = form.line() / 2.0;
        canvas.open("labels");
        for ((role, text, last, share), y) in
            labels.iter().zip(spread(&wanted, form.line(), frame.top.max(half), frame.bottom))
        {
            let (end_x, end_y) = (self.x_of(layout, self.chart.times[*last]), y_of(*share));
            let x = frame.right + LABEL_GAP;
            if (y - end_y).abs() > 3.0 || end_x < frame.right - 20.0 {
                canvas.line(Role::Leader, (end_x + 6.0, end_y), (x - 3.0, y))?;
            }
            let shown = fit_name(text, layout.label_room, form, *role);
            if shown != *text {
                canvas.full(&[&text.replace(FIGURE, "")]);
            }
            canvas.text(*role, &shown, x, y, Anchor::Start)?;
        }
        canvas.close();
        Ok(())
    }
}

impl Worded for WordedCurve<'_> {
    fn describe(&self) -> String {
        let words = self.wording.words;
        if self.is_empty() {
            return words.get(self.empty_word()).to_owned() + ".";
        }
        let mut said = Vec::new();
        for (at, line) in self.chart.lines.iter().enumerate() {
            let name = if line.name.is_empty() { words.get("chart.share") } else { &line.name };
            for place in self.chart.told(at) {
                let figure = &self.figures[at][place].whole;
                said.push(
                    words.fill("chart.curve.told", &[("name", name), ("time", &self.times[place]), ("figure", figure)]),
                );
            }
        }
        said.join(" ")
    }

    fn table(&self) -> ChartTable {
        let (chart, words) = (self.chart, self.wording.words);
        let several = chart.lines.len() > 1;
        let mut header = vec![Cell::text(words.get("chart.curve.within"))];
        if several {
            header.push(Cell::text(words.get("chart.curve.line")));
        }
        header.extend(["chart.share", "chart.interval", "chart.base"].map(|key| Cell::number(words.get(key))));
        let mut symbols = Symbols::default();
        let mut rows = Vec::new();
        for (at, time) in self.times.iter().enumerate() {
            for (line, figures) in chart.lines.iter().zip(&self.figures) {
                let Some((share, figure)) = line.shares.get(at).zip(figures.get(at)) else { continue };
                symbols.note(share);
                let mut cells = vec![Cell::text(&**time)];
                if several {
                    cells.push(Cell::text(&*line.name));
                }
                cells.extend(figure_cells(figure, share, words.get("symbol.low")));
                rows.push(cells);
            }
        }
        ChartTable { caption: chart.heading.subtitle.clone(), header, rows, symbols }
    }

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        if self.is_empty() {
            return Canvas::nothing(form, self.wording.words.get(self.empty_word()));
        }
        let labels = self.labels();
        let mut layout = self.layout(form, &labels);
        let flags = self.flags(&layout);
        layout.frame.top += flags.height();
        layout.frame.bottom += flags.height();
        let canvas = Canvas::new(form, layout.frame.bottom + 2.0 * form.line() + 12.0);
        let plot = canvas.plot(layout.frame, self.x.clone(), Axis::of_shares())?;
        for line in (0..self.chart.lines.len()).filter(|line| self.chart.lines[*line].is_ours) {
            self.paint_band(&plot, line)?;
        }
        self.paint_axes(&canvas, &layout)?;
        flags.paint(&canvas, layout.frame.bottom)?;
        // Ours on top.
        let mut order: Vec<usize> = (0..self.chart.lines.len()).collect();
        order.sort_by_key(|line| self.chart.lines[*line].is_ours);
        for line in order {
            self.paint_line(&canvas, &plot, line)?;
        }
        self.paint_labels(&canvas, &layout, &labels)?;
        Ok(canvas.finish())
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["line", "within"]);
        for line in &self.chart.lines {
            for (time, share) in self.chart.times.iter().zip(&line.shares) {
                csv.figure(&[&line.name, &exact(*time)], Unit::Share, share);
            }
        }
        csv.finish()
    }
}
