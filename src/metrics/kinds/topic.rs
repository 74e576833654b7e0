//! What comments are about.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerFrom, Better, Question};
use crate::metrics::{AnswerSet, Measure, Statistic};
use crate::number::Unit;

/// The kind's name.
pub const NAME: &str = "topic";

/// The share of comments that are about a topic.
pub struct Topic;

impl MetricKind for Topic {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "share of comments that are about a topic; made for each topic of the file that `topics` in [voice] names"
    }

    fn formula(&self) -> &'static str {
        "share = comments with a word of the topic ÷ all comments; who wrote nothing is left out"
    }

    fn citation(&self) -> &'static str {
        "Wilson interval (1927); with weights on the effective base"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[ParamDoc { key: "of", doc: "the topic's title" }]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        let AnswerFrom::Topics { topics, .. } = &question.from else {
            let hint =
                "write the topics into a file and name it with `topics` in [voice]: the metrics are made for you";
            params.refuse_question("a question of topics", question, hint);
            return None;
        };
        let codes = params.answers("of", question, false)??;
        let set = AnswerSet::of(&question.kind, codes.clone());
        let chosen = (0..).zip(topics).find(|(at, _)| set.holds(crate::survey::Value::of_choices(1 << at)));
        let (title, words) = chosen.map(|(_, topic)| (topic.title.clone(), topic.words.join(", ")))?;
        Some(Plan {
            subtitle: "share of comments about it".into(),
            formula: format!("comments with any of the words {words} ÷ all comments"),
            title: format!("Comments: {title}"),
            better: Better::Low,
            // The figure has the topic's own name, for where it is plain that comments are meant.
            figures: vec![PlannedFigure::new(Statistic::Score, Measure::Share(set), Unit::Share, title)],
        })
    }
}
