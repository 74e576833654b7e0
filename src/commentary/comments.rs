//! Customers' comments in a text: a block of code marked `comment`, with a respondent's id on each line.

use super::html::Writer;
use super::markdown::{CodeBlockKind, Event, Tag, is_verbatim};
use super::quote::quote;
use crate::lookup::Problem;
use crate::voice::{Comments, Refusal};
use crate::wave::{Wave, WaveScheme};
use std::ops::Range;

/// The comments that a text may show.
#[derive(Clone, Copy)]
pub(super) struct Quotable<'a> {
    /// None where the site-config asks for none.
    pub comments: Option<&'a Comments>,
    /// The waves.
    pub waves: &'a WaveScheme,
    /// The edition's wave.
    pub wave: Wave,
}

/// Whether the event begins a block of comments.
pub(super) fn is_comments(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if info.trim() == "comment")
}

impl Writer<'_, '_> {
    /// Shows the comments that the block at `at` names, and gives where it ends.
    pub fn comments(&mut self, at: usize) -> usize {
        let end = self.document.end_of(at);
        self.typographer.new_block();
        self.fresh_line();
        let lines = self.lines(at + 1..end);
        if lines.is_empty() {
            let range = self.document.items[at].range.clone();
            let problem = self.links.place.error("commentary/unknown-comment", "this block names no comment", range);
            self.diagnostics.push(problem.hint("write the id of a respondent on each line").into());
        }
        for (respondent, range) in lines {
            match self.quotable.comments.map(|comments| (comments, comments.quote(&respondent, self.quotable.wave))) {
                Some((_, Ok(found))) => self.out.push_str(&quote(&found, self.words, self.quotable.waves)),
                Some((comments, Err(refusal))) => {
                    let problem = self.refused(&respondent, refusal, comments.smallest_group(), range);
                    self.diagnostics.push(problem.into());
                }
                None => {
                    let message = "comments are shown only where the site-config asks for them";
                    let problem = self.links.place.error("commentary/no-comments", message, range);
                    let hint = "add a section [voice] with `comment = \"…\"`, the header of the column of comments";
                    self.diagnostics.push(problem.hint(hint).into());
                    return end;
                }
            }
        }
        end
    }

    /// The lines of a block of code that are not blank, each with its place.
    fn lines(&self, range: Range<usize>) -> Vec<(String, Range<usize>)> {
        let mut lines = Vec::new();
        for item in &self.document.items[range] {
            let Event::Text(text) = &item.event else { continue };
            let verbatim = is_verbatim(self.values.masked, item);
            let mut start = item.range.start;
            for line in text.split('\n') {
                let from = start + (line.len() - line.trim_start().len());
                let place = if verbatim { from..from + line.trim().len() } else { item.range.clone() };
                start += line.len() + 1;
                if !line.trim().is_empty() {
                    let line = self.values.masked.restore(line.trim(), self.values.original).into_owned();
                    lines.push((line, place));
                }
            }
        }
        lines
    }

    /// The reason without a word of the comment itself.
    fn refused(&self, respondent: &str, refusal: Refusal, smallest: u64, range: Range<usize>) -> Problem {
        let until = self.quotable.waves.id(self.quotable.wave);
        let of = format!("the comment of `{respondent}` must not be published");
        let (code, message, hint) = match refusal {
            Refusal::Unknown => (
                "commentary/unknown-comment",
                format!("up to {until} no respondent `{respondent}` wrote a comment on us"),
                "write the id as it stands in the column that `respondent` of the source names, one on each line",
            ),
            Refusal::Ambiguous => (
                "commentary/unknown-comment",
                format!("respondents of several earlier waves have the id `{respondent}`"),
                "only a comment of the edition's own wave can be meant by such an id",
            ),
            Refusal::NoConsent => (
                "commentary/comment-withheld",
                format!("{of}: its writer did not agree"),
                "choose another; `consent_means` in [voice] says what stands in the data for yes",
            ),
            Refusal::SmallGroup => (
                "commentary/comment-withheld",
                format!("{of}: fewer than {smallest} respondents belong to the group of its writer"),
                "choose another; `smallest_group` in [voice] is the floor",
            ),
            Refusal::Empty => (
                "commentary/comment-withheld",
                format!("{of}: nothing of it is left once it is masked"),
                "choose another",
            ),
        };
        self.links.place.error(code, message, range).hint(hint)
    }
}
