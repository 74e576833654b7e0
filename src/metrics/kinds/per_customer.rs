//! Contacts per customer.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerFrom, Better, Question};
use crate::metrics::{Measure, Statistic};
use crate::number::Unit;

/// How often a customer makes contact.
pub struct PerCustomer;

impl MetricKind for PerCustomer {
    fn name(&self) -> &'static str {
        "per_customer"
    }

    fn about(&self) -> &'static str {
        "rows of each customer in a wave, such as contacts per customer, with those who made none if a frame tells how many there are"
    }

    fn formula(&self) -> &'static str {
        "per customer = rows of the wave ÷ customers of the wave; with `frame` all customers, otherwise those with at least one row. A group that the frame does not know (a channel) is divided by all customers"
    }

    fn citation(&self) -> &'static str {
        "Mean of the customers' numbers of rows, with a Student t interval"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        let AnswerFrom::PerCustomer { frame, .. } = &question.from else {
            let hint =
                "name the column that tells who the customer is: `customer = \"customer_id\"` in place of `column`";
            params.refuse_question("rows of customers", question, hint);
            return None;
        };
        let (subtitle, formula) = match frame {
            Some(frame) => {
                let frame = &params.question(frame.value).text;
                ("per customer".to_owned(), format!("rows ÷ all customers (“{frame}”)"))
            }
            None => ("per customer with at least one".to_owned(), "rows ÷ customers with at least one row".to_owned()),
        };
        Some(Plan {
            title: "Contacts".into(),
            subtitle,
            formula,
            better: Better::Low,
            figures: vec![PlannedFigure::new(Statistic::Score, Measure::Mean, Unit::PerCustomer, "per customer")],
        })
    }
}
