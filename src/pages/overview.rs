//! The overview: the answer in ten seconds.

use super::book::PageId;
use super::card::{Card, card};
use super::charts::{ChartFiles, ChartView, brand_dots, trend};
use super::context::{Context, Draft, Prose};
use super::needs::{Need, needs};
use super::points::{Point, authored, first_metric, points};
use super::table::{Note, notes};
use super::{Page, PageKind, say};
use crate::chart::{DrawError, Symbols};
use crate::claims::{NOTHING_EARLIER, without_points};
use crate::metrics::MetricIx;
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Overview;

/// The most headline figures.
const MOST_CARDS: usize = 6;

#[derive(Serialize)]
struct OverviewView {
    cards: Vec<Card>,
    notes: Vec<Note>,
    points: Vec<Point>,
    /// The author's, which take their place; empty where there are none.
    own_points: String,
    /// What is said if there are none.
    without_points: String,
    /// What needs action.
    needs: Vec<Need>,
    /// What is said if nothing does; empty where the data cannot tell.
    without_needs: String,
    trend: Option<ChartView>,
    brands: Option<ChartView>,
    prose: Vec<Prose>,
    methods: String,
}

impl Page for Overview {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "overview",
            address: "index.html",
            shows: "headline figures, main points and what changed, with the evidence",
        }
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PageId::Overview).then(|| draft(context))
    }
}

fn draft(context: &Context<'_>) -> Result<Draft, DrawError> {
    let page = PageId::Overview;
    let chosen = headline_metrics(context);
    let mut cards = Vec::new();
    let mut symbols = Symbols::default();
    for &metric in &chosen {
        cards.extend(card(context, page, metric, None)?);
        if let Some(figure) = context.of_group(metric, None) {
            symbols.note(&figure.estimate);
        }
    }
    let mut files = ChartFiles::of(context);
    let first = chosen.first().copied();
    let trend = first.and_then(|metric| trend(context, metric, None));
    let trend = trend.map(|chart| files.add(context.show, &chart)).transpose()?;
    let branded = context.metrics().find(|(metric, info)| info.branded && context.brands(*metric).len() > 1);
    let brands = branded.map(|(metric, _)| files.add(context.show, &brand_dots(context, metric))).transpose()?;
    let needs = needs(context);
    let view = OverviewView {
        cards,
        notes: notes(context.show, symbols),
        points: points(context),
        own_points: authored(context).map(|points| points.html.clone()).unwrap_or_default(),
        without_points: context.show.word(without_points(context.figures)),
        without_needs: needs.as_ref().map(|_| context.show.word("needs.none")).unwrap_or_default(),
        needs: needs.unwrap_or_default(),
        trend,
        brands,
        prose: context.prose(page),
        methods: context.href(page, PageId::METHODS),
    };
    Ok(Draft {
        id: page,
        template: "overview.html",
        title: context.title(page, title(context)),
        lead: context.lead(page, ""),
        trail: Vec::new(),
        contents: Vec::new(),
        body: View::of(&view),
        beside: files.files,
    })
}

/// The metrics that the config makes headline figures, in its order.
pub fn headline_metrics(context: &Context<'_>) -> Vec<MetricIx> {
    context.metrics().filter(|(_, info)| info.headline).map(|(metric, _)| metric).take(MOST_CARDS).collect()
}

/// What the strongest change says; in the first wave, how we stand to competitors, or how customers differ.
pub fn title(context: &Context<'_>) -> String {
    if let Some(metric) = first_metric(context) {
        return say::trend_headline(context, metric, None);
    }
    let without = without_points(context.figures);
    let first = headline_metrics(context).first().copied().filter(|_| without == NOTHING_EARLIER);
    let in_one_wave = first.and_then(|metric| match context.brands(metric).len() {
        0 | 1 => context.cuts(metric).first().map(|dimension| say::groups_headline(context, metric, *dimension)),
        _ => Some(say::brands_headline(context, metric)),
    });
    in_one_wave.unwrap_or_else(|| context.show.word(without))
}
