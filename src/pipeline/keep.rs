//! What was counted, kept for the next run.
//!
//! It stands in the reader's [`Store`], a file for each file of a source, or for the source where that
//! can only be counted as a whole ([`by_file`]). It serves as long as the program, what it asks, and the files that were
//! read are the same. With it a build is what it would be without.

mod figures;

pub use figures::FigureStore;

use super::by_file;
use super::read::{self, Surveyed};
use crate::config::{Report, SiteConfig, SourceConfig, SourceIx, VoiceConfig};
use crate::diag::{Checked, Diagnostic, Severity, has_errors};
use crate::fingerprint::Fingerprint;
use crate::interned::interned;
use crate::metrics::Metric;
use crate::slug::slug;
use crate::source::{Remembered, SourceId, SourceReader, Span, Store};
use crate::survey;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

/// One source, read and counted, or as it was kept when it was last read and counted.
pub fn one(reader: &SourceReader, config: &SiteConfig, source: SourceIx, metrics: &[Metric]) -> Checked<Surveyed> {
    if by_file::is_possible(config, source) {
        return by_file::one(reader, config, source, metrics);
    }
    let asked = AskedOf { config, source, metrics };
    let files = survey::found_files(reader, config, source);
    let key = Fingerprint::of_value(&(asked, asked.of_whole(), &files, joined(reader, &config.sources[source.0])));
    let name = asked.name(reader);
    let settings = &config.sources[source.0];
    let kept = reader.store().and_then(|store| load(store, reader, settings, &name, key));
    if let Some((surveyed, diagnostics)) = kept {
        return Checked { value: Some(surveyed), diagnostics };
    }
    let checked = read::one(reader, config, source, metrics);
    let result = checked.value.as_ref().filter(|_| !has_errors(&checked.diagnostics));
    if let (Some(store), Some(surveyed)) = (reader.store(), result) {
        store.keep_only(&name, &[&name]);
        let read = reader.sources().iter().map(|source| source.id).collect();
        save(store, reader, &name, key, &read, &checked.diagnostics, surveyed);
    }
    checked
}

/// The fingerprints of the tables that a source is joined to.
pub(super) fn joined(reader: &SourceReader, source: &SourceConfig) -> Vec<Option<Vec<u8>>> {
    let print = |name: &String| reader.stream(name).ok().map(|file| reader.print(file.id).1.bytes().to_vec());
    survey::joined_files(reader, source).iter().map(print).collect()
}

/// Something that is kept.
pub(super) trait Keepable: Serialize + DeserializeOwned {
    /// Every place in a file that it points at.
    fn spans_mut(&mut self) -> Vec<&mut Span>;
}

impl Keepable for Surveyed {
    fn spans_mut(&mut self) -> Vec<&mut Span> {
        Surveyed::spans_mut(self).collect()
    }
}

/// What is asked of a source. Its hash tells everything on which the rows of one of its files and their counts depend, but
/// for the file and its name.
#[derive(Clone, Copy)]
pub(super) struct AskedOf<'c> {
    pub config: &'c SiteConfig,
    pub source: SourceIx,
    pub metrics: &'c [Metric],
}

impl AskedOf<'_> {
    /// What is kept of the source is called by this name, or by one that begins with it.
    pub fn name(&self, reader: &SourceReader) -> String {
        let source = &self.config.sources[self.source.0];
        let of = Fingerprint::of_value(&(reader.source(source.span.source).name, &source.id)).to_string();
        format!("{}-{}", slug(&source.id), &of[..8])
    }

    fn voice(&self) -> Option<&VoiceConfig> {
        self.config.voice.as_ref().filter(|voice| voice.source == self.source)
    }

    /// What the source as a whole depends on beside.
    fn of_whole(&self) -> impl Hash {
        // A new key of the report has to be sorted in here, below, or into neither.
        let Report { floor, data_until, .. } = &self.config.report;
        let scores = self.voice().into_iter().flat_map(|voice| &voice.scores);
        let titles = scores.map(|score| self.metrics.get(*score).map(|metric| metric.info.title.clone()));
        (*floor, *data_until, titles.collect::<Vec<_>>())
    }
}

impl Hash for AskedOf<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let AskedOf { config, source, .. } = self;
        env!("WAVEMARK_CODE").hash(state);
        let Report { waves, first_wave, brand, .. } = &config.report;
        (waves, first_wave, brand).hash(state);
        // Which files there are, and what they are called together, says nothing of one of them.
        let settings = SourceConfig { title: String::new(), files: Vec::new(), ..config.sources[source.0].clone() };
        (source, settings).hash(state);
        for question in config.questions_of(*source) {
            (question, &config.questions[question.0]).hash(state);
        }
        for (at, metric) in config.metrics_with_drivers(*source) {
            (at, metric.question, &metric.drivers).hash(state);
        }
        (config.pairs_of(*source), config.nests_of(*source), config.segments_of_events(*source)).hash(state);
        self.voice().hash(state);
        for score in self.voice().into_iter().flat_map(|voice| &voice.scores) {
            let metric = &config.metrics[*score];
            (&metric.kind.value, metric.question.value).hash(state);
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

/// Keeps a value that was made from the files `read`, with its problems; not where it may be another though every file is
/// the same.
pub(super) fn save<T: Keepable>(
    store: &Store,
    reader: &SourceReader,
    name: &str,
    key: Fingerprint,
    read: &BTreeSet<SourceId>,
    problems: &[Diagnostic],
    value: &T,
) {
    if !reader.missed().is_empty() {
        return;
    }
    let pointed_at: BTreeSet<SourceId> =
        problems.iter().filter_map(|problem| problem.span).map(|span| span.source).collect();
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
        beside: pointed_at.difference(read).map(remember).collect(),
        read: read.iter().map(remember).collect(),
        problems: problems.iter().map(problem).collect(),
    };
    if let Ok(bytes) = postcard::to_stdvec(&(head, value)) {
        store.save(name, &bytes);
    }
}

/// What was kept under a name, if it is what would be made now, with its problems.
pub(super) fn load<T: Keepable>(
    store: &Store,
    reader: &SourceReader,
    settings: &SourceConfig,
    name: &str,
    key: Fingerprint,
) -> Option<(T, Vec<Diagnostic>)> {
    let stored = store.load(name)?;
    let (mut head, rest) = postcard::take_from_bytes::<Head>(&stored.bytes).ok()?;
    if head.key != key {
        return None;
    }
    let mut handles = BTreeMap::new();
    let mut by_looks = true;
    for (id, file) in head.read.iter_mut().chain(&mut head.beside) {
        let known = reader.recognise(file, &stored)?;
        handles.insert(*id, known.id);
        by_looks &= known.by_looks;
    }
    let mut value: T = postcard::from_bytes(rest).ok()?;
    if !by_looks {
        // The same with the looks that the files have now.
        let head = postcard::to_stdvec(&head).ok()?;
        store.save(name, &[&head, rest].concat());
    }
    let mut problems = head.problems;
    let spans = problems.iter_mut().filter_map(|problem| problem.span.as_mut());
    let mut pointed_at = BTreeSet::new();
    for span in value.spans_mut().into_iter().chain(spans) {
        pointed_at.insert(span.source);
        span.source = *handles.get(&span.source)?;
    }
    for (id, _) in head.read.iter().filter(|(id, file)| file.is_decoded && pointed_at.contains(id)) {
        survey::decode(reader, settings, handles[id])?;
    }
    let problem = |problem: Problem| Diagnostic {
        severity: problem.severity,
        code: interned(&problem.code),
        message: problem.message,
        span: problem.span,
        hints: problem.hints,
    };
    Some((value, problems.into_iter().map(problem).collect()))
}
