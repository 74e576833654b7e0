//! Every printed figure as data: `estimates.csv`, the same as JSON, and a description of both.

use super::context::Context;
use crate::benchmark::Published;
use crate::metrics::{Comparison, Figure, FigureKey, Statistic, StatisticInfo, Unit};
use crate::number::{exact, exact_into};
use crate::wave::Wave;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// The name of the figures as CSV.
pub const CSV: &str = "estimates.csv";
/// The name of the figures as JSON.
pub const JSON: &str = "estimates.json";
/// The name of the description.
pub const PACKAGE: &str = "datapackage.json";
/// The name of others' published figures.
pub const PUBLISHED: &str = "published.csv";

/// The folder of an edition's figures.
pub const FOLDER: &str = "data/";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
}

/// A column of `estimates.csv`.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means.
    pub about: &'static str,
}

/// A column.
pub const fn column(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, kind, about }
}

/// The columns of `estimates.csv`, in their order.
pub const COLUMNS: &[Column] = &[
    column("edition", Kind::Text, "the wave that the report is about, such as 2026-Q3"),
    column("source", Kind::Text, "the source of the answers, by its name in the configuration"),
    column("metric", Kind::Text, "the metric, by its name in the configuration"),
    column("kind", Kind::Text, "the kind of metric: nps, top_box, mean, …"),
    column("brand", Kind::Text, "whose figure it is; empty where the source has no brands"),
    column("dimension", Kind::Text, "how customers are grouped; empty for all customers"),
    column("value_of_dimension", Kind::Text, "the group; empty for all customers"),
    column("wave", Kind::Text, "the wave in which the answers were given"),
    column("value", Kind::Number, "the estimate, in `unit`"),
    column("lower", Kind::Number, "the lower end of its interval, in `unit`"),
    column("upper", Kind::Number, "the upper end of its interval, in `unit`"),
    column("se", Kind::Number, "its standard error, in `unit`"),
    column("n", Kind::Integer, "answers"),
    column(
        "n_eff",
        Kind::Number,
        "the effective base (Kish; of shares from totals p(1 − p) ÷ SE²); equals n without weights",
    ),
    column("unit", Kind::Text, "points (-100 to 100), share (0 to 1), score, seconds, count or per_customer"),
    column(
        "reference",
        Kind::Text,
        "empty in the row of the figure itself; else what it is compared with: previous, year, baseline, wave:<id>, step:<metric before>, target, rest, brand:<name>, benchmark:<id>, segment:<value>",
    ),
    column("difference", Kind::Number, "the figure less the reference, in `unit`"),
    column("diff_lower", Kind::Number, "the lower end of the interval of the difference"),
    column("diff_upper", Kind::Number, "the upper end of the interval of the difference"),
    column("p_value", Kind::Number, "two-sided p-value of a difference of zero"),
    column("p_adjusted", Kind::Number, "the same, adjusted within its family (Holm)"),
    column(
        "verdict",
        Kind::Text,
        "higher, lower, no_clear_difference, base_too_small or not_comparable; empty in the row of the figure itself",
    ),
    column("state", Kind::Text, "ok, low_base, suppressed or no_data; a suppressed row carries no figures"),
    column(
        "statistic",
        Kind::Text,
        "which of the metric's figures: score, mean, median, p90, within, share:<answer>, importance:<question>, shrunk",
    ),
    column("rank_low", Kind::Integer, "the best rank that the data allow, 1 is best"),
    column("rank_high", Kind::Integer, "the worst rank that the data allow"),
    column("test", Kind::Text, "the test behind the p-value: z, t, paired t, Fisher's exact, …"),
    column(
        "in_both",
        Kind::Integer,
        "respondents who are in the figure and in the reference, where they were compared as the same people; empty for separate samples",
    ),
];

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
enum Datum<'a> {
    Absent,
    Text(Cow<'a, str>),
    Number(f64),
    Count(u64),
}

/// About how long a row is, so that its text is not moved while it grows.
const CSV_BYTES_A_ROW: usize = 216;
const JSON_BYTES_A_ROW: usize = 560;

/// The files of an edition's `data/`, each with its path below the edition's folder.
pub fn files(context: &Context<'_>) -> Vec<(String, Vec<u8>)> {
    let waves = context.figures.waves.iter().map(|&wave| (wave, context.show.waves().id(wave))).collect();
    let (csv, json) = estimates(context, &waves);
    let package = super::data_package::package(context);
    let mut files: Vec<(String, String)> = [(CSV, csv), (JSON, json), (PACKAGE, package)].map(named).into();
    if !context.edition.published.is_empty() {
        files.push(named((PUBLISHED, published(context))));
    }
    files.extend(super::banner_data::files(context));
    files.into_iter().map(|(name, text)| (format!("{FOLDER}{name}"), text.into_bytes())).collect()
}

fn named((name, text): (&str, String)) -> (String, String) {
    (name.to_owned(), text)
}

/// All rows as CSV and as JSON, in the order of the figures' keys; a figure's comparisons follow it in the order of
/// their references.
fn estimates(context: &Context<'_>, waves: &BTreeMap<Wave, String>) -> (String, String) {
    let count = context.figures.by_key.values().map(|figure| 1 + figure.comparisons.len()).sum();
    let mut rows = Rows::new(count);
    for (key, figure) in &context.figures.by_key {
        rows.figure(&of_figure(context, waves, key, figure), &rest(context, key, figure, None));
        // What is compared with a figure that may not be shown could give it away.
        if figure.estimate.measured().is_none() {
            continue;
        }
        let mut comparisons: Vec<&Comparison> = figure.comparisons.iter().collect();
        comparisons.sort_by(|a, b| a.reference.cmp(&b.reference));
        for comparison in comparisons {
            rows.comparison(&rest(context, key, figure, Some(comparison)));
        }
    }
    rows.finish()
}

/// The rows of `estimates.csv`, written as they are made: each number becomes text once, for both files.
struct Rows {
    csv: String,
    /// An array of objects, one a line, without the names of what a row does not have.
    json: String,
    /// `"name":` of each column, after a comma but for the first, which no row is without.
    keys: Vec<String>,
    number: String,
    /// Where in both files the columns of the last figure stand that its comparisons repeat.
    repeated: (Range<usize>, Range<usize>),
}

/// How many columns the rows of a figure's comparisons have in common with its own: those up to `value`.
const OF_FIGURE: usize = 9;

impl Rows {
    /// For so many rows.
    fn new(rows: usize) -> Rows {
        let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
        let key = |(at, column): (usize, &Column)| format!("{}\"{}\":", if at == 0 { "" } else { "," }, column.name);
        let keys = COLUMNS.iter().enumerate().map(key).collect();
        let mut csv = String::with_capacity(rows * CSV_BYTES_A_ROW);
        csv.push_str(&names.join(","));
        csv.push('\n');
        let mut json = String::with_capacity(rows * JSON_BYTES_A_ROW);
        json.push('[');
        Rows { csv, json, keys, number: String::new(), repeated: Default::default() }
    }

    /// The row of a figure itself.
    fn figure(&mut self, own: &[Datum<'_>; OF_FIGURE], rest: &[Datum<'_>; COLUMNS.len() - OF_FIGURE]) {
        self.begin();
        let starts = (self.json.len(), self.csv.len());
        self.add(0, own);
        self.repeated = (starts.0..self.json.len(), starts.1..self.csv.len());
        self.add(OF_FIGURE, rest);
        self.end();
    }

    /// The row of a comparison of the last figure.
    fn comparison(&mut self, rest: &[Datum<'_>; COLUMNS.len() - OF_FIGURE]) {
        self.begin();
        self.json.extend_from_within(self.repeated.0.clone());
        self.csv.extend_from_within(self.repeated.1.clone());
        self.add(OF_FIGURE, rest);
        self.end();
    }

    fn begin(&mut self) {
        self.json.push_str(if self.json.len() == 1 { "\n{" } else { ",\n{" });
    }

    fn end(&mut self) {
        self.csv.push('\n');
        self.json.push('}');
    }

    /// The columns from the one at `first` on.
    fn add(&mut self, first: usize, data: &[Datum<'_>]) {
        for (at, (key, datum)) in self.keys.iter().skip(first).zip(data).enumerate() {
            if first + at > 0 {
                self.csv.push(',');
            }
            if *datum != Datum::Absent {
                self.json.push_str(key);
            }
            match datum {
                Datum::Absent => {}
                Datum::Text(text) => {
                    push_json(&mut self.json, text);
                    push_csv(&mut self.csv, text);
                }
                Datum::Number(number) => {
                    exact_into(&mut self.number, *number);
                    self.json.push_str(&self.number);
                    self.csv.push_str(&self.number);
                }
                Datum::Count(count) => {
                    self.number.clear();
                    // A String takes whatever is written.
                    let _ = write!(self.number, "{count}");
                    self.json.push_str(&self.number);
                    self.csv.push_str(&self.number);
                }
            }
        }
    }

    fn finish(mut self) -> (String, String) {
        self.json.push_str("\n]\n");
        (self.csv, self.json)
    }
}

/// A text in JSON. Most texts are names without a character that is written in another way; all others are left to
/// the library.
fn push_json(json: &mut String, text: &str) {
    if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        // A text always serialises.
        json.push_str(&serde_json::to_string(text).unwrap_or_default());
    } else {
        json.push('"');
        json.push_str(text);
        json.push('"');
    }
}

/// A cell of a row of several. As with JSON, what has to be quoted is left to the library.
fn push_csv(csv: &mut String, text: &str) {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        let written = writer.write_record([text]);
        debug_assert!(written.is_ok(), "memory takes it");
        csv.push_str(text_of(writer).trim_end_matches('\n'));
    } else {
        csv.push_str(text);
    }
}

/// What a writer in memory holds.
fn text_of(csv: csv::Writer<Vec<u8>>) -> String {
    String::from_utf8(csv.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// What the row of a figure and those of its comparisons have in common.
fn of_figure<'a>(
    context: &Context<'a>,
    waves: &'a BTreeMap<Wave, String>,
    key: &FigureKey,
    figure: &Figure,
) -> [Datum<'a>; OF_FIGURE] {
    let info = context.info(key.metric);
    let text = |text: &'a str| Datum::Text(Cow::Borrowed(text));
    let wave = |wave: Wave| waves.get(&wave).map_or(Datum::Absent, |id| text(id));
    let dimension = key.group.map(|group| &context.figures.dimensions[group.dimension]);
    let value_of = dimension.zip(key.group).map(|(dimension, group)| dimension.values[group.value].as_str());
    let value = figure.estimate.measured().map(|m| unit(context, key).export(m.value));
    [
        wave(context.wave()),
        text(&info.source),
        text(&info.id),
        text(info.kind),
        key.brand.map_or(Datum::Absent, |brand| text(&context.figures.brands[brand])),
        dimension.map_or(Datum::Absent, |dimension| text(&dimension.id)),
        value_of.map_or(Datum::Absent, |value| Datum::Text(Cow::Owned(context.show.group_name(value)))),
        wave(key.wave),
        value.map_or(Datum::Absent, Datum::Number),
    ]
}

/// The other columns: of the figure itself, or of one of its comparisons, which repeats `n`; the rest stands in the figure's
/// own row.
fn rest<'a>(
    context: &Context<'a>,
    key: &FigureKey,
    figure: &Figure,
    comparison: Option<&Comparison>,
) -> [Datum<'a>; COLUMNS.len() - OF_FIGURE] {
    let info = context.info(key.metric);
    let unit = unit(context, key);
    let text = |text: &'a str| Datum::Text(Cow::Borrowed(text));
    let owned = |text: String| Datum::Text(Cow::Owned(text));
    let measured = figure.estimate.measured();
    let own = measured.filter(|_| comparison.is_none());
    let ends = own.and_then(|m| m.interval);
    let number = |value: Option<f64>| value.map_or(Datum::Absent, |value| Datum::Number(unit.export(value)));
    let plain = |value: Option<f64>| value.map_or(Datum::Absent, Datum::Number);
    let count = |value: Option<u64>| value.map_or(Datum::Absent, Datum::Count);
    let shown = comparison.filter(|c| c.difference.is_some());
    let gap = shown.and_then(|c| c.interval);
    let test = shown.and_then(|c| c.test);
    let rank = figure.rank.filter(|_| own.is_some());
    [
        number(ends.map(|(low, _)| low)),
        number(ends.map(|(_, high)| high)),
        number(own.and_then(|m| m.se)),
        count(measured.map(|m| m.n)),
        plain(own.map(|m| m.n_eff)),
        text(unit.word()),
        comparison.map_or(Datum::Absent, |c| owned(c.reference.id())),
        number(shown.and_then(|c| c.difference)),
        number(gap.map(|(low, _)| low)),
        number(gap.map(|(_, high)| high)),
        plain(test.map(|t| t.p)),
        plain(test.map(|t| t.p_adjusted)),
        comparison.map_or(Datum::Absent, |c| text(c.verdict.word())),
        text(figure.estimate.state()),
        owned(key.statistic.word(info)),
        count(rank.map(|rank| rank.low as u64)),
        count(rank.map(|rank| rank.high as u64)),
        test.map_or(Datum::Absent, |t| text(t.name)),
        count(shown.and_then(|c| c.in_both)),
    ]
}

/// The unit of a figure; every answer's share is a share.
fn unit(context: &Context<'_>, key: &FigureKey) -> Unit {
    match (context.statistic(key.metric, key.statistic), key.statistic) {
        (Some(StatisticInfo { unit, .. }), _) => *unit,
        (None, Statistic::Share(_) | Statistic::Importance(_)) => Unit::Share,
        (None, _) => context.headline(key.metric).unit,
    }
}

/// A small file as CSV.
pub fn csv_of<'h>(header: impl IntoIterator<Item = &'h str>, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let mut written = csv.write_record(header);
    for row in rows {
        written = written.and_then(|()| csv.write_record(row));
    }
    debug_assert!(written.is_ok(), "rows of one length");
    text_of(csv)
}

/// Others' published figures with their sources.
fn published(context: &Context<'_>) -> String {
    let header = [
        "id",
        "brand",
        "metric",
        "statistic",
        "wave",
        "value",
        "lower",
        "upper",
        "base",
        "unit",
        "scale",
        "wording",
        "source",
        "url",
        "published",
        "not_comparable",
    ];
    csv_of(header, context.edition.published.iter().map(|figure| published_row(context, figure)))
}

fn published_row(context: &Context<'_>, published: &Published) -> Vec<String> {
    let info = context.info(published.metric);
    let statistic = context.statistic(published.metric, published.statistic);
    let unit = statistic.map_or(Unit::Share, |statistic| statistic.unit);
    let number = |value: f64| exact(unit.export(value));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        published.id.clone(),
        published.brand.clone(),
        info.id.clone(),
        published.statistic.word(info),
        published.wave.map(|wave| context.show.waves().id(wave)).unwrap_or_default(),
        number(published.value),
        published.interval.map(|(low, _)| number(low)).unwrap_or_default(),
        published.interval.map(|(_, high)| number(high)).unwrap_or_default(),
        published.base.map(|base| base.to_string()).unwrap_or_default(),
        unit.word().to_owned(),
        text(&published.scale),
        text(&published.wording),
        published.source.clone(),
        text(&published.url),
        published.published.map(|date| date.to_string()).unwrap_or_default(),
        text(&published.not_comparable),
    ]
}
