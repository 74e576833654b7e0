//! Pages of one concern: complaints, reviews, who did not answer, and the line on what cannot be known.

use crate::around::{has, site, text};
use crate::html::words;

const CASES: &str = r#"
[[source]]
id = "cases"
files = "cases.csv"
columns = { date = "day" }
segments = ["region"]

[[question]]
id = "kind"
source = "cases"
column = "kind"
text = "What is the complaint about?"
choices = ["Billing", "Delivery", "Staff"]

[[metric]]
id = "deliveries"
kind = "share"
question = "kind"
of = ["Delivery"]
page = "complaints"
better = "low"

[[metric]]
id = "resolved"
kind = "share"
source = "cases"
column = "resolved"
choices = ["yes", "no"]
of = ["yes"]
"#;

/// 50 about deliveries, 30 about bills, 20 about staff; 60 of 100 were resolved, those of the south all.
fn cases() -> String {
    let row = |kind: &str, region: &str, resolved: &str, times: usize| {
        format!("2026-05-04,{kind},{region},{resolved}\n").repeat(times)
    };
    let rows = [
        row("Delivery", "North", "no", 40),
        row("Delivery", "South", "yes", 10),
        row("Billing", "South", "yes", 30),
        row("Staff", "South", "yes", 20),
    ];
    format!("day,kind,region,resolved\n{}", rows.concat())
}

#[test]
fn complaints_stand_by_kind_the_most_frequent_first() {
    let cases = cases();
    let site = site(CASES, &[("cases.csv", &cases)]);
    let page = words(&text(&site, "complaints/index.html"));
    assert!(page.contains("Of 100 cases: Delivery 50%, Billing 30%, Staff 20% What is the complaint about? Share of 100 cases with its 95% interval"), "{page}");
    let table = "Delivery 50 50% 40 to 60% 100 50% Billing 30 30% 22 to 40% 100 80% Staff 20 20% 13 to 29% 100 100%";
    assert!(page.contains(table), "{page}");
    // The other metric of the source tells how the same cases were dealt with; it stays on the service page too.
    assert!(page.contains("60% 50 to 69% · n 100"), "{page}");
    assert!(page.contains("By Region, 2026 Q2"), "{page}");
    assert!(page.contains("Share: Resolved 0% ▼ lower 0 to 9%, n 40 100% ▲ higher 94 to 100%, n 60"), "{page}");
    let service = words(&text(&site, "service/index.html"));
    assert!(
        service.contains("60% 50 to 69% · n 100") && !service.contains("What is the complaint about?"),
        "{service}"
    );
    assert!(!has(&self::site("", &[]), "complaints/index.html"));
}

#[test]
fn of_a_survey_that_asks_about_more_only_what_is_put_there_stands_under_complaints() {
    let site = site(
        "[[metric]]\nid = \"unhelped\"\nkind = \"share\"\ncolumn = \"answer\"\nchoices = [\"yes\", \"no\"]\nof = [\"no\"]\npage = \"complaints\"\n",
        &[],
    );
    let page = words(&text(&site, "complaints/index.html"));
    assert!(page.contains("20% 13 to 29% · n 100") && !page.contains("80% 71 to 87%"), "{page}");
}

#[test]
fn reviews_stand_by_site_with_a_word_on_who_writes_them() {
    let config = "[[source]]\nid = \"reviews\"\nfiles = \"reviews.csv\"\ncolumns = { date = \"day\" }\nsegments = [\"site\"]\n\
        [[metric]]\nid = \"stars\"\nkind = \"mean\"\nsource = \"reviews\"\ncolumn = \"stars\"\nscale = \"1-5\"\npage = \"reviews\"\n";
    let row = |site: &str, stars: u8, times: usize| format!("2026-06-01,{site},{stars}\n").repeat(times);
    let rows = [row("PlainTalk", 5, 30), row("PlainTalk", 1, 30), row("RingFinder", 4, 40)].concat();
    let site = site(config, &[("reviews.csv", &format!("day,site,stars\n{rows}"))]);
    let page = words(&text(&site, "reviews/index.html"));
    // (30 · 5 + 30 · 1 + 40 · 4) / 100 = 3.4, and 3 on PlainTalk.
    assert!(page.contains("3.40") && page.contains("PlainTalk 3.00 2.48 to 3.52 60 −1.00"), "{page}");
    assert!(page.contains("RingFinder 4.00"), "{page}");
    assert!(page.contains("Nobody was asked for these reviews."), "{page}");
    assert!(!has(&site, "service/index.html"));
}

#[test]
fn every_page_says_what_the_report_cannot_know() {
    let cases = cases().replace("2026-05-04,Staff,South", "2026-05-04,Staff,Islands").replacen("Islands", "East", 4);
    let site = site(CASES, &[("cases.csv", &cases)]);
    let mut pages = 0;
    for (path, file) in site.iter().filter(|(path, _)| path.as_str().starts_with("2026-q2/")) {
        let html = String::from_utf8_lossy(file.bytes());
        if path.as_str().ends_with(".html") {
            // 4 in the east are too few, and their next smallest sibling, 16 in the islands, goes with them: two figures of
            // each of two metrics.
            let line = "What this report cannot know: what those think who did not answer or were never asked; no interval \
                covers them; 4 figures of groups are not shown because too few answered.";
            assert!(words(&html).contains(line), "{path}: {}", words(&html));
            pages += 1;
        }
    }
    assert!(pages > 10, "{pages}");
}

/// The journey of one survey: 80, 80, 50 and 55 of 100 content.
fn journey(third: usize) -> (String, String) {
    let names = ["buying", "arriving", "asking", "paying"];
    let mut config = String::new();
    for name in names {
        config += &format!(
            "[[metric]]\nid = \"{name}\"\nkind = \"top_box\"\nsource = \"steps\"\ncolumn = \"{name}\"\nscale = \"1-5\"\npage = \"none\"\n"
        );
    }
    for name in names {
        config += &format!("[[touchpoint]]\nid = \"{name}\"\nmetrics = [\"{name}\", \"helped\"]\n");
    }
    config += "[[source]]\nid = \"steps\"\nfiles = \"steps.csv\"\ncolumns = { date = \"day\" }\n";
    let content = [80, 80, third, 55];
    let row = |at: usize| {
        let answers = content.map(|content| if at < content { "5" } else { "1" });
        format!("2026-05-04,{}\n", answers.join(","))
    };
    (config, format!("day,{}\n{}", names.join(","), (0..100).map(row).collect::<String>()))
}

#[test]
fn the_journey_tells_where_satisfaction_turns_if_it_does() {
    let (config, steps) = journey(50);
    let site = site(&config, &[("steps.csv", &steps)]);
    let page = words(&text(&site, "journey/index.html"));
    // 80 of 100, then 50 of the same 100: 30 were content before alone, nobody after alone. Each one's own difference is −1
    // or 0: −30 ± 1.984 · √(100/99 · 0.3 · 0.7 / 100) points with Student's t on 99, −39 to −21.
    let turn = "Satisfaction turns between “Arriving” and “Asking”: Top-2-box: Asking stands at 50%, Top-2-box: Arriving at 80%, a difference of −30 points (−39 to −21).";
    assert!(page.contains(turn), "{page}");
    assert!(page.contains("Arriving Top-2-box: Arriving 80% 71 to 87% 100 0 points ● no clear difference"), "{page}");
    assert!(page.contains("Asking Top-2-box: Asking 50% 40 to 60% 100 −30 points ▼ lower"), "{page}");
    let headline = "Satisfaction turns between “Arriving” and “Asking” The steps that are measured in one way";
    assert!(page.contains(headline) && page.contains("4. Paying"), "{page}");
    let csv = String::from_utf8_lossy(
        site.get(&wavemark::output::SitePath::new("data/estimates.csv").unwrap()).unwrap().bytes(),
    )
    .into_owned();
    assert_eq!(csv.matches(",step:").count(), 3, "{csv}");
    let (config, steps) = journey(78);
    let site = self::site(&config, &[("steps.csv", &steps)]);
    let page = words(&text(&site, "journey/index.html"));
    // From 78 to 55 of 100 it turns one step later.
    assert!(page.contains("Satisfaction turns between “Asking” and “Paying”"), "{page}");
}

#[test]
fn without_a_clear_drop_or_a_common_measure_the_journey_has_no_turn() {
    let (config, steps) = journey(76);
    let config = config
        .replace("id = \"paying\"\nmetrics = [\"paying\", \"helped\"]", "id = \"paying\"\nmetrics = [\"helped\"]");
    let page = words(&text(&site(&config, &[("steps.csv", &steps)]), "journey/index.html"));
    // Four of the same 100 who were content no longer are, which chance explains; the last step is another question.
    assert!(page.contains("No clear turn: nowhere along the journey"), "{page}");
    assert!(page.contains("No step is clearly worse than the one before The steps that are measured"), "{page}");
    let alone = "[[touchpoint]]\nid = \"desk\"\nmetrics = [\"helped\"]\n";
    let page = words(&text(&site(alone, &[]), "journey/index.html"));
    assert!(page.contains("Nothing can be said of where satisfaction turns"), "{page}");
}

#[test]
fn who_did_not_answer_is_counted_by_group() {
    let config = r#"
[[source]]
id = "frame"
files = "frame.csv"
columns = { date = "day" }
segments = ["region"]

[[metric]]
id = "response"
kind = "response_rate"
source = "frame"
invited = "invited"
completed = "completed"
independent = true
"#;
    let frame = "day,region,invited,completed\n2026-05-01,North,600,60\n2026-05-01,South,400,100\n";
    let site = site(config, &[("frame.csv", frame)]);
    let page = words(&text(&site, "silence/index.html"));
    // 160 of 1,000 answered. The north is 60% of those asked and 37.5% of those who answered.
    assert!(page.contains("North 600 60% 60 38% 10% 8 to 13%, n 600 −15 points ▼ lower"), "{page}");
    assert!(page.contains("South 400 40% 100 63% 25% 21 to 29%, n 400 +15 points ▲ higher"), "{page}");
    assert!(page.contains("All customers 1,000 100% 160 100% 16% 14 to 18%, n 1,000"), "{page}");
    let index = words(&text(&site, "index.html"));
    assert!(index.contains("what those think who did not answer, 16% of 1,000 invited having done so"), "{index}");
    assert!(!has(&site, "service/index.html"));
}

#[test]
fn questions_left_blank_stand_in_the_order_of_the_questionnaire() {
    let config = r#"
[[source]]
id = "long"
files = "long.csv"
columns = { date = "day" }

[[question]]
id = "first"
source = "long"
column = "a"
scale = "1-5"

[[question]]
id = "last"
source = "long"
column = "b"
scale = "1-5"

[[metric]]
id = "blank"
kind = "missing"
questions = ["first", "last"]
"#;
    // 2 of 40 left the first blank, and 10 the last: 12 of 80, 15%.
    let rows = ["2026-05-01,,\n".repeat(2), "2026-05-01,3,\n".repeat(8), "2026-05-01,3,4\n".repeat(30)].concat();
    let site = site(config, &[("long.csv", &format!("day,a,b\n{rows}"))]);
    let page = words(&text(&site, "silence/index.html"));
    assert!(page.contains("Questions left blank, in the order in which they were asked"), "{page}");
    assert!(page.contains("1. First: 5% (1 to 17%, n 40). 2. Last: 25% (14 to 40%, n 40)."), "{page}");
    assert!(page.contains("15%"), "{page}");
}

#[test]
fn employees_stand_beside_customers_and_are_never_joined_with_them() {
    let config = "[[source]]\nid = \"staff\"\nfiles = \"staff.csv\"\ncolumns = { date = \"day\" }\npopulation = \"employees\"\n\
        [[metric]]\nid = \"staff_helped\"\nkind = \"share\"\nsource = \"staff\"\ncolumn = \"answer\"\nchoices = [\"yes\", \"no\"]\n\
        of = [\"yes\"]\nbeside = \"helped\"\ntitle = \"Able to help\"\n";
    let rows = ["2025-11-20,yes\n".repeat(90), "2025-11-20,no\n".repeat(10)].concat();
    let site = site(config, &[("staff.csv", &format!("day,answer\n{rows}"))]);
    let page = words(&text(&site, "employees/index.html"));
    // Employees were asked in 2025 Q4 alone: 90 of 100, beside 60 of 100 customers of the same wave. Agresti and Caffo:
    // 91/102 − 61/102 ± 1.96 · √((91·11 + 61·41)/102³), 18 to 41 points.
    let row = "2025 Q4 90% 83 to 94%, n 100 60% 50 to 69%, n 100 +30 points ▲ higher +18 to +41";
    assert!(page.contains(row), "{page}");
    assert!(page.contains("all employees") && !page.contains("all customers"), "{page}");
    assert!(page.contains("are never joined"), "{page}");
    // What employees say is no service to customers.
    assert!(!has(&site, "service/index.html"));
}
