//! Where the site goes must be apart from what it is made of: a build would read its own pages, or write over what it reads.

use super::section::Sink;
use crate::config::{Report, Site, SourceConfig};
use crate::diag::Diagnostic;

/// A folder that the report is read from.
struct Folder<'c> {
    /// What stands in it.
    what: &'static str,
    /// As it is written.
    written: &'c str,
    parts: Vec<&'c str>,
    /// Whether everything below it is read.
    is_deep: bool,
}

/// Refuses an output folder among what the report is read from.
pub(super) fn check<'c>(
    sink: &Sink,
    site: &'c Site,
    report: Option<&'c Report>,
    sources: impl Iterator<Item = &'c SourceConfig>,
) {
    let whole = |what, written: &'c str| Folder { what, written, parts: parts(written), is_deep: true };
    let commentary = report.and_then(|report| report.commentary.as_ref());
    let folders = commentary.map(|folder| whole("commentary", &folder.value)).into_iter();
    let folders = folders.chain(site.templates.as_ref().map(|folder| whole("templates", &folder.value)));
    let mut folders = folders.chain(sources.flat_map(|source| &source.files).map(|files| of_files(&files.value)));
    let output = parts(&site.output.value);
    let meets = |folder: &Folder<'_>| {
        let inside = folder.is_deep && output.starts_with(&folder.parts);
        // A folder above may be the project itself, in which everything lies.
        inside || (!folder.parts.is_empty() && folder.parts.starts_with(&output))
    };
    if output.contains(&"..") || output.is_empty() {
        return;
    }
    if let Some(folder) = folders.find(meets) {
        let message = format!(
            "`output` in [site] is `{}`, where `{}` is read from as {}",
            site.output.value, folder.written, folder.what
        );
        let hint = "give the site a folder of its own, for example `output = \"public\"`";
        sink.report(Diagnostic::error("config/value", message).at(site.output.span).hint(hint));
    }
}

/// The folder of a pattern of files; `**` goes down into all folders of it.
fn of_files(pattern: &str) -> Folder<'_> {
    let all = parts(pattern);
    let fixed = all.iter().take_while(|part| !part.contains(['*', '?', '[', '{'])).count();
    let fixed = fixed.min(all.len().saturating_sub(1));
    Folder { what: "responses", written: pattern, parts: all[..fixed].to_vec(), is_deep: all.contains(&"**") }
}

fn parts(path: &str) -> Vec<&str> {
    path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect()
}
