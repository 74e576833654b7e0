//! Links in texts: from the page on which a text stands to other pages, other editions and files beside the text.

use super::address::encode;
use super::book::{Book, PageId};
use super::frame::SITE;
use crate::commentary::Addresses;
use crate::slug::slug;

/// The addresses of one edition as seen from one of its pages.
#[derive(Debug, Clone, Copy)]
pub struct TextLinks<'a> {
    /// The pages of the edition.
    pub book: &'a Book,
    /// The page on which the text stands.
    pub page: PageId,
    /// The texts of the edition, by their file names without `.md`, in the order that `book` was made with.
    pub stems: &'a [&'a str],
    /// Every edition with its slug.
    pub editions: &'a [(&'a str, &'a Book)],
}

/// Parts that pages have besides the headings of their texts.
const PARTS: &[&str] = &[
    "all",
    "all-figures",
    "brands",
    "comments",
    "competitors",
    "distribution",
    "evidence-1",
    "files",
    "formulas",
    "leaders",
    "main",
    "others",
    "rules",
    "top",
    "topics",
    "trend",
    "waves",
    "weights",
    "words",
];

impl Book {
    /// The page on which a text stands; None for a text that the book was not made with.
    pub fn page_of(&self, stem: &str, stems: &[&str]) -> Option<PageId> {
        self.home(stem).or_else(|| stems.iter().position(|known| *known == stem).map(PageId::Own))
    }
}

impl TextLinks<'_> {
    fn here(&self, page: PageId) -> String {
        self.book.address(self.page).link(&self.book.address(page))
    }

    /// The page with this folder, as in `methods/` or `metrics/nps/`.
    fn by_folder(book: &Book, path: &str) -> Option<PageId> {
        let path = path.trim_start_matches("./").trim_end_matches("index.html").trim_matches('/');
        book.page_at(&if path.is_empty() { String::new() } else { format!("{path}/") })
    }
}

impl Addresses for TextLinks<'_> {
    fn page(&self, path: &str) -> Option<String> {
        if let Some(rest) = path.strip_prefix("../") {
            let (edition, name) = rest.split_once('/')?;
            let (edition, book) = self.editions.iter().find(|(known, _)| *known == slug(edition))?;
            // The texts of other editions are not known here; those with pages of their own are found by their folder.
            let page = match name.strip_suffix(".md") {
                Some(stem) => book.home(stem).or_else(|| Self::by_folder(book, &slug(stem)))?,
                None => Self::by_folder(book, name)?,
            };
            return Some(format!("{SITE}{}", encode(&format!("{edition}/{}", book.address(page).file()))));
        }
        if let Some(stem) = path.strip_suffix(".md") {
            return self.book.page_of(stem, self.stems).map(|page| self.here(page));
        }
        match path.trim_end_matches('/') {
            "editions" => Some(format!("{SITE}editions/index.html")),
            _ => Self::by_folder(self.book, path).map(|page| self.here(page)),
        }
    }

    fn asset(&self, name: &str) -> String {
        self.book.address(self.page).link_to_file(&format!("files/{name}"))
    }

    fn prefix_of(&self, stem: &str) -> String {
        if self.book.home(stem).is_some() { format!("{stem}-") } else { String::new() }
    }

    fn has_anchor(&self, id: &str) -> bool {
        PARTS.contains(&id)
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
        let links = TextLinks { book: &book, page: north, stems: &stems, editions: &editions };
        assert_eq!(book.page_of("region-north", &stems), Some(north));
        assert_eq!(book.page_of("what-we-did", &stems), Some(PageId::Own(2)));
        assert_eq!(book.page_of("nobody", &stems), None);
        let page = |path: &str| links.page(path);
        assert_eq!(page("what-we-did.md").as_deref(), Some("../../../what-we-did/index.html"));
        assert_eq!(page("overview.md").as_deref(), Some("../../../index.html"));
        assert_eq!(page("methods/").as_deref(), Some("../../../methods/index.html"));
        assert_eq!(page("groups/region").as_deref(), Some("../index.html"));
        assert_eq!(page("editions/").as_deref(), Some("wavemark-site:editions/index.html"));
        assert_eq!(page("../2026-Q2/methods.md").as_deref(), Some("wavemark-site:2026-q2/methods/index.html"));
        assert_eq!(page("../2026-q2/what-we-did.md").as_deref(), Some("wavemark-site:2026-q2/what-we-did/index.html"));
        assert_eq!((page("nps.md"), page("../2025-q1/overview.md"), page("service/")), (None, None, None));
        assert_eq!(links.asset("pictures/a b.png"), "../../../files/pictures/a%20b.png");
        assert!(links.has_anchor("trend") && !links.has_anchor("nothing"));
        assert!(links.pages().contains(&"groups/region/île-de-france/".to_owned()));
        assert!(book.home("nps").is_none() && !book.has(PageId::Metric(MetricIx(0))));
    }
}
