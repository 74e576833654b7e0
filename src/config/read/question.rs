//! `[[question]]`: what was asked and how answers are coded.

use super::answers::{self, Answers, Implied, Known};
use super::item::{Item, short};
use super::section::Section;
use super::{Ids, as_words};
use crate::config::{
    AnswerFrom, AnswerKind, Better, Column, Question, QuestionIx, Scale, SourceConfig, SourceIx, Written,
};
use crate::diag::Diagnostic;
use crate::source::Span;
use toml::de::DeValue;

/// More codes than this are no rating scale.
const MOST_CODES: i64 = 1000;

/// All questions with their ids; None for one that is broken.
pub(super) fn read_all(
    root: &Section<'_>,
    source_ids: &Ids,
    sources: &[Option<SourceConfig>],
) -> (Ids, Vec<Option<Question>>) {
    let mut question_ids = Ids::new("question");
    let sections = root.tables("question");
    // A question may be made of others that stand below it.
    let ids: Vec<_> = sections.iter().map(|section| question_ids.enter(section.sink, section.text("id"))).collect();
    let known = Known { source_ids, sources, question_ids: &question_ids, source: None };
    let questions = sections.iter().zip(ids).map(|(section, id)| read(section, id, known)).collect();
    (question_ids, questions)
}

fn read(section: &Section<'_>, id: Option<String>, known: Known<'_>) -> Option<Question> {
    let answers = section.item("answers").map(|item| codes(&item)).unwrap_or_default();
    let question = body(section, id.clone().unwrap_or_default(), known, &answers, Implied::default());
    section.refuse_unknown();
    question.filter(|_| id.is_some())
}

/// The question that `section` describes; `implied` is what its kind of metric says of it.
pub(super) fn body(
    section: &Section<'_>,
    id: String,
    known: Known<'_>,
    codes: &Codes,
    implied: Implied,
) -> Option<Question> {
    let source = match known.source {
        Some(source) if !section.has("source") => Some(source),
        _ => source(section, known.source_ids),
    };
    let text = section.text("text").map(|text| text.value);
    let answers = answers::read(section, source, codes, implied, known);
    let missing = section.texts("missing");
    let dont_know = section.texts("dont_know");
    check_codes(section, answers.as_ref().map(|answers| &answers.kind), &codes.codes, &missing, &dont_know);
    let asked_if =
        section.item("asked_if").map(|item| conditions(&item, "no row would have been asked")).unwrap_or_default();
    let cut_short_if = cut_short(section, answers.as_ref().map(|answers| &answers.kind));
    let scale_is_sure = section.flag("scale_is_sure").unwrap_or(false);
    let Answers { from, kind, scale_span } = answers?;
    Some(Question {
        source: source?,
        text: text.unwrap_or_else(|| wording(&from, &id)),
        id,
        from,
        kind,
        answers: codes.codes.iter().map(|(text, code)| (text.value.clone(), code.value)).collect(),
        missing: missing.into_iter().map(|cell| cell.value).collect(),
        dont_know: dont_know.into_iter().map(|cell| cell.value).collect(),
        asked_if,
        cut_short_if,
        span: section.span,
        scale_span,
        scale_is_sure,
    })
}

/// The header of the answers' one column; where there are several, the id as words.
fn wording(from: &AnswerFrom, id: &str) -> String {
    match from {
        AnswerFrom::Column(column) | AnswerFrom::List { column, .. } | AnswerFrom::Topics { column, .. } => {
            column.shown()
        }
        _ => as_words(id),
    }
}

/// The source that is named, or the only one.
fn source(section: &Section<'_>, sources: &Ids) -> Option<SourceIx> {
    match section.text("source") {
        Some(name) => sources.source(section.sink, &name),
        None if section.has("source") || sources.ids.is_empty() => None,
        None if sources.ids.len() == 1 => Some(SourceIx(0)),
        None => {
            let known: Vec<_> = sources.ids.iter().flatten().map(|id| format!("`{}`", id.value)).collect();
            let message = format!("{} does not say which source it belongs to", section.shown());
            section.sink.report(
                Diagnostic::error("config/missing-key", message)
                    .at(section.span)
                    .hint(format!("add `source = \"…\"`, one of {}", known.join(", "))),
            );
            None
        }
    }
}

/// `"0-10"`, or a table.
pub(super) fn scale(item: &Item<'_>) -> Option<Scale> {
    if !matches!(item.value, DeValue::Table(_) | DeValue::String(_)) {
        item.refuse("a scale", "write `scale = \"0-10\"`, or `scale = { from = 0, to = 10, better = \"high\" }`");
        return None;
    }
    let scale = match item.value {
        DeValue::Table(_) => {
            let section = item.section("question.scale")?;
            let (from, to) = (section.integer("from"), section.integer("to"));
            let better = section.word("better");
            section.refuse_unknown();
            Scale {
                from: from?.value,
                to: to?.value,
                better: better.map_or(Better::High, |word| better_of(word.value)),
            }
        }
        _ => {
            let text = item.text()?.value;
            let Some((from, to)) = ends(&text) else {
                item.invalid(
                    format!("{} must be two whole numbers, but is \"{}\"", item.called, short(&text)),
                    "write `scale = \"0-10\"`, or `scale = { from = 0, to = 10, better = \"high\" }`",
                );
                return None;
            };
            Scale { from, to, better: Better::High }
        }
    };
    if scale.from >= scale.to {
        item.invalid(
            format!("the scale goes from {} to {}, which is not upwards", scale.from, scale.to),
            "write the lower code first; `better = \"low\"` says that low codes are good",
        );
        return None;
    }
    if scale.to - scale.from > MOST_CODES {
        item.invalid(
            format!("the scale from {} to {} has more than {MOST_CODES} codes", scale.from, scale.to),
            "for answers that are numbers rather than ratings, write `type = \"number\"`",
        );
        return None;
    }
    Some(scale)
}

/// Which end a word means.
pub(super) fn better_of(word: &str) -> Better {
    if word == "low" { Better::Low } else { Better::High }
}

/// The two ends in `0-10`, `1 to 7`, `1–5`, `-2 to 2`, `-3..3`.
fn ends(text: &str) -> Option<(i64, i64)> {
    let text = text.trim().to_lowercase().replace('\u{2212}', "-");
    let parse = |(from, to): (&str, &str)| {
        let within = |n: &i64| n.abs() <= 1_000_000;
        let number = |part: &str| part.trim().parse::<i64>().ok().filter(within);
        Some((number(from)?, number(to)?))
    };
    let dash = text.char_indices().skip(1).find(|(_, c)| matches!(c, '-' | '\u{2013}' | '\u{2014}'));
    let by_dash = dash.map(|(at, c)| (&text[..at], &text[at + c.len_utf8()..]));
    let pairs = [text.split_once(".."), text.split_once("to"), by_dash];
    pairs.into_iter().flatten().find_map(parse)
}

pub(super) fn list_of_choices(item: &Item<'_>) -> Option<Vec<String>> {
    let choices = item.cells();
    for (at, choice) in choices.iter().enumerate() {
        let refuse = |message: String, hint: &str| {
            item.sink.report(Diagnostic::error("config/value", message).at(choice.span).hint(hint));
        };
        if choice.value.is_empty() {
            refuse("a choice is empty".to_string(), "remove it: an empty cell always means that nothing was answered");
        } else if choices[..at].iter().any(|other| same(&other.value, &choice.value)) {
            refuse(
                format!("the choice \"{}\" stands in the list twice", short(&choice.value)),
                "keep one; case makes no difference",
            );
        }
    }
    if choices.len() < 2 {
        if !matches!(item.value, DeValue::Table(_) | DeValue::Boolean(_) | DeValue::Datetime(_)) {
            item.invalid(
                format!("{} needs at least two answers", item.called),
                format!("for example `{}`", item.doc.example),
            );
        }
        return None;
    }
    Some(choices.into_iter().map(|choice| choice.value).collect())
}

/// The codes of answer texts.
#[derive(Default)]
pub(super) struct Codes {
    pub(super) codes: Vec<(Written<String>, Written<i64>)>,
    /// Some of what was written could not be read, which has been reported.
    pub(super) broken: bool,
}

fn codes(item: &Item<'_>) -> Codes {
    let entries = item.entries("a table from answers to codes");
    if entries.is_empty() && matches!(item.value, DeValue::Table(_)) {
        item.invalid(format!("{} is empty", item.called), format!("for example `{}`", item.doc.example));
    }
    let written = entries.len();
    let codes: Vec<_> = entries.into_iter().filter_map(|(text, code)| Some((text, code.integer()?))).collect();
    for (at, (text, code)) in codes.iter().enumerate() {
        let other = codes[..at].iter().find(|(other, _)| same(&other.value, &text.value));
        if let Some((_, other)) = other.filter(|(_, other)| other.value != code.value) {
            let message =
                format!("the answer \"{}\" has two codes, {} and {}", short(&text.value), other.value, code.value);
            item.sink.report(
                Diagnostic::error("config/duplicate", message).at(text.span).hint("keep one; case makes no difference"),
            );
        }
    }
    Codes { broken: codes.is_empty() || codes.len() < written, codes }
}

fn conditions(item: &Item<'_>, without: &str) -> Vec<(Column, Vec<String>)> {
    let entries = item.entries("a table from columns to values");
    let condition = |(name, values): (Written<String>, Item<'_>)| {
        let cells: Vec<_> = values.cells().into_iter().map(|cell| cell.value).collect();
        if cells.is_empty() && matches!(values.value, DeValue::Array(_)) {
            values.invalid(
                format!("{} lists no value", values.called),
                format!("{without}: list the values, or remove it"),
            );
        }
        let position = name.value.strip_prefix('#').and_then(|digits| digits.parse().ok()).filter(|n| *n >= 1);
        let column = match position {
            Some(position) => crate::config::ColumnName::Position(position),
            None => crate::config::ColumnName::Header(name.value),
        };
        (Written { value: vec![column], span: name.span }, cells)
    };
    entries.into_iter().map(condition).collect()
}

/// Only a length of time can be known to have been longer than it was.
fn cut_short(section: &Section<'_>, kind: Option<&AnswerKind>) -> Vec<(Column, Vec<String>)> {
    let Some(item) = section.item("cut_short_if") else { return Vec::new() };
    if kind.is_some_and(|kind| *kind != AnswerKind::Duration) {
        item.invalid(
            format!("{} says of a length of time that it did not come to its end", item.called),
            "add `type = \"duration\"` if the answers are lengths of time; `asked_if` leaves rows out",
        );
    }
    conditions(&item, "nothing would have been cut short")
}

/// Codes that contradict the scale or each other.
fn check_codes(
    section: &Section<'_>,
    kind: Option<&AnswerKind>,
    answers: &[(Written<String>, Written<i64>)],
    missing: &[Written<String>],
    dont_know: &[Written<String>],
) {
    let report = |problem: Diagnostic, span: Span, hint: &str| section.sink.report(problem.at(span).hint(hint));
    for cell in dont_know.iter().filter(|cell| missing.iter().any(|other| same(&other.value, &cell.value))) {
        let message = format!("\"{}\" stands both in `missing` and in `dont_know`", short(&cell.value));
        report(
            Diagnostic::error("config/conflict", message),
            cell.span,
            "keep it in one of the two: `missing` is no answer at all, `dont_know` is an answer that the report counts apart",
        );
    }
    match kind {
        Some(AnswerKind::Scale(scale)) => {
            let on_scale = |code: i64| (scale.from..=scale.to).contains(&code);
            for (text, code) in answers.iter().filter(|(_, code)| !on_scale(code.value)) {
                let message = format!(
                    "the answer \"{}\" has the code {}, which is not on the scale from {} to {}",
                    short(&text.value),
                    code.value,
                    scale.from,
                    scale.to
                );
                report(
                    Diagnostic::error("config/value", message),
                    code.span,
                    "correct the code or the scale; a code that means nothing was answered belongs into `missing`",
                );
            }
            for cell in missing.iter().chain(dont_know).filter(|cell| cell.value.parse().is_ok_and(on_scale)) {
                let message = format!(
                    "{} is a rating on the scale from {} to {}, and is declared to be no answer",
                    cell.value, scale.from, scale.to
                );
                report(
                    Diagnostic::warning("config/conflict", message),
                    cell.span,
                    "if the scale begins or ends elsewhere, correct `scale`; otherwise remove the code here",
                );
            }
        }
        Some(_) => {
            if let Some((text, _)) = answers.first() {
                report(
                    Diagnostic::error("config/conflict", "`answers` gives codes of a scale, but the question has none"),
                    text.span,
                    "add `scale`, or remove `answers`; `choices` lists answers without an order",
                );
            }
        }
        None => {}
    }
}

pub(super) fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// A question that already says the same, whatever its id: two metrics of one column share one question.
pub(super) fn find_same(questions: &[Option<Question>], new: &Question) -> Option<QuestionIx> {
    let same = |old: &Question| {
        let conditions = |of: &[(Column, Vec<String>)]| {
            of.iter().map(|(column, values)| (column.value.clone(), values.clone())).collect::<Vec<_>>()
        };
        (old.source, &old.text, &old.kind) == (new.source, &new.text, &new.kind)
            && old.from.says_the_same(&new.from)
            && (&old.answers, &old.missing, &old.dont_know) == (&new.answers, &new.missing, &new.dont_know)
            && conditions(&old.asked_if) == conditions(&new.asked_if)
            && conditions(&old.cut_short_if) == conditions(&new.cut_short_if)
            && old.scale_is_sure == new.scale_is_sure
    };
    questions.iter().position(|old| old.as_ref().is_some_and(same)).map(QuestionIx)
}

#[cfg(test)]
mod tests {
    use super::ends;

    #[test]
    fn scales_are_read_as_people_write_them() {
        for (text, found) in [
            ("0-10", Some((0, 10))),
            ("1 to 7", Some((1, 7))),
            ("1–5", Some((1, 5))),
            ("-2 to 2", Some((-2, 2))),
            ("-3--1", Some((-3, -1))),
            ("−3 – 3", Some((-3, 3))),
            ("1..5", Some((1, 5))),
            ("10", None),
            ("one to five", None),
            ("", None),
            ("0-99999999999", None),
        ] {
            assert_eq!(ends(text), found, "{text}");
        }
    }
}
