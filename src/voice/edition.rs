//! The comments of one edition.

use super::classes::{Class, Classes};
use super::comments::{Comment, Comments, Refusal};
use super::quote::Quote;
use super::talk::Talk;
use crate::config::VoiceConfig;
use crate::language::StopWords;
use crate::wave::{Wave, WaveScheme};
use std::collections::BTreeSet;

/// What an edition says of comments.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// Which answers make which class.
    pub classes: Classes,
    /// What the happy and the unhappy talk about; none where too few wrote.
    pub talk: Option<Talk>,
    /// Comments drawn by the fixed rule, by class.
    pub drawn: Vec<(Class, Vec<Quote>)>,
    /// How many there are, and why some are not shown.
    pub counts: Counts,
}

/// Comments of the edition's wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Respondents, whether they wrote or not.
    pub respondents: u64,
    /// Comments.
    pub comments: u64,
    /// Those that may be shown.
    pub open: u64,
    /// Those whose writers did not agree.
    pub no_consent: u64,
    /// Those from groups that are too small.
    pub small_group: u64,
    /// Those in which nothing is left once they are masked.
    pub empty: u64,
    /// Of those that may be shown, those in which something was masked.
    pub masked: u64,
}

impl Voice {
    /// Of the edition of `wave`.
    pub fn new(comments: &Comments, voice: &VoiceConfig, scheme: &WaveScheme, wave: Wave, floor: u64) -> Voice {
        let mut waves = vec![wave];
        while let Some(before) = scheme.previous(waves[0]).filter(|_| waves.len() < voice.word_waves) {
            waves.insert(0, before);
        }
        let stop_words = StopWords::new(voice.languages.iter().map(String::as_str), &voice.stop_words);
        Voice {
            classes: comments.classes,
            talk: comments.talk(&waves, &stop_words, floor),
            drawn: Class::ALL.into_iter().map(|class| (class, comments.draw(wave, class, voice.drawn))).collect(),
            counts: comments.count(wave),
        }
    }
}

impl Comments {
    /// The first `most` comments of a class and wave in the draw, no text twice.
    fn draw(&self, wave: Wave, class: Class, most: usize) -> Vec<Quote> {
        let fits = |comment: &&Comment| {
            comment.wave == wave && comment.class == Some(class) && self.refusal(comment).is_none()
        };
        let mut fitting: Vec<&Comment> = self.list.iter().filter(fits).collect();
        fitting.sort_by(|a, b| a.lot.cmp(&b.lot).then_with(|| a.text.text.cmp(&b.text.text)));
        let mut seen = BTreeSet::new();
        fitting.retain(|comment| seen.insert(comment.text.text.as_str()));
        fitting.into_iter().take(most).map(|comment| self.shown(comment)).collect()
    }

    fn count(&self, wave: Wave) -> Counts {
        let people = self.people.iter().filter(|((of, _), _)| *of == wave).map(|(_, count)| count);
        let mut counts = Counts { respondents: people.sum(), ..Counts::default() };
        for comment in self.list.iter().filter(|comment| comment.wave == wave) {
            counts.comments += 1;
            match self.refusal(comment) {
                Some(Refusal::NoConsent) => counts.no_consent += 1,
                Some(Refusal::SmallGroup) => counts.small_group += 1,
                Some(Refusal::Empty) => counts.empty += 1,
                Some(Refusal::Unknown | Refusal::Ambiguous) => {}
                None => {
                    counts.open += 1;
                    counts.masked += u64::from(!comment.text.marks.is_empty());
                }
            }
        }
        counts
    }
}
