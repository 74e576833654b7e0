//! Headings: the text's title, levels below the page's own, and an id for each.

use super::markdown::{Document, Event, Tag};
use super::mask::Piece;
use super::prose;
use super::typography::Typographer;
use super::values::Values;
use crate::diag::Diagnostic;
use crate::lookup::Place;
use crate::slug::slug;
use std::collections::{BTreeMap, BTreeSet};

/// One heading of a text as it stands on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6: the page's title is the only one of level 1.
    pub level: u8,
    /// What a link to it names, unique in the text, with the page's prefix.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// All headings of a text.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The text's title where its first block is a heading of level 1, or repeats the title that front matter gives.
    pub title: Option<String>,
    /// The event of that heading, which is not part of the text below.
    pub title_at: Option<usize>,
    /// Every other heading, by the event that begins it.
    pub headings: BTreeMap<usize, Heading>,
}

/// Finds all headings. The highest level that is used becomes level 2 and the others keep their distance to it.
pub(super) fn outline(
    document: &Document<'_>,
    given_title: Option<&str>,
    prefix: &str,
    values: &mut Values<'_>,
    typographer: &mut Typographer,
    place: Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Outline {
    let mut outline = Outline::default();
    let mut found: Vec<Found> = Vec::new();
    for (at, item) in document.items.iter().enumerate() {
        let Event::Start(Tag::Heading { level, id, .. }) = &item.event else { continue };
        let text = prose::plain(document, at..document.end_of(at), values, diagnostics);
        let text = typographer.block(text.trim());
        let level = *level as u8;
        if at == 0 && level == 1 && given_title.is_none_or(|title| title == text) {
            outline.title = Some(text);
            outline.title_at = Some(at);
            continue;
        }
        let given = id.as_ref().map(|id| values.masked.restore(id, values.original).into_owned());
        found.push(Found { at, level, given, lasting: lasting(document, at, values), text });
    }
    let top = found.iter().map(|heading| heading.level).min().unwrap_or(2);
    let mut used: BTreeSet<String> = BTreeSet::new();
    for heading in &found {
        let Some(id) = &heading.given else { continue };
        let range = document.items[heading.at].range.clone();
        if id.contains("{{") {
            let message = "an id holds no value: links to it would break when the value changes";
            let problem = place.error("commentary/value-in-id", message, range);
            diagnostics.push(problem.hint("write words alone: `{#reason}`").into());
        } else if !used.insert(id.clone()) {
            let message = format!("the id `{id}` is given to two headings");
            let problem = place.error("commentary/repeated-id", message, range);
            diagnostics.push(problem.hint("give one of the two another id, or none").into());
        }
    }
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    for Found { at, level, given, lasting, text } in found {
        let id = given.unwrap_or_else(|| unique(lasting, &mut used, &mut next));
        let level = (level - top + 2).min(6);
        outline.headings.insert(at, Heading { level, id: format!("{prefix}{id}"), text });
    }
    outline
}

/// A heading before its id is known.
struct Found {
    /// Its event.
    at: usize,
    level: u8,
    /// The id that the author gave it.
    given: Option<String>,
    /// What an id is made of otherwise.
    lasting: String,
    text: String,
}

/// What lasts of a heading when its figures move: its words without values; of values alone, what they ask for.
fn lasting(document: &Document<'_>, at: usize, values: &Values<'_>) -> String {
    let (mut words, mut asked) = (String::new(), String::new());
    for item in &document.items[at..document.end_of(at)] {
        match &item.event {
            Event::Text(text) => {
                for piece in values.masked.pieces(text) {
                    match piece {
                        Piece::Text(text, _) => words.push_str(text),
                        Piece::Value(index) => {
                            asked.push_str(&values.original[values.masked.found[index].inner.clone()]);
                        }
                    }
                }
            }
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                words.push_str(&values.masked.restore(&values.masked.text[item.range.clone()], values.original));
            }
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    [slug(&words), slug(&asked)].into_iter().find(|slug| !slug.is_empty()).unwrap_or_else(|| "section".to_owned())
}

/// An id that no other heading has; of several with the same words the second is `…-2`.
fn unique(base: String, used: &mut BTreeSet<String>, next: &mut BTreeMap<String, usize>) -> String {
    // Counting on from the last number keeps many headings of one name fast.
    let count = next.entry(base.clone()).or_insert(1);
    loop {
        let id = if *count == 1 { base.clone() } else { format!("{base}-{count}") };
        *count += 1;
        if used.insert(id.clone()) {
            return id;
        }
    }
}
