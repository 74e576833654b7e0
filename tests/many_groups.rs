//! Reports on many branches or brands, or on one wave alone: pages stay small, say what they leave out, and lead to every branch.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use wavemark::output::{BuiltSite, SitePath};
use wavemark::pipeline::{self, BuildOptions};
use wavemark::source::SourceReader;

const CONFIG: &str = r#"
[site]
title = "t"
[[source]]
files = "r.csv"
columns = { date = "day" }
segments = [{ id = "branch", title = "Branch" }]
[[question]]
id = "happy"
column = "happy"
choices = ["yes", "no"]
[[metric]]
id = "content"
kind = "share"
question = "happy"
of = ["yes"]
"#;

/// Each branch has 40 customers, of whom so many are happy.
fn build(branches: usize, happy: impl Fn(usize) -> usize) -> BuiltSite {
    let mut data = "day,branch,happy\n".to_owned();
    for branch in 0..branches {
        for customer in 0..40 {
            let answer = if customer < happy(branch) { "yes" } else { "no" };
            writeln!(data, "2026-03-{:02},Branch {branch:03},{answer}", 1 + customer % 31).unwrap();
        }
    }
    let reader = SourceReader::memory([("site-config.toml", CONFIG), ("r.csv", data.as_str())]);
    let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
    built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics))
}

fn text(site: &BuiltSite, path: &str) -> String {
    let file = site.get(&SitePath::new(path).unwrap()).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(file.bytes().to_vec()).unwrap()
}

/// The branches that a page has links to.
fn linked(page: &str, before: &str) -> Vec<usize> {
    let address = format!("href=\"{before}branch-");
    let all = page.split(&address).skip(1);
    let mut branches: Vec<usize> = all.map(|rest| rest[..3].parse().unwrap()).collect();
    branches.sort_unstable();
    branches.dedup();
    branches
}

#[test]
fn a_metric_shows_the_branches_of_which_something_may_be_said() {
    // Two are clearly better, one is clearly worse.
    let site = build(120, |branch| match branch {
        7 | 90 => 40,
        33 => 2,
        other => 20 + other % 3,
    });
    let page = text(&site, "metrics/content/index.html");
    assert_eq!(linked(&page, "../../groups/branch/"), [7, 33, 90]);
    let told = "Of 120 groups the 3 that differ most clearly from the rest are shown, the highest first.";
    assert!(page.contains(told), "{page}");
    assert!(page.contains("3 of 120 differ clearly from the rest"));
    let chart = text(&site, "metrics/content/charts/by-branch.csv");
    let names: Vec<&str> = chart.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(names, ["Branch 007", "Branch 090", "Branch 033"]);
    // Every branch has its row on the page of the dimension, and its figures in the data.
    assert_eq!(linked(&text(&site, "groups/branch/index.html"), "").len(), 120);
    assert_eq!(linked(&text(&site, "groups/index.html"), "branch/").len(), 0);
    assert!(text(&site, "groups/index.html").contains("<a href=\"branch/index.html\">All 120</a>"));
    assert!(text(&site, "data/estimates.csv").contains("Branch 119"));
}

#[test]
fn a_table_that_is_too_heavy_for_a_page_has_several() {
    // One is clearly better and one clearly worse.
    let site = build(990, |branch| match branch {
        7 => 40,
        903 => 0,
        other => 20 + other % 3,
    });
    let page = text(&site, "groups/branch/index.html");
    assert_eq!(linked(&page, ""), [7, 903]);
    let told = "Of 990 groups the 2 that differ most clearly from the rest on a headline figure stand here; all are on the pages below.";
    assert!(page.contains(told), "{page}");
    for (part, name, last) in [(1, "Branch 000 to Branch 499", 499), (2, "Branch 500 to Branch 989", 989)] {
        assert!(page.contains(&format!("<a href=\"all-{part}/index.html\">{name}</a>")), "{page}");
        let all = text(&site, &format!("groups/branch/all-{part}/index.html"));
        assert!(all.contains(&format!("<h1>{name}</h1>")) && all.len() < 100_000, "{}", all.len());
        assert!(all.contains(&format!("href=\"../branch-{last:03}/index.html\"")), "{all}");
    }
    let second = text(&site, "groups/branch/all-2/index.html");
    assert!(second.contains("<a href=\"index.html\" aria-current=\"page\">Branch 500 to Branch 989</a>"), "{second}");
    assert_eq!(linked(&second, "../").len(), 490);
    // The search leads to the branches themselves.
    assert!(!text(&site, "data/search.js").contains("all-2"));
}

#[test]
fn where_no_branch_differs_those_with_the_most_answers_are_shown() {
    let site = build(50, |_| 20);
    let page = text(&site, "metrics/content/index.html");
    let told =
        "None of 50 groups differs clearly from the rest. Shown are the 20 with the most answers, the highest first.";
    assert!(page.contains(told), "{page}");
    assert_eq!(linked(&page, "../../groups/branch/").len(), 20);
}

#[test]
fn a_page_does_not_grow_with_the_number_of_its_siblings() {
    let (few, many) = (build(41, |branch| 15 + branch % 10), build(160, |branch| 15 + branch % 10));
    let page = text(&many, "groups/branch/branch-080/index.html");
    assert_eq!(linked(&page, "../"), [77, 78, 79, 81, 82, 83]);
    assert!(page.contains("<a href=\"../index.html\">All 160</a>"));
    assert_eq!(linked(&text(&many, "groups/branch/branch-000/index.html"), "../"), [1, 2, 3]);
    assert_eq!(linked(&text(&many, "groups/branch/branch-159/index.html"), "../"), [156, 157, 158]);
    let size = |site: &BuiltSite| text(site, "groups/branch/branch-020/index.html").len();
    assert!(size(&many).abs_diff(size(&few)) < 200, "{} and {}", size(&few), size(&many));
    // Up to forty all are shown.
    let page = text(&build(40, |_| 20), "groups/branch/branch-020/index.html");
    assert_eq!(linked(&page, "../").len(), 39);
}

/// A market of so many brands over so many quarters, in which nobody differs.
fn market(brands: usize, quarters: usize, scheme: &str) -> BuiltSite {
    let config = format!(
        r#"
[site]
title = "t"
[report]
brand = "Brand 00"
wave = "{scheme}"
[[source]]
files = "r.csv"
columns = {{ date = "day", brand = "brand" }}
[[metric]]
kind = "nps"
column = "score"
"#
    );
    let mut data = "day,brand,score\n".to_owned();
    for quarter in 0..quarters {
        for brand in 0..brands {
            // The higher its number, the more customers of a brand answered.
            for customer in 0..40 + brand {
                let (month, score) = (3 * quarter + 1 + customer % 3, [9, 7, 0][customer % 3]);
                writeln!(data, "2025-{month:02}-{:02},Brand {brand:02},{score}", 1 + customer % 28).unwrap();
            }
            writeln!(data, "2025-{:02}-30,Brand {brand:02},7", 3 * quarter + 3).unwrap();
        }
    }
    let reader = SourceReader::memory([("site-config.toml", config.as_str()), ("r.csv", data.as_str())]);
    let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
    built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics))
}

#[test]
fn of_too_many_competitors_those_with_the_most_answers_have_lines() {
    let site = market(20, 3, "quarter");
    let page = text(&site, "metrics/nps/index.html");
    assert!(page.contains("Of 19 competitors the 6 with the most answers are drawn"), "{page}");
    let lines = text(&site, "metrics/nps/charts/trend.csv");
    let mut names: Vec<&str> = lines.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    names.dedup();
    assert_eq!(names, ["Brand 00", "Brand 14", "Brand 15", "Brand 16", "Brand 17", "Brand 18", "Brand 19"], "{lines}");
    let competitors = text(&site, "competitors/index.html");
    assert!(competitors.contains("too close to call: 20 brands, ours among them"), "{competitors}");
    // Eight are drawn all.
    let page = text(&market(9, 2, "quarter"), "metrics/nps/index.html");
    assert!(!page.contains("the most answers are drawn"));
}

#[test]
fn of_more_brands_than_are_read_ours_and_those_apart_from_us_are_shown() {
    let site = market(45, 2, "quarter");
    let competitors = text(&site, "competitors/index.html");
    // Nobody differs, so those with the most answers stand beside us, in the chart as in both tables.
    let told = "Of 44 competitors the 20 with the most answers are shown.";
    assert_eq!(competitors.matches(told).count(), 2, "{competitors}");
    let chart = text(&site, "competitors/charts/brands-nps.csv");
    let mut names: Vec<&str> = chart.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    names.sort_unstable();
    let expected: Vec<String> = [0].into_iter().chain(25..45).map(|brand| format!("Brand {brand:02}")).collect();
    assert_eq!(names, expected, "{chart}");
    let matrix = competitors.split("id=\"matrix\"").nth(1).unwrap().split("</table>").next().unwrap();
    assert_eq!(matrix.matches("<th scope=\"row\">").count(), 21, "{matrix}");
    assert!(competitors.contains("Of 44 competitors the 6 with the most answers are drawn."), "{competitors}");
}

#[test]
fn a_single_wave_has_no_course() {
    let site = market(3, 1, "single");
    let overview = text(&site, "index.html");
    // What can be said is how we stand to the others, in the one wave that there is.
    assert!(overview.contains("<h1>Net Promoter Score: nobody is clearly ahead of us</h1>"), "{overview}");
    for page in [overview, text(&site, "metrics/nps/index.html")] {
        assert!(!page.contains("id=\"trend\"") && !page.contains("#trend"));
    }
}
