//! Comparisons that only a claim asks for, adjusted as if they had been asked of every sibling of the figure.
//!
//! The members of a family follow from what kind of comparison it is and from nothing that is written, so that a claim
//! has the same verdict whatever else is claimed: an edition, metric, statistic, wave, dimension and kind of reference,
//! as for all comparisons of the report.

use super::With;
use super::judge::{Difference, Ground, Untold};
use crate::metrics::{FigureKey, GroupIx, Other, Reference, Test, covered_by_another};
use crate::stats::multiplicity::holm;
use crate::wave::Wave;

/// One comparison.
type Member = (FigureKey, Other);

/// The figure against the other with the p-value adjusted in its family.
///
/// # Errors
/// Why nothing can be said.
pub(super) fn difference(ground: &Ground<'_>, key: FigureKey, with: &With) -> Result<Difference, Untold> {
    ground.firm(&key)?;
    let other = match with {
        With::Number(number) => Other::Number(*number),
        With::Reference(reference) => match ground.other_key(reference, &key) {
            Some(other) => {
                ground.firm(&other).map_err(Untold::of_the_other)?;
                ground.unbroken(&key, other.wave)?;
                Other::Figure(other)
            }
            None if *reference == Reference::Rest => Other::Rest,
            None => return Err(Untold::OtherNoData),
        },
    };
    let confidence = ground.confidence();
    let gap = ground.answers.gap(&key, other, confidence).ok_or(Untold::NotComparable(None))?;
    let test = gap.test.map(|(p, name)| {
        let others = members(ground, key, with, other).into_iter().filter(|member| *member != (key, other));
        let others = others.filter(|(key, other)| can_be_told(ground, key, other));
        let others = others.filter_map(|(key, other)| ground.answers.gap(&key, other, confidence)?.test);
        let family: Vec<f64> = std::iter::once(p).chain(others.map(|(p, _)| p)).collect();
        Test { p, p_adjusted: holm(&family)[0], name }
    });
    let interval = gap.interval.map(|interval| (interval.lower, interval.upper));
    let other = match other {
        Other::Figure(other) => Some(other),
        Other::Number(_) | Other::Rest => None,
    };
    Ok(Difference { with: with.clone(), other, value: gap.value, interval, test, margin: None })
}

fn can_be_told(ground: &Ground<'_>, key: &FigureKey, other: &Other) -> bool {
    let told = |key: &FigureKey| ground.firm(key).is_ok();
    told(key)
        && match other {
            Other::Figure(other) => told(other) && ground.unbroken(key, other.wave).is_ok(),
            Other::Number(_) | Other::Rest => true,
        }
}

/// Every comparison of the family, that of the claim among them.
fn members(ground: &Ground<'_>, key: FigureKey, with: &With, other: Other) -> Vec<Member> {
    let siblings = siblings(ground, key);
    match with {
        With::Number(_) | With::Reference(Reference::Rest) => siblings.into_iter().map(|one| (one, other)).collect(),
        With::Reference(Reference::Segment(_)) => pairs(&siblings, (key, other)),
        With::Reference(Reference::Brand(_)) => {
            let theirs = (1..ground.figures.brands.len()).map(|brand| FigureKey { brand: Some(brand), ..key });
            pairs(&theirs.collect::<Vec<_>>(), (key, other))
        }
        With::Reference(Reference::Wave(_)) => {
            let info = &ground.figures.metrics[key.metric.0];
            let is_own = |wave: &&Wave| {
                **wave < key.wave && covered_by_another(&ground.report.waves, info, key.wave, **wave).is_none()
            };
            let waves: Vec<Wave> = ground.figures.waves.iter().filter(is_own).copied().collect();
            let all = everywhere(ground, key);
            let at = |one: &FigureKey| {
                let one = *one;
                waves.iter().map(move |wave| (one, Other::Figure(FigureKey { wave: *wave, ..one }))).collect::<Vec<_>>()
            };
            all.iter().flat_map(at).collect()
        }
        With::Reference(reference) => {
            let one = |one: FigureKey| Some((one, Other::Figure(ground.other_key(reference, &one)?)));
            everywhere(ground, key).into_iter().filter_map(one).collect()
        }
    }
}

/// Every two of `keys` once, in the direction of `asked` where it is one of them.
fn pairs(keys: &[FigureKey], asked: Member) -> Vec<Member> {
    let mut pairs = Vec::new();
    for (at, one) in keys.iter().enumerate() {
        for other in &keys[at + 1..] {
            let pair = (*one, Other::Figure(*other));
            let turned = (*other, Other::Figure(*one));
            pairs.push(if turned == asked { turned } else { pair });
        }
    }
    pairs
}

/// The figure for each value of its dimension; the figure itself, where it is about everybody.
fn siblings(ground: &Ground<'_>, key: FigureKey) -> Vec<FigureKey> {
    let Some(GroupIx { dimension, .. }) = key.group else { return vec![key] };
    let values = 0..ground.figures.dimensions[dimension].values.len();
    values.map(|value| FigureKey { group: Some(GroupIx { dimension, value }), ..key }).collect()
}

/// The same, and for everybody that of each brand.
fn everywhere(ground: &Ground<'_>, key: FigureKey) -> Vec<FigureKey> {
    match (key.group, key.brand) {
        (None, Some(_)) => (0..ground.figures.brands.len()).map(|b| FigureKey { brand: Some(b), ..key }).collect(),
        _ => siblings(ground, key),
    }
}
