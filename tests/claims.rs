//! Claims on a small report whose numbers can be checked by hand.

use std::fmt::Write as _;
use wavemark::claims::CLAIMS;
use wavemark::diag::Diagnostic;
use wavemark::pipeline::{self, BuildOptions, Explanation};
use wavemark::source::SourceReader;

const CONFIG: &str = r#"
[site]
title = "T"
[report]
brand = "Us"
wave = "quarter"
commentary = "c"
data_until = 2026-06-30
[[source]]
id = "s"
files = "r.csv"
columns = { respondent = "id", date = "date", brand = "brand" }
segments = ["region"]
[[metric]]
id = "yes"
kind = "share"
column = "answer"
choices = ["yes", "no"]
of = ["yes"]
title = "Yes"
target = 50
margin = 13
"#;

/// How many of us said yes and no: by quarter, brand and region.
const COUNTS: [(&str, &str, &str, u32, u32); 10] = [
    ("2026-02-01", "Us", "North", 40, 60),
    ("2026-02-01", "Us", "South", 60, 40),
    ("2026-02-01", "Us", "East", 50, 50),
    ("2026-02-01", "Them", "North", 100, 100),
    ("2026-05-01", "Us", "North", 80, 20),
    ("2026-05-01", "Us", "South", 61, 39),
    ("2026-05-01", "Us", "East", 55, 45),
    ("2026-05-01", "Us", "Islands", 3, 2),
    ("2026-05-01", "Them", "North", 100, 100),
    ("2026-05-01", "Others", "North", 40, 160),
];

fn data() -> String {
    let mut rows = String::from("id,date,brand,region,answer\n");
    let mut id = 0;
    for (date, brand, region, yes, no) in COUNTS {
        for answer in 0..yes + no {
            id += 1;
            let answer = if answer < yes { "yes" } else { "no" };
            let _ = writeln!(rows, "{id},{date},{brand},{region},{answer}");
        }
    }
    rows
}

fn reader(text: &str) -> SourceReader {
    SourceReader::memory([
        ("site-config.toml", CONFIG.to_owned()),
        ("r.csv", data()),
        ("c/2026-q2/overview.md", text.to_owned()),
    ])
}

fn explained(asked: &str) -> Explanation {
    let checked = pipeline::explain(&reader("x"), "site-config.toml", None, asked);
    checked.value.unwrap_or_else(|| panic!("{asked}: {:#?}", checked.diagnostics))
}

/// The truth of a claim with its facts.
fn judged(asked: &str) -> (&'static str, String) {
    let evidence = explained(asked).evidence.expect("a claim");
    (evidence.truth.word(), evidence.facts.join("; "))
}

fn truth(asked: &str) -> &'static str {
    judged(asked).0
}

fn problems(text: &str) -> Vec<Diagnostic> {
    pipeline::build(&reader(text), &BuildOptions::new("site-config.toml")).diagnostics
}

#[test]
fn each_relation_is_judged_by_its_rule() {
    let cases = [
        // 199 of 305 after 150 of 300.
        ("yes/rose/previous", "supported"),
        ("yes/rose", "supported"),
        ("yes/fell/previous", "contradicted"),
        ("yes/unclear/previous", "contradicted"),
        ("yes/rose/2026-Q1", "supported"),
        // 61 after 60 of a hundred: the margin of 13 points holds, and nothing is clear.
        ("yes@region=south/rose/previous", "unproven"),
        ("yes@region=south/fell/previous", "contradicted"),
        ("yes@region=south/unclear/previous", "supported"),
        ("yes@region=south/steady/previous", "supported"),
        ("yes@region=north/steady/previous", "contradicted"),
        ("yes@region=east/steady/previous", "unproven"),
        // Against the target and numbers.
        ("yes/above/target", "supported"),
        ("yes/above/50", "supported"),
        ("yes/above/64%", "unproven"),
        ("yes/below/66", "unproven"),
        ("yes/above/66", "contradicted"),
        // Against each other.
        ("yes@region=north/above/south", "supported"),
        ("yes@region=south/below/north", "supported"),
        ("yes@region=south/above/east", "unproven"),
        ("yes@region=north/above/rest", "supported"),
        ("yes/above/them", "supported"),
        ("yes@brand=them/below/us", "supported"),
        ("yes@brand=them/above/others", "supported"),
        ("yes/first", "supported"),
        ("yes/first/benchmark", "supported"),
        ("yes@brand=others/last", "supported"),
        ("yes/last", "contradicted"),
        ("yes/among-first/2", "supported"),
        ("yes@region=north/first", "supported"),
        ("yes@region=south/first", "contradicted"),
        // 40 of a hundred, then 80, around a half; the whole was at a half exactly.
        ("yes@region=north/crossed/60", "supported"),
        ("yes@region=south/crossed/70", "contradicted"),
        ("yes@region=east/crossed/52", "unproven"),
        ("yes/best-since/2026-Q1", "supported"),
        ("yes/worst-since/2026-Q1", "contradicted"),
        // Five answers are not shown, and so neither is what could be told from them.
        ("yes@region=islands/above/10", "unproven"),
    ];
    let found: Vec<(&str, &str)> = cases.iter().map(|(claim, _)| (*claim, truth(claim))).collect();
    assert_eq!(found, cases);
}

#[test]
fn a_number_is_the_target_in_other_words() {
    let facts = |claim: &str| judged(claim).1;
    assert_eq!(facts("yes/above/50"), facts("yes/above/target"));
    assert_eq!(facts("yes@region=north/above/50%"), facts("yes@region=north/above/target"));
}

#[test]
fn an_own_row_is_used_and_turned_round() {
    let (_, forth) = judged("yes/above/them");
    let (_, back) = judged("yes@brand=them/below/us");
    let test = |facts: &str| facts[facts.find("test:").expect("a test")..].to_owned();
    assert_eq!(test(&forth), test(&back));
}

#[test]
fn writing_more_changes_no_verdict_and_what_is_not_shown_stays_so() {
    let (_, facts) = judged("yes@region=islands/above/10");
    assert!(!facts.contains('%') && facts.contains("not shown"), "{facts}");
    let one = problems("[a](claim:yes@region=south/above/east)");
    let many = problems(
        "[b](claim:yes@region=north/above/east) [a](claim:yes@region=south/above/east) [c](claim:yes@region=north/above/south)",
    );
    let messages = |problems: &[Diagnostic]| problems.iter().map(|p| p.message.clone()).collect::<Vec<_>>();
    let (one, many) = (messages(&one), messages(&many));
    // East goes with Islands, whose value subtraction would tell: nothing is told of either.
    assert_eq!(one.len(), 1, "{one:#?}");
    assert_eq!(many.len(), 2, "{many:#?}");
    assert!(many.contains(&one[0]) && many.iter().all(|message| message.contains("not shown")), "{many:#?}");
}

#[test]
fn what_is_proposed_can_be_pasted() {
    let points = pipeline::points(&reader("x"), "site-config.toml", None).value.expect("points");
    assert!(
        points.starts_with(
            "## Main points {#points}\n\n1. [Yes rose on last quarter](claim:yes/rose/previous), to {{ yes }}"
        ),
        "{points}"
    );
    let found = problems(&points);
    assert!(found.is_empty(), "{points}\n{found:#?}");
    for hint in problems("[a](claim:yes@region=south/rose/previous)")[0].hints.iter() {
        let pasted = hint.split('`').nth(1).expect("a line to paste");
        assert!(problems(pasted).is_empty(), "{pasted}");
    }
}

#[test]
fn a_plain_figure_is_explained_with_what_can_be_said_of_it() {
    let explained = explained("yes@region=north");
    assert_eq!(explained.address, "yes@region=north");
    assert_eq!(explained.files, [("r.csv".to_owned(), 1205)]);
    assert!(explained.figure.contains("80%") && explained.figure.contains("n 100"), "{}", explained.figure);
    assert!(
        explained
            .supported
            .contains(&"[Yes in North (Region) rose on last quarter](claim:yes@region=north/rose/previous)".to_owned()),
        "{:?}",
        explained.supported
    );
    assert!(explained.evidence.is_none());
}

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/claims.md");
const BEGIN: &str = "<!-- claims: made from the registry, see tests/claims.rs -->\n";
const END: &str = "<!-- end of claims -->";

/// What claims can be set to, and what they cannot.
const REFERENCES: [&str; 19] = [
    "",
    "previous",
    "year",
    "baseline",
    "2026-Q1",
    "2026-Q2",
    "2019-Q1",
    "target",
    "50",
    "2",
    "50%",
    "12s",
    "them",
    "us",
    "north",
    "south",
    "rest",
    "benchmark",
    "nonsense",
];

#[test]
fn every_relation_with_every_reference_is_judged_or_refused_with_a_way_out() {
    let subjects = ["yes", "yes@region=north", "yes@brand=them", "yes@region=islands"];
    let all: Vec<(&str, &str, &str)> = subjects
        .iter()
        .flat_map(|subject| CLAIMS.iter().map(move |kind| (*subject, kind.word)))
        .flat_map(|(subject, word)| REFERENCES.iter().map(move |reference| (subject, word, *reference)))
        .collect();
    let address = |(subject, word, reference): &(&str, &str, &str)| match *reference {
        "" => format!("claim:{subject}/{word}"),
        reference => format!("claim:{subject}/{word}/{reference}"),
    };
    // One line each, so that the line says which.
    let text: String = all.iter().map(|claim| format!("[It is so]({})\\\n", address(claim))).collect();
    let reader = reader(&text);
    let found = pipeline::build(&reader, &BuildOptions::new("site-config.toml")).diagnostics;
    let mut outcomes = vec!["supported"; all.len()];
    let mut pasted = String::new();
    for problem in &found {
        let claim = address(&all[reader.position(problem.span.expect("a place")).line - 1]);
        let at = reader.position(problem.span.expect("a place")).line - 1;
        let hint = problem.hints.first().unwrap_or_else(|| panic!("{claim}: {problem:?}"));
        outcomes[at] = problem.code.rsplit_once('/').map_or(problem.code, |(_, what)| what);
        if !matches!(outcomes[at], "contradicted" | "unproven") {
            continue;
        }
        // The figures, their bases, the difference with its interval, and p; or why there are none.
        assert!(problem.message.contains(&claim) && !problem.message.contains('\n'), "{problem:?}");
        let facts = problem.message.split_once("`: ").map(|(_, facts)| facts).unwrap_or_default();
        assert!(!facts.is_empty(), "{problem:?}");
        if facts.contains("difference") {
            assert!(facts.contains("95%") && facts.contains("n ") && facts.contains("p "), "{problem:?}");
        }
        match hint.strip_prefix("write instead: `").and_then(|rest| rest.strip_suffix('`')) {
            Some(instead) => pasted += &format!("{instead}\\\n"),
            None => assert!(hint.starts_with("leave ") || hint.starts_with("say "), "{claim}: {hint}"),
        }
    }
    // What is proposed is true.
    assert!(!pasted.is_empty());
    let proposed = problems(&pasted);
    assert!(proposed.is_empty(), "{proposed:#?}");
    let mut table = String::new();
    for (at, (subject, word, reference)) in all.iter().enumerate() {
        if *reference == REFERENCES[0] {
            let _ = writeln!(table, "{subject}/{word}");
        }
        let _ = writeln!(table, "    {:<10} {}", if reference.is_empty() { "-" } else { reference }, outcomes[at]);
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/claims/combinations.txt");
    if std::env::var_os("WAVEMARK_UPDATE_EXPECTED").is_some() {
        std::fs::write(path, &table).expect("the table can be written");
    }
    assert_eq!(table, std::fs::read_to_string(path).expect("the table"), "WAVEMARK_UPDATE_EXPECTED=1 writes it anew");
}

#[test]
fn the_document_lists_what_can_be_claimed() {
    let mut listed = String::from("\n");
    for kind in CLAIMS {
        let _ = writeln!(listed, "### `{}`\n\n{}.\n", kind.word, sentence(kind.meaning));
        let _ = writeln!(listed, "* Contradicted if {}.", kind.contradicted);
        let _ = writeln!(listed, "* Takes {}.", kind.takes);
        let _ = writeln!(listed, "* Example: `claim:{}`", kind.example);
        let _ = writeln!(listed, "* Rule: {}.\n", kind.source);
    }
    let document = std::fs::read_to_string(DOCUMENT).expect("docs/claims.md");
    let (before, rest) = document.split_once(BEGIN).expect("where the list begins");
    let (found, after) = rest.split_once(END).expect("where the list ends");
    if std::env::var_os("WAVEMARK_UPDATE_EXPECTED").is_some() {
        std::fs::write(DOCUMENT, format!("{before}{BEGIN}{listed}{END}{after}")).expect("a file that can be written");
    } else {
        assert_eq!(found, listed);
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A report on what matters: an answer moves with each of three questions as much as `weights` say.
fn what_matters(weights: [u32; 3], text: &str) -> SourceReader {
    let config = r#"
[site]
title = "T"
[report]
commentary = "c"
data_until = 2026-06-30
[[source]]
files = "r.csv"
columns = { respondent = "id", date = "date" }
[[question]]
id = "speed"
column = "speed"
scale = "1-5"
[[question]]
id = "fair-price"
column = "price"
scale = "1-5"
[[question]]
id = "shop"
column = "shop"
scale = "1-5"
[[metric]]
id = "nps"
kind = "nps"
column = "nps"
title = "Recommendation"
drivers = ["speed", "fair-price", "shop"]
"#;
    let mut rows = String::from("id,date,nps,speed,price,shop\n");
    let mut state = 7_u32;
    let mut chance = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    for id in 0..600 {
        let [speed, price, shop] = [1 + chance(5), 1 + chance(5), 1 + chance(5)];
        let sum = weights[0] * (speed - 1) + weights[1] * (price - 1) + weights[2] * (shop - 1) + 3 * chance(5);
        let nps = sum * 10 / (4 * weights.iter().sum::<u32>() + 12);
        let _ = writeln!(rows, "{id},2026-05-01,{nps},{speed},{price},{shop}");
    }
    SourceReader::memory([
        ("site-config.toml", config.to_owned()),
        ("r.csv", rows),
        ("c/2026-q2/overview.md", text.to_owned()),
    ])
}

/// What is told of a claim about what matters: the facts, and what can be pasted instead, in which nothing is wrong.
fn told_of_drivers(weights: [u32; 3], claim: &str) -> (String, Vec<String>) {
    let problems = |text: &str| {
        let built = pipeline::build(&what_matters(weights, text), &BuildOptions::new("site-config.toml"));
        built.diagnostics
    };
    let found = problems(&format!("[So](claim:{claim})\n"));
    assert_eq!(found.len(), 1, "{found:#?}");
    for hint in &found[0].hints {
        let paste = hint.split_once('`').and_then(|(_, paste)| paste.strip_suffix('`')).expect("something to paste");
        assert_eq!(problems(paste), Vec::new(), "{paste}");
    }
    (found[0].message.clone(), found[0].hints.clone())
}

#[test]
fn what_is_said_to_matter_most_wrongly_is_told_with_its_rank_and_what_does() {
    // One of them leads clearly; two lead, and nobody can tell which of the two; all three are alike.
    let cases = [
        (
            ([6, 2, 1], "nps/most-important-driver/fair-price"),
            "Fair price: 11% of what all drivers explain (95% interval 8 to 15%; n 600); rank 2 of 3 (95% rank range 2); \
             at rank 1: Speed: 87% of what all drivers explain (95% interval 84 to 91%; n 600)",
            &[
                "write instead: `[Speed matters most for Recommendation](claim:nps/most-important-driver/speed)`",
                "or: `[Fair price ranks among the first 2 of the drivers of Recommendation](claim:nps/importance-fair-price/among-first/2)`",
            ][..],
        ),
        (
            ([4, 4, 1], "nps/most-important-driver/shop"),
            "Shop: 2% of what all drivers explain (95% interval 0 to 4%; n 600); rank 3 of 3 (95% rank range 3); \
             at rank 1: Fair price: 54% of what all drivers explain (95% interval 49 to 60%; n 600)",
            &[
                "write instead: `[Fair price ranks among the first 2 of the drivers of Recommendation](claim:nps/importance-fair-price/among-first/2)`",
            ],
        ),
        (
            ([3, 3, 3], "nps/most-important-driver/shop"),
            "Shop: 30% of what all drivers explain (95% interval 25 to 35%; n 600); rank 3 of 3 (95% rank range 1 to 3); \
             at rank 1: Fair price: 37% of what all drivers explain (95% interval 31 to 43%; n 600)",
            &[
                "write instead: `Shop is at rank {{ nps importance shop rank }} among the drivers of Recommendation; the data allow {{ nps importance shop rank range }}`",
            ],
        ),
    ];
    for ((weights, claim), facts, instead) in cases {
        let (message, hints) = told_of_drivers(weights, claim);
        assert_eq!(message, format!("the data contradict `claim:{claim}`: {facts}"));
        assert_eq!(hints, instead);
    }
}

#[test]
fn the_importance_of_a_driver_is_a_figure_and_can_be_claimed() {
    let text = "Speed: {{ nps importance speed }} ({{ nps importance Speed interval }}), rank {{ nps importance speed rank }}.\n\n\
                [It leads](claim:nps/importance-speed/first), [the price is next](claim:nps/importance-fair-price/among-first/2).\n";
    let built = pipeline::build(&what_matters([6, 2, 1], text), &BuildOptions::new("site-config.toml"));
    assert_eq!(built.diagnostics, Vec::new());
    let told = |text: &str| -> Vec<String> {
        let built = pipeline::build(&what_matters([6, 2, 1], text), &BuildOptions::new("site-config.toml"));
        built
            .diagnostics
            .into_iter()
            .map(|problem| format!("{} | {}", problem.message, problem.hints.join(" | ")))
            .collect()
    };
    assert_eq!(
        told("{{ nps importance sped }} {{ nps importance }}\n\n[No](claim:nps/importance-speed/rose)\n"),
        [
            "`sped` is no driver of `nps` | did you mean `speed`?",
            "`importance` needs which driver is meant | known here: `speed`, `fair-price`, `shop`",
            "the data do not prove `claim:nps/importance-speed/rose`: Speed: 87% of what all drivers explain (95% interval 84 to 91%; n 600); \
             there is no figure to compare with | leave the sentence out, or compare with something else"
        ]
    );
}
