//! What all pages are made from.

use crate::benchmark::Published;
use crate::commentary::Commentary;
use crate::config::SiteConfig;
use crate::message::Catalogue;
use crate::metrics::Figures;
use crate::number::Numbers;
use crate::survey::SourceData;
use crate::wave::Wave;

/// The whole report: what stands on every edition, and the editions.
#[derive(Debug)]
pub struct Report<'a> {
    /// The configuration.
    pub config: &'a SiteConfig,
    /// Numbers in the site's language.
    pub numbers: &'a Numbers,
    /// Words in the site's language.
    pub words: &'a Catalogue,
    /// What was read from each source, in the order of the config.
    pub data: &'a [SourceData],
    /// The editions, newest first; never empty.
    pub editions: &'a [Edition],
}

/// The report of one wave.
#[derive(Debug)]
pub struct Edition {
    /// The wave.
    pub wave: Wave,
    /// Its address: `2026-q3`.
    pub slug: String,
    /// Everything measured up to the end of the wave.
    pub figures: Figures,
    /// Published figures that stand beside it.
    pub published: Vec<Published>,
    /// Its commentary, by the order in which the author put it.
    pub commentary: Vec<Commentary>,
}
