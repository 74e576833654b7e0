//! `drivers` of a metric: the questions that may explain its answers.

use super::Ids;
use super::section::Section;
use crate::config::{AnswerKind, Question, QuestionIx, Written};
use crate::diag::Diagnostic;

/// The attributes of a metric: questions of its source with answers on scales.
pub(super) fn read(
    section: &Section<'_>,
    outcome: QuestionIx,
    ids: &Ids,
    questions: &[Option<Question>],
) -> Vec<Written<QuestionIx>> {
    let names = section.texts("drivers");
    let mut drivers: Vec<Written<QuestionIx>> = Vec::new();
    let of = |ix: QuestionIx| questions.get(ix.0).and_then(Option::as_ref);
    let on_scale = |question: &Question| matches!(question.kind, AnswerKind::Scale(_));
    for name in &names {
        let Some(ix) = ids.question(section.sink, name) else { continue };
        let refuse = |message: String, hint: &str| {
            section.sink.report(Diagnostic::error("config/drivers", message).at(name.span).hint(hint));
        };
        let (Some(question), Some(asked)) = (of(ix), of(outcome)) else { continue };
        if ix == outcome {
            refuse(
                format!("`{}` cannot drive itself", name.value),
                "`drivers` are other questions, asked of the same respondents",
            );
        } else if question.source != asked.source {
            refuse(
                format!("`{}` was asked in another source than `{}`", name.value, asked.id),
                "drivers are answered by the same respondents as the question that they explain",
            );
        } else if !on_scale(question) {
            refuse(
                format!("`{}` has no scale, so it cannot be a driver", name.value),
                "drivers are ratings: give the question a `scale`",
            );
        } else if drivers.iter().any(|known| known.value == ix) {
            refuse(format!("`{}` is named twice in `drivers`", name.value), "name each question once");
        } else {
            drivers.push(Written { value: ix, span: name.span });
        }
    }
    if let (Some(first), Some(asked)) = (names.first(), of(outcome))
        && !on_scale(asked)
    {
        let message = format!("`{}` has no scale, so nothing can be said of its drivers", asked.id);
        let hint = "drivers explain a rating: leave `drivers` out, or put it to a metric of a question with a `scale`";
        section.sink.report(Diagnostic::error("config/drivers", message).at(first.span).hint(hint));
    }
    drivers
}
