//! The whole program, readable from top to bottom in `session.rs`.

mod comments;
mod designs;
mod editions;
mod kept;
mod material;
mod measure;
mod read;
mod session;
mod texts;

pub use material::Material;
pub use session::{Session, Settings};

use crate::commentary::{self, EditionFolder};
use crate::config::SiteConfig;
use crate::diag::{Checked, Diagnostic, Severity, has_errors};
use crate::output::BuiltSite;
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
    let Checked { value, mut diagnostics } = Session::new(options.clone()).run(reader);
    let site = value.and_then(|material| material.render().report_to(&mut diagnostics));
    Checked { value: site.filter(|_| !has_errors(&diagnostics)), diagnostics }
}

fn folders(reader: &SourceReader, config: &SiteConfig) -> Checked<Vec<EditionFolder>> {
    let none = Checked { value: Some(Vec::new()), diagnostics: Vec::new() };
    let Some(folder) = &config.report.commentary else { return none };
    let Checked { value, diagnostics } = commentary::read_folder(reader, folder, &config.report.waves);
    Checked { value: value.or(none.value), diagnostics }
}

/// Problems in what was published long ago do not stop the newest edition.
fn soften(diagnostics: &mut [Diagnostic]) {
    for problem in diagnostics.iter_mut().filter(|problem| problem.severity == Severity::Error) {
        problem.severity = Severity::Warning;
    }
}
