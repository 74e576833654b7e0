//! The whole program, readable from top to bottom in `session.rs`.

mod build_info;
mod by_file;
#[cfg(test)]
mod by_file_tests;
mod comments;
mod counters;
mod designs;
mod editions;
mod event_groups;
mod explain;
mod keep;
mod kept;
mod material;
mod measure;
mod read;
mod session;
mod texts;
mod unmeasured;

pub use build_info::{BUILD_INFO, BuildInfo, Input, Program};
pub use explain::{Explanation, explain, points};
pub use kept::OnStage;
pub use material::Material;
pub use session::{Session, Settings};

use crate::claims;
use crate::commentary::{self, Accepted, Commentary, EditionFolder, Paragraph};
use crate::config::SiteConfig;
use crate::diag::{Checked, Diagnostic, has_errors};
use crate::output::BuiltSite;
use crate::pages::Edition;
use crate::source::SourceReader;

/// What a build is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildOptions {
    /// The site-config, relative to the reader's folder.
    pub config: String,
    /// Whether the site is for the author's eyes while it is written, and not for publishing: an edition is made of
    /// each folder of commentary, also where its wave is not over or has no responses yet; a value that is not there
    /// yet is a warning and stands as a marked placeholder.
    pub preview: bool,
    /// Whether the site is only held against another one: claims that the data do not support are told, and the site is
    /// made all the same.
    pub comparing: bool,
}

impl BuildOptions {
    /// For publishing.
    pub fn new(config: impl Into<String>) -> BuildOptions {
        BuildOptions { config: config.into(), preview: false, comparing: false }
    }

    /// For holding a published site against it.
    pub fn comparing(config: impl Into<String>) -> BuildOptions {
        BuildOptions { comparing: true, ..BuildOptions::new(config) }
    }

    /// For the author's eyes.
    pub fn preview(config: impl Into<String>) -> BuildOptions {
        BuildOptions { preview: true, ..BuildOptions::new(config) }
    }
}

/// What the texts of an edition's folder stand on, for a record of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The folder, relative to the reader's.
    pub folder: String,
    /// Its texts by file name, each with its paragraphs.
    pub texts: Vec<(String, Vec<Paragraph>)>,
    /// What was accepted before.
    pub accepted: Accepted,
}

/// The paragraphs of every text with the values that they stand on now, newest edition first. The value is absent after
/// an error.
pub fn standing(reader: &SourceReader, options: &BuildOptions) -> Checked<Vec<Standing>> {
    let Checked { value, diagnostics } = Session::new(options.clone()).run(reader);
    let standing = value.filter(|_| !has_errors(&diagnostics)).map(|material| {
        let of = |edition: &Edition| {
            let folder = material.folders().iter().find(|folder| folder.wave == edition.wave)?;
            let text = |text: &Commentary| {
                let name = reader.source(text.source).name;
                (name.rsplit('/').next().unwrap_or_default().to_owned(), text.paragraphs.clone())
            };
            let texts = edition.commentary.iter().map(|one| text(one)).collect();
            let accepted = texts::accepted(reader, folder, &mut Vec::new()).unwrap_or_default();
            Some(Standing { folder: folder.path.clone(), texts, accepted })
        };
        material.editions().iter().filter_map(of).collect()
    });
    Checked { value: standing, diagnostics }
}

/// Builds the whole site in memory. The value is absent after an error; every problem that was met is there.
pub fn build(reader: &SourceReader, options: &BuildOptions) -> Checked<BuiltSite> {
    built(reader, options, &|_| ()).0
}

/// The same for a process that ends with it, with each stage told to `on_stage` when it is done. What the site was made
/// from is left to the end of the process, which gives its memory back at once and not piece by piece.
pub fn build_at_last(reader: &SourceReader, options: &BuildOptions, on_stage: OnStage<'_>) -> Checked<BuiltSite> {
    let (site, made_from) = built(reader, options, on_stage);
    std::mem::forget(made_from);
    site
}

fn built(
    reader: &SourceReader,
    options: &BuildOptions,
    on_stage: OnStage<'_>,
) -> (Checked<BuiltSite>, (Session, Option<Material>)) {
    let mut session = Session::new(options.clone());
    let Checked { value: material, mut diagnostics } = session.run_telling(reader, on_stage);
    let site = material.as_ref().and_then(|material| material.render().report_to(&mut diagnostics));
    on_stage("pages");
    let (of_claims, others): (Vec<Diagnostic>, Vec<Diagnostic>) =
        diagnostics.into_iter().partition(|problem| options.comparing && claims::is_unsupported(problem));
    let mut value = site.filter(|_| !has_errors(&others));
    let mut diagnostics = others;
    diagnostics.extend(of_claims);
    if let Some(Err(error)) = value.as_mut().map(|site| build_info::complete(site, reader, &options.config)) {
        diagnostics.push(Diagnostic::error("pages/path", error.to_string()));
        value = None;
    }
    on_stage("build-info");
    (Checked { value, diagnostics }, (session, material))
}

fn folders(reader: &SourceReader, config: &SiteConfig) -> Checked<Vec<EditionFolder>> {
    let none = Checked { value: Some(Vec::new()), diagnostics: Vec::new() };
    let Some(folder) = &config.report.commentary else { return none };
    let Checked { value, diagnostics } = commentary::read_folder(reader, folder, &config.report.waves);
    Checked { value: value.or(none.value), diagnostics }
}
