//! A comment as it is shown: masked, beside its scores, its wave and its group, without its writer.

use super::mask::Masked;
use crate::language::{Script, script};
use crate::wave::Wave;

/// A comment that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The text.
    pub text: Masked,
    /// What its writer answered.
    pub scores: Vec<Score>,
    /// When.
    pub wave: Wave,
    /// The group that the writer belongs to; absent where none is shown or the data do not say.
    pub group: Option<String>,
    /// The language tag: as the data say, or as the script alone tells; absent where neither does.
    pub language: Option<String>,
}

/// An answer beside a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The metric's title.
    pub metric: String,
    /// The answer's code.
    pub answer: String,
    /// The highest code of the scale.
    pub most: String,
}

/// The language tag of a text: what the data say if that is a tag, else what the script tells.
pub(super) fn language(given: &str, text: &str) -> Option<String> {
    let is_tag = |tag: &str| {
        let mut parts = tag.split('-');
        parts
            .next()
            .is_some_and(|first| (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic()))
            && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    if is_tag(given) {
        return Some(given.to_owned());
    }
    let has_kana = text.chars().any(|c| matches!(c, '\u{3041}'..='\u{30ff}'));
    let told = match script(text) {
        _ if has_kana => "ja",
        Script::Greek => "el",
        Script::Armenian => "hy",
        Script::Hebrew => "he",
        _ => return None,
    };
    Some(told.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_told_by_the_data_or_by_a_script_of_its_own() {
        assert_eq!(language("de-CH", "schön").as_deref(), Some("de-CH"));
        assert_eq!(language("German", "schön"), None);
        assert_eq!(language("\"><b>", "schön"), None);
        assert_eq!(language("", "配達がとても遅れました").as_deref(), Some("ja"));
        assert_eq!(language("", "Πολύ καλό").as_deref(), Some("el"));
        assert_eq!(language("", "خدمة ممتازة"), None, "Arabic letters write several languages");
    }
}
