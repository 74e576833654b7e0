//! Shares of answers, and rates of events.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerKind, Better, Question};
use crate::metrics::{AnswerSet, Measure, Statistic};
use crate::number::Unit;
use crate::survey::Value;

/// The share of certain answers among all usable answers.
pub struct Share;

/// The share of rows with a certain outcome among all rows that could have had it.
pub struct Rate;

const WILSON: &str =
    "Wilson interval (1927); with weights, and from totals (ratio over rows: Cochran 1977), on the effective base";

impl MetricKind for Share {
    fn name(&self) -> &'static str {
        "share"
    }

    fn about(&self) -> &'static str {
        "share of certain answers among those who answered"
    }

    fn formula(&self) -> &'static str {
        "share = answers named in `of` ÷ all answers; blank cells and don't know are left out. From totals: the sum of the part ÷ the sum of the total"
    }

    fn citation(&self) -> &'static str {
        WILSON
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[ParamDoc { key: "of", doc: "the answers that count: texts or codes, for example [\"yes\"]" }]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        if let AnswerKind::Events(_) = question.kind {
            return of_totals(question, params, "Share");
        }
        let codes = params.answers("of", question, false)??;
        let listed = listed(question, &codes);
        Some(Plan {
            title: "Share".into(),
            subtitle: format!("answers {listed}"),
            formula: format!("answers {listed} ÷ all answers"),
            better: Better::High,
            figures: vec![figure(Measure::Share(AnswerSet::of(&question.kind, codes)), "share")],
        })
    }
}

impl MetricKind for Rate {
    fn name(&self) -> &'static str {
        "rate"
    }

    fn about(&self) -> &'static str {
        "share of rows in which something happened: abandoned calls of all calls, abandoned carts of all carts"
    }

    fn formula(&self) -> &'static str {
        "rate = rows with an answer named in `of` ÷ all rows that were asked; a blank cell means that it did not happen. From totals: the sum of the part ÷ the sum of the total"
    }

    fn citation(&self) -> &'static str {
        WILSON
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[ParamDoc {
            key: "of",
            doc: "the answers that count: texts or codes, or \"any\" for every cell that is filled; not with totals",
        }]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        if let AnswerKind::Events(_) = question.kind {
            return of_totals(question, params, "Rate");
        }
        let (set, listed) = match params.answers("of", question, true)? {
            Some(codes) => (AnswerSet::of(&question.kind, codes.clone()), listed(question, &codes)),
            None => (AnswerSet::Any, "any answer".to_owned()),
        };
        Some(Plan {
            title: "Rate".into(),
            subtitle: format!("{listed}, of all rows"),
            formula: format!("rows with {listed} ÷ all rows that were asked"),
            better: Better::High,
            figures: vec![figure(Measure::Rate(set), "rate")],
        })
    }
}

/// The ratio of two sums: a part of the events of all rows. A mean of each row's own ratio would count a quiet day as
/// much as a busy one.
fn of_totals(question: &Question, params: &mut Params<'_>, title: &str) -> Option<Plan> {
    let ([total, part], AnswerKind::Events(2)) = (&question.from.columns()[..], &question.kind) else {
        let hint = "name the total with `out_of`; for a number alone use the kind `count`";
        params.refuse_question("two totals, of which one is a part of the other", question, hint);
        return None;
    };
    params.refuse("of", "the totals say themselves what is counted");
    let (part, total) = (part.shown(), total.shown());
    Some(Plan {
        title: title.into(),
        subtitle: format!("{part} of {total}"),
        formula: format!("sum of “{part}” ÷ sum of “{total}”"),
        better: Better::High,
        figures: vec![figure(Measure::Share(AnswerSet::Of(vec![Value::whole(1)])), &title.to_lowercase())],
    })
}

fn figure(measure: Measure, name: &str) -> PlannedFigure {
    PlannedFigure::new(Statistic::Score, measure, Unit::Share, name)
}

pub(super) fn listed(question: &Question, codes: &[Value]) -> String {
    let name = |code: &Value| match &question.kind {
        AnswerKind::Choice(choices) => {
            let at = usize::try_from(code.0 / Value::SCALE - 1).ok().and_then(|at| choices.get(at));
            at.map_or_else(|| code.number().to_string(), |choice| format!("“{choice}”"))
        }
        AnswerKind::Multiple(choices) => {
            let at = choices.iter().enumerate().find(|(at, _)| Value::of_choices(1 << at).shares_a_choice(*code));
            at.map_or_else(String::new, |(_, choice)| format!("“{choice}”"))
        }
        _ => code.number().to_string(),
    };
    codes.iter().map(name).collect::<Vec<_>>().join(" or ")
}
