//! The stages of a build, each kept for the next one: only what depends on a change is made again.
//!
//! A build is the first run of a session. What a later run makes again is what a build from nothing makes.

use super::keep::{self, FigureStore};
use super::kept::{Fresh, Kept, OnStage, Part, Run, Stamp};
use super::material::Material;
use super::measure::{self, Measured};
use super::read::{self, Survey, Surveyed};
use super::texts::{self, Beside, Language, Shelf, Written};
use super::{BuildOptions, editions, folders};
use crate::action::{self, Action};
use crate::benchmark;
use crate::commentary::EditionFolder;
use crate::config::{self, SiteConfig, SourceIx};
use crate::diag::Checked;
use crate::message::Catalogue;
use crate::metrics::{self, Metric};
use crate::number::Numbers;
use crate::parallel;
use crate::source::{Footprint, SourceReader};
use crate::survey;
use crate::templates::{self, Templates};
use crate::wave::Wave;

/// What the site-config decides for every other stage.
#[derive(Debug)]
pub struct Settings {
    /// The configuration.
    pub config: SiteConfig,
    /// Words in the site's language.
    pub words: Catalogue,
    /// Numbers in the site's language.
    pub numbers: Numbers,
}

/// What is kept between builds of one project.
#[derive(Debug)]
pub struct Session {
    options: BuildOptions,
    last_stamp: Stamp,
    has_news: bool,
    settings: Kept<Settings>,
    metrics: Kept<Vec<Metric>>,
    sources: Vec<SourceKept>,
    survey: Kept<Survey>,
    folders: Kept<Vec<EditionFolder>>,
    template_names: Kept<Vec<String>>,
    templates: Kept<Templates>,
    actions: Kept<Vec<Action>>,
    published: Kept<Vec<benchmark::Published>>,
    waves: Kept<Vec<Wave>>,
    measured: Kept<Measured>,
    shelves: Kept<Vec<Shelf>>,
    texts: texts::Kept,
}

/// What was read and counted, before anything is measured.
pub(super) struct Gathered {
    pub settings: Part<Settings>,
    pub metrics: Part<Vec<Metric>>,
    pub survey: Part<Survey>,
    pub folders: Part<Vec<EditionFolder>>,
    pub actions: Part<Vec<Action>>,
    pub published: Part<Vec<benchmark::Published>>,
    /// The waves that have an edition, newest first.
    pub waves: Part<Vec<Wave>>,
    /// The files that figures are made from.
    pub made_from: Footprint,
    /// None after an error in one of them, of which further problems do not depend.
    templates: Option<Part<Templates>>,
}

impl Gathered {
    /// Every figure of each edition of `waves`; the site-config is at `path`. Only those of the report are kept.
    pub fn measure(&self, reader: &SourceReader, path: &str, waves: &[Wave]) -> Checked<Measured> {
        let Gathered { settings, metrics, survey, published, actions, .. } = self;
        let config = &settings.config;
        let is_report = waves == self.waves.as_slice();
        let store = is_report.then(|| FigureStore::of(reader, path, &config.report.waves, &self.made_from)).flatten();
        measure::all(config, metrics, survey, published, actions, waves, store.as_ref())
    }
}

/// One source.
#[derive(Debug, Default)]
struct SourceKept {
    /// The names of its files.
    files: Kept<Vec<String>>,
    /// What they say.
    surveyed: Kept<Surveyed>,
}

impl Session {
    /// With nothing made yet.
    pub fn new(options: BuildOptions) -> Session {
        Session {
            options,
            last_stamp: 0,
            has_news: false,
            settings: Kept::default(),
            metrics: Kept::default(),
            sources: Vec::new(),
            survey: Kept::default(),
            folders: Kept::default(),
            template_names: Kept::default(),
            templates: Kept::default(),
            actions: Kept::default(),
            published: Kept::default(),
            waves: Kept::default(),
            measured: Kept::default(),
            shelves: Kept::default(),
            texts: texts::Kept::default(),
        }
    }

    /// Makes what pages are made from, as the files that `reader` knows now have it. It must share these with the
    /// reader of the run before. After an error there may still be a value, of which further problems can be found; it
    /// is not to be published.
    pub fn run(&mut self, reader: &SourceReader) -> Checked<Material> {
        self.run_telling(reader, &|_| ())
    }

    /// The same, with each stage told to `on_stage` when it is done.
    pub fn run_telling(&mut self, reader: &SourceReader, on_stage: OnStage<'_>) -> Checked<Material> {
        self.running(reader, on_stage, Session::material)
    }

    /// The same without figures and texts: what they are made from.
    pub(super) fn gather(&mut self, reader: &SourceReader) -> Checked<Gathered> {
        self.running(reader, &|_| (), Session::gathered)
    }

    fn running<T>(
        &mut self,
        reader: &SourceReader,
        on_stage: OnStage<'_>,
        stages: impl FnOnce(&mut Session, &mut Run<'_>) -> Option<T>,
    ) -> Checked<T> {
        let mut last_stamp = self.last_stamp;
        let mut run = Run { reader, problems: Vec::new(), last_stamp: &mut last_stamp, has_news: false, on_stage };
        let value = stages(self, &mut run);
        let (diagnostics, has_news) = (run.problems, run.has_news);
        (self.last_stamp, self.has_news) = (last_stamp, has_news);
        Checked { value, diagnostics }
    }

    /// Whether the last run made anything that the one before had not.
    pub fn has_news(&self) -> bool {
        self.has_news
    }

    fn gathered(&mut self, run: &mut Run<'_>) -> Option<Gathered> {
        let path = &self.options.config;
        let settings = self.settings.get(run, &[], |reader| settings(reader, path))?;
        let (config, basis) = (&settings.config, settings.stamp);
        (run.on_stage)("site-config");

        // These read different files: all their problems are told, whichever of them fails.
        let metrics = self.metrics.get(run, &[basis], |_| metrics::plan(config));
        let surveyed = self.surveyed(run, &settings, metrics.as_ref());
        (run.on_stage)("sources");
        let folders = self.folders.get_equal(run, &[basis], |reader| folders(reader, config));
        let templates = self.templates(run, &settings);
        let (metrics, folders) = (metrics?, folders?);
        let actions = self.actions.get_equal(run, &[basis], |reader| action::read(reader, config))?;
        let published = self
            .published
            .get_equal(run, &[basis, metrics.stamp], |reader| benchmark::read(reader, config, &metrics))?;
        let survey = surveyed.filter(|_| metrics.len() == config.metrics.len())?;
        (run.on_stage)("templates, benchmarks");

        let preview = self.options.preview;
        let waves = self.waves.get_equal(run, &[basis, metrics.stamp, survey.stamp, folders.stamp], |_| {
            editions::choose(config, &metrics, &survey.counted, &folders, preview)
        })?;
        let made_from = self.made_from();
        Some(Gathered { settings, metrics, survey, folders, actions, published, waves, made_from, templates })
    }

    /// What was read for everything that figures depend on.
    fn made_from(&self) -> Footprint {
        let sources = self.sources.iter().map(|source| source.surveyed.footprint());
        let others = [self.settings.footprint(), self.published.footprint(), self.actions.footprint()];
        others.into_iter().chain(sources).fold(Footprint::default(), Footprint::and)
    }

    fn material(&mut self, run: &mut Run<'_>) -> Option<Material> {
        let gathered = self.gathered(run)?;
        let Gathered { settings, metrics, survey, folders, actions, published, waves, templates, .. } = &gathered;
        let (config, basis, preview) = (&settings.config, settings.stamp, self.options.preview);
        let path = &self.options.config;
        let from = [basis, metrics.stamp, survey.stamp, published.stamp, actions.stamp, waves.stamp];
        let measured = self.measured.get(run, &from, |reader| gathered.measure(reader, path, waves))?;
        (run.on_stage)("figures");

        let from = [basis, measured.stamp, folders.stamp, actions.stamp];
        let shelves = self.shelves.get(run, &from, |_| Checked {
            value: Some(texts::shelves(config, &measured.figures, actions, folders)),
            diagnostics: Vec::new(),
        })?;
        let language = Language { numbers: &settings.numbers, words: &settings.words };
        let beside = Beside { metrics, counted: &survey.counted, comments: survey.comments.as_deref(), preview };
        let written = Written {
            config,
            language,
            figures: &measured.figures,
            beside,
            folders,
            shelves: &shelves,
            from: &[shelves.stamp, survey.stamp],
        };
        let texts = self.texts.render(run, &written);
        (run.on_stage)("commentary");
        let templates = templates.as_ref()?;
        Some(Material::new(run.reader, settings, survey, actions, published, folders, &measured, texts, templates))
    }

    fn templates(&mut self, run: &mut Run<'_>, settings: &Part<Settings>) -> Option<Part<Templates>> {
        let (folder, basis) = (settings.config.site.templates.as_ref(), settings.stamp);
        let names = self.template_names.get_equal(run, &[basis], |reader| Checked {
            value: Some(templates::names(reader, folder)),
            diagnostics: Vec::new(),
        })?;
        let from = [basis, names.stamp];
        if !self.templates.is_current(run, &from) {
            let fresh = Fresh::make(run.reader, |reader| Templates::load(reader, folder, &settings.words));
            self.templates.put(run, &from, if fresh.has_value() { fresh.of_files() } else { fresh });
        }
        self.templates.take(run)
    }

    /// Every source; those whose files are others than before are read at the same time.
    fn surveyed(
        &mut self,
        run: &mut Run<'_>,
        settings: &Part<Settings>,
        metrics: Option<&Part<Vec<Metric>>>,
    ) -> Option<Part<Survey>> {
        let (config, basis) = (&settings.config, settings.stamp);
        self.sources.resize_with(config.sources.len(), SourceKept::default);
        let mut stale = Vec::new();
        for (at, source) in self.sources.iter_mut().enumerate() {
            let files = source.files.get_equal(run, &[basis], |reader| Checked {
                value: Some(survey::fetch(reader, config, SourceIx(at))),
                diagnostics: Vec::new(),
            })?;
            let from = vec![basis, files.stamp];
            if !source.surveyed.is_current(run, &from) {
                stale.push((SourceIx(at), from));
            }
        }
        let metrics: &[Metric] = metrics.map_or(&[], |metrics| metrics);
        let reader = run.reader;
        let made = parallel::map(&stale, |(source, _)| {
            Fresh::make(reader, |reader| keep::one(reader, config, *source, metrics))
        });
        for ((source, from), fresh) in stale.iter().zip(made) {
            // Files that come or go are told by the names of the files, unless these are why there is no result.
            let fresh = if fresh.has_value() { fresh.of_files() } else { fresh };
            self.sources[source.0].surveyed.put(run, from, fresh);
        }
        let parts: Vec<_> = self.sources.iter().map(|source| source.surveyed.take(run)).collect();
        let parts: Vec<Part<Surveyed>> = parts.into_iter().collect::<Option<_>>()?;
        let from: Vec<Stamp> = std::iter::once(basis).chain(parts.iter().map(|part| part.stamp)).collect();
        self.survey.get(run, &from, |_| read::together(config, parts.iter().map(|part| &*part.value)))
    }
}

fn settings(reader: &SourceReader, path: &str) -> Checked<Settings> {
    let Checked { value, diagnostics } = config::load(reader, path);
    let settings = value.map(|config| Settings {
        words: Catalogue::for_language(&config.site.language),
        numbers: Numbers::new(&config.site.language),
        config,
    });
    Checked { value: settings, diagnostics }
}
