//! What was counted of a source, kept for the next run.
//!
//! It stands in the reader's [`Store`](crate::source::Store), a file for each source, and serves as long as the program,
//! what it asks of the source, and the source's files are the same. With it a build is what it would be without.

use super::read::{self, Surveyed};
use crate::config::{Report, SiteConfig, SourceIx, VoiceConfig};
use crate::diag::{Checked, Diagnostic, Severity, code_named, has_errors};
use crate::fingerprint::Fingerprint;
use crate::metrics::Metric;
use crate::slug::slug;
use crate::source::{Remembered, SourceId, SourceReader, Span, Stored};
use crate::survey;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

/// One source, read and counted, or as it was kept when it was last read and counted. `files` are the names of its files.
pub fn one(
    reader: &SourceReader,
    config: &SiteConfig,
    source: SourceIx,
    files: &[String],
    metrics: &[Metric],
) -> Checked<Surveyed> {
    let Some(store) = reader.store() else { return read::one(reader, config, source, metrics) };
    let asked = AskedOf { config, source, files, metrics };
    let (name, key) = (asked.name(reader), Fingerprint::of_value(&asked));
    if let Some(found) = store.load(&name).and_then(|stored| found(reader, config, source, key, &stored)) {
        if let Some(bytes) = found.to_keep {
            store.save(&name, &bytes);
        }
        return found.checked;
    }
    let checked = read::one(reader, config, source, metrics);
    if let Some(bytes) = bytes(reader, key, &checked) {
        store.save(&name, &bytes);
    }
    checked
}

/// Everything on which the reading of a source depends, but for what stands in its files.
struct AskedOf<'c> {
    config: &'c SiteConfig,
    source: SourceIx,
    files: &'c [String],
    metrics: &'c [Metric],
}

impl AskedOf<'_> {
    fn name(&self, reader: &SourceReader) -> String {
        let source = &self.config.sources[self.source.0];
        let of = Fingerprint::of_value(&(reader.source(source.span.source).name, &source.id)).to_string();
        format!("{}-{}", slug(&source.id), &of[..8])
    }
}

impl Hash for AskedOf<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let AskedOf { config, source, files, metrics } = self;
        (env!("WAVEMARK_CODE"), files).hash(state);
        // A new key of the report has to be sorted into one of the two.
        let Report { waves, first_wave, floor, brand, data_until, .. } = &config.report;
        (waves, first_wave, floor, brand, data_until).hash(state);
        (source, &config.sources[source.0]).hash(state);
        for question in config.questions_of(*source) {
            (question, &config.questions[question.0]).hash(state);
        }
        for (at, metric) in config.metrics_with_drivers(*source) {
            (at, metric.question, &metric.drivers).hash(state);
        }
        (config.pairs_of(*source), config.nests_of(*source), config.segments_of_events(*source)).hash(state);
        let voice = config.voice.as_ref().filter(|voice| voice.source == *source);
        voice.hash(state);
        for metric in voice.into_iter().flat_map(|VoiceConfig { scores, .. }| scores) {
            let MetricAsked { kind, question, title } = MetricAsked::of(config, metrics, *metric);
            (kind, question, title).hash(state);
        }
    }
}

/// What comments need of a metric that stands beside them.
struct MetricAsked<'c> {
    kind: &'c str,
    question: usize,
    title: Option<&'c str>,
}

impl<'c> MetricAsked<'c> {
    fn of(config: &'c SiteConfig, metrics: &'c [Metric], at: usize) -> MetricAsked<'c> {
        let metric = &config.metrics[at];
        MetricAsked {
            kind: &metric.kind.value,
            question: metric.question.value.0,
            title: metrics.get(at).map(|metric| metric.info.title.as_str()),
        }
    }
}

/// What stands before the counts.
#[derive(Serialize, Deserialize)]
struct Head {
    key: Fingerprint,
    /// The files that were read, and those in which problems were found beside, with the handles that they had.
    read: Vec<(SourceId, Remembered)>,
    beside: Vec<(SourceId, Remembered)>,
    problems: Vec<Problem>,
}

/// A [`Diagnostic`], whose code is a text here.
#[derive(Serialize, Deserialize)]
struct Problem {
    severity: Severity,
    code: String,
    message: String,
    span: Option<Span>,
    hints: Vec<String>,
}

/// None for what is not to be kept: what is no result, and what may be another though every file is the same.
fn bytes(reader: &SourceReader, key: Fingerprint, checked: &Checked<Surveyed>) -> Option<Vec<u8>> {
    let surveyed = checked.value.as_ref().filter(|_| !has_errors(&checked.diagnostics))?;
    if !reader.missed().is_empty() {
        return None;
    }
    let read: BTreeSet<SourceId> = reader.sources().iter().map(|source| source.id).collect();
    let pointed_at: BTreeSet<SourceId> =
        checked.diagnostics.iter().filter_map(|problem| problem.span).map(|span| span.source).collect();
    let remember = |id: &SourceId| (*id, reader.remember(*id));
    let problem = |problem: &Diagnostic| Problem {
        severity: problem.severity,
        code: problem.code.to_owned(),
        message: problem.message.clone(),
        span: problem.span,
        hints: problem.hints.clone(),
    };
    let head = Head {
        key,
        beside: pointed_at.difference(&read).map(remember).collect(),
        read: read.iter().map(remember).collect(),
        problems: checked.diagnostics.iter().map(problem).collect(),
    };
    let mut bytes = postcard::to_stdvec(&head).ok()?;
    bytes.extend(postcard::to_stdvec(surveyed).ok()?);
    Some(bytes)
}

/// What was kept.
struct Found {
    checked: Checked<Surveyed>,
    /// The same with the looks that the files have now, where they were known by their bytes.
    to_keep: Option<Vec<u8>>,
}

fn found(
    reader: &SourceReader,
    config: &SiteConfig,
    source: SourceIx,
    key: Fingerprint,
    stored: &Stored,
) -> Option<Found> {
    let (mut head, counts) = postcard::take_from_bytes::<Head>(&stored.bytes).ok()?;
    if head.key != key {
        return None;
    }
    let mut handles = BTreeMap::new();
    let mut by_looks = true;
    for (id, file) in head.read.iter_mut().chain(&mut head.beside) {
        let known = reader.recognise(file, stored)?;
        handles.insert(*id, known.id);
        by_looks &= known.by_looks;
    }
    let mut surveyed: Surveyed = postcard::from_bytes(counts).ok()?;
    let to_keep = if by_looks { None } else { postcard::to_extend(&head, Vec::new()).ok() };
    let to_keep = to_keep.map(|head| [&head, counts].concat());
    let mut problems = head.problems;
    let spans = surveyed.spans_mut().chain(problems.iter_mut().filter_map(|problem| problem.span.as_mut()));
    let mut pointed_at = BTreeSet::new();
    for span in spans {
        pointed_at.insert(span.source);
        span.source = *handles.get(&span.source)?;
    }
    for (id, _) in head.read.iter().filter(|(id, file)| file.is_decoded && pointed_at.contains(id)) {
        survey::decode(reader, &config.sources[source.0], handles[id])?;
    }
    let problem = |problem: Problem| Diagnostic {
        severity: problem.severity,
        code: code_named(&problem.code),
        message: problem.message,
        span: problem.span,
        hints: problem.hints,
    };
    let diagnostics = problems.into_iter().map(problem).collect();
    Some(Found { checked: Checked { value: Some(surveyed), diagnostics }, to_keep })
}
