//! Top-box and bottom-box shares of a scale.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerKind, Better, Question, Scale};
use crate::metrics::{AnswerSet, Measure, Statistic};
use crate::number::Unit;
use crate::survey::Value;

/// The share of the best answers.
pub struct TopBox;

/// The share of the worst answers.
pub struct BottomBox;

const WILSON: &str = "Wilson interval without continuity correction: Brown, Cai & DasGupta (2001), Statistical Science 16:101; with weights on the effective base";

impl MetricKind for TopBox {
    fn name(&self) -> &'static str {
        "top_box"
    }

    fn about(&self) -> &'static str {
        "share of the best answers of a scale (top-2-box by default)"
    }

    fn formula(&self) -> &'static str {
        "top-k-box = answers in the k best codes of the scale ÷ all answers"
    }

    fn citation(&self) -> &'static str {
        WILSON
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[ParamDoc { key: "boxes", doc: "how many of the best answers count; 2 unless given" }]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        plan(question, params, true)
    }
}

impl MetricKind for BottomBox {
    fn name(&self) -> &'static str {
        "bottom_box"
    }

    fn about(&self) -> &'static str {
        "share of the worst answers of a scale (bottom-2-box by default)"
    }

    fn formula(&self) -> &'static str {
        "bottom-k-box = answers in the k worst codes of the scale ÷ all answers"
    }

    fn citation(&self) -> &'static str {
        WILSON
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[ParamDoc { key: "boxes", doc: "how many of the worst answers count; 2 unless given" }]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        plan(question, params, false)
    }
}

fn plan(question: &Question, params: &mut Params<'_>, best: bool) -> Option<Plan> {
    let AnswerKind::Scale(scale) = question.kind else {
        let hint = "if its answers are ratings, write their scale in the question's table: `scale = { from = 1, to = 5 }`; for answers without an order use the kind `share`";
        params.refuse_question("a rating scale", question, hint);
        return None;
    };
    let boxes = params.whole("boxes", 1, scale.to - scale.from).ok()?.unwrap_or(2).min(scale.to - scale.from);
    let codes = codes(scale, boxes, best);
    let listed = listed(question, &codes);
    let word = if best { "Top" } else { "Bottom" };
    Some(Plan {
        title: format!("{word}-{boxes}-box"),
        subtitle: format!("answers {listed}"),
        formula: format!("answers {listed} ÷ all answers"),
        better: if best { Better::High } else { Better::Low },
        figures: vec![figure(&codes, format!("{}-{boxes}-box", word.to_lowercase()))],
    })
}

fn figure(codes: &[i64], name: String) -> PlannedFigure {
    let set = AnswerSet::Of(codes.iter().map(|code| Value::whole(*code)).collect());
    PlannedFigure::new(Statistic::Score, Measure::Share(set), Unit::Share, name)
}

/// The shares of the two best and the two worst answers, each named with the answers that it counts.
pub fn both_ends(question: &Question, scale: Scale) -> [PlannedFigure; 2] {
    [true, false].map(|best| {
        let codes = codes(scale, 2, best);
        figure(&codes, format!("{}-2-box ({})", if best { "top" } else { "bottom" }, listed(question, &codes)))
    })
}

/// The `boxes` best or worst codes of a scale.
fn codes(scale: Scale, boxes: i64, best: bool) -> Vec<i64> {
    end_of(scale, boxes, best == (scale.better == Better::High))
}

/// The `boxes` codes at the high or the low end of a scale.
fn end_of(scale: Scale, boxes: i64, high: bool) -> Vec<i64> {
    if high { (scale.to - boxes + 1..=scale.to).collect() } else { (scale.from..scale.from + boxes).collect() }
}

/// "4 and 5", or the answers' texts where the question names them.
fn listed(question: &Question, codes: &[i64]) -> String {
    let label = |code: &i64| match question.answers.iter().find(|(_, c)| c == code) {
        Some((text, _)) => text.clone(),
        None => code.to_string(),
    };
    let labels: Vec<_> = codes.iter().map(label).collect();
    match labels.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first, .., last] if labels.len() > 2 && question.answers.is_empty() => format!("{first} to {last}"),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
