//! Silence: who was asked and did not answer, which questions were left blank, and who left without a word.

use super::board::Board;
use super::book::PageId;
use super::chapter::{Chapter, Part, Scope};
use super::charts::{ChartFiles, ChartView};
use super::context::{Context, Draft, Prose};
use super::show::told;
use super::table::{Entry, Table, TableBuilder};
use super::{Page, PageKind};
use crate::chart::{DotRow, Dots, DrawError, Heading, Measure};
use crate::metrics::{Estimate, GroupIx, Measured, MetricIx, Reference, Statistic};
use crate::number::{Unit, default_decimals};
use crate::slug::slug;
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Silence;

const PAGE: PageId = PageId::SILENCE;

#[derive(Serialize)]
struct SilenceView {
    board: Board,
    response: Vec<Table>,
    blanks: Vec<ChartView>,
    prose: Vec<Prose>,
}

impl Page for Silence {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "silence",
            address: "silence/",
            shows: "who did not answer, which questions were left blank, who left without a word",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Customers, stands: |scope| metrics(scope).next().is_some() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PAGE).then(|| draft(context))
    }
}

/// Response rates, questions left blank, and what the config puts here.
fn metrics<'a>(scope: Scope<'a>) -> impl Iterator<Item = MetricIx> + use<'a> {
    let all = scope.figures.metrics.iter().enumerate();
    let is_ours = |info: &crate::metrics::MetricInfo| match &info.page {
        Some(page) => page == "silence",
        None => matches!(info.kind, "response_rate" | "missing"),
    };
    all.filter(move |(_, info)| is_ours(info)).map(|(at, _)| MetricIx(at))
}

fn draft(context: &Context<'_>) -> Result<Draft, DrawError> {
    let show = context.show;
    let mut files = ChartFiles::of(context);
    let chosen: Vec<MetricIx> = metrics(context.scope()).collect();
    let of_kind = |kind: &str| {
        let metrics = chosen.iter().copied().filter(|metric| context.info(*metric).kind == kind);
        metrics.collect::<Vec<_>>()
    };
    let mut response = Vec::new();
    for metric in of_kind("response_rate") {
        response.extend(context.cuts(metric).into_iter().filter_map(|d| by_group(context, metric, d)));
    }
    let mut blanks = Vec::new();
    for metric in of_kind("missing") {
        if let Some(chart) = by_position(context, metric) {
            blanks.push(files.add(show, &chart)?);
        }
    }
    let view = SilenceView {
        board: Board::new(context, PAGE, &chosen, &mut files)?.without_groups(),
        response,
        blanks,
        prose: context.prose(PAGE),
    };
    let part = |is_there: bool, id: &str, key: &str| is_there.then(|| (id.to_owned(), show.word(key)));
    let contents = [
        part(!view.response.is_empty(), "response", "silence.response"),
        part(!view.blanks.is_empty(), "blanks", "silence.blanks"),
    ];
    Ok(Draft {
        id: PAGE,
        template: "silence.html",
        title: context.title(PAGE, show.word("nav.silence")),
        lead: context.lead(PAGE, show.fill("silence.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents: contents.into_iter().flatten().chain(view.board.contents(context)).collect(),
        body: View::of(&view),
        beside: files.files,
    })
}

/// For each group how many were asked and answered, what part of all of these it is, and its response rate: a group
/// whose part of the answers is smaller than its part of those asked is heard less than it should be.
fn by_group(context: &Context<'_>, metric: MetricIx, dimension: usize) -> Option<Table> {
    let show = context.show;
    let (info, statistic) = (context.info(metric), context.headline(metric));
    let d = &context.figures.dimensions[dimension];
    let caption = show.fill(
        "silence.response.caption",
        &[("dimension", &d.title), ("wave", &context.wave_label()), ("interval", &show.interval_name())],
    );
    let id = format!("response-{}-{}", slug(&info.id), slug(&d.id));
    let mut table = TableBuilder::new(show, &id, caption)
        .column(d.title.clone(), false)
        .numbers("column.asked")
        .numbers("column.part_of_asked")
        .numbers("column.answered")
        .numbers("column.part_of_answered")
        .numbers("column.response")
        .words("column.rest");
    let all = context.of_group(metric, None)?.estimate.measured()?;
    let groups = (0..d.values.len()).map(|value| GroupIx { dimension, value });
    let figures: Vec<_> = groups.filter_map(|group| Some((group, context.of_group(metric, Some(group))?))).collect();
    let answered = |measured: &Measured| measured.value * measured.n as f64;
    for (group, figure) in figures {
        let name = Entry::link(context.group_name(group), context.href(PAGE, PageId::Group(group)));
        let rate = table.compact(statistic, &figure.estimate);
        let change = told(figure, &Reference::Rest).map(|c| show.change(info, statistic, c));
        let counts = match figure.estimate.measured() {
            Some(measured) => counts(context, measured, all.n as f64, answered(all)),
            None => [(); 4].map(|()| Entry::number("–")),
        };
        let mut entries = vec![name];
        entries.extend(counts);
        entries.extend([rate, Entry::change(change.as_ref())]);
        table.row(false, entries);
    }
    let mut entries = vec![Entry::text(show.word("everybody"))];
    entries.extend(counts(context, all, all.n as f64, answered(all)));
    entries.extend([table.compact(statistic, &Estimate::Measured(all.clone())), Entry::text("–")]);
    table.row(true, entries);
    table.finish()
}

/// Asked, their part of all asked, answered, their part of all who answered.
fn counts(context: &Context<'_>, measured: &Measured, asked: f64, answered: f64) -> [Entry; 4] {
    let numbers = context.show.numbers;
    let part = |some: f64, all: f64| match all > 0.0 {
        true => Entry::number(numbers.value(Unit::Share, 0, some / all)),
        false => Entry::number("–"),
    };
    let answers = (measured.value * measured.n as f64).round();
    [
        Entry::number(numbers.count(measured.n)),
        part(measured.n as f64, asked),
        Entry::number(numbers.count(answers as u64)),
        part(answers, answered),
    ]
}

/// The share left blank of each question, in the order in which they were asked.
fn by_position(context: &Context<'_>, metric: MetricIx) -> Option<Dots> {
    let (show, info) = (context.show, context.info(metric));
    let row = |(at, (value, label)): (usize, &(crate::survey::Value, String))| {
        let figure = context.figures.get(metric, None, context.wave(), Statistic::Share(*value))?;
        let question = question_name(context, label);
        let name = show.fill("silence.position", &[("at", &(at + 1).to_string()), ("question", &question)]);
        Some(DotRow { name, is_ours: true, estimate: figure.estimate.clone(), rank: None })
    };
    let values = [("interval", &*show.interval_name()), ("wave", &context.wave_label())];
    if info.answers.is_empty() {
        return None;
    }
    Some(Dots {
        heading: Heading {
            id: format!("blanks-{}", slug(&info.id)),
            headline: show.word("silence.blanks.headline"),
            subtitle: show.fill("silence.blanks.subtitle", &values),
        },
        measure: Measure { unit: Unit::Share, decimals: default_decimals(Unit::Share) },
        rows: info.answers.iter().enumerate().filter_map(row).collect(),
        target: None,
    })
}

/// What a question is called: as the first metric that is computed from it, else by the words of its id.
fn question_name(context: &Context<'_>, id: &str) -> String {
    let config = context.report.config;
    let question = config.questions.iter().position(|question| question.id == id);
    let metric = question.and_then(|at| config.metrics.iter().position(|metric| metric.question.value.0 == at));
    let info = metric.and_then(|at| context.figures.metrics.get(at));
    info.map_or_else(|| super::say::begun(&id.replace(['-', '_'], " ")), |info| info.title.clone())
}
