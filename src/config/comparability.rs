//! `[[break]]`: where figures before and after do not measure the same thing.

use super::{QuestionIx, SourceIx, Written};
use crate::wave::{TimeKey, Wave, WaveScheme};
use jiff::civil::Date;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changed {
    /// The words of the question.
    Wording,
    /// The scale of the answers.
    Scale,
    /// How people are asked: by telephone, on the web.
    Mode,
    /// How answers are weighted.
    Weighting,
}

impl Changed {
    /// The words in the config, in the order of the reference.
    pub const WORDS: &'static [&'static str] = &["wording", "scale", "mode", "weighting"];

    /// The change with this word.
    pub fn named(word: &str) -> Option<Changed> {
        let all = [Changed::Wording, Changed::Scale, Changed::Mode, Changed::Weighting];
        all.into_iter().find(|changed| changed.word() == word)
    }

    /// Its word in the config.
    pub fn word(self) -> &'static str {
        match self {
            Changed::Wording => "wording",
            Changed::Scale => "scale",
            Changed::Mode => "mode",
            Changed::Weighting => "weighting",
        }
    }
}

/// `[[break]]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// From when on the new way holds.
    pub begin: Begin,
    /// Metrics of these questions; with the next two empty as well, all metrics.
    pub questions: Vec<QuestionIx>,
    /// These metrics, by their ids.
    pub metrics: Vec<Written<String>>,
    /// All metrics of this source.
    pub source: Option<SourceIx>,
    /// What changed.
    pub what: Changed,
    /// The same in the author's words.
    pub text: String,
}

/// From when on a new way of asking holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// From the first day of a wave.
    Wave(Wave),
    /// From a day.
    Day(Date),
}

impl Begin {
    /// The first wave with answers of the new way, and whether it holds answers of the old way too. None for a day in no
    /// wave.
    pub fn wave(self, scheme: &WaveScheme) -> Option<(Wave, bool)> {
        match self {
            Begin::Wave(wave) => Some((wave, false)),
            Begin::Day(day) => {
                let wave = scheme.wave_on(day)?;
                Some((wave, scheme.first_day(wave).is_some_and(|first| first < day)))
            }
        }
    }

    /// The first month or span with answers of the new way alone. None for a day in no wave.
    pub fn first_whole_key(self, scheme: &WaveScheme) -> Option<TimeKey> {
        match self {
            Begin::Wave(wave) => Some(scheme.first_key(wave)),
            Begin::Day(day) => {
                let key = scheme.key_of(day)?;
                let begins_it = match scheme {
                    WaveScheme::Calendar { .. } => day.day() == 1,
                    WaveScheme::Spans(_) | WaveScheme::Single { .. } => {
                        scheme.first_day(scheme.wave_of(key)).is_none_or(|first| first == day)
                    }
                };
                Some(if begins_it { key } else { TimeKey(key.0 + 1) })
            }
        }
    }
}

impl Break {
    /// Whether it concerns a metric.
    pub fn concerns(&self, metric: &str, question: QuestionIx, source: SourceIx) -> bool {
        let everything = self.questions.is_empty() && self.metrics.is_empty() && self.source.is_none();
        everything
            || self.questions.contains(&question)
            || self.source == Some(source)
            || self.metrics.iter().any(|named| named.value == metric)
    }
}
