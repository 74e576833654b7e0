//! What the search looks through: an edition's pages, its figures and its terms, as a classic script, because a page
//! opened from a disk may load a script and nothing else.

use super::address::encode;
use super::book::PageId;
use super::context::Context;
use super::{glossary, say};
use crate::language::fold;
use crate::metrics::MetricIx;

/// Where it stands below the edition's folder.
pub const FILE: &str = "data/search.js";

/// Things of one kind that are found: what the kind is called, what all their addresses begin with, and each of them.
type Kind = (String, String, Vec<Place>);

/// A thing that is found: its title, its address, what is shown with it, and other words by which it is known; without
/// the empty ones at the end.
type Place = Vec<String>;

/// The index of an edition. Its figures are those that the pages show, each with its interval and its base.
pub fn index(context: &Context<'_>) -> String {
    let mut kinds: Vec<Kind> = Vec::new();
    let mut add = |kind: String, place: [String; 4]| {
        let place = place.to_vec();
        match kinds.iter_mut().find(|(known, ..)| *known == kind) {
            Some((.., places)) => places.push(place),
            None => kinds.push((kind, String::new(), vec![place])),
        }
    };
    let word = |key: &str| context.show.word(key);
    let plain = |title: String, address: String| [title, address, String::new(), String::new()];
    for page in context.book.pages() {
        let address = encode(context.address(page).folder());
        match page {
            PageId::Metric(metric) => add(word("nav.metrics"), of_metric(context, metric, address)),
            PageId::Group(group) => {
                let dimension = &context.figures.dimensions[group.dimension];
                add(dimension.title.clone(), plain(context.group_name(group), address));
            }
            _ => add(word("search.pages"), plain(context.name(page), address)),
        }
    }
    if context.book.has(PageId::GLOSSARY) {
        let glossary = encode(context.address(PageId::GLOSSARY).folder());
        for (id, title) in glossary::places(context) {
            add(word("nav.glossary"), plain(title, format!("{glossary}#{id}")));
        }
    }
    for (_, prefix, places) in &mut kinds {
        *prefix = shared(places);
        for place in places {
            place[1].drain(..prefix.len());
            while place.last().is_some_and(String::is_empty) && place.len() > 2 {
                place.pop();
            }
        }
    }
    // Strings and lists always become JSON; without a list the search finds nothing.
    let list = serde_json::to_string(&kinds).unwrap_or_else(|_| "[]".to_owned());
    format!("window.wavemarkIndex={list};\n")
}

/// What the addresses of all places begin with.
fn shared(places: &[Place]) -> String {
    let first = places.first().map_or("", |place| place[1].as_str());
    let is_shared = |end: &usize| places.iter().all(|place| place[1].starts_with(&first[..*end]));
    let ends = first.char_indices().map(|(at, _)| at).chain([first.len()]);
    ends.rev().find(is_shared).map_or(String::new(), |end| first[..end].to_owned())
}

/// A metric with its figure: value, interval and base, or nothing where it may not be shown.
fn of_metric(context: &Context<'_>, metric: MetricIx, address: String) -> [String; 4] {
    let info = context.info(metric);
    let figure = context.of_group(metric, None).filter(|figure| figure.estimate.measured().is_some());
    let figure = figure.map(|figure| {
        let cell = context.show.cell(context.headline(metric), &figure.estimate);
        let base = context.show.fill("base.n", &[("n", &cell.n)]);
        let value = [cell.value, cell.symbol].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        [value, cell.interval, base].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    });
    let title = say::name(context, metric);
    // The name in the configuration, where it is not the title's; and what is measured.
    let id = info.id.replace(['-', '_'], " ");
    let id = if fold(&title).contains(&fold(&id)) { "" } else { id.as_str() };
    [title, address, figure.unwrap_or_default(), [id, info.subtitle.as_str()].join(" ").trim().to_owned()]
}
