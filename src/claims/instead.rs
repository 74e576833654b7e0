//! What could be written in the place of a claim that the data do not support: claims that they do support.

use super::judge::{Basis, Ground, Truth, judge};
use super::{Claim, Rank, Statement, Way, With, league};
use crate::metrics::{FigureKey, Reference, Statistic};

/// Claims near to `claim` that the data support, the nearest first; mostly one or two, sometimes none.
pub fn instead(ground: &Ground<'_>, claim: &Claim) -> Vec<Claim> {
    let mut found: Vec<Claim> = Vec::new();
    for other in near(ground, claim) {
        if other != *claim && !found.contains(&other) && judge(ground, &other).truth == Truth::Supported {
            found.push(other);
        }
        if found.len() == 2 {
            break;
        }
    }
    found
}

/// Claims near to one, whether or not they hold.
fn near(ground: &Ground<'_>, claim: &Claim) -> Vec<Claim> {
    if let Statement::Driver(driver) = claim.statement {
        return near_driver(ground, claim, driver);
    }
    let of_it = |statement| Claim { key: claim.key, statement };
    statements(ground, claim).into_iter().map(of_it).collect()
}

/// What can be said of drivers instead: which of them leads, and among how many the one that was named is.
fn near_driver(ground: &Ground<'_>, claim: &Claim, driver: u16) -> Vec<Claim> {
    let places = |key: FigureKey| {
        let rank = ground.figure(&key).and_then(|figure| figure.rank).filter(|rank| rank.high < rank.of)?;
        Some(Claim { key, statement: Statement::Ranked(Rank::AmongFirst(rank.high)) })
    };
    let all: Vec<FigureKey> = league::drivers(ground, claim.key).collect();
    let leads = (0..all.len()).filter_map(|at| u16::try_from(at).ok());
    let leads = leads.map(|at| Claim { key: claim.key, statement: Statement::Driver(at) });
    let named = FigureKey { statistic: Statistic::Importance(driver), ..claim.key };
    let first = league::rival(ground, named, false).map(|(first, _)| first);
    leads.chain([Some(named), first].into_iter().flatten().filter_map(places)).collect()
}

/// Statements near to that of a claim.
fn statements(ground: &Ground<'_>, claim: &Claim) -> Vec<Statement> {
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
            let of_waves = waves.map(|since| Statement::Extreme { best: *best, since: *since });
            let contrary = Statement::Extreme { best: !best, since: *since };
            let previous = With::Reference(Reference::Previous);
            let moved = [Way::Rose, Way::Fell, Way::Unclear].map(|way| compared(way, &previous));
            of_waves.chain([contrary]).chain(moved).collect()
        }
        Statement::Driver(_) => Vec::new(),
        Statement::Crossed { level, .. } => {
            [Way::Above, Way::Below, Way::Unclear].map(|way| compared(way, level)).into()
        }
    }
}
