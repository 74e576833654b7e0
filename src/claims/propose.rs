//! Which supported differences an edition's main points could be.

use super::judge::{Basis, Ground, Judgement, Truth, judge};
use super::{Claim, Say, Statement, Way, With, subject};
use crate::config::Better;
use crate::metrics::{Estimate, FigureKey, Figures, MetricIx, Reference, Verdict};
use crate::number::Unit;

/// A claim that the data support.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The claim.
    pub claim: Claim,
    /// With what supports it.
    pub judgement: Judgement,
    /// The difference in half-widths of its interval, which is comparable between units.
    strength: f64,
}

/// The most points that are made.
const MOST: usize = 6;
/// The most points of one kind beside the changes of whole metrics.
const MOST_OF_A_KIND: usize = 2;

/// The main points of an edition: what changed for everybody, headline figures first and the clearest change first, then who
/// is ahead of us or behind, and where groups differ.
pub fn proposals(ground: &Ground<'_>) -> Vec<Proposal> {
    let mut chosen = changes(ground);
    // Some room is left for who is ahead and where it is different.
    chosen.truncate(MOST - MOST_OF_A_KIND);
    chosen.extend(brands(ground).into_iter().take(MOST_OF_A_KIND));
    for reference in [Reference::Previous, Reference::Rest] {
        let found = strongest(ground, groups(ground), &reference);
        let is_new = |one: &Proposal| chosen.iter().all(|other| other.claim.key != one.claim.key);
        let new: Vec<Proposal> = found.into_iter().filter(is_new).take(MOST_OF_A_KIND).collect();
        chosen.extend(new);
    }
    chosen.truncate(MOST);
    chosen
}

/// The clear changes of whole metrics: since the wave before, then since a year before where the former shows none.
pub fn changes(ground: &Ground<'_>) -> Vec<Proposal> {
    let mut chosen = strongest(ground, everybody(ground), &Reference::Previous);
    for one in strongest(ground, everybody(ground), &Reference::Year) {
        if chosen.iter().all(|other| other.claim.key != one.claim.key) {
            chosen.push(one);
        }
    }
    chosen
}

/// The supported differences of figures, those of headline metrics first, the strongest of each first.
fn strongest(ground: &Ground<'_>, keys: Vec<FigureKey>, reference: &Reference) -> Vec<Proposal> {
    let mut found: Vec<Proposal> = keys.into_iter().filter_map(|key| proposal(ground, key, reference)).collect();
    let is_headline = |one: &Proposal| ground.figures.metrics[one.claim.key.metric.0].headline;
    found.sort_by(|a, b| (is_headline(b)).cmp(&is_headline(a)).then(b.strength.total_cmp(&a.strength)));
    found
}

fn proposal(ground: &Ground<'_>, key: FigureKey, reference: &Reference) -> Option<Proposal> {
    let way = match (ground.figure(&key)?.against(reference)?.verdict, reference.is_over_time()) {
        (Verdict::Higher, true) => Way::Rose,
        (Verdict::Lower, true) => Way::Fell,
        (Verdict::Higher, false) => Way::Above,
        (Verdict::Lower, false) => Way::Below,
        _ => return None,
    };
    let claim = Claim { key, statement: Statement::Compared { way, with: With::Reference(reference.clone()) } };
    let judgement = judge(ground, &claim);
    let Basis::Difference(difference) = &judgement.basis else { return None };
    let (low, high) = difference.interval?;
    let half = (high - low) / 2.0;
    let strength = if half > 0.0 { difference.value.abs() / half } else { f64::MAX };
    (judgement.truth == Truth::Supported).then_some(Proposal { claim, judgement, strength })
}

fn headline_key(figures: &Figures, metric: MetricIx) -> FigureKey {
    let statistic = figures.metrics[metric.0].statistics[0].statistic;
    FigureKey { metric, brand: figures.our_brand(metric), group: None, wave: figures.wave, statistic }
}

fn everybody(ground: &Ground<'_>) -> Vec<FigureKey> {
    (0..ground.figures.metrics.len()).map(|at| headline_key(ground.figures, MetricIx(at))).collect()
}

fn groups(ground: &Ground<'_>) -> Vec<FigureKey> {
    let headlines = everybody(ground).into_iter().filter(|key| ground.figures.metrics[key.metric.0].headline);
    let of = |whole: FigureKey| {
        let all = ground.figures.by_key.keys();
        all.filter(move |key| key.group.is_some() && FigureKey { group: None, ..**key } == whole).copied()
    };
    headlines.flat_map(of).collect()
}

/// Brands that are clearly ahead of or behind us on the first metric that has brands; those ahead first, the clearest
/// difference first.
fn brands(ground: &Ground<'_>) -> Vec<Proposal> {
    let figures = ground.figures;
    let Some(at) = figures.metrics.iter().position(|info| info.branded && !info.is_neutral()) else {
        return Vec::new();
    };
    let key = headline_key(ground.figures, MetricIx(at));
    let others = figures.brands.iter().skip(1);
    let mut found: Vec<Proposal> =
        others.filter_map(|brand| proposal(ground, key, &Reference::Brand(brand.clone()))).collect();
    let wanted = if figures.metrics[at].better == Better::High { Way::Above } else { Way::Below };
    let is_behind = |one: &Proposal| matches!(&one.claim.statement, Statement::Compared { way, .. } if *way == wanted);
    found.sort_by(|a, b| is_behind(a).cmp(&is_behind(b)).then(b.strength.total_cmp(&a.strength)));
    found
}

/// What the figure's own comparisons let one say of it.
pub fn supported(ground: &Ground<'_>, key: FigureKey) -> Vec<Claim> {
    let comparisons = ground.figure(&key).into_iter().flat_map(|figure| &figure.comparisons);
    // The steps of a journey are no references of the grammar.
    let references = comparisons.map(|one| &one.reference).filter(|one| !matches!(one, Reference::Step(_)));
    references.filter_map(|reference| proposal(ground, key, reference)).map(|one| one.claim).collect()
}

/// The main points of an edition as Markdown for the overview: each a claim, with inline values that keep up with the data.
pub fn points(say: &Say<'_>) -> String {
    let mut text = format!("## {} {{#points}}\n\n", say.words.get("points.title"));
    let proposed = proposals(&say.ground);
    if proposed.is_empty() {
        text.push_str(&format!("{}.\n", say.words.get(without_points(say.ground.figures))));
    }
    for (at, one) in proposed.iter().enumerate() {
        text.push_str(&format!("{}. {}\n", at + 1, point(say, &one.claim)));
    }
    text
}

/// What is said where no wave before is there to compare with: a word of the catalogue.
pub const NOTHING_EARLIER: &str = "points.alone";

/// What is said where nothing changed for sure, as a key of the catalogue: that nothing did only where something could be
/// told from the data.
pub fn without_points(figures: &Figures) -> &'static str {
    let over_time = |at: usize| {
        let figure = figures.by_key.get(&headline_key(figures, MetricIx(at)));
        let comparisons = figure.map(|figure| figure.comparisons.as_slice()).unwrap_or_default();
        comparisons.iter().filter(|comparison| comparison.reference.is_over_time())
    };
    let compared: Vec<_> = (0..figures.metrics.len()).flat_map(over_time).collect();
    // A figure that there was before, and of which nobody can say whether it changed.
    let is_gone = |at: usize| {
        let key = headline_key(figures, MetricIx(at));
        let has_figure =
            |wave| figures.by_key.get(&FigureKey { wave, ..key }).is_some_and(|f| f.estimate != Estimate::NoData);
        figures.metrics[at].headline && !has_figure(figures.wave) && figures.waves.iter().any(|wave| has_figure(*wave))
    };
    match compared.as_slice() {
        [] => NOTHING_EARLIER,
        some if some.iter().all(|comparison| comparison.test.is_none()) => "points.untold",
        _ if (0..figures.metrics.len()).any(is_gone) => "points.none.some",
        _ => "points.none",
    }
}

fn point(say: &Say<'_>, claim: &Claim) -> String {
    let ground = &say.ground;
    let figure = subject(ground.figures, ground.report, &claim.key);
    let (unit, _) = say.print(&claim.key);
    let points = if matches!(unit, Unit::Points | Unit::Share) { " points" } else { "" };
    let link = say.link(claim);
    let Statement::Compared { with: With::Reference(reference), .. } = &claim.statement else { return link };
    match reference {
        Reference::Previous | Reference::Year | Reference::Baseline => {
            format!("{link}, to {{{{ {figure} }}}} ({{{{ {figure} change {} }}}}{points})", reference.kind())
        }
        Reference::Rest => format!("{link}, at {{{{ {figure} }}}} ({{{{ {figure} gap rest }}}}{points})"),
        Reference::Brand(_) => match ground.other_key(reference, &claim.key) {
            Some(other) => {
                let other = subject(ground.figures, ground.report, &other);
                format!("{link}: {{{{ {figure} }}}} against {{{{ {other} }}}}")
            }
            None => link,
        },
        _ => format!("{link}, at {{{{ {figure} }}}}"),
    }
}
