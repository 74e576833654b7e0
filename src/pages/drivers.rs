//! Drivers: what goes most with the answers to a question, and where to begin.

use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::charts::{ChartFiles, ChartView, measure};
use super::context::{Context, Draft, Prose};
use super::say::short;
use super::table::{Entry, Table, TableBuilder};
use super::{Page, PageKind};
use crate::chart::{DotRow, Dots, DrawError, Heading, Measure, Priorities, Priority};
use crate::language::isolated;
use crate::metrics::drivers::{DriverAttribute, DriverSet, ImportanceMeasure, Quadrant, Refusal, Warning};
use crate::metrics::{Figure, MetricIx, Rank, Reference, Statistic, StatisticInfo, Unit, Verdict};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Drivers;

const PAGE: PageId = PageId::Chapter("drivers");

#[derive(Serialize)]
struct DriversView {
    metrics: Vec<MetricView>,
    prose: Vec<Prose>,
}

#[derive(Serialize)]
struct MetricView {
    id: String,
    title: String,
    href: String,
    /// Why there are no drivers; empty if there are.
    refusal: String,
    findings: Vec<String>,
    warnings: Vec<String>,
    facts: String,
    importance: Option<ChartView>,
    priorities: Option<ChartView>,
    table: Option<Table>,
}

impl Page for Drivers {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "drivers",
            address: "drivers/",
            shows: "what goes most with recommendation or satisfaction, how well it is rated, and where to begin",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter {
            part: Part::Metrics,
            stands: |scope| scope.figures.drivers.iter().any(|drivers| drivers.wave == scope.figures.wave),
        })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PAGE).then(|| draft(context))
    }
}

fn draft(context: &Context<'_>) -> Result<Draft, DrawError> {
    let show = context.show;
    let mut files = ChartFiles::of(context);
    let mut metrics = Vec::new();
    for drivers in context.figures.drivers.iter().filter(|drivers| drivers.wave == context.wave()) {
        metrics.push(match &drivers.result {
            Ok(set) => of_metric(context, drivers.metric, set, &mut files)?,
            Err(refusal) => {
                MetricView { refusal: refused(context, drivers.metric, refusal), ..empty(context, drivers.metric) }
            }
        });
    }
    let view = DriversView { metrics, prose: context.prose(PAGE) };
    Ok(Draft {
        id: PAGE,
        template: "drivers.html",
        title: context.title(PAGE, show.word("nav.drivers")),
        lead: context.lead(PAGE, show.fill("drivers.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents: view.metrics.iter().map(|metric| (metric.id.clone(), metric.title.clone())).collect(),
        body: View::of(&view),
        beside: files.files,
    })
}

fn empty(context: &Context<'_>, metric: MetricIx) -> MetricView {
    let info = context.info(metric);
    MetricView {
        id: crate::slug::slug(&info.id),
        title: context.show.fill("drivers.of", &[("metric", &info.title)]),
        href: context.href(PAGE, PageId::Metric(metric)),
        refusal: String::new(),
        findings: Vec::new(),
        warnings: Vec::new(),
        facts: String::new(),
        importance: None,
        priorities: None,
        table: None,
    }
}

/// One driver with its importance.
struct Driver<'a> {
    name: &'a str,
    attribute: &'a DriverAttribute,
    figure: &'a Figure,
}

impl Driver<'_> {
    fn rank(&self) -> Option<Rank> {
        self.figure.rank
    }
}

/// The drivers of a metric in this wave, most important first.
fn ranked<'a>(context: &Context<'a>, metric: MetricIx, set: &'a DriverSet) -> Vec<Driver<'a>> {
    let info = context.info(metric);
    let mut drivers: Vec<Driver<'a>> = info
        .drivers
        .iter()
        .zip(&set.attributes)
        .enumerate()
        .filter_map(|(at, (driver, attribute))| {
            let statistic = Statistic::Importance(u16::try_from(at).ok()?);
            let figure = context.figures.get(metric, None, context.wave(), statistic)?;
            Some(Driver { name: &driver.title, attribute, figure })
        })
        .collect();
    let share = |driver: &Driver<'_>| driver.figure.estimate.measured().map_or(0.0, |measured| measured.value);
    drivers.sort_by(|a, b| share(b).total_cmp(&share(a)));
    drivers
}

/// What the charts of drivers count in: importance, and the rating.
fn counted(show: super::show::Show<'_>) -> (StatisticInfo, StatisticInfo) {
    let importance = StatisticInfo {
        statistic: Statistic::Importance(0),
        unit: Unit::Share,
        name: show.word("drivers.importance"),
        decimals: 0,
    };
    let rating =
        StatisticInfo { statistic: Statistic::Mean, unit: Unit::Score, name: show.word("drivers.rating"), decimals: 2 };
    (importance, rating)
}

/// Importance and priorities of a metric's drivers in the edition's wave; None where they were not computed.
pub(super) fn charts_of(context: &Context<'_>, metric: MetricIx) -> Option<(Dots, Priorities)> {
    let computed = context.figures.drivers.iter().find(|d| d.metric == metric && d.wave == context.wave())?;
    let set = computed.result.as_ref().ok()?;
    let drivers = ranked(context, metric, set);
    (!drivers.is_empty()).then(|| charts(context, metric, set, &drivers))
}

fn charts(context: &Context<'_>, metric: MetricIx, set: &DriverSet, drivers: &[Driver<'_>]) -> (Dots, Priorities) {
    let show = context.show;
    let (importance, rating) = counted(show);
    let id = crate::slug::slug(&context.info(metric).id);
    let n = show.numbers.count(set.n);
    let wave = context.wave_label();
    let subject = context.info(metric).title.clone();
    let subtitle = |key: &str| {
        let values = [("metric", &*subject), ("interval", &show.interval_name()), ("wave", &wave), ("n", &n)];
        show.fill(key, &values)
    };
    let dots = Dots {
        heading: Heading {
            id: format!("importance-{}", id),
            headline: headline(context, metric, drivers),
            subtitle: subtitle("drivers.importance.subtitle"),
        },
        measure: measure(&importance),
        rows: drivers
            .iter()
            .map(|driver| DotRow {
                name: driver.name.to_owned(),
                // Those that may be the first stand out.
                is_ours: driver.rank().is_some_and(|rank| rank.low == 1),
                estimate: driver.figure.estimate.clone(),
                rank: driver.rank().map(|rank| show.rank(&rank)),
            })
            .collect(),
        target: None,
    };
    let priorities = Priorities {
        heading: Heading {
            id: format!("priorities-{}", id),
            headline: priorities_headline(context, drivers),
            subtitle: subtitle("drivers.priorities.subtitle"),
        },
        importance: measure(&importance),
        performance: Measure { unit: rating.unit, decimals: rating.decimals },
        attributes: drivers
            .iter()
            .map(|driver| Priority {
                name: driver.name.to_owned(),
                importance: driver.figure.estimate.clone(),
                performance: driver.attribute.performance.clone(),
                place: place(context, driver.attribute),
                is_first: driver.attribute.placement.quadrant == Quadrant::ConcentrateHere,
                is_borderline: driver.attribute.placement.borderline,
            })
            .collect(),
        lines: Some((set.lines.performance, set.lines.importance)),
        quarters: [Quadrant::ConcentrateHere, Quadrant::KeepUp, Quadrant::LowPriority, Quadrant::PossibleOverkill]
            .map(|quadrant| show.word(quadrant_key(quadrant))),
    };
    (dots, priorities)
}

fn of_metric(
    context: &Context<'_>,
    metric: MetricIx,
    set: &DriverSet,
    files: &mut ChartFiles,
) -> Result<MetricView, DrawError> {
    let show = context.show;
    let drivers = ranked(context, metric, set);
    let view = empty(context, metric);
    let (importance, rating) = counted(show);
    let (dots, priorities) = charts(context, metric, set, &drivers);
    Ok(MetricView {
        findings: findings(context, &drivers),
        warnings: set.warnings.iter().map(|warning| warned(context, metric, warning)).collect(),
        facts: facts(context, set),
        importance: Some(files.add(show, &dots)?),
        priorities: (drivers.len() > 2).then(|| files.add(show, &priorities)).transpose()?,
        table: table(context, &view.id, &drivers, &importance, &rating),
        ..view
    })
}

/// Names the most important driver only where nothing else can be; else says how many cannot be told apart.
fn headline(context: &Context<'_>, metric: MetricIx, drivers: &[Driver<'_>]) -> String {
    let show = context.show;
    let title = &context.info(metric).title;
    let leading = drivers.iter().filter(|driver| driver.rank().is_some_and(|rank| rank.low == 1)).count();
    let fill = |key: &str, name: &str| {
        show.fill(key, &[("name", name), ("metric", title), ("count", &show.numbers.count(leading as u64))])
    };
    match (drivers.first(), leading) {
        (Some(first), 1) => short(fill("drivers.headline.first", first.name), || fill("drivers.headline.plain", "")),
        (Some(_), 2..) => fill("drivers.headline.several", ""),
        _ => fill("drivers.headline.plain", ""),
    }
}

fn priorities_headline(context: &Context<'_>, drivers: &[Driver<'_>]) -> String {
    let show = context.show;
    let clear: Vec<&str> = drivers
        .iter()
        .filter(|driver| {
            let placement = driver.attribute.placement;
            placement.quadrant == Quadrant::ConcentrateHere && !placement.borderline
        })
        .map(|driver| driver.name)
        .collect();
    match clear.as_slice() {
        [] => show.word("drivers.priorities.none"),
        [one] => short(show.fill("drivers.priorities.one", &[("name", one)]), || show.word("drivers.priorities.some")),
        _ => show.fill("drivers.priorities.several", &[("count", &show.numbers.count(clear.len() as u64))]),
    }
}

/// What has become clearly more or less important since last year.
fn findings(context: &Context<'_>, drivers: &[Driver<'_>]) -> Vec<String> {
    let show = context.show;
    let mut sentences: Vec<String> = drivers
        .iter()
        .filter_map(|driver| {
            let key = match driver.figure.against(&Reference::Year)?.verdict {
                Verdict::Higher => "drivers.more",
                Verdict::Lower => "drivers.less",
                _ => return None,
            };
            Some(show.fill(key, &[("name", driver.name)]))
        })
        .collect();
    if sentences.is_empty() && drivers.iter().any(|driver| driver.figure.against(&Reference::Year).is_some()) {
        sentences.push(show.word("drivers.same"));
    }
    sentences
}

fn facts(context: &Context<'_>, set: &DriverSet) -> String {
    let show = context.show;
    let measure = match set.measure {
        ImportanceMeasure::Lmg => "drivers.lmg",
        ImportanceMeasure::RelativeWeights => "drivers.relative_weights",
    };
    let r2 = show.numbers.value(Unit::Share, 0, set.r2);
    let (n, groups) = (show.numbers.count(set.n), show.numbers.count(set.groups as u64));
    show.fill("drivers.facts", &[("r2", &r2), ("n", &n), ("groups", &groups), ("measure", &show.word(measure))])
}

fn table(
    context: &Context<'_>,
    id: &str,
    drivers: &[Driver<'_>],
    importance: &StatisticInfo,
    rating: &StatisticInfo,
) -> Option<Table> {
    let show = context.show;
    let mut table = TableBuilder::new(show, &format!("drivers-{id}-table"), show.word("drivers.caption"))
        .words("column.driver")
        .numbers("column.importance")
        .words("column.rank")
        .words("column.year")
        .answers()
        .numbers("column.rating")
        .words("column.place")
        .answers()
        .numbers("column.pearson")
        .numbers("column.spearman");
    for driver in drivers {
        let correlation = |r: f64| Entry::number(show.numbers.value(Unit::Score, 2, r));
        let entries = vec![
            Entry::text(driver.name),
            table.compact(importance, &driver.figure.estimate),
            Entry::text(driver.rank().map(|rank| show.rank(&rank)).unwrap_or_default()),
            Entry::text(
                driver
                    .figure
                    .against(&Reference::Year)
                    .map(|year| show.word(year.verdict.message_key(true)))
                    .unwrap_or_default(),
            ),
            table.compact(rating, &driver.attribute.performance),
            Entry::text(place(context, driver.attribute)),
            correlation(driver.attribute.pearson),
            driver.attribute.spearman.map_or_else(|| Entry::text(String::new()), correlation),
        ];
        table.row(false, entries);
    }
    table.finish()
}

fn quadrant_key(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::ConcentrateHere => "quadrant.concentrate",
        Quadrant::KeepUp => "quadrant.keep",
        Quadrant::PossibleOverkill => "quadrant.overkill",
        Quadrant::LowPriority => "quadrant.low",
    }
}

fn place(context: &Context<'_>, attribute: &DriverAttribute) -> String {
    let show = context.show;
    let quadrant = show.word(quadrant_key(attribute.placement.quadrant));
    match attribute.placement.borderline {
        true => show.fill("quadrant.borderline", &[("quadrant", &quadrant)]),
        false => quadrant,
    }
}

/// The names of attributes, counted from 0.
fn names(context: &Context<'_>, metric: MetricIx, attributes: impl Iterator<Item = usize>) -> String {
    let drivers = &context.info(metric).drivers;
    attributes.filter_map(|at| drivers.get(at)).map(|driver| isolated(&driver.title)).collect::<Vec<_>>().join(", ")
}

/// Columns are counted from the outcome.
fn columns(context: &Context<'_>, metric: MetricIx, columns: &[usize]) -> String {
    let outcome = columns.contains(&0).then(|| isolated(&context.info(metric).title).into_owned());
    let attributes = names(context, metric, columns.iter().filter_map(|column| column.checked_sub(1)));
    outcome.into_iter().chain((!attributes.is_empty()).then_some(attributes)).collect::<Vec<_>>().join(", ")
}

fn refused(context: &Context<'_>, metric: MetricIx, refusal: &Refusal) -> String {
    let show = context.show;
    match refusal {
        // How few is not said: it may be below the floor.
        Refusal::TooFewRows { least, .. } => {
            show.fill("drivers.refused.few", &[("least", &show.numbers.count(*least))])
        }
        Refusal::Constant { columns: constant } => {
            show.fill("drivers.refused.constant", &[("names", &columns(context, metric, constant))])
        }
        Refusal::Collinear { columns: collinear } => {
            show.fill("drivers.refused.collinear", &[("names", &columns(context, metric, collinear))])
        }
        Refusal::NothingExplained => show.word("drivers.refused.nothing"),
        Refusal::NoAttributes | Refusal::TooLarge => show.word("drivers.refused.other"),
    }
}

fn warned(context: &Context<'_>, metric: MetricIx, warning: &Warning) -> String {
    let show = context.show;
    match warning {
        Warning::SmallBase { n, advised } => {
            let (n, advised) = (show.numbers.count(*n), show.numbers.count(*advised));
            show.fill("drivers.warned.small", &[("n", &n), ("advised", &advised)])
        }
        Warning::HighVarianceInflation { attributes } => {
            show.fill("drivers.warned.together", &[("names", &names(context, metric, attributes.iter().copied()))])
        }
        Warning::NearZeroCorrelations => show.word("drivers.warned.slipped"),
    }
}
