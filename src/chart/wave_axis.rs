//! The names of waves under a trend: as many as have room, the year once.

use super::WaveMark;
use super::canvas::{Anchor, Canvas, DrawError, Frame};
use super::labels::{every, spread};
use super::scale::Axis;
use super::text_width::{SLACK, fit, text_width, wrap};
use super::theme::{Form, Role};
use crate::language::isolated;

/// Waves side by side under a plot.
pub(super) struct WaveAxis<'a> {
    /// The waves; the first stands at position 0 of `x`.
    pub waves: &'a [WaveMark],
    /// The form that is drawn.
    pub form: Form,
    /// Where the plot lies.
    pub frame: Frame,
    /// The positions.
    pub x: &'a Axis,
}

/// How high the names of waves are.
pub(super) fn axis_height(waves: &[WaveMark], form: Form) -> f64 {
    let has_years = waves.iter().any(|wave| wave.axis.major.is_some());
    let wraps = waves.iter().any(|wave| wave.axis.minor.chars().count() > 4);
    14.0 + form.line() * if has_years || wraps { 2.0 } else { 1.0 }
}

impl WaveAxis<'_> {
    /// The middle of a row of labels under the plot.
    fn row(&self, row: usize) -> f64 {
        self.frame.bottom + 8.0 + (row as f64 + 0.5) * self.form.line()
    }

    fn x_of(&self, position: f64) -> f64 {
        self.x.pixel(position, self.frame.left, self.frame.right)
    }

    /// Draws it.
    pub fn paint(&self, canvas: &Canvas) -> Result<(), DrawError> {
        canvas.open("axis");
        let years: Vec<(usize, &str)> =
            self.waves.iter().enumerate().filter_map(|(at, wave)| Some((at, wave.axis.major.as_deref()?))).collect();
        if years.is_empty() {
            self.paint_names(canvas)?;
        } else {
            let minors_shown = self.paint_parts_of_years(canvas, &years)?;
            self.paint_years(canvas, &years, minors_shown)?;
        }
        canvas.close();
        Ok(())
    }

    /// Names of waves that have no years: each in up to two lines, or every other one, and always the newest.
    fn paint_names(&self, canvas: &Canvas) -> Result<(), DrawError> {
        let (form, frame) = (self.form, self.frame);
        let count = self.waves.len();
        let distance = (frame.right - frame.left) / count.max(1) as f64;
        let step = every(distance, form.text() * 5.0);
        let room = distance * step as f64 - 6.0;
        for at in (0..count).filter(|at| (count - 1 - at).is_multiple_of(step)) {
            let name = &self.waves[at].axis.minor;
            let mut lines = wrap(name, room, form.text(), false);
            if lines.len() > 2 {
                let rest = lines.split_off(1).join(" ");
                lines.push(fit(&rest, room / SLACK, form.text(), false));
            }
            let widest = lines.iter().map(|line| text_width(line, form.text(), false) * SLACK).fold(0.0, f64::max);
            let x = self.x_of(at as f64);
            canvas.line(Role::Grid, (x, frame.bottom), (x, frame.bottom + 5.0))?;
            let x = x.min(form.width() - widest / 2.0).max(widest / 2.0);
            for (row, line) in lines.iter().enumerate() {
                canvas.title(&[&self.waves[at].name]);
                canvas.text(Role::Tick, &isolated(line), x, self.row(row), Anchor::Middle)?;
            }
        }
        Ok(())
    }

    /// Quarters or months, if there is room for all of them, or for every second, third, … of a long year.
    fn paint_parts_of_years(&self, canvas: &Canvas, years: &[(usize, &str)]) -> Result<bool, DrawError> {
        let (form, frame) = (self.form, self.frame);
        let waves = self.waves;
        let width = |text: &str| text_width(text, form.text(), false) * SLACK + 3.0;
        let widest = waves.iter().map(|wave| width(&wave.axis.minor)).fold(0.0, f64::max);
        let distance = if waves.len() > 1 { self.x_of(1.0) - self.x_of(0.0) } else { frame.right - frame.left };
        // The first year may have begun before the first wave: the second one tells where years begin.
        let start = years.get(1).or(years.first()).map_or(0, |year| year.0);
        let ends = years.iter().skip(1).map(|year| year.0).chain([waves.len()]);
        let is_monthly = years.iter().zip(ends).any(|(year, end)| end - year.0 > 4);
        let step = match every(distance, widest) {
            1 => 1,
            least if is_monthly => match [2, 3, 4, 6].into_iter().find(|step| *step >= least) {
                Some(step) => step,
                None => return Ok(false),
            },
            _ => return Ok(false),
        };
        for (at, wave) in waves.iter().enumerate().filter(|(at, _)| at.abs_diff(start).is_multiple_of(step)) {
            let x = self.x_of(at as f64);
            canvas.line(Role::Grid, (x, frame.bottom), (x, frame.bottom + 5.0))?;
            canvas.text(Role::Tick, &wave.axis.minor, x, self.row(0), Anchor::Middle)?;
        }
        Ok(true)
    }

    fn paint_years(&self, canvas: &Canvas, years: &[(usize, &str)], below_parts: bool) -> Result<(), DrawError> {
        let (form, frame) = (self.form, self.frame);
        let width = |text: &str| text_width(text, form.text(), false) * SLACK + 10.0;
        let widest = years.iter().map(|(_, year)| width(year)).fold(0.0, f64::max);
        let fitting = ((frame.right - frame.left + widest) / widest.max(1.0)).floor().max(1.0) as usize;
        let shown: Vec<(f64, &str)> = years
            .iter()
            .step_by(years.len().div_ceil(fitting).max(1))
            .map(|&(at, year)| (self.x_of(at as f64), year))
            .collect();
        let wanted: Vec<f64> = shown.iter().map(|(x, _)| *x).collect();
        let low = widest / 2.0 - 5.0;
        let placed = spread(&wanted, widest, low, form.width() - low);
        for ((x, year), place) in shown.into_iter().zip(placed) {
            if !below_parts {
                canvas.line(Role::Grid, (x, frame.bottom), (x, frame.bottom + 5.0))?;
            }
            canvas.text(Role::Tick, year, place, self.row(usize::from(below_parts)), Anchor::Middle)?;
        }
        Ok(())
    }
}
