//! One or several lines over waves: ours with its interval as a band, others in grey, target, baseline and events.

mod paint;

use super::canvas::{DrawError, Picture};
use super::drawn::{Heading, Worded};
use super::figure_text::{FigureText, Measure, Wording};
use super::scale::Axis;
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::theme::Form;
use super::{Chart, ChartKind};
use crate::metrics::{Estimate, Measured};
use crate::wave::{AxisLabel, Wave, WaveScheme};
use jiff::civil::Date;

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "trend",
    shows: "a metric over waves with its interval, target, baseline and events; competitors in grey",
    takes: "for each brand one estimate a wave",
};

/// How many steps the axis of values has at most.
const STEPS: usize = 5;

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
    /// Where points before and after do not measure the same thing.
    pub breaks: Vec<BreakMark>,
}

/// A break in all lines.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakMark {
    /// Where it stands, and what changed in a few words.
    pub mark: EventMark,
    /// Waves that no line joins to the wave before.
    pub apart: Vec<usize>,
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

impl WaveMark {
    /// The mark of `wave` on an axis on which `before` (if any) is the wave to its left.
    pub fn new(scheme: &WaveScheme, wave: Wave, before: Option<Wave>) -> WaveMark {
        WaveMark { name: scheme.label(wave), axis: scheme.axis(wave, before) }
    }
}

impl EventMark {
    /// The mark of what happened on `date`, on an axis of `waves`; none if no wave of the axis holds the day.
    pub fn on(scheme: &WaveScheme, waves: &[Wave], date: Date, text: &str) -> Option<EventMark> {
        let wave = scheme.wave_on(date)?;
        let at = waves.iter().position(|&other| other == wave)?;
        let (first, last) = (scheme.first_day(wave)?, scheme.last_day(wave)?);
        let days = |from: Date, to: Date| (to - from).get_days();
        // The day counts from its noon, so that an event on the only day of a wave stands at its point.
        let passed = (f64::from(days(first, date)) + 0.5) / f64::from(days(first, last) + 1);
        Some(EventMark { wave: at, passed, text: text.to_owned() })
    }
}

/// A trend with every figure as text.
pub(super) struct WordedTrend<'a> {
    trend: &'a Trend,
    wording: &'a Wording<'a>,
    /// For each series, its figure in each wave.
    figures: Vec<Vec<FigureText>>,
    /// The series in the order in which they are told: ours first. They are drawn the other way round, ours on top.
    order: Vec<usize>,
    target: Option<String>,
    baseline: Option<String>,
    /// The axis of values, the same in both forms.
    axis: Axis,
    /// The texts at its ticks.
    ticks: Vec<String>,
}

impl Chart for Trend {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        Box::new(WordedTrend::new(self, wording))
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

    /// The axis that holds everything that is drawn.
    fn value_axis(&self) -> Axis {
        let points = (0..self.series.len()).flat_map(|series| {
            self.measured(series).flat_map(move |(_, measured)| {
                let interval = measured.interval.filter(|_| self.series[series].is_ours);
                [Some(measured.value), interval.map(|i| i.0), interval.map(|i| i.1)].into_iter().flatten()
            })
        });
        let baseline = self.baseline.as_ref().and_then(Estimate::measured).map(|m| m.value);
        Axis::of_values(self.measure.unit, points.chain(self.target).chain(baseline), STEPS)
    }
}

impl<'a> WordedTrend<'a> {
    fn new(trend: &'a Trend, wording: &'a Wording<'a>) -> WordedTrend<'a> {
        let of_series = |series| {
            (0..trend.waves.len()).map(|wave| wording.figure(trend.measure, trend.point(series, wave))).collect()
        };
        let mut order: Vec<usize> = (0..trend.series.len()).collect();
        order.sort_by_key(|&series| !trend.series[series].is_ours);
        let level = |key: &str, value: &str| wording.words.fill(key, &[("value", value)]);
        let baseline = trend.baseline.as_ref().filter(|baseline| baseline.measured().is_some());
        let axis = trend.value_axis();
        let ticks = axis.ticks().iter().map(|&tick| wording.numbers.axis(trend.measure.unit, axis.step(), tick));
        WordedTrend {
            trend,
            wording,
            figures: (0..trend.series.len()).map(of_series).collect(),
            order,
            target: trend.target.map(|kept| level("chart.target", &wording.fixed(trend.measure, kept))),
            baseline: baseline.map(|baseline| level("chart.baseline", &wording.figure(trend.measure, baseline).value)),
            ticks: ticks.collect(),
            axis,
        }
    }

    /// `Northwind, 2026 Q3: 38.4 (32.3 to 44.4, n 672)`
    fn point_title(&self, series: usize, wave: usize) -> [&str; 5] {
        let (name, wave_name) = (&self.trend.series[series].name, &self.trend.waves[wave].name);
        let comma = if name.is_empty() { "" } else { ", " };
        [name, comma, wave_name, ": ", &self.figures[series][wave].whole]
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
            // The course of the others is in the table; told here, it would drown ours.
            let is_short = first == last || (!trend.series[series].is_ours && trend.series.len() > 1);
            let key = if is_short { "chart.describe.point" } else { "chart.describe.line" };
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
}

impl Worded for WordedTrend<'_> {
    /// What can be seen, in words.
    fn describe(&self) -> String {
        let words = self.wording.words;
        let mut sentences = Vec::new();
        for &series in &self.order {
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
        for broken in &self.trend.breaks {
            let wave = self.trend.waves.get(broken.mark.wave).map_or("", |wave| wave.name.as_str());
            sentences.push(words.fill("chart.describe.break", &[("wave", wave), ("text", &broken.mark.text)]));
        }
        sentences.join(" ")
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
        for &series in &self.order {
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

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        self.draw(form)
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["series", "wave"]);
        for (s, series) in self.trend.series.iter().enumerate() {
            for (w, wave) in self.trend.waves.iter().enumerate() {
                csv.figure(&[&series.name, &wave.name], self.trend.measure.unit, self.trend.point(s, w));
            }
        }
        csv.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_event_stands_where_its_day_lies_in_its_wave() {
        let scheme = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
        let first = scheme.wave_on(date(2025, 10, 1)).unwrap();
        let waves = [first, Wave(first.0 + 1)];
        let event = EventMark::on(&scheme, &waves, date(2026, 2, 10), "new courier").unwrap();
        assert_eq!((event.wave, event.text.as_str()), (1, "new courier"));
        assert!((event.passed - 40.5 / 90.0).abs() < 1e-12, "{}", event.passed);
        assert_eq!(EventMark::on(&scheme, &waves, date(2026, 4, 1), "later"), None);
        let new_year = EventMark::on(&scheme, &waves, date(2026, 1, 1), "x").unwrap();
        assert!(new_year.passed > 0.0 && new_year.passed < 0.01);
    }

    #[test]
    fn waves_are_named_by_their_scheme() {
        let scheme = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
        let wave = scheme.wave_on(date(2026, 8, 1)).unwrap();
        let mark = WaveMark::new(&scheme, wave, scheme.previous(wave));
        assert_eq!((mark.name.as_str(), mark.axis.minor.as_str(), mark.axis.major), ("2026 Q3", "Q3", None));
    }
}
