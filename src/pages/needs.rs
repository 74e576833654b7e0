//! What needs action, as the data have it: targets that are clearly missed, figures that clearly became worse, and what
//! matters much and is rated low. Each stands with its evidence and with what is being done about it.

use super::book::PageId;
use super::charts::measure;
use super::context::Context;
use super::evidence::{self, EvidenceView};
use super::show::told;
use crate::action::State;
use crate::chart::{Measure, Wording};
use crate::claims::{self, Basis, Claim, Statement, Truth, Way, With};
use crate::config::Better;
use crate::metrics::drivers::{DriverAttribute, Quadrant};
use crate::metrics::{Comparison, Estimate, Figure, FigureKey, GroupIx, MetricIx, Reference, Statistic, Unit, Verdict};
use serde::Serialize;
use std::collections::BTreeSet;

/// The most that is listed; a longer list would not say where to begin.
const MOST: usize = 6;
/// The most of attributes, and of groups.
const MOST_OF_A_KIND: usize = 2;

/// Something to act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Its id on the page.
    pub id: String,
    /// The sentence, without its figures.
    pub text: String,
    /// Where its evidence stands: on the same page, or on the page that computed it.
    pub evidence: String,
    /// The figures, each with interval and base.
    pub figures: String,
    /// The page with the whole story.
    pub href: String,
    /// What is being done about it, as far as the list of actions says; empty without such a list.
    pub actions: Vec<Doing>,
    /// What it rests on, where that stands on this page.
    pub proof: Option<EvidenceView>,
}

/// An action that is open, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doing {
    /// What, by whom and until when.
    pub text: String,
    /// `bad` where it is overdue.
    pub tone: &'static str,
}

/// What needs action; `None` where no figure could be tested, so that nothing can be said either way.
pub fn needs(context: &Context<'_>) -> Option<Vec<Need>> {
    let mut claims = missed(context);
    claims.extend(fallen(context));
    let mut needs: Vec<Need> = distinct(claims).filter_map(|found| need(context, found)).collect();
    let attributes = attributes(context);
    needs.truncate(MOST - attributes.len().min(MOST_OF_A_KIND));
    needs.extend(attributes.into_iter().take(MOST_OF_A_KIND));
    let groups = distinct(in_groups(context)).filter_map(|found| need(context, found)).take(MOST_OF_A_KIND);
    needs.extend(groups);
    needs.truncate(MOST);
    for (at, need) in needs.iter_mut().enumerate() {
        need.id = format!("need-{}", at + 1);
        if let Some(proof) = &mut need.proof {
            (proof.id, proof.back) = (format!("evidence-{}", need.id), format!("#{}", need.id));
            need.evidence = format!("#{}", proof.id);
        }
    }
    let tested = |metric| context.of_group(metric, None).is_some_and(|figure| figure.comparisons.iter().any(is_tested));
    (!needs.is_empty() || context.metrics().any(|(metric, _)| tested(metric))).then_some(needs)
}

/// The evidence of what needs action.
pub fn proofs(context: &Context<'_>) -> Vec<EvidenceView> {
    needs(context).unwrap_or_default().into_iter().filter_map(|need| need.proof).collect()
}

fn is_tested(comparison: &Comparison) -> bool {
    let can_act = comparison.reference.is_over_time() || comparison.reference == Reference::Target;
    can_act && comparison.test.is_some()
}

/// A figure with the comparison in which it clearly stands on the wrong side.
struct Found {
    key: FigureKey,
    reference: Reference,
    way: Way,
}

/// One for each figure: the first that is told of it.
fn distinct(found: Vec<Found>) -> impl Iterator<Item = Found> {
    let mut seen = BTreeSet::new();
    found.into_iter().filter(move |one| seen.insert(one.key))
}

/// Headline figures first, each in the order of the configuration.
fn metrics(context: &Context<'_>) -> Vec<MetricIx> {
    let mut metrics: Vec<(bool, MetricIx)> = context.metrics().map(|(metric, info)| (!info.headline, metric)).collect();
    metrics.sort_by_key(|(is_other, _)| *is_other);
    metrics.into_iter().map(|(_, metric)| metric).collect()
}

/// Targets that our figures of everybody clearly miss.
fn missed(context: &Context<'_>) -> Vec<Found> {
    let of = |metric| wrong(context, metric, None, &Reference::Target);
    metrics(context).into_iter().filter_map(of).collect()
}

/// Figures of everybody that clearly became worse: since the wave before, then since a year before.
fn fallen(context: &Context<'_>) -> Vec<Found> {
    let since = |reference| {
        let of = move |metric| wrong(context, metric, None, &reference);
        metrics(context).into_iter().filter_map(of)
    };
    since(Reference::Previous).chain(since(Reference::Year)).collect()
}

/// Groups in which a headline figure clearly became worse.
fn in_groups(context: &Context<'_>) -> Vec<Found> {
    let dimensions = &context.figures.dimensions;
    let groups = (0..dimensions.len())
        .flat_map(|dimension| (0..dimensions[dimension].values.len()).map(move |value| GroupIx { dimension, value }));
    let groups: Vec<GroupIx> = groups.collect();
    let headline = context.metrics().filter(|(_, info)| info.headline);
    headline
        .flat_map(|(metric, _)| {
            groups.iter().filter_map(move |&group| wrong(context, metric, Some(group), &Reference::Previous))
        })
        .collect()
}

/// The comparison of a figure, if its verdict is a clear one and bad news.
fn wrong(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>, reference: &Reference) -> Option<Found> {
    let statistic = context.headline(metric).statistic;
    let figure = context.of_group(metric, group)?;
    let verdict = told(figure, reference)?.verdict;
    let way = match (verdict, context.info(metric).better_of(statistic)?) {
        (Verdict::Lower, Better::High) if reference.is_over_time() => Way::Fell,
        (Verdict::Higher, Better::Low) if reference.is_over_time() => Way::Rose,
        (Verdict::Lower, Better::High) => Way::Below,
        (Verdict::Higher, Better::Low) => Way::Above,
        _ => return None,
    };
    let brand = context.figures.our_brand(metric);
    let key = FigureKey { metric, brand, group, wave: context.wave(), statistic };
    Some(Found { key, reference: reference.clone(), way })
}

/// The sentence with its evidence; none where the claim is not supported.
fn need(context: &Context<'_>, found: Found) -> Option<Need> {
    let key = found.key;
    let with = With::Reference(found.reference);
    let claim = Claim { key, statement: Statement::Compared { way: found.way, with } };
    let judgement = claims::judge(&context.say().ground, &claim);
    let Basis::Difference(_) = &judgement.basis else { return None };
    if judgement.truth != Truth::Supported {
        return None;
    }
    let proof = evidence::view(context, &claim, &judgement);
    let page = key.group.map_or(PageId::Metric(key.metric), PageId::Group);
    Some(Need {
        id: String::new(),
        text: proof.sentence.clone(),
        evidence: String::new(),
        figures: whole(context, measure(context.headline(key.metric)), figure(context, &key)),
        href: context.href(PageId::Overview, page),
        actions: doing(context, key.metric),
        proof: Some(proof),
    })
}

fn figure<'a>(context: &Context<'a>, key: &FigureKey) -> Option<&'a Estimate> {
    context.figures.by_key.get(key).map(|figure: &Figure| &figure.estimate)
}

/// `74% (69 to 78%, n 388)`
fn whole(context: &Context<'_>, measure: Measure, estimate: Option<&Estimate>) -> String {
    let wording = Wording { numbers: context.show.numbers, words: context.show.words };
    estimate.map(|estimate| wording.figure(measure, estimate).whole).unwrap_or_default()
}

/// Attributes that matter much and are rated low, of which no interval crosses the lines between; each for the metric for
/// which it matters most.
fn attributes(context: &Context<'_>) -> Vec<Need> {
    let of_wave = context.figures.drivers.iter().filter(|drivers| drivers.wave == context.wave());
    let mut found: Vec<(f64, &str, Need)> = Vec::new();
    for drivers in of_wave {
        let Ok(set) = &drivers.result else { continue };
        for (at, (driver, attribute)) in context.info(drivers.metric).drivers.iter().zip(&set.attributes).enumerate() {
            let statistic = u16::try_from(at).map(Statistic::Importance);
            let importance = statistic.ok().and_then(|s| context.figures.get(drivers.metric, None, context.wave(), s));
            let Some(importance) = importance.filter(|_| is_priority(attribute)) else { continue };
            let (of, rated) = (Measure { unit: Unit::Share, decimals: 0 }, Measure { unit: Unit::Score, decimals: 2 });
            let figures = context.show.fill(
                "needs.attribute.figures",
                &[
                    ("importance", &*whole(context, of, Some(&importance.estimate))),
                    ("rating", &*whole(context, rated, Some(&attribute.performance))),
                ],
            );
            let values = [("attribute", &*driver.title), ("metric", &context.info(drivers.metric).title)];
            let href = context.href(PageId::Overview, PageId::Chapter("drivers"));
            let need = Need {
                id: String::new(),
                text: context.show.fill("needs.attribute", &values),
                evidence: format!("{href}#{}", crate::slug::slug(&context.info(drivers.metric).id)),
                figures,
                href,
                actions: metric_of(context, &driver.id).map(|metric| doing(context, metric)).unwrap_or_default(),
                proof: None,
            };
            found.push((importance.estimate.measured().map_or(0.0, |m| m.value), &driver.id, need));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut seen = BTreeSet::new();
    found.into_iter().filter(|(_, id, _)| seen.insert(*id)).map(|(.., need)| need).collect()
}

fn is_priority(attribute: &DriverAttribute) -> bool {
    attribute.placement.quadrant == Quadrant::ConcentrateHere && !attribute.placement.borderline
}

/// The metric of a question.
fn metric_of(context: &Context<'_>, question: &str) -> Option<MetricIx> {
    let config = context.report.config;
    config.metrics.iter().position(|m| config.questions[m.question.value.0].id == question).map(MetricIx)
}

/// The open actions for a metric, or that there is none; nothing where no actions are listed at all.
fn doing(context: &Context<'_>, metric: MetricIx) -> Vec<Doing> {
    let (show, actions) = (context.show, context.report.actions);
    let end = show.waves().last_day(context.wave());
    let is_open = |state| matches!(state, State::Planned | State::UnderWay);
    let mut open: Vec<Doing> = actions
        .iter()
        .filter(|action| action.metric == Some(metric) && is_open(action.state))
        .map(|action| {
            // Not broken at its hyphens.
            let due = action.due.map(|due| due.to_string().replace('-', "\u{2011}"));
            let who = [action.owner.clone(), due].into_iter().flatten().collect::<Vec<_>>().join(", ");
            let (key, tone) = if action.is_overdue(end) { ("needs.overdue", "bad") } else { ("needs.in_hand", "flat") };
            let text = show.fill(key, &[("what", &action.what)]);
            let who = if who.is_empty() { who } else { show.fill("needs.who", &[("who", &who)]) };
            Doing { text: text + &who, tone }
        })
        .collect();
    if open.is_empty() && !actions.is_empty() {
        open.push(Doing { text: show.word("needs.no_action"), tone: "flat" });
    }
    open
}
