//! Any bytes as a commentary: nothing panics, problems lie inside the file, nothing runs on the page.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wavemark::markup::{Tag, Token, tokens};
use wavemark::pipeline::{BuildOptions, build};
use wavemark::source::SourceReader;

const CONFIG: &str = "[site]\ntitle = \"t\"\n[report]\ncommentary = \"c\"\nRAW\n[[source]]\nfiles = \"r.csv\"\n\
                      columns = { date = \"date\" }\nsegments = [\"region\"]\n[[metric]]\nkind = \"nps\"\ncolumn = \"a\"\n\
                      aliases = [\"score\"]\n";

const DATA: &str = "date,region,a\n2026-01-15,North,9\n2026-02-15,South,3\n2026-04-15,North,10\n2026-06-30,South,7\n";

fn opened(token: Token) -> Option<Tag> {
    match token {
        Token::Open(tag) => Some(tag),
        _ => None,
    }
}

fuzz_target!(|bytes: &[u8]| {
    for raw in ["", "raw_html = \"sanitise\""] {
        let config = CONFIG.replace("RAW", raw);
        let files: [(&str, &[u8]); 3] =
            [("site-config.toml", config.as_bytes()), ("r.csv", DATA.as_bytes()), ("c/2026-q2/overview.md", bytes)];
        let reader = SourceReader::memory(files);
        let checked = build(&reader, &BuildOptions::new("site-config.toml"));
        for span in checked.diagnostics.iter().filter_map(|problem| problem.span) {
            assert!(span.start <= span.end);
            let source = reader.source(span.source);
            if let Ok(text) = source.text() {
                assert!(text.get(span.start..span.end).is_some(), "{span:?} of {}", source.name);
            }
        }
        let site = checked.value.iter().flat_map(|site| site.iter());
        for (path, file) in site.filter(|(path, _)| path.to_string() == "index.html") {
            let page = String::from_utf8_lossy(file.bytes());
            let (_, main) = page.split_once("<main").unwrap_or_default();
            let (main, _) = main.split_once("</main").unwrap_or_default();
            for tag in tokens(main).into_iter().filter_map(opened) {
                assert!(!["script", "style", "iframe", "object", "embed"].contains(&tag.name.as_str()), "{tag:?} in {path}");
                for attribute in &tag.attributes {
                    let value = attribute.value.trim().to_lowercase();
                    let runs = attribute.name.starts_with("on") || value.starts_with("javascript:");
                    assert!(!runs && attribute.name != "style", "{tag:?} in {path}");
                }
            }
        }
    }
});
