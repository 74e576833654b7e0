//! A figure as somebody typed it: its number, its unit, and how exactly it is meant.

use super::tokens::{Kind, Token};
use super::vocabulary::Sense;
use crate::language::StopWords;
use crate::number::Numbers;
use std::ops::Range;

/// What a typed figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum TypedUnit {
    /// No unit stands beside it.
    None,
    /// Per cent.
    Percent,
    /// Points, of an NPS or of a percentage.
    Points,
    /// A length of time: how many seconds one of it is.
    Time(f64),
    /// Answers.
    Answers,
    /// `of 5`
    OutOf,
}

/// How exactly a figure is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exactness {
    /// As it is written.
    Exact,
    /// Near to it.
    About,
    /// At least it.
    Over,
    /// At most it.
    Under,
}

/// A typed figure.
#[derive(Debug)]
pub(super) struct Typed {
    /// Without its sign.
    pub size: f64,
    /// Whether it is written with a minus, a plus, or neither.
    pub sign: Option<bool>,
    /// The decimals that are written.
    pub decimals: usize,
    pub unit: TypedUnit,
    pub exactness: Exactness,
    /// Whether words beside it say that it is a change or a difference.
    pub is_change: bool,
    /// Whether a word beside it says that it is the target.
    pub is_target: bool,
    /// Its place among the tokens of the sentence.
    pub at: usize,
    /// Where number, sign and unit stand in the text.
    pub range: Range<usize>,
}

impl Typed {
    /// With its sign.
    pub fn value(&self) -> f64 {
        if self.sign == Some(false) { -self.size } else { self.size }
    }

    /// A smaller length of time that follows: `4 min` and `10 s`.
    fn add(&mut self, next: &Typed) {
        let (TypedUnit::Time(large), TypedUnit::Time(small)) = (self.unit, next.unit) else { return };
        self.size = self.size * large / small + next.size;
        (self.unit, self.decimals) = (next.unit, next.decimals);
        self.range.end = next.range.end;
    }

    /// How far a true value may lie away.
    pub fn tolerance(&self) -> f64 {
        let half = 0.5 * 10f64.powi(-(self.decimals.min(9) as i32));
        match self.exactness {
            Exactness::About if self.decimals == 0 && self.size % 5.0 == 0.0 => 2.5,
            Exactness::About => 3.0 * half,
            _ => half,
        }
    }
}

/// What stands around the tokens of a sentence.
pub(super) struct Around<'s> {
    pub tokens: &'s [Token<'s>],
    /// Senses by the tokens that carry them.
    pub senses: &'s [(Range<usize>, Sense)],
    /// Tokens that are parts of names.
    pub named: &'s [Range<usize>],
    pub stop: &'s StopWords,
    pub numbers: &'s Numbers,
}

impl Around<'_> {
    /// The typed figures of the sentence that may be one of a metric's; years, dates, money and numbers of other things
    /// are left out.
    pub fn figures(&self) -> Vec<Typed> {
        let mut figures: Vec<Typed> = Vec::new();
        for figure in (0..self.tokens.len()).filter_map(|at| self.figure(at)) {
            match figures.last_mut() {
                Some(last) if self.continues(last, &figure) => last.add(&figure),
                _ => figures.push(figure),
            }
        }
        let answers = |pair: &[Typed]| self.are_answers(&pair[0], &pair[1]).then_some([pair[0].at, pair[1].at]);
        let answers: Vec<usize> = figures.windows(2).filter_map(answers).flatten().collect();
        figures.retain(|figure| !answers.contains(&figure.at));
        figures
    }

    /// "9 or 10", "0 to 6": the answers that make promoters, passives or detractors.
    fn are_answers(&self, one: &Typed, other: &Typed) -> bool {
        const ENDS: [[f64; 2]; 4] = [[9.0, 10.0], [7.0, 8.0], [0.0, 6.0], [1.0, 6.0]];
        let plain = |typed: &Typed| typed.unit == TypedUnit::None && typed.sign.is_none() && typed.decimals == 0;
        let between = one.at + 1;
        let joins = self.sense_at(between) == Some(Sense::To)
            || self.tokens.get(between).is_some_and(|token| matches!(token.text, "-" | "\u{2013}"));
        plain(one) && plain(other) && other.at == between + 1 && joins && ENDS.contains(&[one.size, other.size])
    }

    /// "4 minutes 10 seconds", "4 min and 10 s": one length of time.
    fn continues(&self, last: &Typed, next: &Typed) -> bool {
        let (TypedUnit::Time(large), TypedUnit::Time(small)) = (last.unit, next.unit) else { return false };
        let between = self
            .tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.range.start >= last.range.end && token.range.end <= next.range.start);
        let joins = |(at, _): (usize, &Token<'_>)| self.sense_at(at) == Some(Sense::To);
        large > small && last.decimals == 0 && between.take(2).all(joins) && next.size * small < large
    }

    fn figure(&self, at: usize) -> Option<Typed> {
        let token = &self.tokens[at];
        if token.kind != Kind::Number || self.named.iter().any(|name| name.contains(&at)) {
            return None;
        }
        let (size, decimals) = self.numbers.read_exactly(token.text)?;
        let before = at.checked_sub(1).map(|n| &self.tokens[n]);
        let after = self.tokens.get(at + 1);
        let touches_before = before.filter(|t| t.range.end == token.range.start);
        let touches_after = after.filter(|t| t.range.start == token.range.end);
        let sign = self.sign(at);
        // Dates, times, scores of games, codes: 2026-02-10, 10:30, 24/7, #3, v2.
        let binds = |t: &&Token<'_>| t.kind == Kind::Sign && matches!(t.text, "-" | "/" | ":" | "#" | "_" | "~" | "=");
        if touches_before.filter(|_| sign.is_none()).is_some_and(|t| binds(&t) || t.kind == Kind::Word)
            || touches_after.is_some_and(|t| binds(&t) || (t.kind == Kind::Word && self.unit(at + 1).is_none()))
        {
            return None;
        }
        if [before, after].into_iter().flatten().any(is_money) {
            return None;
        }
        let (unit, end) = self.unit(at + 1).unwrap_or((TypedUnit::None, at + 1));
        let unit = if unit == TypedUnit::None && self.is_base_sign(at) { TypedUnit::Answers } else { unit };
        if unit == TypedUnit::None && (is_year(size, decimals, token.text) || self.counts_others(at, end)) {
            return None;
        }
        let unit = match unit {
            TypedUnit::None if self.percent_follows_range(end) => TypedUnit::Percent,
            unit => unit,
        };
        let start = if sign.is_some() { at - 1 } else { at };
        if matches!(unit, TypedUnit::Time(_)) && self.sense_before(start) == Some(Sense::Within) {
            return None;
        }
        let last = end.saturating_sub(1).max(at);
        Some(Typed {
            size,
            sign,
            decimals,
            unit,
            exactness: self.exactness(start),
            is_change: unit == TypedUnit::Points || sign == Some(true) || self.is_change(start),
            is_target: self.near(start, 4, Sense::Target) || self.sense_at(end) == Some(Sense::Target),
            at,
            range: self.tokens[start].range.start..self.tokens[last].range.end,
        })
    }

    /// A plus or minus right before the number that no other word touches.
    fn sign(&self, at: usize) -> Option<bool> {
        let sign = &self.tokens[at.checked_sub(1)?];
        let touches = sign.range.end == self.tokens[at].range.start;
        let is_free = at < 2 || self.tokens[at - 2].range.end < sign.range.start || self.tokens[at - 2].is("(");
        match sign.text {
            "+" if touches && is_free => Some(true),
            "-" | "\u{2212}" | "\u{2013}" if touches && is_free => Some(false),
            _ => None,
        }
    }

    /// The unit that stands at a token, with where the next token stands.
    fn unit(&self, at: usize) -> Option<(TypedUnit, usize)> {
        let token = self.tokens.get(at)?;
        if token.is("%") || token.is("٪") {
            return Some((TypedUnit::Percent, at + 1));
        }
        let beside = |at: usize| self.tokens.get(at).is_some_and(|token| token.kind == Kind::Number);
        let found = self.senses.iter().find(|(range, sense)| range.start == at && is_unit(*sense));
        if found.is_none() && token.folded == "m" && beside(at + 1) && self.is_time(at + 2) {
            // A bare m is metres or millions, but not in `4m 10s`.
            return Some((TypedUnit::Time(60.0), at + 1));
        }
        if found.is_none() {
            return Some((TypedUnit::Answers, self.people_who_answered(at)?));
        }
        let (range, sense) = found?;
        let unit = match sense {
            Sense::Percent => TypedUnit::Percent,
            Sense::Points => TypedUnit::Points,
            Sense::Seconds => TypedUnit::Time(1.0),
            Sense::Minutes => TypedUnit::Time(60.0),
            Sense::Hours => TypedUnit::Time(3600.0),
            Sense::Answers => TypedUnit::Answers,
            _ => TypedUnit::OutOf,
        };
        Some((unit, range.end))
    }

    /// Where "guests answered" ends that begins at a token.
    fn people_who_answered(&self, at: usize) -> Option<usize> {
        let end_of = |at: usize, sense: Sense| {
            self.senses.iter().find(|(range, found)| range.start == at && *found == sense).map(|(range, _)| range.end)
        };
        end_of(end_of(at, Sense::People)?, Sense::Answered)
    }

    fn is_time(&self, at: usize) -> bool {
        self.senses.iter().any(|(range, sense)| range.start == at && *sense == Sense::Seconds)
    }

    /// `n = 672`, `n 672`
    fn is_base_sign(&self, at: usize) -> bool {
        let before = |n: usize| at.checked_sub(n).map(|at| &self.tokens[at]);
        let equals = usize::from(before(1).is_some_and(|t| t.is("=")));
        before(1 + equals).is_some_and(|t| t.folded == "n")
    }

    /// In `40 to 45%` the sign stands for both.
    fn percent_follows_range(&self, end: usize) -> bool {
        let joins = self.tokens.get(end).is_some_and(|t| t.is("\u{2013}")) || self.sense_at(end) == Some(Sense::To);
        joins
            && self.tokens.get(end + 1).is_some_and(|t| t.kind == Kind::Number)
            && matches!(self.unit(end + 2), Some((TypedUnit::Percent, _)))
    }

    /// Whether a number without a unit counts what is named behind it ("3 shops"), or is a place in a row ("top 5").
    fn counts_others(&self, at: usize, end: usize) -> bool {
        if self.sense_before(at) == Some(Sense::Counting) {
            return true;
        }
        let Some(next) = self.tokens.get(end) else { return false };
        let is_known = self.named.iter().any(|name| name.contains(&end));
        let says_something = self.senses.iter().any(|(range, _)| range.start == end);
        next.kind == Kind::Word && !is_known && !says_something && !self.stop.has(&next.folded)
    }

    fn exactness(&self, start: usize) -> Exactness {
        match self.sense_before(start) {
            Some(Sense::About) => Exactness::About,
            Some(Sense::Over) => Exactness::Over,
            Some(Sense::Under) => Exactness::Under,
            _ => Exactness::Exact,
        }
    }

    /// "rose 5", "up by 5", "a gain of 5": a word of change within three tokens before.
    fn is_change(&self, start: usize) -> bool {
        self.sense_before(start) == Some(Sense::By)
            || [Sense::Up, Sense::Down].into_iter().any(|sense| {
                let touches = |range: &Range<usize>| range.end == start;
                self.senses.iter().any(|(range, found)| *found == sense && touches(range))
            })
    }

    fn sense_before(&self, at: usize) -> Option<Sense> {
        let ends = |(range, _): &&(Range<usize>, Sense)| range.end == at;
        let wanted = [Sense::About, Sense::Over, Sense::Under, Sense::Within, Sense::By, Sense::Counting];
        self.senses.iter().filter(ends).map(|(_, sense)| *sense).find(|sense| wanted.contains(sense))
    }

    fn sense_at(&self, at: usize) -> Option<Sense> {
        self.senses.iter().find(|(range, _)| range.start == at).map(|(_, sense)| *sense)
    }

    fn near(&self, start: usize, distance: usize, sense: Sense) -> bool {
        self.senses.iter().any(|(range, found)| *found == sense && range.end <= start && start - range.end < distance)
    }
}

fn is_unit(sense: Sense) -> bool {
    matches!(
        sense,
        Sense::Percent | Sense::Points | Sense::Seconds | Sense::Minutes | Sense::Hours | Sense::Answers | Sense::OutOf
    )
}

fn is_year(size: f64, decimals: usize, text: &str) -> bool {
    decimals == 0 && text.chars().count() == 4 && (1900.0..2100.0).contains(&size)
}

fn is_money(token: &Token<'_>) -> bool {
    token.text.chars().all(|c| matches!(c, '$' | '¢' | '£' | '¥' | '\u{58f}' | '\u{20a0}'..='\u{20cf}'))
        || matches!(token.folded.as_str(), "eur" | "gbp" | "usd" | "chf")
}
