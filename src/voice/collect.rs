//! Takes comments out of the rows of a source, as they come.

use super::comments::{Comment, classes, comment};
use super::mask::Masker;
use crate::config::{SiteConfig, SourceIx};
use crate::parallel;
use crate::survey::{Answer, NameId, Renames, Row, RowSink, Rows, Value};
use crate::wave::Wave;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Comments that one thread masks before it asks for more.
const COMMENTS_AT_ONCE: usize = 256;

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
    /// By file and piece, which is how several readers' comments come into the order of the data.
    raw: BTreeMap<(usize, usize), Vec<Raw>>,
    place: (usize, usize),
    /// Respondents by wave, brand and group.
    people: People,
    /// Made when it is first needed, for all parts together.
    masker: Arc<OnceLock<Masker>>,
}

/// What was collected of one file, or of several, masked.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Collected {
    /// In the order of the data, each with its brand.
    pub(super) comments: Vec<(Option<NameId>, Comment)>,
    pub(super) people: People,
}

impl Collected {
    /// The same with other numbers of names.
    pub fn renamed(self, renames: &Renames, config: &SiteConfig) -> Collected {
        let segment = config.voice.as_ref().and_then(|voice| voice.group);
        let group = |group: Option<NameId>| Some(renames.value(segment?, group?));
        let comments = self.comments.into_iter().map(|(brand, mut comment)| {
            comment.group = group(comment.group);
            (renames.brand(brand), comment)
        });
        let people = self.people.into_iter();
        let people = people.map(|((wave, brand, of), count)| ((wave, renames.brand(brand), group(of)), count));
        Collected { comments: comments.collect(), people: people.collect() }
    }

    /// Adds what was collected of files behind these.
    pub fn take_in(&mut self, behind: Collected) {
        self.comments.extend(behind.comments);
        behind.people.into_iter().for_each(|(place, people)| *self.people.entry(place).or_default() += people);
    }
}

/// Respondents by wave, brand and group.
pub(super) type People = BTreeMap<(Wave, Option<NameId>, Option<NameId>), u64>;

impl<'c> Collector<'c> {
    /// For a source; None if the config does not ask for its comments.
    pub fn new(config: &'c SiteConfig, source: SourceIx) -> Option<Collector<'c>> {
        let voice = config.voice.as_ref().filter(|voice| voice.source == source)?;
        let questions: Vec<usize> =
            (0..config.questions.len()).filter(|ix| config.questions[*ix].source == voice.source).collect();
        let place = |metric: &usize| questions.iter().position(|ix| *ix == config.metrics[*metric].question.value.0);
        let scores = voice.scores.iter().filter_map(place).collect();
        Some(Collector { scores, ..Collector::empty(config, voice.group) })
    }
}

impl<'c> Collector<'c> {
    fn empty(config: &'c SiteConfig, group: Option<usize>) -> Collector<'c> {
        Collector {
            config,
            group,
            scores: Vec::new(),
            raw: BTreeMap::new(),
            place: (0, 0),
            people: BTreeMap::new(),
            masker: Arc::default(),
        }
    }

    /// One that keeps what other rows of the same source say.
    pub fn part(&self) -> Collector<'c> {
        let masker = Arc::clone(&self.masker);
        Collector { scores: self.scores.clone(), masker, ..Collector::empty(self.config, self.group) }
    }

    /// Takes in what another of the same source has kept.
    pub fn take_in(&mut self, part: Collector<'c>) {
        self.raw.extend(part.raw);
        part.people.into_iter().for_each(|(place, people)| *self.people.entry(place).or_default() += people);
    }

    /// What was collected, masked; of comments only those without a brand and on `brand`.
    pub fn finish(self, brand: Option<NameId>) -> Collected {
        let Some(voice) = &self.config.voice else { return Collected::default() };
        let Some(classes) = classes(self.config, voice) else { return Collected::default() };
        let raw: Vec<Raw> =
            self.raw.into_values().flatten().filter(|raw| raw.brand.is_none_or(|of| Some(of) == brand)).collect();
        let parts: Vec<&[Raw]> = raw.chunks(COMMENTS_AT_ONCE).collect();
        let masked = |part: &&[Raw]| {
            let masker = self.masker.get_or_init(|| Masker::new(&voice.names));
            part.iter().map(|raw| (raw.brand, comment(raw, &classes, masker))).collect::<Vec<_>>()
        };
        Collected { comments: parallel::map(&parts, masked).into_iter().flatten().collect(), people: self.people }
    }
}

impl RowSink for Collector<'_> {
    fn piece(&mut self, file: usize, piece: usize) {
        self.place = (file, piece);
    }

    fn rows(&mut self, rows: &Rows<'_>) {
        rows.each(|row| self.take(row));
    }

    /// Who wrote has been seen with the row itself.
    fn later(&mut self, _row: &Row<'_>) {}
}

impl Collector<'_> {
    fn take(&mut self, row: &Row<'_>) {
        let wave = self.config.report.waves.wave_of(row.time);
        let group = self.group.and_then(|at| row.segments.get(at).copied());
        *self.people.entry((wave, row.brand, group)).or_default() += 1;
        let Some(written) = row.comment else { return };
        let score = |at: &usize| match row.answers.get(*at) {
            Some(Answer::Value(value)) => Some(*value),
            _ => None,
        };
        self.raw.entry(self.place).or_default().push(Raw {
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
}
