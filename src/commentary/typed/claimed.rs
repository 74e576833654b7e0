//! What the claims of a sentence say of the figures in it: whose they are, and what they are set against.

use super::TypedReader;
use super::figure::Typed;
use super::sentence::Sentence;
use super::truth::{Scope, gives, scale};
use crate::claims::{self, Claim, Rank, Statement, With, address_of};
use crate::commentary::work;
use crate::metrics::Reference;

impl TypedReader<'_> {
    /// The claims that a sentence makes, of those that can be read.
    pub(super) fn claims(&self, sentence: &Sentence<'_>) -> Vec<Claim> {
        let (Some(first), Some(last)) = (sentence.tokens.first(), sentence.tokens.last()) else { return Vec::new() };
        let links = sentence.stretch.claims_in(&(first.range.start..last.range.end));
        work::done(links.len());
        let read = |address: &str| {
            let claim = address_of(address)?;
            claims::parse(&self.resolver.lookup, claim, 0..claim.len()).ok()
        };
        links.iter().filter_map(|link| read(&link.address)).collect()
    }

    /// Whether a typed figure is what a claim sets its own against, or how many places it speaks of: the claim is judged
    /// with it, so that it is no value that somebody mistook.
    pub(super) fn is_claimed(&self, claim: &Claim, typed: &Typed) -> bool {
        let with = match &claim.statement {
            Statement::Compared { with, .. } | Statement::Crossed { level: with, .. } => with,
            Statement::Ranked(Rank::AmongFirst(places)) => return typed.value() == *places as f64,
            _ => return false,
        };
        let level = match with {
            With::Number(number) => Some(*number),
            With::Reference(Reference::Target) => self.resolver.lookup.info(claim.key.metric).target,
            With::Reference(_) => None,
        };
        let (unit, _) = self.resolver.print(&claim.key);
        let size = scale(typed.unit, unit);
        level.zip(size).is_some_and(|(level, size)| gives(typed, level * unit.print_factor(), size))
    }
}

impl Scope {
    /// Whose figure a claim is about, where the words name its metric: "new customers" may be a group by another name.
    pub(super) fn takes_in(&mut self, claim: &Claim) {
        let key = &claim.key;
        if self.metrics.contains(&key.metric) {
            self.groups.insert(key.group);
            self.waves.insert(key.wave);
            self.brands.extend(key.brand);
        }
    }
}
