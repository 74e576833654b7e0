//! Which wave a row belongs to: by its date, by the name of its wave, or by its file's name.

use super::date::date;
use super::layout::Layout;
use super::period::wave_named;
use super::quality::Reason;
use super::spellings::{Spellings, Word};
use super::text::{cell_text, trimmed};
use crate::config::{DateFormat, Report, SourceConfig};
use crate::diag::Diagnostic;
use crate::wave::{TimeKey, Wave, WaveScheme};
use jiff::civil::Date;

/// When a row was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// Its month or span.
    pub key: TimeKey,
    /// The wave of that.
    pub wave: Wave,
    /// Its date, if it has one that can be read.
    pub date: Option<Date>,
}

impl When {
    /// In place of a time that is not known.
    pub const UNKNOWN: When = When { key: TimeKey(0), wave: Wave(0), date: None };
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
    calendar: Calendar<'c>,
    /// One time for the whole file.
    fixed: Option<TimeKey>,
    wave: Option<usize>,
    date: Option<usize>,
    dates: Remembered<Dated>,
    waves: Remembered<Option<TimeKey>>,
}

/// What the cell of a date says.
#[derive(Debug, Clone, Copy)]
struct Dated {
    date: Option<Date>,
    /// The time of the row where nothing else tells it.
    when: Result<When, Reason>,
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

    #[inline]
    fn get(&mut self, word: Word<'_>, read: impl FnOnce(&str) -> T) -> T {
        let read = |cell: &[u8]| read(trimmed(cell_text(cell)));
        if self.seen.len() >= REMEMBERED {
            return read(word.text());
        }
        let number = self.seen.of(word, read);
        *self.seen.known(number)
    }
}

/// What texts mean as times.
#[derive(Debug, Clone, Copy)]
struct Calendar<'c> {
    scheme: &'c WaveScheme,
    /// The wave in which measurement began.
    first: Option<Wave>,
    /// How dates are written.
    format: Option<&'c DateFormat>,
}

impl Calendar<'_> {
    fn dated(&self, text: &str) -> Dated {
        let date = date(self.format, text);
        let time = match date {
            Some(date) => self.scheme.key_of(date).map(|key| (key, Some(date))).ok_or(Reason::OutsideWaves),
            None if text.is_empty() => Err(Reason::NoDate),
            // A month or a quarter in place of a day, unless the config says how dates are written.
            None if self.format.is_none() => self.named(text).ok_or(Reason::BadDate),
            None => Err(Reason::BadDate),
        };
        Dated { date, when: time.and_then(|(key, date)| self.when(key, date)) }
    }

    fn named(&self, text: &str) -> Option<(TimeKey, Option<Date>)> {
        wave_named(self.scheme, text)
    }

    fn when(&self, key: TimeKey, date: Option<Date>) -> Result<When, Reason> {
        let wave = self.scheme.wave_of(key);
        // Before measurement began there was no wave.
        match self.first.is_some_and(|first| wave < first) {
            true => Err(Reason::OutsideWaves),
            false => Ok(When { key, wave, date }),
        }
    }
}

impl<'c> Clock<'c> {
    /// The clock of a file; `fixed` is the wave in its name.
    pub fn new(report: &'c Report, source: &'c SourceConfig, layout: &Layout, fixed: Option<TimeKey>) -> Clock<'c> {
        let scheme = &report.waves;
        let single = matches!(scheme, WaveScheme::Single { .. }).then_some(TimeKey(0));
        let first = report.first_wave.map(|wave| wave.value);
        Clock {
            calendar: Calendar { scheme, first, format: source.format.date.as_ref() },
            fixed: single.or(fixed),
            wave: layout.wave,
            date: layout.date,
            dates: Remembered::new(),
            waves: Remembered::new(),
        }
    }

    /// When a row with these cells was answered.
    #[inline]
    pub fn when<'r>(&mut self, cell: impl Fn(usize) -> Word<'r>) -> Result<When, NoTime> {
        let calendar = self.calendar;
        let column = self.wave.or(self.date).unwrap_or_default();
        let no = |reason| NoTime { reason, column };
        let mut dated = |at: usize| self.dates.get(cell(at), |text| calendar.dated(text));
        match (self.fixed, self.wave) {
            // Without any of the three the config was refused before.
            (None, None) => dated(column).when.map_err(no),
            (Some(key), _) => calendar.when(key, self.date.and_then(|at| dated(at).date)).map_err(no),
            (None, Some(at)) => {
                let date = self.date.and_then(|at| dated(at).date);
                let key = self.waves.get(cell(at), |text| calendar.named(text).map(|(key, _)| key));
                key.ok_or(Reason::BadWave).and_then(|key| calendar.when(key, date)).map_err(no)
            }
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
