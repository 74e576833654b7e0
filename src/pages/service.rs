//! Service: waits, abandonment, answers in time, resolution and repeated contacts, each beside what others have published.

use super::board::Board;
use super::book::PageId;
use super::chapter::{Chapter, Part, Scope};
use super::charts::ChartFiles;
use super::context::{Context, Draft, Prose};
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::config::Population;
use crate::metrics::{MetricInfo, MetricIx};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Service;

#[derive(Serialize)]
struct ServiceView {
    board: Board,
    prose: Vec<Prose>,
}

impl Page for Service {
    fn kind(&self) -> PageKind {
        PageKind { name: "service", address: "service/", shows: "service figures beside published references" }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Service, stands: |scope| metrics(scope).next().is_some() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PageId::SERVICE).then(|| draft(context))
    }
}

/// What stands on the page: the config says so, or it says nothing and the metric comes from another source than the
/// relationship survey, which is the source of the first metric and every source with brands. What employees say and how
/// many people answered is about no service.
fn metrics<'a>(scope: Scope<'a>) -> impl Iterator<Item = MetricIx> + use<'a> {
    let figures = scope.figures;
    let is_service = move |info: &MetricInfo| match &info.page {
        Some(page) => page == "service",
        None => {
            let is_other = figures.metrics.first().is_some_and(|first| first.source != info.source);
            let is_elsewhere = matches!(info.kind, "response_rate" | "missing");
            !info.branded && is_other && !is_elsewhere && scope.population(info) == Population::Customers
        }
    };
    let all = figures.metrics.iter().enumerate();
    all.filter(move |(_, info)| is_service(info)).map(|(at, _)| MetricIx(at))
}

fn draft(context: &Context<'_>) -> Result<Draft, DrawError> {
    let page = PageId::SERVICE;
    let show = context.show;
    let mut files = ChartFiles::of(context);
    let chosen: Vec<MetricIx> = metrics(context.scope()).collect();
    let view = ServiceView { board: Board::new(context, page, &chosen, &mut files)?, prose: context.prose(page) };
    Ok(Draft {
        id: page,
        template: "service.html",
        title: context.title(page, show.word("nav.service")),
        lead: context.lead(page, show.fill("service.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents: view.board.contents(context),
        body: View::of(&view),
        beside: files.files,
    })
}
