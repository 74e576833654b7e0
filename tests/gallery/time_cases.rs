//! Charts of months, of parts of a change and of lengths of time, with ordinary and with awkward data.

use super::{LONG, POINTS, estimate, heading, months, points, walk};
use wavemark::chart::{Chart, ControlChart, ControlPoint, ControlState, Curve, CurveLine, Waterfall, WaterfallStep};
use wavemark::metrics::{Estimate, Measured};
use wavemark::number::Unit;
use wavemark::stats::control::Point;

/// Every case of these kinds.
pub fn cases() -> Vec<(&'static str, Box<dyn Chart>)> {
    let controls = controls().into_iter().map(|(name, chart)| (name, Box::new(chart) as Box<dyn Chart>));
    let falls = waterfalls().into_iter().map(|(name, chart)| (name, Box::new(chart) as Box<dyn Chart>));
    let curves = curves().into_iter().map(|(name, chart)| (name, Box::new(chart) as Box<dyn Chart>));
    controls.chain(falls).chain(curves).collect()
}

/// Months around a mean with limits by their bases; the last `judged` are judged.
fn control(id: &str, headline: &str, figures: Vec<Estimate>, judged: usize) -> ControlChart {
    let count = figures.len();
    let point = |(at, estimate): (usize, Estimate)| {
        let firm = estimate.measured().filter(|measured| !measured.low_base);
        let limits = firm.map(|measured| {
            let half = 3.0 * 0.8 / measured.n_eff.sqrt();
            Point { value: measured.value, centre: 0.34, lower: 0.34 - half, upper: 0.34 + half }
        });
        let why = match limits {
            Some(point) if at + judged >= count && point.value < point.lower => "below its lower limit",
            Some(point) if at + judged >= count && point.value > point.upper => "above its upper limit",
            _ => "",
        };
        let state = if at + judged >= count { ControlState::Judged } else { ControlState::Before };
        ControlPoint { estimate, limits, state, why: why.to_owned() }
    };
    ControlChart {
        heading: heading(id, headline, "Net Promoter Score, all customers, by month."),
        measure: POINTS,
        months: months(count),
        points: figures.into_iter().enumerate().map(point).collect(),
    }
}

fn controls() -> Vec<(&'static str, ControlChart)> {
    let mut ordinary = points(Unit::Points, &walk(24, 34.0, 3), 210);
    ordinary[22] = estimate(Unit::Points, 8.0, 216);
    let mut gaps = points(Unit::Points, &walk(18, 34.0, 5), 190);
    (gaps[4], gaps[5], gaps[9]) = (Estimate::Suppressed, Estimate::Suppressed, Estimate::NoData);
    (gaps[12], gaps[17]) = (estimate(Unit::Points, 20.0, 24), estimate(Unit::Points, 70.0, 230));
    let mut left_out = control(
        "control-left-out",
        "Recommendation: no month of 2026 Q3 stands out",
        points(Unit::Points, &walk(15, 33.0, 2), 240),
        3,
    );
    left_out.points[9].estimate = estimate(Unit::Points, 2.0, 240);
    left_out.points[9].state = ControlState::LeftOut;
    let mut long = control("control-long", LONG, points(Unit::Points, &walk(120, 34.0, 7), 400), 12);
    for (at, month) in [(110, 62.0), (113, 4.0), (118, 66.0), (119, 1.0)] {
        long.points[at] = control("x", "", vec![estimate(Unit::Points, month, 400)], 1).points.remove(0);
    }
    let mut scripts =
        control("control-scripts", "التوصية: لا شهر يبرز", points(Unit::Points, &walk(12, 34.0, 1), 200), 3);
    for month in &mut scripts.months {
        month.name = format!("شهر {}", month.name);
    }
    vec![
        (
            "control-ordinary",
            control("control-ordinary", "Recommendation: August 2026 lies below what is usual", ordinary, 3),
        ),
        ("control-gaps", control("control-gaps", "Recommendation: March 2026 lies above what is usual", gaps, 3)),
        ("control-left-out", left_out),
        ("control-empty", control("control-empty", "Recommendation", Vec::new(), 0)),
        ("control-one-point", control("control-one-point", "Recommendation", points(Unit::Points, &[31.0], 300), 1)),
        (
            "control-tiny-base",
            control("control-tiny-base", "Recommendation", points(Unit::Points, &walk(12, 30.0, 2), 12), 3),
        ),
        ("control-suppressed", control("control-suppressed", "Recommendation", vec![Estimate::Suppressed; 12], 3)),
        ("control-long", long),
        ("control-scripts", scripts),
    ]
}

fn step(name: &str, printed: f64, half: f64, said: &str) -> WaterfallStep {
    let (value, half) = (printed / 100.0, half / 100.0);
    WaterfallStep {
        name: name.to_owned(),
        value,
        interval: (value - half, value + half),
        said: said.to_owned(),
        is_clear: !said.is_empty(),
    }
}

fn waterfall(id: &str, headline: &str, before: Estimate, steps: Vec<WaterfallStep>, n: u64) -> Waterfall {
    let level = before.measured().map_or(0.0, |measured| measured.value);
    let after = level + steps.iter().map(|step| step.value).sum::<f64>();
    let to = estimate(Unit::Points, after * 100.0, n);
    Waterfall {
        heading: heading(id, headline, "Net Promoter Score split by Region. Lines: 95% interval."),
        measure: POINTS,
        from: ("2026 Q2".to_owned(), before),
        steps,
        to: ("2026 Q3".to_owned(), to),
    }
}

fn waterfalls() -> Vec<(&'static str, Waterfall)> {
    let before = || estimate(Unit::Points, 33.6, 660);
    let regions = || {
        vec![
            step("different mix", 0.4, 0.9, ""),
            step("within North", 3.1, 2.6, ""),
            step("within South", -1.2, 2.4, ""),
            step("within East", 1.9, 2.2, ""),
            step("within West", 0.6, 2.0, ""),
        ]
    };
    let two = vec![step("different mix", -2.9, 1.1, "lowered it"), step("within groups", 0.0, 3.0, "")];
    let mut hidden = waterfall("waterfall-suppressed", "Recommendation", before(), regions(), 690);
    hidden.from.1 = Estimate::Suppressed;
    let mut empty = waterfall("waterfall-empty", "Recommendation", Estimate::NoData, Vec::new(), 690);
    empty.to.1 = Estimate::NoData;
    let long = vec![step(LONG, 1.0, 2.0, "raised it"), step("within the withheld, together", 44.0, 30.0, "raised it")];
    let mut scripts = waterfall("waterfall-scripts", "التوصية", before(), two.clone(), 690);
    scripts.from.0 = "الربع الثاني".to_owned();
    scripts.steps[0].name = "مزيج مختلف".to_owned();
    scripts.steps[1].name = "在各组之内".to_owned();
    let headline = "Recommendation: neither a different mix nor change within groups is clear";
    vec![
        ("waterfall-ordinary", waterfall("waterfall-ordinary", headline, before(), regions(), 690)),
        ("waterfall-two-parts", waterfall("waterfall-two-parts", "Recommendation", before(), two, 690)),
        (
            "waterfall-tiny-base",
            waterfall("waterfall-tiny-base", "Recommendation", estimate(Unit::Points, 20.0, 12), regions(), 14),
        ),
        (
            "waterfall-one-part",
            waterfall("waterfall-one-part", "Recommendation", before(), vec![step("different mix", 1.0, 1.0, "")], 690),
        ),
        ("waterfall-suppressed", hidden),
        ("waterfall-empty", empty),
        ("waterfall-long-labels", waterfall("waterfall-long-labels", LONG, before(), long, 690)),
        ("waterfall-scripts", scripts),
    ]
}

/// Shares that rise to nearly one: `rate` is how fast.
fn rising(times: &[f64], rate: f64, n: u64) -> Vec<Estimate> {
    times.iter().map(|time| estimate(Unit::Share, 100.0 * (1.0 - (-time / rate).exp()), n)).collect()
}

fn line(name: &str, is_ours: bool, shares: Vec<Estimate>) -> CurveLine {
    CurveLine { name: name.to_owned(), is_ours, shares }
}

fn curve(id: &str, unit: Unit, times: Vec<f64>, lines: Vec<CurveLine>, thresholds: Vec<f64>) -> Curve {
    Curve {
        heading: heading(
            id,
            "Wait on the phone: 42% within 40 s",
            "Share within each length of time. Band: 95% interval.",
        ),
        unit,
        decimals: 0,
        times,
        lines,
        thresholds,
    }
}

fn curves() -> Vec<(&'static str, Curve)> {
    let seconds: Vec<f64> = (0..=24).map(|at| f64::from(at) * 20.0).collect();
    let hours: Vec<f64> = (0..=24).map(|at| f64::from(at) * 3.0).collect();
    let two = |names: [&str; 2]| {
        vec![line(names[0], true, rising(&seconds, 120.0, 640)), line(names[1], false, rising(&seconds, 80.0, 500))]
    };
    let nobody = Estimate::Measured(Measured {
        value: 0.0,
        interval: None,
        se: None,
        n: 1,
        n_eff: 1.0,
        low_base: true,
        method: "invented",
    });
    let plain = |shares: Vec<Estimate>| vec![line("", true, shares)];
    vec![
        (
            "curve-ordinary",
            curve("curve-ordinary", Unit::Hours, hours.clone(), plain(rising(&hours, 16.0, 240)), vec![24.0, 48.0]),
        ),
        (
            "curve-two-lines",
            curve("curve-two-lines", Unit::Seconds, seconds.clone(), two(["all", "ended only"]), vec![40.0]),
        ),
        (
            "curve-long-labels",
            curve(
                "curve-long-labels",
                Unit::Seconds,
                seconds.clone(),
                two([LONG, LONG]),
                vec![40.0, 60.0, 80.0, 100.0, 460.0],
            ),
        ),
        (
            "curve-scripts",
            curve("curve-scripts", Unit::Seconds, seconds.clone(), two(["مع المقطوعة", "只计接通的"]), vec![40.0]),
        ),
        (
            "curve-tiny-base",
            curve("curve-tiny-base", Unit::Hours, hours.clone(), plain(rising(&hours, 16.0, 11)), vec![24.0]),
        ),
        ("curve-one-point", curve("curve-one-point", Unit::Hours, vec![24.0], plain(vec![nobody]), vec![24.0])),
        (
            "curve-huge",
            curve(
                "curve-huge",
                Unit::Hours,
                hours.iter().map(|h| h * 5_000.0).collect(),
                plain(rising(&hours, 16.0, 9_000_000)),
                vec![120_000.0],
            ),
        ),
        (
            "curve-suppressed",
            curve("curve-suppressed", Unit::Hours, hours.clone(), plain(vec![Estimate::Suppressed; 25]), vec![24.0]),
        ),
        ("curve-empty", curve("curve-empty", Unit::Hours, Vec::new(), Vec::new(), Vec::new())),
    ]
}
