//! Commentary: front matter, inline values, Markdown to HTML.

use jiff::civil::Date;

/// One file of commentary, rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commentary {
    /// The file's name without `.md`: the page it belongs to, or the name of a page of its own.
    pub stem: String,
    /// Its title, from the front matter or the first heading.
    pub title: Option<String>,
    /// Where it stands among pages of its kind.
    pub order: Option<i64>,
    /// One sentence about it.
    pub summary: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When.
    pub date: Option<Date>,
    /// The text as HTML.
    pub html: String,
    /// Its headings: level, id, text.
    pub toc: Vec<(u8, String, String)>,
    /// Files beside the text that it shows: path below the project, path below the page.
    pub assets: Vec<(String, String)>,
}
