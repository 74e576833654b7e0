//! Lengths of time of which some were cut short, rolling means, and the curves behind shares within a threshold.

use crate::support::{close, csv, figure, figures, measured};
use wavemark::metrics::{Estimate, Reference, Statistic};
use wavemark::survey::Value;

const CALLS: &str = "[[source]]\nid = \"calls\"\nfiles = \"c.csv\"\ncolumns = { date = \"day\" }\n\
    [[metric]]\nid = \"wait\"\nkind = \"duration\"\ncolumn = \"wait\"\nwithin = [25, 60]\n\
    cut_short_if = { outcome = [\"abandoned\"] }\n";

/// Ten answered after 10, 20, 30 and 40 s each; five hung up after 15 s and five after 35 s.
fn calls() -> String {
    let rows = [
        ("2026-01-05,10,answered", 10),
        ("2026-01-05,15,abandoned", 5),
        ("2026-01-05,20,answered", 10),
        ("2026-01-05,30,answered", 10),
        ("2026-01-05,35,Abandoned", 5),
        ("2026-01-05,40,answered", 10),
    ];
    csv("day,wait,outcome", &rows)
}

#[test]
fn who_hung_up_waited_longer_than_they_did() {
    let found = figures(CALLS, &[("c.csv", &calls())]);
    let of = |statistic| measured(figure(&found, "wait", Some(statistic), None, 0)).value;
    // By hand: 50 at risk and 10 answered, then 35 and 10, 25 and 10, 10 and 10.
    let lasting = [0.8, 0.8 * 25.0 / 35.0, 0.8 * 25.0 / 35.0 * 15.0 / 25.0];
    close(of(Statistic::Within), 1.0 - lasting[1]);
    close(of(Statistic::WithinAlso(Value::whole(60))), 1.0);
    close(of(Statistic::EndedWithin), 0.5);
    close(of(Statistic::Median), 30.0);
    close(of(Statistic::EndedMedian), 25.0);
    close(of(Statistic::Mean), 25.0);
    let within = measured(figure(&found, "wait", Some(Statistic::Within), None, 0));
    assert_eq!((within.n, within.method), (50, "Kaplan–Meier, Wilson"));
    let ended = measured(figure(&found, "wait", Some(Statistic::EndedWithin), None, 0));
    assert_eq!((ended.n, ended.method), (40, "Wilson"));
    assert_eq!(Statistic::EndedMedian.word(&found.metrics[0]), "median:ended");
}

#[test]
fn the_curve_goes_through_the_thresholds_and_stands_beside_the_naive_one() {
    let found = figures(CALLS, &[("c.csv", &calls())]);
    let [curve] = found.over_time.curves.as_slice() else { panic!("{:?}", found.over_time.curves) };
    assert_eq!((curve.cut_short, curve.thresholds.as_slice()), (10, [Value::whole(25), Value::whole(60)].as_slice()));
    let share = |shares: &[Estimate], seconds: i64| {
        let at = curve.times.iter().position(|time| *time == Value::whole(seconds)).unwrap();
        shares[at].measured().unwrap().value
    };
    close(share(&curve.within, 25), 1.0 - 0.8 * 25.0 / 35.0);
    close(share(curve.ended.as_ref().unwrap(), 25), 0.5);
    let shares: Vec<f64> = curve.within.iter().map(|share| share.measured().unwrap().value).collect();
    assert!(shares.is_sorted() && curve.times.is_sorted() && curve.times[0] == Value::whole(0), "{shares:?}");
}

#[test]
fn without_any_cut_short_the_curve_is_that_of_all_answers() {
    let config = CALLS.replace("cut_short_if = { outcome = [\"abandoned\"] }\n", "");
    let found = figures(&config, &[("c.csv", &calls())]);
    let curve = &found.over_time.curves[0];
    assert_eq!((curve.cut_short, curve.ended.as_ref()), (0, None));
    let at = curve.times.iter().position(|time| *time == Value::whole(25)).unwrap();
    close(curve.within[at].measured().unwrap().value, 25.0 / 50.0);
    assert!(found.metrics[0].statistics.iter().all(|known| known.statistic != Statistic::EndedMedian));
}

const ROLLING: &str = "[[source]]\nid = \"s\"\nfiles = \"r.csv\"\ncolumns = { date = \"day\" }\n\
    [[metric]]\nid = \"m\"\nkind = \"share\"\ncolumn = \"a\"\nchoices = [\"yes\", \"no\"]\nof = [\"yes\"]\nrolling = 2\n";

fn quarters(yes: &[usize]) -> String {
    let mut text = "day,a\n".to_owned();
    for (at, yes) in yes.iter().enumerate() {
        let day = format!("{}-{:02}-10", 2025 + at / 4, at % 4 * 3 + 1);
        (0..100).for_each(|row| text += &format!("{day},{}\n", if row < *yes { "yes" } else { "no" }));
    }
    text
}

#[test]
fn a_rolling_mean_is_compared_with_the_one_that_shares_no_wave_with_it() {
    let found = figures(ROLLING, &[("r.csv", &quarters(&[40, 50, 60, 90]))]);
    let rolling = |back| figure(&found, "m", Some(Statistic::Rolling), None, back);
    let newest = measured(rolling(0));
    close(newest.value, 0.75);
    assert_eq!(newest.n, 200);
    // Half the root of the sum of the squared errors; two successes and failures each are added to these.
    let se = |p: f64| ((p * 100.0 + 1.0) / 102.0 * (1.0 - (p * 100.0 + 1.0) / 102.0) / 102.0).sqrt();
    close(newest.se.unwrap(), (se(0.6).powi(2) + se(0.9).powi(2)).sqrt() / 2.0);
    let comparisons = &rolling(0).comparisons;
    assert_eq!(comparisons.len(), 1, "{comparisons:?}");
    assert_eq!(comparisons[0].reference, Reference::Wave("2025-Q2".into()));
    close(comparisons[0].difference.unwrap(), 0.75 - 0.45);
    // The one before shares a wave with it, and nothing lies two waves before that one.
    assert!(rolling(1).comparisons.is_empty());
}

#[test]
fn no_rolling_mean_crosses_a_break_or_a_gap() {
    let broken = "[[break]]\nwave = \"2025-Q3\"\nmetrics = [\"m\"]\nwhat = \"mode\"\ntext = \"By web\"";
    let found = figures(&format!("{ROLLING}{broken}"), &[("r.csv", &quarters(&[40, 50, 60, 90]))]);
    let waves: Vec<i32> =
        found.by_key.keys().filter(|key| key.statistic == Statistic::Rolling).map(|key| key.wave.0).collect();
    assert_eq!(waves, [found.wave.0 - 2, found.wave.0]);
    let newest = figure(&found, "m", Some(Statistic::Rolling), None, 0);
    assert_eq!((newest.comparisons[0].difference, newest.comparisons[0].test), (None, None));
}
