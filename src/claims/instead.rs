//! What could be written in the place of a claim that the data do not support: claims that they do support.

use super::judge::{Basis, Ground, Truth, judge};
use super::{Claim, Rank, Statement, Way, With};
use crate::metrics::Reference;

/// Claims near to `claim` that the data support, the nearest first; mostly one or two, sometimes none.
pub fn instead(ground: &Ground<'_>, claim: &Claim) -> Vec<Claim> {
    let mut found: Vec<Claim> = Vec::new();
    for statement in near(ground, claim) {
        let other = Claim { key: claim.key, statement };
        if other != *claim && !found.contains(&other) && judge(ground, &other).truth == Truth::Supported {
            found.push(other);
        }
        if found.len() == 2 {
            break;
        }
    }
    found
}

/// Statements near to that of a claim, whether or not they hold.
fn near(ground: &Ground<'_>, claim: &Claim) -> Vec<Statement> {
    let compared = |way: Way, with: &With| Statement::Compared { way, with: with.clone() };
    let has_margin = ground.figures.metrics[claim.key.metric.0].margin_of(claim.key.statistic).is_some();
    match &claim.statement {
        Statement::Compared { way, with } => {
            let over_time = with.is_over_time();
            let (more, less, same) = match over_time {
                true => (Way::Rose, Way::Fell, Way::Steady),
                false => (Way::Above, Way::Below, Way::Level),
            };
            let mut near = vec![compared(more, with), compared(less, with)];
            near.extend(has_margin.then(|| compared(same, with)));
            near.push(compared(Way::Unclear, with));
            if over_time && matches!(way, Way::Rose | Way::Fell) {
                let others = [Reference::Year, Reference::Previous, Reference::Baseline].map(With::Reference);
                near.extend(others.iter().filter(|other| *other != with).map(|other| compared(*way, other)));
            }
            near
        }
        Statement::Ranked(_) => match judge(ground, claim).basis {
            Basis::Rank(rank) if rank.high < rank.of => {
                vec![Statement::Ranked(if rank.high == 1 { Rank::First } else { Rank::AmongFirst(rank.high) })]
            }
            Basis::Rank(rank) if rank.low == rank.of => vec![Statement::Ranked(Rank::Last)],
            _ => Vec::new(),
        },
        Statement::Extreme { best, since } => {
            let waves = ground.figures.waves.iter().filter(|wave| *since < **wave && **wave < claim.key.wave);
            let mut near: Vec<Statement> =
                waves.map(|since| Statement::Extreme { best: *best, since: *since }).collect();
            near.push(compared(Way::Unclear, &With::Reference(Reference::Previous)));
            near
        }
        Statement::Driver(_) => {
            let drivers = ground.figures.metrics[claim.key.metric.0].drivers.len();
            (0..drivers).filter_map(|at| u16::try_from(at).ok()).map(Statement::Driver).collect()
        }
        Statement::Crossed { level, .. } => {
            [Way::Above, Way::Below, Way::Unclear].map(|way| compared(way, level)).into()
        }
    }
}
