//! Numbers become text here and nowhere else: rounding, locale, units, minus sign.
//!
//! Rounding is half away from zero on the shortest decimal form of the number, as spreadsheets do it:
//! 41.25 prints as 41.3 and 0.125 as 0.13. A negative number that rounds to zero prints without a sign.

use fixed_decimal::{Decimal, FloatPrecision, Sign, SignedRoundingMode, UnsignedRoundingMode};
use icu_decimal::DecimalFormatter;
use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu_locale_core::Locale;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unit {
    /// NPS points, −100 to 100. Kept as a fraction, printed and exported times 100.
    Points,
    /// A share; kept and exported as a fraction, printed as a percentage.
    Share,
    /// A mean of scale codes.
    Score,
    /// A length of time in seconds.
    Seconds,
    /// A length of time in hours.
    Hours,
    /// A number of things.
    Count,
    /// Things per customer.
    PerCustomer,
}

impl Unit {
    /// The word in `estimates.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Points => "points",
            Unit::Share => "share",
            Unit::Score => "score",
            Unit::Seconds => "seconds",
            Unit::Hours => "hours",
            Unit::Count => "count",
            Unit::PerCustomer => "per_customer",
        }
    }

    /// A kept value as `estimates.csv` has it: points times 100, all else as it is. The point is moved in the decimal
    /// digits, so that a published 55 is 55 again and not 55.00000000000001.
    pub fn export(self, kept: f64) -> f64 {
        if self != Unit::Points {
            return kept;
        }
        let mut digits = ryu::Buffer::new();
        let digits = digits.format(kept);
        let moved = match digits.split_once('e') {
            None => format!("{digits}e2"),
            Some((digits, power)) => format!("{digits}e{}", power.parse::<i32>().map_or(0, |power| power + 2)),
        };
        moved.parse().unwrap_or(kept * 100.0)
    }

    /// What a kept value is multiplied by in print and when a target is read: 100 for points and shares, else 1.
    pub fn print_factor(self) -> f64 {
        if matches!(self, Unit::Points | Unit::Share) { 100.0 } else { 1.0 }
    }
}

/// How a language writes what is not in the decimal data.
#[derive(Debug, Clone, Copy)]
struct Habits {
    percent: &'static str,
    range: &'static str,
    below: &'static str,
}

/// Writes numbers in one language.
#[derive(Debug)]
pub struct Numbers {
    formatter: DecimalFormatter,
    habits: Habits,
    /// The digits from 0 to 9, and what stands before the decimals.
    digits: Vec<char>,
    point: char,
    /// What stands before a negative number, where that is all that makes it one.
    negative: Option<String>,
}

/// The sign for negative numbers: a hyphen is too short beside digits.
const MINUS: char = '\u{2212}';

impl Numbers {
    /// Numbers as `language` (a BCP 47 tag) writes them; an unknown language is written as English is.
    pub fn new(language: &str) -> Numbers {
        let locale: Locale = language.parse().unwrap_or(icu_locale_core::locale!("en-GB"));
        let mut options = DecimalFormatterOptions::default();
        options.grouping_strategy = Some(GroupingStrategy::Auto);
        let formatter = DecimalFormatter::try_new(locale.clone().into(), options)
            .or_else(|_| DecimalFormatter::try_new(icu_locale_core::locale!("en").into(), options))
            .expect("English is always compiled in");
        let habits = match locale.id.language.as_str() {
            "de" => Habits { percent: "\u{a0}%", range: " bis ", below: "< " },
            "fr" => Habits { percent: "\u{202f}%", range: " à ", below: "< " },
            "es" => Habits { percent: "\u{a0}%", range: " a ", below: "< " },
            "sv" | "nb" | "da" | "fi" | "cs" | "ru" | "uk" => Habits { percent: "\u{a0}%", range: "–", below: "< " },
            "en" => Habits { percent: "%", range: " to ", below: "< " },
            _ => Habits { percent: "%", range: "–", below: "< " },
        };
        let mut numbers = Numbers { formatter, habits, digits: Vec::new(), point: '.', negative: None };
        numbers.digits = (0..10_u64).flat_map(|digit| numbers.localised(Decimal::from(digit)).chars().last()).collect();
        numbers.point = numbers.localised(decimal(Unit::Score, 1, 0.5)).chars().nth(1).unwrap_or('.');
        let below_zero = numbers.localised(Decimal::from(-1));
        numbers.negative = numbers.digits.get(1).and_then(|one| below_zero.strip_suffix(*one)).map(str::to_owned);
        numbers
    }

    /// The number that a text begins with, as this language writes it: 1234.5 in `1.234,5 %` of German.
    pub fn read(&self, text: &str) -> Option<f64> {
        let mut plain = String::new();
        // Separators of groups count only between digits.
        let mut waiting = false;
        for (at, letter) in text.char_indices() {
            let behind = &text[at + letter.len_utf8()..];
            let before_digit = behind.starts_with(|next| self.digit(next).is_some());
            match self.digit(letter) {
                Some(digit) => plain.push(digit),
                None if letter == MINUS && plain.is_empty() => plain.push('-'),
                None if plain.is_empty() && !letter.is_alphanumeric() => {}
                None if letter == self.point && before_digit && !waiting => {
                    waiting = true;
                    plain.push('.');
                }
                None if is_group_separator(letter) && before_digit && !plain.is_empty() && !waiting => {}
                None => break,
            }
        }
        plain.parse().ok()
    }

    /// Whether a text begins with a number that every program reads as this language does: digits from 0 to 9, at most a
    /// sign before them, decimals behind a full stop, and nothing between groups of digits.
    pub fn is_plain(&self, text: &str) -> bool {
        let number = text.strip_prefix(['+', MINUS]).unwrap_or(text);
        let behind = number.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let mut letters = behind.chars();
        let goes_on = letters.next().is_some_and(|letter| self.is_separator(letter))
            && letters.next().is_some_and(|letter| letter.is_ascii_digit());
        behind.len() < number.len() && !goes_on && self.point == '.' && self.digits.first() == Some(&'0')
    }

    /// A number without a sign and nothing else, and how many decimals it has: `1,412.5` is (1412.5, 1) in English. None
    /// for digits that are grouped in another way, such as `3,5`.
    pub fn read_exactly(&self, text: &str) -> Option<(f64, usize)> {
        let (whole, decimals) = match text.split_once(self.point) {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (text, None),
        };
        let groups: Vec<&str> = whole.split(|c| c != self.point && is_group_separator(c)).collect();
        let count = |text: &str| text.chars().count();
        if groups.len() > 1 && (count(groups[0]) > 3 || groups[1..].iter().any(|group| count(group) != 3)) {
            return None;
        }
        if decimals.is_some_and(str::is_empty) || groups.iter().any(|group| group.is_empty()) {
            return None;
        }
        let mut plain = String::with_capacity(text.len());
        for c in groups.into_iter().flat_map(str::chars) {
            plain.push(self.digit(c)?);
        }
        plain.extend(decimals.map(|_| '.'));
        for c in decimals.unwrap_or_default().chars() {
            plain.push(self.digit(c)?);
        }
        Some((plain.parse().ok()?, decimals.map_or(0, count)))
    }

    /// A kept value as [`Numbers::value`] prints it, as a number: 0.145 of a share with no decimals is 15.
    pub fn printed(&self, unit: Unit, decimals: usize, kept: f64) -> f64 {
        decimal(unit, decimals, kept).to_string().parse().unwrap_or(f64::NAN)
    }

    /// The same in units of the last decimal, and quickly where that is plain.
    fn rounded(&self, unit: Unit, decimals: usize, kept: f64) -> f64 {
        let exactly = || self.printed(unit, decimals, kept) * 10_f64.powi(decimals as i32);
        nearest(unit, decimals, kept).map_or_else(exactly, |number| number as f64)
    }

    /// A value with its unit: `38.4`, `81%`, `41 s`.
    pub fn value(&self, unit: Unit, decimals: usize, kept: f64) -> String {
        let mut text = self.plain(unit, decimals, kept);
        text.push_str(self.suffix(unit));
        text
    }

    /// A difference with its sign: `+4.8`, `−1.2`; shares in percentage points without a suffix (`+5`), zero without a sign.
    pub fn signed(&self, unit: Unit, decimals: usize, kept: f64) -> String {
        let is_zero = match nearest(unit, decimals, kept) {
            Some(nearest) => nearest == 0,
            None => decimal(unit, decimals, kept).absolute.is_zero(),
        };
        let mut text = String::with_capacity(12);
        if kept > 0.0 && !is_zero {
            text.push('+');
        }
        self.write(&mut text, unit, decimals, kept);
        if matches!(unit, Unit::Seconds | Unit::Hours) {
            text.push_str(self.suffix(unit));
        }
        text
    }

    /// The ends of an interval: `32.3 to 44.4`, `78 to 84%`. Ends that would print alike have more decimals: `10.6 to 10.9%`.
    pub fn interval(&self, unit: Unit, decimals: usize, (lower, upper): (f64, f64)) -> String {
        let alike = |decimals| self.rounded(unit, decimals, lower) == self.rounded(unit, decimals, upper);
        let decimals = if lower < upper { finer(decimals, alike) } else { decimals };
        let mut text = String::with_capacity(24);
        self.write(&mut text, unit, decimals, lower);
        text.push_str(self.habits.range);
        self.write(&mut text, unit, decimals, upper);
        text.push_str(self.suffix(unit));
        text
    }

    /// The ends of the interval of a difference: `+0.3 to +9.3`. One that leaves out 0 does so as it is printed: `+0.4 to +1.2`
    /// where whole numbers would be 0 and +1.
    pub fn signed_interval(&self, unit: Unit, decimals: usize, (lower, upper): (f64, f64)) -> String {
        let misleads = |decimals| {
            let (low, high) = (self.rounded(unit, decimals, lower), self.rounded(unit, decimals, upper));
            low == high || (lower > 0.0 && low == 0.0) || (upper < 0.0 && high == 0.0)
        };
        let decimals = if lower < upper { finer(decimals, misleads) } else { decimals };
        let (low, high) = (self.signed(unit, decimals, lower), self.signed(unit, decimals, upper));
        format!("{low}{}{high}", self.habits.range)
    }

    /// A value without its unit: `38.4`, `81`, `41`.
    pub fn plain(&self, unit: Unit, decimals: usize, kept: f64) -> String {
        let mut text = String::with_capacity(12);
        self.write(&mut text, unit, decimals, kept);
        text
    }

    /// Adds a value without its unit to a text. Most numbers are short and nowhere near the middle between two printed
    /// ones, and need neither exact decimals nor the language's rules for groups of digits.
    fn write(&self, text: &mut String, unit: Unit, decimals: usize, kept: f64) {
        let ungrouped = 1000 * 10_i64.pow(decimals.min(9) as u32);
        match (nearest(unit, decimals, kept), &self.negative) {
            (Some(number), Some(negative)) if number.abs() < ungrouped && self.digits.len() == 10 => {
                if number < 0 {
                    text.push_str(negative);
                }
                self.write_digits(text, number.unsigned_abs(), decimals);
            }
            _ => text.push_str(&self.localised(decimal(unit, decimals, kept))),
        }
    }

    /// Digits with the last `decimals` of them behind the point, and at least one before it.
    fn write_digits(&self, text: &mut String, number: u64, decimals: usize) {
        let mut power = 10_u64.pow(decimals as u32);
        while power <= number / 10 {
            power *= 10;
        }
        let unit = 10_u64.pow(decimals as u32);
        loop {
            text.push(self.digits[(number / power % 10) as usize]);
            if power == unit && decimals > 0 {
                text.push(self.point);
            }
            if power == 1 {
                break;
            }
            power /= 10;
        }
    }

    /// A label on an axis: `20`, `80%`, `0.5`, with only the decimals that the step between two labels needs.
    pub fn axis(&self, unit: Unit, step: f64, kept: f64) -> String {
        let printed_step = step.abs() * unit.print_factor();
        let decimals = (0..6).find(|&d| {
            let shifted = printed_step * 10f64.powi(d);
            (shifted - shifted.round()).abs() < 1e-6
        });
        self.value(unit, decimals.unwrap_or(6) as usize, kept)
    }

    /// A count with its groups of digits: `5,204`.
    pub fn count(&self, count: u64) -> String {
        if count < 1000 && self.digits.len() == 10 {
            let mut text = String::with_capacity(3);
            self.write_digits(&mut text, count, 0);
            return text;
        }
        self.localised(Decimal::from(count))
    }

    /// An effective base: a whole number.
    pub fn effective_base(&self, n_eff: f64) -> String {
        self.plain(Unit::Count, 0, n_eff)
    }

    /// A p-value: `0.037`, `< 0.001`.
    pub fn p(&self, p: f64) -> String {
        if p < 0.001 {
            format!("{}{}", self.habits.below, self.plain(Unit::Score, 3, 0.001))
        } else {
            self.plain(Unit::Score, 3, p)
        }
    }

    /// How many bytes the sign and the whole part of the number take with which a text begins: 2 in `38.4 to 44.5`.
    pub fn whole(&self, text: &str) -> Option<usize> {
        let signs: usize = text.chars().take_while(|c| matches!(*c, '+' | MINUS)).map(char::len_utf8).sum();
        let mut end = signs;
        for (at, letter) in text[signs..].char_indices() {
            let behind = &text[signs + at + letter.len_utf8()..];
            let parts =
                end > signs && self.is_separator(letter) && behind.starts_with(|next| self.digits.contains(&next));
            if !parts && !self.digits.contains(&letter) {
                break;
            }
            end = signs + at + letter.len_utf8();
        }
        (end > signs).then_some(end)
    }

    /// Whether a character may stand between groups of digits.
    pub fn is_separator(&self, letter: char) -> bool {
        letter != self.point && is_group_separator(letter)
    }

    /// What stands between the ends of an interval.
    pub fn range(&self) -> &'static str {
        self.habits.range
    }

    /// What stands behind a value: `%`, ` s`, or nothing.
    pub fn suffix(&self, unit: Unit) -> &'static str {
        match unit {
            Unit::Share => self.habits.percent,
            Unit::Seconds => "\u{a0}s",
            Unit::Hours => "\u{a0}h",
            Unit::Points | Unit::Score | Unit::Count | Unit::PerCustomer => "",
        }
    }

    /// A digit of the language, or a plain one, as a plain one.
    fn digit(&self, letter: char) -> Option<char> {
        let own = self.digits.iter().position(|digit| *digit == letter).and_then(|at| u32::try_from(at).ok());
        letter.to_digit(10).or(own).and_then(|value| char::from_digit(value, 10))
    }

    fn localised(&self, number: Decimal) -> String {
        let text = self.formatter.format(&number).to_string();
        if text.contains('-') { text.replace('-', &MINUS.to_string()) } else { text }
    }
}

/// What languages write between groups of digits.
fn is_group_separator(letter: char) -> bool {
    matches!(letter, ',' | '.' | '\'' | '\u{2019}' | '\u{a0}' | '\u{202f}' | '\u{66c}')
}

/// How many decimals are added at most to ends that could not be told apart.
const FINER: usize = 3;

/// The fewest decimals, from the usual ones on, with which an interval does not mislead; the usual ones where none helps.
fn finer(decimals: usize, misleads: impl Fn(usize) -> bool) -> usize {
    (decimals..=decimals + FINER).find(|decimals| !misleads(*decimals)).unwrap_or(decimals)
}

/// How many decimals a unit is printed with unless the config says otherwise.
pub fn default_decimals(unit: Unit) -> usize {
    match unit {
        Unit::Points | Unit::Hours => 1,
        Unit::Share | Unit::Seconds | Unit::Count => 0,
        Unit::Score | Unit::PerCustomer => 2,
    }
}

/// The printed form of a kept value without its point, where no exact decimals are needed to tell it: 384 for 38.4. None
/// for a value that is so large, or so near the middle between two printed ones, that the error of two products in
/// binary (at most 4e-7 below a thousand million) might decide.
fn nearest(unit: Unit, decimals: usize, kept: f64) -> Option<i64> {
    const POWERS: [f64; 7] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];
    let shifted = kept * unit.print_factor() * POWERS.get(decimals)?;
    let size = shifted.abs();
    let whole = size.floor();
    let part = size - whole;
    let is_told = size < 1e9 && (part - 0.5).abs() > 1e-6;
    is_told.then(|| {
        let number = whole as i64 + i64::from(part > 0.5);
        if shifted < 0.0 { -number } else { number }
    })
}

/// Rounds the printed form of a kept value. The factor is applied to the decimal digits, not to the binary
/// number, so that 0.145 prints as 15% and not as the 14% that 14.499999999999998 would give.
fn decimal(unit: Unit, decimals: usize, kept: f64) -> Decimal {
    let mut number = Decimal::try_from_f64(kept, FloatPrecision::RoundTrip).unwrap_or_else(|_| Decimal::from(0));
    if unit.print_factor() == 100.0 {
        number.multiply_pow10(2);
    }
    let last = -(decimals as i16);
    number.round_with_mode(last, SignedRoundingMode::Unsigned(UnsignedRoundingMode::HalfExpand));
    number.absolute.trim_start();
    number.absolute.trim_end();
    number.absolute.pad_end(last);
    if number.absolute.is_zero() {
        number.set_sign(Sign::None);
    }
    number
}

/// A number in full precision with a dot, for files that programs read. The shortest form that reads back the same.
pub fn exact(number: f64) -> String {
    let mut text = String::new();
    exact_into(&mut text, number);
    text
}

/// [`exact`], into a text whose memory is used again.
pub fn exact_into(text: &mut String, number: f64) {
    text.clear();
    // Negative zero would be a difference between platforms that nobody means.
    let number = if number == 0.0 { 0.0 } else { number };
    if number == 0.0 || (1e-5..1e16).contains(&number.abs()) {
        let mut buffer = ryu::Buffer::new();
        let shortest = buffer.format_finite(number);
        text.push_str(shortest.strip_suffix(".0").unwrap_or(shortest));
    } else {
        // Far from one, where the quick form has an exponent, or no number. A String takes whatever is written.
        let _ = write!(text, "{number}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_for_programs_are_those_that_display_writes() {
        let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
        let drawn = std::iter::repeat_with(|| {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from_bits(bits)
        });
        let plain = [0.0, 1.0, -1.0, 0.1, 1e15, 1e16, 1e17, 123_456_789_012_345_680.0, 0.001, 5e-324, f64::MAX];
        let edges = [1e-5, -1e-5, 9.9e-6, 9.999_999_999_999_999e-6, 9_999_999_999_999_998.0, -1e16];
        let small = (0..1000).map(|n| f64::from(n) / 7.0 - 50.0);
        for number in plain.into_iter().chain(edges).chain(small).chain(drawn.filter(|n| n.is_finite()).take(5000)) {
            let (text, shown) = (exact(number), format!("{number}"));
            // Of two that are as near and as short the other may be taken.
            assert!(text == shown || text.len() == shown.len() && text.parse() == Ok(number), "{text} {shown}");
        }
        assert_eq!([exact(-0.0), exact(f64::NAN), exact(f64::INFINITY)], ["0", "NaN", "inf"]);
    }

    #[test]
    fn what_a_language_writes_is_read_again() {
        for language in ["en-GB", "de", "fr", "sv", "ar-EG", "hi", "ja", "de-CH"] {
            let numbers = Numbers::new(language);
            for value in [0.0, 3.0, -3.5, 38.4, 999.0, 1234.0, 1_234_567.0, -1234.5] {
                let text = numbers.value(Unit::Score, 1, value);
                assert_eq!(numbers.read(&text), Some(value), "{text} in {language}");
            }
            assert_eq!(numbers.read(&numbers.signed(Unit::Share, 0, 0.05)), Some(5.0), "{language}");
            let is_plain = ["en-GB", "hi", "ja", "de-CH"].contains(&language);
            let plain =
                [("38.4 to 44.5", true), ("−5%", true), ("3", true), ("1,234", false), ("n 5", false), ("", false)];
            for (text, expected) in plain {
                assert_eq!(numbers.is_plain(text), expected && is_plain, "{text} in {language}");
            }
            assert_eq!(numbers.read(&numbers.value(Unit::Share, 0, 0.81)), Some(81.0), "{language}");
        }
        let english = Numbers::new("en-GB");
        assert_eq!(english.read("< 0.001"), Some(0.001));
        assert_eq!(english.read("2 to 3 of 5"), Some(2.0));
        assert_eq!(english.read("41 s"), Some(41.0));
        assert_eq!(english.read("[c]"), None);
        assert_eq!(english.read("–"), None);
        assert_eq!(english.read("Q3"), None);
        assert_eq!(english.read(""), None);
    }

    #[test]
    fn rounding_is_half_away_from_zero_on_the_decimal_digits() {
        let en = Numbers::new("en-GB");
        assert_eq!(en.value(Unit::Score, 1, 41.25), "41.3");
        assert_eq!(en.value(Unit::Score, 2, 0.125), "0.13");
        assert_eq!(en.value(Unit::Score, 0, 2.5), "3");
        assert_eq!(en.value(Unit::Score, 0, -2.5), "−3");
        assert_eq!(en.value(Unit::Share, 0, 0.145), "15%");
        assert_eq!(en.value(Unit::Points, 1, 0.4), "40.0");
    }

    proptest! {
        #[test]
        fn the_short_way_writes_what_the_long_way_does(
            kept in prop_oneof![-2000.0..2000.0f64, -1.0..1.0f64, (-9999i32..9999).prop_map(|n| f64::from(n) / 1000.0)],
            decimals in 0..4usize,
            language in prop::sample::select(vec!["en-GB", "de", "ar-EG", "fa", "hi", "sv", "ja"]),
        ) {
            let numbers = Numbers::new(language);
            for unit in [Unit::Points, Unit::Share, Unit::Score] {
                let long = numbers.localised(decimal(unit, decimals, kept));
                prop_assert_eq!(numbers.plain(unit, decimals, kept), long);
            }
        }
    }

    #[test]
    fn what_a_language_writes_it_reads() {
        let read = |language: &str, text: &str| Numbers::new(language).read_exactly(text);
        assert_eq!(read("en-GB", "1,412.5"), Some((1412.5, 1)));
        assert_eq!(read("en-GB", "62"), Some((62.0, 0)));
        assert_eq!(read("en-GB", "3,5"), None);
        assert_eq!(read("en-GB", "1,412,5"), None);
        assert_eq!(read("de", "1.412,50"), Some((1412.5, 2)));
        assert_eq!(read("de", "38.5"), None);
        assert_eq!(read("fr", "1\u{202f}412,5"), Some((1412.5, 1)));
        assert_eq!(read("fr", "1\u{a0}412"), Some((1412.0, 0)));
        assert_eq!(read("ar-EG", "٣٨٫٥"), Some((38.5, 1)));
        for other in ["", ".", "5.", ".5", "a", "1,,000", "12a"] {
            assert_eq!(read("en", other), None, "{other}");
        }
        let en = Numbers::new("en");
        assert_eq!(en.printed(Unit::Share, 0, 0.145), 15.0);
        assert_eq!(en.printed(Unit::Points, 1, -0.317), -31.7);
    }

    #[test]
    fn a_difference_has_its_sign_and_zero_has_none() {
        let en = Numbers::new("en");
        assert_eq!(en.signed(Unit::Points, 1, 0.048), "+4.8");
        assert_eq!(en.signed(Unit::Points, 1, -0.012), "−1.2");
        assert_eq!(en.signed(Unit::Points, 1, -0.0001), "0.0");
        assert_eq!(en.signed(Unit::Seconds, 0, -2.0), "−2\u{a0}s");
        assert_eq!(en.signed_interval(Unit::Points, 1, (0.003, 0.093)), "+0.3 to +9.3");
        // Ends that would print alike, or as the 0 that they leave out, have more decimals.
        assert_eq!(en.interval(Unit::Share, 0, (0.106, 0.109)), "10.6 to 10.9%");
        assert_eq!(en.interval(Unit::Share, 0, (0.10601, 0.10604)), "10.601 to 10.604%");
        assert_eq!(en.interval(Unit::Share, 0, (0.5, 0.5)), "50 to 50%");
        assert_eq!(en.signed_interval(Unit::Share, 0, (0.004, 0.012)), "+0.4 to +1.2");
        assert_eq!(en.signed_interval(Unit::Share, 0, (-0.012, -0.004)), "\u{2212}1.2 to \u{2212}0.4");
        assert_eq!(en.signed_interval(Unit::Share, 0, (-0.004, 0.012)), "0 to +1");
    }

    #[test]
    fn languages_group_and_separate_in_their_own_way() {
        assert_eq!(Numbers::new("de").value(Unit::Share, 1, 0.8125), "81,3\u{a0}%");
        assert_eq!(Numbers::new("de").count(1234567), "1.234.567");
        assert_eq!(Numbers::new("hi").count(1234567), "12,34,567");
        assert_eq!(Numbers::new("en").interval(Unit::Share, 0, (0.78, 0.84)), "78 to 84%");
        assert_eq!(Numbers::new("not a tag").count(5204), "5,204");
    }

    #[test]
    fn an_exported_value_has_the_digits_of_the_kept_one() {
        assert_eq!(exact(Unit::Points.export(0.55)), "55");
        assert_eq!(exact(Unit::Points.export(0.139)), "13.9");
        assert_eq!(
            exact(Unit::Points.export(-0.38134029901005073)),
            "-38.134029901005073".parse::<f64>().unwrap().to_string()
        );
        assert_eq!(exact(Unit::Points.export(1.5e-17)), "0.0000000000000015");
        assert_eq!(exact(Unit::Share.export(0.55)), "0.55");
    }

    #[test]
    fn p_values_and_axes() {
        let en = Numbers::new("en");
        assert_eq!((en.p(0.0371).as_str(), en.p(0.0004).as_str()), ("0.037", "< 0.001"));
        assert_eq!(en.axis(Unit::Share, 0.2, 0.4), "40%");
        assert_eq!(en.axis(Unit::Score, 0.5, 3.5), "3.5");
        assert_eq!(exact(-0.0), "0");
    }
}
