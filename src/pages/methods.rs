//! Methods and data quality: what the sceptic asks.

use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::context::{Context, Draft, Prose};
use super::metric::break_note;
use super::quality::{SourceView, sources};
use super::samples;
use super::table::{Entry, Table, TableBuilder};
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::config::{AnswerFrom, Margin, Question, SourceConfig};
use crate::metrics::banner::LARGE;
use crate::metrics::{CERTAIN, Statistic, Unit, WaveWeights};
use crate::templates::View;
use serde::Serialize;
use std::collections::BTreeSet;

/// The kind.
pub struct Methods;

#[derive(Serialize)]
struct MethodsView {
    rules: Vec<Rule>,
    metrics: Option<Table>,
    weighting: Option<Table>,
    designs: Option<Table>,
    effects: Option<Table>,
    same_people: Option<Table>,
    breaks: Option<Table>,
    sources: Vec<SourceView>,
    prose: Vec<Prose>,
}

/// A rule that holds for every figure.
#[derive(Serialize)]
struct Rule {
    title: String,
    text: String,
    /// The term of the glossary that says it in fewer words.
    term: &'static str,
}

impl Page for Methods {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "methods",
            address: "methods/",
            shows: "formulas, intervals, tests and floors, weighting, and what was read, used and left out",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Basis, stands: |_| true })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PageId::METHODS).then(|| Ok(draft(context)))
    }
}

fn draft(context: &Context<'_>) -> Draft {
    let page = PageId::METHODS;
    let show = context.show;
    let view = MethodsView {
        rules: rules(context),
        metrics: metrics(context, page),
        weighting: weighting(context),
        designs: samples::designs(context),
        effects: samples::effects(context, page),
        same_people: samples::same_people(context, page),
        breaks: breaks(context, page),
        sources: sources(context),
        prose: context.prose(page),
    };
    let mut contents =
        vec![("rules".to_owned(), show.word("methods.rules")), ("formulas".to_owned(), show.word("methods.formulas"))];
    contents.extend(view.weighting.is_some().then(|| ("weights".to_owned(), show.word("methods.weighting"))));
    contents.extend(view.designs.is_some().then(|| ("design".to_owned(), show.word("methods.design"))));
    contents.extend(view.same_people.is_some().then(|| ("same".to_owned(), show.word("methods.same"))));
    contents.extend(view.breaks.is_some().then(|| ("breaks".to_owned(), show.word("methods.breaks"))));
    contents.extend(view.sources.iter().map(|source| (source.id.clone(), source.title.clone())));
    Draft {
        id: page,
        template: "methods.html",
        title: context.title(page, show.word("nav.methods")),
        lead: context.lead(page, show.word("methods.lead")),
        trail: Vec::new(),
        contents,
        body: View::of(&view),
        beside: Vec::new(),
    }
}

fn rules(context: &Context<'_>) -> Vec<Rule> {
    let show = context.show;
    let floor = context.report.config.report.floor;
    let (suppress, flag) = (show.numbers.count(floor.suppress_below), show.numbers.count(floor.flag_below));
    let level = show.level();
    let alpha = show.numbers.plain(Unit::Score, 2, 1.0 - context.report.config.report.confidence);
    let large = show.numbers.count(LARGE as u64);
    let certain = show.numbers.plain(Unit::Score, 1, CERTAIN);
    let values = [
        ("certain", &*certain),
        ("large", &*large),
        ("suppress", &*suppress),
        ("flag", &flag),
        ("level", &level),
        ("alpha", &alpha),
    ];
    let mut keys = vec![
        "intervals",
        "tests",
        "families",
        "tables",
        "floors",
        "durations",
        "counts",
        "events",
        "comparability",
        "weights",
        "raking",
        "residual",
        "design",
        "frame",
        "same",
        "ranks",
        "shrunk",
        "drivers",
        "movements",
        "rolling",
        "controls",
        "seasons",
        "waves",
        "published",
    ];
    if context.metrics().all(|(_, info)| !["duration", "closed_loop"].contains(&info.kind)) {
        keys.retain(|key| *key != "durations");
    }
    if context.metrics().all(|(_, info)| info.kind != "count") {
        keys.retain(|key| *key != "counts");
    }
    let counts_rows_of_events =
        |question: &Question| matches!(question.from, AnswerFrom::Totals { .. }) && !question.has_independent_events();
    if !context.report.config.questions.iter().any(counts_rows_of_events) {
        keys.retain(|key| *key != "events");
    }
    if context.metrics().all(|(_, info)| !info.weighted) {
        keys.retain(|key| *key != "weights");
    }
    let sources = &context.report.config.sources;
    if sources.iter().all(|source| source.weighting.is_none()) {
        keys.retain(|key| *key != "raking");
    }
    if sources.iter().all(|source| source.weighting.as_ref().is_none_or(|weighting| !weighting.residual_errors)) {
        keys.retain(|key| *key != "residual");
    }
    if sources.iter().all(|source| !source.has_design()) {
        keys.retain(|key| *key != "design");
    }
    if context.figures.by_key.values().flat_map(|figure| &figure.comparisons).all(|one| one.in_both.is_none()) {
        keys.retain(|key| *key != "same");
    }
    if context.figures.by_key.values().all(|figure| figure.rank.is_none()) {
        keys.retain(|key| *key != "ranks");
    }
    if context.figures.by_key.keys().all(|key| !matches!(key.statistic, Statistic::Importance(_))) {
        keys.retain(|key| *key != "drivers");
    }
    if context.report.config.sources.iter().all(|source| source.frame.is_none()) {
        keys.retain(|key| *key != "frame");
    }
    if context.figures.by_key.keys().all(|key| key.statistic != Statistic::Shrunk) {
        keys.retain(|key| *key != "shrunk");
    }
    if context.figures.banners.is_empty() {
        keys.retain(|key| *key != "tables");
    }
    if context.figures.over_time.movements.is_empty() {
        keys.retain(|key| *key != "movements");
    }
    if context.figures.by_key.keys().all(|key| key.statistic != Statistic::Rolling) {
        keys.retain(|key| *key != "rolling");
    }
    if context.figures.over_time.controls.is_empty() {
        keys.retain(|key| *key != "controls");
    }
    if context.figures.over_time.seasons.is_empty() {
        keys.retain(|key| *key != "seasons");
    }
    if context.edition.published.is_empty() {
        keys.retain(|key| *key != "published");
    }
    let rule = |key: &str| Rule {
        title: show.word(&format!("methods.{key}")),
        text: show.fill(&format!("methods.{key}.text"), &values),
        term: match key {
            "intervals" => "interval",
            "tests" => "verdict",
            "families" => "holm",
            "floors" => "suppressed",
            "weights" => "weight",
            "ranks" => "rank",
            "controls" => "control_limits",
            "seasons" => "beyond_season",
            "waves" => "wave",
            "published" => "benchmark",
            _ => "",
        },
    };
    keys.into_iter().map(rule).collect()
}

/// Formula and source of every metric.
fn metrics(context: &Context<'_>, page: PageId) -> Option<Table> {
    let show = context.show;
    let mut table = TableBuilder::new(show, "formulas-table", show.word("methods.formulas.caption"))
        .words("column.metric")
        .words("column.question")
        .words("column.formula")
        .words("column.citation")
        .words("column.interval_method");
    let mut methods: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); context.figures.metrics.len()];
    for (key, figure) in context.figures.by_key.iter().filter(|(key, _)| key.wave == context.wave()) {
        methods[key.metric.0].extend(figure.estimate.measured().map(|measured| measured.method));
    }
    for ((metric, info), methods) in context.metrics().zip(methods) {
        let methods: Vec<&str> = methods.into_iter().collect();
        table.row(
            false,
            vec![
                Entry::link(info.title.clone(), context.href(page, PageId::Metric(metric))),
                Entry::text(context.question(info)),
                Entry::text(super::say::quoted(&info.formula)),
                Entry::text(info.citation),
                Entry::text(methods.join("; ")),
            ],
        );
    }
    table.finish()
}

/// Every break in the line of a metric.
fn breaks(context: &Context<'_>, page: PageId) -> Option<Table> {
    let show = context.show;
    let mut table = TableBuilder::new(show, "breaks-table", show.word("methods.breaks.caption"))
        .words("column.metric")
        .words("column.break");
    for (metric, info) in context.metrics() {
        for broken in info.breaks.iter().filter(|broken| broken.first <= context.wave()) {
            let name = Entry::link(info.title.clone(), context.href(page, PageId::Metric(metric)));
            table.row(false, vec![name, Entry::text(break_note(show, broken))]);
        }
    }
    table.finish()
}

/// What weighting costs in each wave of each weighted source (Kish 1965).
fn weighting(context: &Context<'_>) -> Option<Table> {
    let show = context.show;
    let weights = &context.figures.weights;
    let raked = weights.iter().any(|wave| wave.raked.is_some());
    let mut table = TableBuilder::new(show, "weights-table", show.word("methods.weighting.caption"))
        .words("column.source_of_answers")
        .words("column.wave")
        .numbers("column.rows")
        .numbers("column.n_eff")
        .numbers("column.efficiency")
        .numbers("column.deff")
        .numbers("column.least_weight")
        .numbers("column.greatest_weight");
    if raked {
        table = table.words("column.weighted_by");
    }
    for wave in weights {
        let source = context.report.config.sources.iter().find(|source| source.id == wave.source);
        let number = |value: f64| Entry::number(show.numbers.plain(Unit::Score, 2, value));
        let mut entries = vec![
            Entry::text(source.map_or(wave.source.as_str(), |source| source.title.as_str())),
            Entry::text(show.wave(wave.wave)),
            Entry::number(show.numbers.count(wave.rows)),
            Entry::number(show.numbers.effective_base(wave.n_eff)),
            Entry::number(show.numbers.value(Unit::Share, 0, wave.efficiency)),
            number(wave.design_effect),
            number(wave.least),
            number(wave.greatest),
        ];
        if raked {
            entries.push(Entry::text(weighted_by(context, wave, source)));
        }
        table.row(wave.wave == context.wave(), entries);
    }
    table.finish()
}

/// "rim weights by Region and Age; 12 rows at a bound"
fn weighted_by(context: &Context<'_>, wave: &WaveWeights, source: Option<&SourceConfig>) -> String {
    let show = context.show;
    let given = source.is_some_and(|source| source.columns.weight.is_some());
    let (Some((trimmed, untouched)), Some(source)) = (wave.raked, source) else {
        return show.word("weighted_by.given");
    };
    let margins = source.weighting.iter().flat_map(|weighting| &weighting.margins);
    let titles = |margin: &Margin| {
        let titles = margin.segments.iter().map(|segment| source.segments[*segment].title.as_str());
        if margin.segments.len() > 1 { format!("({})", Margin::joined(titles)) } else { Margin::joined(titles) }
    };
    let margins: Vec<String> = margins.map(titles).collect();
    let key = if given { "weighted_by.both" } else { "weighted_by.targets" };
    let mut said = vec![show.fill(key, &[("segments", &margins.join(" × "))])];
    if trimmed > 0 {
        said.push(show.fill("weighted_by.trimmed", &[("rows", &show.numbers.count(trimmed))]));
    }
    if untouched > 0 {
        said.push(show.fill("weighted_by.untouched", &[("rows", &show.numbers.count(untouched))]));
    }
    said.join("; ")
}
