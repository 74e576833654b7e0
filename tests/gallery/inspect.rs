//! Reads a drawing back and finds what a reader would stumble over.

use wavemark::chart::{Form, text_width};

/// A rectangle on the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Box {
    pub what: String,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

/// What a drawing holds.
pub struct Inspected {
    pub width: f64,
    pub height: f64,
    pub texts: Vec<Box>,
    pub marks: Vec<Box>,
}

/// Parses an SVG and measures all texts and marks; panics if it is not well-formed.
pub fn inspect(svg: &str, form: Form) -> Inspected {
    let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
    let root = document.root_element();
    let view_box: Vec<f64> = root.attribute("viewBox").expect("a viewBox").split(' ').map(number).collect();
    let mut inspected = Inspected { width: view_box[2], height: view_box[3], texts: Vec::new(), marks: Vec::new() };
    for node in root.descendants() {
        let attribute = |name: &str| node.attribute(name).map_or(0.0, number);
        match node.tag_name().name() {
            "text" => {
                let text: String = own_text(node);
                let classes: Vec<&str> = node.attribute("class").expect("a class").split(' ').collect();
                let bold = classes.starts_with(&["label", "us"]);
                let width = text_width(&text, form.text(), bold);
                let left = match (classes.contains(&"m"), classes.contains(&"e")) {
                    (true, _) => attribute("x") - width / 2.0,
                    (_, true) => attribute("x") - width,
                    _ => attribute("x"),
                };
                let baseline = attribute("y");
                let (top, bottom) = (baseline - form.text() * 0.74, baseline + form.text() * 0.2);
                inspected.texts.push(Box { what: text, left, right: left + width, top, bottom });
            }
            "path" => inspected.marks.push(path(node.attribute("d").expect("a path has points"))),
            "rect" => {
                let (left, top) = (attribute("x"), attribute("y"));
                let (right, bottom) = (left + attribute("width"), top + attribute("height"));
                inspected.marks.push(Box { what: "rect".into(), left, right, top, bottom });
            }
            "circle" => {
                let (x, y, r) = (attribute("cx"), attribute("cy"), attribute("r"));
                inspected.marks.push(Box {
                    what: "circle".into(),
                    left: x - r,
                    right: x + r,
                    top: y - r,
                    bottom: y + r,
                });
            }
            "" | "svg" | "g" | "title" | "desc" | "tspan" => {}
            other => panic!("an element that no chart draws: {other}"),
        }
    }
    inspected
}

/// The visible text of an element: not that of its title.
fn own_text(node: roxmltree::Node) -> String {
    node.descendants()
        .filter(|child| child.is_text() && child.parent().is_some_and(|parent| parent.tag_name().name() != "title"))
        .filter_map(|child| child.text())
        .collect()
}

/// Follows a path, `M` absolute, `m`, `l`, `h` and `v` relative: each step with its command, from where and to where.
fn steps(d: &str) -> Vec<(char, [(f64, f64); 2])> {
    let (mut at, mut command) = ((0.0, 0.0), ' ');
    let mut steps = Vec::new();
    let mut rest = d;
    while !rest.is_empty() {
        if let Some(next) = rest.strip_prefix(['M', 'm', 'l', 'h', 'v', 'Z']) {
            command = rest.chars().next().expect("a command");
            rest = next;
            continue;
        }
        let mut take = || {
            let text = rest.strip_prefix(' ').unwrap_or(rest);
            let end = text[1..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(text.len(), |end| end + 1);
            rest = &text[end..];
            number(&text[..end])
        };
        let from = at;
        match command {
            'M' => at = (take(), take()),
            'm' | 'l' => at = (at.0 + take(), at.1 + take()),
            'h' => at.0 += take(),
            'v' => at.1 += take(),
            other => panic!("a command that no chart draws: {other} in {d}"),
        }
        steps.push((command, [from, at]));
    }
    steps
}

fn path(d: &str) -> Box {
    let (mut x, mut y) = ((f64::MAX, f64::MIN), (f64::MAX, f64::MIN));
    for (_, [_, at]) in steps(d) {
        x = (x.0.min(at.0), x.1.max(at.0));
        y = (y.0.min(at.1), y.1.max(at.1));
    }
    assert!(x.0 <= x.1, "a path of points: {d}");
    Box { what: format!("path {d}"), left: x.0, right: x.1, top: y.0, bottom: y.1 }
}

impl Inspected {
    /// The vertical lines, a tenth of a pixel wide.
    pub fn vertical_lines(&self) -> Vec<Box> {
        let paths = self.marks.iter().filter_map(|mark| mark.what.strip_prefix("path "));
        let lines = paths.flat_map(steps).filter(|(command, _)| *command == 'v');
        let line = |[(x, from), (_, to)]: [(f64, f64); 2]| Box {
            what: "line".into(),
            left: x - 0.05,
            right: x + 0.05,
            top: from.min(to),
            bottom: from.max(to),
        };
        lines.map(|(_, ends)| line(ends)).collect()
    }
}

fn number(text: &str) -> f64 {
    let value: f64 = text.parse().unwrap_or_else(|_| panic!("a number: {text}"));
    assert!(value.is_finite(), "a finite number: {text}");
    let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
    assert!(decimals <= 1 && !text.ends_with(".0"), "tenths of a pixel, trimmed: {text}");
    value
}

impl Box {
    /// Whether two boxes share more than an edge.
    pub fn overlaps(&self, other: &Box) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}
