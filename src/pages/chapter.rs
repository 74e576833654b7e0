//! Chapters: pages that an edition has once, or not at all, and the parts of the navigation that they stand in.

use super::PAGES;
use super::book::PageId;
use crate::action::Action;
use crate::config::{Population, SiteConfig};
use crate::metrics::{Figures, MetricInfo, MetricIx};

/// A part of the report. The navigation names the parts; the pages of one stand below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Metric by metric.
    Metrics,
    /// Who the customers are and what they say.
    Customers,
    /// Other brands, and what is said elsewhere.
    Market,
    /// What is done for customers day by day.
    Service,
    /// What is to change, and what it is worth.
    Actions,
    /// The author's own texts.
    Texts,
    /// What all of it rests on.
    Basis,
}

impl Part {
    /// Every part, in the order of the navigation.
    pub const ALL: [Part; 7] =
        [Part::Metrics, Part::Customers, Part::Market, Part::Service, Part::Actions, Part::Texts, Part::Basis];

    /// The key of its name, which stands where it has more than one page.
    pub fn word(self) -> &'static str {
        match self {
            Part::Metrics => "nav.part.metrics",
            Part::Customers => "nav.part.customers",
            Part::Market => "nav.part.market",
            Part::Service => "nav.part.service",
            Part::Actions => "nav.part.actions",
            Part::Texts => "nav.part.texts",
            Part::Basis => "nav.part.basis",
        }
    }
}

/// What decides which chapters an edition has.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// What was measured.
    pub figures: &'a Figures,
    /// What the author configured.
    pub config: &'a SiteConfig,
    /// What is being done.
    pub actions: &'a [Action],
}

impl<'a> Scope<'a> {
    /// The metrics of a page that metrics are put on by `page = "…"`.
    pub fn metrics_on(self, page: &'static str) -> impl Iterator<Item = (MetricIx, &'a MetricInfo)> + use<'a> {
        let all = self.figures.metrics.iter().enumerate().map(|(at, info)| (MetricIx(at), info));
        all.filter(move |(_, info)| info.page.as_deref() == Some(page))
    }

    /// Who answers in a metric's source.
    pub fn population(self, info: &MetricInfo) -> Population {
        let source = self.config.sources.iter().find(|source| source.id == info.source);
        source.map_or(Population::Customers, |source| source.population)
    }
}

/// A page that an edition has once, or not at all. Its name is that of its kind: it is also the name of its folder, of
/// the text that belongs to it and, after `nav.`, of its title in the catalogue.
#[derive(Clone, Copy)]
pub struct Chapter {
    /// Where the navigation has it.
    pub part: Part,
    /// Whether there is something to show.
    pub stands: fn(Scope<'_>) -> bool,
}

/// Every chapter with its page, in the order of [`PAGES`].
pub fn chapters() -> impl Iterator<Item = (PageId, Chapter)> {
    PAGES.iter().filter_map(|page| Some((PageId::Chapter(page.kind().name), page.chapter()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Catalogue;

    #[test]
    fn every_chapter_and_part_has_a_title() {
        let words = Catalogue::for_language("en");
        for (page, _) in chapters() {
            let PageId::Chapter(name) = page else { panic!("{page:?}") };
            assert!(words.has(&format!("nav.{name}")), "{name}");
        }
        assert!(Part::ALL.iter().all(|part| words.has(part.word())));
        assert!(Part::ALL.is_sorted());
    }
}
