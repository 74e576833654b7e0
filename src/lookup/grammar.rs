//! The grammar of inline values: what stands between `{{` and `}}`, cut into parts with their places.
//!
//! ```text
//! value   = subject [ "@" filter { "," filter } ] { word }
//! filter  = name "=" text            the text may hold spaces: `region=North East`
//! ```
//!
//! Which words belong to the last filter's text can only be said by who knows the names, so they are left
//! together here (see [`super::Lookup::figure_key`]).

use super::place::{Place, Problem};
use std::borrow::Cow;
use std::ops::Range;

/// A word with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word, decoded where it stands in an address.
    pub text: Cow<'a, str>,
    /// Where it is written.
    pub range: Range<usize>,
}

/// `name=text`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter<'a> {
    /// A dimension, `brand` or `wave`.
    pub name: Word<'a>,
    /// Its words; in the last filter of a value also the words that follow it.
    pub text: Vec<Word<'a>>,
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<'a> {
    /// A metric's id, or a word such as `wave`.
    pub subject: Word<'a>,
    /// What narrows it.
    pub filters: Vec<Filter<'a>>,
    /// What follows; empty when there are filters, whose last one then holds it.
    pub words: Vec<Word<'a>>,
}

/// Reads what stands between the braces: `file[inner]`; `outer` is the same with its braces.
pub fn parse<'a>(
    file: &'a str,
    outer: Range<usize>,
    inner: Range<usize>,
    place: Place,
) -> Result<Written<'a>, Problem> {
    let text = &file[inner.clone()];
    let (head, filters) = match text.find('@') {
        Some(at) => (inner.start..inner.start + at, Some(inner.start + at + 1..inner.end)),
        None => (inner, None),
    };
    let mut words = split(file, head);
    if words.is_empty() {
        let problem = place.error("commentary/empty-value", "there is no metric between the braces", outer);
        return Err(problem.hint("write for example `{{ nps }}`; to show the braces themselves write `\\{{`"));
    }
    let subject = words.remove(0);
    let Some(filters) = filters else {
        return Ok(Written { subject, filters: Vec::new(), words });
    };
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        let range = first.range.start..last.range.end;
        let message = format!("`{}` stands between the metric and its `@`", &file[range.clone()]);
        let hint = format!(
            "filters follow the metric, words come last: `{{{{ {}@region=North change previous }}}}`",
            subject.text
        );
        return Err(place.error("commentary/value-order", message, range).hint(hint));
    }
    let filters =
        comma_parts(file, filters).into_iter().map(|part| filter(file, part, place)).collect::<Result<_, _>>()?;
    Ok(Written { subject, filters, words })
}

fn filter(file: &str, range: Range<usize>, place: Place) -> Result<Filter<'_>, Problem> {
    let form = "a filter is a name and a value: `region=North`, `brand=Fjord`, `wave=2025-Q4`";
    let text = &file[range.clone()];
    let Some(equals) = text.find('=') else {
        let shown = trimmed(file, range.clone());
        let message = match &file[shown.clone()] {
            "" => "a filter is missing here".to_owned(),
            written => format!("`{written}` is not a filter: there is no `=` in it"),
        };
        let shown = if shown.is_empty() { range.start.saturating_sub(1)..range.start } else { shown };
        return Err(place.error("commentary/bad-filter", message, shown).hint(form));
    };
    let name = trimmed(file, range.start..range.start + equals);
    let words = split(file, range.start + equals + 1..range.end);
    if name.is_empty() || words.is_empty() {
        let what = if name.is_empty() { "name before" } else { "value after" };
        let at = range.start + equals..range.start + equals + 1;
        return Err(place.error("commentary/bad-filter", format!("there is no {what} this `=`"), at).hint(form));
    }
    Ok(Filter { name: Word { text: file[name.clone()].into(), range: name }, text: words })
}

fn comma_parts(file: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut from = range.start;
    let parts = file[range].split(',').map(|part| {
        let part = from..from + part.len();
        from = part.end + 1;
        part
    });
    parts.collect()
}

fn trimmed(file: &str, range: Range<usize>) -> Range<usize> {
    let text = &file[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

fn split(file: &str, range: Range<usize>) -> Vec<Word<'_>> {
    let text = &file[range.clone()];
    let word = |part: &str| {
        let start = part.as_ptr() as usize - text.as_ptr() as usize + range.start;
        start..start + part.len()
    };
    text.split_whitespace().map(word).map(|range| Word { text: file[range.clone()].into(), range }).collect()
}
