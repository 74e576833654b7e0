//! Footnotes: numbered in the order of their first mention, gathered at the end, each with its ways back.

use super::escape;
use super::html::Writer;
use super::markdown::{Document, Event, Tag};
use crate::diag::Diagnostic;
use crate::lookup::Place;
use std::collections::BTreeMap;
use std::ops::Range;

/// The footnotes of one text.
#[derive(Debug, Clone, Default)]
pub(super) struct Footnotes {
    /// The events of each definition, by its label in lower case.
    definitions: BTreeMap<String, Range<usize>>,
    /// Labels in the order of their first mention.
    order: Vec<String>,
    /// How often each was mentioned, and its number.
    mentions: BTreeMap<String, (usize, usize)>,
}

impl Footnotes {
    /// Finds the definitions of a text.
    pub fn of(document: &Document<'_>, place: Place, diagnostics: &mut Vec<Diagnostic>) -> Footnotes {
        let mut footnotes = Footnotes::default();
        for (at, item) in document.items.iter().enumerate() {
            let Event::Start(Tag::FootnoteDefinition(label)) = &item.event else { continue };
            let events = at + 1..document.end_of(at);
            if footnotes.definitions.contains_key(&label.to_lowercase()) {
                let message = format!("the footnote `{label}` is defined twice");
                let range = item.range.start..item.range.start + label.len() + 3;
                let problem = place.error("commentary/repeated-footnote", message, range);
                diagnostics.push(problem.hint("give one of the two another label").into());
                continue;
            }
            footnotes.definitions.insert(label.to_lowercase(), events);
        }
        footnotes
    }

    /// The mark that leads to a footnote.
    pub fn reference(&mut self, label: &str, prefix: &str) -> String {
        let key = label.to_lowercase();
        let next = self.order.len() + 1;
        let (count, number) = self.mentions.entry(key.clone()).or_insert((0, next));
        *count += 1;
        if *count == 1 {
            self.order.push(key);
        }
        let id = mention_id(*number, *count);
        format!(
            "<sup class=\"footnote\"><a href=\"#{prefix}note-{number}\" id=\"{prefix}{id}\" role=\"doc-noteref\">{number}</a></sup>"
        )
    }
}

fn mention_id(number: usize, count: usize) -> String {
    if count == 1 { format!("note-{number}-back") } else { format!("note-{number}-back-{count}") }
}

impl Writer<'_, '_> {
    /// Writes all footnotes that were mentioned. Those that were not are reported, and so are the problems inside them.
    pub fn footnotes(&mut self) {
        let body = std::mem::take(&mut self.out);
        let mut notes: Vec<String> = Vec::new();
        // A footnote may mention others: the list grows while it is written.
        while let Some(key) = self.footnotes.order.get(notes.len()).cloned() {
            if let Some(events) = self.footnotes.definitions.get(&key).cloned() {
                self.write(events);
            }
            notes.push(std::mem::take(&mut self.out));
        }
        self.unused_footnotes();
        self.out = body;
        if notes.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\"");
        escape::attribute(&mut self.out, "aria-label", self.words.get("footnotes.title"));
        self.out.push_str(">\n<ol>\n");
        for (at, note) in notes.iter().enumerate() {
            let number = at + 1;
            let back = self.ways_back(number);
            self.out.push_str(&format!("<li id=\"{}note-{number}\">\n", self.prefix));
            match note.strip_suffix("</p>\n") {
                Some(text) => self.out.push_str(&format!("{text} {back}</p>\n")),
                None => self.out.push_str(&format!("{note}<p>{back}</p>\n")),
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    fn ways_back(&self, number: usize) -> String {
        let key = &self.footnotes.order[number - 1];
        let count = self.footnotes.mentions.get(key).map_or(0, |(count, _)| *count);
        let ways = (1..=count).map(|mention| {
            let mut way = String::from("<a");
            escape::attribute(&mut way, "href", &format!("#{}{}", self.prefix, mention_id(number, mention)));
            way.push_str(" role=\"doc-backlink\"");
            escape::attribute(&mut way, "aria-label", self.words.get("footnotes.back"));
            way.push_str(">↩\u{fe0e}</a>");
            way
        });
        ways.collect::<Vec<_>>().join(" ")
    }

    fn unused_footnotes(&mut self) {
        let mentioned = &self.footnotes.mentions;
        let unused = self.footnotes.definitions.iter().filter(|(key, _)| !mentioned.contains_key(*key));
        let unused: Vec<Range<usize>> = unused.map(|(_, events)| events.clone()).collect();
        let claims = self.claims.found.len();
        for events in unused {
            let item = &self.document.items[events.start - 1];
            if let Event::Start(Tag::FootnoteDefinition(label)) = &item.event {
                let message = format!("the footnote `{label}` is never mentioned and is not shown");
                let span = self.links.place.span(item.range.start..item.range.start + label.len() + 3);
                let hint = format!("mention it where it belongs, `[^{label}]`, or remove it");
                self.diagnostics.push(Diagnostic::warning("commentary/unused-footnote", message).at(span).hint(hint));
            }
            self.write(events);
        }
        // What is not on the page has no evidence there.
        self.claims.found.truncate(claims);
        self.out.clear();
    }
}
