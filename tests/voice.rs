//! What customers write, from the data to the site: what is shown, what is counted, and what must be nowhere.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use wavemark::output::BuiltSite;
use wavemark::pipeline::{BuildOptions, build};
use wavemark::source::SourceReader;

const CONFIG: &str = r#"
[site]
title = "T"

[report]
brand = "Us"
wave = "quarter"
data_until = 2026-06-30
commentary = "commentary"

[[source]]
files = "r.csv"
columns = { respondent = "id", date = "date", brand = "brand" }
segments = ["region"]

[[metric]]
id = "nps"
kind = "nps"
column = "q1"
title = "Recommendation"
scale_is_sure = true
"#;

const VOICE: &str = r#"
[voice]
comment = "comment"
consent = "consent"
consent_means = ["Yes, publish it"]
group = "region"
smallest_group = 20
names = "names.txt"
topics = "topics.toml"
drawn = 2
"#;

const TOPICS: &str = "[courier]\ntitle = \"Courier\"\nwords = [\"courier\", \"deliver*\"]\n[app]\nwords = [\"app\"]\n";

/// A row: brand, region, answer, comment, consent, how many.
type Rows<'a> = &'a [(&'a str, &'a str, u8, &'a str, &'a str, usize)];

const YES: &str = "yes, publish  it";

/// 30 of us in the north, 10 of us in the islands, 20 of others.
const ROWS: Rows<'_> = &[
    ("Us", "North", 10, "The app is lovely. Anna Berg helped me.", YES, 1),
    ("Us", "North", 9, "Lovely app, call 020 7946 0123", YES, 11),
    ("Us", "North", 9, "Lovely app of yours, PRIVATE-A", "no", 1),
    ("Us", "North", 2, "The courier was dreadful", YES, 10),
    ("Us", "North", 3, "Courier dreadful, PRIVATE-B", "", 2),
    ("Us", "North", 8, "", "", 5),
    ("Us", "Islands", 1, "Delivered late and dreadful, PRIVATE-C", YES, 2),
    ("Us", "Islands", 9, "", YES, 8),
    ("Other", "North", 0, "PRIVATE-D courier of theirs", YES, 12),
    ("Other", "North", 9, "", "", 8),
];

fn csv(rows: Rows<'_>, date: &str) -> String {
    let mut text = "id,date,brand,region,q1,comment,consent\n".to_owned();
    let mut id = 0;
    for (brand, region, answer, comment, consent, times) in rows {
        for _ in 0..*times {
            id += 1;
            writeln!(text, "ID-{id},{date},{brand},{region},{answer},\"{comment}\",\"{consent}\"").unwrap();
        }
    }
    text
}

fn site(config: &str, csv: &str, text: &str) -> BuiltSite {
    let reader = SourceReader::memory([
        ("site-config.toml", config),
        ("r.csv", csv),
        ("names.txt", "Anna Berg\n"),
        ("topics.toml", TOPICS),
        ("commentary/2026-q2/overview.md", text),
    ]);
    let built = build(&reader, &BuildOptions::new("site-config.toml"));
    built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics))
}

fn file<'s>(site: &'s BuiltSite, path: &str) -> &'s str {
    let found = site.iter().find(|(name, _)| name.to_string() == path);
    std::str::from_utf8(found.unwrap_or_else(|| panic!("no {path}")).1.bytes()).unwrap()
}

/// Files that hold the text, as it is or as HTML.
fn holders(site: &BuiltSite, secret: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(secret);
    site.iter().filter(|(_, file)| holds(file.bytes())).map(|(path, _)| path.to_string()).collect()
}

/// A page's words, without its elements.
fn words(html: &str) -> String {
    let plain = Regex::new("<[^>]*>").unwrap().replace_all(html, " ").into_owned();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn comments_are_shown_with_consent_from_large_groups_and_masked() {
    let text = "They say:\n\n```comment\nID-1\n```\n";
    let site = site(&format!("{CONFIG}{VOICE}"), &csv(ROWS, "2026-05-01"), text);
    for secret in ["PRIVATE", "Anna", "Berg", "7946", "ID-1", "ID-", "publish  it"] {
        assert_eq!(holders(&site, secret), Vec::<String>::new(), "{secret}");
    }
    let overview = words(file(&site, "index.html"));
    assert!(overview.contains("The app is lovely. [name] helped me."), "{overview}");
    assert!(overview.contains("Recommendation 10 of 10 · 2026 Q2 · North"), "{overview}");
    let voice = words(file(&site, "voice/index.html"));
    // 27 of 40 wrote; 22 may be shown: 3 without consent, 2 from the islands, neither of which is ten.
    assert!(voice.contains("27 of 40 respondents wrote something. Fewer than 10 must not be shown."), "{voice}");
    assert!(voice.contains("Something was masked in 12 of the comments that may be shown."), "{voice}");
    assert!(voice.contains("From promoters") && voice.contains("From detractors") && !voice.contains("From passives"));
    // Each text once, whoever wrote it.
    assert_eq!(voice.matches("The courier was dreadful Recommendation 2 of 10").count(), 1, "{voice}");
    assert_eq!(voice.matches("Lovely app, call [phone number] Recommendation").count(), 1, "{voice}");
}

#[test]
fn words_are_those_that_set_the_classes_apart() {
    let rows: Rows<'_> = &[
        ("Us", "North", 9, "The LOVELY app", YES, 40),
        ("Us", "North", 10, "Lovely!", YES, 2),
        ("Us", "North", 8, "app", YES, 20),
        ("Us", "North", 1, "It was so. Courier dreadful, dreadful", YES, 40),
        ("Us", "North", 2, "late", YES, 9),
        ("Other", "North", 1, "app", YES, 90),
    ];
    let site = site(&format!("{CONFIG}{VOICE}"), &csv(rows, "2026-05-01"), "x");
    let voice = words(file(&site, "voice/index.html"));
    assert!(voice.contains("42 from promoters and 49 from detractors, 2026 Q2"), "{voice}");
    let (low, high) = (voice.find("Words of detractors").unwrap(), voice.find("Words of promoters").unwrap());
    let (low, high) = (&voice[low..high], &voice[high..voice.find("What comments are about").unwrap()]);
    // Comments with each word: lovely 42 and app 40 of promoters (82 in all), courier 40, dreadful 40 and late 9 of
    // detractors (89), app 20 of passives (191 in all). The prior of dreadful is 500 × 40/191 = 104.71, so its odds are
    // 144.71/444.29 against 104.71/477.29: 1.4847 times, and e^(0.3952 ± 1.96 × 0.1283) is 1.154 to 1.909.
    assert!(low.contains("courier, dreadful 1.5 1.2 to 1.9 40 of 49 0 of 42 Courier dreadful, dreadful"), "{low}");
    // lovely: 151.95/430.05 against 109.95/479.05; app: 197.07/384.93 against 157.07/431.93.
    assert!(high.contains("lovely 1.5 1.2 to 2.0 42 of 42 0 of 49"), "{high}");
    assert!(high.contains("app 1.4 1.1 to 1.7 40 of 42 0 of 49"), "{high}");
    assert!(high.find("lovely 1.5") < high.find("app 1.4"), "{high}");
    // What fewer than ten people used would lead to them.
    assert!(!low.contains("late") && !low.contains("so "), "{low}");
}

#[test]
fn a_topic_is_a_metric_like_any_other() {
    let site =
        site(&format!("{CONFIG}{VOICE}"), &csv(ROWS, "2026-05-01"), "{{ topic-courier }} of {{ topic-courier n }}");
    assert!(words(file(&site, "index.html")).contains("52% [u] of 27"));
    let csv = file(&site, "data/estimates.csv");
    let row =
        |start: &str| csv.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}: {csv}"));
    let cells: Vec<&str> = row("2026-Q2,responses,topic-courier,topic,Us,,,2026-Q2").split(',').collect();
    // 10 + 2 + 2 of 27 comments; Wilson's interval of 14 of 27.
    assert_eq!(cells[12], "27", "{cells:?}");
    let number = |at: usize| cells[at].parse::<f64>().unwrap();
    assert!((number(8) - 14.0 / 27.0).abs() < 1e-12);
    assert!((number(9) - 0.339_89).abs() < 1e-4 && (number(10) - 0.692_57).abs() < 1e-4, "{cells:?}");
    // Two comments of the islands are below the floor.
    assert!(row("2026-Q2,responses,topic-courier,topic,Us,region,Islands").contains("suppressed"));
    assert!(row("2026-Q2,responses,topic-courier,topic,Other,,,2026-Q2,1").contains(",12,"));
    assert!(file(&site, "metrics/topic-app/index.html").contains("Comments: App"));
}

#[test]
fn without_voice_no_comment_is_anywhere() {
    let site = site(CONFIG, &csv(ROWS, "2026-05-01"), "x");
    for secret in ["lovely", "Lovely", "dreadful", "PRIVATE", "Anna", "7946"] {
        assert_eq!(holders(&site, secret), Vec::<String>::new(), "{secret}");
    }
    assert!(site.iter().all(|(path, _)| !path.to_string().contains("voice")));
}

#[test]
fn few_comments_are_not_counted_out() {
    let few: Rows<'_> = &[("Us", "North", 9, "Fine and dandy", YES, 4), ("Us", "North", 3, "", "", 30)];
    let site = site(&format!("{CONFIG}{VOICE}"), &csv(few, "2026-05-01"), "x");
    let voice = words(file(&site, "voice/index.html"));
    assert!(voice.contains("Fewer than 10 people wrote something."), "{voice}");
    assert!(voice.contains("Too few people wrote to say what sets promoters apart from detractors"), "{voice}");
    // Their group is large enough and they agreed.
    assert!(voice.contains("Fine and dandy"));
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let rows = csv(ROWS, "2026-05-01");
    let mut lines: Vec<&str> = rows.lines().collect();
    lines[1..].reverse();
    let reversed = lines.join("\n");
    let config = format!("{CONFIG}{VOICE}");
    let (one, other) = (site(&config, &rows, "x"), site(&config, &reversed, "x"));
    assert_eq!(file(&one, "voice/index.html"), file(&other, "voice/index.html"));
}

/// Whoever is named, may be reached or did not agree to be read is in no file of the sample report.
#[test]
fn nothing_private_of_the_sample_is_in_any_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built = build(&SourceReader::disk(root), &BuildOptions::new("site-config.toml"));
    let site = built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics));
    let (mut open, mut closed) = (BTreeSet::new(), BTreeSet::new());
    let mut files: Vec<_> =
        std::fs::read_dir(root.join("sample-data/responses")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let mut rows = csv::Reader::from_path(path).unwrap();
        let headers = rows.headers().unwrap().clone();
        let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
        let (brand, comment, consent) = (at("brand"), at("comment"), at("consent"));
        for row in rows.records().map(Result::unwrap) {
            let shown = &row[brand] == "Northwind" && &row[consent] == "yes";
            if shown { &mut open } else { &mut closed }.insert(row[comment].trim().to_owned());
        }
    }
    // What somebody else wrote too, as a whole or as a part of more, may be shown in their words.
    let private: Vec<&String> = closed
        .iter()
        .filter(|text| !text.is_empty() && !open.iter().any(|other| other.contains(text.as_str())))
        .collect();
    assert!(private.len() > 200, "{}", private.len());
    let escaped =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>\n");
    let texts = private.iter().flat_map(|text| [escaped(text), (*text).clone()]);
    let seeds = [
        "anna.berg",
        "example.com",
        "example.org/",
        "t.adebayo",
        "private.person",
        "7946 0123",
        "79460123",
        "7946 0987",
        "4111 1111",
        "41111111",
        "9081726354",
        "Penrose",
        "Adebayo",
        "read by anyone",
        "<script>alert",
    ];
    let literals = |texts: Vec<String>| texts.iter().map(|text| regex::escape(text)).collect::<Vec<_>>().join("|");
    let seeds = literals(seeds.map(str::to_owned).to_vec());
    // Apart, so that each is looked for in the fastest way.
    let patterns = [literals(texts.collect()), format!("(?i:{seeds})"), "R2[0-9]Q[1-4]-[0-9]{4}".to_owned()];
    let patterns = patterns.map(|pattern| regex::bytes::Regex::new(&pattern).unwrap());
    // The newest edition stands twice.
    let contents: BTreeMap<&[u8], String> = site.iter().map(|(path, file)| (file.bytes(), path.to_string())).collect();
    let mut found = Vec::new();
    for (bytes, path) in contents {
        for text in patterns.iter().flat_map(|pattern| pattern.find_iter(bytes)) {
            found.push(format!("{path}: {}", String::from_utf8_lossy(text.as_bytes())));
        }
    }
    assert_eq!(found, Vec::<String>::new());
    // The test would find something: what may be shown is there.
    assert!(!holders(&site, "Your web form ate my text: &lt;b&gt;hello&lt;/b&gt;").is_empty());
}
