//! Pages: one view struct for each, rendered with Tera.
//!
//! A kind of page is one file with a [`Page`] and one line in [`PAGES`]. It makes a [`Draft`] of each of its pages, the
//! same wherever its edition stands; [`render()`] puts them at their addresses, the newest edition's also at the root.

mod address;
mod align;
mod anchors;
mod blocks;
mod board;
mod book;
mod card;
mod chapter;
mod charts;
mod context;
mod control;
mod curve;
mod edition;
mod evidence;
mod frame;
mod limits;
mod links;
mod many;
mod marks;
mod metric_tables;
mod needs;
mod points;
mod render;
mod samples;
mod say;
mod search;
mod show;
mod side_by_side;
mod stack;
mod table;

mod actions;
mod banner_data;
mod claims;
mod competitors;
mod complaints;
mod cost;
mod data;
mod data_files;
mod data_package;
mod drivers;
mod editions;
mod employees;
mod feed;
mod glossary;
mod group;
mod groups;
mod journey;
mod loyal;
mod methods;
mod metric;
mod metrics;
mod movement;
mod not_found;
mod overview;
mod own;
mod quality;
mod reviews;
mod rolling;
mod season;
mod service;
mod silence;
mod sitemap;
mod tables;
mod voice;
mod voice_words;

pub use address::{Address, base_path, encode};
pub use book::{Book, PageId};
pub use chapter::{Chapter, Part, Scope};
pub use context::{Context, Draft};
pub use edition::{Edition, EditionFile, Report};
pub use frame::{SITE, Site};
pub use links::TextLinks;
pub use render::{Made, Piece, SiteDraft, Taken, render};

use crate::chart::DrawError;

/// What a kind of page is, for whoever lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKind {
    /// Its name.
    pub name: &'static str,
    /// Where its pages stand, below the edition's folder or the site's.
    pub address: &'static str,
    /// What it holds, in one line.
    pub shows: &'static str,
}

/// A kind of page.
pub trait Page: Sync {
    /// What it is.
    fn kind(&self) -> PageKind;

    /// Where the navigation has it and when it stands, for a page that an edition has once.
    fn chapter(&self) -> Option<Chapter> {
        None
    }

    /// A page of this kind that the edition's [`Book`] has; None for one of another kind.
    ///
    /// # Errors
    /// When a chart cannot be drawn.
    fn draft(&self, _context: &Context<'_>, _page: PageId) -> Option<Result<Draft, DrawError>> {
        None
    }

    /// Whether it stands once for the whole site rather than in each edition.
    fn stands_once(&self) -> bool {
        false
    }

    /// Its files that stand once for the whole site.
    fn of_site(&self, _site: &Site<'_>) -> Vec<SiteDraft> {
        Vec::new()
    }
}

/// Every kind of page.
pub const PAGES: &[&dyn Page] = &[
    &overview::Overview,
    &metrics::Metrics,
    &metric::Metric,
    &drivers::Drivers,
    &groups::Groups,
    &group::Group,
    &tables::Tables,
    &journey::Journey,
    &loyal::Loyal,
    &silence::Silence,
    &voice::Voice,
    &competitors::Competitors,
    &reviews::Reviews,
    &service::Service,
    &complaints::Complaints,
    &employees::Employees,
    &actions::Actions,
    &cost::Cost,
    &methods::Methods,
    &claims::Claims,
    &data::Data,
    &glossary::Glossary,
    &own::Own,
    &editions::Editions,
    &not_found::NotFound,
    &sitemap::Sitemap,
    &feed::Feed,
];
