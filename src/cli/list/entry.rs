//! One thing in a list: its name, what it is, and details.

use serde_json::{Map, Value, json};

/// One thing in a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    name: String,
    about: String,
    details: Vec<(&'static str, Detail)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Detail {
    Text(String),
    /// Names, each with a text.
    Named(Vec<(String, String)>),
}

impl Entry {
    pub(super) fn new(name: impl Into<String>, about: impl Into<String>) -> Entry {
        Entry { name: name.into(), about: about.into(), details: Vec::new() }
    }

    /// The same with one more detail.
    pub(super) fn detail(mut self, name: &'static str, text: impl Into<String>) -> Entry {
        self.details.push((name, Detail::Text(text.into())));
        self
    }

    /// The same with a list of names and texts.
    pub(super) fn named<'a>(mut self, name: &'static str, list: impl IntoIterator<Item = (&'a str, &'a str)>) -> Entry {
        let list = list.into_iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        self.details.push((name, Detail::Named(list)));
        self
    }

    /// For programs: an object.
    pub(super) fn json(&self) -> Value {
        let mut object = Map::from_iter([("name".into(), json!(self.name)), ("about".into(), json!(self.about))]);
        for (name, detail) in &self.details {
            let value = match detail {
                Detail::Text(text) => json!(text),
                Detail::Named(list) => list.iter().map(|(name, text)| json!({ "name": name, "about": text })).collect(),
            };
            object.insert((*name).to_string(), value);
        }
        Value::Object(object)
    }

    /// For people: the name and what it is on one line, details below.
    fn text(&self, width: usize) -> String {
        let mut text = format!("{:width$}  {}\n", self.name, self.about);
        let indent = " ".repeat(width + 2);
        for (name, detail) in &self.details {
            match detail {
                Detail::Text(detail) => text += &format!("{indent}{name}: {detail}\n"),
                Detail::Named(list) => {
                    let longest = list.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
                    for (at, (key, detail)) in list.iter().enumerate() {
                        let label = if at == 0 { format!("{name}: ") } else { " ".repeat(name.len() + 2) };
                        text += &format!("{indent}{label}{key:longest$}  {detail}\n");
                    }
                }
            }
        }
        text
    }
}

/// Entries for people, their names in one column.
pub(super) fn text(entries: &[Entry]) -> String {
    let width = entries.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0);
    entries.iter().map(|entry| entry.text(width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> [Entry; 2] {
        [
            Entry::new("nps", "promoters less detractors").detail("formula", "9s − 6s"),
            Entry::new("top_box", "the best answers")
                .named("keys", [("codes", "which answers"), ("box", "how many")])
                .named("none", []),
        ]
    }

    #[test]
    fn people_read_names_in_one_column_with_details_below() {
        let expected = "\
nps      promoters less detractors
         formula: 9s − 6s
top_box  the best answers
         keys: codes  which answers
               box    how many
";
        assert_eq!(text(&entries()), expected);
        assert_eq!(text(&[]), "");
    }

    #[test]
    fn programs_read_objects() {
        let [_, entry] = entries();
        let expected = json!({
            "name": "top_box", "about": "the best answers",
            "keys": [{ "name": "codes", "about": "which answers" }, { "name": "box", "about": "how many" }],
            "none": [],
        });
        assert_eq!(entry.json(), expected);
    }
}
