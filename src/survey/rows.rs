//! The rows of one file, piece by piece: first everything that a row says by itself, then, in the order of the pieces,
//! what depends on earlier rows (the numbers of names, respondents seen before), then the answers.
//!
//! The first and the last step of different pieces may be taken at the same time by several threads. Each has a
//! [`RowReader`], and what it finds in a piece is taken in in the order of the pieces.

use super::answers::AnswersReader;
use super::asked::Asked;
use super::batch::{self, MOST_ROWS, Subject};
use super::cells::Cells;
use super::counts::PieceCounts;
use super::derived::Derived;
use super::duplicates::Respondents;
use super::heads::{HeadReader, Heads, Met, NO_BRAND, identity};
use super::join::{self, MissingKeys};
use super::later::Later;
use super::layout::{CommentColumns, Layout};
use super::losses::Losses;
use super::names::NameTable;
use super::open::OpenFile;
use super::open_quote::{LONGEST_CELL, OpenQuote};
use super::quality::Reason;
use super::replicate::{replicate, replicate_of_row};
use super::row::{NameId, RowSink, Value, Written};
use super::split::Piece;
use super::table::Record;
use super::text::{cell_text, fold_into, is_blank_cell, trimmed, trimmed_cell};
use super::unit::UnitReader;
use crate::wave::{TimeKey, Wave};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::ops::Range;

/// What is read of a file, and how.
pub struct FileTask<'f, 'c> {
    /// What the config asks.
    pub asked: &'f Asked<'c>,
    /// The file.
    pub file: &'f OpenFile,
    /// Its columns.
    pub layout: &'f Layout,
    /// What its name says.
    pub named: Named<'f>,
    /// Answers that are made of others.
    pub derived: &'f [(usize, Derived)],
    /// What stands for yes in the column of consent, folded.
    pub yes: &'f [String],
    /// The highest answer to each question that counts as low.
    pub low_up_to: Vec<Value>,
}

/// Values that a file's name gives to all its rows.
pub struct Named<'f> {
    /// The wave.
    pub wave: Option<TimeKey>,
    /// The brand.
    pub brand: Option<&'f str>,
    /// The segments.
    pub segments: Vec<Option<&'f str>>,
}

/// Why a row cannot be used, and the cell that is to blame.
pub struct Lost(pub Reason, pub usize);

/// Whom and what rows name, in the order of the rows.
#[derive(Debug, Default)]
pub struct Known {
    /// The brands.
    pub brands: NameTable,
    /// The values of each segment.
    pub segments: Vec<NameTable>,
    /// Respondents seen before.
    pub respondents: Respondents,
    /// The waves and brands of this file's rows, where it names respondents: only there can one of them come again.
    pub places: BTreeSet<(Wave, u64)>,
}

/// What was found in a piece, beside its rows.
#[derive(Debug)]
pub struct Outcome {
    /// Its rows.
    pub rows: u64,
    /// Those that can be used.
    pub used: u64,
    /// Those that cannot.
    pub losses: Losses,
    /// The answers, by question.
    pub counts: Vec<PieceCounts>,
    /// Answers that wait.
    pub later: Later,
    /// Rows whose key no table has.
    pub missing_keys: MissingKeys,
    /// Rows without a place in the sampling design.
    pub units: UnitReader,
    /// The first and the last date.
    pub dates: Option<(Date, Date)>,
    /// Rows with a weight of zero.
    pub zero_weight: u64,
    /// A cell that is not closed where it should be.
    pub open_quote: Option<OpenQuote>,
}

/// Reads the rows of a file.
pub struct RowReader<'f, 'c> {
    task: &'f FileTask<'f, 'c>,
    heads: HeadReader<'f, 'c>,
    answers: AnswersReader<'f, 'c>,
    /// The identity of the report's own brand.
    ours: Option<u64>,
    /// How many rows of the file each row is made of; empty where each is one of them.
    made_of: Vec<u64>,
    outcome: Outcome,
    /// Used again for each batch of rows.
    batch: batch::Heads,
    folded: String,
}

impl<'f, 'c> RowReader<'f, 'c> {
    /// A reader of the file's rows.
    pub fn new(task: &'f FileTask<'f, 'c>) -> RowReader<'f, 'c> {
        RowReader {
            task,
            heads: HeadReader::new(task),
            answers: AnswersReader::new(task),
            ours: task.asked.report.brand.as_ref().map(|brand| identity(&brand.value)),
            made_of: Vec::new(),
            outcome: Outcome::new(task),
            batch: batch::Heads::default(),
            folded: String::new(),
        }
    }

    /// The file.
    pub fn file(&self) -> &'f OpenFile {
        self.task.file
    }

    /// Looks at what each row of a piece says by itself. Of an earlier look nothing is left.
    pub fn look(&mut self, piece: &Piece) {
        self.begin();
        let file = self.task.file;
        self.outcome.rows = piece.len() as u64;
        let odd = piece.odd_rows().iter().find_map(|row| OpenQuote::in_row(file, &piece.record(*row)));
        let mut long_rows = (0..piece.len()).filter(|row| piece.length_of(*row) > LONGEST_CELL);
        let long = |row| OpenQuote::long(file, &piece.record(row));
        self.outcome.open_quote = odd.or_else(|| long_rows.find_map(long));
        let made_of = std::iter::repeat_n(1, piece.len());
        if file.joins.is_empty() {
            self.heads.look(piece, made_of, &mut self.outcome.losses);
            return;
        }
        let mut missing = MissingKeys::default();
        let records = filled(file, piece, &mut missing);
        self.heads.look(records.as_slice(), made_of, &mut self.outcome.losses);
        self.outcome.missing_keys = missing;
    }

    /// The same for rows that were put together, each of so many rows of the file; what became of the others is told.
    pub fn look_at_all(&mut self, records: &[Record<'_>], made_of: &[u64]) {
        self.made_of.extend_from_slice(made_of);
        self.heads.look(records, made_of.iter().copied(), &mut self.outcome.losses);
    }

    fn begin(&mut self) {
        self.heads.begin();
        self.made_of.clear();
        self.outcome = Outcome::new(self.task);
    }

    /// Finds the names of a piece's rows, and respondents that stood in rows before. To be called in the order of the
    /// pieces.
    pub fn recognise(&mut self, known: &mut Known) {
        self.heads.recognise(known);
    }

    /// Hands the usable rows of a piece on, and gives what was found beside them.
    pub fn answers(&mut self, piece: &Piece, sink: &mut dyn RowSink) -> Outcome {
        if self.task.file.joins.is_empty() {
            self.hand_on(piece, sink);
        } else {
            // Keys that no table has were counted before.
            let records = filled(self.task.file, piece, &mut MissingKeys::default());
            self.hand_on(records.as_slice(), sink);
        }
        self.take_outcome()
    }

    /// The same for rows that were put together.
    pub fn answers_of_all(&mut self, records: &[Record<'_>], sink: &mut dyn RowSink) -> Outcome {
        self.hand_on(records, sink);
        self.take_outcome()
    }

    fn take_outcome(&mut self) -> Outcome {
        std::mem::replace(&mut self.outcome, Outcome::new(self.task))
    }

    /// Hands the usable rows on in batches.
    fn hand_on<'p>(&mut self, cells: impl Cells<'p>, sink: &mut dyn RowSink) {
        let count = self.heads.heads.rows.len();
        for first in (0..count).step_by(MOST_ROWS) {
            self.batch.clear();
            self.take_up(first..count.min(first + MOST_ROWS), cells);
            let comments = self.comments(cells);
            let rows = self.batch.rows(&[], &comments);
            self.answers.read(&rows, &self.batch.places, cells, &mut self.outcome);
            sink.rows(&self.batch.rows(self.answers.columns(), &comments));
        }
    }

    /// Takes those of the rows up in the batch that are used.
    fn take_up<'p>(&mut self, looked_at: Range<usize>, cells: impl Cells<'p>) {
        let FileTask { file, layout, .. } = self.task;
        let Heads { rows, whens, weights, again, .. } = &self.heads.heads;
        let made_of = |row: usize| self.made_of.get(row).copied().unwrap_or(1);
        let mut used = Vec::with_capacity(looked_at.len());
        for at in looked_at {
            let row = rows[at];
            if again[at] {
                let (column, record) = (layout.respondent.unwrap_or_default(), cells.record(row));
                let losses = &mut self.outcome.losses;
                (0..made_of(row)).for_each(|_| losses.add(Reason::Duplicate, file, &record, column));
            } else {
                self.outcome.used += made_of(row);
                used.push(at);
            }
        }
        self.batch.places.extend(used.iter().map(|at| rows[*at]));
        self.batch.times.extend(used.iter().map(|at| whens[*at].key));
        self.batch.weights.extend(used.iter().map(|at| weights[*at]));
        self.outcome.zero_weight += self.batch.weights.iter().filter(|weight| weight.0 == 0).count() as u64;
        let dates = used.iter().filter_map(|at| whens[*at].date);
        self.outcome.dates = dates.fold(self.outcome.dates, |dates, date| together(dates, Some((date, date))));
        if self.task.asked.source.has_units() {
            for at in &used {
                let record = cells.record(rows[*at]);
                let unit = self.outcome.units.read(self.task.asked.source, layout, file, &record, whens[*at].wave);
                self.batch.units.push(unit);
            }
        }
        self.take_up_names(&used);
        self.take_up_replicates(cells);
    }

    fn take_up_names(&mut self, used: &[usize]) {
        let HeadReader { brands, segments, heads, .. } = &mut self.heads;
        self.batch.brands.extend(used.iter().map(|at| match heads.brands[*at] {
            NO_BRAND => None,
            number => {
                let met = brands.known_mut(number);
                met.rows += 1;
                met.id()
            }
        }));
        self.batch.subject = match self.ours {
            None => Subject::Every,
            Some(ours) => {
                let met = brands.all_known().find(|met| met.identity == ours);
                met.and_then(Met::id).map_or(Subject::Unmet, Subject::Brand)
            }
        };
        let width = segments.len();
        self.batch.segments.resize(used.len() * width, NameId(0));
        for (column, (spellings, numbers)) in segments.iter_mut().zip(&heads.segments).enumerate() {
            let values = self.batch.segments.iter_mut().skip(column).step_by(width);
            for (value, at) in values.zip(used) {
                let met = spellings.known_mut(numbers[*at]);
                met.rows += 1;
                // More values than ids are an error when reading ends.
                *value = met.id().unwrap_or(NameId(0));
            }
        }
    }

    fn take_up_replicates<'p>(&mut self, cells: impl Cells<'p>) {
        let FileTask { asked, layout, .. } = self.task;
        let batch::Heads { places, brands, subject, replicates, .. } = &mut self.batch;
        replicates.extend(places.iter().zip(&*brands).map(|(row, brand)| {
            if !asked.has_drivers || subject.is_other(*brand) {
                return None;
            }
            let row = *row;
            let text = |at: usize| Some(trimmed_cell(cells.cell(row, at))).filter(|text| !text.is_empty());
            // Whoever came in one cluster is left out with it.
            Some(match layout.cluster.and_then(text).or_else(|| layout.respondent.and_then(text)) {
                Some(id) => replicate(id),
                None => replicate_of_row(&cells.record(row)),
            })
        }));
    }

    /// The comments of the batch; empty where none are asked for.
    fn comments<'p>(&mut self, cells: impl Cells<'p>) -> Vec<Option<Written<'p>>> {
        let FileTask { layout, yes, .. } = self.task;
        let Some(columns) = &layout.comments else { return Vec::new() };
        let places = self.batch.places.iter();
        places.map(|row| written(columns, layout, cells, *row, yes, &mut self.folded)).collect()
    }

    /// Counts the rows of each spelling, and forgets spellings that are too many. In no particular order of the pieces.
    pub fn count_names(&mut self, known: &mut Known) {
        self.heads.count_names(known);
    }

    /// Whether there are so many spellings that they should be counted and forgotten.
    pub fn has_too_many_names(&self) -> bool {
        self.heads.has_too_many_names()
    }
}

impl Outcome {
    fn new(task: &FileTask<'_, '_>) -> Outcome {
        Outcome {
            rows: 0,
            used: 0,
            losses: Losses::default(),
            counts: task.low_up_to.iter().map(|low_up_to| PieceCounts::new(*low_up_to)).collect(),
            later: Later::default(),
            missing_keys: MissingKeys::default(),
            units: UnitReader::default(),
            dates: None,
            zero_weight: 0,
            open_quote: None,
        }
    }
}

/// The first and the last date of two stretches.
pub fn together(a: Option<(Date, Date)>, b: Option<(Date, Date)>) -> Option<(Date, Date)> {
    match (a, b) {
        (Some((first, last)), Some((from, to))) => Some((first.min(from), last.max(to))),
        (a, b) => a.or(b),
    }
}

/// Whether a row has something in it, and as many cells as the header.
pub fn fits(file: &OpenFile, record: &Record<'_>) -> Result<(), Lost> {
    if record.cells().all(is_blank_cell) {
        return Err(Lost(Reason::Empty, 0));
    }
    let (width, least) = (file.own_width, file.least_width);
    if record.len() != width && !(record.len() >= least && record.cells().skip(width).all(is_blank_cell)) {
        return Err(Lost(Reason::Ragged, record.len().min(width).saturating_sub(1)));
    }
    Ok(())
}

/// The rows of a piece with the columns of other tables.
fn filled<'p>(file: &OpenFile, piece: &'p Piece, missing: &mut MissingKeys) -> Vec<Record<'p>> {
    let filled = |row| {
        let mut record = piece.record(row);
        join::fill(file, &mut record, missing);
        record
    };
    (0..piece.len()).map(filled).collect()
}

/// The row's comment, unless it is blank.
fn written<'p>(
    columns: &CommentColumns,
    layout: &Layout,
    cells: impl Cells<'p>,
    row: usize,
    yes: &[String],
    folded: &mut String,
) -> Option<Written<'p>> {
    let cell = |at: Option<usize>| at.map_or("", |at| trimmed(cell_text(cells.cell(row, at))));
    let text = Some(cell(Some(columns.text))).filter(|text| !text.is_empty())?;
    let consent = columns.consent.is_none_or(|at| {
        fold_into(folded, cell(Some(at)));
        yes.contains(folded)
    });
    Some(Written { text, consent, respondent: cell(layout.respondent), language: cell(columns.language) })
}
