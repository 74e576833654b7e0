//! What a text's links mean: other texts, pages, files beside it.

use super::texts::Shelf;
use crate::commentary::Addresses;
use crate::pages::{Address, Book, PageId, SITE, encode};

/// The addresses as one text sees them.
pub struct TextAddresses<'a> {
    shelves: &'a [Shelf],
    /// The text's edition.
    edition: usize,
    /// The page that the text stands on.
    here: Address,
}

impl<'a> TextAddresses<'a> {
    /// For the `text`-th text of the `edition`-th shelf.
    pub fn new(shelves: &'a [Shelf], edition: usize, text: usize) -> TextAddresses<'a> {
        let shelf = &shelves[edition];
        let page = shelf.book.home(&shelf.stems[text]).unwrap_or(PageId::Own(text));
        TextAddresses { shelves, edition, here: shelf.book.address(page) }
    }
}

impl Addresses for TextAddresses<'_> {
    fn page(&self, path: &str) -> Option<String> {
        if let Some(rest) = path.strip_prefix("../") {
            let (slug, name) = rest.split_once('/').unwrap_or((rest, ""));
            let other = self.shelves.iter().position(|shelf| shelf.slug == slug)?;
            let page = page(&self.shelves[other], name)?;
            let address = self.shelves[other].book.address(page);
            return Some(match other == self.edition {
                true => self.here.link(&address),
                // The way up to the site's root depends on where the edition is published.
                false => format!("{SITE}{}/{}", encode(slug), encode(&address.file())),
            });
        }
        let shelf = &self.shelves[self.edition];
        page(shelf, path).map(|page| self.here.link(&shelf.book.address(page)))
    }

    fn asset(&self, name: &str) -> String {
        self.here.link_to_file(&format!("files/{name}"))
    }

    fn has_anchor(&self, _id: &str) -> bool {
        false
    }

    fn pages(&self) -> Vec<String> {
        let shelf = &self.shelves[self.edition];
        let texts = shelf.stems.iter().map(|stem| format!("{stem}.md"));
        texts.chain(shelf.book.pages().map(|page| folder(&shelf.book, page))).filter(|path| !path.is_empty()).collect()
    }
}

/// The page that a path below an edition's folder names: a text (`nps.md`) or a page (`methods/`, `metrics/nps/`).
fn page(shelf: &Shelf, path: &str) -> Option<PageId> {
    let path = path.trim_start_matches("./");
    if let Some(stem) = path.strip_suffix(".md") {
        let text = shelf.stems.iter().position(|other| other == stem);
        return shelf.book.home(stem).or(text.map(PageId::Own));
    }
    let plain = path.trim_end_matches("index.html").trim_end_matches('/');
    shelf.book.pages().find(|page| folder(&shelf.book, *page).trim_end_matches('/') == plain)
}

fn folder(book: &Book, page: PageId) -> String {
    book.address(page).folder().to_owned()
}
