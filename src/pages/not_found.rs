//! The page for addresses that lead nowhere. It is shown at any depth, so that its links begin at the site's root.

use super::address::base_path;
use super::frame::Site;
use super::render::SiteDraft;
use super::{Page, PageKind};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct NotFound;

#[derive(Serialize)]
struct NotFoundView {}

impl Page for NotFound {
    fn kind(&self) -> PageKind {
        PageKind { name: "404", address: "404.html", shows: "what is shown for an address that leads nowhere" }
    }

    fn stands_once(&self) -> bool {
        true
    }

    fn of_site(&self, site: &Site<'_>) -> Vec<SiteDraft> {
        let up = base_path(site.report.config.site.base_url.as_deref());
        let (title, lead) = (site.show.word("not_found.title"), site.show.word("not_found.lead"));
        let mut frame = site.site_frame(&up, "", title, lead);
        frame.canonical = String::new();
        let body = View::of(&NotFoundView {});
        vec![SiteDraft { path: "404.html".to_owned(), template: "404.html", frame: Some(frame), body }]
    }
}
