//! Every claim on figures of every kind: each is judged or refused with a way out, and each way out holds when it is taken.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use wavemark::claims::{CLAIMS, Relation};
use wavemark::diag::Diagnostic;
use wavemark::pipeline::{self, BuildOptions};
use wavemark::source::SourceReader;

const CONFIG: &str = r#"
[site]
title = "T"
[report]
brand = "Us"
wave = "quarter"
baseline = "2025-Q3"
commentary = "c"
data_until = 2026-06-30

[[source]]
id = "survey"
files = "survey.csv"
columns = { respondent = "id", date = "date", brand = "brand", weight = "weight" }
segments = ["region"]
[[question]]
id = "again"
source = "survey"
column = "again"
choices = ["very likely", "not likely", "don't care"]
[[question]]
id = "speed"
source = "survey"
column = "speed"
scale = "1-5"
[[question]]
id = "fair-price"
source = "survey"
column = "price"
scale = "1-5"

[[source]]
id = "calls"
files = "calls.csv"
columns = { respondent = "call", date = "date" }
segments = ["region"]
[[source]]
id = "frame"
files = "frame.csv"
columns = { wave = "quarter" }

[[metric]]
id = "nps"
kind = "nps"
source = "survey"
column = "nps"
title = "Recommendation"
target = 40
margin = 60
drivers = ["speed", "fair-price"]
[[metric]]
id = "top"
kind = "top_box"
question = "speed"
title = "Speed"
target = 60
[[metric]]
id = "bottom"
kind = "bottom_box"
question = "fair-price"
title = "Too dear"
[[metric]]
id = "mean"
kind = "mean"
question = "speed"
title = "Mean speed"
margin = 3
[[metric]]
id = "likely"
kind = "share"
question = "again"
of = ["very likely"]
title = "Would come again"
[[metric]]
id = "index"
kind = "index"
questions = ["speed", "fair-price"]
title = "Quality index"
[[metric]]
id = "blank"
kind = "missing"
source = "survey"
title = "Left blank"

[[metric]]
id = "wait"
kind = "duration"
source = "calls"
column = "seconds"
show = "mean"
within = [40, 120]
title = "Wait on the phone"
target = 60
margin = 500
[[metric]]
id = "wait_all"
kind = "duration"
source = "calls"
column = "seconds"
cut_short_if = { outcome = ["given up"] }
within = 40
title = "Wait of all callers"
target = 60
[[metric]]
id = "given_up"
kind = "rate"
source = "calls"
column = "outcome"
choices = ["answered", "given up"]
of = ["given up"]
title = "Calls given up"
better = "low"
[[metric]]
id = "called_back"
kind = "closed_loop"
source = "calls"
from = "at"
to = "called_back"
within = ["24h", "48h"]
title = "Called back in time"
target = 90
[[metric]]
id = "calls"
kind = "count"
source = "calls"
title = "Calls"
[[metric]]
id = "per_customer"
kind = "per_customer"
source = "calls"
customer = "customer"
title = "Calls per customer"
[[metric]]
id = "repeat"
kind = "repeat"
source = "calls"
customer = "customer"
within_days = 7
title = "Repeat calls"
[[metric]]
id = "response"
kind = "response_rate"
source = "frame"
invited = "invited"
started = "started"
completed = "completed"
title = "Response"

[[break]]
wave = "2026-Q1"
metrics = ["top"]
what = "wording"
text = "The question was worded anew"

[[benchmark]]
files = "published.csv"
"#;

const PUBLISHED: &str = "\
id,brand,metric,wave,value,unit,base,scale,source\n\
panel-nps,Fjord & Sons,nps,2026-Q2,41,points,900,0-10,Panel\n\
sector-speed,Sector,top,2026-Q2,55,percent,,1-5,Panel\n";

/// The middle of each quarter, oldest first.
const DATES: [&str; 5] = ["2025-05-14", "2025-08-14", "2025-11-14", "2026-02-14", "2026-05-14"];

/// Brand, region, answers a wave: enough, few, and too few to be shown.
const CELLS: [(&str, &str, u32); 5] = [
    ("Us", "North", 60),
    ("Us", "Small towns", 45),
    ("Us", "East", 22),
    ("Us", "Islands", 4),
    ("Fjord & Sons", "North", 50),
];

/// Numbers without a pattern, the same each time.
struct Chance(u32);

impl Chance {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % end
    }
}

/// Answers that rise in the last wave.
fn survey() -> String {
    let mut rows = String::from("id,date,brand,weight,region,nps,speed,price,again\n");
    let (mut chance, mut id) = (Chance(3), 0);
    for (wave, date) in DATES.iter().enumerate() {
        let up = u32::from(wave == 4) * 3;
        for (brand, region, n) in CELLS {
            for _ in 0..n {
                id += 1;
                let weight = 0.6 + 0.2 * f64::from(chance.below(5));
                let speed = (1 + chance.below(5) + up / 2).min(5);
                let nps = (chance.below(7) + speed - 1 + up).min(10);
                let price = if chance.below(20) == 0 { String::new() } else { (1 + chance.below(5)).to_string() };
                let again = ["very likely", "not likely", "don't care"][chance.below(3) as usize];
                writeln!(rows, "{id},{date},{brand},{weight:.1},{region},{nps},{speed},{price},{again}").unwrap();
            }
        }
    }
    rows
}

fn calls() -> String {
    let mut rows = String::from("call,date,region,customer,seconds,outcome,at,called_back\n");
    let (mut chance, mut call) = (Chance(5), 0);
    for (wave, date) in DATES.iter().enumerate() {
        for (region, n) in [("North", 70), ("Small towns", 50), ("Islands", 4)] {
            for _ in 0..n {
                call += 1;
                let seconds = 5 + chance.below(150) / (1 + u32::from(wave == 4));
                let outcome = if chance.below(5) == 0 { "given up" } else { "answered" };
                let customer = chance.below(60);
                let (month, day) = (&date[..7], 15 + chance.below(12));
                let back = match chance.below(6) {
                    0 => String::new(),
                    _ => format!("{month}-{day}T{:02}:00", chance.below(24)),
                };
                writeln!(rows, "{call},{date},{region},{customer},{seconds},{outcome},{date}T08:00,{back}").unwrap();
            }
        }
    }
    rows
}

const FRAME: &str = "quarter,invited,started,completed\n\
    2025-Q2,900,300,240\n2025-Q3,900,310,250\n2025-Q4,900,290,230\n2026-Q1,900,305,245\n2026-Q2,900,420,390\n";

fn reader(text: &str) -> SourceReader {
    SourceReader::memory([
        ("site-config.toml", CONFIG.to_owned()),
        ("survey.csv", survey()),
        ("calls.csv", calls()),
        ("frame.csv", FRAME.to_owned()),
        ("published.csv", PUBLISHED.to_owned()),
        ("c/2026-q2/overview.md", text.to_owned()),
    ])
}

/// What is said of each line of a text, each a paragraph of its own.
fn told(lines: &[String]) -> BTreeMap<usize, Vec<Diagnostic>> {
    let reader = reader(&lines.join("\n\n"));
    let mut told: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
    for problem in pipeline::build(&reader, &BuildOptions::new("site-config.toml")).diagnostics {
        let at = reader.position(problem.span.unwrap_or_else(|| panic!("no place: {problem:?}")));
        assert!(at.file.ends_with("overview.md"), "{}: {problem:?}", at.file);
        told.entry((at.line - 1) / 2).or_default().push(problem);
    }
    told
}

/// Figures of every kind: everybody, groups, another brand, another wave, other statistics; some low, some withheld.
const SUBJECTS: [&str; 40] = [
    "nps",
    "nps@region=small-towns",
    "nps@region=east",
    "nps@region=islands",
    "nps@brand=fjord-sons",
    "nps@wave=2025-Q4",
    "nps@wave=2019-Q1",
    "nps/promoters",
    "nps/importance-speed",
    "top",
    "top@region=north",
    "top/share-5",
    "bottom",
    "mean",
    "mean@brand=fjord-sons",
    "likely",
    "likely@region=north",
    "likely/share-dont-care",
    "index",
    "index@region=north",
    "blank",
    "blank/share-fair-price",
    "wait",
    "wait@region=north",
    "wait/p90",
    "wait/median",
    "wait/within-120s",
    "wait_all",
    "wait_all/within",
    "wait_all/median-ended",
    "given_up",
    "given_up@region=islands",
    "called_back",
    "called_back/within-48h",
    "called_back/median",
    "calls",
    "calls@region=north",
    "per_customer",
    "repeat",
    "response",
];

const IN_TIME: &[&str] = &["", "previous", "year", "baseline", "2025-Q4", "2026-Q2", "2019-Q1", "40", "nonsense"];
const ANYTHING: &[&str] = &[
    "",
    "previous",
    "year",
    "2025-Q4",
    "target",
    "rest",
    "benchmark",
    "us",
    "fjord-sons",
    "north",
    "islands",
    "panel-nps",
    "sector-speed",
    "2",
    "40",
    "40%",
    "0.4",
    "40s",
    "-300",
    "nonsense",
    "target/year",
];

fn references(relation: Relation) -> &'static [&'static str] {
    match relation {
        Relation::Rose | Relation::Fell | Relation::Steady => IN_TIME,
        Relation::Above | Relation::Below | Relation::Level | Relation::Unclear => ANYTHING,
        Relation::First | Relation::Last => &["", "benchmark", "3"],
        Relation::AmongFirst => &["", "1", "2", "99", "0", "x"],
        Relation::BestSince | Relation::WorstSince => &["", "2025-Q2", "2026-Q1", "2026-Q2", "2019-Q1", "previous"],
        Relation::MostImportantDriver => &["", "speed", "fair-price", "nonsense"],
        Relation::Crossed => &["", "target", "40", "40%", "50%/year", "40s", "2/2025-Q4", "nonsense", "40/north"],
    }
}

/// The pieces between backticks.
fn quoted(hint: &str) -> Vec<&str> {
    hint.split('`').skip(1).step_by(2).collect()
}

#[test]
fn each_way_out_of_a_claim_holds_when_it_is_taken() {
    let claims: Vec<(&str, &str, &str)> = SUBJECTS
        .iter()
        .flat_map(|subject| CLAIMS.iter().map(move |kind| (*subject, kind)))
        .flat_map(|(subject, kind)| references(kind.relation).iter().map(move |with| (subject, kind.word, *with)))
        .collect();
    let address = |(subject, word, with): (&str, &str, &str)| match with {
        "" => format!("{subject}/{word}"),
        with => format!("{subject}/{word}/{with}"),
    };
    let lines: Vec<String> = claims.iter().map(|claim| format!("[It is so](claim:{})", address(*claim))).collect();
    let told_of = told(&lines);
    let (mut pasted, mut named) = (BTreeSet::new(), BTreeSet::new());
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, problems) in &told_of {
        let (subject, word, with) = claims[*at];
        let claim = address(claims[*at]);
        assert_eq!(problems.len(), 1, "{claim}: {problems:#?}");
        let problem = &problems[0];
        *outcomes.entry(problem.code).or_default() += 1;
        assert!(!problem.hints.is_empty() && !problem.message.contains("NaN"), "{claim}: {problem:?}");
        for hint in &problem.hints {
            if let Some(instead) = hint.strip_prefix("write instead: ").or_else(|| hint.strip_prefix("or: ")) {
                pasted.extend(quoted(instead).into_iter().map(str::to_owned));
            }
            let names = hint.strip_prefix("known here: ").or_else(|| hint.strip_prefix("did you mean "));
            if let Some(names) = names.filter(|_| problem.code == "claim/unknown-reference") {
                let rest = with.split_once('/').map(|(_, rest)| format!("/{rest}")).unwrap_or_default();
                let level = with.split_once('/').map(|(level, _)| format!("{level}/")).unwrap_or_default();
                let names = quoted(names).into_iter();
                // In `crossed` what is not understood may be the time behind the level.
                named.extend(names.map(|name| match (word, name) {
                    ("crossed", "previous" | "year" | "baseline") => {
                        format!("[So](claim:{subject}/{word}/{level}{name})")
                    }
                    _ => format!("[So](claim:{subject}/{word}/{name}{rest})"),
                }));
            }
        }
    }
    for code in
        ["claim/contradicted", "claim/unproven", "claim/unknown-reference", "claim/bad-number", "claim/no-target"]
    {
        assert!(outcomes.get(code).is_some_and(|times| *times > 20), "{outcomes:?}");
    }
    assert!(lines.len() - told_of.len() > 100 && pasted.len() > 60 && named.len() > 60, "{outcomes:?}");

    let pasted: Vec<String> = pasted.into_iter().collect();
    let wrong: Vec<_> = told(&pasted).into_iter().map(|(at, problems)| (pasted[at].clone(), problems)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let named: Vec<String> = named.into_iter().collect();
    let judged = |problem: &Diagnostic| matches!(problem.code, "claim/contradicted" | "claim/unproven");
    let wrong = told(&named).into_iter().filter(|(_, problems)| !problems.iter().all(judged));
    let wrong: Vec<_> = wrong.map(|(at, problems)| (named[at].clone(), problems)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
