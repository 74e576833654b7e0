//! `[[table]]`: questions and metrics by groups of customers (banner tables).

use super::{QuestionIx, SourceIx, Written};
use crate::stats::multiplicity::Adjustment;
use crate::wave::Wave;

/// One table. All its rows are of one source, so that its columns hold the same respondents.
#[derive(Debug, Clone, PartialEq)]
pub struct TableConfig {
    /// Its name in addresses and files.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where its rows were asked.
    pub source: SourceIx,
    /// What it shows, at least one.
    pub rows: Vec<TableRow>,
    /// What its columns are cut by, at least one: indices into the source's segments. Of two, the second is nested
    /// within the first.
    pub cuts: Vec<Vec<usize>>,
    /// The wave that it is about; absent: that of the edition.
    pub wave: Option<Written<Wave>>,
    /// How p-values are adjusted within a row; absent: by the size of the table.
    pub adjust: Option<Adjustment>,
    /// Whether weaker differences have small letters.
    pub lower_case: bool,
}

/// What one name in `rows` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableRow {
    /// A metric's headline figure: index into [`SiteConfig::metrics`](super::SiteConfig::metrics).
    Metric(usize),
    /// The answers to a question, with boxes or nets and the mean.
    Question(QuestionIx),
}
