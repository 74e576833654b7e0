//! One edition as its pages see it.

use super::address::Address;
use super::blocks::{self, DrawnBlocks, TextPart};
use super::book::{Book, PageId};
use super::chapter::Scope;
use super::edition::{Edition, Report};
use super::limits::limits;
use super::show::Show;
use crate::claims::{Ground, Say};
use crate::commentary::Commentary;
use crate::config::Population;
use crate::diag::Diagnostic;
use crate::metrics::{
    Estimate, Figure, FigureKey, Figures, GroupIx, MetricInfo, MetricIx, Reference, Statistic, StatisticInfo,
};
use crate::templates::View;
use crate::wave::Wave;
use serde::Serialize;

/// What the pages of an edition are made from.
pub struct Context<'a> {
    /// The report.
    pub report: &'a Report<'a>,
    /// The edition.
    pub edition: &'a Edition,
    /// Its figures.
    pub figures: &'a Figures,
    /// Writes figures.
    pub show: Show<'a>,
    /// Its pages.
    pub book: Book,
    /// What the report cannot know, in a line.
    pub limits: String,
    /// The charts and tables of its texts, in the order of the texts.
    blocks: Vec<DrawnBlocks>,
    /// For each metric, where the waves begin in which it has a figure of anybody.
    first_waves: Vec<usize>,
}

/// A page before it is rendered, the same wherever its edition stands.
pub struct Draft {
    /// Which page.
    pub id: PageId,
    /// The template that renders it.
    pub template: &'static str,
    /// Its title.
    pub title: String,
    /// A sentence under the title.
    pub lead: String,
    /// The pages above it, from the top.
    pub trail: Vec<(String, PageId)>,
    /// The parts of a long page: id and title.
    pub contents: Vec<(String, String)>,
    /// What its template sees as `page`.
    pub body: View,
    /// Files in its folder: path and content.
    pub beside: Vec<(String, Vec<u8>)>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// Whether it leads to the page on which it stands, or to the part that the page is in.
    pub current: bool,
}

/// An author's text on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Prose {
    /// The text, cut at its charts and tables.
    pub parts: Vec<TextPart>,
    /// Who wrote it.
    pub author: String,
    /// When, as `2026-10-14`.
    pub date: String,
}

impl<'a> Context<'a> {
    /// Of one edition.
    pub fn new(report: &'a Report<'a>, edition: &'a Edition) -> Context<'a> {
        let stems: Vec<&str> = edition.commentary.iter().map(|text| text.stem.as_str()).collect();
        let editions: Vec<&str> = report.editions.iter().map(|e| e.slug.as_str()).collect();
        let mut context = Context {
            report,
            edition,
            figures: &edition.figures,
            show: Show::new(report.config, report.numbers, report.words),
            book: Book::new(scope(report, edition), &stems, &editions),
            limits: limits(Show::new(report.config, report.numbers, report.words), &edition.figures),
            first_waves: first_waves(&edition.figures),
            blocks: Vec::new(),
        };
        context.blocks = edition.commentary.iter().map(|text| blocks::draw(&context, text)).collect();
        context
    }

    /// What decides which chapters the edition has.
    pub fn scope(&self) -> Scope<'a> {
        scope(self.report, self.edition)
    }

    /// The wave that the edition is about.
    pub fn wave(&self) -> Wave {
        self.figures.wave
    }

    /// The earlier waves that tables hold figures against: where waves are years, the one before is a year before.
    pub fn earlier(&self) -> &'static [Reference] {
        const BOTH: &[Reference] = &[Reference::Previous, Reference::Year];
        let (waves, now) = (self.show.waves(), self.wave());
        let is_one = waves.previous(now).is_some() && waves.previous(now) == waves.year_before(now);
        if is_one { &BOTH[..1] } else { BOTH }
    }

    /// A metric.
    pub fn info(&self, metric: MetricIx) -> &'a MetricInfo {
        &self.figures.metrics[metric.0]
    }

    /// Every metric.
    pub fn metrics(&self) -> impl Iterator<Item = (MetricIx, &'a MetricInfo)> + use<'a> {
        self.figures.metrics.iter().enumerate().map(|(at, info)| (MetricIx(at), info))
    }

    /// The headline statistic of a metric. Every metric has one.
    pub fn headline(&self, metric: MetricIx) -> &'a StatisticInfo {
        &self.info(metric).statistics[0]
    }

    /// The statistic with this key, if the metric has it.
    pub fn statistic(&self, metric: MetricIx, statistic: Statistic) -> Option<&'a StatisticInfo> {
        self.info(metric).statistics.iter().find(|info| info.statistic == statistic)
    }

    /// A figure of a brand.
    pub fn of_brand(
        &self,
        metric: MetricIx,
        brand: Option<usize>,
        wave: Wave,
        statistic: Statistic,
    ) -> Option<&'a Figure> {
        self.figures.by_key.get(&FigureKey { metric, brand, group: None, wave, statistic })
    }

    /// Our headline figure for a group in the edition's wave.
    pub fn of_group(&self, metric: MetricIx, group: Option<GroupIx>) -> Option<&'a Figure> {
        self.figures.get(metric, group, self.wave(), self.headline(metric).statistic)
    }

    /// Whether a metric is cut by a dimension.
    pub fn is_cut(&self, metric: MetricIx, dimension: usize) -> bool {
        let values = self.figures.dimensions[dimension].values.len();
        (0..values).any(|value| self.of_group(metric, Some(GroupIx { dimension, value })).is_some())
    }

    /// The dimensions that a metric is cut by.
    pub fn cuts(&self, metric: MetricIx) -> Vec<usize> {
        (0..self.figures.dimensions.len()).filter(|&dimension| self.is_cut(metric, dimension)).collect()
    }

    /// The brands that a metric has a figure of in any wave; ours first.
    pub fn brands(&self, metric: MetricIx) -> Vec<usize> {
        let has = |brand: &usize| {
            let statistic = self.headline(metric).statistic;
            self.figures.waves.iter().any(|&wave| self.of_brand(metric, Some(*brand), wave, statistic).is_some())
        };
        (0..self.figures.brands.len()).filter(has).collect()
    }

    /// The waves from the first in which the metric has a figure of anybody.
    pub fn waves_of(&self, metric: MetricIx) -> &'a [Wave] {
        &self.figures.waves[self.first_waves[metric.0]..]
    }

    /// Everybody whom a metric is about, as a sentence has it: "all customers".
    pub fn everybody(&self, metric: MetricIx) -> String {
        self.show.word(match self.scope().population(self.info(metric)) {
            Population::Customers => "chart.everybody",
            Population::Employees => "chart.everybody.employees",
        })
    }

    /// The same as the heading of a row: "All customers".
    pub fn everybody_row(&self, metric: MetricIx) -> String {
        self.show.word(match self.scope().population(self.info(metric)) {
            Population::Customers => "everybody",
            Population::Employees => "everybody.employees",
        })
    }

    /// The name of a group's value.
    pub fn group_name(&self, group: GroupIx) -> String {
        self.show.group_name(&self.figures.dimensions[group.dimension].values[group.value])
    }

    /// What a page is called whatever its title says.
    pub fn name(&self, page: PageId) -> String {
        match page {
            PageId::Overview => self.show.word("nav.overview"),
            PageId::Metric(metric) => self.info(metric).title.clone(),
            PageId::Dimension(dimension) => self.figures.dimensions[dimension].title.clone(),
            PageId::Part { dimension, part } => super::many::name_of_part(self, dimension, part),
            PageId::Group(group) => self.group_name(group),
            PageId::Chapter(name) => self.show.word(&format!("nav.{name}")),
            PageId::Table(at) => self.figures.banners[at].title.clone(),
            PageId::Own(at) => super::own::title(self, at),
        }
    }

    /// The name of our brand; empty where there are no brands.
    pub fn us(&self) -> String {
        self.figures.brands.first().cloned().unwrap_or_default()
    }

    /// The wording of a metric's question, with our name where the brand stands.
    pub fn question(&self, info: &MetricInfo) -> String {
        let us = self.report.config.report.brand.as_ref().map(|brand| brand.value.as_str());
        info.question.replace("{brand}", us.unwrap_or(&self.show.word("question.us")))
    }

    /// The address of a page.
    pub fn address(&self, page: PageId) -> Address {
        self.book.address(page)
    }

    /// A link from one page to another.
    pub fn href(&self, from: PageId, to: PageId) -> String {
        self.address(from).link(&self.address(to))
    }

    /// The author's texts that belong to a page.
    pub fn texts(&self, page: PageId) -> impl Iterator<Item = &'a Commentary> {
        let texts = self.edition.commentary.iter().zip(self.book.texts());
        texts.filter(move |(_, home)| **home == page).map(|(text, _)| &**text)
    }

    /// The same as they stand on the page.
    pub fn prose(&self, page: PageId) -> Vec<Prose> {
        let prose = |(text, drawn): (&Commentary, &DrawnBlocks)| Prose {
            parts: blocks::parts(text, drawn),
            author: text.author.clone().unwrap_or_default(),
            date: text.date.map(|date| date.to_string()).unwrap_or_default(),
        };
        self.texts(page).zip(self.blocks(page)).map(prose).collect()
    }

    /// The charts and tables of the texts that belong to a page, in the order of [`Context::texts`].
    pub fn blocks(&self, page: PageId) -> impl Iterator<Item = &DrawnBlocks> {
        self.blocks.iter().zip(self.book.texts()).filter(move |(_, home)| **home == page).map(|(drawn, _)| drawn)
    }

    /// A title: the author's, else the given one.
    pub fn title(&self, page: PageId, title: impl Into<String>) -> String {
        let own = self.texts(page).find_map(|text| text.title.clone());
        own.unwrap_or_else(|| title.into())
    }

    /// The sentence under the title: the author's, else the given one.
    pub fn lead(&self, page: PageId, lead: impl Into<String>) -> String {
        let own = self.texts(page).find_map(|text| text.summary.clone());
        own.unwrap_or_else(|| lead.into())
    }

    /// Puts claims into words. Those of texts are judged already; ours rest on comparisons that the figures have.
    pub fn say(&self) -> Say<'a> {
        let ground =
            Ground { figures: self.figures, report: &self.report.config.report, answers: &crate::metrics::NoAnswers };
        Say { ground, numbers: self.show.numbers, words: self.show.words }
    }

    /// How the edition is named: its wave.
    pub fn wave_label(&self) -> String {
        self.show.wave(self.wave())
    }

    /// A chart that could not be drawn, which is an error of ours.
    pub fn undrawn(&self, page: PageId, error: &crate::chart::DrawError) -> Diagnostic {
        let place = self.address(page).file();
        Diagnostic::error("pages/chart", format!("a chart of `{place}` could not be drawn: {error}"))
    }
}

fn scope<'a>(report: &Report<'a>, edition: &'a Edition) -> Scope<'a> {
    Scope { figures: &edition.figures, config: report.config, actions: report.actions }
}

/// For each metric the position of the first wave with a figure of anybody; 0 where there is none.
fn first_waves(figures: &Figures) -> Vec<usize> {
    let mut first: Vec<Option<Wave>> = vec![None; figures.metrics.len()];
    for (key, figure) in figures.by_key.iter().filter(|(key, _)| key.group.is_none()) {
        let known = &mut first[key.metric.0];
        if figure.estimate != Estimate::NoData && known.is_none_or(|known| key.wave < known) {
            *known = Some(key.wave);
        }
    }
    let position = |wave: Option<Wave>| figures.waves.iter().position(|known| Some(*known) == wave);
    first.into_iter().map(|wave| position(wave).unwrap_or(0)).collect()
}
