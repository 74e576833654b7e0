//! Which waves the report has an edition of.

use crate::commentary::EditionFolder;
use crate::config::{EditionChoice, SiteConfig};
use crate::diag::{Checked, Diagnostic};
use crate::metrics::{Counted, Metric};
use crate::survey::{self, NameId};
use crate::wave::{Wave, WaveScheme};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Answers seldom come in on the very last day. A wave whose last answer lies this near to its end is complete, unless
/// the config says until when the data reach.
const GRACE_DAYS: i32 = 7;

/// The waves that have an edition, newest first. Without an error there is at least one.
///
/// In a preview each folder of commentary has one, so that an author may begin before the responses are in.
pub fn choose(
    config: &SiteConfig,
    metrics: &[Metric],
    counted: &[Arc<Counted>],
    folders: &[EditionFolder],
    preview: bool,
) -> Checked<Vec<Wave>> {
    let scheme = &config.report.waves;
    let mut diagnostics = Vec::new();
    let measured: BTreeSet<Wave> = counted.iter().flat_map(|source| source.cube.design.keys().copied()).collect();
    let based = with_base(config, metrics, counted);
    let until = data_until(config, metrics, counted);
    let complete = |wave: Wave| is_complete(scheme, wave, until);

    if measured.is_empty() {
        let message = "no response could be used, so there is nothing to report";
        let problem = Diagnostic::error("report/no-data", message).at(config.sources[0].files_span());
        let hint = "the warnings above say why rows were left out; `wavemark list columns` shows what the files hold";
        return Checked { value: None, diagnostics: vec![problem.hint(hint)] };
    }

    let newest_complete = based.iter().rev().copied().find(|wave| complete(*wave));
    let mut waves: BTreeSet<Wave> = BTreeSet::new();
    for folder in folders {
        let (wave, named) = (folder.wave, scheme.label(folder.wave));
        let is_chosen = matches!(&config.report.edition, EditionChoice::Named(chosen) if chosen.value == wave);
        let place = config.report.commentary.as_ref().map(|folder| folder.span);
        let problem = if !measured.contains(&wave) {
            let message = format!("`{}` is commentary on {named}, for which there are no responses", folder.path);
            let hint = match preview {
                true => "its values are placeholders; without responses it will not be published",
                false => "no page is made of it",
            };
            Some(Diagnostic::warning("report/edition-without-data", message).hint(hint))
        } else if !complete(wave) && !is_chosen {
            let message =
                format!("`{}` is commentary on {named}, which is not complete yet{}", folder.path, until_text(until));
            let hint = format!(
                "it gets its pages when the wave is over; to see them now write `edition = \"{}\"` under [report]",
                scheme.id(wave)
            );
            Some(Diagnostic::warning("report/edition-not-complete", message).hint(hint))
        } else {
            None
        };
        if preview || problem.is_none() {
            waves.insert(wave);
        }
        diagnostics.extend(problem.map(|problem| match place {
            Some(span) => problem.at(span),
            None => problem,
        }));
    }

    match &config.report.edition {
        EditionChoice::Named(chosen) => {
            let wave = chosen.value;
            let id = scheme.id(wave);
            if !measured.contains(&wave) {
                let message = format!("there are no responses in the edition `{id}`");
                let known: Vec<_> =
                    measured.iter().rev().take(6).map(|wave| format!("`{}`", scheme.id(*wave))).collect();
                let hint = match known.as_slice() {
                    [one] => format!("the only wave with responses is {one}"),
                    known => format!("the newest waves with responses are {}", known.join(", ")),
                };
                let problem = Diagnostic::error("report/edition-without-data", message).at(chosen.span).hint(hint);
                diagnostics.push(problem);
                return Checked { value: None, diagnostics };
            }
            if !complete(wave) {
                let message = format!("the edition `{id}` is not complete yet{}", until_text(until));
                let hint = "its figures will change as more responses come in";
                diagnostics
                    .push(Diagnostic::warning("report/edition-not-complete", message).at(chosen.span).hint(hint));
            }
            waves.retain(|other| *other <= wave);
            waves.insert(wave);
        }
        EditionChoice::Latest if waves.is_empty() => {
            let fallback = based.last().or(measured.last()).copied();
            if let (None, Some(wave)) = (newest_complete, fallback) {
                let floor = config.report.floor.suppress_below;
                let (message, hint) = if based.is_empty() {
                    (
                        format!("no wave has {floor} answers or more, so no figure can be shown"),
                        "longer waves hold more answers: `wave = \"year\"` under [report]; figures on very few answers say little, and may tell who gave them",
                    )
                } else {
                    (
                        format!(
                            "no wave is complete yet{}; the report is about {}",
                            until_text(until),
                            scheme.label(wave)
                        ),
                        "its figures will change as more responses come in; if the data are complete, write until when they reach: `data_until = 2026-09-30` under [report]",
                    )
                };
                let place = config.sources[0].files_span();
                diagnostics.push(Diagnostic::warning("report/no-complete-wave", message).at(place).hint(hint));
            }
            waves.extend(newest_complete.or(fallback));
        }
        EditionChoice::Latest => {
            let newest = waves.last().copied();
            if let Some(ready) = newest_complete.filter(|ready| newest.is_some_and(|newest| *ready > newest)) {
                let message =
                    format!("{} is complete and has no commentary yet, so it has no edition", scheme.label(ready));
                let folder = config.report.commentary.as_ref().map_or("commentary", |folder| folder.value.as_str());
                let hint =
                    format!("make the folder `{}/{}` to publish it", folder.trim_end_matches('/'), scheme.slug(ready));
                let note = Diagnostic::note("report/edition-waiting", message).hint(hint);
                diagnostics.push(match &config.report.commentary {
                    Some(folder) => note.at(folder.span),
                    None => note,
                });
            }
        }
    }
    if let Some(newest) = waves.last() {
        // A wave that is complete and waits for its commentary has a note of its own.
        let newest = newest_complete.filter(|complete| complete > newest).unwrap_or(*newest);
        diagnostics.extend(counted.iter().filter_map(|source| later_rows(config, source, newest, until)));
    }
    Checked { value: Some(waves.into_iter().rev().collect()), diagnostics }
}

/// Rows of waves after the newest that there may be an edition of: they are in no figure.
fn later_rows(config: &SiteConfig, source: &Counted, newest: Wave, until: Option<Until>) -> Option<Diagnostic> {
    let scheme = &config.report.waves;
    let settings = &config.sources[source.data.source.0];
    let later: Vec<(Wave, u64)> = source
        .data
        .quality
        .by_wave
        .iter()
        .filter(|(wave, _)| **wave > newest)
        .map(|(wave, rows)| (*wave, *rows))
        .collect();
    let rows_of = |of: &[(Wave, u64)]| {
        let rows = of.iter().map(|(_, rows)| rows).sum();
        let named: Vec<String> = of.iter().take(3).map(|(wave, _)| scheme.label(*wave)).collect();
        let more = if of.len() > named.len() { " and later" } else { "" };
        let are = if rows == 1 { "is" } else { "are" };
        format!("{} of `{}` {are} of {}{more}", survey::counted(rows, "row", "rows"), settings.id, named.join(", "))
    };
    let until = until.filter(|until| until.exact);
    let after = |(wave, _): &&(Wave, u64)| {
        until.is_some_and(|until| scheme.first_day(*wave).is_some_and(|first| first > until.day))
    };
    let after: Vec<(Wave, u64)> = later.iter().filter(after).copied().collect();
    let place = settings.files_span();
    if let (Some(until), false) = (until, after.is_empty()) {
        let message = format!("{}, after `data_until` ({}): no edition has them", rows_of(&after), until.day);
        let hint = "write a later `data_until` under [report] when these waves are over, or correct the dates";
        return Some(Diagnostic::warning("report/later-rows", message).at(place).hint(hint));
    }
    // Whoever names an edition leaves out what came after it.
    if later.is_empty() || matches!(config.report.edition, EditionChoice::Named(_)) {
        return None;
    }
    let far: Vec<(Wave, u64)> = later.iter().filter(|(wave, _)| wave.0 > newest.0 + 1).copied().collect();
    if !far.is_empty() {
        let message =
            format!("{}, more than a wave after {}: no edition has them", rows_of(&far), scheme.label(newest));
        let hint = "correct the dates if they are mistyped, also because the last date tells which waves are over";
        return Some(Diagnostic::warning("report/later-rows", message).at(place).hint(hint));
    }
    let message = format!("{}, which is not over: no edition has them yet", rows_of(&later));
    Some(Diagnostic::note("report/later-rows", message).at(place))
}

/// Waves in which we have a base above the floor in some metric.
fn with_base(config: &SiteConfig, metrics: &[Metric], counted: &[Arc<Counted>]) -> BTreeSet<Wave> {
    let floor = config.report.floor.suppress_below;
    let mut waves = BTreeSet::new();
    for (at, source) in counted.iter().enumerate() {
        let questions: Vec<_> = (0..config.questions.len()).filter(|q| config.questions[*q].source.0 == at).collect();
        let ours = our_brand(config, source);
        for ((wave, brand, group), cell) in &source.cube.cells {
            let based = |metric: &Metric| {
                let question = questions.iter().position(|q| *q == metric.question.0);
                question.and_then(|q| cell.get(q)).is_some_and(|tally| tally.valid().n >= floor)
            };
            let is_ours = brand.is_none() || *brand == ours;
            if is_ours && group.is_empty() && metrics.iter().any(based) {
                waves.insert(*wave);
            }
        }
    }
    waves
}

/// The brand of the report in a source's names.
pub fn our_brand(config: &SiteConfig, source: &Counted) -> Option<NameId> {
    source.data.brands.find(&config.report.brand.as_ref()?.value)
}

/// The last day that the data cover: as configured, or the last date in the source of the first metric with some grace.
fn data_until(config: &SiteConfig, metrics: &[Metric], counted: &[Arc<Counted>]) -> Option<Until> {
    if let Some(day) = config.report.data_until {
        return Some(Until { day, exact: true });
    }
    let first = metrics.first()?;
    let source = &counted[config.questions[first.question.0].source.0];
    source.data.dates.map(|(_, day)| Until { day, exact: false })
}

/// Until when the data reach.
#[derive(Debug, Clone, Copy)]
struct Until {
    day: Date,
    exact: bool,
}

/// Waves without days, and data without dates, are complete.
fn is_complete(scheme: &WaveScheme, wave: Wave, until: Option<Until>) -> bool {
    let (Some(last), Some(until)) = (scheme.last_day(wave), until) else { return true };
    let grace = if until.exact { 0 } else { GRACE_DAYS };
    until.day.checked_add(grace.days()).is_ok_and(|reach| reach >= last)
}

fn until_text(until: Option<Until>) -> String {
    match until {
        Some(Until { day, exact: true }) => format!(": the data reach until {day}"),
        Some(Until { day, exact: false }) => format!(": the last response is of {day}"),
        None => String::new(),
    }
}
