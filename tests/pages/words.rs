//! Every key of the catalogue that the pages and templates name is in it.

use std::path::Path;
use wavemark::message::Catalogue;

/// Whether a quoted text has the form of a key: lower-case words with full stops between them.
fn is_key(text: &str) -> bool {
    let is_file = [".md", ".html", ".xml", ".csv", ".json", ".svg", ".png", ".css", ".htm", ".atom"]
        .iter()
        .any(|end| text.ends_with(end));
    let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    !is_file && text.contains('.') && text.split('.').all(is_word)
}

#[test]
fn every_named_word_is_in_the_catalogue() {
    let words = Catalogue::for_language("en");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut keys = 0;
    for folder in ["src/pages", "templates"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_file() {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for key in text.split('"').skip(1).filter(|quoted| is_key(quoted)) {
                assert!(words.has(key), "{}: {key}", path.display());
                keys += 1;
            }
        }
    }
    assert!(keys > 150, "only {keys} keys were found");
}
