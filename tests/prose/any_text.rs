//! What holds of a report whatever bytes its commentary is: nothing panics, problems lie inside the file, and nothing runs
//! on the page. The fuzz target of `fuzz/` asks this of texts that a program makes up; here it is asked of its seeds.

use crate::project::{CONFIG, responses};
use std::collections::BTreeSet;
use std::fs;
use tempfile::TempDir;
use wavemark::diag::{Diagnostic, has_errors};
use wavemark::markup::{Tag, Token, tokens};
use wavemark::pipeline::{BuildOptions, Session};
use wavemark::source::SourceReader;

const TEXT: &str = "commentary/2026-q2/overview.md";

/// A report whose overview says something else each time. Figures are kept from one text to the next.
pub struct AnyText {
    folder: TempDir,
    reader: SourceReader,
    session: Session,
}

impl AnyText {
    /// With a line for `[report]`, such as `raw_html = "sanitise"`.
    pub fn new(setting: &str) -> AnyText {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = CONFIG.replace("[report]\n", &format!("[report]\n{setting}\n"));
        fs::write(folder.path().join("site-config.toml"), config).expect("a config");
        fs::write(folder.path().join("responses.csv"), responses()).expect("responses");
        fs::create_dir_all(folder.path().join("commentary/2026-q2")).expect("a folder");
        let reader = SourceReader::disk(folder.path());
        AnyText { folder, reader, session: Session::new(BuildOptions::new("site-config.toml")) }
    }

    /// Makes the overview with these bytes as its text.
    pub fn holds(&mut self, bytes: &[u8]) {
        fs::write(self.folder.path().join(TEXT), bytes).expect("a text");
        self.reader.refresh(&[TEXT.to_owned()].into(), &BTreeSet::new());
        let reader = self.reader.part();
        let built = self.session.run(&reader);
        places_are_in_files(&reader, &built.diagnostics);
        let Some(material) = built.value else {
            assert!(has_errors(&built.diagnostics), "nothing was made, and nothing is said of it");
            return;
        };
        let made = material.with_site(|site| site.make(site.piece_of("index.html").expect("the overview")));
        places_are_in_files(&reader, &made.problems);
        let is_fine = !has_errors(&built.diagnostics) && !has_errors(&made.problems);
        for (path, file) in made.files.iter().filter(|(path, _)| path.ends_with("index.html")) {
            nothing_runs(path, &String::from_utf8_lossy(file.bytes()), is_fine);
        }
    }
}

fn places_are_in_files(reader: &SourceReader, problems: &[Diagnostic]) {
    for span in problems.iter().filter_map(|problem| problem.span) {
        assert!(span.start <= span.end, "{span:?}");
        let source = reader.source(span.source);
        if let Ok(text) = source.text() {
            assert!(text.get(span.start..span.end).is_some(), "{span:?} of {}", source.name);
        }
    }
}

/// That the page has neither scripts nor styles beyond our own, and each id once.
fn nothing_runs(path: &str, page: &str, is_fine: bool) {
    let (_, main) = page.split_once("<main").expect("a page");
    let (main, _) = main.split_once("</main").expect("a page");
    let opened = |token: Token| -> Option<Tag> {
        match token {
            Token::Open(tag) => Some(tag),
            _ => None,
        }
    };
    let mut ids = BTreeSet::new();
    for tag in tokens(main).into_iter().filter_map(opened) {
        assert!(!["script", "style", "iframe", "object", "embed"].contains(&tag.name.as_str()), "{tag:?} in {path}");
        for attribute in &tag.attributes {
            let value = attribute.value.trim().to_lowercase();
            let runs = attribute.name.starts_with("on") || value.starts_with("javascript:");
            assert!(!runs && attribute.name != "style", "{tag:?} in {path}");
        }
        let id = tag.get("id").unwrap_or_default().to_owned();
        assert!(!is_fine || id.is_empty() || ids.insert(id), "{tag:?} has an id that stands in {path} already");
    }
}
