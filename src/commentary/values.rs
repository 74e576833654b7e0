//! The inline values of one text, each resolved once, when it is first shown.

use super::mask::{Found, Masked, Piece};
use super::resolve::{Kind, Resolver, Shown};
use crate::diag::{Diagnostic, Severity};
use crate::lookup::{Problem, grammar};
use std::collections::BTreeMap;

/// Resolves values and keeps what they came to, with the problems found on the way.
pub(super) struct Values<'a> {
    pub masked: &'a Masked,
    pub original: &'a str,
    pub resolver: &'a Resolver<'a>,
    shown: BTreeMap<usize, Shown>,
}

impl<'a> Values<'a> {
    pub fn new(masked: &'a Masked, original: &'a str, resolver: &'a Resolver<'a>) -> Values<'a> {
        Values { masked, original, resolver, shown: BTreeMap::new() }
    }

    /// What the value with this index shows.
    pub fn get(&mut self, index: usize, diagnostics: &mut Vec<Diagnostic>) -> &Shown {
        let (masked, original, resolver) = (self.masked, self.original, self.resolver);
        self.shown.entry(index).or_insert_with(|| show(resolver, original, &masked.found[index], diagnostics))
    }

    /// `stretch` of masked text with its values as plain text.
    pub fn plain(&mut self, stretch: &str, diagnostics: &mut Vec<Diagnostic>) -> String {
        let mut plain = String::with_capacity(stretch.len());
        for piece in self.masked.pieces(stretch) {
            match piece {
                Piece::Text(text, _) => plain.push_str(text),
                Piece::Value(index) => plain.push_str(&self.get(index, diagnostics).read()),
            }
        }
        plain
    }
}

/// Resolves one value; what cannot be resolved is reported and shown as it was written.
pub(super) fn show(resolver: &Resolver<'_>, file: &str, found: &Found, diagnostics: &mut Vec<Diagnostic>) -> Shown {
    let value = grammar::parse(file, found.outer.clone(), found.inner.clone(), resolver.place);
    match value.and_then(|value| resolver.resolve(&value, &found.outer)) {
        Ok(shown) => shown,
        Err(problem) => {
            let not_yet = problem.is_not_yet();
            let mut problem: Diagnostic = Problem::into(problem);
            let missing = problem.code == "commentary/not-measured";
            if resolver.preview && not_yet {
                problem.severity = Severity::Warning;
            }
            diagnostics.push(problem);
            if resolver.preview && not_yet {
                return resolver.placeholder(file[found.inner.clone()].trim());
            }
            if missing {
                return resolver.missing();
            }
            let text = file[found.outer.clone()].to_owned();
            Shown { text, number: None, note: None, mark: None, kind: Kind::Unresolved }
        }
    }
}

impl Shown {
    /// As plain text, with the symbol that qualifies it.
    pub fn read(&self) -> String {
        match &self.mark {
            Some((symbol, _)) => format!("{} {symbol}", self.text),
            None => self.text.clone(),
        }
    }
}
