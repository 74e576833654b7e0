//! Draws every kind of chart with ordinary and awkward data, looks for what a reader would stumble over, and compares
//! with the drawings in `gallery/expected`.
//!
//! `WAVEMARK_UPDATE_EXPECTED=1` writes them anew; `cargo run --example chart_gallery` makes a page to look at.

#[path = "gallery/cases.rs"]
mod cases;
#[path = "gallery/inspect.rs"]
mod inspect;
#[path = "gallery/palette.rs"]
mod palette;

use cases::{Case, cases, sparklines};
use inspect::inspect;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use wavemark::chart::{ChartTable, Drawn, Form};

/// Each drawing of a chart as it stands in a page.
fn inline(drawn: &Drawn) -> [(&str, Form); 2] {
    [(&drawn.wide, Form::Wide), (&drawn.narrow, Form::Narrow)]
}

#[test]
fn every_drawing_is_well_formed_and_needs_no_inline_style() {
    for Case { name, drawn } in cases() {
        for (svg, form) in inline(&drawn) {
            inspect(svg, form);
            for banned in ["style", "NaN", "inf", "font-size", "fill=", "stroke=", "#", "javascript", "href"] {
                assert!(!svg_without_texts(svg).contains(banned), "{name} {form:?}: {banned}");
            }
        }
        roxmltree::Document::parse(&drawn.file_svg).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    for (name, svg) in sparklines() {
        let spark = inspect(&svg, Form::Narrow);
        assert!(svg.contains("aria-hidden=\"true\""), "{name}");
        assert_inside(name, &spark);
    }
}

#[test]
fn everything_lies_inside_the_drawing() {
    for Case { name, drawn } in cases() {
        for (svg, form) in inline(&drawn) {
            assert_inside(&format!("{name} {form:?}"), &inspect(svg, form));
        }
    }
}

fn assert_inside(name: &str, drawing: &inspect::Inspected) {
    for item in drawing.texts.iter().chain(&drawing.marks) {
        let inside = item.left >= -0.05
            && item.right <= drawing.width + 0.05
            && item.top >= -0.05
            && item.bottom <= drawing.height + 0.05;
        assert!(inside, "{name}: outside of {} × {}: {item:?}", drawing.width, drawing.height);
    }
}

#[test]
fn no_text_runs_into_another() {
    for Case { name, drawn } in cases() {
        for (svg, form) in inline(&drawn) {
            let texts = inspect(svg, form).texts;
            for (at, a) in texts.iter().enumerate() {
                for b in &texts[at + 1..] {
                    assert!(!a.overlaps(b), "{name} {form:?}: {a:?} and {b:?}");
                }
            }
        }
    }
}

/// On a phone names stand above their marks, and lines at values go through the marks only.
#[test]
fn no_line_runs_through_a_name_on_a_phone() {
    let mut count = 0;
    let in_rows =
        |name: &str| ["dots-", "distribution-", "pareto-", "waterfall-"].iter().any(|kind| name.starts_with(kind));
    for Case { name, drawn } in cases().into_iter().filter(|case| in_rows(case.name)) {
        let drawing = inspect(&drawn.narrow, Form::Narrow);
        // Shares stand on bars that hide the line.
        for text in drawing.texts.iter().filter(|text| !text.what.contains('%')) {
            for line in drawing.vertical_lines() {
                count += 1;
                assert!(!text.overlaps(&line), "{name}: {line:?} through {text:?}");
            }
        }
    }
    assert!(count > 500, "{count} lines beside names");
}

#[test]
fn every_drawing_has_a_name_and_a_description_of_its_own() {
    let mut ids = BTreeSet::new();
    for Case { name, drawn } in cases() {
        assert!(!drawn.description.is_empty(), "{name}");
        let page = drawn.html();
        for svg in [&page, &drawn.file_svg] {
            let document = roxmltree::Document::parse(svg).expect("well-formed");
            let whole = document.root_element();
            let drawings: Vec<_> = whole.descendants().filter(|node| node.has_tag_name("svg")).collect();
            let drawings = if whole.tag_name().name() == "svg" { vec![whole] } else { drawings };
            assert_eq!(drawings.len(), if std::ptr::eq(svg, &page) { 2 } else { 1 }, "{name}");
            for root in drawings {
                assert_eq!(root.attribute("role"), Some("img"), "{name}");
                let labelled = root.attribute("aria-labelledby").expect("aria-labelledby");
                let texts: Vec<&str> = labelled
                    .split(' ')
                    .map(|id| {
                        let node = whole.descendants().find(|node| node.attribute("id") == Some(id));
                        node.and_then(|node| node.text()).unwrap_or_else(|| panic!("{name}: nothing has the id {id}"))
                    })
                    .collect();
                assert_eq!(texts, [drawn.headline.as_str(), drawn.description.as_str()], "{name}");
            }
            for id in whole.descendants().filter_map(|node| node.attribute("id")) {
                assert!(ids.insert(id.to_owned()), "{name}: the id {id} stands twice");
            }
        }
    }
}

/// The custom properties of each `:root` rule of the style sheet: light, then dark.
fn themes() -> Vec<BTreeMap<&'static str, &'static str>> {
    let rules = wavemark::chart::CSS.split(":root {").skip(1).filter_map(|rule| rule.split_once('}'));
    rules.map(|(rule, _)| rule.split(';').filter_map(|l| l.trim().split_once(": ")).collect()).collect()
}

/// Relative luminance of `#rrggbb` after WCAG 2.
fn luminance(colour: &str) -> f64 {
    let [red, green, blue] = palette::linear(colour);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[test]
fn colours_are_told_apart_by_colour_blind_readers() {
    let themes = themes();
    assert_eq!(themes.len(), 2);
    palette::holds(&themes);
}

#[test]
fn texts_and_marks_have_contrast_in_light_and_dark() {
    // Texts need 4.5 to 1, marks 3 to 1 (WCAG 2.2 AA, 1.4.3 and 1.4.11).
    let pairs = [
        ("--soft", "--paper", 4.5),
        ("--soft", "--wash", 4.5),
        ("--ink", "--paper", 4.5),
        ("--us", "--paper", 4.5),
        ("--us", "--wash", 4.5),
        ("--good", "--paper", 4.5),
        ("--bad", "--paper", 4.5),
        ("--them", "--paper", 3.0),
        ("--us", "--band", 3.0),
        ("--them", "--band", 3.0),
        ("--bar", "--paper", 3.0),
        ("--ink", "--bar", 3.0),
        ("--on-dark", "--part-worst", 4.5),
        ("--on-dark", "--part-worse", 4.5),
        ("--on-dark", "--part-better", 4.5),
        ("--on-dark", "--part-best", 4.5),
        ("--on-light", "--part-bad", 4.5),
        ("--on-light", "--part-middle", 4.5),
        ("--on-light", "--part-good", 4.5),
    ];
    let themes = themes();
    assert_eq!(themes.len(), 2);
    for (theme, colours) in ["light", "dark"].into_iter().zip(themes) {
        for (front, back, least) in pairs {
            let (a, b) = (luminance(colours[front]), luminance(colours[back]));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= least, "{theme}: {front} on {back} has {contrast:.2}");
        }
    }
}

#[test]
fn marks_that_let_the_paper_through_keep_their_contrast() {
    let css = wavemark::chart::CSS;
    for class in [".line.them", ".whisker.them", ".line.thin"] {
        let (_, rule) = css.split_once(&format!(".chart {class} {{")).expect(class);
        let value = |property: &str| {
            let (_, rest) = rule.split_once('}').expect(class).0.split_once(&format!("{property}: "))?;
            rest.split(';').next()
        };
        let opacity: f64 = value("opacity").expect(class).parse().expect(class);
        let colour = value("stroke").map_or("--us", |stroke| stroke.trim_start_matches("var(").trim_end_matches(')'));
        for colours in themes() {
            let (mark, paper) =
                (luminance_through(colours[colour], colours["--paper"], opacity), luminance(colours["--paper"]));
            let contrast = (mark.max(paper) + 0.05) / (mark.min(paper) + 0.05);
            assert!(contrast >= 3.0, "{class}: {colour} has {contrast:.2}");
        }
    }
}

/// Luminance of a colour through which another is seen: browsers mix the sRGB values.
fn luminance_through(front: &str, back: &str, opacity: f64) -> f64 {
    let channel = |colour: &str, at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("#rrggbb"));
    let mixed = [1, 3, 5].map(|at| (channel(front, at) * opacity + channel(back, at) * (1.0 - opacity)).round() as u8);
    luminance(&format!("#{:02x}{:02x}{:02x}", mixed[0], mixed[1], mixed[2]))
}

#[test]
fn a_chart_of_nothing_has_a_reason_and_no_axis() {
    let mut count = 0;
    for Case { name, drawn } in cases().into_iter().filter(|case| case.name.ends_with("-empty")) {
        count += 1;
        for (svg, form) in inline(&drawn) {
            for class in ["grid", "tick", "zero", "target"] {
                assert!(!svg.contains(&format!("class=\"{class}\"")), "{name} {form:?} has a {class}");
            }
            assert!(svg.contains("no data"), "{name} {form:?}");
        }
    }
    assert!(count >= 9, "{count} kinds of charts");
    for Case { name, drawn } in
        cases().into_iter().filter(|case| ["dots-all-suppressed", "pareto-all-suppressed"].contains(&case.name))
    {
        for (svg, form) in inline(&drawn) {
            assert!(!svg.contains("class=\"tick\"") && !svg.contains("together"), "{name} {form:?}");
        }
    }
}

#[test]
fn a_drawing_that_leaves_its_page_says_where_it_comes_from() {
    for Case { name, drawn } in cases() {
        assert!(drawn.file_svg.contains("Source: How customers see Northwind, 2026 Q3</text>"), "{name}");
        assert!(!drawn.wide.contains("Source: ") && !drawn.narrow.contains("Source: "), "{name}");
    }
}

#[test]
fn the_style_sheet_knows_every_class_and_the_sizes_of_the_layout() {
    let css = wavemark::chart::CSS;
    assert!(css.contains(".chart text { font-family: -apple-system") && css.contains("font-size: 13px;"));
    assert!(css.contains(".chart.narrow text { font-size: 14px; }"));
    assert_eq!((Form::Wide.text(), Form::Narrow.text()), (13.0, 14.0));
    // Groups have classes to address them, and notes look like any text.
    let groups = ["note", "axis", "events", "labels", "legend", "series", "part", "in", "label"];
    for Case { name, drawn } in cases() {
        let document = roxmltree::Document::parse(&drawn.wide).expect("well-formed");
        let classes = document.descendants().filter_map(|node| node.attribute("class"));
        for class in classes.flat_map(|classes| classes.split(' ')) {
            let ruled = [' ', '{', ',', '.'].iter().any(|end| css.contains(&format!(".{class}{end}")));
            assert!(ruled || groups.contains(&class), "{name}: no rule for .{class}");
        }
    }
}

#[test]
fn the_same_data_make_the_same_bytes() {
    for (first, second) in cases().into_iter().zip(cases()) {
        assert_eq!(first.drawn, second.drawn, "{}", first.name);
    }
}

#[test]
fn what_is_suppressed_is_nowhere() {
    let cases = cases();
    let case = |name: &str| &cases.iter().find(|case| case.name == name).expect("a case").drawn;
    // One suppressed share hides its row: the others would give it away.
    let drawn = case("distribution-absent");
    for text in [&drawn.wide, &drawn.narrow, &drawn.file_svg, &drawn.csv, &drawn.description] {
        assert!(!text.contains("661") && !text.contains("55%") && !text.contains("0.55"), "{text}");
    }
    assert!(drawn.csv.contains("2026 Q2,Promoters (9 or 10),,,,,suppressed\n"), "{}", drawn.csv);
    assert!(drawn.description.contains("2026 Q2: not shown."), "{}", drawn.description);
    // A line has no point, no part and no digit where its figure is not shown.
    for name in ["trend-all-suppressed", "dots-all-suppressed", "distribution-all-suppressed", "pareto-all-suppressed"]
    {
        let drawn = case(name);
        for svg in [&drawn.wide, &drawn.narrow] {
            for mark in
                ["<circle", "class=\"line", "class=\"whisker", "class=\"band", "class=\"part w", " f\">-", "\"f\">-"]
            {
                let legend = name.starts_with("distribution") && mark == "class=\"part w";
                assert!(legend || !svg.contains(mark), "{name}: {mark}");
            }
        }
    }
    // Where one kind is not shown nothing is added up, which would give it away.
    let drawn = case("pareto-absent");
    assert!(!drawn.wide.contains("class=\"line") && !drawn.wide.contains("<circle"), "{}", drawn.wide);
    assert!(drawn.csv.contains("Staff,,,,,,suppressed\n"), "{}", drawn.csv);
    assert!(drawn.csv.lines().skip(1).all(|line| line.split(',').nth(1) == Some("")), "{}", drawn.csv);
    let gaps = case("trend-gaps");
    for wave in ["2025 Q2", "2026 Q2"] {
        assert!(gaps.wide.contains(&format!("Northwind, {wave}: not shown")), "{}", gaps.wide);
        assert!(gaps.csv.contains(&format!("Northwind,{wave},,,,,suppressed\n")), "{}", gaps.csv);
        assert!(!gaps.wide.contains(&format!("<title>Northwind, {wave}: 3")), "{}", gaps.wide);
    }
}

#[test]
fn a_clear_difference_has_a_shape_in_every_form() {
    let told = |svg: &str, shape: &str| svg.matches(&format!("{shape}</text>")).count();
    for Case { name, drawn } in cases().iter().filter(|case| case.name.starts_with("heat-")) {
        for shape in ["▲", "▼"] {
            let clear = drawn.table.rows.iter().flatten().filter(|cell| cell.text.starts_with(shape)).count();
            let shown = |svg| told(svg, &format!("\">{shape}")) + told(svg, &format!(" {shape}"));
            assert_eq!((shown(&drawn.wide), shown(&drawn.narrow)), (clear, clear), "{name} {shape}");
        }
        assert!(told(&drawn.wide, "▲") > 0 || !name.contains("ordinary"), "{name}");
    }
}

#[test]
fn a_gap_is_never_drawn_across() {
    let cases = cases();
    let gaps = &cases.iter().find(|case| case.name == "trend-gaps").expect("a case").drawn;
    // Us: waves 0 to 1, 3 to 5, and 7 alone.
    let ours =
        gaps.wide.split("<g class=\"series us\">").nth(1).expect("our line").split("</g>").next().expect("its end");
    let lines: Vec<usize> = ours.lines().filter(|line| line.contains("class=\"line us\"")).map(points_of).collect();
    assert_eq!(lines, [2, 3]);
    assert_eq!(ours.matches("<circle").count(), 6);
    assert_eq!(gaps.wide.matches("class=\"whisker us\"").count(), 1);
    assert_eq!(gaps.wide.matches("class=\"band\"").count(), 2);
}

#[test]
fn drawings_and_texts_are_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gallery/expected");
    let mut expected: Vec<(PathBuf, String)> = Vec::new();
    for Case { name, drawn } in cases() {
        expected.push((folder.join(format!("{name}.svg")), drawn.file_svg.clone()));
        expected.push((folder.join(format!("{name}.narrow.svg")), drawn.narrow.clone()));
        expected.push((folder.join(format!("{name}.txt")), told(&drawn)));
    }
    for (name, svg) in sparklines() {
        expected.push((folder.join(format!("{name}.svg")), svg));
    }
    if std::env::var_os("WAVEMARK_UPDATE_EXPECTED").is_some() {
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the old drawings go");
        }
        fs::create_dir_all(&folder).expect("a folder for the drawings");
        for (path, text) in &expected {
            fs::write(path, text).expect("a drawing is written");
        }
    }
    for (path, text) in &expected {
        let kept = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(kept == *text, "{} has changed; look at it, then set WAVEMARK_UPDATE_EXPECTED=1", path.display());
    }
    let names: BTreeSet<&PathBuf> = expected.iter().map(|(path, _)| path).collect();
    for entry in fs::read_dir(&folder).expect("the folder of drawings") {
        let path = entry.expect("an entry").path();
        assert!(names.contains(&path), "{} belongs to no chart", path.display());
    }
}

/// How many points the path of a line of SVG has.
fn points_of(line: &str) -> usize {
    let d = line.split_once(" d=\"").and_then(|(_, rest)| rest.split_once('"')).expect("a path").0;
    // A pair for the start and for each `l`, which may have several, and one number for each `h` and `v`.
    let mut points = 0;
    for part in d.split_inclusive(['M', 'l', 'h', 'v']).collect::<Vec<_>>().windows(2) {
        let numbers = part[1].trim_end_matches(['M', 'l', 'h', 'v']).replace('-', " -").split_whitespace().count();
        points += if part[0].ends_with(['h', 'v']) { numbers } else { numbers / 2 };
    }
    points
}

/// The drawing without what readers wrote into it, which may hold any word.
fn svg_without_texts(svg: &str) -> String {
    svg.split('<').filter_map(|part| part.split_once('>').map(|(tag, _)| tag)).collect::<Vec<_>>().join("\n")
}

/// Description, table and CSV as a text to read.
fn told(drawn: &Drawn) -> String {
    let ChartTable { caption, header, rows, symbols } = &drawn.table;
    let line = |cells: &Vec<wavemark::chart::Cell>| {
        let cells: Vec<String> =
            cells.iter().map(|c| if c.numeric { format!("{:>14}", c.text) } else { c.text.clone() }).collect();
        cells.join(" | ").trim_end().to_owned()
    };
    let rows: Vec<String> = std::iter::once(header).chain(rows).map(line).collect();
    format!(
        "{}\n{}\n\n{}\n\nTable: {caption}\n{}\n{symbols:?}\n\n{}",
        drawn.headline,
        drawn.subtitle,
        drawn.description,
        rows.join("\n"),
        drawn.csv
    )
}
