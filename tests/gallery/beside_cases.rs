//! Charts that put many beside each other: slopes, small multiples and heat tables, with ordinary and awkward data.

use super::{LONG, ORDINARY, POINTS, estimate, five_brands, heading, ours, points, quarters, theirs, walk};
use wavemark::chart::{Chart, Heat, HeatCell, HeatRow, HeatTone, Measure, Multiples, Series, Slope, SlopeRow};
use wavemark::metrics::Estimate;
use wavemark::number::Unit;

/// Every case of these kinds.
pub fn cases() -> Vec<(&'static str, Box<dyn Chart>)> {
    let slopes = slopes().into_iter().map(|(name, chart)| (name, Box::new(chart) as Box<dyn Chart>));
    let multiples = multiples().into_iter().map(|(name, chart)| (name, Box::new(chart) as Box<dyn Chart>));
    let heats = heats().into_iter().map(|(name, chart)| (name, Box::new(chart) as Box<dyn Chart>));
    slopes.chain(multiples).chain(heats).collect()
}

fn row(name: &str, before: Estimate, after: Estimate, verdict: &str) -> SlopeRow {
    SlopeRow {
        name: name.into(),
        is_ours: name == "Northwind",
        ends: [before, after],
        verdict: verdict.into(),
        shape: match verdict {
            "rose" => "▲",
            "fell" => "▼",
            _ => "",
        },
    }
}

fn slopes() -> Vec<(&'static str, Slope)> {
    let chart = |id: &'static str, headline: &str, rows: Vec<SlopeRow>| {
        let subtitle = "Net Promoter Score with its 95% interval, 2025 Q3 and 2026 Q3.";
        let waves = ["2025 Q3".to_owned(), "2026 Q3".to_owned()];
        (id, Slope { heading: heading(id, headline, subtitle), measure: POINTS, waves, rows })
    };
    let nps = |printed: f64, n: u64| estimate(Unit::Points, printed, n);
    let unclear = "no clear difference";
    let five = || {
        vec![
            row("Northwind", nps(31.0, 640), nps(38.4, 672), "rose"),
            row("Fjord", nps(45.0, 700), nps(45.3, 702), unclear),
            row("Kestrel", nps(33.5, 530), nps(31.9, 540), unclear),
            row("Orbit", nps(30.2, 510), nps(23.7, 523), "fell"),
            row("Halden", nps(14.0, 480), nps(14.2, 498), unclear),
        ]
    };
    let mut absent = five();
    absent[1].ends[0] = Estimate::Suppressed;
    absent[2].ends[1] = Estimate::NoData;
    absent.push(row("Aalto", Estimate::Suppressed, Estimate::Suppressed, ""));
    let mut tiny = five();
    tiny.truncate(2);
    for row in &mut tiny {
        row.ends = [nps(31.0, 14), nps(38.4, 17)];
        (row.verdict, row.shape) = ("base too small".into(), "");
    }
    let mut many = five();
    for at in 0..11 {
        let value = 20.0 + 2.3 * f64::from(at);
        let name = format!("Brand {}", at + 1);
        many.push(row(&name, nps(value, 400), nps(value + f64::from(at % 4) - 1.5, 410), unclear));
    }
    let scripts = vec![
        row("شركة الرياح الشمالية", nps(41.0, 300), nps(40.0, 300), unclear),
        row("Northwind", nps(38.4, 672), nps(37.9, 672), unclear),
        row("北風モバイル株式会社のとても長い名前の支店", nps(31.0, 300), nps(39.0, 300), "rose"),
        row("उत्तरी हवा मोबाइल सेवा", nps(-21.0, 300), nps(-22.0, 300), unclear),
    ];
    vec![
        chart("slope-ordinary", "Two of five brands clearly changed in a year", five()),
        chart("slope-absent", "Some are not shown", absent),
        chart("slope-empty", "Nothing yet", Vec::new()),
        chart("slope-one", "Alone", vec![row("Northwind", nps(31.0, 640), nps(38.4, 672), "rose")]),
        chart("slope-tiny-base", "Few answers", tiny),
        chart("slope-all-suppressed", "Too few answers", {
            vec![row("Aalto", Estimate::Suppressed, Estimate::Suppressed, "")]
        }),
        chart("slope-huge", "Sixteen brands", many),
        chart(
            "slope-long-labels",
            LONG,
            vec![
                row(LONG, nps(31.0, 640), nps(38.4, 672), unclear),
                row("Northwind", nps(32.0, 640), nps(39.4, 672), "rose"),
            ],
        ),
        chart("slope-scripts", "Names in every script", scripts),
    ]
}

fn multiples() -> Vec<(&'static str, Multiples)> {
    let chart = |id: &'static str, headline: &str, count: usize, panels: Vec<Series>, beside: Option<Series>| {
        let subtitle = "Net Promoter Score by quarter, one scale. Band: 95% interval.";
        let heading = heading(id, headline, subtitle);
        (id, Multiples { heading, measure: POINTS, waves: quarters(count), panels, beside, apart: Vec::new() })
    };
    let us = || ours(points(Unit::Points, &ORDINARY, 598));
    let names = ["Aalto", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Halden", "Iris", "Juniper", "Kestrel"];
    let long_us = || ours(points(Unit::Points, &walk(32, 33.0, 0), 640));
    let mut twelve = vec![long_us()];
    twelve.extend(
        names
            .iter()
            .enumerate()
            .map(|(at, name)| theirs(name, points(Unit::Points, &walk(32, 18.0 + 3.0 * at as f64, at + 1), 500))),
    );
    let mut gaps = five_brands();
    gaps[0].points[3] = Estimate::Suppressed;
    gaps[1].points[5] = Estimate::NoData;
    gaps[2].points = vec![Estimate::Suppressed; 8];
    gaps[3].points.truncate(5);
    let groups: Vec<Series> = ["North", "South", "East", "West and islands"]
        .iter()
        .enumerate()
        .map(|(at, name)| Series {
            name: (*name).into(),
            is_ours: true,
            points: points(Unit::Points, &walk(8, 30.0 + 4.0 * at as f64, at), 90),
        })
        .collect();
    // One group so small that its intervals would flatten the lines of all the others.
    let mut one_small: Vec<Series> = groups.to_vec();
    one_small[3].points = points(Unit::Points, &[47.0, 8.0, 21.0, 55.0, 20.0, 30.0, 23.0, 53.0], 9);
    let all = theirs("all customers", points(Unit::Points, &ORDINARY, 598));
    let tiny = vec![ours(points(Unit::Points, &[20.0, 45.0, 31.0, 12.0, 55.0, 38.0, 41.0, 29.0], 11))];
    let scripts = vec![
        theirs("شركة الرياح الشمالية للاتصالات والخدمات", points(Unit::Points, &walk(8, 42.0, 2), 400)),
        theirs("北風モバイル株式会社のとても長い名前の支店", points(Unit::Points, &walk(8, 22.0, 4), 400)),
        theirs("उत्तरी हवा मोबाइल सेवा", points(Unit::Points, &walk(8, 12.0, 6), 400)),
        theirs(LONG, points(Unit::Points, &walk(8, 2.0, 6), 400)),
    ];
    let mut broken = chart("multiples-broken", "Asked in another way", 8, five_brands(), Some(us()));
    broken.1.apart = vec![4];
    vec![
        chart("multiples-ordinary", "Each brand beside us", 8, five_brands(), Some(us())),
        chart("multiples-groups", "Nobody differs clearly from the rest", 8, groups, Some(all.clone())),
        chart("multiples-one-small", "Few answers on the islands", 8, one_small, Some(all)),
        chart("multiples-huge", "Twelve brands over eight years", 32, twelve, Some(long_us())),
        chart("multiples-gaps", "Gaps stay gaps", 8, gaps, None),
        broken,
        chart("multiples-empty", "Nothing yet", 0, Vec::new(), None),
        chart("multiples-one-point", "The first wave", 1, five_brands(), Some(us())),
        chart("multiples-tiny-base", "Few answers", 8, tiny, None),
        chart("multiples-scripts", "Names in every script", 8, scripts, Some(us())),
    ]
}

fn heats() -> Vec<(&'static str, Heat)> {
    let chart = |id: &'static str, headline: &str, columns: Vec<String>, rows: Vec<HeatRow>| {
        let subtitle = "Metrics by region with the verdict against the rest, 2026 Q3.";
        (id, Heat { heading: heading(id, headline, subtitle), columns, rows })
    };
    let cell = |estimate: Estimate, shape: &'static str, better: bool| HeatCell {
        estimate,
        verdict: match shape {
            "▲" => "higher",
            "▼" => "lower",
            _ => "no clear difference",
        }
        .into(),
        shape,
        tone: match (shape, better) {
            ("", _) => HeatTone::Neither,
            (_, true) => HeatTone::Better,
            _ => HeatTone::Worse,
        },
    };
    let of = |name: &str, unit: Unit, values: &[(f64, &'static str)], high_is_better: bool| HeatRow {
        name: name.into(),
        measure: Measure { unit, decimals: usize::from(unit == Unit::Points) },
        cells: values
            .iter()
            .map(|&(value, shape)| cell(estimate(unit, value, 160), shape, (shape == "▲") == high_is_better))
            .collect(),
    };
    let columns = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let regions = columns(&["North", "South", "East", "West"]);
    let rows = || {
        vec![
            of("Recommendation", Unit::Points, &[(29.1, "▼"), (41.0, ""), (38.2, ""), (52.4, "▲")], true),
            of("Satisfaction", Unit::Share, &[(78.0, ""), (82.0, ""), (81.0, ""), (88.0, "▲")], true),
            of("Wait, less is better", Unit::Seconds, &[(81.0, "▲"), (52.0, ""), (49.0, ""), (31.0, "▼")], false),
        ]
    };
    let mut hidden = rows();
    hidden[0].cells[1].estimate = Estimate::Suppressed;
    hidden[1].cells[2].estimate = Estimate::NoData;
    for (row, at) in [(0, 1), (1, 2)] {
        (hidden[row].cells[at].shape, hidden[row].cells[at].verdict) = ("", String::new());
    }
    hidden[2].cells[1].estimate = estimate(Unit::Seconds, 44.0, 12);
    let branches: Vec<String> = (1..=24).map(|at| format!("Branch {at}")).collect();
    let shapes = ["", "▲", "", "", "▼"];
    let wide: Vec<(f64, &'static str)> = (0..24).map(|at| (30.0 + f64::from(at), shapes[at as usize % 5])).collect();
    let many = (1..=18).map(|at| of(&format!("Attribute {at}"), Unit::Points, &wide, at % 3 > 0)).collect();
    let scripts = columns(&["شمال", "北日本の支店", "उत्तरी क्षेत्र", LONG]);
    vec![
        chart("heat-ordinary", "Five of twelve figures clearly differ from the rest", regions.clone(), rows()),
        chart("heat-absent", "Some are not shown", regions.clone(), hidden),
        chart("heat-empty", "Nothing yet", Vec::new(), Vec::new()),
        chart("heat-one", "One group", columns(&["North"]), vec![of("Satisfaction", Unit::Share, &[(78.0, "")], true)]),
        chart("heat-huge", "Branches", branches, many),
        chart("heat-long-labels", LONG, scripts, {
            let values = [(29.1, "▼"), (41.0, ""), (38.2, ""), (52.4, "▲")];
            vec![of(LONG, Unit::Points, &values, true), of("שביעות רצון", Unit::Points, &values, true)]
        }),
    ]
}
