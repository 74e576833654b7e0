//! The file of topics, and the question and the metrics that they make.

use super::section::{Section, Sink};
use super::{as_words, is_identifier, syntax};
use crate::config::{
    AnswerFrom, AnswerKind, Column, MOST_CHOICES, MetricConfig, MetricParam, ParamValue, Question, QuestionIx,
    SourceIx, Topic, Written,
};
use crate::diag::Diagnostic;
use crate::slug::slug;
use crate::source::{Source, Span};
use toml::de::{DeTable, DeValue};

/// A topic with its place.
pub(super) struct Found {
    pub topic: Topic,
    pub span: Span,
}

/// The topics of a file; every problem of it is reported to `sink`.
pub(super) fn read(sink: &Sink, file: &Source, text: &str) -> Option<Vec<Found>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        syntax::problems(file.id, text, &errors).into_iter().for_each(|problem| sink.report(problem));
        return None;
    }
    let own = Sink::new(file.id);
    let topics = of_document(&own, document.get_ref());
    sink.absorb(own);
    if topics.as_ref().is_some_and(Vec::is_empty) {
        let problem = Diagnostic::error("config/value", "there is no topic in this file").at(Span::new(file.id, 0, 0));
        sink.report(
            problem.hint("write a table for each: `[delivery]`, and below it `words = [\"deliver*\", \"parcel\"]`"),
        );
        return None;
    }
    topics
}

fn of_document<'d>(sink: &'d Sink, document: &'d DeTable<'d>) -> Option<Vec<Found>> {
    let mut topics: Vec<Option<Found>> = Vec::new();
    for (key, value) in document {
        let span = sink.span(key.span());
        let id = Written { value: key.get_ref().to_string(), span };
        let DeValue::Table(table) = value.get_ref() else {
            let problem = Diagnostic::error("config/type", format!("`{}` is no topic", id.value)).at(span);
            let hint =
                format!("write a table: `[{}]`, and below it `words = [\"deliver*\", \"parcel\"]`", slug(&id.value));
            sink.report(problem.hint(hint));
            topics.push(None);
            continue;
        };
        topics.push(topic(sink, id, table, span).map(|topic| Found { topic, span }));
    }
    for (at, found) in topics.iter().enumerate() {
        let Some(found) = found else { continue };
        let same = |other: &&Found| other.topic.title.to_lowercase() == found.topic.title.to_lowercase();
        if let Some(other) = topics[..at].iter().flatten().find(same) {
            let message = format!("the topics `{}` and `{}` have the same title", other.topic.id, found.topic.id);
            let problem = Diagnostic::error("config/duplicate", message).at(found.span);
            sink.report(problem.hint("give each a `title` of its own, or join their words"));
        }
    }
    if topics.len() > MOST_CHOICES {
        let message = format!("there are {} topics; a report can have {MOST_CHOICES}", topics.len());
        let place = topics[MOST_CHOICES].as_ref().map(|found| found.span);
        let problem = Diagnostic::error("config/value", message).hint("join topics that are acted on together");
        sink.report(place.into_iter().fold(problem, Diagnostic::at));
        return None;
    }
    topics.into_iter().collect()
}

fn topic(sink: &Sink, id: Written<String>, table: &DeTable<'_>, span: Span) -> Option<Topic> {
    let section = Section::new(sink, "topic", table, span);
    let named = is_identifier(sink, "topic", &id);
    let title = section.text("title").map_or_else(|| as_words(&id.value), |title| title.value.trim().to_owned());
    let words = section.texts("words");
    section.refuse_unknown();
    if section.has("words") && words.is_empty() {
        let problem = Diagnostic::error("config/value", format!("the topic `{}` has no words", id.value)).at(span);
        sink.report(problem.hint("add the words that comments about it have: `words = [\"deliver*\", \"parcel\"]`"));
        return None;
    }
    let mut good = named && !words.is_empty();
    for word in &words {
        let inner = word.value.split_whitespace().any(|part| part.trim_end_matches('*').contains('*'));
        let letters = word.value.chars().any(char::is_alphabetic);
        let (message, hint) = match (letters, inner) {
            (false, _) => {
                ("has no letter: it would be found nowhere", "write words; numbers and signs are not looked for")
            }
            (_, true) => {
                ("has a `*` that is not at the end of a word", "`deliver*` stands for deliver, delivered, delivery")
            }
            _ => continue,
        };
        good = false;
        let message = format!("\"{}\" in the topic `{}` {message}", word.value, id.value);
        sink.report(Diagnostic::error("config/value", message).at(word.span).hint(hint));
    }
    good.then(|| Topic { id: id.value, title, words: words.into_iter().map(|word| word.value).collect() })
}

/// Adds a question of topics and a metric for each.
pub(super) fn add(
    sink: &Sink,
    found: Vec<Found>,
    source: SourceIx,
    column: &Column,
    questions: &mut Vec<Option<Question>>,
    metrics: &mut Vec<Option<MetricConfig>>,
) {
    let ix = QuestionIx(questions.len());
    for Found { topic, span } in &found {
        let id = format!("topic-{}", topic.id);
        if let Some(other) = metrics.iter().flatten().find(|other| slug(&other.id.value) == slug(&id)) {
            let message = format!("the topic `{}` makes a metric `{id}`, and there is one already", topic.id);
            let problem = Diagnostic::error("config/duplicate", message).at(other.id.span);
            sink.report(problem.hint("give the metric or the topic another id"));
        }
        let written = |value: String| Written { value, span: *span };
        let of = MetricParam {
            key: written("of".into()),
            value: Written { value: ParamValue::Text(topic.title.clone()), span: *span },
        };
        metrics.push(Some(MetricConfig {
            id: written(id),
            kind: written("topic".into()),
            question: Written { value: ix, span: *span },
            title: None,
            subtitle: None,
            aliases: Vec::new(),
            target: None,
            margin: None,
            baseline: None,
            better: None,
            decimals: None,
            rolling: None,
            headline: Some(false),
            page: Some(written("voice".into())),
            params: vec![of],
            drivers: Vec::new(),
            beside: None,
            span: *span,
        }));
    }
    let topics: Vec<Topic> = found.into_iter().map(|found| found.topic).collect();
    questions.push(Some(Question {
        id: "topics".into(),
        source,
        text: "What comments are about".into(),
        kind: AnswerKind::Multiple(topics.iter().map(|topic| topic.title.clone()).collect()),
        from: AnswerFrom::Topics { column: column.clone(), topics },
        answers: Vec::new(),
        missing: Vec::new(),
        dont_know: Vec::new(),
        asked_if: Vec::new(),
        cut_short_if: Vec::new(),
        span: column.span,
        scale_span: None,
        scale_is_sure: true,
    }));
}
