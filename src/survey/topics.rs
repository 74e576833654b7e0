//! Which topics a comment is about: those of which it has a word or a phrase.

use super::row::{Answer, Value};
use super::text::trimmed;
use crate::config::Topic;
use crate::language::Cutter;

/// A word as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sought {
    word: String,
    /// Any ending will do.
    stem: bool,
}

impl Sought {
    fn is(&self, word: &str) -> bool {
        if self.stem { word.starts_with(&self.word) } else { word == self.word }
    }
}

/// Finds topics in comments.
#[derive(Debug)]
pub struct TopicReader {
    cutter: Cutter,
    /// For each topic its phrases, each a row of words.
    topics: Vec<Vec<Vec<Sought>>>,
}

impl TopicReader {
    /// For these topics.
    pub fn new(topics: &[Topic]) -> TopicReader {
        let cutter = Cutter::new();
        let phrases = |topic: &Topic| topic.words.iter().map(|phrase| sought(&cutter, phrase)).collect();
        TopicReader { topics: topics.iter().map(phrases).collect(), cutter }
    }

    /// The topics of a comment, a choice each; a comment that is about none of them is an answer all the same.
    pub fn read(&self, comment: &str) -> Answer {
        if trimmed(comment).is_empty() {
            return Answer::Blank;
        }
        let words: Vec<String> = self.cutter.words(comment).into_iter().map(|(word, _)| word).collect();
        let about = |phrases: &Vec<Vec<Sought>>| phrases.iter().any(|phrase| has(&words, phrase));
        let bits =
            (0..).zip(&self.topics).filter(|(_, phrases)| about(phrases)).fold(0, |bits, (at, _)| bits | 1 << at);
        Answer::Value(Value::of_choices(bits))
    }
}

/// The words of a phrase, cut as comments are.
fn sought(cutter: &Cutter, phrase: &str) -> Vec<Sought> {
    let mut words = Vec::new();
    for part in phrase.split_whitespace() {
        let (part, stem) = part.strip_suffix('*').map_or((part, false), |part| (part, true));
        let cut = cutter.words(part);
        let last = cut.len().saturating_sub(1);
        words.extend(cut.into_iter().enumerate().map(|(at, (word, _))| Sought { word, stem: stem && at == last }));
    }
    words
}

fn has(words: &[String], phrase: &[Sought]) -> bool {
    !phrase.is_empty()
        && words.windows(phrase.len()).any(|run| run.iter().zip(phrase).all(|(word, sought)| sought.is(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(topics: &[&[&str]]) -> TopicReader {
        let topic = |words: &&[&str]| Topic {
            id: "t".into(),
            title: "T".into(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        };
        TopicReader::new(&topics.iter().map(topic).collect::<Vec<_>>())
    }

    #[test]
    fn words_stems_and_phrases_in_any_script() {
        let reader = reader(&[
            &["deliver*", "courier", "Lieferung*", "παράδοση", "配達", "डिलीवरी"],
            &["call* back", "twenty minutes"],
            &["app", "l'appli"],
        ]);
        let read = |text: &str| match reader.read(text) {
            Answer::Value(Value(bits)) => bits,
            other => panic!("{other:?}"),
        };
        for (text, bits) in [
            ("The DELIVERY was late", 0b001),
            ("undelivered", 0),
            ("couriers", 0),
            ("Die Lieferungen kamen", 0b001),
            ("Η ΠΑΡΆΔΟΣΗ άργησε", 0b001),
            ("配達がとても遅れました。", 0b001),
            ("डिलीवरी बहुत देर से आई।", 0b001),
            ("Nobody called back, the courier neither", 0b011),
            ("Call me. Back again", 0),
            ("calls: back", 0b010),
            ("back call", 0),
            ("The app’s slow", 0b100),
            ("J'aime l’appli", 0b100),
            ("nothing to say", 0),
            ("!", 0),
        ] {
            assert_eq!(read(text), bits, "{text}");
        }
        assert_eq!(reader.read(" \u{a0}"), Answer::Blank);
    }

    #[test]
    fn sixty_topics_have_a_place_each() {
        let words: Vec<String> =
            (0..60).map(|at| format!("{}{}", char::from(b'a' + at / 26), char::from(b'a' + at % 26))).collect();
        let lists: Vec<[&str; 1]> = words.iter().map(|word| [word.as_str()]).collect();
        let reader = reader(&lists.iter().map(|list| list.as_slice()).collect::<Vec<_>>());
        for (at, word) in words.iter().enumerate() {
            assert_eq!(reader.read(word), Answer::Value(Value::of_choices(1 << at)));
        }
    }
}
