//! Reading responses: codebook, rows, dates and waves, missing codes.
//!
//! Rows are handed to a [`RowSink`] one at a time and never collected, so that what is kept grows with
//! the report and not with the responses.

mod quality;
mod row;

pub use quality::{Dropped, FileQuality, QuestionQuality, Reason, SourceQuality, Unusable};
pub use row::{Answer, NameId, Names, Row, RowSink, SourceData, Value, Weight};
