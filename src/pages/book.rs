//! Which pages an edition has, and the address of each.

use super::address::Address;
use super::chapter::{Scope, chapters};
use super::many::parts;
use crate::metrics::{Figures, GroupIx, MetricIx};
use crate::output::SitePath;
use crate::slug::slug;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A page of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageId {
    /// The overview.
    Overview,
    /// A page that the edition has once or not at all: the name of its kind.
    Chapter(&'static str),
    /// One metric.
    Metric(MetricIx),
    /// One dimension, by index.
    Dimension(usize),
    /// One of the pages of a dimension's table, where it has several.
    Part {
        /// The dimension, by index.
        dimension: usize,
        /// Which page.
        part: usize,
    },
    /// One value of a dimension.
    Group(GroupIx),
    /// One table, by index.
    Table(usize),
    /// A page of the author's own: index of its text.
    Own(usize),
}

impl PageId {
    /// The list of all metrics.
    pub const METRICS: PageId = PageId::Chapter("metrics");
    /// The list of all dimensions.
    pub const GROUPS: PageId = PageId::Chapter("groups");
    /// The list of tables.
    pub const TABLES: PageId = PageId::Chapter("tables");
    /// The competitors.
    pub const COMPETITORS: PageId = PageId::Chapter("competitors");
    /// What customers wrote.
    pub const VOICE: PageId = PageId::Chapter("voice");
    /// Service figures.
    pub const SERVICE: PageId = PageId::Chapter("service");
    /// Methods and data quality.
    pub const METHODS: PageId = PageId::Chapter("methods");
    /// What is claimed, with the evidence.
    pub const CLAIMS: PageId = PageId::Chapter("claims");
    /// Who did not answer.
    pub const SILENCE: PageId = PageId::Chapter("silence");
    /// What the words mean.
    pub const GLOSSARY: PageId = PageId::Chapter("glossary");
    /// Downloads.
    pub const DATA: PageId = PageId::Chapter("data");
}

/// The pages of an edition with their addresses. They depend on what is measured and on the names of the texts alone,
/// so that texts can link to pages before either is made.
#[derive(Debug, Clone)]
pub struct Book {
    metrics: Vec<Address>,
    dimensions: Vec<Address>,
    groups: Vec<Vec<Address>>,
    /// The pages of each dimension's table, where it has several, with the values that each has.
    parts: Vec<Vec<(Address, Range<usize>)>>,
    tables: Vec<Address>,
    own: Vec<Option<Address>>,
    names: BTreeMap<String, PageId>,
    /// The page on which each text stands.
    texts: Vec<PageId>,
    pages: BTreeSet<PageId>,
    /// Each page under its folder.
    folders: BTreeMap<String, PageId>,
}

/// Folders that are no chapters; a page of the author's own takes neither their names nor those of chapters, whether or
/// not an edition has them.
const RESERVED: [&str; 4] = ["assets", "charts", "editions", "files"];

/// Other names of the texts that belong to a chapter.
const ALIASES: [(&str, PageId); 1] = [("benchmark", PageId::COMPETITORS)];

impl Book {
    /// The pages of an edition with these figures and texts (file names without `.md`). `editions` are the slugs of all
    /// editions: their folders stand beside the pages of the newest.
    pub fn new(scope: Scope<'_>, stems: &[&str], editions: &[&str]) -> Book {
        let figures = scope.figures;
        let metrics_at = Address::top().child("metrics");
        let groups_at = Address::top().child("groups");
        let mut taken = BTreeSet::new();
        let metrics = figures.metrics.iter().map(|info| metrics_at.child(&unique(&info.id, &mut taken))).collect();
        let mut taken = BTreeSet::new();
        let dimensions: Vec<Address> =
            figures.dimensions.iter().map(|d| groups_at.child(&unique(&d.id, &mut taken))).collect();
        let groups = figures.dimensions.iter().zip(&dimensions).enumerate().map(|(d, (dimension, at))| {
            let mut taken = BTreeSet::new();
            let values: Vec<Address> =
                dimension.values.iter().map(|value| at.child(&unique(value, &mut taken))).collect();
            let parts = parts(figures, d).into_iter().enumerate();
            let parts = parts.map(|(part, of)| (at.child(&unique(&format!("all {}", part + 1), &mut taken)), of));
            (values, parts.collect())
        });
        let (groups, parts): (Vec<_>, Vec<Vec<_>>) = groups.unzip();
        let mut pages = standing(scope);
        for (dimension, parts) in parts.iter().enumerate() {
            pages.extend((0..parts.len()).map(|part| PageId::Part { dimension, part }));
        }
        let tables_at = Address::top().child("tables");
        let mut taken = BTreeSet::new();
        let tables = figures.banners.iter().map(|banner| tables_at.child(&unique(&banner.id, &mut taken))).collect();
        let mut book = Book {
            metrics,
            dimensions,
            groups,
            parts,
            tables,
            own: Vec::new(),
            names: BTreeMap::new(),
            texts: Vec::new(),
            pages,
            folders: BTreeMap::new(),
        };
        book.name_pages(figures);
        book.add_texts(stems, editions);
        book.folders = book.pages().map(|page| (book.address(page).folder().to_owned(), page)).collect();
        book
    }

    /// The names by which texts mean pages.
    fn name_pages(&mut self, figures: &Figures) {
        let fixed = [("overview", PageId::Overview), ("index", PageId::Overview)].into_iter();
        let chapters = chapters().filter_map(|(page, _)| match page {
            PageId::Chapter(name) => Some((name, page)),
            _ => None,
        });
        let fixed = fixed.chain(chapters).chain(ALIASES).map(|(name, page)| (name.to_owned(), page));
        let metrics =
            figures.metrics.iter().enumerate().map(|(at, info)| (slug(&info.id), PageId::Metric(MetricIx(at))));
        let mut groups = Vec::new();
        for (d, dimension) in figures.dimensions.iter().enumerate() {
            groups.push((slug(&dimension.id), PageId::Dimension(d)));
            for (value, name) in dimension.values.iter().enumerate() {
                let group = PageId::Group(GroupIx { dimension: d, value });
                groups.push((format!("{}-{}", slug(&dimension.id), slug(name)), group));
            }
        }
        let tables = figures.banners.iter().enumerate();
        let tables = tables.map(|(at, banner)| (format!("tables-{}", slug(&banner.id)), PageId::Table(at)));
        // Where two pages have one name, the first is meant.
        for (name, page) in fixed.chain(metrics).chain(groups).chain(tables) {
            if self.pages.contains(&page) {
                self.names.entry(name).or_insert(page);
            }
        }
    }

    fn add_texts(&mut self, stems: &[&str], editions: &[&str]) {
        let mut taken: BTreeSet<String> = RESERVED.iter().chain(editions).map(|name| (*name).to_owned()).collect();
        taken.extend(super::PAGES.iter().filter(|page| page.chapter().is_some()).map(|p| p.kind().name.to_owned()));
        for (at, stem) in stems.iter().enumerate() {
            let home = self.home(stem);
            self.own.push(home.is_none().then(|| Address::top().child(&unique(stem, &mut taken))));
            self.texts.push(home.unwrap_or(PageId::Own(at)));
        }
        self.pages.extend(self.texts.iter().filter(|page| matches!(page, PageId::Own(_))));
    }

    /// The page that a text of this name belongs to; absent for a page of its own.
    pub fn home(&self, stem: &str) -> Option<PageId> {
        self.names.get(&slug(stem)).copied()
    }

    /// The page on which each text stands, in the order of the texts that the book was made with.
    pub fn texts(&self) -> &[PageId] {
        &self.texts
    }

    /// The page with this folder, as [`Address::folder`] has it.
    pub fn page_at(&self, folder: &str) -> Option<PageId> {
        self.folders.get(folder).copied()
    }

    /// Which values of a dimension each page of its table has; none where one page has all.
    pub fn parts(&self, dimension: usize) -> impl ExactSizeIterator<Item = Range<usize>> {
        self.parts[dimension].iter().map(|(_, values)| values.clone())
    }

    /// Whether the edition has this page.
    pub fn has(&self, page: PageId) -> bool {
        self.pages.contains(&page)
    }

    /// Every page of the edition.
    pub fn pages(&self) -> impl Iterator<Item = PageId> {
        self.pages.iter().copied()
    }

    /// Those that are texts of the author's own.
    pub fn own_pages(&self) -> impl Iterator<Item = PageId> {
        self.pages.range(PageId::Own(0)..=PageId::Own(usize::MAX)).copied()
    }

    /// The address of a page, relative to the edition's folder.
    pub fn address(&self, page: PageId) -> Address {
        let top = Address::top();
        match page {
            PageId::Overview => top,
            PageId::Metric(MetricIx(at)) => self.metrics[at].clone(),
            PageId::Dimension(at) => self.dimensions[at].clone(),
            PageId::Part { dimension, part } => self.parts[dimension][part].0.clone(),
            PageId::Group(group) => self.groups[group.dimension][group.value].clone(),
            PageId::Chapter(name) => top.child(name),
            PageId::Table(at) => self.tables[at].clone(),
            PageId::Own(at) => self.own[at].clone().unwrap_or_default(),
        }
    }
}

/// The pages that do not depend on texts.
fn standing(scope: Scope<'_>) -> BTreeSet<PageId> {
    let figures = scope.figures;
    let mut pages = BTreeSet::from([PageId::Overview]);
    pages.extend(chapters().filter(|(_, chapter)| (chapter.stands)(scope)).map(|(page, _)| page));
    pages.extend((0..figures.metrics.len()).map(|at| PageId::Metric(MetricIx(at))));
    pages.extend((0..figures.banners.len()).map(PageId::Table));
    for (dimension, d) in figures.dimensions.iter().enumerate() {
        pages.insert(PageId::Dimension(dimension));
        pages.extend((0..d.values.len()).map(|value| PageId::Group(GroupIx { dimension, value })));
    }
    pages
}

/// The longest slug in an address, in bytes: a name above is cut. A folder's name may be longer nowhere than 255 bytes, and
/// Windows copies no path that is longer than 260 characters as a whole.
const LONGEST_SLUG: usize = 120;

/// A slug that no other of `taken` is. Collisions are numbered in the order of the names.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut base = shortened(slug(name));
    if base.is_empty() {
        base = "not-stated".to_owned();
    }
    // `con` and its like are names of devices on Windows.
    let mut numbered = (1..).map(|number| if number == 1 { base.clone() } else { format!("{base}-{number}") });
    let free = |slug: &String| !taken.contains(slug) && SitePath::new(slug.as_str()).is_ok();
    // There are more numbers than names.
    let slug = numbered.find(free).unwrap_or_else(|| base.clone());
    taken.insert(slug.clone());
    slug
}

/// A slug as long as one may be, cut between words where there are any.
fn shortened(slug: String) -> String {
    if slug.len() <= LONGEST_SLUG {
        return slug;
    }
    let end = (0..=LONGEST_SLUG).rev().find(|at| slug.is_char_boundary(*at)).unwrap_or(0);
    let (begin, rest) = slug.split_at(end);
    if rest.starts_with('-') {
        return begin.trim_end_matches('-').to_owned();
    }
    let words = begin.rfind('-').filter(|at| *at > LONGEST_SLUG / 2).map_or(begin, |at| &begin[..at]);
    words.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collisions_are_numbered_and_devices_avoided() {
        let mut taken = BTreeSet::new();
        let slugs: Vec<String> =
            ["North", "north!", "—", "", "Con", "東京"].iter().map(|name| unique(name, &mut taken)).collect();
        assert_eq!(slugs, ["north", "north-2", "not-stated", "not-stated-2", "con-2", "東京"]);
    }

    #[test]
    fn names_of_any_length_have_addresses() {
        let mut taken = BTreeSet::new();
        for text in ["x", "word ", "wörter ", "東京"] {
            for length in [20, 120, 255, 256, 300, 4_000] {
                let name: String = text.chars().cycle().take(length).collect();
                for name in [name.clone(), name] {
                    let slug = unique(&name, &mut taken);
                    assert!(slug.len() <= LONGEST_SLUG + 3 && SitePath::new(slug.as_str()).is_ok(), "{slug}");
                }
            }
        }
        assert_eq!(taken.len(), 4 * 6 * 2);
        assert_eq!(
            unique(&"the service was slow ".repeat(9), &mut BTreeSet::new()).split('-').next_back(),
            Some("was")
        );
    }
}
