//! A second report, of a telephone company, for the sentences that were held out.
//!
//! | figure (Halden) | 2024-Q4 | 2025-Q1 | 2025-Q2 | 2025-Q3 | 2025-Q4 |
//! |---|--:|--:|--:|--:|--:|
//! | nps | 30 | 30 | 30 | 31 | 25 |
//! | nps: shop, app, phone | 44, 30, 16 | 45, 31, 14 | 46, 34, 10 | 46, 38, 9 | 48, 43, −16 |
//! | csat | 75% | 75% | 75% | 75% | 68% |
//! | csat: shop, app, phone | 82, 78, 65 | 82, 79, 64 | 82.5, 80, 62.5 | 83, 81, 61 | 83, 82, 39 |
//! | fcr | 76% | 74% | 75% | 75% | 82% |
//! | fcr: shop, app, phone | 86, 75, 67 | 84, 74, 64 | 85, 75, 65 | 85, 75, 65 | 88, 86, 72 |
//! | ease, mean of 1 to 5 | 4.1 | 4.1 | 4.2 | 4.2 | 4.2 |
//! | ease: shop, app, phone | 4.3, 4.2, 3.8 | 4.3, 4.2, 3.8 | 4.4, 4.3, 3.9 | 4.4, 4.3, 3.9 | 4.4, 4.5, 3.7 |
//! | wait, mean seconds | 150 | 160 | 170 | 180 | 240 |
//!
//! Each channel has 200 answers a quarter, each competitor 300, always the same: Telvia's nps is 35 and 38 in 2025-Q4, csat 80%,
//! fcr 78%, ease 4.3, wait 200 seconds; Nordcom's are 10, 60%, 66%, 3.6 and 300 seconds. Targets: nps 35, csat 80%,
//! fcr 80%, wait 180 seconds. On the quarter before, csat fell clearly, fcr rose clearly and waits rose clearly; the nps fell
//! clearly on the phone and nowhere else.

use std::fmt::Write;
use wavemark::source::SourceReader;

pub const CONFIG: &str = r#"
[site]
title = "Halden Mobile: customer experience"
language = "en-GB"

[report]
brand = "Halden"
wave = "quarter"
baseline = "2024-Q4"
commentary = "commentary"

[[source]]
id = "survey"
files = "responses.csv"
columns = { respondent = "id", date = "completed", brand = "brand" }
segments = ["channel"]

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
id = "ease"
column = "ease"
scale = "1-5"

[[question]]
id = "resolved"
column = "resolved"
choices = ["yes", "no"]

[[question]]
id = "wait"
column = "wait"
type = "duration"

[[metric]]
id = "nps"
kind = "nps"
question = "recommend"
title = "Net Promoter Score"
aliases = ["promoter score", "recommend score", "likelihood to recommend"]
target = 35

[[metric]]
id = "csat"
kind = "top_box"
question = "satisfaction"
title = "Overall satisfaction"
aliases = ["CSAT", "satisfaction", "satisfied customers", "customers satisfied", "rated us good or very good"]
target = 80

[[metric]]
id = "ease"
kind = "mean"
question = "ease"
title = "Ease of contact"
aliases = ["ease score", "CES"]

[[metric]]
id = "fcr"
kind = "share"
question = "resolved"
of = ["yes"]
title = "First contact resolution"
aliases = ["FCR", "resolved first time", "resolved at the first contact", "first-contact resolution"]
target = 80

[[metric]]
id = "wait"
kind = "duration"
question = "wait"
show = "mean"
title = "Average speed of answer"
aliases = ["ASA", "time to answer", "waiting time", "average wait", "waits"]
target = 180

[[event]]
id = "outage"
date = 2025-11-03
text = "Outage of the phone lines"
"#;

/// Quarter, brand, channel, answers, nps, satisfied, resolved, fives (all others are threes), mean wait.
type CellRow = (&'static str, &'static str, &'static str, usize, i64, usize, usize, usize, usize);

const CELLS: [CellRow; 25] = [
    ("2024-11", "Halden", "Shop", 200, 44, 164, 172, 130, 150),
    ("2024-11", "Halden", "App", 200, 30, 156, 150, 120, 150),
    ("2024-11", "Halden", "Phone", 200, 16, 130, 134, 80, 150),
    ("2025-02", "Halden", "Shop", 200, 45, 164, 168, 130, 160),
    ("2025-02", "Halden", "App", 200, 31, 158, 148, 120, 160),
    ("2025-02", "Halden", "Phone", 200, 14, 128, 128, 80, 160),
    ("2025-05", "Halden", "Shop", 200, 46, 165, 170, 140, 170),
    ("2025-05", "Halden", "App", 200, 34, 160, 150, 130, 170),
    ("2025-05", "Halden", "Phone", 200, 10, 125, 130, 90, 170),
    ("2025-08", "Halden", "Shop", 200, 46, 166, 170, 140, 180),
    ("2025-08", "Halden", "App", 200, 38, 162, 150, 130, 180),
    ("2025-08", "Halden", "Phone", 200, 9, 122, 130, 90, 180),
    ("2025-11", "Halden", "Shop", 200, 48, 166, 176, 140, 240),
    ("2025-11", "Halden", "App", 200, 43, 164, 172, 150, 240),
    ("2025-11", "Halden", "Phone", 200, -16, 78, 144, 70, 240),
    ("2024-11", "Telvia", "", 300, 35, 240, 234, 195, 200),
    ("2025-02", "Telvia", "", 300, 35, 240, 234, 195, 200),
    ("2025-05", "Telvia", "", 300, 35, 240, 234, 195, 200),
    ("2025-08", "Telvia", "", 300, 35, 240, 234, 195, 200),
    ("2025-11", "Telvia", "", 300, 38, 240, 234, 195, 200),
    ("2024-11", "Nordcom", "", 300, 10, 180, 198, 90, 300),
    ("2025-02", "Nordcom", "", 300, 10, 180, 198, 90, 300),
    ("2025-05", "Nordcom", "", 300, 10, 180, 198, 90, 300),
    ("2025-08", "Nordcom", "", 300, 10, 180, 198, 90, 300),
    ("2025-11", "Nordcom", "", 300, 10, 180, 198, 90, 300),
];

/// The responses as a file.
pub fn responses() -> String {
    let mut csv = String::from("id,completed,brand,channel,recommend,satisfaction,resolved,ease,wait\n");
    for (month, brand, channel, n, nps, satisfied, resolved, fives, wait) in CELLS {
        // A fifth of all, and more where detractors are in the majority.
        let detractors = n as i64 / 5 + if nps < 0 { -nps * n as i64 / 100 } else { 0 };
        let promoters = detractors + nps * n as i64 / 100;
        for at in 0..n {
            // No factor has a common divisor with n, so that each answer is given once.
            let [r, s, f, e] = [(at * 17) % n, (at * 7) % n, (at * 11) % n, (at * 13) % n];
            let recommend: usize = match r as i64 {
                r if r < promoters => 9,
                r if r < n as i64 - detractors => 7,
                _ => 3 * (at % 3),
            };
            let satisfaction = if s < satisfied { 4 } else { 2 };
            let resolved = if f < resolved { "yes" } else { "no" };
            let ease = if e < fives { 5 } else { 3 };
            let wait = wait - 20 + (at % 5) * 10;
            let id = format!("{month}-{brand}-{channel}-{at}");
            let _ =
                writeln!(csv, "{id},{month}-10,{brand},{channel},{recommend},{satisfaction},{resolved},{ease},{wait}");
        }
    }
    // The last day of the quarter, so that it is complete.
    csv.push_str("late,2025-12-31,Nordcom,,7,,,,\n");
    csv
}

/// The project with these texts: paths below `commentary/` and what they hold.
pub fn reader(texts: &[(&str, &str)]) -> SourceReader {
    let fixed = [("site-config.toml".to_owned(), CONFIG.to_owned()), ("responses.csv".to_owned(), responses())];
    let texts = texts.iter().map(|(path, text)| (format!("commentary/{path}"), (*text).to_owned()));
    SourceReader::memory(fixed.into_iter().chain(texts))
}
