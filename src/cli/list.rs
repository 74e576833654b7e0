//! `wavemark list`: what exists, from the registries that also run.

mod columns;
mod entry;

use super::Exit;
use super::args::List;
use super::console::Console;
use super::project::Project;
use crate::chart::CHARTS;
use crate::claims::{CLAIMS, ClaimKind};
use crate::config::{self, Absent, KeyDoc, SECTIONS};
use crate::metrics::METRICS;
use crate::pages::{PAGES, PageKind};
use entry::Entry;
use serde_json::Value;

pub(super) fn list(console: &mut Console, project: &Project, what: &List) -> Exit {
    match what {
        List::Metrics => print(console, &metrics()),
        List::Charts => print(console, &charts()),
        List::Claims => print(console, &claims()),
        List::Points { edition } => return super::explain::points(console, project, edition.as_deref()),
        List::Pages => print(console, &pages()),
        List::Columns(of) => return columns::list(console, project, of),
        List::Config if console.is_json() => console.print(&pretty(&config::schema())),
        List::Config => console.print(&reference()),
    }
    Exit::Fine
}

fn print(console: &mut Console, entries: &[Entry]) {
    let text = if console.is_json() {
        pretty(&Value::Array(entries.iter().map(Entry::json).collect()))
    } else {
        entry::text(entries)
    };
    console.print(&text);
}

/// JSON for people too: one member a line.
fn pretty(value: &Value) -> String {
    // A value of strings, numbers and lists always serialises.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn metrics() -> Vec<Entry> {
    let entry = |kind: &&dyn crate::metrics::kinds::MetricKind| {
        let keys = kind.params().iter().map(|param| (param.key, param.doc));
        Entry::new(kind.name(), kind.about())
            .detail("formula", kind.formula())
            .detail("source", kind.citation())
            .named("keys", keys)
    };
    METRICS.iter().map(entry).collect()
}

fn charts() -> Vec<Entry> {
    CHARTS.iter().map(|kind| Entry::new(kind.name, kind.shows).detail("takes", kind.takes)).collect()
}

fn claims() -> Vec<Entry> {
    let entry = |kind: &ClaimKind| {
        Entry::new(kind.word, kind.meaning)
            .detail("contradicted if", kind.contradicted)
            .detail("takes", kind.takes)
            .detail("example", format!("claim:{}", kind.example))
            .detail("rule", kind.source)
    };
    CLAIMS.iter().map(entry).collect()
}

fn pages() -> Vec<Entry> {
    let entry = |kind: PageKind| Entry::new(kind.name, kind.shows).detail("address", kind.address);
    PAGES.iter().map(|page| entry(page.kind())).collect()
}

/// Every key of the site-config, section by section.
fn reference() -> String {
    let mut text = String::from("The keys of site-config.toml. Paths in it are relative to its folder.\n");
    for section in SECTIONS {
        let shown = if section.name.is_empty() { "Sections" } else { section.shown };
        text += &format!("\n{shown}: {}\n\n", section.doc);
        text += &entry::text(&config::keys_of(section.name).map(key).collect::<Vec<_>>());
    }
    text += "\nEach kind of metric has keys of its own: `wavemark list metrics`.\n";
    text
}

fn key(doc: &KeyDoc) -> Entry {
    let about = match doc.absent {
        Absent::Required => format!("{} (required)", doc.doc),
        Absent::Means(_) => doc.doc.to_string(),
    };
    let entry = Entry::new(doc.key, about);
    let entry = if doc.section.is_empty() { entry } else { entry.detail("example", doc.example) };
    match doc.absent {
        Absent::Required | Absent::Means("") => entry,
        Absent::Means(default) => entry.detail("default", default),
    }
}
