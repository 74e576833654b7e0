//! Answers from their cells.

use super::batch::{Answers, COMMON, place_of};
use super::decimal::fixed;
use super::duration;
use super::row::{Answer, Value};
use super::spellings::{Spellings, Word};
use super::text::{cell_text, fold_into, folded, trimmed};
use crate::config::{AnswerKind, Question};
use std::collections::BTreeMap;

/// Texts that are remembered with what they were read as; a column with more (measurements, comments by
/// mistake) is read cell by cell.
const REMEMBERED: usize = 4_096;
/// A longer cell is not remembered.
const REMEMBERED_BYTES: usize = 64;

/// Reads the cells of one question.
pub struct AnswerReader<'c> {
    question: &'c Question,
    comma: bool,
    missing: Codes,
    dont_know: Codes,
    /// Folded texts and their codes.
    answers: BTreeMap<String, i64>,
    /// Folded choices.
    choices: Vec<String>,
    /// The answers that were met, by their places.
    different: Vec<Answer>,
    /// The places of what an empty cell and whole numbers of up to four digits without a sign were read as, by
    /// [`Word::small_number`].
    small: Vec<u16>,
    seen: Spellings<u16>,
    folded: String,
}

/// A number that was not read yet.
const UNREAD: u16 = u16::MAX;
/// More different answers than this are forgotten between two batches of rows.
const MOST_DIFFERENT: usize = 16_384;

/// Texts that stand for the lack of an answer; one that is a number also matches other ways to write it.
struct Codes {
    texts: Vec<String>,
    numbers: Vec<i64>,
}

impl Codes {
    fn new(texts: &[String], comma: bool) -> Codes {
        let texts: Vec<String> = texts.iter().map(|text| folded(text)).collect();
        // A code may be written with a point in the config, whatever the data use.
        let numbers = texts.iter().filter_map(|t| fixed(t, 6, comma).or_else(|_| fixed(t, 6, false)).ok()).collect();
        Codes { texts, numbers }
    }

    fn has(&self, folded: &str, number: Option<i64>) -> bool {
        number.is_some_and(|n| self.numbers.contains(&n)) || self.texts.iter().any(|text| text == folded)
    }
}

impl<'c> AnswerReader<'c> {
    /// A reader for a question, in files with or without a decimal comma.
    pub fn new(question: &'c Question, comma: bool) -> AnswerReader<'c> {
        let choices = match &question.kind {
            AnswerKind::Choice(choices) => choices.iter().map(|choice| folded(choice)).collect(),
            _ => Vec::new(),
        };
        AnswerReader {
            question,
            comma,
            missing: Codes::new(&question.missing, comma),
            dont_know: Codes::new(&question.dont_know, comma),
            answers: question.answers.iter().map(|(text, code)| (folded(text), *code)).collect(),
            choices,
            different: COMMON.to_vec(),
            small: Vec::new(),
            seen: Spellings::default(),
            folded: String::new(),
        }
    }

    /// What cells say, one of each row.
    pub fn read_all<'t>(&mut self, cells: impl Iterator<Item = Word<'t>>, answers: &mut Answers) {
        self.forget_if_too_many();
        answers.become_read(|places| {
            places.extend(cells.map(|cell| self.place(cell)));
            &self.different
        });
    }

    /// What a cell says.
    pub fn read(&mut self, cell: &[u8]) -> Answer {
        self.forget_if_too_many();
        let place = self.place(Word::of(cell));
        self.different[usize::from(place)]
    }

    fn forget_if_too_many(&mut self) {
        if self.different.len() > MOST_DIFFERENT {
            self.different.truncate(COMMON.len());
            self.small.clear();
            self.seen = Spellings::default();
        }
    }

    /// The place of what a cell says among the different answers.
    #[inline]
    fn place(&mut self, word: Word<'_>) -> u16 {
        match word.small_number().and_then(|number| self.small.get(number)) {
            Some(place) if *place != UNREAD => *place,
            _ => self.place_of_other(word),
        }
    }

    /// The same for a cell that holds no small number which was read before.
    fn place_of_other(&mut self, word: Word<'_>) -> u16 {
        let cell = word.text();
        let is_short = cell.len() <= REMEMBERED_BYTES;
        if is_short && let Some(number) = self.seen.find(word) {
            return *self.seen.known(number);
        }
        let answer = self.work_out(cell);
        let place = place_of(&mut self.different, answer);
        if let Some(number) = word.small_number() {
            let room = self.small.len().max(number + 1);
            self.small.resize(room, UNREAD);
            self.small[number] = place;
        } else if is_short && self.seen.len() < REMEMBERED {
            self.seen.of(word, |_| place);
        }
        place
    }

    fn work_out(&mut self, cell: &[u8]) -> Answer {
        let text = trimmed(cell_text(cell));
        if text.is_empty() {
            return Answer::Blank;
        }
        let mut key = std::mem::take(&mut self.folded);
        fold_into(&mut key, text);
        let answer = self.judge(text, &key);
        self.folded = key;
        answer
    }

    fn judge(&self, text: &str, key: &str) -> Answer {
        let number = fixed(text, 6, self.comma).ok();
        if self.missing.has(key, number) {
            return Answer::Blank;
        }
        if self.dont_know.has(key, number) {
            return Answer::DontKnow;
        }
        if let Some(code) = self.answers.get(key) {
            return self.code(Value::whole(*code));
        }
        match &self.question.kind {
            AnswerKind::Scale(_) => match number {
                Some(number) => self.code(Value(number)),
                None => self.labelled(key),
            },
            AnswerKind::Choice(_) => match self.choices.iter().position(|choice| choice == key) {
                Some(at) => Answer::Value(Value::whole(at as i64 + 1)),
                None => Answer::Unusable,
            },
            AnswerKind::Number => match (number, text.strip_suffix('%')) {
                (Some(number), _) => Answer::Value(Value(number)),
                // A hundredth on a scale of a millionth: four places.
                (None, Some(percent)) => usable(fixed(trimmed(percent), 4, self.comma).ok().map(Value)),
                (None, None) => Answer::Unusable,
            },
            AnswerKind::Percent => {
                let percent = trimmed(text.strip_suffix('%').unwrap_or(text));
                let share = fixed(percent, 4, self.comma).ok().filter(|share| (0..=Value::SCALE).contains(share));
                usable(share.map(Value))
            }
            AnswerKind::Duration => usable(duration::seconds(text, self.comma)),
            // These do not stand in one cell that has one meaning: `question_reader` reads them.
            AnswerKind::Multiple(_) | AnswerKind::Events(_) | AnswerKind::Index => Answer::Unusable,
        }
    }

    /// A code, if it belongs to the question's scale or choices.
    fn code(&self, value: Value) -> Answer {
        let (from, to) = match &self.question.kind {
            AnswerKind::Scale(scale) => (scale.from, scale.to),
            AnswerKind::Choice(choices) => (1, choices.len() as i64),
            _ => return Answer::Value(value),
        };
        let whole = value.0 % Value::SCALE == 0;
        usable((whole && (from..=to).contains(&(value.0 / Value::SCALE))).then_some(value))
    }

    /// A code with its wording behind it: "10 - strongly agree", "0 (not at all)". The wording may say that
    /// this is no answer, and must not stand for another code; a text with a second number in it is unclear.
    fn labelled(&self, key: &str) -> Answer {
        let end = key.char_indices().skip(1).find(|(_, c)| !c.is_ascii_digit()).map_or(key.len(), |(at, _)| at);
        let Ok(code) = key[..end].replace('\u{2212}', "-").parse::<i64>() else {
            return Answer::Unusable;
        };
        let rest = &key[end..];
        let label = rest.trim_start_matches([' ', '-', '–', '—', ':', '=', '.', ')', '(', '|']);
        let apart = label.len() < rest.len();
        let label = label.strip_suffix(')').unwrap_or(label);
        if !apart || !label.starts_with(char::is_alphabetic) || label.chars().any(char::is_numeric) {
            return Answer::Unusable;
        }
        if self.missing.has(label, None) {
            return Answer::Blank;
        }
        if self.dont_know.has(label, None) {
            return Answer::DontKnow;
        }
        match self.answers.get(label) {
            Some(other) if *other != code => Answer::Unusable,
            _ => self.code(Value::whole(code)),
        }
    }
}

fn usable(value: Option<Value>) -> Answer {
    value.map_or(Answer::Unusable, Answer::Value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::testing::question;

    fn check(question: &Question, comma: bool, table: &[(&str, Answer)]) {
        let mut reader = AnswerReader::new(question, comma);
        // Twice: the second time from memory.
        for (cell, expected) in table.iter().chain(table) {
            assert_eq!(reader.read(cell.as_bytes()), *expected, "{cell}");
        }
    }

    fn value(number: i64) -> Answer {
        Answer::Value(Value::whole(number))
    }

    #[test]
    fn scale_answers_come_as_numbers_texts_and_both() {
        let mut asked = question("q", 0, 10);
        asked.answers = vec![("Strongly agree".into(), 10), ("Strongly disagree".into(), 0)];
        asked.missing = vec!["99".into(), "No answer".into()];
        asked.dont_know = vec!["11".into(), "Don't know".into()];
        check(
            &asked,
            false,
            &[
                ("9", value(9)),
                ("0", value(0)),
                ("10", value(10)),
                ("09", value(9)),
                (" 9 ", value(9)),
                ("9.0", value(9)),
                ("\u{a0}9\u{a0}", value(9)),
                ("STRONGLY  agree", value(10)),
                ("10 - Strongly agree", value(10)),
                ("0 Not at all likely", value(0)),
                ("0 (Not at all likely)", value(0)),
                ("7 = likely", value(7)),
                ("7: likely", value(7)),
                ("3 - Strongly agree", Answer::Unusable),
                ("11 - Don’t know", Answer::DontKnow),
                ("12 - no answer", Answer::Blank),
                ("11", Answer::DontKnow),
                ("11.0", Answer::DontKnow),
                ("DON'T KNOW", Answer::DontKnow),
                ("99", Answer::Blank),
                (" 99.00", Answer::Blank),
                ("", Answer::Blank),
                (" \u{a0}", Answer::Blank),
                ("12", Answer::Unusable),
                ("-1", Answer::Unusable),
                ("9.5", Answer::Unusable),
                ("9,0", Answer::Unusable),
                ("7 or 8", Answer::Unusable),
                ("7-8", Answer::Unusable),
                ("5 of 10", Answer::Unusable),
                ("7likely", Answer::Unusable),
                ("90%", Answer::Unusable),
                ("maybe", Answer::Unusable),
                ("é", Answer::Unusable),
            ],
        );
    }

    #[test]
    fn negative_codes_belong_to_a_scale_that_has_them() {
        check(
            &question("q", -2, 2),
            false,
            &[
                ("-2", value(-2)),
                ("\u{2212}1 - rather bad", value(-1)),
                ("-1 - rather bad", value(-1)),
                ("+2", value(2)),
                ("-3", Answer::Unusable),
            ],
        );
    }

    #[test]
    fn choices_match_whatever_their_case() {
        let mut asked = question("q", 0, 0);
        asked.kind = AnswerKind::Choice(vec!["Yes".into(), "No".into()]);
        asked.answers = vec![("1".into(), 1), ("Y".into(), 1), ("3".into(), 3)];
        check(
            &asked,
            false,
            &[
                ("yes ", value(1)),
                ("NO", value(2)),
                ("1", value(1)),
                ("y", value(1)),
                ("2", Answer::Unusable),
                ("3", Answer::Unusable),
                ("perhaps", Answer::Unusable),
            ],
        );
    }

    #[test]
    fn numbers_and_percentages() {
        let mut asked = question("q", 0, 0);
        asked.kind = AnswerKind::Number;
        let millionths = |n: i64| Answer::Value(Value(n));
        check(
            &asked,
            false,
            &[
                ("94.01%", millionths(940_100)),
                ("94.01 %", millionths(940_100)),
                ("-3.5", millionths(-3_500_000)),
                ("1,234", Answer::Unusable),
                ("00:02:45", Answer::Unusable),
                ("%", Answer::Unusable),
            ],
        );
        check(
            &asked,
            true,
            &[("3,5", millionths(3_500_000)), ("94,01%", millionths(940_100)), ("1.234", Answer::Unusable)],
        );
    }

    #[test]
    fn percentages_are_fractions_with_and_without_their_sign() {
        let mut asked = question("q", 0, 0);
        asked.kind = AnswerKind::Percent;
        let millionths = |n: i64| Answer::Value(Value(n));
        check(
            &asked,
            false,
            &[
                ("94.01%", millionths(940_100)),
                ("94.01 %", millionths(940_100)),
                ("94.01", millionths(940_100)),
                ("1", millionths(10_000)),
                ("0%", value(0)),
                ("100%", value(1)),
                ("100.5%", Answer::Unusable),
                ("-1%", Answer::Unusable),
                ("%", Answer::Unusable),
            ],
        );
        check(&asked, true, &[("94,01%", millionths(940_100)), ("94.01%", Answer::Unusable)]);
    }

    #[test]
    fn durations() {
        let mut asked = question("q", 0, 0);
        asked.kind = AnswerKind::Duration;
        check(
            &asked,
            false,
            &[
                ("00:02:45", value(165)),
                ("2:45", value(165)),
                ("165", value(165)),
                ("-1", Answer::Unusable),
                ("soon", Answer::Unusable),
            ],
        );
    }

    #[test]
    fn more_texts_than_are_remembered_are_read_all_the_same() {
        let mut asked = question("q", 0, 0);
        asked.kind = AnswerKind::Number;
        let mut reader = AnswerReader::new(&asked, false);
        for n in 100..2_000i64 {
            assert_eq!(reader.read(n.to_string().as_bytes()), value(n));
        }
    }
}
