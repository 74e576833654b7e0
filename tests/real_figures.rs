//! Answers known from elsewhere, and whole sites, from files that nobody here wrote.
//!
//! The folder is given by `WAVEMARK_REAL_DATA`; without it these tests say that they did not run.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use wavemark::config::SiteConfig;
use wavemark::cube::Tabulator;
use wavemark::metrics::{Counted, FigureKey, Figures, Measured, MetricIx, Statistic, Tables, adjust, compute, plan};
use wavemark::pipeline::{BuildOptions, build};
use wavemark::source::SourceReader;
use wavemark::stats::interval::Confidence;
use wavemark::wave::Wave;

/// The folder, or a line that says why the test does nothing.
fn folder(test: &str) -> Option<PathBuf> {
    match std::env::var_os("WAVEMARK_REAL_DATA") {
        Some(folder) => Some(PathBuf::from(folder)),
        None => {
            // Past the capture of the test's output, so that it is seen.
            let line = format!("NOT RUN: {test}: WAVEMARK_REAL_DATA does not name the folder of real data\n");
            std::io::stderr().write_all(line.as_bytes()).unwrap();
            None
        }
    }
}

/// Computes every figure of the newest wave of a project in `folder` with this site-config.
fn figures(folder: &Path, config: &str) -> (SiteConfig, Figures) {
    let project = tempfile::tempdir().unwrap();
    std::fs::write(project.path().join("site-config.toml"), config.replace("{real}", folder.to_str().unwrap()))
        .unwrap();
    let reader = SourceReader::disk(project.path());
    let config = wavemark::config::load(&reader, "site-config.toml");
    let config = config.value.unwrap_or_else(|| panic!("{:#?}", config.diagnostics));
    let metrics = plan(&config);
    let metrics = metrics.value.unwrap_or_else(|| panic!("{:#?}", metrics.diagnostics));
    let mut counted = Vec::new();
    for at in 0..config.sources.len() {
        let mut tabulator = Tabulator::default();
        let data = wavemark::survey::read_alone(&reader, &config, wavemark::config::SourceIx(at), &mut tabulator);
        let data = data.value.unwrap_or_else(|| panic!("{:#?}", data.diagnostics));
        counted.push(std::sync::Arc::new(Counted::of(data, tabulator.finish().by_wave(&config.report.waves))));
    }
    let newest = counted.iter().flat_map(|c| c.cube.design.keys()).max().copied().unwrap_or(Wave(0));
    let confidence = Confidence::new(config.report.confidence).unwrap();
    let tables = Tables::new(&config, &metrics, &counted, newest);
    let mut figures = compute(&tables, confidence);
    adjust(&mut figures, confidence.alpha());
    drop(tables);
    (config, figures)
}

fn measured<'a>(figures: &'a Figures, brand: Option<&str>, statistic: Statistic) -> &'a Measured {
    let brand = brand.map(|name| figures.brands.iter().position(|b| b == name).unwrap());
    let key = FigureKey { metric: MetricIx(0), brand, group: None, wave: figures.wave, statistic };
    figures.by_key[&key].estimate.measured().unwrap()
}

fn close(value: f64, expected: f64, digits: i32) {
    assert!((value - expected).abs() <= 0.5 * 10f64.powi(-digits), "{value} is not {expected} to {digits} digits");
}

/// Interviews of one year; the wave is in the file's name.
fn sfo(report: &str, columns: &str) -> String {
    format!(
        r#"
[site]
title = "SFO"
[report]
wave = "year"
{report}
[[source]]
files = "{{real}}/sfo-airport/sfo-{{wave}}.csv"
columns = {{ {columns} }}
[[metric]]
kind = "nps"
column = "NETPRO"
dont_know = [11]
"#
    )
}

#[test]
fn sfo_2017_recommend() {
    let Some(real) = folder("sfo_2017_recommend") else { return };
    let (_, plain) = figures(&real, &sfo("", ""));
    let nps = measured(&plain, None, Statistic::Score);
    assert_eq!(nps.n, 2746);
    close(nps.value * 100.0, 39.83976693, 8);
    close(nps.se.unwrap() * 100.0, 1.334137, 6);

    let (_, weighted) = figures(&real, &sfo("", "weight = \"WEIGHT\""));
    let nps = measured(&weighted, None, Statistic::Score);
    close(nps.value * 100.0, 40.39843551, 8);
    close(nps.se.unwrap() * 100.0, 1.445717, 6);
    // The known ends are from R on the 2,746 answers alone, whose error is 1.445725: 37.5636 and 43.2333.
    let (lower, upper) = nps.interval.unwrap();
    close(lower * 100.0, 37.56363, 5);
    close(upper * 100.0, 43.23324, 4);
    close(nps.n_eff, 2266.512, 3);
}

#[test]
fn sfo_2017_by_airline() {
    let Some(real) = folder("sfo_2017_by_airline") else { return };
    let config = sfo("brand = \"United\"", "brand = \"AIRLINE\", weight = \"WEIGHT\"");
    let (_, by_airline) = figures(&real, &config);
    for (airline, nps, se) in [("UNITED", 40.946, 2.741), ("JETBLUE", 42.254, 4.695), ("AMERICAN", 46.305, 4.939)] {
        let measured = measured(&by_airline, Some(airline), Statistic::Score);
        close(measured.value * 100.0, nps, 3);
        close(measured.se.unwrap() * 100.0, se, 3);
    }
}

#[test]
fn cncf_recommend_on_a_scale_from_one_to_ten() {
    let Some(real) = folder("cncf_recommend_on_a_scale_from_one_to_ten") else { return };
    let (_, found) = figures(
        &real,
        r#"
[site]
title = "CNCF"
[[source]]
files = "{real}/surveymonkey/cncf-maintainers-2023-h1.csv"
header_rows = 2
[[metric]]
kind = "nps"
column = "Would you recommend CNCF to other open source projects, and why?"
scale = "1-10"
"#,
    );
    let nps = measured(&found, None, Statistic::Score);
    assert_eq!(nps.n, 145);
    close(nps.value * 100.0, 63.45, 2);
    close(measured(&found, None, Statistic::Promoters).value, 101.0 / 145.0, 12);
    close(measured(&found, None, Statistic::Detractors).value, 9.0 / 145.0, 12);
}

#[test]
fn prep_air_in_the_nps_exercise() {
    let Some(real) = folder("prep_air_in_the_nps_exercise") else { return };
    let (_, found) = figures(
        &real,
        r#"
[site]
title = "Airlines"
[report]
brand = "Prep Air"
[[source]]
files = "{real}/nps-exercise/*.csv"
columns = { brand = "Airline", respondent = "CustomerID" }
[[metric]]
kind = "nps"
column = "How likely are you to recommend this airline?"
"#,
    );
    let nps = measured(&found, Some("Prep Air"), Statistic::Score);
    assert_eq!(nps.n, 184);
    close(nps.value * 100.0, 21.195652, 6);
    close(measured(&found, Some("Prep Air"), Statistic::Promoters).value, 74.0 / 184.0, 12);
}

#[test]
fn four_airlines_in_one_named_span() {
    let Some(real) = folder("four_airlines_in_one_named_span") else { return };
    let (_, found) = figures(
        &real,
        r#"
[site]
title = "Airlines"
[report]
brand = "Qatar Airways"
wave = [{ name = "2022 and 2023", from = 2022-01-01, to = 2023-12-31 }]
[[source]]
files = "{real}/airlines/airline-reviews.csv"
columns = { brand = "brand", respondent = "id", date = "date" }
[[metric]]
kind = "nps"
column = "overall"
scale = "1-10"
"#,
    );
    for (brand, n, nps) in [
        ("Qatar Airways", 472, 2.97),
        ("Singapore Airlines", 232, -20.69),
        ("British Airways", 493, -64.10),
        ("Turkish Airlines", 449, -75.28),
    ] {
        let measured = measured(&found, Some(brand), Statistic::Score);
        assert_eq!(measured.n, n, "{brand}");
        close(measured.value * 100.0, nps, 2);
    }
}

/// Builds the whole site of a project with this site-config: its files by path, as text.
fn site(folder: &Path, config: &str) -> BTreeMap<String, String> {
    let config = config.replace("{real}", folder.to_str().unwrap());
    let built = || {
        let project = tempfile::tempdir().unwrap();
        std::fs::write(project.path().join("site-config.toml"), &config).unwrap();
        let reader = SourceReader::disk(project.path());
        let built = build(&reader, &BuildOptions::new("site-config.toml"));
        built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics))
    };
    let (site, again) = (built(), built());
    assert_eq!(site, again, "the same bytes twice");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    site.iter().map(|(path, file)| (path.as_str().to_owned(), text(file.bytes()))).collect()
}

/// Every link within the site leads to one of its files.
fn assert_links(site: &BTreeMap<String, String>) {
    let mut links = 0;
    for (page, text) in site.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html") {
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let path = link.split(['#', '?']).next().unwrap();
            if path.is_empty() || path.contains(':') {
                continue;
            }
            let mut parts: Vec<&str> = page.split('/').collect();
            parts.pop();
            for part in path.split('/') {
                match part {
                    ".." => drop(parts.pop()),
                    part => parts.push(part),
                }
            }
            assert!(site.contains_key(&parts.join("/")), "{page} links to {link}");
            links += 1;
        }
    }
    assert!(links > 100, "only {links} links");
}

/// The row of a brand's score itself, cut at its commas.
fn row<'a>(site: &'a BTreeMap<String, String>, begin: &str) -> Vec<&'a str> {
    let statistic = |cells: &[&str]| cells[23] == "score" && cells[15].is_empty();
    let rows = site["data/estimates.csv"].lines().filter(|line| line.starts_with(begin));
    let mut rows = rows.map(|line| line.split(',').collect::<Vec<_>>()).filter(|cells| statistic(cells));
    rows.next().unwrap_or_else(|| panic!("no row begins {begin}"))
}

#[test]
fn a_site_of_twelve_airlines() {
    let Some(real) = folder("a_site_of_twelve_airlines") else { return };
    let config = |wave: &str| {
        format!(
            r#"
[site]
title = "Airlines"
[report]
brand = "Qatar Airways"
wave = {wave}
[[source]]
files = "{{real}}/airlines/airline-reviews.csv"
columns = {{ brand = "brand", respondent = "id", date = "date" }}
segments = ["cabin", "traveller"]
[[metric]]
kind = "nps"
column = "overall"
scale = "1-10"
[[metric]]
id = "staff"
kind = "top_box"
column = "staff"
scale = "1-5"
"#
        )
    };
    let span = site(&real, &config(r#"[{ name = "2022 and 2023", from = 2022-01-01, to = 2023-12-31 }]"#));
    let qatar = row(&span, "2022 and 2023,responses,nps,nps,Qatar Airways,,,");
    assert_eq!(qatar[12], "472");
    close(qatar[8].parse().unwrap(), 2.97, 2);
    assert!(span["metrics/nps/index.html"].contains(">3.0<"), "the printed score");
    assert_links(&span);

    let quarters = site(&real, &config("\"quarter\""));
    for page in ["index", "metrics/nps/index", "competitors/index", "groups/cabin/index", "methods/index", "data/index"]
    {
        assert!(quarters.contains_key(&format!("{page}.html")), "{page}");
    }
    // Nobody answered about Cathay Pacific in that quarter; a gap stays a gap.
    let gap = "nps,nps,Cathay Pacific Airways,,,2022-Q2,,,,,,,points,,,,,,,,no_data,score,,";
    assert!(quarters["data/estimates.csv"].contains(gap));
    assert_links(&quarters);
}

#[test]
fn a_site_of_five_years_at_an_airport() {
    let Some(real) = folder("a_site_of_five_years_at_an_airport") else { return };
    let site = site(
        &real,
        r#"
[site]
title = "SFO"
[report]
wave = "year"
[[source]]
files = "{real}/sfo-airport/sfo-{wave}.csv"
columns = { weight = "WEIGHT", respondent = ["RESPNUM", "*RESPNUM"] }
[[question]]
id = "airport"
column = ["Q7ALL", "Q7O_WHOLE"]
scale = { from = 1, to = 5 }
missing = [0, "Blank"]
dont_know = [6]
[[metric]]
kind = "nps"
column = "NETPRO"
dont_know = [11]
[[metric]]
id = "airport"
kind = "top_box"
"#,
    );
    let nps = row(&site, "2017,responses,nps,nps,,,,2017,");
    assert_eq!(nps[12], "2746");
    close(nps[8].parse().unwrap(), 40.39843551, 8);
    close(nps[11].parse().unwrap(), 1.445717, 6);
    close(nps[13].parse().unwrap(), 2266.512, 3);
    assert!(site["metrics/nps/index.html"].contains("40.4"));
    // Five years under two headers are one line.
    for year in 2013..=2017 {
        assert_eq!(row(&site, &format!("2017,responses,airport,top_box,,,,{year},"))[22], "ok");
    }
    assert_links(&site);
}
