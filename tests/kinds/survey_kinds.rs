//! Index, item non-response, response rate, counts, closed loop, and two surveys side by side.

use crate::support::{close, csv, figure, figures, headline, measured, printed};
use wavemark::metrics::{Estimate, MetricIx, Reference, Statistic, Verdict};
use wavemark::survey::Value;

#[test]
fn an_index_is_the_mean_of_what_each_respondent_said() {
    let config = "[[source]]\nfiles = \"r.csv\"\ncolumns.date = \"day\"\n\
        [[question]]\nid = \"a\"\ncolumn = \"a\"\nscale = \"1-5\"\n[[question]]\nid = \"b\"\ncolumn = \"b\"\nscale = \"0-10\"\n\
        [[metric]]\nid = \"even\"\nkind = \"index\"\nquestions = [\"a\", \"b\"]\n\
        [[metric]]\nid = \"uneven\"\nkind = \"index\"\nquestions = [\"a\", \"b\"]\nweights = [3, 1]\nleast = 2\n";
    let text = "day,a,b\n2026-01-05,4,8\n2026-01-05,5,10\n2026-01-05,1,\n2026-01-05,,\n";
    let found = figures(config, &[("r.csv", text)]);
    // (75 + 80) / 2, 100 and, from one answer, 0.
    let even = headline(&found, "even");
    close(even.value, (77.5 + 100.0) / 3.0);
    assert_eq!(even.n, 3);
    let uneven = headline(&found, "uneven");
    close(uneven.value, (76.25 + 100.0) / 2.0);
    assert_eq!(uneven.n, 2);
    assert!(found.metrics[1].formula.contains("3 : 1"), "{}", found.metrics[1].formula);
}

#[test]
fn blanks_are_counted_by_question_and_by_respondent() {
    let config = "[[source]]\nfiles = \"r.csv\"\ncolumns.date = \"day\"\n\
        [[question]]\nid = \"a\"\ncolumn = \"a\"\nscale = \"1-5\"\ndont_know = [9]\n\
        [[question]]\nid = \"b\"\ncolumn = \"b\"\nscale = \"0-10\"\nasked_if = { c = \"yes\" }\n\
        [[metric]]\nid = \"all\"\nkind = \"missing\"\n[[metric]]\nid = \"of-a\"\nkind = \"missing\"\nquestion = \"a\"\n";
    let text = "day,a,b,c\n2026-01-05,4,8,yes\n2026-01-05,9,,yes\n2026-01-05,,,yes\n2026-01-05,,,no\n";
    let found = figures(config, &[("r.csv", text)]);
    // 0 of 2, 1 of 2, 2 of 2 and, of the one that was not asked b, 1 of 1.
    close(headline(&found, "all").value, (0.0 + 0.5 + 1.0 + 1.0) / 4.0);
    // Don't know is an answer.
    assert_eq!((headline(&found, "of-a").value, headline(&found, "of-a").n), (0.5, 4));
    let info = &found.metrics[0];
    let share = |at: usize| measured(figure(&found, "all", Some(Statistic::Share(info.answers[at].0)), None, 0));
    assert_eq!((share(0).value, share(0).n), (0.5, 4));
    assert_eq!((share(1).value, share(1).n), (2.0 / 3.0, 3));
    assert_eq!(Statistic::Share(info.answers[1].0).word(info), "share:b");
}

#[test]
fn a_response_rate_has_its_two_steps() {
    let config = "[[source]]\nfiles = \"f.csv\"\ncolumns.wave = \"quarter\"\nsegments = [\"region\"]\n\
        [[metric]]\nkind = \"response_rate\"\ninvited = \"invited\"\nstarted = \"started\"\ncompleted = \"completed\"\nindependent = true\n\
        [[metric]]\nid = \"short\"\nkind = \"response_rate\"\ninvited = \"invited\"\ncompleted = \"completed\"\n";
    let text = "quarter,region,invited,started,completed\n2026-Q1,N,200,60,51\n2026-Q1,S,63,40,30\n";
    let found = figures(config, &[("f.csv", text)]);
    let rate = headline(&found, "response_rate");
    close(rate.value, 81.0 / 263.0);
    assert_eq!(printed(rate.interval), "0.2553 0.3662");
    let of = |statistic| measured(figure(&found, "response_rate", Some(statistic), None, 0));
    close(of(Statistic::Started).value, 100.0 / 263.0);
    assert_eq!((of(Statistic::Completion).value, of(Statistic::Completion).n), (0.81, 100));
    close(measured(figure(&found, "response_rate", None, Some("S"), 0)).value, 30.0 / 63.0);
    assert_eq!(headline(&found, "short").value, rate.value);
}

#[test]
fn counts_have_exact_intervals_and_no_rest() {
    let config = "[[source]]\nfiles = \"c.csv\"\ncolumns.date = \"day\"\nsegments = [\"kind\"]\n\
        [[metric]]\nid = \"all\"\nkind = \"count\"\n\
        [[metric]]\nid = \"late\"\nkind = \"count\"\ncolumn = \"about\"\nchoices = [\"late\", \"lost\"]\nof = [\"late\"]\n\
        [[metric]]\nid = \"left\"\nkind = \"count\"\ncolumn = \"left\"\n";
    let text = csv(
        "day,kind,about,left",
        &[
            ("2025-12-05,A,late,2", 3),
            ("2026-01-05,A,late,4", 6),
            ("2026-01-05,B,late,4", 4),
            ("2026-01-05,B,lost,,", 0),
            ("2026-01-05,B,lost,0", 5),
        ],
    );
    let found = figures(config, &[("c.csv", &text)]);
    assert_eq!(headline(&found, "all").value, 15.0);
    let late = headline(&found, "late");
    assert_eq!((late.value, late.n), (10.0, 15));
    // Garwood's limits of 10, and a coin tossed 13 times.
    assert_eq!(printed(late.interval), "4.7954 18.3904");
    let change = figure(&found, "late", None, None, 0).against(&Reference::Previous).unwrap();
    close(change.difference.unwrap(), 7.0);
    close(change.test.unwrap().p, 2.0 * 378.0 / 8192.0);
    let part = figure(&found, "late", None, Some("A"), 0);
    assert_eq!(measured(part).value, 6.0);
    assert!(part.against(&Reference::Rest).is_none() && part.rank.is_none());
    assert_eq!(headline(&found, "left").value, 40.0);
}

const CASES: &str = "[[source]]\nfiles = \"c.csv\"\ncolumns.date = \"opened\"\nsegments = [\"kind\"]\n\
    [[metric]]\nid = \"answered\"\nkind = \"closed_loop\"\nfrom = \"opened\"\nto = \"answer\"\nwithin = [\"24h\", \"2d\"]\n\
    [[metric]]\nid = \"time\"\nkind = \"closed_loop\"\nfrom = \"opened\"\nto = \"answer\"\nshow = \"median\"\n";

#[test]
fn open_cases_are_neither_in_time_nor_late() {
    let text = "opened,answer,kind\n2026-01-05T00:00:00,2026-01-05T12:00:00,A\n2026-01-05T00:00:00,2026-01-06T00:00:00,A\n\
        2026-01-05T00:00:00,2026-01-06T12:00:00,A\n2026-01-05T00:00:00,2026-01-08T00:00:00,A\n\
        2026-03-31T06:00:00,,B\n2026-03-31T04:00:00,2026-04-01T01:00:00,B\n2026-01-05T00:00:00,,B\n";
    let found = figures(CASES, &[("c.csv", text)]);
    // Seven at risk: one over at 12 h; two then leave, seen for 18 h and 20 h; of four left one is over at 24 h, one at
    // 36 h, one at 72 h: 6/7 × 3/4 = 9/14 last longer than a day, × 2/3 = 3/7 longer than two.
    let answered = headline(&found, "answered");
    close(answered.value, 1.0 - 9.0 / 14.0);
    assert_eq!(answered.n, 7);
    let of = |metric, statistic| measured(figure(&found, metric, Some(statistic), None, 0)).value;
    close(of("answered", Statistic::WithinAlso(Value::whole(172_800))), 4.0 / 7.0);
    assert_eq!(of("answered", Statistic::Median), 36.0);
    assert_eq!(headline(&found, "time").value, 36.0);
    // Nobody knows when nine in ten will be answered.
    assert_eq!(figure(&found, "answered", Some(Statistic::P90), None, 0).estimate, Estimate::NoData);
    assert_eq!(Statistic::WithinAlso(Value::whole(172_800)).word(&found.metrics[0]), "within:48h");
    assert_eq!(found.metrics[0].statistics[1].name, "within 2 days");
}

#[test]
fn a_weight_is_so_many_cases() {
    let config = CASES.replace("columns.date = \"opened\"", "columns = { date = \"opened\", weight = \"w\" }");
    let text = "opened,answer,kind,w\n2026-01-05T00:00:00,2026-01-05T12:00:00,A,2\n\
        2026-01-05T00:00:00,2026-01-06T00:00:00,A,1\n2026-01-05T00:00:00,2026-01-06T12:00:00,A,1\n\
        2026-01-05T00:00:00,2026-01-08T00:00:00,A,1\n2026-03-31T06:00:00,,B,2\n\
        2026-03-31T04:00:00,2026-04-01T01:00:00,B,1\n2026-01-05T00:00:00,,B,1\n";
    let found = figures(&config, &[("c.csv", text)]);
    // Weights of nine: two over at 12 h, three then leave; of four left one is over at 24 h, one at 36 h, one at 72 h.
    let answered = headline(&found, "answered");
    close(answered.value, 1.0 - 7.0 / 9.0 * 3.0 / 4.0);
    assert_eq!(answered.n, 7);
    assert!(answered.interval.is_some() && answered.se.is_some());
    let of = |statistic| measured(figure(&found, "answered", Some(statistic), None, 0)).value;
    close(of(Statistic::WithinAlso(Value::whole(172_800))), 1.0 - 7.0 / 9.0 * 3.0 / 4.0 * 2.0 / 3.0);
    assert_eq!((of(Statistic::Median), headline(&found, "time").value), (36.0, 36.0));
}

#[test]
fn a_median_of_what_is_open_is_tested_against_its_target() {
    let mut rows = Vec::new();
    for at in 0..40 {
        rows.push((format!("2026-01-05T00:00:00,2026-01-{:02}T{:02}:30:00,A,1", 5 + at / 20, at % 20), 1));
    }
    let rows: Vec<(&str, usize)> = rows.iter().map(|(row, times)| (row.as_str(), *times)).collect();
    let with = |columns: &str| {
        let config = CASES.replace("columns.date = \"opened\"", &format!("columns = {{ date = \"opened\"{columns} }}"));
        let config = config.replace("show = \"median\"", "show = \"median\"\ntarget = 10");
        let found = figures(&config, &[("c.csv", &csv("opened,answer,kind,w", &rows))]);
        let time = figure(&found, "time", None, None, 0).against(&Reference::Target).cloned().unwrap();
        (time.difference.unwrap(), time.test.unwrap(), time.verdict)
    };
    // Twenty are over by 19.5 h and the next at 24.5 h: 22 h. At 10 h ten of forty are over, z = 0.25 ÷ √(0.25 ÷ 40).
    let (difference, test, verdict) = with("");
    assert_eq!((difference, verdict), (12.0, Verdict::Higher));
    assert!((test.p - 0.001_565_402).abs() < 1e-8, "{test:?}");
    let (difference, weighted, verdict) = with(", weight = \"w\"");
    assert_eq!((difference, verdict), (12.0, Verdict::Higher));
    // With t of 39 degrees in place of z.
    assert!(weighted.p > test.p && weighted.p < 0.005, "{weighted:?}");
}

#[test]
fn later_answers_change_no_earlier_wave() {
    let early = "opened,answer,kind\n2026-03-31T04:00:00,,B\n2026-03-31T04:00:00,2026-03-31T05:00:00,B\n";
    let late = "opened,answer,kind\n2026-03-31T04:00:00,2026-04-01T05:00:00,B\n2026-03-31T04:00:00,2026-03-31T05:00:00,B\n\
        2026-04-02T04:00:00,2026-04-02T05:00:00,B\n";
    let (early, late) = (figures(CASES, &[("c.csv", early)]), figures(CASES, &[("c.csv", late)]));
    let (then, now) = (figure(&early, "time", None, None, 0), figure(&late, "time", None, None, 1));
    assert_eq!(then.estimate, now.estimate);
    assert_eq!(measured(then).value, 1.0);
}

#[test]
fn without_open_cases_it_is_a_share() {
    let rows: Vec<(String, usize)> =
        (0..263).map(|n| (format!("2026-01-05,2026-01-{:02},A", if n < 81 { 6 } else { 9 }), 1)).collect();
    let rows: Vec<(&str, usize)> = rows.iter().map(|(row, n)| (row.as_str(), *n)).collect();
    let found = figures(CASES, &[("c.csv", &csv("opened,answer,kind", &rows))]);
    assert_eq!(printed(headline(&found, "answered").interval), "0.2553 0.3662");
}

fn beside(scale: &str, weight: &str) -> String {
    format!(
        "brand = \"Us\"\n[[source]]\nid = \"customers\"\nfiles = \"c.csv\"\ncolumns = {{ date = \"day\", brand = \"brand\"{weight} }}\nsegments = [\"region\"]\n\
         [[source]]\nid = \"staff\"\nfiles = \"s.csv\"\ncolumns = {{ date = \"day\" }}\nsegments = [\"region\"]\n\
         [[metric]]\nid = \"customers\"\nkind = \"mean\"\nsource = \"customers\"\ncolumn = \"q\"\nscale = \"0-10\"\n\
         [[metric]]\nid = \"staff\"\nkind = \"mean\"\nsource = \"staff\"\ncolumn = \"q\"\nscale = \"{scale}\"\nbeside = \"customers\"\n"
    )
}

#[test]
fn two_surveys_stand_side_by_side_and_are_never_joined() {
    let customers = csv(
        "day,brand,region,q,w",
        &[("2026-01-05,Us,N,8,1", 40), ("2026-01-05,Us,N,6,1", 40), ("2026-01-05,Them,N,1,1", 40)],
    );
    let staff = csv("day,region,q", &[("2026-01-05,N,5", 30), ("2026-01-05,N,7", 10), ("2026-01-05,X,3", 5)]);
    let files = [("c.csv", customers.as_str()), ("s.csv", staff.as_str())];
    let found = figures(&beside("0-10", ""), &files);
    assert_eq!(found.metrics[1].beside, Some(MetricIx(0)));
    let reference = Reference::Metric("customers".into());
    assert_eq!(reference.id(), "metric:customers");
    let against = figure(&found, "staff", None, None, 0).against(&reference).unwrap();
    let mean = (30.0 * 5.0 + 10.0 * 7.0 + 5.0 * 3.0) / 45.0;
    close(against.difference.unwrap(), mean - 7.0);
    assert_eq!((against.verdict, against.test.unwrap().name), (Verdict::Lower, "t"));
    assert!(figure(&found, "staff", None, Some("N"), 0).against(&reference).is_some());
    assert!(figure(&found, "staff", None, Some("X"), 0).against(&reference).is_none());
    // Each keeps its own rows.
    assert_eq!((headline(&found, "staff").n, headline(&found, "customers").n), (45, 80));

    let other_scale = figures(&beside("1-10", ""), &files);
    let against = figure(&other_scale, "staff", None, None, 0).against(&reference).unwrap();
    assert_eq!((against.verdict, against.difference), (Verdict::NotComparable, None));

    let weighted = figures(&beside("0-10", ", weight = \"w\""), &files);
    let against = figure(&weighted, "staff", None, None, 0).against(&reference).unwrap();
    close(against.difference.unwrap(), mean - 7.0);
    assert_eq!(against.verdict, Verdict::Lower);
}

#[test]
fn two_metrics_of_the_same_people_are_no_two_samples() {
    let config = "[[source]]\nfiles = \"r.csv\"\ncolumns.date = \"day\"\nsegments = [\"kind\"]\n\
        [[metric]]\nid = \"a\"\nkind = \"nps\"\ncolumn = \"x\"\n\
        [[metric]]\nid = \"b\"\nkind = \"nps\"\ncolumn = \"y\"\nbeside = \"a\"\n\
        [[metric]]\nid = \"c\"\nkind = \"nps\"\ncolumn = \"x\"\nbeside = \"a\"\n";
    let rows =
        [("2026-01-05,A,10,9", 60), ("2026-01-05,A,10,5", 20), ("2026-01-05,B,3,0", 60), ("2026-01-05,B,0,10", 5)];
    let found = figures(config, &[("r.csv", &csv("day,kind,x,y", &rows))]);
    let beside = |metric: &str, group: Option<&str>| {
        figure(&found, metric, None, group, 0).against(&Reference::Metric("a".into())).unwrap().clone()
    };
    // The same answers twice, and groups, whose answers are not counted together: no test of two samples.
    for one in [beside("c", None), beside("b", Some("A")), beside("c", Some("B"))] {
        assert_eq!((one.interval, one.test, one.in_both), (None, None, None));
    }
    close(beside("c", None).difference.unwrap(), 0.0);
}
