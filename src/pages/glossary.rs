//! The glossary: each term in plain words, each metric with its formula, and the author's own words. Where a page first
//! uses a term it is a link to here.

use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::context::{Context, Draft, Prose};
use super::show::Show;
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::metrics::{Estimate, MetricInfo, Statistic};
use crate::slug::slug;
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Glossary;

/// A term: the end of its keys in the catalogue, and whether the report has a use for it.
type Term = (&'static str, fn(&Context<'_>) -> bool);

/// Every term that the interface uses.
const TERMS: &[Term] = &[
    ("base", |_| true),
    ("baseline", |context| context.metrics().any(|(_, info)| info.baseline.is_some())),
    ("benchmark", |context| !context.edition.published.is_empty()),
    ("beyond_season", |context| !context.figures.over_time.seasons.is_empty()),
    ("bottom_box", |context| has_kind(context, "bottom_box")),
    ("closed_loop", |context| has_kind(context, "closed_loop")),
    ("control_limits", |context| !context.figures.over_time.controls.is_empty()),
    ("count", |context| has_kind(context, "count")),
    ("design_effect", |context| context.metrics().any(|(_, info)| info.weighted)),
    ("edition", |_| true),
    ("effective_base", |_| true),
    ("holm", |_| true),
    ("index", |context| has_kind(context, "index")),
    ("interval", |_| true),
    ("low_base", |_| true),
    ("left_blank", |context| has_kind(context, "missing")),
    ("mean", |context| has_kind(context, "mean") || has_kind(context, "duration")),
    ("median", |context| has_kind(context, "duration")),
    ("nps", |context| has_kind(context, "nps")),
    ("p_value", |_| true),
    ("per_customer", |context| has_kind(context, "per_customer")),
    ("rank", |context| context.book.has(PageId::COMPETITORS)),
    ("repeat", |context| has_kind(context, "repeat")),
    ("response_rate", |context| has_kind(context, "response_rate")),
    ("share", |context| has_kind(context, "share") || has_kind(context, "rate")),
    ("suppressed", |_| true),
    ("target", |context| context.metrics().any(|(_, info)| info.target.is_some())),
    ("top_box", |context| has_kind(context, "top_box")),
    ("verdict", |_| true),
    ("wave", |_| true),
    ("weight", |context| context.metrics().any(|(_, info)| info.weighted)),
];

#[derive(Serialize)]
struct GlossaryView {
    terms: Vec<TermView>,
    metrics: Vec<MetricView>,
    prose: Vec<Prose>,
}

#[derive(Debug, Clone, Serialize)]
struct TermView {
    id: String,
    title: String,
    text: String,
}

#[derive(Serialize)]
struct MetricView {
    id: String,
    title: String,
    href: String,
    question: String,
    formula: String,
    intervals: String,
    citation: &'static str,
}

impl Page for Glossary {
    fn kind(&self) -> PageKind {
        PageKind { name: "glossary", address: "glossary/", shows: "what each term means, and each metric's formula" }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Basis, stands: |_| true })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PageId::GLOSSARY).then(|| Ok(draft(context)))
    }
}

fn draft(context: &Context<'_>) -> Draft {
    let page = PageId::GLOSSARY;
    let show = context.show;
    let view = GlossaryView { terms: terms(context), metrics: metrics(context), prose: context.prose(page) };
    Draft {
        id: page,
        template: "glossary.html",
        title: context.title(page, show.word("nav.glossary")),
        lead: context.lead(page, show.word("glossary.lead")),
        trail: Vec::new(),
        contents: Vec::new(),
        body: View::of(&view),
        beside: Vec::new(),
    }
}

fn has_kind(context: &Context<'_>, kind: &str) -> bool {
    context.metrics().any(|(_, info)| info.kind == kind)
}

/// Our terms and the author's, by name. An author's own term takes the place of ours of the same name.
fn terms(context: &Context<'_>) -> Vec<TermView> {
    let show = context.show;
    let floor = context.report.config.report.floor;
    let (suppress, flag) = (show.numbers.count(floor.suppress_below), show.numbers.count(floor.flag_below));
    let (level, wave_kind) = (show.level(), show.wave_kind());
    let alpha = show.numbers.plain(crate::number::Unit::Score, 2, 1.0 - context.report.config.report.confidence);
    let values =
        [("suppress", &*suppress), ("flag", &flag), ("level", &level), ("alpha", &alpha), ("wave_kind", &wave_kind)];
    let own = &context.report.config.terms;
    let ours = TERMS.iter().filter(|(_, applies)| applies(context)).map(|(name, _)| TermView {
        id: anchor(name),
        title: show.word(&format!("term.{name}")),
        text: show.fill(&format!("term.{name}.text"), &values),
    });
    let mut terms: Vec<TermView> = ours
        .map(|term| match own.iter().find(|own| slug(&own.name) == slug(&term.title)) {
            Some(own) => TermView { title: own.name.clone(), text: own.text.clone(), ..term },
            None => term,
        })
        .collect();
    for term in own {
        let id = anchor(&slug(&term.name));
        if terms.iter().all(|known| slug(&known.title) != slug(&term.name)) {
            terms.push(TermView { id, title: term.name.clone(), text: term.text.clone() });
        }
    }
    terms.sort_by_cached_key(|term| (term.title.to_lowercase(), term.id.clone()));
    terms
}

fn metrics(context: &Context<'_>) -> Vec<MetricView> {
    let view = |(metric, info): (crate::metrics::MetricIx, &crate::metrics::MetricInfo)| MetricView {
        id: format!("metric-{}", slug(&info.id)),
        title: super::say::name(context, metric),
        href: context.href(PageId::GLOSSARY, PageId::Metric(metric)),
        question: context.question(info),
        formula: super::say::quoted(&info.formula),
        intervals: context
            .of_group(metric, None)
            .map(|figure| &figure.estimate)
            .and_then(Estimate::measured)
            .map(|measured| measured.method.to_owned())
            .unwrap_or_default(),
        citation: info.citation,
    };
    context.metrics().map(view).collect()
}

/// Where each term stands on the page, with its title.
pub fn places(context: &Context<'_>) -> Vec<(String, String)> {
    terms(context).into_iter().map(|term| (term.id, term.title)).collect()
}

/// The id of a term on the page.
pub fn anchor(name: &str) -> String {
    format!("term-{}", name.replace('_', "-"))
}

/// The terms that the glossary of an edition explains.
pub fn explained(context: &Context<'_>) -> Vec<&'static str> {
    TERMS.iter().filter(|(_, applies)| applies(context)).map(|(name, _)| *name).collect()
}

/// The term that explains a kind of metric; empty where there is none.
fn term_of_kind(kind: &str) -> &'static str {
    match kind {
        "nps" => "nps",
        "top_box" => "top_box",
        "bottom_box" => "bottom_box",
        "mean" => "mean",
        "duration" => "median",
        "missing" => "left_blank",
        "closed_loop" => "closed_loop",
        "count" => "count",
        "index" => "index",
        "per_customer" => "per_customer",
        "repeat" => "repeat",
        "response_rate" => "response_rate",
        "share" | "rate" => "share",
        _ => "",
    }
}

/// The term that explains a metric's headline figure: of a length of time its mean, its share within a time or its median.
pub fn term_of(info: &MetricInfo) -> &'static str {
    match (info.kind, info.statistics[0].statistic) {
        ("duration", Statistic::Mean) => "mean",
        ("duration", Statistic::Within) => "share",
        (kind, _) => term_of_kind(kind),
    }
}

/// The title of a term; empty for none.
pub fn title_of(show: Show<'_>, term: &str) -> String {
    if term.is_empty() { String::new() } else { show.word(&format!("term.{term}")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Catalogue;

    #[test]
    fn every_term_is_explained() {
        let words = Catalogue::for_language("en");
        for (name, _) in TERMS {
            assert!(words.has(&format!("term.{name}")) && words.has(&format!("term.{name}.text")), "{name}");
        }
        for kind in crate::metrics::METRICS.iter().map(|kind| kind.name()) {
            let term = term_of_kind(kind);
            assert!(term.is_empty() || TERMS.iter().any(|(name, _)| *name == term), "{kind}");
        }
    }
}
