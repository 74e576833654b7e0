//! The commentary of every edition, with the files that it shows.

use super::kept::{Fresh, Run, Stamp};
use crate::action::Action;
use crate::commentary::{self, ACCEPTED, Accepted, Commentary, Context, EditionFolder, Outgoing, Vocabulary};
use crate::config::SiteConfig;
use crate::diag::{Checked, Diagnostic};
use crate::lookup::Place;
use crate::message::Catalogue;
use crate::metrics::{Counted, Figures, Metric, Tables};
use crate::number::Numbers;
use crate::pages::{Book, EditionFile, PageId, Scope, TextLinks};
use crate::parallel;
use crate::source::SourceReader;
use crate::voice::Comments;
use crate::wave::Wave;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The texts of one edition.
#[derive(Debug, Default)]
pub struct Texts {
    /// In the order of the files' names.
    pub commentary: Vec<Arc<Commentary>>,
    /// What they show or link to.
    pub files: Vec<EditionFile>,
}

/// The pages of one edition, for links.
#[derive(Debug)]
pub struct Shelf {
    /// The edition's folder below the site's root.
    slug: String,
    /// Its pages.
    book: Book,
    /// Its texts: file names without `.md`.
    stems: Vec<String>,
}

impl Shelf {
    /// The page on which each of the edition's texts stands.
    fn pages_of(&self, texts: &[Arc<Commentary>]) -> Vec<PageId> {
        let stems: Vec<&str> = self.stems.iter().map(String::as_str).collect();
        texts.iter().map(|text| self.book.page_of(&text.stem, &stems).unwrap_or(PageId::Overview)).collect()
    }
}

/// The language of the report.
#[derive(Clone, Copy)]
pub struct Language<'a> {
    /// Its numbers.
    pub numbers: &'a Numbers,
    /// Its words.
    pub words: &'a Catalogue,
}

/// What the report has beside figures, and behind them.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// What is measured.
    pub metrics: &'a [Metric],
    /// The answers, for comparisons that only a claim asks for.
    pub counted: &'a [Arc<Counted>],
    /// What customers wrote.
    pub comments: Option<&'a Comments>,
    /// Whether the site is for the author's eyes.
    pub preview: bool,
}

/// What texts are rendered with.
#[derive(Clone, Copy)]
pub struct Written<'a> {
    /// The configuration.
    pub config: &'a SiteConfig,
    /// The language of the report.
    pub language: Language<'a>,
    /// The figures of each edition, newest first.
    pub figures: &'a [Arc<Figures>],
    /// What the report has beside them.
    pub beside: Beside<'a>,
    /// The folders of commentary.
    pub folders: &'a [EditionFolder],
    /// The pages of each edition, in the order of `figures`.
    pub shelves: &'a [Shelf],
    /// Which of all these they are.
    pub from: &'a [Stamp],
}

/// The pages of each edition of `measured`, for links between texts.
pub fn shelves(
    config: &SiteConfig,
    measured: &[Arc<Figures>],
    actions: &[Action],
    folders: &[EditionFolder],
) -> Vec<Shelf> {
    let slugs: Vec<String> = measured.iter().map(|figures| config.report.waves.slug(figures.wave)).collect();
    let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
    let shelf = |(figures, slug): (&Arc<Figures>, &&str)| {
        let stems = folder_of(folders, figures.wave).map(stems).unwrap_or_default();
        let names: Vec<&str> = stems.iter().map(String::as_str).collect();
        let book = Book::new(Scope { figures, config, actions }, &names, &slugs);
        Shelf { slug: (*slug).to_owned(), book, stems }
    };
    measured.iter().zip(&slugs).map(shelf).collect()
}

/// The texts that are kept between builds.
#[derive(Debug, Default)]
pub struct Kept {
    /// Each by its path.
    texts: BTreeMap<String, super::kept::Kept<Commentary>>,
    /// What the texts of an edition show, by the edition's folder.
    files: BTreeMap<String, super::kept::Kept<Vec<EditionFile>>>,
}

impl Kept {
    /// The texts of each edition, newest first; only those are rendered that are others than in the build before.
    pub fn render(&mut self, run: &mut Run<'_>, with: &Written<'_>) -> Vec<Texts> {
        let folder = |figures: &Arc<Figures>| folder_of(with.folders, figures.wave);
        let folders: Vec<Option<&EditionFolder>> = with.figures.iter().map(folder).collect();
        self.forget(&folders);
        let mut stale = Vec::new();
        for (at, folder) in folders.iter().enumerate() {
            let texts = folder.iter().flat_map(|folder| folder.texts.iter().map(|name| folder.file(name)));
            for (text, path) in texts.enumerate() {
                if !self.texts.entry(path.clone()).or_default().is_current(run, with.from) {
                    // The reader numbers its files in the order in which they are first asked for.
                    let _ = run.reader.part().read(&path);
                    stale.push((at, text, path));
                }
            }
        }
        let reader = run.reader;
        let editions: Vec<usize> = (0..with.figures.len()).collect();
        let behind = parallel::map(&editions, |at| {
            let is_asked = stale.iter().any(|(edition, ..)| edition == at);
            is_asked.then(|| (with.answers(*at), with.vocabulary(*at)))
        });
        let made = parallel::map(&stale, |(at, text, _)| {
            Fresh::make(reader, |reader| match &behind[*at] {
                Some((answers, vocabulary)) => with.text(reader, answers, vocabulary, *at, *text),
                None => Checked { value: None, diagnostics: Vec::new() },
            })
        });
        for ((_, _, path), fresh) in stale.into_iter().zip(made) {
            self.texts.entry(path).or_default().put(run, with.from, fresh);
        }
        let texts = folders.iter().enumerate().map(|(at, folder)| self.of_edition(run, at, *folder));
        let mut texts: Vec<Texts> = texts.collect();
        settle_anchors(&mut texts, with);
        texts
    }

    /// The texts of one edition, and what they show.
    fn of_edition(&mut self, run: &mut Run<'_>, at: usize, folder: Option<&EditionFolder>) -> Texts {
        let Some(folder) = folder else { return Texts::default() };
        let (mut texts, mut problems, mut from) = (Texts::default(), Vec::new(), Vec::new());
        for path in folder.texts.iter().map(|name| folder.file(name)) {
            let (text, found) = self.texts.entry(path).or_default().parts(run);
            problems.extend(found);
            from.extend(text.iter().map(|text| text.stamp));
            texts.commentary.extend(text.map(|text| text.value));
        }
        let shown = self.files.entry(folder.path.clone()).or_default();
        if !shown.is_current(run, &from) {
            shown.put(run, &from, Fresh::make(run.reader, |reader| files(reader, &texts.commentary)));
        }
        let (shown, found) = shown.parts(run);
        problems.extend(found);
        texts.files = shown.map(|shown| shown.to_vec()).unwrap_or_default();
        if at > 0 {
            problems.iter_mut().for_each(Diagnostic::soften);
        }
        run.problems.extend(problems);
        texts
    }

    /// Drops what no longer exists.
    fn forget(&mut self, folders: &[Option<&EditionFolder>]) {
        let folders = || folders.iter().flatten();
        let names: BTreeSet<&str> = folders().map(|folder| folder.path.as_str()).collect();
        self.files.retain(|path, _| names.contains(path.as_str()));
        let texts = folders().flat_map(|folder| folder.texts.iter().map(|name| folder.file(name)));
        let texts: BTreeSet<String> = texts.collect();
        self.texts.retain(|path, _| texts.contains(path));
    }
}

impl Written<'_> {
    /// The answers behind the figures of an edition.
    fn answers(&self, at: usize) -> Tables<'_> {
        Tables::new(self.config, self.beside.metrics, self.beside.counted, self.figures[at].wave)
    }

    /// The names and words of the figures of an edition.
    fn vocabulary(&self, at: usize) -> Vocabulary {
        let (waves, language) = (&self.config.report.waves, &self.config.site.language);
        Vocabulary::new(&self.figures[at], waves, self.language.words, language)
    }

    /// One text of an edition, both by their places.
    fn text(
        &self,
        reader: &SourceReader,
        answers: &Tables<'_>,
        vocabulary: &Vocabulary,
        at: usize,
        text: usize,
    ) -> Checked<Commentary> {
        let (figures, shelf) = (&self.figures[at], &self.shelves[at]);
        let none = Checked { value: None, diagnostics: Vec::new() };
        let Some(folder) = folder_of(self.folders, figures.wave) else { return none };
        let stems: Vec<&str> = shelf.stems.iter().map(String::as_str).collect();
        let editions: Vec<(&str, &Book)> =
            self.shelves.iter().map(|shelf| (shelf.slug.as_str(), &shelf.book)).collect();
        let (book, stem) = (&shelf.book, stems[text]);
        let page = book.page_of(stem, &stems).unwrap_or(PageId::Own(text));
        let addresses = TextLinks { book, edition: &shelf.slug, page, stems: &stems, editions: &editions };
        let prefix = if book.home(stem).is_some() { format!("{stem}-") } else { String::new() };
        let mut problems = Vec::new();
        let accepted = accepted(reader, folder, &mut problems);
        let context = Context {
            figures,
            answers,
            unproven: self.config.claims.unproven,
            report: &self.config.report,
            events: &self.config.events,
            numbers: self.language.numbers,
            words: self.language.words,
            vocabulary,
            language: &self.config.site.language,
            folder,
            addresses: &addresses,
            comments: self.beside.comments,
            prefix: &prefix,
            preview: self.beside.preview,
            accepted: accepted.as_ref(),
        };
        let mut rendered = commentary::render(reader, &folder.texts[text], &context);
        rendered.diagnostics.append(&mut problems);
        rendered
    }
}

fn folder_of(folders: &[EditionFolder], wave: Wave) -> Option<&EditionFolder> {
    folders.iter().find(|folder| folder.wave == wave)
}

fn stems(folder: &EditionFolder) -> Vec<String> {
    folder.texts.iter().map(|name| name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned()).collect()
}

/// The files that texts show, each once.
fn files(reader: &SourceReader, texts: &[Arc<Commentary>]) -> Checked<Vec<EditionFile>> {
    let assets = texts.iter().flat_map(|text| &text.assets);
    let wanted: BTreeMap<_, _> = assets.map(|asset| (asset.name.clone(), asset.path.clone())).collect();
    let (mut files, mut diagnostics) = (Vec::new(), Vec::new());
    for (name, path) in wanted {
        match reader.read(&path) {
            Ok(source) => files.push(EditionFile { name, bytes: source.bytes }),
            Err(error) => diagnostics.push(
                Diagnostic::error("commentary/unreadable-file", error.to_string())
                    .hint("rename the file, look at its permissions, or leave out the link to it"),
            ),
        }
    }
    Checked { value: Some(files), diagnostics }
}

/// What was accepted of the texts of a folder; None where nothing was.
pub fn accepted(reader: &SourceReader, folder: &EditionFolder, sink: &mut Vec<Diagnostic>) -> Option<Accepted> {
    folder.assets.iter().find(|name| *name == ACCEPTED)?;
    let read = reader.read(folder.file(ACCEPTED)).map_err(|error| {
        Diagnostic::error("commentary/unreadable-file", error.to_string()).hint("look at its permissions")
    });
    let read = read.and_then(|source| {
        let text = source.text().map_err(|at| {
            let problem = Diagnostic::error("commentary/bad-record", "this byte is not UTF-8");
            problem.at(source.span().part(at, at + 1)).hint("remove the file; `wavemark accept` writes it anew")
        })?;
        Accepted::read(text, Place { source: source.id })
    });
    read.map_err(|problem| sink.push(problem)).ok()
}

/// Leads links that name a part of another text's page to a heading of that text, if it has one of this id, or else to the
/// page's own part; whether there is such a part is known when the page is made.
fn settle_anchors(texts: &mut [Texts], with: &Written<'_>) {
    // The headings by the files that they stand in.
    let mut headings: BTreeMap<String, Vec<&Commentary>> = BTreeMap::new();
    for (shelf, texts) in with.shelves.iter().zip(texts.iter()) {
        for (text, page) in texts.commentary.iter().zip(shelf.pages_of(&texts.commentary)) {
            headings.entry(format!("{}/{}", shelf.slug, shelf.book.address(page).file())).or_default().push(text);
        }
    }
    let leaves = |link: &Outgoing| {
        let id = format!("{}{}", link.prefix, link.id);
        let has = |texts: &Vec<&Commentary>| texts.iter().any(|text| text.has_heading(&id));
        !link.prefix.is_empty() && !headings.get(&link.file).is_some_and(has)
    };
    let found: Vec<(usize, usize, Vec<usize>)> = texts
        .iter()
        .enumerate()
        .flat_map(|(edition, texts)| texts.commentary.iter().enumerate().map(move |(at, text)| (edition, at, text)))
        .map(|(edition, at, text)| {
            let links = text.outgoing.iter().enumerate().filter(|(_, link)| leaves(link));
            (edition, at, links.map(|(link, _)| link).collect())
        })
        .filter(|(_, _, links): &(usize, usize, Vec<usize>)| !links.is_empty())
        .collect();
    for (edition, at, links) in found {
        let text = Arc::make_mut(&mut texts[edition].commentary[at]);
        links.into_iter().for_each(|link| text.leave_heading(link));
    }
}
