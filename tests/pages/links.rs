//! Every link of every page leads to a file of the site, and to an id that is there.

use crate::fixture::Project;
use crate::html::tags;
use std::collections::{BTreeMap, BTreeSet};
use wavemark::output::BuiltSite;

/// Links that lead nowhere, as `page: link`.
fn dead(site: &BuiltSite, base_path: &str) -> Vec<String> {
    let pages = pages(site);
    let files: BTreeSet<&str> = site.iter().map(|(path, _)| path.as_str()).collect();
    let mut dead = Vec::new();
    for (path, page) in &pages {
        for link in &page.links {
            if link.starts_with("https://") {
                continue;
            }
            let (file, id) = link.split_once('#').unwrap_or((link, ""));
            let target = match file.strip_prefix(base_path) {
                Some(absolute) => Some(decoded(absolute)),
                None => resolved(path, &decoded(file)),
            };
            let is_there = target.is_some_and(|target| {
                let has_id = || pages.get(target.as_str()).is_some_and(|page| page.ids.contains(id));
                files.contains(target.as_str()) && (id.is_empty() || has_id())
            });
            if !is_there {
                dead.push(format!("{path}: {link}"));
            }
        }
    }
    dead
}

struct Page {
    links: Vec<String>,
    ids: BTreeSet<String>,
}

fn pages(site: &BuiltSite) -> BTreeMap<&str, Page> {
    let html = site.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
    html.map(|(path, file)| {
        let text = std::str::from_utf8(file.bytes()).unwrap();
        let tags = tags(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let links = tags.iter().flat_map(|tag| ["href", "src"].map(|name| tag.attributes.get(name)));
        let links = links.flatten().cloned().collect();
        let ids = tags.iter().filter_map(|tag| tag.attributes.get("id").cloned()).collect();
        (path.as_str(), Page { links, ids })
    })
    .collect()
}

/// A relative link from a page; None if it leaves the site.
fn resolved(page: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

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

#[test]
fn every_link_leads_to_a_file_and_an_id() {
    let site = Project::new(&[]).site();
    assert_eq!(dead(&site, "/cx/"), Vec::<String>::new());
    let count: usize = pages(&site).values().map(|page| page.links.len()).sum();
    assert!(count > 500, "only {count} links were looked at");
}

#[test]
fn the_checker_finds_dead_links() {
    let text = "<p><a href=\"nothing.html\">a</a> <a href=\"#nowhere\">b</a> <a href=\"../index.html\">c</a></p>";
    let own = [("text.html", &*format!("<!doctype html>{text}"))];
    let site = Project::new(&own).site();
    let dead = dead(&site, "/cx/");
    let expected = ["nothing.html", "#nowhere"].map(|link| format!("what-we-did/index.html: {link}"));
    assert!(expected.iter().all(|link| dead.contains(link)), "{dead:?}");
    assert!(!dead.contains(&"what-we-did/index.html: ../index.html".to_owned()));
}

#[test]
fn links_work_from_a_disk_and_below_any_folder() {
    let site = Project::new(&[]).site();
    for (path, page) in pages(&site) {
        for link in &page.links {
            let is_relative = !link.starts_with('/') && !link.contains(':');
            let is_allowed = is_relative || link.starts_with("https://") || path == "404.html";
            assert!(is_allowed, "{path}: {link}");
            let ends_in_file = link.is_empty() || link.split('#').next().is_none_or(|file| !file.ends_with('/'));
            assert!(ends_in_file || link.starts_with("https://"), "{path}: {link} would list a folder on a disk");
        }
    }
}
