//! Raw HTML in a text: shown as text, or, where the site-config says so, cleaned of all that could run, look or load.
//!
//! Markdown gives an element inside a line as two tags with our own HTML between them. Each tag is cleaned by itself and
//! what is open ends with its block, so that an author's element never closes one of ours.

use super::escape;
use super::html::Writer;
use super::mask::Piece;
use super::prose;
use crate::config::RawHtml;
use crate::diag::Diagnostic;
use crate::markup::{Token, tokens};
use ammonia::{Builder, UrlRelative};
use std::collections::BTreeMap;
use std::ops::Range;

/// Elements that are allowed: words, lists, tables and what unfolds. Pictures are Markdown's, which knows their files.
const TAGS: [&str; 51] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
];
/// More of them.
const MORE_TAGS: [&str; 5] = ["tfoot", "tr", "u", "ul", "var"];

/// Schemes of links, as in Markdown's own.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Stands between the two tags of an element that is cleaned by itself.
const INSIDE: &str = "\u{fffd}";

/// Elements that have no end.
const VOID: [&str; 3] = ["br", "col", "hr"];

/// Cleans HTML; what it leaves has neither script nor style, no class and no id, so that it can neither run, nor look like
/// what is checked, nor be taken for a part of the page.
fn clean(html: &str) -> String {
    let mut builder = Builder::default();
    builder
        .tags(TAGS.into_iter().chain(MORE_TAGS).collect())
        .tag_attributes(
            [
                ("a", ["href"].into()),
                ("col", ["span"].into()),
                ("colgroup", ["span"].into()),
                ("details", ["open"].into()),
                ("ol", ["start", "reversed"].into()),
                ("td", ["colspan", "rowspan"].into()),
                ("th", ["colspan", "rowspan", "scope"].into()),
            ]
            .into(),
        )
        .generic_attributes(["title", "lang", "dir"].into())
        .url_schemes(SCHEMES.into())
        .url_relative(UrlRelative::Deny)
        .link_rel(None);
    builder.clean(html).to_string()
}

/// Tags and attributes of HTML, each with how often it stands there.
fn parts(html: &str) -> BTreeMap<String, usize> {
    let mut parts = BTreeMap::new();
    for token in tokens(html) {
        let Token::Open(tag) = token else { continue };
        for attribute in &tag.attributes {
            *parts.entry(format!("{}=", attribute.name)).or_insert(0) += 1;
        }
        *parts.entry(format!("<{}>", tag.name)).or_insert(0) += 1;
    }
    parts
}

/// What cleaning took away, as it is told to the author.
fn lost(before: &str, after: &str) -> Vec<String> {
    let kept = parts(after);
    let gone = parts(before).into_iter().filter(|(part, count)| kept.get(part).copied().unwrap_or(0) < *count);
    gone.map(|(part, _)| format!("`{}`", part.trim_end_matches('='))).collect()
}

impl Writer<'_, '_> {
    /// A piece of raw HTML inside a line; comments are for other authors and are left out.
    pub(super) fn raw_html(&mut self, html: &str, range: Range<usize>) {
        let html = prose::without_comments(html);
        let html = html.trim_end();
        if html.is_empty() {
            return;
        }
        match self.raw_html {
            RawHtml::Text => self.as_text(html, range),
            RawHtml::Sanitise => self.cleaned_tag(html, range),
        }
    }

    /// A block of raw HTML that begins where `range` does.
    pub(super) fn raw_block(&mut self, range: Range<usize>) {
        let raw = self.state.raw.take().unwrap_or_default();
        let range = range.start..range.start + raw.trim_end().len();
        let html = prose::without_comments(&raw);
        let html = html.trim();
        if html.is_empty() {
            return;
        }
        match self.raw_html {
            RawHtml::Text => {
                self.out.push_str("<p>");
                self.as_text(html, range);
                self.out.push_str("</p>\n");
            }
            RawHtml::Sanitise => {
                let cleaned = clean(html);
                self.tell_lost(html, &cleaned, range);
                self.with_values(cleaned.trim());
                self.fresh_line();
            }
        }
    }

    fn as_text(&mut self, html: &str, range: Range<usize>) {
        // The end of an element whose begin was reported needs no word of its own.
        let ends_reported = html.starts_with("</") && self.state.raw_open > 0;
        self.state.raw_open = if ends_reported { self.state.raw_open - 1 } else { self.state.raw_open + 1 };
        if !ends_reported {
            let problem = Diagnostic::warning("commentary/raw-html", "raw HTML is shown as text");
            let problem = problem.at(self.links.place.span(range)).hint("use Markdown, or escape the sign: `\\<`");
            self.diagnostics.push(problem);
        }
        let html = self.values.masked.restore(html, self.values.original);
        escape::text(&mut self.out, &html);
        self.typographer.pass('x');
    }

    /// One tag of an element inside a line.
    fn cleaned_tag(&mut self, html: &str, range: Range<usize>) {
        let Some(token) = tokens(html).into_iter().next() else { return };
        match token {
            Token::Close(name) => {
                let level = self.state.raw_levels.last().copied().unwrap_or(0);
                let open = self.state.raw_elements.iter().rposition(|open| *open == name);
                if let Some(at) = open.filter(|at| *at >= level) {
                    self.close_raw(at);
                }
            }
            Token::Open(tag) if VOID.contains(&tag.name.as_str()) => {
                let cleaned = clean(html);
                self.tell_lost(html, &cleaned, range);
                self.with_values(&cleaned);
            }
            Token::Open(tag) => {
                let cleaned = clean(&format!("{html}{INSIDE}</{}>", tag.name));
                self.tell_lost(html, &cleaned, range);
                // Of an element that is not allowed only its content is left, of which nothing is here.
                if let Some((begin, _)) = cleaned.split_once(INSIDE).filter(|(begin, _)| !begin.is_empty()) {
                    self.with_values(begin);
                    self.state.raw_elements.push(tag.name);
                }
            }
            Token::Text { .. } => {}
        }
    }

    /// Ends the author's elements from the one at `from` on.
    pub(super) fn close_raw(&mut self, from: usize) {
        while self.state.raw_elements.len() > from
            && let Some(name) = self.state.raw_elements.pop()
        {
            self.out.push_str(&format!("</{name}>"));
        }
    }

    /// HTML that is clean, with the inline values in it.
    fn with_values(&mut self, html: &str) {
        let mut quote = None;
        let mut in_tag = false;
        for piece in self.values.masked.pieces(html) {
            match piece {
                Piece::Text(text, _) => {
                    for c in text.chars() {
                        match (in_tag, quote, c) {
                            (false, _, '<') => in_tag = true,
                            (true, None, '>') => in_tag = false,
                            (true, None, '"') => quote = Some(c),
                            (true, Some(open), c) if c == open => quote = None,
                            _ => {}
                        }
                    }
                    self.out.push_str(text);
                }
                // In an attribute there is room for its words alone.
                Piece::Value(index) if in_tag => {
                    let text = self.values.get(index, &mut self.diagnostics).read();
                    escape::text(&mut self.out, &text.replace('"', "”"));
                }
                Piece::Value(index) => self.value(index),
            }
        }
        self.typographer.pass('x');
    }

    fn tell_lost(&mut self, before: &str, after: &str, range: Range<usize>) {
        let lost = lost(before, after);
        if lost.is_empty() {
            return;
        }
        let message = format!("raw HTML is shown without {}", lost.join(", "));
        let problem = Diagnostic::warning("commentary/raw-html", message).at(self.links.place.span(range));
        let hint =
            "what runs, styles, loads or leads into the site is left out; Markdown has links and pictures of its own";
        self.diagnostics.push(problem.hint(hint));
    }
}
