//! The whole program, readable from top to bottom.

mod comments;
mod designs;
mod editions;
mod read;
mod texts;

use crate::action::{self, Action};
use crate::benchmark::{self, Published};
use crate::commentary::{self, EditionFolder};
use crate::config::{self, SiteConfig, TableConfig};
use crate::diag::{Checked, Diagnostic, Severity, has_errors};
use crate::journey;
use crate::message::Catalogue;
use crate::metrics::{self, Counted, Figures, Metric, Tables};
use crate::number::Numbers;
use crate::output::BuiltSite;
use crate::pages::{self, Edition, Report};
use crate::source::SourceReader;
use crate::stats::interval::Confidence;
use crate::templates::Templates;
use crate::voice::{Comments, Voice};
use crate::wave::Wave;
use texts::{Beside, Language};

/// What a build is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildOptions {
    /// The site-config, relative to the reader's folder.
    pub config: String,
    /// Whether the site is for the author's eyes while it is written, and not for publishing: an edition is made of
    /// each folder of commentary, also where its wave is not over or has no responses yet; a value that is not there
    /// yet is a warning and stands as a marked placeholder.
    pub preview: bool,
}

impl BuildOptions {
    /// For publishing.
    pub fn new(config: impl Into<String>) -> BuildOptions {
        BuildOptions { config: config.into(), preview: false }
    }

    /// For the author's eyes.
    pub fn preview(config: impl Into<String>) -> BuildOptions {
        BuildOptions { config: config.into(), preview: true }
    }
}

/// Builds the whole site in memory. The value is absent after an error; every problem that was met is there.
pub fn build(reader: &SourceReader, options: &BuildOptions) -> Checked<BuiltSite> {
    let mut diagnostics = Vec::new();
    let site = site(reader, options, &mut diagnostics);
    let value = site.filter(|_| !has_errors(&diagnostics));
    Checked { value, diagnostics }
}

fn site(reader: &SourceReader, options: &BuildOptions, sink: &mut Vec<Diagnostic>) -> Option<BuiltSite> {
    let config = config::load(reader, &options.config).report_to(sink)?;
    let words = Catalogue::for_language(&config.site.language);
    let numbers = Numbers::new(&config.site.language);

    // These read different files: all their problems are told, whichever of them fails.
    let metrics = metrics::plan(&config).report_to(sink);
    let counted = read::sources(reader, &config, sink);
    let folders = folders(reader, &config, sink);
    let templates = Templates::load(reader, config.site.templates.as_ref(), &words).report_to(sink);
    let metrics = metrics?;
    let actions = action::read(reader, &config).report_to(sink)?;
    let published = benchmark::read(reader, &config, &metrics).report_to(sink)?;
    let (counted, collected) = counted.filter(|_| metrics.len() == config.metrics.len())?;
    let comments = comments::of_us(&config, &metrics, &counted, collected);

    let waves = editions::choose(&config, &metrics, &counted, &folders, options.preview).report_to(sink)?;
    let measured = measure(&config, &metrics, &counted, &published, &actions, &waves);
    sink.extend(tables_without_data(&config, &measured));
    let language = Language { numbers: &numbers, words: &words };
    let written = texts::render(
        reader,
        &config,
        language,
        &measured,
        Beside {
            actions: &actions,
            metrics: &metrics,
            counted: &counted,
            comments: comments.as_ref(),
            preview: options.preview,
        },
        &folders,
        sink,
    );
    let editions = measured.into_iter().zip(written).map(|(figures, texts)| Edition {
        wave: figures.wave,
        slug: config.report.waves.slug(figures.wave),
        published: published.iter().filter(|one| one.wave.is_none_or(|wave| wave <= figures.wave)).cloned().collect(),
        voice: voice(&config, comments.as_ref(), figures.wave),
        commentary: texts.commentary,
        files: texts.files,
        figures,
    });
    let editions: Vec<_> = editions.collect();
    let data: Vec<_> = counted.iter().map(|source| source.data.clone()).collect();
    let report = Report {
        config: &config,
        numbers: &numbers,
        words: &words,
        data: &data,
        actions: &actions,
        editions: &editions,
        reader,
    };
    pages::render(&report, &templates?).report_to(sink)
}

/// Every figure of each edition of `waves`, newest first.
///
/// A figure of a wave is the same in every later edition, so an older edition is the newest without the later waves,
/// unless a brand or a group has come in since: then its own names are fewer and it is computed by itself.
fn measure(
    config: &SiteConfig,
    metrics: &[Metric],
    counted: &[Counted],
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

fn folders(reader: &SourceReader, config: &SiteConfig, sink: &mut Vec<Diagnostic>) -> Vec<EditionFolder> {
    let Some(folder) = &config.report.commentary else { return Vec::new() };
    commentary::read_folder(reader, folder, &config.report.waves).report_to(sink).unwrap_or_default()
}

/// Problems in what was published long ago do not stop the newest edition.
fn soften(diagnostics: &mut [Diagnostic]) {
    for problem in diagnostics.iter_mut().filter(|problem| problem.severity == Severity::Error) {
        problem.severity = Severity::Warning;
    }
}
