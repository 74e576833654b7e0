//! Net Promoter Score.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerKind, Better, Question};
use crate::metrics::{AnswerSet, Measure, Statistic};
use crate::number::Unit;
use crate::survey::Value;

/// Promoters (9 and 10) less detractors (6 and below).
pub struct NetPromoterScore;

impl MetricKind for NetPromoterScore {
    fn name(&self) -> &'static str {
        "nps"
    }

    fn about(&self) -> &'static str {
        "Net Promoter Score: the share of promoters less the share of detractors"
    }

    fn formula(&self) -> &'static str {
        "NPS = 100 × (answers of 9 or 10 − answers of 6 or below) ÷ all answers, from −100 to 100"
    }

    fn citation(&self) -> &'static str {
        "Adjusted Wald interval: Rocks (2016), The American Statistician 70:365; with weights Taylor linearisation"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[ParamDoc {
            key: "interval",
            doc: "\"adjusted-wald\" (the default) or \"score\" (Tango 1998), which is a little better on fewer than 30 answers without weights",
        }]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        let Some(lowest) = lowest(&question.kind) else {
            let hint = "if it was asked so, write `scale = { from = 0, to = 10 }` in the question's table; for other scales use the kind `top_box` or `mean`";
            params.refuse_question("a scale from 0 to 10", question, hint);
            return None;
        };
        let by_score = params.word("interval", &["adjusted-wald", "score"]).ok()? == Some("score");
        Some(Plan {
            title: "Net Promoter Score".into(),
            subtitle: "promoters less detractors".into(),
            formula: format!("100 × (answers of 9 or 10 − answers of {lowest} to 6) ÷ all answers"),
            better: Better::High,
            figures: figures(lowest, by_score),
        })
    }
}

/// Where the scale of a question begins if an NPS can be computed from it.
pub fn lowest(kind: &AnswerKind) -> Option<i64> {
    match kind {
        // Some tools ask 1 to 10; whoever declares that scale means it.
        AnswerKind::Scale(s) if s.to == 10 && (s.from == 0 || s.from == 1) && s.better == Better::High => Some(s.from),
        _ => None,
    }
}

/// The score, with an interval `by_score` or else adjusted Wald, and its parts.
pub fn figures(lowest: i64, by_score: bool) -> Vec<PlannedFigure> {
    let codes = |from: i64, to: i64| AnswerSet::Of((from..=to).map(Value::whole).collect());
    let (promoters, passives, detractors) = (codes(9, 10), codes(7, 8), codes(lowest, 6));
    let share = |statistic, set: &AnswerSet, name: &str| {
        PlannedFigure::new(statistic, Measure::Share(set.clone()), Unit::Share, name)
    };
    let net = Measure::Net { up: promoters.clone(), down: detractors.clone(), by_score };
    vec![
        PlannedFigure::new(Statistic::Score, net, Unit::Points, "NPS"),
        share(Statistic::Promoters, &promoters, "promoters (9 or 10)"),
        share(Statistic::Passives, &passives, "passives (7 or 8)"),
        share(Statistic::Detractors, &detractors, &format!("detractors ({lowest} to 6)")),
    ]
}
