//! `datapackage.json`: what the data files hold (Frictionless Data Package 1.0).

use super::banner_data;
use super::context::Context;
use super::data_files::{COLUMNS, CSV, Column, JSON, Kind, PUBLISHED};
use serde_json::{Value, json};

/// The description of an edition's data.
pub fn package(context: &Context<'_>) -> String {
    let config = context.report.config;
    let edition = context.show.waves().id(context.wave());
    let mut resources = vec![
        json!({
            "name": "estimates",
            "path": CSV,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "title": "Every printed figure, one row each, and one more row for each comparison",
            "schema": schema(COLUMNS),
        }),
        json!({
            "name": "estimates-json",
            "path": JSON,
            "format": "json",
            "mediatype": "application/json",
            "encoding": "utf-8",
            "title": "The same as an array of objects; what is empty in the CSV is absent from a row",
        }),
    ];
    if !context.edition.published.is_empty() {
        resources.push(json!({
            "name": "published",
            "path": PUBLISHED,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "title": "Figures that others have published, with their sources",
        }));
    }
    for (at, banner) in context.figures.banners.iter().enumerate() {
        let titles =
            ["each cell of", "the comparisons of columns in"].map(|what| format!("{}: {what} the table", banner.title));
        let columns = [banner_data::CELLS, banner_data::PAIRS];
        for ((path, title), columns) in banner_data::names(context, at).into_iter().zip(titles).zip(columns) {
            resources.push(json!({
                "name": path.trim_end_matches(".csv"),
                "path": path,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "title": title,
                "schema": schema(columns),
            }));
        }
    }
    let package = json!({
        "profile": "data-package",
        "name": name(&config.site.title),
        "title": config.site.title,
        "version": edition,
        "homepage": config.site.base_url,
        "description": format!(
            "Figures of the edition {edition}, with intervals at the {}% level. Points are multiplied by 100, shares are fractions, durations are seconds. Figures on fewer than {} answers are suppressed; those on an effective base below {} are marked low_base and not tested.",
            crate::number::exact((config.report.confidence * 1e6).round() / 1e4),
            config.report.floor.suppress_below,
            config.report.floor.flag_below,
        ),
        "resources": resources,
    });
    let package = match package {
        // A site that is only opened from files has no homepage.
        Value::Object(entries) => Value::Object(entries.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => other,
    };
    // A tree of texts and numbers always serialises.
    serde_json::to_string_pretty(&package).unwrap_or_default() + "\n"
}

fn schema(columns: &[Column]) -> Value {
    let field = |column: &Column| {
        let kind = match column.kind {
            Kind::Text => "string",
            Kind::Number => "number",
            Kind::Integer => "integer",
        };
        json!({ "name": column.name, "type": kind, "description": column.about })
    };
    let fields: Vec<Value> = columns.iter().map(field).collect();
    json!({ "fields": fields, "missingValues": [""] })
}

/// A name as the format wants it: lower-case ASCII letters, digits and hyphens.
fn name(title: &str) -> String {
    let slug = crate::slug::slug(title);
    let ascii: String = slug.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let ascii = ascii.trim_matches('-');
    if ascii.is_empty() { "report".to_owned() } else { ascii.to_owned() }
}
