//! Charts and tables in a text: a block of code marked `chart` or `table`, whose lines are TOML.
//!
//! ````text
//! ```chart
//! kind = "trend"
//! metric = "nps@region=North"
//! waves = "2025-Q1 to 2026-Q3"
//! headline = "The north has recovered"
//! ```
//! ````
//!
//! What is read here is checked against the edition's names; it is drawn by whoever lays out pages, in the place of its
//! [`Block::slot`].

use super::body::{Body, Entry, Field};
use super::front_matter::Text;
use super::markdown::{CodeBlockKind, Document, Event, Tag};
use super::mask::Masked;
use super::resolve::Resolver;
use crate::claims::{self, Claim, Judgement, Say};
use crate::diag::{Diagnostic, Severity, has_errors};
use crate::lookup::Problem;
use crate::lookup::grammar::parse;
use crate::lookup::names::{self, Match};
use crate::metrics::{FigureKey, GroupIx, MetricIx, Statistic};
use crate::slug::slug;
use crate::source::Span;
use crate::wave::Wave;
use std::ops::Range;

/// A key of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKey {
    /// The kind of chart.
    Kind,
    /// What is shown, as an inline value names it; a table may have several.
    Metric,
    /// Whose figures.
    Brands,
    /// Of which waves.
    Waves,
    /// What its rows or dots are: `wave`, `brand` or a dimension.
    By,
    /// What stands above it.
    Headline,
}

impl BlockKey {
    const ALL: [BlockKey; 6] =
        [BlockKey::Kind, BlockKey::Metric, BlockKey::Brands, BlockKey::Waves, BlockKey::By, BlockKey::Headline];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            BlockKey::Kind => "kind",
            BlockKey::Metric => "metric",
            BlockKey::Brands => "brands",
            BlockKey::Waves => "waves",
            BlockKey::By => "by",
            BlockKey::Headline => "headline",
        }
    }
}

/// What the rows of a table or the dots of a chart are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The waves.
    Wave,
    /// The brands.
    Brand,
    /// The values of a dimension.
    Dimension(usize),
}

/// One of a block's metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockFigure {
    /// The metric.
    pub metric: MetricIx,
    /// Which of its figures.
    pub statistic: Statistic,
    /// Of whom; None for everybody.
    pub group: Option<GroupIx>,
    /// Of which other brand, where one of several metrics names it; that of a metric alone is in [`Block::brands`].
    pub brand: Option<usize>,
    /// Of which other wave, likewise.
    pub wave: Option<Wave>,
}

/// A chart or table that a text asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The kind of chart, as it was written; None for a table.
    pub kind: Option<String>,
    /// What is shown; at least one.
    pub metrics: Vec<BlockFigure>,
    /// The brands, in the order in which they were named; empty for all that there are.
    pub brands: Vec<usize>,
    /// The waves, oldest first; empty for those that the form shows by itself.
    pub waves: Vec<Wave>,
    /// What its rows or dots are, where that was said.
    pub by: Option<By>,
    /// The author's headline with its values; None for one that follows from the data.
    pub headline: Option<String>,
    /// The keys that were written, with the places of their values.
    pub given: Vec<(BlockKey, Span)>,
    /// What stands for it in [`super::Commentary::html`].
    pub slot: String,
    /// Its id on the page.
    pub id: String,
    /// What its headline claims: the words of each claim, the claim, and what the data say.
    pub claims: Vec<(String, Claim, Judgement)>,
    /// Where it is written.
    pub span: Span,
}

impl Block {
    /// Where a key was written; the block itself if it was not.
    pub fn place(&self, key: BlockKey) -> Span {
        self.given.iter().find(|(given, _)| *given == key).map_or(self.span, |(_, span)| *span)
    }
}

/// The blocks of a text by the events that begin them; None for one that could not be read.
#[derive(Default)]
pub(super) struct Blocks {
    pub found: Vec<(usize, Option<Block>)>,
    /// Headlines, with the addresses of what they claim.
    pub headlines: Vec<(Text, Vec<String>)>,
}

/// Which form a block of code asks for, if it asks for one.
fn form(event: &Event<'_>) -> Option<bool> {
    let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event else { return None };
    match info.trim() {
        "chart" => Some(true),
        "table" => Some(false),
        _ => None,
    }
}

/// Reads every block of a document.
pub(super) fn read(
    document: &Document<'_>,
    masked: &Masked,
    file: &str,
    resolver: &Resolver<'_>,
    judge: Judge<'_>,
    stem: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Blocks {
    let mut blocks = Blocks::default();
    let mut drawn = 0;
    for (at, item) in document.items.iter().enumerate() {
        let Some(is_chart) = form(&item.event) else { continue };
        let body = Body::of(document, at, masked, file);
        let slot = format!("<!--wavemark-block {}-->", blocks.found.len());
        let mut reading = Reading { resolver, judge, file, whole: body.whole.clone(), problems: Vec::new() };
        let mut block = reading.block(is_chart, &body, slot, &mut blocks.headlines);
        if let Some(block) = &mut block {
            drawn += 1;
            block.id = format!("{}-{drawn}-{}", slug(stem), block.kind.as_deref().unwrap_or("table"));
        }
        diagnostics.extend(reading.problems);
        blocks.found.push((at, block));
    }
    blocks
}

/// What claims in headlines are judged with, and how bad it is when the data tell nothing of one.
#[derive(Clone, Copy)]
pub(super) struct Judge<'r> {
    pub say: &'r Say<'r>,
    pub unproven: Severity,
}

struct Reading<'r, 'a> {
    resolver: &'r Resolver<'a>,
    judge: Judge<'r>,
    file: &'r str,
    whole: Range<usize>,
    problems: Vec<Diagnostic>,
}

impl Reading<'_, '_> {
    fn block(
        &mut self,
        is_chart: bool,
        body: &Body,
        slot: String,
        headlines: &mut Vec<(Text, Vec<String>)>,
    ) -> Option<Block> {
        let place = self.resolver.place;
        let entries = match body.entries() {
            Ok(entries) => entries,
            Err((message, range)) => {
                let problem = place.error("commentary/block-syntax", format!("this is not TOML: {message}"), range);
                self.report(problem.hint("a line is a key and a value: `metric = \"nps\"`"));
                return None;
            }
        };
        let mut block = Block {
            kind: None,
            metrics: Vec::new(),
            brands: Vec::new(),
            waves: Vec::new(),
            by: None,
            headline: None,
            given: Vec::new(),
            slot,
            id: String::new(),
            claims: Vec::new(),
            span: place.span(self.whole.clone()),
        };
        let before = self.problems.len();
        for entry in &entries {
            let key = BlockKey::ALL.into_iter().find(|key| key.word() == entry.key);
            let key = key.filter(|key| is_chart || !matches!(key, BlockKey::Kind));
            let Some(key) = key else {
                let what = if is_chart { "chart" } else { "table" };
                let message = format!("a {what} has no key `{}`", entry.key);
                let known = BlockKey::ALL.into_iter().filter(|key| is_chart || !matches!(key, BlockKey::Kind));
                let known: Vec<&str> = known.map(BlockKey::word).collect();
                let problem = place.error("commentary/block-key", message, entry.key_range.clone());
                self.report(problem.suggest(&entry.key, known));
                continue;
            };
            block.given.push((key, place.span(entry.range.clone())));
            let outcome = self.entry(key, entry, &mut block, headlines);
            if let Err(problem) = outcome {
                self.report(problem);
            }
        }
        let has = |key: BlockKey| block.given.iter().any(|(given, _)| *given == key);
        let needed: &[BlockKey] = if is_chart { &[BlockKey::Kind, BlockKey::Metric] } else { &[BlockKey::Metric] };
        for key in needed.iter().filter(|key| !has(**key)) {
            let example = if *key == BlockKey::Kind { "kind = \"trend\"" } else { "metric = \"nps\"" };
            let message = format!("this block does not say its `{}`", key.word());
            let problem = place.error("commentary/block-key", message, self.whole.clone());
            self.problems.push(problem.hint(format!("add a line `{example}`")).into());
        }
        (!has_errors(&self.problems[before..])).then_some(block)
    }

    fn report(&mut self, problem: Problem) {
        self.problems.push(problem.into());
    }

    fn entry(
        &mut self,
        key: BlockKey,
        entry: &Entry,
        block: &mut Block,
        headlines: &mut Vec<(Text, Vec<String>)>,
    ) -> Result<(), Problem> {
        let fields = entry.fields.as_ref().map_err(|range| self.wrong_form(key, range.clone()))?;
        let one = || match fields.as_slice() {
            [field] => Ok(field),
            _ => Err(self.wrong_form(key, entry.range.clone())),
        };
        match key {
            BlockKey::Kind => block.kind = Some(one()?.text.clone()),
            BlockKey::Metric => {
                for field in fields {
                    let key = self.figure(field)?;
                    let brand = key.brand.filter(|brand| *brand != 0);
                    let wave = Some(key.wave).filter(|wave| *wave != self.resolver.figures.wave);
                    let (metric, statistic, group) = (key.metric, key.statistic, key.group);
                    block.metrics.push(BlockFigure { metric, statistic, group, brand, wave });
                }
                if let [alone] = block.metrics.as_mut_slice() {
                    // As if they had been written as keys of their own, which not every chart takes.
                    let place = self.resolver.place.span(entry.range.clone());
                    let (brand, wave) = (alone.brand.take(), alone.wave.take());
                    block.given.extend(brand.map(|_| (BlockKey::Brands, place)));
                    block.given.extend(wave.map(|_| (BlockKey::Waves, place)));
                    block.brands.extend(brand);
                    block.waves.extend(wave);
                }
            }
            BlockKey::Brands => {
                for field in fields {
                    block.brands.push(self.brand(field)?);
                }
            }
            BlockKey::Waves => {
                for field in fields {
                    block.waves.extend(self.waves(field)?);
                }
                block.waves.sort_unstable();
                block.waves.dedup();
            }
            BlockKey::By => block.by = Some(self.by(one()?)?),
            BlockKey::Headline => {
                let field = one()?;
                let (text, addresses, claims) = self.without_claims(field);
                block.claims = claims;
                let text = Text { text, range: field.range.clone() };
                let shown = super::plain_text(&text, self.file, self.resolver, &mut self.problems);
                block.headline = Some(shown).filter(|shown| !shown.trim().is_empty());
                headlines.push((text, addresses));
            }
        }
        Ok(())
    }

    /// A headline without the links to claims in it, their addresses, and these judged.
    fn without_claims(&mut self, field: &Field) -> (String, Vec<String>, Vec<(String, Claim, Judgement)>) {
        const LINK: &str = "](claim:";
        let text = field.text.as_str();
        let (mut plain, mut from) = (String::new(), 0);
        let (mut addresses, mut claims) = (Vec::new(), Vec::new());
        while let Some(at) = text[from..].find(LINK).map(|n| n + from) {
            let open = text[from..at].rfind('[').map(|n| n + from);
            let end = text[at..].find(')').map(|n| n + at);
            let (Some(open), Some(end)) = (open, end) else { break };
            plain.push_str(&text[from..open]);
            plain.push_str(&text[open + 1..at]);
            addresses.push(text[at + "](".len()..end].to_owned());
            if let Some((claim, judgement)) = self.claim(field, at + LINK.len()..end) {
                // Its values are told of where the headline is read.
                let words = Text { text: text[open + 1..at].to_owned(), range: field.range.clone() };
                let words = super::plain_text(&words, self.file, self.resolver, &mut Vec::new());
                claims.push((words, claim, judgement));
            }
            from = end + 1;
        }
        (plain + &text[from..], addresses, claims)
    }

    /// Judges the claim that stands at `range` of a headline.
    fn claim(&mut self, field: &Field, range: Range<usize>) -> Option<(Claim, Judgement)> {
        let place = self.resolver.place;
        if !field.is_verbatim {
            let message = "a claim is written without escapes";
            let problem = place.error("commentary/block-value", message, field.range.clone());
            self.report(problem.hint("leave out the backslashes"));
            return None;
        }
        let written = format!("claim:{}", &field.text[range.clone()]);
        let start = field.inner().start;
        let range = start + range.start..start + range.end;
        match claims::parse(&self.resolver.lookup, self.file, range.clone()) {
            Ok(claim) => {
                let judgement = claims::judge(&self.judge.say.ground, &claim);
                let Judge { say, unproven } = self.judge;
                self.problems.extend(claims::problem(say, &claim, &judgement, &written, place.span(range), unproven));
                Some((claim, judgement))
            }
            Err(problem) => {
                self.report(problem);
                None
            }
        }
    }

    fn wrong_form(&self, key: BlockKey, range: Range<usize>) -> Problem {
        let (expected, example) = match key {
            BlockKey::Kind => ("a text", "kind = \"trend\""),
            BlockKey::Metric => ("a text or a list of texts", "metric = \"nps@region=North\""),
            BlockKey::Brands => ("a text or a list of texts", "brands = [\"Northwind\", \"Fjord\"]"),
            BlockKey::Waves => ("a text or a list of texts", "waves = \"2025-Q1 to 2026-Q3\""),
            BlockKey::By => ("a text", "by = \"brand\""),
            BlockKey::Headline => ("a text", "headline = \"Up to {{ nps }}\""),
        };
        let message = format!("`{}` is {expected}", key.word());
        let problem = self.resolver.place.error("commentary/block-value", message, range);
        problem.hint(format!("write for example `{example}`"))
    }

    /// A metric as an inline value names it.
    fn figure(&self, field: &Field) -> Result<FigureKey, Problem> {
        let place = self.resolver.place;
        if !field.is_verbatim {
            let message = "a metric is written without escapes";
            let problem = place.error("commentary/block-value", message, field.range.clone());
            return Err(problem.hint("leave out the backslashes"));
        }
        let inner = field.inner();
        let written = parse(self.file, field.range.clone(), inner, place)?;
        let (key, words) = self.resolver.lookup.figure_key(&written, &[])?;
        if let Some(word) = words.first() {
            let message = format!("`{}` is not understood here", word.text);
            let problem = place.error("commentary/unknown-word", message, word.range.clone());
            return Err(
                problem.hint("name a metric, perhaps with a group and one of its figures: `wait@queue=Sales p90`")
            );
        }
        Ok(key)
    }

    fn brand(&self, field: &Field) -> Result<usize, Problem> {
        let brands = &self.resolver.figures.brands;
        match names::find(&field.text, brands) {
            Match::One(at) => Ok(at),
            _ => {
                let message = format!("the data have no brand `{}`", field.text);
                let problem = self.resolver.place.error("commentary/unknown-brand", message, field.range.clone());
                Err(problem.suggest(&field.text, brands.iter().map(String::as_str).collect::<Vec<_>>()))
            }
        }
    }

    /// `2026-Q1`, or `2025-Q1 to 2026-Q1`.
    fn waves(&self, field: &Field) -> Result<Vec<Wave>, Problem> {
        let known = &self.resolver.figures.waves;
        let scheme = &self.resolver.report.waves;
        let one = |text: &str| {
            let unknown = |message: String| {
                let problem = self.resolver.place.error("commentary/unknown-wave", message, field.range.clone());
                let newest: Vec<String> =
                    known.iter().rev().take(6).map(|wave| format!("`{}`", scheme.id(*wave))).collect();
                problem.hint(format!("the newest waves here are {}", newest.join(", ")))
            };
            let text = text.trim();
            let wave = scheme.parse(text);
            let wave = wave.ok_or_else(|| unknown(format!("`{text}` is not a wave of this report")))?;
            match known.contains(&wave) {
                true => Ok(wave),
                false => Err(unknown(format!("there are no figures for {} in this edition", scheme.id(wave)))),
            }
        };
        // A wave may have `to` in its name.
        match (scheme.parse(&field.text), field.text.split_once(" to ")) {
            (None, Some((from, to))) => {
                let (from, to) = (one(from)?, one(to)?);
                Ok(known.iter().copied().filter(|wave| (from..=to).contains(wave)).collect())
            }
            _ => Ok(vec![one(&field.text)?]),
        }
    }

    fn by(&self, field: &Field) -> Result<By, Problem> {
        let ids: Vec<&str> = self.resolver.figures.dimensions.iter().map(|d| d.id.as_str()).collect();
        match (names::find(&field.text, &ids), field.text.as_str()) {
            (Match::One(at), _) => Ok(By::Dimension(at)),
            (_, "wave") => Ok(By::Wave),
            (_, "brand") => Ok(By::Brand),
            _ => {
                let message = format!("this report has no dimension `{}`", field.text);
                let problem = self.resolver.place.error("commentary/unknown-dimension", message, field.range.clone());
                Err(problem.suggest(&field.text, ids.into_iter().chain(["wave", "brand"]).collect::<Vec<_>>()))
            }
        }
    }
}

impl Blocks {
    /// The block that event `at` begins, if one does; None inside for one that could not be read.
    pub fn at(&self, at: usize) -> Option<&Option<Block>> {
        let found = self.found.binary_search_by_key(&at, |(event, _)| *event).ok()?;
        Some(&self.found[found].1)
    }
}
