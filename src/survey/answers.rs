//! The answers of many rows, question by question.

use super::batch::{Answers, Rows};
use super::cells::Cells;
use super::later::About;
use super::layout::QuestionPlace;
use super::question_reader::{QuestionReader, Said};
use super::row::{Answer, Row};
use super::rows::{FileTask, Outcome};
use super::table::Record;
use super::text::{cell_text, fold_into};

/// Reads the answers of a file's rows.
pub struct AnswersReader<'f, 'c> {
    task: &'f FileTask<'f, 'c>,
    readers: Vec<QuestionReader<'c>>,
    columns: Vec<Answers>,
    /// Used again for each row.
    answers: Vec<Answer>,
    folded: String,
}

impl<'f, 'c> AnswersReader<'f, 'c> {
    /// A reader for every question that a file is asked.
    pub fn new(task: &'f FileTask<'f, 'c>) -> AnswersReader<'f, 'c> {
        let (questions, report, source) = (&task.asked.questions, task.asked.report, task.asked.source);
        AnswersReader {
            task,
            readers: questions.iter().map(|(_, q)| QuestionReader::new(q, source, &report.waves)).collect(),
            columns: vec![Answers::default(); questions.len()],
            answers: Vec::new(),
            folded: String::new(),
        }
    }

    /// What was read last, by question.
    pub fn columns(&self) -> &[Answers] {
        &self.columns
    }

    /// Reads the answers of `rows`, which have none yet and stand in these places of `cells`.
    pub fn read<'p>(&mut self, rows: &Rows<'_>, places: &[usize], cells: impl Cells<'p>, outcome: &mut Outcome) {
        let file = self.task.file;
        for (ix, place) in self.task.layout.questions.iter().enumerate() {
            let (column, counts) = (&mut self.columns[ix], &mut outcome.counts[ix]);
            let plain = place.as_ref().and_then(plain);
            if let (Some(at), Some(reader)) = (plain, self.readers[ix].of_cells()) {
                reader.read_all(places.iter().map(|place| cells.word(*place, at)), column);
                for row in column.unusable() {
                    counts.add(Answer::Unusable, file, &cells.record(places[row]), at);
                }
                column.counts().for_each(|(answer, rows)| counts.add_many(answer, rows));
                continue;
            }
            column.clear();
            for (row, record) in places.iter().map(|place| cells.record(*place)).enumerate() {
                let answer = match place {
                    Some(place) => self.answer(ix, place, &rows.row(row), &record, outcome),
                    None => {
                        outcome.counts[ix].not_asked();
                        Answer::NotAsked
                    }
                };
                self.columns[ix].push(answer);
            }
        }
        self.derive(places, cells, outcome);
    }

    /// The answer of one row to a question that is not simply what one cell says.
    fn answer(
        &mut self,
        ix: usize,
        place: &QuestionPlace,
        row: &Row<'_>,
        record: &Record<'_>,
        outcome: &mut Outcome,
    ) -> Answer {
        let counts = &mut outcome.counts[ix];
        if !fulfils(&place.asked_if, record, &mut self.folded) {
            counts.not_asked();
            return Answer::NotAsked;
        }
        match self.readers[ix].read(record, &place.cells, row.time) {
            Said::Answer(answer, at) => {
                let mut is_cut_short = || {
                    let conditions = &place.cut_short_if;
                    !conditions.is_empty() && fulfils(conditions, record, &mut self.folded)
                };
                let answer = match answer {
                    Answer::Value(time) if is_cut_short() => Answer::Censored(time),
                    answer => answer,
                };
                if !place.derived {
                    counts.add(answer, self.task.file, record, at);
                }
                answer
            }
            Said::Open(began, until) => {
                counts.waits();
                outcome.later.open(row, ix, began, until);
                Answer::NotAsked
            }
            Said::Contact { customer, same, at, until } => {
                counts.waits();
                outcome.later.contact(row, ix, About { customer, same }, at, until);
                Answer::NotAsked
            }
        }
    }

    /// Forms the answers that are made of others.
    fn derive<'p>(&mut self, places: &[usize], cells: impl Cells<'p>, outcome: &mut Outcome) {
        let derived = self.task.derived;
        if derived.is_empty() {
            return;
        }
        derived.iter().for_each(|(ix, _)| self.columns[*ix].clear());
        for (row, place) in places.iter().enumerate() {
            self.answers.clear();
            let known = |column: &Answers| if row < column.len() { column.of(row) } else { Answer::NotAsked };
            self.answers.extend(self.columns.iter().map(known));
            for (ix, derived) in derived {
                let answer = derived.answer(&self.answers);
                outcome.counts[*ix].add(answer, self.task.file, &cells.record(*place), 0);
                self.answers[*ix] = answer;
                self.columns[*ix].push(answer);
            }
        }
    }
}

/// The cell of a question that is asked of every row, and answered in one cell.
fn plain(place: &QuestionPlace) -> Option<usize> {
    let QuestionPlace { cells, asked_if, cut_short_if, derived } = place;
    let [cell] = cells[..] else { return None };
    (asked_if.is_empty() && cut_short_if.is_empty() && !derived).then_some(cell)
}

/// Whether the row fulfils every condition: columns with, folded, the values of which each must have one.
fn fulfils(conditions: &[(usize, Vec<String>)], record: &Record<'_>, folded: &mut String) -> bool {
    conditions.iter().all(|(at, values)| {
        fold_into(folded, cell_text(record.cell(*at)));
        values.iter().any(|value| value == folded)
    })
}
