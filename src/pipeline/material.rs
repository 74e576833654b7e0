//! What pages are made from, held together so that any of them can be made at any time.

use super::kept::Part;
use super::measure::Measured;
use super::read::Survey;
use super::session::Settings;
use super::texts::Texts;
use crate::action::Action;
use crate::benchmark::Published;
use crate::commentary::EditionFolder;
use crate::diag::Checked;
use crate::output::BuiltSite;
use crate::pages::{self, Context, Edition, Report, Site};
use crate::source::SourceReader;
use crate::templates::Templates;
use std::sync::Arc;

/// All that was read and computed for a site whose pages are not made yet.
pub struct Material {
    settings: Arc<Settings>,
    survey: Arc<Survey>,
    actions: Arc<Vec<Action>>,
    folders: Arc<Vec<EditionFolder>>,
    editions: Vec<Edition>,
    templates: Arc<Templates>,
    reader: SourceReader,
}

impl Material {
    #[expect(clippy::too_many_arguments, reason = "one for each stage that pages need")]
    pub(super) fn new(
        reader: &SourceReader,
        settings: &Part<Settings>,
        survey: &Part<Survey>,
        actions: &Part<Vec<Action>>,
        published: &[Published],
        folders: &Part<Vec<EditionFolder>>,
        measured: &Measured,
        texts: Vec<Texts>,
        templates: &Part<Templates>,
    ) -> Material {
        let config = &settings.config;
        let editions = measured.figures.iter().zip(&measured.voices).zip(texts).map(|((figures, voice), texts)| {
            let is_known = |one: &&Published| one.wave.is_none_or(|wave| wave <= figures.wave);
            Edition {
                wave: figures.wave,
                slug: config.report.waves.slug(figures.wave),
                figures: Arc::clone(figures),
                published: published.iter().filter(is_known).cloned().collect(),
                voice: voice.clone(),
                commentary: texts.commentary,
                files: texts.files,
            }
        });
        let own_reader = reader.part();
        own_reader.take_in(&reader.footprint());
        Material {
            editions: editions.collect(),
            settings: Arc::clone(&settings.value),
            survey: Arc::clone(&survey.value),
            actions: Arc::clone(&actions.value),
            folders: Arc::clone(&folders.value),
            templates: Arc::clone(&templates.value),
            reader: own_reader,
        }
    }

    /// What the site-config decides.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The folders of commentary.
    pub(super) fn folders(&self) -> &[EditionFolder] {
        &self.folders
    }

    /// The editions, newest first.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// Every page and file.
    pub fn render(&self) -> Checked<BuiltSite> {
        pages::render(&self.report(), &self.templates)
    }

    /// Hands out the site, of which any piece can be made.
    pub fn with_site<R>(&self, work: impl FnOnce(&Site<'_>) -> R) -> R {
        let report = self.report();
        let contexts: Vec<Context<'_>> = report.editions.iter().map(|edition| Context::new(&report, edition)).collect();
        work(&Site::new(&report, &contexts, &self.templates))
    }

    fn report(&self) -> Report<'_> {
        Report {
            config: &self.settings.config,
            numbers: &self.settings.numbers,
            words: &self.settings.words,
            data: &self.survey.data,
            actions: &self.actions,
            editions: &self.editions,
            reader: &self.reader,
        }
    }
}
