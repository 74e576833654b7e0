//! Tables as data: a file of cells and a file of comparisons for each.
//!
//! They stand by themselves, not in `estimates.csv`: the comparisons of a table grow with the square of its columns.

use super::context::Context;
use super::data_files::{Column, Kind, column, csv_of};
use super::tables::{cut_name, full_name};
use crate::metrics::banner::{Adjustment, Banner, BannerBlock, BannerRow};
use crate::number::{Unit, exact};
use crate::slug::slug;

/// With more comparisons than these, only those with a letter are listed.
const MOST_PAIRS: usize = 20_000;

/// The columns of a file of cells.
pub const CELLS: &[Column] = &[
    column("edition", Kind::Text, "the wave that the report is about, such as 2026-Q3"),
    column("table", Kind::Text, "the table, by its name in the configuration"),
    column("wave", Kind::Text, "the wave in which the answers were given"),
    column("item", Kind::Text, "the question or metric, by its name in the configuration"),
    column("row", Kind::Text, "what is counted: an answer, a box, a mean"),
    column("cut", Kind::Text, "how customers are grouped; empty for all customers"),
    column("column", Kind::Text, "the group"),
    column("letter", Kind::Text, "the column's letter; empty for all customers"),
    column("value", Kind::Number, "the estimate, in `unit`"),
    column("lower", Kind::Number, "the lower end of its interval, in `unit`"),
    column("upper", Kind::Number, "the upper end of its interval, in `unit`"),
    column("n", Kind::Integer, "answers"),
    column(
        "n_eff",
        Kind::Number,
        "the effective base (Kish; of shares from totals p(1 − p) ÷ SE²); equals n without weights",
    ),
    column("unit", Kind::Text, "points (-100 to 100), share (0 to 1), score, seconds, count or per_customer"),
    column("state", Kind::Text, "ok, low_base, suppressed or no_data; a suppressed cell carries no figures"),
    column(
        "letters",
        Kind::Text,
        "the columns of which the value is clearly above; small letters at twice the level, where the table has them",
    ),
    column("residual", Kind::Number, "the adjusted residual of an answer among the columns beside, on effective bases"),
    column("residual_p_adjusted", Kind::Number, "its two-sided p-value, adjusted within the row"),
];

/// The columns of a file of comparisons.
pub const PAIRS: &[Column] = &[
    column("edition", Kind::Text, "the wave that the report is about, such as 2026-Q3"),
    column("table", Kind::Text, "the table, by its name in the configuration"),
    column("item", Kind::Text, "the question or metric, by its name in the configuration"),
    column("row", Kind::Text, "what is counted: an answer, a box, a mean"),
    column("column", Kind::Text, "the letter of a column"),
    column("against", Kind::Text, "the letter of the column that it is compared with"),
    column("difference", Kind::Number, "the first less the second, in `unit`"),
    column("diff_lower", Kind::Number, "the lower end of the interval of the difference, which is not adjusted"),
    column("diff_upper", Kind::Number, "the upper end of the interval of the difference, which is not adjusted"),
    column("unit", Kind::Text, "points, share, score, seconds, count or per_customer"),
    column("p_value", Kind::Number, "two-sided p-value of a difference of zero"),
    column("p_adjusted", Kind::Number, "the same, adjusted within the row"),
    column("adjustment", Kind::Text, "how: holm, benjamini-hochberg or none"),
    column("test", Kind::Text, "the test"),
];

/// The names of a table's files: cells, comparisons.
pub fn names(context: &Context<'_>, table: usize) -> [String; 2] {
    let id = slug(&context.figures.banners[table].id);
    [format!("table-{id}.csv"), format!("table-{id}-comparisons.csv")]
}

/// The files of all tables, each with its name.
pub fn files(context: &Context<'_>) -> Vec<(String, String)> {
    let files = |(at, banner): (usize, &Banner)| {
        let [cells, pairs] = names(context, at);
        [(cells, of_cells(context, banner)), (pairs, of_pairs(context, banner))]
    };
    context.figures.banners.iter().enumerate().flat_map(files).collect()
}

fn of_cells(context: &Context<'_>, banner: &Banner) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let waves = context.show.waves();
    for (block, row) in rows_of(banner) {
        let unit = row.statistic.unit;
        for (column, cell) in banner.columns.iter().zip(&row.cells) {
            let measured = cell.estimate.measured();
            let ends = measured.and_then(|measured| measured.interval);
            rows.push(vec![
                waves.id(context.wave()),
                banner.id.clone(),
                waves.id(banner.wave),
                block.id.clone(),
                row.statistic.name.clone(),
                column.cut.map(|cut| cut_name(context, banner, cut)).unwrap_or_default(),
                full_name(context, column),
                column.letter.clone(),
                number(unit, measured.map(|measured| measured.value)),
                number(unit, ends.map(|(lower, _)| lower)),
                number(unit, ends.map(|(_, upper)| upper)),
                measured.map(|measured| measured.n.to_string()).unwrap_or_default(),
                plain(measured.map(|measured| measured.n_eff)),
                unit.word().to_owned(),
                cell.estimate.state().to_owned(),
                cell.letters.iter().map(|letter| letter.text()).collect::<Vec<_>>().join(" "),
                plain(cell.residual.map(|residual| residual.z)),
                plain(cell.residual.map(|residual| residual.p_adjusted)),
            ]);
        }
    }
    csv_of(CELLS.iter().map(|column| column.name), rows)
}

fn of_pairs(context: &Context<'_>, banner: &Banner) -> String {
    let adjustment = match banner.adjustment {
        Adjustment::None => "none",
        Adjustment::Bonferroni => "bonferroni",
        Adjustment::Holm => "holm",
        Adjustment::Hochberg => "hochberg",
        Adjustment::BenjaminiHochberg => "benjamini-hochberg",
    };
    let all: usize = rows_of(banner).map(|(_, row)| row.pairs.len()).sum();
    let least = banner.levels.small.unwrap_or(banner.levels.capital);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (block, row) in rows_of(banner) {
        let unit = row.statistic.unit;
        for pair in row.pairs.iter().filter(|pair| all <= MOST_PAIRS || pair.test.p_adjusted < least) {
            rows.push(vec![
                context.show.waves().id(context.wave()),
                banner.id.clone(),
                block.id.clone(),
                row.statistic.name.clone(),
                banner.columns[pair.column].letter.clone(),
                banner.columns[pair.against].letter.clone(),
                number(unit, Some(pair.difference)),
                number(unit, pair.interval.map(|(lower, _)| lower)),
                number(unit, pair.interval.map(|(_, upper)| upper)),
                unit.word().to_owned(),
                exact(pair.test.p),
                exact(pair.test.p_adjusted),
                adjustment.to_owned(),
                pair.test.name.to_owned(),
            ]);
        }
    }
    csv_of(PAIRS.iter().map(|column| column.name), rows)
}

fn rows_of(banner: &Banner) -> impl Iterator<Item = (&BannerBlock, &BannerRow)> {
    banner.blocks.iter().flat_map(|block| block.rows.iter().map(move |row| (block, row)))
}

fn number(unit: Unit, kept: Option<f64>) -> String {
    plain(kept.map(|kept| unit.export(kept)))
}

fn plain(number: Option<f64>) -> String {
    number.map(exact).unwrap_or_default()
}
