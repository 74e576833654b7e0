//! Questions that are made of other questions, and what these must be.

use super::Ids;
use super::item::Item;
use super::section::Sink;
use crate::config::{AnswerFrom, AnswerKind, Index, Question, QuestionIx, SourceConfig, SourceIx, Written};
use crate::diag::Diagnostic;
use crate::source::Span;

/// Units of a weight in one.
const SCALE: f64 = 1_000_000.0;
/// A part never weighs more than this many times another.
const MOST_WEIGHT: f64 = 1_000_000.0;

/// The questions that a list names; those that are not there are reported.
pub(super) fn named(item: &Item<'_>, ids: &Ids) -> Vec<Written<QuestionIx>> {
    let question =
        |name: &Written<String>| ids.question(item.sink, name).map(|value| Written { value, span: name.span });
    item.cells().iter().filter_map(question).collect()
}

/// An index of the questions in a list.
pub(super) fn index(
    questions: &Item<'_>,
    weights: Option<&Item<'_>>,
    least: Option<Written<i64>>,
    ids: &Ids,
) -> Option<Index> {
    let written = questions.cells();
    let parts = named(questions, ids);
    for (at, part) in parts.iter().enumerate() {
        if parts[..at].iter().any(|other| other.value == part.value) {
            let problem = Diagnostic::error("config/duplicate", "the index has the same question twice").at(part.span);
            questions.sink.report(problem.hint("keep one; `weights` says how much it counts"));
            return None;
        }
    }
    if parts.len() < 2 {
        // A name that does not exist has been reported.
        if parts.len() == written.len() {
            questions
                .invalid(format!("{} needs at least two questions", questions.called), "an index is a mean of several");
        }
        return None;
    }
    let weights = match weights {
        Some(item) => weights_of(item, parts.len())?,
        None => vec![SCALE as i64; parts.len()],
    };
    let least = match least {
        Some(least) if least.value as usize > parts.len() => {
            let message = format!("`least` is {}, and the index has {} questions", least.value, parts.len());
            let problem = Diagnostic::error("config/value", message).at(least.span);
            questions.sink.report(problem.hint("write how many of them a respondent must have answered"));
            return None;
        }
        Some(least) => least.value as usize,
        // The half rule: Fayers & Machin (2016), Quality of Life, chapter 15.
        None => parts.len().div_ceil(2),
    };
    Some(Index { parts: parts.into_iter().zip(weights).collect(), least })
}

fn weights_of(item: &Item<'_>, count: usize) -> Option<Vec<i64>> {
    let elements = item.elements("a list of numbers");
    let mut weights = Vec::new();
    for element in &elements {
        let weight = element.number()?;
        if weight.value <= 0.0 || weight.value > MOST_WEIGHT || (weight.value * SCALE).round() < 1.0 {
            element.invalid(
                format!("a weight is {}, which is not above zero", weight.value),
                "leave the question out instead",
            );
            return None;
        }
        weights.push((weight.value * SCALE).round() as i64);
    }
    if weights.len() != count {
        if !elements.is_empty() {
            let message = format!("{} has {} numbers for {count} questions", item.called, weights.len());
            item.invalid(message, "write one for each of `questions`, in their order");
        }
        return None;
    }
    Some(weights)
}

/// Checks what can be seen only when all questions are known: that parts are ratings of the same source, and that a
/// frame counts something in another.
pub(super) fn check(sink: &Sink, sources: &[Option<SourceConfig>], questions: &mut [Option<Question>]) {
    for question in questions.iter().flatten() {
        check_weights(sink, sources, question);
    }
    // Without a list: every question of the source that was asked by itself.
    let of_source = |source: SourceIx| -> Vec<QuestionIx> {
        let asked = |question: &Question| {
            let by_itself =
                matches!(question.from, AnswerFrom::Column(_) | AnswerFrom::List { .. } | AnswerFrom::OneHot(_));
            by_itself && question.source == source
        };
        (0..questions.len()).filter(|&ix| questions[ix].as_ref().is_some_and(asked)).map(QuestionIx).collect()
    };
    let mut filled = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let Some(question) = question else { continue };
        match &question.from {
            AnswerFrom::Index(index) => {
                for (part, _) in &index.parts {
                    if let Some(other) = &questions[part.value.0] {
                        check_rating(sink, question, other, part.span);
                    }
                }
            }
            AnswerFrom::Blanks(parts) if parts.is_empty() => filled.push((at, of_source(question.source))),
            AnswerFrom::Blanks(parts) => {
                for other in parts.iter().filter_map(|part| questions[part.0].as_ref()) {
                    same_source(sink, question, other, question.span);
                }
            }
            AnswerFrom::PerCustomer { frame: Some(frame), .. } => {
                if let Some(other) = &questions[frame.value.0] {
                    check_frame(sink, question, other, frame.span);
                }
            }
            _ => {}
        }
    }
    for (at, parts) in filled {
        if let Some(question) = &mut questions[at] {
            question.from = AnswerFrom::Blanks(parts);
        }
    }
}

/// Events and customers are counted as they are: a weight belongs to a respondent, or a case, that stands for others.
fn check_weights(sink: &Sink, sources: &[Option<SourceConfig>], question: &Question) {
    let counted = match question.from {
        AnswerFrom::Totals { .. } => "numbers of events",
        AnswerFrom::PerCustomer { .. } => "rows of each customer",
        _ => return,
    };
    if sources[question.source.0].as_ref().is_some_and(SourceConfig::is_weighted) {
        let message = format!("`{}` counts {counted}, and its source has weights", question.id);
        let problem = Diagnostic::error("config/conflict", message).at(question.span);
        sink.report(
            problem.hint(
                "name the same files in a source of their own, without weights, and let the question belong to it",
            ),
        );
    }
}

fn check_rating(sink: &Sink, index: &Question, part: &Question, span: Span) {
    if !same_source(sink, index, part, span) {
        return;
    }
    if !matches!(part.kind, AnswerKind::Scale(_)) {
        let message = format!("`{}` is no rating, so it cannot be a part of an index", part.id);
        let problem = Diagnostic::error("config/wrong-part", message).at(span);
        sink.report(problem.hint("an index is made of questions with a `scale`, which are turned to 0 to 100"));
    }
}

fn same_source(sink: &Sink, whole: &Question, part: &Question, span: Span) -> bool {
    let same = whole.source == part.source;
    if !same {
        let message = format!("`{}` was asked in another source than `{}`", part.id, whole.id);
        let problem = Diagnostic::error("config/wrong-part", message).at(span);
        sink.report(problem.hint("only questions that the same respondents answered can be put together"));
    }
    same
}

fn check_frame(sink: &Sink, question: &Question, frame: &Question, span: Span) {
    if frame.source != question.source && frame.kind == AnswerKind::Events(1) {
        return;
    }
    let message = format!("`{}` does not tell how many customers there are", frame.id);
    let problem = Diagnostic::error("config/wrong-part", message).at(span);
    sink.report(problem.hint(
        "a frame is a question of another source with one column of counts: `type = \"totals\"`, `column = \"customers\"`",
    ));
}
