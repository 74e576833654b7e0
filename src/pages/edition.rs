//! What all pages are made from.

use crate::action::Action;
use crate::benchmark::Published;
use crate::commentary::Commentary;
use crate::config::SiteConfig;
use crate::message::Catalogue;
use crate::metrics::Figures;
use crate::number::Numbers;
use crate::source::SourceReader;
use crate::survey::SourceData;
use crate::voice::Voice;
use crate::wave::Wave;
use std::sync::Arc;

/// The whole report: what stands on every edition, and the editions.
pub struct Report<'a> {
    /// The configuration.
    pub config: &'a SiteConfig,
    /// Numbers in the site's language.
    pub numbers: &'a Numbers,
    /// Words in the site's language.
    pub words: &'a Catalogue,
    /// What was read from each source, in the order of the config.
    pub data: &'a [SourceData],
    /// What is being done, in the order of its lists.
    pub actions: &'a [Action],
    /// The editions, newest first; never empty.
    pub editions: &'a [Edition],
    /// Turns the places of unusable rows into files and lines.
    pub reader: &'a SourceReader,
}

/// The report of one wave.
#[derive(Debug)]
pub struct Edition {
    /// The wave.
    pub wave: Wave,
    /// Its address: `2026-q3`.
    pub slug: String,
    /// Everything measured up to the end of the wave.
    pub figures: Arc<Figures>,
    /// Published figures that stand beside it.
    pub published: Vec<Published>,
    /// What customers wrote; None where the site-config asks for no comments.
    pub voice: Option<Arc<Voice>>,
    /// Its commentary, by the order in which the author put it.
    pub commentary: Vec<Arc<Commentary>>,
    /// Files that the commentary shows or links to; they are copied to `files/` in the edition's folder.
    pub files: Vec<EditionFile>,
}

/// A file beside the commentary.
#[derive(Debug, Clone)]
pub struct EditionFile {
    /// Its name, relative to the edition's commentary folder.
    pub name: String,
    /// Its content.
    pub bytes: Arc<Vec<u8>>,
}
