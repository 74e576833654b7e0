//! Methods and data quality: what the sceptic asks.

use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::context::{Context, Draft, Prose};
use super::quality::{SourceView, sources};
use super::table::{Entry, Table, TableBuilder};
use super::{Page, PageKind};
use crate::diag::Diagnostic;
use crate::metrics::Estimate;
use crate::templates::View;
use crate::wave::Wave;
use serde::Serialize;
use std::collections::BTreeSet;

/// The kind.
pub struct Methods;

#[derive(Serialize)]
struct MethodsView {
    rules: Vec<Rule>,
    metrics: Option<Table>,
    weighting: Option<Table>,
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

    fn of_edition(&self, context: &Context<'_>) -> Result<Vec<Draft>, Diagnostic> {
        let page = PageId::METHODS;
        let show = context.show;
        let view = MethodsView {
            rules: rules(context),
            metrics: metrics(context, page),
            weighting: weighting(context),
            sources: sources(context),
            prose: context.prose(page),
        };
        let mut contents = vec![
            ("rules".to_owned(), show.word("methods.rules")),
            ("formulas".to_owned(), show.word("methods.formulas")),
        ];
        contents.extend(view.weighting.is_some().then(|| ("weights".to_owned(), show.word("methods.weighting"))));
        contents.extend(view.sources.iter().map(|source| (source.id.clone(), source.title.clone())));
        Ok(vec![Draft {
            id: page,
            template: "methods.html",
            title: context.title(page, show.word("nav.methods")),
            lead: context.lead(page, show.word("methods.lead")),
            trail: Vec::new(),
            contents,
            body: View::of(&view),
            beside: Vec::new(),
        }])
    }
}

fn rules(context: &Context<'_>) -> Vec<Rule> {
    let show = context.show;
    let floor = context.report.config.report.floor;
    let (suppress, flag) = (show.numbers.count(floor.suppress_below), show.numbers.count(floor.flag_below));
    let level = show.level();
    let alpha = show.numbers.plain(crate::number::Unit::Score, 2, 1.0 - context.report.config.report.confidence);
    let values = [("suppress", &*suppress), ("flag", &flag), ("level", &level), ("alpha", &alpha)];
    let mut keys = vec!["intervals", "tests", "families", "floors", "weights", "ranks", "waves", "published"];
    if context.metrics().all(|(_, info)| !info.weighted) {
        keys.retain(|key| *key != "weights");
    }
    if !context.book.has(PageId::COMPETITORS) {
        keys.retain(|key| *key != "ranks");
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
    for (metric, info) in context.metrics() {
        let methods: BTreeSet<&str> = context
            .figures
            .by_key
            .iter()
            .filter(|(key, _)| key.metric == metric && key.wave == context.wave())
            .filter_map(|(_, figure)| figure.estimate.measured())
            .map(|measured| measured.method)
            .collect();
        let methods: Vec<&str> = methods.into_iter().collect();
        table.row(
            false,
            vec![
                Entry::link(info.title.clone(), context.href(page, PageId::Metric(metric))),
                Entry::text(context.question(info)),
                Entry::text(info.formula.clone()),
                Entry::text(info.citation),
                Entry::text(methods.join("; ")),
            ],
        );
    }
    table.finish()
}

/// Base, effective base and design effect (n over the effective base, Kish 1965) of the first weighted metric of each
/// source, wave by wave.
fn weighting(context: &Context<'_>) -> Option<Table> {
    let show = context.show;
    let mut table = TableBuilder::new(show, "weights-table", show.word("methods.weighting.caption"))
        .words("column.source_of_answers")
        .words("column.wave")
        .numbers("column.n")
        .numbers("column.n_eff")
        .numbers("column.deff");
    let mut seen = BTreeSet::new();
    for (metric, info) in context.metrics().filter(|(_, info)| info.weighted) {
        if !seen.insert(info.source.as_str()) {
            continue;
        }
        let source = context.report.config.sources.iter().find(|source| source.id == info.source);
        let title = source.map_or(info.source.as_str(), |source| source.title.as_str());
        for &wave in context.waves_of(metric).iter().rev() {
            let Some(figure) = context.figures.ours(metric, wave) else { continue };
            if let Some(entries) = weighting_row(context, title, wave, &figure.estimate) {
                table.row(wave == context.wave(), entries);
            }
        }
    }
    table.finish()
}

fn weighting_row(context: &Context<'_>, source: &str, wave: Wave, estimate: &Estimate) -> Option<Vec<Entry>> {
    let show = context.show;
    let measured = estimate.measured().filter(|measured| measured.n_eff > 0.0)?;
    let deff = show.numbers.plain(crate::number::Unit::Score, 2, measured.n as f64 / measured.n_eff);
    Some(vec![
        Entry::text(source),
        Entry::text(show.wave(wave)),
        Entry::number(show.numbers.count(measured.n)),
        Entry::number(show.numbers.effective_base(measured.n_eff)),
        Entry::number(deff),
    ])
}
