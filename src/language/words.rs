//! Where words and sentences begin and end: Unicode's rules (UAX #29), with ICU's dictionaries for scripts that write
//! without spaces, such as Chinese, Japanese and Thai.

use super::fold::fold;
use icu_segmenter::options::{SentenceBreakInvariantOptions, WordBreakInvariantOptions};
use icu_segmenter::{SentenceSegmenter, SentenceSegmenterBorrowed, WordSegmenter, WordSegmenterBorrowed};
use std::ops::Range;

/// Cuts texts. The same for every language: words are found by script.
#[derive(Debug)]
pub struct Cutter {
    words: WordSegmenterBorrowed<'static>,
    sentences: SentenceSegmenterBorrowed<'static>,
}

impl Default for Cutter {
    fn default() -> Cutter {
        Cutter::new()
    }
}

/// Small words that French and Italian write together with the next one: l'application, dell'offerta.
const ELIDED: [&str; 17] = [
    "l'", "d'", "j'", "c'", "n'", "s'", "m'", "t'", "qu'", "un'", "jusqu'", "lorsqu'", "puisqu'", "dell'", "all'",
    "nell'", "sull'",
];

impl Cutter {
    /// Dictionaries rather than neural networks, whose floating-point sums need not be the same on every machine.
    pub fn new() -> Cutter {
        Cutter {
            words: WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()),
            sentences: SentenceSegmenter::new(SentenceBreakInvariantOptions::default()),
        }
    }

    /// The words of a text in order, folded and as they are written, without numbers and signs; an elided article or a
    /// possessive ending is no part of a folded word.
    pub fn words<'t>(&self, text: &'t str) -> Vec<(String, &'t str)> {
        let mut words = Vec::new();
        let mut start = 0;
        for end in self.words.segment_str(text) {
            let piece = &text[start..end];
            start = end;
            // ICU's own mark of a word misses those that end in a vowel sign, as many in Hindi do.
            if piece.contains(char::is_alphabetic) {
                words.push((bare(&fold(piece)).to_owned(), piece));
            }
        }
        words
    }

    /// Where the text can be cut: words, numbers, and the signs and spaces between them, one after the other.
    pub fn pieces<'t>(&self, text: &'t str) -> impl Iterator<Item = Range<usize>> + use<'_, 't> {
        let mut start = 0;
        self.words.segment_str(text).filter_map(move |end| {
            let piece = start..end;
            start = end;
            (!piece.is_empty()).then_some(piece)
        })
    }

    /// Where the sentences of a text stand, without the space around them.
    pub fn sentences(&self, text: &str) -> Vec<Range<usize>> {
        let breaks: Vec<usize> = self.sentences.segment_str(text).collect();
        let sentence = |ends: &[usize]| {
            let piece = &text[ends[0]..ends[1]];
            let start = ends[0] + (piece.len() - piece.trim_start().len());
            start..start + piece.trim().len()
        };
        breaks.windows(2).map(sentence).filter(|range| !range.is_empty()).collect()
    }
}

/// A word as it is shown beside others: in lower case, without an elided article or a possessive ending.
pub fn spelled(written: &str) -> String {
    bare(&written.to_lowercase().replace(['\u{2018}', '\u{2019}', '\u{2bc}'], "'")).to_owned()
}

/// A folded word without an elided one before it and without `'s`.
fn bare(word: &str) -> &str {
    let word = ELIDED.iter().find_map(|small| word.strip_prefix(small)).filter(|rest| !rest.is_empty()).unwrap_or(word);
    word.strip_suffix("'s").filter(|rest| !rest.is_empty()).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_in_every_script() {
        for (text, words) in [
            ("The app’s new; I don’t mind 3.5 GB!", "the app new i don't mind gb"),
            ("L’appli n'est pas là", "appli est pas là"),
            ("Πολύ καλό ΣΉΜΑ παντού.", "πολύ καλό σήμα παντού"),
            ("बहुत अच्छी सेवा, धन्यवाद।", "बहुत अच्छी सेवा धन्यवाद"),
            ("配達がとても遅れました。", "配達 が とても 遅れ まし た"),
            ("客服态度很好", "客 服 态度 很好"),
            ("تأخر التوصيل كثيراً.", "تأخر التوصيل كثيراً"),
            ("Շատ լավ սպասարկում։", "շատ լավ սպասարկում"),
            ("", ""),
            ("😀 12 345 …", ""),
        ] {
            let cut: Vec<String> = Cutter::new().words(text).into_iter().map(|(word, _)| word).collect();
            assert_eq!(cut.join(" "), words, "{text}");
        }
    }

    #[test]
    fn sentences_are_cut_without_the_space_between() {
        let cut =
            |text: &'static str| Cutter::new().sentences(text).into_iter().map(|at| &text[at]).collect::<Vec<_>>();
        assert_eq!(cut("It broke.  Nobody came! Why?\nI wait "), ["It broke.", "Nobody came!", "Why?", "I wait"]);
        assert_eq!(cut("店員さんが親切でした。電波が良い。"), ["店員さんが親切でした。", "電波が良い。"]);
        assert_eq!(cut(""), Vec::<&str>::new());
    }
}
