//! The keys of one kind of metric, read with every problem reported.

use super::MetricKind;
use crate::config::{AnswerKind, MetricConfig, MetricParam, ParamValue, Question, Written};
use crate::diag::{Diagnostic, suggest};
use crate::survey::Value;

/// A value was given and is wrong; its problem has been reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong;

/// The keys of a metric that its kind reads.
pub struct Params<'a> {
    metric: &'a MetricConfig,
    kind: &'a dyn MetricKind,
    sink: &'a mut Vec<Diagnostic>,
}

impl<'a> Params<'a> {
    /// Reads the params of `metric`; keys that `kind` does not have are reported at once.
    pub fn new(metric: &'a MetricConfig, kind: &'a dyn MetricKind, sink: &'a mut Vec<Diagnostic>) -> Params<'a> {
        let known: Vec<_> = kind.params().iter().map(|p| p.key).collect();
        for param in &metric.params {
            if !known.contains(&param.key.value.as_str()) {
                let message = format!("a metric of kind `{}` has no key `{}`", kind.name(), param.key.value);
                let mut problem = Diagnostic::error("metric/unknown-key", message).at(param.key.span);
                if let Some(hint) = suggest::hint(&param.key.value, known.iter().copied()) {
                    problem = problem.hint(hint);
                }
                let hint = format!(
                    "`wavemark list metrics` shows the keys of `{}`; `wavemark list config` the common ones",
                    kind.name()
                );
                sink.push(problem.hint(hint));
            }
        }
        Params { metric, kind, sink }
    }

    fn get(&self, key: &str) -> Option<&'a MetricParam> {
        self.metric.params.iter().find(|p| p.key.value == key)
    }

    /// Reports that the kind cannot be computed from this question.
    pub fn refuse_question(&mut self, expected: &str, question: &Question, hint: &str) {
        let found = match &question.kind {
            AnswerKind::Scale(scale) => format!("a scale from {} to {}", scale.from, scale.to),
            AnswerKind::Choice(_) => "a choice of answers".to_owned(),
            AnswerKind::Number => "a number".to_owned(),
            AnswerKind::Duration => "a duration".to_owned(),
        };
        let message =
            format!("`{}` needs {expected}, and the question `{}` has {found}", self.kind.name(), question.id);
        self.sink.push(Diagnostic::error("metric/wrong-question", message).at(self.metric.kind.span).hint(hint));
    }

    fn wrong(&mut self, param: &MetricParam, expected: &str) {
        let message = format!("`{}` must be {expected}", param.key.value);
        self.sink.push(Diagnostic::error("metric/wrong-value", message).at(param.value.span));
    }

    /// A whole number from `least` to `most`.
    pub fn whole(&mut self, key: &str, least: i64, most: i64) -> Result<Option<i64>, Wrong> {
        let Some(param) = self.get(key) else { return Ok(None) };
        match param.value.value {
            ParamValue::Number(n) if n.fract() == 0.0 && n >= least as f64 && n <= most as f64 => Ok(Some(n as i64)),
            _ => {
                self.wrong(param, &format!("a whole number from {least} to {most}"));
                Err(Wrong)
            }
        }
    }

    /// A number above zero.
    pub fn positive(&mut self, key: &str) -> Result<Option<f64>, Wrong> {
        let Some(param) = self.get(key) else { return Ok(None) };
        match param.value.value {
            ParamValue::Number(n) if n > 0.0 && n < 1e9 => Ok(Some(n)),
            _ => {
                self.wrong(param, "a number above zero");
                Err(Wrong)
            }
        }
    }

    /// One of a few words.
    pub fn word(&mut self, key: &str, words: &[&'static str]) -> Result<Option<&'static str>, Wrong> {
        let Some(param) = self.get(key) else { return Ok(None) };
        if let ParamValue::Text(text) = &param.value.value
            && let Some(word) = words.iter().find(|word| **word == text.as_str())
        {
            return Ok(Some(word));
        }
        let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
        self.wrong(param, &format!("one of {}", quoted.join(", ")));
        Err(Wrong)
    }

    /// Answers of a question: codes or texts, or `"any"` where that is allowed. `Some(None)` stands for any.
    pub fn answers(&mut self, key: &str, question: &Question, any: bool) -> Option<Option<Vec<Value>>> {
        let Some(param) = self.get(key) else {
            let message = format!("a metric of kind `{}` needs `{key}`: the answers that count", self.kind.name());
            let hint = format!("for example `{key} = {}`", example(question));
            self.sink.push(Diagnostic::error("metric/missing-key", message).at(self.metric.kind.span).hint(hint));
            return None;
        };
        let items: Vec<Written<ParamValue>> = match &param.value.value {
            ParamValue::Text(text) if any && text == "any" => return Some(None),
            ParamValue::List(items) => items.clone(),
            single => vec![Written { value: single.clone(), span: param.value.span }],
        };
        if items.is_empty() {
            self.wrong(param, "at least one answer");
            return None;
        }
        let found: Vec<_> = items.iter().map(|item| self.answer(item, question)).collect();
        found.into_iter().collect::<Option<Vec<_>>>().map(Some)
    }

    fn answer(&mut self, item: &Written<ParamValue>, question: &Question) -> Option<Value> {
        let code = match &item.value {
            ParamValue::Number(n) => code_of_number(*n, question),
            ParamValue::Text(text) => code_of_text(text, question),
            ParamValue::Bool(_) | ParamValue::List(_) => None,
        };
        if code.is_none() {
            let known = known_answers(question);
            let message = format!("the question `{}` has no answer {}", question.id, shown(&item.value));
            let mut problem = Diagnostic::error("metric/unknown-answer", message).at(item.span);
            if let Some(hint) = suggest::hint(&shown(&item.value), known.iter().map(String::as_str)) {
                problem = problem.hint(hint);
            }
            self.sink.push(problem);
        }
        code
    }
}

fn code_of_number(number: f64, question: &Question) -> Option<Value> {
    match &question.kind {
        AnswerKind::Scale(scale) => {
            let whole = number.fract() == 0.0 && number >= scale.from as f64 && number <= scale.to as f64;
            whole.then_some(Value::whole(number as i64))
        }
        AnswerKind::Choice(_) => code_of_text(&format!("{number}"), question),
        AnswerKind::Number | AnswerKind::Duration => Some(Value((number * Value::SCALE as f64).round() as i64)),
    }
}

fn code_of_text(text: &str, question: &Question) -> Option<Value> {
    let same = |other: &str| other.trim().to_lowercase() == text.trim().to_lowercase();
    if let AnswerKind::Choice(choices) = &question.kind {
        return choices.iter().position(|choice| same(choice)).map(|at| Value::whole(at as i64 + 1));
    }
    question.answers.iter().find(|(answer, _)| same(answer)).map(|(_, code)| Value::whole(*code))
}

fn known_answers(question: &Question) -> Vec<String> {
    match &question.kind {
        AnswerKind::Choice(choices) => choices.clone(),
        AnswerKind::Scale(scale) => {
            let codes = (scale.from..=scale.to).map(|code| code.to_string());
            codes.chain(question.answers.iter().map(|(text, _)| text.clone())).collect()
        }
        AnswerKind::Number | AnswerKind::Duration => question.answers.iter().map(|(text, _)| text.clone()).collect(),
    }
}

fn example(question: &Question) -> String {
    match &question.kind {
        AnswerKind::Choice(choices) => format!("[\"{}\"]", choices.first().map_or("yes", String::as_str)),
        AnswerKind::Scale(scale) => format!("[{}]", scale.to),
        AnswerKind::Number | AnswerKind::Duration => "[1]".to_owned(),
    }
}

fn shown(value: &ParamValue) -> String {
    match value {
        ParamValue::Number(n) => format!("{n}"),
        ParamValue::Text(text) => text.clone(),
        ParamValue::Bool(yes) => yes.to_string(),
        ParamValue::List(_) => "in a list".to_owned(),
    }
}
