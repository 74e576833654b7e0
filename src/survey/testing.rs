//! What the unit tests of this module share.

use super::batch::Rows;
use super::row::{Answer, PartedSink, Row, RowSink};
use crate::config::*;
use crate::diag::{Diagnostic, Severity, in_order};
use crate::source::{SourceReader, Span};
use crate::wave::WaveScheme;
use std::collections::BTreeMap;

/// The first source of a reader, which is the site-config in all these tests.
pub fn anywhere() -> Span {
    let reader = SourceReader::memory([("site-config.toml", "")]);
    reader.read("site-config.toml").unwrap().span()
}

fn written<T>(value: T) -> Written<T> {
    Written { value, span: anywhere() }
}

/// A column by its header text, or by `#` and its position.
pub fn column(name: &str) -> Column {
    let name = match name.strip_prefix('#') {
        Some(position) => ColumnName::Position(position.parse().unwrap()),
        None => ColumnName::Header(name.into()),
    };
    written(vec![name])
}

/// A scale question of the first source, in the column of its name.
pub fn question(id: &str, from: i64, to: i64) -> Question {
    Question {
        id: id.into(),
        source: SourceIx(0),
        from: AnswerFrom::Column(column(id)),
        text: String::new(),
        kind: AnswerKind::Scale(Scale { from, to, better: Better::High }),
        answers: Vec::new(),
        missing: Vec::new(),
        dont_know: Vec::new(),
        asked_if: Vec::new(),
        cut_short_if: Vec::new(),
        span: anywhere(),
        scale_span: None,
        scale_is_sure: false,
    }
}

/// A segment in the column of its name.
pub fn segment(id: &str) -> SegmentConfig {
    SegmentConfig {
        is_shown: true,
        id: id.into(),
        title: id.into(),
        column: Some(column(id)),
        order: Vec::new(),
        labels: Vec::new(),
        missing: Vec::new(),
        default: None,
        span: anywhere(),
    }
}

/// A config with quarters and one source over `files`, with a date column `date`, without questions.
pub fn config(files: &str) -> SiteConfig {
    SiteConfig {
        claims: ClaimsConfig { unproven: Severity::Error },
        site: Site {
            title: "Test".into(),
            base_url: None,
            footer: None,
            language: "en-GB".into(),
            output: written("public".into()),
            templates: None,
        },
        report: Report {
            brand: None,
            waves: WaveScheme::Calendar { months: 3, fiscal_start: 1 },
            edition: EditionChoice::Latest,
            baseline: None,
            commentary: None,
            typed_figures: TypedFigures::Warning,
            raw_html: crate::config::RawHtml::Text,
            floor: Floor { suppress_below: 10, flag_below: 30 },
            confidence: 0.95,
            first_wave: None,
            data_until: None,
        },
        sources: vec![SourceConfig {
            frame: None,
            same_respondents: None,
            weighting: None,
            long: None,
            joins: Vec::new(),
            id: "survey".into(),
            title: "Survey".into(),
            population: Population::Customers,
            files: vec![written(files.into())],
            format: FileFormat { header_rows: 1, ..FileFormat::default() },
            columns: RoleColumns { date: Some(column("date")), ..RoleColumns::default() },
            segments: Vec::new(),
            span: anywhere(),
        }],
        questions: Vec::new(),
        metrics: Vec::new(),
        events: Vec::new(),
        breaks: Vec::new(),
        actions: None,
        touchpoints: Vec::new(),
        loyalty: None,
        cost: None,
        tables: Vec::new(),
        terms: Vec::new(),
        benchmarks: Vec::new(),
        voice: None,
    }
}

/// A reader over these files, with an empty site-config in the first place.
pub fn reader(files: &[(&str, &str)]) -> SourceReader {
    let config = [("site-config.toml".to_string(), String::new())];
    let files = files.iter().map(|(name, text)| (name.to_string(), text.to_string()));
    let reader = SourceReader::memory(config.into_iter().chain(files));
    reader.read("site-config.toml").unwrap();
    reader
}

/// Problems as text, in order: severity, code, place, message, hints.
pub fn printed(reader: &SourceReader, problems: &[Diagnostic]) -> String {
    let mut text = String::new();
    for problem in in_order(reader, problems.to_vec()) {
        let place = problem.span.map(|span| {
            let at = reader.position(span);
            format!(" {}:{}:{}", at.file, at.line, at.column)
        });
        let (severity, code) = (problem.severity.word(), problem.code);
        text.push_str(&format!("{severity}[{code}]{}: {}\n", place.unwrap_or_default(), problem.message));
        for hint in &problem.hints {
            text.push_str(&format!("  hint: {hint}\n"));
        }
    }
    text
}

/// A row as it was handed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    pub time: i32,
    pub brand: Option<u16>,
    pub segments: Vec<u16>,
    pub weight: i64,
    /// Values in whole units; blanks and the like by their names.
    pub answers: Vec<String>,
}

/// Keeps every row.
#[derive(Debug, Default)]
pub struct Keeper {
    place: (usize, usize),
    rows: BTreeMap<(usize, usize), Vec<Kept>>,
}

impl Keeper {
    /// The rows in the order of the data.
    pub fn rows(self) -> Vec<Kept> {
        self.rows.into_values().flatten().collect()
    }
}

impl PartedSink for Keeper {
    fn part(&self) -> Keeper {
        Keeper::default()
    }

    fn take_in(&mut self, part: Keeper) {
        self.rows.extend(part.rows);
    }
}

impl RowSink for Keeper {
    fn piece(&mut self, file: usize, piece: usize) {
        self.place = (file, piece);
    }

    fn rows(&mut self, rows: &Rows<'_>) {
        let said = |answer: &Answer| match answer {
            Answer::Value(value) => value.number().to_string(),
            other => format!("{other:?}"),
        };
        let kept = self.rows.entry(self.place).or_default();
        rows.each(|row| {
            kept.push(Kept {
                time: row.time.0,
                brand: row.brand.map(|id| id.0),
                segments: row.segments.iter().map(|id| id.0).collect(),
                weight: row.weight.0,
                answers: row.answers.iter().map(said).collect(),
            });
        });
    }

    fn later(&mut self, _row: &Row<'_>) {}
}
