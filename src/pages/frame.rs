//! What surrounds every page: titles, navigation, the edition and its neighbours, where styles stand.

use super::address::{Address, encode};
use super::anchors::PageIds;
use super::book::PageId;
use super::chapter::{Part, chapters};
use super::context::{Context, Draft, Link};
use super::edition::Report;
use super::evidence::{self, EvidenceView};
use super::glossary;
use super::search;
use super::show::Show;
use crate::templates::Templates;
use serde::Serialize;

/// What stands in a link in place of the way up to the site's root, which depends on where the edition is published.
/// A link out of the edition is this and the path below the root, so that a page is rendered once for all its places.
pub const SITE: &str = "wavemark-site:";

/// What a logo in the author's folder of files is called.
const LOGOS: [&str; 2] = ["logo.svg", "logo.png"];

/// The whole site, for pages that stand once.
pub struct Site<'a> {
    /// The report.
    pub report: &'a Report<'a>,
    /// Its editions, newest first.
    pub editions: &'a [Context<'a>],
    /// Writes figures.
    pub show: Show<'a>,
    /// The templates.
    pub templates: &'a Templates,
    /// The terms that the glossary of each edition explains.
    pub terms: Vec<Vec<&'static str>>,
    /// The ids of pages that texts link to.
    pub ids: PageIds,
    /// The parts of each edition with their pages, which are the same from wherever they are linked to.
    parts: Vec<Vec<PartPages>>,
}

/// The pages of a part.
struct PartPages {
    /// What the part is called.
    title: String,
    pages: Vec<Listed>,
}

/// A page as the navigation lists it.
struct Listed {
    id: PageId,
    name: String,
    /// Its file below the edition's folder.
    file: String,
}

impl Listed {
    fn new(context: &Context<'_>, id: PageId) -> Listed {
        Listed { id, name: context.name(id), file: context.address(id).file() }
    }
}

/// Where an edition's pages are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the root: the newest edition.
    Root,
    /// In the edition's own folder.
    Folder,
}

/// What surrounds a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// BCP 47 tag.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The report's title.
    pub site: String,
    /// The page's title.
    pub title: String,
    /// What stands in the browser's tab.
    pub tab: String,
    /// A sentence under the title; may be empty.
    pub lead: String,
    /// For search engines.
    pub description: String,
    /// The page's address for good; empty without a base URL.
    pub canonical: String,
    /// Link to the overview.
    pub home: String,
    /// Path of the folder with styles, with a final slash.
    pub assets: String,
    /// Path of the author's logo; empty without one.
    pub logo: String,
    /// What the author has at the foot of every page; may be empty.
    pub footer: String,
    /// Whether the author has a style sheet of their own.
    pub has_custom_style: bool,
    /// The main navigation: the overview and the parts of the report.
    pub nav: Vec<Link>,
    /// The pages of the part that this page is in, where it has more than one.
    pub part: Vec<Link>,
    /// Every chapter, by part.
    pub index: Vec<PartIndex>,
    /// What the page is called whatever its title says; empty on a page that stands once.
    pub name: String,
    /// The pages above this one.
    pub trail: Vec<Link>,
    /// The parts of the page, where it is long.
    pub contents: Vec<Link>,
    /// The edition, on the pages of one.
    pub edition: Option<EditionFrame>,
    /// The level of intervals.
    pub level: String,
    /// What the report cannot know; empty on a page that stands once.
    pub limits: String,
    /// Link to the page about it; empty where there is none.
    pub silence: String,
    /// What the sentences on the page rest on.
    pub evidence: Vec<EvidenceView>,
    /// Link to all claims of the edition; empty on a page that stands once.
    pub claims: String,
    /// Link to the methods.
    pub methods: String,
    /// Link to the data.
    pub data: String,
    /// Link to all editions.
    pub editions: String,
    /// Path of what the search looks through.
    pub search: String,
    /// Link to the feed; empty without a base URL.
    pub feed: String,
}

/// The chapters of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartIndex {
    /// What the part is called: as its page, where it has only one.
    pub title: String,
    /// Its pages.
    pub links: Vec<Link>,
}

/// The edition of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionFrame {
    /// `2026 Q3`
    pub label: String,
    /// `July to September 2026`
    pub period: String,
    /// Link to the same page of the edition before.
    pub previous: Option<Link>,
    /// Link to the same page of the next edition.
    pub next: Option<Link>,
    /// Link to the same page of the newest edition, or to its overview, where this is an older one.
    pub newest: Option<Link>,
    /// Whether the newest edition has the same page.
    pub newest_has_it: bool,
}

impl<'a> Site<'a> {
    /// The site of a report with these editions.
    pub fn new(report: &'a Report<'a>, editions: &'a [Context<'a>], templates: &'a Templates) -> Site<'a> {
        let show = Show::new(report.config, report.numbers, report.words);
        let terms = editions.iter().map(glossary::explained).collect();
        let parts = editions.iter().map(|context| parts(show, context)).collect();
        Site { report, editions, show, templates, terms, ids: PageIds::default(), parts }
    }
}

impl Site<'_> {
    /// The frame of a page of an edition; its links out of the edition begin with [`SITE`].
    pub fn frame(&self, at: usize, draft: &Draft) -> Frame {
        let context = &self.editions[at];
        let address = context.address(draft.id);
        let up = SITE;
        let link = |to: &Listed| Link {
            title: to.name.clone(),
            href: address.link_to_file(&to.file),
            current: to.id == draft.id || part_of(draft.id) == to.id,
        };
        let part =
            |(id, title): &(String, String)| Link { title: title.clone(), href: format!("#{id}"), current: false };
        let above = |(title, page): &(String, PageId)| {
            let link = link(&Listed::new(context, *page));
            Link { title: title.clone(), ..link }
        };
        let trail = draft.trail.iter().map(above).collect();
        let neighbour = |other: usize| {
            let context = self.editions.get(other)?;
            let same = context.book.page_at(address.folder());
            let page = context.address(same.unwrap_or(PageId::Overview)).file();
            let href = format!("{up}{}", encode(&format!("{}/{page}", context.edition.slug)));
            Some(Link { title: context.wave_label(), href, current: false })
        };
        let in_newest = self.editions[0].book.page_at(address.folder());
        let newest = (at > 0).then(|| Link {
            title: self.editions[0].wave_label(),
            href: format!("{up}{}", encode(&self.editions[0].address(in_newest.unwrap_or(PageId::Overview)).file())),
            current: false,
        });
        let edition = EditionFrame {
            label: context.wave_label(),
            period: self.show.waves().describe(context.wave()),
            previous: neighbour(at + 1),
            next: at.checked_sub(1).and_then(neighbour),
            newest,
            newest_has_it: in_newest.is_some(),
        };
        let tab = match draft.id {
            PageId::Overview => format!("{}, {}", self.report.config.site.title, edition.label),
            _ => format!("{} · {}, {}", draft.title, self.report.config.site.title, edition.label),
        };
        let index = self.index(at, &link);
        Frame {
            nav: nav(&index, link(&Listed::new(context, PageId::Overview))),
            part: part_of_index(&index),
            index,
            name: context.name(draft.id),
            trail,
            contents: draft.contents.iter().map(part).collect(),
            home: context.href(draft.id, PageId::Overview),
            limits: context.limits.clone(),
            silence: match context.book.has(PageId::SILENCE) {
                true => context.href(draft.id, PageId::SILENCE),
                false => String::new(),
            },
            evidence: evidence::of_page(context, draft.id),
            claims: context.href(draft.id, PageId::CLAIMS),
            methods: context.href(draft.id, PageId::METHODS),
            data: context.href(draft.id, PageId::DATA),
            search: address.link_to_file(search::FILE),
            canonical: self.absolute(&format!("{}/{}", context.edition.slug, address.folder())),
            edition: Some(edition),
            ..self.bare(up, draft.title.clone(), tab, draft.lead.clone())
        }
    }

    /// The frame of a page that stands once, `up` from which the root is.
    pub fn site_frame(&self, up: &str, path: &str, title: String, lead: String) -> Frame {
        let newest = &self.editions[0];
        let link =
            |to: &Listed| Link { title: to.name.clone(), href: format!("{up}{}", encode(&to.file)), current: false };
        let href = |to: PageId| format!("{up}{}", encode(&newest.address(to).file()));
        let tab = format!("{title} · {}", self.report.config.site.title);
        let index = self.index(0, &link);
        Frame {
            nav: nav(&index, link(&Listed::new(newest, PageId::Overview))),
            index,
            home: format!("{up}{}", Address::top().file()),
            methods: href(PageId::METHODS),
            data: href(PageId::DATA),
            search: format!("{up}{}", search::FILE),
            canonical: self.absolute(path),
            ..self.bare(up, title, tab, lead)
        }
    }

    fn bare(&self, up: &str, title: String, tab: String, lead: String) -> Frame {
        let site = &self.report.config.site;
        Frame {
            language: site.language.clone(),
            direction: direction(&site.language),
            site: site.title.clone(),
            description: if lead.is_empty() { title.clone() } else { lead.clone() },
            title,
            tab,
            lead,
            canonical: String::new(),
            home: String::new(),
            level: self.show.level(),
            limits: String::new(),
            silence: String::new(),
            evidence: Vec::new(),
            claims: String::new(),
            methods: String::new(),
            data: String::new(),
            search: String::new(),
            assets: format!("{up}assets/"),
            logo: LOGOS
                .iter()
                .find(|logo| self.templates.has_static(logo))
                .map_or(String::new(), |logo| format!("{up}assets/{logo}")),
            footer: site.footer.clone().unwrap_or_default(),
            has_custom_style: self.templates.has_static("custom.css"),
            nav: Vec::new(),
            part: Vec::new(),
            index: Vec::new(),
            name: String::new(),
            trail: Vec::new(),
            contents: Vec::new(),
            edition: None,
            editions: format!("{up}editions/index.html"),
            feed: if site.base_url.is_some() { format!("{up}feed.xml") } else { String::new() },
        }
    }

    /// The parts of an edition with links to their pages.
    fn index(&self, at: usize, link: &dyn Fn(&Listed) -> Link) -> Vec<PartIndex> {
        let part =
            |part: &PartPages| PartIndex { title: part.title.clone(), links: part.pages.iter().map(link).collect() };
        self.parts[at].iter().map(part).collect()
    }

    /// The way from a page to the site's root.
    pub fn up(&self, at: usize, place: Place, address: &Address) -> String {
        match place {
            Place::Root => address.up(),
            Place::Folder => Address::top().child(&self.editions[at].edition.slug).up() + &address.up(),
        }
    }

    /// An address for good; empty without a base URL.
    pub fn absolute(&self, path: &str) -> String {
        match &self.report.config.site.base_url {
            Some(base) => format!("{}/{}", base.trim_end_matches('/'), encode(path)),
            None => String::new(),
        }
    }
}

/// The chapters of an edition by part, and the texts of the author's own.
fn parts(show: Show<'_>, context: &Context<'_>) -> Vec<PartPages> {
    let mut parts = Vec::new();
    for part in Part::ALL {
        let order = |page: &PageId| match page {
            PageId::Own(at) => context.edition.commentary.get(*at).and_then(|text| text.order),
            _ => None,
        };
        let mut own: Vec<PageId> = match part {
            Part::Texts => context.book.own_pages().collect(),
            _ => Vec::new(),
        };
        // Texts without an order come last, all of them by name.
        own.sort_by_key(|page| order(page).unwrap_or(i64::MAX));
        let chapters = chapters().filter(|(_, chapter)| chapter.part == part).map(|(page, _)| page);
        let pages = chapters.filter(|page| context.book.has(*page)).chain(own);
        let pages: Vec<Listed> = pages.map(|page| Listed::new(context, page)).collect();
        let title = match pages.as_slice() {
            [] => continue,
            [only] => only.name.clone(),
            _ => show.word(part.word()),
        };
        parts.push(PartPages { title, pages });
    }
    parts
}

/// The overview and the parts, each of which leads to its first page.
fn nav(index: &[PartIndex], overview: Link) -> Vec<Link> {
    let part = |part: &PartIndex| {
        let current = part.links.iter().any(|link| link.current);
        part.links.first().map(|first| Link { title: part.title.clone(), href: first.href.clone(), current })
    };
    std::iter::once(overview).chain(index.iter().filter_map(part)).collect()
}

/// The pages of the part that has the current page, where there are several.
fn part_of_index(index: &[PartIndex]) -> Vec<Link> {
    let part = index.iter().find(|part| part.links.iter().any(|link| link.current));
    part.map(|part| part.links.clone()).filter(|links| links.len() > 1).unwrap_or_default()
}

/// The page of the navigation that a page belongs to.
fn part_of(page: PageId) -> PageId {
    match page {
        PageId::Metric(_) => PageId::METRICS,
        PageId::Dimension(_) | PageId::Part { .. } | PageId::Group(_) => PageId::GROUPS,
        PageId::Table(_) => PageId::TABLES,
        other => other,
    }
}

/// The direction of a language's main script.
fn direction(language: &str) -> &'static str {
    let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let is_rtl = ["ar", "he", "fa", "ur", "yi", "ps", "dv", "ckb", "sd", "ug"].contains(&primary.as_str());
    if is_rtl { "rtl" } else { "ltr" }
}
