//! Whether the groups that events name are in the data.

use crate::config::{EventGroup, SiteConfig};
use crate::diag::{Diagnostic, suggest};
use crate::metrics::Counted;
use crate::survey::same_name;
use std::sync::Arc;

/// Values of segments that events name and no response has.
pub fn problems(config: &SiteConfig, counted: &[Arc<Counted>]) -> Vec<Diagnostic> {
    let groups = config.events.iter().flat_map(|event| event.group.iter().chain(&event.against));
    groups.flat_map(|group| of_group(config, counted, group)).collect()
}

fn of_group(config: &SiteConfig, counted: &[Arc<Counted>], group: &EventGroup) -> Vec<Diagnostic> {
    let segments = config.sources.iter().zip(counted).flat_map(|(source, counted)| {
        source.segments.iter().zip(&counted.data.segments).filter(|(segment, _)| segment.id == group.segment.value)
    });
    let known: Vec<&str> = segments
        .flat_map(|(_, names)| names.shown.iter().map(String::as_str))
        .filter(|name| !name.is_empty())
        .collect();
    let missing = group.values.iter().filter(|value| !known.iter().any(|name| same_name(name, &value.value)));
    let problem = |value: &crate::config::Written<String>| {
        let message = format!("no response has `{}` in `{}`", value.value, group.segment.value);
        let hint = suggest::hint(&value.value, known.iter().copied());
        hint.into_iter().fold(Diagnostic::error("report/unknown-group", message).at(value.span), Diagnostic::hint)
    };
    missing.map(problem).collect()
}
