//! The pages of every edition at their addresses, the newest edition's also at the root.

use super::PAGES;
use super::context::Context;
use super::data_files;
use super::edition::Report;
use super::frame::{Frame, Place, SITE, Site};
use super::show::Show;
use crate::diag::{Checked, Diagnostic, has_errors};
use crate::output::{BuiltSite, SitePath};
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
    for at in 0..contexts.len() {
        out.edition(&site, at);
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

#[derive(Default)]
struct Output {
    site: BuiltSite,
    diagnostics: Vec<Diagnostic>,
}

impl Output {
    /// All files of an edition, in its own folder and, for the newest, also at the root.
    fn edition(&mut self, site: &Site<'_>, at: usize) {
        let context = &site.editions[at];
        let mut drafts = Vec::new();
        for page in PAGES {
            match page.of_edition(context) {
                Ok(pages) => drafts.extend(pages),
                Err(problem) => self.problem(problem),
            }
        }
        let files = data_files::files(context);
        let slug = &context.edition.slug;
        let places: &[Place] = if at == 0 { &[Place::Folder, Place::Root] } else { &[Place::Folder] };
        let inside = |place: Place, path: &str| match place {
            Place::Root => path.to_owned(),
            Place::Folder => format!("{slug}/{path}"),
        };
        for draft in &drafts {
            let address = context.address(draft.id);
            let frame = View::of(&site.frame(at, draft));
            let text = self.rendered(site.templates, draft.template, &[("frame", &frame), ("page", &draft.body)]);
            for &place in places {
                if let Some(text) = &text {
                    let text = text.replace(SITE, &site.up(at, place, &address));
                    self.file(inside(place, &address.file()), text.into_bytes());
                }
                for (path, bytes) in &draft.beside {
                    self.file(inside(place, &format!("{}{path}", address.folder())), bytes.as_slice());
                }
            }
        }
        for &place in places {
            for (path, bytes) in &files {
                self.file(inside(place, path), Arc::clone(bytes));
            }
            for file in &context.edition.files {
                self.file(inside(place, &format!("files/{}", file.name)), file.bytes.as_slice());
            }
        }
    }

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

    fn file(&mut self, path: String, bytes: impl Into<Arc<[u8]>>) {
        let added = SitePath::new(path)
            .map_err(|error| error.to_string())
            .and_then(|path| self.site.insert(path, bytes).map_err(|error| error.to_string()));
        if let Err(message) = added {
            self.problem(
                Diagnostic::error("pages/path", message).hint("rename one of the two: the text, file, metric or group"),
            );
        }
    }
}
