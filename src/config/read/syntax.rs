//! TOML that cannot be read, in words that help somebody who has never heard of TOML.

use crate::diag::Diagnostic;
use crate::source::{SourceId, Span};
use std::collections::BTreeSet;

/// The parser's problems, the first of each line: what follows on a line is mostly caused by it.
pub(super) fn problems(source: SourceId, text: &str, errors: &[toml::de::Error]) -> Vec<Diagnostic> {
    let mut lines = BTreeSet::new();
    let mut problems = Vec::new();
    // Everything after a bracket that is never closed is read as part of it.
    let never_closed = errors.iter().any(|error| {
        error.message().starts_with("unclosed array,") || error.message().starts_with("unclosed inline table")
    });
    for error in errors {
        let place = Place::of(error, text);
        if !lines.insert(place.line_start) {
            continue;
        }
        let (message, hint) = explain(error.message(), &text[place.start..place.end], place.line);
        let mut problem = Diagnostic::error("config/syntax", message).at(Span::new(source, place.start, place.end));
        problem.hints.extend(hint);
        problems.push(problem);
        if never_closed && (error.message().contains("missing comma") || error.message().starts_with("unclosed")) {
            break;
        }
    }
    problems
}

/// Where a problem is shown.
struct Place<'t> {
    start: usize,
    end: usize,
    line_start: usize,
    line: &'t str,
}

impl<'t> Place<'t> {
    fn of(error: &toml::de::Error, text: &'t str) -> Place<'t> {
        let boundary = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let range = error.span().unwrap_or(text.len()..text.len());
        let mut start = boundary(range.start);
        if range.is_empty() && text[..start].ends_with('\n') {
            // Something is missing: that is at the end of the line before, not at the beginning of this one.
            start = text[..start].trim_end().len();
        }
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        let mut end = boundary(range.end).clamp(start, (line_start + line.len()).max(start));
        let value = value_of(line);
        if (is_dotted_date(value) || is_decimal_comma(value))
            && let Some(at) = line.rfind(value)
        {
            (start, end) = (line_start + at, line_start + at + value.len());
        }
        Place { start, end, line_start, line }
    }
}

fn value_of(line: &str) -> &str {
    line.split_once('=').map_or("", |(_, value)| value.trim())
}

/// A sentence and a hint for a parser's message, the text at its place, and the whole line.
fn explain(message: &str, at: &str, line: &str) -> (String, Option<String>) {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let key = line.split('=').next().unwrap_or_default().trim();
    let value = value_of(line);
    let (message, hint) = match what {
        _ if is_dotted_date(value) => {
            (format!("`{value}` is not a date"), format!("write year-month-day: `{key} = 2026-02-10`"))
        }
        "string values must be quoted" if at.trim().is_empty() => (
            format!("`{key}` has no value"),
            format!("write a value after `=`, or put `#` before `{key}` to leave it out"),
        ),
        "string values must be quoted" if is_curly(at) => (
            "typographic quotes do not mark a text".to_string(),
            format!("use straight quotes: `{key} = \"{}\"`", at.trim_matches(|c| "“”„‟«»‘’".contains(c))),
        ),
        "string values must be quoted"
            if matches!(at.to_lowercase().as_str(), "yes" | "no" | "on" | "off" | "true" | "false") =>
        {
            let flag = matches!(at.to_lowercase().as_str(), "yes" | "on" | "true");
            (
                format!("`{at}` is neither a text nor `true` or `false`"),
                format!("write `{key} = {flag}`, or with quotes for a text"),
            )
        }
        "string values must be quoted" if value.starts_with('[') => (
            format!("`{at}` is not a value of a list"),
            "put commas between the values, and texts between quotes".to_string(),
        ),
        _ if is_unquoted(what, at) => {
            (format!("the text `{at}` stands without quotes"), format!("write `{key} = \"{}\"`", at.replace('"', "")))
        }
        "unexpected key or value" if is_decimal_comma(value) => {
            (format!("`{value}` has a decimal comma"), format!("write a point: `{key} = {}`", value.replace(',', ".")))
        }
        "unexpected key or value" if value.matches('\'').count() > 2 => (
            "the text ends at its second quote, and something follows".to_string(),
            "put a text with an apostrophe between double quotes".to_string(),
        ),
        "unexpected key or value" if value.contains("//") => {
            ("something follows after the end of the value".to_string(), "a comment begins with `#`".to_string())
        }
        "unexpected key or value" => (
            "something follows after the end of the value".to_string(),
            "begin a new line for the next key; inside a text between double quotes, write `\\\"` for a quote"
                .to_string(),
        ),
        "key with no value" | "invalid unquoted key" if line.contains(": ") && !line.contains('=') => {
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            (
                "a key and its value are joined by `=`, not by `:`".to_string(),
                format!("write `{} = {}`", key.trim(), value.trim()),
            )
        }
        "key with no value" if line.contains('=') => {
            (format!("the key `{key}` holds a space"), format!("write it with `_`, or between quotes: `\"{key}\"`"))
        }
        "key with no value" => {
            (format!("`{}` has no value", line.trim()), "write `key = value`, or put `#` before a comment".to_string())
        }
        "invalid unquoted key" => (
            format!("`{key}` holds a sign that a key may only have between quotes"),
            format!("write it between quotes: `\"{key}\"`"),
        ),
        "duplicate key" if line.trim_start().starts_with("[[") => (
            format!("`{at}` was written with single brackets before"),
            format!("write `[[{at}]]` with double brackets every time"),
        ),
        "duplicate key" if line.trim_start().starts_with('[') => (
            format!("the section [{at}] stands in the file twice"),
            format!(
                "put its keys together under one `[{at}]`; a section that may be there several times is written `[[{at}]]`"
            ),
        ),
        "duplicate key" => (format!("`{at}` is written twice in the same section"), "keep one of the two".to_string()),
        "unclosed table" => {
            ("the section's name has no closing bracket".to_string(), format!("write `{}]`", line.trim()))
        }
        "unclosed array table" => (
            "the section's name has no closing brackets".to_string(),
            format!("write `{}]]`", line.trim().trim_end_matches(']')),
        ),
        "invalid basic string" | "invalid literal string" => {
            let quote = if what == "invalid basic string" { '"' } else { '\'' };
            ("the text has no closing quote".to_string(), format!("put `{quote}` at its end"))
        }
        "unclosed array" | "missing comma between array elements" | "unexpected `=` in array" => (
            "a list is not closed, or a comma is missing in it".to_string(),
            "put `]` at the end of the list, and a comma between its values".to_string(),
        ),
        "unclosed inline table" | "missing comma between key-value pairs" => (
            "a table in braces is not closed, or a comma is missing in it".to_string(),
            "put `}` at the end, and a comma between its keys".to_string(),
        ),
        "unexpected leading zero" => (
            "a number does not begin with 0".to_string(),
            "leave the zeros out, or put the code between quotes".to_string(),
        ),
        "missing escaped value" | "invalid escape sequence" => (
            "a backslash between double quotes has a special meaning".to_string(),
            "write `/` between folders, or put the text between single quotes".to_string(),
        ),
        _ if what.starts_with("invalid date") => (
            format!("`{at}` is not a date of the calendar: expected {expected}"),
            "write year-month-day: `2026-02-10`".to_string(),
        ),
        _ if expected.is_empty() || expected == "nothing" => (format!("this is not TOML: {what}"), String::new()),
        _ => (format!("this is not TOML: {what}; expected {expected}"), String::new()),
    };
    (message, (!hint.is_empty()).then_some(hint))
}

fn is_dotted_date(value: &str) -> bool {
    value.split(['.', '/']).count() == 3
        && value.split(['.', '/']).all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Words that begin like `nan`, `inf`, `true` or `false` are taken for those first.
fn is_unquoted(what: &str, at: &str) -> bool {
    let misread = ["invalid float", "invalid boolean", "invalid integer"].contains(&what);
    what == "string values must be quoted" || misread && at.starts_with(char::is_alphabetic)
}

fn is_curly(text: &str) -> bool {
    text.starts_with(['“', '”', '„', '‟', '«', '»', '‘', '’'])
}

fn is_decimal_comma(value: &str) -> bool {
    value.split_once(',').is_some_and(|(whole, rest)| {
        [whole, rest].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    })
}
