//! Every link of every page leads to a file of the site, and to an id that is there, wherever the site stands.

use crate::fixture::{CONFIG, Project};
use wavemark::links::{Fault, check};
use wavemark::output::BuiltSite;

const BASE: &str = "https://example.org/cx/";

fn dead(site: &BuiltSite, base: Option<&str>) -> Vec<(String, String, Fault)> {
    let dead = check(site, base).dead.into_iter();
    dead.map(|dead| (dead.from.to_string(), dead.link, dead.fault)).collect()
}

#[test]
fn every_link_leads_to_a_file_and_an_id() {
    let site = Project::new(&[]).site();
    let checked = check(&site, Some(BASE));
    assert_eq!(checked.dead, []);
    assert!(checked.inside > 500, "only {} links were looked at", checked.inside);
    // The feed, the site map and the pages' addresses for good are looked at too: under another address they are
    // elsewhere.
    let elsewhere = check(&site, Some("https://other.example.org/")).elsewhere;
    assert!(elsewhere > checked.elsewhere + site.pages(), "{elsewhere}");
}

#[test]
fn without_an_address_links_lead_somewhere_too() {
    let config = CONFIG.replace("base_url = \"https://example.org/cx/\"\n", "");
    let site = Project::with_config(&config, &[]).site();
    assert_eq!(dead(&site, None), []);
}

#[test]
fn the_site_works_at_the_root_of_a_domain_and_below_any_folder() {
    for base in ["https://cx.example.org", "https://user.github.io/repository", "https://example.org/a/b/c/"] {
        let config = CONFIG.replace("https://example.org/cx/", base);
        let site = Project::with_config(&config, &[]).site();
        assert_eq!(dead(&site, Some(base)), [], "{base}");
        // At any depth the page for what is missing finds its way: all of its links begin at the server's root.
        let page = site.iter().find(|(path, _)| path.as_str() == "404.html").unwrap().1;
        let page = std::str::from_utf8(page.bytes()).unwrap();
        let path =
            base.splitn(4, '/').nth(3).map_or("/".to_owned(), |path| format!("/{}/", path.trim_end_matches('/')));
        assert!(page.contains(&format!("href=\"{path}assets/style.css\"")), "{base}");
        assert!(page.contains(&format!("href=\"{path}index.html\"")), "{base}");
        assert!(!page.contains("rel=\"canonical\""), "{base}");
    }
}

#[test]
fn dead_links_of_a_template_are_found() {
    let text = "<p><a href=\"nothing.html\">a</a> <a href=\"#nowhere\">b</a> <a href=\"../index.html\">c</a></p>";
    let own = [("text.html", &*format!("<!doctype html>{text}"))];
    let site = Project::new(&own).site();
    let dead = dead(&site, Some(BASE));
    let page = "what-we-did/index.html".to_owned();
    for (link, fault) in [("nothing.html", Fault::NoFile), ("#nowhere", Fault::NoId)] {
        assert!(dead.contains(&(page.clone(), link.to_owned(), fault)), "{dead:?}");
    }
    assert!(!dead.iter().any(|(from, link, _)| *from == page && link == "../index.html"), "{dead:?}");
}

/// A link with its percent-encoded bytes decoded.
pub fn decoded(link: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = link.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}
