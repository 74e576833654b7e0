//! Links and images as HTML; one that leads nowhere it may is shown as its words alone.

use super::escape;
use super::html::Writer;
use super::links::{Target, address_range};
use super::markdown::{Event, LinkType, Tag, is_verbatim};
use super::prose;
use std::ops::Range;

impl Writer<'_, '_> {
    pub(super) fn link(&mut self, at: usize) {
        let Event::Start(Tag::Link { link_type, dest_url, title, .. }) = &self.document.items[at].event else { return };
        self.state.in_address = matches!(link_type, LinkType::Autolink | LinkType::Email);
        let written = if *link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.to_string() };
        let Some(range) = self.address(at, dest_url) else { return self.state.linked.push(false) };
        if let LinkType::WikiLink { has_pothole } = link_type {
            return self.wiki_link(at, dest_url, *has_pothole);
        }
        match self.links.link(&written, range.clone()) {
            Ok(Target::Address(address)) => {
                self.out.push_str("<a");
                escape::address(&mut self.out, "href", &address);
                self.title(title);
                self.out.push('>');
                self.state.linked.push(true);
            }
            Ok(Target::Claim) => {
                let linked = self.claim(at, &written, range);
                self.state.linked.push(linked);
            }
            Err(problem) => {
                self.diagnostics.push(problem.into());
                self.state.linked.push(false);
            }
        }
    }

    /// `[[nps]]`, `[[nps|how we are recommended]]`: a page by the name of its text or its metric. Without words of the
    /// author's the title of the metric stands there.
    fn wiki_link(&mut self, at: usize, name: &str, has_words: bool) {
        let item = &self.document.items[at];
        let place = item.range.start + 2..(item.range.start + 2 + name.len()).min(item.range.end);
        match self.links.by_name(name, place) {
            Ok(address) => {
                self.out.push_str("<a");
                escape::address(&mut self.out, "href", &address);
                self.out.push('>');
                self.state.linked.push(true);
            }
            Err(problem) => {
                self.diagnostics.push(problem.into());
                self.state.linked.push(false);
            }
        }
        let metrics = &self.values.resolver.figures.metrics;
        if let Some(metric) = metrics.iter().find(|metric| !has_words && metric.id == name) {
            self.state.wiki_title = Some(metric.title.clone());
        }
    }

    /// Writes an image and gives the event that ends it: what stands inside is its alternative text.
    pub(super) fn image(&mut self, at: usize) -> usize {
        let end = self.document.end_of(at);
        let Event::Start(Tag::Image { dest_url, title, .. }) = &self.document.items[at].event else { return end };
        for inner in self.document.items[at..end].iter().filter(|inner| is_verbatim(self.values.masked, inner)) {
            let (file, masked) = (self.values.original, self.values.masked);
            prose::check(file, inner.range.clone(), self.links.place, masked, &mut self.diagnostics);
        }
        let alt = prose::plain(self.document, at..end, &mut self.values, &mut self.diagnostics);
        let address = self.address(at, dest_url).and_then(|range| match self.links.image(dest_url, range) {
            Ok(address) => Some(address),
            Err(problem) => {
                self.diagnostics.push(problem.into());
                None
            }
        });
        if let Some(address) = address {
            self.out.push_str("<img");
            escape::address(&mut self.out, "src", &address);
            escape::attribute(&mut self.out, "alt", &alt);
            self.title(title);
            self.out.push('>');
        } else {
            escape::text(&mut self.out, &alt);
        }
        self.typographer.pass('x');
        end
    }

    /// Where the address of a link or image is written; None, with an error, if a value stands in it.
    fn address(&mut self, at: usize, address: &str) -> Option<Range<usize>> {
        let Some(value) = self.values.masked.first_value(address) else {
            return Some(address_range(self.document, at, &self.values.masked.text));
        };
        let message = "a value cannot stand in an address";
        let problem = self.links.place.error("commentary/value-in-address", message, value.outer.clone());
        self.diagnostics.push(problem.hint("write the address in full").into());
        None
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            let title = self.values.plain(title, &mut self.diagnostics);
            escape::attribute(&mut self.out, "title", &title);
        }
    }
}
