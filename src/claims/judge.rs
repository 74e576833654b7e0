//! Whether the data support a claim.
//!
//! *Contradicted*: the estimate does not go that way. *Unproven*: it goes that way, and the adjusted p is not below
//! alpha; or nothing can be told. *Supported*: it goes that way, and the adjusted p is below alpha. The adjusted p is that of
//! the figure's own row where there is one; other comparisons are families of their own (see `family.rs`).

use super::family;
use super::{Claim, Rank, Statement, Way, With};
use crate::config::{Better, Report};
use crate::lookup::other_key;
use crate::metrics::{
    self, Answers, Comparison, Estimate, Figure, FigureKey, Figures, Measured, Other, Reference, Statistic, Test,
    Verdict, covered_by_another,
};
use crate::stats::interval::Confidence;
use crate::wave::Wave;

/// What claims are judged by: one edition.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// Its figures.
    pub figures: &'a Figures,
    /// Waves and the level of confidence.
    pub report: &'a Report,
    /// The answers behind the figures, for comparisons that only a claim asks for.
    pub answers: &'a dyn Answers,
}

/// What the data say to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// They support it.
    Supported,
    /// They neither support nor contradict it.
    Unproven,
    /// They contradict it.
    Contradicted,
}

impl Truth {
    /// The word, for programs and as the last part of keys in the catalogue.
    pub fn word(self) -> &'static str {
        match self {
            Truth::Supported => "supported",
            Truth::Unproven => "unproven",
            Truth::Contradicted => "contradicted",
        }
    }
}

/// A claim's truth with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What the data say.
    pub truth: Truth,
    /// Why.
    pub basis: Basis,
}

/// What a judgement rests on.
#[derive(Debug, Clone, PartialEq)]
pub enum Basis {
    /// Nothing can be told.
    Untold(Untold),
    /// A difference and its test.
    Difference(Difference),
    /// A rank with the range that the data allow.
    Rank(metrics::Rank),
    /// The rank of a driver with the range that the data allow.
    Driver(metrics::Rank),
    /// What was measured in earlier waves, oldest first.
    Course(Vec<(Wave, Measured)>),
    /// The differences from a level then and now.
    Crossing {
        /// Then.
        before: Box<Difference>,
        /// Now.
        now: Box<Difference>,
    },
}

/// A figure less another, or a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Against what.
    pub with: With,
    /// The figure on the other side, where it is one of the report's own.
    pub other: Option<FigureKey>,
    /// The difference, as values are kept.
    pub value: f64,
    /// Its two-sided interval at the report's level.
    pub interval: Option<(f64, f64)>,
    /// The test of no difference with the p-value adjusted in its family; absent where nothing varies.
    pub test: Option<Test>,
    /// How it lies to the margin, where that is asked.
    pub margin: Option<Margin>,
}

/// A difference and a margin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// The margin, as values are kept.
    pub margin: f64,
    /// The interval that must lie within it: that of two one-sided tests at alpha.
    pub interval: (f64, f64),
    /// The level of that interval.
    pub level: f64,
}

/// Why nothing can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untold {
    /// Nobody answered.
    NoData,
    /// The figure may not be shown.
    Suppressed,
    /// It rests on a low base.
    LowBase,
    /// There is nothing to compare with.
    OtherNoData,
    /// What it is compared with may not be shown.
    OtherSuppressed,
    /// What it is compared with rests on a low base.
    OtherLowBase,
    /// The two do not measure the same thing; the author's words for what changed.
    NotComparable(Option<String>),
    /// There is no test for the two, or nothing varies.
    NotTested,
    /// It has no rank: it has no standard error, or no other could be ranked with it.
    NotRanked,
    /// The drivers could not be computed.
    NoDrivers,
}

impl Untold {
    /// The same, said of the other side.
    pub(super) fn of_the_other(self) -> Untold {
        match self {
            Untold::NoData => Untold::OtherNoData,
            Untold::Suppressed => Untold::OtherSuppressed,
            Untold::LowBase => Untold::OtherLowBase,
            other => other,
        }
    }
}

/// Why a figure that is not there cannot be shown.
pub fn untold(ground: &Ground<'_>, key: &FigureKey) -> Untold {
    ground.firm(key).err().unwrap_or(Untold::NoData)
}

/// Judges a claim. The same claim has the same judgement whatever else is claimed.
pub fn judge(ground: &Ground<'_>, claim: &Claim) -> Judgement {
    let judged = match &claim.statement {
        Statement::Compared { way, with } => compared(ground, claim.key, *way, with),
        Statement::Ranked(rank) => ranked(ground, claim.key, *rank),
        Statement::Extreme { best, since } => extreme(ground, claim.key, *best, *since),
        Statement::Driver(driver) => driven(ground, claim.key, *driver),
        Statement::Crossed { level, since } => crossed(ground, claim.key, level, since),
    };
    match judged {
        Ok((truth, basis)) => Judgement { truth, basis },
        Err(untold) => Judgement { truth: Truth::Unproven, basis: Basis::Untold(untold) },
    }
}

type Judged = Result<(Truth, Basis), Untold>;

/// It goes that way or not; if so, whether that is clear.
fn truth(goes_that_way: bool, is_clear: bool) -> Truth {
    match (goes_that_way, is_clear) {
        (false, _) => Truth::Contradicted,
        (true, false) => Truth::Unproven,
        (true, true) => Truth::Supported,
    }
}

/// The same where it may be that nothing was tested: what does not go that way is contradicted without a test.
fn tested(goes_that_way: bool, is_clear: Result<bool, Untold>) -> Result<Truth, Untold> {
    if goes_that_way { Ok(truth(true, is_clear?)) } else { Ok(Truth::Contradicted) }
}

fn compared(ground: &Ground<'_>, key: FigureKey, way: Way, with: &With) -> Judged {
    let difference = difference(ground, key, with)?;
    let clear = |difference: &Difference| match difference.test {
        Some(test) => Ok(test.p_adjusted < ground.confidence().alpha()),
        None => Err(Untold::NotTested),
    };
    let truth = match way {
        Way::Rose | Way::Above => tested(difference.value > 0.0, clear(&difference))?,
        Way::Fell | Way::Below => tested(difference.value < 0.0, clear(&difference))?,
        Way::Unclear if clear(&difference)? => Truth::Contradicted,
        Way::Unclear => Truth::Supported,
        Way::Steady | Way::Level => return within_margin(ground, key, difference),
    };
    Ok((truth, Basis::Difference(difference)))
}

/// Two one-sided tests at alpha (Schuirmann 1987): the interval at 1 − 2 alpha lies within the margin. Where the answers are
/// not at hand (published figures) the interval at 1 − alpha takes its place, which is wider.
fn within_margin(ground: &Ground<'_>, key: FigureKey, difference: Difference) -> Judged {
    let margin = ground.figures.metrics[key.metric.0].margin_of(key.statistic).ok_or(Untold::NotTested)?;
    let alpha = ground.confidence().alpha();
    let other = match (&difference.with, difference.other) {
        (With::Number(number), _) => Some(Other::Number(*number)),
        (With::Reference(Reference::Rest), _) => Some(Other::Rest),
        (With::Reference(Reference::Target), _) => ground.figures.metrics[key.metric.0].target.map(Other::Number),
        (With::Reference(_), other) => other.map(Other::Figure),
    };
    let narrow = Confidence::from_alpha(2.0 * alpha);
    let narrow = narrow.zip(other).and_then(|(level, other)| {
        let interval = ground.answers.gap(&key, other, level)?.interval?;
        Some(((interval.lower, interval.upper), level.level()))
    });
    let wide = difference.interval.map(|interval| (interval, ground.report.confidence));
    let (interval, level) = narrow.or(wide).ok_or(Untold::NotTested)?;
    let inside = -margin < interval.0 && interval.1 < margin;
    let truth = truth(difference.value.abs() < margin, inside);
    let margin = Some(Margin { margin, interval, level });
    Ok((truth, Basis::Difference(Difference { margin, ..difference })))
}

fn ranked(ground: &Ground<'_>, key: FigureKey, wanted: Rank) -> Judged {
    ground.firm(&key)?;
    let rank = ground.figure(&key).and_then(|figure| figure.rank).ok_or(Untold::NotRanked)?;
    let truth = match wanted {
        Rank::First => truth(rank.rank == 1, rank.high == 1),
        Rank::Last => truth(rank.rank == rank.of, rank.low == rank.of),
        Rank::AmongFirst(places) => truth(rank.rank <= places, rank.high <= places),
    };
    Ok((truth, Basis::Rank(rank)))
}

/// What was observed: no test says that the best of several waves is the best for sure.
fn extreme(ground: &Ground<'_>, key: FigureKey, best: bool, since: Wave) -> Judged {
    let ours = ground.firm(&key)?;
    let info = &ground.figures.metrics[key.metric.0];
    let upwards = (info.better_of(key.statistic) == Some(Better::High)) == best;
    let mut course = Vec::new();
    for &wave in ground.figures.waves.iter().filter(|wave| since <= **wave && **wave < key.wave) {
        match ground.figure(&FigureKey { wave, ..key }).map(|figure| &figure.estimate) {
            None | Some(Estimate::NoData) => continue,
            Some(Estimate::Suppressed) => return Err(Untold::OtherSuppressed),
            Some(Estimate::Measured(measured)) => course.push((wave, measured.clone())),
        }
        ground.unbroken(&key, wave)?;
    }
    if course.is_empty() {
        return Err(Untold::OtherNoData);
    }
    let beats = |other: &Measured| if upwards { ours.value > other.value } else { ours.value < other.value };
    let truth = truth(course.iter().all(|(_, other)| beats(other)), true);
    Ok((truth, Basis::Course(course)))
}

fn driven(ground: &Ground<'_>, key: FigureKey, driver: u16) -> Judged {
    let key = FigureKey { statistic: Statistic::Importance(driver), ..key };
    let figure = ground.figure(&key).ok_or(Untold::NoDrivers)?;
    figure.estimate.measured().ok_or(Untold::NoDrivers)?;
    let rank = figure.rank.ok_or(Untold::NotRanked)?;
    Ok((truth(rank.rank == 1, rank.high == 1), Basis::Driver(rank)))
}

/// Both must be clear, then and now (intersection–union: Berger 1982), so that neither is adjusted for the other.
fn crossed(ground: &Ground<'_>, key: FigureKey, level: &With, since: &Reference) -> Judged {
    let then = ground.other_key(since, &key).ok_or(Untold::OtherNoData)?;
    ground.unbroken(&key, then.wave)?;
    let now = difference(ground, key, level)?;
    let before = difference(ground, then, level).map_err(Untold::of_the_other)?;
    let alpha = ground.confidence().alpha();
    let test = |difference: &Difference| difference.test.ok_or(Untold::NotTested);
    let clear = || Ok(test(&before)?.p_adjusted < alpha && test(&now)?.p_adjusted < alpha);
    let sides = (before.value < 0.0 && now.value > 0.0) || (before.value > 0.0 && now.value < 0.0);
    Ok((tested(sides, clear())?, Basis::Crossing { before: Box::new(before), now: Box::new(now) }))
}

/// The figure's own comparison, where the report has one; else one that is made for the claim.
fn difference(ground: &Ground<'_>, key: FigureKey, with: &With) -> Result<Difference, Untold> {
    ground.firm(&key)?;
    let With::Reference(reference) = with else { return family::difference(ground, key, with) };
    let Some(row) = row(ground, key, reference) else { return family::difference(ground, key, with) };
    let other = ground.other_key(reference, &key);
    match row.verdict {
        Verdict::Higher | Verdict::Lower | Verdict::NoClearDifference => {}
        Verdict::BaseTooSmall => {
            if let Some(other) = other {
                ground.firm(&other).map_err(Untold::of_the_other)?;
            }
            return Err(if row.difference.is_some() { Untold::OtherLowBase } else { Untold::OtherSuppressed });
        }
        Verdict::NotComparable => {
            if let Some(other) = other {
                ground.unbroken(&key, other.wave)?;
            }
            return Err(Untold::NotComparable(None));
        }
    }
    let value = row.difference.ok_or(Untold::OtherSuppressed)?;
    let Comparison { interval, test, .. } = row;
    Ok(Difference { with: with.clone(), other, value, interval, test, margin: None })
}

/// The comparison that the figure, or the one on the other side, has among its own.
fn row(ground: &Ground<'_>, key: FigureKey, reference: &Reference) -> Option<Comparison> {
    let figure = ground.figure(&key)?;
    if let Some(row) = figure.against(reference) {
        return Some(row.clone());
    }
    match reference {
        // Our row tells the same with the sign turned round.
        Reference::Brand(name) => {
            let theirs = ground.figures.brands.get(key.brand?)?;
            let us = ground.figures.brands.first().filter(|us| *us == name)?;
            let ours = ground.figure(&ground.other_key(&Reference::Brand(us.clone()), &key)?)?;
            ours.against(&Reference::Brand(theirs.clone())).map(turned)
        }
        Reference::Wave(_) => {
            let before = ground.other_key(reference, &key)?.wave;
            let info = &ground.figures.metrics[key.metric.0];
            let covered = covered_by_another(&ground.report.waves, info, key.wave, before)?;
            figure.against(&covered).cloned()
        }
        _ => None,
    }
}

fn turned(row: &Comparison) -> Comparison {
    Comparison {
        reference: row.reference.clone(),
        difference: row.difference.map(|difference| -difference),
        interval: row.interval.map(|(lower, upper)| (-upper, -lower)),
        test: row.test,
        in_both: row.in_both,
        verdict: match row.verdict {
            Verdict::Higher => Verdict::Lower,
            Verdict::Lower => Verdict::Higher,
            other => other,
        },
    }
}

impl<'a> Ground<'a> {
    /// The level of confidence.
    pub(super) fn confidence(&self) -> Confidence {
        Confidence::new(self.report.confidence).unwrap_or(Confidence::NINETY_FIVE)
    }

    pub(super) fn figure(&self, key: &FigureKey) -> Option<&'a Figure> {
        self.figures.by_key.get(key)
    }

    /// The figure on the other side of a comparison.
    pub(super) fn other_key(&self, reference: &Reference, key: &FigureKey) -> Option<FigureKey> {
        other_key(self.figures, &self.report.waves, reference, key)
    }

    /// A figure that may be shown and tested.
    pub(super) fn firm(&self, key: &FigureKey) -> Result<&'a Measured, Untold> {
        match self.figure(key).map(|figure| &figure.estimate) {
            None | Some(Estimate::NoData) => Err(Untold::NoData),
            Some(Estimate::Suppressed) => Err(Untold::Suppressed),
            Some(Estimate::Measured(measured)) if measured.low_base => Err(Untold::LowBase),
            Some(Estimate::Measured(measured)) => Ok(measured),
        }
    }

    /// That nothing changed in what is measured between the figure's wave and another.
    pub(super) fn unbroken(&self, key: &FigureKey, wave: Wave) -> Result<(), Untold> {
        match self.figures.metrics[key.metric.0].break_between(key.wave, wave) {
            Some(broken) => Err(Untold::NotComparable(Some(broken.text.clone()))),
            None => Ok(()),
        }
    }
}
