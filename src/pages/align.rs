//! Numbers below each other at the decimal.
//!
//! Digits are all as wide as each other, so numbers of one kind that end at the same edge stand right without help. Help is
//! needed where a column begins at its left edge, for the second end of an interval, and where decimals and units differ
//! from row to row.

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
    let mut texts: Vec<&mut String> = entries.iter_mut().map(|entry| &mut entry.text).collect();
    pad_second(numbers, &mut texts);
    // What is aligned as a number ends at the right edge; the others begin at the left one.
    let mut texts: Vec<&mut String> =
        entries.iter_mut().filter(|entry| !entry.numeric).map(|entry| &mut entry.text).collect();
    pad_first(numbers, &mut texts);
    let of_intervals = |entry: &&mut &mut Entry| !entry.numeric && ends(numbers, &entry.below).is_some();
    let mut below: Vec<&mut String> = entries.iter_mut().filter(of_intervals).map(|entry| &mut entry.below).collect();
    pad_second(numbers, &mut below);
    pad_first(numbers, &mut below);
    keep_room(numbers, entries);
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

fn pad_first(numbers: &Numbers, texts: &mut [&mut String]) {
    let most = widest(texts.iter().filter_map(|text| size(numbers, text)));
    for text in texts {
        if let Some(own) = size(numbers, text) {
            text.insert_str(0, &space(own, most));
        }
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
    let after_spaces = text[second..].trim_start_matches([FIGURE_SPACE, PUNCTUATION_SPACE]);
    (is_number && numbers.whole(after_spaces).is_some()).then_some(second)
}

fn pad_second(numbers: &Numbers, texts: &mut [&mut String]) {
    let second = |text: &str| ends(numbers, text).and_then(|at| Some((at, size(numbers, &text[at..])?)));
    let most = widest(texts.iter().filter_map(|text| second(text)).map(|(_, size)| size));
    for text in texts {
        if let Some((at, own)) = second(text) {
            text.insert_str(at, &space(own, most));
        }
    }
}

/// Keeps the same room behind the whole part of the last number in each entry, where decimals or units differ.
fn keep_room(numbers: &Numbers, entries: &mut [&mut Entry]) {
    let rest = |text: &str| {
        let after_spaces = |at: usize| {
            let more = text[at..].find(|c: char| c != FIGURE_SPACE && c != PUNCTUATION_SPACE)?;
            Some(at + more)
        };
        let first = after_spaces(0)?;
        let last = after_spaces(first + ends(numbers, &text[first..]).unwrap_or(0))?;
        Some(last + numbers.whole(&text[last..])?)
    };
    let halves = |text: &str| (text_width(text, 1.0, false) / text_width("0", 1.0, false) * 2.0 - 0.05).ceil() as usize;
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
            None => entry.text,
            Some(rest) => format!("{}|{}|{}", entry.text, rest.text, rest.room),
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
    fn both_ends_of_intervals_stand_below_each_other() {
        assert_eq!(aligned(&["8.5 to 9.9", "31.0 to 102.4"], true), ["8.5 to __9.9", "31.0 to 102.4"]);
        assert_eq!(aligned(&["55 to 73 s", "127 to 182 s"], true), ["55 to _73 s", "127 to 182 s"]);
        assert_eq!(aligned(&["55 to 73 s", "127 to 182"], true), ["55 to _73| s|3", "127 to 182||3"]);
        assert_eq!(aligned(&["+0.3 to +9.3", "−12.0 to −1.5"], false), ["_+0.3 to +9.3", "−12.0 to −1.5"]);
    }

    #[test]
    fn numbers_of_other_units_meet_at_the_decimal() {
        assert_eq!(aligned(&["38.1", "73%", "3.92", "51"], true), ["38|.1|5", "73|%|5", "3|.92|5", "51||5"]);
        assert_eq!(aligned(&["1,317", "820"], true), ["1,317", "820"]);
        assert_eq!(aligned(&["1,317", "820"], false), ["1,317", "_'820"]);
    }

    #[test]
    fn words_stay_as_they_are() {
        assert_eq!(aligned(&["no answer", "2 to 3 of 5", ""], false), ["no answer", "2 to 3 of 5", ""]);
    }
}
