//! Why a figure moved: mix and change within groups.

use crate::support::{Rows, close, config, csv, figures, page};
use std::fmt::Write;
use wavemark::metrics::movement::{Movement, Split, Unsplit};
use wavemark::metrics::{Reference, Verdict};

const YES: &str = "kind = \"share\"\ncolumn = \"answer\"\nchoices = [\"yes\", \"no\"]\nof = [\"yes\"]\nid = \"m\"";

fn movements(rows: Rows) -> Vec<Movement> {
    figures(&config("", YES, ""), &csv(rows)).over_time.movements
}

fn split(movement: &Movement) -> &Split {
    movement.result.as_ref().unwrap()
}

#[test]
fn a_different_mix_alone() {
    // 20 and 80 in a hundred in both quarters, but from half and half to one and three quarters
    let rows: Rows = &[
        ("2026-01-05", "N", "no", 400),
        ("2026-01-05", "N", "yes", 100),
        ("2026-01-05", "S", "no", 100),
        ("2026-01-05", "S", "yes", 400),
        ("2026-04-05", "N", "no", 200),
        ("2026-04-05", "N", "yes", 50),
        ("2026-04-05", "S", "no", 150),
        ("2026-04-05", "S", "yes", 600),
    ];
    let found = movements(rows);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].reference, Reference::Previous);
    let parts = split(&found[0]);
    close(parts.mix.value, 0.15);
    close(parts.within.value, 0.0);
    assert_eq!((parts.mix.verdict, parts.within.verdict), (Verdict::Higher, Verdict::NoClearDifference));
    // By hand: (1/2 to 1/4)·(20 % less the mean of 50 % and 65 %), and the same of the other region.
    close(parts.groups[0].mix.0, -0.25 * (0.2 - 0.575));
    close(parts.groups[1].mix.0, 0.25 * (0.8 - 0.575));
    assert!(parts.mix.interval.0 < 0.15 && 0.15 < parts.mix.interval.1);

    let html = page(&config("data_until = 2026-06-30", YES, ""), &csv(rows), "metrics/m/index.html");
    assert!(html.contains("A different mix by Region moved it by +15 points ("), "{html}");
    assert!(html.contains("No change within groups is clear."), "{html}");
    assert!(html.contains("S, mix: +6 points (") && html.contains("; n 1,000, then 1,000), rose."), "{html}");
    assert!(html.contains("a different mix is clear, change within groups is not"), "{html}");
    // What was before and the parts of the change make what is after.
    let file = page(&config("data_until = 2026-06-30", YES, ""), &csv(rows), "metrics/m/charts/why.csv");
    let lines: Vec<Vec<&str>> = file.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let parts: Vec<&str> = lines.iter().map(|cells| cells[1]).collect();
    assert_eq!(parts, ["before", "change", "change", "change", "after"], "{file}");
    let values: Vec<f64> = lines.iter().map(|cells| cells[2].parse().unwrap()).collect();
    close(values[..4].iter().sum(), values[4]);
    let methods = page(&config("data_until = 2026-06-30", YES, ""), &csv(rows), "methods/index.html");
    assert!(methods.contains("Kitagawa 1955"), "{methods}");
}

#[test]
fn the_same_people_are_set_against_themselves() {
    // Four of a hundred in each region come round, all others answer as they did: a change of 4 points within groups.
    let mut text = "id,day,region,answer\n".to_owned();
    for (region, at) in ["N", "S"].iter().flat_map(|region| (0..100).map(move |at| (region, at))) {
        for (day, yes) in [("2026-01-05", at < 50), ("2026-04-05", at < 54)] {
            writeln!(text, "{region}{at},{day},{region},{}", if yes { "yes" } else { "no" }).unwrap();
        }
    }
    let panel =
        config("", YES, "").replace("columns = {", "same_respondents = \"always\"\ncolumns = { respondent = \"id\",");
    let within = |config: &str| {
        let found = figures(config, &text).over_time.movements;
        split(&found[0]).within
    };
    let strangers = within(&config("", YES, ""));
    let same = within(&panel);
    close(same.value, 0.04);
    close(strangers.value, 0.04);
    // By hand: the mean of each person's own change, 8 ones among 200, is 0.04; its squares add up to 7.68.
    let se = (7.68f64 / 199.0 / 200.0).sqrt();
    let half = 1.959_963_984_540_054 * se;
    assert!((same.interval.0 - (0.04 - half)).abs() < 1e-9 && (same.interval.1 - (0.04 + half)).abs() < 1e-9);
    assert_eq!((same.verdict, strangers.verdict), (Verdict::Higher, Verdict::NoClearDifference));
}

#[test]
fn what_is_withheld_is_taken_together() {
    // W and E have eight and fifteen answers in the first quarter: both are withheld there, and shown in the second.
    let rows: Rows = &[
        ("2026-01-05", "N", "no", 100),
        ("2026-01-05", "N", "yes", 100),
        ("2026-01-05", "W", "no", 8),
        ("2026-01-05", "E", "yes", 15),
        ("2026-04-05", "N", "no", 50),
        ("2026-04-05", "N", "yes", 150),
        ("2026-04-05", "W", "no", 40),
        ("2026-04-05", "E", "yes", 60),
    ];
    let found = movements(rows);
    let parts = split(&found[0]);
    assert_eq!((parts.together, parts.groups.len()), (2, 1));
    // N against W and E as one: 23 answers of which 15 yes, then 100 of which 60.
    let (w0, w1) = ([200.0 / 223.0, 23.0 / 223.0], [200.0 / 300.0, 100.0 / 300.0]);
    let (m0, m1) = ([0.5, 15.0 / 23.0], [0.75, 0.6]);
    let within: f64 = (0..2).map(|i| (m1[i] - m0[i]) * (w0[i] + w1[i]) / 2.0).sum();
    close(parts.within.value, within);
    close(parts.mix.value + parts.within.value, 210.0 / 300.0 - 115.0 / 223.0);
    let html = page(&config("data_until = 2026-06-30", YES, ""), &csv(rows), "metrics/m/index.html");
    assert!(html.contains("2 withheld groups taken together as one"), "{html}");
    let start = html.find("id=\"movement\"").unwrap();
    let section = &html[start..start + html[start..].find("</section>").unwrap()];
    assert!(!section.contains("W, ") && !section.contains("E, "), "{section}");
}

#[test]
fn where_everything_is_withheld_there_is_nothing_to_split() {
    let rows: Rows = &[
        ("2026-01-05", "N", "no", 30),
        ("2026-01-05", "N", "yes", 20),
        ("2026-01-05", "W", "no", 3),
        ("2026-04-05", "N", "no", 30),
        ("2026-04-05", "N", "yes", 60),
        ("2026-04-05", "W", "no", 40),
    ];
    let found = movements(rows);
    assert_eq!(found[0].result, Err(Unsplit::Withheld));
    let html = page(&config("data_until = 2026-06-30", YES, ""), &csv(rows), "metrics/m/index.html");
    assert!(!html.contains("id=\"movement\""), "{html}");
}

#[test]
fn in_yearly_waves_the_wave_before_and_the_year_before_are_told_once() {
    let rows: Rows = &[
        ("2025-03-05", "N", "no", 400),
        ("2025-03-05", "S", "yes", 200),
        ("2026-03-05", "N", "no", 200),
        ("2026-03-05", "S", "yes", 400),
    ];
    let yearly = config("wave = \"year\"\ndata_until = 2026-12-31", YES, "");
    for path in ["metrics/index.html", "metrics/m/index.html", "groups/region/s/index.html"] {
        let html = page(&yearly, &csv(rows), path);
        assert!(html.contains("On the wave before") && !html.contains("On a year earlier"), "{html}");
        let sentences = html.matches("by Region moved it by +33 points").count();
        assert_eq!(sentences, usize::from(path == "metrics/m/index.html"), "{html}");
    }
}
