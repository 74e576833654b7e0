//! What people of our brand wrote, masked, and which of it may be shown.

use super::classes::{Class, Classes};
use super::collect::{Collected, Raw};
use super::draw::lot;
use super::mask::{Masked, Masker};
use super::quote::{Quote, Score, language};
use crate::config::{AnswerKind, Scale, SiteConfig, VoiceConfig};
use crate::survey::{NameId, SourceData, Value};
use crate::wave::Wave;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A comment of one of our respondents.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Comment {
    pub wave: Wave,
    pub group: Option<NameId>,
    pub scores: Vec<Option<Value>>,
    pub class: Option<Class>,
    pub consent: bool,
    pub text: Masked,
    /// Its place in every draw.
    pub lot: [u8; 32],
    language: String,
    respondent: String,
}

/// Why a comment is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// There is none by a respondent of this id.
    Unknown,
    /// Respondents of several waves have this id.
    Ambiguous,
    /// Its writer did not agree.
    NoConsent,
    /// Too few people belong to the writer's group.
    SmallGroup,
    /// Nothing is left once it is masked.
    Empty,
}

/// All comments on our brand.
#[derive(Debug, Serialize, Deserialize)]
pub struct Comments {
    pub(super) list: Vec<Comment>,
    /// Our respondents by wave and group, whether they wrote or not.
    pub(super) people: BTreeMap<(Wave, Option<NameId>), u64>,
    pub(super) classes: Classes,
    smallest_group: u64,
    /// What the values of the group's segment are called.
    groups: Vec<String>,
    /// The title and the scale of each score.
    scores: Vec<(String, Scale)>,
}

impl Comments {
    /// What was collected about `brand` (ours, as the source's data name it). `title` gives the title of a metric
    /// by its index in the config. None where the config asks for no comments.
    pub fn new(
        config: &SiteConfig,
        data: &SourceData,
        collected: Collected,
        brand: Option<NameId>,
        title: impl Fn(usize) -> String,
    ) -> Option<Comments> {
        let voice = config.voice.as_ref()?;
        let scores: Vec<(String, Scale)> =
            voice.scores.iter().filter_map(|&metric| Some((title(metric), scale(config, metric)?))).collect();
        let classes = classes(config, voice)?;
        let ours = |of: Option<NameId>| data.brands.shown.is_empty() || of == brand;
        let Collected { comments, people: asked } = collected;
        let comments = comments.into_iter().filter(|(of, _)| ours(*of)).map(|(_, comment)| comment);
        let mut people = BTreeMap::new();
        for ((wave, of, group), count) in asked {
            if ours(of) {
                *people.entry((wave, group)).or_default() += count;
            }
        }
        Some(Comments {
            list: comments.collect(),
            people,
            classes,
            smallest_group: voice.smallest_group,
            groups: voice
                .group
                .and_then(|at| data.segments.get(at))
                .map(|names| names.shown.clone())
                .unwrap_or_default(),
            scores,
        })
    }

    /// How many respondents a group must have.
    pub fn smallest_group(&self) -> u64 {
        self.smallest_group
    }

    /// Why a comment may not be shown; None if it may.
    pub(super) fn refusal(&self, comment: &Comment) -> Option<Refusal> {
        let people = self.people.get(&(comment.wave, comment.group)).copied().unwrap_or(0);
        if !comment.consent {
            Some(Refusal::NoConsent)
        } else if people < self.smallest_group {
            Some(Refusal::SmallGroup)
        } else if comment.text.is_empty() {
            Some(Refusal::Empty)
        } else {
            None
        }
    }

    /// The comment of a respondent, from `wave` or else from the only earlier wave that has one by this id.
    ///
    /// # Errors
    /// When it must not be shown.
    pub fn quote(&self, respondent: &str, wave: Wave) -> Result<Quote, Refusal> {
        let of =
            |comment: &&Comment| comment.respondent == respondent && !respondent.is_empty() && comment.wave <= wave;
        let found: Vec<&Comment> = self.list.iter().filter(of).collect();
        let comment = match found.iter().find(|comment| comment.wave == wave) {
            Some(comment) => comment,
            None => match found.as_slice() {
                [] => return Err(Refusal::Unknown),
                [one] => one,
                _ => return Err(Refusal::Ambiguous),
            },
        };
        match self.refusal(comment) {
            Some(refusal) => Err(refusal),
            None => Ok(self.shown(comment)),
        }
    }

    /// A comment that may be shown, as it is.
    pub(super) fn shown(&self, comment: &Comment) -> Quote {
        let score = |((metric, scale), answer): (&(String, Scale), &Option<Value>)| {
            let answer = (*answer)?;
            Some(Score { metric: metric.clone(), answer: answer.number().to_string(), most: scale.to.to_string() })
        };
        let group = comment.group.and_then(|group| self.groups.get(usize::from(group.0)));
        Quote {
            scores: self.scores.iter().zip(&comment.scores).filter_map(score).collect(),
            wave: comment.wave,
            group: group.filter(|name| !name.is_empty()).cloned(),
            language: language(&comment.language, &comment.text.text),
            text: comment.text.clone(),
        }
    }
}

/// The classes by the first score.
pub(super) fn classes(config: &SiteConfig, voice: &VoiceConfig) -> Option<Classes> {
    let scale = voice.scores.iter().find_map(|metric| scale(config, *metric))?;
    Some(Classes::new(&config.metrics[*voice.scores.first()?].kind.value, scale))
}

/// The scale of a metric's question.
fn scale(config: &SiteConfig, metric: usize) -> Option<Scale> {
    match config.questions[config.metrics[metric].question.value.0].kind {
        AnswerKind::Scale(scale) => Some(scale),
        _ => None,
    }
}

/// A comment, masked.
pub(super) fn comment(raw: &Raw, classes: &Classes, masker: &Masker) -> Comment {
    Comment {
        wave: raw.wave,
        group: raw.group,
        class: raw.scores.first().copied().flatten().map(|answer| classes.of(answer)),
        scores: raw.scores.clone(),
        consent: raw.consent,
        text: masker.mask(&raw.text),
        lot: lot(&raw.respondent, &raw.text),
        language: raw.language.clone(),
        respondent: raw.respondent.clone(),
    }
}
