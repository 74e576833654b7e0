//! Response rate of a survey: from invitation to the last question.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerFrom, AnswerKind, Better, Question};
use crate::metrics::{AnswerSet, Measure, Statistic};
use crate::number::Unit;
use crate::survey::Value;

/// Completed questionnaires of all invitations.
pub struct ResponseRate;

impl MetricKind for ResponseRate {
    fn name(&self) -> &'static str {
        "response_rate"
    }

    fn about(&self) -> &'static str {
        "share of the invited who completed the survey; with `started` also who began, and who came to the end of those"
    }

    fn formula(&self) -> &'static str {
        "response rate = completed ÷ invited; started = started ÷ invited; completion = completed ÷ started, each from the sums of the columns"
    }

    fn citation(&self) -> &'static str {
        "AAPOR (2023) Standard Definitions, response rate 1 where every invited person is eligible; Wilson interval (1927), on the effective base of a ratio over rows (Cochran 1977) unless each event is independent"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        let (AnswerFrom::Totals { columns, .. }, AnswerKind::Events(stages @ 2..)) = (&question.from, &question.kind)
        else {
            let hint =
                "name the columns: `invited = \"…\"`, `completed = \"…\"` and, if you have it, `started = \"…\"`";
            params.refuse_question("numbers of invited and completed", question, hint);
            return None;
        };
        let stages = i64::try_from(*stages).unwrap_or(2);
        let at_least = |stage: i64| AnswerSet::Of((stage..stages).map(Value::whole).collect());
        let names: Vec<String> = columns.iter().map(|column| column.shown()).collect();
        let share = |statistic, measure, name: &str| PlannedFigure::new(statistic, measure, Unit::Share, name);
        let mut figures = vec![share(Statistic::Score, Measure::Share(at_least(stages - 1)), "response rate")];
        if stages > 2 {
            let (of, among) = (at_least(2), at_least(1));
            figures.push(share(Statistic::Started, Measure::Share(at_least(1)), "started"));
            figures.push(share(
                Statistic::Completion,
                Measure::ShareAmong { of, among },
                "completed of those who started",
            ));
        }
        let (first, last) = (names.first()?, names.last()?);
        Some(Plan {
            title: "Response rate".into(),
            subtitle: "completed, of all who were invited".into(),
            formula: format!("sum of “{last}” ÷ sum of “{first}”"),
            better: Better::High,
            figures,
        })
    }
}
