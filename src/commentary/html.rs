//! Markdown events become HTML: no inline styles, no raw HTML, values in their own element.

use super::block::Blocks;
use super::claims::{self, Claims, Points};
use super::comments::{Quotable, is_comments};
use super::escape;
use super::footnotes::Footnotes;
use super::headings::Outline;
use super::links::Links;
use super::markdown::{Alignment, BlockQuoteKind, CodeBlockKind, Document, Event, Tag, TagEnd, is_verbatim};
use super::mask::Piece;
use super::prose;
use super::resolve::{Kind, Shown};
use super::typography::Typographer;
use super::values::Values;
use super::work;
use crate::config::RawHtml;
use crate::diag::Diagnostic;
use crate::message::Catalogue;
use std::collections::BTreeSet;
use std::ops::Range;

/// Writes one text.
pub(super) struct Writer<'w, 'a> {
    pub document: &'w Document<'a>,
    pub outline: &'w Outline,
    pub values: Values<'a>,
    pub links: Links<'w>,
    pub typographer: Typographer,
    pub footnotes: Footnotes,
    pub blocks: &'w Blocks,
    /// The events that begin paragraphs to be marked as written against other figures.
    pub stale: BTreeSet<usize>,
    pub words: &'w Catalogue,
    pub prefix: &'w str,
    pub raw_html: RawHtml,
    pub quotable: Quotable<'w>,
    pub claims: Claims<'w>,
    /// Whether it is the overview's text.
    pub is_overview: bool,
    /// The main points, once they are written.
    pub points: Option<Points>,
    pub out: String,
    pub diagnostics: Vec<Diagnostic>,
    pub state: State,
}

/// Where in the text the writer is.
#[derive(Debug, Default)]
pub(super) struct State {
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    in_code: bool,
    pub in_address: bool,
    /// Whether the heading that became the page's title is read.
    pub in_title: bool,
    heading: u8,
    pub raw: Option<String>,
    /// Pieces of raw HTML that were reported and not ended since.
    pub raw_open: usize,
    /// The author's own elements that are open in this block, where raw HTML is allowed.
    pub raw_elements: Vec<String>,
    /// How many of them were open where each of our own elements began.
    pub raw_levels: Vec<usize>,
    /// What stands in place of the name in a wiki-style link.
    pub wiki_title: Option<String>,
    /// For each open link, whether it was written as one.
    pub linked: Vec<bool>,
    /// For each open block quote, whether it is an alert.
    alerts: Vec<bool>,
}

impl Writer<'_, '_> {
    /// Writes the events of `range`, without the definitions of footnotes.
    pub fn write(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            work::done(1);
            at = match &self.document.items[at].event {
                Event::Start(Tag::FootnoteDefinition(_)) => self.document.end_of(at),
                Event::Start(Tag::Heading { .. }) if self.outline.title_at == Some(at) => self.title_heading(at),
                Event::Start(Tag::Image { .. }) => self.image(at),
                Event::Start(Tag::Heading { .. }) if self.begins_points(at) => self.write_points(at, range.end) - 1,
                event if is_comments(event) => self.comments(at),
                event if claims::alone(event).is_some() => self.claim_alone(at),
                _ if self.blocks.at(at).is_some() => self.block(at),
                _ => {
                    self.event(at);
                    at
                }
            } + 1;
        }
    }

    /// A chart or table stands here.
    fn block(&mut self, at: usize) -> usize {
        self.typographer.new_block();
        self.fresh_line();
        if let Some(Some(block)) = self.blocks.at(at) {
            self.out.push_str(&block.slot);
            self.out.push('\n');
            self.claims.of_headline(block, self.prefix);
        }
        self.document.end_of(at)
    }

    /// The heading that became the page's title is not written again, but its links are checked as all others are.
    fn title_heading(&mut self, at: usize) -> usize {
        let end = self.document.end_of(at);
        let (out, footnotes) = (std::mem::take(&mut self.out), self.footnotes.clone());
        self.state.in_title = true;
        self.write(at + 1..end);
        self.state.in_title = false;
        (self.out, self.footnotes) = (out, footnotes);
        end
    }

    fn event(&mut self, at: usize) {
        let item = &self.document.items[at];
        match &item.event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(*tag, item.range.clone()),
            // The space before an indented element comes as text.
            Event::Text(text) if self.state.raw.is_some() => {
                self.state.raw.get_or_insert_default().push_str(text);
            }
            Event::Text(text) if self.state.in_code => {
                let text = self.values.masked.restore(text, self.values.original);
                escape::text(&mut self.out, &text);
            }
            Event::Text(text) => match self.state.wiki_title.take() {
                Some(title) => escape::text(&mut self.out, &title),
                None => self.text(text, at),
            },
            Event::Code(code) => {
                let code = self.values.masked.restore(code, self.values.original);
                self.out.push_str("<code>");
                escape::text(&mut self.out, &code);
                self.out.push_str("</code>");
                self.typographer.pass('x');
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                // Left as it was written, dollars and all: money looks like mathematics.
                let written = &self.values.masked.text[item.range.clone()];
                for piece in self.values.masked.pieces(written) {
                    match piece {
                        Piece::Text(text, _) => escape::text(&mut self.out, text),
                        Piece::Value(index) => self.value(index),
                    }
                }
                self.typographer.pass('x');
            }
            Event::Html(html) => {
                self.state.raw.get_or_insert_default().push_str(html);
            }
            Event::InlineHtml(html) => {
                let html = html.to_string();
                self.raw_html(&html, item.range.clone());
            }
            Event::FootnoteReference(label) => {
                let reference = self.footnotes.reference(label, self.prefix);
                self.out.push_str(&reference);
            }
            Event::SoftBreak => {
                self.out.push('\n');
                self.typographer.pass(' ');
            }
            Event::HardBreak => {
                self.out.push_str("<br>\n");
                self.typographer.pass(' ');
            }
            Event::Rule => {
                self.fresh_line();
                self.out.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => {
                let (sign, key) = if *done { ("☑", "task.done") } else { ("☐", "task.open") };
                self.out.push_str("<span class=\"task\" role=\"img\"");
                escape::attribute(&mut self.out, "aria-label", self.words.get(key));
                self.out.push_str(&format!(">{sign}</span> "));
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>, at: usize) {
        self.state.raw_levels.push(self.state.raw_elements.len());
        match tag {
            Tag::Emphasis => return self.out.push_str("<em>"),
            Tag::Strong => return self.out.push_str("<strong>"),
            Tag::Strikethrough => return self.out.push_str("<del>"),
            Tag::Superscript => return self.out.push_str("<sup>"),
            Tag::Subscript => return self.out.push_str("<sub>"),
            Tag::Link { .. } => return self.link(at),
            _ => self.typographer.new_block(),
        }
        match tag {
            Tag::TableHead => return self.row("<thead>\n<tr>", true),
            Tag::TableRow => {
                self.row("<tr", false);
                return self.open_end(at);
            }
            Tag::TableCell => return self.cell(),
            _ => self.fresh_line(),
        }
        match tag {
            Tag::Paragraph => {
                self.out.push_str("<p");
                self.open_end(at);
            }
            Tag::Heading { .. } => {
                let Some(heading) = self.outline.headings.get(&at) else { return };
                self.state.heading = heading.level;
                self.out.push_str(&format!("<h{}", heading.level));
                escape::attribute(&mut self.out, "id", &heading.id);
                self.open_end(at);
            }
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) => {
                self.out.push_str("<pre><code");
                if let CodeBlockKind::Fenced(info) = kind {
                    let info = self.values.masked.restore(info, self.values.original);
                    if let Some(language) = info.split_whitespace().next() {
                        escape::attribute(&mut self.out, "class", &format!("language-{language}"));
                    }
                }
                self.out.push('>');
                self.state.in_code = true;
            }
            Tag::HtmlBlock => self.state.raw = Some(String::new()),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => {
                self.out.push_str("<li");
                self.open_end(at);
            }
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(alignments) => {
                self.state.alignments.clone_from(alignments);
                self.out.push_str("<div class=\"scroll\">\n<table>\n");
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        // What the author opened inside ends with it.
        let open = self.state.raw_levels.pop().unwrap_or(0);
        self.close_raw(open);
        match tag {
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => {
                self.state.in_address = false;
                if self.state.linked.pop() == Some(true) {
                    self.out.push_str("</a>");
                }
            }
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(_) => self.out.push_str(&format!("</h{}>\n", self.state.heading)),
            TagEnd::BlockQuote(_) => {
                self.fresh_line();
                let alert = self.state.alerts.pop() == Some(true);
                self.out.push_str(if alert { "</aside>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => {
                self.state.in_code = false;
                self.out.push_str("</code></pre>\n");
            }
            TagEnd::HtmlBlock => self.raw_block(range),
            TagEnd::List(ordered) => self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>\n"),
            TagEnd::TableHead => self.out.push_str("</tr>\n</thead>\n<tbody>\n"),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.out.push_str(if self.state.in_head { "</th>" } else { "</td>" });
                self.state.cell += 1;
            }
            TagEnd::Table => self.out.push_str("</tbody>\n</table>\n</div>\n"),
            TagEnd::FootnoteDefinition | TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Ends a start tag, with the mark of a paragraph that was written against other figures.
    fn open_end(&mut self, at: usize) {
        self.out.push_str(if self.stale.contains(&at) { " class=\"stale\">" } else { ">" });
    }

    fn row(&mut self, open: &str, head: bool) {
        self.out.push_str(open);
        (self.state.cell, self.state.in_head) = (0, head);
    }

    fn cell(&mut self) {
        self.out.push_str(if self.state.in_head { "<th scope=\"col\"" } else { "<td" });
        match self.state.alignments.get(self.state.cell) {
            Some(Alignment::Right) => self.out.push_str(" class=\"num\""),
            Some(Alignment::Center) => self.out.push_str(" class=\"center\""),
            _ => {}
        }
        self.out.push('>');
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.state.alerts.push(kind.is_some());
        let name = match kind {
            None => return self.out.push_str("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => "note",
            Some(BlockQuoteKind::Tip) => "tip",
            Some(BlockQuoteKind::Important) => "important",
            Some(BlockQuoteKind::Warning) => "warning",
            Some(BlockQuoteKind::Caution) => "caution",
        };
        self.out.push_str(&format!("<aside class=\"alert {name}\">\n<p class=\"alert-title\">"));
        escape::text(&mut self.out, self.words.get(&format!("alert.{name}")));
        self.out.push_str("</p>\n");
    }

    fn text(&mut self, text: &str, at: usize) {
        let item = &self.document.items[at];
        let file = self.values.original;
        let verbatim = is_verbatim(self.values.masked, item);
        if verbatim {
            prose::check(file, item.range.clone(), self.links.place, self.values.masked, &mut self.diagnostics);
        }
        let as_it_is = !verbatim || self.state.in_address;
        if !as_it_is {
            claims::unlinked(file, item.range.clone(), self.links.place, &mut self.diagnostics);
        }
        let escaped = verbatim && file[..item.range.start].ends_with('\\');
        let pieces = self.values.masked.pieces(text);
        for (number, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Value(index) => self.value(*index),
                Piece::Text(text, _) if as_it_is => {
                    escape::text(&mut self.out, text);
                    self.typographer.pass(text.chars().next_back().unwrap_or(' '));
                }
                Piece::Text(text, _) => {
                    let mut text = *text;
                    if escaped && number == 0 {
                        // What the author escaped stays as it was typed.
                        let first = text.chars().next().map_or(0, char::len_utf8);
                        escape::text(&mut self.out, &text[..first]);
                        self.typographer.pass(text.chars().next().unwrap_or(' '));
                        text = &text[first..];
                    }
                    let after = match pieces.get(number + 1) {
                        Some(_) => Some('0'),
                        None => prose::following(self.document, at),
                    };
                    let set = self.typographer.set(text, after);
                    escape::text(&mut self.out, &set);
                }
            }
        }
    }

    pub(super) fn value(&mut self, index: usize) {
        let shown = self.values.get(index, &mut self.diagnostics);
        write_value(&mut self.out, shown);
        self.typographer.pass(shown.text.chars().next_back().unwrap_or('0'));
    }

    pub fn fresh_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}

/// A figure as `<data>` with its base and interval at hand, a symbol as `<abbr>` with its meaning.
fn write_value(out: &mut String, shown: &Shown) {
    let element = match (shown.kind, shown.number) {
        (Kind::Symbol, _) => "abbr",
        (Kind::Unresolved | Kind::NotYet, _) => "mark",
        (Kind::Value, Some(_)) => "data",
        (Kind::Value, None) => "span",
    };
    out.push('<');
    out.push_str(element);
    out.push_str(match shown.kind {
        Kind::Value => " class=\"value\"",
        Kind::Symbol => " class=\"symbol\"",
        Kind::NotYet => " class=\"not-yet\"",
        Kind::Unresolved => " class=\"unresolved\"",
    });
    if let (Kind::Value, Some(number)) = (shown.kind, shown.number) {
        escape::attribute(out, "value", &number.to_string());
    }
    if let Some(note) = &shown.note {
        escape::attribute(out, "title", note);
    }
    out.push('>');
    escape::text(out, &shown.text);
    out.push_str(&format!("</{element}>"));
    if let Some((symbol, note)) = &shown.mark {
        out.push_str(" <abbr class=\"symbol\"");
        escape::attribute(out, "title", note);
        out.push('>');
        escape::text(out, symbol);
        out.push_str("</abbr>");
    }
}
