//! `weighting` of a source: the shares of the population that its rows shall meet, written here or in CSV files.

use super::item::{Item, number};
use super::section::Section;
use super::targets;
use crate::config::{Margin, SegmentConfig, Weighting};
use crate::diag::{Diagnostic, suggest};
use crate::source::SourceReader;
use toml::de::DeValue;

pub(super) fn read(section: &Section<'_>, reader: &SourceReader, segments: &[SegmentConfig]) -> Option<Weighting> {
    let by_brand = section.word("within").is_some_and(|word| word.value == "brand");
    let residual_errors = section.word("errors").is_some_and(|word| word.value == "residual");
    let bounds = bounds(section);
    let margins = match section.item("targets") {
        Some(item) => margins(&item, reader, segments),
        None => {
            section.missing("targets");
            None
        }
    };
    section.refuse_unknown();
    let margins = margins.filter(|margins| !margins.is_empty())?;
    Some(Weighting { by_brand, bounds, residual_errors, margins, span: section.span })
}

/// Bounds hold the mean weight, one, between them.
fn bounds(section: &Section<'_>) -> Option<(f64, f64)> {
    let bound = |key: &'static str, fits: fn(f64) -> bool, range: &str| {
        let written = section.number(key)?;
        if fits(written.value) {
            return Some(written.value);
        }
        let message = format!("`{key}` in {} must be {range}, but is {}", section.shown(), written.value);
        let hint = "it is a multiple of the mean weight: `least = 0.2, most = 5` are usual bounds";
        section.sink.report(Diagnostic::error("config/value", message).at(written.span).hint(hint));
        None
    };
    let least = bound("least", |least| (0.0..1.0).contains(&least), "from 0 to below 1");
    let most = bound("most", |most| most > 1.0, "above 1");
    match (least, most) {
        (None, None) => None,
        (least, most) => Some((least.unwrap_or(0.0), most.unwrap_or(f64::MAX))),
    }
}

/// The margins; none after a problem.
fn margins(item: &Item<'_>, reader: &SourceReader, segments: &[SegmentConfig]) -> Option<Vec<Margin>> {
    let margins = match item.value {
        DeValue::String(_) | DeValue::Array(_) => targets::margins(item, reader, segments)?,
        _ => written(item, segments)?,
    };
    of_one_population(item, segments, &margins).then_some(margins)
}

/// The margins that stand in the config itself.
fn written(item: &Item<'_>, segments: &[SegmentConfig]) -> Option<Vec<Margin>> {
    let entries = item.entries("a table from segments to their targets, or the name of a CSV file");
    let wanted = entries.len();
    if wanted == 0 && matches!(item.value, DeValue::Table(_)) {
        item.invalid(format!("{} names no segment", item.called), format!("for example `{}`", item.doc.example));
    }
    let margins: Vec<_> = entries.into_iter().filter_map(|(id, item)| margin(&id, &item, segments)).collect();
    (margins.len() == wanted).then_some(margins)
}

/// Whether the targets of all margins add up to the same.
fn of_one_population(item: &Item<'_>, segments: &[SegmentConfig], margins: &[Margin]) -> bool {
    let totals: Vec<f64> = margins.iter().map(|margin| margin.targets.iter().map(|(_, target)| target).sum()).collect();
    let mut equal = true;
    for (margin, total) in margins.iter().zip(&totals).skip(1) {
        if (total - totals[0]).abs() > 1e-6 * totals[0] {
            let named = |margin: &Margin| Margin::joined(margin.segments.iter().map(|at| segments[*at].id.as_str()));
            let (name, first) = (named(margin), named(&margins[0]));
            let message = format!(
                "the targets of `{name}` add up to {total}, those of `{first}` to {}: both describe the same population",
                totals[0]
            );
            let hint = "write shares of all customers for each segment, so that each adds up to 100";
            item.sink.report(Diagnostic::error("config/targets", message).at(margin.span).hint(hint));
            equal = false;
        }
    }
    equal
}

fn margin(id: &crate::config::Written<String>, item: &Item<'_>, segments: &[SegmentConfig]) -> Option<Margin> {
    // A segment, or several that make a margin together: "region × age".
    let ids: Vec<&str> = match segments.iter().any(|segment| segment.id == id.value) {
        true => vec![id.value.as_str()],
        false => id.value.split(Margin::BETWEEN).map(str::trim).collect(),
    };
    let mut found = Vec::new();
    for name in &ids {
        match segments.iter().position(|segment| segment.id == *name) {
            Some(at) => found.push(at),
            None => {
                let message = format!("`{name}` in `targets` is no segment of this source");
                let hint = match suggest::nearest(name, segments.iter().map(|segment| segment.id.as_str())) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => {
                        format!("add it to `segments`: `{{ id = \"{name}\", show = false }}` if no figure is cut by it")
                    }
                };
                item.sink.report(Diagnostic::error("config/unknown-reference", message).at(id.span).hint(hint));
            }
        }
    }
    let entries = item.entries("a table from values to their shares");
    let wanted = entries.len();
    let targets: Vec<_> = entries
        .into_iter()
        .filter_map(|(value, target)| match number(target.value).filter(|target| *target >= 0.0) {
            Some(number) => Some((value, number)),
            None => {
                target.refuse("a number from 0 upwards", "write the share, percentage or count in the population");
                None
            }
        })
        .collect();
    if targets.len() < wanted {
        return None;
    }
    if targets.iter().map(|(_, target)| target).sum::<f64>() <= 0.0 {
        item.invalid(
            format!("{} has no target above zero", item.called),
            "write each value of the segment with its share of the population",
        );
        return None;
    }
    if ids.len() > 1
        && let Some((value, _)) =
            targets.iter().find(|(value, _)| value.value.split(Margin::BETWEEN).count() != ids.len())
    {
        let message = format!("`{}` is not a value of each of {} segments", value.value, ids.len());
        let hint = format!("write one value of each of `{}` with `×` between them", id.value);
        item.sink.report(Diagnostic::error("config/targets", message).at(value.span).hint(hint));
        return None;
    }
    (found.len() == ids.len()).then_some(Margin { segments: found, targets, span: id.span })
}
