//! What is looked for in running text: braces and footnotes that came to nothing, and what follows a word.

use super::markdown::{Document, Event, Tag, TagEnd};
use super::mask::{Masked, is_escaped};
use super::values::Values;
use super::work;
use crate::diag::Diagnostic;
use crate::lookup::Place;
use std::ops::Range;

/// Reports in the text at `range` every `{{` that begins no value and every `[^label]` that no footnote answers.
pub(super) fn check(file: &str, range: Range<usize>, place: Place, masked: &Masked, diagnostics: &mut Vec<Diagnostic>) {
    let text = &masked.text[range.clone()];
    if !text.contains("{{") && !text.contains("[^") {
        return;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        let from = range.start + at;
        let step = match &bytes[at..at + 2] {
            b"{{" if !is_escaped(file.as_bytes(), from) => {
                diagnostics.push(unclosed(text, at, from, place));
                bytes[at..].iter().take_while(|b| **b == b'{').count()
            }
            b"[^" if !is_escaped(file.as_bytes(), from) => {
                let stop = bytes[at + 2..].iter().position(|b| matches!(b, b'[' | b']'));
                let length = stop.filter(|n| *n > 0 && bytes[at + 2 + n] == b']').map_or(2, |n| n + 3);
                if length > 2 {
                    diagnostics.push(undefined(&text[at + 2..at + length - 1], from..from + length, place));
                }
                length
            }
            _ => 1,
        };
        at += step;
    }
}

/// What to do about braces that begin no value.
pub(super) const UNCLOSED: &str = "a value ends with `}}` on the same line and holds no braces and no backticks; to show the braces themselves write `\\{{`";

fn unclosed(text: &str, at: usize, from: usize, place: Place) -> Diagnostic {
    if text[at..].starts_with("{{}}") {
        let problem = place.error("commentary/empty-value", "there is no metric between the braces", from..from + 4);
        return problem.hint("write for example `{{ nps }}`; to show the braces themselves write `\\{{`").into();
    }
    let problem = place.error("commentary/unclosed-value", "this `{{` begins no value", from..from + 2);
    problem.hint(UNCLOSED).into()
}

fn undefined(label: &str, range: Range<usize>, place: Place) -> Diagnostic {
    let problem = place.error("commentary/undefined-footnote", format!("there is no footnote `{label}`"), range);
    problem.hint(format!("add a line `[^{label}]: …`, or escape the bracket: `\\[`")).into()
}

/// The character that follows the text of event `at` in the same block; None at the block's end.
pub(super) fn following(document: &Document<'_>, at: usize) -> Option<char> {
    for item in &document.items[at + 1..] {
        match &item.event {
            Event::Text(text) => {
                let first = text.chars().next()?;
                // A hidden value reads as a figure.
                return Some(if u32::from(first) >= 0xF_0000 { '0' } else { first });
            }
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::Start(Tag::Image { .. }) => {
                return Some('x');
            }
            Event::SoftBreak | Event::HardBreak => return Some(' '),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
            | Event::InlineHtml(_) => {}
            _ => return None,
        }
    }
    None
}

/// The words of some events without any markup: alternative text, the text of a heading.
pub(super) fn plain(
    document: &Document<'_>,
    events: Range<usize>,
    values: &mut Values<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let mut plain = String::new();
    work::done(events.len());
    for item in &document.items[events] {
        match &item.event {
            Event::Text(text) => plain.push_str(&values.plain(text, diagnostics)),
            Event::Code(code) => plain.push_str(&values.masked.restore(code, values.original)),
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                let written = &values.masked.text[item.range.clone()];
                plain.push_str(&values.plain(written, diagnostics));
            }
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            _ => {}
        }
    }
    plain
}

/// `html` without its comments; one that is not closed goes to the end.
pub(super) fn without_comments(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<!--") {
        kept.push_str(&rest[..start]);
        let comment = &rest[start..];
        // `<!-->` and `<!--->` are whole comments.
        rest = match comment[2..].find("-->") {
            Some(end) => &comment[2 + end + 3..],
            None => "",
        };
    }
    kept + rest
}
