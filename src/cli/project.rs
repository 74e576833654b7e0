//! Where the project is that a command works on.

use crate::source::{SourceReader, Store};
use std::path::{Path, PathBuf};

/// A project: the folder of its site-config, and the file's name in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Project {
    root: PathBuf,
    config: String,
    /// Nothing that an earlier run kept is used, and nothing is kept for the next.
    is_anew: bool,
}

impl Project {
    /// The project of the site-config at `path`.
    pub(super) fn at(path: &Path) -> Project {
        let (root, config) = match (path.parent(), path.file_name()) {
            (Some(root), Some(name)) if root.as_os_str().is_empty() => (Path::new("."), name.as_ref()),
            (Some(root), Some(name)) => (root, Path::new(name)),
            // `..` and `/` are folders: reading will say so.
            _ => (Path::new("."), path),
        };
        Project { root: root.to_owned(), config: config.to_string_lossy().into_owned(), is_anew: false }
    }

    /// The project's folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The name of the site-config, relative to the project's folder.
    pub(super) fn config(&self) -> &str {
        &self.config
    }

    /// The same, with everything made anew if `is_anew`.
    pub(super) fn anew(self, is_anew: bool) -> Project {
        Project { is_anew, ..self }
    }

    /// A reader of the project's files that uses nothing of what earlier runs have kept.
    pub(super) fn reader_anew(&self) -> SourceReader {
        SourceReader::disk(&self.root)
    }

    /// A reader that uses what earlier runs have kept, and keeps nothing.
    pub(super) fn reader(&self) -> SourceReader {
        SourceReader::disk(&self.root).with_store(self.store().map(Store::only_read))
    }

    /// A reader that also keeps things for the next run.
    pub(super) fn keeping_reader(&self) -> SourceReader {
        SourceReader::disk(&self.root).with_store(self.store())
    }

    /// Where results are kept for the next run.
    /// Where results are kept for the next run, if they are.
    pub(super) fn store(&self) -> Option<Store> {
        (!self.is_anew).then(|| Store::of_project(&self.root))
    }

    /// A path of the site-config as seen from the current folder.
    pub(super) fn path(&self, relative: &str) -> PathBuf {
        if self.is_here() { PathBuf::from(relative) } else { self.root.join(relative) }
    }

    /// Ends a summary of problems: what their paths are relative to, if that is not plain.
    pub(super) fn whereabouts(&self) -> String {
        if self.is_here() { String::new() } else { format!(" (paths are relative to {})", self.root.display()) }
    }

    fn is_here(&self) -> bool {
        self.root == Path::new(".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_the_config_is_the_projects() {
        let here = Project::at(Path::new("site-config.toml"));
        assert_eq!((here.config(), here.path("public")), ("site-config.toml", PathBuf::from("public")));
        assert_eq!(here, Project::at(Path::new("./site-config.toml")));
        assert_eq!(here.whereabouts(), "");
        let there = Project::at(Path::new("reports/q3/cx.toml"));
        assert_eq!((there.config(), there.path("public")), ("cx.toml", PathBuf::from("reports/q3/public")));
        assert_eq!(there.whereabouts(), " (paths are relative to reports/q3)");
        assert_eq!(Project::at(Path::new("..")).config(), "..");
    }
}
