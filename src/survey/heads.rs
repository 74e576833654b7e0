//! What rows say by themselves beside their answers: when they were answered, their weight, whom and what they name. It is
//! read column by column.

use super::cells::Cells;
use super::duplicates::{hash, respondent};
use super::losses::Losses;
use super::names::{NameTable, SpellingIx};
use super::quality::Reason;
use super::row::{NameId, Weight};
use super::rows::{FileTask, Known, Lost, fits};
use super::spellings::{Spellings, Word};
use super::text::{cell_text, folded, is_blank_cell, trimmed_cell};
use super::time::{Clock, When};
use super::weight::weight;
use crate::wave::Wave;

/// Respondents that are looked for at a time.
const LOOKED_FOR: usize = 64;

/// A name that was met, once it is known, with the rows that were counted under it.
#[derive(Debug, Default)]
pub struct Met {
    /// None: not looked up yet; None within: there are more names than ids.
    name: Option<Option<(NameId, SpellingIx)>>,
    /// The rows that are counted under it.
    pub rows: u64,
    /// What tells it from others that are spelt otherwise.
    pub identity: u64,
    /// The waves of the rows, where they are asked for.
    waves: Vec<Wave>,
}

/// What tells a name from others that are not only spelt otherwise.
pub fn identity(name: &str) -> u64 {
    hash(folded(name).as_bytes())
}

impl Met {
    fn new(text: &[u8]) -> Met {
        Met { identity: identity(cell_text(text)), ..Met::default() }
    }

    /// The name's number; none where there are more names than ids.
    pub fn id(&self) -> Option<NameId> {
        self.name.flatten().map(|(id, _)| id)
    }
}

/// What is known of rows that have a time, a weight and a brand where they must, in the order of the rows.
#[derive(Debug, Default)]
pub struct Heads {
    /// Where they stand among those that were looked at.
    pub rows: Vec<usize>,
    /// When they were answered.
    pub whens: Vec<When>,
    /// Their weights.
    pub weights: Vec<Weight>,
    /// Their brands by number; [`NO_BRAND`] where there are none.
    pub brands: Vec<u32>,
    /// Their values by number, for each segment.
    pub segments: Vec<Vec<u32>>,
    /// The respondents; 0 where there is none.
    respondents: Vec<u64>,
    /// Whether the respondent stood in an earlier row.
    pub again: Vec<bool>,
}

/// In place of a brand's number.
pub const NO_BRAND: u32 = u32::MAX;

impl Heads {
    fn clear(&mut self) {
        let Heads { rows, whens, weights, brands, segments, respondents, again } = self;
        rows.clear();
        whens.clear();
        weights.clear();
        brands.clear();
        segments.iter_mut().for_each(Vec::clear);
        respondents.clear();
        again.clear();
    }

    /// Leaves rows out.
    fn leave_out(&mut self, is_lost: &[bool]) {
        fn keep<T>(column: &mut Vec<T>, is_lost: &[bool]) {
            let mut is_lost = is_lost.iter();
            column.retain(|_| is_lost.next() == Some(&false));
        }
        let Heads { rows, whens, weights, brands, segments, respondents, again: _ } = self;
        keep(rows, is_lost);
        keep(whens, is_lost);
        keep(weights, is_lost);
        keep(brands, is_lost);
        segments.iter_mut().for_each(|column| keep(column, is_lost));
        keep(respondents, is_lost);
    }
}

/// Reads the heads of a file's rows.
pub struct HeadReader<'f, 'c> {
    task: &'f FileTask<'f, 'c>,
    clock: Clock<'f>,
    /// Brands by their numbers.
    pub brands: Spellings<Met>,
    /// The values of each segment by their numbers.
    pub segments: Vec<Spellings<Met>>,
    /// Of the rows that were looked at last.
    pub heads: Heads,
    /// The waves of rows without a brand, where they are asked for.
    waves: Vec<Wave>,
    /// Brands with waves that were noted, each where it is looked for.
    noted: Vec<Option<(u32, Wave)>>,
}

/// As many brands with waves are remembered.
const NOTED: usize = 256;

impl<'f, 'c> HeadReader<'f, 'c> {
    /// A reader of the file's rows.
    pub fn new(task: &'f FileTask<'f, 'c>) -> HeadReader<'f, 'c> {
        let (report, source) = (task.asked.report, task.asked.source);
        let segments = || source.segments.iter();
        HeadReader {
            task,
            clock: Clock::new(report, source, task.layout, task.named.wave),
            brands: Spellings::default(),
            segments: segments().map(|_| Spellings::default()).collect(),
            heads: Heads { segments: segments().map(|_| Vec::new()).collect(), ..Heads::default() },
            waves: Vec::new(),
            noted: vec![None; NOTED],
        }
    }

    /// Forgets what was looked at.
    pub fn begin(&mut self) {
        self.heads.clear();
    }

    /// Looks at the first so many rows, each made of so many of the file. Those that cannot be used are told, each with the
    /// first reason that there is.
    pub fn look<'p>(&mut self, cells: impl Cells<'p>, made_of: impl Iterator<Item = u64>, losses: &mut Losses) {
        let file = self.task.file;
        let mut lose = |row: usize, rows: u64, Lost(reason, column): Lost| {
            let record = cells.record(row);
            (0..rows).for_each(|_| losses.add(reason, file, &record, column));
        };
        let mut made_of_others = Vec::new();
        for (row, rows) in made_of.enumerate() {
            // As nearly all are.
            let is_whole = cells.width(row) == file.own_width && !is_blank_cell(cells.cell(row, 0));
            let fits = if is_whole { Ok(()) } else { fits(file, &cells.record(row)) };
            match fits {
                Ok(()) => self.heads.rows.push(row),
                Err(lost) => lose(row, rows, lost),
            }
            if rows != 1 {
                made_of_others.push((row, rows));
            }
        }
        let mut lost: Vec<(usize, Lost)> = Vec::new();
        self.look_at_times(cells, &mut lost);
        self.look_at_weights(cells, &mut lost);
        self.look_at_names(cells, &mut lost);
        self.look_at_respondents(cells);
        if lost.is_empty() {
            return;
        }
        let mut is_lost = vec![false; self.heads.rows.len()];
        // Of one row, the first reason stands first.
        lost.sort_by_key(|(at, _)| *at);
        for (at, lost) in lost {
            if !std::mem::replace(&mut is_lost[at], true) {
                let row = self.heads.rows[at];
                let rows = made_of_others.binary_search_by_key(&row, |(row, _)| *row);
                lose(row, rows.map_or(1, |at| made_of_others[at].1), lost);
            }
        }
        self.heads.leave_out(&is_lost);
    }

    fn look_at_times<'p>(&mut self, cells: impl Cells<'p>, lost: &mut Vec<(usize, Lost)>) {
        let HeadReader { clock, heads, .. } = self;
        heads.whens.extend(heads.rows.iter().enumerate().map(|(at, row)| {
            clock.when(|column| cells.word(*row, column)).unwrap_or_else(|no| {
                lost.push((at, Lost(no.reason, no.column)));
                When::UNKNOWN
            })
        }));
    }

    fn look_at_weights<'p>(&mut self, cells: impl Cells<'p>, lost: &mut Vec<(usize, Lost)>) {
        let Heads { rows, weights, .. } = &mut self.heads;
        let Some(column) = self.task.layout.weight else { return weights.resize(rows.len(), Weight::ONE) };
        let comma = self.task.asked.source.format.decimal_comma;
        weights.extend(rows.iter().enumerate().map(|(at, row)| {
            weight(cells.cell(*row, column), comma).unwrap_or_else(|| {
                lost.push((at, Lost(Reason::BadWeight, column)));
                Weight::ONE
            })
        }));
    }

    fn look_at_names<'p>(&mut self, cells: impl Cells<'p>, lost: &mut Vec<(usize, Lost)>) {
        let FileTask { asked, layout, named, .. } = self.task;
        let Heads { rows, brands, segments, .. } = &mut self.heads;
        match (named.brand, layout.brand) {
            (Some(brand), _) => brands.resize(rows.len(), self.brands.of(Word::of(brand.as_bytes()), Met::new)),
            (None, Some(column)) => brands.extend(rows.iter().enumerate().map(|(at, row)| {
                let word = cells.word(*row, column);
                if is_blank_cell(word.text()) {
                    lost.push((at, Lost(Reason::NoBrand, column)));
                }
                self.brands.of(word, Met::new)
            })),
            (None, None) => brands.resize(rows.len(), NO_BRAND),
        }
        let columns = layout.segments.iter().zip(&named.segments).zip(&asked.source.segments);
        for ((spellings, numbers), ((column, name), segment)) in self.segments.iter_mut().zip(segments).zip(columns) {
            match (name, column) {
                (None, Some(column)) => {
                    numbers.extend(rows.iter().map(|row| spellings.of(cells.word(*row, *column), Met::new)));
                }
                (name, _) => {
                    let name = name.or(segment.default.as_deref()).unwrap_or_default();
                    numbers.resize(rows.len(), spellings.of(Word::of(name.as_bytes()), Met::new));
                }
            }
        }
    }

    fn look_at_respondents<'p>(&mut self, cells: impl Cells<'p>) {
        let Heads { rows, whens, brands, respondents, .. } = &mut self.heads;
        let Some(column) = self.task.layout.respondent else { return respondents.resize(rows.len(), 0) };
        let of_brand = |brand: u32| if brand == NO_BRAND { 0 } else { self.brands.known(brand).identity };
        let heads = rows.iter().zip(&*whens).zip(&*brands);
        respondents.extend(heads.map(|((row, when), brand)| match trimmed_cell(cells.cell(*row, column)) {
            b"" => 0,
            id => respondent(id, when.wave.0, of_brand(*brand)),
        }));
    }

    /// Finds the names of the rows, and respondents that stood in rows before. To be called in the order of the rows.
    pub fn recognise(&mut self, known: &mut Known) {
        let Heads { brands, segments, respondents, again, .. } = &mut self.heads;
        for respondents in respondents.chunks(LOOKED_FOR) {
            known.respondents.look_ahead(respondents);
            again.extend(respondents.iter().map(|hash| *hash != 0 && !known.respondents.note(*hash)));
        }
        let named = brands.iter().filter(|brand| **brand != NO_BRAND);
        look_up(&mut self.brands, named, &mut known.brands);
        for ((spellings, table), numbers) in self.segments.iter_mut().zip(&mut known.segments).zip(segments) {
            let new = numbers.iter().zip(&*again).filter(|(_, again)| !**again);
            look_up(spellings, new.map(|(number, _)| number), table);
        }
        if self.task.layout.respondent.is_some() {
            self.note_waves();
        }
    }

    /// Notes the waves and brands of the rows.
    fn note_waves(&mut self) {
        for (brand, when) in self.heads.brands.iter().zip(&self.heads.whens) {
            let place = (brand.wrapping_mul(31) as usize).wrapping_add(when.wave.0 as usize) % NOTED;
            if self.noted[place] == Some((*brand, when.wave)) {
                continue;
            }
            self.noted[place] = Some((*brand, when.wave));
            let waves = match *brand {
                NO_BRAND => &mut self.waves,
                brand => &mut self.brands.known_mut(brand).waves,
            };
            if !waves.contains(&when.wave) {
                waves.push(when.wave);
            }
        }
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
        self.noted.fill(None);
    }

    /// Whether there are so many spellings that they should be counted and forgotten.
    pub fn has_too_many_names(&self) -> bool {
        self.brands.are_too_many() || self.segments.iter().any(Spellings::are_too_many)
    }
}

/// Looks these names up in their order, where they are not known.
fn look_up<'n>(spellings: &mut Spellings<Met>, numbers: impl Iterator<Item = &'n u32>, table: &mut NameTable) {
    let is_known = |met: &Met| met.name.is_some();
    if spellings.len() < FEW && spellings.all_known().all(is_known) {
        return;
    }
    for number in numbers {
        if !is_known(spellings.known(*number)) {
            let name = table.find(cell_text(spellings.text(*number)));
            spellings.known_mut(*number).name = Some(name.map(|at| (table.name(at), at)));
        }
    }
}

/// Fewer names than this are sooner looked through than the rows of a piece.
const FEW: usize = 1_000;
