//! `[[metric]]`, and the small tables that speak of metrics: `[[event]]` and `[[benchmark]]`.

use super::answers::{Implied, Known, Shape};
use super::item::{Item, number};
use super::section::{Section, Sink};
use super::{Ids, drivers, question, report};
use crate::config::{
    AnswerKind, BenchmarkConfig, Better, MetricConfig, MetricParam, ParamValue, Question, QuestionIx, Scale, Written,
};
use crate::diag::{Diagnostic, suggest};
use crate::wave::WaveScheme;
use toml::de::DeValue;

/// Keys that describe the question of a metric that names its column itself.
const QUESTION_KEYS: [&str; 21] = [
    "source",
    "weights",
    "least",
    "within_days",
    "same",
    "frame",
    "started",
    "completed",
    "text",
    "scale",
    "choices",
    "type",
    "to",
    "out_of",
    "independent",
    "multiple",
    "missing",
    "dont_know",
    "asked_if",
    "cut_short_if",
    "scale_is_sure",
];

/// Keys that say where answers stand: a metric that has one of them brings its question along.
const ANSWER_KEYS: [&str; 6] = ["column", "columns", "from", "questions", "customer", "invited"];

/// All metrics, None for one that is broken. Questions that metrics bring along are added to `questions`.
pub(super) fn read_all(
    root: &Section<'_>,
    known: Known<'_>,
    questions: &mut Vec<Option<Question>>,
    waves: Option<&WaveScheme>,
) -> Vec<Option<MetricConfig>> {
    let mut ids = Ids::new("metric");
    let sections = root.tables("metric");
    let metrics: Vec<_> = sections.iter().map(|section| read(section, &mut ids, known, questions, waves)).collect();
    for metric in metrics.iter().flatten() {
        if let Some(beside) = &metric.beside {
            check_beside(root.sink, metric, beside, &metrics);
        }
    }
    metrics
}

fn check_beside(sink: &Sink, metric: &MetricConfig, beside: &Written<String>, known: &[Option<MetricConfig>]) {
    check_metric(sink, beside, known);
    if beside.value == metric.id.value {
        let message = format!("`{}` cannot stand beside itself", beside.value);
        let problem = Diagnostic::error("config/conflict", message).at(beside.span);
        sink.report(problem.hint("name the metric that measures the same elsewhere, or remove `beside`"));
    }
}

fn read(
    section: &Section<'_>,
    ids: &mut Ids,
    known: Known<'_>,
    questions: &mut Vec<Option<Question>>,
    waves: Option<&WaveScheme>,
) -> Option<MetricConfig> {
    let kind = section.text("kind");
    let written = section.text("id").or_else(|| kind.clone().filter(|_| !section.has("id")));
    let id = written
        .map(|id| Written { value: ids.enter(section.sink, Some(id.clone())).unwrap_or_default(), span: id.span });
    let name = id.as_ref().map_or("", |id| id.value.as_str());
    let question = match brings_its_question(section, name, kind.as_ref(), known.question_ids) {
        true => own_question(section, name, kind.as_ref(), known, questions),
        false => named_question(section, name, known.question_ids),
    };
    let drivers = question.as_ref().map(|outcome| drivers::read(section, outcome.value, known.question_ids, questions));
    let title = section.text("title").map(|title| title.value);
    let subtitle = section.text("subtitle").map(|subtitle| subtitle.value);
    let aliases = section.texts("aliases").into_iter().map(|alias| alias.value).collect();
    let target = section.number("target");
    let margin = margin(section);
    let baseline = section.text("baseline");
    let baseline = baseline.and_then(|text| report::wave(section.sink, waves, "`baseline` in [[metric]]", &text, ""));
    let beside = section.text("beside");
    let better = section.word("better").map(|word| question::better_of(word.value));
    let decimals = section.integer("decimals").and_then(|n| usize::try_from(n.value).ok());
    let rolling = section
        .integer("rolling")
        .and_then(|waves| Some(Written { value: usize::try_from(waves.value).ok()?, span: waves.span }));
    let headline = section.flag("headline");
    let page = section.word("page").map(|page| Written { value: page.value.to_string(), span: page.span });
    let unknown = section.unknown();
    let params = unknown.into_iter().filter_map(|(key, item)| {
        let value = param(&item, true)?;
        Some(MetricParam { key, value: item.at(value) })
    });
    let params = params.collect();
    Some(MetricConfig {
        id: id.filter(|id| !id.value.is_empty())?,
        kind: kind?,
        question: question?,
        title,
        subtitle,
        aliases,
        target,
        margin,
        baseline,
        beside,
        better,
        decimals,
        rolling,
        headline,
        page,
        drivers: drivers.unwrap_or_default(),
        params,
        span: section.span,
    })
}

/// A margin of nothing would make no two figures the same.
fn margin(section: &Section<'_>) -> Option<Written<f64>> {
    let margin = section.number("margin")?;
    if margin.value > 0.0 {
        return Some(margin);
    }
    let message = format!("the margin {} is not above zero", margin.value);
    let problem = Diagnostic::error("config/value", message).at(margin.span);
    section.sink.report(
        problem.hint("write how large a difference still counts as none, in the unit that is printed: `margin = 2`"),
    );
    None
}

/// The question that `question` names; else the one with the metric's id; else the only one.
fn named_question(section: &Section<'_>, id: &str, questions: &Ids) -> Option<Written<QuestionIx>> {
    for key in QUESTION_KEYS {
        if let Some(item) = section.item(key) {
            item.sink.report(
                Diagnostic::error(
                    "config/conflict",
                    format!("`{key}` describes a question, and this metric has no `column` of its own"),
                )
                .at(item.span)
                .hint(format!("move `{key}` to the [[question]], or name the `column` here")),
            );
        }
    }
    if section.has("question") {
        let name = section.text("question")?;
        let found = questions.question(section.sink, &name)?;
        return Some(Written { value: found, span: name.span });
    }
    section.item("question");
    let at = |ix| Some(Written { value: QuestionIx(ix), span: section.span });
    match (questions.position(id), questions.ids.len()) {
        (Some(ix), _) => at(ix),
        (None, 1) => at(0),
        _ => {
            let known: Vec<_> = questions.ids.iter().flatten().map(|id| format!("`{}`", id.value)).collect();
            let mut problem =
                Diagnostic::error("config/missing-key", "[[metric]] does not say what it is computed from")
                    .at(section.span)
                    .hint("add `column = \"…\"` with the header of the answers' column");
            if !known.is_empty() {
                problem = problem.hint(format!("or add `question = \"…\"`, one of {}", known.join(", ")));
            }
            section.sink.report(problem);
            None
        }
    }
}

/// The question of a metric that names its column itself.
fn own_question(
    section: &Section<'_>,
    id: &str,
    kind: Option<&Written<String>>,
    known: Known<'_>,
    questions: &mut Vec<Option<Question>>,
) -> Option<Written<QuestionIx>> {
    let named = ANSWER_KEYS.into_iter().find(|key| section.has(key)).unwrap_or("column");
    if let Some(item) = section.item("question") {
        item.sink.report(
            Diagnostic::error("config/conflict", format!("a metric cannot have both `question` and `{named}`"))
                .at(item.span)
                .hint(format!("keep `question` for a [[question]] of the site-config, or `{named}` to do without one")),
        );
        return None;
    }
    // Questions that are put together tell themselves where they were asked.
    let first = section.item("questions").and_then(|item| item.cells().into_iter().next());
    let first = first.and_then(|name| questions.get(known.question_ids.position(&name.value)?)?.as_ref());
    let known = Known { source: first.map(|question| question.source), ..known };
    let implied = implied(section, kind.map_or("", |kind| kind.value.as_str()));
    let new = question::body(section, id.to_string(), known, &question::Codes::default(), implied)?;
    let at = |value| Some(Written { value, span: section.span });
    if let Some(same) = question::find_same(questions, &new) {
        return at(same);
    }
    if known.question_ids.position(id).is_some() {
        section.sink.report(
            Diagnostic::error(
                "config/duplicate",
                format!("there is a [[question]] `{id}`, and the metric `{id}` names another column"),
            )
            .at(section.span)
            .hint(format!("write `question = \"{id}\"` instead of `column`, or give the metric another `id`")),
        );
    }
    questions.push(Some(new));
    at(QuestionIx(questions.len() - 1))
}

/// Whether the metric says itself where its answers stand.
fn brings_its_question(section: &Section<'_>, id: &str, kind: Option<&Written<String>>, questions: &Ids) -> bool {
    let counts_rows = matches!(kind.map(|kind| kind.value.as_str()), Some("count" | "missing"))
        && !section.has("question")
        && questions.position(id).is_none();
    counts_rows || ANSWER_KEYS.iter().any(|key| section.has(key))
}

/// What the kind of a metric says of the question that it brings along.
fn implied(section: &Section<'_>, kind: &str) -> Implied {
    let kind_of = |kind| Implied { kind: Some(kind), shape: None };
    let shape_of = |shape| Implied { kind: None, shape: Some(shape) };
    match kind {
        "nps" => kind_of(AnswerKind::Scale(Scale { from: 0, to: 10, better: Better::High })),
        "duration" => kind_of(AnswerKind::Duration),
        "closed_loop" => shape_of(Shape::Elapsed),
        "index" => shape_of(Shape::Index),
        "repeat" => shape_of(Shape::Repeat),
        "per_customer" => shape_of(Shape::PerCustomer),
        "response_rate" => shape_of(Shape::Response),
        "missing" if !section.has("column") => shape_of(Shape::Blanks),
        "count" if !section.has("column") && !section.has("columns") => shape_of(Shape::Rows),
        "count" if !section.has("choices") && !section.has("scale") => shape_of(Shape::Totals),
        _ => Implied::default(),
    }
}

/// A value that the metric's kind will check.
fn param(item: &Item<'_>, lists: bool) -> Option<ParamValue> {
    match item.value {
        DeValue::Boolean(flag) => Some(ParamValue::Bool(*flag)),
        DeValue::String(text) => Some(ParamValue::Text(text.to_string())),
        DeValue::Integer(_) | DeValue::Float(_) if number(item.value).is_some() => {
            number(item.value).map(ParamValue::Number)
        }
        DeValue::Array(_) if lists => {
            let elements = item.elements("a list");
            let values: Vec<_> = elements.iter().map(|element| Some(element.at(param(element, false)?))).collect();
            values.into_iter().collect::<Option<_>>().map(ParamValue::List)
        }
        _ => {
            item.refuse(
                "a number, a text, `true` or `false`, or a list of these",
                "`wavemark list metrics` shows the keys of each kind",
            );
            None
        }
    }
}

pub(super) fn check_metric(sink: &Sink, name: &Written<String>, known: &[Option<MetricConfig>]) {
    // If a metric is broken, the name may well mean that one.
    let Some(ids) = known.iter().map(|metric| Some(metric.as_ref()?.id.value.as_str())).collect::<Option<Vec<_>>>()
    else {
        return;
    };
    if !ids.contains(&name.value.as_str()) {
        let mut problem =
            Diagnostic::error("config/unknown-reference", format!("there is no metric `{}`", name.value)).at(name.span);
        problem.hints.extend(suggest::hint(&name.value, ids));
        sink.report(problem);
    }
}

/// All usable files of published figures.
pub(super) fn benchmarks(root: &Section<'_>) -> Vec<BenchmarkConfig> {
    let read = |section: &Section<'_>| {
        let files = section.text("files");
        section.refuse_unknown();
        Some(BenchmarkConfig { files: files?, span: section.span })
    };
    root.tables("benchmark").iter().filter_map(read).collect()
}
