//! Repeat contact: customers who come back soon, often because the first contact did not help.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerFrom, Better, Question};
use crate::metrics::{AnswerSet, Measure, Statistic};
use crate::number::Unit;
use crate::survey::Value;

/// The share of contacts after which the customer made another.
pub struct RepeatContact;

impl MetricKind for RepeatContact {
    fn name(&self) -> &'static str {
        "repeat"
    }

    fn about(&self) -> &'static str {
        "repeat contact: share of contacts after which the same customer made another within some days"
    }

    fn formula(&self) -> &'static str {
        "repeat contact = contacts followed by another of the same customer within `within_days` days ÷ all contacts; with `same` only by one that has the same there. Contacts less than that before the end of their wave, or of the data, are left out: what comes in later would change a figure that was published. 1 − repeat contact is a first-contact resolution as seen from the records"
    }

    fn citation(&self) -> &'static str {
        "Wilson interval (1927)"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        let AnswerFrom::Repeat { days, same, .. } = &question.from else {
            let hint = "name who the customer is and how soon: `customer = \"customer_id\"` and `within_days = 7` in place of `column`";
            params.refuse_question("contacts of customers", question, hint);
            return None;
        };
        if let Some(shortest) = params.waves().shortest_days().filter(|shortest| days >= shortest) {
            let message = format!(
                "nothing is left of a wave of {shortest} days: contacts less than {days} days before the end of their wave are not counted, since their customers may still come back"
            );
            let hint = "take longer waves, such as `wave = \"quarter\"` under `[report]`, or a smaller `within_days`";
            params.warn("metric/nothing-left", message, hint);
        }
        let day = if *days == 1 { "day" } else { "days" };
        let about = same.as_ref().map(|same| format!(" and the same “{}”", same.shown())).unwrap_or_default();
        Some(Plan {
            title: "Repeat contact".into(),
            subtitle: format!("followed by another within {days} {day}"),
            formula: format!(
                "contacts followed by another of the same customer{about} within {days} {day} ÷ all contacts but those less than {days} {day} before the end of the data"
            ),
            better: Better::Low,
            figures: vec![PlannedFigure::new(
                Statistic::Score,
                Measure::Share(AnswerSet::Of(vec![Value::whole(1)])),
                Unit::Share,
                "repeated",
            )],
        })
    }
}
