//! Main points: plain sentences made from the strongest supported differences, each with its evidence, unless the
//! author wrote them.

use super::book::PageId;
use super::context::Context;
use super::evidence::{self, EvidenceView};
use super::say::name;
use super::show::better;
use crate::claims::{self, Basis, Difference, Proposal, Statement, With};
use crate::commentary::Points;
use crate::metrics::{FigureKey, GroupIx, MetricIx, Reference, Verdict};
use serde::Serialize;

/// A main point of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// Its id on the page.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// ▲ or ▼
    pub shape: &'static str,
    /// `good` or `bad`
    pub tone: &'static str,
    /// The page with the whole story.
    pub href: String,
    /// What it rests on.
    pub proof: EvidenceView,
}

/// The author's own main points.
pub fn authored<'a>(context: &Context<'a>) -> Option<&'a Points> {
    context.texts(PageId::Overview).find_map(|text| text.points.as_ref())
}

/// The main points that we make; none where the author made them.
pub fn points(context: &Context<'_>) -> Vec<Point> {
    if authored(context).is_some() {
        return Vec::new();
    }
    let proposals = claims::proposals(&context.say().ground);
    proposals.iter().enumerate().filter_map(|(at, proposal)| point(context, at + 1, proposal)).collect()
}

/// The main points as sentences, whoever made them.
pub fn sentences(context: &Context<'_>) -> Vec<String> {
    match authored(context) {
        Some(points) => points.sentences.clone(),
        None => points(context).into_iter().map(|point| point.text).collect(),
    }
}

/// The metric of the first point that is about everybody: what the overview's title speaks of.
pub fn first_metric(context: &Context<'_>) -> Option<MetricIx> {
    claims::changes(&context.say().ground).first().map(|proposal| proposal.claim.key.metric)
}

fn point(context: &Context<'_>, number: usize, proposal: &Proposal) -> Option<Point> {
    let (Statement::Compared { with: With::Reference(reference), .. }, Basis::Difference(difference)) =
        (&proposal.claim.statement, &proposal.judgement.basis)
    else {
        return None;
    };
    let key = proposal.claim.key;
    let page = match (reference, key.group) {
        (Reference::Brand(_), _) => PageId::COMPETITORS,
        (_, Some(group)) => PageId::Group(group),
        (_, None) => PageId::Metric(key.metric),
    };
    let direction = if difference.value > 0.0 { Verdict::Higher } else { Verdict::Lower };
    let verdict = context.show.verdict(direction, better(context.info(key.metric), key.statistic), false);
    let text = text(context, key, reference, difference);
    let id = format!("claim-{number}");
    let proof = EvidenceView {
        id: format!("evidence-{number}"),
        back: format!("#{id}"),
        sentence: text.clone(),
        ..evidence::view(context, &proposal.claim, &proposal.judgement)
    };
    Some(Point {
        id,
        text,
        shape: verdict.shape,
        tone: verdict.tone,
        href: context.href(PageId::Overview, page),
        proof,
    })
}

/// The sentence with its numbers; `difference` is one that the data support.
fn text(context: &Context<'_>, key: FigureKey, reference: &Reference, difference: &Difference) -> String {
    let show = &context.show;
    let statistic = context.headline(key.metric);
    let word = match (reference, difference.value > 0.0) {
        (Reference::Brand(_), true) => "point.brand.higher",
        (Reference::Brand(_), false) => "point.brand.lower",
        (reference, true) if reference.is_over_time() => "point.rose",
        (reference, false) if reference.is_over_time() => "point.fell",
        (_, true) => "point.higher",
        (_, false) => "point.lower",
    };
    let value = |key: &FigureKey| context.figures.by_key.get(key).map(|figure| show.cell(statistic, &figure.estimate));
    let value = |key: &FigureKey| value(key).map(|cell| cell.value).unwrap_or_default();
    let other = difference.other.filter(|_| matches!(reference, Reference::Brand(_)));
    show.fill(
        word,
        &[
            ("subject", &*subject_name(context, key.metric, key.group)),
            ("size", &*show.size(statistic.unit, statistic.decimals, difference.value)),
            ("reference", &*show.reference(reference)),
            ("value", &*value(&key)),
            ("other", &*other.map(|other| value(&other)).unwrap_or_default()),
        ],
    )
}

/// "Recommendation", "Recommendation in North (Region)".
fn subject_name(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>) -> String {
    let metric = name(context, metric);
    match group {
        Some(group) => {
            let dimension = &context.figures.dimensions[group.dimension].title;
            let values = [("metric", &*metric), ("group", &context.group_name(group)), ("dimension", dimension)];
            context.show.fill("point.in_group", &values)
        }
        None => metric,
    }
}
