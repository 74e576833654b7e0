//! Every figure of every edition.

use super::keep::FigureStore;
use super::read::Survey;
use super::unmeasured;
use crate::action::{self, Action};
use crate::benchmark::{self, Published};
use crate::config::{MetricConfig, SiteConfig, TableConfig};
use crate::diag::{Checked, Diagnostic};
use crate::journey;
use crate::metrics::drivers::{Drivers, Warning};
use crate::metrics::{self, Counted, Figures, Metric, Tables};
use crate::parallel;
use crate::stats::interval::Confidence;
use crate::voice::{Comments, Voice};
use crate::wave::Wave;
use std::sync::Arc;

/// What was measured for each edition, newest first.
#[derive(Debug)]
pub struct Measured {
    /// The figures.
    pub figures: Vec<Arc<Figures>>,
    /// What customers wrote; None where the config asks for no comments.
    pub voices: Vec<Option<Arc<Voice>>>,
}

/// Measures each edition of `waves`, or takes what was kept of it. Warns of tables of a wave in which nobody answered, and of drivers whose columns seem
/// to have slipped.
pub fn all(
    config: &SiteConfig,
    metrics: &[Metric],
    survey: &Survey,
    published: &[Published],
    actions: &[Action],
    waves: &[Wave],
    store: Option<&FigureStore<'_>>,
) -> Checked<Measured> {
    let kept = store.and_then(|store| store.load(metrics, waves));
    let figures = kept.unwrap_or_else(|| {
        let figures = measure(config, metrics, &survey.counted, published, actions, waves);
        if let Some(store) = store {
            store.save(&figures);
        }
        figures
    });
    let mut diagnostics = tables_without_data(config, &figures);
    diagnostics.extend(figures.first().into_iter().flat_map(|newest| slipped_columns(config, newest)));
    let newest = figures.first().into_iter();
    diagnostics.extend(newest.flat_map(|newest| unmeasured::problems(config, metrics, &survey.counted, newest)));
    let voice = |figures: &Figures| voice(config, survey.comments.as_deref(), figures.wave).map(Arc::new);
    let voices = parallel::map(&figures, voice);
    Checked { value: Some(Measured { voices, figures: figures.into_iter().map(Arc::new).collect() }), diagnostics }
}

/// Every figure of each edition of `waves`, newest first.
///
/// A figure of a wave is the same in every later edition, so an older edition is the newest without the later waves,
/// unless a brand or a group has come in since: then its own names are fewer and it is computed by itself.
fn measure(
    config: &SiteConfig,
    metrics: &[Metric],
    counted: &[Arc<Counted>],
    published: &[Published],
    actions: &[Action],
    waves: &[Wave],
) -> Vec<Figures> {
    let confidence = Confidence::new(config.report.confidence).unwrap_or(Confidence::NINETY_FIVE);
    let moments = action::moments(config, metrics, actions);
    let mut measured: Vec<Figures> = Vec::new();
    for &wave in waves {
        let tables = Tables::new(config, metrics, counted, wave);
        let same_names = |newer: &&Figures| newer.brands == tables.brands && newer.dimensions == tables.dimensions;
        let figures = match measured.first().filter(same_names) {
            Some(newest) => newest.up_to(&tables.waves),
            None => {
                let mut figures = metrics::compute(&tables, confidence);
                benchmark::compare(&mut figures, &tables, published, confidence);
                action::compare(&mut figures, &tables, &moments, confidence);
                action::seasons(&mut figures, &tables, actions, confidence);
                journey::compare(&mut figures, &tables, confidence);
                metrics::adjust(&mut figures, confidence.alpha());
                figures
            }
        };
        measured.push(Figures { banners: metrics::banner::compute(&tables, wave, confidence), ..figures });
    }
    measured
}

/// What an edition says of comments; None where the config asks for none.
fn voice(config: &SiteConfig, comments: Option<&Comments>, wave: Wave) -> Option<Voice> {
    let floor = config.report.floor.suppress_below;
    Some(Voice::new(comments?, config.voice.as_ref()?, &config.report.waves, wave, floor))
}

/// Tables of a named wave in which nobody answered.
fn tables_without_data(config: &SiteConfig, measured: &[Figures]) -> Vec<Diagnostic> {
    let problem = |table: &TableConfig| {
        let wave = table.wave?;
        if measured.iter().flat_map(|figures| &figures.banners).any(|banner| banner.id == table.id) {
            return None;
        }
        let message =
            format!("no edition has answers for the table `{}` in {}", table.id, config.report.waves.label(wave.value));
        let hint = "leave out `wave`, so that the table is about the wave of its edition, or name another";
        Some(Diagnostic::warning("report/table-without-data", message).at(wave.span).hint(hint))
    };
    config.tables.iter().filter_map(problem).collect()
}

/// Drivers that go with nothing, not even with each other, although everything is filled.
fn slipped_columns(config: &SiteConfig, newest: &Figures) -> Vec<Diagnostic> {
    let of_metric = |(at, metric): (usize, &MetricConfig)| {
        let slipped = |drivers: &&Drivers| {
            let set = drivers.result.as_ref().ok();
            drivers.metric.0 == at && set.is_some_and(|set| set.warnings.contains(&Warning::NearZeroCorrelations))
        };
        let found: Vec<&Drivers> = newest.drivers.iter().filter(slipped).collect();
        let n: u64 = found.iter().filter_map(|drivers| Some(drivers.result.as_ref().ok()?.n)).sum();
        let waves: Vec<String> = found.iter().map(|drivers| config.report.waves.label(drivers.wave)).collect();
        let place = metric.drivers.first().filter(|_| !waves.is_empty())?.span;
        let message = format!(
            "none of the drivers of `{}` goes with its answers or with another driver in {}, although all {n} rows that count are filled: the columns of the file may have slipped against each other",
            metric.id.value,
            waves.join(", ")
        );
        let hint = "compare a few rows with the system that they come from: a column that was sorted or pasted by itself belongs to other people";
        Some(Diagnostic::warning("data/slipped-columns", message).at(place).hint(hint))
    };
    config.metrics.iter().enumerate().filter_map(of_metric).collect()
}
