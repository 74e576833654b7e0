//! Answers of several choices at once: all in one cell, or a column for each.

use super::question_reader::{Said, Texts};
use super::row::{Answer, Value};
use super::text::{folded, trimmed};
use crate::config::Question;
use std::collections::BTreeMap;

/// Cells that are remembered with what they were read as.
const REMEMBERED: usize = 4_096;

/// Reads cells that hold every choice that was taken.
pub struct ListReader {
    choices: Vec<String>,
    separator: String,
    missing: Vec<String>,
    dont_know: Vec<String>,
    seen: BTreeMap<String, Answer>,
}

impl ListReader {
    /// A reader for a question with these choices and this text between two of them.
    pub fn new(question: &Question, choices: &[String], separator: &str) -> ListReader {
        let fold = |texts: &[String]| texts.iter().map(|text| folded(text)).collect();
        ListReader {
            choices: fold(choices),
            // Space around a separator is of no account, and must not be lost where it is the separator itself.
            separator: if separator.trim().is_empty() { separator.into() } else { separator.trim().into() },
            missing: fold(&question.missing),
            dont_know: fold(&question.dont_know),
            seen: BTreeMap::new(),
        }
    }

    /// What a cell says.
    pub fn read(&mut self, cell: &str) -> Answer {
        if let Some(answer) = self.seen.get(cell) {
            return *answer;
        }
        let answer = self.work_out(cell);
        if self.seen.len() < REMEMBERED {
            self.seen.insert(cell.into(), answer);
        }
        answer
    }

    fn work_out(&self, cell: &str) -> Answer {
        let whole = folded(cell);
        if whole.is_empty() || self.missing.contains(&whole) {
            return Answer::Blank;
        }
        if self.dont_know.contains(&whole) {
            return Answer::DontKnow;
        }
        let parts: Vec<&str> = cell.split(self.separator.as_str()).collect();
        let (mut bits, mut at) = (0, 0);
        while at < parts.len() {
            if tidy(parts[at]).is_empty() {
                at += 1;
                continue;
            }
            // A choice may hold the separator itself: the longest run of parts that is one.
            let found = (at + 1..=parts.len()).rev().find_map(|end| Some((self.choice(&parts[at..end])?, end)));
            let Some((choice, end)) = found else { return Answer::Unusable };
            bits |= 1 << choice;
            at = end;
        }
        if bits == 0 { Answer::Blank } else { Answer::Value(Value::of_choices(bits)) }
    }

    fn choice(&self, parts: &[&str]) -> Option<usize> {
        let text = tidy(&parts.join(&self.separator));
        self.choices.iter().position(|choice| *choice == text)
    }
}

/// Folded, without quotation marks around it.
fn tidy(part: &str) -> String {
    folded(trimmed(part).trim_matches(['"', '\u{201c}', '\u{201d}', '\u{201e}']))
}

/// The choices that a row took, each in its own cell. A row in which every cell is blank did not answer; in any other, a
/// blank cell means that the choice was not taken.
pub fn one_hot(texts: &Texts<'_>, cells: &[usize], choices: &[String]) -> Said {
    let first = cells.first().copied().unwrap_or_default();
    let (mut bits, mut blank) = (0, true);
    for (choice, (&at, name)) in cells.iter().zip(choices).enumerate() {
        match taken(texts.at(at), name) {
            Some(Mark::Blank) => {}
            Some(Mark::No) => blank = false,
            Some(Mark::Yes) => {
                blank = false;
                bits |= 1 << choice;
            }
            None => return Said::Answer(Answer::Unusable, at),
        }
    }
    let answer = if blank { Answer::Blank } else { Answer::Value(Value::of_choices(bits)) };
    Said::Answer(answer, first)
}

enum Mark {
    Yes,
    No,
    Blank,
}

/// Whether a cell says that the choice was taken, in the ways that survey tools write it.
fn taken(cell: &str, choice: &str) -> Option<Mark> {
    Some(match folded(cell).as_str() {
        "" => Mark::Blank,
        "1" | "1.0" | "yes" | "y" | "true" | "x" | "checked" | "selected" | "✓" | "✔" | "☑" => Mark::Yes,
        "0" | "0.0" | "no" | "n" | "false" | "unchecked" | "not selected" | "unselected" | "☐" => Mark::No,
        text if text == folded(choice) => Mark::Yes,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::table::{Record, Rows};
    use crate::survey::testing::question;

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| text.to_string()).collect()
    }

    fn took(bits: u64) -> Answer {
        Answer::Value(Value::of_choices(bits))
    }

    #[test]
    fn a_cell_with_several_choices() {
        let mut asked = question("q", 0, 0);
        asked.missing = texts(&["-"]);
        asked.dont_know = texts(&["Not sure"]);
        let mut reader = ListReader::new(&asked, &texts(&["Shop", "Web, at home", "Phone"]), ",");
        for (cell, expected) in [
            ("Shop", took(0b001)),
            (" shop , PHONE", took(0b101)),
            ("Shop,Web, at home,Phone", took(0b111)),
            ("\"Web, at home\"", took(0b010)),
            ("Phone,,Phone,", took(0b100)),
            ("", Answer::Blank),
            (" , ", Answer::Blank),
            ("-", Answer::Blank),
            ("not sure", Answer::DontKnow),
            ("Shop,Fax", Answer::Unusable),
            ("Web", Answer::Unusable),
        ] {
            // Twice: the second time from memory.
            assert_eq!((reader.read(cell), reader.read(cell)), (expected, expected), "{cell}");
        }
    }

    #[test]
    fn a_column_for_each_choice() {
        let read = |text: &str| {
            let mut record = Record::default();
            Rows::new(text.as_bytes(), 0, b',').next_into(&mut record);
            let missing = texts(&["-"]);
            let cells = Texts { record: &record, missing: &missing };
            match one_hot(&cells, &[0, 1, 2], &texts(&["Shop", "Web", "Phone"])) {
                Said::Answer(answer, _) => answer,
                _ => Answer::NotAsked,
            }
        };
        assert_eq!(read("1,0,1"), took(0b101));
        assert_eq!(read("x,,"), took(0b001));
        assert_eq!(read("Yes,No,TRUE"), took(0b101));
        assert_eq!(read("Checked,,checked"), took(0b101));
        // As some tools write it: the text of the choice itself.
        assert_eq!(read(",web,"), took(0b010));
        // Who was shown the question and took none is a part of the base; who left all blank is not.
        assert_eq!(read("0,0,0"), took(0));
        assert_eq!(read(", ,"), Answer::Blank);
        assert_eq!(read("-,-,-"), Answer::Blank);
        assert_eq!(read("1,maybe,0"), Answer::Unusable);
    }
}
