//! Reviews elsewhere: what is written on other sites, by site and over time. Nobody was asked, and the page says so.

use super::board::Board;
use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::charts::ChartFiles;
use super::context::{Context, Draft, Prose};
use super::metric::{GroupsView, groups};
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::metrics::MetricIx;
use crate::slug::slug;
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Reviews;

const PAGE: PageId = PageId::Chapter("reviews");

#[derive(Serialize)]
struct ReviewsView {
    board: Board,
    sites: Vec<GroupsView>,
    prose: Vec<Prose>,
}

impl Page for Reviews {
    fn kind(&self) -> PageKind {
        PageKind { name: "reviews", address: "reviews/", shows: "reviews on other sites: stars by site, and how many" }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Market, stands: |scope| scope.metrics_on("reviews").next().is_some() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PAGE).then(|| draft(context))
    }
}

fn draft(context: &Context<'_>) -> Result<Draft, DrawError> {
    let show = context.show;
    let mut files = ChartFiles::of(context);
    let chosen: Vec<MetricIx> = context.scope().metrics_on("reviews").map(|(metric, _)| metric).collect();
    let mut sites = Vec::new();
    for &metric in &chosen {
        for dimension in context.cuts(metric) {
            sites.push(groups(context, PAGE, metric, dimension, &slug(&context.info(metric).id), &mut files)?);
        }
    }
    let view = ReviewsView {
        board: Board::new(context, PAGE, &chosen, &mut files)?.without_groups(),
        sites,
        prose: context.prose(PAGE),
    };
    Ok(Draft {
        id: PAGE,
        template: "reviews.html",
        title: context.title(PAGE, show.word("nav.reviews")),
        lead: context.lead(PAGE, show.fill("reviews.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents: Vec::new(),
        body: View::of(&view),
        beside: files.files,
    })
}
