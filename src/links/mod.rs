//! Whether every link of a built site leads to a file of it, and to an id that is there, wherever the site is put: below
//! `https://user.github.io/repository/`, at a domain of its own, or in a folder of a disk.

mod address;
mod found;

use crate::output::{BuiltSite, SitePath};
use crate::parallel;
use address::{Base, Target, target};
use found::Links;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The page for addresses that lead nowhere: it is shown at any depth, so that its links begin at the site's root.
const NOT_FOUND: &str = "404.html";

/// A link that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeadLink {
    /// The file that has it.
    pub from: SitePath,
    /// The link as it is written there.
    pub link: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The site has no such file.
    NoFile,
    /// The file has no such id.
    NoId,
    /// It leads out of the site's folder.
    Outside,
    /// It begins at the root of the server, which is another place for a site in a folder or on a disk.
    FromRoot,
    /// It is relative, on the page that is shown at any depth.
    Relative,
    /// It leads to a folder: a disk would list that instead of showing its page.
    Folder,
    /// It is no address: a `%` without two digits behind it, or bytes that are no text.
    NoAddress,
}

impl fmt::Display for DeadLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, link, fault } = self;
        write!(f, "`{from}` links to `{link}`, ")?;
        f.write_str(match fault {
            Fault::NoFile => "and the site has no such file",
            Fault::NoId => "and there is no such id in that file",
            Fault::Outside => "which is outside the site",
            Fault::FromRoot => "which is another place where the site stands in a folder or on a disk",
            Fault::Relative => "which is another place for each address that the page is shown at",
            Fault::Folder => "which a disk shows as a list of files; link to its `index.html`",
            Fault::NoAddress => "which is no address: `%` is written `%25`",
        })
    }
}

/// What was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Links into the site.
    pub inside: usize,
    /// Links to elsewhere, which are not followed.
    pub elsewhere: usize,
    /// Those that lead nowhere, in the order of the files.
    pub dead: Vec<DeadLink>,
}

/// Looks at every link of every page, picture, style sheet, feed and site map. `base_url` is where the site will be
/// published; addresses that begin with it are links into the site.
pub fn check(site: &BuiltSite, base_url: Option<&str>) -> Checked {
    let base = Base::new(base_url);
    let files: Vec<_> = site.iter().collect();
    let found: Vec<Links> = parallel::map(&files, |(path, file)| Links::of(path.as_str(), file.bytes()));
    let names: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let ids: BTreeMap<&str, &BTreeSet<String>> =
        files.iter().zip(&found).map(|((path, _), links)| (path.as_str(), &links.ids)).collect();
    let mut checked = Checked::default();
    for ((path, _), links) in files.iter().zip(&found) {
        for link in &links.links {
            let fault = match target(&base, path.as_str(), link) {
                Target::Elsewhere => {
                    checked.elsewhere += 1;
                    continue;
                }
                Target::Fault(fault) => Some(fault),
                Target::Inside(inside) => {
                    let at_any_depth = path.as_str() == NOT_FOUND;
                    match inside.file(&names) {
                        _ if inside.is_relative && at_any_depth => Some(Fault::Relative),
                        _ if inside.is_from_root && !at_any_depth => Some(Fault::FromRoot),
                        None => Some(Fault::NoFile),
                        Some(_) if inside.is_folder() && !inside.is_whole && !at_any_depth => Some(Fault::Folder),
                        Some(file) => {
                            let has_id = |id: &String| ids.get(file.as_str()).is_some_and(|ids| ids.contains(id));
                            inside.id.as_ref().filter(|id| !has_id(id)).map(|_| Fault::NoId)
                        }
                    }
                }
            };
            checked.inside += 1;
            checked.dead.extend(fault.map(|fault| DeadLink { from: (*path).clone(), link: link.clone(), fault }));
        }
    }
    checked.dead.sort();
    checked.dead.dedup();
    checked
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://example.org/cx/";

    fn dead(files: &[(&str, &str)]) -> Vec<String> {
        let mut site = BuiltSite::new();
        for (path, text) in files {
            site.insert(SitePath::new(*path).unwrap(), text.as_bytes()).unwrap();
        }
        let dead = check(&site, Some(BASE)).dead;
        dead.into_iter().map(|dead| format!("{} {} {:?}", dead.from, dead.link, dead.fault)).collect()
    }

    const PAGE: (&str, &str) = ("a/b c.html", "<h2 id=\"é\">x</h2>");

    #[test]
    fn links_lead_to_files_and_ids() {
        let page = "<a href=\"a/b%20c.html#%C3%A9\">1</a><a href='#top'>2</a><p id=top><a href=./a/../index.html>3</a>\
                    <a href=\"https://example.org/cx/a/b%20c.html?x=1\">4</a><a href=\"https://elsewhere.org/x\">5</a>\
                    <a href=\"mailto:a@b.org\">6</a><img src=\"data:image/png;base64,AA==\"><a href=\"//cdn.org/x\">7</a>";
        assert_eq!(dead(&[("index.html", page), PAGE]), Vec::<String>::new());
        let page = "<a href=\"a/B%20c.html\">1</a><a href='#nowhere'>2</a><a href=\"a/b%20c.html#e\">3</a>\
                    <a href=\"../x.html\">4</a><a href=\"/cx/a/b%20c.html\">5</a><a href=\"/other/\">6</a>\
                    <a href=\"100%.html\">7</a><a href=\"a/\">8</a><a href=\"https://example.org/cx/b/\">9</a>";
        assert_eq!(
            dead(&[("index.html", page), PAGE, ("a/index.html", "")]),
            [
                "index.html #nowhere NoId",
                "index.html ../x.html Outside",
                "index.html /cx/a/b%20c.html FromRoot",
                "index.html /other/ Outside",
                "index.html 100%.html NoAddress",
                "index.html a/ Folder",
                "index.html a/B%20c.html NoFile",
                "index.html a/b%20c.html#e NoId",
                "index.html https://example.org/cx/b/ NoFile",
            ]
        );
    }

    #[test]
    fn whatever_names_a_file_is_a_link() {
        let page = "<img src=a.png srcset=\"b.png 1x, c%2C.png 2x\"><video poster=d.png></video>\
                    <svg><use href=\"#mark\"/><image xlink:href=e.png /></svg><object data=f.svg></object>\
                    <link rel=canonical href=\"https://example.org/cx/g/\"><meta property=og:image content=\"https://example.org/cx/h.png\">\
                    <meta name=description content=\"no/address\">";
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><a href=\"i.html\"/></svg>";
        let feed = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><link href=\"https://example.org/cx/j/\"/><id>https://example.org/cx/k/</id></feed>";
        let map = "<urlset><url><loc>https://example.org/cx/l/</loc></url><url><loc> https://example.org/cx/ </loc></url></urlset>";
        let css = "a { background: url(m.png) } b { background: url( \"n.png\" ) } c { src: url('data:x') }";
        let found = dead(&[
            ("index.html", page),
            ("p.svg", svg),
            ("feed.xml", feed),
            ("sitemap.xml", map),
            ("assets/s.css", css),
        ]);
        let links: Vec<&str> = found.iter().map(|line| line.split(' ').nth(1).unwrap()).collect();
        let expected = [
            "m.png",
            "n.png",
            "https://example.org/cx/j/",
            "https://example.org/cx/k/",
            "#mark",
            "a.png",
            "b.png",
            "c%2C.png",
            "d.png",
            "e.png",
            "f.svg",
            "https://example.org/cx/g/",
            "https://example.org/cx/h.png",
            "i.html",
            "https://example.org/cx/l/",
        ];
        assert_eq!(links, expected);
    }

    #[test]
    fn the_page_for_any_depth_has_links_from_the_root() {
        let page = "<a href=\"/cx/index.html\">1</a><a href=\"index.html\">2</a><a href=\"#here\">3</a><p id=here>";
        assert_eq!(dead(&[("404.html", page), ("index.html", "")]), ["404.html index.html Relative"]);
    }

    #[test]
    fn links_are_counted() {
        let mut site = BuiltSite::new();
        let page = "<a href=index.html>1</a><a href=https://a.org>2</a><a href=\"\">3</a><a href=x>4</a>";
        site.insert(SitePath::new("index.html").unwrap(), page.as_bytes()).unwrap();
        let checked = check(&site, None);
        assert_eq!((checked.inside, checked.elsewhere, checked.dead.len()), (3, 1, 1));
        assert_eq!(checked.dead[0].to_string(), "`index.html` links to `x`, and the site has no such file");
    }
}
