//! What templates write in the place of what depends on a page and its address: the way to the site's root, and which
//! words lead to the glossary. A rendered page is taken apart once and written for each of its places.

use super::frame::SITE;
use super::glossary::anchor;
use memchr::memmem::Finder;

/// What all marks begin with.
const MARK: &str = "wavemark-";

/// What a template writes around a word that the glossary explains: `<a class="term" href="wavemark-term:base">n</a>`.
const OPEN: &str = "<a class=\"term\" href=\"";
const TERM: &str = "wavemark-term:";
const OPENED: &str = "\">";
const CLOSE: &str = "</a>";

/// A rendered page.
pub struct Marked<'t> {
    parts: Vec<Part<'t>>,
}

enum Part<'t> {
    Text(&'t str),
    /// The way to the site's root.
    Up,
    /// A word that leads to the glossary, to the place of this name.
    Word(&'t str, String),
}

impl<'t> Marked<'t> {
    /// Takes a page apart. Where each of `terms` stands first, it leads to the glossary; everywhere else the word is plain.
    pub fn new(page: &'t str, terms: &[&str]) -> Marked<'t> {
        let mut open: Vec<&str> = terms.to_vec();
        let mut parts = Vec::new();
        let mut done = 0;
        for at in Finder::new(MARK).find_iter(page.as_bytes()) {
            // A mark in a word that was taken as it stands.
            let Some(before) = page.get(done..at) else { continue };
            let mark = &page[at..];
            if mark.starts_with(SITE) {
                parts.extend([Part::Text(before), Part::Up]);
                done = at + SITE.len();
            } else if let Some((before, (term, word, length))) = before.strip_suffix(OPEN).zip(term(mark)) {
                parts.push(Part::Text(before));
                parts.push(match open.iter().position(|known| *known == term) {
                    Some(first) => Part::Word(word, anchor(open.remove(first))),
                    None => Part::Text(word),
                });
                done = at + length;
            }
        }
        parts.push(Part::Text(&page[done..]));
        Marked { parts }
    }

    /// The page with the way `up` to the site's root and the link to the `glossary`.
    pub fn written(&self, up: &str, glossary: &str) -> String {
        let mut texts = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            match part {
                Part::Text(text) => texts.push(*text),
                Part::Up => texts.push(up),
                Part::Word(word, place) => texts.extend([OPEN, glossary, "#", place, OPENED, word, CLOSE]),
            }
        }
        texts.concat()
    }
}

/// The term that a mark names, the word, and how long both are with what stands around them.
fn term(mark: &str) -> Option<(&str, &str, usize)> {
    let (term, behind) = mark.strip_prefix(TERM)?.split_once(OPENED)?;
    let (word, _) = behind.split_once(CLOSE)?;
    Some((term, word, TERM.len() + term.len() + OPENED.len() + word.len() + CLOSE.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(term: &str, text: &str) -> String {
        format!("<a class=\"term\" href=\"wavemark-term:{term}\">{text}</a>")
    }

    #[test]
    fn a_term_is_a_link_where_it_stands_first() {
        let page = format!(
            "<th>{}</th><b>{}</b><i>{}</i>.",
            word("low_base", "n"),
            word("rank", "Rank"),
            word("low_base", "n")
        );
        assert_eq!(
            Marked::new(&page, &["low_base", "wave"]).written("", "../glossary/index.html"),
            "<th><a class=\"term\" href=\"../glossary/index.html#term-low-base\">n</a></th><b>Rank</b><i>n</i>."
        );
    }

    #[test]
    fn a_link_out_of_the_edition_takes_the_way_of_each_place() {
        let page = format!("<a href=\"{SITE}a/\">{}</a>{}é <i>{SITE}b", "A", word("wave", "ä"));
        let marked = Marked::new(&page, &["wave"]);
        let term = "<a class=\"term\" href=\"g#term-wave\">ä</a>";
        assert_eq!(marked.written("../", "g"), format!("<a href=\"../a/\">A</a>{term}é <i>../b"));
        assert_eq!(marked.written("../../", "g"), format!("<a href=\"../../a/\">A</a>{term}é <i>../../b"));
    }

    #[test]
    fn what_is_no_whole_mark_stays() {
        for page in
            ["", "no marks", "wavemark-", "a wavemark-term:base\">n</a>", "<a class=\"term\" href=\"wavemark-term:x"]
        {
            assert_eq!(Marked::new(page, &["base"]).written("../", "g"), page);
        }
    }
}
