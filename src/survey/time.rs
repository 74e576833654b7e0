//! Which wave a row belongs to: by its date, by the name of its wave, or by its file's name.

use super::date::date;
use super::layout::Layout;
use super::period::wave_named;
use super::quality::Reason;
use super::spellings::{Spellings, Word};
use super::text::{cell_text, is_blank_cell, trimmed};
use crate::config::{Report, SourceConfig};
use crate::diag::Diagnostic;
use crate::wave::{TimeKey, Wave, WaveScheme};
use jiff::civil::Date;

/// When a row was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// Its month or span.
    pub key: TimeKey,
    /// Its date, if it has one that can be read.
    pub date: Option<Date>,
}

/// Why a row has no time, with the column that should have given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoTime {
    /// The reason.
    pub reason: Reason,
    /// The column.
    pub column: usize,
}

/// Finds the time of the rows of one file. A wave that is named (by a cell or by the file) decides before the date,
/// since fieldwork may run into the next wave; the date then only tells how far the data reach.
#[derive(Debug)]
pub struct Clock<'c> {
    scheme: &'c WaveScheme,
    /// The wave in which measurement began.
    first: Option<Wave>,
    source: &'c SourceConfig,
    /// One time for the whole file.
    fixed: Option<TimeKey>,
    wave: Option<usize>,
    date: Option<usize>,
    dates: Remembered<Option<Date>>,
    waves: Remembered<Option<TimeKey>>,
    periods: Remembered<Option<(TimeKey, Option<Date>)>>,
}

/// Cells that are remembered with what they were read as: more days than any report spans. Where cells are moments rather
/// than days, most are read one by one.
const REMEMBERED: usize = 8_192;

#[derive(Debug)]
struct Remembered<T> {
    seen: Spellings<T>,
}

impl<T: Copy> Remembered<T> {
    fn new() -> Remembered<T> {
        Remembered { seen: Spellings::default() }
    }

    fn get(&mut self, word: Word<'_>, read: impl FnOnce(&str) -> T) -> T {
        let read = |cell: &[u8]| read(trimmed(cell_text(cell)));
        if self.seen.len() >= REMEMBERED {
            return read(word.text());
        }
        let number = self.seen.of(word, read);
        *self.seen.known(number)
    }
}

impl<'c> Clock<'c> {
    /// The clock of a file; `fixed` is the wave in its name.
    pub fn new(report: &'c Report, source: &'c SourceConfig, layout: &Layout, fixed: Option<TimeKey>) -> Clock<'c> {
        let scheme = &report.waves;
        let single = matches!(scheme, WaveScheme::Single { .. }).then_some(TimeKey(0));
        Clock {
            scheme,
            first: report.first_wave.map(|wave| wave.value),
            source,
            fixed: single.or(fixed),
            wave: layout.wave,
            date: layout.date,
            dates: Remembered::new(),
            waves: Remembered::new(),
            periods: Remembered::new(),
        }
    }

    /// When a row with these cells was answered.
    pub fn when<'r>(&mut self, cell: impl Fn(usize) -> Word<'r>) -> Result<When, NoTime> {
        let when = self.written(cell)?;
        // Before measurement began there was no wave.
        if self.first.is_some_and(|first| self.scheme.wave_of(when.key) < first) {
            let column = self.wave.or(self.date).unwrap_or_default();
            return Err(NoTime { reason: Reason::OutsideWaves, column });
        }
        Ok(when)
    }

    fn written<'r>(&mut self, cell: impl Fn(usize) -> Word<'r>) -> Result<When, NoTime> {
        let format = self.source.format.date.as_ref();
        let date = self.date.and_then(|at| self.dates.get(cell(at), |text| date(format, text)));
        if let Some(key) = self.fixed {
            return Ok(When { key, date });
        }
        if let Some(column) = self.wave {
            let scheme = self.scheme;
            let key = self.waves.get(cell(column), |text| wave_named(scheme, text).map(|(key, _)| key));
            return key.map(|key| When { key, date }).ok_or(NoTime { reason: Reason::BadWave, column });
        }
        // Without any of the three the config was refused before.
        let column = self.date.unwrap_or_default();
        let no = |reason| Err(NoTime { reason, column });
        match date {
            Some(date) => match self.scheme.key_of(date) {
                Some(key) => Ok(When { key, date: Some(date) }),
                None => no(Reason::OutsideWaves),
            },
            None if is_blank_cell(cell(column).text()) => no(Reason::NoDate),
            // A month or a quarter in place of a day, unless the config says how dates are written.
            None if format.is_none() => {
                let scheme = self.scheme;
                match self.periods.get(cell(column), |text| wave_named(scheme, text)) {
                    Some((key, date)) => Ok(When { key, date }),
                    None => no(Reason::BadDate),
                }
            }
            None => no(Reason::BadDate),
        }
    }
}

/// What is wrong if a source gives its rows no time in any way.
pub fn check(scheme: &WaveScheme, source: &SourceConfig) -> Option<Diagnostic> {
    let named_by_file = source.files.iter().all(|pattern| pattern.value.contains("{wave}"));
    let columns = &source.columns;
    let known = matches!(scheme, WaveScheme::Single { .. }) || named_by_file;
    if known || columns.date.is_some() || columns.wave.is_some() {
        return None;
    }
    Some(
        Diagnostic::error("data/no-time", format!("nothing says to which wave the rows of `{}` belong", source.id))
            .at(source.span)
            .hint("name the column with their dates: `columns = { date = \"…\" }`")
            .hint("or the column with the name of the wave: `columns = { wave = \"…\" }`")
            .hint("or put `{wave}` where it stands in the files' names: `files = \"responses-{wave}.csv\"`"),
    )
}
