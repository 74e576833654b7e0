//! Rows that were left out: counted by reason, the first of them kept, and told once for each reason.

use super::date::{are_serial_numbers, likely};
use super::open::OpenFile;
use super::quality::{Dropped, Reason};
use super::table::Record;
use super::text::{cell_text, counted, quoted, trimmed};
use crate::config::{DateFormat, Report, SourceConfig};
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::wave::WaveScheme;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows that are shown for each reason.
const SHOWN: usize = 5;
/// Cells that are kept to find out how they are written.
const SAMPLES: usize = 200;

/// The losses of one source, or of one of its files.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Losses {
    by_reason: BTreeMap<Reason, Loss>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Loss {
    rows: u64,
    first: Vec<(Span, String)>,
    samples: Vec<String>,
}

/// What to do where rows below the header belong to it.
const MORE_HEADERS: &str =
    "these look like further header rows of a Qualtrics export: write `header_rows = 3` in this source's table";

impl Loss {
    /// Whether a row that describes the columns stands among them: Qualtrics writes two below the header, of which the
    /// second holds `{"ImportId":"…"}` in every cell.
    fn are_headers(&self) -> bool {
        self.samples.iter().any(|text| text.starts_with("{\"ImportId\"") || text.starts_with("{'ImportId'"))
    }
}

impl Losses {
    /// One more lost row; `column` is the cell that is to blame.
    pub fn add(&mut self, reason: Reason, file: &OpenFile, record: &Record, column: usize) {
        let loss = self.by_reason.entry(reason).or_default();
        loss.rows += 1;
        if loss.first.len() < SHOWN {
            let text = trimmed(cell_text(record.cell(column)));
            loss.first.push((file.span_of(record, column), text.chars().take(60).collect()));
        }
        if loss.samples.len() < SAMPLES {
            loss.samples.push(trimmed(cell_text(record.cell(column))).to_string());
        }
    }

    /// Takes over the losses of a file.
    pub fn merge(&mut self, file: Losses) {
        for (reason, loss) in file.by_reason {
            let total = self.by_reason.entry(reason).or_default();
            total.rows += loss.rows;
            let room = SHOWN.saturating_sub(total.first.len());
            total.first.extend(loss.first.into_iter().take(room));
            let room = SAMPLES.saturating_sub(total.samples.len());
            total.samples.extend(loss.samples.into_iter().take(room));
        }
    }

    /// Every place in a file that these point at.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        self.by_reason.values_mut().flat_map(|loss| &mut loss.first).map(|(span, _)| span)
    }

    fn rows(&self, reason: Reason) -> u64 {
        self.by_reason.get(&reason).map_or(0, |loss| loss.rows)
    }

    /// Errors for what is wrong with a file as a whole (most of its dates cannot be read, no row fits its header):
    /// the rows that they cost are no longer told of one by one.
    pub fn wrong_file(
        &mut self,
        file: &OpenFile,
        rows: u64,
        source: &SourceConfig,
        scheme: &WaveScheme,
    ) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let ragged = self.rows(Reason::Ragged);
        if ragged > 0 && ragged + self.rows(Reason::Empty) == rows {
            problems.push(self.no_row_fits(file));
            self.by_reason.remove(&Reason::Ragged);
        }
        // Rows whose cell was looked at: what was lost before does not tell how dates are written.
        let looked_at = rows - ragged - self.rows(Reason::Empty);
        let dated = looked_at - self.rows(Reason::NoDate);
        if self.rows(Reason::BadDate) * 2 > dated {
            problems.push(self.bad_dates(file, source, dated));
            self.by_reason.remove(&Reason::BadDate);
        }
        if self.rows(Reason::BadWave) * 2 > looked_at {
            problems.push(self.bad_waves(file, scheme, looked_at));
            self.by_reason.remove(&Reason::BadWave);
        }
        problems
    }

    fn first(&self, reason: Reason) -> Option<&(Span, String)> {
        self.by_reason.get(&reason).and_then(|loss| loss.first.first())
    }

    fn placed(&self, reason: Reason, problem: Diagnostic) -> Diagnostic {
        match self.first(reason) {
            Some((span, _)) => problem.at(*span),
            None => problem,
        }
    }

    fn no_row_fits(&self, file: &OpenFile) -> Diagnostic {
        let width = file.header.width() as u64;
        let message =
            format!("no row of `{}` has as many cells as its header, {}", file.name, counted(width, "cell", "cells"));
        self.placed(Reason::Ragged, Diagnostic::error("data/ragged", message))
            .hint("look at `delimiter`, `skip_rows` and `header_rows` in this source's table")
    }

    fn bad_dates(&self, file: &OpenFile, source: &SourceConfig, dated: u64) -> Diagnostic {
        let text = self.first(Reason::BadDate).map_or("", |(_, text)| text);
        let expected = match &source.format.date {
            None => "an ISO date (2026-03-31)".to_string(),
            Some(format) => format!("in the form of `date_format` ({})", written_as(format)),
        };
        let rest = others(self.rows(Reason::BadDate) - 1, dated, "date", &file.name);
        let message = format!("{} is not {expected}{rest}", quoted(text));
        let problem = self.placed(Reason::BadDate, Diagnostic::error("data/date-format", message));
        self.date_hints().into_iter().fold(problem, Diagnostic::hint)
    }

    fn bad_waves(&self, file: &OpenFile, scheme: &WaveScheme, cells: u64) -> Diagnostic {
        let text = self.first(Reason::BadWave).map_or("", |(_, text)| text);
        let rest = others(self.rows(Reason::BadWave) - 1, cells, "wave", &file.name);
        let message = format!("{} is not {}{rest}", quoted(text), scheme.expected());
        self.placed(Reason::BadWave, Diagnostic::error("data/wave-name", message))
            .hint("`wave` in [report] says how waves are named; it can also list waves with names of your own")
    }

    /// How the dates that could not be read seem to be written.
    fn date_hints(&self) -> Vec<String> {
        let Some(loss) = self.by_reason.get(&Reason::BadDate) else { return Vec::new() };
        if loss.are_headers() {
            return vec![MORE_HEADERS.into()];
        }
        let formats = likely(&loss.samples);
        match formats.as_slice() {
            [] if are_serial_numbers(&loss.samples) => {
                vec!["these look like the day numbers of a spreadsheet: format the column as dates and export it again".into()]
            }
            [] => vec!["write how the dates are written as `date_format = \"dmy\"`, `\"mdy\"`, `\"ymd\"` or a pattern such as `\"%d %B %Y\"` in this source's table".into()],
            [one] => vec![format!("these look like {}: write `date_format = \"{}\"` in this source's table", one.words, one.written)],
            several => {
                let mut hints = vec!["these dates fit more than one order: only somebody who knows the data can say which is right".to_string()];
                hints.extend(several.iter().map(|one| format!("if they are {}, write `date_format = \"{}\"` in this source's table", one.words, one.written)));
                hints
            }
        }
    }

    /// One warning for each reason.
    pub fn warnings(&self, source: &SourceConfig, report: &Report) -> Vec<Diagnostic> {
        self.by_reason.iter().map(|(reason, loss)| self.warning(*reason, loss, source, report)).collect()
    }

    fn warning(&self, reason: Reason, loss: &Loss, source: &SourceConfig, report: &Report) -> Diagnostic {
        let were = if loss.rows == 1 { "was" } else { "were" };
        let mut message = format!(
            "{} of `{}` {were} left out: {}",
            counted(loss.rows, "row", "rows"),
            source.id,
            reason.because(loss.rows)
        );
        let mut texts: Vec<String> = Vec::new();
        for (_, text) in &loss.first {
            let text = quoted(text);
            if text != "``" && !texts.contains(&text) {
                texts.push(text);
            }
        }
        if !texts.is_empty() && !matches!(reason, Reason::Ragged | Reason::Empty) {
            message.push_str(&format!(" ({})", texts.join(", ")));
        }
        let problem = match reason {
            // Spreadsheets leave empty rows at the end; nobody's answer is lost.
            Reason::Empty => Diagnostic::note("data/empty-row", message),
            Reason::Ragged => Diagnostic::warning("data/ragged", message),
            Reason::NoDate => Diagnostic::warning("data/no-date", message),
            Reason::BadDate => Diagnostic::warning("data/bad-date", message),
            Reason::OutsideWaves => Diagnostic::warning("data/outside-waves", message),
            Reason::BadWave => Diagnostic::warning("data/bad-wave", message),
            Reason::Duplicate => Diagnostic::warning("data/duplicate-respondent", message),
            Reason::BadWeight => Diagnostic::warning("data/bad-weight", message),
            Reason::NoBrand => Diagnostic::warning("data/no-brand", message),
            Reason::NoRespondent => Diagnostic::warning("data/no-respondent", message),
            Reason::NoQuestion => Diagnostic::warning("data/no-question", message),
            Reason::AnsweredTwice => Diagnostic::warning("data/answered-twice", message),
        };
        let problem = match loss.first.first() {
            Some((span, _)) => problem.at(*span),
            None => problem,
        };
        let comma = loss.samples.iter().any(|text| text.contains(','));
        match reason {
            Reason::Ragged => problem.hint("a text with the delimiter in it must stand in quotation marks"),
            Reason::BadDate if loss.are_headers() => problem.hint(MORE_HEADERS),
            // The other dates could be read, so these are slips.
            Reason::BadDate => match likely(&loss.samples).as_slice() {
                [one] => problem.hint(format!("these look like {}, the others do not: correct them", one.words)),
                _ => problem.hint("the other dates can be read: correct these in the file"),
            },
            Reason::NoDate => problem.hint("fill the date in if it is known: without one a row belongs to no wave"),
            Reason::OutsideWaves => match report.first_wave {
                Some(first) => problem.hint(format!(
                    "`first_wave` in [report] is {}: rows from before it are in no wave",
                    report.waves.id(first.value)
                )),
                None => problem.hint("if they belong to the report, add a wave for them under [report]"),
            },
            Reason::BadWave => problem.hint(format!("correct them: a wave is {}", report.waves.expected())),
            Reason::NoBrand => problem.hint("fill the brand in if it is known: without one a row is about nobody"),
            Reason::Duplicate => problem.hint("if the column is not one of respondents, leave it out of `columns`"),
            Reason::BadWeight if comma && !source.format.decimal_comma => {
                problem.hint("if the comma is a decimal sign, write `decimal_comma = true` in this source's table")
            }
            Reason::BadWeight => problem.hint("correct these weights in the file"),
            Reason::NoRespondent => {
                problem.hint("fill in who answered: without it nobody knows which answers belong together")
            }
            Reason::NoQuestion => problem.hint("fill in the question, or take the rows out of the file"),
            Reason::AnsweredTwice => problem.hint(
                "the first answer counts; if the column names the question too widely, name one that tells them apart",
            ),
            Reason::Empty => problem,
        }
    }

    /// The losses as the data-quality table has them.
    pub fn into_dropped(self) -> Vec<Dropped> {
        let dropped = |(reason, loss): (Reason, Loss)| Dropped { reason, rows: loss.rows, first: loss.first };
        self.by_reason.into_iter().map(dropped).collect()
    }
}

/// "…, nor are 3 others of the 7 dates of `a.csv`"; nothing if there are no others.
fn others(bad: u64, all: u64, what: &str, file: &str) -> String {
    match bad {
        0 => String::new(),
        1 => format!(", nor is 1 other of the {all} {what}s of `{file}`"),
        _ => format!(", nor are {bad} others of the {all} {what}s of `{file}`"),
    }
}

/// How a date is written, for messages.
fn written_as(format: &DateFormat) -> String {
    match format {
        DateFormat::DayMonthYear => "day, month, year".into(),
        DateFormat::MonthDayYear => "month, day, year".into(),
        DateFormat::YearMonthDay => "year, month, day".into(),
        DateFormat::Pattern(pattern) => format!("`{pattern}`"),
    }
}
