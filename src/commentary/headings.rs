//! Headings: the text's title, levels below the page's own, and an id for each.

use super::markdown::{Document, Event, Tag};
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
    let mut found: Vec<(usize, u8, Option<String>, String)> = Vec::new();
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
        found.push((at, level, id.as_ref().map(ToString::to_string), text));
    }
    let top = found.iter().map(|(_, level, _, _)| *level).min().unwrap_or(2);
    let mut used: BTreeSet<String> = BTreeSet::new();
    for (at, _, id, _) in &found {
        if let Some(id) = id.as_ref().filter(|id| !used.insert((*id).clone())) {
            let message = format!("the id `{id}` is given to two headings");
            let problem = place.error("commentary/repeated-id", message, document.items[*at].range.clone());
            diagnostics.push(problem.hint("give one of the two another id, or none").into());
        }
    }
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    for (at, level, id, text) in found {
        let id = id.unwrap_or_else(|| unique(&text, &mut used, &mut next));
        let level = (level - top + 2).min(6);
        outline.headings.insert(at, Heading { level, id: format!("{prefix}{id}"), text });
    }
    outline
}

fn unique(text: &str, used: &mut BTreeSet<String>, next: &mut BTreeMap<String, usize>) -> String {
    let base = match slug(text) {
        empty if empty.is_empty() => "section".to_owned(),
        slug => slug,
    };
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
