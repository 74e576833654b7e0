//! What differs between a published file and the same file built again.

use super::page::{Page, Piece};
use super::rows::{Row, Rows};
use std::collections::BTreeMap;
use std::ops::Range;

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// What kind of thing.
    pub kind: Kind,
    /// Which one it is, for people; may be empty.
    pub place: String,
    /// What was published; absent if it lacks there.
    pub published: Option<String>,
    /// What the data give; absent if they give no such thing.
    pub computed: Option<String>,
}

/// What kind of thing differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A figure, or words with other figures in them.
    Figure,
    /// Words without figures, or with the same.
    Words,
    /// The lines and marks of a chart.
    Drawing,
    /// Anything else.
    Other,
}

/// A difference and where it stands in the published file.
pub type Found = (Difference, Range<usize>);

/// How much of a long text is shown on each side of what differs.
const SHOWN: usize = 40;

/// What differs between two files of the name `path`, which are not the same.
pub fn between(path: &str, published: &[u8], computed: &[u8]) -> Vec<Found> {
    let texts = || std::str::from_utf8(published).ok().zip(std::str::from_utf8(computed).ok());
    let end = path.rsplit_once('.').map_or("", |(_, end)| end);
    let found = match end {
        "html" | "svg" | "xml" => texts().map(|(ours, theirs)| pages(&Page::of(ours), &Page::of(theirs))),
        "csv" => {
            let cell = |row: &Row, at: usize| row.cell_range(published, at);
            let both = Rows::of_csv(published).zip(Rows::of_csv(computed));
            both.map(|(published, computed)| rows(&published, &computed, &cell))
        }
        "json" => {
            let both = texts().and_then(|(ours, theirs)| Rows::of_json(ours, theirs));
            both.map(|(published, computed)| rows(&published, &computed, &|row: &Row, _| row.range.clone()))
        }
        _ => None,
    };
    let found = found.unwrap_or_default();
    if !found.is_empty() {
        return found;
    }
    let at = published.iter().zip(computed).take_while(|(a, b)| a == b).count();
    let other = Difference { kind: Kind::Other, place: String::new(), published: None, computed: None };
    vec![(other, at..(at + 1).min(published.len()).max(at))]
}

/// What differs between two pages; nothing if it is neither texts nor drawings.
fn pages(published: &Page, computed: &Page) -> Vec<Found> {
    let same_shape = published.pieces.len() == computed.pieces.len()
        && published.pieces.iter().zip(&computed.pieces).all(|(a, b)| a.element == b.element);
    let mut found = Vec::new();
    if same_shape {
        // Whatever was changed, each piece stands where it stood.
        for (ours, theirs) in published.pieces.iter().zip(&computed.pieces) {
            found.extend(piece(&theirs.place, Some(ours), Some(theirs)));
        }
    } else {
        let (ours, theirs) = (by_place(&published.pieces), by_place(&computed.pieces));
        for (key, piece_there) in &theirs {
            found.extend(piece(key.0, ours.get(key).copied(), Some(piece_there)));
        }
        for (key, piece_here) in ours.iter().filter(|(key, _)| !theirs.contains_key(*key)) {
            found.extend(piece(key.0, Some(piece_here), None));
        }
        found.sort_by_key(|(_, range)| range.start);
    }
    found.extend(drawings(published, computed));
    found
}

/// Pieces by what they are, and by number among those that are the same.
fn by_place(pieces: &[Piece]) -> BTreeMap<(&str, &str, usize), &Piece> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut keyed = BTreeMap::new();
    for piece in pieces {
        let count = counts.entry((&piece.place, &piece.element)).or_default();
        keyed.insert((piece.place.as_str(), piece.element.as_str(), *count), piece);
        *count += 1;
    }
    keyed
}

fn piece(place: &str, published: Option<&Piece>, computed: Option<&Piece>) -> Option<Found> {
    let text = |piece: Option<&Piece>| piece.map(|piece| piece.text.clone());
    let (ours, theirs) = (text(published), text(computed));
    if ours == theirs {
        return None;
    }
    let range = published.map_or(0..0, |piece| piece.range.clone());
    Some((difference(place, ours, theirs), range))
}

/// A difference of two texts: a figure if their figures differ.
fn difference(place: &str, published: Option<String>, computed: Option<String>) -> Difference {
    let figures_of =
        |text: Option<&str>| text.map_or_else(Vec::new, |text| figures(text).into_iter().map(str::to_owned).collect());
    let kind =
        if figures_of(published.as_deref()) == figures_of(computed.as_deref()) { Kind::Words } else { Kind::Figure };
    let (published, computed) = match (published, computed) {
        (Some(ours), Some(theirs)) => {
            let (ours, theirs) = around_the_change(&ours, &theirs);
            (Some(ours), Some(theirs))
        }
        (ours, theirs) => (ours.map(|text| beginning(&text)), theirs.map(|text| beginning(&text))),
    };
    Difference { kind, place: place.to_owned(), published, computed }
}

/// The runs of digits in a text, with what stands between the digits of one number and before it.
fn figures(text: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_numeric() || matches!(c, '.' | ',' | '\u{2212}' | '-' | '+');
    let runs = text.split(|c: char| !is_part(c));
    runs.map(|run| run.trim_end_matches(['.', ',', '-'])).filter(|run| run.chars().any(char::is_numeric)).collect()
}

/// Two texts that are not the same, cut to what differs and some words around it.
fn around_the_change(one: &str, other: &str) -> (String, String) {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let shortest = a.len().min(b.len());
    let before = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let after = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count().min(shortest - before);
    let cut = |text: &[char]| {
        let from = before.saturating_sub(SHOWN);
        let to = (text.len() - after + SHOWN).min(text.len());
        let (from, to) =
            (if from < SHOWN / 2 { 0 } else { from }, if text.len() - to < SHOWN / 2 { text.len() } else { to });
        let shown: String = text[from..to].iter().collect();
        format!("{}{shown}{}", if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" })
    };
    (cut(&a), cut(&b))
}

fn beginning(text: &str) -> String {
    let shown: String = text.chars().take(2 * SHOWN).collect();
    if shown.len() < text.len() { format!("{shown}…") } else { shown }
}

/// Drawings the strokes of which differ, each with the first that does.
fn drawings(published: &Page, computed: &Page) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, ours) in published.drawings.iter().enumerate() {
        let theirs = computed.drawings.get(at);
        let strokes = theirs.map(|drawing| drawing.strokes.as_slice()).unwrap_or_default();
        let same = ours.strokes.iter().zip(strokes).take_while(|((a, _), (b, _))| a == b).count();
        if same == ours.strokes.len() && same == strokes.len() {
            continue;
        }
        let range = ours.strokes.get(same).or(ours.strokes.last()).map_or(0..0, |(_, range)| range.clone());
        let place = theirs.map_or(&ours.place, |drawing| &drawing.place).clone();
        found.push((Difference { kind: Kind::Drawing, place, published: None, computed: None }, range));
    }
    for lacking in computed.drawings.iter().skip(published.drawings.len()) {
        let place = lacking.place.clone();
        found.push((Difference { kind: Kind::Drawing, place, published: None, computed: None }, 0..0));
    }
    found
}

/// Cells that differ; `cell` gives the place of a cell of the published file.
fn rows(published: &Rows, computed: &Rows, cell: &dyn Fn(&Row, usize) -> Range<usize>) -> Vec<Found> {
    if published.header != computed.header {
        let line = |rows: &Rows| Some(rows.header.join(", "));
        return vec![(difference("the header", line(published), line(computed)), 0..1)];
    }
    let naming = computed.naming();
    let (ours, theirs) = (by_name(published, &naming), by_name(computed, &naming));
    let label = |name: &[String]| {
        let known = naming.iter().zip(name).filter(|(_, text)| !text.is_empty());
        known.map(|(at, text)| format!("{} {text}", computed.header[*at])).collect::<Vec<_>>().join(", ")
    };
    let mut found = Vec::new();
    for (key, there) in &theirs {
        let place = label(&key.0);
        let Some(here) = ours.get(key) else {
            found.push((difference(&place, None, Some(values(there, &naming))), 0..0));
            continue;
        };
        for (at, name) in computed.header.iter().enumerate() {
            let text = |row: &Row| row.cells.get(at).cloned().unwrap_or_default();
            let (ours, theirs) = (text(here), text(there));
            if ours != theirs {
                let place = if place.is_empty() { name.clone() } else { format!("{name} of {place}") };
                let filled = |text: String| (!text.is_empty()).then_some(text);
                found.push((difference(&place, filled(ours), filled(theirs)), cell(here, at)));
            }
        }
    }
    for (key, here) in ours.iter().filter(|(key, _)| !theirs.contains_key(*key)) {
        found.push((difference(&label(&key.0), Some(values(here, &naming)), None), here.range.clone()));
    }
    found.sort_by_key(|(_, range)| range.start);
    found
}

/// Rows by what they are about, and by number among those that are about the same.
fn by_name<'r>(rows: &'r Rows, naming: &[usize]) -> BTreeMap<(Vec<String>, usize), &'r Row> {
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut named = BTreeMap::new();
    for row in &rows.rows {
        let name = row.name(naming);
        let count = counts.entry(name.clone()).or_default();
        named.insert((name, *count), row);
        *count += 1;
    }
    named
}

/// The cells of a row that do not name it.
fn values(row: &Row, naming: &[usize]) -> String {
    let cells = row.cells.iter().enumerate().filter(|(at, cell)| !naming.contains(at) && !cell.is_empty());
    cells.map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, published: &str, computed: &str) -> Vec<String> {
        let found = between(path, published.as_bytes(), computed.as_bytes());
        let line = |(d, range): Found| {
            let text = |text: Option<String>| text.unwrap_or_else(|| "none".into());
            format!("{:?} {} | {} | {} @{:?}", d.kind, d.place, text(d.published), text(d.computed), &published[range])
        };
        found.into_iter().map(line).collect()
    }

    const PAGE: &str = "<h1>NPS</h1><table><caption>By region</caption><thead><tr><th>Group<th>NPS</tr></thead>\
        <tr><th>North</th><td>45.2</td></tr><tr><th>South</th><td>31.0</td></tr></table><svg><path d=\"M1 2\"/></svg>\
        <p>It rose by 3 points, which is clear.</p>";

    #[test]
    fn a_figure_that_was_changed_is_told_with_its_row_and_column() {
        assert_eq!(
            told("a.html", &PAGE.replace("31.0", "51.0"), PAGE),
            ["Figure “By region”, “South”, “NPS” | 51.0 | 31.0 @\"51.0\""]
        );
        assert_eq!(
            told("a.html", &PAGE.replace("by 3", "by 30"), PAGE),
            [
                "Figure “NPS” | It rose by 30 points, which is clear. | It rose by 3 points, which is clear. @\"It rose by 30 points, which is clear.\""
            ]
        );
    }

    #[test]
    fn words_drawings_and_the_rest_are_told_apart() {
        assert!(told("a.html", &PAGE.replace("clear", "sure"), PAGE)[0].starts_with("Words “NPS” | "));
        assert_eq!(
            told("a.html", &PAGE.replace("M1 2", "M1 9"), PAGE),
            ["Drawing “NPS” | none | none @\"<path d=\\\"M1 9\\\"/>\""]
        );
        assert_eq!(told("a.html", &PAGE.replace("<td>45", "<td class=x>45"), PAGE), ["Other  | none | none @\" \""]);
        assert_eq!(told("a.png", "abd", "abc"), ["Other  | none | none @\"d\""]);
        assert_eq!(told("a.png", "ab", "abc"), ["Other  | none | none @\"\""]);
    }

    #[test]
    fn a_row_more_or_less_does_not_make_all_others_differ() {
        let south = "<tr><th>South</th><td>31.0</td></tr>";
        assert_eq!(
            told("a.html", &PAGE.replace(south, ""), PAGE),
            [
                "Words “By region”, “Group” | none | South @\"\"",
                "Figure “By region”, “South”, “NPS” | none | 31.0 @\"\""
            ]
        );
        let found = told("a.html", PAGE, &PAGE.replace(south, "").replace("45.2", "45.3"));
        assert_eq!(found[0], "Figure “By region”, “North”, “NPS” | 45.2 | 45.3 @\"45.2\"");
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn cells_of_data_are_told_with_what_their_row_is_about() {
        let csv = "metric,wave,value,state\nnps,2026-Q2,41,ok\nnps,2026-Q3,45,ok\n";
        assert_eq!(
            told("e.csv", &csv.replace("45", "46"), csv),
            ["Figure value of metric nps, wave 2026-Q3 | 46 | 45 @\"46\""]
        );
        assert_eq!(
            told("e.csv", &csv.replace("45,ok", ",suppressed"), csv),
            [
                "Figure value of metric nps, wave 2026-Q3 | none | 45 @\"\"",
                "Words state of metric nps, wave 2026-Q3 | suppressed | ok @\"suppressed\""
            ]
        );
        assert_eq!(
            told("e.csv", &csv.replace("nps,2026-Q2,41,ok\n", ""), csv),
            ["Figure metric nps, wave 2026-Q2 | none | 41, ok @\"\""]
        );
        let json = "[\n{\"metric\":\"nps\",\"value\":41},\n{\"metric\":\"wait\",\"value\":4}\n]\n";
        assert_eq!(
            told("e.json", &json.replace("41", "42"), json),
            ["Figure value of metric nps | 42 | 41 @\"{\\\"metric\\\":\\\"nps\\\",\\\"value\\\":42},\""]
        );
        let without = "[\n{\"metric\":\"nps\"},\n{\"metric\":\"wait\",\"value\":4}\n]\n";
        assert_eq!(
            told("e.json", without, json),
            ["Figure value of metric nps | none | 41 @\"{\\\"metric\\\":\\\"nps\\\"},\""]
        );
        assert_eq!(told("e.json", "{\n \"a\": 1\n}\n", "{\n \"a\": 2\n}\n"), ["Other  | none | none @\"1\""]);
    }

    #[test]
    fn long_texts_are_cut_to_what_differs() {
        let long = |figure: &str| format!("{} it was {figure} then {}", "before ".repeat(30), "after ".repeat(30));
        let (one, other) = around_the_change(&long("41.5"), &long("41.9"));
        assert!(one.contains("it was 41.5 then") && other.contains("it was 41.9 then"));
        assert!(one.starts_with('…') && one.ends_with('…') && one.chars().count() < 3 * SHOWN, "{one}");
        assert_eq!(around_the_change("aa", "aaa"), ("aa".into(), "aaa".into()));
    }

    #[test]
    fn figures_are_numbers_with_their_signs() {
        assert_eq!(
            figures("\u{2212}3.5 (n 1,200), 2026-Q3."),
            ["\u{2212}3.5", "1,200", "2026-", "3"].map(|f| f.trim_end_matches('-'))
        );
        assert!(figures("none – at all, no.").is_empty());
    }
}
