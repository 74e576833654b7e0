//! Where pages stand, and how one links to another.

use std::fmt::Write;

/// A page's folder below the folder of its edition (or of the site): empty, or parts that each end in `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Address(String);

/// What a page's file is called in its folder. Links name it, so that they also work from a disk.
const INDEX: &str = "index.html";

impl Address {
    /// The folder itself.
    pub fn top() -> Address {
        Address::default()
    }

    /// The folder `part` in this one; `part` is a slug.
    pub fn child(&self, part: &str) -> Address {
        Address(format!("{}{part}/", self.0))
    }

    /// The folder as written in paths: `metrics/nps/`.
    pub fn folder(&self) -> &str {
        &self.0
    }

    /// The page's file: `metrics/nps/index.html`.
    pub fn file(&self) -> String {
        format!("{}{INDEX}", self.0)
    }

    /// The way up from here to the folder that addresses start in: `../../`.
    pub fn up(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// A link from this page to another page of the same edition.
    pub fn link(&self, to: &Address) -> String {
        self.link_to_file(&to.file())
    }

    /// A link from this page to a file, given below the edition's folder.
    pub fn link_to_file(&self, file: &str) -> String {
        let (from, to) = (self.0.as_str(), file);
        // Parts that both share need not be left and entered again.
        let shared = from
            .split_inclusive('/')
            .zip(to.split_inclusive('/'))
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len())
            .sum::<usize>();
        let up = "../".repeat(from[shared..].matches('/').count());
        format!("{up}{}", encode(&to[shared..]))
    }
}

/// A path as it stands in a link: letters, digits and `-._~/` stay, every other byte is percent-encoded (RFC 3986).
pub fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => encoded.push(byte as char),
            _ => {
                // Writing to a String does not fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// The path of a web address, with `/` at both ends: `/cx-report/` for `https://northwind.github.io/cx-report`.
pub fn base_path(base_url: Option<&str>) -> String {
    let after_scheme = base_url.and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
    let path = after_scheme.split_once('/').map_or("", |(_, path)| path).trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(parts: &[&str]) -> Address {
        parts.iter().fold(Address::top(), |address, part| address.child(part))
    }

    #[test]
    fn links_leave_only_the_folders_that_they_must() {
        let (nps, csat) = (address(&["metrics", "nps"]), address(&["metrics", "csat"]));
        assert_eq!(nps.link(&csat), "../csat/index.html");
        assert_eq!(nps.link(&Address::top()), "../../index.html");
        assert_eq!(Address::top().link(&nps), "metrics/nps/index.html");
        assert_eq!(nps.link(&nps), "index.html");
        assert_eq!(nps.link_to_file("metrics/nps/charts/trend.svg"), "charts/trend.svg");
        assert_eq!(nps.link(&address(&["metrics"])), "../index.html");
        assert_eq!(address(&["a", "b"]).link(&address(&["a", "bc"])), "../bc/index.html");
        assert_eq!(nps.up(), "../../");
    }

    #[test]
    fn links_are_encoded() {
        assert_eq!(address(&["groups"]).link(&address(&["groups", "région"])), "r%C3%A9gion/index.html");
        assert_eq!(encode("a b#c%.png"), "a%20b%23c%25.png");
    }

    #[test]
    fn the_base_path_has_a_slash_at_both_ends() {
        assert_eq!(base_path(None), "/");
        assert_eq!(base_path(Some("https://example.org")), "/");
        assert_eq!(base_path(Some("https://example.org/cx/report/")), "/cx/report/");
    }
}
