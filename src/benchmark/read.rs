//! Reading published figures from CSV files.

use super::Published;
use crate::config::{AnswerKind, BenchmarkConfig, Question, SiteConfig};
use crate::diag::{Checked, Diagnostic, suggest};
use crate::list::{Cells, List, Manner};
use crate::metrics::{Metric, MetricIx, Statistic};
use crate::number::Unit;
use crate::slug::slug;
use crate::source::SourceReader;
use crate::survey::find_files;
use std::collections::BTreeSet;

/// The columns of a file of published figures. The first four are required.
pub const COLUMNS: [(&str, &str); 15] = [
    ("brand", "whose figure it is: a competitor as the data name it, or a sector"),
    ("metric", "the id of the metric that it belongs to"),
    ("value", "the figure, in `unit`"),
    ("source", "who published it, where"),
    ("id", "its name in references; made from brand and metric unless given"),
    ("statistic", "which of the metric's figures: score, mean, median, p90, within; the headline one unless given"),
    ("wave", "the wave that it is compared with; blank: every wave"),
    ("unit", "points, percent, share, score or seconds; the unit that is printed unless given"),
    ("lower", "lower end of its interval, if published"),
    ("upper", "upper end of its interval, if published"),
    ("base", "number of answers, if published; without it there is no test"),
    ("scale", "the scale that was used, such as 0-10"),
    ("wording", "the wording of the question"),
    ("url", "its address"),
    ("published", "date of publication, year-month-day"),
];

const REQUIRED: usize = 4;

const MANNER: Manner = Manner {
    many: "published figures",
    one: "a published figure",
    empty: "benchmark/empty",
    unknown_column: "benchmark/unknown-column",
    missing_column: "benchmark/missing-column",
    empty_cell: "benchmark/empty-cell",
    bad_date: "benchmark/bad-date",
};

/// Every published figure of every configured file, with every problem. Figures of configured metrics that are not in
/// `metrics` are checked and left out.
pub fn read(reader: &SourceReader, config: &SiteConfig, metrics: &[Metric]) -> Checked<Vec<Published>> {
    let mut diagnostics = Vec::new();
    let mut all = Vec::new();
    for benchmark in &config.benchmarks {
        for name in files(reader, benchmark, &mut diagnostics) {
            all.extend(read_file(reader, config, metrics, benchmark, &name, &mut diagnostics));
        }
    }
    number_repeated_ids(&mut all);
    Checked { value: Some(all), diagnostics }
}

fn files(reader: &SourceReader, benchmark: &BenchmarkConfig, sink: &mut Vec<Diagnostic>) -> Vec<String> {
    match find_files(reader, &benchmark.files, &[], &|_| false) {
        Ok(found) => found.into_iter().map(|file| file.path).collect(),
        Err(problem) => {
            sink.push(problem);
            Vec::new()
        }
    }
}

fn read_file(
    reader: &SourceReader,
    config: &SiteConfig,
    metrics: &[Metric],
    benchmark: &BenchmarkConfig,
    name: &str,
    sink: &mut Vec<Diagnostic>,
) -> Vec<Published> {
    let source = match reader.read(name) {
        Ok(source) => source,
        Err(error) => {
            let problem = Diagnostic::error("benchmark/unreadable", error.to_string()).at(benchmark.files.span);
            sink.push(problem.hint("rename the file, look at its permissions, or take it out of the folder"));
            return Vec::new();
        }
    };
    if let Err(at) = source.text() {
        let span = source.span().part(at, at + 1);
        let hint = "save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\")";
        sink.push(Diagnostic::error("benchmark/not-utf8", "the file is not UTF-8").at(span).hint(hint));
        return Vec::new();
    }
    let known: Vec<_> = COLUMNS.iter().map(|(column, _)| *column).collect();
    let Some(list) = List::read(&source, &MANNER, &known, &known[..REQUIRED], sink) else { return Vec::new() };
    list.rows().filter_map(|mut row| one(config, metrics, &mut row, sink)).collect()
}

fn one(config: &SiteConfig, metrics: &[Metric], row: &mut Cells<'_>, sink: &mut Vec<Diagnostic>) -> Option<Published> {
    let before = sink.len();
    let brand = row.required("brand", sink);
    let source = row.required("source", sink);
    let metric = row.required("metric", sink).and_then(|id| {
        let found = metrics.iter().position(|metric| metric.info.id == id);
        let known = config.metrics.iter().map(|metric| metric.id.value.as_str());
        // A configured metric that cannot be computed has been reported.
        if found.is_none() && !known.clone().any(|known| known == id) {
            let message = format!("there is no metric `{id}` in the site-config");
            let problem = Diagnostic::error("benchmark/unknown-metric", message).at(row.span("metric"));
            sink.push(suggest::hint(&id, known).into_iter().fold(problem, Diagnostic::hint));
        }
        found
    });
    let metric_of = metric.map(|at| &metrics[at]);
    let statistic = metric_of.and_then(|metric| statistic(metric, row, sink));
    let unit = metric_of.zip(statistic).map(|(metric, statistic)| {
        let info = metric.info.statistics.iter().find(|info| info.statistic == statistic);
        info.map_or(Unit::Score, |info| info.unit)
    });
    let factor = unit.and_then(|unit| factor(unit, row, sink));
    let value = row.required("value", sink).and_then(|_| number(row, "value", sink));
    let lower = number(row, "lower", sink);
    let upper = number(row, "upper", sink);
    let base = base(row, sink);
    let wave = row.text("wave").and_then(|text| {
        let wave = config.report.waves.parse(&text);
        if wave.is_none() {
            let message = format!("`{text}` is not a wave of this report; expected {}", config.report.waves.expected());
            let hint = "leave the cell empty for a figure that stands beside every wave";
            sink.push(Diagnostic::error("benchmark/unknown-wave", message).at(row.span("wave")).hint(hint));
        }
        wave
    });
    let url = row.text("url").filter(|url| {
        let safe = url.starts_with("https://") || url.starts_with("http://");
        if !safe {
            let message = format!("`{url}` is not an address that begins with https:// or http://");
            let hint = "write the whole address, or leave the cell empty";
            sink.push(Diagnostic::error("benchmark/bad-url", message).at(row.span("url")).hint(hint));
        }
        safe
    });
    let published = row.date("published", sink);
    let scale = row.text("scale");
    let wording = row.text("wording");
    if sink.len() > before {
        return None;
    }
    let (brand, metric, factor) = (brand?, metric?, factor?);
    let question = &config.questions[metrics[metric].question.0];
    let interval = lower.zip(upper).map(|(lower, upper)| (lower * factor, upper * factor));
    Some(Published {
        id: row.text("id").unwrap_or_else(|| format!("{}-{}", slug(&brand), metrics[metric].info.id)),
        not_comparable: not_comparable(question, &brand, scale.as_deref(), wording.as_deref()),
        brand,
        metric: MetricIx(metric),
        statistic: statistic?,
        wave,
        value: value? * factor,
        interval,
        base,
        scale,
        wording,
        source: source?,
        url,
        published,
        span: row.span("value"),
    })
}

fn statistic(metric: &Metric, row: &Cells<'_>, sink: &mut Vec<Diagnostic>) -> Option<Statistic> {
    let Some(text) = row.text("statistic") else { return metric.info.statistics.first().map(|info| info.statistic) };
    let words: Vec<_> = metric.info.statistics.iter().map(|s| (s.statistic, s.statistic.word(&metric.info))).collect();
    let found = words.iter().find(|(_, word)| *word == text.to_lowercase()).map(|(statistic, _)| *statistic);
    if found.is_none() {
        let message = format!("`{}` has no statistic `{text}`", metric.info.id);
        let problem = Diagnostic::error("benchmark/unknown-statistic", message).at(row.span("statistic"));
        let hint = suggest::hint(&text, words.iter().map(|(_, word)| word.as_str()));
        sink.push(hint.into_iter().fold(problem, Diagnostic::hint));
    }
    found
}

/// What a written value is multiplied by to be kept: the unit must fit the figure.
fn factor(unit: Unit, row: &Cells<'_>, sink: &mut Vec<Diagnostic>) -> Option<f64> {
    let written = row.text("unit").map(|text| text.to_lowercase());
    let factor = match (unit, written.as_deref()) {
        (Unit::Points | Unit::Share, None) | (Unit::Points, Some("points")) => Some(0.01),
        (Unit::Share, Some("percent" | "%" | "per cent")) => Some(0.01),
        (Unit::Share, Some("share" | "fraction")) | (_, None) => Some(1.0),
        (Unit::Seconds, Some("seconds" | "s")) | (Unit::Score, Some("score")) | (Unit::Count, Some("count")) => {
            Some(1.0)
        }
        (Unit::Seconds, Some("minutes" | "min")) => Some(60.0),
        (Unit::Hours, Some("hours" | "h")) => Some(1.0),
        (Unit::Hours, Some("days" | "d")) => Some(24.0),
        (Unit::PerCustomer, Some("per_customer")) => Some(1.0),
        _ => None,
    };
    if factor.is_none() {
        let expected = match unit {
            Unit::Points => "points",
            Unit::Share => "percent or share",
            Unit::Score => "score",
            Unit::Seconds => "seconds or minutes",
            Unit::Hours => "hours or days",
            Unit::Count => "count",
            Unit::PerCustomer => "per_customer",
        };
        let message =
            format!("the unit `{}` does not fit this metric; expected {expected}", written.unwrap_or_default());
        let hint =
            "convert the figure to this unit, or leave the cell empty if the value is in the unit that is printed";
        sink.push(Diagnostic::error("benchmark/wrong-unit", message).at(row.span("unit")).hint(hint));
    }
    factor
}

/// The number in a cell, absent if it is empty.
fn number(row: &Cells<'_>, column: &str, sink: &mut Vec<Diagnostic>) -> Option<f64> {
    let text = row.text(column)?;
    let tidy = text.trim_end_matches('%').trim().replace('\u{2212}', "-");
    match tidy.parse::<f64>() {
        Ok(number) if number.is_finite() => Some(number),
        _ => {
            let message = format!("`{text}` in the column `{column}` is not a number; expected one such as 38.4");
            let problem = Diagnostic::error("benchmark/bad-number", message).at(row.span(column));
            sink.push(problem.hint(match tidy.replace(',', ".").parse::<f64>() {
                Ok(number) => format!("with a decimal point: `{number}`"),
                Err(_) => "write the number alone; what else there is to say goes into `wording` or `source`".into(),
            }));
            None
        }
    }
}

/// A base as published: `1,204`, or `300 or more`, which is at least 300.
fn base(row: &Cells<'_>, sink: &mut Vec<Diagnostic>) -> Option<u64> {
    let text = row.text("base")?;
    let digits = text.trim_end_matches("or more").trim_end_matches('+').trim().replace([',', ' ', '\u{a0}'], "");
    match digits.parse() {
        Ok(base) if base > 0 => Some(base),
        _ => {
            let message = format!("`{text}` is not a base; expected a whole number above zero, or `300 or more`");
            let hint = "leave the cell empty if no base was published";
            sink.push(Diagnostic::error("benchmark/bad-base", message).at(row.span("base")).hint(hint));
            None
        }
    }
}

/// Another scale or another wording measures something else.
fn not_comparable(question: &Question, brand: &str, scale: Option<&str>, wording: Option<&str>) -> Option<String> {
    if let (Some(theirs), AnswerKind::Scale(ours)) = (scale, &question.kind) {
        let ours = format!("{}-{}", ours.from, ours.to);
        let tidy = theirs.replace(['\u{2013}', ' '], "-").replace("-to-", "-");
        if tidy != ours {
            return Some(format!("asked on another scale: {theirs} instead of {ours}"));
        }
    }
    let plain = |text: &str| {
        let filled = text.replace("{brand}", brand).to_lowercase();
        filled.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    match wording {
        Some(theirs) if !question.text.is_empty() && plain(theirs) != plain(&question.text) => {
            Some("asked with another wording".to_owned())
        }
        _ => None,
    }
}

/// Two figures of one brand and metric get a number each, by their place in the files.
fn number_repeated_ids(all: &mut [Published]) {
    let mut taken = BTreeSet::new();
    for published in all {
        let plain = published.id.clone();
        let mut number = 1;
        while !taken.insert(published.id.clone()) {
            number += 1;
            published.id = format!("{plain}-{number}");
        }
    }
}
