//! Single values: what they must be, what they are, and what to do when the two differ.

use super::section::{Section, Sink};
use crate::config::keys::{Form, KeyDoc};
use crate::config::{Column, ColumnName, Written};
use crate::diag::{Diagnostic, suggest};
use crate::source::Span;
use jiff::civil::Date;
use toml::de::DeValue;

/// A value with its place and what it is called in messages.
#[derive(Clone)]
pub(super) struct Item<'d> {
    pub(super) sink: &'d Sink,
    pub(super) value: &'d DeValue<'d>,
    pub(super) span: Span,
    /// "`title` in \[site\]"
    pub(super) called: String,
    pub(super) doc: &'static KeyDoc,
}

impl<'d> Item<'d> {
    /// The value with its place.
    pub(super) fn at<T>(&self, value: T) -> Written<T> {
        Written { value, span: self.span }
    }

    /// Reports that the value is of another type.
    pub(super) fn refuse(&self, expected: &str, hint: &str) {
        let message = format!("{} must be {expected}, but is {}", self.called, found(self.value));
        let mut problem = Diagnostic::error("config/type", message).at(self.span);
        if !hint.is_empty() {
            problem = problem.hint(hint);
        }
        self.sink.report(problem);
    }

    /// Reports that the value is of the right type and still cannot be.
    pub(super) fn invalid(&self, message: impl Into<String>, hint: impl Into<String>) {
        let (message, hint) = (message.into(), hint.into());
        let mut problem = Diagnostic::error("config/value", message).at(self.span);
        if !hint.is_empty() {
            problem = problem.hint(hint);
        }
        self.sink.report(problem);
    }

    fn example(&self) -> String {
        format!("for example `{}`", self.doc.example)
    }

    /// A text that says something.
    pub(super) fn text(&self) -> Option<Written<String>> {
        let Some(text) = self.value.as_str() else {
            let hint = match self.value {
                DeValue::Array(_) | DeValue::Table(_) => self.example(),
                other => format!("put it between quotes: `\"{}\"`", plain(other)),
            };
            self.refuse("a text between quotes", &hint);
            return None;
        };
        if text.trim().is_empty() {
            self.invalid(format!("{} is empty", self.called), self.example());
            return None;
        }
        if let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            // A path written with backslashes: "data\responses" holds a carriage return.
            self.invalid(
                format!("{} holds a hidden control character (U+{:04X})", self.called, control as u32),
                "a backslash between quotes has a special meaning: write `/` between folders, or use single quotes",
            );
            return None;
        }
        if self.doc.form == Form::Path && text.contains(['\n', '\t']) {
            self.invalid(
                format!("{} holds a line break or a tab", self.called),
                "a backslash between quotes has a special meaning: write `/` between folders, or use single quotes",
            );
            return None;
        }
        Some(self.at(text.to_string()))
    }

    /// One of the words that the list of keys gives.
    pub(super) fn word(&self) -> Option<Written<&'static str>> {
        let (Form::Word(words) | Form::WordOrTables(words, _)) = self.doc.form else { return None };
        let text = self.text()?;
        let wanted = text.value.trim().to_lowercase();
        if let Some(word) = words.iter().find(|word| **word == wanted) {
            return Some(self.at(word));
        }
        let mut problem = Diagnostic::error(
            "config/value",
            format!("{} must be one of {}, but is \"{}\"", self.called, listed(words), short(&text.value)),
        )
        .at(self.span);
        problem.hints.push(match suggest::nearest(&wanted, words.iter().copied()) {
            Some(word) => format!("did you mean `{word}`?"),
            None => self.example(),
        });
        self.sink.report(problem);
        None
    }

    /// A whole number within the bounds that the list of keys gives.
    pub(super) fn integer(&self) -> Option<Written<i64>> {
        let (least, most) = match self.doc.form {
            Form::Integer { least, most } | Form::IntegerOrCounts { least, most } => (least, most),
            _ => (-1_000_000, 1_000_000),
        };
        let DeValue::Integer(written) = self.value else {
            self.refuse("a whole number", &self.without_quotes());
            return None;
        };
        let number = i64::from_str_radix(written.as_str(), written.radix()).ok();
        if let Some(number) = number.filter(|n| (least..=most).contains(n)) {
            return Some(self.at(number));
        }
        self.invalid(
            format!("{} must be from {least} to {most}, but is {}", self.called, written.as_str()),
            self.example(),
        );
        None
    }

    /// A finite number.
    pub(super) fn number(&self) -> Option<Written<f64>> {
        match (number(self.value), self.value) {
            (Some(number), _) => Some(self.at(number)),
            (None, DeValue::Integer(_) | DeValue::Float(_)) => {
                self.invalid(
                    format!("{} is {}, which is no number to reckon with", self.called, plain(self.value)),
                    self.example(),
                );
                None
            }
            _ => {
                self.refuse("a number", &self.without_quotes());
                None
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&self) -> Option<bool> {
        let flag = self.value.as_bool();
        if flag.is_none() {
            self.refuse("`true` or `false`", "write `true` or `false` in lower case, without quotes");
        }
        flag
    }

    /// A date, as TOML has it or as text.
    pub(super) fn date(&self) -> Option<Written<Date>> {
        let date = match self.value {
            DeValue::Datetime(value) if value.time.is_none() => value
                .date
                .and_then(|date| Date::new(i16::try_from(date.year).ok()?, date.month as i8, date.day as i8).ok()),
            DeValue::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let date = date.filter(|date| date.year() >= 1);
        if date.is_none() {
            self.refuse("a date as year-month-day", &self.example());
        }
        date.map(|date| self.at(date))
    }

    /// A column by any of several names.
    pub(super) fn column(&self) -> Option<Column> {
        let names = match self.value {
            DeValue::Array(_) => {
                let elements = self.elements("a column");
                if elements.is_empty() {
                    self.invalid(format!("{} names no column", self.called), self.example());
                }
                elements.iter().map(Item::column_name).collect::<Option<Vec<_>>>()?
            }
            _ => vec![self.column_name()?],
        };
        (!names.is_empty()).then(|| self.at(names))
    }

    fn column_name(&self) -> Option<ColumnName> {
        match self.value {
            DeValue::Integer(written) => {
                let position = usize::from_str_radix(written.as_str(), written.radix()).ok().filter(|n| *n >= 1);
                if position.is_none() {
                    let message = format!("{} is column {}, but columns count from 1", self.called, written.as_str());
                    self.invalid(message, "write the header of the column, or its position from 1");
                }
                position.map(ColumnName::Position)
            }
            DeValue::String(_) => {
                let name = self.text()?.value;
                let position = name.trim().strip_prefix('#').and_then(|digits| digits.parse::<usize>().ok());
                match position {
                    Some(0) => {
                        self.invalid(
                            format!("{} is column #0, but columns count from 1", self.called),
                            "write the header of the column, or its position from `#1`",
                        );
                        None
                    }
                    Some(position) => Some(ColumnName::Position(position)),
                    None => Some(ColumnName::Header(name.trim().to_string())),
                }
            }
            _ => {
                self.refuse("a column: its header between quotes, or its position", &self.example());
                None
            }
        }
    }

    /// Cell values: a list of texts and numbers, or one alone. Each becomes the text that stands in the cell.
    pub(super) fn cells(&self) -> Vec<Written<String>> {
        match self.value {
            DeValue::Array(_) => self.elements("a list").iter().filter_map(Item::cell).collect(),
            _ => self.cell().into_iter().collect(),
        }
    }

    fn cell(&self) -> Option<Written<String>> {
        match self.value {
            DeValue::String(text) => Some(self.at(text.trim().to_string())),
            DeValue::Integer(_) | DeValue::Float(_) => Some(self.at(plain(self.value))),
            _ => {
                self.refuse("a text or a number, or a list of these", &self.example());
                None
            }
        }
    }

    /// The elements of a list.
    pub(super) fn elements(&self, expected: &str) -> Vec<Item<'d>> {
        let DeValue::Array(list) = self.value else {
            self.refuse(expected, &self.example());
            return Vec::new();
        };
        let item = |value: &'d toml::Spanned<DeValue<'d>>| Item {
            value: value.get_ref(),
            span: self.sink.span(value.span()),
            ..self.clone()
        };
        list.iter().map(item).collect()
    }

    /// The entries of a table whose keys are the author's own.
    pub(super) fn entries(&self, expected: &str) -> Vec<(Written<String>, Item<'d>)> {
        let DeValue::Table(table) = self.value else {
            self.refuse(expected, &self.example());
            return Vec::new();
        };
        let entry = |(key, value): (&'d toml::Spanned<_>, &'d toml::Spanned<DeValue<'d>>)| {
            let key: &toml::Spanned<toml::de::DeString<'d>> = key;
            let written = Written { value: key.get_ref().trim().to_string(), span: self.sink.span(key.span()) };
            let called = format!("`{}` of {}", written.value, self.called);
            let span = self.sink.span(value.span());
            (written, Item { value: value.get_ref(), span, called, ..self.clone() })
        };
        table.iter().map(entry).collect()
    }

    /// The value as a table with the keys of `section`.
    pub(super) fn section(&self, section: &'static str) -> Option<Section<'d>> {
        match self.value {
            DeValue::Table(table) => Some(Section::new(self.sink, section, table, self.span)),
            _ => {
                self.refuse("a table", &self.example());
                None
            }
        }
    }

    fn without_quotes(&self) -> String {
        let Some(text) = self.value.as_str() else { return self.example() };
        let point = text.trim().replace(',', ".");
        match point.parse::<f64>() {
            Ok(_) => format!("write it without quotes: `{point}`"),
            Err(_) => self.example(),
        }
    }
}

/// A finite number, whole or not.
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(written) => i64::from_str_radix(written.as_str(), written.radix()).ok().map(|n| n as f64),
        DeValue::Float(written) => written.as_str().parse().ok(),
        _ => None,
    }
    .filter(|number: &f64| number.is_finite())
}

/// A value as it would stand in a cell.
fn plain(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(written) => written.as_str().trim_start_matches('+').to_string(),
        DeValue::Float(written) => written.as_str().to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(when) => when.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => String::new(),
    }
}

/// A value as messages describe it.
pub(super) fn found(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text \"{}\"", short(text)),
        DeValue::Integer(_) | DeValue::Float(_) => format!("the number {}", plain(value)),
        DeValue::Boolean(_) => format!("`{}`", plain(value)),
        DeValue::Datetime(when) if when.time.is_some() => format!("the time {when}"),
        DeValue::Datetime(when) => format!("the date {when}"),
        DeValue::Array(list) if list.is_empty() => "an empty list".into(),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}

/// Words for a message.
pub(super) fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A text for a message, cut where it is long.
pub(super) fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 48 && line == text {
        return text.to_string();
    }
    format!("{}…", line.chars().take(47).collect::<String>())
}
