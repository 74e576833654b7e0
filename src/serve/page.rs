//! What the preview adds to a page as it serves it. What `wavemark build` writes has none of it.

/// The folder of the preview's own files, below the site's root. No page of a report can have this name.
pub const FOLDER: &str = "__wavemark/";

/// The preview's own files, by name.
pub fn own_file(name: &str) -> Option<&'static [u8]> {
    match name {
        "preview.js" => Some(include_bytes!("preview.js")),
        "preview.css" => Some(include_bytes!("preview.css")),
        _ => None,
    }
}

/// A page with the preview's script, which follows the builds from `build` on. `base` is the path of the site's root.
pub fn with_script(page: &str, base: &str, build: &str) -> String {
    let tags = format!(
        "<link rel=\"stylesheet\" href=\"{base}{FOLDER}preview.css\">\
         <script src=\"{base}{FOLDER}preview.js\" data-build=\"{build}\" data-events=\"{base}{FOLDER}events\" defer></script>"
    );
    let page = allowing_script(page);
    // A page without a head is one of the author's own templates; browsers take these tags anywhere.
    let at = ["</head>", "</body>"].iter().find_map(|end| page.find(end)).unwrap_or(page.len());
    format!("{}{tags}{}", &page[..at], &page[at..])
}

/// The page of a site that has never been built without an error.
pub const EMPTY: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <title>wavemark watch</title>\n</head>\n<body>\n<p>There is no page to show yet.</p>\n</body>\n</html>\n";

/// The page with a security policy that allows the preview's own script, style and connection, and nothing else more.
fn allowing_script(page: &str) -> String {
    const NAME: &str = "http-equiv=\"Content-Security-Policy\"";
    const CONTENT: &str = "content=\"";
    let place = page.find(NAME).and_then(|tag| {
        let start = tag + page[tag..].find(CONTENT)? + CONTENT.len();
        let end = start + page[start..].find('"')?;
        // Of this tag, not of one after it.
        (!page[tag..start].contains('>')).then_some((start, end))
    });
    let Some((start, end)) = place else { return page.to_owned() };
    format!("{}{}{}", &page[..start], relaxed(&page[start..end]), &page[end..])
}

/// A policy that allows scripts, styles and connections of the page's own host.
fn relaxed(policy: &str) -> String {
    let mut directives: Vec<(String, Vec<String>)> = policy
        .split(';')
        .filter_map(|directive| {
            let mut words = directive.split_whitespace().map(str::to_owned);
            Some((words.next()?, words.collect()))
        })
        .collect();
    let has_default = directives.iter().any(|(name, _)| name == "default-src");
    for needed in ["script-src", "style-src", "connect-src"] {
        match directives.iter_mut().find(|(name, _)| name == needed) {
            Some((_, sources)) => {
                sources.retain(|source| source != "'none'");
                if !sources.iter().any(|source| source == "'self'") {
                    sources.push("'self'".to_owned());
                }
            }
            None if has_default => directives.push((needed.to_owned(), vec!["'self'".to_owned()])),
            None => {}
        }
    }
    let directive =
        |(name, sources): &(String, Vec<String>)| [std::slice::from_ref(name), sources.as_slice()].concat().join(" ");
    directives.iter().map(directive).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_the_previews_script_and_nothing_else_more() {
        assert_eq!(
            relaxed("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:"),
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'"
        );
        assert_eq!(
            relaxed("script-src 'none'; connect-src https://a.example"),
            "script-src 'self'; connect-src https://a.example 'self'"
        );
    }

    #[test]
    fn the_script_stands_in_the_head() {
        let page = "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"></head><body>x</body></html>";
        assert_eq!(
            with_script(page, "/r/", "7-1"),
            "<html><head><meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'\">\
             <link rel=\"stylesheet\" href=\"/r/__wavemark/preview.css\">\
             <script src=\"/r/__wavemark/preview.js\" data-build=\"7-1\" data-events=\"/r/__wavemark/events\" defer></script>\
             </head><body>x</body></html>"
        );
        assert!(with_script("no head", "/", "1").starts_with("no head<link"));
    }
}
