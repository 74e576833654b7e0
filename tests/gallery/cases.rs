//! The charts of the gallery: every kind with ordinary and with awkward data, all invented.

#[path = "beside_cases.rs"]
mod beside_cases;
#[path = "time_cases.rs"]
mod time_cases;

use wavemark::chart::{
    Answer, BreakMark, Chart, Distribution, DistributionRow, DotRow, Dots, Drawn, EventMark, Heading, Measure, Pareto,
    ParetoRow, Priorities, Priority, Series, Sparkline, Trend, WaveMark, Wording,
};
use wavemark::message::Catalogue;
use wavemark::metrics::{Estimate, Measured};
use wavemark::number::{Numbers, Unit};
use wavemark::wave::AxisLabel;

/// A chart of the gallery.
pub struct Case {
    /// Its name, and that of its expected files.
    pub name: &'static str,
    /// The chart.
    pub drawn: Drawn,
}

/// Draws the gallery.
pub fn cases() -> Vec<Case> {
    let (numbers, words) = (Numbers::new("en-GB"), Catalogue::for_language("en-GB"));
    let wording = Wording { numbers: &numbers, words: &words };
    let mut cases = Vec::new();
    let mut add = |name: &'static str, chart: &dyn Chart| {
        cases.push(Case {
            name,
            drawn: chart.draw(&wording, "Source: How customers see Northwind, 2026 Q3").expect("a chart is drawn"),
        });
    };
    for (name, trend) in trends() {
        add(name, &trend);
    }
    for (name, dots) in dots() {
        add(name, &dots);
    }
    for (name, chart) in time_cases::cases() {
        add(name, chart.as_ref());
    }
    for (name, distribution) in distributions() {
        add(name, &distribution);
    }
    for (name, pareto) in paretos() {
        add(name, &pareto);
    }
    for (name, priorities) in priorities() {
        add(name, &priorities);
    }
    for (name, chart) in beside_cases::cases() {
        add(name, &*chart);
    }
    cases
}

/// The sparklines of the gallery.
pub fn sparklines() -> Vec<(&'static str, String)> {
    let draw = |points: &[Estimate], range| Sparkline { points, range }.draw().expect("a sparkline is drawn");
    let ordinary = points(Unit::Points, &ORDINARY, 640);
    let mut gap = ordinary.clone();
    (gap[3], gap[5]) = (Estimate::Suppressed, Estimate::NoData);
    vec![
        ("spark-ordinary", draw(&ordinary, (0.2, 0.5))),
        ("spark-gaps", draw(&gap, (0.2, 0.5))),
        ("spark-one-point", draw(&ordinary[..1], (0.2, 0.5))),
        ("spark-empty", draw(&[], (0.2, 0.5))),
        ("spark-constant", draw(&vec![ordinary[1].clone(); 8], (0.33, 0.33))),
        ("spark-outside", draw(&ordinary, (0.33, 0.36))),
    ]
}

const ORDINARY: [f64; 8] = [31.8, 33.0, 34.1, 35.5, 36.2, 29.4, 33.6, 38.4];
const LONG: &str = "The Great Northern Telephone, Telegraph & Broadband Company of <Halden> and Surroundings";
const POINTS: Measure = Measure { unit: Unit::Points, decimals: 1 };

/// An estimate with a plausible interval, from a printed value.
fn estimate(unit: Unit, printed: f64, n: u64) -> Estimate {
    let value = printed / unit.print_factor();
    let half = match unit {
        Unit::Points => 1.6 / (n as f64).sqrt(),
        Unit::Share => 0.9 / (n as f64).sqrt(),
        _ => 4.0 * value.abs().max(0.2) / (n as f64).sqrt(),
    };
    let (low, high) = match unit {
        Unit::Points => ((value - half).max(-1.0), (value + half).min(1.0)),
        Unit::Share => ((value - half).max(0.0), (value + half).min(1.0)),
        _ => (value - half, value + half),
    };
    Estimate::Measured(Measured {
        value,
        interval: Some((low, high)),
        se: None,
        n,
        n_eff: n as f64,
        low_base: n < 30,
        method: "invented",
    })
}

fn points(unit: Unit, printed: &[f64], n: u64) -> Vec<Estimate> {
    printed.iter().enumerate().map(|(at, &value)| estimate(unit, value, n + 7 * at as u64)).collect()
}

/// Quarters from 2024 Q4 on.
fn quarters(count: usize) -> Vec<WaveMark> {
    periods(count, 3, 4, |part| format!("Q{}", part + 1))
}

fn months(count: usize) -> Vec<WaveMark> {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    periods(count, 9, 12, |part| NAMES[part].to_owned())
}

fn periods(count: usize, first: usize, in_year: usize, name: impl Fn(usize) -> String) -> Vec<WaveMark> {
    let mark = |at: usize| {
        let (year, part) = (2024 + (first + at) / in_year, (first + at) % in_year);
        let minor = name(part);
        let major = (at == 0 || part == 0).then(|| year.to_string());
        WaveMark { name: format!("{year} {minor}"), axis: AxisLabel { minor, major } }
    };
    (0..count).map(mark).collect()
}

fn heading(id: &str, headline: &str, subtitle: &str) -> Heading {
    Heading { id: id.into(), headline: headline.into(), subtitle: subtitle.into() }
}

fn ours(points: Vec<Estimate>) -> Series {
    Series { name: "Northwind".into(), is_ours: true, points }
}

fn theirs(name: &str, points: Vec<Estimate>) -> Series {
    Series { name: name.into(), is_ours: false, points }
}

fn trend(id: &str, headline: &str, waves: Vec<WaveMark>, series: Vec<Series>) -> Trend {
    Trend {
        heading: heading(id, headline, "Net Promoter Score, all customers. Band: 95% interval."),
        measure: POINTS,
        waves,
        series,
        target: None,
        baseline: None,
        events: Vec::new(),
        breaks: Vec::new(),
    }
}

/// A made-up walk without randomness.
fn walk(count: usize, start: f64, seed: usize) -> Vec<f64> {
    (0..count).map(|at| start + ((at * 7 + seed * 5) % 11) as f64 - 5.0 + at as f64 * 0.1).collect()
}

fn event(wave: usize, passed: f64, text: &str) -> EventMark {
    EventMark { wave, passed, text: text.into() }
}

fn five_brands() -> Vec<Series> {
    vec![
        ours(points(Unit::Points, &ORDINARY, 598)),
        theirs("Fjord", points(Unit::Points, &[44.1, 43.6, 44.8, 45.0, 44.2, 45.5, 44.9, 45.3], 690)),
        theirs("Kestrel", points(Unit::Points, &[27.5, 28.8, 28.1, 29.9, 30.6, 31.0, 30.8, 31.9], 540)),
        theirs("Orbit", points(Unit::Points, &[21.0, 20.4, 22.2, 21.9, 23.5, 22.8, 24.1, 23.7], 523)),
        theirs("Halden", points(Unit::Points, &[12.4, 13.9, 12.8, 14.5, 13.1, 14.9, 13.7, 14.2], 498)),
    ]
}

fn trends() -> Vec<(&'static str, Trend)> {
    let mut cases = Vec::new();

    let mut ordinary = trend(
        "trend-ordinary",
        "Recommendation is back above its level before the courier change",
        quarters(8),
        five_brands(),
    );
    ordinary.target = Some(0.4);
    ordinary.events = vec![event(5, 0.45, "new courier in the north")];
    cases.push(("trend-ordinary", ordinary));

    let mut broken = trend("trend-broken", "Asked in another way since 2025", quarters(8), five_brands());
    broken.baseline = Some(estimate(Unit::Points, 31.0, 598));
    broken.events = vec![event(5, 0.45, "new courier in the north")];
    broken.breaks = vec![
        BreakMark { mark: event(3, 0.0, "asked by web instead of telephone"), apart: vec![3] },
        BreakMark { mark: event(6, 0.5, "new wording within the quarter"), apart: vec![6, 7] },
    ];
    cases.push(("trend-broken", broken));

    let mut alone = trend("trend-alone", "Waits are shorter", quarters(8), Vec::new());
    alone.measure = Measure { unit: Unit::Seconds, decimals: 0 };
    alone.series = vec![Series {
        name: String::new(),
        is_ours: true,
        points: points(Unit::Seconds, &[81.0, 74.0, 66.0, 61.0, 52.0, 49.0, 43.0, 41.0], 5204),
    }];
    (alone.target, alone.baseline) = (Some(40.0), Some(estimate(Unit::Seconds, 81.0, 5100)));
    cases.push(("trend-alone", alone));

    let mut gaps = trend("trend-gaps", "Gaps stay gaps", quarters(8), five_brands());
    for wave in [2, 6] {
        gaps.series[0].points[wave] = Estimate::Suppressed;
    }
    gaps.series[1].points[4] = Estimate::NoData;
    gaps.series[2].points[2] = Estimate::Suppressed;
    gaps.series[3].points.truncate(5);
    gaps.series[4].points[0] = Estimate::NoData;
    cases.push(("trend-gaps", gaps));

    let mut low = trend("trend-tiny-base", "Few answers: wide bands", quarters(8), Vec::new());
    low.series = vec![ours(points(Unit::Points, &[20.0, 45.0, 31.0, 12.0, 55.0, 38.0, 41.0, 29.0], 11))];
    low.series.push(theirs("Fjord", points(Unit::Points, &[60.0, 35.0, 41.0, 52.0, 55.0, 48.0, 31.0, 39.0], 12)));
    cases.push(("trend-tiny-base", low));

    cases.push(("trend-empty", trend("trend-empty", "Nothing yet", Vec::new(), Vec::new())));
    let nobody = vec![ours(vec![Estimate::NoData; 4])];
    cases.push(("trend-no-data", trend("trend-no-data", "Nobody answered", quarters(4), nobody)));
    let hidden = vec![ours(vec![Estimate::Suppressed; 8]), theirs("Fjord", vec![Estimate::Suppressed; 8])];
    cases.push(("trend-all-suppressed", trend("trend-all-suppressed", "Too few answers", quarters(8), hidden)));
    let one = vec![ours(points(Unit::Points, &[38.4], 672)), theirs("Fjord", points(Unit::Points, &[45.3], 702))];
    cases.push(("trend-one-point", trend("trend-one-point", "The first wave", quarters(1), one)));

    let names = ["Aalto", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Halden", "Iris", "Juniper", "Kestrel"];
    let mut many = vec![ours(points(Unit::Points, &walk(32, 33.0, 0), 640))];
    many.extend(
        names
            .iter()
            .enumerate()
            .map(|(at, name)| theirs(name, points(Unit::Points, &walk(32, 18.0 + 3.0 * at as f64, at + 1), 500))),
    );
    let mut huge = trend("trend-huge", "Twelve brands over eight years", quarters(32), many);
    huge.target = Some(0.4);
    cases.push(("trend-huge", huge));

    let sixteen = vec![ours(points(Unit::Share, &walk(16, 81.0, 2), 400))];
    let mut sixteen = trend("trend-sixteen", "Sixteen quarters of satisfaction", quarters(16), sixteen);
    sixteen.measure = Measure { unit: Unit::Share, decimals: 0 };
    sixteen.events = vec![
        event(2, 0.1, "price rise"),
        event(3, 0.9, "new app"),
        event(9, 0.5, "strike of the couriers"),
        event(15, 0.9, "depot opened in the far north of the country"),
    ];
    cases.push(("trend-sixteen", sixteen));

    let monthly =
        vec![ours(points(Unit::Score, &walk(14, 4.0, 1).iter().map(|v| v / 4.0 + 3.0).collect::<Vec<_>>(), 90))];
    let mut monthly = trend("trend-months", "Fourteen months", months(14), monthly);
    monthly.measure = Measure { unit: Unit::Score, decimals: 2 };
    cases.push(("trend-months", monthly));

    let spans = ["Spring & Summer 2025", "Χειμώνας", "Pilot", "After the move to the new depot", "冬の調査"];
    let spans = spans.map(|name| WaveMark { name: name.into(), axis: AxisLabel { minor: name.into(), major: None } });
    let three = vec![ours(points(Unit::Points, &ORDINARY[..5], 300))];
    cases.push(("trend-spans", trend("trend-spans", "Named waves", spans.into(), three)));

    let long =
        vec![ours(points(Unit::Points, &ORDINARY, 598)), theirs(LONG, points(Unit::Points, &walk(8, 36.0, 3), 400))];
    let mut long = trend("trend-long-labels", LONG, quarters(8), long);
    long.events = vec![event(1, 0.5, LONG), event(6, 0.5, LONG)];
    long.target = Some(0.36);
    cases.push(("trend-long-labels", long));

    let scripts = vec![
        Series {
            name: "شركة الرياح الشمالية".into(), is_ours: true, points: points(Unit::Points, &ORDINARY, 598)
        },
        theirs("ספקית הצפון", points(Unit::Points, &walk(8, 42.0, 2), 400)),
        theirs("北風モバイル", points(Unit::Points, &walk(8, 22.0, 4), 400)),
        theirs("Հյուսիսային քամի", points(Unit::Points, &walk(8, 12.0, 6), 400)),
        theirs("उत्तरी हवा", points(Unit::Points, &walk(8, 52.0, 8), 400)),
    ];
    let mut scripts = trend("trend-scripts", "رضا العملاء يرتفع من جديد", quarters(8), scripts);
    scripts.events = vec![event(4, 0.5, "ساعي جديد في الشمال")];
    cases.push(("trend-scripts", scripts));

    let negative = vec![
        ours(points(Unit::Points, &[-41.0, -38.5, -44.0, -36.2, -30.1, -33.0, -28.4, -25.0], 400)),
        theirs("Fjord", points(Unit::Points, &[-12.0, -14.5, -11.0, -13.2, -9.1, -8.0, -10.4, -7.0], 400)),
    ];
    cases.push(("trend-negative", trend("trend-negative", "Still more detractors", quarters(8), negative)));
    let constant =
        vec![ours(points(Unit::Points, &[0.0; 8], 400)), theirs("Fjord", points(Unit::Points, &[0.0; 8], 400))];
    cases.push(("trend-constant", trend("trend-constant", "Nothing moved", quarters(8), constant)));
    cases
}

fn row(name: &str, printed: f64, n: u64, rank: &str) -> DotRow {
    DotRow {
        name: name.into(),
        is_ours: name == "Northwind",
        estimate: estimate(Unit::Points, printed, n),
        rank: (!rank.is_empty()).then(|| rank.to_owned()),
    }
}

fn absent(name: &str, estimate: Estimate) -> DotRow {
    DotRow { name: name.into(), is_ours: false, estimate, rank: None }
}

fn dots() -> Vec<(&'static str, Dots)> {
    let chart = |id: &str, headline: &str, rows: Vec<DotRow>, target: Option<f64>| Dots {
        heading: heading(id, headline, "Net Promoter Score with 95% interval and range of ranks, 2026 Q3."),
        measure: POINTS,
        rows,
        target,
    };
    let brands = || {
        vec![
            row("Fjord", 45.3, 702, "1st"),
            row("Northwind", 38.4, 672, "2nd to 3rd"),
            row("Kestrel", 31.9, 540, "2nd to 4th"),
            row("Orbit", 23.7, 523, "3rd to 4th"),
            row("Halden", 14.2, 498, "5th"),
        ]
    };
    let mut absences = brands();
    absences.push(row("Aalto", 22.0, 14, ""));
    absences.push(absent("Birch", Estimate::Suppressed));
    absences.push(absent("Cedar", Estimate::NoData));
    let mut bare = row("Published elsewhere", 29.0, 1, "");
    if let Estimate::Measured(measured) = &mut bare.estimate {
        (measured.n, measured.n_eff, measured.low_base, measured.interval) = (0, 0.0, false, None);
    }
    absences.push(bare);
    let huge = (0..32).map(|at| row(&format!("Branch {}", at + 1), 60.0 - 2.5 * at as f64, 40 + at, "")).collect();
    let scripts = vec![
        row("شركة الرياح الشمالية", 41.0, 300, "1 – 2"),
        row("Northwind", 38.4, 672, "1 – 3"),
        row("北風モバイル株式会社のとても長い名前の支店", 31.0, 300, "2 – 3"),
        row("Հյուսիսային քամի", -21.0, 300, "4"),
        row("उत्तरी हवा मोबाइल सेवा", -22.0, 300, "5"),
    ];
    vec![
        ("dots-ordinary", chart("dots-ordinary", "Only Fjord is clearly ahead of us", brands(), Some(0.4))),
        ("dots-absent", chart("dots-absent", "Some are not shown", absences, None)),
        ("dots-empty", chart("dots-empty", "Nothing yet", Vec::new(), None)),
        ("dots-one", chart("dots-one", "Alone", vec![row("Northwind", 38.4, 672, "")], None)),
        ("dots-all-suppressed", {
            let rows = ["Aalto", "Birch"].map(|name| absent(name, Estimate::Suppressed)).into();
            chart("dots-all-suppressed", "Too few answers", rows, Some(0.4))
        }),
        ("dots-huge", chart("dots-huge", "All branches", huge, Some(0.2))),
        ("dots-long-labels", {
            let rows = vec![row(LONG, 45.3, 702, "1st to 2nd"), row("Northwind", 38.4, 672, "1st to 2nd")];
            chart("dots-long-labels", LONG, rows, Some(0.55))
        }),
        ("dots-scripts", chart("dots-scripts", "Names in every script", scripts, None)),
        ("dots-negative", {
            let rows = vec![row("Northwind", -12.0, 300, ""), row("Fjord", -30.0, 300, "")];
            chart("dots-negative", "More detractors than promoters", rows, Some(-0.1))
        }),
        ("dots-constant", {
            let rows = ["Fjord", "Northwind", "Orbit"].map(|name| row(name, 0.0, 400, "1st to 3rd")).into();
            chart("dots-constant", "All the same", rows, None)
        }),
    ]
}

fn distributions() -> Vec<(&'static str, Distribution)> {
    let shares = |name: &str, printed: &[f64], n: u64| DistributionRow {
        name: name.into(),
        shares: printed.iter().map(|&p| estimate(Unit::Share, p, n)).collect(),
    };
    let answers = |labels: &[&str]| labels.iter().map(|label| Answer { label: (*label).into() }).collect::<Vec<_>>();
    let groups = answers(&["Promoters (9 or 10)", "Passives (7 or 8)", "Detractors (0 to 6)"]);
    let chart = |id: &str, answers: &[Answer], best_first: bool, rows: Vec<DistributionRow>| Distribution {
        heading: heading(id, "More promoters, fewer detractors", "Share of customers by answer."),
        decimals: 0,
        answers: answers.to_vec(),
        best_first,
        centred: false,
        rows,
    };
    let centred =
        |id: &str, answers: &[Answer], rows| Distribution { centred: true, ..chart(id, answers, false, rows) };
    let waves = || {
        vec![
            shares("2026 Q1", &[53.0, 23.0, 24.0], 618),
            shares("2026 Q2", &[55.0, 24.0, 21.0], 661),
            shares("2026 Q3", &[58.0, 22.0, 20.0], 672),
        ]
    };
    let mut hidden = waves();
    hidden[1].shares[2] = Estimate::Suppressed;
    hidden.push(DistributionRow { name: "2026 Q4".into(), shares: vec![Estimate::NoData; 3] });
    let likert = answers(&["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]);
    let without_middle = [&likert[..2], &likert[3..]].concat();
    let scale: Vec<String> = (0..=10).map(|code| code.to_string()).collect();
    let scale = answers(&scale.iter().map(String::as_str).collect::<Vec<_>>());
    let eleven = [4.0, 1.0, 2.0, 3.0, 3.0, 6.0, 5.0, 10.0, 14.0, 20.0, 32.0];
    let long: Vec<Answer> = answers(&[LONG, "غير راض على الإطلاق", "とても満足しています"]);
    let mut many = Vec::new();
    for at in 0..32 {
        let best = 40.0 + f64::from(at % 9);
        many.push(shares(&format!("Branch {}", at + 1), &[best, 30.0, 70.0 - best], 40));
    }
    vec![
        ("distribution-ordinary", chart("distribution-ordinary", &groups, true, waves())),
        ("distribution-absent", chart("distribution-absent", &groups, true, hidden)),
        ("distribution-empty", chart("distribution-empty", &groups, true, Vec::new())),
        ("distribution-likert", {
            let rows = vec![
                shares("New customers", &[6.0, 11.0, 14.0, 41.0, 28.0], 210),
                shares("Customers of long standing and good repute", &[2.0, 5.0, 1.0, 52.0, 40.0], 26),
            ];
            centred("distribution-likert", &likert, rows)
        }),
        ("distribution-likert-four", {
            let rows = vec![
                shares("2026 Q2", &[12.0, 25.0, 33.0, 30.0], 210),
                shares("2026 Q3", &[0.0, 0.0, 20.0, 80.0], 240),
                DistributionRow { name: "2026 Q4".into(), shares: vec![Estimate::Suppressed; 4] },
            ];
            centred("distribution-likert-four", &without_middle, rows)
        }),
        ("distribution-likert-one-sided", {
            let rows = vec![shares("2026 Q3", &[0.0, 0.0, 0.0, 0.0, 100.0], 40)];
            centred("distribution-likert-one-sided", &likert, rows)
        }),
        ("distribution-eleven", {
            chart("distribution-eleven", &scale, false, vec![shares("All", &eleven, 672), shares("North", &eleven, 72)])
        }),
        ("distribution-all-suppressed", {
            let rows = vec![DistributionRow { name: "North".into(), shares: vec![Estimate::Suppressed; 3] }];
            chart("distribution-all-suppressed", &groups, true, rows)
        }),
        ("distribution-constant", {
            let rows = vec![shares("All", &[100.0, 0.0, 0.0], 50), shares("None", &[0.0, 0.0, 100.0], 50)];
            chart("distribution-constant", &groups, true, rows)
        }),
        ("distribution-huge", chart("distribution-huge", &groups, true, many)),
        ("distribution-long-labels", {
            let rows = vec![shares(LONG, &[34.0, 33.0, 33.0], 300), shares("شركة الرياح", &[1.0, 1.0, 98.0], 300)];
            chart("distribution-long-labels", &long, false, rows)
        }),
    ]
}

fn paretos() -> Vec<(&'static str, Pareto)> {
    let chart = |id: &str, rows: Vec<(&str, Estimate)>| {
        let row = |(name, share): (&str, Estimate)| ParetoRow { name: name.into(), share };
        let rows = rows.into_iter().map(row).collect();
        let heading =
            heading(id, "Two kinds make most of the complaints", "Share of complaints, 95% interval, 2026 Q3.");
        Pareto { heading, decimals: 0, rows }
    };
    let share = |printed: f64, n: u64| estimate(Unit::Share, printed, n);
    let ordinary = [("Billing", 24.0), ("Delivery", 38.0), ("Network", 21.0), ("Staff", 6.0), ("Contract", 11.0)];
    let ordinary = || ordinary.map(|(name, printed)| (name, share(printed, 353))).to_vec();
    let mut hidden = ordinary();
    hidden[3].1 = Estimate::Suppressed;
    hidden[4].1 = Estimate::NoData;
    let names: Vec<String> = (1..=20).map(|at| format!("Kind {at}")).collect();
    vec![
        ("pareto-ordinary", chart("pareto-ordinary", ordinary())),
        ("pareto-absent", chart("pareto-absent", hidden)),
        ("pareto-all-suppressed", chart("pareto-all-suppressed", vec![("Billing", Estimate::Suppressed)])),
        ("pareto-empty", chart("pareto-empty", Vec::new())),
        ("pareto-one", chart("pareto-one", vec![("Everything", share(100.0, 12))])),
        ("pareto-huge", chart("pareto-huge", names.iter().map(|name| (name.as_str(), share(5.0, 400))).collect())),
        (
            "pareto-long-labels",
            chart("pareto-long-labels", vec![(LONG, share(70.0, 90)), ("شركة الرياح", share(30.0, 90))]),
        ),
    ]
}

fn priorities() -> Vec<(&'static str, Priorities)> {
    let chart = |id: &str, attributes: Vec<(&str, Estimate, Estimate, bool, bool)>| {
        let attribute = |(name, importance, performance, is_first, is_borderline): (&str, _, _, bool, bool)| Priority {
            name: name.into(),
            importance,
            performance,
            place: if is_first { "Begin here" } else { "Keep it up" }.into(),
            is_first,
            is_borderline,
        };
        let attributes: Vec<Priority> = attributes.into_iter().map(attribute).collect();
        Priorities {
            heading: heading(
                id,
                "Reliability matters much and is rated below the others",
                "Importance against rating.",
            ),
            importance: Measure { unit: Unit::Share, decimals: 0 },
            performance: Measure { unit: Unit::Score, decimals: 2 },
            lines: (!attributes.is_empty()).then_some((3.9, 0.15)),
            attributes,
            quarters: ["Begin here", "Keep it up", "Can wait", "Perhaps too much"].map(str::to_owned),
        }
    };
    let share = |printed: f64| estimate(Unit::Share, printed, 600);
    let score = |printed: f64| estimate(Unit::Score, printed, 600);
    let ordinary = || {
        vec![
            ("Reliability", share(31.0), score(3.6), true, false),
            ("Personal answer", share(24.0), score(4.1), false, false),
            ("Customer first", share(11.0), score(3.9), false, true),
            ("Attitude", share(10.5), score(3.92), false, true),
            ("Courtesy", share(4.0), score(4.3), false, false),
            ("Guidance", share(3.0), score(3.7), false, false),
        ]
    };
    let mut hidden = ordinary();
    (hidden[1].1, hidden[2].2) = (Estimate::Suppressed, Estimate::NoData);
    let names: Vec<String> = (1..=24).map(|at| format!("Attribute {at}")).collect();
    let many = names.iter().map(|name| (name.as_str(), share(4.2), score(3.9), false, true)).collect();
    vec![
        ("priorities-ordinary", chart("priorities-ordinary", ordinary())),
        ("priorities-hidden", chart("priorities-hidden", hidden)),
        ("priorities-empty", chart("priorities-empty", Vec::new())),
        ("priorities-one", chart("priorities-one", ordinary()[..1].to_vec())),
        ("priorities-many", chart("priorities-many", many)),
        (
            "priorities-names",
            chart(
                "priorities-names",
                vec![(LONG, share(31.0), score(3.6), true, false), ("שירות", share(20.0), score(4.1), false, false)],
            ),
        ),
    ]
}
