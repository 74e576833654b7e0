//! `[[event]]`: what happened when, whom it concerned, and whom they are held against.

use super::item::Item;
use super::metric::check_metric;
use super::section::Section;
use crate::config::{Event, EventGroup, MetricConfig, SourceConfig, Written};
use crate::diag::{Diagnostic, suggest};
use crate::slug::slug;

/// All usable events.
pub(super) fn read_all(
    root: &Section<'_>,
    metrics: &[Option<MetricConfig>],
    sources: &[Option<SourceConfig>],
) -> Vec<Event> {
    root.tables("event").iter().filter_map(|section| read(section, metrics, sources)).collect()
}

fn read(section: &Section<'_>, known: &[Option<MetricConfig>], sources: &[Option<SourceConfig>]) -> Option<Event> {
    let (id, date, text) = (section.text("id"), section.date("date"), section.text("text"));
    let metrics = section.texts("metrics");
    let side = |key| section.item(key).map(|item| group(&item, sources));
    let (concerned, against) = (side("group"), side("against"));
    section.refuse_unknown();
    for name in &metrics {
        check_metric(section.sink, name, known);
    }
    if concerned.is_none() && against.is_some() {
        let message = "`against` in [[event]] says nothing without `group`";
        let problem = Diagnostic::error("config/missing-key", message).at(section.span);
        section.sink.report(problem.hint("add whom the event concerned: `group = { region = \"North\" }`"));
    }
    let (concerned, against) = (concerned.flatten(), against.flatten());
    if let (Some(concerned), Some(against)) = (&concerned, &against) {
        two_sides(section, concerned, against);
    }
    let text = text?.value;
    let id = id.map_or_else(|| slug(&text), |id| id.value);
    Some(Event { id, date: date?.value, text, metrics, group: concerned, against })
}

/// One segment with some of its values; none after a problem.
fn group(item: &Item<'_>, sources: &[Option<SourceConfig>]) -> Option<EventGroup> {
    let mut entries = item.entries("a table from a segment to its values");
    if entries.len() != 1 {
        if !entries.is_empty() || matches!(item.value, toml::de::DeValue::Table(_)) {
            item.invalid(
                format!("{} must name one segment", item.called),
                format!("for example `{}`", item.doc.example),
            );
        }
        return None;
    }
    let (segment, values) = entries.pop()?;
    let cells = values.cells();
    if cells.is_empty() && matches!(values.value, toml::de::DeValue::Array(_)) {
        values.invalid(format!("{} lists no value", values.called), format!("for example `{}`", item.doc.example));
    }
    let known = || sources.iter().flatten().flat_map(|source| &source.segments).filter(|segment| segment.is_shown);
    // If a source is broken, the segment may well be one of its own.
    if sources.iter().all(Option::is_some) && !known().any(|known| known.id == segment.value) {
        let message = format!("there is no segment `{}`", segment.value);
        let hint = suggest::hint(&segment.value, known().map(|known| known.id.as_str()).collect::<Vec<_>>());
        let hint = hint
            .unwrap_or_else(|| format!("add it to the `segments` of a source: `segments = [\"{}\"]`", segment.value));
        item.sink.report(Diagnostic::error("config/unknown-reference", message).at(segment.span).hint(hint));
        return None;
    }
    (!cells.is_empty()).then_some(EventGroup { segment, values: cells })
}

/// Those concerned and those they are held against are others, by the same segment.
fn two_sides(section: &Section<'_>, concerned: &EventGroup, against: &EventGroup) {
    if concerned.segment.value != against.segment.value {
        let message =
            format!("`against` is about `{}`, and `group` about `{}`", against.segment.value, concerned.segment.value);
        let problem = Diagnostic::error("config/conflict", message).at(against.segment.span);
        section.sink.report(problem.hint("name other values of the same segment, so that nobody is on both sides"));
        return;
    }
    let same = |value: &&Written<String>| concerned.values.iter().any(|other| slug(&other.value) == slug(&value.value));
    if let Some(value) = against.values.iter().find(same) {
        let message = format!("`{}` is on both sides of the event", value.value);
        let problem = Diagnostic::error("config/conflict", message).at(value.span);
        section.sink.report(problem.hint("hold those whom it concerned against others, whom it did not"));
    }
}
