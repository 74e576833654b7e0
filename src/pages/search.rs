//! What the search looks through: an edition's pages, its figures and its terms, as a classic script, because a page
//! opened from a disk may load a script and nothing else.

use super::address::encode;
use super::book::PageId;
use super::context::Context;
use super::{glossary, say};
use crate::metrics::MetricIx;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where it stands below the edition's folder.
pub const FILE: &str = "data/search.js";

/// A thing that is found: its title, its address below the edition's folder, what is shown with it, and other words by
/// which it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Place(String, String, String, String);

/// The index of an edition. Its figures are those that the pages show, each with its interval and its base.
pub fn index(context: &Context<'_>) -> String {
    let mut kinds: BTreeMap<usize, (String, Vec<Place>)> = BTreeMap::new();
    let mut add = |order: usize, kind: String, place: Place| {
        kinds.entry(order).or_insert_with(|| (kind, Vec::new())).1.push(place);
    };
    let word = |key: &str| context.show.word(key);
    let groups_from = 4;
    for page in context.book.pages() {
        let address = encode(context.address(page).folder());
        let place = |also: &str| Place(context.name(page), address.clone(), String::new(), also.to_owned());
        match page {
            PageId::Metric(metric) => add(0, word("nav.metrics"), of_metric(context, metric, address)),
            PageId::Overview | PageId::Chapter(_) | PageId::Own(_) => add(1, word("search.pages"), place("")),
            PageId::Table(_) => add(2, word("nav.tables"), place("")),
            PageId::Dimension(_) => add(3, word("nav.groups"), place("")),
            PageId::Group(group) => {
                let dimension = &context.figures.dimensions[group.dimension];
                add(groups_from + group.dimension, dimension.title.clone(), place(""));
            }
        }
    }
    if context.book.has(PageId::GLOSSARY) {
        let glossary = encode(context.address(PageId::GLOSSARY).folder());
        for (id, title) in glossary::places(context) {
            let place = Place(title, format!("{glossary}#{id}"), String::new(), String::new());
            add(groups_from + context.figures.dimensions.len(), word("nav.glossary"), place);
        }
    }
    let kinds: Vec<(String, Vec<Place>)> = kinds.into_values().collect();
    // Strings and lists always become JSON; without a list the search finds nothing.
    let list = serde_json::to_string(&kinds).unwrap_or_else(|_| "[]".to_owned());
    format!("window.wavemarkIndex={list};\n")
}

/// A metric with its figure: value, interval and base, or nothing where it may not be shown.
fn of_metric(context: &Context<'_>, metric: MetricIx, address: String) -> Place {
    let info = context.info(metric);
    let figure = context.of_group(metric, None).filter(|figure| figure.estimate.measured().is_some());
    let figure = figure.map(|figure| {
        let cell = context.show.cell(context.headline(metric), &figure.estimate);
        let base = context.show.fill("base.n", &[("n", &cell.n)]);
        let value = [cell.value, cell.symbol].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        [value, cell.interval, base].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    });
    let also = [info.id.as_str(), info.kind, info.subtitle.as_str()].join(" ");
    Place(say::name(context, metric), address, figure.unwrap_or_default(), also)
}
