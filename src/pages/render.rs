//! The pages of every edition at their addresses, the newest edition's also at the root.

use super::PAGES;
use super::book::PageId;
use super::context::Context;
use super::data_files;
use super::edition::Report;
use super::frame::{Frame, Place, Site};
use super::marks::Marked;
use super::search;
use crate::diag::{Checked, Diagnostic, has_errors};
use crate::fingerprint::Fingerprint;
use crate::output::{BuiltSite, SiteFile, SitePath};
use crate::parallel;
use crate::templates::{Templates, View};

/// A file that stands once for the site.
pub struct SiteDraft {
    /// Its path.
    pub path: String,
    /// The template that renders it.
    pub template: &'static str,
    /// What surrounds it; absent for a file that is no page.
    pub frame: Option<Frame>,
    /// What its template sees as `page`.
    pub body: View,
}

/// A part of the site that is made by itself: alone it has the same bytes as among all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A page of an edition, by the edition's place in the report, with the files in its folder.
    Page(usize, PageId),
    /// An edition's files of figures, and those beside its texts.
    Data(usize),
    /// The files of a kind that stand once for the site, by its place in [`PAGES`].
    Once(usize),
    /// What is copied as it is.
    Statics,
}

/// What was made, at its paths below the site's root.
#[derive(Default)]
pub struct Made {
    /// Path and content; whether the paths are fit to be published is for the whole site to say.
    pub files: Vec<(String, SiteFile)>,
    /// What is wrong in it.
    pub problems: Vec<Diagnostic>,
}

/// Renders the whole site.
pub fn render(report: &Report<'_>, templates: &Templates) -> Checked<BuiltSite> {
    let contexts: Vec<Context<'_>> = report.editions.iter().map(|edition| Context::new(report, edition)).collect();
    let site = Site::new(report, &contexts, templates);
    let mut out = Output::default();
    let (pieces, progress) = (site.pieces(), report.reader.progress());
    progress.expect_pages(pieces.len());
    let make = |piece: &Piece| {
        let made = site.make(*piece);
        progress.note_page();
        made
    };
    for made in parallel::map(&pieces, make) {
        made.problems.into_iter().for_each(|problem| out.problem(problem));
        for (path, file) in made.files {
            out.file(path, file);
        }
    }
    let value = (!has_errors(&out.diagnostics)).then_some(out.site);
    Checked { value, diagnostics: out.diagnostics }
}

impl Site<'_> {
    /// Everything that the site is made of.
    pub fn pieces(&self) -> Vec<Piece> {
        let of_edition = |(at, context): (usize, &Context<'_>)| {
            let pages: Vec<Piece> = context.book.pages().map(|page| Piece::Page(at, page)).collect();
            std::iter::once(Piece::Data(at)).chain(pages)
        };
        let editions = self.editions.iter().enumerate().flat_map(of_edition);
        editions.chain([Piece::Statics]).chain((0..PAGES.len()).map(Piece::Once)).collect()
    }

    /// The piece that has the file at `path`, if the site has such a file at all.
    pub fn piece_of(&self, path: &str) -> Option<Piece> {
        if path.starts_with(ASSETS) {
            return Some(Piece::Statics);
        }
        let is_at = |address: &str| address.strip_suffix('/').map_or(path == address, |_| path == index_in(address));
        if let Some(kind) = PAGES.iter().position(|page| page.stands_once() && is_at(page.kind().address)) {
            return Some(Piece::Once(kind));
        }
        let (at, inside) = path
            .split_once('/')
            .and_then(|(folder, inside)| {
                Some((self.editions.iter().position(|context| context.edition.slug == folder)?, inside))
            })
            .unwrap_or((0, path));
        let book = &self.editions.get(at)?.book;
        let folder = inside.rfind('/').map_or("", |end| &inside[..=end]);
        let page_at = |folder: &str| book.page_at(folder);
        if let Some(page) = page_at(folder).filter(|_| inside == index_in(folder)) {
            return Some(Piece::Page(at, page));
        }
        if inside.starts_with(data_files::FOLDER) || inside.starts_with(FILES) {
            return Some(Piece::Data(at));
        }
        // A file beside a page lies in the page's folder or in one below it.
        let above = folder.match_indices('/').map(|(end, _)| &folder[..=end]).rev();
        let page = above.chain([""]).find_map(page_at)?;
        Some(Piece::Page(at, page))
    }

    /// Makes a piece.
    pub fn make(&self, piece: Piece) -> Made {
        match piece {
            Piece::Page(at, page) => self.page(at, page),
            Piece::Data(at) => self.data(at),
            Piece::Once(kind) => self.once(kind),
            Piece::Statics => {
                let files = self.templates.statics();
                let files = files.map(|(name, bytes)| (format!("{ASSETS}{name}"), bytes.as_ref().into()));
                Made { files: files.collect(), problems: Vec::new() }
            }
        }
    }

    /// A page in its edition's own folder and, for the newest, also at the root.
    fn page(&self, at: usize, page: PageId) -> Made {
        let mut made = self.page_alone(at, page);
        let mut lost = self.lost_anchors(at, page, &made);
        if at > 0 {
            lost.iter_mut().for_each(Diagnostic::soften);
        }
        made.problems.extend(lost);
        made
    }

    /// The same without a look at the pages that its texts link to.
    pub(super) fn page_alone(&self, at: usize, page: PageId) -> Made {
        let context = &self.editions[at];
        let mut draft = match PAGES.iter().find_map(|kind| kind.draft(context, page)) {
            Some(Ok(draft)) => draft,
            Some(Err(error)) => return Made { files: Vec::new(), problems: vec![context.undrawn(page, &error)] },
            None => return Made::default(),
        };
        let mut made = Made::default();
        let address = context.address(page);
        let places = places(at);
        let blocks = context.blocks(page);
        let mut files: Vec<(String, SiteFile)> =
            std::mem::take(&mut draft.beside).into_iter().map(|(path, bytes)| (path, bytes.into())).collect();
        for drawn in blocks {
            files.extend(drawn.files.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice().into())));
            made.problems.extend(drawn.problems.iter().cloned());
        }
        if at > 0 {
            // As with all problems of texts of long ago.
            made.problems.iter_mut().for_each(Diagnostic::soften);
        }
        for (path, file) in files {
            let path = format!("{}{path}", address.folder());
            made.files.extend(places.iter().map(|&place| (self.inside(at, place, &path), file.clone())));
        }
        let glossary = address.link(&context.address(PageId::GLOSSARY));
        let frame = View::of(&self.frame(at, &draft));
        match self.templates.render(draft.template, &[("frame", &frame), ("page", &draft.body)]) {
            Ok(text) => {
                let marked = Marked::new(&text, &self.terms[at]);
                made.files.extend(places.iter().map(|&place| {
                    let text = marked.written(&self.up(at, place, &address), &glossary);
                    (self.inside(at, place, &address.file()), text.into_bytes().into())
                }));
            }
            Err(problems) => made.problems.extend(problems),
        }
        made
    }

    fn data(&self, at: usize) -> Made {
        let context = &self.editions[at];
        let beside = context.edition.files.iter();
        let beside = beside.map(|file| (format!("{FILES}{}", file.name), SiteFile::from(file.bytes.as_slice())));
        let figures = data_files::files(context).into_iter().map(|(path, bytes)| (path, bytes.into()));
        let mut made = Made::default();
        let search = (search::FILE.to_owned(), search::index(context).into_bytes().into());
        for (path, file) in figures.chain(beside).chain([search]) {
            made.files.extend(places(at).iter().map(|&place| (self.inside(at, place, &path), file.clone())));
        }
        made
    }

    fn once(&self, kind: usize) -> Made {
        let mut made = Made::default();
        for draft in PAGES.get(kind).into_iter().flat_map(|page| page.of_site(self)) {
            let frame = draft.frame.as_ref().map(View::of);
            let views = frame.iter().map(|frame| ("frame", frame)).chain([("page", &draft.body)]);
            match self.templates.render(draft.template, &views.collect::<Vec<_>>()) {
                Ok(text) => made.files.push((draft.path, text.into_bytes().into())),
                Err(problems) => made.problems.extend(problems),
            }
        }
        made
    }

    fn inside(&self, at: usize, place: Place, path: &str) -> String {
        match place {
            Place::Root => path.to_owned(),
            Place::Folder => format!("{}/{path}", self.editions[at].edition.slug),
        }
    }
}

/// Where styles and scripts stand.
const ASSETS: &str = "assets/";
/// Where the files beside an edition's texts stand.
const FILES: &str = "files/";

fn index_in(folder: &str) -> String {
    format!("{folder}index.html")
}

fn places(at: usize) -> &'static [Place] {
    if at == 0 { &[Place::Folder, Place::Root] } else { &[Place::Folder] }
}

#[derive(Default)]
struct Output {
    site: BuiltSite,
    diagnostics: Vec<Diagnostic>,
}

impl Output {
    /// A template that is wrong on one page is wrong on many: each problem is told once.
    fn problem(&mut self, problem: Diagnostic) {
        if !self.diagnostics.contains(&problem) {
            self.diagnostics.push(problem);
        }
    }

    fn file(&mut self, path: String, file: SiteFile) {
        if let Err(problem) = enter(&mut self.site, path, file) {
            self.problem(*problem);
        }
    }
}

fn enter(site: &mut BuiltSite, path: String, file: SiteFile) -> Result<(), Box<Diagnostic>> {
    let added = SitePath::new(path)
        .map_err(|error| error.to_string())
        .and_then(|path| site.insert(path, file).map_err(|error| error.to_string()));
    added.map_err(|message| {
        let problem = Diagnostic::error("pages/path", message);
        Box::new(problem.hint("rename one of the two: the text, file, metric or group"))
    })
}

/// The addresses of a site whose pieces are made one by one and not kept: whether two of them would be written to the same.
#[derive(Default)]
pub struct Taken {
    /// In the place of each file what tells it from others.
    site: BuiltSite,
}

impl Taken {
    /// Takes in what was made of one piece, and gives what is wrong with its addresses.
    pub fn add(&mut self, made: &Made) -> Vec<Diagnostic> {
        let mark = |file: &SiteFile| SiteFile::from(Fingerprint::of(file.bytes()).bytes());
        let added = made.files.iter().map(|(path, file)| enter(&mut self.site, path.clone(), mark(file)));
        added.filter_map(Result::err).map(|problem| *problem).collect()
    }
}
