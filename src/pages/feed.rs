//! New editions as an Atom feed (RFC 4287). It needs the site's address.

use super::book::PageId;
use super::frame::Site;
use super::points::sentences;
use super::render::SiteDraft;
use super::{Page, PageKind, overview, sitemap};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Feed;

#[derive(Serialize)]
struct FeedView {
    title: String,
    site: String,
    feed: String,
    updated: String,
    author: String,
    language: String,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    title: String,
    address: String,
    updated: String,
    summary: String,
}

/// What is written where neither text nor wave nor answers have a date.
const NO_DATE: &str = "1970-01-01";

impl Page for Feed {
    fn kind(&self) -> PageKind {
        PageKind { name: "feed", address: "feed.xml", shows: "new editions for feed readers" }
    }

    fn stands_once(&self) -> bool {
        true
    }

    fn of_site(&self, site: &Site<'_>) -> Vec<SiteDraft> {
        let config = site.report.config;
        if config.site.base_url.is_none() {
            return Vec::new();
        }
        let entry = |context: &super::Context<'_>| {
            let page = PageId::Overview;
            let date = sitemap::date(context, page).map_or_else(|| NO_DATE.to_owned(), |date| date.to_string());
            let sentences = sentences(context);
            Entry {
                title: format!("{}: {}", context.wave_label(), context.title(page, overview::title(context))),
                address: site.absolute(&format!("{}/", context.edition.slug)),
                updated: format!("{date}T00:00:00Z"),
                summary: context.lead(page, sentences.join(" ")),
            }
        };
        let entries: Vec<Entry> = site.editions.iter().map(entry).collect();
        let updated = entries.iter().map(|entry| entry.updated.clone()).max().unwrap_or_default();
        let author =
            config.report.brand.as_ref().map_or_else(|| config.site.title.clone(), |brand| brand.value.clone());
        let view = FeedView {
            title: config.site.title.clone(),
            site: site.absolute(""),
            feed: site.absolute("feed.xml"),
            updated,
            author,
            language: config.site.language.clone(),
            entries,
        };
        vec![SiteDraft { path: "feed.xml".to_owned(), template: "feed.xml", frame: None, body: View::of(&view) }]
    }
}
