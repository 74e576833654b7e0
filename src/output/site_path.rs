//! A path inside the site that is safe on every system it may be copied to.

use std::fmt;
use std::path::PathBuf;

/// The longest name most file systems take, in bytes.
const LONGEST_NAME: usize = 255;
/// The longest whole path, in bytes: well under what the systems allow for the folder above it.
const LONGEST_PATH: usize = 1_024;

/// A checked path inside the site: relative, parts separated by `/`, no `.` or `..`, and only
/// names that Linux, macOS and Windows can all store. Ordered by its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(String);

impl SitePath {
    /// Checks `path`.
    ///
    /// # Errors
    /// When the path is empty, absolute, leaves the site or holds a name that some system cannot
    /// store.
    pub fn new(path: impl Into<String>) -> Result<Self, BadSitePath> {
        let path = path.into();
        match problem(&path) {
            Some(reason) => Err(BadSitePath { path, reason }),
            None => Ok(Self(path)),
        }
    }

    /// The path as text, with `/` between its parts on every system.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path in the system's own form, to be joined to a folder.
    pub fn to_path(&self) -> PathBuf {
        self.0.split('/').collect()
    }

    /// Each folder above the file from the top, then the path itself; `true` for the last.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = (&str, bool)> {
        let folders = self.0.match_indices('/').map(|(at, _)| (&self.0[..at], false));
        folders.chain(std::iter::once((self.0.as_str(), true)))
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A path that a site cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadSitePath {
    path: String,
    reason: &'static str,
}

impl fmt::Display for BadSitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} cannot be a path in the site: {}", self.path, self.reason)
    }
}

impl std::error::Error for BadSitePath {}

fn problem(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with('/') {
        return Some("it is absolute");
    }
    if path.len() > LONGEST_PATH {
        return Some("it is longer than 1024 bytes");
    }
    path.split('/').find_map(problem_of_name)
}

fn problem_of_name(name: &str) -> Option<&'static str> {
    // Order matters for the wording only: the most telling reason comes first.
    if name.is_empty() {
        Some("it has an empty part")
    } else if name == "." || name == ".." {
        Some("it has a part `.` or `..`")
    } else if name.contains('\\') {
        Some("it has a backslash")
    } else if name.contains(|c: char| c.is_control()) {
        Some("it has a control character")
    } else if name.contains(['<', '>', ':', '"', '|', '?', '*']) {
        Some("it has one of the characters < > : \" | ? *, which Windows cannot store")
    } else if name.ends_with(['.', ' ']) {
        Some("a part ends in a dot or a space, which Windows cannot store")
    } else if is_device(name) {
        Some("a part is the name of a device on Windows")
    } else if name.len() > LONGEST_NAME {
        Some("a part is longer than 255 bytes")
    } else {
        None
    }
}

/// Windows takes these names for devices with any extension and in any case ("Naming Files,
/// Paths, and Namespaces", Microsoft Learn).
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let stem = stem.to_ascii_uppercase();
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) {
        return true;
    }
    let number = stem.strip_prefix("COM").or(stem.strip_prefix("LPT"));
    let mut digits = number.unwrap_or("").chars();
    let is_number = |c: char| c.is_ascii_digit() || ['¹', '²', '³'].contains(&c);
    digits.next().is_some_and(is_number) && digits.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_a_site_has() {
        for good in [
            "index.html",
            "metrics/nps/index.html",
            ".nojekyll",
            "groups/région/île-de-france/index.html",
            "地域/東京/index.html",
            "console/com10/auxiliary.html",
            "a..b/c d.html",
        ] {
            let path = SitePath::new(good).unwrap();
            assert_eq!(path.as_str(), good);
            assert_eq!(path.to_path().components().count(), good.split('/').count());
        }
    }

    #[test]
    fn paths_that_no_site_has() {
        let long_name = "n".repeat(256);
        let long_path = "name/".repeat(210) + "x";
        let cases = [
            ("", "it is empty"),
            ("/etc/passwd", "it is absolute"),
            ("../secret", "it has a part `.` or `..`"),
            ("a/../../b", "it has a part `.` or `..`"),
            ("./a", "it has a part `.` or `..`"),
            ("a//b", "it has an empty part"),
            ("a/", "it has an empty part"),
            ("a\\b", "it has a backslash"),
            ("a\nb", "it has a control character"),
            ("a\0b", "it has a control character"),
            ("c:/windows", "it has one of the characters < > : \" | ? *, which Windows cannot store"),
            ("what?.html", "it has one of the characters < > : \" | ? *, which Windows cannot store"),
            ("a./b", "a part ends in a dot or a space, which Windows cannot store"),
            ("a /b", "a part ends in a dot or a space, which Windows cannot store"),
            ("nul", "a part is the name of a device on Windows"),
            ("data/Con.tar.gz", "a part is the name of a device on Windows"),
            ("COM1", "a part is the name of a device on Windows"),
            ("lpt³.html", "a part is the name of a device on Windows"),
            (&long_name, "a part is longer than 255 bytes"),
            (&long_path, "it is longer than 1024 bytes"),
        ];
        for (bad, reason) in cases {
            let error = SitePath::new(bad).unwrap_err();
            assert_eq!(error.to_string(), format!("{bad:?} cannot be a path in the site: {reason}"));
        }
    }

    #[test]
    fn prefixes_go_from_the_top_to_the_file() {
        let path = SitePath::new("a/b/c.html").unwrap();
        let prefixes: Vec<_> = path.prefixes().collect();
        assert_eq!(prefixes, [("a", false), ("a/b", false), ("a/b/c.html", true)]);
    }
}
