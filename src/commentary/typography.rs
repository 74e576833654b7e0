//! Quotation marks, apostrophes, dashes and ellipses as a language writes them.
//!
//! Works on prose alone: code, addresses and what an author escaped with a backslash are left as they are.

/// The quotation marks of a language, outer and inner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Marks {
    outer: (&'static str, &'static str),
    inner: (&'static str, &'static str),
}

const ENGLISH: Marks = Marks { outer: ("“", "”"), inner: ("‘", "’") };
const GERMAN: Marks = Marks { outer: ("„", "“"), inner: ("‚", "‘") };
const SWISS: Marks = Marks { outer: ("«", "»"), inner: ("‹", "›") };
/// A narrow no-break space stands inside.
const FRENCH: Marks = Marks { outer: ("«\u{202f}", "\u{202f}»"), inner: ("“", "”") };
const SPANISH: Marks = Marks { outer: ("«", "»"), inner: ("“", "”") };
const POLISH: Marks = Marks { outer: ("„", "”"), inner: ("‚", "’") };
const RUSSIAN: Marks = Marks { outer: ("«", "»"), inner: ("„", "“") };
const SWEDISH: Marks = Marks { outer: ("”", "”"), inner: ("’", "’") };

fn marks(language: &str) -> Option<Marks> {
    let mut parts = language.split(['-', '_']);
    let primary = parts.next()?.to_ascii_lowercase();
    let swiss = parts.any(|part| part.eq_ignore_ascii_case("ch"));
    Some(match primary.as_str() {
        "en" | "nl" | "pt" | "tr" | "zh" | "ko" | "hi" | "th" | "vi" | "id" | "ar" | "he" => ENGLISH,
        "de" | "fr" | "it" | "rm" if swiss => SWISS,
        "de" | "cs" | "sk" | "sl" | "bg" | "is" | "lt" | "et" => GERMAN,
        "fr" => FRENCH,
        "es" | "it" | "el" | "nb" | "nn" | "no" | "ca" => SPANISH,
        "pl" | "hu" | "ro" | "hr" | "sr" => POLISH,
        "ru" | "uk" | "be" => RUSSIAN,
        "sv" | "fi" | "da" => SWEDISH,
        _ => return None,
    })
}

/// Sets the prose of one file, in order; quotes are matched within a block.
#[derive(Debug)]
pub(super) struct Typographer {
    marks: Option<Marks>,
    before: Option<char>,
    outer_open: usize,
    inner_open: usize,
}

impl Typographer {
    /// For a BCP 47 tag; a language whose marks are not known leaves text as it is.
    pub fn new(language: &str) -> Typographer {
        Typographer { marks: marks(language), before: None, outer_open: 0, inner_open: 0 }
    }

    /// A block begins: nothing before it counts.
    pub fn new_block(&mut self) {
        (self.before, self.outer_open, self.inner_open) = (None, 0, 0);
    }

    /// Something that is not prose stands here: `last` is what the next prose sees before it.
    pub fn pass(&mut self, last: char) {
        self.before = Some(last);
    }

    /// One block of prose by itself.
    pub fn block(&mut self, text: &str) -> String {
        self.new_block();
        self.set(text, None)
    }

    /// `text` as it is printed; `after` is the character that follows it in the same block.
    pub fn set(&mut self, text: &str, after: Option<char>) -> String {
        let Some(marks) = self.marks.filter(|_| text.contains(['"', '\'', '-', '.'])) else {
            self.before = text.chars().next_back().or(self.before);
            return text.to_owned();
        };
        let mut set = String::with_capacity(text.len() + 8);
        let mut rest = text;
        let mut word_is_address = false;
        while let Some(c) = rest.chars().next() {
            if self.before.is_none_or(char::is_whitespace) || c.is_whitespace() || rest.len() == text.len() {
                let word = rest.split(char::is_whitespace).next().unwrap_or_default();
                word_is_address = word.contains("://") || word.starts_with("www.");
            }
            // Hyphens and full stops count together; anything else stands for itself.
            let run = if matches!(c, '-' | '.') { rest.chars().take_while(|next| *next == c).count() } else { 1 };
            let length = run * c.len_utf8();
            let next = rest[length..].chars().next().or(after);
            let plain = &rest[..length];
            let (written, before) = match (c, run) {
                ('"', _) if !word_is_address => self.double(marks, plain, next),
                ('\'', _) if !word_is_address => self.single(marks, plain, next),
                ('-', 2) if !word_is_address && self.is_dash(next) => ("–", '–'),
                ('-', 3) if !word_is_address && self.is_dash(next) => ("—", '—'),
                ('.', 3) if !word_is_address => ("…", '…'),
                _ => (plain, c),
            };
            set.push_str(written);
            self.before = Some(before);
            rest = &rest[length..];
        }
        set
    }

    /// A double quote, and what it counts as for what follows: one language's closing mark is another's opening one.
    fn double<'t>(&mut self, marks: Marks, plain: &'t str, next: Option<char>) -> (&'t str, char) {
        let before_closes = self.before.is_some_and(|c| !opens_after(c));
        let ends_here = next.is_none_or(char::is_whitespace);
        let in_cjk = self.before.is_some_and(is_cjk) && !ends_here;
        if self.outer_open > 0 && before_closes {
            self.outer_open -= 1;
            (marks.outer.1, ')')
        } else if !ends_here && (!before_closes || in_cjk) {
            self.outer_open += 1;
            (marks.outer.0, '(')
        } else {
            // Inches, the Hebrew sign within a word, a lone mark.
            (plain, '"')
        }
    }

    fn single<'t>(&mut self, marks: Marks, plain: &'t str, next: Option<char>) -> (&'t str, char) {
        let before_closes = self.before.is_some_and(|c| !opens_after(c));
        let word_follows = next.is_some_and(char::is_alphanumeric);
        if before_closes && self.inner_open > 0 && !word_follows {
            self.inner_open -= 1;
            return (marks.inner.1, ')');
        }
        let year_follows = next.is_some_and(|c| c.is_ascii_digit());
        if !before_closes && !year_follows && next.is_some_and(|c| !c.is_whitespace()) {
            self.inner_open += 1;
            return (marks.inner.0, '(');
        }
        if before_closes || year_follows { ("’", '’') } else { (plain, '\'') }
    }

    /// Hyphens are a dash unless they begin a word, as the options of a command do.
    fn is_dash(&self, next: Option<char>) -> bool {
        let begins_word = self.before.is_none_or(char::is_whitespace) && next.is_some_and(char::is_alphanumeric);
        !begins_word
    }
}

/// Whether a quote behind `c` opens.
fn opens_after(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | '[' | '{' | '/' | '–' | '—' | '-' | '（' | '「')
}

/// Scripts that set no space between words.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(language: &str, text: &str) -> String {
        Typographer::new(language).block(text)
    }

    #[test]
    fn each_language_has_its_marks() {
        assert_eq!(set("en-GB", r#"He said "it's 'fine'" -- twice..."#), "He said “it’s ‘fine’” – twice…");
        assert_eq!(set("de", r#"Er sagte: "Das ist 'gut'" -- Hans' Auto"#), "Er sagte: „Das ist ‚gut‘“ – Hans’ Auto");
        assert_eq!(set("fr", r#"l'avis "très bon""#), "l’avis «\u{202f}très bon\u{202f}»");
        assert_eq!(set("de-CH", r#""gut""#), "«gut»");
        assert_eq!(set("pl", r#""dobrze""#), "„dobrze”");
        assert_eq!(set("xx", r#""as it is" -- ..."#), r#""as it is" -- ..."#);
    }

    #[test]
    fn scripts_without_spaces_and_from_the_right() {
        assert_eq!(set("el", r#"είπε "όχι"."#), "είπε «όχι».");
        assert_eq!(set("zh", r#"他说"很好"。"#), "他说“很好”。");
        assert_eq!(set("he", r#"צה"ל אמר "כן""#), "צה\"ל אמר “כן”");
    }

    #[test]
    fn what_is_no_punctuation_stays() {
        assert_eq!(
            set("en", "a 5\" screen, --strict, a----b, 2019--2021"),
            "a 5\" screen, --strict, a----b, 2019–2021"
        );
        assert_eq!(set("en", "see http://x.org/a--b'c... and '90s"), "see http://x.org/a--b'c... and ’90s");
        assert_eq!(set("en", "\" alone '"), "\" alone '");
    }

    #[test]
    fn marks_are_matched_across_what_is_not_prose() {
        let mut english = Typographer::new("en");
        english.new_block();
        assert_eq!(english.set("\"", Some('4')), "“");
        english.pass('2');
        assert_eq!(english.set("\" it says", None), "” it says");
    }
}
