//! Which paragraphs were written against other figures than those of now, and what there is to accept.

use super::accepted::{Accepted, Paragraph, has_moved};
use super::front_matter::Text;
use super::headings::Outline;
use super::mask::{self, Masked};
use super::resolve::{Kind, Resolver};
use super::typed::{Meant, Stretch};
use super::values::Values;
use crate::claims::{self, Say};
use crate::diag::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::lookup::grammar;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How many characters of a paragraph stand in its record, for people.
const BEGINNING: usize = 60;
/// How many hexadecimal digits of its fingerprint: enough that two paragraphs of a text never share them.
const DIGITS: usize = 16;

/// What a text's paragraphs were and are written against.
pub(super) struct Standing {
    /// Each paragraph with values, as it would be accepted now.
    pub paragraphs: Vec<Paragraph>,
    /// The events that begin paragraphs whose values have moved.
    pub stale: BTreeSet<usize>,
}

/// What standing is found from.
pub(super) struct Ground<'g, 'a> {
    /// The file's name.
    pub name: String,
    pub file: &'g str,
    pub masked: &'g Masked,
    pub resolver: &'g Resolver<'a>,
    pub outline: &'g Outline,
    pub accepted: Option<&'g Accepted>,
    /// What claims are judged with.
    pub say: &'g Say<'a>,
}

impl Ground<'_, '_> {
    /// Compares every stretch, and the texts beside them with what these claim, with what was accepted for it.
    pub fn standing(
        &self,
        stretches: &[Stretch],
        beside: &[(&Text, &[String])],
        meant: &[Meant],
        values: &mut Values<'_>,
        problems: &mut Vec<Diagnostic>,
    ) -> Standing {
        let mut found = Found::default();
        for (written, claims) in beside {
            let now = self.beside(written, claims, meant);
            self.compare(written.range.clone(), now, None, || beginning(&written.text), &mut found, problems);
        }
        for stretch in stretches {
            let whole = stretch.whole();
            let now = self.values(stretch, &whole, meant, values, problems);
            let begins = || beginning(&stretch.words(self.file));
            self.compare(whole, now, Some(stretch.event), begins, &mut found, problems);
        }
        found.paragraphs.sort_by_key(|(start, _)| *start);
        let paragraphs = found.paragraphs.into_iter().map(|(_, paragraph)| paragraph).collect();
        Standing { paragraphs, stale: found.stale }
    }

    /// Compares one text that stands at `whole` with what was accepted for it. `event` begins it in the document; what
    /// stands beside the document has none.
    fn compare(
        &self,
        whole: Range<usize>,
        now: BTreeMap<String, String>,
        event: Option<usize>,
        begins: impl Fn() -> String,
        found: &mut Found,
        problems: &mut Vec<Diagnostic>,
    ) {
        if now.is_empty() {
            return;
        }
        let start = whole.start;
        let text = fingerprint(self.file.get(whole.clone()).unwrap_or_default());
        if let Some(accepted) = self.accepted.and_then(|accepted| accepted.of(&self.name, &text)) {
            let moved = self.moved(accepted);
            if !moved.is_empty() {
                found.stale.extend(event);
                let message = format!("written when {}", moved.join("; when "));
                let problem = Diagnostic::warning("commentary/stale", message).at(self.resolver.place.span(whole));
                let what = if event.is_some() { "paragraph" } else { "line" };
                let hint =
                    format!("read the {what} again; if it still holds, `wavemark accept` records the new figures");
                problems.push(problem.hint(hint));
            }
        }
        if found.seen.insert(text.clone()) {
            let under = event.map(|event| self.heading_above(event)).unwrap_or_default();
            let paragraph = Paragraph { file: self.name.clone(), under, begins: begins(), text, values: now };
            found.paragraphs.push((start, paragraph));
        }
    }

    /// What a title, a summary or a headline says by values, claims and typed figures, as it is printed now.
    fn beside(&self, written: &Text, claims: &[String], meant: &[Meant]) -> BTreeMap<String, String> {
        let asked = mask::find(&written.text).into_iter().map(|found| reference(&written.text[found.inner]));
        let asked = asked.filter(|asked| !names_a_time(asked));
        let from = meant.partition_point(|one| one.place.start < written.range.start);
        let typed = meant[from..].iter().take_while(|one| one.place.start < written.range.end);
        let typed = typed.map(|one| self.resolver.lookup.reference_to(&one.key));
        let all = asked.chain(claims.iter().cloned()).chain(typed);
        all.filter_map(|asked| self.now(&asked).map(|now| (asked, now))).collect()
    }

    /// What a stretch says by values and typed figures, as it is printed now.
    fn values(
        &self,
        stretch: &Stretch,
        whole: &Range<usize>,
        meant: &[Meant],
        values: &mut Values<'_>,
        problems: &mut Vec<Diagnostic>,
    ) -> BTreeMap<String, String> {
        let mut now = BTreeMap::new();
        for &index in &stretch.values {
            let reference = reference(&self.file[self.masked.found[index].inner.clone()]);
            let shown = values.get(index, problems);
            if !names_a_time(&reference) && matches!(shown.kind, Kind::Value | Kind::Symbol) {
                now.insert(reference, shown.text.clone());
            }
        }
        for claim in &stretch.claims {
            now.extend(self.now(&claim.address).map(|truth| (claim.address.clone(), truth)));
        }
        let from = meant.partition_point(|one| one.place.start < whole.start);
        for one in meant[from..].iter().take_while(|one| one.place.end <= whole.end) {
            let reference = self.resolver.lookup.reference_to(&one.key);
            now.extend(self.now(&reference).map(|value| (reference, value)));
        }
        now
    }

    /// "`nps` was 41.2, now 38.0" for each value that has moved.
    fn moved(&self, accepted: &Paragraph) -> Vec<String> {
        let moved = accepted.values.iter().filter_map(|(reference, then)| {
            let now = self.now(reference)?;
            has_moved(then, &now, self.resolver.numbers).then(|| format!("`{reference}` was {then}, now {now}"))
        });
        moved.collect()
    }

    /// A value as it is printed now, or what the data say of a claim; None for what cannot be understood any more.
    fn now(&self, reference: &str) -> Option<String> {
        if let Some(claim) = claims::address_of(reference) {
            let read = claims::parse(&self.resolver.lookup, claim, 0..claim.len()).ok()?;
            return Some(claims::judge(&self.say.ground, &read).truth.word().to_owned());
        }
        let all = 0..reference.len();
        let written = grammar::parse(reference, all.clone(), all.clone(), self.resolver.place).ok()?;
        self.resolver.resolve(&written, &all).ok().map(|shown| shown.text)
    }

    fn heading_above(&self, event: usize) -> String {
        let above = self.outline.headings.range(..event).next_back();
        above.map(|(_, heading)| heading.text.clone()).unwrap_or_default()
    }
}

/// What was found so far.
#[derive(Default)]
struct Found {
    /// With where they stand.
    paragraphs: Vec<(usize, Paragraph)>,
    stale: BTreeSet<usize>,
    /// Fingerprints.
    seen: BTreeSet<String>,
}

/// A wave or a date is no figure that moves.
fn names_a_time(reference: &str) -> bool {
    matches!(reference.split([' ', ':']).next(), Some("wave" | "event"))
}

/// What stands between braces, with one space between words.
fn reference(inner: &str) -> String {
    inner.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A fingerprint of a paragraph in which line breaks and double spaces do not count.
fn fingerprint(text: &str) -> String {
    let digits = Fingerprint::of(reference(text).as_bytes()).to_string();
    digits.chars().take(DIGITS).collect()
}

fn beginning(text: &str) -> String {
    let text = reference(text);
    match text.char_indices().nth(BEGINNING) {
        None => text,
        Some((end, _)) => {
            let cut = text[..end].rfind(' ').unwrap_or(end);
            format!("{}…", &text[..cut])
        }
    }
}
