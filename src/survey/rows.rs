//! The rows of one file, piece by piece: first everything that a row says by itself, then, in the order of the pieces,
//! what depends on earlier rows (the numbers of names, respondents seen before), then the answers.
//!
//! The first and the last step of different pieces may be taken at the same time by several threads. Each has a
//! [`RowReader`], and what it finds in a piece is taken in in the order of the pieces.

use super::answers::AnswersReader;
use super::asked::Asked;
use super::batch::{Heads, MOST_ROWS};
use super::cells::Cells;
use super::counts::PieceCounts;
use super::derived::Derived;
use super::duplicates::{Respondents, hash, respondent};
use super::join::{self, MissingKeys};
use super::later::Later;
use super::layout::{CommentColumns, Layout};
use super::losses::Losses;
use super::names::{NameTable, SpellingIx};
use super::open::OpenFile;
use super::open_quote::{LONGEST_CELL, OpenQuote};
use super::quality::Reason;
use super::replicate::{replicate, replicate_of_row};
use super::row::{NameId, RowSink, Value, Weight, Written};
use super::spellings::{Spellings, Word};
use super::split::Piece;
use super::table::Record;
use super::text::{cell_text, fold_into, folded, is_blank_cell, trimmed, trimmed_cell};
use super::time::{Clock, When};
use super::unit::UnitReader;
use super::weight::weight;
use crate::wave::{TimeKey, Wave};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Respondents that are looked for at a time.
const LOOKED_FOR: usize = 64;

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

/// A name that was met, once it is known, with the rows that were counted under it.
#[derive(Debug, Default)]
struct Met {
    /// None: not looked up yet; None within: there are more names than ids.
    name: Option<Option<(NameId, SpellingIx)>>,
    rows: u64,
    /// What tells it from others that are spelt otherwise.
    identity: u64,
    /// The waves of the rows, where they are asked for.
    waves: Vec<Wave>,
}

/// What tells a name from others that are not only spelt otherwise.
fn identity(name: &str) -> u64 {
    hash(folded(name).as_bytes())
}

impl Met {
    fn new(text: &[u8]) -> Met {
        Met { identity: identity(cell_text(text)), ..Met::default() }
    }

    fn look_up(&mut self, text: &str, table: &mut NameTable) {
        if self.name.is_none() {
            self.name = Some(table.find(text).map(|at| (table.name(at), at)));
        }
    }

    fn id(&self) -> Option<NameId> {
        self.name.flatten().map(|(id, _)| id)
    }
}

/// What decides whether a row is used, beside its respondent.
#[derive(Debug)]
struct Head {
    row: usize,
    when: When,
    weight: Weight,
    /// How many rows of the file it is made of.
    rows: u64,
    /// The respondent stood in an earlier row.
    again: bool,
}

/// Reads the rows of a file.
pub struct RowReader<'f, 'c> {
    task: &'f FileTask<'f, 'c>,
    clock: Clock<'f>,
    answers: AnswersReader<'f, 'c>,
    brands: Spellings<Met>,
    segments: Vec<Spellings<Met>>,
    /// The identity of the report's own brand.
    ours: Option<u64>,
    /// The waves of rows without a brand, where they are asked for.
    waves: Vec<Wave>,
    heads: Vec<Head>,
    /// Of each head, the brand and the segments.
    spelled: Vec<u32>,
    /// Of each head, the respondent; 0 where there is none.
    respondents: Vec<u64>,
    outcome: Outcome,
    /// Used again for each batch of rows.
    batch: Heads,
    folded: String,
}

const NO_BRAND: u32 = u32::MAX;

impl<'f, 'c> RowReader<'f, 'c> {
    /// A reader of the file's rows.
    pub fn new(task: &'f FileTask<'f, 'c>) -> RowReader<'f, 'c> {
        let Asked { report, source, .. } = task.asked;
        RowReader {
            task,
            clock: Clock::new(report, source, task.layout, task.named.wave),
            answers: AnswersReader::new(task),
            brands: Spellings::default(),
            segments: source.segments.iter().map(|_| Spellings::default()).collect(),
            ours: report.brand.as_ref().map(|brand| identity(&brand.value)),
            waves: Vec::new(),
            heads: Vec::new(),
            spelled: Vec::new(),
            respondents: Vec::new(),
            outcome: Outcome::new(task),
            batch: Heads::default(),
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
        if file.joins.is_empty() {
            (0..piece.len()).for_each(|row| self.look_at(row, Cells::Piece(piece), 1));
            return;
        }
        let mut missing = MissingKeys::default();
        let records = filled(file, piece, &mut missing);
        (0..piece.len()).for_each(|row| self.look_at(row, Cells::Records(&records), 1));
        self.outcome.missing_keys = missing;
    }

    /// The same for rows that were put together, each of so many rows of the file; what became of the others is told.
    pub fn look_at_all(&mut self, records: &[Record<'_>], made_of: &[u64]) {
        made_of.iter().enumerate().for_each(|(row, rows)| self.look_at(row, Cells::Records(records), *rows));
    }

    fn begin(&mut self) {
        self.heads.clear();
        self.spelled.clear();
        self.respondents.clear();
        self.outcome = Outcome::new(self.task);
    }

    fn look_at(&mut self, row: usize, cells: Cells<'_>, rows: u64) {
        if let Err(Lost(reason, column)) = self.head(row, cells, rows) {
            let record = cells.record(row);
            (0..rows).for_each(|_| self.outcome.losses.add(reason, self.task.file, &record, column));
        }
    }

    fn head(&mut self, row: usize, cells: Cells<'_>, rows: u64) -> Result<(), Lost> {
        let FileTask { asked, file, layout, named, .. } = self.task;
        let cell = |at: usize| cells.cell(row, at);
        // As nearly all are.
        let is_whole = cells.width(row) == file.own_width && !is_blank_cell(cell(0));
        if !is_whole {
            fits(file, &cells.record(row))?;
        }
        let when = self.clock.when(|at| cells.word(row, at)).map_err(|no| Lost(no.reason, no.column))?;
        let comma = asked.source.format.decimal_comma;
        let weight = match layout.weight {
            Some(at) => weight(cell(at), comma).ok_or(Lost(Reason::BadWeight, at))?,
            None => Weight::ONE,
        };
        let brand = match (named.brand, layout.brand) {
            (Some(brand), _) => Some(Word::of(brand.as_bytes())),
            (None, Some(at)) if is_blank_cell(cell(at)) => return Err(Lost(Reason::NoBrand, at)),
            (None, Some(at)) => Some(cells.word(row, at)),
            (None, None) => None,
        };
        let brand = brand.map(|brand| self.brands.of(brand, Met::new));
        let id = layout.respondent.map_or(b"".as_slice(), |at| trimmed_cell(cell(at)));
        self.respondents.push(match id {
            b"" => 0,
            id => {
                let wave = asked.report.waves.wave_of(when.key);
                respondent(id, wave.0, brand.map_or(0, |brand| self.brands.known(brand).identity))
            }
        });
        self.spelled.push(brand.unwrap_or(NO_BRAND));
        let columns = layout.segments.iter().zip(&named.segments);
        let columns = columns.zip(asked.source.segments.iter().map(|segment| &segment.default));
        for (spellings, ((at, name), default)) in self.segments.iter_mut().zip(columns) {
            let text = match (name, at) {
                (Some(name), _) => Word::of(name.as_bytes()),
                (None, Some(at)) => cells.word(row, *at),
                (None, None) => Word::of(default.as_deref().unwrap_or_default().as_bytes()),
            };
            self.spelled.push(spellings.of(text, Met::new));
        }
        self.heads.push(Head { row, when, weight, rows, again: false });
        Ok(())
    }

    /// Finds the names of a piece's rows, and respondents that stood in rows before. To be called in the order of the
    /// pieces.
    pub fn recognise(&mut self, known: &mut Known) {
        let width = 1 + self.segments.len();
        for (at, head) in self.heads.iter_mut().enumerate() {
            if at % LOOKED_FOR == 0 {
                let end = self.respondents.len().min(at + LOOKED_FOR);
                known.respondents.look_ahead(&self.respondents[at..end]);
            }
            let spelled = &self.spelled[at * width..(at + 1) * width];
            if spelled[0] != NO_BRAND {
                look_up(&mut self.brands, spelled[0], &mut known.brands);
            }
            head.again = self.respondents[at] != 0 && !known.respondents.note(self.respondents[at]);
            if head.again {
                continue;
            }
            for ((spellings, table), number) in self.segments.iter_mut().zip(&mut known.segments).zip(&spelled[1..]) {
                look_up(spellings, *number, table);
            }
        }
    }

    /// Hands the usable rows of a piece on, and gives what was found beside them.
    pub fn answers(&mut self, piece: &Piece, sink: &mut dyn RowSink) -> Outcome {
        if self.task.file.joins.is_empty() {
            self.hand_on(Cells::Piece(piece), sink);
        } else {
            // Keys that no table has were counted before.
            let records = filled(self.task.file, piece, &mut MissingKeys::default());
            self.hand_on(Cells::Records(&records), sink);
        }
        self.take_outcome()
    }

    /// The same for rows that were put together.
    pub fn answers_of_all(&mut self, records: &[Record<'_>], sink: &mut dyn RowSink) -> Outcome {
        self.hand_on(Cells::Records(records), sink);
        self.take_outcome()
    }

    fn take_outcome(&mut self) -> Outcome {
        std::mem::replace(&mut self.outcome, Outcome::new(self.task))
    }

    /// Hands the usable rows on in batches.
    fn hand_on(&mut self, cells: Cells<'_>, sink: &mut dyn RowSink) {
        for first in (0..self.heads.len()).step_by(MOST_ROWS) {
            let behind = self.heads.len().min(first + MOST_ROWS);
            self.batch.clear();
            (first..behind).for_each(|at| self.take_up(at, cells));
            let comments = self.comments(cells);
            let rows = self.batch.rows(&[], &comments);
            self.answers.read(&rows, &self.batch.places, cells, &mut self.outcome);
            sink.rows(&self.batch.rows(self.answers.columns(), &comments));
        }
    }

    /// Takes a row up in the batch if it is used.
    fn take_up(&mut self, at: usize, cells: Cells<'_>) {
        let FileTask { asked, file, layout, .. } = self.task;
        let head = &self.heads[at];
        let width = 1 + self.segments.len();
        let spelled = &self.spelled[at * width..(at + 1) * width];
        let wave = asked.report.waves.wave_of(head.when.key);
        if layout.respondent.is_some() {
            let waves = match spelled[0] {
                NO_BRAND => &mut self.waves,
                brand => &mut self.brands.known_mut(brand).waves,
            };
            // Few, so that looking through them is quick.
            if !waves.contains(&wave) {
                waves.push(wave);
            }
        }
        if head.again {
            let (column, record) = (layout.respondent.unwrap_or_default(), cells.record(head.row));
            (0..head.rows).for_each(|_| self.outcome.losses.add(Reason::Duplicate, file, &record, column));
            return;
        }
        self.outcome.used += head.rows;
        self.outcome.zero_weight += u64::from(head.weight.0 == 0);
        if let Some(date) = head.when.date {
            self.outcome.dates = together(self.outcome.dates, Some((date, date)));
        }
        let brand = (spelled[0] != NO_BRAND).then(|| self.brands.known_mut(spelled[0]));
        let is_ours = brand.as_ref().is_none_or(|brand| self.ours.is_none_or(|ours| brand.identity == ours));
        let brand = brand.and_then(|brand| {
            brand.rows += 1;
            brand.id()
        });
        for (spellings, number) in self.segments.iter_mut().zip(&spelled[1..]) {
            let met = spellings.known_mut(*number);
            met.rows += 1;
            // More values than ids are an error when reading ends.
            self.batch.segments.push(met.id().unwrap_or(NameId(0)));
        }
        self.batch.places.push(head.row);
        self.batch.times.push(head.when.key);
        self.batch.brands.push(brand);
        self.batch.weights.push(head.weight);
        self.batch.replicates.push((asked.has_drivers && is_ours).then(|| {
            let text = |at: usize| Some(trimmed_cell(cells.cell(head.row, at))).filter(|text| !text.is_empty());
            // Whoever came in one cluster is left out with it.
            match layout.cluster.and_then(text).or_else(|| layout.respondent.and_then(text)) {
                Some(id) => replicate(id),
                None => replicate_of_row(&cells.record(head.row)),
            }
        }));
        if asked.source.has_units() {
            let record = cells.record(head.row);
            self.batch.units.push(self.outcome.units.read(asked.source, layout, file, &record, wave));
        }
    }

    /// The comments of the batch; empty where none are asked for.
    fn comments<'p>(&mut self, cells: Cells<'p>) -> Vec<Option<Written<'p>>> {
        let FileTask { layout, yes, .. } = self.task;
        let Some(columns) = &layout.comments else { return Vec::new() };
        let places = self.batch.places.iter();
        places.map(|row| written(columns, layout, cells, *row, yes, &mut self.folded)).collect()
    }

    /// Counts the rows of each spelling, and forgets spellings that are too many. In no particular order of the pieces.
    pub fn count_names(&mut self, known: &mut Known) {
        known.places.extend(self.waves.iter().map(|wave| (*wave, 0)));
        for met in self.brands.all_known_mut() {
            known.places.extend(met.waves.iter().map(|wave| (*wave, met.identity)));
        }
        let tables = std::iter::once((&mut self.brands, &mut known.brands));
        for (spellings, table) in tables.chain(self.segments.iter_mut().zip(&mut known.segments)) {
            for met in spellings.all_known_mut() {
                let rows = std::mem::take(&mut met.rows);
                if let Some((_, at)) = met.name.flatten() {
                    table.count(at, rows);
                }
            }
            spellings.forget_if_too_many();
        }
    }

    /// Whether there are so many spellings that they should be counted and forgotten.
    pub fn has_too_many_names(&self) -> bool {
        self.brands.are_too_many() || self.segments.iter().any(Spellings::are_too_many)
    }
}

fn look_up(spellings: &mut Spellings<Met>, number: u32, table: &mut NameTable) {
    if spellings.known(number).name.is_none() {
        let text = cell_text(spellings.text(number)).to_owned();
        spellings.known_mut(number).look_up(&text, table);
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
    cells: Cells<'p>,
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
