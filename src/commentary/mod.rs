//! Commentary: front matter, inline values, Markdown to HTML.
