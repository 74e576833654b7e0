//! Whole sources from memory: rows, names, quality and the exact text of every problem.

use super::read::{read_alone, read_shared};
use super::row::{RowSink, SourceData};
use super::share::Sharing;
use super::testing::*;
use crate::config::*;
use crate::diag::Checked;
use crate::source::SourceReader;
use crate::wave::{NamedSpan, WaveScheme};
use jiff::civil::date as day;
use proptest::prelude::*;

const FILE: &str = "data/a.csv";

#[derive(Debug)]
struct Outcome {
    rows: Vec<Kept>,
    data: Option<SourceData>,
    text: String,
}

fn run(config: &SiteConfig, files: &[(&str, &str)]) -> Outcome {
    run_with(config, &reader(files))
}

/// On one thread with whole files, and the same in pieces of any size on several.
fn run_with(config: &SiteConfig, reader: &SourceReader) -> Outcome {
    let mut sink = Keeper::default();
    let Checked { value, diagnostics } = read_alone(reader, config, SourceIx(0), &mut sink as &mut dyn RowSink);
    let alone = Outcome { rows: sink.rows(), data: value, text: printed(reader, &diagnostics) };
    for (threads, block, beginning) in [(1, 1, 2), (2, 64, 16), (3, 7, 64), (8, 1 << 20, 1 << 20)] {
        let shared = run_shared(config, reader, Sharing { threads, block, beginning });
        let how = format!("{threads} threads, pieces of {block}");
        assert_eq!(shared.text, alone.text, "{how}");
        if alone.data.is_some() {
            assert_eq!(shared.rows, alone.rows, "{how}");
            assert_eq!(format!("{:?}", shared.data), format!("{:?}", alone.data), "{how}");
        }
    }
    alone
}

fn run_shared(config: &SiteConfig, reader: &SourceReader, sharing: Sharing) -> Outcome {
    let mut sink = Keeper::default();
    let Checked { value, diagnostics } = read_shared(reader, config, SourceIx(0), sharing, &mut sink);
    Outcome { rows: sink.rows(), data: value, text: printed(reader, &diagnostics) }
}

/// Quarters, a date column and the question `q` from 0 to 10.
fn simple() -> SiteConfig {
    let mut config = config("data/*.csv");
    config.questions = vec![question("q", 0, 10)];
    config
}

/// The problems of reading one file; `q` is sure of its scale.
fn problems(change: impl Fn(&mut SiteConfig), text: &str) -> String {
    let mut config = simple();
    config.questions[0].scale_is_sure = true;
    change(&mut config);
    run(&config, &[(FILE, text)]).text
}

fn months(rows: &[Kept]) -> Vec<(i32, i32)> {
    rows.iter().map(|row| (row.time / 12, row.time % 12 + 1)).collect()
}

#[test]
fn rows_come_with_their_month_brand_segments_weight_and_answers() {
    let mut config = simple();
    let columns = &mut config.sources[0].columns;
    columns.brand = Some(column("brand"));
    columns.weight = Some(column("w"));
    config.sources[0].segments = vec![segment("region")];
    config.questions.push(question("ease", 1, 7));
    let text = "date,brand,region,w,q,ease\n\
                2026-03-01,Fjord,North,1.5,0,7\n\
                2026-04-09 10:00, fjord ,NORTH,0,10,\n\
                2026-04-10,Northwind,,2,n/a,8\n";
    let outcome = run(&config, &[(FILE, text)]);
    let row = |time, brand, segment, weight, answers: [&str; 2]| Kept {
        time,
        brand: Some(brand),
        segments: vec![segment],
        weight,
        answers: answers.map(String::from).to_vec(),
    };
    let march = 2026 * 12 + 2;
    assert_eq!(
        outcome.rows,
        [
            row(march, 0, 0, 1_500_000_000, ["0", "7"]),
            row(march + 1, 0, 0, 0, ["10", "Blank"]),
            row(march + 1, 1, 1, 2_000_000_000, ["Unusable", "Unusable"]),
        ]
    );
    let data = outcome.data.unwrap();
    assert_eq!(data.brands.shown, ["Fjord", "Northwind"]);
    assert_eq!(data.segments[0].shown, ["NORTH", ""]);
    assert_eq!(data.dates, Some((day(2026, 3, 1), day(2026, 4, 10))));
    assert_eq!(data.quality.zero_weight, 1);
    assert_eq!(data.quality.respelled.len(), 1 + 1);
    let counts: Vec<_> = data.quality.questions.iter().map(|q| (q.valid, q.blank, q.unusable_rows())).collect();
    assert_eq!(counts, [(2, 0, 1), (1, 1, 1)]);
    assert_eq!(
        outcome.text,
        "warning[data/unusable-answers] data/a.csv:4:25: 1 answer to `q` is not a whole number from 0 to 10: `n/a` (1)\n\
         \x20 hint: say what such a text means in the question's table: in `answers`, `dont_know` or `missing`\n\
         warning[data/unusable-answers] data/a.csv:4:29: 1 answer to `ease` is not a whole number from 1 to 7: `8` (1)\n\
         \x20 hint: say what such a text means in the question's table: in `answers`, `dont_know` or `missing`\n"
    );
}

#[test]
fn every_lost_row_is_counted_with_its_reason() {
    let mut config = simple();
    let source = &mut config.sources[0];
    source.columns.respondent = Some(column("id"));
    source.columns.brand = Some(column("brand"));
    source.columns.weight = Some(column("w"));
    config.report.waves =
        WaveScheme::Spans(vec![NamedSpan { name: "Spring".into(), from: day(2026, 3, 1), to: day(2026, 5, 31) }]);
    let text = "id,date,brand,w,q\n\
                1,2026-03-01,A,1,9\n\
                1,2026-03-02,A,1,8\n\
                1,2026-03-02,B,1,0\n\
                2,,A,1,9\n\
                3,soon,A,1,9\n\
                4,2026-06-01,A,1,9\n\
                5,2025-01-01,A,1,9\n\
                6,2026-03-04,,1,9\n\
                7,2026-03-04,A,-1,9\n\
                8,2026-03-04,A,,9\n\
                9,2026-03-04,A,1\n\
                9,2026-03-04,A,1,9,10\n\
                9,2026-03-04,A,1,9,,\n\
                10,2026-03-04,B,1,9\n\
                11,2026-03-04,B,1,9\n\
                ,,,, \n";
    let outcome = run(&config, &[(FILE, text)]);
    assert_eq!(outcome.rows.len(), 5);
    assert_eq!(
        outcome.text,
        "warning[data/duplicate-respondent] data/a.csv:3:1: 1 row of `survey` was left out: the respondent stood in an earlier row of the same wave and brand (`1`)\n\
         \x20 hint: if the column is not one of respondents, leave it out of `columns`\n\
         warning[data/no-date] data/a.csv:5:3: 1 row of `survey` was left out: it has no date\n\
         \x20 hint: fill the date in if it is known: without one a row belongs to no wave\n\
         warning[data/bad-date] data/a.csv:6:3: 1 row of `survey` was left out: its date cannot be read (`soon`)\n\
         \x20 hint: the other dates can be read: correct these in the file\n\
         warning[data/outside-waves] data/a.csv:7:3: 2 rows of `survey` were left out: they lie outside every wave (`2026-06-01`, `2025-01-01`)\n\
         \x20 hint: if they belong to the report, add a wave for them under [report]\n\
         warning[data/no-brand] data/a.csv:9:14: 1 row of `survey` was left out: it names no brand\n\
         \x20 hint: fill the brand in if it is known: without one a row is about nobody\n\
         warning[data/bad-weight] data/a.csv:10:16: 2 rows of `survey` were left out: their weight is not a number from 0 to 1,000,000 (`-1`)\n\
         \x20 hint: correct these weights in the file\n\
         warning[data/ragged] data/a.csv:12:16: 2 rows of `survey` were left out: they have more or fewer cells than the header\n\
         \x20 hint: a text with the delimiter in it must stand in quotation marks\n\
         note[data/empty-row] data/a.csv:17:1: 1 row of `survey` was left out: all its cells are empty\n"
    );
    let quality = outcome.data.unwrap().quality;
    assert_eq!((quality.files[0].rows, quality.files[0].used), (16, 5));
    let lost: u64 = quality.dropped.iter().map(|dropped| dropped.rows).sum();
    assert_eq!(lost, 11);
}

#[test]
fn ids_that_begin_anew_each_wave_are_no_duplicates() {
    let mut config = simple();
    config.sources[0].columns.respondent = Some(column("id"));
    let files = [
        ("data/a.csv", "id,date,q\n1,2026-01-05,9\n2,2026-03-05,0\n1,2026-03-31,4\n"),
        ("data/b.csv", "id,date,q\n1,2026-04-05,9\n2,2026-02-05,8\n,2026-02-05,8\n,2026-02-05,8\n"),
    ];
    let outcome = run(&config, &files);
    assert_eq!(months(&outcome.rows), [(2026, 1), (2026, 3), (2026, 4), (2026, 2), (2026, 2)]);
    assert_eq!(outcome.data.unwrap().quality.dropped[0].rows, 2);
}

#[test]
fn times_come_from_dates_columns_and_names_of_files() {
    let mut config = simple();
    config.questions.clear();
    config.sources[0].columns.date = None;
    config.sources[0].columns.wave = Some(column("wave"));
    let outcome = run(&config, &[(FILE, "wave\n2026-Q3\nQ1 2025\nnever\n2026-Q3\n")]);
    assert_eq!(months(&outcome.rows), [(2026, 7), (2025, 1), (2026, 7)]);
    assert_eq!(
        outcome.text,
        "warning[data/bad-wave] data/a.csv:4:1: 1 row of `survey` was left out: it names no wave of this report (`never`)\n\
         \x20 hint: correct them: a wave is a quarter such as `2026-Q3`\n"
    );

    config.sources[0].columns.wave = None;
    config.sources[0].files[0].value = "data/{wave}.csv".into();
    config.sources[0].columns.date = Some(column("date"));
    let outcome = run(&config, &[("data/2026-Q3.csv", "date\n2026-10-02\nlate\n")]);
    assert_eq!(months(&outcome.rows), [(2026, 7), (2026, 7)]);
    assert_eq!(outcome.data.unwrap().dates, Some((day(2026, 10, 2), day(2026, 10, 2))));

    config.report.waves = WaveScheme::Single { name: "2026".into() };
    config.sources[0].files[0].value = "data/*.csv".into();
    config.sources[0].columns.date = None;
    let outcome = run(&config, &[(FILE, "id\n1\n2\n")]);
    assert_eq!((outcome.rows.len(), outcome.rows[0].time, outcome.text.as_str()), (2, 0, ""));
}

#[test]
fn rows_from_before_the_first_wave_are_left_out() {
    let mut config = simple();
    config.report.first_wave = config.report.waves.parse("2025-Q4").map(|value| Written { value, span: anywhere() });
    let outcome = run(&config, &[(FILE, "date,q\n2019-02-14,9\n2025-09-30,9\n2025-10-01,0\n")]);
    assert_eq!(months(&outcome.rows), [(2025, 10)]);
    assert_eq!(
        outcome.text,
        "warning[data/outside-waves] data/a.csv:2:1: 2 rows of `survey` were left out: they lie outside every wave (`2019-02-14`, `2025-09-30`)\n\
         \x20 hint: `first_wave` in [report] is 2025-Q4: rows from before it are in no wave\n"
    );
}

#[test]
fn brands_and_segments_come_from_names_of_files() {
    let mut config = simple();
    config.sources[0].files[0].value = "data/{brand}-{region}.csv".into();
    config.sources[0].segments = vec![SegmentConfig { column: None, ..segment("region") }];
    let files = [("data/Fjord-North.csv", "date,q\n2026-01-01,0\n"), ("data/Nova-South.csv", "date,q\n2026-01-01,9\n")];
    let outcome = run(&config, &files);
    let data = outcome.data.unwrap();
    assert_eq!(
        (data.brands.shown, data.segments[0].shown.clone()),
        (vec!["Fjord".into(), "Nova".into()], vec!["North".into(), "South".into()])
    );
    assert_eq!(outcome.rows[1].brand, Some(1));
}

#[test]
fn a_source_without_any_time_is_told_the_three_ways() {
    assert_eq!(
        problems(|config| config.sources[0].columns.date = None, "date,q\n2026-01-01,1\n"),
        "error[data/no-time] site-config.toml:1:1: nothing says to which wave the rows of `survey` belong\n\
         \x20 hint: name the column with their dates: `columns = { date = \"…\" }`\n\
         \x20 hint: or the column with the name of the wave: `columns = { wave = \"…\" }`\n\
         \x20 hint: or put `{wave}` where it stands in the files' names: `files = \"responses-{wave}.csv\"`\n"
    );
    assert_eq!(
        problems(|config| config.sources[0].files[0].value = "data/{wave}.csv".into(), "date,q\n2026-01-01,1\n"),
        "error[data/wave-name] site-config.toml:1:1: `a` in the name of `data/a.csv` is not a quarter such as `2026-Q3`\n\
         \x20 hint: rename the file, or narrow the pattern so that it leaves the file out\n"
    );
}

#[test]
fn dates_in_another_form_are_one_error_with_the_form() {
    let proposed = |dates: [&str; 3]| {
        let rows: String = dates.iter().map(|date| format!("{date},5\n")).collect();
        problems(|_| {}, &format!("date,q\n{rows}"))
    };
    assert_eq!(
        proposed(["31/03/2026", "01/04/2026", "2026-04-01"]),
        "error[data/date-format] data/a.csv:2:1: `31/03/2026` is not an ISO date (2026-03-31), nor is 1 other of the 3 dates of `data/a.csv`\n\
         \x20 hint: these look like day, month, year: write `date_format = \"dmy\"` in this source's table\n"
    );
    assert_eq!(
        proposed(["03/04/2026", "01/04/2026 10:00", "02/04/2026"]),
        "error[data/date-format] data/a.csv:2:1: `03/04/2026` is not an ISO date (2026-03-31), nor are 2 others of the 3 dates of `data/a.csv`\n\
         \x20 hint: these dates fit more than one order: only somebody who knows the data can say which is right\n\
         \x20 hint: if they are day, month, year, write `date_format = \"dmy\"` in this source's table\n\
         \x20 hint: if they are month, day, year, write `date_format = \"mdy\"` in this source's table\n"
    );
    assert_eq!(
        proposed(["45361", "45362", "45363.5"]),
        "error[data/date-format] data/a.csv:2:1: `45361` is not an ISO date (2026-03-31), nor are 2 others of the 3 dates of `data/a.csv`\n\
         \x20 hint: these look like the day numbers of a spreadsheet: format the column as dates and export it again\n"
    );
    assert_eq!(
        problems(
            |config| config.sources[0].format.date = Some(DateFormat::MonthDayYear),
            "date,q\n31/03/2026,5\n30/03/2026,5\n"
        ),
        "error[data/date-format] data/a.csv:2:1: `31/03/2026` is not in the form of `date_format` (month, day, year), nor is 1 other of the 2 dates of `data/a.csv`\n\
         \x20 hint: these look like day, month, year: write `date_format = \"dmy\"` in this source's table\n"
    );
}

#[test]
fn columns_that_are_not_there_are_named_with_those_that_are() {
    assert_eq!(
        problems(
            |config| {
                config.sources[0].columns.date = Some(column("completd"));
                config.sources[0].columns.weight = Some(column("#9"));
                config.questions[0].from = AnswerFrom::Column(column("Q"));
            },
            "completed,q\n2026-01-01,1\n"
        ),
        "error[data/no-column] site-config.toml:1:1: there is no column `#9` for the weight in `data/a.csv`\n\
         \x20 hint: the columns of the file are `#1` to `#2`\n\
         error[data/no-column] site-config.toml:1:1: there is no column `completd` for the date in `data/a.csv`\n\
         \x20 hint: did you mean `completed`?\n\
         \x20 hint: `wavemark list columns` shows every column with its values\n\
         note[data/header-case] site-config.toml:1:1: `Q` is written `q` in the data\n"
    );
    assert_eq!(
        problems(|_| {}, "date,q,x,q\n2026-01-01,1,2,3\n"),
        "error[data/duplicate-header] site-config.toml:1:1: `q` is the header of 2 columns of `data/a.csv`: `#2`, `#4`\n\
         \x20 hint: name the column by its position instead, such as `\"#2\"`\n"
    );
    assert_eq!(
        problems(
            |config| config.questions[0].from = AnswerFrom::Column(column("#4")),
            "date,q,x,q\n2026-01-01,1,2,3\n"
        ),
        ""
    );
}

#[test]
fn a_question_that_some_files_lack_was_not_asked_there() {
    let config = simple();
    let files = [
        ("data/a.csv", "date,q\n2026-01-01,0\n"),
        ("data/b.csv", "date,p\n2026-01-01,1\n"),
        ("data/c.csv", "p,date\n2,2026-01-01\n"),
    ];
    let outcome = run(&config, &files);
    let answers: Vec<_> = outcome.rows.iter().map(|row| row.answers[0].as_str()).collect();
    assert_eq!(answers, ["0", "NotAsked", "NotAsked"]);
    assert_eq!(outcome.data.unwrap().quality.questions[0].not_asked, 2);
    assert_eq!(
        outcome.text,
        "note[data/not-asked] site-config.toml:1:1: `q` was not asked in `data/b.csv` and `data/c.csv`\n\
         \x20 hint: if it was, under another header, list that header here too: `column = [\"one\", \"other\"]`\n"
    );
    let outcome = run(&config, &files[1..]);
    assert!(outcome.text.starts_with(
        "error[data/no-column] site-config.toml:1:1: there is no column `q` for the question `q` in `data/b.csv` and `data/c.csv`\n"
    ));
}

#[test]
fn conditions_decide_who_was_asked() {
    let mut config = simple();
    config.questions[0].asked_if = vec![(column("outcome"), vec!["Answered".into(), "closed".into()])];
    let text = "date,outcome,q\n2026-01-01,answered ,0\n2026-01-01,abandoned,9\n2026-01-01,Closed,9\n";
    let outcome = run(&config, &[(FILE, text)]);
    let answers: Vec<_> = outcome.rows.iter().map(|row| row.answers[0].as_str()).collect();
    assert_eq!(answers, ["0", "NotAsked", "9"]);
    config.questions[0].asked_if = vec![(column("state"), vec!["x".into()])];
    assert!(run(&config, &[(FILE, text)]).text.starts_with(
        "error[data/no-column] site-config.toml:1:1: there is no column `state` for `asked_if` of the question `q` in `data/a.csv`\n"
    ));
}

fn scored(answers: impl Iterator<Item = i64>) -> String {
    let rows: String = answers.map(|answer| format!("2026-01-01,{answer}\n")).collect();
    format!("date,q\n{rows}")
}

#[test]
fn a_scale_from_one_under_a_scale_from_nought_is_refused() {
    let text = scored((0..250).map(|n| n % 10 + 1));
    assert_eq!(
        run(&simple(), &[(FILE, &text)]).text,
        "error[data/other-scale] site-config.toml:1:1: `q` is declared 0 to 10, but none of the 250 answers is 0 while 150 are 1 to 6: this looks like a scale from 1 to 10, and its scores would not be comparable with those from 0 to 10\n\
         \x20 hint: if it was asked from 1 to 10, write `scale = { from = 1, to = 10 }` in the question's table\n\
         \x20 hint: if 0 could be chosen and nobody did, write `scale_is_sure = true` in the question's table\n"
    );
    assert_eq!(problems(|_| {}, &text), "");
    let few = run(&simple(), &[(FILE, &scored((0..199).map(|n| n % 10 + 1)))]).text;
    assert!(few.starts_with("warning[data/other-scale]"), "{few}");
    assert_eq!(run(&simple(), &[(FILE, &scored((0..250).map(|n| n % 4 + 7)))]).text, "");
    assert_eq!(run(&simple(), &[(FILE, &scored((0..250).map(|n| n % 11)))]).text, "");
}

#[test]
fn one_file_on_another_scale_is_noticed_among_the_rest() {
    let right = scored((0..250).map(|n| n % 11));
    let wrong = scored((0..250).map(|n| n % 10 + 1));
    let text = run(&simple(), &[("data/a.csv", &right), ("data/b.csv", &wrong)]).text;
    assert!(
        text.starts_with("error[data/other-scale] site-config.toml:1:1: `q` is declared 0 to 10, but none of the 250 answers in `data/b.csv` is 0 while 150 are 1 to 6"),
        "{text}"
    );
    // A file with few low answers may lack a 0 by chance.
    let happy = scored((0..250).map(|n| if n < 9 { n % 6 + 1 } else { 9 + n % 2 }));
    assert_eq!(run(&simple(), &[("data/a.csv", &right), ("data/b.csv", &happy)]).text, "");
}

#[test]
fn answers_that_cannot_be_used_are_told_once_with_the_way_out() {
    assert_eq!(
        problems(|_| {}, "date,q\n2026-01-01,yes\n2026-01-01,no\n2026-01-01,yes\n"),
        "error[data/unusable-answers] data/a.csv:2:12: no answer to `q` is a whole number from 0 to 10: `yes` (2), `no` (1)\n\
         \x20 hint: say what such a text means in the question's table: in `answers`, `dont_know` or `missing`\n"
    );
    assert_eq!(
        problems(|config| config.questions[0].kind = AnswerKind::Number, "date,q\n2026-01-01,\"1,5\"\n2026-01-01,2\n"),
        "warning[data/unusable-answers] data/a.csv:2:12: 1 answer to `q` is not a number: `1,5` (1)\n\
         \x20 hint: if the comma is a decimal sign, write `decimal_comma = true` in the source's table\n"
    );
    assert_eq!(
        problems(|config| config.questions[0].kind = AnswerKind::Number, "date,q\n2026-01-01,00:02:45\n2026-01-01,2\n"),
        "warning[data/unusable-answers] data/a.csv:2:12: 1 answer to `q` is not a number: `00:02:45` (1)\n\
         \x20 hint: if these are lengths of time, write `type = \"duration\"` in the question's table\n"
    );
    assert_eq!(
        problems(
            |config| config.questions[0].kind = AnswerKind::Choice(vec!["yes".into(), "no".into()]),
            "date,q\n2026-01-01,maybe\n2026-01-01,No\n"
        ),
        "warning[data/unusable-answers] data/a.csv:2:12: 1 answer to `q` is not one of `yes`, `no`: `maybe` (1)\n\
         \x20 hint: say what such a text means in the question's table: in `answers`, `dont_know` or `missing`\n"
    );
}

#[test]
fn all_files_are_looked_at_before_the_first_error_stops_the_reading() {
    let reader = SourceReader::memory([
        ("site-config.toml", b"".to_vec()),
        ("data/a.csv", b"".to_vec()),
        ("data/b.csv", b"date,q\n2026-01-01,caf\xe9\n".to_vec()),
        ("data/c.csv", b"when,q\n2026-01-01,1\n".to_vec()),
    ]);
    reader.read("site-config.toml").unwrap();
    let outcome = run_with(&simple(), &reader);
    let codes: Vec<_> = outcome
        .text
        .lines()
        .filter(|line| line.starts_with("error"))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert_eq!(
        codes,
        [
            "error[data/empty-file] data/a.csv",
            "error[data/encoding] data/b.csv",
            "error[data/no-column] site-config.toml"
        ]
    );
    assert!(outcome.data.is_none() && outcome.rows.is_empty());
}

#[test]
fn damaged_files_are_told_from_damaged_rows() {
    assert_eq!(
        problems(|_| {}, "date,q\n2026-01-01,1\n2026-01-01,\"2\n2026-01-01,3\n"),
        "error[data/open-quote] data/a.csv:3:12: the quotation mark that begins this cell is never closed: the 1 line below it, up to the end of the file, would be part of the cell\n\
         \x20 hint: take the quotation mark out, or close the cell with another; one inside a text is written twice (\"\")\n\
         warning[data/unusable-answers] data/a.csv:3:12: 1 answer to `q` is not a whole number from 0 to 10: `2 2026-01-01,3` (1)\n\
         \x20 hint: say what such a text means in the question's table: in `answers`, `dont_know` or `missing`\n"
    );
    let long = format!("date,q,text\n2026-01-01,1,\"{}\n2026-01-01,1,\"x\n2026-01-01,2,y\n", "word ".repeat(14_000));
    assert!(problems(|_| {}, &long).starts_with("error[data/open-quote] data/a.csv:2:14:"));
    let long = format!("date,q,text\n2026-01-01,1,\"{}\n\"\n2026-01-01,2,y\n", "word ".repeat(14_000));
    assert!(problems(|_| {}, &long).starts_with("warning[data/open-quote] data/a.csv:2:14:"));
    assert_eq!(
        problems(|config| config.sources[0].format.delimiter = Some(b','), "date,q\n2026-01-01;1\n2026-01-02;1\n"),
        "error[data/ragged] data/a.csv:2:1: no row of `data/a.csv` has as many cells as its header, 2 cells\n\
         \x20 hint: look at `delimiter`, `skip_rows` and `header_rows` in this source's table\n"
    );
    assert_eq!(
        problems(|_| {}, "date,q\n"),
        "error[data/no-rows] site-config.toml:1:1: `survey` has a header and no rows\n\
         \x20 hint: export the responses again\n"
    );
    assert_eq!(
        problems(|_| {}, "date,q\n,1\n,2\n"),
        "warning[data/no-date] data/a.csv:2:1: 2 rows of `survey` were left out: they have no date\n\
         \x20 hint: fill the date in if it is known: without one a row belongs to no wave\n\
         error[data/no-rows] site-config.toml:1:1: none of the 2 rows of `survey` can be used\n\
         \x20 hint: the warnings beside this one say why\n"
    );
}

#[test]
fn decimal_commas_quoted_newlines_and_several_header_rows_are_read() {
    let mut config = simple();
    config.questions[0].scale_is_sure = true;
    config.questions[0].from = AnswerFrom::Column(column("How likely?"));
    config.sources[0].format =
        FileFormat { header_rows: 2, skip_rows: 1, decimal_comma: true, ..FileFormat::default() };
    config.sources[0].columns.weight = Some(column("w"));
    let text = "My export\r\n\
                date;w;Q1;text\r\n\
                Date;;How likely?;\r\n\
                2026-01-01;0,25;9,0;\"one\r\ntwo; three\"\r\n\
                2026-01-01;1;8;\r\n";
    let outcome = run(&config, &[(FILE, text)]);
    assert_eq!(outcome.text, "");
    let read: Vec<_> = outcome.rows.iter().map(|row| (row.weight, row.answers[0].as_str())).collect();
    assert_eq!(read, [(250_000_000, "9"), (1_000_000_000, "8")]);
    assert_eq!(outcome.data.unwrap().quality.files[0].read_as, "UTF-8, semicolon");
}

mod laws {
    use super::*;
    use std::collections::BTreeMap;

    /// A row as text: brand, segment, weight, answer.
    type Written = (u8, u8, u16, u8);

    fn csv(rows: &[Written]) -> String {
        let line = |(brand, region, weight, answer): &Written| {
            let brand = ["Fjord", "fjord ", "Nova", "Northwind"][usize::from(brand % 4)];
            let region = ["North", "SOUTH", "south", ""][usize::from(region % 4)];
            format!("2026-0{}-01,{brand},{region},0.{weight:05},{}\n", answer % 9 + 1, answer % 13)
        };
        format!("date,brand,region,w,q\n{}", rows.iter().map(line).collect::<String>())
    }

    /// Rows and the sum of weights by everything that a cube keeps them by, with names instead of ids.
    fn sums(files: &[(String, String)]) -> BTreeMap<(i32, String, String, String), (u64, i64)> {
        let mut config = simple();
        config.questions[0].scale_is_sure = true;
        config.sources[0].columns.brand = Some(column("brand"));
        config.sources[0].columns.weight = Some(column("w"));
        config.sources[0].segments = vec![segment("region")];
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let outcome = run(&config, &files);
        let data = outcome.data.unwrap();
        let mut sums = BTreeMap::new();
        for row in outcome.rows {
            let brand = data.brands.shown[usize::from(row.brand.unwrap())].clone();
            let region = data.segments[0].shown[usize::from(row.segments[0])].clone();
            let sum: &mut (u64, i64) = sums.entry((row.time, brand, region, row.answers[0].clone())).or_default();
            *sum = (sum.0 + 1, sum.1 + row.weight);
        }
        sums
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn neither_files_nor_the_order_of_rows_change_the_sums(
            rows in proptest::collection::vec(any::<Written>(), 1..40),
            cut in 0usize..40,
        ) {
            let rows: Vec<Written> = rows.into_iter().chain([(0, 0, 1, 5)]).collect();
            let whole = sums(&[("data/a.csv".into(), csv(&rows))]);
            let mut turned = rows.clone();
            turned.reverse();
            prop_assert_eq!(&whole, &sums(&[("data/a.csv".into(), csv(&turned))]));
            let (one, other) = rows.split_at(cut.min(rows.len()));
            let parts = [("data/a.csv".to_string(), csv(one)), ("data/b.csv".to_string(), csv(other))];
            prop_assert_eq!(&whole, &sums(&parts));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    /// Stray quotation marks, line ends in cells, rows that lack cells, respondents that come again, names in two
    /// spellings: in any pieces and on any number of threads, the rows and the problems are those of one reading.
    #[test]
    fn how_the_work_is_shared_changes_nothing(
        rows in prop::collection::vec("(r[0-9]|),2026-0[1-9]-0[1-9](,North|,north|,South|),([0-9]|x|12|),(a|\"a\nb\"|\"a,\"\"b\"|5\"|)(\n|\r\n|\r|,|\"\n)", 0..40),
        threads in 1usize..5,
        block in 1usize..200,
    ) {
        let mut config = simple();
        config.sources[0].columns.respondent = Some(column("id"));
        config.sources[0].segments = vec![segment("region")];
        let text = format!("id,date,region,q,comment\n{}", rows.concat());
        let reader = reader(&[(FILE, &text)]);
        let mut sink = Keeper::default();
        let Checked { value, diagnostics } = read_alone(&reader, &config, SourceIx(0), &mut sink);
        let shared = run_shared(&config, &super::testing::reader(&[(FILE, &text)]), Sharing { threads, block, beginning: 16 });
        prop_assert_eq!(shared.text, printed(&reader, &diagnostics));
        prop_assert_eq!(format!("{:?}", shared.data), format!("{value:?}"));
        if value.is_some() {
            prop_assert_eq!(shared.rows, sink.rows());
        }
    }
}
