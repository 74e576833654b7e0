//! Usable rows as they are handed on: many at a time, column by column.

use super::row::{Answer, NameId, Row, Unit, Weight, Written};
use crate::wave::TimeKey;
use std::slice::from_ref;

/// A batch has no more rows than this: what is known of them stays in the processor's cache.
pub const MOST_ROWS: usize = 4_096;

/// What is known of the rows of a batch but for their answers.
#[derive(Debug, Default)]
pub struct Heads {
    /// Where the rows stand among those that are read.
    pub places: Vec<usize>,
    /// As [`Rows::times`], and so on.
    pub times: Vec<TimeKey>,
    pub brands: Vec<Option<NameId>>,
    pub segments: Vec<NameId>,
    pub weights: Vec<Weight>,
    pub replicates: Vec<Option<u8>>,
    pub units: Vec<Option<Unit>>,
    pub subject: Subject,
}

/// Which brand the report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Subject {
    /// None above the others.
    #[default]
    Every,
    /// One that no row so far has.
    Unmet,
    /// This one.
    Brand(NameId),
}

impl Subject {
    /// Whether this is a brand that the report is not about.
    pub fn is_other(self, brand: Option<NameId>) -> bool {
        match self {
            Subject::Every => false,
            Subject::Unmet => brand.is_some(),
            Subject::Brand(ours) => brand.is_some_and(|brand| brand != ours),
        }
    }
}

impl Heads {
    /// Forgets all rows.
    pub fn clear(&mut self) {
        let Heads { places, times, brands, segments, weights, replicates, units, subject: _ } = self;
        places.clear();
        times.clear();
        brands.clear();
        segments.clear();
        weights.clear();
        replicates.clear();
        units.clear();
    }

    /// The rows with these answers and comments.
    pub fn rows<'a>(&'a self, answers: &'a [Answers], comments: &'a [Option<Written<'a>>]) -> Rows<'a> {
        let Heads { places: _, times, brands, segments, weights, replicates, units, subject } = self;
        let width = segments.len() / times.len().max(1);
        Rows { times, brands, segments, width, weights, replicates, units, answers, comments, subject: *subject }
    }
}

/// Usable rows of one source. Columns are as long as there are rows, but for those that nothing is known for.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// As [`Row::time`].
    pub times: &'a [TimeKey],
    /// As [`Row::brand`].
    pub brands: &'a [Option<NameId>],
    /// As [`Row::segments`], those of one row behind those of another.
    pub segments: &'a [NameId],
    /// How many segments there are.
    pub width: usize,
    /// As [`Row::weight`].
    pub weights: &'a [Weight],
    /// As [`Row::replicate`].
    pub replicates: &'a [Option<u8>],
    /// As [`Row::unit`]; empty where no row has one.
    pub units: &'a [Option<Unit>],
    /// By question.
    pub answers: &'a [Answers],
    /// As [`Row::comment`]; empty where no row has one.
    pub comments: &'a [Option<Written<'a>>],
    /// The brand that the report is about.
    pub subject: Subject,
}

impl<'a> Rows<'a> {
    /// One row with these answers, whatever it has itself.
    pub fn of_one(row: &'a Row<'a>, answers: &'a [Answers]) -> Rows<'a> {
        let Row { time, brand, segments, weight, replicate, unit, answers: _, comment } = row;
        Rows {
            times: from_ref(time),
            brands: from_ref(brand),
            segments,
            width: segments.len(),
            weights: from_ref(weight),
            replicates: from_ref(replicate),
            units: from_ref(unit),
            answers,
            comments: from_ref(comment),
            subject: Subject::Every,
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// The values of a row's segments.
    pub fn segments_of(&self, row: usize) -> &'a [NameId] {
        &self.segments[row * self.width..(row + 1) * self.width]
    }

    /// Where a row stands in the sampling design.
    pub fn unit_of(&self, row: usize) -> Option<Unit> {
        self.units.get(row).copied().flatten()
    }

    /// A row without its answers.
    pub fn row(&self, row: usize) -> Row<'a> {
        Row {
            time: self.times[row],
            brand: self.brands[row],
            segments: self.segments_of(row),
            weight: self.weights[row],
            replicate: self.replicates[row],
            unit: self.unit_of(row),
            answers: &[],
            comment: self.comments.get(row).copied().flatten(),
        }
    }

    /// Every row by itself, for whoever needs it as a whole.
    pub fn each(&self, mut take: impl FnMut(&Row<'_>)) {
        let mut answers = Vec::with_capacity(self.answers.len());
        for row in 0..self.len() {
            answers.clear();
            answers.extend(self.answers.iter().map(|column| column.of(row)));
            take(&Row { answers: &answers, ..self.row(row) });
        }
    }
}

/// The answers of rows to one question, each by its place among those that differ.
#[derive(Debug, Clone)]
pub struct Answers {
    places: Vec<u16>,
    different: Vec<Answer>,
}

/// The first of the different answers of any column; those that are remembered stand behind them.
pub const COMMON: [Answer; 4] = [Answer::Blank, Answer::NotAsked, Answer::DontKnow, Answer::Unusable];
/// The place of [`Answer::Unusable`] there.
pub const UNUSABLE: u16 = 3;

impl Default for Answers {
    fn default() -> Answers {
        Answers { places: Vec::new(), different: COMMON.to_vec() }
    }
}

impl Answers {
    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.places.clear();
        self.different.truncate(COMMON.len());
    }

    /// One more row.
    pub fn push(&mut self, answer: Answer) {
        let place = place_of(&mut self.different, answer);
        self.places.push(place);
    }

    /// Becomes the answers of other rows: `read` gives the place of each, and then all different ones, of which the first are
    /// those that every question may have (blank, not asked, not known, of no use).
    pub fn become_read<'d>(&mut self, read: impl FnOnce(&mut Vec<u16>) -> &'d [Answer]) {
        self.places.clear();
        let different = read(&mut self.places);
        self.different.clear();
        self.different.extend_from_slice(different);
    }

    /// The rows whose answer is of no use.
    pub fn unusable(&self) -> impl Iterator<Item = usize> {
        self.places.iter().enumerate().filter(|(_, place)| **place == UNUSABLE).map(|(row, _)| row)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The answer of a row.
    pub fn of(&self, row: usize) -> Answer {
        self.different[usize::from(self.places[row])]
    }

    /// Adds to `all` what `of` makes of each row's answer, which it is asked no more often than it must.
    pub fn map_to<T: Copy>(&self, all: &mut Vec<T>, mut of: impl FnMut(&Answer) -> T) {
        let answer = |place: &u16| &self.different[usize::from(*place)];
        if self.different.len() > self.places.len() {
            return all.extend(self.places.iter().map(|place| of(answer(place))));
        }
        let made: Vec<T> = self.different.iter().map(of).collect();
        all.extend(self.places.iter().map(|place| made[usize::from(*place)]));
    }

    /// Every different answer, and how many rows have it.
    pub fn counts(&self) -> impl Iterator<Item = (Answer, u64)> {
        // In two columns, since counting the same twice at once takes longer.
        let mut rows = vec![[0u64; 2]; self.different.len()];
        let (pairs, last) = self.places.as_chunks::<2>();
        for [one, other] in pairs {
            rows[usize::from(*one)][0] += 1;
            rows[usize::from(*other)][1] += 1;
        }
        last.iter().for_each(|place| rows[usize::from(*place)][0] += 1);
        let rows = rows.into_iter().map(|[one, other]| one + other);
        self.different.iter().copied().zip(rows).filter(|(_, rows)| *rows > 0)
    }
}

/// The place of an answer among the different ones of a column, which it is added to where it does not stand there as one of the
/// [`COMMON`] or as the last.
pub fn place_of(different: &mut Vec<Answer>, answer: Answer) -> u16 {
    let known = match answer {
        Answer::Blank | Answer::NotAsked | Answer::DontKnow | Answer::Unusable => {
            COMMON.iter().position(|common| *common == answer)
        }
        answer => different.len().checked_sub(1).filter(|last| different[*last] == answer),
    };
    let place = known.unwrap_or_else(|| {
        different.push(answer);
        different.len() - 1
    });
    // Whoever adds answers forgets them long before there are as many.
    u16::try_from(place).unwrap_or(UNUSABLE)
}
