//! What a source says, put together from what each of its files says: names, and everything that is said of all files at once.

use super::asked::Asked;
use super::counts::AnswerCounts;
use super::file_data::FileData;
use super::join::MissingKeys;
use super::later::Later;
use super::losses::Losses;
use super::moment::end_of;
use super::names::{NameTable, Renames};
use super::no_groups;
use super::quality::SourceQuality;
use super::row::{RowSink, SourceData};
use super::rows::together;
use super::text::counted;
use super::unit::UnitReader;
use crate::config::{AnswerFrom, SiteConfig, SourceConfig, SourceIx};
use crate::diag::{Checked, Diagnostic, has_errors};

/// A source as a whole.
#[derive(Debug)]
pub struct Whole {
    /// What it says, with every problem.
    pub data: Checked<SourceData>,
    /// What the numbers of names in each file are in `data`.
    pub renames: Vec<Renames>,
}

/// Tables without a name yet: of the brands, and of the values of each segment.
pub(super) fn name_tables(source: &SourceConfig) -> (NameTable, Vec<NameTable>) {
    let segments = source.segments.iter().map(|segment| NameTable::new(&segment.missing, &segment.labels));
    (NameTable::new(&[], &[]), segments.collect())
}

/// Puts the files of a source together, in their order; `problems` are those met before. Answers that are known only now
/// are handed to `sink`, under the names of the whole.
pub fn put_together(
    config: &SiteConfig,
    source: SourceIx,
    files: Vec<FileData>,
    mut problems: Vec<Diagnostic>,
    sink: &mut dyn RowSink,
) -> Whole {
    let asked = Asked::new(config, source);
    let comma = asked.source.format.decimal_comma;
    let (mut brands, mut segments) = name_tables(asked.source);
    let counts = asked.questions.iter().map(|(ix, question)| AnswerCounts::new(question, *ix, comma));
    let mut counts: Vec<AnswerCounts<'_>> = counts.collect();
    let (mut losses, mut later) = (Losses::default(), Later::default());
    let (mut missing_keys, mut units) = (MissingKeys::default(), UnitReader::default());
    let (mut dates, mut zero_weight) = (None, 0);
    let (mut qualities, mut renames) = (Vec::new(), Vec::new());
    for file in files {
        problems.extend(file.open_quote.map(|quote| quote.problem()));
        problems.extend(file.errors);
        let of_file = Renames {
            brands: file.brands.add_to(&mut brands),
            segments: file.segments.iter().zip(&mut segments).map(|(names, to)| names.add_to(to)).collect(),
        };
        losses.merge(file.losses);
        counts.iter_mut().zip(file.counts).for_each(|(counts, of_file)| counts.take_in(&file.quality.name, of_file));
        later.take_in(file.later.renamed(&of_file));
        missing_keys.take_in(file.missing_keys);
        units.take_in(file.units);
        dates = together(dates, file.dates);
        zero_weight += file.zero_weight;
        qualities.push(file.quality);
        renames.push(of_file);
    }
    let last = asked.report.data_until.or(dates.map(|(_, last)| last));
    let days = asked.questions.iter().map(|(_, question)| match question.from {
        AnswerFrom::Repeat { days, .. } => Some(days),
        _ => None,
    });
    let not_asked = later.tell(&days.collect::<Vec<_>>(), last.map(end_of), sink);
    problems.extend(losses.warnings(asked.source, asked.report));
    problems.extend(missing_keys.warnings(asked.source));
    problems.extend(units.warnings(asked.source));
    let used: u64 = qualities.iter().map(|file| file.used).sum();
    if used == 0 && !has_errors(&problems) {
        let rows: u64 = qualities.iter().map(|file| file.rows).sum();
        problems.push(no_rows(asked.source, rows));
    } else {
        for file in qualities.iter().filter(|file| file.rows == 0) {
            let message = format!("`{}` has a header and no rows", file.name);
            let problem = Diagnostic::warning("data/no-rows", message).at(asked.source.files_span());
            problems.push(problem.hint("export it again, or take it out of the folder"));
        }
    }
    let counts = counts.into_iter().zip(not_asked);
    let questions = counts.map(|(counts, not_asked)| counts.finish(not_asked, &mut problems)).collect();
    let floor = asked.report.floor.suppress_below;
    let cut_by = asked.source.segments.iter().zip(&segments);
    problems.extend(cut_by.filter_map(|(segment, table)| {
        no_groups::problem(asked.source, segment, &table.sizes(), floor).filter(|_| !table.is_full())
    }));
    let mut respelled = Vec::new();
    let mut names = |table: NameTable, title: &str| {
        if table.is_full() {
            problems.push(too_many_values(asked.source, title));
        }
        let (shown, other) = table.finish();
        respelled.extend(other);
        shown
    };
    let brands = names(brands, "brand");
    let ids = asked.source.segments.iter().map(|segment| segment.id.as_str());
    let segments = segments.into_iter().zip(ids).map(|(table, id)| names(table, id)).collect();
    let quality = SourceQuality {
        files: qualities,
        dropped: losses.into_dropped(),
        questions,
        respelled,
        zero_weight,
        by_wave: Default::default(),
        reversed: Vec::new(),
    };
    let data = SourceData { source, brands, segments, dates, quality };
    let data = Checked { value: (!has_errors(&problems)).then_some(data), diagnostics: problems };
    Whole { data, renames }
}

fn no_rows(source: &SourceConfig, rows: u64) -> Diagnostic {
    let (message, hint) = match rows {
        0 => (format!("`{}` has a header and no rows", source.id), "export the responses again"),
        rows => (
            format!("none of the {} of `{}` can be used", counted(rows, "row", "rows"), source.id),
            "the warnings beside this one say why",
        ),
    };
    Diagnostic::error("data/no-rows", message).at(source.files_span()).hint(hint)
}

fn too_many_values(source: &SourceConfig, title: &str) -> Diagnostic {
    let message =
        format!("`{title}` of `{}` has more than 65,536 values: it is not a column to cut figures by", source.id);
    let hint = "name another column, or give its values groups before the export";
    Diagnostic::error("data/too-many-values", message).at(source.span).hint(hint)
}
