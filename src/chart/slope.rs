//! Two waves and a line for each brand or group between them: solid where a change is clear, dashed where it is not.

use super::canvas::{Anchor, Canvas, DrawError, Frame, Picture};
use super::drawn::{Heading, Worded};
use super::figure_text::{FigureText, Measure, Wording, fit_name, name_and_figure};
use super::labels::spread;
use super::scale::Axis;
use super::table::{Cell, ChartTable, Csv, Symbols, figure_cells};
use super::text_width::{SLACK, fit, text_width};
use super::theme::{Form, GRID, Role};
use super::{Chart, ChartKind};
use crate::language::isolated;
use crate::metrics::{Estimate, Measured};
use plotters::element::{Circle, PathElement};

/// The kind.
pub(super) const KIND: ChartKind = ChartKind {
    name: "slope",
    shows: "brands or groups in two waves, and which of them have clearly changed",
    takes: "for each brand or group an estimate in both waves, and the verdict on the change",
};

/// How many steps the axis of values would have.
const STEPS: usize = 5;
/// Space between a point and its label.
const LABEL_GAP: f64 = 12.0;
/// With more rows than these, only ours show their intervals.
const MANY_ROWS: usize = 6;
/// Intervals stand so far beside each other.
const DODGE: f64 = 7.0;

/// Two waves.
#[derive(Debug, Clone, PartialEq)]
pub struct Slope {
    /// What stands above it.
    pub heading: Heading,
    /// What its figures are counted in.
    pub measure: Measure,
    /// The names of the waves, the earlier one first.
    pub waves: [String; 2],
    /// The brands or groups, in an order that does not depend on what may not be shown.
    pub rows: Vec<SlopeRow>,
}

/// A brand or group.
#[derive(Debug, Clone, PartialEq)]
pub struct SlopeRow {
    /// What it is called.
    pub name: String,
    /// Whether it is us.
    pub is_ours: bool,
    /// Its estimates in the two waves.
    pub ends: [Estimate; 2],
    /// What may be said of the change, in words: `rose`.
    pub verdict: String,
    /// The shape of that verdict; empty unless the change is clear.
    pub shape: &'static str,
}

impl SlopeRow {
    fn is_clear(&self) -> bool {
        !self.shape.is_empty()
    }

    fn both(&self) -> Option<[&Measured; 2]> {
        Some([self.ends[0].measured()?, self.ends[1].measured()?])
    }
}

/// The chart with every figure as text.
struct WordedSlope<'a> {
    chart: &'a Slope,
    wording: &'a Wording<'a>,
    figures: Vec<[FigureText; 2]>,
}

/// The measures of one drawing.
struct Layout {
    form: Form,
    frame: Frame,
    y: Axis,
    /// How wide the labels of a side may be.
    rooms: [f64; 2],
    /// Lines below the plot for what is not drawn.
    notes: Vec<String>,
}

/// A label beside a point.
struct Label {
    role: Role,
    text: String,
    /// What stands behind it and is never shortened.
    behind: String,
    from: (f64, f64),
}

impl Chart for Slope {
    fn kind(&self) -> &'static ChartKind {
        &KIND
    }

    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn worded<'a>(&'a self, wording: &'a Wording<'a>) -> Box<dyn Worded + 'a> {
        let figures =
            self.rows.iter().map(|row| [0, 1].map(|end| wording.figure(self.measure, &row.ends[end]))).collect();
        Box::new(WordedSlope { chart: self, wording, figures })
    }
}

impl WordedSlope<'_> {
    fn sentence(&self, at: usize) -> String {
        let (row, [before, after]) = (&self.chart.rows[at], &self.figures[at]);
        let [first_wave, last_wave] = &self.chart.waves;
        let values = [
            ("name", &*row.name),
            ("first", &*before.whole),
            ("first_wave", first_wave),
            ("last", &*after.whole),
            ("last_wave", last_wave),
            ("verdict", &row.verdict),
        ];
        let key = if row.both().is_some() { "chart.describe.slope" } else { "chart.describe.slope.apart" };
        self.wording.words.fill(key, &values)
    }

    /// How the change of a row is told behind its newer figure.
    fn behind(&self, form: Form, row: &SlopeRow) -> String {
        match form {
            _ if row.both().is_none() => String::new(),
            Form::Wide if self.is_crowded() && !row.is_clear() => String::new(),
            Form::Wide if row.is_clear() => format!(" {} {}", row.shape, row.verdict),
            Form::Wide => format!(" {}", row.verdict).trim_end().to_owned(),
            Form::Narrow if row.is_clear() => format!(" {}", row.shape),
            Form::Narrow => String::new(),
        }
    }

    /// What stands beside an end of a row: the value, and the name where the other end has no label.
    fn label(&self, at: usize, end: usize) -> Option<String> {
        let row = &self.chart.rows[at];
        row.ends[end].measured()?;
        let named = end == 1 || row.ends[1].measured().is_none();
        Some(name_and_figure(if named { &row.name } else { "" }, &self.figures[at][end].value))
    }

    fn layout(&self, form: Form) -> Layout {
        let chart = self.chart;
        let width = |text: &str, bold| text_width(text, form.text(), bold) * SLACK;
        let most = if form == Form::Wide { [180.0, 360.0] } else { [110.0, 150.0] };
        let room = |end: usize| {
            let widths = chart.rows.iter().enumerate().filter_map(|(at, row)| {
                let behind = if end == 1 { self.behind(form, row) } else { String::new() };
                Some(width(&self.label(at, end)?, row.is_ours) + width(&behind, row.is_ours))
            });
            widths.fold(0.0, f64::max).ceil().min(most[end])
        };
        let rooms = [room(0), room(1)];
        let shown = chart.rows.iter().flat_map(|row| {
            row.ends.iter().filter_map(Estimate::measured).flat_map(move |m| {
                let interval = m.interval.filter(|_| self.has_whisker(row));
                [Some(m.value), interval.map(|i| i.0), interval.map(|i| i.1)].into_iter().flatten()
            })
        });
        let y = Axis::of_values(chart.measure.unit, shown, STEPS);
        let labels = chart.rows.iter().filter(|row| row.ends.iter().any(|end| end.measured().is_some())).count();
        let least: f64 = if labels == 0 { 40.0 } else { 240.0 };
        let height = least.max((labels + 1) as f64 * form.line());
        let (left, right) = (rooms[0] + LABEL_GAP + 4.0, form.width() - rooms[1] - LABEL_GAP - 4.0);
        // Lines that are too long are hard to compare.
        let right = right.min(left + 360.0);
        let top = form.line() + 8.0;
        let mut notes: Vec<String> = Vec::new();
        for (row, figures) in chart.rows.iter().zip(&self.figures).filter(|(row, _)| row.both().is_none()) {
            let note = |end: usize, waves: &str| {
                let values = [("name", &*row.name), ("word", &*figures[end].whole), ("waves", waves)];
                self.wording.words.fill("chart.describe.absent", &values)
            };
            if row.ends[0] == row.ends[1] {
                notes.push(note(0, &chart.waves.join(", ")));
                continue;
            }
            let absent = (0..2).filter(|end| row.ends[*end].measured().is_none());
            notes.extend(absent.map(|end| note(end, &chart.waves[end])));
        }
        let is_untold = form == Form::Narrow || self.is_crowded();
        if is_untold && chart.rows.iter().any(|row| row.both().is_some() && !row.is_clear()) {
            notes.push(self.wording.words.get("chart.slope.dashed").to_owned());
        }
        Layout { form, frame: Frame { left, right, top, bottom: top + height }, y, rooms, notes }
    }

    fn is_crowded(&self) -> bool {
        self.chart.rows.len() > MANY_ROWS
    }

    fn has_whisker(&self, row: &SlopeRow) -> bool {
        !self.is_crowded() || row.is_ours && self.ours() <= MANY_ROWS
    }

    fn ours(&self) -> usize {
        self.chart.rows.iter().filter(|row| row.is_ours).count()
    }

    fn empty_word(&self) -> &str {
        let hidden = self.chart.rows.iter().flat_map(|row| &row.ends).any(|end| *end == Estimate::Suppressed);
        self.wording.words.get(if hidden { "chart.suppressed" } else { "chart.no_data" })
    }

    /// How far inside of the axes the points of a row stand, so that whiskers stand beside each other.
    fn inset(&self, at: usize) -> f64 {
        let row = &self.chart.rows[at];
        if !self.has_whisker(row) {
            return 0.0;
        }
        self.chart.rows[..at].iter().filter(|other| self.has_whisker(other)).count() as f64 * DODGE
    }

    fn paint_row(
        &self,
        canvas: &Canvas,
        layout: &Layout,
        at: usize,
        labels: &mut [Vec<Label>; 2],
    ) -> Result<(), DrawError> {
        let (row, frame, form) = (&self.chart.rows[at], layout.frame, layout.form);
        if row.ends.iter().all(|end| end.measured().is_none()) {
            return Ok(());
        }
        let inset = self.inset(at);
        let width = frame.right - frame.left;
        let plot = canvas.plot(frame, Axis::between(0.0, width), layout.y.clone())?;
        let area = plot.plotting_area();
        let xs = [inset, width - inset];
        let (line, unclear, whisker, dot, hollow, label) = match row.is_ours {
            true => (Role::OurLine, Role::OurUnclear, Role::OurWhisker, Role::OurDot, Role::OurHollow, Role::OurLabel),
            false => (
                Role::TheirLine,
                Role::TheirUnclear,
                Role::TheirWhisker,
                Role::TheirDot,
                Role::TheirHollow,
                Role::TheirLabel,
            ),
        };
        canvas.title(&[&self.sentence(at)]);
        canvas.open(if row.is_ours { "series us" } else { "series them" });
        if let Some([before, after]) = row.both() {
            let role = if row.is_clear() { line } else { unclear };
            area.draw(&PathElement::new([(xs[0], before.value), (xs[1], after.value)], role.style()))?;
        }
        for end in 0..2 {
            let Some(measured) = row.ends[end].measured() else { continue };
            if let Some((lower, upper)) = measured.interval.filter(|_| self.has_whisker(row)) {
                area.draw(&PathElement::new([(xs[end], lower), (xs[end], upper)], whisker.style()))?;
            }
            let role = if measured.low_base { hollow } else { dot };
            area.draw(&Circle::new((xs[end], measured.value), (4.0 * GRID) as i32, role.style()))?;
            let (x, y) = area.map_coordinate(&(xs[end], measured.value));
            labels[end].push(Label {
                role: label,
                text: self.label(at, end).unwrap_or_default(),
                behind: if end == 1 { self.behind(form, row) } else { String::new() },
                from: (f64::from(x) / GRID, f64::from(y) / GRID),
            });
        }
        canvas.close();
        Ok(())
    }

    fn paint_labels(&self, canvas: &Canvas, layout: &Layout, end: usize, labels: &[Label]) -> Result<(), DrawError> {
        let (form, frame) = (layout.form, layout.frame);
        let half = form.line() / 2.0;
        let wanted: Vec<f64> = labels.iter().map(|label| label.from.1).collect();
        let placed = spread(&wanted, form.line(), frame.top + half, frame.bottom - half);
        let (x, anchor, side) = match end {
            0 => (frame.left - LABEL_GAP, Anchor::End, -1.0),
            _ => (frame.right + LABEL_GAP, Anchor::Start, 1.0),
        };
        canvas.open("labels");
        for (label, y) in labels.iter().zip(placed) {
            let (from_x, from_y) = label.from;
            if (y - from_y).abs() > 3.0 || (x - from_x).abs() > LABEL_GAP + 4.0 {
                canvas.line(Role::Leader, (from_x + side * 6.0, from_y), (x - side * 3.0, y))?;
            }
            let behind = text_width(&label.behind, form.text(), label.role.is_bold()) * SLACK;
            let text = fit_name(&label.text, layout.rooms[end] - behind, form, label.role);
            if text != label.text {
                canvas.full(&[&label.text.replace(super::canvas::FIGURE, "")]);
            }
            canvas.text(label.role, &(text + &label.behind), x, y, anchor)?;
        }
        canvas.close();
        Ok(())
    }
}

impl Worded for WordedSlope<'_> {
    fn describe(&self) -> String {
        let sentences: Vec<String> = (0..self.chart.rows.len()).map(|at| self.sentence(at)).collect();
        match sentences.is_empty() {
            true => self.wording.words.get("chart.no_data").to_owned() + ".",
            false => sentences.join(" "),
        }
    }

    fn table(&self) -> ChartTable {
        let words = self.wording.words;
        let mut header = vec![Cell::text(words.get("chart.name"))];
        for wave in &self.chart.waves {
            header.push(Cell::number(wave.as_str()));
            header.extend(["chart.interval", "chart.base"].map(|key| Cell::number(words.get(key))));
        }
        header.push(Cell::text(words.get("chart.change")));
        let mut symbols = Symbols::default();
        let mut rows = Vec::with_capacity(self.figures.len());
        for (row, figures) in self.chart.rows.iter().zip(&self.figures) {
            let mut cells = vec![Cell::text(&*row.name)];
            for (figure, estimate) in figures.iter().zip(&row.ends) {
                symbols.note(estimate);
                cells.extend(figure_cells(figure, estimate, words.get("symbol.low")));
            }
            let verdict = if row.both().is_some() { row.verdict.as_str() } else { "" };
            cells.push(Cell::text(format!("{} {verdict}", row.shape).trim()));
            rows.push(cells);
        }
        ChartTable { caption: self.chart.heading.subtitle.clone(), header, rows, symbols }
    }

    fn paint(&self, form: Form) -> Result<Picture, DrawError> {
        if self.chart.rows.is_empty() {
            return Canvas::nothing(form, self.empty_word());
        }
        let layout = self.layout(form);
        let frame = layout.frame;
        let foot = frame.bottom + 10.0;
        let canvas = Canvas::new(form, foot + layout.notes.len() as f64 * form.line() + 2.0);
        canvas.open("axis");
        for (wave, x) in self.chart.waves.iter().zip([frame.left, frame.right]) {
            canvas.line(Role::Grid, (x, frame.top), (x, frame.bottom))?;
            let text = fit(wave, (frame.right - frame.left - 8.0) / SLACK, form.text(), false);
            let half = text_width(&text, form.text(), false) * SLACK / 2.0;
            let x = x.max(half).min(form.width() - half);
            canvas.text(Role::Tick, &isolated(&text), x, form.line() / 2.0, Anchor::Middle)?;
        }
        canvas.close();
        let mut labels = [Vec::new(), Vec::new()];
        // Ours last, so that it lies on top.
        let mut order: Vec<usize> = (0..self.chart.rows.len()).collect();
        order.sort_by_key(|&at| self.chart.rows[at].is_ours);
        for at in order {
            self.paint_row(&canvas, &layout, at, &mut labels)?;
        }
        let [left, right] = labels;
        self.paint_labels(&canvas, &layout, 0, &left)?;
        self.paint_labels(&canvas, &layout, 1, &right)?;
        for (at, note) in layout.notes.iter().enumerate() {
            let text = fit(note, form.width() / SLACK, form.text(), false);
            let y = foot + (at as f64 + 0.5) * form.line();
            canvas.text(Role::Note, &isolated(&text), 0.0, y, Anchor::Start)?;
        }
        if self.chart.rows.iter().all(|row| row.ends.iter().all(|end| end.measured().is_none())) {
            canvas.note_in(frame, self.empty_word())?;
        }
        Ok(canvas.finish())
    }

    fn csv(&self) -> String {
        let mut csv = Csv::new(&["name", "wave"]);
        for row in &self.chart.rows {
            for (wave, estimate) in self.chart.waves.iter().zip(&row.ends) {
                csv.figure(&[&row.name, wave], self.chart.measure.unit, estimate);
            }
        }
        csv.finish()
    }
}
