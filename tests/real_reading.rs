//! Reads files that nobody on this project wrote, where the folder of them is given in `WAVEMARK_REAL_DATA`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use wavemark::config::{SiteConfig, SourceIx, load};
use wavemark::diag::{Severity, has_errors, in_order};
use wavemark::source::SourceReader;
use wavemark::survey::{Answer, Row, RowSink, Rows, SourceData, Weight, columns, read_alone};

/// The folder, or none after a line that says why the test is skipped.
fn folder(test: &str) -> Option<PathBuf> {
    // The tests' own environment, not that of a build.
    #[allow(clippy::disallowed_methods)]
    match std::env::var("WAVEMARK_REAL_DATA") {
        Ok(folder) => Some(PathBuf::from(folder)),
        Err(_) => {
            // Not captured by the test harness, as what is printed would be.
            let _ = writeln!(std::io::stderr(), "skipped {test}: WAVEMARK_REAL_DATA names no folder of real files");
            None
        }
    }
}

/// Counts answers by question, brand and value.
#[derive(Default)]
struct Counter {
    rows: u64,
    /// By question, brand and value in whole units or by name.
    counts: BTreeMap<(usize, Option<u16>, String), u64>,
    weight: i128,
}

impl RowSink for Counter {
    fn rows(&mut self, rows: &Rows<'_>) {
        rows.each(|row| {
            self.rows += 1;
            self.weight += i128::from(row.weight.0);
            for (ix, answer) in row.answers.iter().enumerate() {
                let said = match answer {
                    Answer::Value(value) => value.number().to_string(),
                    other => format!("{other:?}"),
                };
                *self.counts.entry((ix, row.brand.map(|brand| brand.0), said)).or_default() += 1;
            }
        });
    }

    fn later(&mut self, _row: &Row<'_>) {}
}

impl Counter {
    /// Answers to a question with values from `from` to `to`, for one brand or for all.
    fn between(&self, question: usize, brand: Option<u16>, from: f64, to: f64) -> u64 {
        let counted = |(key, _): &(&(usize, Option<u16>, String), &u64)| {
            let value: Option<f64> = key.2.parse().ok();
            key.0 == question && (brand.is_none() || key.1 == brand) && value.is_some_and(|v| from <= v && v <= to)
        };
        self.counts.iter().filter(counted).map(|(_, count)| count).sum()
    }

    fn named(&self, question: usize, name: &str) -> u64 {
        self.counts.iter().filter(|(key, _)| key.0 == question && key.2 == name).map(|(_, count)| count).sum()
    }
}

struct Outcome {
    counter: Counter,
    data: Option<SourceData>,
    /// Problems as "severity[code] file:line: message", with their hints.
    problems: String,
}

/// Reads the only source of a config whose paths lie below the folder.
fn run(folder: &Path, config: &str) -> Outcome {
    let home = tempfile::tempdir().expect("a temporary folder");
    let text = config.replace("REAL", &folder.canonicalize().expect("the folder").to_string_lossy());
    std::fs::write(home.path().join("site-config.toml"), text).expect("a written config");
    let reader = SourceReader::disk(home.path());
    let loaded = load(&reader, "site-config.toml");
    let told: Vec<_> = loaded.diagnostics.iter().map(|d| format!("{}: {} {:?}", d.code, d.message, d.hints)).collect();
    let config: SiteConfig = loaded.value.unwrap_or_else(|| panic!("the config is wrong: {}", told.join("\n")));
    let mut counter = Counter::default();
    let checked = read_alone(&reader, &config, SourceIx(0), &mut counter);
    assert_eq!(checked.value.is_none(), has_errors(&checked.diagnostics));
    let mut problems = String::new();
    for problem in in_order(&reader, checked.diagnostics) {
        let place = problem.span.map(|span| reader.position(span));
        let place =
            place.map(|at| format!("{}:{}:{}", at.file.rsplit('/').next().unwrap_or_default(), at.line, at.column));
        let (severity, code) = (problem.severity, problem.code);
        let severity = if severity == Severity::Note { "note" } else { severity.word() };
        problems.push_str(&format!("{severity}[{code}] {}: {}\n", place.unwrap_or_default(), problem.message));
        for hint in problem.hints {
            problems.push_str(&format!("  hint: {hint}\n"));
        }
    }
    Outcome { counter, data: checked.value, problems }
}

const HEAD: &str = "[site]\ntitle = \"Test\"\n\n";

#[test]
fn qualtrics_exports_have_two_or_three_header_rows() {
    let Some(folder) = folder("qualtrics") else { return };
    let config = |file: &str, rows: usize, column: &str, date: &str| {
        format!(
            "{HEAD}[report]\nwave = \"quarter\"\n\n[[source]]\nid = \"s\"\nfiles = \"REAL/qualtrics/{file}\"\nheader_rows = {rows}\ncolumns = {{ date = \"{date}\" }}\n\n\
             [[question]]\nid = \"q\"\ncolumn = \"{column}\"\nscale = {{ from = 1, to = 3 }}\n\n[[metric]]\nkind = \"mean\"\nquestion = \"q\"\n"
        )
    };
    for (file, rows, column, date) in [
        ("sample.csv", 3, "This is a multiple choice question.", "RecordedDate"),
        ("sample.csv", 3, "Q1", "EndDate"),
        ("sample_legacy.csv", 2, "Q1", "EndDate"),
    ] {
        let outcome = run(&folder, &config(file, rows, column, date));
        assert_eq!(outcome.problems, "", "{file}");
        assert_eq!((outcome.counter.rows, outcome.counter.between(0, None, 2.0, 2.0)), (1, 1), "{file}");
    }
}

#[test]
fn a_file_that_is_not_utf_8_names_its_encoding_and_can_be_read_with_it() {
    let Some(folder) = folder("star-wars") else { return };
    let config = |encoding: &str| {
        format!(
            "{HEAD}[report]\nwave = \"single\"\n\n[[source]]\nid = \"s\"\nfiles = \"REAL/surveymonkey/star-wars.csv\"\nheader_rows = 2\n{encoding}\
             columns = {{ respondent = \"RespondentID\" }}\n\n\
             [[question]]\nid = \"fan\"\ncolumn = \"Do you consider yourself to be a fan of the Star Wars film franchise?\"\nchoices = [\"Yes\", \"No\"]\n\n\
             [[metric]]\nkind = \"share\"\nquestion = \"fan\"\nanswers = [\"Yes\"]\n"
        )
    };
    let outcome = run(&folder, &config(""));
    let first = outcome.problems.lines().take(2).collect::<Vec<_>>();
    assert!(first[0].starts_with("error[data/encoding] star-wars.csv:1:"), "{first:?}");
    let label = first[1].split('"').nth(1).expect("a label in the hint");
    let outcome = run(&folder, &config(&format!("encoding = \"{label}\"\n")));
    assert_eq!(outcome.problems, "");
    assert_eq!(outcome.counter.rows, 1186);
    assert_eq!((outcome.counter.between(0, None, 1.0, 1.0), outcome.counter.between(0, None, 2.0, 2.0)), (552, 284));
}

#[test]
fn a_question_from_one_to_ten_keeps_its_score_and_its_comment_apart() {
    let Some(folder) = folder("cncf") else { return };
    let config = |scale: &str| {
        format!(
            "{HEAD}[report]\nwave = \"single\"\n\n[[source]]\nid = \"s\"\nfiles = \"REAL/surveymonkey/cncf-*.csv\"\nheader_rows = 2\n\n\
             [[question]]\nid = \"recommend\"\ncolumn = \"Would you recommend CNCF to other open source projects, and why?\"\nscale = {scale}\n\n\
             [[metric]]\nkind = \"nps\"\n"
        )
    };
    let outcome = run(&folder, &config("{ from = 1, to = 10 }"));
    assert_eq!(outcome.problems, "");
    let counter = &outcome.counter;
    assert_eq!(counter.between(0, None, 1.0, 10.0), 145);
    assert_eq!((counter.between(0, None, 9.0, 10.0), counter.between(0, None, 1.0, 6.0)), (101, 9));
    // Below 200 answers the wrong scale is a warning.
    let outcome = run(&folder, &config("{ from = 0, to = 10 }"));
    assert!(outcome.problems.starts_with("warning[data/other-scale]"), "{}", outcome.problems);
}

#[test]
fn an_airport_survey_drops_its_own_missing_codes() {
    let Some(folder) = folder("sfo-airport") else { return };
    let config = format!(
        "{HEAD}[report]\nwave = \"year\"\n\n[[source]]\nid = \"s\"\nfiles = \"REAL/sfo-airport/sfo-{{wave}}.csv\"\n\
         columns = {{ respondent = [\"RESPNUM\", \"*RESPNUM\"], weight = \"WEIGHT\" }}\n\n\
         [[question]]\nid = \"recommend\"\ncolumn = \"NETPRO\"\nscale = \"0-10\"\ndont_know = [11]\n\n\
         [[question]]\nid = \"art\"\ncolumn = [\"Q7ART\", \"Q7A_ART\"]\nscale = \"1-5\"\nmissing = [0]\ndont_know = [6]\n\n\
         [[metric]]\nkind = \"nps\"\nquestion = \"recommend\"\n"
    );
    let outcome = run(&folder, &config);
    let counter = &outcome.counter;
    assert_eq!(counter.between(0, None, 0.0, 10.0), 2746);
    assert_eq!((counter.between(0, None, 9.0, 10.0), counter.between(0, None, 0.0, 6.0)), (1436, 342));
    assert_eq!((counter.named(0, "DontKnow"), counter.named(0, "Blank")), (84, 1));
    assert_eq!(counter.named(0, "NotAsked"), 3535 + 2818 + 2958 + 3087);
    assert_eq!(counter.rows, 3535 + 2818 + 2958 + 3087 + 2831);
    assert_eq!(counter.named(1, "NotAsked"), 0);
    // The weights of each year have mean 1.
    let mean = counter.weight as f64 / Weight::SCALE as f64 / counter.rows as f64;
    assert!((mean - 1.0).abs() < 0.01, "{mean}");
    assert!(outcome.problems.starts_with("note[data/not-asked]"), "{}", outcome.problems);
}

#[test]
fn twelve_airlines_are_told_apart_and_their_scale_is_not_taken_for_another() {
    let Some(folder) = folder("airlines") else { return };
    let config = |scale: &str| {
        format!(
            "{HEAD}[report]\nwave = \"quarter\"\nbrand = \"Qatar Airways\"\n\n[[source]]\nid = \"s\"\nfiles = \"REAL/airlines/*.csv\"\n\
             columns = {{ date = \"date\", brand = \"brand\", respondent = \"id\" }}\nsegments = [\"cabin\"]\n\n\
             [[question]]\nid = \"overall\"\ncolumn = \"overall\"\nscale = \"{scale}\"\n\n[[metric]]\nkind = \"nps\"\nquestion = \"overall\"\n"
        )
    };
    let outcome = run(&folder, &config("1-10"));
    assert_eq!(outcome.problems, "");
    assert_eq!(outcome.counter.rows, 14_179);
    let data = outcome.data.expect("a source without errors");
    assert_eq!(data.brands.shown.len(), 12);
    let brand = |name: &str| data.brands.shown.iter().position(|shown| shown == name).map(|at| at as u16);
    let all =
        |name: &str| outcome.counter.counts.iter().filter(|(key, _)| key.1 == brand(name)).map(|(_, n)| n).sum::<u64>();
    assert_eq!((all("British Airways"), all("Ryanair"), all("Korean Air")), (3830, 2249, 187));
    assert_eq!(outcome.counter.between(0, None, 9.0, 10.0), 1549 + 2211);
    assert_eq!(outcome.counter.named(0, "Blank"), 135);
    let outcome = run(&folder, &config("0-10"));
    assert!(
        outcome.problems.starts_with("error[data/other-scale] site-config.toml:17:9:")
            && outcome.problems.contains("none of the 14044 answers is 0 while"),
        "{}",
        outcome.problems
    );
}

#[test]
fn names_with_commas_and_two_files_are_one_exercise() {
    let Some(folder) = folder("nps-exercise") else { return };
    let config = format!(
        "{HEAD}[report]\nwave = \"single\"\nbrand = \"Prep Air\"\n\n[[source]]\nid = \"s\"\nfiles = \"REAL/nps-exercise/*.csv\"\n\
         columns = {{ respondent = \"CustomerID\", brand = \"Airline\" }}\n\n\
         [[question]]\nid = \"recommend\"\ncolumn = \"How likely are you to recommend this airline?\"\nscale = \"0-10\"\n\n[[metric]]\nkind = \"nps\"\n"
    );
    let outcome = run(&folder, &config);
    assert_eq!(outcome.problems, "");
    let data = outcome.data.expect("a source without errors");
    let prep = data.brands.shown.iter().position(|name| name == "Prep Air").map(|at| at as u16);
    assert!(data.brands.shown.contains(&"Schmeler, Schimmel and Collier".to_string()));
    let counter = &outcome.counter;
    assert_eq!(counter.rows, 5907);
    assert_eq!(counter.between(0, prep, 0.0, 10.0), 184);
    assert_eq!((counter.between(0, prep, 9.0, 10.0), counter.between(0, prep, 0.0, 6.0)), (74, 35));
}

#[test]
fn percentages_and_lengths_of_time_are_numbers() {
    let Some(folder) = folder("call-centre") else { return };
    let config = format!(
        "{HEAD}[report]\nwave = \"single\"\n\n[[source]]\nid = \"s\"\nfiles = \"REAL/call-centre/daily-calls.csv\"\n\n\
         [[question]]\nid = \"rate\"\ncolumn = \"Answer Rate\"\ntype = \"number\"\n\n\
         [[question]]\nid = \"wait\"\ncolumn = \"Waiting Time (AVG)\"\ntype = \"duration\"\n\n\
         [[metric]]\nkind = \"duration\"\nquestion = \"wait\"\n"
    );
    let outcome = run(&folder, &config);
    assert_eq!(outcome.problems, "");
    assert_eq!(outcome.counter.rows, 1251);
    assert_eq!(outcome.counter.between(0, None, 0.0, 1.0), 1251);
    assert!(outcome.counter.counts.contains_key(&(0, None, "0.9401".into())));
    assert!(outcome.counter.counts.contains_key(&(1, None, "165".into())));
}

#[test]
fn columns_of_every_file_can_be_listed() {
    let Some(folder) = folder("columns") else { return };
    let reader = SourceReader::disk(&folder);
    let format = wavemark::config::FileFormat { header_rows: 1, ..Default::default() };
    let paths: Vec<String> = reader.walk("").expect("the folder").into_iter().filter(|p| p.ends_with(".csv")).collect();
    let listed = columns(&reader, &format, &paths);
    let told: Vec<_> = listed.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(told, ["data/encoding"]);
    assert_eq!(listed.value.expect("the others").len(), paths.len() - 1);
}
