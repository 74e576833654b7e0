//! Strata, clusters, finite populations and respondents who answered twice: from a config to `estimates.csv`, against the
//! same figures worked out row by row.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use wavemark::output::SitePath;
use wavemark::pipeline::{self, BuildOptions};
use wavemark::source::SourceReader;
use wavemark::stats::distributions::student_t_upper_quantile;

/// One response.
#[derive(Debug, Clone)]
struct Response {
    id: &'static str,
    day: &'static str,
    brand: &'static str,
    group: &'static str,
    stratum: String,
    cluster: String,
    weight: f64,
    answer: Option<i32>,
    second: Option<i32>,
}

const PLAIN: Response = Response {
    id: "",
    day: "2026-06-30",
    brand: "Us",
    group: "a",
    stratum: String::new(),
    cluster: String::new(),
    weight: 1.0,
    answer: None,
    second: None,
};

fn csv(rows: &[Response]) -> String {
    let mut text = "id,day,brand,group,stratum,cluster,weight,answer,second\n".to_owned();
    for row in rows {
        let code = |answer: Option<i32>| answer.map_or_else(String::new, |code| code.to_string());
        let Response { id, day, brand, group, stratum, cluster, weight, .. } = row;
        let (answer, second) = (code(row.answer), code(row.second));
        writeln!(text, "{id},{day},{brand},{group},{stratum},{cluster},{weight},{answer},{second}").unwrap();
    }
    text
}

type Estimate = BTreeMap<String, String>;

struct Site {
    estimates: Vec<Estimate>,
    methods: String,
}

/// `source` is what stands in [[source]], `rest` what follows.
fn site(source: &str, rest: &str, files: &[(&str, &str)]) -> Site {
    let config = format!(
        "[site]\ntitle = \"t\"\n[report]\nbrand = \"Us\"\nfloor = {{ suppress_below = 1, flag_below = 1 }}\n\
         [[source]]\nid = \"s\"\nfiles = \"r*.csv\"\nsegments = [\"group\"]\n{source}\n{rest}"
    );
    let files: Vec<(&str, &str)> = [("site-config.toml", config.as_str())].into_iter().chain(files.to_vec()).collect();
    let reader = SourceReader::memory(files);
    let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
    let site = built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics));
    let text =
        |path: &str| String::from_utf8(site.get(&SitePath::new(path).unwrap()).unwrap().bytes().to_vec()).unwrap();
    let mut table = csv::Reader::from_reader(std::io::Cursor::new(text("data/estimates.csv")));
    Site { estimates: table.deserialize().map(Result::unwrap).collect(), methods: text("methods/index.html") }
}

const MEAN: &str = "[[metric]]\nid = \"m\"\nkind = \"mean\"\ncolumn = \"answer\"\nscale = \"0-10\"\n";
const NPS: &str = "[[metric]]\nid = \"m\"\nkind = \"nps\"\ncolumn = \"answer\"\n";
const TOP: &str = "[[metric]]\nid = \"m\"\nkind = \"top_box\"\ncolumn = \"answer\"\nscale = \"0-10\"\nboxes = 3\n";

impl Site {
    /// A cell of our figure of `m` for a group, or of its comparison with a reference.
    fn cell(&self, group: &str, reference: &str, column: &str) -> &str {
        let wanted = |row: &&Estimate| {
            let name = (&*row["metric"], &*row["value_of_dimension"], &*row["reference"], &*row["statistic"]);
            let newest = row["wave"] == row["edition"] && (row["brand"].is_empty() || row["brand"] == "Us");
            name == ("m", group, reference, "score") && newest
        };
        let found = self.estimates.iter().find(wanted);
        &found.unwrap_or_else(|| panic!("no row for {group:?} against {reference:?}"))[column]
    }

    fn number(&self, group: &str, reference: &str, column: &str) -> f64 {
        let cell = self.cell(group, reference, column);
        cell.parse().unwrap_or_else(|_| panic!("{column} of {group:?} against {reference:?} is {cell:?}"))
    }
}

fn close(ours: f64, expected: f64) {
    assert!((ours - expected).abs() <= 1e-9 * expected.abs().max(1e-3), "{ours} instead of {expected}");
}

/// The linearised values of a mean by PSU, over the rows for which `of` gives a score.
fn linearised(
    rows: &[Response],
    psu: &dyn Fn(&Response) -> String,
    of: &dyn Fn(&Response) -> Option<f64>,
) -> BTreeMap<(String, String), f64> {
    let scored = || rows.iter().filter_map(|row| Some((row, of(row)?)));
    let weight: f64 = scored().map(|(row, _)| row.weight).sum();
    let mean = scored().map(|(row, score)| row.weight * score).sum::<f64>() / weight;
    let mut totals = BTreeMap::new();
    for row in rows {
        let z = of(row).map_or(0.0, |score| row.weight * (score - mean) / weight);
        *totals.entry((row.stratum.clone(), psu(row))).or_insert(0.0) += z;
    }
    totals
}

/// Variance of a total over PSUs within strata, with the part of each stratum that was not drawn.
fn variance(totals: &BTreeMap<(String, String), f64>, left: &dyn Fn(&str, f64) -> f64) -> f64 {
    let strata: BTreeSet<&String> = totals.keys().map(|(stratum, _)| stratum).collect();
    let of = |stratum: &String| {
        let z: Vec<f64> = totals.iter().filter(|((s, _), _)| s == stratum).map(|(_, z)| *z).collect();
        let n = z.len() as f64;
        let mean = if z.len() > 1 { z.iter().sum::<f64>() / n } else { 0.0 };
        let factor = if z.len() > 1 { n / (n - 1.0) } else { 1.0 };
        left(stratum, n) * factor * z.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>()
    };
    strata.into_iter().map(of).sum()
}

fn answer(row: &Response) -> Option<f64> {
    row.answer.map(f64::from)
}

/// Branches in three regions, whose customers are alike.
fn branches() -> Vec<Response> {
    let mut rows = Vec::new();
    for (stratum, branches) in [("north", 5), ("south", 4), ("west", 6)] {
        for branch in 0..branches {
            for customer in 0..12 + branch {
                let answer = (branch * 3 + (customer * customer) % 5).min(10);
                rows.push(Response {
                    stratum: stratum.into(),
                    cluster: format!("{stratum} {branch}"),
                    group: if customer % 3 == 0 { "a" } else { "b" },
                    weight: 0.5 + f64::from(customer % 4) / 2.0,
                    answer: (customer % 7 != 0).then_some(answer),
                    ..PLAIN
                });
            }
        }
    }
    rows
}

const DRAWN: &str = "columns = { date = \"day\", weight = \"weight\", stratum = \"stratum\", cluster = \"cluster\" }";

#[test]
fn clusters_within_strata() {
    let rows = branches();
    let data = csv(&rows);
    let site = site(DRAWN, MEAN, &[("r.csv", &data)]);
    let of_group = |group: &'static str| move |row: &Response| answer(row).filter(|_| row.group == group);
    let totals = linearised(&rows, &|row| row.cluster.clone(), &answer);
    let se = variance(&totals, &|_, _| 1.0).sqrt();
    close(site.number("", "", "se"), se);
    // 15 branches in 3 regions
    let half = student_t_upper_quantile(0.025, 12.0) * se;
    close(site.number("", "", "upper") - site.number("", "", "value"), half);

    let (a, b) = (
        linearised(&rows, &|row| row.cluster.clone(), &of_group("a")),
        linearised(&rows, &|row| row.cluster.clone(), &of_group("b")),
    );
    close(site.number("a", "", "se"), variance(&a, &|_, _| 1.0).sqrt());
    let difference = a.iter().map(|(psu, z)| (psu.clone(), z - b[psu])).collect();
    let half = student_t_upper_quantile(0.025, 12.0) * variance(&difference, &|_, _| 1.0).sqrt();
    close(site.number("a", "rest", "diff_upper") - site.number("a", "rest", "difference"), half);
    assert_eq!((site.cell("a", "rest", "test"), site.cell("a", "rest", "in_both")), ("design-based t", ""));
    assert!(site.methods.contains("id=\"design-table\"") && site.methods.contains("id=\"effects-table\""));
}

#[test]
fn every_kind_of_mean_follows_the_design() {
    let rows = branches();
    let data = csv(&rows);
    let share = |row: &Response| row.answer.map(|code| f64::from(u8::from(code >= 8)));
    let net = |row: &Response| {
        row.answer.map(|code| {
            if code >= 9 {
                1.0
            } else if code <= 6 {
                -1.0
            } else {
                0.0
            }
        })
    };
    let se = |of: &dyn Fn(&Response) -> Option<f64>| {
        variance(&linearised(&rows, &|row| row.cluster.clone(), of), &|_, _| 1.0).sqrt()
    };
    close(site(DRAWN, NPS, &[("r.csv", &data)]).number("", "", "se"), 100.0 * se(&net));
    close(site(DRAWN, TOP, &[("r.csv", &data)]).number("", "", "se"), se(&share));
    let missing = "[[metric]]\nid = \"m\"\nkind = \"missing\"\ncolumn = \"answer\"\nscale = \"0-10\"\n";
    let blank = |row: &Response| Some(f64::from(u8::from(row.answer.is_none())));
    close(site(DRAWN, missing, &[("r.csv", &data)]).number("", "", "se"), se(&blank));
}

#[test]
fn strata_without_clusters_and_their_populations() {
    let rows = branches();
    let source = "columns = { date = \"day\", weight = \"weight\", stratum = \"stratum\" }\nframe = { north = 100, south = 400 }";
    let data = csv(&rows);
    let site = site(source, MEAN, &[("r.csv", &data)]);
    // each row is drawn by itself
    let place = std::cell::Cell::new(0);
    let alone = |_: &Response| {
        place.set(place.get() + 1);
        place.get().to_string()
    };
    let totals = linearised(&rows, &alone, &answer);
    let left = |stratum: &str, n: f64| match stratum {
        "north" => 1.0 - n / 100.0,
        "south" => 1.0 - n / 400.0,
        _ => 1.0,
    };
    close(site.number("", "", "se"), variance(&totals, &left).sqrt());
}

#[test]
fn one_cluster_tells_nothing_of_others() {
    let rows: Vec<Response> =
        (0..40).map(|at| Response { cluster: "only".into(), answer: Some(at % 11), ..PLAIN }).collect();
    let data = csv(&rows);
    let source = "columns = { date = \"day\", cluster = \"cluster\" }";
    for metric in [MEAN, NPS, TOP] {
        let site = site(source, metric, &[("r.csv", &data)]);
        assert_eq!((site.cell("", "", "lower"), site.cell("", "", "se"), site.cell("", "", "n")), ("", "", "40"));
        assert!(site.number("", "", "value").is_finite());
    }
}

/// Customers who each rate two brands, in two waves; most of the same in both waves.
fn panel() -> Vec<Response> {
    const IDS: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    let mut rows = Vec::new();
    for (at, id) in IDS.into_iter().enumerate() {
        let own = at as i32;
        for (day, shift) in [("2026-03-30", 0), ("2026-06-30", 1)] {
            if shift == 1 && at == 3 || shift == 0 && at == 9 {
                continue;
            }
            for (brand, liking) in [("Us", 2), ("Other", 0)] {
                let answer = (own * 7 % 9 + liking * (1 + own % 2) / 2 + shift * (own % 3 - 1)).clamp(0, 10);
                rows.push(Response { id, day, brand, answer: Some(answer), ..PLAIN });
            }
        }
    }
    rows
}

/// The difference of two means whose answers go together by respondent.
fn paired(
    rows: &[Response],
    one: &dyn Fn(&Response) -> Option<f64>,
    other: &dyn Fn(&Response) -> Option<f64>,
) -> (f64, f64) {
    let psu = |row: &Response| row.id.to_owned();
    let (a, b) = (linearised(rows, &psu, one), linearised(rows, &psu, other));
    let both: BTreeMap<_, _> = a.iter().map(|(psu, z)| (psu.clone(), z - b[psu])).collect();
    let mean = |of: &dyn Fn(&Response) -> Option<f64>| {
        let scores: Vec<f64> = rows.iter().filter_map(of).collect();
        scores.iter().sum::<f64>() / scores.len() as f64
    };
    (mean(one) - mean(other), variance(&both, &|_, _| 1.0).sqrt())
}

#[test]
fn one_respondent_about_two_brands() {
    let rows = panel();
    let data = csv(&rows);
    let source = "columns = { date = \"day\", brand = \"brand\", respondent = \"id\" }\n";
    let now: Vec<Response> = rows.into_iter().filter(|row| row.day == "2026-06-30").collect();
    let of = |brand: &'static str| move |row: &Response| answer(row).filter(|_| row.brand == brand);
    let (difference, se) = paired(&now, &of("Us"), &of("Other"));
    for reach in ["wave", "always"] {
        let site = site(&format!("{source}same_respondents = \"{reach}\""), MEAN, &[("r.csv", &data)]);
        close(site.number("", "brand:Other", "difference"), difference);
        // 11 customers rated both
        let half = student_t_upper_quantile(0.025, 10.0) * se;
        close(site.number("", "brand:Other", "diff_upper") - difference, half);
        assert_eq!((site.cell("", "brand:Other", "test"), site.cell("", "brand:Other", "in_both")), ("paired t", "11"));
        assert!(site.methods.contains("id=\"same-table\""));
    }
    let apart = site(source, MEAN, &[("r.csv", &data)]);
    assert_eq!((apart.cell("", "brand:Other", "test"), apart.cell("", "brand:Other", "in_both")), ("t", ""));
    assert!(!apart.methods.contains("id=\"same-table\""));
    // A figure by itself has each customer once, and stays what it is.
    assert_eq!(
        apart.cell("", "", "se"),
        site(&format!("{source}same_respondents = \"always\""), MEAN, &[("r.csv", &data)]).cell("", "", "se")
    );
}

#[test]
fn the_same_respondents_in_two_waves() {
    let rows: Vec<Response> = panel().into_iter().filter(|row| row.brand == "Us").collect();
    let data = csv(&rows);
    let source = "columns = { date = \"day\", brand = \"brand\", respondent = \"id\" }\n";
    let site = |reach: &str| site(&format!("{source}same_respondents = \"{reach}\""), MEAN, &[("r.csv", &data)]);
    let panel = site("always");
    assert_eq!((panel.cell("", "previous", "test"), panel.cell("", "previous", "in_both")), ("paired t", "10"));
    // Variances of the two waves, each with its own 11 customers, less twice what the 10 have in common.
    let of = |day: &'static str| {
        let wave: Vec<Response> = rows.iter().filter(|row| row.day == day).cloned().collect();
        linearised(&wave, &|row| row.id.to_owned(), &answer)
    };
    let (before, after) = (of("2026-03-30"), of("2026-06-30"));
    let common: f64 = before.iter().filter_map(|(psu, z)| Some(z * after.get(psu)?)).sum();
    let se = (variance(&before, &|_, _| 1.0) + variance(&after, &|_, _| 1.0) - 2.0 * 11.0 / 10.0 * common).sqrt();
    let half = student_t_upper_quantile(0.025, 11.0) * se;
    close(panel.number("", "previous", "diff_upper") - panel.number("", "previous", "difference"), half);
    // Ids that begin anew with each wave are other people.
    assert_eq!(site("wave").cell("", "previous", "test"), "t");
}

#[test]
fn steps_of_one_survey_are_the_same_people() {
    let rows: Vec<Response> = (0..60)
        .map(|at| Response {
            answer: Some(5 + at % 6),
            second: (at % 10 > 0).then_some(3 + (at % 6) + at % 2),
            ..PLAIN
        })
        .collect();
    let data = csv(&rows);
    let rest = "[[metric]]\nid = \"first\"\nkind = \"mean\"\ncolumn = \"answer\"\nscale = \"0-10\"\n\
         [[metric]]\nid = \"m\"\nkind = \"mean\"\ncolumn = \"second\"\nscale = \"0-10\"\n\
         [[touchpoint]]\nid = \"one\"\nmetrics = [\"first\"]\n[[touchpoint]]\nid = \"two\"\nmetrics = [\"m\"]\n";
    let site = site("columns = { date = \"day\" }", rest, &[("r.csv", &data)]);
    let named: Vec<Response> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| Response { id: Box::leak(at.to_string().into_boxed_str()), ..row.clone() })
        .collect();
    let (difference, se) = paired(&named, &|row| row.second.map(f64::from), &answer);
    close(site.number("", "step:first", "difference"), difference);
    close(site.number("", "step:first", "diff_upper") - difference, student_t_upper_quantile(0.025, 59.0) * se);
    assert_eq!((site.cell("", "step:first", "test"), site.cell("", "step:first", "in_both")), ("paired t", "54"));
}

#[test]
fn residuals_from_the_targets() {
    // Groups of 10 and 30 weighted to equal halves: what is left is the variance within them.
    let rows: Vec<Response> = (0..40)
        .map(|at| Response {
            group: if at < 10 { "a" } else { "b" },
            answer: Some(if at % 2 == 0 || at > 25 { 10 } else { 2 }),
            ..PLAIN
        })
        .collect();
    let data = csv(&rows);
    let se = |errors: &str| {
        let source = format!(
            "columns = {{ date = \"day\" }}\nweighting = {{ targets = {{ group = {{ a = 50, b = 50 }} }}{errors} }}"
        );
        site(&source, MEAN, &[("r.csv", &data)]).number("", "", "se")
    };
    let (mut within, mut around) = (0.0, 0.0);
    let of = |group: &str| -> Vec<f64> { rows.iter().filter(|row| row.group == group).filter_map(answer).collect() };
    let mean = |scores: &[f64]| scores.iter().sum::<f64>() / scores.len() as f64;
    let all = (mean(&of("a")) + mean(&of("b"))) / 2.0;
    for group in ["a", "b"] {
        let scores = of(group);
        let weight = 0.5 / scores.len() as f64;
        let squares = |centre: f64| scores.iter().map(|x| weight * weight * (x - centre) * (x - centre)).sum::<f64>();
        within += squares(mean(&scores));
        around += squares(all);
    }
    close(se(", errors = \"residual\""), (40.0 / 39.0 * within).sqrt());
    close(se(""), (40.0 / 39.0 * around).sqrt());
}

fn responses() -> impl Strategy<Value = Vec<Response>> {
    let one = (0..3u8, 0..6u8, 0..14i32, 0..5u8, any::<bool>(), any::<bool>()).prop_map(
        |(stratum, cluster, answer, weight, group, later)| Response {
            stratum: format!("s{stratum}"),
            cluster: format!("c{cluster}"),
            weight: f64::from(weight) / 2.0,
            answer: (answer <= 10).then_some(answer),
            group: if group { "a" } else { "b" },
            day: if later { "2026-06-30" } else { "2026-03-30" },
            ..PLAIN
        },
    );
    prop::collection::vec(one, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn neither_order_nor_files_nor_scale_of_weights_matter(mut rows in responses(), cut in 0usize..40, kind in 0usize..3) {
        // A wave needs somebody of weight above nothing to be one.
        rows.push(Response { answer: Some(9), stratum: "s1".into(), cluster: "c1".into(), ..PLAIN });
        let metric = [MEAN, NPS, TOP][kind];
        let whole = csv(&rows);
        let as_is = site(DRAWN, metric, &[("r.csv", &whole)]);
        for row in &as_is.estimates {
            for (column, cell) in row {
                prop_assert!(!cell.contains("NaN") && !cell.contains("inf"), "{column} is {cell}");
            }
        }
        let reversed: Vec<Response> = rows.iter().rev().cloned().collect();
        let (left, right) = reversed.split_at(cut.min(reversed.len()));
        let mut files = vec![("r1.csv", csv(left)), ("r2.csv", csv(right))];
        files.retain(|(_, text)| text.lines().count() > 1);
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        prop_assert_eq!(&as_is.estimates, &site(DRAWN, metric, &files).estimates);

        let scaled: Vec<Response> = rows.iter().map(|row| Response { weight: row.weight * 8.0, ..row.clone() }).collect();
        let scaled = csv(&scaled);
        let scaled = site(DRAWN, metric, &[("r.csv", &scaled)]);
        prop_assert_eq!(as_is.estimates.len(), scaled.estimates.len());
        for (one, other) in as_is.estimates.iter().zip(&scaled.estimates) {
            for (column, cell) in one {
                let near = match (cell.parse::<f64>(), other[column].parse::<f64>()) {
                    (Ok(a), Ok(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
                    _ => *cell == other[column],
                };
                prop_assert!(near, "{column}: {cell} and {}", other[column]);
            }
        }
    }
}

/// Sixty people about two brands: twelve give the second one point less, nobody more.
fn about_two_brands() -> Vec<Response> {
    let names: Vec<&'static str> = (0..60).map(|at| &*format!("p{at}").leak()).collect();
    let rows = names.iter().enumerate().flat_map(|(at, &id)| {
        let ours = (at % 9) as i32 + 1;
        let theirs = if at % 5 == 0 { ours - 1 } else { ours };
        [("Us", ours), ("Them", theirs)].map(|(brand, answer)| Response { id, brand, answer: Some(answer), ..PLAIN })
    });
    rows.collect()
}

#[test]
fn ranks_of_brands_that_the_same_people_rate() {
    let rows = csv(&about_two_brands());
    let ranks = |more: &str| {
        let source = format!("columns = {{ respondent = \"id\", date = \"day\", brand = \"brand\" }}\n{more}");
        let site = site(&source, MEAN, &[("r.csv", &rows)]);
        ["rank_low", "rank_high"].map(|column| site.cell("", "", column).to_owned())
    };
    assert_eq!(ranks(""), ["1", "2"]);
    assert_eq!(ranks("same_respondents = \"wave\""), ["1", "1"]);
}
