//! What was read, used and left out, and why: the data-quality table.

use crate::config::QuestionIx;
use crate::source::Span;
use crate::wave::Wave;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The quality of one source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceQuality {
    /// File by file.
    pub files: Vec<FileQuality>,
    /// Rows that were left out, by reason.
    pub dropped: Vec<Dropped>,
    /// Question by question.
    pub questions: Vec<QuestionQuality>,
    /// Values of brands and segments that were counted under another spelling: (as written, as counted, rows).
    pub respelled: Vec<(String, String, u64)>,
    /// Rows with a weight of zero: used, but without any effect on a weighted figure.
    pub zero_weight: u64,
    /// How many of the rows that entered the report are of each wave; of a file in long form, how many responses.
    pub by_wave: BTreeMap<Wave, u64>,
    /// Ratings whose scale seems to have been turned round somewhere.
    pub reversed: Vec<Reversed>,
}

/// A rating that goes against the other ratings of the same rows in one file or for one brand, and with them elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reversed {
    /// The question.
    pub question: QuestionIx,
    /// The file or the brand.
    pub place: String,
    /// Whether it is a brand.
    pub is_brand: bool,
    /// Rows there.
    pub n: u64,
    /// Its correlation there with the mean of the row's other ratings, all turned so that high is good.
    pub r: f64,
    /// Rows elsewhere.
    pub n_elsewhere: u64,
    /// The same correlation elsewhere.
    pub elsewhere: f64,
}

/// One file of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileQuality {
    /// Its name.
    pub name: String,
    /// Rows below the header.
    pub rows: u64,
    /// Rows that entered the report.
    pub used: u64,
    /// How it was read: "UTF-8, comma".
    pub read_as: String,
}

/// Why rows were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reason {
    /// All cells of the row are empty.
    Empty,
    /// The row has fewer or more cells than the header.
    Ragged,
    /// The date cell is empty.
    NoDate,
    /// The date cell is not a date in the expected form.
    BadDate,
    /// The row's date or wave is outside every wave of the report.
    OutsideWaves,
    /// The wave cell names no wave.
    BadWave,
    /// The respondent's id stood in an earlier row of the same wave and brand.
    Duplicate,
    /// The weight is not a number, negative, or above the largest accepted.
    BadWeight,
    /// The brand cell is empty.
    NoBrand,
    /// In long form: the cell of the respondent is empty.
    NoRespondent,
    /// In long form: the cell of the question is empty.
    NoQuestion,
    /// In long form: the respondent had answered the question in an earlier row.
    AnsweredTwice,
}

impl SourceQuality {
    /// Every place in a file that it points at.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let dropped = self.dropped.iter_mut().flat_map(|dropped| &mut dropped.first).map(|(span, _)| span);
        let questions = self.questions.iter_mut().flat_map(|question| &mut question.unusable);
        dropped.chain(questions.map(|text| &mut text.first))
    }
}

impl Reason {
    /// Why, as the end of "3 rows were left out: …", for this many rows.
    pub fn because(self, rows: u64) -> String {
        let one = rows == 1;
        let (it, has, its) = if one { ("it", "has", "its") } else { ("they", "have", "their") };
        let (name, lie) = if one { ("names", "lies") } else { ("name", "lie") };
        match self {
            Reason::Empty if one => "all its cells are empty".into(),
            Reason::Empty => "all their cells are empty".into(),
            Reason::Ragged => format!("{it} {has} more or fewer cells than the header"),
            Reason::NoDate => format!("{it} {has} no date"),
            Reason::BadDate => format!("{its} date cannot be read"),
            Reason::OutsideWaves => format!("{it} {lie} outside every wave"),
            Reason::BadWave => format!("{it} {name} no wave of this report"),
            Reason::Duplicate => "the respondent stood in an earlier row of the same wave and brand".into(),
            Reason::BadWeight => format!("{its} weight is not a number from 0 to 1,000,000"),
            Reason::NoBrand => format!("{it} {name} no brand"),
            Reason::NoRespondent => format!("{it} {name} no respondent"),
            Reason::NoQuestion => format!("{it} {name} no question"),
            Reason::AnsweredTwice => "the respondent had answered the question in an earlier row".into(),
        }
    }
}

/// Rows that were left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The reason.
    pub reason: Reason,
    /// How many.
    pub rows: u64,
    /// The first of them: where, and the cell as written.
    pub first: Vec<(Span, String)>,
}

/// The answers to one question, counted by what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionQuality {
    /// The question.
    pub question: QuestionIx,
    /// Usable answers.
    pub valid: u64,
    /// Empty cells and missing codes.
    pub blank: u64,
    /// Don't-know codes.
    pub dont_know: u64,
    /// Rows of which it was not asked.
    pub not_asked: u64,
    /// Cells that are no answer, by the cell's text, most frequent first; not more than a few hundred texts.
    pub unusable: Vec<Unusable>,
    /// Cells that are no answer with texts beyond those.
    pub unusable_other: u64,
}

impl QuestionQuality {
    /// All cells that are no answer.
    pub fn unusable_rows(&self) -> u64 {
        self.unusable.iter().map(|text| text.rows).sum::<u64>() + self.unusable_other
    }
}

/// Cells with one text that is no answer to the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unusable {
    /// The cell as written, not more than its first 60 characters.
    pub text: String,
    /// How many.
    pub rows: u64,
    /// Where it stands first.
    pub first: Span,
}
