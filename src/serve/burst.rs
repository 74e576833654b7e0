//! When saves have come to rest: which files are ready to be read, and which are still being written.
//!
//! Pure: the time and the sizes of files are given.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// After the last event of a save nothing more comes for this long. An editor's events for one save come within a
/// millisecond.
const SETTLED: Duration = Duration::from_millis(10);

/// The same where many files change at once, as when another branch is checked out.
const MANY_SETTLED: Duration = Duration::from_millis(80);
const MANY: usize = 20;

/// A file that is written without end holds the others back no longer than this.
const LONGEST: Duration = Duration::from_millis(400);

/// A text that is empty or gone is often just being written again.
const EMPTY_WAIT: Duration = Duration::from_millis(120);

/// Data may be copied slowly: they are whole when nothing was written for this long.
const DATA_WAIT: Duration = Duration::from_millis(700);

/// What has happened to the project's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Files that are ready.
    pub named: BTreeSet<String>,
    /// Files that are still being written.
    pub held: BTreeSet<String>,
    /// Whether folders have come or gone, or nobody knows what has.
    pub folders: bool,
}

/// What one event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touch {
    /// A file was written.
    Written(String),
    /// A file was put in place under this name: it is whole.
    Placed(String),
    /// A file looks another than before, as found without an event.
    Seen(String),
    /// A folder has come, gone or changed its name, or something happened that nobody can tell.
    Folders,
}

/// Events that are not told yet.
#[derive(Debug, Default)]
pub struct Burst {
    files: BTreeMap<String, File>,
    folders: bool,
    first: Option<Instant>,
    last: Option<Instant>,
}

#[derive(Debug)]
struct File {
    last: Instant,
    is_whole: bool,
    size: Option<u64>,
}

impl Burst {
    /// Takes in an event.
    pub fn add(&mut self, touch: Touch, now: Instant) {
        let (name, is_whole, is_event) = match touch {
            Touch::Folders => {
                self.folders = true;
                self.moved(now);
                return;
            }
            Touch::Written(name) => (name, false, true),
            Touch::Placed(name) => (name, true, true),
            Touch::Seen(name) => (name, false, false),
        };
        let known = self.files.contains_key(&name);
        // What only looks another is seen again and again until it was told: that is no new event.
        if is_event || !known {
            self.moved(now);
            let size = self.files.get(&name).and_then(|file| file.size);
            self.files.insert(name, File { last: now, is_whole, size });
        }
    }

    /// Whether something of this file is not told yet.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    fn moved(&mut self, now: Instant) {
        self.first.get_or_insert(now);
        self.last = Some(now);
    }

    /// When to ask for a change next; None if nothing has happened.
    pub fn due(&self) -> Option<Instant> {
        let rest = if self.files.len() > MANY { MANY_SETTLED } else { SETTLED };
        let settled = self.last.zip(self.first).map(|(last, first)| (last + rest).min(first + LONGEST));
        let ready = self.files.iter().map(|(name, file)| file.last + file.wait(name)).min();
        // Before events have settled nothing is told.
        settled.or(ready)
    }

    /// What can be told now; None if there is nothing. `size_of` gives the size of a file that is there.
    pub fn take(&mut self, now: Instant, size_of: impl Fn(&str) -> Option<u64>) -> Option<Change> {
        if self.due().is_none_or(|due| due > now) {
            return None;
        }
        (self.first, self.last) = (None, None);
        let mut change = Change { folders: std::mem::take(&mut self.folders), ..Change::default() };
        for (name, mut file) in std::mem::take(&mut self.files) {
            let size = size_of(&name);
            let is_data = !is_text(&name);
            if is_data && !file.is_whole && file.size != size {
                // It has grown since it was last looked at.
                if file.size.is_some() {
                    file.last = now;
                }
            }
            file.size = Some(size.unwrap_or(0));
            if now >= file.last + file.wait(&name) {
                change.named.insert(name);
            } else {
                change.held.insert(name.clone());
                self.files.insert(name, file);
            }
        }
        (!change.named.is_empty() || change.folders).then_some(change)
    }
}

impl File {
    fn wait(&self, name: &str) -> Duration {
        match (is_text(name), self.size) {
            (true, Some(0)) => EMPTY_WAIT,
            (true, _) => Duration::ZERO,
            (false, _) if self.is_whole => Duration::ZERO,
            (false, _) => DATA_WAIT,
        }
    }
}

/// Whether a file is written by hand in an editor, which writes it whole.
fn is_text(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    ["md", "toml", "html", "htm", "xml", "svg", "atom", "css", "js", "txt"].contains(&ending.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Trial {
        burst: Burst,
        start: Instant,
    }

    impl Trial {
        fn new() -> Trial {
            Trial { burst: Burst::default(), start: Instant::now() }
        }

        fn add(&mut self, at: u64, touch: Touch) {
            self.burst.add(touch, self.start + Duration::from_millis(at));
        }

        /// What is told at a time when every file has this size: ready and held.
        fn take(&mut self, at: u64, size: Option<u64>) -> Option<(Vec<String>, Vec<String>)> {
            let change = self.burst.take(self.start + Duration::from_millis(at), |_| size)?;
            Some((change.named.into_iter().collect(), change.held.into_iter().collect()))
        }
    }

    fn written(name: &str) -> Touch {
        Touch::Written(name.to_owned())
    }

    fn one(name: &str) -> Option<(Vec<String>, Vec<String>)> {
        Some((vec![name.to_owned()], Vec::new()))
    }

    #[test]
    fn a_text_is_ready_as_soon_as_events_have_settled() {
        let mut trial = Trial::new();
        assert_eq!(trial.take(0, Some(1)), None);
        trial.add(0, written("a.md"));
        trial.add(5, written("a.md"));
        assert_eq!(trial.take(14, Some(1)), None);
        assert_eq!(trial.take(15, Some(1)), one("a.md"));
        assert_eq!(trial.take(1000, Some(1)), None);
    }

    #[test]
    fn a_text_that_is_empty_or_gone_waits_for_its_content() {
        for size in [Some(0), None] {
            let mut trial = Trial::new();
            trial.add(0, written("a.md"));
            assert_eq!(trial.take(10, size), None);
            trial.add(60, written("a.md"));
            assert_eq!(trial.take(70, Some(7)), one("a.md"));
            trial.add(100, written("a.md"));
            assert_eq!(trial.take(110, size), None);
            assert_eq!(trial.take(220, size), one("a.md"));
        }
    }

    #[test]
    fn data_are_ready_when_they_have_stopped_growing() {
        let mut trial = Trial::new();
        trial.add(0, written("d/a.csv"));
        assert_eq!(trial.take(10, Some(1)), None);
        trial.add(600, written("d/a.csv"));
        assert_eq!(trial.take(700, Some(2)), None);
        trial.add(900, written("b.md"));
        assert_eq!(trial.take(910, Some(2)), Some((vec!["b.md".into()], vec!["d/a.csv".into()])));
        assert_eq!(trial.take(1399, Some(2)), None);
        assert_eq!(trial.take(1400, Some(2)), one("d/a.csv"));
        trial.add(2000, Touch::Placed("d/a.csv".into()));
        assert_eq!(trial.take(2010, Some(2)), one("d/a.csv"));
    }

    #[test]
    fn data_that_grow_without_an_event_wait_too() {
        let mut trial = Trial::new();
        trial.add(0, Touch::Seen("a.csv".into()));
        assert_eq!(trial.take(10, Some(1)), None);
        trial.add(500, Touch::Seen("a.csv".into()));
        assert_eq!(trial.take(700, Some(5)), None);
        assert_eq!(trial.take(1400, Some(5)), one("a.csv"));
    }

    #[test]
    fn many_files_at_once_are_one_change() {
        let mut trial = Trial::new();
        for at in 0..100 {
            trial.add(at * 3, written(&format!("{at}.md")));
        }
        assert_eq!(trial.take(310, Some(1)), None);
        assert_eq!(trial.take(377, Some(1)).unwrap().0.len(), 100);
    }

    #[test]
    fn a_file_that_is_written_without_end_holds_nothing_back() {
        let mut trial = Trial::new();
        trial.add(0, written("a.md"));
        for at in 1..100 {
            trial.add(at * 4, written("log.txt"));
        }
        assert_eq!(trial.take(400, Some(1)).unwrap().0, ["a.md", "log.txt"]);
    }
}
