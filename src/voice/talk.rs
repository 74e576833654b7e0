//! What the happy and the unhappy talk about: words that one class uses at another rate than the other.

use super::classes::Class;
use super::comments::{Comment, Comments};
use super::mask::Masked;
use crate::language::{Cutter, StopWords, spelled};
use crate::parallel;
use crate::stats::log_odds::{LogOdds, PRIOR_WORDS, Use};
use crate::wave::Wave;
use std::collections::{BTreeMap, BTreeSet};

/// A word stands out from this many standard errors on: the two-sided 5 % point.
const STANDS_OUT: f64 = 1.96;
/// A word that fewer people used is not looked at, whatever the floors say.
const FEWEST_USES: u64 = 5;
/// How many words of each class are shown.
const MOST_WORDS: usize = 12;

/// A word that stands out.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The word in lower case, spelt as most people spell it; several words that the same comments have are one entry.
    pub words: Vec<String>,
    /// Comments of the happy that have it.
    pub high: u64,
    /// Comments of the unhappy that have it.
    pub low: u64,
    /// The happy against the unhappy.
    pub odds: LogOdds,
    /// A sentence that has it, masked, of a comment that may be shown; none where there is none.
    pub example: Option<Masked>,
}

/// What is talked about in some waves.
#[derive(Debug, Clone, PartialEq)]
pub struct Talk {
    /// The waves whose comments were counted.
    pub waves: Vec<Wave>,
    /// Comments of the happy.
    pub high_comments: u64,
    /// Comments of the unhappy.
    pub low_comments: u64,
    /// All comments, also those of people in between: the prior.
    pub all_comments: u64,
    /// Words of the happy, most outstanding first.
    pub high: Vec<Word>,
    /// Words of the unhappy, most outstanding first.
    pub low: Vec<Word>,
}

/// A comment with its words, each once, folded.
struct Read<'c> {
    comment: &'c Comment,
    words: BTreeSet<String>,
}

impl Comments {
    /// What is talked about in `waves`; None where either class has fewer than `floor` comments. A word is shown if at
    /// least `floor` comments have it, so that no word leads to a few people.
    pub fn talk(&self, waves: &[Wave], stop_words: &StopWords, floor: u64) -> Option<Talk> {
        let list: Vec<&Comment> = self.list.iter().filter(|comment| waves.contains(&comment.wave)).collect();
        let read = parallel::map(&list.chunks(256).collect::<Vec<_>>(), |part| {
            let cutter = Cutter::new();
            let words = |comment: &&Comment| -> BTreeSet<String> {
                let words = cutter.words(&comment.text.text).into_iter().map(|(word, _)| word);
                words.filter(|word| !stop_words.has(word)).collect()
            };
            part.iter().map(words).collect::<Vec<_>>()
        });
        let read: Vec<Read<'_>> =
            list.iter().zip(read.into_iter().flatten()).map(|(comment, words)| Read { comment, words }).collect();
        let of = |class| move |read: &&Read<'_>| read.comment.class == Some(class);
        let comments = |class| read.iter().filter(of(class)).count() as u64;
        let (high_comments, low_comments) = (comments(Class::High), comments(Class::Low));
        if high_comments < floor || low_comments < floor {
            return None;
        }
        let counts = Counts::new(&read);
        let mut words: Vec<(&str, [u64; 3], LogOdds)> = Vec::new();
        for (word, uses) in &counts.words {
            let [high, low, all] = *uses;
            if high + low < floor.max(FEWEST_USES) {
                continue;
            }
            let use_of = |class: usize| Use { count: uses[class], of: counts.all[class] };
            let odds = LogOdds::new(use_of(0), use_of(1), use_of(2), PRIOR_WORDS);
            words.extend(odds.filter(|odds| odds.z().abs() > STANDS_OUT).map(|odds| (*word, [high, low, all], odds)));
        }
        words.sort_by(|a, b| b.2.z().abs().total_cmp(&a.2.z().abs()).then_with(|| a.0.cmp(b.0)));
        let cutter = Cutter::new();
        let mut used = BTreeSet::new();
        let mut shown = |class: Class| {
            let of_class = words.iter().filter(|(_, _, odds)| (odds.delta > 0.0) == (class == Class::High));
            let mut entries: Vec<(Vec<usize>, Word)> = Vec::new();
            for &(word, [high, low, _], odds) in of_class {
                let having: Vec<usize> = (0..read.len()).filter(|at| read[*at].words.contains(word)).collect();
                let spelt = spelling(&cutter, &read, word);
                let same = entries.iter().position(|(same, _)| *same == having);
                match same {
                    Some(at) => entries[at].1.words.push(spelt),
                    None if entries.len() == MOST_WORDS => break,
                    None => {
                        let example = self.example(&cutter, &read, class, word, &mut used);
                        entries.push((having, Word { words: vec![spelt], high, low, odds, example }));
                    }
                }
            }
            entries.into_iter().map(|(_, word)| word).collect::<Vec<_>>()
        };
        let (high, low) = (shown(Class::High), shown(Class::Low));
        Some(Talk { waves: waves.to_vec(), high_comments, low_comments, all_comments: read.len() as u64, high, low })
    }

    /// A sentence with the word, of the comment of its class that comes first in the draw; one that no other word has
    /// yet, where there is one.
    fn example(
        &self,
        cutter: &Cutter,
        read: &[Read<'_>],
        class: Class,
        word: &str,
        used: &mut BTreeSet<String>,
    ) -> Option<Masked> {
        let fits = |read: &&Read<'_>| {
            read.comment.class == Some(class) && read.words.contains(word) && self.refusal(read.comment).is_none()
        };
        let mut fitting: Vec<&Comment> = read.iter().filter(fits).map(|read| read.comment).collect();
        fitting.sort_by_key(|comment| comment.lot);
        let sentences: Vec<Masked> =
            fitting.iter().filter_map(|comment| sentence(cutter, &comment.text, word)).collect();
        let fresh = sentences.iter().find(|sentence| !used.contains(&sentence.text));
        let chosen = fresh.or(sentences.first())?.clone();
        used.insert(chosen.text.clone());
        Some(chosen)
    }
}

/// Comments that have each word: of the happy, of the unhappy, of all.
struct Counts<'r> {
    words: BTreeMap<&'r str, [u64; 3]>,
    all: [u64; 3],
}

impl<'r> Counts<'r> {
    fn new(read: &'r [Read<'_>]) -> Counts<'r> {
        let mut counts = Counts { words: BTreeMap::new(), all: [0; 3] };
        for one in read {
            let class = match one.comment.class {
                Some(Class::High) => Some(0),
                Some(Class::Low) => Some(1),
                Some(Class::Middle) | None => None,
            };
            for word in &one.words {
                let uses = counts.words.entry(word).or_default();
                for at in class.into_iter().chain([2]) {
                    uses[at] += 1;
                    counts.all[at] += 1;
                }
            }
        }
        counts
    }
}

/// The spelling that most comments have, in lower case; of equals the first in the alphabet.
fn spelling(cutter: &Cutter, read: &[Read<'_>], word: &str) -> String {
    let mut spellings: BTreeMap<String, usize> = BTreeMap::new();
    for one in read.iter().filter(|one| one.words.contains(word)) {
        for (_, written) in cutter.words(&one.comment.text.text).iter().filter(|(folded, _)| folded == word) {
            *spellings.entry(spelled(written)).or_default() += 1;
        }
    }
    let most = spellings.values().max().copied();
    spellings.into_iter().find(|(_, count)| Some(*count) == most).map_or_else(|| word.to_owned(), |(text, _)| text)
}

/// The first sentence that has the word.
fn sentence(cutter: &Cutter, text: &Masked, word: &str) -> Option<Masked> {
    let has = |part: &Masked| cutter.words(&part.text).iter().any(|(folded, _)| folded == word);
    cutter.sentences(&text.text).into_iter().map(|range| text.part(range)).find(has)
}
