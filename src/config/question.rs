//! What was asked, and where the answers to it come from.

use super::{Column, ColumnName, QuestionIx, SourceIx, Written};
use crate::source::Span;
use serde::{Deserialize, Serialize};

/// `[[question]]`
#[derive(Debug, Clone, Hash)]
pub struct Question {
    /// Its name in the rest of the config.
    pub id: String,
    /// The source that it was asked in.
    pub source: SourceIx,
    /// Where its answers come from.
    pub from: AnswerFrom,
    /// The wording, `{brand}` stands for the brand asked about.
    pub text: String,
    /// The kind of its answers.
    pub kind: AnswerKind,
    /// Texts that stand for a code: `"Strongly agree" = 5`.
    pub answers: Vec<(String, i64)>,
    /// Cells that mean that nothing was answered (the empty cell always does).
    pub missing: Vec<String>,
    /// Cells that mean "don't know" or "not applicable".
    pub dont_know: Vec<String>,
    /// Only rows in which each of these columns has one of these values were asked.
    pub asked_if: Vec<(Column, Vec<String>)>,
    /// Rows in which each of these columns has one of these values came to no end: that it would have taken longer is all
    /// that is known of them. Empty: every length of time is one that ended.
    pub cut_short_if: Vec<(Column, Vec<String>)>,
    /// Where the table begins.
    pub span: Span,
    /// Where the scale is declared.
    pub scale_span: Option<Span>,
    /// The config says that the scale is right though the data look like another one.
    pub scale_is_sure: bool,
}

impl Question {
    /// Whether it has numbers of events each of which is somebody or something by itself.
    pub fn has_independent_events(&self) -> bool {
        matches!(self.from, AnswerFrom::Totals { independent: true, .. })
    }
}

/// Where the answers to a question come from. Whatever it is, a row gives one answer, so that all that counts, compares
/// and draws needs not know.
#[derive(Debug, Clone, Hash)]
pub enum AnswerFrom {
    /// A cell of the row, in this column.
    Column(Column),
    /// The time from one date to another, in seconds. Without the second the row is open still: censored.
    Elapsed {
        /// When it began.
        from: Column,
        /// When it ended; blank while it has not.
        to: Column,
    },
    /// Each row stands for many events (the totals of a day, a frame). The columns are numbers of events, each a part of
    /// the one before it: offered and abandoned, or invited, started and completed; one column alone is a plain count.
    Totals {
        /// The columns, the largest total first.
        columns: Vec<Column>,
        /// Whether each event is somebody or something by itself, rather than drawn with all others of its row.
        independent: bool,
    },
    /// One cell holds every choice that was taken, with this text between them.
    List {
        /// The column.
        column: Column,
        /// What stands between two choices.
        separator: String,
    },
    /// A column for each choice, in their order.
    OneHot(Vec<Column>),
    /// A mean of other answers of the row.
    Index(Index),
    /// The share of these questions, of those asked of the row, that were left blank.
    Blanks(Vec<QuestionIx>),
    /// Whether the same customer came back soon after.
    Repeat {
        /// Who.
        customer: Column,
        /// When: the column of the source's dates.
        date: Column,
        /// What must be the same for it to be the same matter; absent: any contact counts.
        same: Option<Column>,
        /// How soon.
        days: i64,
    },
    /// How many rows each customer has in a wave. Rows are not what is counted here, customers are.
    PerCustomer {
        /// Who.
        customer: Column,
        /// The question of another source that tells how many customers there are, with those who have no row.
        frame: Option<Written<QuestionIx>>,
    },
    /// The row itself: every row has the answer 1.
    Rows,
    /// A column of comments: the choices are the topics that a comment is about, none of them included.
    Topics {
        /// The column.
        column: Column,
        /// What comments may be about, in the order of the choices.
        topics: Vec<Topic>,
    },
}

/// A weighted mean of ratings, each turned to 0 (worst) to 100 (best) first.
#[derive(Debug, Clone, Hash)]
pub struct Index {
    /// The questions with their weights in millionths.
    pub parts: Vec<(Written<QuestionIx>, i64)>,
    /// How many of them a row must have answered.
    pub least: usize,
}

/// Something that comments may be about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Topic {
    /// Its name in the id of its metric: `delivery` of `topic-delivery`.
    pub id: String,
    /// What it is called on the site.
    pub title: String,
    /// Words and phrases, any of which makes a comment one about it; `*` at the end of a word stands for any ending.
    pub words: Vec<String>,
}

/// The most columns of [`AnswerFrom::Totals`].
pub const MOST_TOTALS: usize = 3;

/// The most choices of which several may be taken.
pub const MOST_CHOICES: usize = 60;

impl AnswerFrom {
    /// Every column that is read, in a fixed order.
    pub fn columns(&self) -> Vec<&Column> {
        match self {
            AnswerFrom::Column(column) | AnswerFrom::List { column, .. } | AnswerFrom::Topics { column, .. } => {
                vec![column]
            }
            AnswerFrom::Elapsed { from, to } => vec![from, to],
            AnswerFrom::Totals { columns, .. } | AnswerFrom::OneHot(columns) => columns.iter().collect(),
            AnswerFrom::Repeat { customer, date, same, .. } => [customer, date].into_iter().chain(same).collect(),
            AnswerFrom::PerCustomer { customer, .. } => vec![customer],
            AnswerFrom::Index(_) | AnswerFrom::Blanks(_) | AnswerFrom::Rows => Vec::new(),
        }
    }

    /// The other questions that the answer is made of.
    pub fn parts(&self) -> Vec<QuestionIx> {
        match self {
            AnswerFrom::Index(index) => index.parts.iter().map(|(question, _)| question.value).collect(),
            AnswerFrom::Blanks(parts) => parts.clone(),
            _ => Vec::new(),
        }
    }

    /// Whether two say the same, wherever they are written.
    pub fn says_the_same(&self, other: &AnswerFrom) -> bool {
        let names = |from: &AnswerFrom| -> Vec<Vec<ColumnName>> {
            from.columns().into_iter().map(|column| column.value.clone()).collect()
        };
        let details = match (self, other) {
            (AnswerFrom::List { separator: a, .. }, AnswerFrom::List { separator: b, .. }) => a == b,
            (AnswerFrom::Index(a), AnswerFrom::Index(b)) => {
                let weights = |index: &Index| index.parts.iter().map(|(_, weight)| *weight).collect::<Vec<_>>();
                a.least == b.least && weights(a) == weights(b)
            }
            (AnswerFrom::Totals { independent: a, .. }, AnswerFrom::Totals { independent: b, .. }) => a == b,
            (AnswerFrom::Repeat { days: a, .. }, AnswerFrom::Repeat { days: b, .. }) => a == b,
            (AnswerFrom::PerCustomer { frame: a, .. }, AnswerFrom::PerCustomer { frame: b, .. }) => {
                a.map(|frame| frame.value) == b.map(|frame| frame.value)
            }
            _ => true,
        };
        std::mem::discriminant(self) == std::mem::discriminant(other)
            && names(self) == names(other)
            && self.parts() == other.parts()
            && details
    }
}

/// What kind of answers a question has.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum AnswerKind {
    /// Whole codes from a scale.
    Scale(Scale),
    /// One of several answers without an order; codes are positions in the list, from 1.
    Choice(Vec<String>),
    /// Any of several answers; the value of an answer has a bit for each choice that was taken (`survey::Value::of_choices`).
    Multiple(Vec<String>),
    /// Any number.
    Number,
    /// A percentage from 0 to 100, kept as a fraction; written with or without its sign.
    Percent,
    /// A length of time, kept in seconds; written as seconds, `mm:ss` or `hh:mm:ss`.
    Duration,
    /// Events by how far they came: 0 for those that are only in the first of so many totals, 1 for those also in the
    /// second, and so on.
    Events(usize),
    /// A mean from 0 (worst) to 100 (best).
    Index,
}

impl AnswerKind {
    /// The lowest and the highest value that an answer can have, where there are such.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        match self {
            AnswerKind::Scale(scale) => Some((scale.from as f64, scale.to as f64)),
            AnswerKind::Percent => Some((0.0, 1.0)),
            AnswerKind::Index => Some((0.0, 100.0)),
            AnswerKind::Choice(_)
            | AnswerKind::Multiple(_)
            | AnswerKind::Number
            | AnswerKind::Duration
            | AnswerKind::Events(_) => None,
        }
    }
}

/// A rating scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scale {
    /// Lowest code.
    pub from: i64,
    /// Highest code.
    pub to: i64,
    /// Which end is good.
    pub better: Better,
}

/// Which direction is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Better {
    /// More is better.
    High,
    /// Less is better.
    Low,
}
