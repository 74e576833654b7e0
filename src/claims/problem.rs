//! What an author is told of a claim that the data do not support.

use super::judge::{Basis, Judgement, Truth, Untold};
use super::{Claim, Say, Statement, instead};
use crate::diag::{Diagnostic, Severity};
use crate::lookup::{Lookup, Place};
use crate::metrics::{FigureKey, Statistic};
use crate::source::Span;

/// Whether a problem is a claim that the data do not support, rather than one that cannot be judged.
pub fn is_unsupported(problem: &Diagnostic) -> bool {
    ["claim/contradicted", "claim/unproven"].contains(&problem.code)
}

/// The problem with a judged claim that is written as `written` at `span`; None where the data support it. `unproven`
/// says how bad it is when they neither support nor contradict it.
pub fn problem(
    say: &Say<'_>,
    claim: &Claim,
    judgement: &Judgement,
    written: &str,
    span: Span,
    unproven: Severity,
) -> Option<Diagnostic> {
    let (code, what, severity) = match judgement.truth {
        Truth::Supported => return None,
        Truth::Contradicted => ("claim/contradicted", "the data contradict", Severity::Error),
        Truth::Unproven => ("claim/unproven", "the data do not prove", unproven),
    };
    let facts = say.evidence(claim, judgement).facts.join("; ");
    let message = format!("{what} `{}`: {facts}", written.trim());
    let mut problem = Diagnostic { severity, ..Diagnostic::error(code, message).at(span) };
    let paste = |other: &Claim| format!("`{}`", say.link(other));
    let others: Vec<String> = instead(&say.ground, claim).iter().map(paste).collect();
    problem = match others.as_slice() {
        [] => problem.hint(without(say, claim, judgement, span)),
        [one] => problem.hint(format!("write instead: {one}")),
        [one, more @ ..] => problem.hint(format!("write instead: {one}")).hint(format!("or: {}", more.join(", or: "))),
    };
    Some(problem)
}

/// What to do where nothing near to the claim is supported.
fn without(say: &Say<'_>, claim: &Claim, judgement: &Judgement, span: Span) -> String {
    let hint = match &judgement.basis {
        Basis::Untold(Untold::Suppressed | Untold::NoData) => {
            "leave the sentence out: nothing can be said of this figure"
        }
        Basis::Untold(Untold::LowBase | Untold::OtherLowBase) => {
            "leave the sentence out, or take a larger group or a longer time"
        }
        Basis::Untold(_) => "leave the sentence out, or compare with something else",
        Basis::Rank(_) | Basis::Driver(_) => {
            let statistic = match claim.statement {
                Statement::Driver(driver) => Statistic::Importance(driver),
                _ => claim.key.statistic,
            };
            let key = FigureKey { statistic, ..claim.key };
            let lookup = Lookup::new(say.ground.figures, say.ground.report, Place { source: span.source });
            return format!("write instead: `{}`", say.rank_as_text(&key, &lookup.reference_to(&key)));
        }
        Basis::Difference(_) | Basis::Course(_) | Basis::Crossing { .. } => {
            "leave the sentence out, or show the figures"
        }
    };
    hint.to_owned()
}
