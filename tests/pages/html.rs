//! A strict little reader of HTML: every start tag has its end, attributes are quoted and stand once, ids are unique.

use std::collections::{BTreeMap, BTreeSet};

/// A start tag.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
}

const VOID: [&str; 7] = ["meta", "link", "img", "br", "hr", "wbr", "input"];

/// The words of a page without its tags, single-spaced.
pub fn words(html: &str) -> String {
    let mut words = String::new();
    for part in html.split('<').skip(1) {
        words.push(' ');
        words.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All start tags of a page.
///
/// # Errors
/// What is wrong first.
pub fn tags(text: &str) -> Result<Vec<Tag>, String> {
    let mut rest = text.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    let (mut found, mut open, mut ids) = (Vec::new(), Vec::<String>::new(), BTreeSet::new());
    while let Some(start) = rest.find('<') {
        checked_text(&rest[..start])?;
        rest = &rest[start + 1..];
        if let Some(end) = rest.strip_prefix('/') {
            let (name, after) = end.split_once('>').ok_or("an end tag that does not end")?;
            match open.pop() {
                Some(expected) if expected == name => {}
                other => return Err(format!("</{name}> where {other:?} is open")),
            }
            rest = after;
            continue;
        }
        let (tag, is_closed, after) = start_tag(rest)?;
        if let Some(id) = tag.attributes.get("id")
            && !ids.insert(id.clone())
        {
            return Err(format!("the id {id} stands twice"));
        }
        if !is_closed && !VOID.contains(&tag.name.as_str()) {
            open.push(tag.name.clone());
        }
        found.push(tag);
        rest = after;
    }
    checked_text(rest)?;
    if open.is_empty() { Ok(found) } else { Err(format!("never closed: {open:?}")) }
}

fn start_tag(text: &str) -> Result<(Tag, bool, &str), String> {
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').ok_or("a tag that does not end")?;
    let mut tag = Tag { name: text[..end].to_owned(), attributes: BTreeMap::new() };
    if tag.name.is_empty() || !tag.name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(format!("`<{}` is no tag", tag.name));
    }
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return Ok((tag, true, after));
        }
        if let Some(after) = rest.strip_prefix('>') {
            return Ok((tag, false, after));
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || c == '=' || c == '>').ok_or("an attribute that does not end")?;
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let (inside, after) = quoted.split_once('"').ok_or("a quote that does not end")?;
            if inside.contains('<') {
                return Err(format!("{name} of {} holds a `<`", tag.name));
            }
            value = inside.to_owned();
            rest = after;
        } else if rest.starts_with('=') {
            return Err(format!("{name} of {} is not quoted", tag.name));
        }
        if tag.attributes.insert(name.clone(), value).is_some() {
            return Err(format!("{name} stands twice in {}", tag.name));
        }
    }
}

/// Text holds no stray `>` that would show a broken tag, and `&` only as the beginning of an entity.
fn checked_text(text: &str) -> Result<(), String> {
    for (at, _) in text.match_indices('&') {
        let name = text[at + 1..].split(';').next().unwrap_or_default();
        let is_entity =
            !name.is_empty() && name.len() < 10 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
        if !is_entity {
            return Err(format!("a bare `&` in {:?}", &text[at..text.len().min(at + 12)]));
        }
    }
    Ok(())
}

#[test]
fn the_reader_sees_what_is_wrong() {
    let page = |body: &str| tags(&format!("<!doctype html>{body}")).map(|tags| tags.len());
    assert_eq!(page("<p class=\"a\">b &amp; c<br></p>"), Ok(2));
    for (wrong, reason) in [
        ("<p><b></p></b>", "</p> where Some(\"b\") is open"),
        ("<p>", "never closed: [\"p\"]"),
        ("<p id=\"a\"></p><p id=\"a\"></p>", "the id a stands twice"),
        ("<p class=a></p>", "class of p is not quoted"),
        ("<p>a & b</p>", "a bare `&` in \"& b\""),
        ("a < b", "`<` is no tag"),
    ] {
        assert_eq!(page(wrong), Err(reason.to_owned()), "{wrong}");
    }
}
