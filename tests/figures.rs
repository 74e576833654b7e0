//! From responses to figures: answers worked out by hand, and laws that hold for all data.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use std::fmt::Write;
use wavemark::cube::Tabulator;
use wavemark::metrics::{
    Counted, Estimate, Figure, FigureKey, Figures, GroupIx, Measured, MetricIx, Reference, Statistic, Tables, Verdict,
    adjust, compute, plan,
};
use wavemark::source::SourceReader;
use wavemark::stats::interval::Confidence;
use wavemark::wave::Wave;

/// Rows of a response file: brand, day, region, answer, weight, how many.
type Rows<'a> = &'a [(&'a str, &'a str, &'a str, &'a str, &'a str, usize)];

fn csv(rows: Rows) -> String {
    let mut text = "brand,day,region,answer,weight\n".to_owned();
    for (brand, day, region, answer, weight, times) in rows {
        for _ in 0..*times {
            writeln!(text, "{brand},{day},{region},{answer},{weight}").unwrap();
        }
    }
    text
}

const NPS: &str = "kind = \"nps\"\ncolumn = \"answer\"";

/// Figures of the newest wave, without weights.
fn figures(rows: Rows, metric: &str) -> Figures {
    figures_of(&csv(rows), metric, "")
}

fn figures_of(csv: &str, metric: &str, more_columns: &str) -> Figures {
    let config = format!(
        "[site]\ntitle = \"t\"\n[report]\nbrand = \"Us\"\nbaseline = \"2025-Q1\"\n[[source]]\nfiles = \"r.csv\"\n\
         columns = {{ brand = \"brand\", date = \"day\"{more_columns} }}\nsegments = [\"region\"]\n[[metric]]\n{metric}\n"
    );
    let reader = SourceReader::memory([("site-config.toml", config.as_str()), ("r.csv", csv)]);
    let config = wavemark::config::load(&reader, "site-config.toml");
    let config = config.value.unwrap_or_else(|| panic!("{:#?}", config.diagnostics));
    let metrics = plan(&config);
    let metrics = metrics.value.unwrap_or_else(|| panic!("{:#?}", metrics.diagnostics));
    let mut tabulator = Tabulator::default();
    let data = wavemark::survey::read_alone(&reader, &config, wavemark::config::SourceIx(0), &mut tabulator);
    let data = data.value.unwrap_or_else(|| panic!("{:#?}", data.diagnostics));
    let counted = vec![std::sync::Arc::new(Counted::of(data, tabulator.finish().by_wave(&config.report.waves)))];
    let newest = counted[0].cube.design.keys().max().copied().unwrap();
    let tables = Tables::new(&config, &metrics, &counted, newest);
    let mut figures = compute(&tables, Confidence::NINETY_FIVE);
    adjust(&mut figures, Confidence::NINETY_FIVE.alpha());
    figures
}

fn figure<'a>(figures: &'a Figures, brand: &str, region: Option<&str>, waves_back: i32) -> &'a Figure {
    let statistic = figures.metrics[0].statistics[0].statistic;
    let group = region.map(|region| {
        let value = figures.dimensions[0].values.iter().position(|value| value == region).unwrap();
        GroupIx { dimension: 0, value }
    });
    let brand = figures.brands.iter().position(|name| name == brand);
    let wave = Wave(figures.wave.0 - waves_back);
    &figures.by_key[&FigureKey { metric: MetricIx(0), brand, group, wave, statistic }]
}

fn measured(figure: &Figure) -> &Measured {
    figure.estimate.measured().unwrap()
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-12 * (1.0 + b.abs()), "{a} is not {b}");
}

#[test]
fn nps_its_interval_and_its_change() {
    let found = figures(
        &[
            ("Us", "2026-01-05", "N", "10", "1", 60),
            ("Us", "2026-01-05", "N", "7", "1", 20),
            ("Us", "2026-01-05", "N", "0", "1", 20),
            ("Us", "2026-04-05", "N", "9", "1", 70),
            ("Us", "2026-04-05", "N", "8", "1", 20),
            ("Us", "2026-04-05", "N", "6", "1", 10),
        ],
        NPS,
    );
    let now = figure(&found, "Us", None, 0);
    let nps = measured(now);
    close(nps.value, 0.6);
    assert_eq!((nps.n, nps.n_eff), (100, 100.0));
    close(nps.se.unwrap(), ((0.8f64 - 0.36) / 100.0).sqrt());
    // Adjusted Wald: three answers more, a quarter of them promoters, half passives, a quarter detractors.
    let adjusted = |pro: f64, det: f64, n: f64| {
        let (p, d, n) = ((pro + 0.75) / (n + 3.0), (det + 0.75) / (n + 3.0), n + 3.0);
        (p - d, (p + d - (p - d) * (p - d)) / n)
    };
    let (centre, variance) = adjusted(70.0, 10.0, 100.0);
    let half = 1.959963984540054 * variance.sqrt();
    close(nps.interval.unwrap().0, centre - half);
    close(nps.interval.unwrap().1, centre + half);

    let change = now.against(&Reference::Previous).unwrap();
    close(change.difference.unwrap(), 0.2);
    let (before, variance_before) = adjusted(60.0, 20.0, 100.0);
    let half = 1.959963984540054 * (variance + variance_before).sqrt();
    close(change.interval.unwrap().0, centre - before - half);
    close(change.interval.unwrap().1, centre - before + half);
    assert_eq!(change.verdict, Verdict::NoClearDifference);
    assert!(change.test.unwrap().p > 0.05);
    assert!(now.against(&Reference::Year).is_none());
}

#[test]
fn a_target_is_tested_as_the_interval_says() {
    let rows: Rows = &[("Us", "2026-01-05", "N", "5", "1", 81), ("Us", "2026-01-05", "N", "2", "1", 182)];
    let metric = "kind = \"top_box\"\ncolumn = \"answer\"\nscale = \"1-5\"\ntarget = ";
    for (target, verdict) in [(25.0, Verdict::Higher), (31.0, Verdict::NoClearDifference), (37.0, Verdict::Lower)] {
        let found = figures(rows, &format!("{metric}{target}"));
        let share = figure(&found, "Us", None, 0);
        // Newcombe (1998): 81 of 263 by Wilson's method.
        let (lower, upper) = measured(share).interval.unwrap();
        assert_eq!(format!("{lower:.4} {upper:.4}"), "0.2553 0.3662");
        let against = share.against(&Reference::Target).unwrap();
        assert_eq!(against.verdict, verdict, "target {target}");
        assert_eq!(lower > target / 100.0 || upper < target / 100.0, verdict != Verdict::NoClearDifference);
        close(against.difference.unwrap(), 81.0 / 263.0 - target / 100.0);
    }
}

#[test]
fn a_group_is_compared_with_the_rest_and_never_with_the_whole() {
    let found = figures(
        &[
            ("Us", "2026-01-05", "N", "10", "1", 40),
            ("Us", "2026-01-05", "N", "0", "1", 10),
            ("Us", "2026-01-05", "S", "10", "1", 20),
            ("Us", "2026-01-05", "S", "0", "1", 30),
            ("Us", "2026-01-05", "", "10", "1", 30),
            ("Us", "2026-01-05", "", "8", "1", 20),
        ],
        NPS,
    );
    let north = figure(&found, "Us", Some("N"), 0).against(&Reference::Rest).unwrap();
    close(north.difference.unwrap(), 0.6 - (50.0 - 30.0) / 100.0);
    assert_eq!(north.verdict, Verdict::Higher);
    // Who did not say stands last, under an empty name.
    assert_eq!(found.dimensions[0].values, ["N", "S", ""]);
    close(measured(figure(&found, "Us", Some(""), 0)).value, 0.6);
}

#[test]
fn a_small_group_and_its_next_sibling_are_nowhere() {
    let found = figures(
        &[
            ("Us", "2026-01-05", "N", "10", "1", 50),
            ("Us", "2026-01-05", "S", "10", "1", 30),
            ("Us", "2026-01-05", "I", "10", "1", 5),
        ],
        NPS,
    );
    for region in ["I", "S"] {
        let figure = figure(&found, "Us", Some(region), 0);
        assert_eq!(figure.estimate, Estimate::Suppressed, "{region}");
        assert!(figure.comparisons.is_empty() && figure.rank.is_none());
    }
    assert!(measured(figure(&found, "Us", Some("N"), 0)).n == 50);
    assert!(measured(figure(&found, "Us", None, 0)).n == 85);
}

#[test]
fn a_low_base_is_shown_and_not_tested() {
    let found = figures(
        &[
            ("Us", "2026-01-05", "N", "10", "1", 90),
            ("Us", "2026-01-05", "S", "0", "1", 20),
            ("Them", "2026-01-05", "N", "0", "1", 29),
        ],
        NPS,
    );
    let south = figure(&found, "Us", Some("S"), 0);
    assert!(measured(south).low_base);
    let rest = south.against(&Reference::Rest).unwrap();
    assert_eq!((rest.verdict, rest.test), (Verdict::BaseTooSmall, None));
    close(rest.difference.unwrap(), -2.0);
    let them = figure(&found, "Us", None, 0).against(&Reference::Brand("Them".into())).unwrap();
    assert_eq!((them.verdict, them.test), (Verdict::BaseTooSmall, None));
    assert!(figure(&found, "Them", None, 0).rank.is_none());
}

#[test]
fn the_difference_to_a_suppressed_brand_is_not_shown() {
    let found = figures(&[("Us", "2026-01-05", "N", "10", "1", 90), ("Them", "2026-01-05", "N", "0", "1", 9)], NPS);
    assert_eq!(figure(&found, "Them", None, 0).estimate, Estimate::Suppressed);
    let them = figure(&found, "Us", None, 0).against(&Reference::Brand("Them".into())).unwrap();
    assert_eq!((them.verdict, them.difference, them.interval), (Verdict::BaseTooSmall, None, None));
}

#[test]
fn a_gap_stays_a_gap() {
    let found = figures(
        &[
            ("Us", "2025-01-05", "N", "10", "1", 50),
            ("Us", "2025-07-05", "N", "10", "1", 50),
            ("Us", "2026-01-05", "N", "10", "1", 50),
        ],
        NPS,
    );
    assert_eq!(found.waves.len(), 5);
    assert_eq!(figure(&found, "Us", None, 1).estimate, Estimate::NoData);
    let now = figure(&found, "Us", None, 0);
    assert!(now.against(&Reference::Previous).is_none());
    assert!(now.against(&Reference::Year).is_some());
    assert!(now.against(&Reference::Baseline).is_some());
}

#[test]
fn holm_runs_over_all_brands_of_a_family() {
    let mut rows = Vec::new();
    for (brand, before, after) in [("Us", 40, 62), ("A", 40, 58), ("B", 40, 41), ("C", 50, 33)] {
        for (day, promoters) in [("2026-01-05", before), ("2026-04-05", after)] {
            rows.push((brand, day, "N", "10", "1", promoters));
            rows.push((brand, day, "N", "0", "1", 100 - promoters));
        }
    }
    let found = figures(&rows, NPS);
    let tests: Vec<_> = ["Us", "A", "B", "C"]
        .iter()
        .map(|brand| figure(&found, brand, None, 0).against(&Reference::Previous).unwrap().test.unwrap())
        .collect();
    let mut sorted: Vec<_> = tests.iter().map(|test| test.p).collect();
    sorted.sort_by(f64::total_cmp);
    for test in &tests {
        let rank = sorted.iter().position(|p| *p == test.p).unwrap();
        let adjusted = (0..=rank).map(|j| (4 - j) as f64 * sorted[j]).fold(0.0, f64::max).min(1.0);
        close(test.p_adjusted, adjusted);
    }
    // Alone A would be clear; in its family it is not.
    assert!(tests[1].p < 0.05 && tests[1].p_adjusted > tests[1].p);
}

#[test]
fn brands_in_a_tie_share_a_rank_with_its_range() {
    let found = figures(
        &[
            ("Us", "2026-01-05", "N", "10", "1", 50),
            ("Us", "2026-01-05", "N", "0", "1", 50),
            ("A", "2026-01-05", "N", "10", "1", 50),
            ("A", "2026-01-05", "N", "0", "1", 50),
            ("B", "2026-01-05", "N", "0", "1", 90),
            ("B", "2026-01-05", "N", "10", "1", 10),
        ],
        NPS,
    );
    let rank = |brand| figure(&found, brand, None, 0).rank.unwrap();
    assert_eq!((rank("Us").rank, rank("Us").low, rank("Us").high), (1, 1, 2));
    assert_eq!((rank("A").rank, rank("A").low, rank("A").high), (1, 1, 2));
    assert_eq!((rank("B").rank, rank("B").low, rank("B").high, rank("B").of), (3, 3, 3, 3));
}

#[test]
fn a_blank_cell_counts_in_a_rate_and_not_in_a_share() {
    let rows: Rows = &[
        ("Us", "2026-01-05", "N", "yes", "1", 30),
        ("Us", "2026-01-05", "N", "no", "1", 30),
        ("Us", "2026-01-05", "N", "", "1", 40),
    ];
    let of = "column = \"answer\"\nchoices = [\"yes\", \"no\"]\nof = [\"yes\"]";
    let share = figures(rows, &format!("kind = \"share\"\n{of}"));
    let rate = figures(rows, &format!("kind = \"rate\"\n{of}"));
    let (share, rate) = (measured(figure(&share, "Us", None, 0)), measured(figure(&rate, "Us", None, 0)));
    assert_eq!((share.value, share.n), (0.5, 60));
    assert_eq!((rate.value, rate.n), (0.3, 100));
}

#[test]
fn a_duration_has_all_its_figures_at_once() {
    let waits: Vec<_> = (1..=99).map(|s| (s.to_string(), 1)).collect();
    let rows: Vec<_> = waits.iter().map(|(s, n)| ("Us", "2026-01-05", "N", s.as_str(), "1", *n)).collect();
    let found = figures(&rows, "kind = \"duration\"\ncolumn = \"answer\"\nwithin = 20\nshow = \"p90\"");
    let of = |statistic| {
        let key = FigureKey { metric: MetricIx(0), brand: Some(0), group: None, wave: found.wave, statistic };
        measured(&found.by_key[&key]).value
    };
    assert_eq!((of(Statistic::Median), of(Statistic::Mean)), (50.0, 50.0));
    close(of(Statistic::P90), 89.2);
    close(of(Statistic::Within), 20.0 / 99.0);
    assert_eq!(found.metrics[0].statistics[0].statistic, Statistic::P90);
}

#[test]
fn edges_give_no_invented_number() {
    let all = figures(&[("Us", "2026-01-05", "N", "10", "1", 12)], NPS);
    let nps = measured(figure(&all, "Us", None, 0));
    let (lower, upper) = nps.interval.unwrap();
    assert!(nps.value == 1.0 && lower < 1.0 && upper == 1.0);

    let nobody = figures(&[("Us", "2026-01-05", "N", "", "1", 12)], NPS);
    assert_eq!(figure(&nobody, "Us", None, 0).estimate, Estimate::NoData);

    let constant =
        figures(&[("Us", "2026-01-05", "N", "3", "1", 40)], "kind = \"mean\"\ncolumn = \"answer\"\nscale = \"1-5\"");
    assert_eq!(measured(figure(&constant, "Us", None, 0)).interval, None);

    let weightless = csv(&[("Us", "2026-01-05", "N", "10", "0", 40)]);
    let weightless = figures_of(&weightless, NPS, ", weight = \"weight\"");
    assert_eq!(figure(&weightless, "Us", None, 0).estimate, Estimate::NoData);
}

#[test]
fn answers_without_weight_do_not_lift_a_figure_above_the_floor() {
    let text = csv(&[("Us", "2026-01-05", "N", "10", "1", 9), ("Us", "2026-01-05", "N", "10", "0", 40)]);
    assert_eq!(figure(&figures_of(&text, NPS, ", weight = \"weight\""), "Us", None, 0).estimate, Estimate::Suppressed);
}

/// A wave of two regions, with weights of up to nine decimals.
fn rows() -> impl Strategy<Value = Vec<(bool, bool, u8, u32)>> {
    prop::collection::vec((any::<bool>(), any::<bool>(), 0..11u8, 100_000_000..3_000_000_000u32), 30..120)
}

fn text(rows: &[(bool, bool, u8, u32)], factor: f64) -> String {
    let mut text = "brand,day,region,answer,weight\n".to_owned();
    for (late, south, answer, weight) in rows {
        let day = if *late { "2026-04-05" } else { "2026-01-05" };
        let region = if *south { "S" } else { "N" };
        let weight = f64::from(*weight) / 1e9 * factor;
        writeln!(text, "Us,{day},{region},{answer},{weight:.9}").unwrap();
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_order_of_rows_changes_no_bit(rows in rows()) {
        let mut reversed = rows.clone();
        reversed.reverse();
        let weight = ", weight = \"weight\"";
        prop_assert_eq!(figures_of(&text(&rows, 1.0), NPS, weight), figures_of(&text(&reversed, 1.0), NPS, weight));
    }

    #[test]
    fn the_scale_of_weights_changes_no_figure(rows in rows()) {
        let weight = ", weight = \"weight\"";
        let (one, four) = (figures_of(&text(&rows, 1.0), NPS, weight), figures_of(&text(&rows, 4.0), NPS, weight));
        for (key, figure) in &one.by_key {
            let other = &four.by_key[key];
            prop_assert_eq!(figure.estimate.state(), other.estimate.state());
            if let (Some(a), Some(b)) = (figure.estimate.measured(), other.estimate.measured()) {
                prop_assert!((a.value - b.value).abs() < 1e-12);
                prop_assert!((a.se.unwrap() - b.se.unwrap()).abs() < 1e-12);
                prop_assert!((a.n_eff - b.n_eff).abs() < 1e-9 * a.n_eff);
            }
            for (a, b) in figure.comparisons.iter().zip(&other.comparisons) {
                prop_assert_eq!((&a.reference, a.verdict), (&b.reference, b.verdict));
            }
        }
    }
}

#[test]
fn an_older_edition_is_the_newest_without_the_later_waves() {
    let first: Rows = &[
        ("Us", "2026-01-05", "N", "10", "1", 40),
        ("Us", "2026-01-05", "S", "0", "1", 40),
        ("Them", "2026-01-05", "S", "9", "1", 40),
    ];
    let mut both = first.to_vec();
    both.extend([
        ("Us", "2026-04-05", "N", "9", "1", 50),
        ("Us", "2026-04-05", "S", "8", "1", 50),
        ("Them", "2026-04-05", "N", "7", "1", 50),
    ]);
    let newest = figures(&both, NPS);
    assert_eq!(newest.up_to(&newest.waves[..1]), figures(first, NPS));
}

#[test]
fn a_metric_may_have_a_baseline_of_its_own() {
    let rows: Rows = &[
        ("Us", "2025-02-01", "N", "9", "1", 50),
        ("Us", "2025-05-01", "N", "7", "1", 50),
        ("Us", "2025-08-01", "N", "0", "1", 50),
    ];
    let change = |metric: &str| {
        let figures = figures(rows, metric);
        let newest = figure(&figures, "Us", None, 0).against(&Reference::Baseline).unwrap();
        newest.difference.unwrap()
    };
    assert_eq!(change(NPS), -2.0);
    assert_eq!(change(&format!("{NPS}\nbaseline = \"2025-Q2\"")), -1.0);
}

#[test]
fn groups_are_drawn_to_what_they_have_in_common() {
    // Five regions of 40: promoters 30, 24, 20, 20, 10; the others are detractors.
    let promoters = [("A", 30), ("B", 24), ("C", 20), ("D", 20), ("E", 10)];
    let rows: Vec<_> = promoters
        .iter()
        .flat_map(|&(region, n)| {
            [("Us", "2026-01-05", region, "10", "1", n), ("Us", "2026-01-05", region, "0", "1", 40 - n)]
        })
        .collect();
    let found = figures(&rows, NPS);
    let scores = promoters.map(|(_, n)| (2.0 * f64::from(n as u32) - 40.0) / 40.0);
    // Of one answer within groups: Σ n V ÷ (Σ n − 5), V = 1 − score².
    let pooled = scores.iter().map(|score| 40.0 * (1.0 - score * score)).sum::<f64>() / 195.0;
    let (variance, mean) = (pooled / 40.0, scores.iter().sum::<f64>() / 5.0);
    // Equal variances: DerSimonian and Laird's moments are the variance of the scores less their error.
    let between = scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / 4.0 - variance;
    let drawn = variance / (variance + between);
    for (at, score) in scores.iter().enumerate() {
        let group = Some(GroupIx { dimension: 0, value: at });
        let key =
            FigureKey { metric: MetricIx(0), brand: Some(0), group, wave: found.wave, statistic: Statistic::Shrunk };
        let shrunk = measured(&found.by_key[&key]);
        close(shrunk.value, drawn * mean + (1.0 - drawn) * score);
        let se = ((1.0 - drawn) * variance + (drawn * ((variance + between) / 5.0).sqrt()).powi(2)).sqrt();
        close(shrunk.interval.unwrap().1 - shrunk.value, 1.959963984540054 * se);
    }
    let four = figures(&rows[..8], NPS);
    assert!(four.by_key.keys().all(|key| key.statistic != Statistic::Shrunk), "four groups are too few");
}

#[test]
fn a_finite_frame_shrinks_standard_errors() {
    let rows: Rows = &[("Us", "2026-01-05", "N", "10", "1", 60), ("Us", "2026-01-05", "N", "0", "1", 40)];
    let with = |frame: &str| {
        let config = format!(" }}\n{frame}\n# {{");
        measured(figure(&figures_of(&csv(rows), NPS, &config), "Us", None, 0)).clone()
    };
    let finite = with("frame = 400");
    // s² on n − 1: 0.96 · 100/99; a quarter of the frame was asked.
    close(finite.se.unwrap(), (0.96 / 99.0 * 0.75f64).sqrt());
    close(finite.value, 0.2);
    assert_eq!((finite.n, finite.n_eff), (100, 100.0));
    let infinite = with("");
    assert!(infinite.se.unwrap() > finite.se.unwrap());
}

#[test]
fn the_score_interval_on_demand() {
    let rows: Rows = &[("Us", "2026-01-05", "N", "10", "1", 10)];
    let found = figures(rows, &format!("{NPS}\ninterval = \"score\""));
    let nps = measured(figure(&found, "Us", None, 0));
    assert_eq!((nps.value, nps.method), (1.0, "score"));
    // All of ten are promoters: from .445 to 1, where the adjusted Wald interval begins at .475.
    let (lower, upper) = nps.interval.unwrap();
    assert_eq!(((lower * 1000.0).round(), upper), (445.0, 1.0));
}
