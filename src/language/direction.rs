//! Texts whose letters are written from right to left, among others.

use std::borrow::Cow;

/// Begins a text with a direction of its own, that of its first letter.
const ISOLATE: char = '\u{2068}';
/// Ends it.
const END: char = '\u{2069}';

/// Whether a letter is written from right to left: Hebrew, Arabic and their neighbours up to U+08FF, and the presentation
/// forms.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Whether a text as a whole is read from right to left: as its first letter is that does not belong to a name with a
/// direction of its own.
pub fn runs_right_to_left(text: &str) -> bool {
    let mut letters = depths(text).filter(|(_, c)| c.is_alphabetic());
    let outside = letters.clone().find(|(depth, _)| *depth == 0);
    outside.or_else(|| letters.next()).is_some_and(|(_, c)| is_right_to_left(c))
}

/// Each character, with how many isolates it is in.
fn depths(text: &str) -> impl Iterator<Item = (u32, char)> + Clone {
    text.chars().scan(0_u32, |depth, c| {
        match c {
            '\u{2066}'..=ISOLATE => *depth += 1,
            END => *depth = depth.saturating_sub(1),
            _ => {}
        }
        Some((*depth, c))
    })
}

/// `text` so that its direction does not reorder what stands beside it: a text with letters from right to left between
/// directional isolates (Unicode Standard Annex 9), any other as it is. Without them, the number behind a name in Arabic
/// moves before it.
pub fn isolated(text: &str) -> Cow<'_, str> {
    let reorders = !text.is_ascii() && depths(text).any(|(depth, c)| depth == 0 && is_right_to_left(c));
    if reorders { Cow::Owned(format!("{ISOLATE}{text}{END}")) } else { Cow::Borrowed(text) }
}

/// `text` without the marks that [`isolated`] sets: for what is compared, and not read.
pub fn joined(text: &str) -> String {
    text.replace([ISOLATE, END], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_from_right_to_left_is_isolated_once() {
        assert_eq!(isolated("Fjord 5G"), "Fjord 5G");
        assert_eq!(isolated("北風 Орбита"), "北風 Орбита");
        assert_eq!(isolated("سماء+"), "\u{2068}سماء+\u{2069}");
        assert_eq!(isolated("Plus צופר"), "\u{2068}Plus צופר\u{2069}");
        let once = isolated("التوصية").into_owned();
        assert_eq!(isolated(&once), once);
        let sentence = format!("{once} fell");
        assert_eq!(isolated(&sentence), sentence);
        let beside = format!("{once} صوت");
        assert_eq!(isolated(&beside), format!("\u{2068}{beside}\u{2069}"));
        assert_eq!(joined(&beside), "التوصية صوت");
    }

    #[test]
    fn a_sentence_runs_as_its_own_words_do_and_not_as_a_name_in_it() {
        assert!(runs_right_to_left("2026: التوصية Q3"));
        assert!(!runs_right_to_left("Fjord ahead of المضيق"));
        assert!(!runs_right_to_left(&format!("{}: no clear change", isolated("التوصية"))));
        assert!(runs_right_to_left(&isolated("التوصية")));
        assert!(!runs_right_to_left("2026"));
    }
}
