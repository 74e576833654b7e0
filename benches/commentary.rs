//! How long large texts take: `cargo bench --bench commentary`.
//!
//! Each kind of text is built at 0.5, 1 and 2 MB in a report of a few answers. Twice the size should take about twice the
//! time; a text on which work grew with the square would take four times.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::fmt::Write as _;
use std::time::Instant;
use wavemark::pipeline::{BuildOptions, build};
use wavemark::source::SourceReader;

const CONFIG: &str = "[site]\ntitle = \"t\"\n[report]\ncommentary = \"c\"\n[[source]]\nfiles = \"r.csv\"\n\
                      columns = { date = \"date\" }\n[[metric]]\nkind = \"nps\"\ncolumn = \"a\"\naliases = [\"score\"]\n";

/// Kinds of texts by what they repeat.
const KINDS: &[(&str, &str)] = &[
    ("prose", "Customers say that deliveries come in time, and that somebody answers when they call.\n\n"),
    ("one paragraph of figures", "NPS is 41 and the score rose to 42.5 from 12. "),
    ("figures in paragraphs", "NPS is 41 on last quarter, and the score rose.\n\n"),
    ("values", "NPS is {{ nps }} on {{ nps n }} answers.\n\n"),
    ("table of values", "| a | {{ nps }} | {{ nps interval }} |\n"),
    ("braces", "{{"),
    ("nested brackets", "["),
    ("nested wiki links", "[["),
    ("nested quotes", "> "),
    ("emphasis", "*a _b "),
    ("footnote marks", "[^a]"),
    ("comments", "<!-- ok -->"),
    ("blocks", "```chart\nkind = \"trend\"\nmetric = \"nps\"\nx = 1\n```\n\n"),
];

fn main() {
    let mut csv = String::from("date,a\n");
    for at in 0..200 {
        let _ = writeln!(csv, "2026-0{}-15,{}", 1 + at % 6, at % 11);
    }
    csv.push_str("2026-06-30,9\n");
    println!("{:<28}{:>10}{:>10}{:>10}{:>12}", "seconds", "0.5 MB", "1 MB", "2 MB", "2 MB/1 MB");
    for (kind, unit) in KINDS {
        let times = [1_usize << 19, 1 << 20, 1 << 21].map(|size| {
            let head = if *kind == "table of values" { "| a | b | c |\n|---|---|---|\n" } else { "" };
            let text = format!("{head}{}", unit.repeat(size / unit.len()));
            let files = [("site-config.toml", CONFIG), ("r.csv", &csv), ("c/2026-q2/overview.md", &text)];
            let reader = SourceReader::memory(files);
            let start = Instant::now();
            let checked = build(&reader, &BuildOptions::new("site-config.toml"));
            assert!(checked.value.is_some() || !checked.diagnostics.is_empty());
            start.elapsed().as_secs_f64()
        });
        println!(
            "{kind:<28}{:>10.2}{:>10.2}{:>10.2}{:>12.1}",
            times[0],
            times[1],
            times[2],
            times[2] / times[1].max(1e-9)
        );
    }
}
