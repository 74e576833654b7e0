//! Learning of changes: by the system's events where they come, else by looking again and again.
//!
//! Folders are watched, never files: an editor that replaces a file would take the watch away with the old one.

use super::burst::{Burst, Change, Touch};
use crate::source::SourceReader;
use notify::event::{EventKind, ModifyKind, RenameMode};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often files are looked at although events come: some are lost, and on some disks none come.
const SAFETY: Duration = Duration::from_secs(2);

/// How often they are looked at where no events come.
const POLL: Duration = Duration::from_millis(250);

/// So many changes may be found without an event before events are no longer counted upon.
const LOST_EVENTS: usize = 1;

/// How events come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// From the system.
    Events,
    /// They do not: files are looked at again and again. With the reason, as the end of a sentence.
    Polling(String),
}

/// Watches the folders of one project.
pub struct FolderWatcher {
    root: PathBuf,
    /// Absent where files are polled.
    system: Option<RecommendedWatcher>,
    /// Every watched folder as the system names it, with its name in the project.
    folders: Arc<Mutex<BTreeMap<PathBuf, String>>>,
    names: BTreeSet<String>,
    events: Sender<Vec<Touch>>,
}

impl FolderWatcher {
    /// Begins to tell changes to `tell`, which says whether to go on. Files are those that `reader` and its like were
    /// asked for. With `poll`, or where no events can come, files are looked at again and again.
    pub fn start(
        root: &Path,
        reader: SourceReader,
        poll: bool,
        tell: impl FnMut(Change) -> bool + Send + 'static,
    ) -> (FolderWatcher, Way) {
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        let folders = Arc::new(Mutex::new(BTreeMap::new()));
        let (events, received) = channel();
        let reason = if poll { Some("as asked for".to_owned()) } else { super::disk::without_events(&root) };
        let (system, way) = match reason {
            Some(reason) => (None, Way::Polling(reason)),
            None => match system_watcher(Arc::clone(&folders), events.clone()) {
                Ok(watcher) => (Some(watcher), Way::Events),
                Err(error) => (None, Way::Polling(refusal(&error))),
            },
        };
        let every = if way == Way::Events { SAFETY } else { POLL };
        std::thread::spawn(move || follow(&reader, &received, every, tell));
        (FolderWatcher { root, system, folders, names: BTreeSet::new(), events }, way)
    }

    /// The folders that are watched.
    pub fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// Watches these folders of the project, and no others. A folder that was watched is watched anew: another may
    /// have taken its name.
    ///
    /// # Errors
    /// Why the system watches no more; from then on files are looked at again and again.
    pub fn watch(&mut self, names: &BTreeSet<String>) -> Result<(), String> {
        self.names.clone_from(names);
        let Some(system) = &mut self.system else { return Ok(()) };
        let wanted: BTreeMap<PathBuf, String> = names.iter().map(|name| (self.root.join(name), name.clone())).collect();
        let before = std::mem::replace(&mut *lock(&self.folders), wanted.clone());
        for folder in before.keys() {
            // One that is gone is not watched any more.
            let _ = system.unwatch(folder);
        }
        for folder in wanted.keys() {
            if let Err(error) = system.watch(folder, RecursiveMode::NonRecursive) {
                // What is gone by now is seen from the folder above it.
                if matches!(error.kind, notify::ErrorKind::PathNotFound) || is_missing(&error) {
                    continue;
                }
                self.system = None;
                // The follower learns of it by an empty list.
                let _ = self.events.send(Vec::new());
                return Err(refusal(&error));
            }
        }
        Ok(())
    }
}

fn is_missing(error: &notify::Error) -> bool {
    matches!(&error.kind, notify::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::NotFound)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why the system's events cannot be had, as the end of a sentence, and what helps.
fn refusal(error: &notify::Error) -> String {
    let is_limit = match &error.kind {
        notify::ErrorKind::MaxFilesWatch => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
        _ => false,
    };
    if is_limit {
        "this system's limit of watched folders is reached; to raise it: `sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024`".to_owned()
    } else {
        format!("the system gives no events ({error})")
    }
}

fn system_watcher(
    folders: Arc<Mutex<BTreeMap<PathBuf, String>>>,
    events: Sender<Vec<Touch>>,
) -> notify::Result<RecommendedWatcher> {
    notify::recommended_watcher(move |event: notify::Result<Event>| {
        let touches = match event {
            Ok(event) if event.need_rescan() => vec![Touch::Folders],
            Ok(event) => touches(&event, &lock(&folders)),
            Err(_) => vec![Touch::Folders],
        };
        if !touches.is_empty() {
            // Nobody listens any more when the program ends.
            let _ = events.send(touches);
        }
    })
}

/// What an event says of the project's files. Reading is no event: a build would follow from itself.
fn touches(event: &Event, folders: &BTreeMap<PathBuf, String>) -> Vec<Touch> {
    let is_rename = matches!(event.kind, EventKind::Modify(ModifyKind::Name(_)));
    let comes = matches!(event.kind, EventKind::Modify(ModifyKind::Name(RenameMode::To)));
    match event.kind {
        EventKind::Access(_) => return Vec::new(),
        EventKind::Any | EventKind::Other => return vec![Touch::Folders],
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => {}
    }
    let touch = |path: &PathBuf| {
        let name = path.parent().and_then(|folder| Some((folders.get(folder)?, path.file_name()?)));
        let Some((folder, file)) = name else { return Touch::Folders };
        let file = file.to_string_lossy();
        let name = if folder.is_empty() { file.into_owned() } else { format!("{folder}/{file}") };
        match path.is_dir() || folders.contains_key(path) {
            true => Touch::Folders,
            false if comes => Touch::Placed(name),
            false => Touch::Written(name),
        }
    };
    let mut touches: Vec<Touch> = event.paths.iter().map(touch).collect();
    // Both names of a rename: what comes is whole.
    if is_rename && let [_, Touch::Written(name)] = touches.as_slice() {
        touches[1] = Touch::Placed(name.clone());
    }
    touches
}

/// Tells what has happened when it has come to rest, until nobody wants to know.
fn follow(reader: &SourceReader, events: &Receiver<Vec<Touch>>, every: Duration, mut tell: impl FnMut(Change) -> bool) {
    let mut burst = Burst::default();
    let (mut every, mut unannounced) = (every, 0);
    let mut look = Instant::now() + every;
    loop {
        let now = Instant::now();
        let next = burst.due().map_or(look, |due| due.min(look));
        match events.recv_timeout(next.saturating_duration_since(now)) {
            Ok(touches) => {
                let now = Instant::now();
                if touches.is_empty() {
                    every = POLL;
                    look = now + every;
                }
                touches.into_iter().for_each(|touch| burst.add(touch, now));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let now = Instant::now();
        if now >= look {
            let seen = reader.looks_changed();
            look = Instant::now() + every;
            // Where events come, a change without one is rare. Where it happens again, the disk tells of none.
            unannounced += usize::from(seen.iter().any(|name| !burst.has(name)));
            if unannounced > LOST_EVENTS {
                every = POLL;
            }
            seen.into_iter().for_each(|name| burst.add(Touch::Seen(name), now));
        }
        if let Some(change) = burst.take(Instant::now(), |name| reader.size_now(name))
            && !tell(change)
        {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind, DataChange};

    fn told(kind: EventKind, paths: &[&str]) -> Vec<Touch> {
        let folders = [("/p", ""), ("/p/d", "d")].map(|(path, name)| (PathBuf::from(path), name.to_owned()));
        let event = paths.iter().fold(Event::new(kind), |event, path| event.add_path(path.into()));
        touches(&event, &folders.into())
    }

    #[test]
    fn a_limit_of_the_system_is_told_with_its_remedy() {
        let limit = "this system's limit of watched folders is reached; to raise it: `sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024`";
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(refusal(&notify::Error::new(notify::ErrorKind::MaxFilesWatch)), limit);
        assert_eq!(refusal(&notify::Error::io(full)), limit);
        let other = refusal(&notify::Error::generic("no such thing"));
        assert_eq!(other, "the system gives no events (no such thing)");
    }

    #[test]
    fn reading_is_no_event() {
        assert_eq!(told(EventKind::Access(AccessKind::Any), &["/p/a.md"]), []);
    }

    #[test]
    fn files_are_named_as_the_project_names_them() {
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        assert_eq!(told(data, &["/p/a.md"]), [Touch::Written("a.md".into())]);
        assert_eq!(told(EventKind::Create(CreateKind::File), &["/p/d/b.csv"]), [Touch::Written("d/b.csv".into())]);
        assert_eq!(told(data, &["/elsewhere/a.md"]), [Touch::Folders]);
        assert_eq!(told(EventKind::Create(CreateKind::Folder), &["/p/d"]), [Touch::Folders]);
        let renamed = |mode| EventKind::Modify(ModifyKind::Name(mode));
        assert_eq!(told(renamed(RenameMode::To), &["/p/a.md"]), [Touch::Placed("a.md".into())]);
        assert_eq!(
            told(renamed(RenameMode::Both), &["/p/4913", "/p/d/a.csv"]),
            [Touch::Written("4913".into()), Touch::Placed("d/a.csv".into())]
        );
    }
}
