//! Where links and images lead: only to safe schemes, and to files and anchors that exist.

use super::accepted::ACCEPTED;
use super::escape;
use super::folder::EditionFolder;
use super::markdown::{Document, Event, Item, LinkType, Tag};
use crate::claims::address_of;
use crate::lookup::{Place, Problem};
use crate::slug::decoded;
use crate::source::Span;
use std::collections::BTreeSet;
use std::ops::Range;

/// What the page knows of addresses. All addresses are relative to the page that the text stands on.
pub trait Addresses {
    /// The page that `path` names: another text of the edition (`nps.md`), one of another edition
    /// (`../2026-q2/nps.md`), or a page of the site (`methods/`). None if there is no such page.
    fn page(&self, path: &str) -> Option<PageAt>;
    /// The file of the text's own page, from the site's root.
    fn here(&self) -> String;
    /// The address of a file beside the text once it is copied; `name` is relative to the edition's folder.
    fn asset(&self, name: &str) -> String;
    /// Every path that [`Addresses::page`] knows, to suggest one.
    fn pages(&self) -> Vec<String>;
}

/// A page as a link leads to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageAt {
    /// Its address as seen from the text's page.
    pub address: String,
    /// Its file, from the site's root.
    pub file: String,
    /// What the ids of the headings of the text begin with that was named; None where a page was named.
    pub prefix: Option<String>,
}

/// A file beside the text that the text shows or links to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asset {
    /// Its name, relative to the edition's folder.
    pub name: String,
    /// Its path for the [`crate::source::SourceReader`].
    pub path: String,
}

/// A link to a part of a page that is no heading of the text itself; whether that is there is known when the page is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The page as it was named; None for the text's own.
    pub named: Option<String>,
    /// The page's address as it stands in the HTML before the id.
    pub address: String,
    /// The page's file, from the site's root.
    pub file: String,
    /// The id that was named.
    pub id: String,
    /// What stands before it on the page if it is a heading of the text that was named.
    pub prefix: String,
    /// Where the link is written.
    pub span: Span,
}

impl Outgoing {
    /// The link as it stands in HTML, to a heading or to another part of the page.
    pub(super) fn href(&self, to_heading: bool) -> String {
        let mut href = String::new();
        let prefix = if to_heading { &*self.prefix } else { "" };
        escape::address(&mut href, "href", &format!("{}#{prefix}{}", self.address, self.id));
        href
    }
}

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// An address to write as it is.
    Address(String),
    /// A statement about the figures.
    Claim,
}

/// Checks the links of one text.
pub(super) struct Links<'a> {
    pub folder: &'a EditionFolder,
    pub addresses: &'a dyn Addresses,
    pub place: Place,
    pub prefix: &'a str,
    /// Ids of the text's own headings, without the prefix.
    pub anchors: BTreeSet<String>,
    /// Files that were shown or linked.
    pub assets: BTreeSet<Asset>,
    /// Parts of pages that were linked to and are no headings of the text.
    pub outgoing: Vec<Outgoing>,
}

const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

impl Links<'_> {
    /// Where a link to `written` leads; `range` is where that is written.
    pub fn link(&mut self, written: &str, range: Range<usize>) -> Result<Target, Problem> {
        let address = self.printable(written, range.clone())?;
        match scheme(address) {
            Some(_) if address_of(address).is_some() => Ok(Target::Claim),
            Some(scheme) if SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) => {
                Ok(Target::Address(address.to_owned()))
            }
            Some(scheme) => {
                let message = format!("a link may not begin with `{scheme}:`");
                let problem = self.place.error("commentary/link-scheme", message, range);
                Err(problem.hint("links begin with `https:`, `http:`, `mailto:` or `tel:`, or are relative; for a file whose name holds a colon write `./` before it"))
            }
            None => self.relative(address, range).map(Target::Address),
        }
    }

    /// The page that a wiki-style link names: another text, a metric, or a page of the site; perhaps with an anchor.
    pub fn by_name(&mut self, written: &str, range: Range<usize>) -> Result<String, Problem> {
        let (name, rest) = split_path(written.trim());
        let page = |path: &str| self.addresses.page(path);
        let forms = [format!("{name}.md"), format!("metrics/{}/", crate::slug::slug(name)), format!("{name}/")];
        let found = forms.iter().find_map(|form| page(form).map(|page| (form.clone(), page)));
        match found {
            Some((form, page)) => Ok(self.with_anchor(&form, page, rest, range)),
            None => {
                let message = format!("there is no page and no metric `{name}`");
                let problem = self.place.error("commentary/missing-page", message, range);
                let known = self.addresses.pages();
                // A text and the page that it stands on have one name.
                let mut seen = BTreeSet::new();
                let known: Vec<&str> =
                    known.iter().map(|path| named(path)).filter(|name| seen.insert(name.to_owned())).collect();
                Err(problem.suggest(name, known))
            }
        }
    }

    /// An address on another page with the anchor behind it. Headings of a text that stands on a page of ours have ids
    /// that begin with the text's name.
    fn with_anchor(&mut self, path: &str, page: PageAt, rest: &str, range: Range<usize>) -> String {
        let PageAt { address, file, prefix } = page;
        let Some(id) = rest.strip_prefix('#').map(decoded).filter(|id| !id.is_empty()) else {
            return format!("{address}{rest}");
        };
        let prefix = prefix.unwrap_or_default();
        let whole = format!("{address}#{prefix}{id}");
        let named = Some(path.trim_start_matches("./").to_owned());
        self.outgoing.push(Outgoing { named, address, file, id, prefix, span: self.place.span(range) });
        whole
    }

    /// The address of an image.
    pub fn image(&mut self, written: &str, range: Range<usize>) -> Result<String, Problem> {
        let address = self.printable(written, range.clone())?;
        if let Some(scheme) = scheme(address) {
            let message = format!("an image must be a file beside the text, not `{scheme}:`");
            let problem = self.place.error("commentary/image-elsewhere", message, range);
            return Err(
                problem.hint("copy the file into the edition's folder: the site asks no other host for anything")
            );
        }
        let (path, rest) = split_path(address);
        let name = tidy(&decoded(path));
        match name.filter(|name| self.folder.assets.contains(name)) {
            Some(name) => Ok(format!("{}{rest}", self.asset(name))),
            None => Err(self.missing("commentary/missing-image", path, range, Vec::new())),
        }
    }

    fn printable<'t>(&self, written: &'t str, range: Range<usize>) -> Result<&'t str, Problem> {
        // A browser skips such characters, so that `java&#10;script:` would run.
        if written.chars().any(char::is_control) {
            let message = "this address holds a line break or another control character";
            return Err(self
                .place
                .error("commentary/link-scheme", message, range)
                .hint("write the address on one line"));
        }
        Ok(written.trim())
    }

    fn relative(&mut self, address: &str, range: Range<usize>) -> Result<String, Problem> {
        if address.starts_with("//") {
            let problem =
                self.place.error("commentary/link-scheme", "this address names a host without a scheme", range);
            return Err(problem.hint(format!("write `https:{address}`")));
        }
        let (path, rest) = split_path(address);
        if path.is_empty() {
            return self.anchor(rest, range);
        }
        let path = decoded(path);
        if let Some(name) = tidy(&path).filter(|name| self.folder.assets.contains(name)) {
            return Ok(format!("{}{rest}", self.asset(name)));
        }
        let page = self.addresses.page(&path).or_else(|| self.addresses.page(path.trim_start_matches("./")));
        match page {
            Some(page) => Ok(self.with_anchor(&path, page, rest, range)),
            None => Err(self.missing("commentary/missing-file", &path, range, self.addresses.pages())),
        }
    }

    fn anchor(&mut self, rest: &str, range: Range<usize>) -> Result<String, Problem> {
        let Some(id) = rest.strip_prefix('#').map(decoded).filter(|id| !id.is_empty()) else {
            // `[here]()`, `[here](#)` and `[here](?)` lead to the page itself.
            return Ok(rest.to_owned());
        };
        if self.anchors.contains(&id) {
            return Ok(format!("#{}{id}", self.prefix));
        }
        // Another part of the page, or a slip: the page knows.
        self.outgoing.push(Outgoing {
            named: None,
            address: String::new(),
            file: self.addresses.here(),
            id: id.clone(),
            prefix: String::new(),
            span: self.place.span(range),
        });
        Ok(format!("#{id}"))
    }

    fn missing(&self, code: &'static str, path: &str, range: Range<usize>, pages: Vec<String>) -> Problem {
        let message = format!("there is no `{path}` in `{}`", self.folder.path);
        let files = self.folder.assets.iter().filter(|name| *name != ACCEPTED);
        let known: Vec<&str> = files.chain(&pages).map(String::as_str).collect();
        let problem = self.place.error(code, message, range);
        if known.is_empty() { problem.hint("copy the file into this folder") } else { problem.suggest(path, known) }
    }

    fn asset(&mut self, name: String) -> String {
        let address = self.addresses.asset(&name);
        let path = self.folder.file(&name);
        self.assets.insert(Asset { name, path });
        address
    }
}

/// Where the address of the link or image at event `at` is written, as exactly as can be told.
pub(super) fn address_range(document: &Document<'_>, at: usize, file: &str) -> Range<usize> {
    let item = &document.items[at];
    let (Event::Start(Tag::Link { link_type, id, .. }) | Event::Start(Tag::Image { link_type, id, .. })) = &item.event
    else {
        return item.range.clone();
    };
    match link_type {
        LinkType::Autolink | LinkType::Email => item.range.start + 1..item.range.end - 1,
        LinkType::Inline => {
            let text_end = document.items[at..=document.end_of(at)].iter().filter(|inner| inside(inner, item));
            let from = text_end.map(|inner| inner.range.end).max().unwrap_or(item.range.start);
            written_after(file, from..item.range.end, "](").unwrap_or(item.range.clone())
        }
        _ => {
            let definition = document.definitions.get(&id.to_lowercase());
            definition.and_then(|range| written_after(file, range.clone(), "]:")).unwrap_or(item.range.clone())
        }
    }
}

fn inside(inner: &Item<'_>, outer: &Item<'_>) -> bool {
    inner.range != outer.range
}

/// The address behind the first `mark` in `range`.
fn written_after(file: &str, range: Range<usize>, mark: &str) -> Option<Range<usize>> {
    let text = file.get(range.clone())?;
    let behind = text.find(mark)? + mark.len();
    let start = behind + (text[behind..].len() - text[behind..].trim_start().len());
    let rest = &text[start..];
    let length = if rest.starts_with('<') {
        rest.find('>')? + 1
    } else {
        let mut depth = 0_usize;
        let end = rest.char_indices().find(|(_, c)| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' if depth == 0 => true,
            ')' => {
                depth -= 1;
                false
            }
            c => c.is_whitespace(),
        });
        end.map_or(rest.len(), |(at, _)| at)
    };
    Some(range.start + start..range.start + start + length)
}

/// The scheme of an address, by the rule of RFC 3986, section 3.1.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))).then_some(scheme)
}

/// The path, and the query and fragment behind it.
fn split_path(address: &str) -> (&str, &str) {
    address.split_at(address.find(['?', '#']).unwrap_or(address.len()))
}

/// `./a/../b` as `b`; None if it leaves the folder.
fn tidy(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    if path.starts_with('/') {
        return None;
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The name by which a wiki-style link may name a page.
fn named(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.strip_suffix(".md").or_else(|| path.strip_prefix("metrics/")).unwrap_or(path)
}
