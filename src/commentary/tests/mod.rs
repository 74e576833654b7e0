//! A small edition to write commentary about: NPS by brand, region and segment, and waits without brands.

mod claims;
mod folders;
mod front;
mod links;
mod raw;
mod scripts;
mod sizes;
mod text;
mod value_errors;
mod value_texts;

use super::{Addresses, Commentary, Context, EditionFolder, PageAt, Vocabulary, render};
use crate::config::{Better, EditionChoice, Floor, RawHtml, Report, TypedFigures, Written};
use crate::diag::{Checked, Diagnostic, Severity};
use crate::message::Catalogue;
use crate::metrics::{
    Comparison, Dimension, Estimate, Figure, FigureKey, Figures, GroupIx, Measured, MetricInfo, MetricIx, NoAnswers,
    OverTime, Rank, Reference, Statistic, StatisticInfo, Test, Unit, Verdict,
};
use crate::number::Numbers;
use crate::source::{SourceReader, Span};
use crate::survey::Value;
use crate::wave::{Wave, WaveScheme};
use std::collections::BTreeMap;

const QUARTERS: WaveScheme = WaveScheme::Calendar { months: 3, fiscal_start: 1 };

fn wave(name: &str) -> Wave {
    QUARTERS.parse(name).unwrap()
}

fn report(span: Span) -> Report {
    Report {
        brand: None,
        waves: QUARTERS,
        edition: EditionChoice::Latest,
        baseline: Some(Written { value: wave("2026-Q1"), span }),
        commentary: None,
        typed_figures: TypedFigures::Warning,
        raw_html: RawHtml::Text,
        floor: Floor { suppress_below: 10, flag_below: 30 },
        confidence: 0.95,
        first_wave: None,
        data_until: None,
    }
}

fn metric(id: &str, branded: bool, target: Option<f64>, statistics: &[(Statistic, Unit, usize)]) -> MetricInfo {
    let info = |(statistic, unit, decimals): &(Statistic, Unit, usize)| StatisticInfo {
        statistic: *statistic,
        unit: *unit,
        name: match statistic {
            Statistic::Within => "within 40 s".into(),
            Statistic::WithinAlso(_) => "within 2 min".into(),
            _ => String::new(),
        },
        decimals: *decimals,
    };
    MetricInfo {
        breaks: Vec::new(),
        drivers: Vec::new(),
        id: id.into(),
        kind: "nps",
        source: "survey".into(),
        title: id.into(),
        subtitle: String::new(),
        aliases: Vec::new(),
        question: String::new(),
        formula: String::new(),
        citation: "",
        statistics: statistics.iter().map(info).collect(),
        better: Better::High,
        target,
        margin: None,
        baseline: Some(wave("2026-Q1")),
        headline: true,
        page: None,
        answers: vec![(Value::whole(0), "Never".into()), (Value::whole(10), "Very likely".into())],
        multiple: false,
        beside: None,
        weighted: false,
        branded,
    }
}

fn measured(value: f64, n: u64) -> Measured {
    let interval = Some((value - 0.05, value + 0.05));
    Measured { value, interval, se: Some(0.025), n, n_eff: n as f64 - 0.4, low_base: n < 30, method: "adjusted Wald" }
}

fn figure(value: f64, n: u64) -> Figure {
    Figure { estimate: Estimate::Measured(measured(value, n)), comparisons: Vec::new(), rank: None }
}

fn compared(reference: Reference, difference: f64, verdict: Verdict) -> Comparison {
    Comparison {
        reference,
        difference: Some(difference),
        interval: Some((difference - 0.06, difference + 0.06)),
        test: Some(Test { p: 0.01, p_adjusted: 0.02, name: "z" }),
        in_both: None,
        verdict,
    }
}

/// Two metrics in three quarters; `2026-Q2` of the region South is suppressed.
fn figures() -> Figures {
    let mut by_key = BTreeMap::new();
    let nps = FigureKey {
        metric: MetricIx(0),
        brand: Some(0),
        group: None,
        wave: wave("2026-Q3"),
        statistic: Statistic::Score,
    };
    let at = |dimension, value| Some(GroupIx { dimension, value });
    let mut ours = figure(0.4125, 1412);
    ours.comparisons = vec![
        compared(Reference::Previous, -0.0318, Verdict::Lower),
        compared(Reference::Baseline, 0.004, Verdict::NoClearDifference),
        compared(Reference::Target, 0.0125, Verdict::NoClearDifference),
        compared(Reference::Brand("Fjord".into()), 0.102, Verdict::Higher),
        compared(Reference::Benchmark("acsi-2026".into()), 0.05, Verdict::NotComparable),
    ];
    ours.rank = Some(Rank { rank: 2, low: 1, high: 3, of: 5 });
    by_key.insert(nps, ours);
    by_key.insert(FigureKey { wave: wave("2026-Q2"), ..nps }, figure(0.4443, 1398));
    by_key.insert(FigureKey { wave: wave("2026-Q1"), ..nps }, figure(0.4085, 1401));
    by_key.insert(FigureKey { brand: Some(1), ..nps }, figure(0.3105, 640));
    by_key.insert(FigureKey { statistic: Statistic::Share(Value::whole(10)), ..nps }, figure(0.334, 1412));
    let mut north = figure(0.5, 320);
    north.comparisons = vec![
        compared(Reference::Rest, 0.09, Verdict::Higher),
        compared(Reference::Segment("Nord-Ost".into()), 0.1, Verdict::Higher),
    ];
    north.rank = Some(Rank { rank: 1, low: 1, high: 1, of: 3 });
    by_key.insert(FigureKey { group: at(0, 0), ..nps }, north);
    let mut north_east = figure(0.4, 22);
    north_east.comparisons = vec![compared(Reference::Previous, 0.02, Verdict::BaseTooSmall)];
    by_key.insert(FigureKey { group: at(0, 1), ..nps }, north_east);
    by_key.insert(FigureKey { group: at(0, 2), ..nps }, figure(-0.104, 55));
    let suppressed = Figure { estimate: Estimate::Suppressed, comparisons: Vec::new(), rank: None };
    by_key.insert(FigureKey { group: at(0, 3), ..nps }, suppressed.clone());
    by_key.insert(FigureKey { group: at(0, 4), ..nps }, figure(0.2, 60));
    by_key.insert(FigureKey { group: at(0, 4), wave: wave("2026-Q2"), ..nps }, suppressed);
    by_key.insert(FigureKey { group: at(1, 0), ..nps }, figure(0.25, 99));
    by_key.insert(
        FigureKey { group: at(1, 1), ..nps },
        Figure { estimate: Estimate::NoData, comparisons: Vec::new(), rank: None },
    );
    let wait = FigureKey { metric: MetricIx(1), brand: None, statistic: Statistic::Median, ..nps };
    for (statistic, value) in
        [(Statistic::Median, 41.0), (Statistic::Mean, 56.2), (Statistic::P90, 122.0), (Statistic::Within, 0.48)]
            .into_iter()
            .chain([(Statistic::WithinAlso(Value::whole(120)), 0.9)])
    {
        by_key.insert(FigureKey { statistic, ..wait }, figure(value, 5204));
    }
    let dimension = |id: &str, values: &[&str]| Dimension {
        id: id.into(),
        title: id.into(),
        values: values.iter().map(ToString::to_string).collect(),
    };
    Figures {
        drivers: Vec::new(),
        banners: Vec::new(),
        over_time: OverTime::default(),
        weights: Vec::new(),
        designs: Default::default(),
        wave: wave("2026-Q3"),
        waves: vec![wave("2026-Q1"), wave("2026-Q2"), wave("2026-Q3")],
        brands: vec!["Northwind".into(), "Fjord".into(), "Sky Blue".into()],
        dimensions: vec![
            dimension("region", &["North", "Nord-Ost", "Βόρεια Ελλάδα", "South", "West n|_*"]),
            dimension("segment", &["Small business", "Large"]),
        ],
        metrics: vec![
            metric("nps", true, Some(0.4), &[(Statistic::Score, Unit::Points, 1)]),
            metric(
                "wait",
                false,
                None,
                &[
                    (Statistic::Median, Unit::Seconds, 0),
                    (Statistic::Mean, Unit::Seconds, 0),
                    (Statistic::P90, Unit::Seconds, 0),
                    (Statistic::Within, Unit::Share, 0),
                    (Statistic::WithinAlso(Value::whole(120)), Unit::Share, 0),
                ],
            ),
        ],
        by_key,
    }
}

struct Site;

impl Addresses for Site {
    fn page(&self, path: &str) -> Option<PageAt> {
        let at = |address: &str, prefix: Option<&str>| {
            let file = format!("2026-q3/{}index.html", address.trim_start_matches("../"));
            Some(PageAt { address: address.into(), file, prefix: prefix.map(Into::into) })
        };
        match path {
            "nps.md" => at("../metrics/nps/", Some("nps-")),
            "methods/" => at("../methods/", None),
            _ => None,
        }
    }

    fn here(&self) -> String {
        "2026-q3/index.html".into()
    }

    fn asset(&self, name: &str) -> String {
        format!("../files/{name}")
    }

    fn pages(&self) -> Vec<String> {
        vec!["methods/".into(), "nps.md".into()]
    }
}

/// Renders `bytes` as the overview of 2026-Q3, beside a picture and a table.
fn run_bytes(bytes: &[u8], language: &str, prefix: &str) -> (SourceReader, Checked<Commentary>) {
    run_with(bytes, language, prefix, RawHtml::Text)
}

/// The same with what raw HTML is.
fn run_with(bytes: &[u8], language: &str, prefix: &str, raw_html: RawHtml) -> (SourceReader, Checked<Commentary>) {
    let files: [(&str, &[u8]); 3] =
        [("c/2026-q3/overview.md", bytes), ("c/2026-q3/team photo.png", b"x"), ("c/2026-q3/d/t.csv", b"y")];
    let reader = SourceReader::memory(files);
    let folder = EditionFolder {
        wave: wave("2026-Q3"),
        path: "c/2026-q3".into(),
        texts: vec!["overview.md".into()],
        assets: vec!["d/t.csv".into(), "team photo.png".into()],
    };
    let span = Span::new(reader.read("c/2026-q3/overview.md").unwrap().id, 0, 0);
    let (figures, report) = (figures(), Report { raw_html, ..report(span) });
    let (numbers, words) = (Numbers::new(language), Catalogue::for_language(language));
    let context = Context {
        figures: &figures,
        answers: &NoAnswers,
        unproven: Severity::Error,
        report: &report,
        events: &[],
        numbers: &numbers,
        words: &words,
        vocabulary: &Vocabulary::new(&figures, &report.waves, &words, language),
        language,
        folder: &folder,
        addresses: &Site,
        comments: None,
        prefix,
        preview: false,
        accepted: None,
    };
    let checked = render(&reader, "overview.md", &context);
    (reader, checked)
}

fn run(text: &str) -> (SourceReader, Checked<Commentary>) {
    run_bytes(text.as_bytes(), "en-GB", "")
}

/// The HTML of a text without problems.
fn html(text: &str) -> String {
    commentary(text).html
}

fn commentary(text: &str) -> Commentary {
    let (reader, checked) = run(text);
    assert_eq!(listed(&reader, &checked.diagnostics), Vec::<String>::new());
    checked.value.unwrap()
}

/// The problems of a text: place, code, message and hints.
fn problems(text: &str) -> Vec<String> {
    let (reader, checked) = run(text);
    listed(&reader, &checked.diagnostics)
}

fn listed(reader: &SourceReader, diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |d: &Diagnostic| {
        let place = d.span.map(|span| reader.position(span)).map_or("nowhere".into(), |at| {
            let end_line = if at.end_line == at.line { String::new() } else { format!("{}:", at.end_line) };
            format!("{}:{}-{end_line}{}", at.line, at.column, at.end_column)
        });
        let hints: String = d.hints.iter().map(|hint| format!(" | {hint}")).collect();
        format!("{place} {} {}: {}{hints}", d.severity.word(), d.code, d.message)
    };
    diagnostics.iter().map(line).collect()
}

/// The source text under the span of each problem.
fn places(text: &str) -> Vec<String> {
    let (_, checked) = run(text);
    checked.diagnostics.iter().map(|d| d.span.map_or(String::new(), |s| text[s.start..s.end].to_owned())).collect()
}
