//! HTML, SVG and the XML of feeds as a browser would take them apart, each part with its place. What is wrong in them is
//! recovered from, so that pages which somebody changed can be read too.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Tokenizer};
use std::ops::Range;

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A start tag.
    Open(Tag),
    /// An end tag: the element's name.
    Close(String),
    /// Text, with entities resolved.
    Text {
        /// The characters.
        text: String,
        /// Where they stand.
        range: Range<usize>,
    },
}

/// A start tag; names are in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The element's name.
    pub name: String,
    /// Its attributes in the order of their names.
    pub attributes: Vec<Attribute>,
    /// Where the tag stands.
    pub range: Range<usize>,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its value, with entities resolved.
    pub value: String,
    /// Where it stands.
    pub range: Range<usize>,
}

impl Tag {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.as_str())
    }
}

/// Every part of `text`, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // Scripts and titles hold no tags.
    emitter.naively_switch_states(true);
    let mut tokens = Vec::new();
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            html5gum::Token::StartTag(tag) => {
                let attributes = tag.attributes.into_iter().map(|(name, value)| Attribute {
                    name: owned(&name),
                    range: value.span.start..value.span.end,
                    value: owned(&value.value),
                });
                tokens.push(Token::Open(Tag {
                    name: owned(&tag.name),
                    attributes: attributes.collect(),
                    range: tag.span.start..tag.span.end,
                }));
            }
            html5gum::Token::EndTag(tag) => tokens.push(Token::Close(owned(&tag.name))),
            html5gum::Token::String(string) => {
                tokens.push(Token::Text { text: owned(&string.value), range: string.span.start..string.span.end });
            }
            html5gum::Token::Comment(_) | html5gum::Token::Doctype(_) | html5gum::Token::Error(_) => {}
        }
    }
    tokens
}

fn owned(text: &HtmlString) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_taken_apart_with_the_place_of_each_part() {
        let page = "<!doctype html><title>a &amp; <b></title><p id=x class=\"é\">1 &lt; 2<br/></P><img alt='n'>";
        let tokens = tokens(page);
        let shown: Vec<String> = tokens
            .iter()
            .map(|token| match token {
                Token::Open(tag) => format!("<{}", tag.name),
                Token::Close(name) => format!("/{name}"),
                Token::Text { text, .. } => text.clone(),
            })
            .collect();
        assert_eq!(shown, ["<title", "a & <b>", "/title", "<p", "1 < 2", "<br", "/p", "<img"]);
        let Token::Open(p) = &tokens[3] else { panic!("{:?}", tokens[3]) };
        assert_eq!((p.get("id"), p.get("class"), p.get("no")), (Some("x"), Some("é"), None));
        assert_eq!(&page[p.range.clone()], "<p id=x class=\"é\">");
        let Token::Text { range, .. } = &tokens[4] else { panic!("{:?}", tokens[4]) };
        assert!(page[range.clone()].starts_with("1 "), "{:?}", &page[range.clone()]);
    }

    #[test]
    fn what_is_broken_is_read_all_the_same() {
        assert_eq!(tokens("<p <b>a</i").len(), 2);
        assert!(tokens("").is_empty());
    }
}
