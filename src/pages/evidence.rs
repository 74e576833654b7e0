//! What the sentences on a page rest on.

use super::book::PageId;
use super::context::Context;
use super::{needs, points};
use crate::claims::{Claim, Judgement};
use crate::commentary::Claimed;
use serde::Serialize;

/// The evidence of one sentence as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceView {
    /// Its id on the page of the sentence.
    pub id: String,
    /// Link to the sentence on the same page; empty where it is the page's title.
    pub back: String,
    /// The sentence in the words of whoever wrote it.
    pub sentence: String,
    /// What was checked, in ours.
    pub statement: String,
    /// `supported`, `not proven`, `contradicted`
    pub verdict: String,
    /// `supported`, `unproven`, `contradicted`
    pub truth: &'static str,
    /// Values, bases, intervals, test.
    pub facts: Vec<String>,
}

/// The evidence of a page, in the order of its ids.
pub fn of_page(context: &Context<'_>, page: PageId) -> Vec<EvidenceView> {
    let texts = context.texts(page).flat_map(|text| &text.claims).map(|claimed| of_text(context, claimed));
    let ours = match page {
        PageId::Overview => {
            let points = points::points(context).into_iter().map(|point| point.proof);
            points.chain(needs::proofs(context)).collect()
        }
        _ => Vec::new(),
    };
    texts.chain(ours).collect()
}

fn of_text(context: &Context<'_>, claimed: &Claimed) -> EvidenceView {
    let view = view(context, &claimed.claim, &claimed.judgement);
    EvidenceView {
        id: claimed.evidence.clone(),
        back: if claimed.id.is_empty() { String::new() } else { format!("#{}", claimed.id) },
        sentence: claimed.sentence.clone(),
        ..view
    }
}

/// The evidence of a claim of ours, the sentence of which is the statement itself.
pub fn view(context: &Context<'_>, claim: &Claim, judgement: &Judgement) -> EvidenceView {
    let evidence = context.say().evidence(claim, judgement);
    EvidenceView {
        id: String::new(),
        back: String::new(),
        sentence: evidence.statement.clone(),
        statement: evidence.statement,
        verdict: evidence.verdict,
        truth: evidence.truth.word(),
        facts: evidence.facts,
    }
}
