//! `[[table]]`: what its rows and columns name.

use super::item::Item;
use super::section::Section;
use super::{Ids, as_words, report};
use crate::config::{
    AnswerFrom, AnswerKind, MetricConfig, Question, QuestionIx, SourceConfig, SourceIx, TableConfig, TableRow, Written,
};
use crate::diag::{Diagnostic, suggest};
use crate::stats::multiplicity::Adjustment;
use crate::wave::WaveScheme;
use toml::de::DeValue;

/// What names in a table may mean; None for what is broken.
#[derive(Clone, Copy)]
struct Known<'a> {
    sources: &'a [Option<SourceConfig>],
    questions: &'a [Option<Question>],
    metrics: &'a [Option<MetricConfig>],
}

/// What says that a question is meant where a metric has the same name.
const QUESTION: &str = "question:";

/// All usable tables.
pub(super) fn read_all(
    root: &Section<'_>,
    sources: &[Option<SourceConfig>],
    questions: &[Option<Question>],
    metrics: &[Option<MetricConfig>],
    waves: Option<&WaveScheme>,
) -> Vec<TableConfig> {
    let mut ids = Ids::new("table");
    let known = Known { sources, questions, metrics };
    root.tables("table").iter().filter_map(|section| read(section, &mut ids, known, waves)).collect()
}

fn read(section: &Section<'_>, ids: &mut Ids, known: Known<'_>, waves: Option<&WaveScheme>) -> Option<TableConfig> {
    let id = ids.enter(section.sink, section.text("id"));
    let title = section.text("title").map(|title| title.value);
    let names = section.texts("rows");
    let rows = rows(section, &names, known);
    let source = rows.first().and_then(|(row, _)| source_of(*row, known));
    let columns = section.item("columns");
    if columns.is_none() {
        section.missing("columns");
    }
    let cuts = columns.map(|item| cuts(section, &item, source, known)).unwrap_or_default();
    let wave = section.text("wave");
    let wave = wave.and_then(|text| {
        let wave = report::wave(section.sink, waves, "`wave` in [[table]]", &text, "")?;
        Some(Written { value: wave.value, span: text.span })
    });
    let adjust = section.word("adjust").map(|word| match word.value {
        "holm" => Adjustment::Holm,
        "benjamini-hochberg" => Adjustment::BenjaminiHochberg,
        _ => Adjustment::None,
    });
    let lower_case = section.flag("lower_case").unwrap_or(false);
    section.refuse_unknown();
    let id = id?;
    Some(TableConfig {
        title: title.unwrap_or_else(|| as_words(&id)),
        id,
        source: source?,
        rows: rows.into_iter().map(|(row, _)| row).collect(),
        cuts,
        wave,
        adjust,
        lower_case,
    })
}

/// The rows of one source, each with its name.
fn rows(section: &Section<'_>, names: &[Written<String>], known: Known<'_>) -> Vec<(TableRow, String)> {
    let refuse = |code, name: &Written<String>, message: String, hint: &str| {
        section.sink.report(Diagnostic::error(code, message).at(name.span).hint(hint));
    };
    let mut rows: Vec<(TableRow, String)> = Vec::new();
    if names.is_empty() && section.has("rows") {
        let problem = Diagnostic::error("config/table", "a table needs at least one row").at(section.span);
        section.sink.report(problem.hint("name metrics and questions: `rows = [\"satisfaction\", \"nps\"]`"));
    }
    for name in names {
        let Some(row) = row(section, name, known) else { continue };
        if let TableRow::Question(ix) = row
            && let Some(question) = &known.questions[ix.0]
            && !has_answers(question)
        {
            let message = format!("`{}` has no answers of its own that could be rows", question.id);
            refuse("config/table", name, message, "name a metric that is computed from it");
            continue;
        }
        let other = rows.first().filter(|(first, _)| source_of(*first, known) != source_of(row, known));
        if let Some((_, other)) = other {
            let message = format!("`{}` was asked in another source than `{other}`", name.value);
            let hint = "the columns of a table hold the same respondents: give the rows of each source a [[table]] of their own";
            refuse("config/table", name, message, hint);
        } else if rows.iter().any(|(known, _)| *known == row) {
            refuse("config/duplicate", name, format!("`{}` is in the table twice", name.value), "name each row once");
        } else {
            rows.push((row, name.value.clone()));
        }
    }
    rows
}

/// A metric, or else a question, of this name.
fn row(section: &Section<'_>, name: &Written<String>, known: Known<'_>) -> Option<TableRow> {
    let (asked, wanted) = match name.value.strip_prefix(QUESTION) {
        Some(rest) => (true, rest.trim()),
        None => (false, name.value.as_str()),
    };
    let metric = known.metrics.iter().position(|metric| metric.as_ref().is_some_and(|m| m.id.value == wanted));
    if let Some(metric) = metric.filter(|_| !asked) {
        return Some(TableRow::Metric(metric));
    }
    let question = known.questions.iter().position(|question| question.as_ref().is_some_and(|q| q.id == wanted));
    if let Some(question) = question {
        return Some(TableRow::Question(QuestionIx(question)));
    }
    // If a metric or a question is broken, the name may well mean that one.
    if known.metrics.iter().all(Option::is_some) && known.questions.iter().all(Option::is_some) {
        let questions = known.questions.iter().flatten().map(|question| question.id.as_str());
        let metrics = known.metrics.iter().flatten().map(|metric| metric.id.value.as_str());
        let (what, names): (_, Vec<&str>) = match asked {
            true => ("question", questions.collect()),
            false => ("metric or question", metrics.chain(questions).collect()),
        };
        let message = format!("there is no {what} `{wanted}`");
        let mut problem = Diagnostic::error("config/unknown-reference", message).at(name.span);
        problem.hints.extend(suggest::hint(wanted, names));
        section.sink.report(problem);
    }
    None
}

/// Whether a row of the question has one of several answers, or a number, that stands in the row itself.
fn has_answers(question: &Question) -> bool {
    let own = matches!(
        question.from,
        AnswerFrom::Column(_) | AnswerFrom::List { .. } | AnswerFrom::OneHot(_) | AnswerFrom::Index(_)
    );
    own && !matches!(question.kind, AnswerKind::Events(_))
}

fn source_of(row: TableRow, known: Known<'_>) -> Option<SourceIx> {
    let question = match row {
        TableRow::Metric(at) => known.metrics[at].as_ref()?.question.value,
        TableRow::Question(ix) => ix,
    };
    Some(known.questions[question.0].as_ref()?.source)
}

/// The segments of the table's source that its columns name. Without a source nothing is known of them.
fn cuts(section: &Section<'_>, item: &Item<'_>, source: Option<SourceIx>, known: Known<'_>) -> Vec<Vec<usize>> {
    let elements = item.elements("a list of segments");
    if elements.is_empty() && matches!(item.value, DeValue::Array(_)) {
        item.invalid("a table needs at least one segment for its columns", "for example `columns = [\"region\"]`");
    }
    let source = source.and_then(|source| known.sources[source.0].as_ref());
    let mut cuts: Vec<Vec<usize>> = Vec::new();
    for element in elements {
        let names = element.cells();
        let Some(source) = source else { continue };
        let found: Vec<Option<usize>> = names.iter().map(|name| segment(section, name, source)).collect();
        let Some(cut) = found.into_iter().collect::<Option<Vec<usize>>>() else { continue };
        let refuse = |message: &str, hint: &str| {
            section.sink.report(Diagnostic::error("config/table", message).at(element.span).hint(hint));
        };
        if cut.is_empty() || cut.len() > 2 {
            refuse(
                "a list in `columns` of [[table]] must name two segments",
                "the second nests within the first: `columns = [[\"region\", \"tenure\"]]`",
            );
        } else if cut.len() == 2 && cut[0] == cut[1] {
            refuse("a segment cannot be nested within itself", "name two different segments");
        } else if cuts.contains(&cut) {
            refuse("the same columns are in the table twice", "name each segment once");
        } else {
            cuts.push(cut);
        }
    }
    cuts
}

/// The segment of a source with this name.
fn segment(section: &Section<'_>, name: &Written<String>, source: &SourceConfig) -> Option<usize> {
    let at = source.segments.iter().position(|segment| segment.id == name.value);
    let Some(found) = at.map(|at| &source.segments[at]) else {
        let message = format!("the source `{}` has no segment `{}`", source.id, name.value);
        let problem = Diagnostic::error("config/unknown-reference", message).at(name.span);
        let known = source.segments.iter().map(|segment| segment.id.as_str());
        let hint = suggest::hint(&name.value, known)
            .unwrap_or_else(|| format!("add it to the `segments` of the source: `segments = [\"{}\"]`", name.value));
        section.sink.report(problem.hint(hint));
        return None;
    };
    if !found.is_shown {
        let message = format!("figures are not cut by `{}`", name.value);
        let problem = Diagnostic::error("config/table", message).at(name.span);
        section.sink.report(problem.hint("remove `show = false` from the segment, or name another"));
        return None;
    }
    at
}
