//! Markdown is read here: CommonMark with the extensions that reports use. The only file that knows the parser's options.

use super::mask::Masked;
use crate::diag::Diagnostic;
use crate::lookup::Place;
use pulldown_cmark::{BrokenLink, Options, Parser};
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

/// An event with its place in the file.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub event: Event<'a>,
    pub range: Range<usize>,
}

/// A text as events.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub items: Vec<Item<'a>>,
    /// For each event that begins something, the event that ends it; for others itself.
    ends: Vec<usize>,
    /// Where each definition `[label]: address` stands, by its label as a link gives it.
    pub definitions: BTreeMap<String, Range<usize>>,
}

/// Smart punctuation is ours, by language.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH
        | Options::ENABLE_WIKILINKS
}

/// Reads the part of `masked` from `start` on. References that lead nowhere are reported.
pub(super) fn read<'a>(
    masked: &'a Masked,
    start: usize,
    place: Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Document<'a> {
    let text = &masked.text[start..];
    let mut broken: Vec<(Range<usize>, LinkType, String)> = Vec::new();
    let callback = |link: BrokenLink<'a>| {
        broken.push((link.span, link.link_type, link.reference.into_string()));
        None
    };
    let parser = Parser::new_with_broken_link_callback(text, options(), Some(callback));
    let definitions = parser.reference_definitions().iter();
    let definitions =
        definitions.map(|(label, def)| (label.to_lowercase(), def.span.start + start..def.span.end + start)).collect();
    let mut items: Vec<Item<'a>> = Vec::new();
    let mut last_is_verbatim = false;
    for (event, range) in parser.into_offset_iter() {
        let item = Item { event, range: range.start + start..range.end + start };
        let verbatim = is_verbatim(masked, &item);
        // Text comes in many pieces; those that stand side by side in the file are one.
        match items.last_mut() {
            Some(last) if verbatim && last_is_verbatim && last.range.end == item.range.start => {
                last.range.end = item.range.end;
                last.event = Event::Text(CowStr::Borrowed(&masked.text[last.range.clone()]));
            }
            _ => items.push(item),
        }
        last_is_verbatim = verbatim;
    }
    for (span, kind, label) in broken {
        // A lone `[word]` may be just that; only what is surely meant as a reference is a mistake.
        if matches!(kind, LinkType::Reference | LinkType::Collapsed) {
            let message = format!("there is no `[{label}]:` line for this link to lead to");
            let range = span.start + start..span.end + start;
            let problem = place.error("commentary/undefined-reference", message, range);
            diagnostics
                .push(problem.hint(format!("add a line `[{label}]: https://…`, or escape the bracket: `\\[`")).into());
        }
    }
    let ends = ends(&items);
    Document { items, ends, definitions }
}

/// Whether a text stands in the file just as the event has it (it holds no entity).
pub(super) fn is_verbatim(masked: &Masked, item: &Item<'_>) -> bool {
    match &item.event {
        Event::Text(text) => masked.text.get(item.range.clone()) == Some(text),
        _ => false,
    }
}

impl Document<'_> {
    /// The index of the event that ends what the event at `start` begins.
    pub fn end_of(&self, start: usize) -> usize {
        self.ends[start]
    }
}

fn ends(items: &[Item<'_>]) -> Vec<usize> {
    let mut ends: Vec<usize> = (0..items.len()).collect();
    let mut open = Vec::new();
    for (at, item) in items.iter().enumerate() {
        match item.event {
            Event::Start(_) => open.push(at),
            Event::End(_) => {
                if let Some(start) = open.pop() {
                    ends[start] = at;
                }
            }
            _ => {}
        }
    }
    ends
}
