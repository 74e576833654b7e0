//! The files of the site that somebody has asked for, each made when it is first wanted.

use super::server::Found;
use crate::diag::Diagnostic;
use crate::pages::Site;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many pages are remembered as they were before.
const MOST_REMEMBERED: usize = 200;

/// The page for addresses that lead nowhere.
const NOT_FOUND: &str = "404.html";

/// What was made of the newest build, and what can be shown in place of a page that cannot be made.
#[derive(Debug, Default)]
pub struct Answers {
    /// None stands where there is nothing.
    made: BTreeMap<String, Option<Arc<[u8]>>>,
    before: BTreeMap<String, Arc<[u8]>>,
    problems: Vec<Diagnostic>,
}

impl Answers {
    /// From now on files are those of another build.
    pub fn begin(&mut self) {
        let made = std::mem::take(&mut self.made).into_iter().filter(|(path, _)| path.ends_with(".html"));
        let pages = made.filter_map(|(path, bytes)| Some((path, bytes?)));
        if self.before.len() > MOST_REMEMBERED {
            self.before.clear();
        }
        self.before.extend(pages);
    }

    /// What there is at a path.
    pub fn get(&mut self, site: &Site<'_>, path: &str) -> Found {
        if let Some(bytes) = self.file(site, path) {
            return Found::File(bytes);
        }
        if !path.is_empty() && self.file(site, &format!("{path}/index.html")).is_some() {
            return Found::Folder;
        }
        Found::None(self.file(site, NOT_FOUND).unwrap_or_else(|| Arc::from(super::page::EMPTY.as_bytes())))
    }

    /// What was found wrong in what was made since this was last asked.
    pub fn take_problems(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.problems)
    }

    /// A file, or as it was when it could last be made.
    fn file(&mut self, site: &Site<'_>, path: &str) -> Option<Arc<[u8]>> {
        if let Some(bytes) = self.made.get(path) {
            return bytes.clone();
        }
        let made = site.make(site.piece_of(path)?);
        let is_broken = !made.problems.is_empty();
        self.problems.extend(made.problems);
        // A page's charts are asked for right after it.
        self.made.extend(made.files.into_iter().map(|(path, file)| (path, Some(Arc::from(file.bytes())))));
        if is_broken && !self.made.contains_key(path) {
            return self.before.get(path).cloned();
        }
        self.made.entry(path.to_owned()).or_insert(None).clone()
    }
}
