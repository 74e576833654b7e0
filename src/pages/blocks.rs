//! Charts and tables that texts ask for, drawn as the pages' own are.
//!
//! A kind of chart that a text may ask for is one line in [`BLOCK_CHARTS`]: its name, the keys that it takes, and the
//! function that makes it.

mod kinds;
mod line;
mod table;

use super::charts::{ChartFiles, ChartView, ProofLink};
use super::context::Context;
use super::table::Table;
use crate::chart::{Chart, DrawError};
use crate::commentary::{Block, BlockFigure, BlockKey, Commentary};
use crate::diag::Diagnostic;
use crate::metrics::MetricIx;
use crate::source::Span;
use crate::wave::Wave;
use serde::Serialize;

pub use kinds::BLOCK_CHARTS;

/// A kind of chart that a text may ask for.
pub struct BlockChart {
    /// Its name in the registry of charts.
    pub kind: &'static str,
    /// The keys that it takes beside `kind`, `metric` and `headline`.
    pub takes: &'static [BlockKey],
    /// Makes it.
    pub make: fn(&Asked<'_>) -> Result<Box<dyn Chart>, Refusal>,
}

/// A kind that is a line of text with its drawing in it.
pub struct BlockLine {
    /// Its name in the registry of charts.
    pub kind: &'static str,
    /// The keys that it takes beside `kind`, `metric` and `headline`.
    pub takes: &'static [BlockKey],
}

/// A block with what it is made from.
pub struct Asked<'a> {
    /// The edition.
    pub context: &'a Context<'a>,
    /// What was asked for.
    pub block: &'a Block,
    /// Its id on the page.
    pub id: &'a str,
}

/// Why a block cannot be drawn: what to look at, the reason, and what to do.
pub struct Refusal {
    key: BlockKey,
    message: String,
    hint: String,
}

impl Refusal {
    fn new(key: BlockKey, message: impl Into<String>, hint: impl Into<String>) -> Refusal {
        Refusal { key, message: message.into(), hint: hint.into() }
    }
}

impl<'a> Asked<'a> {
    /// The only metric of a chart.
    fn figure(&self) -> Result<BlockFigure, Refusal> {
        match self.block.metrics.as_slice() {
            [figure] => Ok(*figure),
            _ => Err(Refusal::new(BlockKey::Metric, "a chart shows one metric", "ask for a table of several")),
        }
    }

    /// The same, where only its headline figure is drawn.
    fn headline_figure(&self) -> Result<BlockFigure, Refusal> {
        let figure = self.figure()?;
        self.is_headline(figure).map(|()| figure)
    }

    fn is_headline(&self, figure: BlockFigure) -> Result<(), Refusal> {
        if self.context.headline(figure.metric).statistic == figure.statistic {
            return Ok(());
        }
        let message = format!("this chart shows the headline figure of `{}` alone", self.info_id(figure.metric));
        Err(Refusal::new(BlockKey::Metric, message, "leave out the word behind the metric, or ask for a table"))
    }

    fn info_id(&self, metric: MetricIx) -> &'a str {
        &self.context.info(metric).id
    }

    /// A group that this form cannot show.
    fn without_group(&self, figure: BlockFigure) -> Result<(), Refusal> {
        match figure.group {
            None => Ok(()),
            Some(_) => {
                let message = "this chart shows everybody or all values of a dimension, not one group";
                Err(Refusal::new(BlockKey::Metric, message, "leave out the filter, or write `by` with the dimension"))
            }
        }
    }

    /// Brands or waves of one of several metrics, which this form cannot show.
    fn without_other(&self, figure: BlockFigure) -> Result<(), Refusal> {
        if figure.brand.is_none() && figure.wave.is_none() {
            return Ok(());
        }
        let message = "this chart shows our own figures of the edition's wave";
        Err(Refusal::new(BlockKey::Metric, message, "leave out the filter, or ask for a table"))
    }

    /// The only wave that was asked for; the edition's where none was.
    fn wave(&self) -> Result<Wave, Refusal> {
        match self.block.waves.as_slice() {
            [] => Ok(self.context.wave()),
            [wave] => Ok(*wave),
            _ => Err(Refusal::new(BlockKey::Waves, "this chart shows one wave", "name one wave")),
        }
    }

    /// The names of the brands that were asked for; empty for all.
    fn brand_names(&self) -> Vec<&'a str> {
        self.block.brands.iter().map(|brand| self.context.figures.brands[*brand].as_str()).collect()
    }

    /// What stands above a chart: the author's words, else what follows from the data, which must be `plain` where a
    /// choice was made of what is shown.
    fn heading(&self, ours: crate::chart::Heading, plain: impl FnOnce() -> String) -> crate::chart::Heading {
        let chosen = !self.block.brands.is_empty() || !self.block.waves.is_empty();
        let headline = match &self.block.headline {
            Some(headline) => headline.clone(),
            None if chosen => plain(),
            None => ours.headline,
        };
        crate::chart::Heading { id: self.id.to_owned(), headline, subtitle: ours.subtitle }
    }

    fn chart(&self, kind: &str) -> Result<Box<dyn Chart>, Refusal> {
        let Some(known) = BLOCK_CHARTS.iter().find(|known| known.kind == kind) else {
            let names = BLOCK_CHARTS.iter().map(|known| known.kind).chain([kinds::LINE.kind]);
            let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
            let message = format!("a text cannot have a chart of the kind `{kind}`");
            return Err(Refusal::new(BlockKey::Kind, message, format!("one of {}", names.join(", "))));
        };
        self.takes(kind, known.takes)?;
        (known.make)(self)
    }

    /// Whether no other keys are given than the kind takes.
    fn takes(&self, kind: &str, takes: &[BlockKey]) -> Result<(), Refusal> {
        let always = [BlockKey::Kind, BlockKey::Metric, BlockKey::Headline];
        let other = self.block.given.iter().find(|(key, _)| !always.contains(key) && !takes.contains(key));
        other.map_or(Ok(()), |(key, _)| {
            let message = format!("a chart of the kind `{kind}` takes no `{}`", key.word());
            Err(Refusal::new(*key, message, "leave it out"))
        })
    }
}

/// A block as templates see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockView {
    /// A chart with all its parts.
    Chart(Box<ChartView>),
    /// A table.
    Table(Box<Table>),
    /// A line of text, as HTML.
    Line(String),
}

/// The blocks of one text, drawn.
#[derive(Debug, Default)]
pub struct DrawnBlocks {
    /// By their slots.
    pub views: Vec<(String, BlockView)>,
    /// Their files, for the page's folder.
    pub files: Vec<(String, Vec<u8>)>,
    /// Those that cannot be drawn.
    pub problems: Vec<Diagnostic>,
}

/// Draws the blocks of a text.
pub fn draw(context: &Context<'_>, text: &Commentary) -> DrawnBlocks {
    let mut drawn = DrawnBlocks::default();
    let mut files = ChartFiles::of(context);
    for block in &text.blocks {
        let asked = Asked { context, block, id: &block.id };
        let undrawn = |error: DrawError| Refusal::new(BlockKey::Kind, error.to_string(), "show other figures");
        let proof = text
            .claims
            .iter()
            .find(|claimed| claimed.id == block.id)
            .map(|claimed| ProofLink { href: format!("#{}", claimed.evidence), truth: claimed.judgement.truth.word() });
        let view = match block.kind.as_deref() {
            Some(kind) if kind == kinds::LINE.kind => line::line(&asked, proof.as_ref()).map(BlockView::Line),
            Some(kind) => asked.chart(kind).and_then(|chart| {
                let view = files.add(context.show, chart.as_ref()).map_err(undrawn)?;
                Ok(BlockView::Chart(Box::new(ChartView { proof, ..view })))
            }),
            None => table::table(&asked).map(|table| BlockView::Table(Box::new(Table { proof, ..table }))),
        };
        match view {
            Ok(view) => drawn.views.push((block.slot.clone(), view)),
            Err(refusal) => drawn.problems.push(told(block.place(refusal.key), refusal)),
        }
    }
    drawn.files = files.files;
    drawn
}

fn told(place: Span, refusal: Refusal) -> Diagnostic {
    Diagnostic::error("commentary/block-not-drawn", refusal.message).at(place).hint(refusal.hint)
}

/// A part of a text: prose, or a block between two pieces of prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextPart {
    /// HTML; empty for a block.
    pub html: String,
    /// A chart.
    pub chart: Option<ChartView>,
    /// A table.
    pub table: Option<Table>,
}

/// A text cut at its blocks; one that could not be drawn leaves nothing.
pub fn parts(text: &Commentary, drawn: &DrawnBlocks) -> Vec<TextPart> {
    let prose = |html: &str| TextPart { html: html.to_owned(), chart: None, table: None };
    let mut parts = Vec::new();
    let mut rest = text.html.as_str();
    for block in &text.blocks {
        // A block in a footnote that is never mentioned stands nowhere.
        let Some((before, after)) = rest.split_once(&block.slot) else { continue };
        parts.push(prose(before));
        let view = drawn.views.iter().find(|(slot, _)| *slot == block.slot).map(|(_, view)| view.clone());
        parts.extend(view.map(|view| match view {
            BlockView::Chart(chart) => TextPart { chart: Some(*chart), ..prose("") },
            BlockView::Table(table) => TextPart { table: Some(*table), ..prose("") },
            BlockView::Line(html) => prose(&html),
        }));
        rest = after;
    }
    parts.push(prose(rest));
    parts.retain(|part| !part.html.trim().is_empty() || part.chart.is_some() || part.table.is_some());
    parts
}
