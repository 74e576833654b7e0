//! Figures and words that were typed into a text, compared with the data.
//!
//! A sentence that names a metric is read: which brand, group and wave it speaks of, which figures stand in it, and
//! whether it says that something rose or is the best. A figure is right if it is anything that the data hold for what
//! the sentence names, at the precision that was written; only what is nothing of that is told. What sentences mean
//! cannot be known for certain, so that the result is a warning, and `<!-- ok -->` quiets a sentence.

mod borne;
mod claimed;
mod figure;
mod sentence;
mod statement;
mod stretch;
mod tokens;
mod truth;
mod vocabulary;

use super::front_matter::Text;
use super::resolve::Resolver;
use crate::config::TypedFigures;
use crate::diag::{Diagnostic, Severity};
use crate::language::{Cutter, StopWords, fold};
use crate::message::Catalogue;
use crate::metrics::{FigureKey, Figures};
use crate::wave::WaveScheme;
use std::ops::Range;
pub(super) use stretch::{Stretch, stretches};
use tokens::Phrases;
use vocabulary::{Sense, Subject};

/// The names and words by which sentences say something of an edition's figures.
pub struct Vocabulary {
    cutter: Cutter,
    names: Phrases<Subject>,
    senses: Phrases<Sense>,
    /// Shortened words, folded: the full stop behind them ends no sentence.
    shortened: Vec<String>,
    stop: StopWords,
}

/// What reading a text needs.
pub(super) struct TypedReader<'a> {
    resolver: &'a Resolver<'a>,
    cutter: &'a Cutter,
    names: &'a Phrases<Subject>,
    senses: &'a Phrases<Sense>,
    shortened: &'a [String],
    stop: &'a StopWords,
}

/// A typed figure that is one of the data's, with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meant {
    pub key: FigureKey,
    pub place: Range<usize>,
}

/// What was found in a text.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub problems: Vec<Diagnostic>,
    pub meant: Vec<Meant>,
}

/// How to quiet what was found.
const QUIET: &str = "if the sentence is right, write `<!-- ok -->` behind it";

impl Vocabulary {
    /// Of the figures of an edition, in the site's language.
    pub fn new(figures: &Figures, waves: &WaveScheme, words: &Catalogue, language: &str) -> Vocabulary {
        let cutter = Cutter::new();
        let speaks = Catalogue::speaks(language);
        let list = |key: &'static str| {
            let words = if speaks { words.get(key) } else { "" };
            words.split('|').map(str::trim).filter(|word| !word.is_empty())
        };
        let endings: Vec<&str> = list("typed.plural").collect();
        let names = vocabulary::names(&cutter, figures, waves, &endings);
        let senses = vocabulary::senses(&cutter, words, speaks);
        let shortened = list("typed.shortened").map(fold).collect();
        Vocabulary { names, senses, shortened, stop: StopWords::new([language], &[]), cutter }
    }
}

impl<'a> TypedReader<'a> {
    pub fn new(resolver: &'a Resolver<'a>, vocabulary: &'a Vocabulary) -> TypedReader<'a> {
        let Vocabulary { cutter, names, senses, shortened, stop } = vocabulary;
        TypedReader { resolver, cutter, names, senses, shortened, stop }
    }

    /// Reads the running text of a `file`, and the texts beside it: of its front matter, of headlines with what they
    /// claim.
    pub fn read(&self, running: &[Stretch], file: &str, beside: &[(&Text, &[String])]) -> Findings {
        let mut findings = Findings::default();
        let plain = |(text, claims): &(&Text, &[String])| Stretch::plain(&text.text, &text.range, file, claims);
        let beside: Vec<Stretch> = beside.iter().map(plain).collect();
        for stretch in beside.iter().chain(running) {
            self.stretch(stretch, &mut findings);
        }
        match self.resolver.report.typed_figures {
            TypedFigures::Error => findings.problems.iter_mut().for_each(|problem| problem.severity = Severity::Error),
            // The words of claims are not typed beside the data: they stand for them.
            TypedFigures::Off => {
                findings.problems.retain(|problem| problem.code == borne::CODE);
                findings.meant.clear();
            }
            TypedFigures::Warning => {}
        }
        findings
    }
}
