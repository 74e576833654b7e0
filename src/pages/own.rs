//! Pages of the author's own: one Markdown file each.

use super::book::PageId;
use super::context::{Context, Draft, Prose};
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Own;

#[derive(Serialize)]
struct OwnView {
    prose: Vec<Prose>,
}

impl Page for Own {
    fn kind(&self) -> PageKind {
        PageKind { name: "own", address: "<name>/", shows: "a page of the author's own: any other Markdown file" }
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        let PageId::Own(at) = page else { return None };
        Some(Ok(Draft {
            id: page,
            template: "text.html",
            title: title(context, at),
            lead: context.lead(page, ""),
            trail: Vec::new(),
            contents: Vec::new(),
            body: View::of(&OwnView { prose: context.prose(page) }),
            beside: Vec::new(),
        }))
    }
}

/// The title of a text, else its file name as words.
pub fn title(context: &Context<'_>, at: usize) -> String {
    let text = &context.edition.commentary[at];
    text.title.clone().unwrap_or_else(|| super::say::begun(&text.stem.replace(['-', '_'], " ")))
}
