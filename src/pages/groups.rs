//! The list of dimensions, and a page a dimension with all its values.

use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::charts::{ChartFiles, ChartView};
use super::context::{Context, Draft, Link, Prose};
use super::many::{Selected, all, are_many, links_to_parts, name_of_all, of_dimension as of_dimension_of_many};
use super::say::supported;
use super::side_by_side::{group_courses, heat};
use super::table::{Entry, Grid, Table, TableBuilder};
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::metrics::{Estimate, GroupIx, MetricIx, Reference};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Groups;

#[derive(Serialize)]
struct GroupsView {
    dimensions: Vec<DimensionLinks>,
    prose: Vec<Prose>,
}

#[derive(Serialize)]
struct DimensionLinks {
    title: String,
    href: String,
    values: Vec<Link>,
}

#[derive(Serialize)]
struct DimensionView {
    heat: Option<ChartView>,
    courses: Option<ChartView>,
    /// Which of too many values the table has.
    about: Option<String>,
    table: Option<Table>,
    /// The pages of the table, where it has several.
    parts: Vec<Link>,
    parts_title: String,
    values: Vec<Link>,
    values_title: String,
    prose: Vec<Prose>,
}

impl Page for Groups {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "groups",
            address: "groups/, groups/<dimension>/, groups/<dimension>/all-<number>/",
            shows: "the customer groups, and the values of one dimension beside each other, of too many on several pages",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Customers, stands: |scope| !scope.figures.dimensions.is_empty() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        match page {
            PageId::GROUPS => Some(Ok(index(context))),
            PageId::Dimension(dimension) => Some(of_dimension(context, dimension)),
            PageId::Part { dimension, part } => Some(Ok(of_part(context, dimension, part))),
            _ => None,
        }
    }
}

fn index(context: &Context<'_>) -> Draft {
    let page = PageId::GROUPS;
    let dimensions = context.figures.dimensions.iter().enumerate().map(|(dimension, d)| DimensionLinks {
        title: d.title.clone(),
        href: context.href(page, PageId::Dimension(dimension)),
        values: match are_many(context, dimension) {
            true => vec![all(context, page, dimension)],
            false => values(context, page, dimension),
        },
    });
    let view = GroupsView { dimensions: dimensions.collect(), prose: context.prose(page) };
    Draft {
        id: page,
        template: "groups.html",
        title: context.title(page, context.show.word("nav.groups")),
        lead: context.lead(page, context.show.word("groups.lead")),
        trail: Vec::new(),
        contents: Vec::new(),
        body: View::of(&view),
        beside: Vec::new(),
    }
}

/// Links to the pages of the values of a dimension.
fn values(context: &Context<'_>, from: PageId, dimension: usize) -> Vec<Link> {
    values_among(context, from, dimension, 0..context.figures.dimensions[dimension].values.len())
}

/// The same of some of them.
pub fn values_among(
    context: &Context<'_>,
    from: PageId,
    dimension: usize,
    values: impl IntoIterator<Item = usize>,
) -> Vec<Link> {
    let link = |value| {
        let group = GroupIx { dimension, value };
        let to = PageId::Group(group);
        Link { title: context.group_name(group), href: context.href(from, to), current: from == to }
    };
    values.into_iter().map(link).collect()
}

fn of_dimension(context: &Context<'_>, dimension: usize) -> Result<Draft, DrawError> {
    let page = PageId::Dimension(dimension);
    let d = &context.figures.dimensions[dimension];
    let metrics: Vec<MetricIx> =
        context.metrics().map(|(metric, _)| metric).filter(|metric| context.is_cut(*metric, dimension)).collect();
    let mut files = ChartFiles::of(context);
    let first = metrics.iter().copied().find(|metric| context.info(*metric).headline).or(metrics.first().copied());
    let parts = links_to_parts(context, page, dimension);
    let selected = match parts.is_empty() {
        true => Selected { values: (0..d.values.len()).collect(), about: None },
        false => of_dimension_of_many(context, &metrics, dimension),
    };
    let (there, absent) = there(context, dimension, &metrics, selected.values);
    let table = table(context, page, dimension, &metrics, &there);
    // A table of many values has their links.
    let has_links = table.is_some() && are_many(context, dimension);
    let view = DimensionView {
        heat: heat(context, &metrics, dimension, &mut files)?,
        courses: first.map(|metric| group_courses(context, metric, dimension, &mut files)).transpose()?.flatten(),
        about: selected.about,
        table,
        parts,
        parts_title: name_of_all(context, dimension),
        values: if has_links {
            values_among(context, page, dimension, absent)
        } else {
            values(context, page, dimension)
        },
        values_title: if has_links { without_answers(context) } else { context.show.word("groups.values") },
        prose: context.prose(page),
    };
    Ok(Draft {
        id: page,
        template: "dimension.html",
        title: context.title(page, d.title.clone()),
        lead: context.lead(page, context.show.fill("dimension.lead", &[("wave", &context.wave_label())])),
        trail: vec![(context.show.word("nav.groups"), PageId::GROUPS)],
        contents: Vec::new(),
        body: View::of(&view),
        beside: files.files,
    })
}

/// One page of the table of a dimension that has several.
fn of_part(context: &Context<'_>, dimension: usize, part: usize) -> Draft {
    let page = PageId::Part { dimension, part };
    let d = &context.figures.dimensions[dimension];
    let metrics: Vec<MetricIx> =
        context.metrics().map(|(metric, _)| metric).filter(|metric| context.is_cut(*metric, dimension)).collect();
    let values = context.book.parts(dimension).nth(part).unwrap_or_default();
    let (there, absent) = there(context, dimension, &metrics, values);
    let view = DimensionView {
        heat: None,
        courses: None,
        about: None,
        table: table(context, page, dimension, &metrics, &there),
        parts: links_to_parts(context, page, dimension),
        parts_title: name_of_all(context, dimension),
        values: values_among(context, page, dimension, absent),
        values_title: without_answers(context),
        prose: context.prose(page),
    };
    Draft {
        id: page,
        template: "dimension.html",
        title: context.title(page, context.name(page)),
        lead: context.lead(page, context.show.fill("dimension.lead", &[("wave", &context.wave_label())])),
        trail: vec![(context.show.word("nav.groups"), PageId::GROUPS), (d.title.clone(), PageId::Dimension(dimension))],
        contents: Vec::new(),
        body: View::of(&view),
        beside: Vec::new(),
    }
}

/// Those of these values that somebody answered for, and those that nobody did.
fn there(
    context: &Context<'_>,
    dimension: usize,
    metrics: &[MetricIx],
    values: impl IntoIterator<Item = usize>,
) -> (Vec<usize>, Vec<usize>) {
    let has_answers = |value: &usize| {
        let group = Some(GroupIx { dimension, value: *value });
        let figures = metrics.iter().filter_map(|&metric| context.of_group(metric, group));
        figures.into_iter().any(|figure| figure.estimate != Estimate::NoData)
    };
    values.into_iter().partition(has_answers)
}

/// "Without answers in 2026 Q3"
fn without_answers(context: &Context<'_>) -> String {
    context.show.fill("groups.absent", &[("wave", &context.wave_label())])
}

/// Values × metrics, each with interval and base.
fn table(
    context: &Context<'_>,
    page: PageId,
    dimension: usize,
    metrics: &[MetricIx],
    shown: &[usize],
) -> Option<Table> {
    let show = context.show;
    let d = &context.figures.dimensions[dimension];
    let caption = show.fill("table.dimension", &[("dimension", &d.title), ("wave", &context.wave_label())]);
    let group = |value: usize| GroupIx { dimension, value: shown[value] };
    let values = (0..shown.len())
        .map(group)
        .map(|group| Entry::link(context.group_name(group), context.href(page, PageId::Group(group))));
    let names = metrics
        .iter()
        .map(|&metric| Entry::link(super::say::name(context, metric), context.href(page, PageId::Metric(metric))));
    let grid = Grid {
        first: (d.title.clone(), values.collect()),
        second: (show.word("column.metric"), names.collect()),
        is_ours: &|_| false,
    };
    let table = grid.fill(TableBuilder::new(show, "figures", caption), |table, value, metric| {
        let metric = metrics[metric];
        let statistic = context.headline(metric);
        let Some(figure) = context.of_group(metric, Some(group(value))) else { return Entry::number("–") };
        let mut entry = table.compact(statistic, &figure.estimate);
        let clear = supported(Some(figure), &Reference::Rest);
        entry.verdict = clear.map(|rest| show.change(context.info(metric), statistic, rest).verdict);
        entry
    });
    table.finish()
}
