//! Reading a file of long form: its rows are put together before anything else looks at their answers.

use super::file_data::FileData;
use super::join;
use super::long::{Long, Response};
use super::open_quote::OpenQuote;
use super::quality::Reason;
use super::row::RowSink;
use super::rows::{FileTask, Known, Lost, RowReader, fits};
use super::spellings::Word;
use super::table::Record;
use super::text::{cell_text, fold_into, trimmed};
use super::time::Clock;
use crate::wave::Wave;
use std::collections::BTreeMap;

/// The responses of a file of long form, in the order in which they begin.
#[derive(Default)]
struct Together {
    /// By respondent, wave and brand.
    places: BTreeMap<(String, Wave, String), usize>,
    responses: Vec<Response>,
    /// Used again for each row.
    folded: String,
}

/// Reads a file of long form.
pub fn read(
    task: &FileTask<'_, '_>,
    number: usize,
    long: &Long,
    known: &mut Known,
    sink: &mut dyn RowSink,
) -> FileData {
    let FileTask { asked, file, .. } = task;
    let mut data = FileData::new(asked, file);
    let mut clock = Clock::new(asked.report, asked.source, task.layout, task.named.wave);
    let mut rows = file.rows();
    let mut record = Record::default();
    let mut together = Together::default();
    while rows.next_into(&mut record) {
        data.quality.rows += 1;
        let quote = OpenQuote::in_row(file, &record).or_else(|| OpenQuote::long(file, &record));
        data.open_quote = OpenQuote::graver(data.open_quote, quote);
        join::fill(file, &mut record, &mut data.missing_keys);
        if let Err(Lost(reason, column)) = together.take(long, &mut clock, task, &record) {
            data.losses.add(reason, file, &record, column);
        }
    }
    let (records, made_of): (Vec<Record<'_>>, Vec<u64>) = together
        .responses
        .into_iter()
        .map(|response| {
            let rows = response.rows;
            (response.whole(long, file.own_width), rows)
        })
        .unzip();
    let mut rows = RowReader::new(task);
    rows.look_at_all(&records, &made_of);
    rows.recognise(known);
    sink.piece(number, 0);
    let outcome = rows.answers_of_all(&records, sink);
    rows.count_names(known);
    data.take_in(outcome);
    data.end(asked, file, known);
    data
}

impl Together {
    /// Takes a row into the response that it belongs to.
    fn take(
        &mut self,
        long: &Long,
        clock: &mut Clock<'_>,
        task: &FileTask<'_, '_>,
        record: &Record<'_>,
    ) -> Result<(), Lost> {
        fits(task.file, record)?;
        let text = |at: Option<usize>| at.map_or("", |at| trimmed(cell_text(record.cell(at))));
        let respondent = text(task.layout.respondent);
        if respondent.is_empty() {
            return Err(Lost(Reason::NoRespondent, task.layout.respondent.unwrap_or_default()));
        }
        let question = long.question(record).ok_or(Lost(Reason::NoQuestion, long.question_column()))?;
        let when = clock.when(|at| Word::of(record.cell(at))).map_err(|no| Lost(no.reason, no.column))?;
        fold_into(&mut self.folded, text(task.layout.brand));
        let wave = task.asked.report.waves.wave_of(when.key);
        let key = (respondent.to_string(), wave, self.folded.clone());
        let next = self.responses.len();
        let at = *self.places.entry(key).or_insert(next);
        if at == next {
            self.responses.push(Response::new(record));
        }
        match self.responses[at].take(long, question, record) {
            true => Ok(()),
            false => Err(Lost(Reason::AnsweredTwice, long.question_column())),
        }
    }
}
