//! The list of all pages for search engines (sitemaps.org, version 0.9). It needs the site's address.

use super::book::PageId;
use super::context::Context;
use super::frame::Site;
use super::render::SiteDraft;
use super::{Page, PageKind};
use crate::templates::View;
use jiff::civil::Date;
use serde::Serialize;

/// The kind.
pub struct Sitemap;

#[derive(Serialize)]
struct SitemapView {
    pages: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    address: String,
    /// `2026-10-14`, or empty.
    changed: String,
}

impl Page for Sitemap {
    fn kind(&self) -> PageKind {
        PageKind { name: "sitemap", address: "sitemap.xml", shows: "every page for search engines, with its date" }
    }

    fn stands_once(&self) -> bool {
        true
    }

    fn of_site(&self, site: &Site<'_>) -> Vec<SiteDraft> {
        if site.report.config.site.base_url.is_none() {
            return Vec::new();
        }
        let mut pages: Vec<Entry> = Vec::new();
        for context in site.editions {
            pages.extend(context.book.pages().map(|page| Entry {
                address: site.absolute(&format!("{}/{}", context.edition.slug, context.address(page).folder())),
                changed: date(context, page).map(|date| date.to_string()).unwrap_or_default(),
            }));
        }
        pages.push(Entry { address: site.absolute("editions/"), changed: String::new() });
        let body = View::of(&SitemapView { pages });
        vec![SiteDraft { path: "sitemap.xml".to_owned(), template: "sitemap.xml", frame: None, body }]
    }
}

/// When a page was written: the newest date of its texts, else the wave's end, else that of the last answer.
pub fn date(context: &Context<'_>, page: PageId) -> Option<Date> {
    let written = context.texts(page).filter_map(|text| text.date).max();
    let ends = || context.show.waves().last_day(context.wave());
    let last_answer = || context.report.data.iter().filter_map(|data| data.dates).map(|(_, last)| last).max();
    written.or_else(ends).or_else(last_answer)
}
