//! Our style sheets as they are published: without what only their authors read. Yours are copied as they are.

/// The same rules without comments and without the spaces and line ends that mean nothing. Strings stay as they are; a
/// space before a colon stays, since it tells a selector from another.
pub fn compact(css: &str) -> String {
    let mut compact = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            _ if first.is_ascii_whitespace() => rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (part, after) = rest.split_at(length);
        rest = after;
        if part.starts_with("/*") {
            continue;
        }
        if !first.is_ascii_whitespace() {
            if matches!(first, '{' | '}' | ';') && compact.ends_with(' ') {
                compact.pop();
            }
            if first == '}' && compact.ends_with(';') {
                compact.pop();
            }
            compact += part;
        } else if !compact.is_empty() && !compact.ends_with(['{', '}', ';', ':', ',', ' ']) {
            compact.push(' ');
        }
    }
    compact.truncate(compact.trim_end().len());
    compact
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn comments_and_spaces_are_left_out() {
        let css = "/* The look. */\n:root {\n  --page: 68rem;\n}\n\n/* Links */\na:hover, nav  > a { color : red; }\n";
        assert_eq!(compact(css), ":root{--page:68rem}a:hover,nav > a{color :red}");
    }

    #[test]
    fn what_means_something_stays() {
        let same =
            "td :hover{content:\"· /* a;  b */ \"}@media (min-width:40rem) and (print){a{margin:calc(1px + 2px)}}";
        assert_eq!(compact(same), same);
        assert_eq!(compact("a { } /* never ended"), "a{}");
        assert_eq!(compact(""), "");
    }
}
