//! A small report with round figures.
//!
//! | figure (Northwind) | 2025-Q2 | 2025-Q3 | 2025-Q4 | 2026-Q1 | 2026-Q2 |
//! |---|--:|--:|--:|--:|--:|
//! | nps | 30.0 | 33.5 | 36.0 | 31.0 | 39.5 |
//! | nps, North | 28 | 30 | 34 | 20 | 38 |
//! | nps, South | 32 | 37 | 38 | 42 | 41 |
//! | csat | 61% | 63% | 66% | 62% | 75% |
//! | wait, mean seconds | 90 | 86 | 80 | 84 | 65 |
//!
//! Each region has 100 answers a quarter, each competitor 120. In 2026-Q2 Fjord's nps is 48.3, Kestrel's 19.8 (n 121), the
//! share of their customers that are satisfied 73% and 51%, their waits 70 and 95 seconds; Kestrel has been measured since
//! 2025-Q4 only. Against the quarter before satisfaction rose clearly and waits fell clearly; the nps did neither. In
//! satisfaction and nps we are clearly ahead of Kestrel, and level with Fjord as far as can be told.

use std::fmt::Write;
use wavemark::diag::Diagnostic;
use wavemark::output::BuiltSite;
use wavemark::source::SourceReader;

pub const CONFIG: &str = r#"
[site]
title = "Northwind: how customers see us"
language = "en-GB"

[report]
brand = "Northwind"
wave = "quarter"
baseline = "2025-Q2"
commentary = "commentary"

[[source]]
id = "survey"
files = "responses.csv"
columns = { respondent = "id", date = "completed", brand = "brand" }
segments = ["region"]

[[question]]
id = "recommend"
column = "recommend"
text = "How likely are you to recommend {brand}?"
scale = "0-10"

[[question]]
id = "satisfaction"
column = "satisfaction"
scale = "1-5"

[[question]]
id = "wait"
column = "wait"
type = "duration"

[[metric]]
id = "nps"
kind = "nps"
question = "recommend"
title = "Recommendation"
aliases = ["net promoter score", "promoter score"]
target = 40
drivers = ["satisfaction"]

[[metric]]
id = "csat"
kind = "top_box"
question = "satisfaction"
title = "Satisfaction"
aliases = ["CSAT", "satisfied customers", "customers are satisfied"]
target = 80

[[metric]]
id = "wait"
kind = "duration"
show = "mean"
title = "Wait on the phone"
aliases = ["waits", "waiting time", "mean wait"]

[[event]]
date = 2026-02-10
text = "New courier in the north"
"#;

/// Quarter, brand, region, promoters, passives, detractors, satisfied, mean wait.
type CellRow = (&'static str, &'static str, &'static str, [usize; 3], usize, usize);

const CELLS: [CellRow; 18] = [
    ("2025-05", "Northwind", "North", [48, 32, 20], 60, 90),
    ("2025-05", "Northwind", "South", [50, 32, 18], 62, 90),
    ("2025-08", "Northwind", "North", [50, 30, 20], 62, 86),
    ("2025-08", "Northwind", "South", [53, 31, 16], 64, 86),
    ("2025-11", "Northwind", "North", [52, 30, 18], 65, 80),
    ("2025-11", "Northwind", "South", [54, 30, 16], 67, 80),
    ("2026-02", "Northwind", "North", [44, 32, 24], 58, 84),
    ("2026-02", "Northwind", "South", [57, 28, 15], 66, 84),
    ("2026-05", "Northwind", "North", [55, 28, 17], 74, 65),
    ("2026-05", "Northwind", "South", [58, 25, 17], 76, 65),
    ("2025-05", "Fjord", "North", [66, 36, 18], 84, 70),
    ("2025-08", "Fjord", "North", [66, 36, 18], 84, 70),
    ("2025-11", "Fjord", "North", [68, 36, 16], 84, 70),
    ("2026-02", "Fjord", "North", [70, 34, 16], 86, 70),
    ("2026-05", "Fjord", "North", [72, 34, 14], 88, 70),
    ("2025-11", "Kestrel", "South", [48, 42, 30], 60, 95),
    ("2026-02", "Kestrel", "South", [48, 42, 30], 60, 95),
    ("2026-05", "Kestrel", "South", [50, 44, 26], 61, 95),
];

/// The responses as a file.
pub fn responses() -> String {
    let mut csv = String::from("id,completed,brand,region,recommend,satisfaction,wait\n");
    for (month, brand, region, [promoters, passives, detractors], satisfied, wait) in CELLS {
        let n = promoters + passives + detractors;
        for at in 0..n {
            let detractor = 3 * (at % 3);
            let recommend = if at < promoters {
                9 + at % 2
            } else if at < promoters + passives {
                7
            } else {
                detractor
            };
            // 7 and n have no common divisor, so that each answer is given once.
            let satisfaction = if (at * 7) % n < satisfied { 4 + at % 2 } else { 1 + at % 3 };
            let wait = wait - 20 + (at % 5) * 10;
            let id = format!("{month}-{brand}-{region}-{at}");
            let day = if at % 2 == 0 { "10" } else { "28" };
            let _ = writeln!(csv, "{id},{month}-{day},{brand},{region},{recommend},{satisfaction},{wait}");
        }
    }
    // The last day of the quarter, so that it is complete.
    csv.push_str("late,2026-06-30,Kestrel,South,7,,\n");
    csv
}

/// The project with these texts: paths below `commentary/` and what they hold.
pub fn reader(texts: &[(&str, &str)]) -> SourceReader {
    reader_with(CONFIG, texts)
}

/// The same with a site-config of its own.
pub fn reader_with(config: &str, texts: &[(&str, &str)]) -> SourceReader {
    let fixed = [("site-config.toml".to_owned(), config.to_owned()), ("responses.csv".to_owned(), responses())];
    let texts = texts.iter().map(|(path, text)| (format!("commentary/{path}"), (*text).to_owned()));
    SourceReader::memory(fixed.into_iter().chain(texts))
}

/// The problems as `file:line:column-column severity code: message`.
pub fn listed(reader: &SourceReader, problems: &[Diagnostic]) -> Vec<String> {
    let line = |problem: &Diagnostic| {
        let place = problem.span.map_or_else(String::new, |span| {
            let at = reader.position(span);
            format!("{}:{}-{} ", at.line, at.column, at.end_column)
        });
        format!("{place}{} {}: {}", problem.severity.word(), problem.code, problem.message)
    };
    problems.iter().map(line).collect()
}

/// A file of the site.
pub fn file(site: &BuiltSite, path: &str) -> Option<Vec<u8>> {
    site.iter().find(|(place, _)| place.to_string() == path).map(|(_, file)| file.bytes().to_vec())
}
