//! The examples of docs/commentary.md are accepted by a report.

use crate::project::{listed, reader};
use wavemark::pipeline::{BuildOptions, build};

/// The blocks of code marked `markdown`, without their fences.
fn examples() -> Vec<String> {
    let page = include_str!("../../docs/commentary.md");
    let (mut examples, mut open): (Vec<String>, Option<(&str, String)>) = (Vec::new(), None);
    for line in page.lines() {
        open = match open {
            None => ["````", "```"]
                .into_iter()
                .find(|fence| line == format!("{fence}markdown"))
                .map(|fence| (fence, String::new())),
            Some((fence, text)) if line == fence => {
                examples.push(text);
                None
            }
            Some((fence, text)) => Some((fence, text + line + "\n")),
        };
    }
    assert!(open.is_none(), "a block of code has no end");
    examples
}

#[test]
fn every_example_is_accepted() {
    let examples = examples();
    assert!(examples.len() >= 5, "{} examples", examples.len());
    for example in examples {
        let reader = reader(&[("2026-q2/example.md", &example)]);
        let checked = build(&reader, &BuildOptions::new("site-config.toml"));
        assert_eq!(listed(&reader, &checked.diagnostics), Vec::<String>::new(), "{example}");
        assert!(checked.value.is_some());
    }
}
