//! The examples of the CommonMark specification, as the published source of our Markdown parser carries them.
//!
//! They are read from cargo's folder of downloaded crates, so that no copy of them stands here. What we write
//! otherwise on purpose is listed with its reason; every other example must come out as the specification has it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use wavemark::commentary::{Addresses, Context, EditionFolder, PageAt, Vocabulary, render};
use wavemark::config::{EditionChoice, Floor, RawHtml, Report, TypedFigures};
use wavemark::diag::{Diagnostic, Severity};
use wavemark::message::Catalogue;
use wavemark::metrics::{Figures, NoAnswers, OverTime};
use wavemark::number::Numbers;
use wavemark::source::SourceReader;
use wavemark::wave::{Wave, WaveScheme};

/// Examples that come out otherwise on purpose: why, the problem that the author is told of (none for what is meant
/// to be invisible), and their numbers.
const ON_PURPOSE: &[(&str, Option<&str>, &[usize])] = &[
    (
        "raw HTML is shown as text, since a report is made of Markdown and must run no foreign code",
        Some("commentary/raw-html"),
        &[
            21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167,
            168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 180, 181, 182, 184, 185, 186, 187, 188, 189, 190,
            191, 201, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 627, 628, 629, 630, 631,
            642, 643,
        ],
    ),
    ("comments are for other authors and are left out", None, &[179, 183, 308, 309, 625, 626]),
    ("two brackets are a link to a page by its name", None, &[548, 559, 590]),
    (
        "only http, https, mailto and tel are links, so that no scheme runs code or opens another program",
        Some("commentary/link-scheme"),
        &[596, 598, 599, 601],
    ),
];

/// Every element that Markdown itself can make here.
const ELEMENTS: [&str; 20] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "ul",
];

struct Example {
    number: usize,
    markdown: String,
    html: String,
}

/// The file of examples, or why it is not there.
fn examples_file() -> Result<PathBuf, String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .map_err(|error| format!("cargo did not run: {error}"))?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr)))?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata lists no packages")?;
    let parser =
        packages.iter().find(|package| package["name"] == "pulldown-cmark").ok_or("the parser is not a dependency")?;
    let manifest = parser["manifest_path"].as_str().ok_or("the parser has no manifest")?;
    let file = PathBuf::from(manifest).with_file_name("tests").join("suite").join("spec.rs");
    if file.is_file() { Ok(file) } else { Err(format!("there is no {}", file.display())) }
}

/// Cuts the examples out of the parser's own test, where each is a pair of raw strings.
fn examples(source: &str) -> Vec<Example> {
    let raw = |part: &str, name: &str| {
        let start = part.split_once(&format!("let {name} = r##\""))?.1;
        start.split_once("\"##;").map(|(text, _)| text.to_owned())
    };
    let example = |part: &str| {
        let number = part.split_once('(')?.0.parse().ok()?;
        Some(Example { number, markdown: raw(part, "original")?, html: raw(part, "expected")? })
    };
    source.split("fn spec_test_").skip(1).filter_map(example).collect()
}

/// Every page and anchor exists.
struct Anywhere;

impl Addresses for Anywhere {
    fn page(&self, path: &str) -> Option<PageAt> {
        Some(PageAt { address: path.to_owned(), ..PageAt::default() })
    }

    fn here(&self) -> String {
        String::new()
    }

    fn asset(&self, name: &str) -> String {
        name.to_owned()
    }

    fn pages(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Our HTML for one example. The title stands in front matter, so that no heading is taken for it; the language is one
/// whose quotation marks are not known, so that punctuation is left alone.
fn ours(markdown: &str) -> (String, Vec<Diagnostic>) {
    let text = format!("---\ntitle: Example\n---\n{markdown}");
    let reader = SourceReader::memory([("c/2026/example.md", text)]);
    let figures = Figures {
        drivers: Vec::new(),
        banners: Vec::new(),
        over_time: OverTime::default(),
        weights: Vec::new(),
        designs: Default::default(),
        wave: Wave(2026),
        waves: Vec::new(),
        brands: Vec::new(),
        dimensions: Vec::new(),
        metrics: Vec::new(),
        by_key: BTreeMap::new(),
    };
    let report = Report {
        brand: None,
        waves: WaveScheme::Calendar { months: 12, fiscal_start: 1 },
        edition: EditionChoice::Latest,
        baseline: None,
        commentary: None,
        typed_figures: TypedFigures::Warning,
        raw_html: RawHtml::Text,
        floor: Floor { suppress_below: 10, flag_below: 30 },
        confidence: 0.95,
        first_wave: None,
        data_until: None,
    };
    let assets = ["moon.jpg", "train.jpg", "uri3", "url", "url2", "path/to/train.jpg"];
    let folder = EditionFolder {
        wave: Wave(2026),
        path: "c/2026".into(),
        texts: vec!["example.md".into()],
        assets: assets.iter().map(ToString::to_string).collect(),
    };
    let words = Catalogue::for_language("en");
    let context = Context {
        figures: &figures,
        report: &report,
        events: &[],
        numbers: &Numbers::new("en"),
        words: &words,
        vocabulary: &Vocabulary::new(&figures, &report.waves, &words, "und"),
        language: "und",
        folder: &folder,
        addresses: &Anywhere,
        comments: None,
        answers: &NoAnswers,
        unproven: Severity::Error,
        prefix: "",
        preview: false,
        accepted: None,
    };
    let checked = render(&reader, "example.md", &context);
    (checked.value.expect("the example is text").html, checked.diagnostics)
}

/// What is written in another way and means the same: `<br />`, quotes that need no escape, ids of headings.
fn plain(html: &str) -> String {
    let html = html.replace(" />", ">").replace("&quot;", "\"");
    let mut plain = String::new();
    let mut rest = html.as_str();
    while let Some(at) = rest.find(" id=\"") {
        let end = rest[at + 5..].find('"').map_or(rest.len(), |n| at + 5 + n + 1);
        plain.push_str(&rest[..at]);
        rest = &rest[end..];
    }
    plain.push_str(rest);
    plain.trim_end().to_owned()
}

/// The highest heading stands at level 2 here, and the others keep their distance to it.
fn lowered(html: &str) -> String {
    let Some(top) = (1..=6).find(|level| html.contains(&format!("<h{level}>"))) else { return html.to_owned() };
    // From the lowest up, so that none is moved twice.
    (1..=6)
        .rev()
        .fold(html.to_owned(), |html, level| {
            let to = (level + 2 - top).min(6);
            html.replace(&format!("<h{level}>"), &format!("<H{to}>"))
                .replace(&format!("</h{level}>"), &format!("</H{to}>"))
        })
        .replace("<H", "<h")
        .replace("</H", "</h")
}

/// The first element in `html` that Markdown does not make.
fn foreign_element(html: &str) -> Option<String> {
    let name =
        |part: &str| part.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
    html.split('<').skip(1).map(name).find(|name| !ELEMENTS.contains(&name.as_str()))
}

#[test]
fn examples_of_the_specification_come_out_as_it_has_them() {
    let file = match examples_file() {
        Ok(file) => file,
        Err(reason) => {
            println!("skipped: the examples of CommonMark are not on this machine ({reason})");
            return;
        }
    };
    let examples = examples(&std::fs::read_to_string(&file).expect("the file was just found"));
    assert!(examples.len() >= 650, "only {} examples were understood", examples.len());
    let mut wrong = Vec::new();
    for example in &examples {
        let pictures = example.html.contains("<img");
        let relative =
            |text: &str| if pictures { text.replace("/url", "url").replace("/path", "path") } else { text.to_owned() };
        let (html, problems) = ours(&relative(&example.markdown));
        let (got, wanted) = (plain(&html), plain(&lowered(&relative(&example.html))));
        let number = example.number;
        if let Some(element) = foreign_element(&html) {
            wrong.push(format!("example {number}: <{element}> is not of Markdown:\n{html}"));
        }
        match ON_PURPOSE.iter().find(|(_, _, numbers)| numbers.contains(&number)) {
            Some((reason, ..)) if got == wanted => {
                wrong.push(format!("example {number} is listed as different ({reason}), and is not"));
            }
            Some((reason, Some(code), _)) if problems.iter().all(|problem| problem.code != *code) => {
                wrong.push(format!("example {number} differs ({reason}), and the author is not told"));
            }
            None if got != wanted => {
                wrong.push(format!("example {number}:\n{}\nwanted:\n{wanted}\ngot:\n{got}\n", example.markdown));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), examples.len(), wrong.join("\n"));
}
