//! Numbers of things: complaints of a kind, customers who left.

use super::share::listed;
use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerFrom, AnswerKind, Better, Question};
use crate::metrics::{AnswerSet, Measure, Statistic};
use crate::number::Unit;
use crate::survey::Value;

/// How many rows, or events, there are.
pub struct Count;

impl MetricKind for Count {
    fn name(&self) -> &'static str {
        "count"
    }

    fn about(&self) -> &'static str {
        "number of rows in a wave: all, or those with certain answers; or the sum of a column of numbers of events"
    }

    fn formula(&self) -> &'static str {
        "count = rows with an answer named in `of`, or all rows, each as one whatever its weight. Two waves are compared as they are, whatever the number of their days"
    }

    fn citation(&self) -> &'static str {
        "From totals and clusters: t on what rows or clusters differ by, Cochran (1977), Sampling Techniques; else exact Poisson interval: Garwood (1936), Biometrika 28:437; comparison: exact binomial test of the two counts given their sum, Przyborowski & Wilenski (1940), Biometrika 31:313"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[ParamDoc { key: "of", doc: "the answers that count: texts or codes; every row unless given" }]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        let (set, subtitle, formula) = match (&question.from, &question.kind) {
            (AnswerFrom::Rows, _) => {
                params.refuse("of", "rows have no answers; name the column of the answers");
                (AnswerSet::Any, String::new(), "number of rows".to_owned())
            }
            (AnswerFrom::Totals { columns, .. }, AnswerKind::Events(stages)) => {
                params.refuse("of", "the totals say themselves what is counted");
                let counted = columns.last().map(|column| column.shown()).unwrap_or_default();
                let stage = i64::try_from(*stages).unwrap_or(1) - 1;
                (AnswerSet::Of(vec![Value::whole(stage)]), counted.clone(), format!("sum of “{counted}”"))
            }
            (_, AnswerKind::Choice(_) | AnswerKind::Multiple(_) | AnswerKind::Scale(_)) => match params.has("of") {
                true => {
                    let codes = params.answers("of", question, false)??;
                    let listed = listed(question, &codes);
                    (AnswerSet::of(&question.kind, codes), listed.clone(), format!("number of rows with {listed}"))
                }
                false => (AnswerSet::Any, String::new(), "number of rows with an answer".to_owned()),
            },
            _ => {
                let hint =
                    "write the kind without a `column` to count rows, or name a question with `choices` or a `scale`";
                params.refuse_question("rows, choices, ratings or numbers of events", question, hint);
                return None;
            }
        };
        Some(Plan {
            title: "Number".into(),
            subtitle,
            formula,
            better: Better::Low,
            figures: vec![PlannedFigure::new(Statistic::Score, Measure::Count(set), Unit::Count, "number")],
        })
    }
}
