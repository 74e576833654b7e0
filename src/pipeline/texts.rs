//! The commentary of every edition, with the files that it shows.

use super::soften;
use crate::action::Action;
use crate::commentary::{self, Commentary, Context, EditionFolder};
use crate::config::SiteConfig;
use crate::diag::Diagnostic;
use crate::message::Catalogue;
use crate::metrics::{Counted, Figures, Metric, Tables};
use crate::number::Numbers;
use crate::pages::{Book, EditionFile, PageId, Scope, TextLinks};
use crate::source::SourceReader;
use crate::voice::Comments;
use crate::wave::Wave;
use std::collections::BTreeMap;

/// The texts of one edition.
#[derive(Debug, Default)]
pub struct Texts {
    /// In the order of the files' names.
    pub commentary: Vec<Commentary>,
    /// What they show or link to.
    pub files: Vec<EditionFile>,
}

/// The pages of one edition, for links.
struct Shelf {
    /// The edition's folder below the site's root.
    slug: String,
    /// Its pages.
    book: Book,
    /// Its texts: file names without `.md`.
    stems: Vec<String>,
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
    /// What was done.
    pub actions: &'a [Action],
    /// What is measured.
    pub metrics: &'a [Metric],
    /// The answers, for comparisons that only a claim asks for.
    pub counted: &'a [Counted],
    /// What customers wrote.
    pub comments: Option<&'a Comments>,
    /// Whether the site is for the author's eyes.
    pub preview: bool,
}

/// Renders the texts of each edition of `measured` (newest first), in that order.
pub fn render(
    reader: &SourceReader,
    config: &SiteConfig,
    language: Language<'_>,
    measured: &[Figures],
    beside: Beside<'_>,
    folders: &[EditionFolder],
    sink: &mut Vec<Diagnostic>,
) -> Vec<Texts> {
    let folder_of = |wave: Wave| folders.iter().find(|folder| folder.wave == wave);
    let slugs: Vec<String> = measured.iter().map(|figures| config.report.waves.slug(figures.wave)).collect();
    let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
    let shelves: Vec<Shelf> = measured
        .iter()
        .zip(&slugs)
        .map(|(figures, slug)| {
            let stems = folder_of(figures.wave).map(stems).unwrap_or_default();
            let names: Vec<&str> = stems.iter().map(String::as_str).collect();
            let book = Book::new(Scope { figures, config, actions: beside.actions }, &names, &slugs);
            Shelf { slug: (*slug).to_owned(), book, stems }
        })
        .collect();

    let editions: Vec<(&str, &Book)> = shelves.iter().map(|shelf| (shelf.slug.as_str(), &shelf.book)).collect();
    let mut all = Vec::new();
    for (at, figures) in measured.iter().enumerate() {
        let mut texts = Texts::default();
        let mut problems = Vec::new();
        if let Some(folder) = folder_of(figures.wave) {
            let book = &shelves[at].book;
            let answers = Tables::new(config, beside.metrics, beside.counted, figures.wave);
            let stems: Vec<&str> = shelves[at].stems.iter().map(String::as_str).collect();
            for (text, name) in folder.texts.iter().enumerate() {
                let stem = stems[text];
                let page = book.page_of(stem, &stems).unwrap_or(PageId::Own(text));
                let addresses = TextLinks { book, page, stems: &stems, editions: &editions };
                let prefix = if book.home(stem).is_some() { format!("{stem}-") } else { String::new() };
                let context = Context {
                    figures,
                    answers: &answers,
                    unproven: config.claims.unproven,
                    report: &config.report,
                    numbers: language.numbers,
                    words: language.words,
                    language: &config.site.language,
                    folder,
                    addresses: &addresses,
                    comments: beside.comments,
                    prefix: &prefix,
                    preview: beside.preview,
                };
                texts.commentary.extend(commentary::render(reader, name, &context).report_to(&mut problems));
            }
            texts.files = files(reader, &texts.commentary, &mut problems);
        }
        if at > 0 {
            soften(&mut problems);
        }
        sink.extend(problems);
        all.push(texts);
    }
    all
}

fn stems(folder: &EditionFolder) -> Vec<String> {
    folder.texts.iter().map(|name| name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned()).collect()
}

/// The files that texts show, each once.
fn files(reader: &SourceReader, texts: &[Commentary], sink: &mut Vec<Diagnostic>) -> Vec<EditionFile> {
    let wanted: BTreeMap<_, _> =
        texts.iter().flat_map(|text| &text.assets).map(|asset| (asset.name.clone(), asset.path.clone())).collect();
    let mut files = Vec::new();
    for (name, path) in wanted {
        match reader.read(&path) {
            Ok(source) => files.push(EditionFile { name, bytes: source.bytes }),
            Err(error) => sink.push(
                Diagnostic::error("commentary/unreadable-file", error.to_string())
                    .hint("rename the file, look at its permissions, or leave out the link to it"),
            ),
        }
    }
    files
}
