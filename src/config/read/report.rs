//! `[report]`: us, the waves, the floors.

use super::item::Item;
use super::section::{Section, Sink};
use crate::config::{EditionChoice, Floor, RawHtml, Report, SourceConfig, TypedFigures, Written};
use crate::diag::Diagnostic;
use crate::slug::slug;
use crate::source::Span;
use crate::wave::{NamedSpan, Wave, WaveScheme};
use toml::de::{DeTable, DeValue};

const FLOOR: Floor = Floor { suppress_below: 10, flag_below: 30 };

pub(super) fn read(root: &Section<'_>, sources: &[Option<SourceConfig>]) -> Option<Report> {
    // A site-config without [report] has the defaults of an empty one.
    let empty = DeTable::new();
    let written = if root.has("report") { Some(root.table("report")?) } else { root.table("report") };
    let section = written.unwrap_or_else(|| Section::new(root.sink, "report", &empty, root.span));
    let brand = section.text("brand");
    let waves = waves(&section, sources);
    let edition = section.text("edition").filter(|text| text.value.trim().to_lowercase() != "latest");
    let edition =
        edition.map(|text| wave(section.sink, waves.as_ref(), "`edition` in [report]", &text, "`latest` or "));
    let named = |key| section.text(key).map(|text| (format!("`{key}` in [report]"), text));
    let baseline = named("baseline").map(|(key, text)| wave(section.sink, waves.as_ref(), &key, &text, ""));
    let first_wave = named("first_wave").map(|(key, text)| wave(section.sink, waves.as_ref(), &key, &text, ""));
    let commentary = section.text("commentary");
    let typed_figures = section.word("typed_figures").map_or(TypedFigures::Warning, |word| match word.value {
        "off" => TypedFigures::Off,
        "error" => TypedFigures::Error,
        _ => TypedFigures::Warning,
    });
    let raw_html = section.word("raw_html").map_or(RawHtml::Text, |word| match word.value {
        "sanitise" => RawHtml::Sanitise,
        _ => RawHtml::Text,
    });
    let floor = section.table("floor").map_or(FLOOR, |table| floor(&table));
    let confidence = confidence(&section);
    let data_until = section.date("data_until").map(|date| date.value);
    section.refuse_unknown();
    let sources: Vec<_> = sources.iter().flatten().collect();
    if let (None, Some(source)) = (&brand, sources.iter().find(|source| has_brands(source)))
        && !section.has("brand")
    {
        section.sink.report(
            Diagnostic::error(
                "config/missing-key",
                format!("the source `{}` has brands, but [report] does not say which of them is yours", source.id),
            )
            .at(source.columns.brand.as_ref().map_or(source.files_span(), |column| column.span))
            .hint("add `brand = \"…\"` under [report], written as in the data; all others are competitors"),
        );
    }
    Some(Report {
        brand,
        waves: waves?,
        edition: match edition {
            Some(named) => EditionChoice::Named(named?),
            None => EditionChoice::Latest,
        },
        baseline: match baseline {
            Some(named) => Some(named?),
            None => None,
        },
        first_wave: match first_wave {
            Some(named) => Some(named?),
            None => None,
        },
        commentary,
        typed_figures,
        raw_html,
        floor,
        confidence,
        data_until,
    })
}

fn has_brands(source: &SourceConfig) -> bool {
    source.columns.brand.is_some() || source.names_in_files("brand")
}

fn has_time(source: &SourceConfig) -> bool {
    source.columns.date.is_some() || source.columns.wave.is_some() || source.names_in_files("wave")
}

fn waves(section: &Section<'_>, sources: &[Option<SourceConfig>]) -> Option<WaveScheme> {
    let fiscal = section.item("fiscal_year_starts");
    let fiscal_start = match &fiscal {
        Some(item) => month(item),
        None => Some(1),
    };
    let wave = section.item("wave");
    let name = section.text("wave_name");
    let scheme = match &wave {
        Some(item) if matches!(item.value, DeValue::Array(_)) => named(item).map(WaveScheme::Spans),
        Some(item) => match item.word()?.value {
            "month" => Some(calendar(1, fiscal_start?)),
            "quarter" => Some(calendar(3, fiscal_start?)),
            "half" => Some(calendar(6, fiscal_start?)),
            "year" => Some(calendar(12, fiscal_start?)),
            _ => Some(single(name.as_ref())),
        },
        // Nothing says when anybody answered: there is one wave, whatever it is called.
        None if !sources.is_empty() && sources.iter().all(|source| source.as_ref().is_some_and(|s| !has_time(s))) => {
            Some(single(name.as_ref()))
        }
        None => Some(calendar(3, fiscal_start?)),
    }?;
    if let (Some(name), false) = (&name, matches!(scheme, WaveScheme::Single { .. })) {
        section.sink.report(
            Diagnostic::error("config/conflict", "`wave_name` is only for a report of one single wave")
                .at(name.span)
                .hint("remove it, or write `wave = \"single\"`"),
        );
    }
    if let (Some(item), false) = (&fiscal, matches!(scheme, WaveScheme::Calendar { .. })) {
        item.invalid("`fiscal_year_starts` is only for waves of a month, quarter, half or year", "remove it");
    }
    if !matches!(scheme, WaveScheme::Single { .. }) {
        for source in sources.iter().flatten().filter(|source| !has_time(source)) {
            section.sink.report(
                Diagnostic::error(
                    "config/missing-key",
                    format!("nothing says when the responses of the source `{}` were given", source.id),
                )
                .at(source.span)
                .hint("add `columns = { date = \"…\" }`, or `wave` for a column with the wave's name, or `{wave}` in `files`")
                .hint("for data without dates, write `wave = \"single\"` under [report]"),
            );
        }
    }
    Some(scheme)
}

fn calendar(months: u8, fiscal_start: u8) -> WaveScheme {
    WaveScheme::Calendar { months, fiscal_start }
}

fn single(name: Option<&Written<String>>) -> WaveScheme {
    WaveScheme::Single { name: name.map_or_else(|| "All responses".to_string(), |name| name.value.trim().to_string()) }
}

/// The number of the month that a fiscal year begins with.
fn month(item: &Item<'_>) -> Option<u8> {
    let word = item.word()?.value;
    let crate::config::Form::Word(months) = item.doc.form else { return None };
    months.iter().position(|month| *month == word).map(|at| at as u8 + 1)
}

/// Named waves in the order of their first day.
fn named(item: &Item<'_>) -> Option<Vec<NamedSpan>> {
    let elements = item.elements("a list of named waves");
    if elements.is_empty() {
        item.invalid(
            "`wave` in [report] is an empty list",
            "write `wave = [{ name = \"Spring 2026\", from = 2026-03-01, to = 2026-05-31 }]`, or `wave = \"quarter\"`",
        );
        return None;
    }
    let read: Vec<_> = elements.iter().map(|element| span(&element.section("report.wave")?)).collect();
    let mut spans: Vec<(NamedSpan, Span)> = read.into_iter().collect::<Option<_>>()?;
    spans.sort_by_key(|(span, _)| span.from);
    for (at, (span, place)) in spans.iter().enumerate() {
        let refuse = |message: String, hint: &str| {
            item.sink.report(Diagnostic::error("config/value", message).at(*place).hint(hint));
        };
        if let Some((earlier, _)) = spans[..at].iter().find(|(earlier, _)| earlier.to >= span.from) {
            let message = format!(
                "the waves \"{}\" (to {}) and \"{}\" (from {}) overlap",
                earlier.name, earlier.to, span.name, span.from
            );
            refuse(message, "let each wave begin after the last day of the one before");
        }
        if spans[..at].iter().any(|(other, _)| slug(&other.name) == slug(&span.name)) {
            refuse(
                format!("there are two waves called \"{}\"", span.name),
                "give each a name of its own; case and signs make no difference",
            );
        }
    }
    Some(spans.into_iter().map(|(span, _)| span).collect())
}

fn span(section: &Section<'_>) -> Option<(NamedSpan, Span)> {
    let (name, from, to) = (section.text("name"), section.date("from"), section.date("to"));
    section.refuse_unknown();
    let (name, from, to) = (name?, from?, to?);
    if slug(&name.value).is_empty() {
        section.sink.report(
            Diagnostic::error("config/value", format!("the name \"{}\" of a wave has no letter or digit", name.value))
                .at(name.span)
                .hint("the name stands in addresses: `name = \"Spring 2026\"`"),
        );
    }
    if from.value > to.value {
        let message = format!("the wave \"{}\" ends on {}, before its first day {}", name.value, to.value, from.value);
        section.sink.report(
            Diagnostic::error("config/value", message)
                .at(to.span)
                .hint("exchange `from` and `to`, or correct the year"),
        );
    }
    let place = section.span;
    Some((NamedSpan { name: name.value.trim().to_string(), from: from.value, to: to.value }, place))
}

/// A wave of the scheme by its name; None is reported here unless the scheme itself is broken.
/// A wave by its name; `key` says in a message what names it.
pub fn wave(
    sink: &Sink,
    scheme: Option<&WaveScheme>,
    key: &str,
    text: &Written<String>,
    or: &str,
) -> Option<Written<Wave>> {
    let scheme = scheme?;
    let found = scheme.parse(&text.value);
    if found.is_none() {
        let message = format!("{key} must be {or}{}, but is \"{}\"", scheme.expected(), text.value);
        sink.report(
            Diagnostic::error("config/value", message)
                .at(text.span)
                .hint("`wave` in [report] says how waves are named"),
        );
    }
    found.map(|wave| Written { value: wave, span: text.span })
}

fn floor(section: &Section<'_>) -> Floor {
    let suppress = section.integer("suppress_below");
    let flag = section.integer("flag_below");
    section.refuse_unknown();
    let suppress_below = suppress.map_or(FLOOR.suppress_below, |n| n.value.unsigned_abs());
    let flag_below = flag.map_or(FLOOR.flag_below.max(suppress_below), |n| n.value.unsigned_abs());
    if let (Some(flag), true) = (flag, flag_below < suppress_below) {
        section.sink.report(
            Diagnostic::error(
                "config/value",
                format!("`flag_below` is {flag_below}, which is less than `suppress_below` ({suppress_below})"),
            )
            .at(flag.span)
            .hint("figures below `suppress_below` are not shown at all, so `flag_below` must be at least as high"),
        );
    }
    Floor { suppress_below, flag_below }
}

fn confidence(section: &Section<'_>) -> f64 {
    let Some(level) = section.number("confidence") else { return 0.95 };
    if !(0.5..=0.9999).contains(&level.value) {
        let hint = match level.value {
            percent if (50.0..=99.99).contains(&percent) => {
                format!("write it as a fraction: `confidence = {}`", (percent * 1e6).round() / 1e8)
            }
            _ => "for example `confidence = 0.95`".to_string(),
        };
        let message = format!("`confidence` in [report] must be from 0.5 to 0.9999, but is {}", level.value);
        section.sink.report(Diagnostic::error("config/value", message).at(level.span).hint(hint));
    }
    level.value
}
