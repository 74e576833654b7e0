//! Which columns a table has, which of them are compared, and which are masked.

use super::rows::PlannedBlock;
use super::{BannerColumn, Place};
use crate::cube::Count;
use crate::metrics::GroupIx;
use crate::metrics::disclosure::withheld;
use crate::metrics::nested_disclosure::withheld_nested;
use crate::stats::crosstab::column_name;

/// Everybody, then the groups of each cut in which somebody answered.
pub fn of(place: Place<'_>, cuts: &[Vec<usize>], blocks: &[PlannedBlock]) -> Vec<BannerColumn> {
    let mut columns = vec![BannerColumn { cut: None, groups: Vec::new(), letter: String::new() }];
    for (cut, dimensions) in cuts.iter().enumerate() {
        let mut all: Vec<Vec<GroupIx>> = vec![Vec::new()];
        for &dimension in dimensions {
            let values = groups(place, dimension);
            all = all
                .into_iter()
                .flat_map(|outer| values.iter().map(move |group| [outer.clone(), vec![*group]].concat()))
                .collect();
        }
        all.retain(|groups| blocks.iter().any(|block| base(place, block, groups).n > 0));
        for groups in all {
            let letter = column_name(columns.len() - 1);
            columns.push(BannerColumn { cut: Some(cut), groups, letter });
        }
    }
    columns
}

/// Columns that stand side by side: the values of one segment; of a nested one, those within one value of the outer.
pub fn side_by_side(columns: &[BannerColumn]) -> Vec<Vec<usize>> {
    let around = |column: &BannerColumn| {
        let outer = column.groups.split_last().map_or(Vec::new(), |(_, outer)| outer.to_vec());
        (column.cut, outer)
    };
    let mut families: Vec<Vec<usize>> = Vec::new();
    for at in 1..columns.len() {
        match families.last_mut() {
            Some(family) if around(&columns[family[0]]) == around(&columns[at]) => family.push(at),
            _ => families.push(vec![at]),
        }
    }
    families
}

/// Whether each column is masked for the rows of a block. The values of one segment are masked as everywhere in the
/// report; those of a nested one so that they cannot be had from the margins, which may stand elsewhere.
pub fn masks(place: Place<'_>, block: &PlannedBlock, columns: &[BannerColumn], cuts: &[Vec<usize>]) -> Vec<bool> {
    let floor = place.tables.config.report.floor.suppress_below;
    let base = |groups: &[GroupIx]| base(place, block, groups).n_positive;
    let mut masked: Vec<(Vec<GroupIx>, bool)> = Vec::new();
    let margin = |groups: &[GroupIx]| {
        let bases: Vec<u64> = groups.iter().map(|group| base(&[*group])).collect();
        withheld(&bases, floor)
    };
    for cut in cuts {
        match cut[..] {
            [dimension] => {
                let values = groups(place, dimension);
                let hidden = margin(&values);
                masked.extend(values.into_iter().map(|group| vec![group]).zip(hidden));
            }
            [outer, inner] => {
                let (outer, inner) = (groups(place, outer), groups(place, inner));
                let cells: Vec<Vec<u64>> =
                    outer.iter().map(|o| inner.iter().map(|i| base(&[*o, *i])).collect()).collect();
                let hidden = withheld_nested(&cells, floor, &margin(&outer), &margin(&inner));
                for (o, hidden) in outer.iter().zip(hidden) {
                    masked.extend(inner.iter().map(|i| vec![*o, *i]).zip(hidden));
                }
            }
            _ => {}
        }
    }
    let is_masked = |column: &BannerColumn| masked.iter().any(|(groups, hidden)| *hidden && *groups == column.groups);
    columns.iter().map(is_masked).collect()
}

/// Whose answers the rows of a block rest on.
fn base(place: Place<'_>, block: &PlannedBlock, groups: &[GroupIx]) -> Count {
    let sample = place.sample(block.question, groups).zip(block.measure());
    sample.map(|(sample, measure)| measure.base(sample.tally)).unwrap_or_default()
}

fn groups(place: Place<'_>, dimension: usize) -> Vec<GroupIx> {
    (0..place.tables.dimensions[dimension].values.len()).map(|value| GroupIx { dimension, value }).collect()
}
