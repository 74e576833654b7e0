//! Numbers below each other at the decimal.
//!
//! Digits are all as wide as each other, so numbers of one kind that end at the same edge stand right without help. Help is
//! needed where a column begins at its left edge, and where decimals differ from row to row. No space is put
//! inside an interval: a gap in it is harder to read than ends that do not stand below each other.

use super::table::{Entry, Rest, Table};
use crate::chart::text_width;
use crate::number::Numbers;

/// As wide as a digit.
const FIGURE_SPACE: char = '\u{2007}';
/// As wide as a separator of groups.
const PUNCTUATION_SPACE: char = '\u{2008}';
/// The widest room, in half digits, that is kept behind the whole part of numbers; more is no decimals and unit.
const WIDEST_REST: usize = 14;

/// Aligns the columns of figures.
pub fn align(numbers: &Numbers, table: &mut Table) {
    for at in 1..table.columns.len() {
        if table.columns[at].numeric || table.columns[at].counts {
            let mut entries: Vec<&mut Entry> =
                table.rows.iter_mut().filter_map(|row| row.entries.get_mut(at)).collect();
            column(numbers, &mut entries);
        }
    }
}

fn column(numbers: &Numbers, entries: &mut [&mut Entry]) {
    // Where figures of several units stand in a column, nothing is gained by moving them from its edge.
    if !have_one_unit(numbers, entries) {
        return;
    }
    // What is aligned as a number ends at the right edge, with the line below it; the others begin at the left one.
    if entries.iter().all(|entry| !entry.numeric || entry.below.is_empty()) {
        pad_first(numbers, entries);
        keep_room(numbers, entries);
    }
}

/// Whether all numbers of a column have the same unit, be it in the singular or the plural.
fn have_one_unit(numbers: &Numbers, entries: &[&mut Entry]) -> bool {
    let mut units = entries.iter().filter_map(|entry| {
        numbers.whole(&entry.text)?;
        let unit = entry.text.rsplit(char::is_numeric).next()?;
        Some(unit.trim_start().chars().next())
    });
    let first = units.next();
    units.all(|unit| Some(unit) == first)
}

/// How many digits and signs, and how many separators, the whole part of the number at the beginning has.
fn size(numbers: &Numbers, text: &str) -> Option<(usize, usize)> {
    let whole = &text[..numbers.whole(text)?];
    let separators = whole.chars().filter(|c| numbers.is_separator(*c)).count();
    Some((whole.chars().count() - separators, separators))
}

fn widest(sizes: impl Iterator<Item = (usize, usize)>) -> (usize, usize) {
    sizes.fold((0, 0), |most, size| (most.0.max(size.0), most.1.max(size.1)))
}

/// The space that a number of one size lacks to that of another.
fn space(of: (usize, usize), to: (usize, usize)) -> String {
    let spaces = std::iter::repeat_n(FIGURE_SPACE, to.0.saturating_sub(of.0));
    spaces.chain(std::iter::repeat_n(PUNCTUATION_SPACE, to.1.saturating_sub(of.1))).collect()
}

/// Puts the room before numbers that begin at the left edge.
fn pad_first(numbers: &Numbers, entries: &mut [&mut Entry]) {
    let words = |entry: &&mut Entry| !entry.numeric;
    let most = widest(entries.iter().filter(|entry| words(entry)).filter_map(|entry| size(numbers, &entry.text)));
    for entry in entries.iter_mut().filter(|entry| words(entry)) {
        entry.room = size(numbers, &entry.text).map(|own| space(own, most)).unwrap_or_default();
    }
}

/// Where the second end of an interval begins, for a text that begins with an interval.
fn ends(numbers: &Numbers, text: &str) -> Option<usize> {
    let range = numbers.range();
    let first = numbers.whole(text)?;
    let at = first + text[first..].find(range)?;
    let between = &text[first..at];
    let is_number =
        between.chars().all(|c| !c.is_alphabetic() && !c.is_whitespace() || c == '\u{a0}' || c == '\u{202f}');
    let second = at + range.len();
    (is_number && numbers.whole(&text[second..]).is_some()).then_some(second)
}

/// Keeps the same room behind the whole part of the last number in each entry, where decimals or units differ.
fn keep_room(numbers: &Numbers, entries: &mut [&mut Entry]) {
    let rest = |text: &str| {
        let last = ends(numbers, text).unwrap_or(0);
        Some(last + numbers.whole(&text[last..])?)
    };
    let digit = text_width("0", 1.0, false);
    let halves = |text: &str| (text_width(text, 1.0, false) / digit * 2.0 - 0.05).ceil() as usize;
    let rooms: Vec<usize> =
        entries.iter().filter_map(|entry| Some(halves(&entry.text[rest(&entry.text)?..]))).collect();
    let most = rooms.iter().copied().max().unwrap_or(0);
    if rooms.iter().all(|room| *room == most) || most > WIDEST_REST {
        return;
    }
    for entry in entries {
        if let Some(at) = rest(&entry.text) {
            entry.rest = Some(Rest { text: entry.text.split_off(at), room: most });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(texts: &[&str], numeric: bool) -> Vec<String> {
        let mut entries: Vec<Entry> = texts.iter().map(|text| Entry { numeric, ..Entry::text(*text) }).collect();
        column(&Numbers::new("en-GB"), &mut entries.iter_mut().collect::<Vec<_>>());
        let shown = |entry: Entry| match entry.rest {
            None => entry.room + &entry.text,
            Some(rest) => format!("{}{}|{}|{}", entry.room, entry.text, rest.text, rest.room),
        };
        entries
            .into_iter()
            .map(shown)
            .map(|text| text.replace(FIGURE_SPACE, "_").replace(PUNCTUATION_SPACE, "'"))
            .collect()
    }

    #[test]
    fn differences_stand_below_each_other_at_the_decimal() {
        assert_eq!(aligned(&["+4.1", "−12.5", "0.0", "–", "[c]"], false), ["_+4.1", "−12.5", "__0.0", "–", "[c]"]);
    }

    #[test]
    fn intervals_are_left_without_gaps() {
        assert_eq!(aligned(&["8.5 to 9.9", "31.0 to 102.4"], true), ["8.5 to 9.9", "31.0 to 102.4"]);
        assert_eq!(aligned(&["55 to 73 s", "127 to 182 s"], true), ["55 to 73 s", "127 to 182 s"]);
        assert_eq!(aligned(&["+0.3 to +9.3", "−12.0 to −1.5"], false), ["_+0.3 to +9.3", "−12.0 to −1.5"]);
    }

    #[test]
    fn a_number_ends_where_the_line_below_it_ends() {
        let mut entries = ["38.1", "73%"].map(|text| Entry::number(text).below("33.5 to 42.7"));
        column(&Numbers::new("en-GB"), &mut entries.iter_mut().collect::<Vec<_>>());
        assert_eq!(entries.map(|entry| (entry.text, entry.rest)), ["38.1", "73%"].map(|text| (text.to_owned(), None)));
        let mut change =
            [("+4.1", "−2.4 to +10.6"), ("−12.5", "−20.1 to −4.9")].map(|(text, below)| Entry::text(text).below(below));
        column(&Numbers::new("en-GB"), &mut change.iter_mut().collect::<Vec<_>>());
        assert_eq!(change.map(|entry| entry.below), ["−2.4 to +10.6", "−20.1 to −4.9"]);
    }

    #[test]
    fn differences_of_several_units_begin_at_the_left() {
        assert_eq!(aligned(&["−5.4", "+16.3", "+7 points"], false), ["−5.4", "+16.3", "+7 points"]);
        assert_eq!(aligned(&["−1 point", "+12 points"], false), ["_−1| point|11", "+12| points|11"]);
        assert_eq!(aligned(&["–", "−14 s", "+3 s"], false), ["–", "−14 s", "_+3 s"]);
    }

    #[test]
    fn numbers_of_one_unit_meet_at_the_decimal() {
        assert_eq!(aligned(&["38.1", "3.92", "51"], true), ["38|.1|5", "3|.92|5", "51||5"]);
        assert_eq!(aligned(&["73%", "3.9%"], true), ["73|%|6", "3|.9%|6"]);
        assert_eq!(aligned(&["1,317", "820"], true), ["1,317", "820"]);
        assert_eq!(aligned(&["1,317", "820"], false), ["1,317", "_'820"]);
    }

    #[test]
    fn numbers_of_several_units_end_at_the_edge() {
        assert_eq!(aligned(&["38.1", "73%", "61 s", "375"], true), ["38.1", "73%", "61 s", "375"]);
        assert_eq!(aligned(&["33.5 to 42.7", "70 to 76%"], true), ["33.5 to 42.7", "70 to 76%"]);
    }

    #[test]
    fn words_stay_as_they_are() {
        assert_eq!(aligned(&["no answer", "2 to 3 of 5", ""], false), ["no answer", "2 to 3 of 5", ""]);
    }
}
