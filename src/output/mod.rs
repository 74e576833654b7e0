//! The built site in memory, and publishing it whole or not at all.

pub mod create;
pub mod publish;
pub mod record;
mod site_path;

pub use site_path::{BadSitePath, SitePath};

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::fingerprint::Fingerprint;

/// Name of the file at the top of a published folder that lists what Wavemark wrote there.
/// It belongs to publishing, so that a site may not hold a file of this name.
pub const MANIFEST_NAME: &str = ".wavemark-manifest.json";

/// One file of the site: its bytes and their fingerprint. Cloning shares the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    bytes: Arc<Vec<u8>>,
    sha256: Fingerprint,
}

impl From<Vec<u8>> for SiteFile {
    fn from(bytes: Vec<u8>) -> Self {
        let sha256 = Fingerprint::of(&bytes);
        Self { bytes: Arc::new(bytes), sha256 }
    }
}

impl From<&[u8]> for SiteFile {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl SiteFile {
    /// The file's content.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The SHA-256 of the content.
    pub fn sha256(&self) -> Fingerprint {
        self.sha256
    }
}

/// Every output file, in memory, in the order of its path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuiltSite {
    files: BTreeMap<SitePath, SiteFile>,
    /// Each file and each folder under its case-folded path, so that a site that is whole on
    /// Linux is whole on disks where `Data` and `data` are one name.
    names: BTreeMap<String, Name>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    spelling: String,
    is_file: bool,
}

impl BuiltSite {
    /// A site without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file. Adding the same content at the same path again changes nothing.
    ///
    /// # Errors
    /// When the site already has other content there, when one path would be a file and a folder
    /// at once, when two paths differ only by upper and lower case, and when the name is the
    /// manifest's. The site is then as it was before.
    pub fn insert(&mut self, path: SitePath, file: impl Into<SiteFile>) -> Result<(), InsertError> {
        let file = file.into();
        if let Some(present) = self.files.get(&path) {
            return if *present == file { Ok(()) } else { Err(InsertError::OtherContent { path }) };
        }
        if path.as_str().to_lowercase() == MANIFEST_NAME {
            return Err(InsertError::Reserved { path });
        }
        let in_the_way = path.prefixes().find_map(|(prefix, is_file)| {
            let name = self.names.get(&prefix.to_lowercase())?;
            let same_case = name.spelling == prefix;
            let conflict = !same_case || is_file || name.is_file;
            conflict.then(|| (name.spelling.clone(), same_case))
        });
        match in_the_way {
            Some((other, true)) => return Err(InsertError::FileAndFolder { path, other }),
            Some((other, false)) => return Err(InsertError::OnlyCaseDiffers { path, other }),
            None => {}
        }
        for (prefix, is_file) in path.prefixes() {
            let spelling = prefix.to_owned();
            self.names.insert(prefix.to_lowercase(), Name { spelling, is_file });
        }
        self.files.insert(path, file);
        Ok(())
    }

    /// The file at `path`.
    pub fn get(&self, path: &SitePath) -> Option<&SiteFile> {
        self.files.get(path)
    }

    /// Every file with its path, in the order of the paths' bytes.
    pub fn iter(&self) -> impl Iterator<Item = (&SitePath, &SiteFile)> {
        self.files.iter()
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether the site has no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Number of HTML pages.
    pub fn pages(&self) -> usize {
        let is_page = |path: &&SitePath| path.as_str().ends_with(".html");
        self.files.keys().filter(is_page).count()
    }

    /// Sum of the sizes of all files, in bytes.
    pub fn total_bytes(&self) -> u64 {
        let size = |file: &SiteFile| file.bytes.len() as u64;
        self.files.values().map(size).sum()
    }
}

/// Why a file could not be added to a [`BuiltSite`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InsertError {
    /// Two different contents for one path.
    OtherContent {
        /// The path that is taken.
        path: SitePath,
    },
    /// A file would also have to be a folder.
    FileAndFolder {
        /// The path that was to be added.
        path: SitePath,
        /// The file or folder in its way.
        other: String,
    },
    /// Two paths that are one path on a disk that does not tell upper from lower case.
    OnlyCaseDiffers {
        /// The path that was to be added.
        path: SitePath,
        /// The file or folder that the site already has.
        other: String,
    },
    /// The name is kept for the manifest.
    Reserved {
        /// The path that was to be added.
        path: SitePath,
    },
}

impl fmt::Display for InsertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherContent { path } => {
                write!(f, "two different files would be written to `{path}`")
            }
            Self::FileAndFolder { path, other } => {
                write!(f, "`{path}` cannot be written: `{other}` would be a file and a folder at once")
            }
            Self::OnlyCaseDiffers { path, other } => {
                write!(f, "`{path}` and `{other}` differ only by upper and lower case, which is one name on many disks")
            }
            Self::Reserved { path } => {
                write!(f, "`{path}` cannot be written: the name is kept for the list of published files")
            }
        }
    }
}

impl std::error::Error for InsertError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> SitePath {
        SitePath::new(text).unwrap()
    }

    fn site_with(paths: &[&str]) -> BuiltSite {
        let mut site = BuiltSite::new();
        for text in paths {
            site.insert(path(text), text.as_bytes()).unwrap();
        }
        site
    }

    #[test]
    fn files_come_in_the_order_of_their_paths_with_their_hash() {
        let mut site = site_with(&["metrics/nps/index.html", "index.html", "data/estimates.csv"]);
        site.insert(path("abc.txt"), b"abc".as_slice()).unwrap();
        let listed: Vec<&str> = site.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(listed, ["abc.txt", "data/estimates.csv", "index.html", "metrics/nps/index.html"]);
        // The test vector "abc" of FIPS 180-4.
        assert_eq!(
            site.get(&path("abc.txt")).unwrap().sha256().to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!((site.len(), site.pages()), (4, 2));
        assert_eq!(site.total_bytes(), 22 + 10 + 18 + 3);
    }

    #[test]
    fn the_same_content_twice_is_one_file() {
        let mut site = site_with(&["index.html"]);
        let before = site.clone();
        site.insert(path("index.html"), b"index.html".as_slice()).unwrap();
        assert_eq!(site, before);
    }

    #[test]
    fn a_refused_file_leaves_the_site_as_it_was() {
        let cases = [
            ("data/estimates.csv", "two different files would be written to `data/estimates.csv`"),
            ("data", "`data` cannot be written: `data` would be a file and a folder at once"),
            (
                "index.html/new/a.html",
                "`index.html/new/a.html` cannot be written: `index.html` would be a file and a folder at once",
            ),
            (
                "Index.html",
                "`Index.html` and `index.html` differ only by upper and lower case, which is one name on many disks",
            ),
            (
                "Data/other.csv",
                "`Data/other.csv` and `data` differ only by upper and lower case, which is one name on many disks",
            ),
            (
                ".Wavemark-manifest.json",
                "`.Wavemark-manifest.json` cannot be written: the name is kept for the list of published files",
            ),
        ];
        for (added, expected) in cases {
            let mut site = site_with(&["data/estimates.csv", "index.html"]);
            let before = site.clone();
            let error = site.insert(path(added), b"other".as_slice()).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert_eq!(site, before, "{added}");
        }
    }
}
