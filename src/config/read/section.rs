//! A typed reader over one TOML table: gives values with their place, and reports every problem it meets.

use super::item::Item;
use crate::config::Written;
use crate::config::keys::{Absent, Form, keys_of, shown};
use crate::diag::{Diagnostic, suggest};
use crate::source::{SourceId, Span};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Takes the problems of one file, and remembers which keys the reader knows.
pub(super) struct Sink {
    source: SourceId,
    diagnostics: RefCell<Vec<Diagnostic>>,
    asked: RefCell<BTreeSet<(&'static str, &'static str)>>,
}

impl Sink {
    pub(super) fn new(source: SourceId) -> Sink {
        Sink { source, diagnostics: RefCell::default(), asked: RefCell::default() }
    }

    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    /// Takes over the problems of another file.
    pub(super) fn absorb(&self, other: Sink) {
        self.asked.borrow_mut().extend(other.asked.into_inner());
        self.diagnostics.borrow_mut().extend(other.diagnostics.into_inner());
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics.into_inner()
    }

    /// Section and key of everything that was asked for.
    #[cfg(test)]
    pub(super) fn asked(&self) -> BTreeSet<(&'static str, &'static str)> {
        self.asked.borrow().clone()
    }
}

/// One table of the file.
pub(super) struct Section<'d> {
    pub(super) sink: &'d Sink,
    /// The header, or the braces of an inline table.
    pub(super) span: Span,
    name: &'static str,
    table: &'d DeTable<'d>,
}

impl<'d> Section<'d> {
    pub(super) fn new(sink: &'d Sink, name: &'static str, table: &'d DeTable<'d>, span: Span) -> Section<'d> {
        Section { sink, span, name, table }
    }

    /// How messages call it.
    pub(super) fn shown(&self) -> &'static str {
        shown(self.name)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Whether the section may have the key at all.
    pub(super) fn knows(&self, key: &str) -> bool {
        keys_of(self.name).any(|doc| doc.key == key)
    }

    /// The value of a key as it was written. The key must be in the list of keys.
    pub(super) fn item(&self, key: &'static str) -> Option<Item<'d>> {
        let doc = keys_of(self.name).find(|doc| doc.key == key);
        debug_assert!(doc.is_some(), "{key} is missing in the keys of {:?}", self.name);
        self.sink.asked.borrow_mut().insert((self.name, key));
        let (doc, value) = (doc?, self.table.get(key)?);
        let called = if self.name.is_empty() { shown(key).to_string() } else { format!("`{key}` in {}", self.shown()) };
        Some(Item { sink: self.sink, value: value.get_ref(), span: self.sink.span(value.span()), called, doc })
    }

    /// Reports a key without which nothing can be done.
    pub(super) fn missing(&self, key: &'static str) {
        if self.has(key) {
            return;
        }
        let message = match self.name {
            "" => format!("the site-config has no {}", shown(key)),
            _ => format!("{} has no `{key}`", self.shown()),
        };
        let mut problem = Diagnostic::error("config/missing-key", message).at(self.span);
        if let Some(doc) = keys_of(self.name).find(|doc| doc.key == key) {
            problem = problem.hint(format!("add `{}` ({})", doc.example, doc.doc));
        }
        self.sink.report(problem);
    }

    /// Reports every key that does not exist.
    pub(super) fn refuse_unknown(&self) {
        for (key, value) in self.unknown() {
            let message = match (self.name, value.value) {
                ("", DeValue::Table(_) | DeValue::Array(_)) => format!("there is no section [{}]", key.value),
                ("", _) => format!("`{}` stands outside every section", key.value),
                _ => format!("`{}` is not a key of {}", key.value, self.shown()),
            };
            let mut problem = Diagnostic::error("config/unknown-key", message).at(key.span);
            let elsewhere = || suggest_section(&key.value);
            problem.hints.extend(match self.name {
                "" if !matches!(value.value, DeValue::Table(_) | DeValue::Array(_)) => {
                    elsewhere().or_else(|| Some("every key stands below a section such as [site]".to_string()))
                }
                _ => {
                    let known = keys_of(self.name).map(|doc| doc.key);
                    match suggest::nearest(&key.value, known.clone()) {
                        Some(name) if self.name.is_empty() => Some(format!("did you mean {}?", shown(name))),
                        Some(name) => Some(format!("did you mean `{name}`?")),
                        None => elsewhere().or_else(|| suggest::hint(&key.value, known)),
                    }
                }
            });
            self.sink.report(problem);
        }
    }

    /// Keys that are not in the list, with their values, as written.
    pub(super) fn unknown(&self) -> Vec<(Written<String>, Item<'d>)> {
        let known = |key: &str| keys_of(self.name).any(|doc| doc.key == key);
        let doc = keys_of(self.name).next();
        let unknown = self.table.iter().filter(|(key, _)| !known(key.get_ref()));
        unknown
            .filter_map(|(key, value)| {
                let written = Written { value: key.get_ref().to_string(), span: self.sink.span(key.span()) };
                let called = format!("`{}` in {}", written.value, self.shown());
                let span = self.sink.span(value.span());
                Some((written, Item { sink: self.sink, value: value.get_ref(), span, called, doc: doc? }))
            })
            .collect()
    }

    /// The value if it is there; reports it as missing if it is required and is not.
    fn wanted(&self, key: &'static str) -> Option<Item<'d>> {
        let item = self.item(key);
        if item.is_none() && keys_of(self.name).any(|doc| doc.key == key && doc.absent == Absent::Required) {
            self.missing(key);
        }
        item
    }

    pub(super) fn text(&self, key: &'static str) -> Option<Written<String>> {
        self.wanted(key)?.text()
    }

    pub(super) fn word(&self, key: &'static str) -> Option<Written<&'static str>> {
        self.wanted(key)?.word()
    }

    pub(super) fn integer(&self, key: &'static str) -> Option<Written<i64>> {
        self.wanted(key)?.integer()
    }

    pub(super) fn number(&self, key: &'static str) -> Option<Written<f64>> {
        self.wanted(key)?.number()
    }

    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        self.wanted(key)?.flag()
    }

    pub(super) fn date(&self, key: &'static str) -> Option<Written<jiff::civil::Date>> {
        self.wanted(key)?.date()
    }

    pub(super) fn column(&self, key: &'static str) -> Option<crate::config::Column> {
        self.wanted(key)?.column()
    }

    pub(super) fn texts(&self, key: &'static str) -> Vec<Written<String>> {
        self.wanted(key).map(|item| item.cells()).unwrap_or_default()
    }

    /// The table under a key, with the keys of the section that the list of keys names.
    pub(super) fn table(&self, key: &'static str) -> Option<Section<'d>> {
        let item = self.wanted(key)?;
        let Form::Table(name) = item.doc.form else { return None };
        if self.name.is_empty() && matches!(item.value, DeValue::Array(_)) {
            item.refuse("one section", &format!("write `[{key}]` once, with single brackets"));
            return None;
        }
        item.section(name)
    }

    /// The tables under a key.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Section<'d>> {
        let Some(item) = self.wanted(key) else { return Vec::new() };
        let Form::Tables(name) = item.doc.form else { return Vec::new() };
        match item.value {
            DeValue::Table(_) => {
                let hint = format!("write `[[{key}]]` with double brackets, since there may be several");
                item.refuse("a list of tables", &hint);
                Vec::new()
            }
            _ => item.elements("a list of tables").iter().filter_map(|element| element.section(name)).collect(),
        }
    }
}

/// The sections that do have a key, for a key in the wrong place.
fn suggest_section(key: &str) -> Option<String> {
    let all = crate::config::KEYS.iter().filter(|doc| doc.key == key && !doc.section.is_empty());
    let mut places: Vec<_> =
        all.clone().filter(|doc| !doc.section.contains('.')).map(|doc| shown(doc.section)).collect();
    if places.is_empty() {
        places = all.map(|doc| shown(doc.section)).collect();
    }
    let last = places.pop()?;
    let place = if places.is_empty() { last.to_string() } else { format!("{} or {last}", places.join(", ")) };
    Some(format!("`{key}` belongs to {place}"))
}
