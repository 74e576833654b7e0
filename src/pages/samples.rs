//! How answers were drawn, and who answered twice: tables of the methods page.

use super::book::PageId;
use super::context::Context;
use super::table::{Entry, Table, TableBuilder};
use crate::metrics::{Comparison, Unit};

/// Strata and clusters of each source and wave.
pub fn designs(context: &Context<'_>) -> Option<Table> {
    let show = context.show;
    let mut table = TableBuilder::new(show, "design-table", show.word("methods.design.caption"))
        .words("column.source_of_answers")
        .words("column.wave")
        .numbers("column.rows")
        .numbers("column.strata")
        .numbers("column.clusters")
        .numbers("column.lonely");
    for design in &context.figures.designs.waves {
        let source = context.report.config.sources.iter().find(|source| source.id == design.source);
        let clustered = source.is_some_and(|source| source.columns.cluster.is_some());
        let count = |n: u64| Entry::number(show.numbers.count(n));
        let named = |is: bool, n: u64| if is { count(n) } else { Entry::text("–") };
        table.row(
            design.wave == context.wave(),
            vec![
                Entry::text(source.map_or(design.source.as_str(), |source| source.title.as_str())),
                Entry::text(show.wave(design.wave)),
                count(design.rows),
                named(design.strata > 0, design.strata as u64),
                named(clustered, design.psus),
                count(design.lonely as u64),
            ],
        );
    }
    table.finish()
}

/// What the design does to each headline figure of the edition.
pub fn effects(context: &Context<'_>, page: PageId) -> Option<Table> {
    let show = context.show;
    let caption = show.fill("methods.effects.caption", &[("wave", &context.wave_label())]);
    let mut table = TableBuilder::new(show, "effects-table", caption)
        .words("column.metric")
        .numbers("column.n")
        .numbers("column.n_eff")
        .numbers("column.deff");
    for effect in context.figures.designs.effects.iter().filter(|effect| effect.wave == context.wave()) {
        table.row(
            false,
            vec![
                Entry::link(
                    super::say::name(context, effect.metric),
                    context.href(page, PageId::Metric(effect.metric)),
                ),
                Entry::number(show.numbers.count(effect.n)),
                Entry::number(show.numbers.effective_base(effect.n_eff)),
                Entry::number(show.numbers.plain(Unit::Score, 2, effect.effect)),
            ],
        );
    }
    table.finish()
}

/// Our headline figures of the edition that were compared with answers of the same people.
pub fn same_people(context: &Context<'_>, page: PageId) -> Option<Table> {
    let show = context.show;
    let caption = show.fill("methods.same.caption", &[("wave", &context.wave_label())]);
    let mut table = TableBuilder::new(show, "same-table", caption)
        .words("column.metric")
        .words("column.compared_with")
        .numbers("column.n")
        .numbers("column.in_both");
    for (metric, _) in context.metrics() {
        let Some(figure) = context.of_group(metric, None) else { continue };
        let Some(measured) = figure.estimate.measured() else { continue };
        let paired = |comparison: &&Comparison| comparison.difference.is_some() && comparison.in_both.is_some();
        for comparison in figure.comparisons.iter().filter(paired) {
            table.row(
                false,
                vec![
                    Entry::link(super::say::name(context, metric), context.href(page, PageId::Metric(metric))),
                    Entry::text(show.reference(&comparison.reference)),
                    Entry::number(show.numbers.count(measured.n)),
                    Entry::number(show.numbers.count(comparison.in_both.unwrap_or_default())),
                ],
            );
        }
    }
    table.finish()
}
