//! Charts and tables in texts: drawn with all the parts of a page's own, refused with the place of what is wrong.

use crate::project::{CONFIG, file, listed, reader, reader_with};
use wavemark::output::BuiltSite;
use wavemark::pipeline::{BuildOptions, build};

const OPTIONS: &str = "site-config.toml";

fn built(text: &str) -> BuiltSite {
    let reader = reader(&[("2026-q2/story.md", text)]);
    let checked = build(&reader, &BuildOptions::new(OPTIONS));
    assert_eq!(listed(&reader, &checked.diagnostics), Vec::<String>::new());
    checked.value.expect("a report without errors")
}

fn text(site: &BuiltSite, path: &str) -> String {
    String::from_utf8(file(site, path).unwrap_or_else(|| panic!("there is no {path}"))).expect("text")
}

fn problems(text: &str) -> Vec<String> {
    let reader = reader(&[("2026-q2/story.md", text)]);
    listed(&reader, &build(&reader, &BuildOptions::new(OPTIONS)).diagnostics)
}

#[test]
fn a_chart_stands_in_its_text_with_all_its_parts() {
    let story = "Before.\n\n```chart\nkind = \"trend\"\nmetric = \"nps\"\nbrands = [\"northwind\", \"Fjord\"]\nwaves = \"2025-Q4 to 2026-Q2\"\n\
                 headline = \"NPS at {{ nps }}, Fjord at {{ nps@brand=Fjord }}\"\n```\n\nAfter.\n";
    let site = built(story);
    let page = text(&site, "story/index.html");
    let (before, rest) = page.split_once("<p>Before.</p>").expect("the text");
    let (chart, after) = rest.split_once("<p>After.</p>").expect("the text goes on");
    assert!(!before.contains("<figure") && !after.contains("<figure") && !page.contains("wavemark-block"));
    assert!(chart.contains("<figure id=\"story-1-trend\">"), "{chart}");
    assert!(chart.contains("<h2>NPS at 39.5, Fjord at 48.3</h2>"), "{chart}");
    assert!(chart.contains("<desc") && chart.contains("<table id=\"story-1-trend-table\""), "{chart}");
    assert!(chart.contains("href=\"#story-1-trend\""), "{chart}");
    for (end, begin) in [("csv", "series,"), ("svg", "<svg")] {
        let path = format!("charts/story-1-trend.{end}");
        assert!(chart.contains(&format!("href=\"{path}\"")), "{chart}");
        for folder in ["story", "2026-q2/story"] {
            let content = text(&site, &format!("{folder}/{path}"));
            assert!(content.contains(begin) || content.contains("2026"), "{content}");
            assert!(!content.contains("Kestrel") && content.contains("Fjord"), "{content}");
            assert!(!content.contains("2025 Q3") && content.contains("2025 Q4"), "{content}");
        }
    }
}

#[test]
fn every_kind_can_be_asked_for() {
    let blocks = [
        ("trend", "metric = \"nps@region=North\"", "Recommendation"),
        ("dots", "metric = \"nps\"\nby = \"brand\"", "Kestrel"),
        ("dots", "metric = \"csat\"\nby = \"region\"\nwaves = \"2026-Q1\"", "Satisfaction, 2026 Q1"),
        ("distribution", "metric = \"nps\"\nwaves = [\"2025-Q2\", \"2026-Q2\"]", "2025 Q2"),
        ("priorities", "metric = \"nps\"", "Satisfaction"),
        ("slope", "metric = \"nps\"", "Kestrel"),
        ("slope", "metric = \"csat\"\nby = \"region\"\nwaves = [\"2026-Q1\", \"2026-Q2\"]", "South"),
        ("slope", "metric = \"nps\"\nbrands = [\"Fjord\", \"Northwind\"]\nwaves = \"2025-Q4\"", "2025 Q4"),
        ("multiples", "metric = \"csat\"\nby = \"region\"", "North"),
        ("multiples", "metric = \"nps\"\nwaves = \"2025-Q3 to 2026-Q2\"", "Kestrel"),
        ("heat", "metric = [\"nps\", \"csat\"]\nby = \"region\"", "South"),
        ("curve", "metric = \"wait\"", "Wait on the phone"),
        ("waterfall", "metric = \"csat\"\nby = \"region\"", "2026 Q1"),
    ];
    for (kind, keys, shown) in blocks {
        let site = built(&format!("```chart\nkind = \"{kind}\"\n{keys}\n```\n"));
        let page = text(&site, "story/index.html");
        let chart = page.split("<div class=\"prose\">").nth(1).expect("the text");
        assert!(chart.contains(&format!("<figure id=\"story-1-{kind}\">")) && chart.contains(shown), "{kind}: {chart}");
        assert!(text(&site, &format!("story/charts/story-1-{kind}.svg")).starts_with("<"));
    }
}

#[test]
fn a_line_of_text_can_have_its_course() {
    let site = built(
        "```chart\nkind = \"sparkline\"\nmetric = \"nps@region=North\"\nheadline = \"The north < {{ wave }}\"\n```\n",
    );
    let page = text(&site, "story/index.html");
    let line = page.split("<p class=\"course\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a line");
    assert!(line.starts_with(" id=\"story-1-sparkline\">The north &lt; 2026 Q2 <svg class=\"spark\""), "{line}");
    assert!(line.contains("<strong>38.0</strong> (") && line.ends_with(", n 100)"), "{line}");
    assert_eq!(
        problems("```chart\nkind = \"sparkline\"\nmetric = \"nps\"\nbrands = \"Fjord\"\n```\n"),
        ["4:10-17 error commentary/block-not-drawn: a chart of the kind `sparkline` takes no `brands`"]
    );
}

#[test]
fn what_tables_and_lines_claim_leads_to_its_evidence() {
    let headline = "headline = \"[Up to {{ csat }}](claim:csat/rose/previous)\"\n```\n";
    let story = format!(
        "```table\nmetric = [\"csat\"]\nby = \"wave\"\n{headline}\n```chart\nkind = \"sparkline\"\nmetric = \"csat\"\n{headline}"
    );
    let page = text(&built(&story), "story/index.html");
    let link = |number: u8| format!("<a class=\"claim supported\" href=\"#evidence-{number}\">Up to 75%</a>");
    assert!(page.contains(&format!("<span>{}</span></caption>", link(1))), "{page}");
    assert!(page.contains(&link(2)), "{page}");
}

#[test]
fn what_a_headline_claims_stands_with_the_other_claims() {
    let story = "[Satisfaction rose](claim:csat/rose/previous).\n\n```chart\nkind = \"trend\"\nmetric = \"csat\"\n\
                 headline = \"[Up to {{ csat }}](claim:csat/rose/previous), and it shows\"\n```\n";
    let site = built(story);
    let page = text(&site, "story/index.html");
    let heading = "<h2><a class=\"claim supported\" href=\"#evidence-2\">Up to 75%, and it shows</a></h2>";
    assert!(page.contains(heading), "{page}");
    let evidence = page.split("<li id=\"evidence-2\">").nth(1).expect("evidence of the headline");
    assert!(evidence.contains("<a href=\"#story-1-trend\"") && evidence.contains(">Up to 75%</a>"), "{evidence}");
    let claims = text(&site, "claims/index.html");
    assert!(claims.contains("<a href=\"../story/index.html#story-1-trend\""), "{claims}");
    assert!(claims.contains(">Satisfaction rose</a>") && claims.contains(">Up to 75%</a>"), "{claims}");
    assert_eq!(
        problems("```chart\nkind = \"trend\"\nmetric = \"csat\"\nheadline = \"[It fell](claim:csat/fell)\"\n```\n")
            .iter()
            .filter(|problem| problem.starts_with("4:"))
            .map(|problem| problem.split(':').nth(2).unwrap_or_default().trim().to_owned())
            .collect::<Vec<_>>(),
        ["the data contradict `claim"]
    );
}

#[test]
fn a_table_shows_figures_with_interval_and_base() {
    let site = built("1. In a list:\n\n   ```table\n   metric = \"nps\"\n   by = \"region\"\n   ```\n");
    let page = text(&site, "story/index.html");
    let table = page.split("<table id=\"story-1-table\"").nth(1).and_then(|rest| rest.split("</table>").next());
    let table = table.expect("a table");
    assert!(table.contains("Recommendation by region, 2026 Q2"), "{table}");
    let row = table.split("<tr").find(|row| row.contains(">North<")).expect("a row of the north");
    assert!(row.contains(">38.0<") && row.contains(">100<") && row.contains(" to "), "{row}");

    let site = built(
        "```table\nmetric = [\"nps\", \"wait\"]\nbrands = [\"Northwind\", \"Kestrel\"]\nheadline = \"Up to {{ wave }}\"\n```\n",
    );
    let page = text(&site, "story/index.html");
    for shown in ["Up to 2026 Q2", ">Recommendation · Northwind<", ">Recommendation · Kestrel<", "19.8", "n\u{a0}121"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    // Kestrel has no figures before it was measured.
    let first = page.split("<tr").find(|row| row.contains(">2025 Q2<")).expect("a row of the first quarter");
    assert!(first.contains("[x]"), "{first}");
}

#[test]
fn a_filter_of_the_metric_is_shown_or_refused() {
    // Fjord's course and not ours.
    let site = built("```chart\nkind = \"trend\"\nmetric = \"nps@brand=Fjord\"\n```\n");
    let data = text(&site, "story/charts/story-1-trend.csv");
    assert!(data.contains("48.3") && !data.contains("39.5"), "{data}");
    for kind in ["sparkline", "distribution", "heat", "waterfall", "control", "curve", "pareto", "priorities"] {
        let found = problems(&format!("```chart\nkind = \"{kind}\"\nmetric = \"nps@brand=Fjord\"\n```\n"));
        let expected =
            format!("3:10-27 error commentary/block-not-drawn: a chart of the kind `{kind}` takes no `brands`");
        assert_eq!(found, [expected]);
    }
    assert_eq!(
        problems("```chart\nkind = \"priorities\"\nmetric = \"nps@wave=2026-Q1\"\n```\n"),
        ["3:10-28 error commentary/block-not-drawn: a chart of the kind `priorities` takes no `waves`"]
    );
    // Each column is what its own metric names.
    let site = built("```table\nmetric = [\"nps\", \"csat@wave=2026-Q1\"]\nby = \"brand\"\n```\n");
    let page = text(&site, "story/index.html");
    assert!(page.contains(">Satisfaction · 2026 Q1<"), "{page}");
    let row = page.split("<tr").find(|row| row.contains(">Northwind<")).expect("our row");
    assert!(row.contains("39.5") && row.contains("62%"), "{row}");
    let site = built("```table\nmetric = [\"nps\", \"nps@brand=Fjord\"]\n```\n");
    let page = text(&site, "story/index.html");
    let row = page.split("<tr").find(|row| row.contains(">2026 Q2<")).expect("the newest row");
    assert!(
        page.contains(">Recommendation · Northwind<")
            && page.contains(">Recommendation · Fjord<")
            && row.contains("39.5")
            && row.contains("48.3"),
        "{row}"
    );
    assert_eq!(
        problems("```table\nmetric = [\"nps\", \"nps@brand=Fjord\"]\nby = \"brand\"\n```\n"),
        [
            "2:10-36 error commentary/block-not-drawn: the rows of this table are what a filter of `metric` names already"
        ]
    );
    let site = built("```table\nmetric = [\"wait\", \"wait median\", \"wait p90\"]\n```\n");
    let page = text(&site, "story/index.html");
    assert!(page.contains("Wait on the phone by quarter") && page.contains(">90th percentile<"), "{page}");
}

#[test]
fn what_is_wrong_in_a_block_is_told_at_its_place() {
    let chart = |body: &str| problems(&format!("Ελλάδα 满意:\n\n```chart\n{body}\n```\n"));
    let cases: [(&str, &str); 12] = [
        (
            "kind = \"trnd\"\nmetric = \"nps\"",
            "4:8-14 error commentary/block-not-drawn: a text cannot have a chart of the kind `trnd`",
        ),
        ("kind = \"trend\"\nmetric = \"npss\"", "5:11-15 error commentary/unknown-metric: there is no metric `npss`"),
        (
            "kind = \"trend\"\nmetric = \"nps@region=Nord\"",
            "5:22-26 error commentary/unknown-value: `region` has no value `Nord`",
        ),
        (
            "kind = \"trend\"\nmetric = \"nps\"\nbrand = \"Fjord\"",
            "6:1-6 error commentary/block-key: a chart has no key `brand`",
        ),
        (
            "kind = \"trend\"\nmetric = \"nps\"\nbrands = [\"Fjord\", \"Fyord\"]",
            "6:20-27 error commentary/unknown-brand: the data have no brand `Fyord`",
        ),
        (
            "kind = \"trend\"\nmetric = \"nps\"\nwaves = \"2024-Q4 to 2026-Q1\"",
            "6:9-29 error commentary/unknown-wave: there are no figures for 2024-Q4 in this edition",
        ),
        (
            "kind = \"trend\"\nmetric = \"nps\"\nwaves = 4",
            "6:9-10 error commentary/block-value: `waves` is a text or a list of texts",
        ),
        (
            "kind = \"pareto\"\nmetric = \"nps\"\nby = \"region\"",
            "6:6-14 error commentary/block-not-drawn: a chart of the kind `pareto` takes no `by`",
        ),
        (
            "kind = \"dots\"\nmetric = \"nps\"\nby = \"town\"",
            "6:6-12 error commentary/unknown-dimension: this report has no dimension `town`",
        ),
        (
            "kind = \"dots\"\nmetric = \"nps\"\nheadline = \"满意 {{ npss }}\"",
            "6:19-23 error commentary/unknown-metric: there is no metric `npss`",
        ),
        ("kind = \"trend\"", "3:1-5:4 error commentary/block-key: this block does not say its `metric`"),
        ("kind = trend\nmetric = \"nps\"", "4:8-"),
    ];
    for (body, expected) in cases {
        let found = chart(body);
        let is_found = found.iter().any(|problem| problem.starts_with(expected))
            || (expected.starts_with("3:1-5:4") && found.iter().any(|p| p.contains("does not say its `metric`")));
        assert!(found.len() == 1 && is_found, "{body}\nexpected {expected}\nfound {found:?}");
    }
    let nested = problems("> - ελ:\n>   ```table\n>   metric = \"nps\"\n>   by = \"вчера\"\n>   ```\n");
    assert_eq!(nested, ["4:10-17 error commentary/unknown-dimension: this report has no dimension `вчера`"]);
}

#[test]
fn a_typed_headline_is_read_as_prose_is() {
    let found = problems("```chart\nkind = \"trend\"\nmetric = \"nps\"\nheadline = \"NPS at 44\"\n```\n");
    assert_eq!(
        found,
        ["4:20-22 warning commentary/typed-figure: says 44, the data say 39.5 for `nps` in 2026-Q2 (n 200)"]
    );
}

#[test]
fn a_claim_in_a_headline_is_judged_and_its_words_stand() {
    let with = |claim: &str| {
        let headline = format!("[满意 grew](claim:{claim}) to {{{{ csat }}}}");
        format!("```chart\nkind = \"trend\"\nmetric = \"csat\"\nheadline = \"{headline}\"\n```\n")
    };
    let site = built(&with("csat/rose/previous"));
    assert!(text(&site, "story/index.html").contains(">满意 grew to 75%</a></h2>"));
    let found = problems(&with("csat/fell/previous"));
    assert!(found.len() == 2 && found[1].starts_with("4:29-47 error claim/contradicted"), "{found:?}");
    assert!(found[0].ends_with("claim/words: says `grew`, and the claim that it links to says the opposite, `fell`"));
}

#[test]
fn texts_lead_to_pages_by_name_to_headings_and_to_dates() {
    let config = CONFIG.replace("date = 2026-02-10", "id = \"courier\"\ndate = 2026-02-10");
    let reader = reader_with(
        &config,
        &[
            (
                "2026-q2/story.md",
                "# Since {{ event:courier }}\n\n[[nps]], [[csat|how content]], [[other]], [[methods]], [why](nps.md#why).\n",
            ),
            ("2026-q2/nps.md", "## Why\n\nBecause, see [there](other.md#reasons).\n"),
            ("2026-q2/other.md", "---\norder: 1\n---\n\n## Reasons\n\nYes.\n"),
        ],
    );
    let checked = build(&reader, &BuildOptions::new(OPTIONS));
    assert_eq!(listed(&reader, &checked.diagnostics), Vec::<String>::new());
    let site = checked.value.expect("a report without errors");
    let page = text(&site, "story/index.html");
    for shown in [
        "<h1>Since 10 February 2026</h1>",
        "<a href=\"../metrics/nps/index.html\">Recommendation</a>",
        "<a href=\"../metrics/csat/index.html\">how content</a>",
        "<a href=\"../other/index.html\">other</a>",
        "<a href=\"../methods/index.html\">methods</a>",
        "<a href=\"../metrics/nps/index.html#nps-why\">why</a>",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(text(&site, "metrics/nps/index.html").contains("id=\"nps-why\""));
    let (first, second) = (page.find(">Other<"), page.find(">Since 10 February 2026</a>"));
    assert!(first.is_some() && first < second, "the text with an order comes first in the navigation");

    let wrong = problems(
        "[[npss]] [x](story.md#no) [[nps#no]] {{ event:couriers }} [m](methods/#noo) [t](nps.md#trend) [o](#main) \
         [p](#nowhere) [e](editions/#no) [r](methods/#rules)\n\n## A heading\n",
    );
    assert_eq!(
        wrong,
        [
            "1:3-7 error commentary/missing-page: there is no page and no metric `npss`",
            "1:41-55 error commentary/unknown-event: there is no event `couriers`",
            "1:14-25 error commentary/missing-anchor: no heading of `story.md` has the id `no`",
            "1:29-35 error commentary/missing-anchor: no heading of `nps.md` has the id `no`",
            "1:63-75 error commentary/missing-anchor: no part of `methods/` has the id `noo`",
            "1:110-118 error commentary/missing-anchor: no heading here has the id `nowhere`",
            "1:124-136 error commentary/missing-anchor: no part of `editions/` has the id `no`",
        ]
    );
}
