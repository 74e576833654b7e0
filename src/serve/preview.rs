//! The preview's loop: builds when something has changed, answers requests from what was built, and looks through all pages
//! for problems when nobody waits.

use super::answers::Answers;
use super::burst::Change;
use super::problems::{Problem, Problems};
use super::server::{Answer, Found, News};
use super::watcher::FolderWatcher;
use super::{Message, Report, Told};
use crate::diag::{Diagnostic, has_errors};
use crate::pages::{self, Piece, Site, Taken};
use crate::parallel;
use crate::pipeline::{Material, Session};
use crate::source::SourceReader;
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// All pages are looked through after so long without a request: the page that somebody looks at goes first.
const LULL: Duration = Duration::from_millis(250);

/// Pages that are looked through at once. A request waits for no more than these.
const AT_ONCE: usize = 2;

/// Pages that are made before a build is told, because they were looked at last.
const LOOKED_AT: usize = 3;

/// The state of a preview.
pub struct Preview<'t> {
    reader: SourceReader,
    session: Session,
    watcher: FolderWatcher,
    news: watch::Sender<News>,
    told: &'t mut dyn Told,
    /// Sets this run of the program apart from others.
    run: String,
    /// How many builds there were whose pages can be shown.
    builds: u64,
    /// The config's output folder, in which nothing is watched.
    output: String,
    problems: Problems,
    answers: Answers,
    /// Whether pages are still to be looked through for problems.
    to_check: bool,
    /// The pages that were looked at, the last one last.
    looked_at: VecDeque<String>,
}

impl<'t> Preview<'t> {
    /// A preview in which nothing was built yet.
    pub fn new(
        reader: SourceReader,
        session: Session,
        watcher: FolderWatcher,
        news: watch::Sender<News>,
        run: String,
        told: &'t mut dyn Told,
    ) -> Preview<'t> {
        Preview {
            reader,
            session,
            watcher,
            news,
            told,
            run,
            builds: 0,
            output: String::new(),
            problems: Problems::default(),
            answers: Answers::default(),
            to_check: false,
            looked_at: VecDeque::new(),
        }
    }

    /// Builds and answers until `messages` end.
    pub fn run(mut self, messages: &Receiver<Message>) {
        let mut good: Option<Material> = None;
        let mut changed = Vec::new();
        let mut is_first = true;
        loop {
            let start = Instant::now();
            let reader = self.reader.part();
            let built = self.session.run(&reader);
            let has_news = std::mem::take(&mut is_first) || self.session.has_news();
            if has_news {
                let is_broken = has_errors(&built.diagnostics);
                self.problems.of_stages(&reader, built.diagnostics);
                if let Some(material) = built.value.filter(|_| !is_broken) {
                    self.show(&material);
                    good = Some(material);
                }
                self.to_check = good.is_some() && !is_broken;
            }
            let next = match &good {
                Some(material) => material.with_site(|site| {
                    if has_news {
                        self.look_again(site);
                        self.tell(&changed, start);
                        self.watch_folders(false);
                    }
                    self.answer(site, messages)
                }),
                None => {
                    if has_news {
                        self.tell(&changed, start);
                        self.watch_folders(false);
                    }
                    self.answer_nothing(messages)
                }
            };
            match next {
                Some(names) => changed = names,
                None => return,
            }
        }
    }

    /// From now on this is what is shown.
    fn show(&mut self, material: &Material) {
        let site = &material.settings().config.site;
        self.output.clone_from(&site.output.value);
        self.builds += 1;
        self.answers.begin();
        let base = pages::base_path(site.base_url.as_deref());
        self.news.send_if_modified(|news| {
            news.base = base;
            // The pages are told of it with the build.
            false
        });
    }

    /// Takes a change in; gives the names of the files that are others than before.
    fn take_in(&mut self, change: &Change) -> Vec<String> {
        if change.folders {
            // New folders are watched first, so that what is written into them afterwards is seen.
            self.watch_folders(true);
        }
        self.reader.refresh(&change.named, &change.held)
    }

    /// Watches where something may change that the last build depends on.
    fn watch_folders(&mut self, anew: bool) {
        let folders = self.reader.folders(&self.output);
        if (anew || *self.watcher.names() != folders)
            && let Err(reason) = self.watcher.watch(&folders)
        {
            self.told.note(&format!("files are looked at again and again: {reason}"));
        }
    }

    fn build(&self) -> String {
        format!("{}-{}", self.run, self.builds)
    }

    /// Makes the pages that were looked at last, so that they are there when their browsers ask.
    fn look_again(&mut self, site: &Site<'_>) {
        for path in self.looked_at.iter().rev() {
            self.answers.get(site, path);
        }
        self.take_problems();
    }

    /// Whether there are new ones among those of pages.
    fn take_problems(&mut self) -> bool {
        self.problems.of_pages(&self.reader, self.answers.take_problems())
    }

    /// Tells pages and people what came of a build.
    fn tell(&mut self, names: &[String], start: Instant) {
        self.publish();
        let report = Report {
            changed: names,
            took: start.elapsed(),
            is_shown: !self.problems.stop(),
            summary: self.problems.summary(),
            new: self.problems.take_new(),
        };
        self.told.built(report, &self.reader);
    }

    fn publish(&self) {
        let base = self.news.borrow().base.clone();
        let build = self.build();
        let problems: Vec<&Problem> = self.problems.errors().collect();
        // Strings and numbers always serialise.
        let json = serde_json::json!({ "build": build, "problems": problems }).to_string();
        self.news.send_replace(News { build, base, json });
    }

    /// Answers requests until files change, and gives their names; None when the program ends. In between all pages are
    /// looked through, if that is still to be done.
    fn answer(&mut self, site: &Site<'_>, messages: &Receiver<Message>) -> Option<Vec<String>> {
        let mut unchecked: VecDeque<Piece> = match self.to_check {
            true => site.pieces().into(),
            false => VecDeque::new(),
        };
        let mut taken = Taken::default();
        let mut patience = LULL;
        loop {
            let message = match unchecked.is_empty() {
                true => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => messages.recv_timeout(patience),
            };
            match message {
                Ok(Message::Changed(change)) => {
                    let names = self.take_in(&change);
                    if !names.is_empty() {
                        return Some(names);
                    }
                }
                Ok(Message::Wanted(wanted)) => {
                    patience = LULL;
                    let found = self.answers.get(site, &wanted.path);
                    if self.take_problems() {
                        self.publish();
                    }
                    self.remember(&wanted.path);
                    // Whoever asked may have gone.
                    let _ = wanted.reply.send(Answer { build: self.build(), found });
                }
                Err(RecvTimeoutError::Timeout) => {
                    patience = Duration::ZERO;
                    let now: Vec<Piece> = unchecked.drain(..AT_ONCE.min(unchecked.len())).collect();
                    let made = parallel::map(&now, |piece| site.make(*piece));
                    let clashes: Vec<Diagnostic> = made.iter().flat_map(|made| taken.add(made)).collect();
                    let found = made.into_iter().flat_map(|made| made.problems).chain(clashes).collect();
                    if self.problems.of_pages(&self.reader, found) {
                        self.publish();
                    }
                    if unchecked.is_empty() {
                        self.to_check = false;
                        self.problems.all_found();
                        let new = self.problems.take_new();
                        self.told.found(new, &self.problems.summary(), &self.reader);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// The same while there is no page at all.
    fn answer_nothing(&mut self, messages: &Receiver<Message>) -> Option<Vec<String>> {
        loop {
            match messages.recv().ok()? {
                Message::Changed(change) => {
                    let names = self.take_in(&change);
                    if !names.is_empty() {
                        return Some(names);
                    }
                }
                Message::Wanted(wanted) => {
                    let _ = wanted.reply.send(Answer { build: self.build(), found: Found::Nothing });
                }
            }
        }
    }

    fn remember(&mut self, path: &str) {
        if path.ends_with(".html") {
            self.looked_at.retain(|known| known != path);
            self.looked_at.push_back(path.to_owned());
            if self.looked_at.len() > LOOKED_AT {
                self.looked_at.pop_front();
            }
        }
    }
}
