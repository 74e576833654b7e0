//! Pages of what stands around the figures, in whole sites built from a few rows.

use crate::html::{tags, words};
use wavemark::output::{BuiltSite, SitePath};
use wavemark::pipeline::{BuildOptions, build};
use wavemark::source::SourceReader;

const CONFIG: &str = r#"
[site]
title = "t"

[report]
data_until = 2026-06-30

[[source]]
id = "survey"
files = "r.csv"
columns = { date = "day" }
segments = [{ id = "tenure", title = "Tenure", order = ["new", "old"] }]

[[metric]]
id = "helped"
kind = "share"
title = "Helped"
source = "survey"
column = "answer"
choices = ["yes", "no"]
of = ["yes"]
"#;

/// Rows of (day, tenure, answer, how many).
fn rows(rows: &[(&str, &str, &str, usize)]) -> String {
    let row =
        |(day, tenure, answer, times): &(&str, &str, &str, usize)| format!("{day},{tenure},{answer}\n").repeat(*times);
    format!("day,tenure,answer\n{}", rows.iter().map(row).collect::<String>())
}

/// Helped: 60% of 100 in 2025 Q4, 50% in 2026 Q1, 80% in 2026 Q2.
fn three_waves() -> String {
    rows(&[
        ("2025-11-03", "new", "yes", 30),
        ("2025-11-03", "old", "yes", 30),
        ("2025-11-03", "new", "no", 40),
        ("2026-02-03", "old", "yes", 50),
        ("2026-02-03", "new", "no", 50),
        ("2026-05-03", "old", "yes", 48),
        ("2026-05-03", "new", "yes", 32),
        ("2026-05-03", "old", "no", 2),
        ("2026-05-03", "new", "no", 18),
    ])
}

pub fn site(config: &str, files: &[(&str, &str)]) -> BuiltSite {
    let responses = three_waves();
    let config = format!("{CONFIG}{config}");
    let all = [("site-config.toml", config.as_str()), ("r.csv", &responses)].into_iter().chain(files.iter().copied());
    let reader = SourceReader::memory(all);
    let checked = build(&reader, &BuildOptions::new("site-config.toml"));
    checked.value.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

pub fn text(site: &BuiltSite, path: &str) -> String {
    let file = site.get(&SitePath::new(path).unwrap()).unwrap_or_else(|| panic!("no {path}"));
    let text = String::from_utf8(file.bytes().to_vec()).unwrap();
    tags(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    text
}

pub fn has(site: &BuiltSite, path: &str) -> bool {
    site.get(&SitePath::new(path).unwrap()).is_some()
}

const ACTIONS: &str = "id,what,owner,started,due,state,metric\n\
    A1,Train the desk,Shops,2026-01-15,2026-05-31,done,helped\n\
    A2,Write <letters>,Post,2026-04-20,2026-05-31,under way,helped\n\
    A3,Call back,Phone,2026-07-01,2026-09-30,planned,helped\n\
    A4,Paint the door,,2026-02-01,2026-06-30,dropped,\n";

#[test]
fn actions_stand_with_their_state_and_what_their_metric_did_since() {
    let site = site("[actions]\nfiles = \"actions.csv\"\n", &[("actions.csv", ACTIONS)]);
    let page = words(&text(&site, "actions/index.html"));
    // The end of the wave decides what is overdue: 31 May has passed on 30 June, and 30 June itself has not.
    assert!(
        page.contains("1 planned, 1 under way, 1 done, 1 dropped. At the end of 2026 Q2 one was overdue."),
        "{page}"
    );
    assert!(page.contains("Write &lt;letters&gt; A2 Post 2026-04-20 2026-05-31 under way overdue Helped"), "{page}");
    assert!(page.contains("Train the desk A1 Shops 2026-01-15 2026-05-31 done Helped"), "{page}");
    assert!(page.contains("Paint the door A4 – 2026-02-01 2026-06-30 dropped –"), "{page}");
    // A1 began in 2026 Q1: the wave before is 2025 Q4 with 60 of 100, and now it is 80 of 100. Agresti and Caffo's
    // interval of the difference: (81/102 − 61/102) ± 1.96 · √((81·21 + 61·41)/102³) is 7 to 32 points.
    let now = "80% 2026 Q2 · 71 to 87%, n 100";
    assert!(page.contains(&format!("Helped 60% 2025 Q4 · 50 to 69%, n 100 {now} +20 points ▲ rose")), "{page}");
    // A2 began in 2026 Q2: the wave before it has 50 of 100.
    assert!(page.contains(&format!("Helped 50% 2026 Q1 · 40 to 60%, n 100 {now} +30 points ▲ rose")), "{page}");
    assert!(page.contains("Call back A3 Helped – – not begun"), "{page}");
    assert!(page.contains("did not necessarily move because of it"), "{page}");
    let csv = text_of(&site, "data/estimates.csv");
    let row = csv.lines().find(|line| line.contains(",wave:2025-Q4,")).unwrap_or_else(|| panic!("{csv}"));
    assert!(row.starts_with("2026-Q2,survey,helped,share,,,,2026-Q2,0.8,,,,100,,share,wave:2025-Q4,0.2"), "{row}");
    // The wave before is compared with anyway, once.
    assert!(!csv.contains(",wave:2026-Q1,"), "{csv}");
}

fn text_of(site: &BuiltSite, path: &str) -> String {
    String::from_utf8(site.get(&SitePath::new(path).unwrap()).unwrap().bytes().to_vec()).unwrap()
}

#[test]
fn an_older_edition_does_not_know_what_began_later() {
    let config = "[actions]\nfiles = \"plan.md\"\n[[event]]\ndate = 2026-05-09\ntext = \"Strike\"\n[[event]]\ndate = 2026-02-09\ntext = \"Flood\"\n";
    let config = CONFIG.replace("[report]", "[report]\ncommentary = \"notes\"") + config;
    let plan =
        "| id | what | state | started | metric |\n|--|--|--|--|--|\n| A1 | Train | done | 2026-04-15 | helped |\n";
    let responses = three_waves();
    let reader = SourceReader::memory([
        ("site-config.toml", config.as_str()),
        ("r.csv", &responses),
        ("plan.md", plan),
        ("notes/2026-q1/overview.md", "Spring."),
        ("notes/2026-q2/overview.md", "Summer."),
    ]);
    let site = build(&reader, &BuildOptions::new("site-config.toml")).value.unwrap();
    let older = words(&text(&site, "2026-q1/actions/index.html"));
    assert!(older.contains("Train A1 Helped – – began after this wave"), "{older}");
    assert!(older.contains("2026-02-09: Flood Metric") && !older.contains("Strike"), "{older}");
    let newer = words(&text(&site, "2026-q2/actions/index.html"));
    assert!(newer.contains("2026-05-09: Strike Metric"), "{newer}");
    // The flood fell into 2026 Q1: 60% before it, 50% in its wave, 80% now.
    let flood = "Helped 60% 2025 Q4 · 50 to 69%, n 100 50% ● no clear change 2026 Q1 80% 2026 Q2";
    assert!(newer.contains(flood), "{newer}");
}

#[test]
fn the_cost_of_losing_customers_is_computed_and_never_called_measured() {
    let config = r#"
[cost]
currency = "£"
customers = { value = 10000, source = "Billing <September>" }
margin = { value = 90, low = 60, high = 100, source = "Finance" }
leave_for_service = { value = 4, low = 3, high = 6, source = "Exit calls" }
leave_in_silence = { value = 90, low = 80, high = 95, source = "A guess" }
tell_others = { value = 9, source = "A guess" }
put_off = { value = 1, source = "A guess" }
stay = { value = 80, low = 75, high = 90, source = "Billing" }
discount = { value = 10, high = 25, source = "Finance" }
"#;
    let site = site(config, &[]);
    let page = words(&text(&site, "cost/index.html"));
    // 10,000 · 4% = 400 (300 to 600); of these 90% (80 to 95%): 360 (240 to 570), and 40 (15 to 120) after a complaint.
    assert!(page.contains("because of poor service 400 300 to 600 customers ×"), "{page}");
    assert!(page.contains("without a word 360 240 to 570"), "{page}");
    assert!(page.contains("after a complaint 40 15 to 120"), "{page}");
    // 400 · £90; least 300 · £60, most 600 · £100.
    assert!(page.contains("Margin lost in the first year £36,000 £18,000 to £60,000"), "{page}");
    // 90 · 0.8 / (1.1 − 0.8) = 240; least 60 · 0.75 / (1.25 − 0.75) = 90; most 100 · 0.9 / (1.1 − 0.9) = 450.
    assert!(page.contains("Worth of a customer over the years £240 £90 to £450"), "{page}");
    assert!(page.contains("Worth lost over the years £96,000 £27,000 to £270,000"), "{page}");
    // 400 · 9 = 3,600 are told, 1% of them are 36, and 36 · £90 = £3,240.
    assert!(page.contains("People who are told 3,600 2,700 to 5,400"), "{page}");
    assert!(page.contains("Margin not earned from these in a year £3,240 £1,620 to £5,400"), "{page}");
    assert!(page.contains("Customers 10,000 – Billing &lt;September&gt;"), "{page}");
    assert!(page.matches("ssumed, not measured").count() >= 5, "{page}");
    for path in ["data/estimates.csv", "data/estimates.json", "index.html"] {
        let other = text_of(&site, path);
        assert!(!other.contains("3,240") && !other.contains("3240") && !other.contains("36000"), "{path}");
    }
}

#[test]
fn loyal_customers_are_set_against_the_rest() {
    let site = site("[loyalty]\nsegment = \"tenure\"\n", &[]);
    let page = words(&text(&site, "loyal/index.html"));
    // 32 of 50 new customers were helped, and 48 of 50 old ones.
    assert!(page.contains("new: clearly worse than the rest on Helped."), "{page}");
    assert!(page.contains("old: clearly better than the rest on Helped."), "{page}");
    assert!(page.contains("new 64% 50 to 76% 50 −32 points ▼ lower"), "{page}");
    assert!(!has(&self::site("", &[]), "loyal/index.html"));
}

#[test]
fn terms_lead_to_the_glossary_once_on_each_page() {
    let config = "[[term]]\nname = \"Helped\"\ntext = \"Got what they came for, <really>.\"\n[[term]]\nname = \"verdict\"\ntext = \"Our own words.\"\n";
    let site = site(config, &[]);
    let metric = text(&site, "metrics/helped/index.html");
    assert_eq!(metric.matches("href=\"../../glossary/index.html#term-base\">n</a>").count(), 1, "{metric}");
    let glossary = text(&site, "glossary/index.html");
    for id in ["term-base", "term-interval", "term-verdict", "term-holm", "term-helped", "metric-helped"] {
        assert!(glossary.contains(&format!("id=\"{id}\"")), "{id}");
    }
    let words = words(&glossary);
    assert!(words.contains("Helped Got what they came for, &lt;really&gt;."), "{words}");
    assert!(words.contains("verdict Our own words."), "{words}");
    // Nobody is weighted or ranked here, so nothing speaks of weights.
    assert!(!words.contains("Design effect") && !words.contains("Net Promoter"), "{words}");
    for (path, file) in site.iter().filter(|(path, _)| path.as_str().ends_with(".html")) {
        let text = String::from_utf8_lossy(file.bytes());
        assert!(!text.contains("wavemark-"), "{path}");
    }
}

#[test]
fn the_navigation_names_parts_and_the_foot_every_page() {
    let config = "[actions]\nfiles = \"actions.csv\"\n[loyalty]\nsegment = \"tenure\"\n";
    let site = site(config, &[("actions.csv", ACTIONS)]);
    let page = text(&site, "loyal/index.html");
    let header = page.split("</header>").next().unwrap();
    let links: Vec<&str> = header.split("<li>").skip(1).map(|link| link.split("</li>").next().unwrap()).collect();
    assert_eq!(
        links,
        [
            "<a href=\"../index.html\">Overview</a>",
            "<a href=\"../metrics/index.html\">Metrics</a>",
            "<a href=\"../groups/index.html\" aria-current=\"true\">Customers</a>",
            "<a href=\"../actions/index.html\">Actions and events</a>",
            "<a href=\"../methods/index.html\">Methods and data</a>",
            "<a href=\"../groups/index.html\">Customer groups</a>",
            "<a href=\"index.html\" aria-current=\"page\">Loyal customers</a>",
        ]
    );
    let foot = words(page.split("<footer").nth(1).unwrap());
    assert!(
        foot.contains("Customers Customer groups Loyal customers Methods and data Methods Claims Data Glossary"),
        "{foot}"
    );
    let metric = text(&site, "metrics/helped/index.html");
    assert!(metric.contains("<a href=\"../index.html\" aria-current=\"true\">Metrics</a>"), "{metric}");
}
