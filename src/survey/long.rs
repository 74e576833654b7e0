//! Files in long form: one row an answer, with the question in one column and the answer in another.
//!
//! The answers of a respondent are put into one row again before anything else looks at them. They need not stand
//! together, so that the answers of one file are all kept at a time: this grows with the responses.

use super::header::Found;
use super::open::OpenFile;
use super::table::Record;
use super::text::{cell_text, tidied};
use crate::config::SourceConfig;
use crate::diag::{Diagnostic, suggest};
use std::collections::BTreeMap;

/// More questions than this are no questions: the wrong column was named.
const MOST_QUESTIONS: usize = 2_000;

/// Where questions and answers stand in a file of long form.
#[derive(Debug)]
pub struct Long {
    /// The column of the question's text.
    question: usize,
    /// The column of the answer.
    answer: usize,
    /// The questions in the order in which they first stand.
    questions: BTreeMap<String, usize>,
    /// The column of the first question, behind the file's own columns.
    first: usize,
}

/// A response whose rows are being put together.
#[derive(Debug)]
pub struct Response {
    /// Its first row, which gives everything but the answers.
    record: Record<'static>,
    /// The answers with their places, by question.
    answers: BTreeMap<usize, (Vec<u8>, (usize, usize))>,
    /// How many rows it is made of.
    pub rows: u64,
}

/// Gives a file of long form a column for each question that it holds.
pub fn attach(file: &mut OpenFile, source: &SourceConfig, problems: &mut Vec<Diagnostic>) {
    let Some(config) = &source.long else { return };
    let mut find = |column: &crate::config::Column, what: &str| match file.header.find(&column.value) {
        Found::At(at) | Found::InOtherCase(at, _) => Some(at),
        Found::Several(..) | Found::Missing => {
            let message = format!("there is no column `{}` for the {what} in `{}`", column.shown(), file.name);
            let problem = Diagnostic::error("data/no-column", message).at(column.span);
            let hint = suggest::hint(&column.shown(), file.header.names());
            problems.push(hint.into_iter().fold(problem, Diagnostic::hint));
            None
        }
    };
    let (question, answer) = (find(&config.question, "question"), find(&config.answer, "answer"));
    let (Some(question), Some(answer)) = (question, answer) else { return };
    let mut questions = BTreeMap::new();
    let mut names = Vec::new();
    let mut rows = file.rows();
    let mut record = Record::default();
    while rows.next_into(&mut record) {
        let text = tidied(cell_text(record.cell(question)));
        if !text.is_empty() && !questions.contains_key(&text) {
            questions.insert(text.clone(), names.len());
            names.push(text);
        }
        if names.len() > MOST_QUESTIONS {
            let message = format!(
                "the column `{}` of `{}` holds more than {MOST_QUESTIONS} different questions",
                config.question.shown(),
                file.name
            );
            problems.push(
                Diagnostic::error("data/too-many-questions", message)
                    .at(config.question.span)
                    .hint("name the column that holds the name of the question in `long`"),
            );
            return;
        }
    }
    let first = file.header.width();
    names.iter().for_each(|name| file.header.append(name));
    file.long = Some(Long { question, answer, questions, first });
}

impl Long {
    /// The question of a row; none where its cell is blank.
    pub fn question(&self, record: &Record) -> Option<usize> {
        self.questions.get(&tidied(cell_text(record.cell(self.question)))).copied()
    }

    /// The answer in a row, with the column of its question behind the file's own.
    pub fn answer<'r>(&self, record: &'r Record) -> Option<(usize, &'r [u8])> {
        self.question(record).map(|question| (self.first + question, record.cell(self.answer)))
    }

    /// The column that a row without a question, or with one that was answered before, is to be blamed for.
    pub fn question_column(&self) -> usize {
        self.question
    }
}

impl Response {
    /// A response that begins with this row.
    pub fn new(record: &Record) -> Response {
        Response { record: record.kept(), answers: BTreeMap::new(), rows: 0 }
    }

    /// Takes in the answer of one more row; false if the question has one already.
    pub fn take(&mut self, long: &Long, question: usize, record: &Record) -> bool {
        let place = (record.start(), long.answer);
        if self.answers.contains_key(&question) {
            return false;
        }
        self.answers.insert(question, (record.cell(long.answer).to_vec(), place));
        self.rows += 1;
        true
    }

    /// The whole response as one row.
    pub fn whole(self, long: &Long, own_width: usize) -> Record<'static> {
        let mut record = self.record;
        let mut answers = self.answers;
        // Columns of joined tables, if there are any, stand between the file's own and the questions.
        debug_assert!(record.width_with_more(own_width) == long.first);
        for question in 0..long.questions.len() {
            let (cell, place) =
                answers.remove(&question).unwrap_or_else(|| (Vec::new(), (record.start(), long.answer)));
            record.append(own_width, &cell, place);
        }
        record
    }
}
