//! The links of a file, and the ids that others may link to.

use crate::markup::{Tag, Token, tokens};
use std::collections::BTreeSet;

/// What a file links to, in order, and what in it can be linked to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// Its links as they are meant, entities resolved.
    pub links: Vec<String>,
    /// Its ids.
    pub ids: BTreeSet<String>,
}

/// Attributes that hold an address.
const ADDRESSES: [&str; 7] = ["href", "src", "poster", "data", "action", "cite", "xlink:href"];

/// What a page says of itself to others with an address: names of `meta` elements.
const SAID: [&str; 3] = ["og:url", "og:image", "twitter:image"];

/// Elements of feeds and site maps the text of which is an address.
const TEXTS: [&str; 2] = ["loc", "id"];

impl Links {
    /// Of the file at `path`.
    pub fn of(path: &str, bytes: &[u8]) -> Links {
        let end = path.rsplit_once('.').map_or("", |(_, end)| end);
        let Ok(text) = std::str::from_utf8(bytes) else { return Links::default() };
        match end {
            "html" | "svg" => Links::of_markup(text, false),
            "xml" => Links::of_markup(text, true),
            "css" => Links { links: of_style(text), ids: BTreeSet::new() },
            _ => Links::default(),
        }
    }

    fn of_markup(text: &str, is_data: bool) -> Links {
        let mut links = Links::default();
        let mut inside = String::new();
        for token in tokens(text) {
            match token {
                Token::Open(tag) => {
                    links.tag(&tag);
                    inside = tag.name;
                }
                Token::Close(_) => inside.clear(),
                Token::Text { text, .. } if is_data && TEXTS.contains(&inside.as_str()) => {
                    links.links.push(text.trim().to_owned());
                }
                Token::Text { .. } => {}
            }
        }
        links
    }

    fn tag(&mut self, tag: &Tag) {
        for attribute in &tag.attributes {
            let value = attribute.value.trim();
            match attribute.name.as_str() {
                "id" => drop(self.ids.insert(attribute.value.clone())),
                // Each with a width or a density behind it.
                "srcset" | "imagesrcset" => {
                    let each = value.split(',').filter_map(|one| one.split_whitespace().next());
                    self.links.extend(each.map(str::to_owned));
                }
                "content" if tag.get("property").or(tag.get("name")).is_some_and(|name| SAID.contains(&name)) => {
                    self.links.push(value.to_owned());
                }
                name if ADDRESSES.contains(&name) => self.links.push(value.to_owned()),
                _ => {}
            }
        }
    }
}

/// The addresses in `url(…)`.
fn of_style(text: &str) -> Vec<String> {
    let inside = text.split("url(").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    inside.map(|address| address.trim().trim_matches(['"', '\'']).to_owned()).collect()
}
