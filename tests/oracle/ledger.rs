//! The expected values, how near ours must come, and the account of what was compared.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// What the library has to say about an expected value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ours {
    /// The library's figure.
    Is(f64),
    /// The library's figure where others are known to go wrong: it must differ.
    IsNot(f64),
    /// The library does not compute it, for this reason.
    NotComputed(&'static str),
    /// No rule covers this id.
    Unknown,
}

/// An expected value.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// None where it is undefined.
    pub value: Option<f64>,
    /// How far two implementations were apart, relative to the value.
    pub agreement: f64,
    /// How far they were apart, absolute.
    pub distance: f64,
}

impl Expected {
    /// Equal to 1e-9 relative, or ten times the relative distance of two implementations where that is larger, or no
    /// farther from the one than the other is: a p-value near 1e-16 is a rounding error where it was formed as one
    /// less the other tail. No count among the values is large enough for this to let a wrong one pass.
    pub fn agrees(&self, ours: f64) -> bool {
        let Some(value) = self.value else { return false };
        let tolerance = f64::max(1e-9, 10.0 * self.agreement) * value.abs();
        // a zero has no relative distance: a rounding error of quantities near one is allowed
        let tolerance = if value == 0.0 { 1e-12 } else { tolerance };
        // the distance is given to three digits
        (ours - value).abs() <= tolerance.max(1.005 * self.distance)
    }
}

/// All expected values by id.
pub struct Ledger(BTreeMap<String, Expected>);

impl Ledger {
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let values = json["values"].as_object().expect("an object of values by id");
        let entry = |(id, entry): (&String, &serde_json::Value)| {
            let number = |field: &str| entry[field].as_f64();
            let (agreement, distance) = (number("agree_rel").unwrap_or(0.0), number("agree_abs").unwrap_or(0.0));
            (id.clone(), Expected { value: number("value"), agreement, distance })
        };
        Self(values.iter().map(entry).collect())
    }

    /// An expected value by its whole id.
    pub fn value(&self, id: &str) -> Option<f64> {
        self.0.get(id)?.value
    }

    fn family<'a>(&'a self, family: &'a str) -> impl Iterator<Item = (&'a str, &'a Expected)> {
        self.0.iter().filter_map(move |(id, expected)| Some((rest(id, family)?, expected)))
    }
}

fn rest<'a>(id: &'a str, family: &str) -> Option<&'a str> {
    id.strip_prefix(family)?.strip_prefix('.')
}

/// What was compared, what not and why.
#[derive(Default)]
pub struct Report {
    all: usize,
    compared: BTreeMap<String, usize>,
    traps: usize,
    not_computed: BTreeMap<(String, String, &'static str), usize>,
    failures: Vec<String>,
}

impl Report {
    /// Holds each expected value of a family against ours.
    pub fn compare(&mut self, ledger: &Ledger, family: &str, compute: impl Fn(&str) -> Ours) {
        let mut compared = 0;
        for (id, expected) in ledger.family(family) {
            self.all += 1;
            match compute(id) {
                Ours::Is(_) | Ours::Unknown if id.contains("TRAP_") => {
                    self.failures.push(format!("{family}.{id}: a known wrong value was not held against ours"));
                }
                Ours::Is(ours) if expected.agrees(ours) => compared += 1,
                Ours::Is(ours) => self.failures.push(format!("{family}.{id}: {ours:e}, expected {expected:?}")),
                Ours::IsNot(ours) if expected.agrees(ours) => {
                    self.failures.push(format!("{family}.{id}: {ours:e} reproduces a known wrong value"));
                }
                Ours::IsNot(_) => self.traps += 1,
                Ours::NotComputed(reason) => {
                    let key = (family.to_owned(), statistic(id), reason);
                    *self.not_computed.entry(key).or_default() += 1;
                }
                Ours::Unknown => self.failures.push(format!("{family}.{id}: neither computed nor explained")),
            }
        }
        if compared == 0 {
            self.failures.push(format!("{family}: not one value was compared"));
        }
        self.compared.insert(family.to_owned(), compared);
    }

    pub fn failures(&self) -> &[String] {
        &self.failures
    }
}

/// The last part of an id that names a statistic rather than a subject or the end of an interval.
fn statistic(id: &str) -> String {
    let method = id.split('.').find(|part| METHODS.iter().any(|method| part.starts_with(method)));
    let last = id.rsplit('.').next().unwrap_or(id);
    method.unwrap_or(last.split('[').next().unwrap_or(last)).to_owned()
}

/// Parts of ids that name a method and are followed by subjects.
const METHODS: [&str; 8] =
    ["type", "harrell_davis", "klein_joint", "pairwise_holm", "marginal", "simultaneous", "hochberg", "TRAP_"];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let compared: usize = self.compared.values().sum();
        writeln!(f, "oracle: {compared} of {} values compared, {} known wrong values avoided", self.all, self.traps)?;
        for (family, compared) in &self.compared {
            writeln!(f, "  {family}: {compared} compared")?;
        }
        for ((family, statistic, reason), count) in &self.not_computed {
            writeln!(f, "  {family}: {count} of {statistic} not computed: {reason}")?;
        }
        Ok(())
    }
}

/// Splits an id into its subject and its statistic, if it ends in one of these.
pub fn split<'a>(id: &'a str, statistics: &[&'static str]) -> Option<(&'a str, &'static str)> {
    let ends = |statistic: &&&'static str| id.strip_suffix(**statistic).is_some_and(|rest| rest.ends_with('.'));
    let statistic = statistics.iter().filter(ends).max_by_key(|statistic| statistic.len())?;
    Some((&id[..id.len() - statistic.len() - 1], statistic))
}

/// A value that the library always has here.
pub fn is(ours: Option<f64>) -> Ours {
    ours.map_or(Ours::Unknown, Ours::Is)
}

#[test]
fn near_is_near_and_far_is_far() {
    let expected = |value, agreement| Expected { value: Some(value), agreement, distance: 0.0 };
    assert!(expected(2.0, 0.0).agrees(2.0 + 1e-9) && !expected(2.0, 0.0).agrees(2.0 + 3e-9));
    assert!(expected(2.0, 1e-6).agrees(2.000_01) && !expected(2.0, 1e-6).agrees(2.000_03));
    assert!(expected(0.0, 0.0).agrees(0.0) && !expected(0.0, 0.0).agrees(1e-9));
    assert!(!expected(1957.0, 0.0).agrees(1958.0) && !expected(1.0, 0.0).agrees(f64::NAN));
    assert!(!Expected { value: None, agreement: 0.0, distance: 0.0 }.agrees(0.0));
    let apart = Expected { value: Some(4e-16), agreement: 0.0, distance: 1e-16 };
    assert!(apart.agrees(3.001e-16) && !apart.agrees(2.9e-16));
}

#[test]
fn nothing_is_passed_over() {
    let entry = |value| Expected { value: Some(value), agreement: 0.0, distance: 0.0 };
    let ids = ["f.a", "f.b", "f.c.TRAP_x", "f.d.TRAP_y", "f.e", "g.a"];
    let ledger = Ledger(ids.iter().map(|id| ((*id).to_owned(), entry(1.0))).collect());
    let mut report = Report::default();
    report.compare(&ledger, "f", |id| match id {
        "a" => Ours::Is(1.0),
        "b" => Ours::Is(2.0),
        "c.TRAP_x" => Ours::IsNot(1.0),
        "d.TRAP_y" => Ours::Is(1.0),
        _ => Ours::Unknown,
    });
    report.compare(&ledger, "g", |_| Ours::NotComputed("out of scope"));
    report.compare(&ledger, "h", |_| Ours::Is(1.0));
    let failed: Vec<&str> = report.failures().iter().map(|failure| failure.split(':').next().unwrap()).collect();
    assert_eq!(failed, ["f.b", "f.c.TRAP_x", "f.d.TRAP_y", "f.e", "g", "h"]);
}
