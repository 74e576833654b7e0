//! The list of what Wavemark wrote into a published folder.
//!
//! It is how a later run knows which files are ours to replace and remove. It is a function of the
//! site alone (no clock, no machine, no path outside the site), so that it may be published with it:
//! it says nothing that the files do not say themselves.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::output::{BuiltSite, SitePath};

/// The version of the form below; a program refuses a folder whose manifest has a later one.
const FORMAT: u32 = 1;

/// What a manifest says of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) size: u64,
    pub(super) sha256: String,
}

/// Files of a published site by path.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    files: BTreeMap<SitePath, Entry>,
}

#[derive(Deserialize)]
struct Head {
    format: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(rename = "format")]
    _format: u32,
    files: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: String,
    size: u64,
    sha256: String,
}

impl Manifest {
    pub(super) fn of(site: &BuiltSite) -> Self {
        let files = site.iter().map(|(path, file)| {
            let entry = Entry { size: file.bytes().len() as u64, sha256: file.sha256().to_string() };
            (path.clone(), entry)
        });
        Self { files: files.collect() }
    }

    pub(super) fn get(&self, path: &SitePath) -> Option<&Entry> {
        self.files.get(path)
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.files.keys()
    }

    /// One line a file, so that a folder kept in git shows readable changes.
    pub(super) fn to_json(&self) -> String {
        let lines: Vec<String> = self
            .files
            .iter()
            .map(|(path, entry)| {
                // Only strings and a number: `json!` cannot fail and its order is as written.
                let line = serde_json::json!({
                    "path": path.as_str(), "size": entry.size, "sha256": entry.sha256,
                });
                format!("    {line}")
            })
            .collect();
        format!("{{\n  \"format\": {FORMAT},\n  \"files\": [\n{}\n  ]\n}}\n", lines.join(",\n"))
    }

    /// Reads what [`Manifest::to_json`] wrote; the error says what is wrong with it.
    pub(super) fn from_json(bytes: &[u8]) -> Result<Self, String> {
        let head: Head = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if head.format != FORMAT {
            return Err(format!("it has format {}, and this version of Wavemark knows format {FORMAT}", head.format));
        }
        let body: Body = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let mut files = BTreeMap::new();
        for Line { path, size, sha256 } in body.files {
            // The file may come from anywhere: nothing in it may name a place outside the folder.
            let path = SitePath::new(path).map_err(|error| error.to_string())?;
            if sha256.len() != 64 || !sha256.bytes().all(|c| c.is_ascii_hexdigit()) {
                return Err(format!("the sha256 of `{path}` is not 64 hexadecimal digits"));
            }
            files.insert(path, Entry { size, sha256 });
        }
        Ok(Self { files })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote() {
        let mut site = BuiltSite::new();
        for (path, text) in [("b/é.html", "é"), ("a.css", "")] {
            let path = SitePath::new(path).unwrap();
            site.insert(path, text.as_bytes()).unwrap();
        }
        let manifest = Manifest::of(&site);
        let json = manifest.to_json();
        assert_eq!(
            json,
            "{\n  \"format\": 1,\n  \"files\": [\n    \
             {\"path\":\"a.css\",\"size\":0,\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"},\n    \
             {\"path\":\"b/é.html\",\"size\":2,\"sha256\":\"4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c\"}\n  ]\n}\n"
        );
        assert_eq!(Manifest::from_json(json.as_bytes()).unwrap(), manifest);
        let empty = Manifest::default();
        assert_eq!(Manifest::from_json(empty.to_json().as_bytes()).unwrap(), empty);
    }

    #[test]
    fn a_manifest_that_cannot_be_trusted_is_refused() {
        let line = |path: &str, sha: &str| {
            format!(r#"{{"format":1,"files":[{{"path":"{path}","size":1,"sha256":"{sha}"}}]}}"#)
        };
        let sha = "0".repeat(64);
        let cases = [
            (String::new(), "EOF while parsing a value at line 1 column 0"),
            (r#"{"format":2,"pages":[]}"#.to_owned(), "it has format 2, and this version of Wavemark knows format 1"),
            (
                line("../../home/me/thesis.doc", &sha),
                "\"../../home/me/thesis.doc\" cannot be a path in the site: it has a part `.` or `..`",
            ),
            (line("a", "abc"), "the sha256 of `a` is not 64 hexadecimal digits"),
        ];
        for (json, expected) in cases {
            assert_eq!(Manifest::from_json(json.as_bytes()).unwrap_err(), expected);
        }
    }
}
