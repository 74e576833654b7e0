//! How a trend is drawn.

use super::WordedTrend;
use crate::chart::canvas::{Anchor, Canvas, DrawError, FIGURE, Frame, Picture, Plot};
use crate::chart::figure_text::{fit_name, name_and_figure};
use crate::chart::flags::{FlagText, Flags};
use crate::chart::labels::spread;
use crate::chart::scale::Axis;
use crate::chart::text_width::{SLACK, text_width};
use crate::chart::theme::{Form, GRID, Role};
use crate::chart::value_axis::ValueAxis;
use crate::chart::wave_axis::{WaveAxis, axis_height};
use crate::metrics::{Estimate, Measured};
use plotters::element::{Circle, PathElement, Polygon};

/// Space between the plot and the labels at the lines' ends.
const LABEL_GAP: f64 = 12.0;
/// Competitors' points are marked one by one up to so many waves; with more, the lines say enough.
const MANY_WAVES: usize = 16;

/// A label at the right end.
struct EndLabel {
    role: Role,
    text: String,
    /// Where the line ends that it names, in pixels.
    end: (f64, f64),
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    frame: Frame,
    x: Axis,
    label_room: f64,
}

impl Layout {
    /// Pixels of a position on the axis of waves.
    fn x_of(&self, position: f64) -> f64 {
        self.x.pixel(position, self.frame.left, self.frame.right)
    }
}

impl WordedTrend<'_> {
    /// Draws one form.
    pub(super) fn draw(&self, form: Form) -> Result<Picture, DrawError> {
        if self.trend.waves.is_empty() {
            return Canvas::nothing(form, self.wording.words.get(self.empty_word()));
        }
        let mut layout = self.layout(form);
        let flags = self.flags(&layout);
        layout.frame.top += flags.height();
        layout.frame.bottom += flags.height();
        let canvas = Canvas::new(form, layout.frame.bottom + axis_height(&self.trend.waves, form));
        let plot = canvas.plot(layout.frame, layout.x.clone(), self.axis.clone())?;

        let intervals = self.intervals();
        for interval in intervals.iter().filter(|interval| interval.len() > 1) {
            plot.plotting_area().draw(&Polygon::new(outline(interval), Role::Band.style()))?;
        }
        let empty = self.wording.words.get(self.empty_word());
        ValueAxis { frame: layout.frame, ticks: &self.ticks, empty }.paint(&canvas, &plot)?;
        WaveAxis { waves: &self.trend.waves, form, frame: layout.frame, x: &layout.x }.paint(&canvas)?;
        flags.paint(&canvas, layout.frame.bottom)?;
        let mut labels = self.paint_levels(&canvas, &plot, &layout)?;
        // No line of the grid runs through these.
        for interval in intervals.iter().filter(|interval| interval.len() == 1) {
            plot.plotting_area().draw(&PathElement::new(outline(interval), Role::OurWhisker.style()))?;
        }
        for &series in self.order.iter().rev() {
            labels.extend(self.paint_series(&canvas, &plot, series)?);
        }
        self.paint_absences(&canvas, &layout)?;
        self.paint_labels(&canvas, &layout, &labels)?;
        Ok(canvas.finish())
    }

    fn layout(&self, form: Form) -> Layout {
        let trend = self.trend;
        let width = |text: &str, bold| text_width(text, form.text(), bold) * SLACK;
        let tick_width = self.ticks.iter().map(|tick| width(tick, false)).fold(0.0, f64::max);
        let most = if form == Form::Wide { 190.0 } else { 144.0 };
        let labels: Vec<(Role, String)> = self.label_texts().collect();
        let label_width = labels.iter().map(|(role, text)| width(text, role.is_bold())).fold(0.0, f64::max);
        let label_room = label_width.min(most);
        let left = tick_width.ceil() + 10.0;
        let right = form.width() - if label_room > 0.0 { label_room.ceil() + LABEL_GAP } else { 10.0 };

        let (least, top) = match form {
            // Nothing to see needs no room.
            _ if self.ticks.is_empty() => (80.0, 10.0),
            Form::Wide => (300.0, 10.0),
            Form::Narrow => (250.0, 10.0),
        };
        let height = (labels.len() as f64 * form.line()).max(least);
        let count = trend.waves.len();
        let distance = (right - left - 16.0) / count.max(2).saturating_sub(1) as f64;
        // Half a wave follows the last point where something happened in it; else a few pixels.
        let is_late = |event: &super::EventMark| event.wave + 1 == count && event.passed > 0.5;
        let is_early = |event: &super::EventMark| event.wave == 0 && event.passed < 0.5;
        let before = if self.marks().any(is_early) { 0.5 } else { 10.0 / distance };
        let after = if self.marks().any(is_late) { 0.5 } else { 6.0 / distance };
        let x = if count == 1 { Axis::of_positions(1, 0.5, 0.5) } else { Axis::of_positions(count, before, after) };
        Layout { form, frame: Frame { left, right, top, bottom: top + height }, x, label_room }
    }

    /// What stands at the right end, in no order.
    fn label_texts(&self) -> impl Iterator<Item = (Role, String)> {
        let levels = [&self.target, &self.baseline].into_iter().flatten().map(|text| (Role::Note, text.clone()));
        let ends = (0..self.trend.series.len()).filter_map(|series| {
            let (last, _) = self.trend.measured(series).last()?;
            let role = if self.trend.series[series].is_ours { Role::OurLabel } else { Role::TheirLabel };
            Some((role, self.end_text(series, last)))
        });
        levels.chain(ends)
    }

    /// What stands at a line's end, in its last wave: which that is, where others go on.
    fn end_text(&self, series: usize, last: usize) -> String {
        let (trend, value) = (self.trend, &self.figures[series][last].value);
        let goes_on = (0..trend.series.len()).any(|other| trend.measured(other).any(|(wave, _)| wave > last));
        match goes_on {
            true => name_and_figure(&trend.series[series].name, &format!("{value} ({})", trend.waves[last].name)),
            false => name_and_figure(&trend.series[series].name, value),
        }
    }

    /// Events, then breaks.
    fn marks(&self) -> impl Iterator<Item = &super::EventMark> {
        self.trend.events.iter().chain(self.trend.breaks.iter().map(|broken| &broken.mark))
    }

    /// Our intervals over neighbouring waves, each wave with its ends.
    fn intervals(&self) -> Vec<Vec<(f64, (f64, f64))>> {
        let ours = (0..self.trend.series.len()).filter(|&series| self.trend.series[series].is_ours);
        let lines = ours.flat_map(|series| runs(self.trend.measured(series), &self.apart()));
        let known = lines.flat_map(|run| runs(run.into_iter().filter(|(_, m)| m.interval.is_some()), &[]));
        known.map(|run| run.iter().filter_map(|&(wave, m)| Some((wave as f64, m.interval?))).collect()).collect()
    }

    /// Waves that no line joins to the wave before.
    fn apart(&self) -> Vec<usize> {
        self.trend.breaks.iter().flat_map(|broken| broken.apart.iter().copied()).collect()
    }

    /// What happened and where lines break, above the plot.
    fn flags(&self, layout: &Layout) -> Flags {
        let happened = self.trend.events.len();
        let mark = |(at, mark): (usize, &super::EventMark)| {
            let position = mark.wave as f64 - 0.5 + mark.passed.clamp(0.0, 1.0);
            FlagText {
                x: layout.x_of(layout.x.clamp(position)),
                text: mark.text.clone(),
                role: if at < happened { Role::Event } else { Role::Break },
                foot: None,
            }
        };
        Flags::place(layout.form, layout.frame, self.marks().enumerate().map(mark))
    }

    /// Target and baseline.
    fn paint_levels(&self, canvas: &Canvas, plot: &Plot, layout: &Layout) -> Result<Vec<EndLabel>, DrawError> {
        let baseline = self.trend.baseline.as_ref().and_then(Estimate::measured).map(|m| m.value);
        let levels = [(Role::Target, self.trend.target, &self.target), (Role::Baseline, baseline, &self.baseline)];
        let mut labels = Vec::new();
        for (role, value, text) in levels {
            if let (Some(value), Some(text)) = (value, text) {
                let (_, y) = plot.plotting_area().map_coordinate(&(0.0, value));
                let y = f64::from(y) / GRID;
                canvas.line(role, (layout.frame.left, y), (layout.frame.right, y))?;
                labels.push(EndLabel { role: Role::Note, text: text.clone(), end: (layout.frame.right, y) });
            }
        }
        Ok(labels)
    }

    /// A line with its band, its marks and its name; the label is for later.
    fn paint_series(&self, canvas: &Canvas, plot: &Plot, series: usize) -> Result<Option<EndLabel>, DrawError> {
        let trend = self.trend;
        let Some((last, last_measured)) = trend.measured(series).last() else { return Ok(None) };
        let is_ours = trend.series[series].is_ours;
        let area = plot.plotting_area();
        if !trend.series[series].name.is_empty() {
            canvas.title(&[&trend.series[series].name]);
        }
        canvas.open(if is_ours { "series us" } else { "series them" });
        let runs = runs(trend.measured(series), &self.apart());
        let line = if is_ours { Role::OurLine } else { Role::TheirLine };
        for run in runs.iter().filter(|run| run.len() > 1) {
            let points: Vec<(f64, f64)> = run.iter().map(|&(wave, m)| (wave as f64, m.value)).collect();
            area.draw(&PathElement::new(points, line.style()))?;
        }
        let alone = |wave: usize| runs.iter().any(|run| run.len() == 1 && run[0].0 == wave);
        for (wave, measured) in trend.measured(series) {
            let needed = alone(wave) || measured.low_base || wave == last;
            if !is_ours && trend.waves.len() > MANY_WAVES && !needed {
                continue;
            }
            let (role, radius) = match (is_ours, measured.low_base) {
                (true, false) => (Role::OurDot, if wave == last { 5.0 } else { 4.0 }),
                (true, true) => (Role::OurHollow, 4.0),
                (false, false) => (Role::TheirDot, if wave == last || alone(wave) { 3.0 } else { 2.0 }),
                (false, true) => (Role::TheirHollow, 3.0),
            };
            canvas.title(&self.point_title(series, wave));
            area.draw(&Circle::new((wave as f64, measured.value), (radius * GRID) as i32, role.style()))?;
        }
        canvas.close();
        let (x, y) = area.map_coordinate(&(last as f64, last_measured.value));
        Ok(Some(EndLabel {
            role: if is_ours { Role::OurLabel } else { Role::TheirLabel },
            text: self.end_text(series, last),
            end: (f64::from(x) / GRID, f64::from(y) / GRID),
        }))
    }

    /// A symbol at the foot of each wave in which a figure is not shown, so that a gap explains itself. It stands at
    /// the same height whatever the figure is.
    fn paint_absences(&self, canvas: &Canvas, layout: &Layout) -> Result<(), DrawError> {
        let trend = self.trend;
        let symbol = self.wording.words.get("symbol.suppressed");
        let width = text_width(symbol, layout.form.text(), false) * SLACK;
        let mut marks: Vec<(f64, Vec<String>)> = Vec::new();
        for wave in 0..trend.waves.len() {
            let hidden = (0..trend.series.len()).filter(|&series| *trend.point(series, wave) == Estimate::Suppressed);
            let titles: Vec<String> = hidden.map(|series| self.point_title(series, wave).concat()).collect();
            let x = layout.x_of(wave as f64);
            match marks.last_mut() {
                _ if titles.is_empty() => {}
                Some((before, said)) if x - *before < width + 2.0 => said.extend(titles),
                _ => marks.push((x, titles)),
            }
        }
        for (x, titles) in marks {
            canvas.title(&[&titles.join("\n")]);
            canvas.text(Role::Absent, symbol, x, layout.frame.bottom - 10.0, Anchor::Middle)?;
        }
        Ok(())
    }

    fn paint_labels(&self, canvas: &Canvas, layout: &Layout, labels: &[EndLabel]) -> Result<(), DrawError> {
        let (form, frame) = (layout.form, layout.frame);
        let wanted: Vec<f64> = labels.iter().map(|label| label.end.1).collect();
        let half = form.line() / 2.0;
        // Above the plot stands what happened, in all of the drawing's width.
        let placed = spread(&wanted, form.line(), frame.top.max(half), frame.bottom.max(half));
        canvas.open("labels");
        for (label, y) in labels.iter().zip(placed) {
            let x = frame.right + LABEL_GAP;
            let (end_x, end_y) = label.end;
            if (y - end_y).abs() > 3.0 || end_x < frame.right - 20.0 {
                canvas.line(Role::Leader, (end_x + 6.0, end_y), (x - 3.0, y))?;
            }
            let text = fit_name(&label.text, layout.label_room, form, label.role);
            if text != label.text {
                canvas.full(&[&label.text.replace(FIGURE, "")]);
            }
            canvas.text(label.role, &text, x, y, Anchor::Start)?;
        }
        canvas.close();
        Ok(())
    }
}

/// Neighbouring waves that all have a figure: a line is drawn through these and never across a gap. Waves in `apart` are
/// not joined to the one before.
fn runs<'a>(points: impl Iterator<Item = (usize, &'a Measured)>, apart: &[usize]) -> Vec<Vec<(usize, &'a Measured)>> {
    let mut runs: Vec<Vec<(usize, &Measured)>> = Vec::new();
    for point in points {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|before| before.0 + 1 == point.0) && !apart.contains(&point.0) => {
                run.push(point);
            }
            _ => runs.push(vec![point]),
        }
    }
    runs
}

/// The outline of an interval over neighbouring waves; a line where there is one wave.
fn outline(interval: &[(f64, (f64, f64))]) -> Vec<(f64, f64)> {
    let upper = interval.iter().map(|&(x, (_, upper))| (x, upper));
    let lower = interval.iter().rev().map(|&(x, (lower, _))| (x, lower));
    upper.chain(lower).collect()
}
