//! How answers are distributed: a bar of 100 % a row, cut into the shares of the answers in the order of the scale. Bars
//! of a scale with two sides are centred on its middle, so that what lies on either side can be compared between rows.

use super::canvas::{Anchor, Canvas, DrawError, FIGURE, Frame, Picture};
use super::drawn::{Heading, Worded};
use super::figure_text::{FigureText, Measure, Wording};
use super::scale::Axis;
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::text_width::{SLACK, fit, text_width};
use super::theme::{Form, GRID, Role, shade};
use super::{Chart, ChartKind};
use crate::language::isolated;
use crate::metrics::Estimate;
use crate::number::Unit;
use plotters::element::Rectangle;

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "distribution",
    shows: "the shares of all answers in each wave or group, in the order of the scale",
    takes: "for each wave or group one estimate an answer",
};

/// Space between a bar and what stands beside it.
const GUTTER: f64 = 12.0;
/// With more rows than these, they stand closer.
const MANY_ROWS: usize = 12;
/// White between two parts of a bar, so that they are told apart without colour.
const EDGE: f64 = 1.5;

/// A distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// What stands above it.
    pub heading: Heading,
    /// Decimals of the shares.
    pub decimals: usize,
    /// The answers in the order in which they are drawn, from left to right.
    pub answers: Vec<Answer>,
    /// Whether the first of them is the best (else the last is).
    pub best_first: bool,
    /// Whether the answers are a scale with two sides: bars stand so that half of the answer in the middle, or the border
    /// between the two answers there, lies on one line in all rows.
    pub centred: bool,
    /// The rows.
    pub rows: Vec<DistributionRow>,
}

/// An answer, or several together: `promoters`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it is called.
    pub label: String,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct DistributionRow {
    /// The wave or group.
    pub name: String,
    /// The share of each answer.
    pub shares: Vec<Estimate>,
}

/// The chart with every figure as text.
struct WordedDistribution<'a> {
    chart: &'a Distribution,
    wording: &'a Wording<'a>,
    figures: Vec<Vec<FigureText>>,
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    left: f64,
    right: f64,
    /// Where the first row begins.
    top: f64,
    row_height: f64,
    bar_height: f64,
    /// From the top of a row to its bar.
    bar_top: f64,
    name_room: f64,
    /// How much lies left of the line that bars are centred on, at most; 0 where they are not.
    before: f64,
    /// What the width holds, in bars of 100 %: 1 where bars are not centred.
    whole: f64,
    legend: Vec<LegendEntry>,
}

impl Layout {
    /// Pixels of a place that lies `share` of a whole bar from the left edge.
    fn x_of(&self, share: f64) -> f64 {
        self.left + share / self.whole * (self.right - self.left)
    }
}

/// A label of the legend.
struct LegendEntry {
    answer: usize,
    text: String,
    x: f64,
    y: f64,
    /// Whether it stands over its part of the first bar, so that no swatch is needed.
    is_direct: bool,
}

impl Chart for Distribution {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        Box::new(WordedDistribution::new(self, wording))
    }
}

impl Distribution {
    fn share(&self, row: usize, answer: usize) -> &Estimate {
        self.rows.get(row).and_then(|row| row.shares.get(answer)).unwrap_or(&Estimate::NoData)
    }

    /// The shares of a row that may be drawn, scaled to a sum of 1; none if any of them may not be shown, because
    /// the others would give it away.
    fn bar(&self, row: usize) -> Option<Vec<f64>> {
        let shares: Option<Vec<f64>> =
            (0..self.answers.len()).map(|answer| Some(self.share(row, answer).measured()?.value.max(0.0))).collect();
        let shares = shares?;
        let sum: f64 = shares.iter().sum();
        (sum > 0.0 && sum.is_finite()).then(|| shares.iter().map(|share| share / sum).collect())
    }

    /// How much of a bar lies left of the middle of the scale; 0 where bars are not centred.
    fn before_middle(&self, shares: &[f64]) -> f64 {
        if !self.centred {
            return 0.0;
        }
        let middle = shares.len() / 2;
        let half = if shares.len().is_multiple_of(2) { 0.0 } else { shares[middle] / 2.0 };
        shares[..middle].iter().sum::<f64>() + half
    }

    /// Why a row has no bar.
    fn absence(&self, row: usize) -> Estimate {
        let hidden = (0..self.answers.len()).any(|answer| *self.share(row, answer) == Estimate::Suppressed);
        if hidden { Estimate::Suppressed } else { Estimate::NoData }
    }

    /// What may be told of a share: nothing where the row has no bar.
    fn told(&self, row: usize, answer: usize) -> Estimate {
        match self.bar(row) {
            Some(_) => self.share(row, answer).clone(),
            None => self.absence(row),
        }
    }

    fn shade(&self, answer: usize) -> (Role, Role) {
        let count = self.answers.len();
        shade(if self.best_first { count - 1 - answer } else { answer }, count)
    }
}

impl<'a> WordedDistribution<'a> {
    fn new(chart: &'a Distribution, wording: &'a Wording<'a>) -> WordedDistribution<'a> {
        let measure = Measure { unit: Unit::Share, decimals: chart.decimals };
        let of_row = |row| (0..chart.answers.len()).map(|at| wording.figure(measure, &chart.told(row, at))).collect();
        WordedDistribution { chart, wording, figures: (0..chart.rows.len()).map(of_row).collect() }
    }

    /// `n 672`, or the word for a row without a bar.
    fn base(&self, row: usize) -> String {
        match self.figures[row].first() {
            Some(figure) if self.chart.bar(row).is_some() => match figure.base.as_str() {
                "" => String::new(),
                n => self.wording.words.fill("base.n", &[("n", n)]),
            },
            Some(figure) => figure.value.clone(),
            None => String::new(),
        }
    }

    fn layout(&self, form: Form) -> Layout {
        let width = |text: &str| text_width(text, form.text(), false) * SLACK;
        let names = self.chart.rows.iter().map(|row| width(&row.name)).fold(0.0, f64::max).ceil();
        let bases = (0..self.chart.rows.len()).map(|row| width(&self.base(row))).fold(0.0, f64::max).ceil();
        // Many rows are read as a pattern, not one by one.
        let (bar_height, gap) = if self.chart.rows.len() > MANY_ROWS { (18.0, 5.0) } else { (26.0, 8.0) };
        let (name_room, left, right, bar_top) = match form {
            Form::Wide => {
                let name_room = names.min(190.0);
                (name_room, name_room + GUTTER, form.width() - bases - GUTTER, gap / 2.0)
            }
            Form::Narrow => (form.width() - bases - GUTTER, 0.0, form.width(), form.line() + 4.0),
        };
        let row_height = match form {
            Form::Wide => bar_height + gap,
            Form::Narrow => bar_top + bar_height + gap + 2.0,
        };
        let sides: Vec<f64> = (0..self.chart.rows.len())
            .filter_map(|row| Some(self.chart.before_middle(&self.chart.bar(row)?)))
            .collect();
        let before = sides.iter().copied().fold(0.0, f64::max);
        let after = sides.iter().map(|side| 1.0 - side).fold(0.0, f64::max);
        let mut layout = Layout {
            form,
            left,
            right,
            top: 0.0,
            row_height,
            bar_height,
            bar_top,
            name_room,
            before,
            whole: before + after,
            legend: Vec::new(),
        };
        if sides.is_empty() {
            return layout;
        }
        layout.legend = self.direct_legend(&layout).unwrap_or_else(|| self.flowing_legend(&layout));
        layout.top = layout.legend.iter().map(|entry| entry.y).fold(0.0, f64::max) + form.line() / 2.0 + 4.0;
        layout
    }

    /// Labels over the parts of the first bar, if each has room there.
    fn direct_legend(&self, layout: &Layout) -> Option<Vec<LegendEntry>> {
        // On a phone the row's name stands between the legend and the bar.
        if layout.form == Form::Narrow {
            return None;
        }
        let bar = self.chart.bar(0)?;
        let mut from = layout.before - self.chart.before_middle(&bar);
        let mut legend = Vec::with_capacity(bar.len());
        for (answer, share) in bar.iter().enumerate() {
            let text = self.chart.answers[answer].label.clone();
            let width = text_width(&text, layout.form.text(), false) * SLACK;
            let x = layout.x_of(from);
            if width + 6.0 > layout.x_of(from + share) - x {
                return None;
            }
            legend.push(LegendEntry { answer, text, x, y: layout.form.line() / 2.0, is_direct: true });
            from += share;
        }
        Some(legend)
    }

    /// Labels one after the other, in as many lines as needed, each behind a swatch.
    fn flowing_legend(&self, layout: &Layout) -> Vec<LegendEntry> {
        let form = layout.form;
        let (mut x, mut y) = (layout.left, form.line() / 2.0);
        let mut legend = Vec::with_capacity(self.chart.answers.len());
        for (answer, data) in self.chart.answers.iter().enumerate() {
            let text = fit(&data.label, (form.width() - layout.left - 20.0) / SLACK, form.text(), false);
            let width = 18.0 + text_width(&text, form.text(), false) * SLACK;
            if x > layout.left && x + width > form.width() {
                (x, y) = (layout.left, y + form.line() + 2.0);
            }
            legend.push(LegendEntry { answer, text, x, y, is_direct: false });
            x += width + 14.0;
        }
        legend
    }

    fn paint_row(&self, canvas: &Canvas, layout: &Layout, row: usize) -> Result<(), DrawError> {
        let form = layout.form;
        let data = &self.chart.rows[row];
        let top = layout.top + row as f64 * layout.row_height;
        let bar = Frame {
            left: layout.left,
            right: layout.right,
            top: top + layout.bar_top,
            bottom: top + layout.bar_top + layout.bar_height,
        };
        let middle = (bar.top + bar.bottom) / 2.0;
        canvas.title(&[&data.name]);
        canvas.open("series");
        let name = fit(&data.name, layout.name_room / SLACK, form.text(), false);
        let name = isolated(&name);
        let base_y = match form {
            Form::Wide => {
                canvas.text(Role::Tick, &name, layout.name_room, middle, Anchor::End)?;
                middle
            }
            Form::Narrow => {
                let y = top + form.line() / 2.0 + 2.0;
                canvas.text(Role::Tick, &name, 0.0, y, Anchor::Start)?;
                y
            }
        };
        canvas.text(Role::Note, &format!("{FIGURE}{}", self.base(row)), form.width(), base_y, Anchor::End)?;
        match self.chart.bar(row) {
            Some(shares) => {
                let from = layout.before - self.chart.before_middle(&shares);
                let bar = Frame { left: layout.x_of(from), right: layout.x_of(from + 1.0), ..bar };
                self.paint_bar(canvas, bar, row, &shares)?;
            }
            None => {
                let word = self.figures[row].first().map_or("", |figure| figure.whole.as_str());
                canvas.text(Role::Absent, word, bar.left + 4.0, middle, Anchor::Start)?;
            }
        }
        canvas.close();
        Ok(())
    }

    fn paint_bar(&self, canvas: &Canvas, frame: Frame, row: usize, shares: &[f64]) -> Result<(), DrawError> {
        let plot = canvas.plot(frame, Axis::of_shares(), Axis::between(0.0, 1.0))?;
        let middle = (frame.top + frame.bottom) / 2.0;
        let width = frame.right - frame.left;
        let edge = EDGE / width / 2.0;
        let mut from = 0.0;
        for (answer, share) in shares.iter().enumerate() {
            let to = (from + share).min(1.0);
            let (part, inside) = self.chart.shade(answer);
            let figure = &self.figures[row][answer];
            let (left, right) = (if from > 0.0 { from + edge } else { from }, if to < 1.0 { to - edge } else { to });
            if right > left {
                canvas.title(&[&self.chart.answers[answer].label, ": ", &figure.whole]);
                plot.plotting_area().draw(&Rectangle::new([(left, 0.0), (right, 1.0)], part.style()))?;
            }
            let text_room = (right - left) * width - 10.0;
            if text_width(&figure.value, canvas.form().text(), false) * SLACK <= text_room {
                let (x, _) = plot.plotting_area().map_coordinate(&(left, 0.0));
                let text = format!("{FIGURE}{}", figure.value);
                canvas.text(inside, &text, f64::from(x) / GRID + 6.0, middle, Anchor::Start)?;
            }
            from = to;
        }
        Ok(())
    }
}

impl Worded for WordedDistribution<'_> {
    fn describe(&self) -> String {
        let words = self.wording.words;
        let mut sentences = Vec::with_capacity(self.figures.len());
        for (row, data) in self.chart.rows.iter().enumerate() {
            let figure = match self.chart.bar(row) {
                Some(_) => {
                    let named = self.chart.answers.iter().zip(&self.figures[row]);
                    let shares: Vec<String> =
                        named.map(|(a, figure)| format!("{} {}", a.label, figure.value)).collect();
                    format!("{} ({})", shares.join(", "), self.base(row))
                }
                None => self.figures[row].first().map(|f| f.whole.clone()).unwrap_or_default(),
            };
            sentences.push(words.fill("chart.describe.row", &[("name", &data.name), ("figure", &figure)]));
        }
        if sentences.is_empty() {
            sentences.push(words.get("chart.no_data").to_owned() + ".");
        } else if self.chart.centred {
            sentences.push(words.get("chart.describe.centred").to_owned());
        }
        sentences.join(" ")
    }

    fn table(&self) -> ChartTable {
        let words = self.wording.words;
        let mut header = vec![Cell::text(words.get("chart.name")), Cell::text(words.get("chart.answer"))];
        header.extend(["chart.value", "chart.interval", "chart.base"].map(|key| Cell::number(words.get(key))));
        let mut symbols = Symbols::default();
        let mut rows = Vec::new();
        for (row, data) in self.chart.rows.iter().enumerate() {
            for (at, answer) in self.chart.answers.iter().enumerate() {
                let told = self.chart.told(row, at);
                symbols.note(&told);
                let mut cells = vec![Cell::text(&*data.name), Cell::text(&*answer.label)];
                cells.extend(figure_cells(&self.figures[row][at], &told, words.get("symbol.low")));
                rows.push(cells);
            }
        }
        ChartTable { caption: self.chart.heading.subtitle.clone(), header, rows, symbols }
    }

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        if self.chart.rows.is_empty() {
            return Canvas::nothing(form, self.wording.words.get("chart.no_data"));
        }
        let layout = self.layout(form);
        let count = self.chart.rows.len() as f64;
        let canvas = Canvas::new(form, layout.top + layout.row_height * count + 2.0);
        canvas.open("legend");
        for entry in &layout.legend {
            let mut x = entry.x;
            if !entry.is_direct {
                let frame = Frame { left: x, right: x + 12.0, top: entry.y - 6.0, bottom: entry.y + 6.0 };
                canvas.rectangle(self.chart.shade(entry.answer).0, frame)?;
                x += 18.0;
            }
            canvas.text(Role::Note, &isolated(&entry.text), x, entry.y, Anchor::Start)?;
        }
        canvas.close();
        if self.chart.centred && layout.whole > 0.0 {
            let x = layout.x_of(layout.before);
            let bottom = layout.top + layout.row_height * count;
            match form {
                Form::Wide => canvas.line(Role::Zero, (x, layout.top), (x, bottom))?,
                // Past the bars only, not through the names above them.
                Form::Narrow => {
                    for row in (0..self.chart.rows.len()).filter(|row| self.chart.bar(*row).is_some()) {
                        let top = layout.top + row as f64 * layout.row_height + layout.bar_top;
                        canvas.line(Role::Zero, (x, top - 2.0), (x, top + layout.bar_height + 3.0))?;
                    }
                }
            }
        }
        for row in 0..self.chart.rows.len() {
            self.paint_row(&canvas, &layout, row)?;
        }
        Ok(canvas.finish())
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["name", "answer"]);
        for (row, data) in self.chart.rows.iter().enumerate() {
            for (at, answer) in self.chart.answers.iter().enumerate() {
                csv.figure(&[&data.name, &answer.label], Unit::Share, &self.chart.told(row, at));
            }
        }
        csv.finish()
    }
}
