//! What a row says to a question, whatever its answers stand in.

use super::answer::AnswerReader;
use super::choices::{ListReader, one_hot};
use super::date::moment;
use super::decimal::fixed;
use super::duplicates::hash;
use super::moment::{Moment, end_of};
use super::row::{Answer, Value};
use super::table::Record;
use super::text::{cell_text, folded, trimmed};
use super::topics::TopicReader;
use crate::config::{AnswerFrom, AnswerKind, DateFormat, MOST_TOTALS, Question, SourceConfig};
use crate::wave::{TimeKey, WaveScheme};

/// A cell never holds more events than this.
const MOST_EVENTS: i64 = 1_000_000_000_000;

/// Reads the answers to one question.
pub struct QuestionReader<'c> {
    how: How<'c>,
    /// Texts that stand for an empty cell, folded.
    missing: Vec<String>,
}

enum How<'c> {
    /// From one cell.
    Cell(Box<AnswerReader<'c>>),
    /// From two dates.
    Elapsed {
        /// How dates are written.
        format: Option<&'c DateFormat>,
        /// When waves end.
        ends: WaveEnds<'c>,
    },
    /// From numbers of events, with or without a decimal comma.
    Totals(bool),
    /// From one cell with several choices.
    List(ListReader),
    /// From a column for each choice.
    OneHot(&'c [String]),
    /// From a customer, a date and, perhaps, what the contact was about.
    Contact {
        /// How dates are written.
        format: Option<&'c DateFormat>,
        /// When waves end.
        ends: WaveEnds<'c>,
    },
    /// From a customer.
    Customer,
    /// From nothing: every row has the same answer, or one that is made of others.
    Nothing(Answer),
    /// From a comment.
    Topics(Box<TopicReader>),
}

/// What a row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The answer, and the cell to show if it is no answer.
    Answer(Answer, usize),
    /// It began at this moment and is not over. Its wave ends at the second, if it ends.
    Open(Moment, Option<i64>),
    /// This customer made a contact about this at this time; whether they came back is seen later.
    Contact {
        /// Who.
        customer: u64,
        /// About what; 0 where that does not matter.
        same: u64,
        /// When.
        at: Moment,
        /// The end of its wave, if it ends.
        until: Option<i64>,
    },
}

/// The cells of a row as texts.
pub struct Texts<'r> {
    /// The row.
    pub record: &'r Record<'r>,
    /// Texts that stand for an empty cell, folded.
    pub missing: &'r [String],
}

impl<'r> Texts<'r> {
    /// The trimmed text of a cell; empty where it stands for an empty one.
    pub fn at(&self, cell: usize) -> &'r str {
        let text = trimmed(cell_text(self.record.cell(cell)));
        if self.missing.is_empty() || !self.missing.contains(&folded(text)) { text } else { "" }
    }
}

/// When waves end, on the clock of the cells.
struct WaveEnds<'c> {
    scheme: &'c WaveScheme,
    /// The time that was asked for last, and when its wave ends.
    last: Option<(TimeKey, Option<i64>)>,
}

impl<'c> WaveEnds<'c> {
    fn new(scheme: &'c WaveScheme) -> WaveEnds<'c> {
        WaveEnds { scheme, last: None }
    }

    /// When the wave of `time` ends, if it does.
    fn of(&mut self, time: TimeKey) -> Option<i64> {
        match self.last {
            Some((same, until)) if same == time => until,
            _ => {
                let until = self.scheme.last_day(self.scheme.wave_of(time)).map(end_of);
                self.last = Some((time, until));
                until
            }
        }
    }
}

impl<'c> QuestionReader<'c> {
    /// A reader for a question of a source.
    pub fn new(question: &'c Question, source: &'c SourceConfig, scheme: &'c WaveScheme) -> QuestionReader<'c> {
        let comma = source.format.decimal_comma;
        let choices: &[String] = match &question.kind {
            AnswerKind::Multiple(choices) => choices,
            _ => &[],
        };
        let how = match &question.from {
            AnswerFrom::Column(_) => How::Cell(Box::new(AnswerReader::new(question, comma))),
            AnswerFrom::Elapsed { .. } => {
                How::Elapsed { format: source.format.date.as_ref(), ends: WaveEnds::new(scheme) }
            }
            AnswerFrom::Totals { .. } => How::Totals(comma),
            AnswerFrom::List { separator, .. } => How::List(ListReader::new(question, choices, separator)),
            AnswerFrom::OneHot(_) => How::OneHot(choices),
            AnswerFrom::Repeat { .. } => {
                How::Contact { format: source.format.date.as_ref(), ends: WaveEnds::new(scheme) }
            }
            AnswerFrom::PerCustomer { .. } => How::Customer,
            AnswerFrom::Rows => How::Nothing(Answer::Value(Value::whole(1))),
            AnswerFrom::Index(_) | AnswerFrom::Blanks(_) => How::Nothing(Answer::NotAsked),
            AnswerFrom::Topics { topics, .. } => How::Topics(Box::new(TopicReader::new(topics))),
        };
        QuestionReader { how, missing: question.missing.iter().map(|text| folded(text)).collect() }
    }

    /// What reads the cells of the question by themselves, if nothing but one cell of a row says anything to it.
    pub fn of_cells(&mut self) -> Option<&mut AnswerReader<'c>> {
        match &mut self.how {
            How::Cell(reader) => Some(reader),
            _ => None,
        }
    }

    /// What the row says in these cells, for the month or span `time`.
    pub fn read(&mut self, record: &Record, cells: &[usize], time: TimeKey) -> Said {
        let first = cells.first().copied().unwrap_or_default();
        let texts = Texts { record, missing: &self.missing };
        match &mut self.how {
            How::Cell(reader) => Said::Answer(reader.read(record.cell(first)), first),
            How::Elapsed { format, ends } => elapsed(*format, &texts, cells, ends.of(time)),
            How::Totals(comma) => totals(&texts, cells, *comma),
            How::List(reader) => Said::Answer(reader.read(cell_text(record.cell(first))), first),
            How::OneHot(choices) => one_hot(&texts, cells, choices),
            How::Contact { format, ends } => contact(*format, &texts, cells, ends.of(time)),
            How::Customer => match texts.at(first) {
                "" => Said::Answer(Answer::Blank, first),
                id => Said::Answer(Answer::Customer(hash(id.as_bytes())), first),
            },
            How::Nothing(answer) => Said::Answer(*answer, first),
            How::Topics(reader) => Said::Answer(reader.read(cell_text(record.cell(first))), first),
        }
    }
}

/// The seconds between the two cells. What ended after its wave was open when the wave ended, and is counted so: a
/// figure of a wave then stays what it is when later data come in.
fn elapsed(format: Option<&DateFormat>, texts: &Texts<'_>, cells: &[usize], until: Option<i64>) -> Said {
    let [from, to] = cells[..] else { return Said::Answer(Answer::NotAsked, 0) };
    let text = |at: usize| texts.at(at);
    if text(from).is_empty() {
        // Without a beginning there is nothing to measure; an end alone is an error.
        let answer = if text(to).is_empty() { Answer::Blank } else { Answer::Unusable };
        return Said::Answer(answer, to);
    }
    let Some(began) = moment(format, text(from)) else { return Said::Answer(Answer::Unusable, from) };
    if until.is_some_and(|until| until <= began.clock) {
        return Said::Answer(Answer::NotAsked, from);
    }
    if text(to).is_empty() {
        return Said::Open(began, until);
    }
    let Some(seconds) = moment(format, text(to)).and_then(|ended| ended.since(began)) else {
        return Said::Answer(Answer::Unusable, to);
    };
    let answer = match until.map(|until| until - began.clock) {
        _ if seconds < 0 => Answer::Unusable,
        Some(within) if seconds > within => Answer::Censored(Value::whole(within)),
        _ => Answer::Value(Value::whole(seconds)),
    };
    Said::Answer(answer, to)
}

/// A contact without a customer, or with nothing in the column that must be the same, is blank: nobody can come back.
fn contact(format: Option<&DateFormat>, texts: &Texts<'_>, cells: &[usize], until: Option<i64>) -> Said {
    let text = |at: usize| texts.at(at);
    let [customer, date, ref same @ ..] = cells[..] else { return Said::Answer(Answer::NotAsked, 0) };
    if let Some(blank) = [customer].iter().chain(same).find(|&&at| text(at).is_empty()) {
        return Said::Answer(Answer::Blank, *blank);
    }
    let Some(at) = moment(format, text(date)) else { return Said::Answer(Answer::Unusable, date) };
    let same = same.first().map_or(0, |&at| hash(folded(text(at)).as_bytes()));
    Said::Contact { customer: hash(text(customer).as_bytes()), same, at, until }
}

/// The events of a row by how far they came. All cells blank is no answer; a cell that is more than the one before it,
/// no whole number, or blank beside others is none that can be used.
fn totals(texts: &Texts<'_>, cells: &[usize], comma: bool) -> Said {
    let text = |at: usize| texts.at(at);
    if cells.iter().all(|&at| text(at).is_empty()) {
        return Said::Answer(Answer::Blank, cells.first().copied().unwrap_or_default());
    }
    let mut events = [0; MOST_TOTALS];
    let mut before: Option<u64> = None;
    for (stage, &at) in cells.iter().take(MOST_TOTALS).enumerate() {
        let number = fixed(text(at), 6, comma).ok().filter(|units| units % Value::SCALE == 0);
        let number = number.map(|units| units / Value::SCALE).filter(|n| (0..=MOST_EVENTS).contains(n));
        let Some(number) = number.and_then(|n| u64::try_from(n).ok()).filter(|n| before.is_none_or(|b| *n <= b)) else {
            return Said::Answer(Answer::Unusable, at);
        };
        if stage > 0 {
            events[stage - 1] -= number;
        }
        events[stage] = number;
        before = Some(number);
    }
    Said::Answer(Answer::Events(events), cells.first().copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::table::Rows;
    use jiff::civil::date;

    fn record(text: &str) -> Record<'static> {
        let mut record = Record::default();
        Rows::new(text.as_bytes(), 0, b',').next_into(&mut record);
        record
    }

    #[test]
    fn a_time_is_censored_at_the_end_of_its_wave() {
        let until = end_of(date(2026, 3, 31));
        let missing = ["null".to_string()];
        let read =
            |text: &str| match elapsed(None, &Texts { record: &record(text), missing: &missing }, &[0, 1], Some(until))
            {
                Said::Answer(answer, _) => answer,
                Said::Open(began, _) => Answer::Censored(Value::whole(until - began.clock)),
                Said::Contact { .. } => Answer::NotAsked,
            };
        let seconds = |n| Answer::Value(Value::whole(n));
        assert_eq!(read("2026-03-01T10:00:00,2026-03-01T10:30:00"), seconds(1_800));
        assert_eq!(read("2026-03-01T10:00:00,2026-03-01T10:00:00"), seconds(0));
        // The last day ends at midnight.
        assert_eq!(read("2026-03-31T20:00:00,2026-04-01T00:00:00"), seconds(14_400));
        assert_eq!(read("2026-03-31T20:00:00,2026-04-01T00:00:01"), Answer::Censored(Value::whole(14_400)));
        assert_eq!(read("2026-03-31T20:00:00,"), Answer::Censored(Value::whole(14_400)));
        assert_eq!(read("2026-03-31T20:00:00,NULL"), Answer::Censored(Value::whole(14_400)));
        assert_eq!(read("2026-04-01T00:00:00,"), Answer::NotAsked);
        assert_eq!(read("2026-03-02T10:00:00,2026-03-01T10:00:00"), Answer::Unusable);
        assert_eq!(read("2026-03-02T10:00:00,2026-03-03"), Answer::Unusable);
        assert_eq!(read("soon,2026-03-03"), Answer::Unusable);
        assert_eq!(read("2026-03-02T10:00:00,later"), Answer::Unusable);
        assert_eq!(read(",2026-03-01T10:00:00"), Answer::Unusable);
        assert_eq!(read(",x,"), Answer::Unusable);
        assert_eq!(read(" ,,"), Answer::Blank);
    }

    #[test]
    fn totals_are_cut_into_how_far_each_event_came() {
        let read =
            |text: &str, cells: &[usize]| match totals(&Texts { record: &record(text), missing: &[] }, cells, false) {
                Said::Answer(answer, _) => answer,
                _ => Answer::NotAsked,
            };
        assert_eq!(read("100,30,12", &[0, 1, 2]), Answer::Events([70, 18, 12]));
        assert_eq!(read("100,30", &[0, 1]), Answer::Events([70, 30, 0]));
        assert_eq!(read("100", &[0]), Answer::Events([100, 0, 0]));
        assert_eq!(read("0,0", &[0, 1]), Answer::Events([0, 0, 0]));
        assert_eq!(read("5,5.0", &[0, 1]), Answer::Events([0, 5, 0]));
        for text in ["30,31", "30,-1", "30,1.5", "30,", ",3", "many,3", "9999999999999,1"] {
            assert_eq!(read(text, &[0, 1]), Answer::Unusable, "{text}");
        }
        assert_eq!(read(", ", &[0, 1]), Answer::Blank);
    }
}
