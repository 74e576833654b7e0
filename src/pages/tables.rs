//! Tables: questions and metrics by groups of customers, with tests between the columns. A list of them, and a page each.

use super::banner_data;
use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::context::{Context, Draft, Prose};
use super::show::Word;
use super::table::{Note, notes};
use super::{Page, PageKind};
use crate::chart::{DrawError, Symbols};
use crate::metrics::banner::{Adjustment, Banner, BannerBlock, BannerCell, BannerColumn, BannerRow, LARGE, Screen};
use crate::metrics::{StatisticInfo, Unit, Verdict};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Tables;

/// The most cells of a page, so that it stays below 100 KB.
const MOST_CELLS: usize = 900;

/// With expected counts below it, a chi-square test is rough.
const SMALL_EXPECTED: f64 = 5.0;

#[derive(Serialize)]
struct ListView {
    tables: Vec<Listed>,
    prose: Vec<Prose>,
}

#[derive(Serialize)]
struct Listed {
    title: String,
    href: String,
    about: String,
}

#[derive(Serialize)]
struct BannerView {
    caption: String,
    /// What stands over the columns.
    heads: Vec<Head>,
    columns: Vec<ColumnView>,
    blocks: Vec<BlockView>,
    notes: Vec<Note>,
    /// How to read letters and marks.
    rules: Vec<String>,
    screens: Vec<String>,
    /// That not all columns are here; empty if they are.
    cut_off: String,
    csv: String,
    pairs: String,
    prose: Vec<Prose>,
}

#[derive(Serialize)]
struct Head {
    title: String,
    span: usize,
}

#[derive(Serialize)]
struct ColumnView {
    name: String,
    letter: String,
}

#[derive(Serialize)]
struct BlockView {
    title: String,
    /// The metric's page; empty for a question.
    href: String,
    text: String,
    bases: Vec<Base>,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct Base {
    n: String,
    /// Empty without weights.
    effective: String,
}

#[derive(Serialize)]
struct RowView {
    name: String,
    cells: Vec<CellView>,
}

#[derive(Serialize)]
struct CellView {
    value: String,
    letters: String,
    interval: String,
    /// The same as a class: `more` or `less`; empty where no difference is clear.
    shade: &'static str,
    /// Whether the answer is given more or less often here.
    mark: Option<Word>,
}

impl Page for Tables {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "tables",
            address: "tables/, tables/<table>/",
            shows: "questions and metrics by groups of customers, with letters where columns clearly differ",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Customers, stands: |scope| !scope.figures.banners.is_empty() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        match page {
            PageId::TABLES => Some(Ok(list(context))),
            PageId::Table(at) => Some(Ok(of_table(context, at, &context.figures.banners[at]))),
            _ => None,
        }
    }
}

fn list(context: &Context<'_>) -> Draft {
    let page = PageId::TABLES;
    let listed = |(at, banner): (usize, &Banner)| Listed {
        title: banner.title.clone(),
        href: context.href(page, PageId::Table(at)),
        about: about(context, banner),
    };
    let tables = context.figures.banners.iter().enumerate().map(listed).collect();
    let view = ListView { tables, prose: context.prose(page) };
    Draft {
        id: page,
        template: "tables.html",
        title: context.title(page, context.show.word("nav.tables")),
        lead: context.lead(page, context.show.word("tables.lead")),
        trail: Vec::new(),
        contents: Vec::new(),
        body: View::of(&view),
        beside: Vec::new(),
    }
}

/// "By Region, Customer type, Region × Customer type: 2026 Q3, Relationship survey"
fn about(context: &Context<'_>, banner: &Banner) -> String {
    let cuts: Vec<String> = (0..banner.cuts.len()).map(|cut| cut_name(context, banner, cut)).collect();
    let config = context.report.config;
    let source = config.sources.iter().find(|source| source.id == banner.source);
    let source = source.map_or(banner.source.as_str(), |source| source.title.as_str());
    let values = [("cuts", &*cuts.join(", ")), ("wave", &context.show.wave(banner.wave)), ("source", source)];
    context.show.fill("tables.about", &values)
}

/// "Region", or "Region × Customer type".
pub fn cut_name(context: &Context<'_>, banner: &Banner, cut: usize) -> String {
    let title = |dimension: &usize| context.figures.dimensions[*dimension].title.clone();
    banner.cuts[cut].iter().map(title).collect::<Vec<_>>().join(" × ")
}

/// The name of a column: its value; of a nested one the inner.
fn column_name(context: &Context<'_>, column: &BannerColumn) -> String {
    match column.groups.last() {
        Some(group) => context.group_name(*group),
        None => context.show.word("everybody"),
    }
}

/// The name of a column by itself: "North × Consumer".
pub fn full_name(context: &Context<'_>, column: &BannerColumn) -> String {
    let names: Vec<String> = column.groups.iter().map(|group| context.group_name(*group)).collect();
    if names.is_empty() { context.show.word("everybody") } else { names.join(" × ") }
}

/// What stands over a column: its dimension, or the value that it is nested within.
fn head(context: &Context<'_>, column: &BannerColumn) -> String {
    let title = |dimension: usize| context.figures.dimensions[dimension].title.clone();
    match column.groups[..] {
        [] => String::new(),
        [group] => title(group.dimension),
        [outer, ..] => {
            let values = [("dimension", &*title(outer.dimension)), ("group", &context.group_name(outer))];
            context.show.fill("tables.within", &values)
        }
    }
}

fn of_table(context: &Context<'_>, at: usize, banner: &Banner) -> Draft {
    let page = PageId::Table(at);
    let show = context.show;
    let rows: usize = banner.blocks.iter().map(|block| block.rows.len() + 1).sum();
    let shown = (MOST_CELLS / rows.max(1)).max(2).min(banner.columns.len());
    let columns = &banner.columns[..shown];
    let mut heads: Vec<Head> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let title = head(context, column);
        let before = at.checked_sub(1).map(|before| &columns[before]);
        match heads.last_mut() {
            Some(last) if before.is_some_and(|b| b.cut == column.cut) && last.title == title => last.span += 1,
            _ => heads.push(Head { title, span: 1 }),
        }
    }
    let mut symbols = Symbols::default();
    let blocks = banner.blocks.iter().map(|block| of_block(context, page, banner, block, shown, &mut symbols));
    let blocks = blocks.collect();
    let [csv, pairs] = banner_data::names(context, at).map(|name| {
        let path = format!("data/{name}");
        context.address(page).link_to_file(&path)
    });
    let count = |count: usize| show.numbers.count(count as u64);
    let (all, some) = (count(banner.columns.len()), count(shown));
    let view = BannerView {
        caption: show.fill("tables.caption", &[("interval", &show.interval_name())]),
        heads,
        columns: columns
            .iter()
            .map(|column| ColumnView { name: column_name(context, column), letter: column.letter.clone() })
            .collect(),
        blocks,
        notes: notes(show, symbols),
        rules: rules(context, banner),
        screens: screens(context, banner),
        cut_off: match shown < banner.columns.len() {
            true => show.fill("tables.cut_off", &[("shown", &some), ("all", &all)]),
            false => String::new(),
        },
        csv,
        pairs,
        prose: context.prose(page),
    };
    Draft {
        id: page,
        template: "banner.html",
        title: context.title(page, banner.title.clone()),
        lead: context.lead(page, about(context, banner)),
        trail: vec![(show.word("nav.tables"), PageId::TABLES)],
        contents: Vec::new(),
        body: View::of(&view),
        beside: Vec::new(),
    }
}

fn of_block(
    context: &Context<'_>,
    page: PageId,
    banner: &Banner,
    block: &BannerBlock,
    shown: usize,
    symbols: &mut Symbols,
) -> BlockView {
    let show = context.show;
    let base = |statistic: &StatisticInfo, cell: &BannerCell| {
        let cell = show.cell(statistic, &cell.estimate);
        match cell.n.is_empty() {
            true => Base { n: cell.value, effective: String::new() },
            false if banner.weighted => {
                Base { effective: show.fill("tables.effective", &[("n", &cell.n_eff)]), n: cell.n }
            }
            false => Base { n: cell.n, effective: String::new() },
        }
    };
    let bases = block.rows.first().map(|row| row.cells[..shown].iter().map(|cell| base(&row.statistic, cell)));
    let us = context.us();
    BlockView {
        title: block.title.clone(),
        href: block.metric.map(|metric| context.href(page, PageId::Metric(metric))).unwrap_or_default(),
        text: block.text.replace("{brand}", if us.is_empty() { show.word("question.us") } else { us }.as_str()),
        bases: bases.map(Iterator::collect).unwrap_or_default(),
        rows: block.rows.iter().map(|row| of_row(context, row, shown, symbols)).collect(),
    }
}

fn of_row(context: &Context<'_>, row: &BannerRow, shown: usize, symbols: &mut Symbols) -> RowView {
    let show = context.show;
    let cell = |cell: &BannerCell| {
        symbols.note(&cell.estimate);
        let text = show.cell(&row.statistic, &cell.estimate);
        CellView {
            value: match text.symbol.is_empty() {
                true => text.value,
                false => format!("{} {}", text.value, text.symbol),
            },
            letters: cell.letters.iter().map(|letter| letter.text()).collect::<Vec<_>>().join(" "),
            interval: text.interval,
            shade: match cell.residual.map(|residual| residual.verdict) {
                Some(Verdict::Higher) => "more",
                Some(Verdict::Lower) => "less",
                _ => "",
            },
            mark: cell.residual.and_then(|residual| match residual.verdict {
                Verdict::Higher => Some(Word { text: show.word("tables.more"), shape: "▲", tone: "flat" }),
                Verdict::Lower => Some(Word { text: show.word("tables.less"), shape: "▼", tone: "flat" }),
                _ => None,
            }),
        }
    };
    RowView { name: row.statistic.name.clone(), cells: row.cells[..shown].iter().map(cell).collect() }
}

/// How to read letters and marks, and how they were adjusted.
fn rules(context: &Context<'_>, banner: &Banner) -> Vec<String> {
    let show = context.show;
    let level = |level: f64| show.numbers.plain(Unit::Score, 2, level);
    let [alpha, pairs, large] =
        [level(banner.levels.capital), show.numbers.count(banner.pairs as u64), show.numbers.count(LARGE as u64)];
    let values = [("alpha", &*alpha), ("pairs", &*pairs), ("large", &*large)];
    let mut rules = vec![show.fill("tables.letters", &values)];
    if let Some(small) = banner.levels.small {
        rules.push(show.fill("tables.small_letters", &[("alpha", &level(small))]));
    }
    if banner.blocks.iter().flat_map(|block| &block.rows).flat_map(|row| &row.cells).any(|c| c.residual.is_some()) {
        rules.push(show.fill("tables.residuals", &values));
    }
    let adjusted = match banner.adjustment {
        Adjustment::BenjaminiHochberg => "tables.adjusted.benjamini_hochberg",
        Adjustment::None => "tables.adjusted.none",
        _ => "tables.adjusted.holm",
    };
    rules.push(show.fill(adjusted, &values));
    rules
}

/// "Satisfaction, Region: chi-square 12.3 on 8 degrees of freedom, p 0.137"
fn screens(context: &Context<'_>, banner: &Banner) -> Vec<String> {
    let show = context.show;
    let line = |block: &BannerBlock, screen: &Screen| {
        let columns = screen.columns.first().map(|column| head(context, &banner.columns[*column]));
        let test = screen.test;
        let values = [
            ("question", &*block.title),
            ("columns", &columns.unwrap_or_default()),
            ("chi", &show.numbers.plain(Unit::Score, 1, test.statistic)),
            ("df", &show.numbers.count(test.df)),
            ("p", &show.numbers.p(test.p_value)),
        ];
        let rough = test.least_expected < SMALL_EXPECTED;
        show.fill(if rough { "tables.screen.rough" } else { "tables.screen" }, &values)
    };
    banner.blocks.iter().flat_map(|block| block.screens.iter().map(move |screen| line(block, screen))).collect()
}
