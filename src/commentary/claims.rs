//! Claims in a text: links to `claim:…`, each judged, and led to its evidence.

use super::block::Block;
use super::escape;
use super::html::Writer;
use super::markdown::{Event, LinkType, Tag, TagEnd};
use super::prose;
use super::work;
use crate::claims::{self, Claim, Judgement, Say, address_of};
use crate::diag::{Diagnostic, Severity};
use crate::lookup::Place;
use std::ops::Range;

/// A sentence of a text that is tied to figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// Its id on the page, that of the chart for a headline; empty for a title, which is no part of the text below it.
    pub id: String,
    /// The id of its evidence on the page.
    pub evidence: String,
    /// The author's words.
    pub sentence: String,
    /// What they claim.
    pub claim: Claim,
    /// What the data say.
    pub judgement: Judgement,
}

/// The main points of an edition in the author's words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Points {
    /// Heading and list as HTML.
    pub html: String,
    /// The words of each point.
    pub sentences: Vec<String>,
}

/// What claims of a text are judged with, and those found so far.
pub(super) struct Claims<'a> {
    pub say: Say<'a>,
    /// How bad it is when the data neither support nor contradict one.
    pub unproven: Severity,
    pub found: Vec<Claimed>,
}

impl Claims<'_> {
    /// Takes in what the headline of a chart claims.
    pub fn of_headline(&mut self, block: &Block, prefix: &str) {
        for (sentence, claim, judgement) in &block.claims {
            let evidence = format!("{prefix}evidence-{}", self.found.len() + 1);
            let (claim, judgement) = (claim.clone(), judgement.clone());
            self.found.push(Claimed { id: block.id.clone(), evidence, sentence: sentence.clone(), claim, judgement });
        }
    }
}

/// The most main points that the overview has room for.
const MOST_POINTS: usize = 6;

/// The id that makes a heading that of the main points.
const POINTS: &str = "points";

impl Writer<'_, '_> {
    /// Opens the link of a claim, `range` being its address. Its words stay also where the claim cannot be read.
    pub(super) fn claim(&mut self, at: usize, written: &str, range: Range<usize>) -> bool {
        let end = self.document.end_of(at);
        let sentence = prose::plain(self.document, at + 1..end, &mut self.values, &mut self.diagnostics);
        let Some((claim, judgement)) = self.judged(written, range) else { return false };
        self.open_claim(claim, judgement, sentence);
        true
    }

    /// A claim alone, `<claim:nps/rose/previous>`, is shown as a sentence of ours. Gives the event that ends it.
    pub(super) fn claim_alone(&mut self, at: usize) -> usize {
        let end = self.document.end_of(at);
        let Some(written) = alone(&self.document.items[at].event) else { return end };
        let item = &self.document.items[at].range;
        let judged = self.judged(written, item.start + 1..item.end - 1);
        let (sentence, linked) = match judged {
            Some((claim, judgement)) if judgement.truth == claims::Truth::Supported => {
                let sentence = self.claims.say.sentence(&claim, Some(&judgement));
                self.open_claim(claim, judgement, sentence.clone());
                (sentence, true)
            }
            // What does not hold is not said by us.
            _ => (written.to_owned(), false),
        };
        escape::text(&mut self.out, &sentence);
        self.out.push_str(if linked { "</a>" } else { "" });
        self.typographer.pass('x');
        end
    }

    fn open_claim(&mut self, claim: Claim, judgement: Judgement, sentence: String) {
        let number = self.claims.found.len() + 1;
        let evidence = format!("{}evidence-{number}", self.prefix);
        let id = if self.state.in_title { String::new() } else { format!("{}claim-{number}", self.prefix) };
        self.out.push_str("<a");
        escape::attribute(&mut self.out, "class", &format!("claim {}", judgement.truth.word()));
        escape::attribute(&mut self.out, "id", &id);
        escape::attribute(&mut self.out, "href", &format!("#{evidence}"));
        self.out.push('>');
        self.claims.found.push(Claimed { id, evidence, sentence, claim, judgement });
    }

    /// Reads the claim whose address is at `range` and judges it; reports what is wrong with either.
    fn judged(&mut self, written: &str, range: Range<usize>) -> Option<(Claim, Judgement)> {
        let (file, place) = (self.values.original, self.links.place);
        let inner = inside_brackets(file, range);
        let raw = &file[inner.clone()];
        let lookup = &self.values.resolver.lookup;
        let as_written = address_of(raw).map(|claim| inner.end - claim.len()..inner.end);
        let read = match as_written.filter(|_| raw == written.trim()) {
            Some(claim) => claims::parse(lookup, file, claim).map_err(Diagnostic::from),
            // With escapes or entities in it, only the address as a whole has a place.
            None => {
                let claim = address_of(written.trim()).unwrap_or_default();
                let read = claims::parse(lookup, claim, 0..claim.len());
                read.map_err(|problem| Diagnostic::from(problem).at(place.span(inner.clone())))
            }
        };
        let claim = match read {
            Ok(claim) => claim,
            Err(problem) => {
                self.diagnostics.push(problem);
                return None;
            }
        };
        let judgement = claims::judge(&self.claims.say.ground, &claim);
        let (say, unproven) = (&self.claims.say, self.claims.unproven);
        let problem = claims::problem(say, &claim, &judgement, written, place.span(inner), unproven);
        self.diagnostics.extend(problem);
        Some((claim, judgement))
    }

    /// Whether the heading at `at` is that of the main points of the overview.
    pub(super) fn begins_points(&self, at: usize) -> bool {
        let Event::Start(Tag::Heading { id, .. }) = &self.document.items[at].event else { return false };
        self.is_overview && self.points.is_none() && id.as_deref() == Some(POINTS)
    }

    /// Writes the main points from their heading at `at` up to the next heading apart from the rest of the text, and
    /// gives where they end.
    pub(super) fn write_points(&mut self, at: usize, end: usize) -> usize {
        let next = self.document.items[at + 1..end].iter();
        let next = next.enumerate().find(|(_, item)| matches!(item.event, Event::Start(Tag::Heading { .. })));
        let until = next.map_or(end, |(after, _)| at + 1 + after);
        let sentences = self.check_points(at..until);
        let text = std::mem::take(&mut self.out);
        self.points = Some(Points::default());
        self.write(at..until);
        let html = std::mem::replace(&mut self.out, text);
        self.points = Some(Points { html, sentences });
        until
    }

    /// Each point is a claim, and there are not too many. Gives the words of each.
    fn check_points(&mut self, range: Range<usize>) -> Vec<String> {
        let mut sentences = Vec::new();
        let (mut depth, mut at) = (0_usize, range.start);
        while at < range.end {
            let item = &self.document.items[at];
            match &item.event {
                Event::Start(Tag::List(_)) => depth += 1,
                Event::End(TagEnd::List(_)) => depth -= 1,
                Event::Start(Tag::Item) if depth == 1 => {
                    let end = self.document.end_of(at);
                    // What is wrong with its values is told when it is written.
                    let text = prose::plain(self.document, at..end, &mut self.values, &mut Vec::new());
                    sentences.push(text.trim().to_owned());
                    let count = sentences.len();
                    let text =
                        item.range.start..item.range.start + self.values.original[item.range.clone()].trim_end().len();
                    let is_claim = |item: &super::markdown::Item<'_>| matches!(&item.event, Event::Start(Tag::Link { dest_url, .. }) if address_of(dest_url).is_some());
                    if !self.document.items[at..end].iter().any(is_claim) {
                        let message = "this main point claims nothing, so that no figure stands behind it";
                        let problem = Diagnostic::warning("claim/point-without-claim", message);
                        let hint = "link its words to a claim: `[…](claim:nps/rose/previous)`; `wavemark list points` proposes some";
                        self.diagnostics.push(problem.at(self.links.place.span(text)).hint(hint));
                    } else if count == MOST_POINTS + 1 {
                        let message =
                            format!("this is main point {count}, and the overview has room for {MOST_POINTS}");
                        let problem = Diagnostic::warning("claim/too-many-points", message);
                        let hint = "say the others elsewhere: who has ten seconds reads no more";
                        self.diagnostics.push(problem.at(self.links.place.span(text)).hint(hint));
                    }
                }
                _ => {}
            }
            at += 1;
        }
        sentences
    }
}

/// Whether a link is a claim in angle brackets without words of its own.
pub(super) fn alone<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::Start(Tag::Link { link_type: LinkType::Autolink, dest_url, .. }) => {
            address_of(dest_url).map(|_| dest_url.as_ref())
        }
        _ => None,
    }
}

/// An address without the angle brackets that may stand around it.
fn inside_brackets(file: &str, range: Range<usize>) -> Range<usize> {
    match &file[range.clone()] {
        text if text.starts_with('<') && text.ends_with('>') && text.len() > 1 => range.start + 1..range.end - 1,
        _ => range,
    }
}

/// Reports in the text at `range` of the file everything that looks like a claim: Markdown did not take it as a link.
pub(super) fn unlinked(file: &str, range: Range<usize>, place: Place, diagnostics: &mut Vec<Diagnostic>) {
    let text = &file[range.clone()];
    work::done(text.len());
    for (at, scheme) in text.match_indices("claim:") {
        let before = text[..at].chars().next_back();
        let is_linked = text[..at].ends_with("](") || text[..at].ends_with("](<");
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_')) {
            continue;
        }
        let rest = &text[at + scheme.len()..];
        let word = rest.find(char::is_whitespace).map_or(rest, |end| &rest[..end]);
        let is_like_one = word.starts_with(char::is_alphanumeric) && word.contains(['/', '@']);
        if !(is_linked || is_like_one) {
            continue;
        }
        let end = match is_linked {
            true => rest.find([')', '\n']).unwrap_or(word.len()),
            false => word.trim_end_matches(['.', ',', ')', '>', ';']).len(),
        };
        let start = range.start + at;
        let message = "this looks like a claim, and Markdown did not take it as a link, so that nothing checks it";
        let problem = place.error("claim/not-a-link", message, start..start + scheme.len() + end);
        let hint = "write `[words](claim:nps@region=north/rose/previous)` without spaces in the address: `small-business` for `Small business`, or the whole address in angle brackets, `(<claim:…>)`; to show it as it is, put it between backticks";
        diagnostics.push(problem.hint(hint).into());
    }
}
