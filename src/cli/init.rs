//! `wavemark init`: a small project that builds at once. Its files stand, readable, in `src/cli/init/`.

use super::Exit;
use super::console::Console;
use crate::diag::Diagnostic;
use crate::output::create::{CreateError, create_project};
use crate::source::SourceReader;
use std::path::Path;

/// The project's files. The workflow installs the version that made it.
const FILES: &[(&str, &str)] = &[
    ("site-config.toml", include_str!("init/site-config.toml")),
    ("data/responses.csv", include_str!("init/responses.csv")),
    ("data/benchmarks.csv", include_str!("init/benchmarks.csv")),
    ("commentary/2026-q3/overview.md", include_str!("init/overview.md")),
    ("README.md", include_str!("init/README.md")),
    (".gitignore", include_str!("init/gitignore")),
    (".github/workflows/report.yml", include_str!("init/report.yml")),
];

/// What stands in [`FILES`] where the program's own version and the address of its releases belong.
const FILLED: [(&str, &str); 2] =
    [("WAVEMARK_VERSION", env!("CARGO_PKG_VERSION")), ("WAVEMARK_REPOSITORY", env!("CARGO_PKG_REPOSITORY"))];

/// Makes a project in the new or empty folder `folder`.
pub(super) fn init(console: &mut Console, folder: &Path) -> Exit {
    let fill = |text: &str| FILLED.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
    let filled: Vec<_> = FILES.iter().map(|(path, text)| (*path, fill(text))).collect();
    let files: Vec<_> = filled.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    match create_project(folder, &files) {
        Ok(()) => {
            console.say(&next_steps(folder));
            Exit::Fine
        }
        Err(error) => {
            let code = match error {
                CreateError::NotEmpty { .. } => "init/not-empty",
                CreateError::NotAFolder(_) => "init/not-a-folder",
                CreateError::Io { .. } => "init/io",
            };
            let problem = Diagnostic::error(code, format!("no project was made: {error}")).hint(error.hint());
            console.report(&SourceReader::disk("."), vec![problem]).exit
        }
    }
}

fn next_steps(folder: &Path) -> String {
    let enter = if folder == Path::new(".") { String::new() } else { format!("  cd {}\n", quoted(folder)) };
    format!(
        "Made a report in {} ({} files). Next:\n{enter}  wavemark build      then open public/index.html\n\
         README.md there says how to put in your own data and how to publish.\n",
        folder.display(),
        FILES.len(),
    )
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    if text.contains(char::is_whitespace) { format!("\"{text}\"") } else { text }
}
