//! Names as authors write them: exactly, in another case, or as slugs.

use super::grammar::Word;
use crate::slug::slug;

/// What a written name stands for.
#[derive(Debug, PartialEq, Eq)]
pub enum Match {
    /// The name with this index.
    One(usize),
    /// Several names have this slug; their indices.
    Several(Vec<usize>),
    /// Nothing.
    None,
}

/// Longest name, in words, that is tried where it is not plain where a name ends.
const LONGEST: usize = 24;

/// Which of `names` is meant: the very name, else the one that differs in case alone, else the one with that slug.
pub fn find<S: AsRef<str>>(given: &str, names: &[S]) -> Match {
    let lower = given.to_lowercase();
    let exact = names.iter().position(|name| name.as_ref() == given);
    if let Some(at) = exact.or_else(|| names.iter().position(|name| name.as_ref().to_lowercase() == lower)) {
        return Match::One(at);
    }
    let wanted = slug(given);
    let same = names.iter().enumerate().filter(|(_, name)| !wanted.is_empty() && slug(name.as_ref()) == wanted);
    let same: Vec<usize> = same.map(|(at, _)| at).collect();
    match same[..] {
        [] => Match::None,
        [at] => Match::One(at),
        _ => Match::Several(same),
    }
}

/// Reads a name from the front of `words`. With `open_end` other words may follow it, and the longest name wins.
/// Gives what `lookup` makes of it and how many words it took.
pub fn take<T>(words: &[Word<'_>], open_end: bool, lookup: impl Fn(&str) -> Option<T>) -> Option<(T, usize)> {
    let shortest = if open_end { 1 } else { words.len().max(1) };
    let longest = if open_end { words.len().min(LONGEST) } else { words.len() };
    (shortest..=longest).rev().find_map(|count| lookup(&joined(&words[..count])).map(|found| (found, count)))
}

/// The words with one space between each two.
pub fn joined(words: &[Word<'_>]) -> String {
    words.iter().map(|word| &*word.text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_exactly_in_another_case_or_as_slugs() {
        let names = ["North", "Small business", "A+B", "A B", "Βόρεια Ελλάδα", "north west"];
        assert_eq!(find("North", &names), Match::One(0));
        assert_eq!(find("small-business", &names), Match::One(1));
        assert_eq!(find("SMALL BUSINESS", &names), Match::One(1));
        assert_eq!(find("a-b", &names), Match::Several(vec![2, 3]));
        assert_eq!(find("A B", &names), Match::One(3));
        assert_eq!(find("βόρεια-ελλάδα", &names), Match::One(4));
        assert_eq!(find("+", &names), Match::None);
    }

    #[test]
    fn the_longest_name_wins_where_words_follow() {
        let names = ["North", "North West"];
        let words: Vec<_> =
            ["North", "West", "n"].iter().map(|text| Word { text: (*text).into(), range: 0..0 }).collect();
        let lookup = |text: &str| match find(text, &names) {
            Match::One(at) => Some(at),
            _ => None,
        };
        assert_eq!(take(&words, true, lookup), Some((1, 2)));
        assert_eq!(take(&words[..1], true, lookup), Some((0, 1)));
        assert_eq!(take(&words, false, lookup), None);
        assert_eq!(take(&words[..2], false, lookup), Some((1, 2)));
    }
}
