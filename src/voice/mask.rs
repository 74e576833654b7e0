//! What tells who wrote a comment, or whom it is about, is taken out of it.
//!
//! Masked are e-mail and web addresses, user names, telephone and card numbers, any other run of six digits or more
//! (of any script, with spaces and signs between them), account and contract numbers of letters and digits, names from
//! a list, and names after a title. Every pattern is of the `regex` crate, whose time grows with the text alone, and
//! every repetition that may fail late is bounded.

use crate::language::composed;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::ops::Range;
use std::sync::LazyLock;

/// What stands in the place of a mark in [`Masked::text`].
pub const PLACE: char = '\u{fffc}';

/// Six digits in a row are a number that belongs to somebody; years, prices and times are shorter.
const MANY_DIGITS: usize = 6;

/// What was masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Mark {
    /// An e-mail address.
    Email,
    /// A web address.
    Address,
    /// A user name: `@anna`.
    Account,
    /// A telephone number.
    Phone,
    /// A card number.
    Card,
    /// Any other number that belongs to somebody.
    Number,
    /// A name.
    Name,
}

impl Mark {
    /// Every mark.
    pub const ALL: [Mark; 7] =
        [Mark::Email, Mark::Address, Mark::Account, Mark::Phone, Mark::Card, Mark::Number, Mark::Name];

    /// The key of its word in the catalogue.
    pub fn message_key(self) -> &'static str {
        match self {
            Mark::Email => "voice.mark.email",
            Mark::Address => "voice.mark.address",
            Mark::Account => "voice.mark.account",
            Mark::Phone => "voice.mark.phone",
            Mark::Card => "voice.mark.card",
            Mark::Number => "voice.mark.number",
            Mark::Name => "voice.mark.name",
        }
    }
}

/// A comment that may be shown: nothing of what was masked is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Masked {
    /// The text, with [`PLACE`] where something was masked.
    pub text: String,
    /// What was masked, in order.
    pub marks: Vec<Mark>,
}

/// A piece of a masked text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words as they were written.
    Text(&'a str),
    /// Something masked.
    Mark(Mark),
}

impl Masked {
    /// Its pieces in order.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        let mut marks = self.marks.iter();
        let mut pieces = Vec::new();
        for (at, text) in self.text.split(PLACE).enumerate() {
            if at > 0 {
                pieces.extend(marks.next().map(|mark| Piece::Mark(*mark)));
            }
            pieces.extend((!text.is_empty()).then_some(Piece::Text(text)));
        }
        pieces
    }

    /// A part of it.
    pub fn part(&self, range: Range<usize>) -> Masked {
        let before = self.text[..range.start].matches(PLACE).count();
        let text = self.text[range].to_owned();
        let marks = self.marks.iter().skip(before).take(text.matches(PLACE).count()).copied().collect();
        Masked { text, marks }
    }

    /// Whether nothing but marks, signs and space is left.
    pub fn is_empty(&self) -> bool {
        !self.text.contains(char::is_alphanumeric)
    }
}

/// Masks comments.
#[derive(Debug)]
pub struct Masker {
    names: Vec<Regex>,
}

/// Names of one pattern: so few that it always fits into memory.
const NAMES_AT_ONCE: usize = 1_000;

/// The longest name that is looked for, in characters; what is longer is no name.
pub const LONGEST_NAME: usize = 100;

/// Digits of any script; those that Chinese and Japanese write as words too.
const DIGIT: &str = r"[\p{N}〇零一二三四五六七八九]";
/// What people write between the digits of one number.
const BETWEEN: &str = r"(?:[,，]|[\s\p{Pd}\p{Cf}\p{M}./\\()+_*\#:·'’|~]{0,5})";
const LOCAL: &str = r"[\w.%+'’&\-]";
const AT: &str = r"(?:[@＠﹫]|[(\[{]\s?at\s?[)\]}])";
const DOT: &str = r"(?:\.|\s?[(\[{]\s?dot\s?[)\]}]\s?)";
const HOST: &str = r"[\w\-]+";
/// Ends of web addresses that are no words of a sentence.
const TOP: &str = "com|org|net|info|biz|online|eu|io|de|fr|uk|nl|es|pt|pl|cz|dk|se|fi|ch|be|ru|gr|ie|au|nz|ca|jp|cn|br|mx|hu|ro|bg|hr|sk|si|lt|lv|ee|tr|ua|kr|tw|hk|sg|ae|za";
/// Titles before a name, as they are written.
const TITLE: &str = "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herr|Herrn|Frau|Mme|Mlle|Monsieur|Madame|Señor|Señora|Sr|Sra|Signor|Signora|Κος|Κα|Κύριος|Κυρία|κύριος|κυρία|κύριο|κ";

/// Letters of scripts that write without spaces, in which a name may begin anywhere.
const NO_SPACES: &str = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}";

/// Repetitions have no upper bound: a bound makes a copy of its part for each time, and those of Unicode's letters are
/// large. Searching takes linear time either way.
struct Patterns {
    email: Regex,
    address: Regex,
    account: Regex,
    iban: Regex,
    digits: Regex,
    contract: Regex,
    titled: Regex,
    no_spaces: Regex,
}

/// A pattern made of parts of ours and of escaped names, which are always whole.
#[expect(clippy::expect_used, reason = "a pattern that cannot be built is a mistake of ours, and must not go unmasked")]
fn built(pattern: &str) -> Regex {
    RegexBuilder::new(pattern).size_limit(1 << 30).build().expect("a pattern that can be built")
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let regex = |pattern: &str| built(pattern);
    Patterns {
        email: regex(&format!(r"(?i:{LOCAL}+[@＠﹫]{HOST}(?:{DOT}{HOST})*|{LOCAL}+\s?{AT}\s?{HOST}(?:{DOT}{HOST})+)")),
        address: regex(&format!(
            r#"(?i:\b(?:[a-z]{{2,10}}://|www\.)[^\s<>"]+|\b(?:{HOST}\.)+\p{{L}}{{2,}}/[^\s<>"]*)|\b(?:{HOST}\.)+(?:{TOP})\b"#
        )),
        account: regex(r"\B[@＠]\w[\w.]+"),
        iban: regex(&format!(r"\b[A-Z]{{2}}{DIGIT}{{2}}(?: ?[A-Z\p{{N}}]{{1,4}}){{3,}}\b")),
        digits: regex(&format!(r"[A-Za-z]{{0,34}}[+＋(]{{0,2}}{DIGIT}(?:{BETWEEN}{DIGIT}){{5,}}[A-Za-z]{{0,34}}")),
        contract: regex(r"[A-Za-z\p{N}][A-Za-z\p{N}\-]{7,}"),
        titled: regex(&format!(
            r"\b(?:{TITLE})\.?\s{{1,3}}(\p{{Lu}}[\p{{L}}\p{{M}}'’\-]+(?:\s\p{{Lu}}[\p{{L}}\p{{M}}'’\-]+)?)"
        )),
        no_spaces: regex(&format!("[{NO_SPACES}]")),
    }
});

impl Masker {
    /// With names to look for. A name of several words is found as a whole; `Penrose*` also finds Penrose with any
    /// ending. Case makes no difference. Only the first [`LONGEST_NAME`] characters of a name are looked for.
    pub fn new(names: &[String]) -> Masker {
        let mut all: Vec<String> = names.iter().flat_map(|name| patterns_of(name)).collect();
        // The longer of two names that begin alike is tried first.
        all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        all.dedup();
        let together = |names: &[String]| built(&format!("(?i:{})", names.join("|")));
        Masker { names: all.chunks(NAMES_AT_ONCE).map(together).collect() }
    }

    /// The comment as it may be shown.
    pub fn mask(&self, comment: &str) -> Masked {
        let patterns = &*PATTERNS;
        let mut masked = Masked { text: clean(comment), marks: Vec::new() };
        // Most comments have nothing of what the costlier patterns begin with, and are spared these.
        let may = Hints::of(&masked.text);
        if may.have_mail {
            masked.hide(&patterns.email, |_| Some(Mark::Email));
        }
        if may.have_address {
            masked.hide(&patterns.address, |_| Some(Mark::Address));
        }
        if may.have_mail {
            masked.hide(&patterns.account, |_| Some(Mark::Account));
        }
        if may.have_numbers {
            masked.hide(&patterns.iban, |text| (digits(text) >= MANY_DIGITS).then_some(Mark::Number));
            masked.hide(&patterns.digits, |text| Some(number(text)));
            masked.hide(&patterns.contract, |text| (digits(text) >= CONTRACT_DIGITS).then_some(Mark::Number));
        }
        masked.hide(&patterns.titled, |_| Some(Mark::Name));
        for names in &self.names {
            masked.hide(names, |_| Some(Mark::Name));
        }
        masked
    }
}

impl Masked {
    /// Hides every match (its first group, where the pattern has one) that `mark` says is to be.
    fn hide(&mut self, pattern: &Regex, mark: impl Fn(&str) -> Option<Mark>) {
        let (mut text, mut marks) = (String::with_capacity(self.text.len()), Vec::with_capacity(self.marks.len()));
        let (mut known, mut last) = (self.marks.iter(), 0);
        let mut copy = |text: &mut String, marks: &mut Vec<Mark>, part: &str| {
            marks.extend(known.by_ref().take(part.matches(PLACE).count()));
            text.push_str(part);
        };
        let grouped = pattern.captures_len() > 1;
        let matches: Vec<_> = match grouped {
            true => pattern.captures_iter(&self.text).filter_map(|captured| captured.get(1)).collect(),
            false => pattern.find_iter(&self.text).collect(),
        };
        for found in matches {
            let Some(mark) = mark(found.as_str()) else { continue };
            copy(&mut text, &mut marks, &self.text[last..found.start()]);
            text.push(PLACE);
            marks.push(mark);
            last = found.end();
        }
        copy(&mut text, &mut marks, &self.text[last..]);
        *self = Masked { text, marks };
    }
}

/// The fewest digits of a contract number, and so of anything that is masked for its digits.
const CONTRACT_DIGITS: usize = 4;

/// What a comment may have, by signs without which a pattern cannot match.
struct Hints {
    have_mail: bool,
    have_address: bool,
    have_numbers: bool,
}

impl Hints {
    fn of(text: &str) -> Hints {
        let mut pairs = text.chars().zip(text.chars().skip(1));
        Hints {
            have_mail: text.contains(['@', '＠', '﹫', '(', '[', '{']),
            have_address: text.contains("://") || pairs.any(|(dot, next)| dot == '.' && !next.is_whitespace()),
            have_numbers: digits(text) >= CONTRACT_DIGITS,
        }
    }
}

/// The text in composed form, each run of space as one, without characters that are not seen: they would only keep
/// what is to be masked from being found, or turn the direction of what follows.
fn clean(text: &str) -> String {
    let unseen = |c: char| {
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e0fff}')
            || (c.is_control() && !c.is_whitespace())
    };
    let mut clean = String::with_capacity(text.len());
    let (mut space, mut line) = (false, false);
    for c in composed(&text.chars().filter(|c| !unseen(*c)).collect::<String>()).chars() {
        if c.is_whitespace() {
            space = true;
            line |= matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        } else {
            if space && !clean.is_empty() {
                clean.push(if line { '\n' } else { ' ' });
            }
            (space, line) = (false, false);
            clean.push(c);
        }
    }
    clean
}

fn is_digit(c: char) -> bool {
    c.is_numeric() || "〇零一二三四五六七八九".contains(c)
}

fn digits(text: &str) -> usize {
    text.chars().filter(|c| is_digit(*c)).count()
}

/// What a run of digits probably is: it is masked in any case.
fn number(text: &str) -> Mark {
    let first = text.chars().find(|c| !matches!(c, '(' | '（'));
    let dialled = first.is_some_and(|c| matches!(c, '+' | '＋' | '0' | '٠' | '۰' | '०' | '０'));
    match digits(text) {
        6..=15 if dialled => Mark::Phone,
        13..=19 => Mark::Card,
        _ => Mark::Number,
    }
}

/// The patterns that find one name: as it is written, and with ß as ss.
fn patterns_of(name: &str) -> Vec<String> {
    let name: String = clean(name).chars().take(LONGEST_NAME).collect();
    let (name, stem) = match name.strip_suffix('*') {
        Some(stem) => (stem.trim_end(), true),
        None => (name.as_str(), false),
    };
    if !name.contains(char::is_alphanumeric) {
        return Vec::new();
    }
    let edge = |c: Option<char>| {
        let spaced = c.is_some_and(|c| !PATTERNS.no_spaces.is_match(c.encode_utf8(&mut [0; 4])));
        if spaced && c.is_some_and(char::is_alphanumeric) { r"\b" } else { "" }
    };
    let (start, end) = (edge(name.chars().next()), if stem { r"\w*" } else { edge(name.chars().next_back()) });
    let spellings = [name.to_owned(), name.replace('ß', "ss"), name.replace(['’', '‘'], "'"), name.replace('\'', "’")];
    let pattern = |spelling: &String| {
        let mut pattern = String::from(start);
        for (at, word) in spelling.split_whitespace().enumerate() {
            let between = if at > 0 { r"[\s\p{Pd}.]{1,3}" } else { "" };
            // Writing into a text cannot fail.
            let _ = write!(pattern, "{between}{}", regex::escape(word));
        }
        pattern + end
    };
    spellings.iter().map(pattern).collect()
}

#[cfg(test)]
mod tests;
