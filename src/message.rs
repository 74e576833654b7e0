//! The words of the interface: one catalogue a language.
//!
//! A catalogue is a flat TOML file of keys and texts; `{name}` in a text is filled by the caller. A language without
//! a catalogue of its own has the English words (numbers still follow the language).

use crate::language::isolated;
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The English words; also the list of all keys that exist.
const ENGLISH: &str = include_str!("message/en.toml");

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// In the order of their keys. Pages are full of them, so that they are found by hash rather than by comparing.
    words: Arc<IndexMap<String, String>>,
}

impl Catalogue {
    /// The catalogue for a BCP 47 tag, or the English one.
    pub fn for_language(_language: &str) -> Catalogue {
        Catalogue { words: Arc::new(parse(ENGLISH)) }
    }

    /// Whether `language` has words of its own.
    pub fn speaks(language: &str) -> bool {
        language.split('-').next().is_some_and(|l| l.eq_ignore_ascii_case("en"))
    }

    /// The text under `key`; the key itself when there is none, so that a gap is seen and nothing is lost.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The text under `key`, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.words.get(key).map(String::as_str)
    }

    /// Whether there is a text under `key`.
    pub fn has(&self, key: &str) -> bool {
        self.words.contains_key(key)
    }

    /// The text under `key` with each `{name}` replaced by its value; values written from right to left leave the order of
    /// what stands beside them as it is.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        filled(self.get(key), values)
    }

    /// Every key with its text, in order.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }
}

/// [`Catalogue::fill`] for a text of the catalogue.
pub fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut rest = text;
    let mut filled = String::with_capacity(rest.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
    // One pass, so that a value which itself holds braces is not filled again.
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(end) = rest.find('}') else { break };
        match values.iter().find(|(name, _)| *name == &rest[1..end]) {
            Some((_, value)) => filled.push_str(&isolated(value)),
            None => filled.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    filled + rest
}

fn parse(text: &str) -> IndexMap<String, String> {
    // The catalogue is part of the program; a test proves that it parses.
    let words: BTreeMap<String, String> = toml::from_str(text).unwrap_or_default();
    words.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_parses_and_fills() {
        let words = Catalogue::for_language("en-GB");
        assert!(words.has("interval.to"));
        assert_eq!(words.fill("base.n", &[("n", "672")]), "n 672");
        assert_eq!(words.get("no.such.key"), "no.such.key");
    }

    #[test]
    fn a_name_from_right_to_left_leaves_the_number_behind_it_in_its_place() {
        let filled = filled("{name}, {wave}: {value}", &[("name", "التوصية"), ("wave", "2026 Q3"), ("value", "38.1")]);
        assert_eq!(filled, "\u{2068}التوصية\u{2069}, 2026 Q3: 38.1");
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        assert_eq!(filled("a {x} b {y} {z", &[("x", "{y}"), ("y", "2")]), "a {y} b 2 {z");
    }

    #[test]
    fn texts_are_listed_in_the_order_of_their_keys() {
        let words = Catalogue::for_language("en");
        let keys: Vec<&str> = words.all().map(|(key, _)| key).collect();
        assert!(keys.len() > 100 && keys.is_sorted());
    }
}
