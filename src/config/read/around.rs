//! What stands around the figures: `[claims]`, `[actions]`, `[[touchpoint]]`, `[loyalty]`, `[cost]`, `[[term]]`.

use super::metric::check_metric;
use super::section::Section;
use super::{Ids, as_words};
use crate::config::{
    ActionsConfig, ClaimsConfig, CostConfig, CostInput, Lifetime, Loyalty, MetricConfig, SourceConfig, Term,
    Touchpoint, Written,
};
use crate::diag::{Diagnostic, Severity, suggest};
use crate::slug::slug;

pub(super) fn claims(root: &Section<'_>) -> ClaimsConfig {
    let section = root.table("claims");
    let unproven = section.as_ref().and_then(|section| section.word("unproven"));
    if let Some(section) = &section {
        section.refuse_unknown();
    }
    let unproven = match unproven.map(|word| word.value) {
        Some("warning") => Severity::Warning,
        _ => Severity::Error,
    };
    ClaimsConfig { unproven }
}

pub(super) fn actions(root: &Section<'_>) -> Option<ActionsConfig> {
    let section = root.table("actions")?;
    let files = section.text("files");
    section.refuse_unknown();
    Some(ActionsConfig { files: files? })
}

/// All usable touchpoints, in the order of the journey.
pub(super) fn touchpoints(root: &Section<'_>, metrics: &[Option<MetricConfig>]) -> Vec<Touchpoint> {
    let mut ids = Ids::new("touchpoint");
    root.tables("touchpoint").iter().filter_map(|section| touchpoint(section, &mut ids, metrics)).collect()
}

fn touchpoint(section: &Section<'_>, ids: &mut Ids, known: &[Option<MetricConfig>]) -> Option<Touchpoint> {
    let id = ids.enter(section.sink, section.text("id"));
    let title = section.text("title").map(|title| title.value);
    let metrics = section.texts("metrics");
    section.refuse_unknown();
    metrics.iter().for_each(|name| check_metric(section.sink, name, known));
    if metrics.is_empty() && section.has("metrics") {
        let problem = Diagnostic::error("config/value", "a touchpoint needs at least one metric").at(section.span);
        section.sink.report(problem.hint("name what it is measured by: `metrics = [\"ces\"]`"));
        return None;
    }
    let id = id?;
    Some(Touchpoint { title: title.unwrap_or_else(|| as_words(&id)), id, metrics })
}

pub(super) fn loyalty(root: &Section<'_>, sources: &[Option<SourceConfig>]) -> Option<Loyalty> {
    let section = root.table("loyalty")?;
    let segment = section.text("segment");
    section.refuse_unknown();
    let segment = segment?;
    let known = || sources.iter().flatten().flat_map(|source| &source.segments).map(|segment| segment.id.as_str());
    // If a source is broken, the segment may well be one of its own.
    if sources.iter().all(Option::is_some) && !known().any(|id| id == segment.value) {
        let message = format!("there is no segment `{}`", segment.value);
        let problem = Diagnostic::error("config/unknown-reference", message).at(segment.span);
        let hint = suggest::hint(&segment.value, known())
            .unwrap_or_else(|| format!("add it to the `segments` of a source: `segments = [\"{}\"]`", segment.value));
        section.sink.report(problem.hint(hint));
    }
    Some(Loyalty { segment })
}

/// The bounds of an input, and what a written value is divided by to be kept.
#[derive(Clone, Copy)]
enum Range {
    Amount,
    Percent,
}

pub(super) fn cost(root: &Section<'_>) -> Option<CostConfig> {
    let section = root.table("cost")?;
    let currency = section.text("currency").map(|currency| currency.value);
    let customers = input(&section, "customers", Range::Amount);
    let margin = input(&section, "margin", Range::Amount);
    let leave_for_service = input(&section, "leave_for_service", Range::Percent);
    let leave_in_silence = input(&section, "leave_in_silence", Range::Percent);
    let tell_others = input(&section, "tell_others", Range::Amount);
    let put_off = input(&section, "put_off", Range::Percent);
    let stay = input(&section, "stay", Range::Percent);
    let discount = input(&section, "discount", Range::Percent);
    section.refuse_unknown();
    for (needed, needy) in [("tell_others", "put_off"), ("stay", "discount"), ("discount", "stay")] {
        if section.has(needy) && !section.has(needed) {
            let message = format!("`{needy}` in [cost] says nothing without `{needed}`");
            let problem = Diagnostic::error("config/missing-key", message).at(section.span);
            section.sink.report(problem.hint(format!("add `{needed}` under [cost], or leave out `{needy}`")));
        }
    }
    // With everybody staying and no discount a customer is worth infinitely much.
    if let (Some(stay), Some(discount)) = (&stay, &discount)
        && stay.high - discount.low >= 1.0
    {
        let message = "customers who all stay are worth infinitely much without a discount";
        let problem = Diagnostic::error("config/value", message).at(section.span);
        section.sink.report(problem.hint("lower `stay`, or raise `discount`, under [cost]"));
    }
    Some(CostConfig {
        currency,
        customers: customers?,
        margin: margin?,
        leave_for_service: leave_for_service?,
        leave_in_silence,
        tell_others,
        put_off,
        lifetime: stay.zip(discount).map(|(stay, discount)| Lifetime { stay, discount }),
    })
}

fn input(cost: &Section<'_>, key: &'static str, range: Range) -> Option<CostInput> {
    let section = cost.table(key)?;
    let (value, low, high) = (section.number("value"), section.number("low"), section.number("high"));
    let source = section.text("source");
    section.refuse_unknown();
    let (most, unit) = match range {
        Range::Amount => (f64::MAX, 1.0),
        Range::Percent => (100.0, 100.0),
    };
    let given: Vec<&Written<f64>> = [&low, &value, &high].into_iter().flatten().collect();
    for number in given.iter().filter(|number| !(0.0..=most).contains(&number.value)) {
        let expected = match range {
            Range::Amount => "0 or more",
            Range::Percent => "a percentage from 0 to 100",
        };
        let message = format!("`{key}` in [cost] must be {expected}, but is {}", number.value);
        let problem = Diagnostic::error("config/value", message.replace(" -", " \u{2212}")).at(number.span);
        section.sink.report(problem.hint(format!("for example `{key} = {{ value = 5, source = \"…\" }}`")));
    }
    for pair in given.windows(2).filter(|pair| pair[0].value > pair[1].value) {
        let message =
            format!("the range of `{key}` in [cost] is out of order: {} and {}", pair[0].value, pair[1].value);
        let problem = Diagnostic::error("config/value", message).at(pair[1].span);
        section.sink.report(problem.hint("`low` is at most `value`, and `high` at least"));
    }
    let value = value?.value;
    Some(CostInput {
        value: value / unit,
        low: low.map_or(value, |low| low.value) / unit,
        high: high.map_or(value, |high| high.value) / unit,
        source: source?.value,
    })
}

/// All usable terms.
pub(super) fn terms(root: &Section<'_>) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for section in root.tables("term") {
        let (name, text) = (section.text("name"), section.text("text"));
        section.refuse_unknown();
        let (Some(name), Some(text)) = (name, text) else { continue };
        if let Some(other) = terms.iter().find(|other| slug(&other.name) == slug(&name.value)) {
            let message = format!("the term \"{}\" is explained twice, here and as \"{}\"", name.value, other.name);
            let problem = Diagnostic::error("config/duplicate", message).at(name.span);
            section.sink.report(problem.hint("put both explanations into one [[term]]"));
        }
        terms.push(Term { name: name.value, text: text.value, span: section.span });
    }
    terms
}
