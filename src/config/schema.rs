//! The JSON Schema of the site-config, made from the same list of keys that the reader uses.

use super::keys::{Absent, Form, KeyDoc, SECTIONS, keys_of};
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 7) that editors check and complete a site-config with.
pub fn schema() -> Value {
    let mut whole = table("");
    whole["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    whole["title"] = json!("site-config.toml of Wavemark");
    // The file that `topics` in [voice] names: a table for each topic.
    whole["definitions"] = json!({ "topics": { "type": "object", "additionalProperties": table("topic") } });
    whole
}

fn table(section: &str) -> Value {
    let properties: Map<String, Value> = keys_of(section).map(|doc| (doc.key.to_string(), property(doc))).collect();
    let required: Vec<_> = keys_of(section).filter(|doc| doc.absent == Absent::Required).map(|doc| doc.key).collect();
    let about = SECTIONS.iter().find(|doc| doc.name == section).map_or("", |doc| doc.doc);
    json!({
        "type": "object",
        "description": about,
        "properties": properties,
        "required": required,
        // Each kind of metric has keys of its own, which the registry of metrics checks.
        "additionalProperties": section == "metric",
    })
}

fn property(doc: &KeyDoc) -> Value {
    let mut property = form(doc.form);
    property["description"] = match doc.absent {
        Absent::Means(default) if !default.is_empty() => json!(format!("{} (default: {default})", doc.doc)),
        _ => json!(doc.doc),
    };
    property
}

fn form(form: Form) -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    // Empty texts are values here: the empty cell.
    let cell = json!({ "type": ["string", "number"] });
    let column = json!({ "anyOf": [text, { "type": "integer", "minimum": 1 }] });
    match form {
        Form::Text | Form::Path => text,
        Form::Paths => json!({ "anyOf": [text, { "type": "array", "items": text, "minItems": 1 }] }),
        Form::Integer { least, most } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Form::IntegerOrCounts { least, most } => {
            let number = json!({ "type": "integer", "minimum": least, "maximum": most });
            json!({ "anyOf": [number, { "type": "object", "additionalProperties": number, "minProperties": 1 }] })
        }
        Form::Number => json!({ "type": "number" }),
        Form::TextsOrLists => {
            let texts = json!({ "type": "array", "items": text, "minItems": 1 });
            json!({ "type": "array", "items": { "anyOf": [text, texts] }, "minItems": 1 })
        }
        Form::Numbers => json!({ "type": "array", "items": { "type": "number" } }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Date => json!({ "type": "string", "format": "date" }),
        Form::Word(words) => json!({ "enum": words }),
        Form::Texts => json!({ "anyOf": [cell, { "type": "array", "items": cell }] }),
        Form::Column => json!({ "anyOf": [column, { "type": "array", "items": column, "minItems": 1 }] }),
        Form::Codes => json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        Form::Labels => json!({ "type": "object", "additionalProperties": text }),
        Form::ColumnsOf => {
            let columns = json!({ "anyOf": [column, { "type": "array", "items": column, "minItems": 1 }] });
            json!({ "type": "object", "additionalProperties": columns })
        }
        Form::Conditions => {
            let values = json!({ "anyOf": [cell, { "type": "array", "items": cell, "minItems": 1 }] });
            json!({ "type": "object", "additionalProperties": values })
        }
        Form::Targets => {
            let targets = json!({ "type": "object", "additionalProperties": { "type": "number", "minimum": 0 } });
            let tables = json!({ "type": "object", "additionalProperties": targets, "minProperties": 1 });
            json!({ "anyOf": [text, { "type": "array", "items": text, "minItems": 1 }, tables] })
        }
        Form::Table(section) => table(section),
        Form::Tables(section) => json!({ "type": "array", "items": table(section) }),
        Form::TextOrTable(section) => json!({ "anyOf": [text, table(section)] }),
        Form::TextsOrTables(section) => {
            json!({ "type": "array", "items": { "anyOf": [text, table(section)] } })
        }
        Form::WordOrTables(words, section) => {
            json!({ "anyOf": [{ "enum": words }, { "type": "array", "items": table(section) }] })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::KEYS;

    #[test]
    fn the_schema_has_every_section_and_key() {
        let schema = schema();
        let quarter = &schema["properties"]["report"]["properties"]["wave"]["anyOf"][0]["enum"][1];
        assert_eq!(quarter, "quarter");
        assert_eq!(schema["properties"]["site"]["required"], json!(["title"]));
        assert_eq!(schema["properties"]["source"]["items"]["properties"]["columns"]["additionalProperties"], false);
        for doc in KEYS {
            assert!(SECTIONS.iter().any(|section| section.name == doc.section), "{}", doc.section);
            let found = schema.to_string().contains(&format!("\"{}\":{{", doc.key));
            assert!(found, "{} of {}", doc.key, doc.section);
        }
    }
}
