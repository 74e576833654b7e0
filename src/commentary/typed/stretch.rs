//! Running text without markup: a paragraph, a heading, a list item, the row of a table; each character with its place.

use crate::claims::address_of;
use crate::commentary::markdown::{Document, Event, Item, Tag, TagEnd, is_verbatim};
use crate::commentary::mask::{Masked, Piece, mask};
use std::ops::Range;

/// Stands for what is no prose: an inline value, code.
pub(super) const OPAQUE: char = '\u{fffc}';

/// What quiets the sentence that it stands in, or behind.
const QUIET: &str = "ok";

/// A piece of running text.
#[derive(Debug, Default)]
pub(in crate::commentary) struct Stretch {
    /// Its words; an inline value is one [`OPAQUE`].
    pub text: String,
    /// For a row of a table the words of the header row, which say what its columns are about.
    pub header: String,
    /// Links to claims, in order.
    pub claims: Vec<ClaimLink>,
    /// Where marks that quiet a sentence stand, in order.
    pub quiet: Vec<usize>,
    /// The inline values in it, by their indices.
    pub values: Vec<usize>,
    /// The event that begins the block that it is, or is in.
    pub event: usize,
    parts: Vec<Part>,
}

/// A link to a claim.
#[derive(Debug)]
pub(in crate::commentary) struct ClaimLink {
    /// Its words, as a range of the text.
    pub range: Range<usize>,
    /// Its address, `claim:nps/rose/previous`.
    pub address: String,
}

#[derive(Debug)]
struct Part {
    /// Where it begins in the text.
    at: usize,
    /// Where it stands in the file.
    file: Range<usize>,
    /// Whether it stands there byte for byte.
    is_verbatim: bool,
}

impl Stretch {
    /// One text that stands at `range` in `file`, perhaps in quotes, of which some words claim something.
    pub fn plain(text: &str, range: &Range<usize>, file: &str, claims: &[String]) -> Stretch {
        let masked = mask(text);
        let mut stretch = Stretch::default();
        let inside = file.get(range.clone()).and_then(|written| written.find(text));
        for piece in masked.pieces(&masked.text) {
            match (piece, inside) {
                (Piece::Text(words, at), Some(inside)) => {
                    let start = range.start + inside + at;
                    stretch.push(words, start..start + words.len(), true);
                }
                (Piece::Text(words, _), None) => stretch.push(words, range.clone(), false),
                (Piece::Value(_), _) => stretch.opaque(range.clone()),
            }
        }
        let whole = 0..stretch.text.len();
        let claims = claims.iter().map(|address| ClaimLink { range: whole.clone(), address: address.clone() });
        stretch.claims = claims.collect();
        stretch
    }

    /// The links to claims that touch a part of the text.
    pub fn claims_in(&self, range: &Range<usize>) -> &[ClaimLink] {
        let from = self.claims.partition_point(|claim| claim.range.end <= range.start);
        let to = self.claims.partition_point(|claim| claim.range.start < range.end);
        self.claims.get(from..to).unwrap_or_default()
    }

    /// Whether a mark that quiets stands in a part of the text.
    pub fn is_quiet(&self, range: &Range<usize>) -> bool {
        let first = self.quiet.partition_point(|mark| *mark < range.start);
        self.quiet.get(first).is_some_and(|mark| *mark < range.end)
    }

    /// Where a part of the text stands in the file.
    pub fn place(&self, range: &Range<usize>) -> Range<usize> {
        let part = |at: usize| {
            let part = self.parts.partition_point(|part| part.at <= at).checked_sub(1).map(|n| &self.parts[n]);
            part.map(|part| match part.is_verbatim {
                true => (part.file.start + at - part.at, part.file.start + at - part.at),
                false => (part.file.start, part.file.end),
            })
        };
        let (start, _) = part(range.start).unwrap_or((0, 0));
        // The last byte of the range, so that its end lies in the same part.
        let end = part(range.end.saturating_sub(1).max(range.start)).map_or(start, |(from, to)| to.max(from + 1));
        start..end.max(start)
    }

    /// Its words with inline values and code as they are written in `file`, and without other markup.
    pub fn words(&self, file: &str) -> String {
        let mut words = String::with_capacity(self.text.len());
        for (number, part) in self.parts.iter().enumerate() {
            let end = self.parts.get(number + 1).map_or(self.text.len(), |next| next.at);
            match &self.text[part.at..end] {
                text if text.starts_with(OPAQUE) => words.push_str(file.get(part.file.clone()).unwrap_or_default()),
                text => words.push_str(text),
            }
        }
        words
    }

    /// Where it stands in the file as a whole.
    pub fn whole(&self) -> Range<usize> {
        match (self.parts.first(), self.parts.last()) {
            (Some(first), Some(last)) => first.file.start..last.file.end.max(first.file.start),
            _ => 0..0,
        }
    }

    fn push(&mut self, text: &str, file: Range<usize>, is_verbatim: bool) {
        self.parts.push(Part { at: self.text.len(), file, is_verbatim });
        self.text.push_str(text);
    }

    fn opaque(&mut self, file: Range<usize>) {
        self.parts.push(Part { at: self.text.len(), file, is_verbatim: false });
        self.text.push(OPAQUE);
    }
}

/// All running text of a document, in order.
pub(in crate::commentary) fn stretches(document: &Document<'_>, masked: &Masked) -> Vec<Stretch> {
    let mut walk = Walk::new(masked);
    for (at, item) in document.items.iter().enumerate() {
        walk.item(at, item);
    }
    walk.flush();
    walk.done
}

struct Walk<'m> {
    masked: &'m Masked,
    current: Stretch,
    done: Vec<Stretch>,
    header: String,
    in_head: bool,
    verbatim_blocks: usize,
    /// For each open link, where it begins and its address if it leads to a claim.
    links: Vec<Option<(usize, String)>>,
}

impl<'m> Walk<'m> {
    fn new(masked: &'m Masked) -> Walk<'m> {
        Walk {
            masked,
            current: Stretch::default(),
            done: Vec::new(),
            header: String::new(),
            in_head: false,
            verbatim_blocks: 0,
            links: Vec::new(),
        }
    }

    fn flush(&mut self) {
        let stretch = std::mem::take(&mut self.current);
        if self.in_head {
            self.header.clone_from(&stretch.text);
        }
        if !stretch.text.trim().is_empty() {
            self.done
                .push(Stretch { header: if self.in_head { String::new() } else { self.header.clone() }, ..stretch });
        }
    }

    fn item(&mut self, at: usize, item: &Item<'_>) {
        match &item.event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                let address = dest_url.trim();
                let start = self.current.text.len();
                self.links.push(address_of(address).map(|_| (start, address.to_owned())));
            }
            Event::End(TagEnd::Link) => {
                if let Some(Some((start, address))) = self.links.pop() {
                    let range = start.min(self.current.text.len())..self.current.text.len();
                    self.current.claims.push(ClaimLink { range, address });
                }
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Image { .. })
            | Event::Start(Tag::Superscript | Tag::Subscript | Tag::TableCell)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Image)
            | Event::End(TagEnd::Superscript | TagEnd::Subscript) => {}
            Event::End(TagEnd::TableCell) => self.current.push(" | ", item.range.end..item.range.end, false),
            Event::Start(tag) => {
                self.flush();
                self.current.event = at;
                match tag {
                    Tag::CodeBlock(_) => self.verbatim_blocks += 1,
                    Tag::TableHead => self.in_head = true,
                    Tag::Table(_) => self.header.clear(),
                    _ => {}
                }
            }
            Event::End(tag) => {
                self.flush();
                match tag {
                    TagEnd::CodeBlock => self.verbatim_blocks = self.verbatim_blocks.saturating_sub(1),
                    TagEnd::TableHead => self.in_head = false,
                    TagEnd::Table => self.header.clear(),
                    _ => {}
                }
            }
            _ if self.verbatim_blocks > 0 => {}
            Event::Text(text) => self.text(text, item),
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                let text = &self.masked.text[item.range.clone()];
                self.pieces(text, item.range.start, true, &item.range);
            }
            Event::Code(_) => self.current.opaque(item.range.clone()),
            Event::SoftBreak | Event::HardBreak => self.current.push(" ", item.range.clone(), false),
            Event::InlineHtml(html) if is_quiet(html) => self.current.quiet.push(self.current.text.len()),
            // A comment on the line below a paragraph ends it.
            Event::Html(html) if is_quiet(html) => {
                if let Some(last) = self.done.last_mut() {
                    last.quiet.push(last.text.len());
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, item: &Item<'_>) {
        let verbatim = is_verbatim(self.masked, item);
        self.pieces(text, item.range.start, verbatim, &item.range);
    }

    fn pieces(&mut self, text: &str, start: usize, verbatim: bool, whole: &Range<usize>) {
        for piece in self.masked.pieces(text) {
            match piece {
                Piece::Text(words, at) if verbatim => {
                    self.current.push(words, start + at..start + at + words.len(), true);
                }
                Piece::Text(words, _) => self.current.push(words, whole.clone(), false),
                Piece::Value(index) => {
                    self.current.values.push(index);
                    self.current.opaque(self.masked.found[index].outer.clone());
                }
            }
        }
    }
}

/// Whether HTML is the comment `<!-- ok -->`, perhaps with a reason behind the word.
fn is_quiet(html: &str) -> bool {
    let inside = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    inside
        .and_then(|inside| inside.split_whitespace().next())
        .is_some_and(|word| word.trim_end_matches([':', ',', '.']).eq_ignore_ascii_case(QUIET))
}
