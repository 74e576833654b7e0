//! `wavemark accept`: records which figures each paragraph was written against.

use super::console::Console;
use super::project::Project;
use super::{Exit, count};
use crate::commentary::{ACCEPTED, Accepted, Paragraph};
use crate::diag::{Diagnostic, has_errors, suggest};
use crate::output::record;
use crate::pipeline::{self, BuildOptions, Standing};
use crate::source::SourceReader;
use std::path::{Path, PathBuf};

/// Records the paragraphs of `files`, or of every text.
pub(super) fn accept(console: &mut Console, project: &Project, files: &[PathBuf]) -> Exit {
    let reader = project.reader();
    let checked = pipeline::standing(&reader, &BuildOptions::new(project.config()));
    let Some(standing) = checked.value.filter(|_| !has_errors(&checked.diagnostics)) else {
        let reported = console.report(&reader, checked.diagnostics);
        let found = reported.summary.unwrap_or_default();
        console.sum_up(&format!("{found}; nothing was recorded{}\n", project.whereabouts()));
        return Exit::Problems;
    };
    let unknown: Vec<Diagnostic> = files.iter().filter_map(|file| unknown(project, file, &standing)).collect();
    if !unknown.is_empty() {
        return console.report(&SourceReader::disk("."), unknown).exit;
    }
    let is_wanted = |path: &Path| files.is_empty() || files.iter().any(|file| same(project, file, path));
    for folder in &standing {
        let (accepted, mut recorded) = renewed(folder, |name| is_wanted(Path::new(&in_folder(folder, name))));
        if files.is_empty() {
            recorded.changed += of_texts_that_are_gone(folder);
        }
        let path = in_folder(folder, ACCEPTED);
        if recorded.texts == 0 && recorded.changed == 0 {
            continue;
        }
        let shown = project.path(&path);
        if recorded.changed == 0 {
            let message = format!("Nothing has changed since {}: {}.\n", shown.display(), recorded.words());
            console.say(&message);
            continue;
        }
        if let Err(error) = record::write(&shown, accepted.write().as_bytes()) {
            let problem =
                Diagnostic::error("accept/io", format!("`{}` could not be written: {error}", shown.display()));
            let problem = problem.hint("look at the permissions of the folder; the old file is still there");
            return console.report(&SourceReader::disk("."), vec![problem]).exit;
        }
        let message = format!("Recorded {} in {} ({} changed).\n", recorded.words(), shown.display(), recorded.changed);
        console.say(&message);
    }
    Exit::Fine
}

/// What was recorded in a folder.
#[derive(Default)]
struct Recorded {
    texts: usize,
    paragraphs: usize,
    changed: usize,
}

impl Recorded {
    fn words(&self) -> String {
        format!("{} of {}", count(self.paragraphs, "paragraph"), count(self.texts, "text"))
    }
}

/// The folder's record with the wanted texts as they stand now; those of other texts stay, those of texts that are gone
/// do not.
fn renewed(folder: &Standing, is_wanted: impl Fn(&str) -> bool) -> (Accepted, Recorded) {
    let mut recorded = Recorded::default();
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for (name, now) in &folder.texts {
        let before: Vec<&Paragraph> = folder.accepted.paragraphs.iter().filter(|known| known.file == *name).collect();
        if !is_wanted(name) {
            paragraphs.extend(before.into_iter().cloned());
            continue;
        }
        recorded.texts += 1;
        recorded.paragraphs += now.len();
        let gone = before.iter().filter(|old| !now.iter().any(|new| new.text == old.text)).count();
        recorded.changed += gone + now.iter().filter(|new| !before.contains(new)).count();
        paragraphs.extend(now.iter().cloned());
    }
    (Accepted { paragraphs }, recorded)
}

/// How many paragraphs were recorded of texts that are no longer there.
fn of_texts_that_are_gone(folder: &Standing) -> usize {
    let is_there = |known: &&Paragraph| folder.texts.iter().any(|(name, _)| *name == known.file);
    folder.accepted.paragraphs.iter().filter(|known| !is_there(known)).count()
}

fn in_folder(folder: &Standing, name: &str) -> String {
    format!("{}/{name}", folder.folder)
}

/// Whether a path of the command line is the file at `path` of the project.
fn same(project: &Project, written: &Path, path: &Path) -> bool {
    let tidy = |path: &Path| path.components().filter(|part| part.as_os_str() != ".").collect::<PathBuf>();
    tidy(written) == tidy(&project.path(&path.to_string_lossy())) || tidy(written) == tidy(path)
}

fn unknown(project: &Project, file: &Path, standing: &[Standing]) -> Option<Diagnostic> {
    let known: Vec<String> =
        standing.iter().flat_map(|folder| folder.texts.iter().map(|(name, _)| in_folder(folder, name))).collect();
    if known.iter().any(|path| same(project, file, Path::new(path))) {
        return None;
    }
    let message = format!("`{}` is not a text of an edition", file.display());
    let hint = suggest::hint(&file.to_string_lossy(), known.iter().map(String::as_str).collect::<Vec<_>>());
    let hint =
        hint.unwrap_or_else(|| "name a text such as `commentary/2026-q3/overview.md`, or none for all".to_owned());
    Some(Diagnostic::error("accept/unknown-text", message).hint(hint))
}
