//! The place of a row in the sampling design: its stratum, and the cluster or respondent that it belongs to.

use super::duplicates::hash;
use super::layout::Layout;
use super::open::OpenFile;
use super::row::Unit;
use super::table::Record;
use super::text::{cell_text, counted, fold_into, trimmed};
use crate::config::{SameRespondents, SourceConfig};
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::wave::Wave;
use serde::{Deserialize, Serialize};

/// Gives rows their places while they are read, and remembers those that lack one.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct UnitReader {
    /// Rows with a blank cell where their stratum or their cluster should stand, and the first of these cells.
    stratum: Option<(u64, Span)>,
    cluster: Option<(u64, Span)>,
    /// Used again for each row.
    #[serde(skip)]
    folded: String,
}

impl UnitReader {
    /// The place of a row of `wave`; absent where the source has neither strata nor clusters nor named respondents.
    pub fn read(
        &mut self,
        source: &SourceConfig,
        layout: &Layout,
        file: &OpenFile,
        record: &Record,
        wave: Wave,
    ) -> Option<Unit> {
        if !source.has_units() {
            return None;
        }
        let stratum = layout.stratum.map_or(0, |at| {
            note_if_blank(&mut self.stratum, at, file, record);
            stratum_id(cell_text(record.cell(at)), &mut self.folded)
        });
        let psu = match (layout.cluster, layout.respondent, source.same_respondents) {
            (Some(at), _, _) => {
                note_if_blank(&mut self.cluster, at, file, record);
                fold_into(&mut self.folded, cell_text(record.cell(at)));
                if self.folded.is_empty() { Unit::ITSELF } else { hash(self.folded.as_bytes()) }
            }
            (None, Some(at), Some(reach)) => respondent(trimmed(cell_text(record.cell(at))), reach, wave),
            _ => Unit::ITSELF,
        };
        Some(Unit { stratum, psu, cell: Unit::NO_CELL })
    }

    /// Takes in what was noted of rows behind these.
    pub fn take_in(&mut self, behind: UnitReader) {
        for (known, more) in [(&mut self.stratum, behind.stratum), (&mut self.cluster, behind.cluster)] {
            *known = match (*known, more) {
                (Some((rows, first)), Some((more, _))) => Some((rows + more, first)),
                (known, more) => known.or(more),
            };
        }
    }

    /// Every place in a file that it points at.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        self.stratum.iter_mut().chain(&mut self.cluster).map(|(_, span)| span)
    }

    /// A warning for each of the two columns with blank cells.
    pub fn warnings(&self, source: &SourceConfig) -> Vec<Diagnostic> {
        let warning = |found: &Option<(u64, Span)>, what: &str, taken: &str| {
            let (rows, span) = (*found)?;
            let (rows, have) = (counted(rows, "row", "rows"), if rows == 1 { "has" } else { "have" });
            let message = format!("{rows} of `{}` {have} no {what}", source.id);
            Some(
                Diagnostic::warning("data/no-unit", message)
                    .at(span)
                    .hint(format!("fill in the {what}; until then {taken}")),
            )
        };
        let stratum = warning(&self.stratum, "stratum", "these rows count as a stratum of their own");
        let cluster = warning(&self.cluster, "cluster", "each of these rows counts as if it had been drawn by itself");
        stratum.into_iter().chain(cluster).collect()
    }
}

/// What is kept of the name of a stratum; spellings that differ in case or space are one.
pub fn stratum_id(name: &str, folded: &mut String) -> u64 {
    fold_into(folded, name);
    hash(folded.as_bytes())
}

fn respondent(id: &str, reach: SameRespondents, wave: Wave) -> u64 {
    match reach {
        _ if id.is_empty() => Unit::ITSELF,
        SameRespondents::Always => hash(id.as_bytes()),
        SameRespondents::Wave => hash(format!("{}\n{id}", wave.0).as_bytes()),
    }
}

fn note_if_blank(blanks: &mut Option<(u64, Span)>, at: usize, file: &OpenFile, record: &Record) {
    if trimmed(cell_text(record.cell(at))).is_empty() {
        let (rows, first) = blanks.unwrap_or_else(|| (0, file.span_in_row(record, at)));
        *blanks = Some((rows + 1, first));
    }
}
