//! The words of a claim, set against what it claims: "has soared" is not borne by a claim that nothing is clear.

use super::sentence::Sentence;
use super::stretch::ClaimLink;
use super::tokens::Kind;
use super::vocabulary::{Sense, Subject};
use super::{Findings, QUIET, TypedReader};
use crate::claims::{self, Claim, Rank, Statement, Way, With, address_of};
use crate::commentary::work;
use crate::config::Better;
use crate::diag::Diagnostic;
use crate::metrics::{Reference, Verdict};
use std::ops::Range;

/// The code of what is told here.
pub(super) const CODE: &str = "claim/words";

/// A brand or the target that a word is about stands no further behind it than this, in tokens.
const NEXT: usize = 3;

/// What a word says of a figure, in the direction of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// It is more, or less, than it was.
    Moved(Verdict),
    /// It is more, or less, than something else.
    Stands(Verdict),
    /// It is as it was, or the same.
    Same,
    /// It is the most, or the least, of all.
    Extreme(Verdict),
    /// It is better than that of all others.
    Leads,
    /// A difference is certain.
    Clear,
}

/// A word among those of a claim.
#[derive(Clone, Copy)]
struct Spoken<'s, 't> {
    sentence: &'s Sentence<'t>,
    /// The tokens of the claim's words.
    words: &'s Range<usize>,
    claim: &'s Claim,
    /// What the word means.
    sense: Sense,
    /// Its own tokens.
    at: &'s Range<usize>,
}

/// How a word stands to what is claimed.
#[derive(Debug, Clone, PartialEq)]
enum Bearing {
    /// The claim says it, too.
    Borne,
    /// The claim says the opposite.
    Opposite,
    /// The claim says less.
    Stronger,
    /// The word is about something else.
    Beside,
}

impl TypedReader<'_> {
    /// Tells of words that claims of a sentence do not bear.
    pub(super) fn words_of_claims(&self, sentence: &Sentence<'_>, findings: &mut Findings) {
        let (Some(first), Some(last)) = (sentence.tokens.first(), sentence.tokens.last()) else { return };
        let mut links = sentence.stretch.claims_in(&(first.range.start..last.range.end));
        work::done(links.len());
        // Of a headline, all claims have the same words: what one of them bears is borne.
        while let Some(link) = links.first() {
            let (same, others) = links.split_at(links.iter().take_while(|other| other.range == link.range).count());
            self.words_of(sentence, same, findings);
            links = others;
        }
    }

    fn words_of(&self, sentence: &Sentence<'_>, links: &[ClaimLink], findings: &mut Findings) {
        let read = |link: &ClaimLink| {
            let claim = address_of(&link.address)?;
            claims::parse(&self.resolver.lookup, claim, 0..claim.len()).ok()
        };
        let claims: Vec<Claim> = links.iter().filter_map(read).collect();
        // Of a claim that cannot be read nobody knows what it bears.
        if claims.len() < links.len() {
            return;
        }
        let Some(words) = words(sentence, &links[0].range) else { return };
        let in_words = |range: &Range<usize>| words.start <= range.start && range.end <= words.end;
        let denied =
            |(range, sense): &(Range<usize>, Sense)| matches!(sense, Sense::Not | Sense::Unreal) && in_words(range);
        if sentence.senses.iter().any(denied) {
            return;
        }
        for (at, sense) in sentence.senses.iter().filter(|(range, _)| in_words(range)) {
            let spoken = |claim| Spoken { sentence, words: &words, claim, sense: *sense, at };
            let bearings = claims.iter().map(|claim| (claim, self.bearing(spoken(claim))));
            let bearings: Vec<(&Claim, Bearing)> = bearings.collect();
            if bearings.iter().any(|(_, bearing)| *bearing == Bearing::Borne) {
                continue;
            }
            let against = bearings.iter().find(|(_, b)| matches!(b, Bearing::Opposite | Bearing::Stronger));
            let Some((claim, bearing)) = against else { continue };
            let (Some(first), Some(last)) = (sentence.tokens.get(at.start), sentence.tokens.get(at.end - 1)) else {
                continue;
            };
            let range = first.range.start..last.range.end;
            let written = &sentence.stretch.text[range.clone()];
            let relation = claims::word(claim);
            let message = match bearing {
                Bearing::Opposite => {
                    format!("says `{written}`, and the claim that it links to says the opposite, `{relation}`")
                }
                _ => format!(
                    "says `{written}`, and the claim that it links to says less, `{relation}`: nothing tests these words"
                ),
            };
            let place = self.resolver.place.span(sentence.stretch.place(&range));
            let problem = Diagnostic::error(CODE, message).at(place);
            let turned = (*bearing == Bearing::Opposite).then(|| self.turned(claim)).flatten();
            let problem = match turned.or_else(|| self.instead(claim, self.said(claim, *sense)?)) {
                Some(other) => problem.hint(other),
                None => problem,
            };
            findings.problems.push(problem.hint(in_words_of(&claim.statement)).hint(QUIET));
            // One word is enough to look at the sentence again.
            return;
        }
    }

    /// What a word says of the figure that is claimed about; None for a word that says nothing of it.
    fn said(&self, claim: &Claim, sense: Sense) -> Option<Said> {
        let info = self.resolver.lookup.info(claim.key.metric);
        let (up, down) = (Verdict::Higher, Verdict::Lower);
        let (good, bad) = if info.better == Better::High { (up, down) } else { (down, up) };
        // Which direction of a share of detractors is better is not that of the metric.
        let is_headline = info.statistics.first().is_some_and(|first| first.statistic == claim.key.statistic);
        Some(match sense {
            Sense::Up => Said::Moved(up),
            Sense::Down => Said::Moved(down),
            Sense::Above => Said::Stands(up),
            Sense::Below => Said::Stands(down),
            Sense::Highest => Said::Extreme(up),
            Sense::Lowest => Said::Extreme(down),
            Sense::Steady => Said::Same,
            Sense::Significant => Said::Clear,
            _ if !is_headline => return None,
            Sense::Better => Said::Moved(good),
            Sense::Worse => Said::Moved(bad),
            Sense::Ahead | Sense::Reached => Said::Stands(good),
            Sense::Behind => Said::Stands(bad),
            Sense::Best => Said::Extreme(good),
            Sense::Worst => Said::Extreme(bad),
            Sense::Leading => Said::Leads,
            _ => return None,
        })
    }

    fn bearing(&self, spoken: Spoken<'_, '_>) -> Bearing {
        let Spoken { sentence, claim, sense, at, .. } = spoken;
        let Some(said) = self.said(claim, sense) else { return Bearing::Beside };
        if self.is_beside(spoken) {
            return Bearing::Beside;
        }
        let good = match self.resolver.lookup.info(claim.key.metric).better {
            Better::High => Verdict::Higher,
            Better::Low => Verdict::Lower,
        };
        let bearing = |bears: bool, less: bool| match (bears, less) {
            (true, _) => Bearing::Borne,
            (_, true) => Bearing::Stronger,
            _ => Bearing::Opposite,
        };
        match &claim.statement {
            Statement::Compared { way, with } => self.compared(spoken, (*way, with), said),
            Statement::Ranked(rank) => match (rank, said) {
                (Rank::First, Said::Extreme(v) | Said::Stands(v)) => bearing(v == good, false),
                (Rank::First, Said::Leads) => Bearing::Borne,
                (Rank::Last, Said::Extreme(v) | Said::Stands(v)) => bearing(v != good, false),
                (Rank::Last, Said::Leads) => Bearing::Opposite,
                (Rank::AmongFirst(_), Said::Extreme(v)) => {
                    bearing(v == good && self.is_one_of(sentence, at), v == good)
                }
                (Rank::AmongFirst(_), Said::Leads) => Bearing::Stronger,
                _ => Bearing::Beside,
            },
            Statement::Extreme { best, .. } => match said {
                Said::Extreme(v) => bearing((v == good) == *best, false),
                Said::Leads => bearing(false, *best),
                _ => Bearing::Beside,
            },
            Statement::Crossed { .. } if said == Said::Same => Bearing::Opposite,
            Statement::Crossed { .. } | Statement::Driver(_) => Bearing::Beside,
        }
    }

    fn compared(&self, spoken: Spoken<'_, '_>, (way, with): (Way, &With), said: Said) -> Bearing {
        let Spoken { sentence, claim, sense, at, .. } = spoken;
        let direction = match way {
            Way::Rose | Way::Above => Some(Verdict::Higher),
            Way::Fell | Way::Below => Some(Verdict::Lower),
            Way::Steady | Way::Level | Way::Unclear => None,
        };
        let next = |range: &Range<usize>| range.start >= at.end && range.start - at.end <= NEXT;
        let brand_next = sentence.names.iter().find_map(|(range, subject)| match subject {
            Subject::Brand(brand) if *brand > 0 && next(range) => Some(*brand),
            _ => None,
        });
        let is_name = |range: &Range<usize>| sentence.names.iter().any(|(name, _)| name.contains(&range.start));
        let has_next =
            |wanted: Sense| sentence.senses.iter().any(|(range, s)| *s == wanted && next(range) && !is_name(range));
        let is_other_brand = brand_next.is_some_and(|brand| {
            let name = &self.resolver.figures.brands[brand];
            !matches!(with, With::Reference(Reference::Brand(other)) if other == name) && claim.key.brand != Some(brand)
        });
        let is_other_target =
            has_next(Sense::Target) && !matches!(with, With::Reference(Reference::Target) | With::Number(_));
        // What is set against something that the claim does not speak of.
        let is_elsewhere = is_other_brand || is_other_target;
        match (said, direction) {
            (Said::Same, None) if way == Way::Unclear => Bearing::Stronger,
            (Said::Same, None) => Bearing::Borne,
            (Said::Same, Some(_)) if with.is_over_time() => Bearing::Opposite,
            (Said::Same, Some(_)) => Bearing::Beside,
            (Said::Clear, None) => Bearing::Stronger,
            (Said::Clear, Some(_)) => Bearing::Borne,
            (Said::Leads, Some(_)) | (Said::Leads | Said::Extreme(_), None) => Bearing::Stronger,
            (Said::Extreme(v), Some(d)) if v == d => Bearing::Stronger,
            (Said::Extreme(_), Some(_)) => Bearing::Opposite,
            (Said::Moved(_), _) if !with.is_over_time() => Bearing::Beside,
            (Said::Moved(_), None) => Bearing::Stronger,
            (Said::Moved(v), Some(d)) => {
                if v == d {
                    Bearing::Borne
                } else {
                    Bearing::Opposite
                }
            }
            (Said::Stands(_), _) if sense == Sense::Reached && !has_next(Sense::Target) => Bearing::Beside,
            (Said::Stands(_), None) => Bearing::Stronger,
            (Said::Stands(v), Some(d)) => {
                // "ahead of Kestrel but behind Fjord": who stands behind the word is set against us.
                let is_turned = !is_elsewhere && self.is_turned(spoken, with);
                let v = if is_turned { other(v) } else { v };
                match (v == d, is_elsewhere) {
                    (true, true) => Bearing::Stronger,
                    // "ahead of everybody" is more than ahead of one.
                    (true, _) if has_next(Sense::Whole) && !matches!(with, With::Reference(Reference::Rest)) => {
                        Bearing::Stronger
                    }
                    (true, _) => Bearing::Borne,
                    (_, true) => Bearing::Beside,
                    _ => Bearing::Opposite,
                }
            }
        }
    }

    /// Whether a word is about something else than the figure: another metric, another brand, the price.
    fn is_beside(&self, spoken: Spoken<'_, '_>) -> bool {
        let Spoken { sentence, words, claim, sense, at } = spoken;
        let named_before = |wanted: &dyn Fn(&Subject) -> bool| {
            let before = sentence.names.iter().filter(|(range, subject)| {
                words.start <= range.start && range.end <= at.start && !range.is_empty() && wanted(subject)
            });
            before.max_by_key(|(range, _)| range.end)
        };
        let other_metric = named_before(&|subject| matches!(subject, Subject::Metric(_)))
            .is_some_and(|(_, subject)| *subject != Subject::Metric(claim.key.metric));
        let moves = matches!(sense, Sense::Up | Sense::Down | Sense::Better | Sense::Worse | Sense::Steady);
        let other_brand = named_before(&|subject| matches!(subject, Subject::Brand(_)))
            .is_some_and(|(_, subject)| claim.key.brand.is_some_and(|ours| *subject != Subject::Brand(ours)));
        if other_metric || (moves && other_brand) {
            return true;
        }
        let has = |at: usize, wanted: &[Sense]| {
            sentence.senses.iter().any(|(range, s)| range.contains(&at) && wanted.contains(s))
        };
        // In a clause of its own with a subject that is not known here: "since prices rose".
        let clause = (words.start..at.start).rev().find(|at| has(*at, &[Sense::Clause]));
        if clause.is_some_and(|clause| (clause + 1..at.start).any(|at| self.is_unknown(sentence, at))) {
            return true;
        }
        if has(at.start, &[Sense::OfAnything]) {
            let before = at.start.checked_sub(1).is_some_and(|before| self.is_unknown(sentence, before));
            let of = sentence.tokens.get(at.end).is_some_and(|token| self.stop.has(&token.folded));
            let what = (at.end + 1..words.end).find(|at| !self.stop.has(&sentence.tokens[*at].folded));
            if before || (of && what.is_some_and(|at| self.is_unknown(sentence, at))) {
                return true;
            }
        }
        let is_extreme = matches!(sense, Sense::Best | Sense::Worst | Sense::Highest | Sense::Lowest | Sense::Leading);
        // "ahead of the market leader", "short of its record": a standing, and not a record.
        let measured = (at.start.saturating_sub(NEXT)..at.start)
            .any(|at| has(at, &[Sense::Above, Sense::Below, Sense::Ahead, Sense::Behind]));
        // "the best practice", "our best competitor".
        let of_else = sense != Sense::Leading && self.is_unknown(sentence, at.end) && !has(at.end, &[Sense::Figure]);
        is_extreme && (measured || of_else)
    }

    /// Whether a token is a word of which nothing is known.
    fn is_unknown(&self, sentence: &Sentence<'_>, at: usize) -> bool {
        let Some(token) = sentence.tokens.get(at) else { return false };
        let known = sentence.senses.iter().any(|(range, _)| range.contains(&at));
        let named = sentence.names.iter().any(|(range, _)| range.contains(&at));
        token.kind == Kind::Word && !known && !named && !self.stop.has(&token.folded)
    }

    /// Whether a word says how the other side stands to the figure: "Fjord is ahead", "… is ahead of us", "overtaken by".
    fn is_turned(&self, spoken: Spoken<'_, '_>, with: &With) -> bool {
        let Spoken { sentence, words, claim, at, .. } = spoken;
        // Who is named in the words of a claim before this one is their subject, not that of these.
        let own = after_the_claim_before(sentence, words);
        let is_other = |subject: &Subject| match (subject, with) {
            (Subject::Brand(brand), With::Reference(Reference::Brand(name))) => {
                self.resolver.figures.brands[*brand] == *name
            }
            (Subject::Group(group), With::Reference(Reference::Segment(name))) => {
                self.resolver.figures.dimensions[group.dimension].values[group.value] == *name
            }
            _ => false,
        };
        let other_first = sentence.names.iter().any(|(range, subject)| {
            is_other(subject) && own <= range.start && range.end <= at.start && !range.is_empty()
        });
        let is_next = |wanted: Sense| sentence.senses.iter().any(|(range, s)| *s == wanted && range.start == at.end);
        let by = is_next(Sense::By);
        // "ahead of us", and not "above our best competitor".
        let alone = sentence.tokens.get(at.end + 1).is_none_or(|t| t.kind != Kind::Word || self.stop.has(&t.folded));
        let of_us = is_next(Sense::Us) && alone && claim.key.brand.is_none_or(|brand| brand == 0);
        let us_named = sentence.names.iter().any(|(range, s)| *s == Subject::Brand(0) && range.start == at.end)
            && claim.key.brand == Some(0);
        // Two turns are none.
        (other_first || of_us || us_named) != by
    }

    /// Whether a word stands behind "among", "one of".
    fn is_one_of(&self, sentence: &Sentence<'_>, at: &Range<usize>) -> bool {
        let near = at.start.saturating_sub(NEXT)..at.start;
        sentence.senses.iter().any(|(range, s)| *s == Sense::Narrowed && near.contains(&range.start))
    }

    /// The claim that would say the opposite of one.
    fn turned(&self, claim: &Claim) -> Option<String> {
        let Statement::Compared { way, with } = &claim.statement else { return None };
        let way = match way {
            Way::Rose => Way::Fell,
            Way::Fell => Way::Rose,
            Way::Above => Way::Below,
            Way::Below => Way::Above,
            Way::Steady | Way::Level | Way::Unclear => return None,
        };
        Some(self.saying(&Claim { key: claim.key, statement: Statement::Compared { way, with: with.clone() } }))
    }

    fn saying(&self, claim: &Claim) -> String {
        let address = claims::write(self.resolver.figures, self.resolver.report, claim);
        format!("`claim:{address}` says that, if the data bear it out")
    }

    /// The claim that would say what was said.
    fn instead(&self, claim: &Claim, said: Said) -> Option<String> {
        let with = match &claim.statement {
            Statement::Compared { with, .. } => Some(with.clone()),
            Statement::Crossed { level, .. } => Some(level.clone()),
            _ => None,
        };
        let previous = With::Reference(Reference::Previous);
        let in_time = with.clone().filter(With::is_over_time).unwrap_or(previous);
        let (way, with) = match said {
            Said::Moved(Verdict::Higher) => (Way::Rose, in_time),
            Said::Moved(_) => (Way::Fell, in_time),
            Said::Stands(v) => (if v == Verdict::Higher { Way::Above } else { Way::Below }, with?),
            Said::Same => match with {
                Some(with) if !with.is_over_time() => (Way::Level, with),
                _ => (Way::Steady, in_time),
            },
            Said::Extreme(_) => {
                return Some("`best-since` and `worst-since` say that of all waves from one on, `first` and `last` of all brands or groups; `wavemark list claims` has examples".into());
            }
            Said::Leads => return Some("`first` says that of all brands, or of all values of a dimension".into()),
            Said::Clear => return None,
        };
        Some(self.saying(&Claim { key: claim.key, statement: Statement::Compared { way, with } }))
    }
}

fn other(verdict: Verdict) -> Verdict {
    if verdict == Verdict::Higher { Verdict::Lower } else { Verdict::Higher }
}

/// The tokens of a link's words.
fn words(sentence: &Sentence<'_>, link: &Range<usize>) -> Option<Range<usize>> {
    let from = sentence.tokens.partition_point(|token| token.range.start < link.start);
    let to = sentence.tokens.partition_point(|token| token.range.end <= link.end);
    (from < to).then_some(from..to)
}

/// The first token behind the words of the claim before these in the sentence, or of the sentence.
fn after_the_claim_before(sentence: &Sentence<'_>, words: &Range<usize>) -> usize {
    let (Some(first), Some(own)) = (sentence.tokens.first(), sentence.tokens.get(words.start)) else { return 0 };
    let links = sentence.stretch.claims_in(&(first.range.start..own.range.start));
    let end = links.iter().map(|link| link.range.end).filter(|end| *end <= own.range.start).max();
    end.map_or(0, |end| sentence.tokens.partition_point(|token| token.range.start < end))
}

/// How to say what is claimed.
fn in_words_of(statement: &Statement) -> String {
    let words = match statement {
        Statement::Compared { way, .. } => match way {
            Way::Rose => "that it rose",
            Way::Fell => "that it fell",
            Way::Steady => "that it is unchanged",
            Way::Above => "that the figure is above it",
            Way::Below => "that the figure is below it",
            Way::Level => "that the two are level",
            Way::Unclear => {
                "that no clear difference can be told: \"cannot be told apart\", \"has not changed clearly\""
            }
        },
        Statement::Ranked(Rank::First) => "that it is the best",
        Statement::Ranked(Rank::Last) => "that it is the last",
        Statement::Ranked(Rank::AmongFirst(_)) => "that it is among the first",
        Statement::Extreme { best: true, .. } => "that it is the best since then",
        Statement::Extreme { best: false, .. } => "that it is the worst since then",
        Statement::Driver(_) => "that it is the most important driver",
        Statement::Crossed { .. } => "that it crossed this level",
    };
    format!("or say what the claim says, {words}")
}
