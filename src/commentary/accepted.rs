//! What paragraphs were written against: a file beside the texts, so that a sentence is read again when its figures
//! have moved.
//!
//! A paragraph is known by a fingerprint of its text: once its words change it is another, with nothing accepted.

use crate::diag::Diagnostic;
use crate::lookup::Place;
use crate::number::Numbers;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The name of the file in an edition's folder.
pub const ACCEPTED: &str = "accepted.toml";

/// A paragraph with the values that it was written against.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// The text that it stands in: `overview.md`.
    pub file: String,
    /// The heading above it; empty above the first.
    #[serde(default)]
    pub under: String,
    /// Its first words, for people.
    #[serde(default)]
    pub begins: String,
    /// A fingerprint of its text.
    pub text: String,
    /// Each value as it was printed, by what asks for it.
    pub values: BTreeMap<String, String>,
}

/// What was accepted in the texts of one edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// By text, and within one in the order in which they stand.
    #[serde(default, rename = "paragraph")]
    pub paragraphs: Vec<Paragraph>,
}

impl Accepted {
    /// Reads the file.
    ///
    /// # Errors
    /// `commentary/bad-record` where it is not as `wavemark accept` writes it.
    pub fn read(text: &str, place: Place) -> Result<Accepted, Diagnostic> {
        toml::from_str(text).map_err(|error| {
            let range = error.span().unwrap_or(0..0);
            let message = format!("this record cannot be read: {}", error.message());
            let problem = place.error("commentary/bad-record", message, range);
            problem.hint("remove the file; `wavemark accept` writes it anew").into()
        })
    }

    /// The file's content.
    pub fn write(&self) -> String {
        let mut out = String::from(
            "# The figures that each paragraph was written against. `wavemark accept` writes this file; keep it with the texts.\n",
        );
        for paragraph in &self.paragraphs {
            out.push_str("\n[[paragraph]]\n");
            let lines = [
                ("file", &paragraph.file),
                ("under", &paragraph.under),
                ("begins", &paragraph.begins),
                ("text", &paragraph.text),
            ];
            for (key, value) in lines {
                if !value.is_empty() {
                    let _ = writeln!(out, "{key} = {}", quoted(value));
                }
            }
            out.push_str("[paragraph.values]\n");
            for (reference, value) in &paragraph.values {
                let _ = writeln!(out, "{} = {}", quoted(reference), quoted(value));
            }
        }
        out
    }

    /// What was accepted for a paragraph; one that was moved to another file, or whose file was renamed, is the same.
    pub(super) fn of(&self, file: &str, text: &str) -> Option<&Paragraph> {
        let same = || self.paragraphs.iter().filter(|known| known.text == text);
        same().find(|known| known.file == file).or_else(|| same().next())
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a printed value has moved by more than its rounding: numbers by more than one of their last digit, words at
/// all.
pub(super) fn has_moved(then: &str, now: &str, numbers: &Numbers) -> bool {
    if then == now {
        return false;
    }
    let (old, new) = (cut(then, numbers), cut(now, numbers));
    let same_words = old.words == new.words && old.numbers.len() == new.numbers.len();
    let near = |(a, b): (&(f64, usize), &(f64, usize))| {
        let step = 10f64.powi(-(a.1.min(b.1).min(9) as i32));
        (a.0 - b.0).abs() <= step * 1.000_001
    };
    !(same_words && !old.numbers.is_empty() && old.numbers.iter().zip(&new.numbers).all(near))
}

struct Cut {
    /// Everything but the numbers.
    words: String,
    /// Signed, with their decimals.
    numbers: Vec<(f64, usize)>,
}

fn cut(text: &str, numbers: &Numbers) -> Cut {
    let mut found = Cut { words: String::new(), numbers: Vec::new() };
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        let length = rest[start..]
            .char_indices()
            .find(|(_, c)| !c.is_numeric() && !matches!(c, '.' | ',' | '\u{a0}' | '\u{202f}' | '’' | '٫' | '٬'))
            .map_or(rest.len() - start, |(at, _)| at);
        let piece = rest[start..start + length].trim_end_matches(|c: char| !c.is_numeric());
        let before = &rest[..start];
        let is_negative = before.ends_with('\u{2212}');
        found.words.push_str(before.trim_end_matches(['\u{2212}', '+']));
        match numbers.read_exactly(piece) {
            Some((value, decimals)) => found.numbers.push((if is_negative { -value } else { value }, decimals)),
            None => found.words.push_str(piece),
        }
        rest = &rest[start + piece.len()..];
    }
    found.words.push_str(rest);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceReader;

    fn place() -> Place {
        Place { source: SourceReader::memory([("a.toml", "")]).read("a.toml").unwrap().id }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let paragraph = Paragraph {
            file: "overview.md".into(),
            under: "Why \"north\"?".into(),
            begins: "Η ικανοποίηση \\ 満足".into(),
            text: "3f2a".into(),
            values: BTreeMap::from([("nps@region=Βόρεια".to_owned(), "−1.2".to_owned())]),
        };
        let accepted = Accepted { paragraphs: vec![paragraph] };
        let written = accepted.write();
        assert_eq!(Accepted::read(&written, place()).unwrap(), accepted);
        assert!(written.ends_with("[paragraph.values]\n\"nps@region=Βόρεια\" = \"−1.2\"\n"), "{written}");
    }

    #[test]
    fn numbers_move_by_more_than_their_rounding_and_words_at_all() {
        let moved = |then: &str, now: &str| has_moved(then, now, &Numbers::new("en-GB"));
        assert!(!moved("41.2", "41.2") && !moved("41.2", "41.3") && !moved("−0.1", "0.0"));
        assert!(moved("41.2", "41.4") && moved("41.2", "−41.2") && moved("1,412", "1,414"));
        assert!(!moved("81%", "82%") && moved("81%", "83%"));
        assert!(!moved("32.3 to 44.4", "32.4 to 44.4") && moved("32.3 to 44.4", "32.3 to 45.4"));
        assert!(moved("rose", "no clear change") && moved("41.2", "[c]") && moved("[c]", "41.2"));
        assert!(has_moved("81,5 %", "81,9 %", &Numbers::new("de")));
        assert!(!has_moved("1.412,5", "1.412,6", &Numbers::new("de")));
    }
}
