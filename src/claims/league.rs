//! Those that a figure is ranked among: brands, the values of a dimension, or the drivers of a metric.

use super::judge::Ground;
use crate::metrics::{FigureKey, GroupIx, Statistic};

/// The figure itself and all that it could be ranked with.
fn members(ground: &Ground<'_>, key: FigureKey) -> Vec<FigureKey> {
    if let Statistic::Importance(_) = key.statistic {
        return drivers(ground, key).collect();
    }
    match key.group {
        Some(GroupIx { dimension, .. }) => {
            let values = 0..ground.figures.dimensions[dimension].values.len();
            values.map(|value| FigureKey { group: Some(GroupIx { dimension, value }), ..key }).collect()
        }
        None => (0..ground.figures.brands.len()).map(|brand| FigureKey { brand: Some(brand), ..key }).collect(),
    }
}

/// The importance of each driver of the figure's metric.
pub(super) fn drivers(ground: &Ground<'_>, key: FigureKey) -> impl Iterator<Item = FigureKey> {
    let count = ground.figures.metrics[key.metric.0].drivers.len();
    let place = |at: usize| u16::try_from(at).ok();
    (0..count).filter_map(place).map(move |at| FigureKey { statistic: Statistic::Importance(at), ..key })
}

/// Who takes the first place, or the last: of the others where the figure itself takes it, whoever comes nearest.
pub(super) fn rival(ground: &Ground<'_>, key: FigureKey, is_last: bool) -> Option<(FigureKey, usize)> {
    let ranked = |one: FigureKey| Some((one, ground.figure(&one)?.rank?.rank));
    let others = members(ground, key).into_iter().filter(|one| *one != key).filter_map(ranked);
    // Of several at one place the first stands for all.
    others.min_by_key(|(_, rank)| if is_last { usize::MAX - rank } else { *rank })
}
