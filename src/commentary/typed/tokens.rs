//! Words, numbers and signs of a sentence, and phrases found among them.

use super::stretch::OPAQUE;
use crate::language::{Cutter, fold, spelled};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something with a letter in it: `NPS`, `Q2`, `1st`.
    Word,
    /// Digits: `1,412.5`.
    Number,
    /// An inline value or code.
    Opaque,
    /// Anything else that is no space.
    Sign,
}

/// A part of a text that is not cut further.
#[derive(Debug)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    /// As it is written.
    pub text: &'t str,
    /// Without case, and without `'s`.
    pub folded: String,
    /// Where it stands in the text.
    pub range: Range<usize>,
}

impl Token<'_> {
    pub fn is(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }
}

/// `240s` as a number and a word.
fn apart(piece: &str) -> Option<usize> {
    let digits = piece.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0)?;
    piece[digits..].chars().all(char::is_alphabetic).then_some(digits)
}

/// The tokens of `text`, whose first byte stands at `from`.
pub(super) fn tokens<'t>(cutter: &Cutter, text: &'t str, from: usize) -> Vec<Token<'t>> {
    let pieces = cutter.pieces(text).flat_map(|range| match apart(&text[range.clone()]) {
        Some(digits) => [Some(range.start..range.start + digits), Some(range.start + digits..range.end)],
        None => [Some(range), None],
    });
    let token = |range: Range<usize>| {
        let piece = &text[range.clone()];
        let first = piece.chars().next()?;
        let kind = match first {
            c if c.is_whitespace() => return None,
            OPAQUE => Kind::Opaque,
            _ if piece.contains(char::is_alphabetic) => Kind::Word,
            c if c.is_numeric() => Kind::Number,
            _ => Kind::Sign,
        };
        let folded = if kind == Kind::Word { fold(&spelled(piece)) } else { piece.to_owned() };
        Some(Token { kind, text: piece, folded, range: from + range.start..from + range.end })
    };
    pieces.flatten().filter_map(token).collect()
}

/// Phrases, each with what it means; a phrase may mean several things.
#[derive(Debug)]
pub(super) struct Phrases<T> {
    /// By their first word; the longest first.
    by_first: BTreeMap<String, Vec<(Vec<String>, T)>>,
}

impl<T: Copy> Phrases<T> {
    pub fn new(cutter: &Cutter, phrases: impl IntoIterator<Item = (String, T)>) -> Phrases<T> {
        let mut by_first: BTreeMap<String, Vec<(Vec<String>, T)>> = BTreeMap::new();
        for (phrase, meaning) in phrases {
            let words: Vec<String> =
                tokens(cutter, &phrase, 0).into_iter().filter(|token| !is_joint(token)).map(|t| t.folded).collect();
            if let Some(first) = words.first() {
                by_first.entry(first.clone()).or_default().push((words, meaning));
            }
        }
        for phrases in by_first.values_mut() {
            // Stable, so that meanings of one phrase stay in their order.
            phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Phrases { by_first }
    }

    /// What is meant where: the longest phrase at each place, with all its meanings.
    pub fn find(&self, tokens: &[Token<'_>]) -> Vec<(Range<usize>, T)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let candidates = self.by_first.get(&tokens[at].folded).map(Vec::as_slice).unwrap_or_default();
            let mut length = 0;
            for (words, meaning) in candidates {
                if let Some(taken) = matches(words, &tokens[at..])
                    && (length == 0 || taken == length)
                {
                    length = taken;
                    found.push((at..at + taken, *meaning));
                }
            }
            at += length.max(1);
        }
        found
    }
}

/// How many tokens a phrase takes at the front of `tokens`; hyphens between its words do not count.
fn matches(words: &[String], tokens: &[Token<'_>]) -> Option<usize> {
    let mut taken = 0;
    for (number, word) in words.iter().enumerate() {
        while number > 0 && tokens.get(taken).is_some_and(is_joint) {
            taken += 1;
        }
        if tokens.get(taken)?.folded != *word {
            return None;
        }
        taken += 1;
    }
    Some(taken)
}

fn is_joint(token: &Token<'_>) -> bool {
    token.kind == Kind::Sign && matches!(token.text, "-" | "\u{2010}" | "\u{2011}" | "/" | "·" | "," | "_")
}
