//! Metrics without a figure of ours in the newest edition, although their source has rows: said once, with the reason.

use super::editions::our_brand;
use crate::config::SiteConfig;
use crate::diag::{Diagnostic, suggest};
use crate::metrics::{Counted, Estimate, Figures, Metric, MetricIx};
use crate::survey;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a metric has no figure, of what that holds for all metrics. In the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// The source has brands, and ours is not among them.
    NotOurs { source: usize },
    /// All rows that could count weigh nothing.
    Weightless { source: usize, rows: u64 },
    /// Nobody who was asked gave an answer that can be used.
    Unanswered { question: usize, rows: u64 },
}

/// Warnings of metrics without a figure of everybody in the wave of the edition.
pub fn problems(
    config: &SiteConfig,
    metrics: &[Metric],
    counted: &[Arc<Counted>],
    newest: &Figures,
) -> Vec<Diagnostic> {
    let mut found: BTreeMap<Reason, Vec<&str>> = BTreeMap::new();
    for (at, metric) in metrics.iter().enumerate() {
        let figure = newest.ours(MetricIx(at), newest.wave);
        if figure.is_some_and(|figure| figure.estimate != Estimate::NoData) {
            continue;
        }
        if let Some(reason) = reason(config, metric, counted, newest) {
            found.entry(reason).or_default().push(&metric.info.id);
        }
    }
    found.into_iter().map(|(reason, metrics)| problem(config, counted, newest, reason, &metrics)).collect()
}

fn reason(config: &SiteConfig, metric: &Metric, counted: &[Arc<Counted>], newest: &Figures) -> Option<Reason> {
    let planned = metric.figures.first()?;
    let question = planned.question.unwrap_or(metric.question);
    let source = config.questions[question.0].source.0;
    let ours = our_brand(config, &counted[source]);
    if metric.info.branded && ours.is_none() {
        return Some(Reason::NotOurs { source });
    }
    let brand = ours.filter(|_| metric.info.branded);
    let tally = counted[source].cube.tally(newest.wave, brand, &Vec::new(), config.place_of(question))?;
    let base = planned.measure.base(tally);
    match (base.n, base.n_positive, tally.silent.n) {
        (0, _, rows @ 1..) => Some(Reason::Unanswered { question: question.0, rows }),
        (rows @ 1.., 0, _) => Some(Reason::Weightless { source, rows }),
        _ => None,
    }
}

fn problem(
    config: &SiteConfig,
    counted: &[Arc<Counted>],
    newest: &Figures,
    reason: Reason,
    metrics: &[&str],
) -> Diagnostic {
    let wave = config.report.waves.label(newest.wave);
    let names: Vec<String> = metrics.iter().map(|id| format!("`{id}`")).collect();
    let without = match names.as_slice() {
        [one] => format!("{one} has no figure"),
        several => format!("{} have no figures", several.join(", ")),
    };
    let rows = |n| survey::counted(n, "row", "rows");
    let warning = |code, message: String, span| Diagnostic::warning(code, message).at(span);
    match reason {
        Reason::NotOurs { source } => {
            let of = &config.sources[source];
            let brand = config.report.brand.as_ref().map_or("", |brand| brand.value.as_str());
            let message = format!("no row of `{}` is about `{brand}`, so {without}", of.id);
            let known = counted[source].data.brands.shown.iter().map(String::as_str);
            let problem = warning("data/brand-not-in-source", message, of.files_span());
            let hint = "leave `brand` out of the `columns` of a source that is all about ourselves";
            suggest::hint(brand, known).into_iter().fold(problem, Diagnostic::hint).hint(hint)
        }
        Reason::Weightless { source, rows: n } => {
            let of = &config.sources[source];
            let message = format!("all {} of `{}` that could count in {wave} weigh 0, so {without}", rows(n), of.id);
            let hint = "look at the column of the weights; without `weight` in `columns` each row counts as one";
            warning("data/no-weight", message, of.files_span()).hint(hint)
        }
        Reason::Unanswered { question, rows: n } => {
            let of = &config.questions[question];
            let message = format!(
                "none of the {} that were asked `{}` in {wave} has an answer that can be used, so {without}",
                rows(n),
                of.id
            );
            let hint = "if it was not asked then, leave its column out of that file; else look whether the export has filled it";
            warning("data/no-answers", message, of.span).hint(hint)
        }
    }
}
