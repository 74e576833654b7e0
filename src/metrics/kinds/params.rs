//! The keys of one kind of metric, read with every problem reported.

use super::Length;
use super::{METRICS, MetricKind};
use crate::config::{
    AnswerFrom, AnswerKind, MetricConfig, MetricParam, ParamValue, Question, QuestionIx, SiteConfig, Written, keys_of,
};
use crate::diag::{Diagnostic, suggest};
use crate::survey::{Value, same_name};
use crate::wave::WaveScheme;

/// A value was given and is wrong; its problem has been reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong;

/// The keys of a metric that its kind reads.
pub struct Params<'a> {
    config: &'a SiteConfig,
    metric: &'a MetricConfig,
    kind: &'a dyn MetricKind,
    sink: &'a mut Vec<Diagnostic>,
}

impl<'a> Params<'a> {
    /// Reads the params of `metric`; keys that `kind` does not have are reported at once.
    pub fn new(
        config: &'a SiteConfig,
        metric: &'a MetricConfig,
        kind: &'a dyn MetricKind,
        sink: &'a mut Vec<Diagnostic>,
    ) -> Params<'a> {
        let own: Vec<_> = kind.params().iter().map(|p| p.key).collect();
        for param in metric.params.iter().filter(|param| !own.contains(&param.key.value.as_str())) {
            sink.push(unknown_key(kind, param));
        }
        Params { config, metric, kind, sink }
    }

    /// Another question, of which the metric's is made.
    pub fn question(&self, question: QuestionIx) -> &'a Question {
        &self.config.questions[question.0]
    }

    /// How the report is divided in time.
    pub fn waves(&self) -> &'a WaveScheme {
        &self.config.report.waves
    }

    /// Tells of something that the metric will hardly be meant to do.
    pub fn warn(&mut self, code: &'static str, message: String, hint: &str) {
        self.sink.push(Diagnostic::warning(code, message).at(self.metric.kind.span).hint(hint));
    }

    /// Whether a key is there.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    fn get(&self, key: &str) -> Option<&'a MetricParam> {
        self.metric.params.iter().find(|p| p.key.value == key)
    }

    /// Reports that the kind cannot be computed from this question.
    pub fn refuse_question(&mut self, expected: &str, question: &Question, hint: &str) {
        let found = match &question.kind {
            _ if matches!(question.from, AnswerFrom::Elapsed { .. }) => "times of which some may be open".to_owned(),
            AnswerKind::Scale(scale) => format!("a scale from {} to {}", scale.from, scale.to),
            AnswerKind::Choice(_) => "a choice of answers".to_owned(),
            AnswerKind::Number => "a number".to_owned(),
            AnswerKind::Percent => "a percentage".to_owned(),
            AnswerKind::Duration => "a duration".to_owned(),
            AnswerKind::Multiple(_) => "several choices at once".to_owned(),
            AnswerKind::Events(_) => "numbers of events".to_owned(),
            AnswerKind::Index => "an index from 0 to 100".to_owned(),
        };
        let message =
            format!("`{}` needs {expected}, and the question `{}` has {found}", self.kind.name(), question.id);
        self.sink.push(Diagnostic::error("metric/wrong-question", message).at(self.metric.kind.span).hint(hint));
    }

    fn wrong(&mut self, param: &MetricParam, expected: &str) {
        let message = format!("`{}` must be {expected}, but is {}", param.key.value, shown(&param.value.value));
        let problem = Diagnostic::error("metric/wrong-value", message).at(param.value.span);
        let doc = self.kind.params().iter().find(|doc| doc.key == param.key.value);
        let hint = doc.map(|doc| format!("`{}` is {}", doc.key, doc.doc));
        self.sink.push(hint.into_iter().fold(problem, Diagnostic::hint));
    }

    /// Reports `key`, if it is there, as one that says nothing here, because of `reason`.
    pub fn refuse(&mut self, key: &str, reason: &str) {
        let Some(param) = self.get(key) else { return };
        let message = format!("`{key}` says nothing for this question: {reason}");
        let problem = Diagnostic::error("metric/useless-key", message).at(param.key.span);
        self.sink.push(problem.hint(format!("remove `{key}`")));
    }

    /// Reports that a word of `key` needs another key.
    pub fn needs(&mut self, key: &str, word: &str, other: &str, example: &str) {
        let Some(param) = self.get(key) else { return };
        let message = format!("`{key} = \"{word}\"` needs `{other}`, and this metric has none");
        let problem = Diagnostic::error("metric/missing-key", message).at(param.value.span);
        self.sink.push(problem.hint(format!("for example `{example}`")));
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

    /// Lengths of time above zero: one or a list of numbers of seconds and of texts such as `24h`.
    pub fn durations(&mut self, key: &str) -> Result<Vec<Length>, Wrong> {
        let Some(param) = self.get(key) else { return Ok(Vec::new()) };
        let items: Vec<Written<ParamValue>> = match &param.value.value {
            ParamValue::List(items) => items.clone(),
            single => vec![Written { value: single.clone(), span: param.value.span }],
        };
        let mut lengths: Vec<Length> = Vec::new();
        for item in &items {
            let length = length(&item.value);
            let twice = length.as_ref().is_some_and(|new| lengths.iter().any(|known| known.value == new.value));
            match length.filter(|_| !twice) {
                Some(length) => lengths.push(length),
                None => {
                    let said = if twice { "stands in the list twice" } else { "is no length of time above zero" };
                    let message = format!("{} in `{key}` {said}", shown(&item.value));
                    let problem = Diagnostic::error("metric/wrong-value", message).at(item.span);
                    self.sink
                        .push(problem.hint(
                            "write seconds as a number, or a text such as \"40s\", \"30min\", \"24h\" or \"2d\"",
                        ));
                    return Err(Wrong);
                }
            }
        }
        Ok(lengths)
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
            let problem = Diagnostic::error("metric/unknown-answer", message).at(item.span);
            // A number is not a mistyped other number.
            let given = if let ParamValue::Text(text) = &item.value { text } else { "" };
            let hint = suggest::hint(given, known.iter().map(String::as_str));
            self.sink.push(hint.into_iter().fold(problem, Diagnostic::hint));
        }
        code
    }
}

fn length(written: &ParamValue) -> Option<Length> {
    match written {
        ParamValue::Number(seconds) => Length::of(*seconds, ""),
        ParamValue::Text(text) => Length::read(text),
        ParamValue::Bool(_) | ParamValue::List(_) => None,
    }
}

fn code_of_number(number: f64, question: &Question) -> Option<Value> {
    match &question.kind {
        AnswerKind::Scale(scale) => {
            let whole = number.fract() == 0.0 && number >= scale.from as f64 && number <= scale.to as f64;
            whole.then_some(Value::whole(number as i64))
        }
        AnswerKind::Choice(_) | AnswerKind::Multiple(_) => code_of_text(&format!("{number}"), question),
        AnswerKind::Events(_) => None,
        AnswerKind::Percent => Some(Value((number * Value::SCALE as f64 / 100.0).round() as i64)),
        AnswerKind::Number | AnswerKind::Duration | AnswerKind::Index => {
            Some(Value((number * Value::SCALE as f64).round() as i64))
        }
    }
}

fn code_of_text(text: &str, question: &Question) -> Option<Value> {
    let same = |other: &str| same_name(other, text);
    if let AnswerKind::Choice(choices) = &question.kind {
        return choices.iter().position(|choice| same(choice)).map(|at| Value::whole(at as i64 + 1));
    }
    if let AnswerKind::Multiple(choices) = &question.kind {
        return choices.iter().position(|choice| same(choice)).map(|at| Value::of_choices(1 << at));
    }
    question.answers.iter().find(|(answer, _)| same(answer)).map(|(_, code)| Value::whole(*code))
}

fn known_answers(question: &Question) -> Vec<String> {
    match &question.kind {
        AnswerKind::Choice(choices) | AnswerKind::Multiple(choices) => choices.clone(),
        AnswerKind::Scale(scale) => {
            let codes = (scale.from..=scale.to).map(|code| code.to_string());
            codes.chain(question.answers.iter().map(|(text, _)| text.clone())).collect()
        }
        _ => question.answers.iter().map(|(text, _)| text.clone()).collect(),
    }
}

fn example(question: &Question) -> String {
    match &question.kind {
        AnswerKind::Choice(choices) | AnswerKind::Multiple(choices) => {
            format!("[\"{}\"]", choices.first().map_or("yes", String::as_str))
        }
        AnswerKind::Scale(scale) => format!("[{}]", scale.to),
        _ => "[1]".to_owned(),
    }
}

fn shown(value: &ParamValue) -> String {
    match value {
        ParamValue::Number(n) => format!("`{n}`"),
        ParamValue::Text(text) => format!("`{text}`"),
        ParamValue::Bool(yes) => format!("`{yes}`"),
        ParamValue::List(items) if items.is_empty() => "an empty list".to_owned(),
        ParamValue::List(_) => "a list".to_owned(),
    }
}

/// A key that the kind does not have: a common key mistyped, a key of another kind, or one that nobody knows.
fn unknown_key(kind: &dyn MetricKind, param: &MetricParam) -> Diagnostic {
    let key = param.key.value.as_str();
    let message = format!("a metric of kind `{}` has no key `{key}`", kind.name());
    let problem = Diagnostic::error("metric/unknown-key", message).at(param.key.span);
    let kinds = METRICS.iter().filter(|other| other.params().iter().any(|doc| doc.key == key));
    let kinds: Vec<_> = kinds.map(|other| format!("`{}`", other.name())).collect();
    if !kinds.is_empty() {
        return problem.hint(format!("it is a key of {}: remove it, or change `kind`", kinds.join(" and ")));
    }
    let own = kind.params().iter().map(|doc| doc.key);
    let hint = suggest::nearest(key, own.chain(keys_of("metric").map(|doc| doc.key)));
    let problem = hint.map(|name| format!("did you mean `{name}`?")).into_iter().fold(problem, Diagnostic::hint);
    problem.hint(format!(
        "`wavemark list metrics` shows the keys of `{}`; `wavemark list config` the common ones",
        kind.name()
    ))
}
