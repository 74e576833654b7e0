//! Finds `{{ … }}` in a text and hides each behind a run of harmless characters of the same length.
//!
//! Markdown then sees one plain word where a value stands, so that `_`, `*` or `|` inside the braces do no
//! harm, and every offset in the masked text is an offset in the author's file.

use super::work;
use std::borrow::Cow;
use std::ops::Range;

/// One `{{ … }}`, as byte ranges of the text that was searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// With its braces.
    pub outer: Range<usize>,
    /// Between its braces.
    pub inner: Range<usize>,
}

/// A text with its values hidden.
#[derive(Debug)]
pub(super) struct Masked {
    /// As long as the original, byte for byte.
    pub text: String,
    /// The values, in order; a placeholder carries its index.
    pub found: Vec<Found>,
}

/// A stretch of masked text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text as it was written, and where it begins in the stretch.
    Text(&'a str, usize),
    /// The value with this index.
    Value(usize),
}

/// First of the characters that begin a placeholder: private use, four bytes long.
const FIRST: u32 = 0xF_0000;
/// How many of them are used.
const HEADS: u32 = 0xFFFD;
/// The byte behind the head counts on where the heads end.
const TURNS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Every `{{ … }}` of `text`. A value stands on one line and holds no brace and no backtick; `\{{` is not one.
/// Each byte is looked at a bounded number of times: a search ends at the next brace, where the next one begins.
pub(super) fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < bytes.len() {
        work::done(1);
        if &bytes[at..at + 2] != b"{{" || is_escaped(bytes, at) {
            at += 1;
            continue;
        }
        let inner = at + 2;
        let stop = bytes[inner..].iter().position(|b| matches!(b, b'{' | b'}' | b'`' | b'\n'));
        let end = stop.map_or(bytes.len(), |n| inner + n);
        work::done(end - inner);
        if bytes[end..].starts_with(b"}}") && end > inner {
            found.push(Found { outer: at..end + 2, inner: inner..end });
            at = end + 2;
        } else {
            at += 1;
        }
    }
    found
}

/// Whether an odd number of backslashes stands before `at`.
pub(super) fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let signs = bytes[..at].iter().rev().take_while(|b| **b == b'\\').count();
    work::done(signs);
    signs % 2 == 1
}

/// Hides every value of `text`.
pub(super) fn mask(text: &str) -> Masked {
    let found = find(text);
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for (index, value) in found.iter().enumerate() {
        masked.push_str(&text[from..value.outer.start]);
        let index = index as u32;
        let turn = TURNS[(index / HEADS) as usize % TURNS.len()];
        masked.extend(char::from_u32(FIRST + index % HEADS));
        masked.push(char::from(turn));
        masked.extend(std::iter::repeat_n('x', value.outer.len() - 5));
        from = value.outer.end;
    }
    masked.push_str(&text[from..]);
    Masked { text: masked, found }
}

/// The first private-use character of `text` that placeholders are made of. Such characters have no agreed
/// meaning and must not stand in a text.
pub(super) fn first_private(text: &str) -> Option<(usize, char)> {
    // Their UTF-8 begins with one of two bytes, so that ordinary text is passed over quickly.
    let start = text.bytes().position(|b| b >= 0xF3)?;
    text[start..].char_indices().map(|(at, c)| (start + at, c)).find(|(_, c)| u32::from(*c) >= FIRST)
}

impl Masked {
    /// Cuts a stretch of masked text at its values.
    pub fn pieces<'t>(&self, stretch: &'t str) -> Vec<Piece<'t>> {
        let mut pieces = Vec::new();
        let mut from = 0;
        while let Some((range, index)) = self.next_value(stretch, from) {
            if range.start > from {
                pieces.push(Piece::Text(&stretch[from..range.start], from));
            }
            pieces.push(Piece::Value(index));
            from = range.end;
        }
        if from < stretch.len() {
            pieces.push(Piece::Text(&stretch[from..], from));
        }
        pieces
    }

    /// `stretch` with its values as the author wrote them in `original`.
    pub fn restore<'t>(&self, stretch: &'t str, original: &str) -> Cow<'t, str> {
        if self.next_value(stretch, 0).is_none() {
            return Cow::Borrowed(stretch);
        }
        let pieces = self.pieces(stretch);
        let written = pieces.iter().map(|piece| match piece {
            Piece::Text(text, _) => text,
            Piece::Value(index) => &original[self.found[*index].outer.clone()],
        });
        Cow::Owned(written.collect())
    }

    /// The first value that stands in `stretch`, if any.
    pub fn first_value(&self, stretch: &str) -> Option<&Found> {
        self.next_value(stretch, 0).map(|(_, index)| &self.found[index])
    }

    fn next_value(&self, stretch: &str, from: usize) -> Option<(Range<usize>, usize)> {
        let bytes = stretch.as_bytes();
        let mut at = from;
        loop {
            let next = bytes[at..].iter().position(|b| *b >= 0xF3);
            work::done(next.unwrap_or(bytes.len() - at));
            at += next?;
            let head = stretch[at..].chars().next().map(u32::from)?;
            let turn = bytes.get(at + 4).and_then(|b| TURNS.iter().position(|t| t == b));
            if let (Some(head), Some(turn)) = (head.checked_sub(FIRST), turn) {
                let index = turn * HEADS as usize + head as usize;
                let length = self.found.get(index).map(|value| value.outer.len());
                if let Some(length) = length.filter(|length| head < HEADS && at + length <= stretch.len()) {
                    return Some((at..at + length, index));
                }
            }
            at += 4;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inners(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|f| &text[f.inner]).collect()
    }

    #[test]
    fn values_are_found_and_near_misses_are_not() {
        assert_eq!(inners("a {{ nps }} b {{wait p90}}"), [" nps ", "wait p90"]);
        assert_eq!(inners(r"\{{ nps }} \\{{ nps }}"), [" nps "]);
        assert_eq!(inners("{{{ nps }}}"), [" nps "]);
        assert_eq!(inners("{{ a\n}} {{ `b` }} {{}} {{ c } }} {{"), Vec::<&str>::new());
    }

    #[test]
    fn masked_text_keeps_every_offset_and_can_be_restored() {
        let text = "Δ {{ nps@region=Βόρεια|x }} — {{b}} `{{ c }}`";
        let masked = mask(text);
        assert_eq!(masked.text.len(), text.len());
        assert!(!masked.text.contains('|') && !masked.text.contains('{'));
        assert_eq!(masked.restore(&masked.text, text), text);
        let pieces = masked.pieces(&masked.text);
        assert_eq!(pieces[0], Piece::Text("Δ ", 0));
        assert_eq!(pieces[1], Piece::Value(0));
        assert_eq!(pieces[3], Piece::Value(1));
    }

    #[test]
    fn more_values_than_heads_keep_their_numbers() {
        let text = "{{x}}".repeat(140_000);
        let masked = mask(&text);
        let pieces = masked.pieces(&masked.text);
        assert_eq!(pieces.len(), 140_000);
        assert!(pieces.iter().enumerate().all(|(at, piece)| *piece == Piece::Value(at)));
    }

    #[test]
    fn private_characters_of_the_author_are_told_from_placeholders() {
        assert_eq!(first_private("ab😀\u{e000}c"), None);
        assert_eq!(first_private("ab\u{f0001}c"), Some((2, '\u{f0001}')));
        let masked = mask("{{a}}");
        assert_eq!(masked.pieces("\u{f0000}1"), [Piece::Text("\u{f0000}1", 0)]);
        assert_eq!(masked.pieces("\u{f0009}a"), [Piece::Text("\u{f0009}a", 0)]);
    }
}
