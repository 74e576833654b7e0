//! Charts: computed data that draws itself as SVG, with a description, a table and a CSV of the same values.
//!
//! A chart takes estimates, never bare numbers, so that nothing is drawn without its base. What may not be shown has
//! no geometry. A new kind is one file with a [`ChartKind`] and one line in [`CHARTS`].

mod canvas;
mod control;
mod curve;
mod distribution;
mod dots;
mod drawn;
mod figure_text;
mod flags;
mod heat;
mod labels;
mod multiples;
mod pareto;
mod priorities;
mod scale;
mod sheet;
mod slope;
mod sparkline;
mod standalone;
mod table;
mod text_width;
mod theme;
mod trend;
mod value_axis;
mod waterfall;
mod wave_axis;

pub use canvas::DrawError;
pub use control::{ControlChart, ControlPoint, ControlState};
pub use curve::{Curve, CurveLine};
pub use distribution::{Answer, Distribution, DistributionRow};
pub use dots::{DotRow, Dots};
pub use drawn::{Drawn, Heading, Worded};
pub use figure_text::{FigureText, Measure, Wording};
pub use heat::{Heat, HeatCell, HeatRow, HeatTone, MOST_COLUMNS};
pub use multiples::Multiples;
pub use pareto::{Pareto, ParetoRow};
pub use priorities::{Priorities, Priority};
pub use slope::{Slope, SlopeRow};
pub use sparkline::Sparkline;
pub use table::{Cell, ChartTable, Symbols};
pub use text_width::{SLACK, fit, text_width};
pub use theme::Form;
pub use trend::{BreakMark, EventMark, Series, Trend, WaveMark};
pub use waterfall::{Waterfall, WaterfallStep};

/// What a kind of chart is, for whoever chooses one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartKind {
    /// Its name in commentary and lists.
    pub name: &'static str,
    /// What it shows, in one line.
    pub shows: &'static str,
    /// Which data it takes.
    pub takes: &'static str,
}

/// A chart with its data.
pub trait Chart {
    /// What kind of chart it is.
    fn kind(&self) -> &'static ChartKind;

    /// What stands above it.
    fn heading(&self) -> &Heading;

    /// Its figures as texts, of which its parts are made.
    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a>;

    /// Draws it in both forms and writes its description, table and CSV. `source` is what the drawing says at its foot
    /// when it stands alone, away from the page that tells where its figures come from; it may be empty.
    fn draw(&self, wording: &Wording, source: &str) -> Result<Drawn, DrawError> {
        Drawn::new(self.kind(), self.heading(), &*self.worded(wording), source)
    }
}

/// Every kind of chart.
pub const CHARTS: &[&ChartKind] = &[
    &trend::KIND,
    &control::KIND,
    &curve::KIND,
    &dots::KIND,
    &distribution::KIND,
    &slope::KIND,
    &multiples::KIND,
    &heat::KIND,
    &pareto::KIND,
    &priorities::KIND,
    &waterfall::KIND,
    &sparkline::KIND,
];

/// The style sheet of the charts, to stand in the site's own: colours as custom properties (light, dark, print),
/// which form is shown, and the classes of the marks.
pub const CSS: &str = concat!(include_str!("chart.css"), include_str!("marks.css"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_names_of_their_own() {
        for (at, kind) in CHARTS.iter().enumerate() {
            assert!(!kind.name.is_empty() && !kind.shows.is_empty() && !kind.takes.is_empty());
            assert!(CHARTS[..at].iter().all(|other| other.name != kind.name), "{}", kind.name);
        }
    }
}
