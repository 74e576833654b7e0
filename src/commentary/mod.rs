//! Commentary: front matter, inline values, claims, Markdown to HTML.
//!
//! A text is read once: its inline values are found and hidden in the source (`mask`), Markdown is parsed
//! (`markdown`), headings are outlined (`headings`) and HTML is written (`html`), with every problem at its place.

mod accepted;
mod block;
mod body;
mod claims;
mod comments;
mod compare;
mod escape;
mod folder;
mod footnotes;
mod front_matter;
mod headings;
mod html;
mod html_link;
mod links;
mod markdown;
mod mask;
mod prose;
mod quote;
mod raw;
mod resolve;
mod stale;
mod typed;
mod typography;
mod values;
mod work;

pub use accepted::{ACCEPTED, Accepted, Paragraph};
pub use block::{Block, BlockFigure, BlockKey, By};
pub use claims::{Claimed, Points};
pub use folder::{EditionFolder, read as read_folder};
pub use headings::Heading;
pub use links::{Addresses, Asset, Outgoing, PageAt};
pub use quote::{masked, quote};
pub use typed::Vocabulary;

use crate::claims::{Ground, Say};
use crate::config::{Event, Report};
use crate::diag::{Checked, Diagnostic, Severity};
use crate::lookup::Place;
use crate::message::Catalogue;
use crate::metrics::{Answers, Figures};
use crate::number::Numbers;
use crate::source::{SourceId, SourceReader, Span};
use crate::voice::Comments;
use front_matter::{FrontMatter, Text};
use jiff::civil::Date;
use resolve::Resolver;
use std::collections::BTreeSet;
use typography::Typographer;
use values::Values;

/// One text as it stands on its page.
#[derive(Debug, Clone, PartialEq)]
pub struct Commentary {
    /// The file's name without `.md`: `overview`, `nps`, `what-we-did`. Whose commentary that is, the site decides.
    pub stem: String,
    /// From the front matter, else the heading of level 1 that the text begins with. Plain text.
    pub title: Option<String>,
    /// Place among the author's own pages; smaller is earlier.
    pub order: Option<i64>,
    /// A sentence for lists and search engines. Plain text.
    pub summary: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When.
    pub date: Option<Date>,
    /// The text, with headings from level 2 on.
    pub html: String,
    /// The main points, which stand apart, where the overview's text has some: a section below a heading with the id
    /// `points`.
    pub points: Option<Points>,
    /// Its sentences that are tied to figures, in the order of their evidence.
    pub claims: Vec<Claimed>,
    /// Its headings in order.
    pub toc: Vec<Heading>,
    /// Charts and tables that it asks for: each stands in `html` as its slot.
    pub blocks: Vec<Block>,
    /// Its paragraphs with the values that they stand on, as `wavemark accept` would record them.
    pub paragraphs: Vec<Paragraph>,
    /// Parts of pages that it links to and that are no headings of its own.
    pub outgoing: Vec<Outgoing>,
    /// Files beside the text that it shows or links to, in order.
    pub assets: Vec<Asset>,
    /// The file.
    pub source: SourceId,
}

impl Commentary {
    /// Whether one of its headings has this id on its page.
    pub fn has_heading(&self, id: &str) -> bool {
        self.toc.iter().any(|heading| heading.id == id)
    }

    /// Leads a link that named no heading of its text to the part of the page that has this very id.
    pub fn leave_heading(&mut self, at: usize) {
        let link = &mut self.outgoing[at];
        let (from, to) = (link.href(true), link.href(false));
        link.prefix.clear();
        self.html = self.html.replace(&from, &to);
        if let Some(points) = &mut self.points {
            points.html = points.html.replace(&from, &to);
        }
    }
}

/// What a text is rendered with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The figures of the text's edition.
    pub figures: &'a Figures,
    /// The answers behind the figures, for comparisons that only a claim asks for.
    pub answers: &'a dyn Answers,
    /// How bad it is when the data neither support nor contradict a claim.
    pub unproven: Severity,
    /// Waves, baseline, floors and the level of intervals.
    pub report: &'a Report,
    /// Dated happenings, whose dates texts may name.
    pub events: &'a [Event],
    /// The numbers of the site's language.
    pub numbers: &'a Numbers,
    /// The words of the site's language.
    pub words: &'a Catalogue,
    /// The names and words of the edition's figures.
    pub vocabulary: &'a Vocabulary,
    /// The site's language, for its quotation marks.
    pub language: &'a str,
    /// The folder that the text stands in.
    pub folder: &'a EditionFolder,
    /// Addresses as seen from the text's page.
    pub addresses: &'a dyn Addresses,
    /// What customers wrote; None where the site-config asks for no comments.
    pub comments: Option<&'a Comments>,
    /// What was accepted of the folder's texts; None where nothing was.
    pub accepted: Option<&'a Accepted>,
    /// What ids begin with, so that several texts can stand on one page; may be empty.
    pub prefix: &'a str,
    /// Whether the page is for the author's eyes: what is not there yet is a placeholder.
    pub preview: bool,
}

/// The largest text that is read, in bytes; far above any that a person writes.
const LARGEST: usize = 16 << 20;

/// Reads the text `name` of `context.folder` and renders it.
///
/// The value is there also when there are errors, as far as it could be made: what could not be resolved is shown as it
/// was written. It is absent only when the file cannot be read as text.
pub fn render(reader: &SourceReader, name: &str, context: &Context<'_>) -> Checked<Commentary> {
    let path = context.folder.file(name);
    let source = match reader.read(&path) {
        Ok(source) => source,
        Err(error) => {
            let problem = Diagnostic::error("commentary/unreadable", error.to_string());
            let problem = problem.hint("rename the file, or look at its permissions");
            // Without a folder in the config there is no commentary.
            let place = context.report.commentary.as_ref().map(|folder| folder.span);
            let problem = place.into_iter().fold(problem, Diagnostic::at);
            return Checked { value: None, diagnostics: vec![problem] };
        }
    };
    let file = match source.text() {
        Ok(text) if text.len() <= LARGEST => text,
        Ok(_) => {
            let message = format!("`{path}` is larger than {} MB", LARGEST >> 20);
            let problem = Diagnostic::error("commentary/too-large", message).at(Span::new(source.id, 0, 0));
            return Checked { value: None, diagnostics: vec![problem.hint("split the text into several files")] };
        }
        Err(at) => {
            let problem =
                Diagnostic::error("commentary/not-utf8", "this byte is not UTF-8, in which texts are written")
                    .at(Span::new(source.id, at, at + 1));
            return Checked { value: None, diagnostics: vec![problem.hint("save the file as UTF-8")] };
        }
    };
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    text(file, stem, Place { source: source.id }, context)
}

fn text(file: &str, stem: String, place: Place, context: &Context<'_>) -> Checked<Commentary> {
    let mut diagnostics = Vec::new();
    let front = front_matter::read(file, place, &mut diagnostics);
    if let Some((at, c)) = mask::first_private(file) {
        let message = format!("the character U+{:X} is for private use and has no agreed meaning", u32::from(c));
        diagnostics.push(
            place.error("commentary/private-character", message, at..at + c.len_utf8()).hint("leave it out").into(),
        );
    }
    let resolver = Resolver::new(context, place);
    let mut typographer = Typographer::new(context.language);
    let mut plain = |written: &Option<Text>| {
        let written = written.as_ref()?;
        let text = plain_text(written, file, &resolver, &mut diagnostics);
        Some(typographer.block(&text))
    };
    let (given_title, summary) = (plain(&front.title), plain(&front.summary));
    let masked = mask::mask(file);
    let document = markdown::read(&masked, front.end, place, &mut diagnostics);
    let say = Say {
        ground: Ground { figures: context.figures, report: context.report, answers: context.answers },
        numbers: context.numbers,
        words: context.words,
    };
    let judge = block::Judge { say: &say, unproven: context.unproven };
    let blocks = block::read(&document, &masked, file, &resolver, judge, &stem, &mut diagnostics);
    let above = [&front.title, &front.summary].into_iter().flatten();
    let headlines = blocks.headlines.iter().map(|(text, claims)| (text, claims.as_slice()));
    let beside: Vec<(&Text, &[String])> = above.map(|text| (text, [].as_slice())).chain(headlines).collect();
    let running = typed::stretches(&document, &masked);
    let mut findings = typed::TypedReader::new(&resolver, context.vocabulary).read(&running, file, &beside);
    diagnostics.append(&mut findings.problems);
    findings.meant.sort_by_key(|meant| meant.place.start);
    let mut values = Values::new(&masked, file, &resolver);
    let outline = headings::outline(
        &document,
        given_title.as_deref(),
        context.prefix,
        &mut values,
        &mut typographer,
        place,
        &mut diagnostics,
    );
    let ground = stale::Ground {
        name: format!("{stem}.md"),
        file,
        masked: &masked,
        resolver: &resolver,
        outline: &outline,
        accepted: context.accepted,
        say: &say,
    };
    let standing = ground.standing(&running, &beside, &findings.meant, &mut values, &mut diagnostics);
    let own = outline.headings.values().map(|heading| heading.id[context.prefix.len()..].to_owned());
    let links = links::Links {
        folder: context.folder,
        addresses: context.addresses,
        place,
        prefix: context.prefix,
        anchors: own.collect(),
        assets: Default::default(),
        outgoing: Vec::new(),
    };
    let footnotes = footnotes::Footnotes::of(&document, place, &mut diagnostics);
    let mut writer = html::Writer {
        document: &document,
        outline: &outline,
        values,
        links,
        typographer,
        footnotes,
        blocks: &blocks,
        stale: if context.preview { standing.stale } else { BTreeSet::new() },
        words: context.words,
        prefix: context.prefix,
        raw_html: context.report.raw_html,
        quotable: comments::Quotable {
            comments: context.comments,
            waves: &context.report.waves,
            wave: context.figures.wave,
        },
        claims: claims::Claims { say, unproven: context.unproven, found: Vec::new() },
        is_overview: matches!(stem.as_str(), "overview" | "index"),
        points: None,
        out: String::new(),
        diagnostics,
        state: html::State::default(),
    };
    writer.write(0..document.items.len());
    writer.footnotes();
    let html::Writer {
        out: html,
        links: links::Links { assets, outgoing, .. },
        claims: claims::Claims { found, .. },
        points,
        mut diagnostics,
        ..
    } = writer;
    diagnostics.sort_by_key(|problem| problem.span.map(|span| (span.start, span.end)));
    let FrontMatter { order, author, date, .. } = front;
    let value = Commentary {
        stem,
        title: given_title.or(outline.title),
        order,
        summary,
        author: author.map(|author| author.text),
        date,
        html,
        points,
        claims: found,
        toc: outline.headings.into_values().collect(),
        blocks: blocks.found.into_iter().filter_map(|(_, block)| block).collect(),
        paragraphs: standing.paragraphs,
        outgoing,
        assets: assets.into_iter().collect(),
        source: place.source,
    };
    Checked { value: Some(value), diagnostics }
}

/// A text of the front matter with its values. Their places are known where the text stands in the file as it reads,
/// which fails only for a quoted text with escapes inside the braces; then the whole text is the place.
fn plain_text(written: &Text, file: &str, resolver: &Resolver<'_>, diagnostics: &mut Vec<Diagnostic>) -> String {
    let masked = mask::mask(&written.text);
    let in_file: Vec<_> = mask::find(&file[written.range.clone()]);
    let start = written.range.start;
    let mut plain = String::new();
    for piece in masked.pieces(&masked.text) {
        let index = match piece {
            mask::Piece::Text(text, _) => {
                if text.contains("{{") {
                    diagnostics.push(
                        resolver
                            .error("commentary/unclosed-value", "a `{{` here begins no value", written.range.clone())
                            .hint(prose::UNCLOSED)
                            .into(),
                    );
                }
                if let Some(at) = text.find("](claim:") {
                    let message = format!(
                        "a title is plain text, so that `{}` is no claim",
                        text[at + 2..].trim_end_matches(')')
                    );
                    let problem = resolver.error("claim/not-a-link", message, written.range.clone());
                    diagnostics.push(problem.hint("write the words alone, and claim it in the text").into());
                }
                plain.push_str(text);
                continue;
            }
            mask::Piece::Value(index) => index,
        };
        let inner = &written.text[masked.found[index].inner.clone()];
        let here = in_file.get(index).filter(|_| in_file.len() == masked.found.len()).map(|found| mask::Found {
            outer: found.outer.start + start..found.outer.end + start,
            inner: found.inner.start + start..found.inner.end + start,
        });
        match here.filter(|found| &file[found.inner.clone()] == inner) {
            Some(found) => plain.push_str(&values::show(resolver, file, &found, diagnostics).read()),
            None => {
                let message = "a value in front matter is written without escapes";
                let problem = resolver.error("commentary/bad-value", message, written.range.clone());
                diagnostics.push(problem.hint("leave out the backslashes, or put the text into single quotes").into());
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests;
