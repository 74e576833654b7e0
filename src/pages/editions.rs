//! The list of all editions.

use super::context::Link;
use super::frame::Site;
use super::render::SiteDraft;
use super::{Page, PageKind, overview};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Editions;

#[derive(Serialize)]
struct EditionsView {
    editions: Vec<EditionView>,
}

#[derive(Serialize)]
struct EditionView {
    link: Link,
    period: String,
    title: String,
}

impl Page for Editions {
    fn kind(&self) -> PageKind {
        PageKind { name: "editions", address: "editions/", shows: "every edition of the report" }
    }

    fn stands_once(&self) -> bool {
        true
    }

    fn of_site(&self, site: &Site<'_>) -> Vec<SiteDraft> {
        let edition = |context: &super::Context<'_>| EditionView {
            link: Link {
                title: context.wave_label(),
                href: format!("../{}/index.html", super::encode(&context.edition.slug)),
                current: false,
            },
            period: site.show.waves().describe(context.wave()),
            title: context.title(super::PageId::Overview, overview::title(context)),
        };
        let view = EditionsView { editions: site.editions.iter().map(edition).collect() };
        let title = site.show.word("nav.editions");
        vec![SiteDraft {
            path: "editions/index.html".to_owned(),
            template: "editions.html",
            frame: Some(site.site_frame("../", "editions/", title, site.show.word("editions.lead"))),
            body: View::of(&view),
        }]
    }
}
