use super::section::Sink;
use super::{load, read_document};
use crate::config::*;
use crate::source::SourceReader;
use crate::stats::multiplicity::Adjustment;
use crate::wave::{Wave, WaveScheme};
use jiff::civil::date;
use std::collections::BTreeSet;
use toml::de::DeTable;

/// Every key of every section.
const WHOLE: &str = r##"
[site]
title = "Northwind Mobile: how customers see us"
base_url = "https://northwind.github.io/cx-report/"
language = "en-gb"
output = "public"
templates = "look"

[report]
brand = "Northwind"
wave = "quarter"
fiscal_year_starts = "April"
edition = "2026-27 Q1"
baseline = "2024-25-Q3"
commentary = "sample-data/commentary"
floor = { suppress_below = 5, flag_below = 20 }
confidence = 0.9
data_until = 2026-06-30

[[source]]
id = "relationship"
title = "Relationship survey"
population = "employees"
files = "sample-data/{region}/*.{csv,tsv}"
columns = { respondent = "response_id", date = ["completed", "#4"], brand = 3, weight = "weight", wave = "wave" }
segments = [
  "segment",
  "region",
  "Customer type",
  { id = "tenure", column = ["Tenure", 7], title = "Years with us", order = ["0-1", 2], labels = { "2" = "two" }, missing = ["", "?"], default = "none" },
]
long = { question = "attribute", answer = "score" }
join = [{ files = "stores.csv", on = "store_id" }, { files = "brands/*.csv", on = "brand_id", key = "id" }]
delimiter = "semicolon"
encoding = "windows-1252"
skip_rows = 1
header_rows = 2
skip_after_header = 1
decimal_comma = true
date_format = "dmy"
frame = 4200
weighting = { within = "brand", least = 0.2, most = 5, targets = { segment = { Consumer = 80, Business = 20 } } }

[[source]]
id = "calls"
files = ["calls.csv", "more/*.csv"]
columns.date = "started"
date_format = "%d %B %Y"

[[question]]
id = "recommend"
source = "relationship"
column = "q1_recommend"
text = "How likely are you to recommend {brand} to a friend or colleague?"
scale = { from = 0, to = 10, better = "high" }
missing = ["", 99, "refused"]
dont_know = 98.5
answers = { "10 - Extremely likely" = 10, "Not at all" = 0 }
asked_if = { outcome = ["answered", 2], "#5" = "yes" }
scale_is_sure = true

[[question]]
id = "outcome"
source = "calls"
column = 3
choices = ["answered", "abandoned"]

[[question]]
id = "wait"
source = "calls"
column = ["wait", "waited"]
type = "duration"

[[question]]
id = "agree"
source = "relationship"
column = "q7"
answers = { "Strongly disagree" = 1, "Neither" = 3, "Strongly agree" = 5 }

[[question]]
id = "answered"
source = "calls"
from = "opened"
to = ["answered", 9]

[[question]]
id = "given-up"
source = "calls"
type = "totals"
column = "abandoned"
out_of = "offered"

[[question]]
id = "used"
source = "relationship"
column = "used"
multiple = ";"
choices = ["Shop", "Web"]

[[question]]
id = "seen"
source = "relationship"
columns = { "Shop" = "used_shop", "Web" = ["used_web", "Web"] }

[[metric]]
id = "nps"
kind = "nps"
question = "recommend"
title = "Net Promoter Score"
subtitle = "of customers"
target = 40
better = "high"
decimals = 1
headline = true
page = "service"

[[metric]]
id = "effort"
kind = "bottom_box"
column = "q3"
source = "relationship"
text = "How easy was it?"
scale = "1-7"
missing = [99]
dont_know = ["don't know"]
asked_if = { contact = "yes" }
scale_is_sure = false
codes = [1, 2]
note = "x"
strict = true

[[metric]]
id = "wait"
kind = "duration"
within = 20.5

[[metric]]
id = "lost"
kind = "share"
column = "end"
source = "calls"
choices = ["lost", "found"]

[[metric]]
id = "age"
kind = "mean"
column = "age"
source = "calls"
type = "number"

[voice]
source = "relationship"
comment = "comment"
consent = "consent"
consent_means = ["yes", "ja"]
language = "language"
scores = ["nps", "effort"]
group = "region"
smallest_group = 40
names = "names.txt"
topics = "topics.toml"
stop_words = ["Northwind"]
languages = ["en", "de"]
drawn = 3
word_waves = 4

[[break]]
wave = "2025-26 Q3"
what = "mode"
text = "By web"

[[break]]
date = 2025-11-03
questions = ["recommend"]
metrics = ["nps"]
source = "relationship"
what = "wording"
text = "New words"

[[event]]
date = 2026-02-10
text = "New courier in the north"
metrics = ["nps"]

[[benchmark]]
files = "sample-data/benchmarks.csv"

[claims]
unproven = "warning"

[actions]
files = "sample-data/actions.csv"

[[touchpoint]]
id = "paying_a_bill"
metrics = ["effort", "nps"]

[[touchpoint]]
id = "leaving"
title = "Saying goodbye"
metrics = "lost"

[loyalty]
segment = "tenure"

[cost]
currency = "£"
customers = { value = 240000, source = "billing" }
margin = { value = 90, low = 70.5, high = 110, source = "finance" }
leave_for_service = { value = 4, low = 3, source = "exit calls" }
leave_in_silence = { value = 90, source = "a study" }
tell_others = { value = 9, source = "a study" }
put_off = { value = 1, source = "a guess" }
stay = { value = 85, source = "billing" }
discount = { value = 8, high = 10, source = "finance" }

[[term]]
name = "Promise"
text = "A first answer within 24 hours."

[[table]]
id = "by_region"
rows = ["effort", "question:effort", "recommend"]
columns = ["region", ["segment", "customer-type"], ["customer-type", "region"]]
wave = "2025-26 Q4"
adjust = "benjamini-hochberg"
lower_case = true
"##;

fn read(text: &str) -> (Option<SiteConfig>, Vec<String>) {
    let reader = SourceReader::memory([
        ("site-config.toml", text),
        ("names.txt", "Anna\n# note\nBerg*\n"),
        ("topics.toml", TOPICS),
    ]);
    let checked = load(&reader, "site-config.toml");
    (checked.value, checked.diagnostics.into_iter().map(|d| d.message).collect())
}

fn good(text: &str) -> SiteConfig {
    let (config, problems) = read(text);
    assert_eq!(problems, Vec::<String>::new());
    config.unwrap()
}

fn header(text: &str) -> ColumnName {
    ColumnName::Header(text.to_string())
}

#[test]
fn everything_that_can_be_written_is_read() {
    let config = good(WHOLE);
    assert_eq!(config.site.base_url.as_deref(), Some("https://northwind.github.io/cx-report"));
    let templates = config.site.templates.as_ref().map(|folder| folder.value.as_str());
    assert_eq!((config.site.language.as_str(), templates), ("en-GB", Some("look")));

    let report = &config.report;
    assert_eq!(report.waves, WaveScheme::Calendar { months: 3, fiscal_start: 4 });
    let EditionChoice::Named(edition) = &report.edition else { panic!("{:?}", report.edition) };
    assert_eq!(report.waves.first_day(edition.value), Some(date(2026, 4, 1)));
    assert_eq!(report.baseline.map(|wave| report.waves.id(wave.value)), Some("2024-25-Q3".to_string()));
    assert_eq!(report.floor, Floor { suppress_below: 5, flag_below: 20 });
    assert_eq!((report.confidence, report.data_until), (0.9, Some(date(2026, 6, 30))));

    let source = &config.sources[0];
    let columns = &source.columns;
    assert_eq!(columns.date.as_ref().unwrap().value, [header("completed"), ColumnName::Position(4)]);
    assert_eq!(columns.brand.as_ref().unwrap().value, [ColumnName::Position(3)]);
    let segments: Vec<_> = source
        .segments
        .iter()
        .map(|s| (s.id.as_str(), s.title.as_str(), s.column.as_ref().map(|c| c.value.len())))
        .collect();
    assert_eq!(
        segments,
        [
            ("segment", "Segment", Some(1)),
            ("region", "Region", None),
            ("customer-type", "Customer type", Some(1)),
            ("tenure", "Years with us", Some(2)),
        ]
    );
    assert_eq!(source.segments[2].column.as_ref().unwrap().value, [header("Customer type")]);
    assert_eq!(source.segments[3].order, ["0-1", "2"]);
    assert_eq!(source.segments[3].labels, [("2".to_string(), "two".to_string())]);
    let format = &source.format;
    assert_eq!((format.delimiter, format.encoding), (Some(b';'), Some(encoding_rs::WINDOWS_1252)));
    assert_eq!((format.skip_rows, format.header_rows, format.skip_after_header), (1, 2, 1));
    assert_eq!((format.decimal_comma, &format.date), (true, &Some(DateFormat::DayMonthYear)));
    assert_eq!(source.long.as_ref().map(|long| long.answer.shown()), Some("score".to_string()));
    let keys: Vec<_> = source.joins.iter().map(|join| (join.on.shown(), join.key.shown())).collect();
    assert_eq!(keys, [("store_id".into(), "store_id".into()), ("brand_id".to_string(), "id".to_string())]);
    assert_eq!(source.segments[3].default.as_deref(), Some("none"));
    let calls = &config.sources[1];
    assert_eq!(calls.files.iter().map(|files| files.value.as_str()).collect::<Vec<_>>(), ["calls.csv", "more/*.csv"]);
    assert_eq!((calls.title.as_str(), calls.format.header_rows, calls.format.delimiter), ("Calls", 1, None));
    assert_eq!(calls.format.date, Some(DateFormat::Pattern("%d %B %Y".to_string())));

    let recommend = &config.questions[0];
    assert_eq!(recommend.kind, AnswerKind::Scale(Scale { from: 0, to: 10, better: Better::High }));
    assert_eq!(recommend.missing, ["", "99", "refused"]);
    assert_eq!(recommend.dont_know, ["98.5"]);
    assert_eq!(recommend.answers, [("10 - Extremely likely".to_string(), 10), ("Not at all".to_string(), 0)]);
    let asked: Vec<_> = recommend.asked_if.iter().map(|(c, v)| (c.value.clone(), v.clone())).collect();
    assert_eq!(
        asked,
        [
            (vec![header("outcome")], vec!["answered".to_string(), "2".to_string()]),
            (vec![ColumnName::Position(5)], vec!["yes".to_string()]),
        ]
    );
    assert!(recommend.scale_is_sure && !config.questions[1].scale_is_sure);
    assert_eq!(config.questions[1].kind, AnswerKind::Choice(vec!["answered".to_string(), "abandoned".to_string()]));
    assert_eq!((config.questions[1].source, config.questions[1].text.as_str()), (SourceIx(1), "Column 3"));
    assert_eq!(config.questions[2].kind, AnswerKind::Duration);
    assert_eq!(config.questions[3].kind, AnswerKind::Scale(Scale { from: 1, to: 5, better: Better::High }));
    let from = |at: usize| &config.questions[at].from;
    assert!(matches!(from(4), AnswerFrom::Elapsed { to, .. } if to.value.len() == 2));
    assert!(matches!(from(5), AnswerFrom::Totals { columns, independent: false } if columns[0].shown() == "offered"));
    assert_eq!((&config.questions[5].kind, config.questions[5].text.as_str()), (&AnswerKind::Events(2), "Given up"));
    assert!(matches!(from(6), AnswerFrom::List { separator, .. } if separator == ";"));
    assert!(matches!(from(7), AnswerFrom::OneHot(columns) if columns.len() == 2));
    assert_eq!(config.questions[6].kind, config.questions[7].kind);

    let nps = &config.metrics[0];
    assert_eq!((nps.question.value, nps.target.map(|t| t.value), nps.decimals), (QuestionIx(0), Some(40.0), Some(1)));
    assert_eq!((nps.headline, nps.better, nps.params.len()), (Some(true), Some(Better::High), 0));
    let effort = &config.metrics[1];
    let params: Vec<_> = effort.params.iter().map(|p| p.key.value.as_str()).collect();
    assert_eq!(params, ["codes", "note", "strict"]);
    let ParamValue::List(codes) = &effort.params[0].value.value else { panic!("no list") };
    assert_eq!(
        codes.iter().map(|c| c.value.clone()).collect::<Vec<_>>(),
        [ParamValue::Number(1.0), ParamValue::Number(2.0)]
    );
    let own = &config.questions[effort.question.value.0];
    assert_eq!((own.id.as_str(), own.missing.as_slice()), ("effort", ["99".to_string()].as_slice()));
    assert_eq!(config.metrics[2].question.value, QuestionIx(2), "the question with the metric's id");
    assert_eq!(config.events[0].metrics[0].value, "nps");
    assert_eq!(config.benchmarks[0].files.value, "sample-data/benchmarks.csv");
    assert_eq!(config.actions.as_ref().unwrap().files.value, "sample-data/actions.csv");
    let step = |at: usize| {
        let Touchpoint { id, title, metrics } = &config.touchpoints[at];
        (id.as_str(), title.as_str(), metrics.iter().map(|metric| metric.value.as_str()).collect::<Vec<_>>())
    };
    assert_eq!(step(0), ("paying_a_bill", "Paying a bill", vec!["effort", "nps"]));
    assert_eq!(step(1), ("leaving", "Saying goodbye", vec!["lost"]));
    assert_eq!(config.loyalty.as_ref().unwrap().segment.value, "tenure");
    let cost = config.cost.as_ref().unwrap();
    let ends = |input: &CostInput| (input.low, input.value, input.high);
    assert_eq!(cost.currency.as_deref(), Some("£"));
    assert_eq!((ends(&cost.customers), cost.customers.source.as_str()), ((240_000.0, 240_000.0, 240_000.0), "billing"));
    assert_eq!((ends(&cost.margin), ends(&cost.leave_for_service)), ((70.5, 90.0, 110.0), (0.03, 0.04, 0.04)));
    assert_eq!(ends(&cost.lifetime.as_ref().unwrap().discount), (0.08, 0.08, 0.1));
    assert_eq!(
        (config.terms[0].name.as_str(), config.terms[0].text.as_str()),
        ("Promise", "A first answer within 24 hours.")
    );
    let table = &config.tables[0];
    assert_eq!((table.id.as_str(), table.title.as_str(), table.source), ("by_region", "By region", SourceIx(0)));
    let effort = config.metrics[1].question.value;
    assert_eq!(
        table.rows,
        [TableRow::Metric(1), TableRow::Question(effort), TableRow::Question(config.metrics[0].question.value)]
    );
    assert_eq!(table.cuts, [vec![1], vec![0, 2], vec![2, 1]]);
    assert_eq!(config.nests_of(SourceIx(0)), [vec![0, 2], vec![1, 2]]);
    assert_eq!((table.adjust, table.lower_case), (Some(Adjustment::BenjaminiHochberg), true));
    assert_eq!(table.wave.map(|wave| report.waves.id(wave.value)), Some("2025-26-Q4".to_string()));
    assert_eq!(
        config.sources.iter().map(|s| s.population).collect::<Vec<_>>(),
        [Population::Employees, Population::Customers]
    );
}

#[test]
fn ten_lines_are_enough() {
    let config = good(
        "[site]\ntitle = \"How customers see us\"\n\n[[source]]\nfiles = \"responses.csv\"\ncolumns = { date = \"completed\" }\n\n\
         [[metric]]\nkind = \"nps\"\ncolumn = \"q1\"\n",
    );
    assert_eq!(config.report.waves, WaveScheme::Calendar { months: 3, fiscal_start: 1 });
    assert_eq!((config.report.edition.clone(), config.report.confidence), (EditionChoice::Latest, 0.95));
    assert_eq!(config.report.floor, Floor { suppress_below: 10, flag_below: 30 });
    assert_eq!((config.site.language.as_str(), config.site.output.value.as_str()), ("en-GB", "public"));
    assert_eq!((config.sources[0].id.as_str(), config.sources[0].title.as_str()), ("responses", "Responses"));
    assert_eq!(config.metrics[0].id.value, "nps");
    assert_eq!((config.questions[0].id.as_str(), config.questions[0].text.as_str()), ("nps", "q1"));
    assert_eq!(config.questions[0].kind, AnswerKind::Scale(Scale { from: 0, to: 10, better: Better::High }));
}

/// A config whose [report] is `report`, with a source that has no dates.
fn undated(report: &str) -> String {
    format!(
        "[site]\ntitle = \"T\"\n[report]\n{report}\n[[source]]\nfiles = \"a.csv\"\n[[metric]]\nkind = \"nps\"\ncolumn = 1\n"
    )
}

#[test]
fn data_without_dates_are_one_wave() {
    for report in ["", "wave = \"single\"", "wave = \"none\""] {
        let waves = good(&undated(report)).report.waves;
        assert_eq!(waves, WaveScheme::Single { name: "All responses".to_string() });
    }
    let named = good(&undated("wave_name = \"Survey 2026\"\nbaseline = \"survey 2026\""));
    assert_eq!(named.report.waves, WaveScheme::Single { name: "Survey 2026".to_string() });
    assert_eq!(named.report.baseline.map(|wave| wave.value), Some(Wave(0)));
}

#[test]
fn named_waves_are_sorted_by_their_first_day() {
    let dated = undated(
        "wave = [{ name = \"B\", from = 2026-01-01, to = 2026-03-31 }, { name = \"A\", from = \"2025-01-01\", to = 2025-03-31 }]",
    )
    .replace("a.csv\"", "a.csv\"\ncolumns.date = \"d\"");
    let WaveScheme::Spans(spans) = good(&dated).report.waves else { panic!("no spans") };
    assert_eq!(spans.iter().map(|span| span.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    let tables = undated("")
        .replace("[[source]]", "[[report.wave]]\nname = \"A\"\nfrom = 2025-01-01\nto = 2025-03-31\n[[source]]");
    let tables = tables.replace("a.csv\"", "{wave}.csv\"");
    let WaveScheme::Spans(spans) = good(&tables).report.waves else { panic!("no spans") };
    assert_eq!((spans.len(), spans[0].to), (1, date(2025, 3, 31)));
}

#[test]
fn metrics_of_one_column_share_its_question() {
    let text = undated("")
        + "[[metric]]\nid = \"again\"\nkind = \"nps\"\ncolumn = 1\n[[metric]]\nid = \"other\"\nkind = \"mean\"\ncolumn = 1\nscale = \"1-5\"\n";
    let config = good(&text);
    let questions: Vec<_> = config.metrics.iter().map(|metric| metric.question.value.0).collect();
    assert_eq!((questions, config.questions.len()), (vec![0, 0, 1], 2));
}

#[test]
fn a_lower_floor_may_be_raised_alone() {
    assert_eq!(good(&undated("floor.suppress_below = 50")).report.floor, Floor { suppress_below: 50, flag_below: 50 });
    assert_eq!(good(&undated("floor.flag_below = 20")).report.floor, Floor { suppress_below: 10, flag_below: 20 });
}

#[test]
fn a_warning_does_not_stop() {
    let (config, problems) = read(&undated("").replace("title", "language = \"de\"\ntitle"));
    assert_eq!(config.unwrap().site.language, "de");
    assert_eq!(problems.len(), 1);
}

#[test]
fn the_reader_knows_exactly_the_listed_keys() {
    let reader = SourceReader::memory([
        ("c", WHOLE.replace("wave = \"quarter\"\nfiscal_year_starts = \"April\"", NAMED).as_str()),
        ("names.txt", "Anna"),
        ("topics.toml", TOPICS),
    ]);
    let source = reader.read("c").unwrap();
    let document = DeTable::parse(source.text().unwrap()).unwrap();
    let sink = Sink::new(source.id);
    read_document(&reader, &sink, document.get_ref(), &source);
    let listed: BTreeSet<_> = KEYS.iter().map(|doc| (doc.section, doc.key)).collect();
    assert_eq!(listed.len(), KEYS.len(), "a key is listed twice");
    let asked = sink.asked();
    assert_eq!(asked, listed);
}

const TOPICS: &str = "[delivery]\nwords = ['deliver*', 'call back']\n[app]\ntitle = 'The app'\nwords = 'app'\n";

const NAMED: &str = "wave = [{ name = \"A\", from = 2025-01-01, to = 2025-03-31 }]";

#[test]
fn every_example_of_the_reference_is_toml() {
    for doc in KEYS.iter().filter(|doc| !doc.section.is_empty()) {
        let table = DeTable::parse(doc.example).unwrap_or_else(|error| panic!("{}: {error}", doc.example));
        assert_eq!(table.get_ref().keys().map(|key| key.get_ref().as_ref()).collect::<Vec<_>>(), [doc.key]);
    }
}

#[test]
fn any_truncation_or_change_of_a_config_is_answered_without_panic() {
    for (at, _) in WHOLE.char_indices().step_by(31) {
        read(&WHOLE[..at]);
        let mut changed = WHOLE.to_string();
        changed.insert_str(at, "\"]} = [{\u{301}");
        read(&changed);
    }
    for replacement in
        ["1", "\"\"", "[]", "{}", "true", "2026-01-01", "[[1]]", "{ a = { b = 1 } }", "-1e400", "99999999999999999999"]
    {
        for line in WHOLE.lines().filter(|line| line.contains(" = ")) {
            let (key, _) = line.split_once(" = ").unwrap();
            let (config, problems) = read(&WHOLE.replacen(line, &format!("{key} = {replacement}"), 1));
            assert!(config.is_some() || !problems.is_empty(), "{key} = {replacement}");
        }
    }
}

#[test]
fn voice_brings_a_metric_for_each_topic() {
    let config = good(WHOLE);
    let voice = config.voice.unwrap();
    assert_eq!(
        (voice.names, voice.consent_means),
        (vec!["Anna".to_owned(), "Berg*".to_owned()], vec!["yes".into(), "ja".into()])
    );
    let group = voice.group.map(|at| config.sources[0].segments[at].id.as_str());
    assert_eq!((voice.scores, group, voice.smallest_group), (vec![0, 1], Some("region"), 40));
    let topics: Vec<_> = config.metrics.iter().filter(|metric| metric.kind.value == "topic").collect();
    assert_eq!(
        topics.iter().map(|metric| metric.id.value.as_str()).collect::<Vec<_>>(),
        ["topic-delivery", "topic-app"]
    );
    let question = &config.questions[topics[0].question.value.0];
    assert_eq!(question.kind, AnswerKind::Multiple(vec!["Delivery".into(), "The app".into()]));
    assert_eq!(question.source, voice.source);
}

#[test]
fn voice_has_defaults() {
    let voice =
        good(&undated("").replace("[[metric]]", "[voice]\ncomment = \"c\"\neverybody_agreed = true\n\n[[metric]]"))
            .voice
            .unwrap();
    assert_eq!((voice.smallest_group, voice.drawn, voice.word_waves, voice.scores), (50, 2, 1, vec![0]));
    assert_eq!(
        (voice.languages, voice.consent_means, voice.has_names),
        (vec!["en-GB".into()], vec!["yes".into()], false)
    );
    assert!(voice.consent.is_none() && voice.language.is_none() && voice.group.is_none());
    assert!(good(&undated("")).voice.is_none());
}
