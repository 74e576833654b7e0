//! What one file of a source says beside its rows. What a source says is put together from these (`whole.rs`), whether they
//! were read now or kept from an earlier run.

use super::asked::Asked;
use super::counts::{PieceCounts, low_up_to};
use super::header::Header;
use super::join::MissingKeys;
use super::later::Later;
use super::layout::Headed;
use super::losses::Losses;
use super::names::FileNames;
use super::open::OpenFile;
use super::open_quote::OpenQuote;
use super::quality::FileQuality;
use super::row::NameId;
use super::rows::{Known, Outcome, together};
use super::unit::UnitReader;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::wave::Wave;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What one file of a source says beside its rows.
#[derive(Debug, Serialize, Deserialize)]
pub struct FileData {
    pub(super) header: Header,
    pub(super) brands: FileNames,
    pub(super) segments: Vec<FileNames>,
    pub(super) places: BTreeSet<(Wave, u64)>,
    pub(super) quality: FileQuality,
    pub(super) losses: Losses,
    pub(super) counts: Vec<PieceCounts>,
    pub(super) later: Later,
    pub(super) missing_keys: MissingKeys,
    pub(super) units: UnitReader,
    pub(super) dates: Option<(Date, Date)>,
    pub(super) zero_weight: u64,
    /// A cell that is not closed where it should be.
    pub(super) open_quote: Option<OpenQuote>,
    /// What is wrong with it as a whole. It is told when it is read, and a file that has any is read each time.
    #[serde(skip)]
    pub(super) errors: Vec<Diagnostic>,
}

impl FileData {
    /// Nothing read yet.
    pub(super) fn new(asked: &Asked<'_>, file: &OpenFile) -> FileData {
        let questions = asked.questions.iter();
        FileData {
            header: file.header.clone(),
            brands: FileNames::default(),
            segments: Vec::new(),
            places: BTreeSet::new(),
            quality: FileQuality { name: file.name.clone(), rows: 0, used: 0, read_as: file.read_as.clone() },
            losses: Losses::default(),
            counts: questions.map(|(_, question)| PieceCounts::new(low_up_to(question))).collect(),
            later: Later::default(),
            missing_keys: MissingKeys::default(),
            units: UnitReader::default(),
            dates: None,
            zero_weight: 0,
            open_quote: None,
            errors: Vec::new(),
        }
    }

    /// Takes in what was found in the next piece of the file.
    pub(super) fn take_in(&mut self, outcome: Outcome) {
        self.quality.rows += outcome.rows;
        self.quality.used += outcome.used;
        self.losses.merge(outcome.losses);
        self.open_quote = OpenQuote::graver(self.open_quote, outcome.open_quote);
        self.counts.iter_mut().zip(outcome.counts).for_each(|(counts, piece)| counts.take_in(piece));
        self.later.take_in(outcome.later);
        self.missing_keys.take_in(outcome.missing_keys);
        self.units.take_in(outcome.units);
        self.dates = together(self.dates, outcome.dates);
        self.zero_weight += outcome.zero_weight;
    }

    /// All of the file has been read.
    pub(super) fn end(&mut self, asked: &Asked<'_>, file: &OpenFile, known: &mut Known) {
        self.brands = known.brands.take_met();
        self.segments = known.segments.iter_mut().map(|table| table.take_met()).collect();
        self.places = std::mem::take(&mut known.places);
        self.errors = self.losses.wrong_file(file, self.quality.rows, asked.source, &asked.report.waves);
    }

    /// The file's path.
    pub fn name(&self) -> &str {
        &self.quality.name
    }

    /// What its columns are known by.
    pub fn headed(&self) -> Headed<'_> {
        Headed { name: &self.quality.name, header: &self.header }
    }

    /// The number that its rows of this brand were counted under, however it is spelt.
    pub fn brand(&self, name: &str) -> Option<NameId> {
        self.brands.find(name)
    }

    /// Whether a respondent of another file may come again in this one: both have rows of the same wave and brand, and
    /// name respondents.
    pub fn may_share_respondents(&self, other: &FileData) -> bool {
        !self.places.is_disjoint(&other.places)
    }

    /// Whether it is something to keep: no error was found in it.
    pub fn is_sound(&self) -> bool {
        self.errors.is_empty() && !std::iter::once(&self.brands).chain(&self.segments).any(FileNames::is_full)
    }

    /// Every place in the file that it points at.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let counts = self.counts.iter_mut().flat_map(PieceCounts::spans_mut);
        let keys = self.missing_keys.spans_mut();
        let quote = self.open_quote.iter_mut().map(|quote| &mut quote.span);
        self.losses.spans_mut().chain(counts).chain(keys).chain(self.units.spans_mut()).chain(quote)
    }
}
