//! What Tera reports, as diagnostics at their place in the author's file.

use super::embedded::PREFIX;
use super::names;
use crate::diag::Diagnostic;
use crate::diag::suggest;
use crate::source::{Source, Span};
use std::collections::BTreeMap;
use tera::{Error, ErrorKind, ReportError, Tera};

/// A place as Tera names it: the template, and the bytes or the line and column (from 1) in it.
enum Place<'a> {
    Bytes(&'a str, std::ops::Range<usize>),
    LineColumn(&'a str, usize, usize),
}

/// Every problem that `error` reports.
pub fn diagnostics(error: &Error, own: &BTreeMap<String, Source>, tera: &Tera) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            let place = Place::Bytes(report.filename(), report.span().range.clone());
            let problem = at(Diagnostic::error("template/syntax", sentence(report.message())), place, own);
            vec![problem.hint(syntax_hint(report, own))]
        }
        ErrorKind::RenderingError(report) => {
            let place = Place::Bytes(report.filename(), report.span().range.clone());
            vec![rendering(report.message(), place, own)]
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("there is no template `{parent}`, which `{current}` extends");
            let place = Place::Bytes(current, find(own, current, parent));
            let known = template_names(own);
            let found = at(Diagnostic::error("template/unknown-name", message), place, own);
            vec![with_hint(found, parent, known)]
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            let message = format!("`{tpl}` contains itself through the templates that it extends or includes");
            let place = Place::Bytes(tpl, 0..0);
            let hint = format!("to change a built-in template, extend `{PREFIX}{tpl}`");
            vec![at(Diagnostic::error("template/circle", message), place, own).hint(hint)]
        }
        ErrorKind::Msg(text) => unknown_names(text, own, tera),
        other => vec![Diagnostic::error("template/failed", sentence(&other.to_string()))],
    }
}

fn rendering(message: &str, place: Place<'_>, own: &BTreeMap<String, Source>) -> Diagnostic {
    // "Variable `x` is not defined. Available variables: a, b": the second sentence becomes the hint.
    let available = message.split_once(" Available ").or_else(|| message.split_once(" Possible "));
    let (what, known) = match available {
        Some((what, known)) => (what.trim_end_matches('.'), known.split_once(": ").map(|(_, names)| names)),
        None => (message, None),
    };
    // Our own functions put their hint behind a semicolon.
    let (what, hint) = what.split_once("; ").map_or((what, None), |(what, hint)| (what, Some(hint)));
    let found = at(Diagnostic::error("template/rendering", sentence(what)), place, own);
    let Some(known) = known else {
        let manual = "the manual of the template language, Tera, describes every tag, filter and function";
        return found.hint(hint.unwrap_or(manual));
    };
    let mut known: Vec<&str> = known.split(", ").map(|name| name.trim_matches('`')).collect();
    known.sort_unstable();
    match quoted(what) {
        Some(name) => with_hint(found, name, known.iter().map(|name| (*name).to_owned()).collect()),
        None => found,
    }
}

/// Tera reports all unknown names at once, as one text of blocks such as
/// ``error: Unknown filter `x` `` with ` --> base.html:1:8` in the next line.
fn unknown_names(text: &str, own: &BTreeMap<String, Source>, tera: &Tera) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for block in text.split("\n\n") {
        let mut lines = block.lines();
        let Some(what) = lines.next() else { continue };
        let place = lines.next().and_then(|line| line.trim().strip_prefix("--> ")).and_then(line_column);
        let what = what.strip_prefix("error: ").unwrap_or(what);
        let diagnostic = Diagnostic::error("template/unknown-name", sentence(what));
        let diagnostic = match place {
            Some(place) => at(diagnostic, place, own),
            None => diagnostic,
        };
        let known = match what.split_whitespace().nth(1) {
            Some("filter") => names::FILTERS.iter().map(|name| (*name).to_owned()).collect(),
            Some("test") => names::TESTS.iter().map(|name| (*name).to_owned()).collect(),
            Some("function") => names::FUNCTIONS.iter().map(|name| (*name).to_owned()).collect(),
            Some("component") => components(own, tera),
            Some("template") => template_names(own),
            _ => Vec::new(),
        };
        found.push(match quoted(what) {
            Some(name) => with_hint(diagnostic, name, known),
            None => diagnostic,
        });
    }
    found
}

/// A template as Tera is given it: without a byte order mark, which would stand before its first tag.
///
/// # Errors
/// The offset in the file of the first byte that is not UTF-8.
pub fn template_text(source: &Source) -> Result<&str, usize> {
    source.text().map(|text| &text[mark(source)..])
}

/// The length of the byte order mark.
fn mark(source: &Source) -> usize {
    if source.bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 }
}

/// What to do about a syntax error: a sentence for what people get wrong, else the forms that there are.
fn syntax_hint(report: &ReportError, own: &BTreeMap<String, Source>) -> String {
    let source = own.get(report.filename());
    let text = source.and_then(|source| template_text(source).ok()).unwrap_or_default();
    let written = text.get(report.span().range.clone()).unwrap_or_default();
    if report.message().contains("end of input") {
        return "something is not closed: every `{% if %}`, `{% for %}`, `{% block %}` and `{% component %}` has an `{% end… %}`".into();
    }
    if report.message().to_lowercase().contains("unknown tag")
        && let Some(tag) = suggest::nearest(written, names::TAGS.iter().copied())
    {
        return format!("did you mean `{tag}`?");
    }
    "a value is written `{{ frame.title }}`, with a filter `{{ frame.title | upper }}`; a tag `{% if frame.feed %} … {% endif %}`".into()
}

/// Puts a diagnostic at its place; in a built-in template, which is no file of the author's, the place is in the hint.
fn at(diagnostic: Diagnostic, place: Place<'_>, own: &BTreeMap<String, Source>) -> Diagnostic {
    let name = match &place {
        Place::Bytes(name, _) | Place::LineColumn(name, ..) => *name,
    };
    let Some(source) = own.get(name) else {
        return diagnostic.hint(format!("found in the built-in template `{name}`, which uses the author's templates"));
    };
    let mark = mark(source);
    let bytes = &source.bytes[mark..];
    let (start, end) = match place {
        Place::Bytes(_, range) => (range.start, range.end),
        Place::LineColumn(_, line, column) => {
            let start = offset(bytes, line, column);
            match quoted(&diagnostic.message).and_then(|name| named_at(bytes, start, name)) {
                Some(range) => (range.start, range.end),
                None => (start, start),
            }
        }
    };
    let start = start.min(bytes.len());
    diagnostic.at(Span::new(source.id, mark + start, mark + end.clamp(start, bytes.len())))
}

/// The byte at a line and column, both from 1, columns in characters.
fn offset(bytes: &[u8], line: usize, column: usize) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let within: usize = text[start.min(text.len())..].chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    start + within
}

/// Where `name` stands at `start` or behind a mark or two: `"page.html"`, `<name`.
fn named_at(bytes: &[u8], start: usize, name: &str) -> Option<std::ops::Range<usize>> {
    let begins = |at: &usize| bytes.get(*at..).is_some_and(|rest| rest.starts_with(name.as_bytes()));
    (start..start + 3).find(begins).map(|at| at..at + name.len())
}

fn line_column(place: &str) -> Option<Place<'_>> {
    let (rest, column) = place.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    Some(Place::LineColumn(name, line.parse().ok()?, column.parse().ok()?))
}

/// Where `needle` stands first in a template.
fn find(own: &BTreeMap<String, Source>, name: &str, needle: &str) -> std::ops::Range<usize> {
    let text = own.get(name).and_then(|source| template_text(source).ok()).unwrap_or_default();
    text.find(needle).map_or(0..0, |start| start..start + needle.len())
}

fn with_hint(diagnostic: Diagnostic, given: &str, known: Vec<String>) -> Diagnostic {
    match suggest::hint(given, known.iter().map(String::as_str)) {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}

fn template_names(own: &BTreeMap<String, Source>) -> Vec<String> {
    let built_in = super::built_in().iter().flat_map(|(name, _)| [(*name).to_owned(), format!("{PREFIX}{name}")]);
    let mut names: Vec<String> = own.keys().cloned().chain(built_in).collect();
    names.sort();
    names.dedup();
    names
}

/// The components of the built-in templates, and those that the author's templates define.
fn components(own: &BTreeMap<String, Source>, tera: &Tera) -> Vec<String> {
    let mut names: Vec<String> = tera.get_component_names().map(str::to_owned).collect();
    for source in own.values() {
        let text = source.text().unwrap_or_default();
        for part in text.split("{% component ").skip(1) {
            names.extend(part.split_once('(').map(|(name, _)| name.trim().to_owned()));
        }
    }
    names.sort();
    names.dedup();
    names
}

/// The first name in backquotes.
fn quoted(text: &str) -> Option<&str> {
    text.split('`').nth(1)
}

/// Tera's message in the form of ours: it begins in lower case and has no final full stop.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut chars = message.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
