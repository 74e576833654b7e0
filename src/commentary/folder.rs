//! The commentary folder: a folder for each edition, with texts and the files that they show.

use crate::config::Written;
use crate::diag::{Checked, Diagnostic};
use crate::source::{ReadErrorKind, SourceReader};
use crate::wave::{Wave, WaveScheme};
use std::collections::BTreeMap;

/// The commentary of one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionFolder {
    /// The edition's wave.
    pub wave: Wave,
    /// The folder, relative to the project's folder.
    pub path: String,
    /// Its texts: the names of its `.md` files, in order.
    pub texts: Vec<String>,
    /// Every other file in it and below it, relative to it, in order. They may be shown or linked.
    pub assets: Vec<String>,
}

impl EditionFolder {
    /// The path of a file in it, for the [`SourceReader`].
    pub fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }
}

/// Lists the commentary folder that the site-config names. Editions are in the order of their waves.
///
/// # Errors
/// `commentary/no-folder`, `commentary/not-an-edition` (a folder that names no wave), `commentary/two-folders` (for one
/// wave). Warnings: `commentary/stray-file` (a file directly in the folder that is not `README.md`),
/// `commentary/text-too-deep` (a text below an edition's folder, where texts are not looked for).
pub fn read(reader: &SourceReader, folder: &Written<String>, waves: &WaveScheme) -> Checked<Vec<EditionFolder>> {
    let mut diagnostics = Vec::new();
    let root = folder.value.trim_end_matches('/');
    let files = match reader.walk(root) {
        Ok(files) => files,
        Err(error) => {
            let hint = match error.kind {
                ReadErrorKind::Missing => "make the folder, or leave `commentary` out of the site-config",
                _ => "`commentary` names a folder that holds a folder for each edition",
            };
            let message = format!("the commentary folder cannot be listed: {error}");
            let problem = Diagnostic::error("commentary/no-folder", message).at(folder.span).hint(hint);
            return Checked { value: None, diagnostics: vec![problem] };
        }
    };
    let mut folders: BTreeMap<&str, EditionFolder> = BTreeMap::new();
    let mut refused: Vec<&str> = Vec::new();
    // The walked paths begin as the folder was written, or tidied (`./a` is `a`): both end before the same part.
    let depth = files.first().map_or(0, |first| first.len() - below(first, root).len());
    for file in &files {
        let name = &file[depth..];
        if name.split('/').any(is_clutter) {
            continue;
        }
        let Some((edition, rest)) = name.split_once('/') else {
            if !name.eq_ignore_ascii_case("readme.md") {
                let message = format!("`{file}` stands in no edition and is not used");
                let hint = format!("move it into the folder of its edition, {}", waves.expected());
                diagnostics.push(Diagnostic::warning("commentary/stray-file", message).at(folder.span).hint(hint));
            }
            continue;
        };
        if refused.last() == Some(&edition) {
            continue;
        }
        let Some(wave) = waves.parse(edition) else {
            refused.push(edition);
            let message = format!("the folder `{}{edition}` names no wave of this report", &file[..depth]);
            let hint = format!("name the folder after the wave of its edition, {}", waves.expected());
            diagnostics.push(Diagnostic::error("commentary/not-an-edition", message).at(folder.span).hint(hint));
            continue;
        };
        let path = format!("{}{edition}", &file[..depth]);
        let new = EditionFolder { wave, path, texts: Vec::new(), assets: Vec::new() };
        let found = folders.entry(edition).or_insert(new);
        match (is_text(rest), rest.contains('/')) {
            (true, false) => found.texts.push(rest.to_owned()),
            (true, true) => {
                let message = format!("`{file}` is not read: texts stand directly in the folder of their edition");
                let hint = format!("move it to `{}`", found.path);
                diagnostics.push(Diagnostic::warning("commentary/text-too-deep", message).at(folder.span).hint(hint));
            }
            (false, _) => found.assets.push(rest.to_owned()),
        }
    }
    let mut editions: Vec<EditionFolder> = folders.into_values().collect();
    editions.sort_by_key(|edition| edition.wave);
    for pair in editions.windows(2).filter(|pair| pair[0].wave == pair[1].wave) {
        let message =
            format!("`{}` and `{}` are both the folder of {}", pair[0].path, pair[1].path, waves.id(pair[0].wave));
        let hint = "put all texts of an edition into one folder";
        diagnostics.push(Diagnostic::error("commentary/two-folders", message).at(folder.span).hint(hint));
    }
    Checked { value: Some(editions), diagnostics }
}

/// The part of `file` that is below the folder, whose last part is the last of `root`.
fn below<'a>(file: &'a str, root: &str) -> &'a str {
    let parts = root.split('/').filter(|part| !matches!(*part, "" | "."));
    let depth = parts.fold(0_usize, |depth, part| if part == ".." { depth.saturating_sub(1) } else { depth + 1 });
    let rooted = usize::from(file.starts_with('/'));
    file.splitn(depth + rooted + 1, '/').last().unwrap_or(file)
}

fn is_text(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && ending.eq_ignore_ascii_case("md"))
}

/// What editors and systems leave behind: hidden files, backups, thumbnails.
fn is_clutter(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with('~')
        || name.ends_with('~')
        || name.starts_with('#')
        || matches!(name, "Thumbs.db" | "desktop.ini")
}
