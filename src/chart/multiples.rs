//! Small multiples: a small trend for each brand or group on one scale, each beside the same line to compare it with.

use super::canvas::{Anchor, Canvas, DrawError, FIGURE, Frame, Picture, Plot};
use super::drawn::{Heading, Worded};
use super::figure_text::{FigureText, Measure, Wording};
use super::scale::Axis;
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::text_width::{SLACK, fit, text_width};
use super::theme::{Form, GRID, Role};
use super::trend::{Series, WaveMark};
use super::{Chart, ChartKind};
use crate::language::isolated;
use crate::metrics::{Estimate, Measured};
use plotters::element::{Circle, PathElement, Polygon};

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "multiples",
    shows: "one metric over waves in a small chart for each brand or group, all on one scale",
    takes: "for each brand or group one estimate a wave, and a line that all are compared with",
};

/// How many steps the axis of values has at most.
const STEPS: usize = 6;
/// Space between two panels.
const GUTTER: f64 = 18.0;

/// Small multiples.
#[derive(Debug, Clone, PartialEq)]
pub struct Multiples {
    /// What stands above it.
    pub heading: Heading,
    /// What its figures are counted in.
    pub measure: Measure,
    /// The waves, oldest first, without holes.
    pub waves: Vec<WaveMark>,
    /// A small chart each.
    pub panels: Vec<Series>,
    /// The line that stands in every panel, for comparison: us beside competitors, all customers beside groups.
    pub beside: Option<Series>,
    /// Waves that no line joins to the wave before, because they do not measure the same thing.
    pub apart: Vec<usize>,
}

/// The chart with every figure as text.
struct WordedMultiples<'a> {
    chart: &'a Multiples,
    wording: &'a Wording<'a>,
    /// For each panel, and at the end for the line beside them, its figure in each wave.
    figures: Vec<Vec<FigureText>>,
    y: Axis,
    ticks: Vec<String>,
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    columns: usize,
    /// Where the first panel begins.
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Chart for Multiples {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        Box::new(WordedMultiples::new(self, wording))
    }
}

/// The estimate of a series in a wave; a series that ends early has no data after its end.
fn point(series: &Series, wave: usize) -> &Estimate {
    series.points.get(wave).unwrap_or(&Estimate::NoData)
}

impl Multiples {
    /// The panels, then the line beside them if it has no panel of its own.
    fn all(&self) -> impl Iterator<Item = &Series> {
        let beside = self.beside.iter().filter(|beside| self.panels.iter().all(|panel| panel.name != beside.name));
        self.panels.iter().chain(beside)
    }

    fn measured<'s>(&self, series: &'s Series) -> impl Iterator<Item = (usize, &'s Measured)> + use<'s> {
        (0..self.waves.len()).filter_map(move |wave| Some((wave, point(series, wave).measured()?)))
    }

    /// How far from its figure an interval's end may stretch the scale: to half as far again as is usual, so that one panel with
    /// few answers does not make flat lines of all the others.
    fn widest(&self) -> f64 {
        let ours = self.all().filter(|series| series.is_ours);
        let intervals = ours.flat_map(|series| self.measured(series)).filter_map(|(_, m)| Some((m.value, m.interval?)));
        let mut distances: Vec<f64> =
            intervals.map(|(value, (low, high))| (value - low).max(high - value)).filter(|d| d.is_finite()).collect();
        distances.sort_by(f64::total_cmp);
        distances.get(distances.len() / 2).map_or(f64::INFINITY, |usual| 1.5 * usual)
    }

    /// Neighbouring waves with a figure, through which a line is drawn.
    fn runs<'s>(&self, series: &'s Series) -> Vec<Vec<(usize, &'s Measured)>> {
        let mut runs: Vec<Vec<(usize, &Measured)>> = Vec::new();
        for (wave, measured) in self.measured(series) {
            match runs.last_mut() {
                Some(run) if run.last().is_some_and(|b| b.0 + 1 == wave) && !self.apart.contains(&wave) => {
                    run.push((wave, measured));
                }
                _ => runs.push(vec![(wave, measured)]),
            }
        }
        runs
    }
}

impl<'a> WordedMultiples<'a> {
    fn new(chart: &'a Multiples, wording: &'a Wording<'a>) -> WordedMultiples<'a> {
        let figures = chart.all().map(|series| {
            (0..chart.waves.len()).map(|wave| wording.figure(chart.measure, point(series, wave))).collect()
        });
        let most = chart.widest();
        let shown = chart.all().flat_map(|series| {
            chart.measured(series).flat_map(move |(_, m)| {
                let (low, high) = m.interval.filter(|_| series.is_ours).unwrap_or((m.value, m.value));
                [m.value, low.max(m.value - most), high.min(m.value + most)]
            })
        });
        let y = Axis::of_values(chart.measure.unit, shown, STEPS);
        let ticks = y.ticks().iter().map(|&tick| wording.numbers.axis(chart.measure.unit, y.step(), tick)).collect();
        WordedMultiples { chart, wording, figures: figures.collect(), y, ticks }
    }

    fn layout(&self, form: Form) -> Layout {
        let ticks = self.ticks.iter().map(|tick| text_width(tick, form.text(), false) * SLACK).fold(0.0, f64::max);
        let left = ticks.ceil() + 8.0;
        let most = match form {
            Form::Wide => 4,
            Form::Narrow => 2,
        };
        // As many rows as are needed, and in each about as many panels.
        let count = self.chart.panels.len().max(1);
        let columns = count.div_ceil(count.div_ceil(most));
        let width = (form.width() - left - GUTTER * (columns - 1) as f64 - 6.0) / columns as f64;
        let keys = usize::from(self.chart.beside.is_some()) + usize::from(self.is_cut());
        let top = if keys > 0 { form.line() * keys as f64 + 8.0 } else { 0.0 };
        Layout { form, columns, left, top, width, height: if form == Form::Wide { 112.0 } else { 96.0 } }
    }

    /// From the top of a panel to that of the one below: name, plot, names of waves.
    fn panel_height(layout: &Layout) -> f64 {
        layout.form.line() * 2.0 + layout.height + 28.0
    }

    /// Which line stands in every panel.
    fn paint_key(&self, canvas: &Canvas, layout: &Layout) -> Result<(), DrawError> {
        let form = layout.form;
        let y = form.line() / 2.0;
        if self.is_cut() {
            let y = y + if self.chart.beside.is_some() { form.line() } else { 0.0 };
            canvas.text(Role::Note, self.wording.words.get("chart.multiples.cut"), 0.0, y, Anchor::Start)?;
        }
        let Some(beside) = &self.chart.beside else { return Ok(()) };
        let text = self.wording.words.fill("chart.multiples.beside", &[("name", &isolated(&beside.name))]);
        let shown = fit(&text, (form.width() - 32.0) / SLACK, form.text(), false);
        canvas.open("legend");
        canvas.line(if beside.is_ours { Role::OurThin } else { Role::TheirLine }, (0.0, y), (22.0, y))?;
        canvas.text(Role::Note, &isolated(&shown), 30.0, y, Anchor::Start)?;
        canvas.close();
        Ok(())
    }

    fn paint_panel(&self, canvas: &Canvas, layout: &Layout, at: usize) -> Result<(), DrawError> {
        let (panel, form) = (&self.chart.panels[at], layout.form);
        let (row, column) = (at / layout.columns, at % layout.columns);
        let top = layout.top + row as f64 * Self::panel_height(layout);
        let left = layout.left + column as f64 * (layout.width + GUTTER);
        let head = top + form.line() / 2.0;
        let frame = Frame { left, right: left + layout.width, top: top + form.line() + 6.0, bottom: 0.0 };
        let frame = Frame { bottom: frame.top + layout.height, ..frame };
        let count = self.chart.waves.len();
        let x = match count {
            0 | 1 => Axis::of_positions(1, 0.5, 0.5),
            // Room for half of the last dot.
            _ => {
                let margin = 5.0 * (count - 1) as f64 / (layout.width - 10.0);
                Axis::of_positions(count, margin, margin)
            }
        };
        let plot = canvas.plot(frame, x, self.y.clone())?;
        self.paint_axes(canvas, &plot, layout, frame, column == 0)?;
        canvas.title(&[&panel.name]);
        canvas.open(if panel.is_ours { "series us" } else { "series them" });
        let last = self.chart.measured(panel).last();
        let value = last.map(|(wave, _)| self.figures[at][wave].value.as_str()).unwrap_or_default();
        let value_width = text_width(value, form.text(), panel.is_ours) * SLACK;
        let role = if panel.is_ours { Role::OurLabel } else { Role::TheirLabel };
        let name = fit(&panel.name, (layout.width - value_width - 8.0) / SLACK, form.text(), panel.is_ours);
        if name != panel.name {
            canvas.full(&[&panel.name]);
        }
        canvas.text(role, &isolated(&name), frame.left, head, Anchor::Start)?;
        if panel.is_ours {
            self.paint_bands(&plot, panel)?;
        }
        if let Some(beside) = self.chart.beside.as_ref().filter(|beside| beside.name != panel.name) {
            let role = if beside.is_ours { Role::OurThin } else { Role::TheirLine };
            self.paint_line(&plot, beside, role)?;
        }
        if last.is_some() {
            canvas.title(&[&self.titled(at)]);
            canvas.text(role, &format!("{FIGURE}{value}"), frame.right, head, Anchor::End)?;
            self.paint_series(canvas, &plot, at)?;
        } else {
            canvas.note_in(frame, self.figures[at].last().map_or("", |figure| &figure.whole))?;
        }
        canvas.close();
        Ok(())
    }

    /// The newest figure of a panel with its wave.
    fn titled(&self, at: usize) -> String {
        let panel = &self.chart.panels[at];
        self.chart.measured(panel).last().map_or_else(String::new, |(wave, _)| {
            format!("{}, {}: {}", panel.name, self.chart.waves[wave].name, self.figures[at][wave].whole)
        })
    }

    fn paint_axes(
        &self,
        canvas: &Canvas,
        plot: &Plot,
        layout: &Layout,
        frame: Frame,
        is_first: bool,
    ) -> Result<(), DrawError> {
        let form = layout.form;
        canvas.open("axis");
        let y_of = |value: f64| f64::from(plot.plotting_area().map_coordinate(&(0.0, value)).1) / GRID;
        for &tick in self.y.ticks() {
            let role = if tick == 0.0 { Role::Zero } else { Role::Grid };
            canvas.line(role, (frame.left, y_of(tick)), (frame.right, y_of(tick)))?;
        }
        let mut free = f64::MAX;
        for (&tick, text) in self.y.ticks().iter().zip(&self.ticks).filter(|_| is_first) {
            // Ticks of low panels may stand closer than lines of text.
            let y = y_of(tick);
            if y + form.line() <= free + 0.01 || free == f64::MAX {
                canvas.text(Role::Tick, text, frame.left - 6.0, y, Anchor::End)?;
                free = y;
            }
        }
        if let [first, .., last] = self.chart.waves.as_slice() {
            let room = (frame.right - frame.left) / 2.0 - 4.0;
            let y = frame.bottom + 6.0 + form.line() / 2.0;
            for (wave, x, anchor) in [(first, frame.left, Anchor::Start), (last, frame.right, Anchor::End)] {
                let text = fit(&wave.name, room / SLACK, form.text(), false);
                canvas.text(Role::Tick, &isolated(&text), x, y, anchor)?;
            }
        }
        canvas.close();
        Ok(())
    }

    fn paint_line(&self, plot: &Plot, series: &Series, role: Role) -> Result<(), DrawError> {
        for run in self.chart.runs(series).iter().filter(|run| run.len() > 1) {
            let points: Vec<(f64, f64)> = run.iter().map(|&(wave, m)| (wave as f64, m.value)).collect();
            plot.plotting_area().draw(&PathElement::new(points, role.style()))?;
        }
        Ok(())
    }

    /// The interval of a panel's line, below everything else.
    fn paint_bands(&self, plot: &Plot, panel: &Series) -> Result<(), DrawError> {
        for run in self.chart.runs(panel).iter().filter(|run| run.len() > 1) {
            let ends: Option<Vec<(f64, (f64, f64))>> =
                run.iter().map(|&(wave, m)| Some((wave as f64, m.interval?))).collect();
            let Some(ends) = ends else { continue };
            let upper = self.within(ends.iter().map(|&(x, (_, upper))| (x, upper)));
            let lower = self.within(ends.iter().map(|&(x, (lower, _))| (x, lower)));
            let outline: Vec<(f64, f64)> = upper.into_iter().chain(lower.into_iter().rev()).collect();
            plot.plotting_area().draw(&Polygon::new(outline, Role::Band.style()))?;
        }
        Ok(())
    }

    /// A line cut where it leaves the panel.
    fn within(&self, points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
        let (low, high) = self.y.ends();
        let mut line: Vec<(f64, f64)> = Vec::new();
        let mut before: Option<(f64, f64)> = None;
        for (x, y) in points {
            if let Some((from_x, from_y)) = before {
                let mut edges: Vec<f64> = [low, high]
                    .into_iter()
                    .filter(|edge| (from_y - edge) * (y - edge) < 0.0)
                    .map(|edge| (edge - from_y) / (y - from_y))
                    .collect();
                edges.sort_by(f64::total_cmp);
                line.extend(edges.iter().map(|part| {
                    let at = from_y + (y - from_y) * part;
                    (from_x + (x - from_x) * part, at.clamp(low, high))
                }));
            }
            line.push((x, y.clamp(low, high)));
            before = Some((x, y));
        }
        line
    }

    /// Whether a band leaves its panel.
    fn is_cut(&self) -> bool {
        let (low, high) = self.y.ends();
        let ours = self.chart.panels.iter().filter(|panel| panel.is_ours);
        let bands = ours.flat_map(|panel| self.chart.runs(panel)).filter(|run| run.len() > 1).flatten();
        bands.filter_map(|(_, m)| m.interval).any(|(lower, upper)| lower < low || upper > high)
    }

    /// The line of a panel, a dot where a figure stands alone and at the end.
    fn paint_series(&self, canvas: &Canvas, plot: &Plot, at: usize) -> Result<(), DrawError> {
        let panel = &self.chart.panels[at];
        let area = plot.plotting_area();
        let runs = self.chart.runs(panel);
        self.paint_line(plot, panel, if panel.is_ours { Role::OurLine } else { Role::TheirStrong })?;
        let last = self.chart.measured(panel).last().map(|(wave, _)| wave);
        for run in &runs {
            for &(wave, m) in run.iter().filter(|(wave, m)| run.len() == 1 || m.low_base || Some(*wave) == last) {
                let role = match (panel.is_ours, m.low_base) {
                    (true, false) => Role::OurDot,
                    (true, true) => Role::OurHollow,
                    (false, false) => Role::TheirDot,
                    (false, true) => Role::TheirHollow,
                };
                let figure = &self.figures[at][wave].whole;
                canvas.title(&[&panel.name, ", ", &self.chart.waves[wave].name, ": ", figure]);
                area.draw(&Circle::new((wave as f64, m.value), (3.5 * GRID) as i32, role.style()))?;
            }
        }
        Ok(())
    }
}

impl Worded for WordedMultiples<'_> {
    fn describe(&self) -> String {
        let words = self.wording.words;
        let mut sentences = Vec::new();
        for (series, figures) in self.chart.all().zip(&self.figures) {
            let ends = self.chart.measured(series).next().zip(self.chart.measured(series).last());
            let key = match ends {
                Some((first, last)) if first.0 != last.0 => "chart.describe.ends",
                Some(_) => "chart.describe.point",
                None => "chart.describe.row",
            };
            let (first, last) = ends.map_or((0, 0), |(first, last)| (first.0, last.0));
            let figure = |wave: usize| figures.get(wave).map_or(words.get("chart.no_data"), |f| &f.whole);
            let wave = |wave: usize| self.chart.waves.get(wave).map_or("", |wave| &wave.name);
            sentences.push(words.fill(
                key,
                &[
                    ("name", &*series.name),
                    ("figure", figure(last)),
                    ("first", figure(first)),
                    ("first_wave", wave(first)),
                    ("last", figure(last)),
                    ("last_wave", wave(last)),
                ],
            ));
        }
        match sentences.is_empty() {
            true => words.get("chart.no_data").to_owned() + ".",
            false => sentences.join(" "),
        }
    }

    fn table(&self) -> ChartTable {
        let words = self.wording.words;
        let mut header = vec![Cell::text(words.get("chart.name")), Cell::text(words.get("chart.wave"))];
        header.extend(["chart.value", "chart.interval", "chart.base"].map(|key| Cell::number(words.get(key))));
        let mut symbols = Symbols::default();
        let mut rows = Vec::new();
        for (series, figures) in self.chart.all().zip(&self.figures) {
            for (at, (wave, figure)) in self.chart.waves.iter().zip(figures).enumerate() {
                let estimate = point(series, at);
                symbols.note(estimate);
                let mut cells = vec![Cell::text(&*series.name), Cell::text(&*wave.name)];
                cells.extend(figure_cells(figure, estimate, words.get("symbol.low")));
                rows.push(cells);
            }
        }
        ChartTable { caption: self.chart.heading.subtitle.clone(), header, rows, symbols }
    }

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        if self.chart.panels.is_empty() {
            return Canvas::nothing(form, self.wording.words.get("chart.no_data"));
        }
        let layout = self.layout(form);
        let rows = self.chart.panels.len().div_ceil(layout.columns);
        let canvas = Canvas::new(form, layout.top + rows as f64 * Self::panel_height(&layout));
        self.paint_key(&canvas, &layout)?;
        for at in 0..self.chart.panels.len() {
            self.paint_panel(&canvas, &layout, at)?;
        }
        Ok(canvas.finish())
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["series", "wave"]);
        for series in self.chart.all() {
            for (at, wave) in self.chart.waves.iter().enumerate() {
                csv.figure(&[&series.name, &wave.name], self.chart.measure.unit, point(series, at));
            }
        }
        csv.finish()
    }
}
