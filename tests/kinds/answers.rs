//! Where answers come from: totals of events, several choices at once.

use crate::support::{close, csv, figure, figures, headline, measured, printed};
use wavemark::metrics::{Reference, Statistic};
use wavemark::stats::interval::Confidence;
use wavemark::stats::shrinkage::BetaBinomial;
use wavemark::survey::Value;

const DAILY: &str = "[[source]]\nfiles = \"daily.csv\"\ncolumns.date = \"day\"\nsegments = [\"queue\"]\n\
    [[metric]]\nid = \"lost\"\nkind = \"rate\"\ntype = \"totals\"\ncolumn = \"abandoned\"\nout_of = \"offered\"\n";

#[test]
fn a_rate_from_totals_is_the_ratio_of_their_sums() {
    let text = "day,queue,offered,abandoned\n2026-01-05,A,200,11\n2026-02-05,A,50,50\n2026-03-05,B,13,20\n2026-03-06,B,13,20\n\
                2026-03-31,B,13,4\n2026-03-31,B,0,0\n2026-03-31,B,,\n";
    let found = figures(DAILY, &[("daily.csv", text)]);
    let rate = headline(&found, "lost");
    // 65 of 263: two rows whose part is larger than the whole are left out.
    close(rate.value, 65.0 / 263.0);
    assert_eq!(rate.n, 263);
    assert_ne!(rate.value, (11.0 / 200.0 + 1.0 + 4.0 / 13.0) / 3.0, "not the mean of the days");
    let a = measured(figure(&found, "lost", None, Some("A"), 0));
    close(a.value, 61.0 / 250.0);
    let against = figure(&found, "lost", None, Some("A"), 0).against(&Reference::Rest).unwrap();
    close(against.difference.unwrap(), 61.0 / 250.0 - 4.0 / 13.0);
}

#[test]
fn a_rate_from_totals_varies_as_its_rows_do_unless_its_events_are_independent() {
    let text = "day,queue,offered,abandoned\n2026-01-05,A,200,40\n2026-01-06,A,63,41\n";
    let of = |config: &str| figures(config, &[("daily.csv", text)]);
    // Newcombe (1998): 81 of 263 by Wilson's method.
    let independent = DAILY.replace("out_of = \"offered\"", "out_of = \"offered\"\nindependent = true");
    assert_ne!(independent, DAILY);
    let single = of(&independent);
    assert_eq!(printed(headline(&single, "lost").interval), "0.2553 0.3662");
    let by_rows = of(DAILY);
    let lost = headline(&by_rows, "lost");
    // residuals of both rows are 81/263 × 200 − 40: √(2 × 2 r²) ÷ 263
    let se = 2.0 * (81.0 / 263.0 * 200.0 - 40.0) / 263.0;
    assert!((lost.se.unwrap() - se).abs() < 1e-12);
    assert!((lost.n_eff - 81.0 * 182.0 / (263.0 * 263.0) / (se * se)).abs() < 1e-9);
    let (low, high) = lost.interval.unwrap();
    assert!(low < 0.05 && high > 0.7, "one degree of freedom: {low} to {high}");
}

#[test]
fn totals_follow_the_design_of_their_source() {
    let mut text = "day,queue,branch,offered,abandoned\n".to_owned();
    for day in 1..=20 {
        for (branch, lost) in [("N", 10), ("S", 30), ("W", 20), ("E", 25)] {
            text.push_str(&format!("2026-01-{day:02},A,{branch},100,{}\n", lost + day % 3));
        }
    }
    let with = |design: &str| {
        let config = DAILY.replacen("files = ", &format!("{design}\nfiles = "), 1);
        headline(&figures(&config, &[("daily.csv", &text)]), "lost").clone()
    };
    let plain = with("");
    // 20 days of each branch: four clusters that differ, and strata within which days hardly do.
    let clustered = with("columns.cluster = \"branch\"");
    let stratified = with("columns.stratum = \"branch\"");
    let finite = with("frame = 160");
    for one in [&plain, &clustered, &stratified, &finite] {
        assert_eq!((one.value, one.n), (plain.value, 8_000));
    }
    let se = |one: &wavemark::metrics::Measured| one.se.unwrap();
    // n/(n-1) Σ T² ÷ 8000² with T = 20 × (rate of the branch − rate of all)
    let all = 21.25f64;
    let squares: f64 = [10.0f64, 30.0, 20.0, 25.0].iter().map(|rate| (20.0 * (rate - all)).powi(2)).sum();
    assert!((se(&clustered) - (4.0 / 3.0 * squares).sqrt() / 8_000.0).abs() < 1e-9, "{}", se(&clustered));
    assert!((se(&finite) / se(&plain) - 0.5f64.sqrt()).abs() < 1e-9);
    // Never surer than single calls.
    let single = (plain.value * (1.0 - plain.value) / 8_000.0).sqrt();
    assert!((se(&stratified) - single).abs() < 1e-12 && se(&plain) > 1.5 * single);
}

#[test]
fn several_choices_are_shares_of_who_answered() {
    let config = "[[source]]\nfiles = \"r.csv\"\ncolumns.date = \"day\"\n\
        [[question]]\nid = \"used\"\ncolumn = \"used\"\nmultiple = \";\"\nchoices = [\"Shop\", \"Web\", \"Phone\"]\n\
        [[question]]\nid = \"seen\"\ncolumns = { Shop = \"s\", Web = \"w\", Phone = \"p\" }\n\
        [[metric]]\nid = \"shop\"\nkind = \"share\"\nquestion = \"used\"\nof = [\"shop\"]\n\
        [[metric]]\nid = \"either\"\nkind = \"share\"\nquestion = \"used\"\nof = [\"Shop\", \"Web\"]\n\
        [[metric]]\nid = \"shop-too\"\nkind = \"share\"\nquestion = \"seen\"\nof = [\"Shop\"]\n";
    let text = csv(
        "day,used,s,w,p",
        &[
            ("2026-01-05,Shop;Web,1,1,0", 30),
            ("2026-01-05,Web,0,1,0", 20),
            ("2026-01-05,Phone,0,0,1", 50),
            ("2026-01-05,,,,", 40),
        ],
    );
    let found = figures(config, &[("r.csv", &text)]);
    for metric in ["shop", "shop-too"] {
        let shop = headline(&found, metric);
        assert_eq!((shop.value, shop.n), (0.3, 100), "{metric}");
        let info = found.metrics.iter().find(|info| info.id == metric).unwrap();
        assert!(info.multiple);
        let share = |at: usize| {
            let answer: Value = info.answers[at].0;
            measured(figure(&found, metric, Some(Statistic::Share(answer)), None, 0)).value
        };
        // They add up to more than one, since several may be taken.
        assert_eq!([share(0), share(1), share(2)], [0.3, 0.5, 0.5]);
    }
    // Who took both counts once.
    assert_eq!(headline(&found, "either").value, 0.5);
    let web = found.metrics[0].answers[1].clone();
    assert_eq!(Statistic::Share(web.0).word(&found.metrics[0]), "share:Web");
}

#[test]
fn shares_of_few_groups_are_drawn_as_counts() {
    let config = "[[source]]\nfiles = \"r.csv\"\ncolumns.date = \"day\"\nsegments = [\"region\"]\n\
        [[metric]]\nid = \"yes\"\nkind = \"share\"\ncolumn = \"said\"\nchoices = [\"yes\", \"no\"]\nof = [\"yes\"]\n";
    let groups = [("A", (3, 20)), ("B", (10, 50)), ("C", (25, 60)), ("D", (8, 40)), ("E", (30, 55)), ("F", (2, 10))];
    let mut rows: Vec<(String, usize)> = Vec::new();
    for (name, (yes, n)) in groups {
        rows.push((format!("2026-01-05,{name},yes"), yes));
        rows.push((format!("2026-01-05,{name},no"), n - yes));
    }
    let rows: Vec<(&str, usize)> = rows.iter().map(|(row, times)| (row.as_str(), *times)).collect();
    let found = figures(config, &[("r.csv", &csv("day,region,said", &rows))]);
    let counts = groups.map(|(_, (yes, n))| (yes as u64, n as u64));
    let fitted = BetaBinomial::fit(&counts).unwrap();
    let (a, b) = fitted.prior().unwrap();
    for (name, (yes, n)) in groups {
        let drawn = measured(figure(&found, "yes", Some(Statistic::Shrunk), Some(name), 0));
        close(drawn.value, (a + yes as f64) / (a + b + n as f64));
        assert_eq!(drawn.method, "beta-binomial, parameters unknown");
        // Wider than if six groups told all that there is to know of how groups differ.
        let known = fitted.interval((yes as u64, n as u64), Confidence::NINETY_FIVE).unwrap();
        let (lower, upper) = drawn.interval.unwrap();
        assert!(upper - lower > known.upper - known.lower && lower < drawn.value && drawn.value < upper, "{name}");
    }
}
