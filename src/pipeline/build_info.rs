//! What is published beside the pages: `build-info.json`, which says what a site was made from, and `.nojekyll`.

use crate::output::{BuiltSite, InsertError, SitePath};
use crate::parallel;
use crate::source::{Source, SourceReader, tidy_name};
use serde::{Deserialize, Serialize};

/// The name of the file at the site's root.
pub const BUILD_INFO: &str = "build-info.json";

/// A file without content that keeps GitHub Pages from putting a site of a branch through Jekyll, which would leave out
/// files.
const NO_JEKYLL: &str = ".nojekyll";

/// The version of the form below.
const FORMAT: u32 = 1;

/// What a site was made from: a function of the inputs and the program, without clock or machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildInfo {
    format: u32,
    /// The program.
    pub program: Program,
    /// The site-config.
    pub config: Input,
    /// Every other file that was read, by path.
    pub inputs: Vec<Input>,
}

/// The program that made a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// `wavemark`
    pub name: String,
    /// `0.1.0`
    pub version: String,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Relative to the folder of the site-config, with forward slashes.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// As 64 hexadecimal digits; `sha256sum` prints the same.
    pub sha256: String,
}

#[derive(Deserialize)]
struct Head {
    format: u32,
}

impl BuildInfo {
    /// Of everything that `reader` read for the site-config at `config`.
    pub fn of(reader: &SourceReader, config: &str) -> BuildInfo {
        let mut sources = reader.sources();
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        let mut inputs = parallel::map(&sources, |source| input(reader, source));
        let config_name = tidy_name(config);
        let at = inputs.iter().position(|input| input.path == config_name);
        let none = Input { path: config_name, size: 0, sha256: String::new() };
        BuildInfo {
            format: FORMAT,
            program: Program { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() },
            config: at.map_or(none, |at| inputs.remove(at)),
            inputs,
        }
    }

    /// One line an input, so that a folder kept in git shows readable changes.
    pub fn to_json(&self) -> String {
        // Structs of texts and numbers always serialise.
        let line = |input: &Input| serde_json::to_string(input).unwrap_or_default();
        let program = serde_json::to_string(&self.program).unwrap_or_default();
        let inputs: Vec<String> = self.inputs.iter().map(|input| format!("    {}", line(input))).collect();
        let inputs = if inputs.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", inputs.join(",\n")) };
        let config = line(&self.config);
        format!(
            "{{\n  \"format\": {FORMAT},\n  \"program\": {program},\n  \"config\": {config},\n  \"inputs\": {inputs}\n}}\n"
        )
    }

    /// Reads what [`BuildInfo::to_json`] wrote; the error says what is wrong with it.
    ///
    /// # Errors
    /// When it is no JSON of this form.
    pub fn from_json(bytes: &[u8]) -> Result<BuildInfo, String> {
        let head: Head = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if head.format != FORMAT {
            return Err(format!("it has format {}, and this version of Wavemark knows format {FORMAT}", head.format));
        }
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }
}

fn input(reader: &SourceReader, source: &Source) -> Input {
    let (size, print) = reader.print(source.id);
    Input { path: source.name.clone(), size, sha256: print.to_string() }
}

/// Adds both files to a site that is otherwise complete.
///
/// # Errors
/// When the site has a file of one of these names, which no page makes.
pub fn complete(site: &mut BuiltSite, reader: &SourceReader, config: &str) -> Result<(), InsertError> {
    let info = BuildInfo::of(reader, config).to_json();
    for (name, content) in [(BUILD_INFO, info.into_bytes()), (NO_JEKYLL, Vec::new())] {
        if let Ok(path) = SitePath::new(name) {
            site.insert(path, content)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_listed_with_its_fingerprint() {
        let reader = SourceReader::memory([("c.toml", "abc"), ("b", ""), ("a", "x"), ("unread", "y")]);
        for name in ["b", "c.toml", "a"] {
            reader.read(name).unwrap();
        }
        let info = BuildInfo::of(&reader, "./c.toml");
        let version = env!("CARGO_PKG_VERSION");
        let json = info.to_json();
        // The fingerprints of "abc" (the test vector of FIPS 180-4), of "x" and of nothing.
        assert_eq!(
            json,
            format!(
                "{{\n  \"format\": 1,\n  \"program\": {{\"name\":\"wavemark\",\"version\":\"{version}\"}},\n  \"config\": \
                 {{\"path\":\"c.toml\",\"size\":3,\"sha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}},\n  \
                 \"inputs\": [\n    {{\"path\":\"a\",\"size\":1,\"sha256\":\"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\"}},\n    \
                 {{\"path\":\"b\",\"size\":0,\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}}\n  ]\n}}\n"
            )
        );
        assert_eq!(BuildInfo::from_json(json.as_bytes()), Ok(info));
        let of_later = json.replace("\"format\": 1", "\"format\": 2");
        let error = "it has format 2, and this version of Wavemark knows format 1";
        assert_eq!(BuildInfo::from_json(of_later.as_bytes()).unwrap_err(), error);
        assert!(BuildInfo::from_json(b"{").is_err());
    }
}
