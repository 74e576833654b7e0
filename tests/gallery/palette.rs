//! Colours as eyes see them that lack one kind of cone.

use std::collections::BTreeMap;

/// Complete lack of one kind of cone, for linear RGB: Machado, Oliveira & Fernandes 2009, table 1, severity 1.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("all three cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protanopia", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    (
        "deuteranopia",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    ("tritanopia", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

/// `#rrggbb` as linear RGB.
pub fn linear(colour: &str) -> [f64; 3] {
    [1, 3, 5].map(|at| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("#rrggbb")) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
}

/// CIE L*a*b* of linear RGB under D65.
fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
    let f = |t: f64| if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 };
    let x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    let y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    let z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How far apart two colours look (CIE 1976) to the eyes that tell them apart worst, and which these are.
fn least_distance(a: &str, b: &str) -> (f64, &'static str) {
    let distance = |eyes: [[f64; 3]; 3]| {
        let see = |colour: &str| {
            let rgb = linear(colour);
            lab(eyes.map(|row| (0..3).map(|at| row[at] * rgb[at]).sum::<f64>().clamp(0.0, 1.0)))
        };
        let (a, b) = (see(a), see(b));
        (0..3).map(|at| (a[at] - b[at]).powi(2)).sum::<f64>().sqrt()
    };
    let distances = EYES.map(|(name, eyes)| (distance(eyes), name));
    distances.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).expect("four kinds of eyes")
}

#[test]
fn distances_are_those_of_the_literature() {
    // Pure red and green, ΔE*ab 170.6; red and green lamps of one lightness are one colour to protanopes.
    assert!((least_distance("#000000", "#ffffff").0 - 100.0).abs() < 0.1);
    let lab_red = lab(linear("#ff0000"));
    for (value, known) in lab_red.into_iter().zip([53.24, 80.09, 67.20]) {
        assert!((value - known).abs() < 0.05, "{lab_red:?}");
    }
    let (distance, eyes) = least_distance("#d7191c", "#4d7a1c");
    assert!(eyes != "all three cones" && distance < 30.0, "{distance} {eyes}");
}

/// What must be told apart looks different to every kind of eyes. Nothing is told by colour alone, so that a clear
/// distance (10; 2.3 is just noticeable) is enough between neighbours, and 20 between what is compared.
pub fn holds(themes: &[BTreeMap<&str, &str>]) {
    let pairs = [
        ("--us", "--them", 20.0),
        ("--us", "--ink", 20.0),
        ("--part-worst", "--part-worse", 10.0),
        ("--part-worse", "--part-bad", 10.0),
        ("--part-bad", "--part-middle", 10.0),
        ("--part-middle", "--part-good", 10.0),
        ("--part-good", "--part-better", 10.0),
        ("--part-better", "--part-best", 10.0),
        ("--part-good", "--part-bad", 20.0),
        ("--part-better", "--part-worse", 20.0),
        ("--part-best", "--part-worst", 20.0),
        ("--good", "--bad", 10.0),
    ];
    for (at, colours) in themes.iter().enumerate() {
        for (a, b, least) in pairs {
            let (distance, eyes) = least_distance(colours[a], colours[b]);
            assert!(distance >= least, "theme {at}: {a} and {b} are {distance:.1} apart with {eyes}");
        }
    }
}
