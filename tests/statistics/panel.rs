//! Rolling means of people who answer again and again, and of the same branches, against sums over people by hand.

use super::{Dice, estimates, number, only};
use std::collections::BTreeMap;
use std::fmt::Write;

const CONFIG: &str = r#"
[site]
title = "t"
[report]
data_until = 2025-12-31
[[source]]
files = "r.csv"
columns = { respondent = "id", date = "day", CLUSTER }
SAME
[[metric]]
id = "yes"
kind = "share"
column = "answer"
choices = ["yes", "no"]
of = ["yes"]
rolling = 2
"#;

const PEOPLE: u64 = 80;

/// What each person answered in each of four quarters; most keep to their answer, some are away. `None` is away.
fn answers() -> Vec<Vec<Option<f64>>> {
    let mut dice = Dice(9);
    let person = |_| {
        let usual = dice.below(2) as f64;
        let quarter = |_| match dice.below(10) {
            0 => None,
            1 | 2 => Some(1.0 - usual),
            _ => Some(usual),
        };
        (0..4).map(quarter).collect()
    };
    (0..PEOPLE).map(person).collect()
}

fn file(answers: &[Vec<Option<f64>>]) -> String {
    let mut text = "id,day,branch,answer\n".to_owned();
    for (person, quarters) in answers.iter().enumerate() {
        for (quarter, answer) in quarters.iter().enumerate() {
            let Some(answer) = answer else { continue };
            let (day, said) = (format!("2025-{:02}-10", 1 + 3 * quarter), if *answer > 0.0 { "yes" } else { "no" });
            writeln!(text, "P{person},{day},B{},{said}", person % 9).unwrap();
        }
    }
    text
}

/// The share in a quarter, and what each unit adds to it.
fn quarter(answers: &[Vec<Option<f64>>], at: usize, unit: fn(usize) -> usize) -> (f64, BTreeMap<usize, f64>) {
    let said: Vec<(usize, f64)> =
        answers.iter().enumerate().filter_map(|(person, quarters)| Some((unit(person), quarters[at]?))).collect();
    let (n, share) = (said.len() as f64, said.iter().map(|(_, answer)| answer).sum::<f64>() / said.len() as f64);
    let mut units = BTreeMap::new();
    said.iter().for_each(|(unit, answer)| *units.entry(*unit).or_default() += (answer - share) / n);
    (share, units)
}

/// The value and the standard error of a sum of quarters, each times its factor, over all units at once: as each quarter's
/// values are multiplied by the root of n/(n - 1) for its own units, so are they here.
fn sum(answers: &[Vec<Option<f64>>], factors: &[(usize, f64)], unit: fn(usize) -> usize) -> (f64, f64) {
    let (mut value, mut all) = (0.0, BTreeMap::<usize, f64>::new());
    for &(at, factor) in factors {
        let (share, units) = quarter(answers, at, unit);
        let n = units.len() as f64;
        value += factor * share;
        for (unit, z) in units {
            *all.entry(unit).or_default() += factor * z * (n / (n - 1.0)).sqrt();
        }
    }
    (value, all.values().map(|z| z * z).sum::<f64>().sqrt())
}

fn close(ours: f64, expected: f64) {
    assert!((ours - expected).abs() < 1e-9 * expected.abs().max(1e-3), "{ours} is not {expected}");
}

#[test]
fn people_who_answer_in_several_waves_count_once() {
    let answers = answers();
    let (text, itself) = (file(&answers), |person: usize| person);
    let config = CONFIG.replace(", CLUSTER", "").replace("SAME", "same_respondents = \"always\"");
    let rows = estimates(&config, &[("r.csv", &text)]);
    let newest = only(&rows, &[("wave", "2025-Q4"), ("statistic", "rolling"), ("reference", "")]);
    let (value, se) = sum(&answers, &[(2, 0.5), (3, 0.5)], itself);
    close(number(newest, "value"), value);
    close(number(newest, "se"), se);
    let of_one = |at| sum(&answers, &[(at, 1.0)], itself).1;
    assert!(se > 1.1 * 0.5 * f64::hypot(of_one(2), of_one(3)), "the same people tell less than strangers");

    let compared = only(&rows, &[("wave", "2025-Q4"), ("statistic", "rolling"), ("reference", "wave:2025-Q2")]);
    let (difference, se) = sum(&answers, &[(2, 0.5), (3, 0.5), (0, -0.5), (1, -0.5)], itself);
    close(number(compared, "difference"), difference);
    assert_eq!(compared["test"], "paired t");
    let reach = number(compared, "diff_upper") - difference;
    assert!(reach > 1.98 * se && reach < 2.0 * se, "{reach} is no t on about eighty people: {se}");

    let strangers = CONFIG.replace(", CLUSTER", "").replace("SAME", "");
    let rows = estimates(&strangers, &[("r.csv", &text)]);
    let apart = only(&rows, &[("wave", "2025-Q4"), ("statistic", "rolling"), ("reference", "wave:2025-Q2")]);
    assert_eq!(apart["test"], "z");
}

#[test]
fn branches_that_are_in_every_wave_count_with_their_covariance() {
    let answers = answers();
    let config = CONFIG.replace("CLUSTER", "cluster = \"branch\"").replace("SAME", "");
    let rows = estimates(&config, &[("r.csv", &file(&answers))]);
    let newest = only(&rows, &[("wave", "2025-Q4"), ("statistic", "rolling"), ("reference", "")]);
    let (value, se) = sum(&answers, &[(2, 0.5), (3, 0.5)], |person| person % 9);
    close(number(newest, "value"), value);
    // Never below what strangers would have, so that nine branches that happen to agree don't pass for certainty.
    assert!(number(newest, "se") >= se * (1.0 - 1e-9));
    let reach = number(newest, "upper") - value;
    let t = reach / number(newest, "se");
    assert!((t - 2.306_004).abs() < 1e-5, "{t} is no t on eight degrees of freedom");
}

#[test]
fn an_interval_ends_where_its_scale_does() {
    let mut all = answers();
    all.iter_mut().flatten().for_each(|answer| *answer = answer.map(|_| 1.0));
    for same in ["", "same_respondents = \"always\""] {
        let rows = estimates(&CONFIG.replace(", CLUSTER", "").replace("SAME", same), &[("r.csv", &file(&all))]);
        let newest = only(&rows, &[("wave", "2025-Q4"), ("statistic", "rolling"), ("reference", "")]);
        assert_eq!((number(newest, "value"), number(newest, "upper")), (1.0, 1.0));
        assert!(number(newest, "lower") < 1.0);
        let compared = only(&rows, &[("wave", "2025-Q4"), ("statistic", "rolling"), ("reference", "wave:2025-Q2")]);
        assert_eq!(compared["verdict"], "no_clear_difference");
    }
}

#[test]
fn the_lowest_is_first_where_low_is_better_for_strangers_and_for_the_same_people() {
    let mut text = "id,brand,complained\n".to_owned();
    for person in 0..120 {
        for (brand, of_ten) in [("Us", 2), ("Mid", 3), ("Worst", 8)] {
            let said = if person % 10 < of_ten { "yes" } else { "no" };
            writeln!(text, "P{person},{brand},{said}").unwrap();
        }
    }
    for (same, alike) in [("", 2), ("same_respondents = \"wave\"", 1)] {
        let config = format!(
            "[site]\ntitle = \"t\"\n[report]\nbrand = \"Us\"\nwave = \"single\"\n[[source]]\nfiles = \"r.csv\"\n\
             columns = {{ respondent = \"id\", brand = \"brand\" }}\n{same}\n[[metric]]\nkind = \"share\"\n\
             column = \"complained\"\nchoices = [\"yes\", \"no\"]\nof = [\"yes\"]\nbetter = \"low\"\n"
        );
        let rows = estimates(&config, &[("r.csv", &text)]);
        let ranks = |brand| {
            let row = only(&rows, &[("brand", brand), ("statistic", "score"), ("reference", "")]);
            (number(row, "rank_low"), number(row, "rank_high"))
        };
        // Twelve of 120 people, and nobody the other way, complained of the second alone: clear for the same people, and
        // within chance for strangers.
        assert_eq!(ranks("Us"), (1.0, f64::from(alike)), "{same}");
        assert_eq!(ranks("Mid"), (f64::from(3 - alike), 2.0), "{same}");
        assert_eq!(ranks("Worst"), (3.0, 3.0), "{same}");
    }
}

#[test]
fn a_handful_of_changes_between_rolling_means_is_held_against_one_more_of_each() {
    // Of forty people, each in all four quarters, two say yes from the third on.
    let answers: Vec<Vec<Option<f64>>> = (0..40)
        .map(|person| {
            let before = if person < 20 { 1.0 } else { 0.0 };
            let after = if person < 22 { 1.0 } else { 0.0 };
            vec![Some(before), Some(before), Some(after), Some(after)]
        })
        .collect();
    let config = CONFIG.replace(", CLUSTER", "").replace("SAME", "same_respondents = \"always\"");
    let rows = estimates(&config, &[("r.csv", &file(&answers))]);
    let compared = only(&rows, &[("wave", "2025-Q4"), ("statistic", "rolling"), ("reference", "wave:2025-Q2")]);
    let (difference, se) = sum(&answers, &[(2, 0.5), (3, 0.5), (0, -0.5), (1, -0.5)], |person| person);
    close(number(compared, "difference"), difference);
    // Two quarters of forty people are eighty pairs of answers; t on 39 degrees of freedom is 2.022691.
    let changed = se * se * 80.0 * 80.0;
    assert!(changed < 10.0);
    let reach = 2.022_690_9 * (changed + 2.0).sqrt() / 82.0;
    let upper = number(compared, "diff_upper");
    assert!((upper - difference - reach).abs() < 1e-6, "{upper} is not {difference} + {reach}");
    assert_eq!(compared["verdict"], "no_clear_difference");
}

#[test]
fn whoever_came_in_one_cluster_is_left_out_with_it() {
    let mut dice = Dice(3);
    let rows: Vec<String> = (0..300)
        .map(|at| {
            let (first, second) = (1 + dice.below(5), 1 + dice.below(5));
            format!("{at},B{},{},{first},{second}", at % 17, (first + dice.below(6)).min(10))
        })
        .collect();
    let file = |prefix: &str| -> String {
        let rows: String = rows.iter().map(|row| format!("{prefix}{row}\n")).collect();
        format!("id,branch,y,a,b\n{rows}")
    };
    let importance = |prefix: &str, cluster: &str| -> Vec<(String, String)> {
        let config = format!(
            "[site]\ntitle = \"t\"\n[report]\nwave = \"single\"\n[[source]]\nfiles = \"r.csv\"\n\
             columns = {{ respondent = \"id\"{cluster} }}\n[[question]]\nid = \"a\"\ncolumn = \"a\"\nscale = \"1-5\"\n\
             [[question]]\nid = \"b\"\ncolumn = \"b\"\nscale = \"1-5\"\n[[metric]]\nid = \"y\"\nkind = \"mean\"\n\
             column = \"y\"\nscale = \"0-10\"\nscale_is_sure = true\ndrivers = [\"a\", \"b\"]\n"
        );
        let found = estimates(&config, &[("r.csv", &file(prefix))]);
        let errors = found.iter().filter(|row| row["statistic"].starts_with("importance"));
        errors.map(|row| (row["value"].clone(), row["se"].clone())).collect()
    };
    let cluster = ", cluster = \"branch\"";
    let (ours, others) = (importance("P", cluster), importance("Q", cluster));
    assert_eq!(ours.len(), 2);
    assert_eq!(ours, others, "who is in a cluster does not matter, by whatever name");
    assert_ne!(importance("P", ""), importance("Q", ""), "respondents by themselves are grouped by their ids");
}
