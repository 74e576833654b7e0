//! What a page or a picture says, piece by piece, each with the words that tell a reader which piece it is.

use crate::markup::{Attribute, Tag, Token, tokens};
use std::ops::Range;

/// Elements the text of which is one piece; what stands inside them in other elements belongs to it.
const BLOCKS: [&str; 19] = [
    "blockquote",
    "caption",
    "dd",
    "desc",
    "dt",
    "figcaption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "p",
    "summary",
    "td",
    "text",
    "th",
    "title",
];

/// Attributes that are read out or shown.
const SAID: [&str; 6] = ["alt", "aria-label", "content", "datetime", "title", "value"];

/// A text of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Which one it is, for people: "“Recommendation by region”, “North”, “NPS”".
    pub place: String,
    /// The element, or the element and the attribute, that has it.
    pub element: String,
    /// Its words, single-spaced.
    pub text: String,
    /// Where it stands.
    pub range: Range<usize>,
}

/// A drawing: everything in it that is no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Which one it is, for people.
    pub place: String,
    /// Each of its elements with its attributes.
    pub strokes: Vec<(String, Range<usize>)>,
}

/// A page or a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Its texts, in order of their ends.
    pub pieces: Vec<Piece>,
    /// Its drawings.
    pub drawings: Vec<Drawing>,
}

/// A block that has begun.
struct Open {
    element: String,
    text: String,
    range: Range<usize>,
    /// In a table: the columns that the cell stands in.
    columns: Range<usize>,
}

/// The table that is being read.
#[derive(Default)]
struct Table {
    caption: String,
    columns: Vec<String>,
    row: String,
    at: usize,
    in_head: bool,
}

#[derive(Default)]
struct Reader {
    page: Page,
    open: Vec<Open>,
    heading: String,
    table: Option<Table>,
    /// How many `svg` are open.
    drawn: usize,
}

impl Page {
    /// Takes a page apart.
    pub fn of(text: &str) -> Page {
        let mut reader = Reader::default();
        for token in tokens(text) {
            match token {
                Token::Open(tag) => reader.begin(&tag),
                Token::Close(name) => reader.end(&name),
                Token::Text { text, range } => reader.text(&text, &range),
            }
        }
        while let Some(open) = reader.open.pop() {
            reader.block(open);
        }
        reader.page
    }
}

impl Reader {
    fn begin(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "td" | "th" | "tr" | "tbody" => self.close_innermost(&["td", "th"]),
            "p" => self.close_innermost(&["p"]),
            _ => {}
        }
        let said = |attribute: &&Attribute| SAID.contains(&attribute.name.as_str());
        for attribute in tag.attributes.iter().filter(said) {
            let element = format!("{}[{}]", tag.name, attribute.name);
            self.piece(element, single_spaced(&attribute.value), attribute.range.clone(), 0..0);
        }
        if tag.name == "svg" {
            self.drawn += 1;
            self.page.drawings.push(Drawing { place: self.under_heading(), strokes: Vec::new() });
        }
        if self.drawn > 0
            && let Some(drawing) = self.page.drawings.last_mut()
        {
            let silent = tag.attributes.iter().filter(|attribute| !said(attribute));
            let written: Vec<String> = silent.map(|a| format!(" {}=\"{}\"", a.name, a.value)).collect();
            drawing.strokes.push((format!("{}{}", tag.name, written.concat()), tag.range.clone()));
        }
        match tag.name.as_str() {
            // What stands below or beside the rest of a cell.
            "br" | "small" | "span" => self.open.last_mut().into_iter().for_each(|open| open.text.push(' ')),
            "table" => self.table = Some(Table::default()),
            "thead" => self.in_table(|table| table.in_head = true),
            "tr" => self.in_table(|table| (table.at, table.row) = (0, String::new())),
            _ => {}
        }
        if BLOCKS.contains(&tag.name.as_str()) {
            let mut columns = 0..0;
            if matches!(tag.name.as_str(), "td" | "th")
                && let Some(table) = &mut self.table
            {
                // As many columns as any table of a page has at most.
                let span = tag.get("colspan").and_then(|span| span.parse().ok()).unwrap_or(1).clamp(1, 1_000);
                columns = table.at..table.at + span;
                table.at += span;
            }
            let range = tag.range.end..tag.range.end;
            self.open.push(Open { element: tag.name.clone(), text: String::new(), range, columns });
        }
    }

    /// Ends a block that cannot go on: the last of `elements` that is open.
    fn close_innermost(&mut self, elements: &[&str]) {
        if let Some(at) = self.open.iter().rposition(|open| elements.contains(&open.element.as_str())) {
            // What was not closed ends with what it stands in.
            for open in self.open.split_off(at).into_iter().rev() {
                self.block(open);
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "tr" | "thead" | "tbody" | "table" => self.close_innermost(&["td", "th"]),
            _ => self.close_innermost(&[name]),
        }
        match name {
            "svg" => self.drawn = self.drawn.saturating_sub(1),
            "thead" => self.in_table(|table| table.in_head = false),
            "table" => self.table = None,
            _ => {}
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        match self.open.last_mut() {
            Some(open) => {
                open.text.push_str(text);
                open.range.end = range.end;
            }
            None if text.trim().is_empty() => {}
            None => self.piece("text".into(), single_spaced(text), range.clone(), 0..0),
        }
    }

    /// A block has ended.
    fn block(&mut self, open: Open) {
        let text = single_spaced(&open.text);
        let (is_cell, is_head) = (matches!(open.element.as_str(), "td" | "th"), open.element == "th");
        self.piece(open.element.clone(), text.clone(), open.range, open.columns.clone());
        match open.element.as_str() {
            "caption" => self.in_table(|table| table.caption = text),
            _ if is_cell => self.in_table(|table| {
                if table.in_head {
                    table.columns.resize(table.columns.len().max(open.columns.end), String::new());
                    for column in &mut table.columns[open.columns] {
                        let space = if column.is_empty() || text.is_empty() { "" } else { " " };
                        *column = format!("{column}{space}{text}");
                    }
                } else if is_head {
                    table.row = text;
                }
            }),
            element if element.starts_with('h') => self.heading = text,
            _ => {}
        }
    }

    fn piece(&mut self, element: String, text: String, range: Range<usize>, columns: Range<usize>) {
        let is_cell = columns.end > 0;
        if text.is_empty() && !is_cell {
            return;
        }
        let place = match &self.table {
            Some(table) if is_cell => {
                let column = table.columns.get(columns.start).map_or("", String::as_str);
                let (row, column) = if table.in_head { ("", "") } else { (table.row.as_str(), column) };
                quoted([table.caption.as_str(), row, column])
            }
            _ => self.under_heading(),
        };
        self.page.pieces.push(Piece { place, element, text, range });
    }

    fn under_heading(&self) -> String {
        quoted([self.heading.as_str()])
    }

    fn in_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = &mut self.table {
            change(table);
        }
    }
}

/// The texts that are not empty, in quotation marks.
fn quoted<const N: usize>(texts: [&str; N]) -> String {
    let shown = texts.iter().filter(|text| !text.is_empty()).map(|text| format!("“{text}”"));
    shown.collect::<Vec<_>>().join(", ")
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(String, String, String)> {
        Page::of(text).pieces.into_iter().map(|p| (p.element, p.place, p.text)).collect()
    }

    fn piece(element: &str, place: &str, text: &str) -> (String, String, String) {
        (element.into(), place.into(), text.into())
    }

    #[test]
    fn a_cell_is_known_by_its_table_its_row_and_its_column() {
        let table = "<table><caption><span>By region</span></caption><thead>\
            <tr><td></td><th colspan=2>Q3</th></tr><tr><th>Group</th><th>NPS</th><th>n</th></tr></thead>\
            <tbody><tr><th>North <small>a</small></th><td>45.2<span>40 to 50</span></td><td>620</td></tr>\
            <tr><th>South</th><td></td><td>3</td></tr></tbody></table>";
        let found = pieces(table);
        let cells: Vec<_> = found.iter().filter(|(element, ..)| element == "td").cloned().collect();
        assert_eq!(
            cells,
            [
                piece("td", "“By region”", ""),
                piece("td", "“By region”, “North a”, “Q3 NPS”", "45.2 40 to 50"),
                piece("td", "“By region”, “North a”, “Q3 n”", "620"),
                piece("td", "“By region”, “South”, “Q3 NPS”", ""),
                piece("td", "“By region”, “South”, “Q3 n”", "3"),
            ]
        );
    }

    #[test]
    fn a_sentence_is_known_by_its_heading() {
        let page = "<h2>Why</h2><ul><li>It is <b>7</b>.<p>Or 8.</p></li></ul><img alt=\"9 of 10\"><div>11</div>";
        assert_eq!(
            pieces(page),
            [
                piece("h2", "", "Why"),
                piece("p", "“Why”", "Or 8."),
                piece("li", "“Why”", "It is 7."),
                piece("img[alt]", "“Why”", "9 of 10"),
                piece("text", "“Why”", "11"),
            ]
        );
    }

    #[test]
    fn a_drawing_is_what_is_no_text() {
        let page =
            Page::of("<h2>Trend</h2><svg aria-label=\"NPS\"><circle cx=\"4\"/><text x=\"1\">41</text></svg><p>x</p>");
        let strokes: Vec<&str> = page.drawings[0].strokes.iter().map(|(stroke, _)| stroke.as_str()).collect();
        assert_eq!(strokes, ["svg", "circle cx=\"4\"", "text x=\"1\""]);
        assert_eq!(page.drawings[0].place, "“Trend”");
        let texts: Vec<&str> = page.pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, ["Trend", "NPS", "41", "x"]);
    }

    #[test]
    fn a_page_that_somebody_broke_is_read_all_the_same() {
        assert_eq!(
            pieces("<table><tr><td>1<td>2</table><p>3"),
            [piece("td", "", "1"), piece("td", "", "2"), piece("p", "", "3"),]
        );
    }
}
