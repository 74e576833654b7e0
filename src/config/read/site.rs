//! `[site]`

use super::section::Section;
use crate::config::{Site, Written};
use crate::diag::Diagnostic;
use crate::message::Catalogue;
use icu_locale_core::LanguageIdentifier;

pub(super) fn read(root: &Section<'_>) -> Option<Site> {
    let section = root.table("site")?;
    let title = section.text("title").map(|title| title.value);
    let base_url = section.text("base_url").and_then(|url| address(&section, &url));
    let footer = section.text("footer").map(|footer| footer.value);
    let language = section.text("language").and_then(|tag| language(&section, &tag));
    let output = match section.text("output") {
        Some(output) => output_folder(&section, output),
        None => Written { value: "public".to_string(), span: section.span },
    };
    let templates = section.text("templates");
    section.refuse_unknown();
    let language = language.unwrap_or_else(|| "en-GB".to_string());
    Some(Site { title: title?, base_url, footer, language, output, templates })
}

/// The address without its final slashes.
fn address(section: &Section<'_>, url: &Written<String>) -> Option<String> {
    let refuse = |what: &str, hint: String| {
        let message = format!("`base_url` in [site] {what}, but is \"{}\"", url.value);
        section.sink.report(Diagnostic::error("config/value", message).at(url.span).hint(hint));
        None
    };
    let lower = url.value.to_lowercase();
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else {
        return refuse(
            "must begin with https:// or http://",
            "write the whole address of the site: `base_url = \"https://northwind.github.io/cx-report/\"`".to_string(),
        );
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || host.starts_with('.') || host.contains("..") || !host.chars().all(host_fits) {
        return refuse(
            "must name a host after `//`",
            "for example `https://northwind.github.io/cx-report/`".to_string(),
        );
    }
    if let Some(sign) = url.value.chars().find(|c| c.is_whitespace() || matches!(c, '?' | '#' | '"' | '<' | '>' | '\\'))
    {
        return refuse(
            "must be an address of a folder",
            match sign {
                '?' | '#' => {
                    format!("leave out `{sign}` and what follows it: the addresses of pages are added at the end")
                }
                _ => format!("leave out `{sign}`"),
            },
        );
    }
    Some(url.value.trim_end_matches('/').to_string())
}

/// The tag in its usual spelling.
fn language(section: &Section<'_>, tag: &Written<String>) -> Option<String> {
    let Ok(known) = LanguageIdentifier::try_from_str(tag.value.trim()) else {
        section.sink.report(
            Diagnostic::error(
                "config/value",
                format!("`language` in [site] must be a language tag, but is \"{}\"", tag.value),
            )
            .at(tag.span)
            .hint("for example `en-GB`, `en-US`, `de` or `el`: a language in two or three letters, and a country after `-`"),
        );
        return None;
    };
    let known = known.to_string();
    if !Catalogue::speaks(&known) {
        section.sink.report(
            Diagnostic::warning(
                "config/language",
                format!("numbers will follow `{known}`, but the words of the interface are only there in English"),
            )
            .at(tag.span)
            .hint("write `language = \"en-GB\"` if words and numbers should agree"),
        );
    }
    Some(known)
}

fn output_folder(section: &Section<'_>, output: Written<String>) -> Written<String> {
    let parts = output.value.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
    if parts.clone().next().is_none() || parts.clone().next_back() == Some("..") {
        let message = format!("`output` in [site] must be a folder for the site alone, but is \"{}\"", output.value);
        section.sink.report(
            Diagnostic::error("config/value", message).at(output.span).hint("for example `output = \"public\"`"),
        );
    }
    output
}
