//! Takes comments out of the rows of a source, as they come.

use crate::config::{SiteConfig, SourceIx};
use crate::survey::{Answer, NameId, Row, RowSink, Value};
use crate::wave::Wave;
use std::collections::BTreeMap;

/// A comment as it was written. It never leaves this module unmasked.
pub(super) struct Raw {
    pub wave: Wave,
    pub brand: Option<NameId>,
    pub group: Option<NameId>,
    pub scores: Vec<Option<Value>>,
    pub text: String,
    pub consent: bool,
    pub respondent: String,
    pub language: String,
}

/// Keeps what was written in a source, of every brand, and counts who was asked.
pub struct Collector<'c> {
    config: &'c SiteConfig,
    /// The segment that stands beside a comment.
    group: Option<usize>,
    /// Where the answers to the scores stand in a row.
    scores: Vec<usize>,
    pub(super) raw: Vec<Raw>,
    /// Respondents by wave, brand and group.
    pub(super) people: BTreeMap<(Wave, Option<NameId>, Option<NameId>), u64>,
}

impl<'c> Collector<'c> {
    /// For a source; None if the config does not ask for its comments.
    pub fn new(config: &'c SiteConfig, source: SourceIx) -> Option<Collector<'c>> {
        let voice = config.voice.as_ref().filter(|voice| voice.source == source)?;
        let questions: Vec<usize> =
            (0..config.questions.len()).filter(|ix| config.questions[*ix].source == voice.source).collect();
        let place = |metric: &usize| questions.iter().position(|ix| *ix == config.metrics[*metric].question.value.0);
        let scores = voice.scores.iter().filter_map(place).collect();
        Some(Collector { config, group: voice.group, scores, raw: Vec::new(), people: BTreeMap::new() })
    }
}

impl RowSink for Collector<'_> {
    fn row(&mut self, row: &Row<'_>) {
        let wave = self.config.report.waves.wave_of(row.time);
        let group = self.group.and_then(|at| row.segments.get(at).copied());
        *self.people.entry((wave, row.brand, group)).or_default() += 1;
        let Some(written) = row.comment else { return };
        let score = |at: &usize| match row.answers.get(*at) {
            Some(Answer::Value(value)) => Some(*value),
            _ => None,
        };
        self.raw.push(Raw {
            wave,
            brand: row.brand,
            group,
            scores: self.scores.iter().map(score).collect(),
            text: written.text.to_owned(),
            consent: written.consent,
            respondent: written.respondent.to_owned(),
            language: written.language.to_owned(),
        });
    }

    /// Who wrote has been seen with the row itself.
    fn later(&mut self, _row: &Row<'_>) {}
}
