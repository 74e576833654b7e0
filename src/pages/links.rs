//! Links in texts: from the page on which a text stands to other pages, other editions and files beside the text.

use super::address::encode;
use super::book::{Book, PageId};
use super::frame::SITE;
use crate::commentary::{Addresses, PageAt};
use crate::slug::slug;

/// The addresses of one edition as seen from one of its pages.
#[derive(Debug, Clone, Copy)]
pub struct TextLinks<'a> {
    /// The pages of the edition.
    pub book: &'a Book,
    /// The edition's folder below the site's root.
    pub edition: &'a str,
    /// The page on which the text stands.
    pub page: PageId,
    /// The texts of the edition, by their file names without `.md`, in the order that `book` was made with.
    pub stems: &'a [&'a str],
    /// Every edition with its slug.
    pub editions: &'a [(&'a str, &'a Book)],
}

impl Book {
    /// The page on which a text stands; None for a text that the book was not made with.
    pub fn page_of(&self, stem: &str, stems: &[&str]) -> Option<PageId> {
        self.home(stem).or_else(|| stems.iter().position(|known| *known == stem).map(PageId::Own))
    }
}

impl TextLinks<'_> {
    fn at(&self, page: PageId, prefix: Option<String>) -> PageAt {
        let address = self.book.address(self.page).link(&self.book.address(page));
        PageAt { address, file: self.file(page), prefix }
    }

    /// The file of a page of the edition, from the site's root.
    fn file(&self, page: PageId) -> String {
        format!("{}/{}", self.edition, self.book.address(page).file())
    }

    /// The page with this folder, as in `methods/` or `metrics/nps/`.
    fn by_folder(book: &Book, path: &str) -> Option<PageId> {
        let path = path.trim_start_matches("./").trim_end_matches("index.html").trim_matches('/');
        book.page_at(&if path.is_empty() { String::new() } else { format!("{path}/") })
    }
}

impl Addresses for TextLinks<'_> {
    fn page(&self, path: &str) -> Option<PageAt> {
        if let Some(rest) = path.strip_prefix("../") {
            let (edition, name) = rest.split_once('/')?;
            let (edition, book) = self.editions.iter().find(|(known, _)| *known == slug(edition))?;
            // The texts of other editions are not known here; those with pages of their own are found by their folder.
            let (page, prefix) = match name.strip_suffix(".md") {
                Some(stem) => match book.home(stem) {
                    Some(home) => (home, Some(format!("{stem}-"))),
                    None => (Self::by_folder(book, &slug(stem))?, Some(String::new())),
                },
                None => (Self::by_folder(book, name)?, None),
            };
            let file = format!("{edition}/{}", book.address(page).file());
            return Some(PageAt { address: format!("{SITE}{}", encode(&file)), file, prefix });
        }
        if let Some(stem) = path.strip_suffix(".md") {
            let prefix = if self.book.home(stem).is_some() { format!("{stem}-") } else { String::new() };
            return self.book.page_of(stem, self.stems).map(|page| self.at(page, Some(prefix)));
        }
        match path.trim_end_matches('/') {
            "editions" => {
                let file = "editions/index.html".to_owned();
                Some(PageAt { address: format!("{SITE}{file}"), file, prefix: None })
            }
            _ => Self::by_folder(self.book, path).map(|page| self.at(page, None)),
        }
    }

    fn here(&self) -> String {
        self.file(self.page)
    }

    fn asset(&self, name: &str) -> String {
        self.book.address(self.page).link_to_file(&format!("files/{name}"))
    }

    fn pages(&self) -> Vec<String> {
        let texts = self.stems.iter().map(|stem| format!("{stem}.md"));
        let pages = self.book.pages().map(|page| self.book.address(page).folder().to_owned());
        texts.chain(pages).chain(["editions/".to_owned()]).filter(|path| !path.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Dimension, Figures, GroupIx, MetricIx, OverTime};
    use crate::pages::Scope;
    use crate::source::SourceReader;
    use crate::wave::Wave;
    use std::collections::BTreeMap;

    fn figures() -> Figures {
        let region = Dimension {
            id: "region".into(),
            title: "Region".into(),
            values: vec!["North".into(), "Île-de-France".into()],
        };
        Figures {
            drivers: Vec::new(),
            banners: Vec::new(),
            over_time: OverTime::default(),
            weights: Vec::new(),
            designs: Default::default(),
            wave: Wave(0),
            waves: vec![Wave(0)],
            brands: Vec::new(),
            dimensions: vec![region],
            metrics: Vec::new(),
            by_key: BTreeMap::new(),
        }
    }

    #[test]
    fn texts_reach_pages_other_texts_other_editions_and_files() {
        let stems = ["overview", "region-north", "what-we-did", "methods"];
        let config =
            "[site]\ntitle = \"t\"\n[[source]]\nfiles = \"r.csv\"\n[[metric]]\nkind = \"nps\"\ncolumn = \"a\"\n";
        let reader = SourceReader::memory([("site-config.toml", config)]);
        let config = crate::config::load(&reader, "site-config.toml").value.expect("a config");
        let figures = figures();
        let scope = Scope { figures: &figures, config: &config, actions: &[] };
        let book = Book::new(scope, &stems, &["2026-q3", "2026-q2"]);
        let older = Book::new(scope, &["what-we-did"], &["2026-q3", "2026-q2"]);
        let north = PageId::Group(GroupIx { dimension: 0, value: 0 });
        let editions = [("2026-q3", &book), ("2026-q2", &older)];
        let links = TextLinks { book: &book, edition: "2026-q3", page: north, stems: &stems, editions: &editions };
        assert_eq!(book.page_of("region-north", &stems), Some(north));
        assert_eq!(book.page_of("what-we-did", &stems), Some(PageId::Own(2)));
        assert_eq!(book.page_of("nobody", &stems), None);
        let page = |path: &str| links.page(path).map(|page| page.address);
        assert_eq!(page("what-we-did.md").as_deref(), Some("../../../what-we-did/index.html"));
        assert_eq!(page("overview.md").as_deref(), Some("../../../index.html"));
        assert_eq!(page("methods/").as_deref(), Some("../../../methods/index.html"));
        assert_eq!(page("groups/region").as_deref(), Some("../index.html"));
        assert_eq!(page("editions/").as_deref(), Some("wavemark-site:editions/index.html"));
        assert_eq!(page("../2026-Q2/methods.md").as_deref(), Some("wavemark-site:2026-q2/methods/index.html"));
        assert_eq!(page("../2026-q2/what-we-did.md").as_deref(), Some("wavemark-site:2026-q2/what-we-did/index.html"));
        assert_eq!((page("nps.md"), page("../2025-q1/overview.md"), page("service/")), (None, None, None));
        assert_eq!(links.asset("pictures/a b.png"), "../../../files/pictures/a%20b.png");
        assert_eq!(links.here(), "2026-q3/groups/region/north/index.html");
        let at = |path: &str| links.page(path).map(|page| (page.file, page.prefix)).expect("a page");
        assert_eq!(at("overview.md"), ("2026-q3/index.html".to_owned(), Some("overview-".to_owned())));
        assert_eq!(at("what-we-did.md"), ("2026-q3/what-we-did/index.html".to_owned(), Some(String::new())));
        assert_eq!(at("../2026-q2/methods.md"), ("2026-q2/methods/index.html".to_owned(), Some("methods-".to_owned())));
        assert_eq!(at("methods/"), ("2026-q3/methods/index.html".to_owned(), None));
        assert!(links.pages().contains(&"groups/region/île-de-france/".to_owned()));
        assert!(book.home("nps").is_none() && !book.has(PageId::Metric(MetricIx(0))));
    }
}
