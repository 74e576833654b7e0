//! Complaints: how many of which kind, what most of them make together, how they are dealt with, by group.

use super::board::Board;
use super::book::PageId;
use super::chapter::{Chapter, Part, Scope};
use super::charts::{ChartFiles, ChartView};
use super::context::{Context, Draft, Prose};
use super::table::{Entry, Table, TableBuilder};
use super::{Page, PageKind};
use crate::chart::{DrawError, Heading, Pareto, ParetoRow};
use crate::config::AnswerKind;
use crate::metrics::{Estimate, MetricInfo, MetricIx, Statistic, StatisticInfo};
use crate::number::{Unit, default_decimals};
use crate::slug::slug;
use crate::templates::View;
use serde::Serialize;
use std::collections::BTreeSet;

/// The kind.
pub struct Complaints;

const PAGE: PageId = PageId::Chapter("complaints");
/// A question with fewer choices has no kinds to put in order.
const LEAST_KINDS: usize = 3;

#[derive(Serialize)]
struct ComplaintsView {
    board: Board,
    kinds: Vec<KindsView>,
    prose: Vec<Prose>,
}

#[derive(Serialize)]
struct KindsView {
    chart: ChartView,
    table: Option<Table>,
}

impl Page for Complaints {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "complaints",
            address: "complaints/",
            shows: "complaints by kind, most frequent first, and how they are dealt with",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Service, stands: |scope| scope.metrics_on("complaints").next().is_some() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PAGE).then(|| draft(context))
    }
}

/// The metrics that the config puts here, and the others of their sources, which tell how the same complaints are dealt
/// with. The relationship survey is about more than complaints: of it only what is put here stands here.
fn metrics(scope: Scope<'_>) -> Vec<MetricIx> {
    let all = &scope.figures.metrics;
    let survey = all.first().map(|first| first.source.as_str());
    let sources: BTreeSet<&str> = scope
        .metrics_on("complaints")
        .map(|(_, info)| info.source.as_str())
        .filter(|source| Some(*source) != survey)
        .collect();
    let is_here = |info: &MetricInfo| match info.page.as_deref() {
        Some("complaints") => true,
        Some("none") => false,
        _ => sources.contains(info.source.as_str()),
    };
    all.iter().enumerate().filter(|(_, info)| is_here(info)).map(|(at, _)| MetricIx(at)).collect()
}

fn draft(context: &Context<'_>) -> Result<Draft, DrawError> {
    let show = context.show;
    let mut files = ChartFiles::of(context);
    let chosen = metrics(context.scope());
    let mut kinds = Vec::new();
    let mut seen = BTreeSet::new();
    for &metric in &chosen {
        let info = context.info(metric);
        // Several metrics of one question have the same kinds.
        if has_kinds(context, metric) && seen.insert((&info.source, &info.question)) {
            let chart = pareto(context, metric);
            kinds.push(KindsView { table: table(context, metric, &chart), chart: files.add(show, &chart)? });
        }
    }
    let view =
        ComplaintsView { board: Board::new(context, PAGE, &chosen, &mut files)?, kinds, prose: context.prose(PAGE) };
    let kinds = view.kinds.iter().map(|kinds| (kinds.chart.id.clone(), show.word("complaints.kinds")));
    Ok(Draft {
        id: PAGE,
        template: "complaints.html",
        title: context.title(PAGE, show.word("nav.complaints")),
        lead: context.lead(PAGE, show.fill("complaints.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents: kinds.chain(view.board.contents(context)).collect(),
        body: View::of(&view),
        beside: files.files,
    })
}

/// Whether a metric's question has several kinds of which each case is one, so that their shares make a whole.
pub(super) fn has_kinds(context: &Context<'_>, metric: MetricIx) -> bool {
    let info = context.info(metric);
    let question = context.report.config.metrics.get(metric.0).map(|written| written.question.value.0);
    let question = question.and_then(|at| context.report.config.questions.get(at));
    let is_choice = question.is_some_and(|question| matches!(question.kind, AnswerKind::Choice(_)));
    is_choice && !info.multiple && info.answers.len() >= LEAST_KINDS
}

/// The kinds of a metric's cases, most frequent first.
pub(super) fn pareto(context: &Context<'_>, metric: MetricIx) -> Pareto {
    let (show, info) = (context.show, context.info(metric));
    let share = |value| {
        let figure = context.figures.get(metric, None, context.wave(), Statistic::Share(value));
        figure.map_or(Estimate::NoData, |figure| figure.estimate.clone())
    };
    let rows: Vec<ParetoRow> =
        info.answers.iter().map(|(value, label)| ParetoRow { name: label.clone(), share: share(*value) }).collect();
    let base = rows.iter().find_map(|row| row.share.measured()).map(|measured| measured.n).unwrap_or_default();
    let question = context.question(info);
    let values = [
        ("question", question.as_str()),
        ("n", &show.numbers.count(base)),
        ("interval", &show.interval_name()),
        ("wave", &context.wave_label()),
    ];
    let heading = Heading {
        id: format!("kinds-{}", slug(&info.id)),
        headline: String::new(),
        subtitle: show.fill("complaints.kinds.subtitle", &values),
    };
    let mut pareto = Pareto { heading, decimals: default_decimals(Unit::Share), rows };
    pareto.heading.headline = kinds_headline(context, &pareto, base).unwrap_or(question);
    pareto
}

/// The first kinds with their shares, and nothing about an order that is not tested; None without figures of all.
fn kinds_headline(context: &Context<'_>, pareto: &Pareto, base: u64) -> Option<String> {
    let show = context.show;
    let told = |(row, together): &(&ParetoRow, Option<f64>)| {
        (*together)?;
        let share = show.numbers.value(Unit::Share, pareto.decimals, row.share.measured()?.value);
        Some(show.fill("complaints.kind", &[("kind", &row.name), ("share", &share)]))
    };
    let kinds: Option<Vec<String>> = pareto.ranked().iter().take(LEAST_KINDS).map(told).collect();
    let values = [("n", &*show.numbers.count(base)), ("kinds", &kinds?.join(", "))];
    Some(super::say::short(show.fill("complaints.kinds.headline", &values), String::new))
        .filter(|text| !text.is_empty())
}

/// The same with the number of cases of each kind. With weights a share is not a share of cases, and there are none.
fn table(context: &Context<'_>, metric: MetricIx, chart: &Pareto) -> Option<Table> {
    let (show, info) = (context.show, context.info(metric));
    let share =
        StatisticInfo { statistic: Statistic::Score, unit: Unit::Share, name: String::new(), decimals: chart.decimals };
    let mut table = TableBuilder::new(show, &format!("kinds-{}-table", slug(&info.id)), chart.heading.subtitle.clone())
        .words("column.kind");
    if !info.weighted {
        table = table.numbers("column.cases");
    }
    table = table.estimate_columns(show.word("column.share")).numbers("column.together");
    for (row, together) in chart.ranked() {
        let mut entries = vec![Entry::text(row.name.clone())];
        if !info.weighted {
            let cases = row.share.measured().map(|m| show.numbers.count((m.value * m.n as f64).round() as u64));
            entries.push(Entry::number(cases.unwrap_or_else(|| "–".to_owned())));
        }
        entries.extend(table.estimate(&share, &row.share));
        let sum = together.map(|sum| show.numbers.value(Unit::Share, chart.decimals, sum));
        entries.push(Entry::number(sum.unwrap_or_else(|| "–".to_owned())));
        table.row(false, entries);
    }
    table.finish()
}
