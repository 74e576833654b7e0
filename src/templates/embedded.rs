//! The default theme, which is a part of the program.

/// What the names of built-in templates begin with.
pub const PREFIX: &str = "default/";

macro_rules! files {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../templates/", $name)))),*] };
}

/// Every built-in template: its name without [`PREFIX`], and its text.
pub fn templates() -> &'static [(&'static str, &'static str)] {
    files![
        "404.html",
        "actions.html",
        "banner.html",
        "base.html",
        "claims.html",
        "competitors.html",
        "complaints.html",
        "cost.html",
        "data.html",
        "dimension.html",
        "drivers.html",
        "editions.html",
        "feed.xml",
        "employees.html",
        "glossary.html",
        "group.html",
        "groups.html",
        "journey.html",
        "loyal.html",
        "methods.html",
        "metric.html",
        "metrics.html",
        "overview.html",
        "parts.html",
        "reviews.html",
        "service.html",
        "silence.html",
        "sitemap.xml",
        "tables.html",
        "text.html",
        "voice.html",
    ]
}

/// Files that are copied into `assets/`.
pub fn statics() -> [(&'static str, &'static str); 4] {
    [
        ("charts.css", crate::chart::CSS),
        ("icon.svg", include_str!("../../templates/static/icon.svg")),
        ("report.js", include_str!("../../templates/static/report.js")),
        ("style.css", include_str!("../../templates/static/style.css")),
    ]
}
