//! An index: several ratings in one number.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerFrom, Better, Question};
use crate::metrics::{Measure, Statistic};
use crate::number::Unit;

/// The mean of an index over respondents.
pub struct Index;

impl MetricKind for Index {
    fn name(&self) -> &'static str {
        "index"
    }

    fn about(&self) -> &'static str {
        "several ratings in one number from 0 to 100: their mean, weighted if you like, of each respondent"
    }

    fn formula(&self) -> &'static str {
        "each rating as 100 × (rating − worst) ÷ (best − worst); a respondent's index is their mean, weighted by `weights`, over those that were answered if these are at least `least` (half of them unless given); the index is the mean over respondents"
    }

    fn citation(&self) -> &'static str {
        "Half rule for missing items: Fayers & Machin (2016), Quality of Life, 3rd ed.; Student t interval, with weights Taylor linearisation"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        let AnswerFrom::Index(index) = &question.from else {
            let hint = "name the ratings that it is made of: `questions = [\"courtesy\", \"reliability\"]` in place of `column`";
            params.refuse_question("several ratings", question, hint);
            return None;
        };
        let count = index.parts.len();
        let names = index.parts.iter().map(|(part, _)| params.question(part.value).id.clone());
        let listed = names.collect::<Vec<_>>().join(", ");
        let first = index.parts.first()?.1;
        let weighted = match index.parts.iter().all(|(_, weight)| *weight == first) {
            true => String::new(),
            false => {
                let weights = index.parts.iter().map(|(_, weight)| (*weight as f64 / 1e6).to_string());
                format!(", weighted {}", weights.collect::<Vec<_>>().join(" : "))
            }
        };
        Some(Plan {
            title: "Index".into(),
            subtitle: format!("mean of {count} ratings, 0 to 100"),
            formula: format!(
                "mean of {listed}{weighted}, each as 100 × (rating − worst) ÷ (best − worst), of respondents who answered at least {} of them",
                index.least
            ),
            better: Better::High,
            figures: vec![PlannedFigure::new(Statistic::Score, Measure::Mean, Unit::Score, "index")],
        })
    }
}
