//! Where a link leads.

use super::Fault;
use std::collections::BTreeSet;

/// Where the site will be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// With a slash at its end; absent where it is not known.
    url: Option<String>,
    /// The path of it, with a slash at both ends.
    path: String,
}

impl Base {
    pub fn new(url: Option<&str>) -> Base {
        let url = url.map(|url| format!("{}/", url.trim_end_matches('/')));
        let behind = url.as_deref().and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.split_once('/'));
        let path = behind.map_or("/".to_owned(), |(_, path)| format!("/{path}"));
        Base { url, path }
    }
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To another site, or to what is no page.
    Elsewhere,
    /// Into this site.
    Inside(Inside),
    /// Nowhere.
    Fault(Fault),
}

/// A place in the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// Below the site's root; a folder's ends in a slash or is empty.
    path: String,
    /// The id.
    pub id: Option<String>,
    /// Whether the link depends on where its page stands.
    pub is_relative: bool,
    /// Whether it begins at the server's root.
    pub is_from_root: bool,
    /// Whether it is a whole address with the server's name.
    pub is_whole: bool,
}

impl Inside {
    /// Whether it leads to a folder, the page of which a server shows.
    pub fn is_folder(&self) -> bool {
        self.path.is_empty() || self.path.ends_with('/')
    }

    /// The file of `names` that it leads to.
    pub fn file(&self, names: &BTreeSet<&str>) -> Option<String> {
        let file = if self.is_folder() { format!("{}index.html", self.path) } else { self.path.clone() };
        names.contains(file.as_str()).then_some(file)
    }
}

/// Where `link`, in the file `from`, leads.
pub fn target(base: &Base, from: &str, link: &str) -> Target {
    let whole = base.url.as_deref().and_then(|url| match link.strip_prefix(url) {
        None if link == url.trim_end_matches('/') => Some(""),
        rest => rest,
    });
    let inside = |path: String, id: Option<String>| Inside {
        path,
        id,
        is_relative: false,
        is_from_root: false,
        is_whole: whole.is_some(),
    };
    if whole.is_none() && (has_scheme(link) || link.starts_with("//")) {
        return Target::Elsewhere;
    }
    let (path, id) = match whole.unwrap_or(link).split_once('#') {
        Some((path, id)) => (path, Some(id)),
        None => (whole.unwrap_or(link), None),
    };
    let path = path.split('?').next().unwrap_or_default();
    let Some((path, id)) = decoded(path).zip(id.map_or(Some(None), |id| decoded(id).map(Some))) else {
        return Target::Fault(Fault::NoAddress);
    };
    // A link to the top of a page needs no id.
    let id = id.filter(|id| !id.is_empty());
    if whole.is_some() {
        return tidy("", &path).map_or(Target::Fault(Fault::Outside), |path| Target::Inside(inside(path, id)));
    }
    if path.is_empty() {
        return Target::Inside(inside(from.to_owned(), id));
    }
    if path.starts_with('/') {
        let below = path.strip_prefix(&base.path).and_then(|below| tidy("", below));
        return match below {
            Some(path) => Target::Inside(Inside { is_from_root: true, ..inside(path, id) }),
            None => Target::Fault(Fault::Outside),
        };
    }
    let folder = from.rfind('/').map_or("", |end| &from[..=end]);
    match tidy(folder, &path) {
        Some(path) => Target::Inside(Inside { is_relative: true, ..inside(path, id) }),
        None => Target::Fault(Fault::Outside),
    }
}

/// `mailto:`, `https:`, `data:` and their like (RFC 3986, section 3.1).
fn has_scheme(link: &str) -> bool {
    let Some((scheme, _)) = link.split_once(':') else { return false };
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_part)
}

/// `a/b` for `path` `../b` seen from the folder `a/c/`; None if that leaves the site.
fn tidy(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut is_folder = true;
    for part in path.split('/') {
        is_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let end = if is_folder && !parts.is_empty() { "/" } else { "" };
    Some(parts.join("/") + end)
}

/// With its percent-encoded bytes decoded; None if these are no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push(match byte {
            b'%' => (digit()? * 16 + digit()?) as u8,
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}
