//! Whether the parts of pages are there that texts link to: looked up in the pages as they are made.

use super::book::PageId;
use super::frame::Site;
use super::render::{Made, Piece};
use crate::commentary::Outgoing;
use crate::diag::{Diagnostic, suggest};
use crate::markup::{Token, tokens};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The ids of pages that were made to look for one, by their files.
#[derive(Debug, Default)]
pub struct PageIds(Mutex<BTreeMap<String, Arc<Vec<String>>>>);

/// What ids begin with that nobody links to: those of claims, their evidence and footnotes, which are numbered.
const NUMBERED: [&str; 3] = ["claim-", "evidence-", "note-"];

/// What ids end with that belong to a part which has an id of its own.
const INNER: [&str; 4] = ["-title", "-desc", "-table", "-table-caption"];

impl Site<'_> {
    /// The links of a page's texts to parts that are not there. `made` is the page, without them.
    pub(super) fn lost_anchors(&self, at: usize, page: PageId, made: &Made) -> Vec<Diagnostic> {
        let context = &self.editions[at];
        let own = format!("{}/{}", context.edition.slug, context.address(page).file());
        let mut problems = Vec::new();
        for text in context.texts(page) {
            for link in &text.outgoing {
                let id = format!("{}{}", link.prefix, link.id);
                let ids = if link.file == own { Arc::new(ids(made, &own)) } else { self.ids_of(&link.file) };
                if !ids.contains(&id) {
                    problems.push(lost(link, &ids, &text.stem));
                }
            }
        }
        problems
    }

    /// The ids of the page at `file`, which is made if it was not before.
    fn ids_of(&self, file: &str) -> Arc<Vec<String>> {
        let known = |ids: &PageIds| ids.0.lock().unwrap_or_else(PoisonError::into_inner).get(file).cloned();
        if let Some(ids) = known(&self.ids) {
            return ids;
        }
        let made = match self.piece_of(file) {
            Some(Piece::Page(at, page)) => self.page_alone(at, page),
            Some(piece) => self.make(piece),
            None => Made::default(),
        };
        let ids = Arc::new(ids(&made, file));
        self.ids.0.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned(), Arc::clone(&ids));
        ids
    }
}

/// The ids of the file at `path`, in order.
fn ids(made: &Made, path: &str) -> Vec<String> {
    let file = made.files.iter().find(|(known, _)| known == path);
    let Some(text) = file.and_then(|(_, file)| std::str::from_utf8(file.bytes()).ok()) else { return Vec::new() };
    let id = |token| match token {
        Token::Open(tag) => tag.get("id").map(str::to_owned),
        _ => None,
    };
    tokens(text).into_iter().filter_map(id).collect()
}

fn lost(link: &Outgoing, ids: &[String], own_stem: &str) -> Diagnostic {
    let Outgoing { named, id, span, .. } = link;
    let message = match named {
        None => format!("no heading here has the id `{id}`"),
        Some(text) if text.ends_with(".md") => format!("no heading of `{text}` has the id `{id}`"),
        Some(page) => format!("no part of `{page}` has the id `{id}`"),
    };
    // As the author writes them: without what the page puts before those of a text.
    let stem = match named {
        None => own_stem,
        Some(text) => text.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).unwrap_or_default(),
    };
    let before = format!("{stem}-");
    let known = ids.iter().map(|id| id.strip_prefix(&before).unwrap_or(id));
    let is_inner =
        |id: &str| INNER.iter().filter_map(|end| id.strip_suffix(end)).any(|part| ids.iter().any(|id| id == part));
    let is_numbered = |id: &str| NUMBERED.iter().any(|start| id.starts_with(start));
    let known: Vec<&str> = known.filter(|id| !is_numbered(id) && !is_inner(id)).collect();
    let problem = Diagnostic::error("commentary/missing-anchor", message).at(*span);
    match suggest::hint(id, known) {
        Some(hint) => problem.hint(hint),
        None => problem.hint("that page has no parts to lead to"),
    }
}
