//! Breaks: where figures before and after do not measure the same thing, no verdict crosses.

use crate::support::{Rows, config, csv, figures, page};
use wavemark::metrics::{Comparison, Figures, MetricIx, Reference, Verdict};
use wavemark::wave::Wave;

const NPS: &str = "kind = \"nps\"\ncolumn = \"answer\"\nid = \"m\"";
const UNTIL: &str = "data_until = 2026-06-30\nbaseline = \"2025-Q2\"";

/// Five quarters; every figure differs clearly from the one before.
const ROWS: Rows = &[
    ("2025-04-05", "N", "0", 300),
    ("2025-07-05", "N", "10", 300),
    ("2025-10-05", "N", "0", 200),
    ("2025-10-05", "N", "10", 100),
    ("2026-01-05", "N", "10", 300),
    ("2026-04-05", "N", "0", 250),
    ("2026-04-05", "N", "10", 50),
];

fn of(figures: &Figures, back: i32, reference: Reference) -> Comparison {
    let figure = figures.ours(MetricIx(0), Wave(figures.wave.0 - back)).unwrap();
    figure.against(&reference).unwrap_or_else(|| panic!("{back}: {:?}", figure.comparisons)).clone()
}

#[test]
fn no_verdict_crosses_a_break() {
    let broken = "[[break]]\nwave = \"2026-Q1\"\nquestions = []\nmetrics = [\"m\"]\nwhat = \"mode\"\ntext = \"By web\"";
    let found = figures(&config(UNTIL, NPS, broken), &csv(ROWS));
    let apart = |back, reference: Reference| {
        let comparison = of(&found, back, reference);
        assert_eq!((comparison.test, comparison.difference), (None, None), "{comparison:?}");
        comparison.verdict == Verdict::NotComparable
    };
    // 2026-Q1 against 2025-Q4, 2026-Q2 against 2025-Q2 (a year before, and the baseline).
    assert!(apart(1, Reference::Previous) && apart(0, Reference::Year) && apart(0, Reference::Baseline));
    // On one side everything is as it was.
    assert_eq!(of(&found, 0, Reference::Previous).verdict, Verdict::Lower);
    assert_eq!(of(&found, 2, Reference::Previous).verdict, Verdict::Lower);
    assert_eq!(of(&found, 3, Reference::Previous).verdict, Verdict::Higher);
    let (splits, waves) = (&found.over_time.movements, [found.wave.0 - 1, found.wave.0]);
    assert!(splits.iter().all(|m| (m.before.0 < waves[0]) == (m.wave.0 < waves[0])), "{splits:?}");
}

#[test]
fn a_wave_within_which_the_way_changed_stands_alone() {
    let broken = "[[break]]\ndate = 2026-02-10\nsource = \"s\"\nwhat = \"wording\"\ntext = \"New words\"";
    let found = figures(&config(UNTIL, NPS, broken), &csv(ROWS));
    assert_eq!(of(&found, 1, Reference::Previous).verdict, Verdict::NotComparable);
    assert_eq!(of(&found, 0, Reference::Previous).verdict, Verdict::NotComparable);
    assert_eq!(of(&found, 2, Reference::Previous).verdict, Verdict::Lower);
}

#[test]
fn a_break_of_another_metric_breaks_nothing() {
    let other = "[[metric]]\nid = \"other\"\nkind = \"nps\"\ncolumn = \"answer\"\n\
                 [[break]]\nwave = \"2026-Q1\"\nmetrics = [\"other\"]\nwhat = \"scale\"\ntext = \"x\"";
    let found = figures(&config(UNTIL, NPS, other), &csv(ROWS));
    assert_eq!(of(&found, 1, Reference::Previous).verdict, Verdict::Higher);
}

#[test]
fn pages_and_downloads_say_it() {
    let broken = "[[break]]\nwave = \"2026-Q1\"\nwhat = \"mode\"\ntext = \"By web, not telephone\"";
    let of = |path: &str| page(&config(UNTIL, NPS, broken), &csv(ROWS), path);
    let note = "From 2026 Q1 on, the way of asking differs: By web, not telephone. Figures before and after do not measure the same thing";
    let html = of("metrics/m/index.html");
    assert!(html.contains(note) && html.contains("In 2026 Q1 the line breaks: By web, not telephone."), "{html}");
    assert!(html.contains("class=\"break\""), "{html}");
    assert!(of("methods/index.html").contains(note));
    let csv = of("data/estimates.csv");
    let rows: Vec<&str> = csv.lines().filter(|line| line.contains(",not_comparable")).collect();
    assert!(!rows.is_empty() && rows.iter().all(|row| row.contains("2026-Q")), "{csv}");
}
