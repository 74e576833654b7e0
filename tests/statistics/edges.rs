//! Every kind of metric, and everything that is derived from one (tables, drivers, rolling means, why it moved, months,
//! events, curves, ranks, small groups), where there is next to nothing to measure: it must end without a panic, without
//! a number that is none, and without a number that nobody gave.

use super::{Dice, Row, built, number, table};
use std::fmt::Write;
use wavemark::metrics::METRICS;
use wavemark::output::BuiltSite;

const CONFIG: &str = r#"
[site]
title = "t"
[report]
brand = "Us"
data_until = 2026-03-31
floor = { suppress_below = 1, flag_below = 2 }
[[source]]
id = "s"
files = "r.csv"
segments = ["region", "kind"]
columns = { respondent = "id", date = "day", brand = "brand"COLUMNS }
DESIGN
[[source]]
id = "records"
files = "r.csv"
segments = ["region"]
columns = { date = "day" }
[[question]]
id = "q2"
source = "s"
column = "q2"
scale = "1-5"
[[question]]
id = "q3"
source = "s"
column = "q3"
scale = "1-5"
[[metric]]
id = "nps"
source = "s"
kind = "nps"
column = "q1"
scale_is_sure = true
rolling = 2
target = 20
drivers = ["q2", "q3"]
[[metric]]
id = "score"
source = "s"
kind = "nps"
column = "q1"
scale_is_sure = true
interval = "score"
[[metric]]
id = "top"
kind = "top_box"
question = "q2"
rolling = 2
drivers = ["q3"]
[[metric]]
id = "bottom"
kind = "bottom_box"
question = "q2"
[[metric]]
id = "mean"
kind = "mean"
question = "q3"
rolling = 2
[[metric]]
id = "share"
source = "s"
kind = "share"
column = "outcome"
choices = ["answered", "abandoned"]
of = ["answered"]
[[metric]]
id = "rate"
source = "s"
kind = "rate"
column = "outcome"
choices = ["answered", "abandoned"]
of = ["abandoned"]
[[metric]]
id = "wait"
source = "s"
kind = "duration"
column = "wait"
within = 60
cut_short_if = { outcome = ["abandoned"] }
[[metric]]
id = "length"
source = "s"
kind = "duration"
column = "wait"
within = 60
[[metric]]
id = "loop"
source = "records"
kind = "closed_loop"
from = "opened"
to = "closed"
within = ["24h", "48h"]
[[metric]]
id = "rows"
kind = "count"
source = "s"
[[metric]]
id = "count"
source = "s"
kind = "count"
column = "outcome"
choices = ["answered", "abandoned"]
of = ["abandoned"]
[[metric]]
id = "contacts"
kind = "per_customer"
source = "records"
customer = "customer"
[[metric]]
id = "repeat"
kind = "repeat"
source = "records"
customer = "customer"
within_days = 7
[[metric]]
id = "response"
kind = "response_rate"
source = "records"
invited = "invited"
started = "started"
completed = "completed"
[[metric]]
id = "blank"
kind = "missing"
source = "s"
questions = ["q2", "q3"]
[[metric]]
id = "index"
kind = "index"
source = "s"
questions = ["q2", "q3"]
[voice]
source = "s"
comment = "comment"
everybody_agreed = true
topics = "topics.toml"
[[table]]
id = "t"
rows = ["nps", "mean", "question:q2"]
columns = ["region", ["kind", "region"]]
lower_case = true
[[event]]
date = 2025-08-15
text = "New desk"
group = { region = "North" }
against = { region = "South" }
[[event]]
date = 2025-08-15
text = "New tariff"
"#;

/// What a source says of its design, and of what its standard errors take account.
const DESIGNS: [(&str, &str, &str); 6] = [
    ("rows", "", ""),
    ("weights", ", weight = \"weight\"", ""),
    ("a finite frame", "", "frame = 400"),
    ("strata and clusters", ", weight = \"weight\", stratum = \"region\", cluster = \"branch\"", ""),
    ("a panel", "", "same_respondents = \"always\""),
    ("raked", "", "weighting = { errors = \"residual\", targets = { kind = { small = 50, large = 50 } } }"),
];

/// One response, as far as edges differ.
#[derive(Clone)]
struct Response {
    brand: &'static str,
    region: &'static str,
    kind: &'static str,
    branch: u64,
    weight: u64,
    /// 0 to 10, 1 to 5, 1 to 5; none is blank.
    ratings: [Option<u64>; 3],
    wait: Option<u64>,
    ended: Option<bool>,
    /// Hours until it was closed; none is open.
    hours: Option<u64>,
    completed: u64,
}

/// What the newest quarter is like: made from quarters as they are mostly.
type Edge = (&'static str, fn(&mut Vec<Response>));

const EDGES: [Edge; 12] = [
    ("as it mostly is", |_| {}),
    ("nobody", |rows| {
        rows.iter_mut().for_each(|row| (row.ratings, row.wait, row.ended) = ([None; 3], None, None));
    }),
    ("one response", |rows| rows.truncate(1)),
    ("two responses", |rows| rows.truncate(2)),
    ("the best from all", |rows| rows.iter_mut().for_each(|row| constant(row, [10, 5, 5], 0, true, 1))),
    ("the worst from all", |rows| rows.iter_mut().for_each(|row| constant(row, [0, 1, 1], 90, false, 0))),
    ("nothing of weight", |rows| rows.iter_mut().for_each(|row| row.weight = 0)),
    ("one of weight", |rows| rows.iter_mut().skip(1).for_each(|row| row.weight = 0)),
    ("a single brand", |rows| rows.iter_mut().for_each(|row| row.brand = "Us")),
    ("a single region and branch", |rows| {
        rows.iter_mut().for_each(|row| (row.region, row.branch) = ("North", 1));
    }),
    ("ties between all groups", |rows| {
        for (at, row) in rows.iter_mut().enumerate() {
            let of_four = at as u64 % 4;
            constant(row, [10 - 3 * of_four, 1 + of_four, 5 - of_four], 15 * of_four, true, 1);
            (row.region, row.kind) = (["North", "South"][at / 4 % 2], ["small", "large"][at / 8 % 2]);
            (row.brand, row.branch, row.weight) = (["Us", "Them"][at / 16 % 2], at as u64 / 32 % 3, 1);
        }
    }),
    ("ratings that follow from each other", |rows| {
        for row in rows {
            row.ratings[2] = row.ratings[1];
        }
    }),
];

fn constant(row: &mut Response, ratings: [u64; 3], wait: u64, ended: bool, completed: u64) {
    row.ratings = ratings.map(Some);
    (row.wait, row.ended, row.completed) = (Some(wait), Some(ended), completed);
    row.hours = ended.then_some(1);
}

fn quarter(dice: &mut Dice) -> Vec<Response> {
    let response = |_| {
        let mood = dice.below(7);
        let rating = |value: u64, dice: &mut Dice| (dice.below(9) > 0).then_some(value);
        let ended = dice.below(4) > 0;
        Response {
            brand: ["Us", "Us", "Them"][dice.below(3) as usize],
            region: ["North", "South"][dice.below(2) as usize],
            kind: ["small", "large"][dice.below(2) as usize],
            branch: dice.below(6),
            weight: dice.below(4),
            ratings: [
                rating((mood + dice.below(5)).min(10), dice),
                rating(1 + mood / 2, dice),
                rating(1 + (mood + dice.below(3)) / 2, dice),
            ],
            wait: Some(dice.below(120)),
            ended: Some(ended),
            hours: ended.then(|| dice.below(90)),
            completed: dice.below(2),
        }
    };
    (0..120).map(response).collect()
}

/// Five quarters from the first of 2025 on; all are like the edge, or only the newest.
fn file(edge: fn(&mut Vec<Response>), from: usize) -> String {
    let header = "id,day,brand,region,kind,branch,weight,q1,q2,q3,wait,outcome,opened,closed,customer,invited,started,completed,comment";
    let (mut text, mut dice) = (format!("{header}\n"), Dice(5));
    for quarter_at in 0..5 {
        let mut rows = quarter(&mut dice);
        if quarter_at >= from {
            edge(&mut rows);
        }
        for (at, row) in rows.iter().enumerate() {
            let (year, month, of_month) = (2025 + quarter_at / 4, 1 + 3 * (quarter_at % 4) + at % 3, 1 + at % 25);
            let day = format!("{year}-{month:02}-{of_month:02}");
            let cell = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
            let [q1, q2, q3] = row.ratings.map(cell);
            let outcome = row.ended.map_or("", |ended| if ended { "answered" } else { "abandoned" });
            let closed = row.hours.map_or_else(String::new, |hours| {
                format!("{year}-{month:02}-{:02} {:02}:30", of_month + hours as usize / 24, hours % 24)
            });
            writeln!(
                text,
                "P{at},{day},{},{},{},B{},{},{q1},{q2},{q3},{},{outcome},{day} 00:00,{closed},C{},2,1,{},{}",
                row.brand,
                row.region,
                row.kind,
                row.branch,
                row.weight,
                cell(row.wait),
                at / 2,
                row.completed,
                if row.ratings[0].is_some() { "The courier came late" } else { "" },
            )
            .unwrap();
        }
    }
    text
}

fn site(edge: fn(&mut Vec<Response>), from: usize, columns: &str, design: &str) -> BuiltSite {
    let config = CONFIG.replace("COLUMNS", columns).replace("DESIGN", design);
    let topics = "[delivery]\nwords = [\"courier\"]\n[staff]\nwords = [\"staff\"]\n";
    built(&config, &[("r.csv", &file(edge, from)), ("topics.toml", topics)])
}

const NUMBERS: [&str; 14] = [
    "value",
    "lower",
    "upper",
    "se",
    "n",
    "n_eff",
    "difference",
    "diff_lower",
    "diff_upper",
    "p_value",
    "p_adjusted",
    "rank_low",
    "rank_high",
    "in_both",
];

/// What is wrong with a row of estimates.
fn problems(row: &Row) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut check = |holds: bool, problem| {
        if !holds {
            found.push(problem);
        }
    };
    let of = |column: &str| (!row[column].is_empty()).then(|| number(row, column));
    for column in NUMBERS {
        check(of(column).is_none_or(f64::is_finite), "a number that is none");
    }
    let between = |low: Option<f64>, middle: Option<f64>, high: Option<f64>| {
        let rounding = 1e-9;
        low.zip(middle).is_none_or(|(low, middle)| low <= middle + rounding)
            && middle.zip(high).is_none_or(|(middle, high)| middle <= high + rounding)
    };
    // The adjusted interval of a single answer is known not to reach it (−100 for one detractor lies below −98).
    let is_one_answer = row["kind"] == "nps"
        && match of("n_eff") {
            Some(n_eff) => n_eff <= 1.0,
            None => row["verdict"] == "base_too_small",
        };
    let is_between = between(of("lower"), of("value"), of("upper"));
    check(is_one_answer || is_between, "a value outside its interval");
    let is_between = between(of("diff_lower"), of("difference"), of("diff_upper"));
    check(is_one_answer || is_between, "a difference outside its interval");
    let (least, most) = match &*row["unit"] {
        "points" => (-100.0, 100.0),
        "share" => (0.0, 1.0),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    };
    for column in ["value", "lower", "upper"] {
        check(of(column).is_none_or(|value| (least..=most).contains(&value)), "a value that cannot be");
    }
    for column in ["difference", "diff_lower", "diff_upper"] {
        let reach = most - least;
        check(of(column).is_none_or(|value| value.abs() <= reach), "a difference that cannot be");
    }
    for column in ["p_value", "p_adjusted"] {
        check(of(column).is_none_or(|p| (0.0..=1.0).contains(&p)), "a probability that is none");
    }
    check(of("p_value").zip(of("p_adjusted")).is_none_or(|(raw, adjusted)| raw <= adjusted), "adjusted downwards");
    let is_shown = ["ok", "low_base"].contains(&&*row["state"]);
    check(
        is_shown || NUMBERS.iter().all(|column| ["n", "n_eff"].contains(column) || row[*column].is_empty()),
        "hidden",
    );
    check(is_shown || row["n"].is_empty() || number(row, "n") == 0.0, "a base of what is not shown");
    let is_count = row["kind"] == "count";
    check(!is_shown || is_count || number(row, "n") > 0.0, "a figure that nobody gave");
    check(of("se").is_none_or(|se| se >= 0.0), "a negative error");
    check(
        of("n").zip(of("n_eff")).is_none_or(|(n, n_eff)| n_eff <= n * (1.0 + 1e-9) || row["statistic"] == "rolling"),
        "an effective base above its base",
    );
    check(of("rank_low").zip(of("rank_high")).is_none_or(|(low, high)| 1.0 <= low && low <= high), "no range of ranks");
    if ["higher", "lower"].contains(&&*row["verdict"]) {
        check(of("p_adjusted").is_some_and(|p| p < 0.05), "a verdict without a test");
        let rose = of("difference").is_some_and(|difference| difference > 0.0);
        check(rose == (row["verdict"] == "higher"), "a verdict against its difference");
    }
    if of("n") == Some(1.0) && row["reference"].is_empty() && row["unit"] == "score" && row["statistic"] != "shrunk" {
        check(row["se"].is_empty() && row["lower"].is_empty(), "an error of a single answer");
    }
    found
}

/// Words that stand for numbers that are none, as no page has them in its own words.
fn is_no_number(text: &str) -> bool {
    ["NaN", "nan,", ",inf", "-inf", "\u{221e}"].iter().any(|none| text.contains(none))
}

#[test]
fn every_kind_of_metric_is_tried() {
    for kind in METRICS {
        let is_tried = CONFIG.contains(&format!("kind = \"{}\"", kind.name())) || kind.name() == "topic";
        assert!(is_tried, "{} is not among the metrics that are tried", kind.name());
    }
}

/// Edges that are tried in every design; the others in the one that has the most to say.
const IN_EVERY_DESIGN: [&str; 2] = ["two responses", "one of weight"];

/// Every edge with its designs.
fn all() -> Vec<(&'static str, Edge, (&'static str, &'static str, &'static str))> {
    let both = EDGES.iter().flat_map(|edge| DESIGNS.iter().map(move |design| (edge.0, *edge, *design)));
    // Targets without anybody are an error of their own.
    let possible = |(edge, _, design): &(&str, Edge, (&str, &str, &str))| {
        let is_wanted = IN_EVERY_DESIGN.contains(edge) || design.0 == "strata and clusters";
        is_wanted && (design.0 != "raked" || !["one response", "two responses"].contains(edge))
    };
    both.filter(possible).collect()
}

fn problems_of(
    edge: &str,
    make: fn(&mut Vec<Response>),
    (design, columns, of_source): (&str, &str, &str),
) -> Vec<String> {
    // Nobody at all is an error of its own.
    let from = match edge {
        "nobody" | "nothing of weight" | "one response" => 4,
        // The event needs somebody whom it did not concern.
        "a single region and branch" => 2,
        _ => 0,
    };
    let site = site(make, from, columns, of_source);
    let mut found = Vec::new();
    for (path, file) in site.iter() {
        let is_text = [".csv", ".svg", ".html", ".json"].iter().any(|end| path.to_string().ends_with(end));
        if is_text && is_no_number(&String::from_utf8_lossy(file.bytes())) {
            found.push(format!("{edge}, {design}: no number in {path}"));
        }
    }
    let rows = table(&site, "data/estimates.csv");
    assert!(rows.len() > 500, "{edge}, {design}: {} rows", rows.len());
    for row in &rows {
        found.extend(problems(row).into_iter().map(|problem| format!("{edge}, {design}: {problem}: {row:?}")));
    }
    found
}

#[test]
fn no_edge_gives_a_panic_or_a_number_that_nobody_gave() {
    let all = all();
    let parts: Vec<_> = all.chunks(all.len().div_ceil(4)).collect();
    let mut found: Vec<String> = std::thread::scope(|scope| {
        let of = |part: &[(&str, Edge, (&str, &str, &str))]| -> Vec<String> {
            part.iter().flat_map(|(name, edge, design)| problems_of(name, edge.1, *design)).collect()
        };
        let threads: Vec<_> = parts.iter().map(|part| scope.spawn(move || of(part))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let count = found.len();
    found.truncate(8);
    assert!(found.is_empty(), "{count}:\n{}", found.join("\n"));
}

#[test]
fn answers_that_are_all_alike_never_differ() {
    for (at, (design, columns, of_source)) in DESIGNS.into_iter().enumerate() {
        let edge = ["the best from all", "the worst from all"][at % 2];
        let (_, make) = EDGES.iter().find(|(name, _)| *name == edge).unwrap();
        let rows = table(&site(*make, 0, columns, of_source), "data/estimates.csv");
        let ratings = ["nps", "score", "top", "bottom", "mean", "index", "share", "rate"];
        let compared = rows.iter().filter(|row| {
            ratings.contains(&&*row["metric"]) && !row["reference"].is_empty() && row["reference"] != "target"
        });
        let mut tested = 0;
        for row in compared.filter(|row| !row["difference"].is_empty()) {
            tested += 1;
            assert_eq!(
                (number(row, "difference"), &*row["verdict"]),
                (0.0, "no_clear_difference"),
                "{design}: {row:?}"
            );
        }
        assert!(tested > 100, "{design}: {tested}");
        // Equal groups share the first place, and nobody can tell them apart.
        for row in rows.iter().filter(|row| !row["rank_low"].is_empty()) {
            assert_eq!(&*row["rank_low"], "1", "{design}: {row:?}");
        }
    }
}
