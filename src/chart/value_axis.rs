//! The axis of values at the left of a course: lines across the plot, each with its number.

use super::canvas::{Anchor, Canvas, DrawError, Frame, Plot};
use super::theme::{GRID, Role};
use plotters::coord::cartesian::MeshLine;

/// What stands between a number and the plot, in pixels.
const GAP: f64 = 7.0;

/// An axis of values.
pub struct ValueAxis<'a> {
    /// Where the plot lies.
    pub frame: Frame,
    /// The texts of its ticks, from below; none where nothing is drawn.
    pub ticks: &'a [String],
    /// What stands in a plot without values.
    pub empty: &'a str,
}

impl ValueAxis<'_> {
    /// Draws it.
    pub fn paint(&self, canvas: &Canvas, plot: &Plot) -> Result<(), DrawError> {
        canvas.open("axis");
        let mut heights = Vec::with_capacity(self.ticks.len());
        plot.plotting_area().draw_mesh(
            |backend, line| {
                let MeshLine::YMesh(_, (_, y), &value) = line else { return Ok(()) };
                heights.push(f64::from(y) / GRID);
                let role = if value == 0.0 { Role::Zero } else { Role::Grid };
                line.draw(backend, &role.style())
            },
            self.ticks.len(),
            0,
        )?;
        for (text, y) in self.ticks.iter().zip(heights) {
            canvas.text(Role::Tick, text, self.frame.left - GAP, y, Anchor::End)?;
        }
        if self.ticks.is_empty() {
            let Frame { left, right, bottom, .. } = self.frame;
            canvas.line(Role::Grid, (left, bottom), (right, bottom))?;
            canvas.note_in(self.frame, self.empty)?;
        }
        canvas.close();
        Ok(())
    }
}
