//! Whether a published site is what the data give: every file of it is compared with the same file built again, and what
//! differs is listed figure by figure, with the page that shows it.

mod differences;
mod page;
mod provenance;
mod rows;

use crate::diag::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::output::publish::published_files;
use crate::output::{BuiltSite, MANIFEST_NAME, SitePath};
use crate::parallel;
use crate::pipeline::BUILD_INFO;
use crate::source::{ReadErrorKind, Source, SourceReader, Span};
use differences::{Difference, Found, Kind, between};
use std::collections::BTreeMap;

/// What comparing found.
#[derive(Debug, Default)]
pub struct Verified {
    /// What differs, as errors; files that are not of Wavemark's making, as notes.
    pub problems: Vec<Diagnostic>,
    /// How many figures differ, or stand in a file that is missing or left over.
    pub figures: usize,
    /// Files that differ, are missing or are left over.
    pub files: usize,
}

/// The folder that is compared.
struct Folder<'a> {
    reader: &'a SourceReader,
    /// Its path, as `reader` takes it.
    path: &'a str,
    /// The fingerprint of each file when it was published, if that is known.
    listed: BTreeMap<SitePath, String>,
}

/// Compares the site that was published in the folder `path` of `reader` with `built`, the site as the data give it now.
pub fn verify(built: &BuiltSite, reader: &SourceReader, path: &str) -> Verified {
    let mut verified = Verified::default();
    let found = match reader.walk(path) {
        Ok(found) if !found.is_empty() => found,
        Ok(_) => {
            verified.problems.push(no_site(format!("the folder `{path}` is empty")));
            return verified;
        }
        Err(error) => {
            verified.problems.push(no_site(error.to_string()));
            return verified;
        }
    };
    let mut folder = Folder { reader, path, listed: BTreeMap::new() };
    if let Ok(manifest) = folder.read(MANIFEST_NAME) {
        match published_files(&manifest.bytes) {
            Ok(listed) => folder.listed = listed,
            Err(reason) => {
                let message = format!("the list of published files cannot be used: {reason}");
                let problem = Diagnostic::warning("verify/manifest", message).at(manifest.span());
                verified
                    .problems
                    .push(problem.hint("what was changed by hand cannot be told from what the data changed"));
            }
        }
    }
    // Of a folder without one file of ours nothing can be said file by file.
    if folder.listed.is_empty() && built.iter().all(|(file, _)| folder.read(file.as_str()).is_err()) {
        verified.problems.push(no_site(format!("the folder `{path}` has no published site")));
        return verified;
    }
    folder.made_from(built, &mut verified);
    folder.files(built, &mut verified);
    folder.others(built, &found, &mut verified);
    verified
}

fn no_site(message: String) -> Diagnostic {
    Diagnostic::error("verify/no-site", message)
        .hint("name the folder of a published site: `wavemark verify public`; or make one with `wavemark build`")
}

impl Folder<'_> {
    fn read(&self, file: &str) -> Result<Source, crate::source::ReadError> {
        self.reader.read(format!("{}/{file}", self.path))
    }

    /// What the site says that it was made from, against what a build reads now.
    fn made_from(&self, built: &BuiltSite, verified: &mut Verified) {
        let now = SitePath::new(BUILD_INFO).ok().and_then(|path| built.get(&path));
        let Some(now) = now else { return };
        match self.read(BUILD_INFO) {
            Ok(published) if published.bytes.as_slice() == now.bytes() => {}
            Ok(published) => {
                verified.files += 1;
                verified.problems.extend(provenance::changes(&published, now.bytes()));
            }
            Err(error) => {
                verified.files += 1;
                let message = format!("the site does not say what it was made from: {error}");
                verified.problems.push(Diagnostic::error("verify/no-build-info", message).hint(BUILD_AGAIN));
            }
        }
    }

    /// Every file that the data give.
    fn files(&self, built: &BuiltSite, verified: &mut Verified) {
        let files: Vec<_> = built.iter().filter(|(path, _)| path.as_str() != BUILD_INFO).collect();
        files.iter().for_each(|(path, _)| drop(self.read(path.as_str())));
        let compared = parallel::map(&files, |(path, file)| match self.read(path.as_str()) {
            Ok(published) if published.bytes.as_slice() == file.bytes() => None,
            Ok(published) => Some(Ok((between(path.as_str(), &published.bytes, file.bytes()), published))),
            Err(error) => Some(Err(error)),
        });
        let mut alike = Alike::default();
        for ((path, _), outcome) in files.iter().zip(compared) {
            match outcome {
                None => continue,
                Some(Ok((found, published))) => alike.add(path, &published, found),
                Some(Err(error)) => {
                    let message = match error.kind {
                        ReadErrorKind::Missing => format!("`{path}` is missing: the data give it"),
                        _ => error.to_string(),
                    };
                    verified.problems.push(Diagnostic::error("verify/file-missing", message).hint(BUILD_AGAIN));
                }
            }
            verified.files += 1;
        }
        for (difference, shown) in alike.differences {
            verified.figures += usize::from(difference.kind == Kind::Figure) * shown.len();
            verified.problems.push(self.told(&difference, &shown));
        }
    }

    /// Files in the folder that the data do not give.
    fn others(&self, built: &BuiltSite, found: &[String], verified: &mut Verified) {
        let prefix = if self.path.is_empty() || self.path == "." { String::new() } else { format!("{}/", self.path) };
        let names = found.iter().map(|name| name.strip_prefix(&prefix).unwrap_or(name));
        for name in names.filter(|name| *name != MANIFEST_NAME) {
            let path = SitePath::new(name).ok();
            if path.as_ref().is_some_and(|path| built.get(path).is_some()) {
                continue;
            }
            if path.is_some_and(|path| self.listed.contains_key(&path)) {
                let message = format!("`{name}` is of an earlier site: the data give no such file");
                verified.problems.push(Diagnostic::error("verify/file-left", message).hint(BUILD_AGAIN));
                verified.files += 1;
            } else {
                let message = format!("`{name}` is not of Wavemark's making, so nothing is known of it");
                verified.problems.push(Diagnostic::note("verify/foreign", message));
            }
        }
    }

    /// A difference in words, at the first of the files that show it.
    fn told(&self, difference: &Difference, shown: &[Shown]) -> Diagnostic {
        let files: Vec<String> = shown.iter().map(|shown| format!("`{}`", shown.path)).collect();
        let files = files.join(" and ");
        let (say, have) = if shown.len() == 1 { ("says", "has") } else { ("say", "have") };
        let quoted = |text: &Option<String>| text.as_ref().map(|text| format!("“{text}”"));
        let of = if difference.place.is_empty() { String::new() } else { format!(": {}", difference.place) };
        let (code, message) = match difference.kind {
            Kind::Drawing => ("verify/drawing", format!("{files} {have} a chart that the data draw otherwise{of}")),
            Kind::Other => (
                "verify/file",
                format!("{files} differ{} from what the data give", if shown.len() == 1 { "s" } else { "" }),
            ),
            kind => {
                let code = if kind == Kind::Figure { "verify/figure" } else { "verify/words" };
                let message = match (quoted(&difference.published), quoted(&difference.computed)) {
                    (Some(ours), Some(theirs)) => format!("{files} {say} {ours} where the data give {theirs}{of}"),
                    (Some(ours), None) => format!("{files} {say} {ours}, which the data do not give{of}"),
                    (None, theirs) => {
                        format!(
                            "{files} lack{} {}, which the data give{of}",
                            if shown.len() == 1 { "s" } else { "" },
                            theirs.unwrap_or_default()
                        )
                    }
                };
                (code, message)
            }
        };
        let problem = Diagnostic::error(code, message);
        let problem = shown.first().map_or(problem.clone(), |first| problem.at(first.span));
        match shown.iter().any(|shown| self.was_altered(shown)) {
            true => problem.hint("the file was changed after it was published: `wavemark build` replaces it"),
            false => problem,
        }
    }

    /// Whether a file is not what was published; no, where that is not known.
    fn was_altered(&self, shown: &Shown) -> bool {
        self.listed.get(&shown.path).is_some_and(|sha256| *sha256 != shown.fingerprint.to_string())
    }
}

/// Where a difference shows.
struct Shown {
    path: SitePath,
    fingerprint: Fingerprint,
    span: Span,
}

/// Differences, each once with the files that show it: the newest edition stands at two addresses.
#[derive(Default)]
struct Alike {
    differences: Vec<(Difference, Vec<Shown>)>,
    /// The places in `differences` by the path of a file that shows them.
    by_path: BTreeMap<(String, Difference), usize>,
    /// The same by the path below the file's first folder, which may be an edition's.
    by_path_below: BTreeMap<(String, Difference), usize>,
}

impl Alike {
    fn add(&mut self, path: &SitePath, published: &Source, found: Vec<Found>) {
        let fingerprint = published.fingerprint();
        let below = path.as_str().split_once('/').map(|(_, below)| below.to_owned());
        for (difference, range) in found {
            let own = (path.as_str().to_owned(), difference.clone());
            if self.by_path.contains_key(&own) {
                continue;
            }
            let span = Span::new(published.id, range.start, range.end);
            let shown = Shown { path: path.clone(), fingerprint, span };
            let below = below.as_ref().map(|below| (below.clone(), difference.clone()));
            let at_root = below.as_ref().and_then(|key| self.by_path.get(key));
            let at = match at_root.or_else(|| self.by_path_below.get(&own)) {
                Some(&twin) => {
                    self.differences[twin].1.push(shown);
                    twin
                }
                None => {
                    self.differences.push((difference, vec![shown]));
                    self.differences.len() - 1
                }
            };
            self.by_path.insert(own, at);
            self.by_path_below.extend(below.map(|key| (key, at)));
        }
    }
}

/// What to do where the site is not what it should be.
const BUILD_AGAIN: &str = "`wavemark build` makes the site that the data give now";
