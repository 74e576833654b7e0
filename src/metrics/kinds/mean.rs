//! The arithmetic mean.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerKind, Better, Question};
use crate::metrics::{Measure, Statistic};
use crate::number::Unit;

/// The mean of the answers.
pub struct Mean;

impl MetricKind for Mean {
    fn name(&self) -> &'static str {
        "mean"
    }

    fn about(&self) -> &'static str {
        "arithmetic mean of the answers to a scale or of numbers"
    }

    fn formula(&self) -> &'static str {
        "mean = sum of the answers ÷ number of answers"
    }

    fn citation(&self) -> &'static str {
        "Student t interval; with weights Taylor linearisation"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        let (unit, better, subtitle) = match &question.kind {
            AnswerKind::Scale(scale) => {
                (Unit::Score, scale.better, format!("mean on a scale from {} to {}", scale.from, scale.to))
            }
            AnswerKind::Index => (Unit::Score, Better::High, "mean from 0 to 100".to_owned()),
            AnswerKind::Number => (Unit::Score, Better::High, "mean".to_owned()),
            AnswerKind::Percent => (Unit::Share, Better::High, "mean".to_owned()),
            AnswerKind::Duration => (Unit::Seconds, Better::Low, "mean".to_owned()),
            AnswerKind::Choice(_) | AnswerKind::Multiple(_) | AnswerKind::Events(_) => {
                let hint = "use the kind `share` with `of`; or, if the answers have an order, give the question a scale: `scale = \"1-5\"` with `answers = { \"poor\" = 1 }`";
                params.refuse_question("a scale or numbers", question, hint);
                return None;
            }
        };
        Some(Plan {
            title: "Mean".into(),
            subtitle,
            formula: self.formula().into(),
            better,
            figures: vec![PlannedFigure::new(Statistic::Score, Measure::Mean, unit, "mean")],
        })
    }
}
