//! What stands in the columns of a file, so that a config can be written by looking.

use super::asked::Asked;
use super::date::date;
use super::decimal::fixed;
use super::duration::seconds;
use super::join::{self, MissingKeys};
use super::open::{OpenFile, open};
use super::period::period;
use super::row::Value;
use super::table::Record;
use super::text::{cell_text, tidied, trimmed};
use crate::config::{DateFormat, FileFormat, SiteConfig, SourceIx};
use crate::diag::{Checked, Diagnostic};
use crate::source::SourceReader;
use std::collections::BTreeMap;

/// Values that are shown for a column.
const SHOWN: usize = 12;
/// Different values that are counted one by one.
const DISTINCT: usize = 10_000;
/// A scale has no more codes than this.
const CODES: usize = 11;

/// The columns of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileColumns {
    /// Its name.
    pub name: String,
    /// How it was read: "UTF-8, comma".
    pub read_as: String,
    /// Rows below the header.
    pub rows: u64,
    /// Its columns, from the left.
    pub columns: Vec<ColumnSummary>,
}

/// What stands in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSummary {
    /// Its position, from 1.
    pub position: usize,
    /// Its texts in the header rows, without empty ones.
    pub headers: Vec<String>,
    /// Cells that are not empty.
    pub filled: u64,
    /// Different texts in them; counted up to ten thousand.
    pub distinct: usize,
    /// Whether there are more different texts than were counted.
    pub more_distinct: bool,
    /// The most frequent texts, with how many cells have each.
    pub frequent: Vec<(String, u64)>,
    /// What the cells look like.
    pub looks: Looks,
}

/// What the cells of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// There is nothing in it.
    Empty,
    /// Whole numbers from a short range: the lowest and the highest.
    Scale(i64, i64),
    /// Dates in ISO form.
    Date,
    /// Dates in numbers, day before month: `date_format = "dmy"`.
    DateDayFirst,
    /// Dates in numbers, month before day: `date_format = "mdy"`.
    DateMonthFirst,
    /// Dates in numbers that fit both orders.
    DateEitherOrder,
    /// Months, quarters, halves or years.
    Period,
    /// Lengths of time.
    Duration,
    /// Numbers, some of them perhaps percentages.
    Number,
    /// Numbers with a decimal comma.
    NumberWithComma,
    /// Percentages with their sign.
    Percent,
    /// Percentages with their sign and a decimal comma.
    PercentWithComma,
    /// A different short text in every row.
    Id,
    /// A few texts that come again and again.
    Choice,
    /// Anything else.
    Text,
}

impl Looks {
    /// The word for it.
    pub fn words(self) -> String {
        match self {
            Looks::Empty => "empty".into(),
            Looks::Scale(from, to) => format!("scale {from} to {to}"),
            Looks::Date => "date".into(),
            Looks::DateDayFirst => "date (dmy)".into(),
            Looks::DateMonthFirst => "date (mdy)".into(),
            Looks::DateEitherOrder => "date (dmy or mdy)".into(),
            Looks::Period => "month or quarter".into(),
            Looks::Duration => "duration".into(),
            Looks::Number => "number".into(),
            Looks::NumberWithComma => "number (decimal comma)".into(),
            Looks::Percent => "percent".into(),
            Looks::PercentWithComma => "percent (decimal comma)".into(),
            Looks::Id => "id".into(),
            Looks::Choice => "choice".into(),
            Looks::Text => "text".into(),
        }
    }
}

/// The columns of each of these files, which are read as `format` says; for a file without a config that is one
/// header row and nothing else. Files that cannot be read are problems; the others are there all the same.
pub fn columns(reader: &SourceReader, format: &FileFormat, paths: &[String]) -> Checked<Vec<FileColumns>> {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let opened = match reader.read(path) {
            Ok(source) => open(reader, &source, format),
            Err(error) => Err(Diagnostic::error("data/unreadable", error.to_string())),
        };
        match opened {
            Ok(file) => files.push(file_columns(&file)),
            Err(problem) => problems.push(problem),
        }
    }
    Checked { value: (!files.is_empty() || paths.is_empty()).then_some(files), diagnostics: problems }
}

/// The columns of the files of a source.
pub fn source_columns(reader: &SourceReader, config: &SiteConfig, source: SourceIx) -> Checked<Vec<FileColumns>> {
    let mut problems = Vec::new();
    let asked = Asked::new(config, source);
    let opened = match asked.found(reader) {
        Ok(found) => asked.open_files(reader, None, &found, &|_| false, &mut problems),
        Err(problem) => {
            problems.push(problem);
            Vec::new()
        }
    };
    Checked { value: Some(opened.iter().flatten().map(file_columns).collect()), diagnostics: problems }
}

fn file_columns(file: &OpenFile) -> FileColumns {
    let mut columns: Vec<Gathered> = (0..file.header.width()).map(|_| Gathered::default()).collect();
    let mut rows = file.rows();
    let mut record = Record::default();
    let mut count = 0;
    while rows.next_into(&mut record) {
        count += 1;
        join::fill(file, &mut record, &mut MissingKeys::default());
        for (at, column) in columns.iter_mut().enumerate() {
            column.add(trimmed(cell_text(record.cell(at))));
        }
        if let Some((at, cell)) = file.long.as_ref().and_then(|long| long.answer(&record))
            && let Some(column) = columns.get_mut(at)
        {
            column.add(trimmed(cell_text(cell)));
        }
    }
    let columns = columns.into_iter().enumerate().map(|(at, column)| column.summary(file, at)).collect();
    FileColumns { name: file.name.clone(), read_as: file.read_as.clone(), rows: count, columns }
}

/// A column while it is read.
#[derive(Debug, Default)]
struct Gathered {
    filled: u64,
    texts: BTreeMap<String, u64>,
    more: bool,
    /// Cells that each reading fits.
    dates: [u64; 3],
    periods: u64,
    durations: u64,
    numbers: u64,
    percentages: u64,
    numbers_with_comma: u64,
    whole: u64,
    range: Option<(i64, i64)>,
    longest: usize,
    with_space: bool,
}

const FORMATS: [Option<DateFormat>; 3] = [None, Some(DateFormat::DayMonthYear), Some(DateFormat::MonthDayYear)];

impl Gathered {
    fn add(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        let room = self.texts.len() < DISTINCT;
        match self.texts.get_mut(text) {
            Some(count) => *count += 1,
            None if room => {
                self.texts.insert(text.to_string(), 1);
            }
            None => self.more = true,
        }
        let number = fixed(text, 6, false);
        let short = text.len() <= 64;
        let percent = |comma| text.strip_suffix('%').is_some_and(|part| fixed(trimmed(part), 4, comma).is_ok());
        let (with_point, with_comma) = (percent(false), percent(true));
        self.percentages += u64::from(with_point || with_comma);
        self.numbers += u64::from(number.is_ok() || with_point);
        self.numbers_with_comma += u64::from(with_comma || fixed(text, 6, true).is_ok());
        self.durations += u64::from(text.contains(':') && seconds(text, false).is_some());
        if number.is_err() && short {
            self.periods += u64::from(period(text).is_some());
            for (count, format) in self.dates.iter_mut().zip(&FORMATS) {
                *count += u64::from(date(format.as_ref(), text).is_some());
            }
        }
        if let Ok(units) = number
            && units % Value::SCALE == 0
        {
            let code = units / Value::SCALE;
            self.whole += 1;
            self.range = Some(self.range.map_or((code, code), |(low, high)| (low.min(code), high.max(code))));
        }
        self.longest = self.longest.max(text.chars().count());
        self.with_space |= text.contains(char::is_whitespace);
    }

    fn looks(&self) -> Looks {
        let all = |count: u64| count == self.filled;
        // Of dates, a broken one among twenty does not hide what the column is.
        let nearly_all = |count: u64| count * 20 >= self.filled * 19 && count > 0;
        let every_one_differs = !self.more && self.texts.len() as u64 == self.filled;
        match self.range {
            _ if self.filled == 0 => return Looks::Empty,
            Some((low, high))
                if all(self.whole)
                    && self.texts.len() <= 2 * CODES
                    && low >= -10
                    && high <= 20
                    && high - low < CODES as i64 =>
            {
                return Looks::Scale(low, high);
            }
            _ => {}
        }
        let [iso, day_first, month_first] = self.dates;
        match (nearly_all(day_first), nearly_all(month_first)) {
            _ if nearly_all(iso) => Looks::Date,
            (true, true) if day_first == month_first => Looks::DateEitherOrder,
            (true, _) if day_first >= month_first => Looks::DateDayFirst,
            (_, true) => Looks::DateMonthFirst,
            _ if nearly_all(self.periods) => Looks::Period,
            _ if all(self.durations) => Looks::Duration,
            _ if all(self.whole) && every_one_differs && self.filled > 1 => Looks::Id,
            _ if all(self.numbers) && all(self.percentages) => Looks::Percent,
            _ if all(self.numbers_with_comma) && all(self.percentages) => Looks::PercentWithComma,
            _ if all(self.numbers) => Looks::Number,
            _ if all(self.numbers_with_comma) => Looks::NumberWithComma,
            _ if (every_one_differs || self.more) && !self.with_space && self.longest <= 64 && self.filled > 1 => {
                Looks::Id
            }
            _ if !self.more && self.texts.len() <= 50 && self.texts.len() as u64 * 2 <= self.filled => Looks::Choice,
            _ => Looks::Text,
        }
    }

    fn summary(self, file: &OpenFile, at: usize) -> ColumnSummary {
        let looks = self.looks();
        let distinct = self.texts.len();
        let mut frequent: Vec<(String, u64)> = self.texts.into_iter().collect();
        // A stable sort: texts with the same count stay in their order.
        frequent.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        frequent.truncate(SHOWN);
        let shortened = |text: String| -> String { tidied(&text).chars().take(60).collect() };
        ColumnSummary {
            position: at + 1,
            headers: file.header.texts(at).into_iter().map(String::from).collect(),
            filled: self.filled,
            distinct,
            more_distinct: self.more,
            frequent: frequent.into_iter().map(|(text, count)| (shortened(text), count)).collect(),
            looks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::testing::printed;

    fn one_header() -> FileFormat {
        FileFormat { header_rows: 1, ..FileFormat::default() }
    }

    fn looks(cells: &[&str]) -> Looks {
        let text = format!("a;b\n{}", cells.iter().map(|cell| format!("{cell};x\n")).collect::<String>());
        let reader = SourceReader::memory([("a.csv", text)]);
        let files = columns(&reader, &one_header(), &["a.csv".into()]).value.unwrap();
        files[0].columns[0].looks
    }

    #[test]
    fn columns_look_like_what_they_are() {
        assert_eq!(looks(&["", " "]), Looks::Empty);
        assert_eq!(looks(&["1", "10", "7", ""]), Looks::Scale(1, 10));
        assert_eq!(looks(&["2026-03-01 10:00", "2026-03-02 11:00"]), Looks::Date);
        assert_eq!(looks(&["31/12/2026", "01/02/2026"]), Looks::DateDayFirst);
        assert_eq!(looks(&["12/31/2026", "01/02/2026"]), Looks::DateMonthFirst);
        assert_eq!(looks(&["01/02/2026", "03/02/2026"]), Looks::DateEitherOrder);
        assert_eq!(looks(&["Jan 2026", "2026-02", "Q1 2026"]), Looks::Period);
        assert_eq!(looks(&["00:02:45", "2:45"]), Looks::Duration);
        assert_eq!(looks(&["94.01%", "90%"]), Looks::Percent);
        assert_eq!(looks(&["94,01%", "90%"]), Looks::PercentWithComma);
        assert_eq!(looks(&["94.01%", "90.5"]), Looks::Number);
        assert_eq!(looks(&["94,01%", "90,5"]), Looks::NumberWithComma);
        assert_eq!(looks(&["0.5", "120", "120"]), Looks::Number);
        assert_eq!(looks(&["0,5", "1,25"]), Looks::NumberWithComma);
        assert_eq!(looks(&["1001", "1002", "1003"]), Looks::Id);
        assert_eq!(looks(&["R_a1", "R_b2", "R_c3"]), Looks::Id);
        assert_eq!(looks(&["yes", "no", "yes", "no"]), Looks::Choice);
        assert_eq!(looks(&["It was good.", "It was not."]), Looks::Text);
    }

    #[test]
    fn a_file_is_summed_up_column_by_column() {
        let reader = SourceReader::memory([("a.csv", "Q1,,Q1\nHow likely?,,Why?\n9,,good\n9,,\n10,,Bad\n")]);
        let format = FileFormat { header_rows: 2, ..FileFormat::default() };
        let summed = columns(&reader, &format, &["a.csv".into(), "b.csv".into()]);
        let file = &summed.value.unwrap()[0];
        assert_eq!((file.read_as.as_str(), file.rows), ("UTF-8, comma", 3));
        let told: Vec<_> = file
            .columns
            .iter()
            .map(|c| (c.position, c.headers.join(" | "), c.filled, c.distinct, c.frequent.clone(), c.looks.words()))
            .collect();
        let pairs =
            |list: &[(&str, u64)]| list.iter().map(|(text, count)| (text.to_string(), *count)).collect::<Vec<_>>();
        assert_eq!(
            told,
            [
                (1, "Q1 | How likely?".to_string(), 3, 2, pairs(&[("9", 2), ("10", 1)]), "scale 9 to 10".to_string()),
                (2, String::new(), 0, 0, vec![], "empty".into()),
                (3, "Q1 | Why?".into(), 2, 2, pairs(&[("Bad", 1), ("good", 1)]), "id".into()),
            ]
        );
        assert_eq!(printed(&reader, &summed.diagnostics), "error[data/unreadable]: there is no `b.csv`\n");
    }
}
