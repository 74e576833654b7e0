//! One or several lines over waves: ours with its interval as a band, others in grey, target, baseline and events.

mod axis;
mod paint;

use super::canvas::DrawError;
use super::drawn::{Drawn, Heading, Parts};
use super::figure_text::{FigureText, Measure, Wording};
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::theme::Form;
use super::{Chart, ChartKind};
use crate::metrics::{Estimate, Measured};
use crate::wave::AxisLabel;

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "trend",
    shows: "a metric over waves with its interval, target, baseline and events; competitors in grey",
    takes: "for each brand one estimate a wave",
};

/// A trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// What stands above it.
    pub heading: Heading,
    /// What its figures are counted in.
    pub measure: Measure,
    /// The waves, oldest first, without holes.
    pub waves: Vec<WaveMark>,
    /// The lines.
    pub series: Vec<Series>,
    /// The value to reach, as a kept value.
    pub target: Option<f64>,
    /// The figure of the baseline wave, which may lie before the first wave shown.
    pub baseline: Option<Estimate>,
    /// Dated happenings.
    pub events: Vec<EventMark>,
}

/// A wave of a trend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaveMark {
    /// `2026 Q3`
    pub name: String,
    /// What stands under the axis.
    pub axis: AxisLabel,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The brand, or what else the line is about; may be empty if there is only one.
    pub name: String,
    /// Whether it is us.
    pub is_ours: bool,
    /// An estimate for each wave.
    pub points: Vec<Estimate>,
}

/// A dated happening.
#[derive(Debug, Clone, PartialEq)]
pub struct EventMark {
    /// The wave in which it happened.
    pub wave: usize,
    /// How much of that wave had passed, 0 to 1. A wave's own point stands at 0.5.
    pub passed: f64,
    /// What happened, in a few words.
    pub text: String,
}

/// A trend with every figure as text.
pub(super) struct Worded<'a> {
    trend: &'a Trend,
    wording: &'a Wording<'a>,
    /// For each series, its figure in each wave.
    figures: Vec<Vec<FigureText>>,
    /// The series, ours last, so that ours is drawn over the others.
    order: Vec<usize>,
    target: Option<String>,
    baseline: Option<String>,
}

impl Chart for Trend {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn draw(&self, wording: &Wording) -> Result<Drawn, DrawError> {
        let worded = Worded::new(self, wording);
        let parts = Parts {
            kind: KIND.name,
            description: worded.describe(),
            wide: worded.paint(Form::Wide)?,
            narrow: worded.paint(Form::Narrow)?,
            table: worded.table(),
            csv: self.csv(),
        };
        Ok(Drawn::new(&self.heading, parts))
    }
}

impl Trend {
    /// The estimate of a series in a wave; a series that ends early has no data after its end.
    fn point(&self, series: usize, wave: usize) -> &Estimate {
        self.series[series].points.get(wave).unwrap_or(&Estimate::NoData)
    }

    /// The measured points of a series with their waves.
    fn measured(&self, series: usize) -> impl Iterator<Item = (usize, &Measured)> {
        (0..self.waves.len()).filter_map(move |wave| Some((wave, self.point(series, wave).measured()?)))
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["series", "wave"]);
        for (s, series) in self.series.iter().enumerate() {
            for (w, wave) in self.waves.iter().enumerate() {
                csv.figure(&[&series.name, &wave.name], self.measure.unit, self.point(s, w));
            }
        }
        csv.finish()
    }
}

impl<'a> Worded<'a> {
    fn new(trend: &'a Trend, wording: &'a Wording<'a>) -> Worded<'a> {
        let of_series = |series| {
            (0..trend.waves.len()).map(|wave| wording.figure(trend.measure, trend.point(series, wave))).collect()
        };
        let mut order: Vec<usize> = (0..trend.series.len()).collect();
        order.sort_by_key(|&series| trend.series[series].is_ours);
        let level = |key: &str, value: &str| wording.words.fill(key, &[("value", value)]);
        let baseline = trend.baseline.as_ref().filter(|baseline| baseline.measured().is_some());
        Worded {
            trend,
            wording,
            figures: (0..trend.series.len()).map(of_series).collect(),
            order,
            target: trend.target.map(|kept| level("chart.target", &wording.fixed(trend.measure, kept))),
            baseline: baseline.map(|baseline| level("chart.baseline", &wording.figure(trend.measure, baseline).value)),
        }
    }

    /// `Northwind, 2026 Q3: 38.4 (32.3 to 44.4, n 672)`
    fn point_title(&self, series: usize, wave: usize) -> String {
        let (name, wave_name) = (&self.trend.series[series].name, &self.trend.waves[wave].name);
        let figure = &self.figures[series][wave].whole;
        if name.is_empty() { format!("{wave_name}: {figure}") } else { format!("{name}, {wave_name}: {figure}") }
    }

    /// What can be seen, in words.
    fn describe(&self) -> String {
        let words = self.wording.words;
        let mut sentences = Vec::new();
        for &series in self.order.iter().rev() {
            sentences.extend(self.describe_series(series));
        }
        if sentences.is_empty() {
            sentences.push(words.get(self.empty_word()).to_owned() + ".");
        }
        for fixed in [&self.target, &self.baseline].into_iter().flatten() {
            sentences.push(words.fill("chart.describe.level", &[("level", fixed)]));
        }
        for event in &self.trend.events {
            let wave = self.trend.waves.get(event.wave).map_or("", |wave| wave.name.as_str());
            sentences.push(words.fill("chart.describe.event", &[("wave", wave), ("text", &event.text)]));
        }
        sentences.join(" ")
    }

    fn describe_series(&self, series: usize) -> Vec<String> {
        let (trend, words) = (self.trend, self.wording.words);
        let name = trend.series[series].name.as_str();
        let name = if name.is_empty() { words.get("chart.value") } else { name };
        let figure = |wave: usize| self.figures[series][wave].whole.as_str();
        let wave_name = |wave: usize| trend.waves[wave].name.as_str();
        let mut sentences = Vec::new();
        let ends = trend.measured(series).next().zip(trend.measured(series).last());
        if let Some(((first, _), (last, _))) = ends {
            let by_value = |a: &(usize, &Measured), b: &(usize, &Measured)| a.1.value.total_cmp(&b.1.value);
            let key = if first == last { "chart.describe.point" } else { "chart.describe.line" };
            let lowest = trend.measured(series).min_by(by_value).map_or(first, |(wave, _)| wave);
            let highest = trend.measured(series).max_by(by_value).map_or(first, |(wave, _)| wave);
            sentences.push(words.fill(
                key,
                &[
                    ("name", name),
                    ("first", figure(first)),
                    ("first_wave", wave_name(first)),
                    ("last", figure(last)),
                    ("last_wave", wave_name(last)),
                    ("lowest", &self.figures[series][lowest].value),
                    ("lowest_wave", wave_name(lowest)),
                    ("highest", &self.figures[series][highest].value),
                    ("highest_wave", wave_name(highest)),
                ],
            ));
        }
        for (state, word) in [(Estimate::Suppressed, "chart.suppressed"), (Estimate::NoData, "chart.no_data")] {
            let waves = (0..trend.waves.len()).filter(|&wave| *trend.point(series, wave) == state);
            let waves: Vec<&str> = waves.map(wave_name).collect();
            if !waves.is_empty() {
                let values = [("name", name), ("word", words.get(word)), ("waves", &waves.join(", "))];
                sentences.push(words.fill("chart.describe.absent", &values));
            }
        }
        sentences
    }

    /// The word for a chart without a single figure.
    fn empty_word(&self) -> &'static str {
        let hidden = self.trend.series.iter().flat_map(|s| &s.points).any(|p| *p == Estimate::Suppressed);
        if hidden { "chart.suppressed" } else { "chart.no_data" }
    }

    fn table(&self) -> ChartTable {
        let (trend, words) = (self.trend, self.wording.words);
        let names_shown = trend.series.len() > 1;
        let mut header = vec![Cell::text(words.get("chart.wave"))];
        if names_shown {
            header.push(Cell::text(words.get("chart.series")));
        }
        header.extend(["chart.value", "chart.interval", "chart.base"].map(|key| Cell::number(words.get(key))));
        let mut symbols = Symbols::default();
        let mut rows = Vec::with_capacity(trend.series.len() * trend.waves.len());
        for &series in self.order.iter().rev() {
            for (wave, mark) in trend.waves.iter().enumerate() {
                let estimate = trend.point(series, wave);
                symbols.note(estimate);
                let mut row = vec![Cell::text(&*mark.name)];
                if names_shown {
                    row.push(Cell::text(&*trend.series[series].name));
                }
                row.extend(figure_cells(&self.figures[series][wave], estimate, words.get("symbol.low")));
                rows.push(row);
            }
        }
        ChartTable { caption: trend.heading.subtitle.clone(), header, rows, symbols }
    }
}
