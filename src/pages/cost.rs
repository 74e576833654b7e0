//! The cost of losing customers: the author's assumptions and what follows from them. Nothing here is measured, nothing
//! of it is in the data files, and every heading says so.

use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::context::{Context, Draft, Prose};
use super::show::Show;
use super::table::{Entry, Table, TableBuilder};
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::config::{CostConfig, CostInput};
use crate::number::Unit;
use crate::stats::loss::{Range, lifetime_value};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Cost;

const PAGE: PageId = PageId::Chapter("cost");

/// Digits of a result that say something, when what it is computed from was assumed.
const DIGITS: i32 = 3;

#[derive(Serialize)]
struct CostView {
    results: Option<Table>,
    assumptions: Option<Table>,
    prose: Vec<Prose>,
}

/// What a number counts.
#[derive(Clone, Copy)]
enum Amount {
    People,
    Money,
    Share,
}

impl Page for Cost {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "cost",
            address: "cost/",
            shows: "what losing customers costs, computed from assumptions that stand beside it",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Actions, stands: |scope| scope.config.cost.is_some() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        let cost = context.report.config.cost.as_ref().filter(|_| page == PAGE)?;
        Some(Ok(draft(context, cost)))
    }
}

fn draft(context: &Context<'_>, cost: &CostConfig) -> Draft {
    let show = context.show;
    let view =
        CostView { results: results(show, cost), assumptions: assumptions(show, cost), prose: context.prose(PAGE) };
    Draft {
        id: PAGE,
        template: "cost.html",
        title: context.title(PAGE, show.word("nav.cost")),
        lead: context.lead(PAGE, show.word("cost.lead")),
        trail: Vec::new(),
        contents: Vec::new(),
        body: View::of(&view),
        beside: Vec::new(),
    }
}

fn range(input: &CostInput) -> Range {
    Range { low: input.low, value: input.value, high: input.high }
}

/// Every input as it was given, with where it comes from.
fn assumptions(show: Show<'_>, cost: &CostConfig) -> Option<Table> {
    let mut table = TableBuilder::new(show, "assumptions-table", show.word("cost.assumptions.caption"))
        .words("column.assumption")
        .numbers("column.assumed")
        .numbers("column.assumed_range")
        .words("column.assumed_from")
        .answers();
    let lifetime = cost.lifetime.as_ref();
    let inputs = [
        ("cost.customers", Amount::People, Some(&cost.customers)),
        ("cost.margin", Amount::Money, Some(&cost.margin)),
        ("cost.leave_for_service", Amount::Share, Some(&cost.leave_for_service)),
        ("cost.leave_in_silence", Amount::Share, cost.leave_in_silence.as_ref()),
        ("cost.tell_others", Amount::People, cost.tell_others.as_ref()),
        ("cost.put_off", Amount::Share, cost.put_off.as_ref()),
        ("cost.stay", Amount::Share, lifetime.map(|lifetime| &lifetime.stay)),
        ("cost.discount", Amount::Share, lifetime.map(|lifetime| &lifetime.discount)),
    ];
    for (key, amount, input) in inputs {
        let Some(input) = input else { continue };
        let text = |value: f64| written(show, cost, amount, value);
        table.row(
            false,
            vec![
                Entry::text(show.word(key)),
                Entry::number(text(input.value)),
                Entry::number(ends(show, range(input), &text)),
                Entry::text(input.source.clone()),
            ],
        );
    }
    table.finish()
}

/// `3% to 6%`; a dash where the author gave no range.
fn ends(show: Show<'_>, range: Range, text: &dyn Fn(f64) -> String) -> String {
    match range.low < range.high {
        true => show.fill("interval.to", &[("low", &text(range.low)), ("high", &text(range.high))]),
        false => "–".to_owned(),
    }
}

/// What follows, each with its formula.
fn results(show: Show<'_>, cost: &CostConfig) -> Option<Table> {
    let mut table = TableBuilder::new(show, "results-table", show.word("cost.results.caption"))
        .words("column.follows")
        .numbers("column.follows_value")
        .numbers("column.follows_range")
        .words("column.formula")
        .answers();
    let mut row = |key: &str, amount: Amount, range: Range| {
        let text = |value: f64| written(show, cost, amount, rounded(value));
        table.row(
            false,
            vec![
                Entry::text(show.word(key)),
                Entry::number(text(range.value)),
                Entry::number(ends(show, range, &text)),
                Entry::text(show.word(&format!("{key}.formula"))),
            ],
        );
    };
    let margin = range(&cost.margin);
    let lost = range(&cost.customers).times(range(&cost.leave_for_service));
    row("cost.lost", Amount::People, lost);
    if let Some(silent) = &cost.leave_in_silence {
        row("cost.lost_in_silence", Amount::People, lost.times(range(silent)));
        row("cost.lost_aloud", Amount::People, lost.times(range(silent).rest_of_one()));
    }
    row("cost.lost_margin", Amount::Money, lost.times(margin));
    let worth = cost.lifetime.as_ref().and_then(|l| lifetime_value(margin, range(&l.stay), range(&l.discount)));
    if let Some(worth) = worth {
        row("cost.worth", Amount::Money, worth);
        row("cost.lost_worth", Amount::Money, lost.times(worth));
    }
    if let Some(tell) = &cost.tell_others {
        let told = lost.times(range(tell));
        row("cost.told", Amount::People, told);
        if let Some(put_off) = &cost.put_off {
            let missed = told.times(range(put_off));
            row("cost.missed", Amount::People, missed);
            row("cost.missed_margin", Amount::Money, missed.times(margin));
        }
    }
    table.finish()
}

/// To [`DIGITS`] significant digits.
fn rounded(value: f64) -> f64 {
    let mut scale = 1.0;
    while value.abs() >= scale * 10_f64.powi(DIGITS) {
        scale *= 10.0;
    }
    (value / scale).round() * scale
}

fn written(show: Show<'_>, cost: &CostConfig, amount: Amount, value: f64) -> String {
    let decimals = |printed: f64| match (printed * 10.0).round() {
        tenths if (tenths - printed * 10.0).abs() > 1e-9 => 2,
        tenths if tenths % 10.0 != 0.0 => 1,
        _ => 0,
    };
    match amount {
        Amount::Share => show.numbers.value(Unit::Share, decimals(value * 100.0), value),
        Amount::People => show.numbers.plain(Unit::Count, decimals(value), value),
        Amount::Money => {
            let number = show.numbers.plain(Unit::Count, if decimals(value) > 0 { 2 } else { 0 }, value);
            match &cost.currency {
                // A sign stands before the number, a name is set apart.
                Some(name) if name.chars().any(char::is_alphabetic) => format!("{name}\u{a0}{number}"),
                Some(sign) => format!("{sign}{number}"),
                None => number,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn results_keep_three_digits() {
        assert_eq!([864_123.0, 1_234.0, 999.4, 12.4, 0.0].map(rounded), [864_000.0, 1_230.0, 999.0, 12.0, 0.0]);
        assert_eq!(rounded(999_999.0), 1_000_000.0);
    }
}
