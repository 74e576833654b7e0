//! Where rows are counted.
//!
//! A row belongs to everybody of its month and to a group of each segment. It is not counted in each of these cells: segments of
//! few values are crossed, and a row is counted once in the *slot* of its values of all of them, which is a part of several
//! cells. What a cell holds is the sum of its slots. So a row that stands in four cells may need two counts, or one.

use super::CellKey;
use super::counts::Targets;
use super::places::Places;
use crate::config::SourceConfig;
use crate::survey::{NameId, Row, Rows, Subject};
use crate::wave::{TimeKey, WaveScheme};
use std::collections::BTreeMap;

/// Slots of a wave and brand in one crossing of several segments. Each more takes room in the processor's cache, which soon costs
/// more time than counting a row once less saves.
const MOST_SLOTS: usize = 16;
/// A crossing with more places than this has its slots looked up.
const MOST_IN_A_TABLE: usize = 1 << 16;
/// Numbers of values up to this are taken as they are; above, there is room for some more.
const FEW: usize = 16;

/// How rows are cut.
#[derive(Debug, Clone, Default)]
pub(super) struct Cuts {
    /// Groups are kept by wave, under its first month or span; without it by month or span, as everybody is.
    waves: Option<WaveScheme>,
    /// Segments that are only there to weight by.
    unshown: Vec<usize>,
    /// Segments whose groups are kept by month or span all the same.
    monthly: Vec<usize>,
    /// Segments by whose values together rows are counted as well, each list in the order of the segments.
    nests: Vec<Vec<usize>>,
}

/// Where the rows of a month or span and brand belong.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home {
    /// The number of its wave and brand.
    pub wave: u32,
    /// Which month of the wave it is.
    month: u32,
    /// Of rows of brands that are compared as wholes only everybody is counted.
    is_whole: bool,
}

/// The slots of a source, and the cells that they are parts of.
#[derive(Debug, Default)]
pub(super) struct Crossings {
    cuts: Cuts,
    homes: Places<Home>,
    waves: Places<()>,
    /// For how many months of a wave, and values of each segment, there is room.
    months: usize,
    sizes: Vec<usize>,
    crossings: Vec<Crossing>,
    /// Everybody alone, of brands that are compared as wholes.
    wholes: Crossing,
    slots: Targets,
    cells: Vec<CellKey>,
    numbers: BTreeMap<CellKey, u32>,
}

/// Segments that are counted together.
#[derive(Debug, Default)]
struct Crossing {
    by_month: bool,
    /// The segments, with the room for the values of each.
    segments: Vec<(usize, usize)>,
    parts: Vec<Part>,
    /// By wave and brand.
    tables: Vec<Table>,
}

/// What the cells of a crossing are cells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Everybody,
    Segment(usize),
    Nest(usize),
}

/// The slots of a wave and brand, by the place of their values.
#[derive(Debug)]
enum Table {
    Small(Vec<u32>),
    Large(BTreeMap<usize, u32>),
}

const NO_SLOT: u32 = u32::MAX;
/// In place of a slot: nothing is counted here. Of a row these stand behind its slots.
pub(super) const NOT_COUNTED: u32 = u32::MAX - 1;

impl Table {
    fn new(places: Option<usize>) -> Table {
        match places.filter(|places| *places <= MOST_IN_A_TABLE) {
            Some(places) => Table::Small(vec![NO_SLOT; places]),
            None => Table::Large(BTreeMap::new()),
        }
    }

    #[inline]
    fn slot(&mut self, place: usize) -> &mut u32 {
        match self {
            Table::Small(slots) => &mut slots[place],
            Table::Large(slots) => slots.entry(place).or_insert(NO_SLOT),
        }
    }
}

impl Crossing {
    /// Everybody of a month, by no segment so far.
    fn everybody() -> Crossing {
        Crossing { by_month: true, parts: vec![Part::Everybody], ..Crossing::default() }
    }

    /// How many places its values have; none if they are too many to be numbered.
    fn places(&self, months: usize) -> Option<usize> {
        let months = if self.by_month { months } else { 1 };
        self.segments.iter().try_fold(months, |places, (_, size)| places.checked_mul(*size))
    }

    /// The slot of a place.
    #[inline]
    fn slot_at(&mut self, wave: usize, place: usize, months: usize) -> &mut u32 {
        if self.tables.len() <= wave {
            let places = self.places(months);
            self.tables.resize_with(wave + 1, || Table::new(places));
        }
        self.tables[wave].slot(place)
    }

    #[inline]
    fn place(&self, month: usize, segments: &[NameId]) -> usize {
        let first = if self.by_month { month } else { 0 };
        let place = |place: usize, (segment, size): &(usize, usize)| {
            // Places that are too many to be numbered are refused when it is made.
            place * size + usize::from(segments[*segment].0)
        };
        self.segments.iter().fold(first, place)
    }
}

impl Cuts {
    /// The rows of `source` by each of the segments that are shown, and by those of each of `nests` together. Groups are
    /// counted by wave, but for those of the segments `monthly`.
    pub(super) fn of(source: &SourceConfig, nests: Vec<Vec<usize>>, waves: &WaveScheme, monthly: Vec<usize>) -> Cuts {
        let unshown = source.segments.iter().enumerate().filter(|(_, segment)| !segment.is_shown);
        Cuts { unshown: unshown.map(|(at, _)| at).collect(), nests, monthly, waves: Some(waves.clone()) }
    }

    #[cfg(test)]
    pub(super) fn nested(waves: Option<WaveScheme>, monthly: Vec<usize>, nests: Vec<Vec<usize>>) -> Cuts {
        Cuts { waves, monthly, nests, unshown: Vec::new() }
    }

    /// The first month or span of the wave that a time belongs to.
    fn first_of_wave(&self, time: TimeKey) -> TimeKey {
        self.waves.as_ref().map_or(time, |waves| waves.first_key(waves.wave_of(time)))
    }
}

impl Crossings {
    pub(super) fn of(cuts: Cuts) -> Crossings {
        Crossings { cuts, wholes: Crossing::everybody(), ..Crossings::default() }
    }

    /// Those of other rows of the same source.
    pub(super) fn part(&self) -> Crossings {
        Crossings::of(self.cuts.clone())
    }

    /// How many crossings there are: so many slots each row has.
    pub(super) fn len(&self) -> usize {
        self.crossings.len()
    }

    /// How many waves and brands there are.
    pub(super) fn waves(&self) -> usize {
        self.waves.len()
    }

    /// The cells of each slot.
    pub(super) fn slots(&self) -> &Targets {
        &self.slots
    }

    /// The cells by their numbers.
    pub(super) fn cells(&self) -> &[CellKey] {
        &self.cells
    }

    /// Where the rows of a time and brand belong.
    #[inline]
    pub(super) fn home(&mut self, time: TimeKey, brand: Option<NameId>, subject: Subject) -> Home {
        let Crossings { cuts, homes, waves, .. } = self;
        let home = || {
            let first = cuts.first_of_wave(time);
            let wave = waves.number(first, brand, || ());
            Home { wave, month: (time.0 - first.0).unsigned_abs(), is_whole: subject.is_other(brand) }
        };
        *homes.of(time, brand, home)
    }

    /// Sees to it that there is room for a row with these values; whether there was none, so that [`Crossings::plan`] must be
    /// called before slots are asked for.
    #[inline]
    pub(super) fn note(&mut self, home: Home, segments: &[NameId]) -> bool {
        let is_known = (home.month as usize) < self.months
            && segments.len() == self.sizes.len()
            && segments.iter().zip(&self.sizes).all(|(value, size)| usize::from(value.0) < *size);
        if !is_known {
            self.months = self.months.max(home.month as usize + 1);
            self.sizes.resize(segments.len(), 0);
            for (size, value) in self.sizes.iter_mut().zip(segments) {
                let needed = usize::from(value.0) + 1;
                *size = (*size).max(if needed <= FEW { needed } else { needed.next_power_of_two() });
            }
        }
        !is_known
    }

    /// Decides what is crossed with what: each segment with the first others that leave few slots. Slots that were given before
    /// stay what they are; rows have others from now on, perhaps in another number.
    pub(super) fn plan(&mut self) {
        // There may be room for more months now.
        self.wholes = Crossing::everybody();
        self.crossings = vec![Crossing::everybody()];
        for segment in (0..self.sizes.len()).filter(|segment| !self.cuts.unshown.contains(segment)) {
            let by_month = self.cuts.monthly.contains(&segment);
            let with = |crossing: &Crossing| {
                let with = Crossing {
                    by_month: crossing.by_month || by_month,
                    segments: crossing.segments.clone(),
                    ..Crossing::default()
                };
                with.places(self.months).and_then(|places| places.checked_mul(self.sizes[segment]))
            };
            let fits =
                self.crossings.iter().position(|crossing| with(crossing).is_some_and(|slots| slots <= MOST_SLOTS));
            let at = fits.unwrap_or_else(|| {
                self.crossings.push(Crossing::default());
                self.crossings.len() - 1
            });
            let crossing = &mut self.crossings[at];
            crossing.by_month |= by_month;
            crossing.segments.push((segment, self.sizes[segment]));
            crossing.parts.push(Part::Segment(segment));
        }
        for (number, nest) in self.cuts.nests.iter().enumerate() {
            let has_all = |crossing: &Crossing| nest.iter().all(|s| crossing.segments.iter().any(|(own, _)| own == s));
            let at = self.crossings.iter().position(has_all).unwrap_or_else(|| {
                let segments = nest.iter().map(|segment| (*segment, self.sizes[*segment])).collect();
                self.crossings.push(Crossing { segments, ..Crossing::default() });
                self.crossings.len() - 1
            });
            self.crossings[at].parts.push(Part::Nest(number));
        }
    }

    /// The slot of a row in one crossing.
    #[inline]
    pub(super) fn slot(&mut self, crossing: usize, home: Home, rows: &Rows<'_>, row: usize) -> u32 {
        let own = &mut self.crossings[crossing];
        let (place, wave) = (own.place(home.month as usize, rows.segments_of(row)), home.wave as usize);
        let known = own.slot_at(wave, place, self.months);
        let slot = if *known == NO_SLOT { self.add_slot(crossing, home, place, &rows.row(row)) } else { *known };
        if slot != NOT_COUNTED || crossing > 0 {
            return slot;
        }
        let known = self.wholes.slot_at(wave, home.month as usize, self.months);
        if *known == NO_SLOT {
            let cells = self.cells_of(&[Part::Everybody], &rows.row(row));
            let slot = self.push_slot(wave, cells);
            *self.wholes.slot_at(wave, home.month as usize, self.months) = slot;
            return slot;
        }
        *known
    }

    /// A slot for rows with these values, unless they are counted as wholes: of their groups only that there are rows is told.
    fn add_slot(&mut self, crossing: usize, home: Home, place: usize, row: &Row<'_>) -> u32 {
        let parts = std::mem::take(&mut self.crossings[crossing].parts);
        let cells = self.cells_of(&parts, row);
        self.crossings[crossing].parts = parts;
        let wave = home.wave as usize;
        let slot = if home.is_whole { NOT_COUNTED } else { self.push_slot(wave, cells) };
        *self.crossings[crossing].slot_at(wave, place, self.months) = slot;
        slot
    }

    fn push_slot(&mut self, wave: usize, cells: Vec<u32>) -> u32 {
        if self.slots.len() <= wave {
            self.slots.resize_with(wave + 1, Vec::new);
        }
        self.slots[wave].push(cells);
        (self.slots[wave].len() - 1) as u32
    }

    /// The cells of a row in these parts.
    fn cells_of(&mut self, parts: &[Part], row: &Row<'_>) -> Vec<u32> {
        let Row { time, brand, segments, .. } = *row;
        let first = self.cuts.first_of_wave(time);
        let value = |segment: &usize| (*segment, segments[*segment]);
        let key = |part: &Part| match part {
            Part::Everybody => CellKey { time, brand, group: Vec::new() },
            Part::Segment(segment) => {
                let time = if self.cuts.monthly.contains(segment) { time } else { first };
                CellKey { time, brand, group: vec![value(segment)] }
            }
            Part::Nest(nest) => {
                CellKey { time: first, brand, group: self.cuts.nests[*nest].iter().map(value).collect() }
            }
        };
        let keys: Vec<CellKey> = parts.iter().map(key).collect();
        keys.into_iter().map(|key| self.cell(key)).collect()
    }

    /// The number of a cell.
    pub(super) fn cell(&mut self, key: CellKey) -> u32 {
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = self.cells.len() as u32;
        self.cells.push(key.clone());
        self.numbers.insert(key, number);
        number
    }
}
