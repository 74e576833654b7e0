//! Targets of a weighting that stand in CSV files, as a census office gives them: a file for each margin, with a column for
//! each of its segments and one named `target`.

use super::item::{Item, short};
use super::voice::file;
use crate::config::{Margin, SegmentConfig, Written};
use crate::diag::Diagnostic;
use crate::list::{Cells, List, Manner};
use crate::source::{Source, SourceReader, Span};

/// The column of the share, percentage or count.
const TARGET: &str = "target";

const MANNER: Manner = Manner {
    many: "targets",
    one: "a target",
    empty: "config/targets",
    unknown_column: "config/targets",
    missing_column: "config/targets",
    empty_cell: "config/targets",
    bad_date: "config/targets",
};

/// The margins of the files that an item names; none after a problem.
pub(super) fn margins(item: &Item<'_>, reader: &SourceReader, segments: &[SegmentConfig]) -> Option<Vec<Margin>> {
    let paths = item.cells();
    if paths.is_empty() {
        item.invalid(format!("{} names no file", item.called), "for example `targets = \"population.csv\"`");
        return None;
    }
    let margins: Vec<Option<Margin>> = paths
        .iter()
        .map(|path| {
            let source = file(item.sink, reader, path, "targets")?;
            let mut problems = Vec::new();
            let margin = of_file(&source, path, segments, &mut problems).filter(|_| problems.is_empty());
            problems.into_iter().for_each(|problem| item.sink.report(problem));
            margin
        })
        .collect();
    margins.into_iter().collect()
}

fn of_file(
    source: &Source,
    path: &Written<String>,
    segments: &[SegmentConfig],
    sink: &mut Vec<Diagnostic>,
) -> Option<Margin> {
    // Headers are read without regard to case.
    let ids: Vec<String> = segments.iter().map(|segment| segment.id.to_lowercase()).collect();
    let known: Vec<&str> = ids.iter().map(String::as_str).chain([TARGET]).collect();
    let list = List::read(source, &MANNER, &known, &[TARGET], sink)?;
    let found: Vec<usize> = list.columns().filter_map(|column| ids.iter().position(|id| id == column)).collect();
    if found.is_empty() {
        let message = format!("`{}` names no segment of this source beside its targets", path.value);
        let hint = match ids.first() {
            Some(_) => {
                let named: Vec<String> = segments.iter().map(|segment| format!("`{}`", segment.id)).collect();
                format!("give it a column for each segment to weight by: {}", named.join(", "))
            }
            None => "give the source `segments` first: `segments = [\"region\"]`".to_owned(),
        };
        sink.push(Diagnostic::error("config/targets", message).at(path.span).hint(hint));
        return None;
    }
    let mut targets: Vec<(Written<String>, f64)> = Vec::new();
    let mut rows = 0;
    for row in list.rows() {
        rows += 1;
        let target = target(&row, sink);
        let (Some(value), Some(target)) = (value(&row, &found, &ids, sink), target) else { continue };
        if let Some((first, _)) =
            targets.iter().find(|(other, _)| other.value.to_lowercase() == value.value.to_lowercase())
        {
            let message = format!("`{}` has two targets", first.value);
            let hint = "keep one of the rows, or add the two up where they are parts of the same";
            sink.push(Diagnostic::error("config/targets", message).at(value.span).hint(hint));
            continue;
        }
        targets.push((value, target));
    }
    if sink.is_empty() && targets.iter().map(|(_, target)| target).sum::<f64>() <= 0.0 {
        let message = match rows {
            0 => format!("`{}` has a header and no targets", path.value),
            _ => format!("`{}` has no target above zero", path.value),
        };
        let hint = "write a row for each value of the segment, with its share of the population";
        sink.push(Diagnostic::error("config/targets", message).at(path.span).hint(hint));
    }
    Some(Margin { segments: found, targets, span: path.span })
}

/// The value of each segment in a row, as one.
fn value(row: &Cells<'_>, found: &[usize], ids: &[String], sink: &mut Vec<Diagnostic>) -> Option<Written<String>> {
    let mut parts = Vec::new();
    for at in found {
        let part = row.required(&ids[*at], sink)?;
        if found.len() > 1 && part.contains(Margin::BETWEEN) {
            let message = format!("\"{}\" holds `{}`, which stands between values", short(&part), Margin::BETWEEN);
            let problem = Diagnostic::error("config/targets", message).at(row.span(&ids[*at]));
            sink.push(problem.hint("give this value another label with `labels` of its segment, and write that here"));
            return None;
        }
        parts.push(part);
    }
    let span = found.first().map_or_else(|| row.span(TARGET), |at| row.span(&ids[*at]));
    let last = found.last().map_or(span, |at| row.span(&ids[*at]));
    let span = Span::new(span.source, span.start.min(last.start), span.end.max(last.end));
    Some(Written { value: Margin::joined(parts.iter().map(String::as_str)), span })
}

fn target(row: &Cells<'_>, sink: &mut Vec<Diagnostic>) -> Option<f64> {
    let text = row.required(TARGET, sink)?;
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    if number.is_none() {
        let message = format!("\"{}\" is not a target; expected a number from 0 upwards", short(&text));
        let hint = "write the share, percentage or count in the population, with a decimal point and no signs: `12.5`";
        sink.push(Diagnostic::error("config/targets", message).at(row.span(TARGET)).hint(hint));
    }
    number
}
