//! A tiny line beside a figure. It is decoration, hidden from screen readers: the figure beside it says what it shows.

use super::ChartKind;
use super::canvas::{Canvas, DrawError, Frame, Picture};
use super::scale::Axis;
use super::theme::{Form, GRID, Role};
use crate::metrics::Estimate;
use plotters::element::{Circle, PathElement};

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "sparkline",
    shows: "the course of one figure in the height of a line, beside the figure itself",
    takes: "one estimate a wave and the ends of its scale",
};

const WIDTH: f64 = 92.0;
const HEIGHT: f64 = 24.0;
/// Room for half a mark around the plot.
const MARGIN: f64 = 3.0;

/// A sparkline.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparkline<'a> {
    /// An estimate a wave, oldest first.
    pub points: &'a [Estimate],
    /// The kept values at the foot and at the top, so that sparklines side by side share a scale; a value outside
    /// stands at the edge.
    pub range: (f64, f64),
}

impl Sparkline<'_> {
    /// Draws it.
    pub fn draw(&self) -> Result<String, DrawError> {
        let Picture { body, .. } = self.paint()?;
        Ok(format!(
            "<svg class=\"spark\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" aria-hidden=\"true\" focusable=\"false\">\n{body}</svg>\n"
        ))
    }

    fn paint(&self) -> Result<Picture, DrawError> {
        let canvas = Canvas::new(Form::Narrow, HEIGHT);
        let frame = Frame { left: MARGIN, right: WIDTH - MARGIN, top: MARGIN, bottom: HEIGHT - MARGIN };
        let x = match self.points.len() {
            0 | 1 => Axis::between(-0.5, 0.5),
            count => Axis::between(0.0, (count - 1) as f64),
        };
        let y = Axis::between(self.range.0, self.range.1);
        let plot = canvas.plot(frame, x, y.clone())?;
        let area = plot.plotting_area();
        let at = |wave: usize| Some((wave as f64, y.clamp(self.points[wave].measured()?.value)));
        let values: Vec<Option<(f64, f64)>> = (0..self.points.len()).map(at).collect();
        for run in values.split(Option::is_none) {
            let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
            match run.as_slice() {
                [] => {}
                [alone] => area.draw(&Circle::new(*alone, (1.2 * GRID) as i32, Role::SparkDot.style()))?,
                _ => area.draw(&PathElement::new(run, Role::SparkLine.style()))?,
            }
        }
        if let Some(Some(last)) = values.last() {
            area.draw(&Circle::new(*last, (2.6 * GRID) as i32, Role::SparkDot.style()))?;
        }
        Ok(canvas.finish())
    }
}
