//! Words compared without the differences that people do not mean.

use icu_normalizer::ComposingNormalizer;

/// The text in Unicode's composed form (NFC), in which a letter with its accent is one character where there is one.
pub fn composed(text: &str) -> String {
    ComposingNormalizer::new_nfc().normalize(text).into_owned()
}

/// The text without case, in any script, with straight apostrophes: what is compared in its place.
///
/// Upper case and then lower case, letter by letter, joins what lower case alone keeps apart: ß and SS, ς and σ.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        // The same, without looking up what every letter becomes.
        return text.to_ascii_lowercase();
    }
    let straight = text.chars().map(|c| if matches!(c, '\u{2018}' | '\u{2019}' | '\u{2bc}') { '\'' } else { c });
    composed(&straight.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_no_difference_in_any_script() {
        assert_eq!(fold("STRASSE"), fold("straße"));
        assert_eq!(fold("ΠΕΡΊΜΕΝΕΣ"), fold("περίμενες"));
        assert_eq!(fold("ԵՐԿԱՐ"), fold("երկար"));
        assert_eq!(fold("Don’t"), "don't");
        assert_eq!(fold("客服"), "客服");
    }

    #[test]
    fn accents_are_the_same_however_they_are_composed() {
        assert_eq!(fold("Cafe\u{301}"), fold("café"));
        assert_eq!(composed("e\u{301}"), "\u{e9}");
    }
}
