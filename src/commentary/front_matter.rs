//! Front matter: YAML between two `---` lines at the top of a text.

use crate::diag::Diagnostic;
use crate::lookup::{Place, Problem};
use granit_parser::{Event, Parser, ScalarStyle};
use jiff::civil::Date;
use std::ops::Range;

/// What an author may say above the text. Everything is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    pub title: Option<Text>,
    /// Place among the author's own pages; smaller is earlier.
    pub order: Option<i64>,
    pub summary: Option<Text>,
    pub author: Option<Text>,
    pub date: Option<Date>,
    /// Where the text below begins.
    pub end: usize,
}

/// A text with the place where it was written, quotes included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub text: String,
    pub range: Range<usize>,
}

const KEYS: [&str; 5] = ["title", "order", "summary", "author", "date"];

/// Reads the front matter of `file`, if it begins with one.
pub(super) fn read(file: &str, place: Place, diagnostics: &mut Vec<Diagnostic>) -> FrontMatter {
    let start = if file.starts_with('\u{feff}') { 3 } else { 0 };
    let mut front = FrontMatter { end: start, ..FrontMatter::default() };
    let Some(open) = fence(file, start, &["---"]) else { return front };
    let Some(close) = closing(file, open) else {
        let message = "the front matter that begins here has no end";
        let problem = place.error("commentary/front-matter-unclosed", message, start..start + 3);
        diagnostics
            .push(problem.hint("write a line `---` below the last key; for a horizontal rule write `***`").into());
        front.end = file.len();
        return front;
    };
    front.end = close.end;
    let yaml = Yaml { text: &file[open..close.start], at: open, place };
    match yaml.pairs() {
        Ok(pairs) => front.fill(pairs, place, diagnostics),
        Err(problem) => diagnostics.push(problem.into()),
    }
    front
}

/// The end of the line at `at`, if that line is one of `fences`.
fn fence(file: &str, at: usize, fences: &[&str]) -> Option<usize> {
    let line = file[at..].split_inclusive('\n').next()?;
    fences.contains(&line.trim_end()).then_some(at + line.len())
}

fn closing(file: &str, from: usize) -> Option<Range<usize>> {
    let mut at = from;
    for line in file[from..].split_inclusive('\n') {
        if let Some(end) = fence(file, at, &["---", "..."]) {
            return Some(at..end);
        }
        at += line.len();
    }
    None
}

/// A key with its value, as YAML has them.
struct Pair {
    key: Text,
    /// None for a list or a table.
    value: Option<Text>,
    /// Where the value begins, whatever it is.
    value_range: Range<usize>,
}

struct Yaml<'a> {
    text: &'a str,
    at: usize,
    place: Place,
}

impl Yaml<'_> {
    fn pairs(&self) -> Result<Vec<Pair>, Problem> {
        let mut pairs: Vec<Pair> = Vec::new();
        let mut key: Option<Text> = None;
        let mut depth = 0_usize;
        for event in Parser::new_from_str(self.text) {
            let (event, span) = event.map_err(|error| self.syntax(&error))?;
            let range = span.byte_range().map_or(self.at..self.at, |r| r.start + self.at..r.end + self.at);
            let scalar = event.scalar().map(|(text, style)| {
                // `title:` without a value is YAML's null, which the parser writes so.
                let null = style == ScalarStyle::Plain && matches!(text, "~" | "null");
                Text { text: if null { String::new() } else { text.to_owned() }, range: range.clone() }
            });
            match event {
                Event::MappingStart(..) if depth == 0 => depth = 1,
                Event::MappingStart(..) | Event::SequenceStart(..) => {
                    if depth == 1 {
                        let Some(key) = key.take() else { return Err(self.wrong_form(range)) };
                        pairs.push(Pair { key, value: None, value_range: range });
                    }
                    depth += 1;
                }
                Event::MappingEnd | Event::SequenceEnd => depth = depth.saturating_sub(1),
                Event::Scalar(..) | Event::Alias(_) if depth == 0 => return Err(self.wrong_form(range)),
                Event::Scalar(..) | Event::Alias(_) if depth == 1 => match (key.take(), scalar) {
                    (Some(key), value) => pairs.push(Pair { key, value, value_range: range }),
                    (None, Some(text)) => key = Some(text),
                    (None, None) => return Err(self.wrong_form(range)),
                },
                _ => {}
            }
        }
        Ok(pairs)
    }

    fn wrong_form(&self, range: Range<usize>) -> Problem {
        let message = "front matter is a list of keys with their values";
        self.place
            .error("commentary/front-matter-syntax", message, range)
            .hint("write for example `title: What changed this quarter`")
    }

    fn syntax(&self, error: &granit_parser::ScanError) -> Problem {
        let at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        let end = self.text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        let range = self.at + at..self.at + end;
        let message = format!("this is not YAML: {}", error.info());
        let problem = self.place.error("commentary/front-matter-syntax", message, range);
        problem.hint("put a text that holds `:`, `#` or `{` into quotes: `title: \"NPS: {{ nps }}\"`")
    }
}

impl FrontMatter {
    fn fill(&mut self, pairs: Vec<Pair>, place: Place, diagnostics: &mut Vec<Diagnostic>) {
        let mut seen: Vec<String> = Vec::new();
        for Pair { key, value, value_range } in pairs {
            if !KEYS.contains(&key.text.as_str()) {
                let message = format!("front matter has no key `{}`", key.text);
                let problem = place.error("commentary/front-matter-unknown-key", message, key.range);
                diagnostics.push(problem.suggest(&key.text, KEYS).into());
                continue;
            }
            if seen.contains(&key.text) {
                let message = format!("`{}` is given twice", key.text);
                let problem = place.error("commentary/front-matter-repeated-key", message, key.range);
                diagnostics.push(problem.hint("keep one of the two").into());
                continue;
            }
            let Some(value) = value else {
                let message = format!("`{}` is {}, not a list or a table", key.text, expected(&key.text));
                let problem = place.error("commentary/front-matter-type", message, value_range);
                diagnostics.push(
                    problem.hint("put a text that begins with `{` or `[` into quotes: `title: \"{{ nps }}\"`").into(),
                );
                continue;
            };
            if let Err(problem) = self.set(&key.text, value, place) {
                diagnostics.push(problem.into());
            }
            seen.push(key.text);
        }
    }

    fn set(&mut self, key: &str, value: Text, place: Place) -> Result<(), Problem> {
        // `title:` without a value is as good as no title.
        let value = Text { text: value.text.trim().to_owned(), range: value.range };
        if value.text.is_empty() {
            return Ok(());
        }
        let wrong = |value: &Text| {
            let message = format!("`{key}` is {}, not `{}`", expected(key), value.text);
            let problem = place.error("commentary/front-matter-type", message, value.range.clone());
            problem.hint(if key == "date" {
                "write for example `date: 2026-10-12`"
            } else {
                "write for example `order: 2`"
            })
        };
        match key {
            "title" => self.title = Some(value),
            "summary" => self.summary = Some(value),
            "author" => self.author = Some(value),
            "order" => self.order = Some(value.text.parse().map_err(|_| wrong(&value))?),
            _ => self.date = Some(iso_date(&value.text).ok_or_else(|| wrong(&value))?),
        }
        Ok(())
    }
}

fn expected(key: &str) -> &'static str {
    match key {
        "order" => "a whole number",
        "date" => "a date such as `2026-10-12`",
        _ => "a text",
    }
}

/// A date as `2026-10-12` and in no other form.
fn iso_date(text: &str) -> Option<Date> {
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
