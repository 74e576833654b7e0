//! What the search looks through: an edition's pages, its figures and its terms, as a classic script, because a page
//! opened from a disk may load a script and nothing else.

use super::address::encode;
use super::book::PageId;
use super::context::Context;
use super::{glossary, say};
use crate::language::{fold, joined};
use crate::metrics::MetricIx;

/// Where it stands below the edition's folder.
pub const FILE: &str = "data/search.js";

/// Things of one kind that are found.
struct Kind {
    /// What the kind is called.
    name: String,
    places: Vec<Place>,
}

/// A thing that is found: its title, its address, what is shown with it, and other words by which it is known.
type Place = [String; 4];

/// What stands in the index for the address of the edition's folder itself.
const HERE: &str = ".";

/// The index of an edition. Its figures are those that the pages show, each with its interval and its base.
pub fn index(context: &Context<'_>) -> String {
    let mut kinds: Vec<Kind> = Vec::new();
    let mut add = |kind: String, place: [String; 4]| match kinds.iter_mut().find(|known| known.name == kind) {
        Some(known) => known.places.push(place),
        None => kinds.push(Kind { name: kind, places: vec![place] }),
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
            // Whoever looks for a group finds its own page.
            PageId::Part { .. } => {}
            _ => add(word("search.pages"), plain(context.name(page), address)),
        }
    }
    if context.book.has(PageId::COMPETITORS) {
        let address = encode(context.address(PageId::COMPETITORS).folder());
        for brand in context.figures.brands.iter().skip(1) {
            add(word("nav.competitors"), plain(brand.clone(), address.clone()));
        }
    }
    if context.book.has(PageId::GLOSSARY) {
        let glossary = encode(context.address(PageId::GLOSSARY).folder());
        for (id, title) in glossary::places(context) {
            add(word("nav.glossary"), plain(title, format!("{glossary}#{id}")));
        }
    }
    let list: Vec<[String; 4]> = kinds.into_iter().map(Kind::written).collect();
    // Strings and lists always become JSON; without a list the search finds nothing.
    let list = serde_json::to_string(&list).unwrap_or_else(|_| "[]".to_owned());
    format!("window.wavemarkIndex={list};\n")
}

impl Kind {
    /// As the index has it, which is loaded over slow lines: its name, what all addresses begin with and end in, and a
    /// line for each place. A line has the title, the rest of the address, what is shown and the other words, between
    /// tabs and without what is empty at its end; the address is empty where it follows from the title.
    fn written(self) -> [String; 4] {
        let folder = self.places.iter().all(|place| place[1].ends_with('/') || place[1].is_empty());
        let end = if folder { "/" } else { "" };
        let begin = shared(&self.places);
        let line = |[title, address, shown, also]: Place| {
            let rest = match address[begin.len()..].strip_suffix(end) {
                Some(rest) if follows(rest, &title) => "",
                Some(rest) => rest,
                None => HERE,
            };
            [&*title, rest, &*shown, &*also].map(one_line).join("\t").trim_end_matches('\t').to_owned()
        };
        let lines: Vec<String> = self.places.into_iter().map(line).collect();
        [self.name, begin, end.to_owned(), lines.join("\n")]
    }
}

/// A text without what parts the index, and without marks that are not typed.
fn one_line(text: &str) -> String {
    joined(text).split(['\t', '\n']).collect::<Vec<_>>().join(" ")
}

/// Whether an address is what the script makes of a title on its own; it knows how for letters of ASCII.
fn follows(address: &str, title: &str) -> bool {
    title.is_ascii() && address == title.to_ascii_lowercase().replace(' ', "-")
}

/// What the addresses of all places begin with, up to the last `/` or `-` of it.
fn shared(places: &[Place]) -> String {
    let first = places.first().map_or("", |place| place[1].as_str());
    let is_shared =
        |end: &usize| places.iter().all(|place| place[1].len() > *end && place[1].starts_with(&first[..*end]));
    let ends = first.match_indices(['/', '-']).map(|(at, found)| at + found.len());
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
