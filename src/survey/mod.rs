//! Reading responses: codebook, rows, dates and waves, missing codes.
//!
//! Rows are handed to a [`RowSink`] some thousand at a time and never collected, so that what is kept grows with
//! the report and not with the responses.

mod answer;
mod answers;
mod asked;
mod batch;
mod blocks;
mod cells;
mod choices;
mod columns;
mod counts;
mod date;
mod decimal;
mod delimiter;
mod derived;
mod duplicates;
mod duration;
mod encoding;
mod feed;
mod file_data;
mod files;
mod header;
mod heads;
mod join;
mod later;
mod layout;
mod long;
mod long_form;
mod losses;
mod moment;
mod names;
mod no_groups;
mod open;
mod open_quote;
mod packed;
mod period;
mod quality;
mod question_reader;
mod read;
#[cfg(test)]
mod read_tests;
mod replicate;
mod row;
mod rows;
mod share;
mod spellings;
mod split;
mod table;
#[cfg(test)]
mod testing;
mod text;
mod time;
mod topics;
mod unit;
mod weight;
mod whole;

pub use batch::{Answers, Rows, Subject};
pub use columns::{ColumnSummary, FileColumns, Looks, columns, source_columns};
pub use file_data::FileData;
pub use files::{FoundFile, find as find_files};
pub use join::files as joined_files;
pub use layout::Headed;
pub use names::Renames;
pub use open::decode;
pub use quality::{Dropped, FileQuality, QuestionQuality, Reason, Reversed, SourceQuality, Unusable};
pub use read::{fetch, found_files, read, read_alone, read_files, read_shared};
pub use replicate::REPLICATES;
pub use row::{
    Answer, NameId, Names, PartedSink, Row, RowSink, SourceData, Unit, Value, Weight, Written, name_key, same_name,
};
pub use share::Sharing;
pub use text::counted;
pub use unit::stratum_id;
pub use whole::{Whole, put_together};
