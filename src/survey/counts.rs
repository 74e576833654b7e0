//! What became of the answers to one question, and whether its scale can be the declared one.

use super::open::OpenFile;
use super::quality::{QuestionQuality, Unusable};
use super::row::{Answer, Value};
use super::table::Record;
use super::text::{cell_text, counted, quoted, trimmed};
use crate::config::{AnswerFrom, AnswerKind, Question, QuestionIx};
use crate::diag::Diagnostic;
use crate::source::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Different texts that are counted one by one.
const TEXTS: usize = 500;
/// Texts that a message shows.
const SHOWN: usize = 6;
/// Answers from which on a scale is judged with confidence.
const JUDGED_FROM: u64 = 200;

/// Counts the answers to one question over all files of its source.
#[derive(Debug)]
pub struct AnswerCounts<'c> {
    question: &'c Question,
    ix: QuestionIx,
    comma: bool,
    /// The highest answer that counts as low on a scale from 0: detractors, on 0 to 10.
    low_up_to: Value,
    all: PieceCounts,
    /// By file: its name, and its answers at the low end of a scale from 0.
    low_ends: Vec<(String, LowEnd)>,
}

/// The answers to one question in a piece of a file, or in all of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct PieceCounts {
    low_up_to: Value,
    /// Usable ones that are no single value, and those that wait.
    valid: u64,
    blank: u64,
    dont_know: u64,
    not_asked: u64,
    /// By text: how many, where first, and how many other texts were met before.
    unusable: BTreeMap<String, (u64, Span, usize)>,
    /// Those whose texts are too many to be counted one by one.
    unusable_other: u64,
    low_end: LowEnd,
}

/// Answers at the low end of a scale that begins at 0.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct LowEnd {
    valid: u64,
    zeros: u64,
    /// Answers above 0 in the lower part of the scale: 1 to 6 of 10.
    low: u64,
}

impl PieceCounts {
    /// Nothing counted yet; answers up to `low_up_to` count as low.
    pub fn new(low_up_to: Value) -> PieceCounts {
        PieceCounts {
            low_up_to,
            valid: 0,
            blank: 0,
            dont_know: 0,
            not_asked: 0,
            unusable: BTreeMap::new(),
            unusable_other: 0,
            low_end: LowEnd::default(),
        }
    }

    /// Takes in the answers behind these.
    pub fn take_in(&mut self, behind: PieceCounts) {
        self.valid += behind.valid;
        self.blank += behind.blank;
        self.dont_know += behind.dont_know;
        self.not_asked += behind.not_asked;
        self.low_end.take_in(behind.low_end);
        self.unusable_other += behind.unusable_other;
        let mut unusable: Vec<_> = behind.unusable.into_iter().collect();
        unusable.sort_unstable_by_key(|(_, (_, _, met))| *met);
        for (text, (rows, first, _)) in unusable {
            let met = self.unusable.len();
            match self.unusable.get_mut(&text) {
                Some((known, ..)) => *known += rows,
                None if met < TEXTS => drop(self.unusable.insert(text, (rows, first, met))),
                None => self.unusable_other += rows,
            }
        }
    }

    /// Every place in a file that these point at.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        self.unusable.values_mut().map(|(_, first, _)| first)
    }

    /// One more answer, from the cell at `column`.
    pub fn add(&mut self, answer: Answer, file: &OpenFile, record: &Record, column: usize) {
        if answer == Answer::Unusable {
            let text: String = trimmed(cell_text(record.cell(column))).chars().take(60).collect();
            let met = self.unusable.len();
            self.unusable.entry(text).or_insert_with(|| (0, file.span_of(record, column), met)).0 += 1;
        }
        self.add_many(answer, 1);
    }

    /// So many more of an answer that is of use.
    pub fn add_many(&mut self, answer: Answer, rows: u64) {
        match answer {
            Answer::Value(value) => {
                self.low_end.valid += rows;
                self.low_end.zeros += if value.0 == 0 { rows } else { 0 };
                self.low_end.low += if value.0 > 0 && value <= self.low_up_to { rows } else { 0 };
            }
            Answer::Censored(_) | Answer::Events(_) | Answer::Customer(_) => self.valid += rows,
            Answer::Blank => self.blank += rows,
            Answer::DontKnow => self.dont_know += rows,
            Answer::NotAsked => self.not_asked += rows,
            Answer::Unusable => {}
        }
    }

    /// One more row whose answer is known later.
    pub fn waits(&mut self) {
        self.valid += 1;
    }

    /// One more row of which it was not asked.
    pub fn not_asked(&mut self) {
        self.not_asked += 1;
    }
}

impl LowEnd {
    fn take_in(&mut self, more: LowEnd) {
        self.valid += more.valid;
        self.zeros += more.zeros;
        self.low += more.low;
    }
}

/// The highest answer to a question that counts as low on a scale from 0.
pub fn low_up_to(question: &Question) -> Value {
    match &question.kind {
        AnswerKind::Scale(scale) => Value::whole(scale.to * 6 / 10),
        _ => Value(0),
    }
}

impl<'c> AnswerCounts<'c> {
    /// Nothing counted yet.
    pub fn new(question: &'c Question, ix: QuestionIx, comma: bool) -> AnswerCounts<'c> {
        let low_up_to = low_up_to(question);
        AnswerCounts { question, ix, comma, low_up_to, all: PieceCounts::new(low_up_to), low_ends: Vec::new() }
    }

    /// Takes in the next file.
    pub fn take_in(&mut self, name: &str, file: PieceCounts) {
        self.low_ends.push((name.to_owned(), file.low_end));
        self.all.take_in(file);
    }

    /// The counts, with what is wrong with them. Of the answers that waited, so many turned out not to have been asked.
    pub fn finish(self, not_asked: u64, problems: &mut Vec<Diagnostic>) -> QuestionQuality {
        problems.extend(self.other_scale());
        let all = &self.all;
        let mut unusable: Vec<Unusable> = all
            .unusable
            .iter()
            .map(|(text, (rows, first, _))| Unusable { text: text.clone(), rows: *rows, first: *first })
            .collect();
        unusable.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
        let quality = QuestionQuality {
            question: self.ix,
            valid: all.valid + all.low_end.valid - not_asked,
            blank: all.blank,
            dont_know: all.dont_know,
            not_asked: all.not_asked + not_asked,
            unusable,
            unusable_other: all.unusable_other,
        };
        problems.extend(self.unusable_answers(&quality));
        quality
    }

    fn unusable_answers(&self, quality: &QuestionQuality) -> Option<Diagnostic> {
        let first = quality.unusable.iter().map(|text| text.first).min()?;
        let shown: Vec<String> =
            quality.unusable.iter().take(SHOWN).map(|u| format!("{} ({})", quoted(&u.text), u.rows)).collect();
        let more = if quality.unusable.len() > SHOWN { ", …" } else { "" };
        let (id, rows) = (&self.question.id, quality.unusable_rows());
        let texts = format!("{}{more}", shown.join(", "));
        let expected = expected(self.question);
        let problem = if quality.valid == 0 {
            let message = format!("no answer to `{id}` is {expected}: {texts}");
            Diagnostic::error("data/unusable-answers", message)
        } else {
            let (answers, are) = if rows == 1 { ("answer", "is") } else { ("answers", "are") };
            let message = format!("{rows} {answers} to `{id}` {are} not {expected}: {texts}");
            Diagnostic::warning("data/unusable-answers", message)
        };
        let problem = problem.at(first);
        Some(self.unusable_hint(quality).into_iter().fold(problem, Diagnostic::hint))
    }

    fn unusable_hint(&self, quality: &QuestionQuality) -> Vec<String> {
        let is_number = |text: &str, mark: char| {
            text.contains(mark) && text.chars().all(|c| c.is_ascii_digit() || c == mark || c == '-' || c == '%')
        };
        let all = |mark| quality.unusable.iter().all(|u| is_number(&u.text, mark));
        if matches!(self.question.from, AnswerFrom::Elapsed { .. }) {
            return vec!["a row whose second date is blank counts as open until the end of its wave".into()];
        }
        if matches!(self.question.from, AnswerFrom::OneHot(_)) {
            return vec![
                "write one of these marks, or the choice itself; a blank cell means that it was not taken".into(),
            ];
        }
        match &self.question.kind {
            AnswerKind::Number if all(':') => {
                vec!["if these are lengths of time, write `type = \"duration\"` in the question's table".into()]
            }
            _ if all(',') && !self.comma => {
                vec!["if the comma is a decimal sign, write `decimal_comma = true` in the source's table".into()]
            }
            AnswerKind::Events(_) => {
                vec!["correct the numbers in the file; the row is left out of this question".into()]
            }
            AnswerKind::Multiple(_) => vec![
                "add what is missing to the question's choices, or say what the cell means in `dont_know` or `missing`"
                    .into(),
            ],
            AnswerKind::Scale(_) | AnswerKind::Choice(_) => vec![
                "say what such a text means in the question's table: in `answers`, `dont_know` or `missing`".into(),
            ],
            AnswerKind::Number | AnswerKind::Percent | AnswerKind::Duration | AnswerKind::Index => {
                vec!["say what such a text means in the question's table: in `dont_know` or `missing`".into()]
            }
        }
    }

    /// A scale declared from 0 on which nobody chose 0 is probably one from 1, and scores on it would be wrong.
    fn other_scale(&self) -> Option<Diagnostic> {
        let AnswerKind::Scale(scale) = &self.question.kind else { return None };
        // On a scale of few codes, or of a hundred, an unused 0 is nothing strange.
        if scale.from != 0 || !(5..=10).contains(&scale.to) || self.question.scale_is_sure {
            return None;
        }
        let total = self.all.low_end;
        let suspect = |low_end: &LowEnd| low_end.zeros == 0 && low_end.low > 0;
        let problem = if suspect(&total) {
            let of = format!("none of the {} is 0", counted(total.valid, "answer", "answers"));
            self.looks_like(scale.to, &of, total.low, total.valid >= JUDGED_FROM)
        } else {
            // Some files may be on another scale than the rest.
            let strange = |l: &LowEnd| l.valid >= JUDGED_FROM && suspect(l) && hardly_by_chance(l, &total);
            let (name, low_end) = self.low_ends.iter().find(|(_, low_end)| strange(low_end))?;
            let of = format!("none of the {} answers in `{name}` is 0", low_end.valid);
            self.looks_like(scale.to, &of, low_end.low, true)
        };
        Some(problem.at(self.question.scale_span.unwrap_or(self.question.span)))
    }

    fn looks_like(&self, to: i64, none: &str, low: u64, certain: bool) -> Diagnostic {
        let id = &self.question.id;
        let upto = self.low_up_to.0 / Value::SCALE;
        let are = if low == 1 { "is" } else { "are" };
        let message = format!(
            "`{id}` is declared 0 to {to}, but {none} while {low} {are} 1 to {upto}: this looks like a scale from 1 to {to}, and its scores would not be comparable with those from 0 to {to}"
        );
        let problem = if certain {
            Diagnostic::error("data/other-scale", message)
        } else {
            Diagnostic::warning("data/other-scale", message)
        };
        problem
            .hint(format!(
                "if it was asked from 1 to {to}, write `scale = {{ from = 1, to = {to} }}` in the question's table"
            ))
            .hint("if 0 could be chosen and nobody did, write `scale_is_sure = true` in the question's table")
    }
}

/// Whether as many low answers without a 0 as this file has would come less than once in a thousand times, if zeros
/// were as frequent among them as in the other files.
fn hardly_by_chance(file: &LowEnd, total: &LowEnd) -> bool {
    let share = total.zeros as f64 / (total.zeros + total.low - file.low) as f64;
    let mut chance = 1.0;
    for _ in 0..file.low {
        chance *= 1.0 - share;
        if chance < 0.001 {
            return true;
        }
    }
    false
}

/// What an answer must be, for messages.
fn expected(question: &Question) -> String {
    let listed = |choices: &[String]| {
        let shown: Vec<String> = choices.iter().take(6).map(|choice| format!("`{choice}`")).collect();
        let more = if choices.len() > 6 { ", …" } else { "" };
        format!("{}{more}", shown.join(", "))
    };
    match (&question.kind, &question.from) {
        (_, AnswerFrom::Elapsed { .. }) => {
            "a date at or after that of its beginning, both with or both without a time of day".into()
        }
        (AnswerKind::Scale(scale), _) => format!("a whole number from {} to {}", scale.from, scale.to),
        (AnswerKind::Choice(choices), _) => format!("one of {}", listed(choices)),
        (AnswerKind::Multiple(_), AnswerFrom::OneHot(_)) => {
            "a mark that a choice was taken or not (1 or 0, yes or no, x or blank)".into()
        }
        (_, AnswerFrom::Topics { .. }) => "a comment".into(),
        (AnswerKind::Multiple(choices), _) => format!("one or more of {}", listed(choices)),
        (AnswerKind::Number, _) => "a number".into(),
        (AnswerKind::Index, _) => "a mean from 0 to 100".into(),
        (AnswerKind::Percent, _) => "a percentage from 0 to 100".into(),
        (AnswerKind::Duration, _) => "a length of time (seconds, mm:ss or hh:mm:ss)".into(),
        (AnswerKind::Events(1), _) => "a whole number of events".into(),
        (AnswerKind::Events(_), _) => "a whole number of events that is a part of its total".into(),
    }
}
