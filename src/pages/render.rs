//! The pages of every edition at their addresses, the newest edition's also at the root.

use super::book::PageId;
use super::context::Context;
use super::data_files;
use super::edition::Report;
use super::frame::{Frame, Place, SITE, Site};
use super::glossary;
use super::show::Show;
use super::{PAGES, Page};
use crate::diag::{Checked, Diagnostic, has_errors};
use crate::output::{BuiltSite, SiteFile, SitePath};
use crate::parallel;
use crate::templates::{Templates, View};
use std::sync::Arc;

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

/// Renders the whole site.
pub fn render(report: &Report<'_>, templates: &Templates) -> Checked<BuiltSite> {
    let contexts: Vec<Context<'_>> = report.editions.iter().map(|edition| Context::new(report, edition)).collect();
    let show = Show::new(report.config, report.numbers, report.words);
    let site = Site { report, editions: &contexts, show, templates };
    let mut out = Output::default();
    let mut work: Vec<(usize, Work)> = Vec::new();
    for at in 0..contexts.len() {
        work.push((at, Work::Data));
        work.extend(PAGES.iter().map(|page| (at, Work::Pages(*page))));
    }
    for made in parallel::map(&work, |(at, work)| made(&site, *at, work)) {
        made.problems.into_iter().for_each(|problem| out.problem(problem));
        for (path, file) in made.files {
            out.file(path, file);
        }
    }
    for (name, bytes) in templates.statics() {
        out.file(format!("assets/{name}"), Arc::clone(bytes));
    }
    for draft in PAGES.iter().flat_map(|page| page.of_site(&site)) {
        let frame = draft.frame.as_ref().map(View::of);
        let views = frame.iter().map(|frame| ("frame", frame)).chain([("page", &draft.body)]);
        if let Some(text) = out.rendered(templates, draft.template, &views.collect::<Vec<_>>()) {
            out.file(draft.path, text.into_bytes());
        }
    }
    let value = (!has_errors(&out.diagnostics)).then_some(out.site);
    Checked { value, diagnostics: out.diagnostics }
}

/// A part of an edition that is made by itself.
enum Work {
    /// The pages of one kind.
    Pages(&'static dyn Page),
    /// The files of figures, and those beside the texts.
    Data,
}

/// What was made, at its paths below the site's root.
#[derive(Default)]
struct Made {
    files: Vec<(String, SiteFile)>,
    problems: Vec<Diagnostic>,
}

/// A part of an edition in its own folder and, for the newest, also at the root.
fn made(site: &Site<'_>, at: usize, work: &Work) -> Made {
    let context = &site.editions[at];
    let slug = &context.edition.slug;
    let places: &[Place] = if at == 0 { &[Place::Folder, Place::Root] } else { &[Place::Folder] };
    let inside = |place: Place, path: &str| match place {
        Place::Root => path.to_owned(),
        Place::Folder => format!("{slug}/{path}"),
    };
    let mut made = Made::default();
    let mut everywhere = |path: &str, file: SiteFile| {
        for &place in places {
            made.files.push((inside(place, path), file.clone()));
        }
    };
    let page = match work {
        Work::Data => {
            for (path, bytes) in data_files::files(context) {
                everywhere(&path, bytes.into());
            }
            for file in &context.edition.files {
                everywhere(&format!("files/{}", file.name), file.bytes.as_slice().into());
            }
            return made;
        }
        Work::Pages(page) => page,
    };
    let drafts = match page.of_edition(context) {
        Ok(drafts) => drafts,
        Err(problem) => return Made { problems: vec![problem], ..Made::default() },
    };
    for draft in &drafts {
        let address = context.address(draft.id);
        for (path, bytes) in &draft.beside {
            everywhere(&format!("{}{path}", address.folder()), bytes.as_slice().into());
        }
    }
    let terms = glossary::explained(context);
    for draft in &drafts {
        let address = context.address(draft.id);
        let glossary = address.link(&context.address(PageId::GLOSSARY));
        let frame = View::of(&site.frame(at, draft));
        match site.templates.render(draft.template, &[("frame", &frame), ("page", &draft.body)]) {
            Ok(text) => {
                let text = glossary::linked(&text, &terms, &glossary);
                made.files.extend(places.iter().map(|&place| {
                    let text = text.replace(SITE, &site.up(at, place, &address));
                    (inside(place, &address.file()), text.into_bytes().into())
                }));
            }
            Err(problems) => made.problems.extend(problems),
        }
    }
    made
}

#[derive(Default)]
struct Output {
    site: BuiltSite,
    diagnostics: Vec<Diagnostic>,
}

impl Output {
    fn rendered(&mut self, templates: &Templates, name: &str, views: &[(&'static str, &View)]) -> Option<String> {
        match templates.render(name, views) {
            Ok(text) => Some(text),
            Err(problems) => {
                problems.into_iter().for_each(|problem| self.problem(problem));
                None
            }
        }
    }

    /// A template that is wrong on one page is wrong on many: each problem is told once.
    fn problem(&mut self, problem: Diagnostic) {
        if !self.diagnostics.contains(&problem) {
            self.diagnostics.push(problem);
        }
    }

    fn file(&mut self, path: String, file: impl Into<SiteFile>) {
        let added = SitePath::new(path)
            .map_err(|error| error.to_string())
            .and_then(|path| self.site.insert(path, file).map_err(|error| error.to_string()));
        if let Err(message) = added {
            self.problem(
                Diagnostic::error("pages/path", message).hint("rename one of the two: the text, file, metric or group"),
            );
        }
    }
}
