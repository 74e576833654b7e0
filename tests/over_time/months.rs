//! Months that stand out, and what changed beyond the season.

use crate::support::{close, config, csv, figures, page};
use wavemark::metrics::control::{Control, Limits, Part, Rule};
use wavemark::metrics::season::{NoSeason, Occasion};
use wavemark::metrics::{Estimate, Verdict};

const YES: &str = "kind = \"share\"\ncolumn = \"answer\"\nchoices = [\"yes\", \"no\"]\nof = [\"yes\"]\nid = \"m\"";

/// Rows of one month: so many of `of` say yes.
fn month(year: i32, month: usize, yes: usize, of: usize) -> Vec<(String, usize, usize)> {
    vec![(format!("{year}-{month:02}-15"), yes, of - yes)]
}

fn table(months: &[(String, usize, usize)]) -> String {
    let rows: Vec<(&str, &str, &str, usize)> = months
        .iter()
        .flat_map(|(day, yes, no)| [(day.as_str(), "N", "yes", *yes), (day.as_str(), "N", "no", *no)])
        .collect();
    csv(&rows)
}

/// Twelve months of 2025 that vary as chance has them, then the first three of 2026.
fn year_and_quarter(last: [usize; 3]) -> Vec<(String, usize, usize)> {
    let shares = [50, 53, 47, 51, 49, 55, 46, 50, 52, 48, 51, 49];
    let mut months: Vec<_> = (1..=12).zip(shares).flat_map(|(at, yes)| month(2025, at, yes, 100)).collect();
    months.extend((1..=3).zip(last).flat_map(|(at, yes)| month(2026, at, yes, 100)));
    months
}

fn newest(controls: &[Control]) -> &Control {
    controls.iter().max_by_key(|control| control.wave).expect("a chart")
}

#[test]
fn a_month_far_below_stands_out_from_the_year_before() {
    let csv = table(&year_and_quarter([50, 49, 30]));
    let found = figures(&config("", YES, ""), &csv).over_time.controls;
    // From eight months on there is one: the third and the fourth quarter of 2025 have six and nine before them.
    assert_eq!(found.len(), 2, "{found:?}");
    let control = newest(&found);
    assert_eq!((control.limits, control.baseline(), control.months.len()), (Limits::Bases, 12, 15));
    let march = &control.months[14];
    let point = march.point.expect("limits");
    // By hand: 601 of 1,200, three standard errors of a hundred answers.
    let p = 601.0 / 1200.0;
    close(point.centre, p);
    close(point.lower, p - 3.0 * (p * (1.0 - p) / 100.0f64).sqrt());
    assert_eq!(control.signals.len(), 1, "{:?}", control.signals);
    assert_eq!(
        (control.signals[0].month, control.signals[0].rule, control.signals[0].upwards),
        (14, Rule::Outside, false)
    );

    let html = page(&config("data_until = 2026-03-31", YES, ""), &csv, "metrics/m/index.html");
    assert!(html.contains("March 2026: 30% ("), "{html}");
    assert!(html.contains("Share: March 2026 lies below what is usual"), "{html}");
    let file = page(&config("data_until = 2026-03-31", YES, ""), &csv, "metrics/m/charts/months.csv");
    assert!(file.starts_with("month,centre,lower_limit,upper_limit,note,value,lower,upper,n,state\n"), "{file}");
    assert!(file.contains("March 2026,0.5008333333333334,") && file.contains(",below its lower limit,0.3,"), "{file}");
    let methods = page(&config("data_until = 2026-03-31", YES, ""), &csv, "methods/index.html");
    assert!(methods.contains("Laney 2002") && methods.contains("Wheeler 1993"), "{methods}");
}

#[test]
fn what_lay_outside_is_left_out_of_later_limits() {
    let mut months = year_and_quarter([50, 49, 20]);
    months.extend((4..=6).flat_map(|at| month(2026, at, 50, 100)));
    let found = figures(&config("", YES, ""), &table(&months)).over_time.controls;
    let control = newest(&found);
    assert_eq!((control.months[14].part, control.baseline()), (Part::LeftOut, 14));
    close(control.months[17].point.expect("limits").centre, 700.0 / 1400.0);
    assert!(control.signals.is_empty(), "{:?}", control.signals);
}

#[test]
fn months_that_vary_more_than_chance_have_wider_limits() {
    let shares = [300, 700, 350, 650, 320, 690, 340, 660, 310, 680, 330, 670];
    let mut months: Vec<_> = (1..=12).zip(shares).flat_map(|(at, yes)| month(2025, at, yes, 1000)).collect();
    months.extend((1..=3).flat_map(|at| month(2026, at, 640, 1000)));
    let found = figures(&config("", YES, ""), &table(&months)).over_time.controls;
    let Limits::Widened(factor) = newest(&found).limits else { panic!("{:?}", newest(&found).limits) };
    assert!(factor > 10.0, "{factor}");
    assert!(newest(&found).signals.is_empty());
}

#[test]
fn a_run_on_one_side_is_a_signal_too() {
    let shares = [50, 48, 52, 49, 51, 47, 53, 50];
    let mut months: Vec<_> = (1..=8).zip(shares).flat_map(|(at, yes)| month(2025, at, yes, 100)).collect();
    months.extend((9..=12).flat_map(|at| month(2025, at, 54, 100)));
    months.extend((1..=6).flat_map(|at| month(2026, at, 54, 100)));
    let found = figures(&config("", YES, ""), &table(&months)).over_time.controls;
    assert!(newest(&found).signals.iter().any(|signal| signal.rule == Rule::EightOnOneSide && signal.upwards));
}

#[test]
fn a_small_month_and_its_sibling_are_nowhere() {
    let mut months = year_and_quarter([50, 49, 51]);
    // May has seven answers, so that April is withheld with it: June and the quarter would tell.
    months[4] = ("2025-05-15".into(), 7, 0);
    months[3] = ("2025-04-15".into(), 43, 44);
    let found = figures(&config("", YES, ""), &table(&months)).over_time.controls;
    let control = newest(&found);
    assert_eq!(control.months[3].estimate, Estimate::Suppressed);
    assert_eq!(control.months[4].estimate, Estimate::Suppressed);
    assert_eq!((control.months[3].point, control.baseline()), (None, 10));
    let file = page(&config("data_until = 2026-03-31", YES, ""), &table(&months), "metrics/m/charts/months.csv");
    assert!(
        file.contains("April 2025,,,,,,,,,suppressed\n") && file.contains("May 2025,,,,,,,,,suppressed\n"),
        "{file}"
    );
}

#[test]
fn too_few_months_and_months_of_a_low_base_have_no_limits() {
    let short: Vec<_> = (1..=9).flat_map(|at| month(2025, at, 50, 100)).collect();
    assert!(figures(&config("", YES, ""), &table(&short)).over_time.controls.is_empty(), "six before the quarter");
    let small: Vec<_> = (1..=12).flat_map(|at| month(2025, at, 10 + at % 3, 20)).collect();
    assert!(figures(&config("", YES, ""), &table(&small)).over_time.controls.is_empty());
    // The quarter alone is known: all answers lie in its first month.
    let quarters: Vec<_> =
        (0..12).flat_map(|at| month(2023 + at / 4, (at % 4) as usize * 3 + 1, 40 + at as usize, 100)).collect();
    assert!(figures(&config("", YES, ""), &table(&quarters)).over_time.controls.is_empty());
}

#[test]
fn a_break_begins_a_new_series() {
    let broken = "[[break]]\ndate = 2025-07-01\nsource = \"s\"\nwhat = \"wording\"\ntext = \"new wording\"";
    let mut months = year_and_quarter([50, 49, 20]);
    months.extend((4..=6).flat_map(|at| month(2026, at, 50, 100)));
    let found = figures(&config("", YES, broken), &table(&months)).over_time.controls;
    let control = newest(&found);
    assert_eq!(control.months.len(), 12, "July 2025 to June 2026");
}

/// Two years of months, each with its share of a thousand.
fn two_years(shares: impl Fn(i32, usize) -> usize) -> Vec<(String, usize, usize)> {
    let all = (2024..=2026).flat_map(|year| (1..=12).map(move |at| (year, at)));
    all.take(30).flat_map(|(year, at)| month(year, at, shares(year, at), 1000)).collect()
}

const EVENT: &str = "[[event]]\ndate = 2026-02-10\ntext = \"New courier\"\nmetrics = [\"m\"]";

#[test]
fn the_change_of_the_season_is_taken_away() {
    // Spring is better by 10 points each year, and by 20 after the event.
    let csv = table(&two_years(|year, at| match (year, at) {
        (2026, 3..=5) => 600,
        (_, 3..=5) => 500,
        _ => 400,
    }));
    let found = figures(&config("", YES, EVENT), &csv);
    assert!(found.over_time.seasons.is_empty(), "they are entered with the actions");
    let html = page(&config("data_until = 2026-06-30", YES, EVENT), &csv, "actions/index.html");
    assert!(html.contains("November 2025 to January 2026, then March to May 2026"), "{html}");
    assert!(html.contains("+20 points") && html.contains("rose beyond the season"), "{html}");
    let metric = page(&config("data_until = 2026-06-30", YES, EVENT), &csv, "metrics/m/index.html");
    assert!(metric.contains("not that what happened did it"), "{metric}");
    // By hand: (0.6 − 0.4) − (0.5 − 0.4), with three thousand answers in each.
    let start = metric.find("id=\"seasons\"").expect("a section");
    let section = &metric[start..start + metric[start..].find("</section>").expect("its end")];
    assert!(section.contains("+10 points"), "{section}");
}

#[test]
fn what_happened_is_told_once_for_all_its_metrics() {
    let csv = table(&two_years(|_, at| if (3..=5).contains(&at) { 500 } else { 400 }));
    let second = YES.replace("of = [\"yes\"]\nid = \"m\"", "of = [\"no\"]\nid = \"other\"");
    let event = "[[event]]\ndate = 2026-02-10\ntext = \"New courier\"\n[[event]]\ndate = 2025-12-20\ntext = \"Flood\"\nmetrics = [\"m\"]";
    let html = page(
        &config("data_until = 2026-06-30", YES, &format!("[[metric]]\n{second}\n{event}")),
        &csv,
        "actions/index.html",
    );
    let start = html.find("id=\"seasons\"").expect("a section");
    let section = &html[start..start + html[start..].find("</section>").expect("its end")];
    let (of_two, of_one) = section.split_once("What concerns one metric").expect("two tables");
    assert_eq!(of_two.matches("2026-02-10: New courier (November 2025 to January 2026,").count(), 1, "{section}");
    assert!(of_two.contains("metrics/m/") && of_two.contains("metrics/other/"), "{section}");
    assert!(of_one.contains("2025-12-20: Flood") && !of_one.contains("New courier"), "{section}");
}

#[test]
fn what_only_the_season_did_is_no_effect() {
    let csv = table(&two_years(|_, at| if (3..=5).contains(&at) { 500 } else { 400 }));
    let html = page(&config("data_until = 2026-06-30", YES, EVENT), &csv, "metrics/m/index.html");
    let start = html.find("id=\"seasons\"").expect("a section");
    let section = &html[start..start + html[start..].find("</section>").expect("its end")];
    assert!(section.contains("no clear difference") && section.contains("0 points"), "{section}");
}

#[test]
fn nothing_is_said_where_months_are_withheld_or_missing() {
    use wavemark::metrics::season::change;
    use wavemark::stats::interval::Confidence;
    let day = jiff::civil::date(2026, 2, 10);
    let of = |months: &[(String, usize, usize)]| {
        crate::support::with_tables(&config("", YES, EVENT), &table(months), |tables| {
            change(tables, wavemark::metrics::MetricIx(0), Occasion::Event(0), day, Confidence::NINETY_FIVE)
        })
    };
    let mut months = two_years(|_, _| 400);
    let whole = of(&months).expect("the months after are over");
    let beyond = whole.result.expect("figures");
    assert_eq!((beyond.bases, beyond.change.verdict), ([3000; 4], Verdict::NoClearDifference));
    close(beyond.change.value, 0.0);
    // April 2026 has five answers.
    months[27] = ("2026-04-15".into(), 2, 3);
    assert_eq!(of(&months).expect("known").result, Err(NoSeason::BaseTooSmall));
    assert_eq!(of(&two_years(|_, _| 400)[10..]).expect("known").result, Ok(beyond));
    assert_eq!(of(&two_years(|_, _| 400)[12..]).expect("known").result, Err(NoSeason::NoData));
    // The months after are not over before the second quarter is there.
    assert_eq!(of(&two_years(|_, _| 400)[..27]), None);
}

#[test]
fn what_has_become_usual_begins_a_new_series() {
    // From 2026 on four in five say yes, and not half of them as before.
    let mut months = year_and_quarter([80, 81, 79]);
    months.extend((4..=12).zip([80, 82, 78, 80, 81, 79, 80, 50, 80]).flat_map(|(at, yes)| month(2026, at, yes, 100)));
    let found = figures(&config("", YES, ""), &table(&months)).over_time.controls;
    let control = newest(&found);
    assert_eq!(control.anew, Some(control.months[0].key));
    // Of the nine months up to September the last eight make the limits by which November is judged.
    assert_eq!((control.baseline(), control.months.len()), (8, 11));
    let signals: Vec<(usize, bool)> = control.signals.iter().map(|signal| (signal.month, signal.upwards)).collect();
    assert_eq!(signals, [(9, false)]);
}

/// The first half of 2026 and the year before it, by region: a thousand answers a month each, as many yes as `yes` says. Rows
/// of ten stand in one cluster.
fn by_region(yes: impl Fn(&str, i32, usize) -> usize) -> String {
    let mut text = "day,region,cluster,answer\n".to_owned();
    let months = (2024..=2026).flat_map(|year| (1..=12).map(move |at| (year, at))).skip(9).take(21);
    for (year, month) in months {
        for (region, at) in ["N", "S"].iter().flat_map(|region| (0..1000).map(move |at| (region, at))) {
            let answer = if at < yes(region, year, month) { "yes" } else { "no" };
            text.push_str(&format!("{year}-{month:02}-15,{region},{region}{},{answer}\n", at / 10));
        }
    }
    text
}

/// After the event the north rises by 20 points, the south by 10, as both did the year before.
fn north_and_south(region: &str, year: i32, month: usize) -> usize {
    match (region, year, month) {
        ("N", 2026, 3..=5) => 600,
        (_, _, 3..=5) => 500,
        _ => 400,
    }
}

fn seasons_section(config: &str, csv: &str) -> String {
    let html = page(config, csv, "metrics/m/index.html");
    let start = html.find("id=\"seasons\"").expect("a section");
    html[start..start + html[start..].find("</section>").expect("its end")].to_owned()
}

#[test]
fn an_event_in_one_region_is_held_against_another() {
    let csv = by_region(north_and_south);
    let config = |more: &str| config("data_until = 2026-06-30", YES, &format!("{EVENT}\n{more}"));
    let north = seasons_section(&config("group = { region = \"n\" }\nagainst = { region = [\"S\"] }"), &csv);
    assert!(north.contains("n: November 2025 to January 2026, then March to May 2026"), "{north}");
    // By hand: (0.6 − 0.4) − (0.5 − 0.4), three thousand answers in each.
    assert!(north.contains("+20 points") && north.contains("S: ") && north.contains("n 3,000, then 3,000"), "{north}");
    assert!(north.contains("+10 points") && north.contains("rose more than the others"), "{north}");
    // Against itself a year earlier the south did what it always does.
    let south = seasons_section(&config("group = { region = \"S\" }"), &csv);
    assert!(south.contains("+10 points") && south.contains("no clear difference"), "{south}");
    // A region that has too few answers in a month is not told, and neither is what it is held against.
    let is_left = |at: usize, line: &str| !line.contains("2026-04-15,N") || at.is_multiple_of(200);
    let left = csv.lines().enumerate().filter(|(at, line)| is_left(*at, line));
    let few: String = left.map(|(_, line)| format!("{line}\n")).collect();
    let north = seasons_section(&config("group = { region = \"N\" }\nagainst = { region = \"S\" }"), &few);
    assert!(north.contains("base too small in some of the months") && !north.contains("points"), "{north}");
}

#[test]
fn months_of_clusters_vary_by_their_clusters() {
    let csv = by_region(|region, year, month| match (region, year, month) {
        ("N", 2026, 3..=5) => 580,
        _ => north_and_south(region, year, month),
    });
    let group = format!("{EVENT}\ngroup = {{ region = \"N\" }}\nagainst = {{ region = \"S\" }}");
    let plain = config("data_until = 2026-06-30", YES, &group);
    let clustered = plain.replace("columns = { date", "columns = { cluster = \"cluster\", date");
    assert_ne!(plain, clustered);
    let (rows, clusters) = (seasons_section(&plain, &csv), seasons_section(&clustered, &csv));
    assert!(rows.contains("+8 points") && rows.contains("rose more than the others"), "{rows}");
    // By hand: of a hundred clusters a region, in which all answer alike, 18 turn round in the north and ten in the south; a
    // cluster's change weighs 3 · 10 of 3,000 answers. Around 0.18 and 0.1 the squares of the changes add up to
    // 18 · 0.82² + 82 · 0.18² + 10 · 0.9² + 90 · 0.1²; t with 199 clusters: 1.972.
    let squares = 18.0 * 0.82f64.powi(2) + 82.0 * 0.18f64.powi(2) + 10.0 * 0.81 + 90.0 * 0.01;
    let half = 100.0 * 1.972 * (200.0 / 199.0 * squares / 1e4).sqrt();
    let interval = format!("\u{2212}{:.0} to +{:.0}", half - 8.0, half + 8.0);
    assert!(clusters.contains("no clear difference") && clusters.contains(&interval), "{interval}: {clusters}");
    // The months have control charts too, with the spread of the clusters in their effective bases.
    let control = |config: &str| page(config, &csv, "metrics/m/index.html").contains("id=\"months-part\"");
    assert!(control(&plain) && control(&clustered));
}
