//! The body of a block of code as TOML, each value with its place in the file.

use super::markdown::{Document, Event, is_verbatim};
use super::mask::Masked;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The lines of a block of code.
pub(super) struct Body {
    text: String,
    /// For each part of the text where it begins there, and where it stands in the file.
    parts: Vec<(usize, Range<usize>)>,
    /// The block with its fences.
    pub whole: Range<usize>,
}

/// A key with its value.
pub(super) struct Entry {
    pub key: String,
    pub key_range: Range<usize>,
    /// A text, or the texts of a list; the place of what is neither.
    pub fields: Result<Vec<Field>, Range<usize>>,
    pub range: Range<usize>,
}

/// A text with its place, quotes included.
pub(super) struct Field {
    pub text: String,
    pub range: Range<usize>,
    /// Whether it stands between one quote at each end as it reads.
    pub is_verbatim: bool,
}

impl Field {
    /// Its place without the quotes.
    pub fn inner(&self) -> Range<usize> {
        match self.is_verbatim {
            true => self.range.start + 1..self.range.end - 1,
            false => self.range.clone(),
        }
    }
}

impl Body {
    /// The block that begins at event `at`.
    pub fn of(document: &Document<'_>, at: usize, masked: &Masked, file: &str) -> Body {
        let mut body = Body { text: String::new(), parts: Vec::new(), whole: document.items[at].range.clone() };
        for item in &document.items[at + 1..document.end_of(at)] {
            let Event::Text(text) = &item.event else { continue };
            // Values are as long as what hides them, so that places stay.
            let written = masked.restore(text, file);
            let range = if is_verbatim(masked, item) { item.range.clone() } else { item.range.start..item.range.start };
            body.parts.push((body.text.len(), range));
            body.text.push_str(&written);
        }
        body
    }

    /// Its keys in the order in which they are written; a syntax error with its place.
    pub fn entries(&self) -> Result<Vec<Entry>, (String, Range<usize>)> {
        let table = DeTable::parse(&self.text).map_err(|error| {
            let range = error.span().unwrap_or(0..0);
            (error.message().to_owned(), self.place(&range))
        })?;
        let mut entries: Vec<Entry> = table
            .get_ref()
            .iter()
            .map(|(key, value)| {
                let range = value.span();
                let fields = match value.get_ref() {
                    DeValue::String(text) => Ok(vec![self.field(text, range.clone())]),
                    DeValue::Array(values) => {
                        let field = |value: &toml::Spanned<DeValue<'_>>| match value.get_ref() {
                            DeValue::String(text) => Ok(self.field(text, value.span())),
                            _ => Err(self.place(&value.span())),
                        };
                        values.iter().map(field).collect()
                    }
                    _ => Err(self.place(&range)),
                };
                Entry {
                    key: key.get_ref().to_string(),
                    key_range: self.place(&key.span()),
                    fields,
                    range: self.place(&range),
                }
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_range.start);
        Ok(entries)
    }

    fn field(&self, text: &str, range: Range<usize>) -> Field {
        let written = &self.text[range.clone()];
        let is_quoted = written.len() >= 2 && written.get(1..written.len() - 1) == Some(text);
        Field { text: text.to_owned(), range: self.place(&range), is_verbatim: is_quoted }
    }

    /// Where a part of the text stands in the file.
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        let of = |at: usize| {
            let part = self.parts.partition_point(|(start, _)| *start <= at).checked_sub(1)?;
            let (start, file) = &self.parts[part];
            Some((file.start + at - start).min(file.end.max(file.start)))
        };
        let start = of(range.start).unwrap_or(self.whole.start);
        // By its last byte, since the next line may stand elsewhere.
        let end = match range.is_empty() {
            true => start,
            false => of(range.end - 1).map_or(start, |end| end + 1),
        };
        start..end.max(start)
    }
}
