//! Item non-response: questions that were asked and left blank.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerFrom, Better, Question};
use crate::metrics::{Measure, Statistic};
use crate::number::Unit;

/// The share left blank, of one question or of many.
pub struct Missing;

impl MetricKind for Missing {
    fn name(&self) -> &'static str {
        "missing"
    }

    fn about(&self) -> &'static str {
        "item non-response: share of those asked who left a question blank; of all questions of a source unless some are named"
    }

    fn formula(&self) -> &'static str {
        "of one question: blank ÷ all who were asked it; of several: the mean, over respondents, of each one's blank questions ÷ questions asked. Don't know is an answer here"
    }

    fn citation(&self) -> &'static str {
        "One question: Wilson interval (1927). Several: Student t interval over respondents, since the blanks of one respondent are not independent; with weights Taylor linearisation"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        let (measure, subtitle, formula) = match &question.from {
            AnswerFrom::Blanks(parts) if parts.is_empty() => {
                params.refuse_question(
                    "questions",
                    question,
                    "write the questions of the source as [[question]], or name some with `questions`",
                );
                return None;
            }
            AnswerFrom::Blanks(parts) => (
                Measure::MeanOfShares,
                format!("left blank, of {} questions", parts.len()),
                "mean over respondents of questions left blank ÷ questions asked".to_owned(),
            ),
            AnswerFrom::Column(_) | AnswerFrom::List { .. } | AnswerFrom::OneHot(_) | AnswerFrom::Index(_) => {
                (Measure::Missing, "left blank".to_owned(), "blank ÷ all who were asked".to_owned())
            }
            _ => {
                params.refuse_question("a question that people answer", question, "name another `question`");
                return None;
            }
        };
        Some(Plan {
            title: "Left blank".into(),
            subtitle,
            formula,
            better: Better::Low,
            figures: vec![PlannedFigure::new(Statistic::Score, measure, Unit::Share, "left blank")],
        })
    }
}
