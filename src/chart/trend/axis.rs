//! The names of waves under a trend: as many as have room, the year once.

use super::Worded;
use super::paint::Layout;
use crate::chart::canvas::{Anchor, Canvas, DrawError};
use crate::chart::labels::{every, spread};
use crate::chart::text_width::{SLACK, fit, isolated, text_width, wrap};
use crate::chart::theme::{Form, Role};

impl Worded<'_> {
    pub(super) fn axis_height(&self, form: Form) -> f64 {
        let has_years = self.trend.waves.iter().any(|wave| wave.axis.major.is_some());
        let wraps = self.trend.waves.iter().any(|wave| wave.axis.minor.chars().count() > 4);
        14.0 + form.line() * if has_years || wraps { 2.0 } else { 1.0 }
    }

    pub(super) fn paint_waves(&self, canvas: &Canvas, layout: &Layout) -> Result<(), DrawError> {
        canvas.open("axis");
        let years: Vec<(usize, &str)> = self
            .trend
            .waves
            .iter()
            .enumerate()
            .filter_map(|(at, wave)| Some((at, wave.axis.major.as_deref()?)))
            .collect();
        if years.is_empty() {
            self.paint_names(canvas, layout)?;
        } else {
            let minors_shown = self.paint_parts_of_years(canvas, layout, &years)?;
            self.paint_years(canvas, layout, &years, minors_shown)?;
        }
        canvas.close();
        Ok(())
    }

    /// Names of waves that have no years: each in up to two lines, or every other one, and always the newest.
    fn paint_names(&self, canvas: &Canvas, layout: &Layout) -> Result<(), DrawError> {
        let (form, frame) = (layout.form, layout.frame);
        let count = self.trend.waves.len();
        let distance = (frame.right - frame.left) / count.max(1) as f64;
        let step = every(distance, form.text() * 5.0);
        let room = distance * step as f64 - 6.0;
        for at in (0..count).filter(|at| (count - 1 - at).is_multiple_of(step)) {
            let name = &self.trend.waves[at].axis.minor;
            let mut lines = wrap(name, room, form.text(), false);
            if lines.len() > 2 {
                let rest = lines.split_off(1).join(" ");
                lines.push(fit(&rest, room / SLACK, form.text(), false));
            }
            let widest = lines.iter().map(|line| text_width(line, form.text(), false) * SLACK).fold(0.0, f64::max);
            let x = layout.x_of(at as f64);
            canvas.line(Role::Grid, (x, frame.bottom), (x, frame.bottom + 5.0))?;
            let x = x.min(form.width() - widest / 2.0).max(widest / 2.0);
            for (row, line) in lines.iter().enumerate() {
                canvas.title(&[&self.trend.waves[at].name]);
                canvas.text(Role::Tick, &isolated(line), x, layout.axis_row(row), Anchor::Middle)?;
            }
        }
        Ok(())
    }

    /// Quarters or months, if there is room for all of them, or for every second, third, … of a long year.
    fn paint_parts_of_years(
        &self,
        canvas: &Canvas,
        layout: &Layout,
        years: &[(usize, &str)],
    ) -> Result<bool, DrawError> {
        let (form, frame) = (layout.form, layout.frame);
        let waves = &self.trend.waves;
        let width = |text: &str| text_width(text, form.text(), false) * SLACK + 3.0;
        let widest = waves.iter().map(|wave| width(&wave.axis.minor)).fold(0.0, f64::max);
        let distance = if waves.len() > 1 { layout.x_of(1.0) - layout.x_of(0.0) } else { frame.right - frame.left };
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
            let x = layout.x_of(at as f64);
            canvas.line(Role::Grid, (x, frame.bottom), (x, frame.bottom + 5.0))?;
            canvas.text(Role::Tick, &wave.axis.minor, x, layout.axis_row(0), Anchor::Middle)?;
        }
        Ok(true)
    }

    fn paint_years(
        &self,
        canvas: &Canvas,
        layout: &Layout,
        years: &[(usize, &str)],
        below_parts: bool,
    ) -> Result<(), DrawError> {
        let (form, frame) = (layout.form, layout.frame);
        let width = |text: &str| text_width(text, form.text(), false) * SLACK + 10.0;
        let widest = years.iter().map(|(_, year)| width(year)).fold(0.0, f64::max);
        let fitting = ((frame.right - frame.left + widest) / widest.max(1.0)).floor().max(1.0) as usize;
        let shown: Vec<(f64, &str)> = years
            .iter()
            .step_by(years.len().div_ceil(fitting).max(1))
            .map(|&(at, year)| (layout.x_of(at as f64), year))
            .collect();
        let wanted: Vec<f64> = shown.iter().map(|(x, _)| *x).collect();
        let low = widest / 2.0 - 5.0;
        let placed = spread(&wanted, widest, low, form.width() - low);
        for ((x, year), place) in shown.into_iter().zip(placed) {
            if !below_parts {
                canvas.line(Role::Grid, (x, frame.bottom), (x, frame.bottom + 5.0))?;
            }
            canvas.text(Role::Tick, year, place, layout.axis_row(usize::from(below_parts)), Anchor::Middle)?;
        }
        Ok(())
    }
}
