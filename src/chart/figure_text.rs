//! What a figure looks like as text in a chart: its value never without interval and base.

use super::canvas::FIGURE;
use super::text_width::{SLACK, fit, text_width};
use super::theme::{Form, Role};
use crate::language::isolated;
use crate::message::Catalogue;
use crate::metrics::{Estimate, Measured};
use crate::number::{Numbers, Unit};

/// The language that a chart speaks.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a> {
    /// How numbers are written.
    pub numbers: &'a Numbers,
    /// The words.
    pub words: &'a Catalogue,
}

/// What the figures of a chart are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Their unit.
    pub unit: Unit,
    /// Decimals that are printed.
    pub decimals: usize,
}

/// A figure as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureText {
    /// The value, or the symbol for a figure that is not there.
    pub value: String,
    /// The interval; empty where there is none.
    pub interval: String,
    /// The base; empty where it was not published or may not be shown.
    pub base: String,
    /// All of it in one phrase: `38.4 (32.3 to 44.4, n 672)`, `not shown`, `no data`.
    pub whole: String,
}

impl Wording<'_> {
    /// An estimate as text.
    pub fn figure(&self, measure: Measure, estimate: &Estimate) -> FigureText {
        match estimate {
            Estimate::Measured(measured) => self.measured(measure, measured),
            Estimate::Suppressed => self.absent("symbol.suppressed", "chart.suppressed"),
            Estimate::NoData => self.absent("symbol.none", "chart.no_data"),
        }
    }

    /// A value that was not measured, such as a target, with only the decimals that it has.
    pub fn fixed(&self, measure: Measure, kept: f64) -> String {
        self.numbers.axis(measure.unit, kept, kept)
    }

    fn measured(&self, measure: Measure, measured: &Measured) -> FigureText {
        let Measure { unit, decimals } = measure;
        let value = self.numbers.value(unit, decimals, measured.value);
        let interval = measured.interval.map(|ends| self.numbers.interval(unit, decimals, ends)).unwrap_or_default();
        // A published figure may come without its base.
        let base = if measured.n == 0 { String::new() } else { self.numbers.count(measured.n) };
        let mut whole = String::with_capacity(value.len() + interval.len() + base.len() + 24);
        whole.push_str(&value);
        whole.push_str(" (");
        if !interval.is_empty() {
            whole.push_str(&interval);
            whole.push_str(", ");
        }
        match base.as_str() {
            "" => whole.push_str(self.words.get("chart.no_base")),
            n => whole.push_str(&self.words.fill("base.n", &[("n", n)])),
        }
        if measured.low_base {
            whole.push_str(", ");
            whole.push_str(self.words.get("chart.low_base"));
        }
        whole.push(')');
        FigureText { value, interval, base, whole }
    }

    fn absent(&self, symbol: &'static str, word: &'static str) -> FigureText {
        FigureText {
            value: self.words.get(symbol).to_owned(),
            interval: String::new(),
            base: String::new(),
            whole: self.words.get(word).to_owned(),
        }
    }
}

/// A name with a figure behind it, on one line of a drawing.
pub(super) fn name_and_figure(name: &str, figure: &str) -> String {
    match name {
        "" => format!("{FIGURE}{figure}"),
        name => format!("{} {FIGURE}{figure}", isolated(name)),
    }
}

/// Shortens the name in front of a figure to `room` pixels; the figure stays whole.
pub(super) fn fit_name(label: &str, room: f64, form: Form, role: Role) -> String {
    let (name, figure) = label.split_once(FIGURE).unwrap_or((label, ""));
    let width = |text: &str| text_width(text, form.text(), role.is_bold()) * SLACK;
    if width(name) + width(figure) <= room + 0.01 {
        return label.to_owned();
    }
    let plain: String = name.chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}')).collect();
    let room = (room - width(figure) - width(" ")) / SLACK;
    let name = fit(plain.trim_end(), room, form.text(), role.is_bold());
    if figure.is_empty() { isolated(&name).into_owned() } else { name_and_figure(&name, figure) }
}
