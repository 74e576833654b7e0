//! The canvas: a plotters backend that writes SVG with classes instead of colours, on a grid of tenths of a pixel,
//! with groups and titles. The one place that knows how SVG is written.

use super::text_width::{SLACK, text_width};
use super::theme::{self, Form, GRID, Role, class_of};
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{PathElement, Rectangle};
use plotters::style::TextStyle;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use super::scale::Axis;
use super::sheet::{Sheet, escape_into};

/// In a text: what follows is a figure and stands in tabular digits.
pub const FIGURE: char = '\u{1f}';

/// A chart could not be laid out. Writing SVG cannot fail, so this is a chart that asked for an impossible layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawError(String);

impl std::fmt::Display for DrawError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the chart could not be laid out: {}", self.0)
    }
}

impl std::error::Error for DrawError {}

impl From<DrawingAreaErrorKind<Infallible>> for DrawError {
    fn from(error: DrawingAreaErrorKind<Infallible>) -> DrawError {
        DrawError(error.to_string())
    }
}

/// The area between the axes, with plotters' coordinate system.
pub type Plot = ChartContext<'static, Pencil, Cartesian2d<Axis, Axis>>;

/// Where the plot lies in a drawing, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// On which side of its point a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// A finished drawing without its frame of `<svg>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its height in pixels.
    pub height: u32,
    /// Its elements.
    pub body: String,
}

/// A sheet to draw on. Positions are in pixels; plotters' own elements go to [`Canvas::plot`].
pub struct Canvas {
    sheet: Rc<RefCell<Sheet>>,
    root: DrawingArea<Pencil, Shift>,
    /// Kept for all texts, because a font's description is costly to make.
    text_style: RefCell<TextStyle<'static>>,
    form: Form,
    height: u32,
}

impl Canvas {
    /// An empty sheet of a form's width and `height` pixels.
    pub fn new(form: Form, height: f64) -> Canvas {
        let height = height.ceil().max(1.0) as u32;
        let sheet = Rc::new(RefCell::new(Sheet::new(8192)));
        let size = (tenths(form.width()) as u32, tenths(f64::from(height)) as u32);
        let root = Pencil { sheet: Rc::clone(&sheet), size }.into_drawing_area();
        Canvas { sheet, root, text_style: RefCell::new(theme::text_style(form)), form, height }
    }

    /// The form that is drawn.
    pub fn form(&self) -> Form {
        self.form
    }

    /// A plot in `frame` with these axes.
    pub fn plot(&self, frame: Frame, x: Axis, y: Axis) -> Result<Plot, DrawError> {
        let plot = ChartBuilder::on(&self.root)
            .margin_left(tenths(frame.left))
            .margin_right(tenths(self.form.width() - frame.right))
            .margin_top(tenths(frame.top))
            .margin_bottom(tenths(f64::from(self.height) - frame.bottom))
            .build_cartesian_2d(x, y)?;
        Ok(plot)
    }

    /// A text whose middle line is at `y`.
    pub fn text(&self, role: Role, text: &str, x: f64, y: f64, anchor: Anchor) -> Result<(), DrawError> {
        let h_pos = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let mut style = self.text_style.borrow_mut();
        (style.color, style.pos.h_pos) = (role.colour(), h_pos);
        Ok(self.root.draw_text(text, &style, (tenths(x), tenths(y)))?)
    }

    /// The label of a vertical line that meets the foot of the plot at `x`: below it, within the drawing.
    pub fn tick_below(&self, text: &str, x: f64, foot: f64) -> Result<(), DrawError> {
        let half = text_width(text, self.form.text(), false) * SLACK / 2.0;
        let x = x.max(half).min(self.form.width() - half);
        self.text(Role::Tick, text, x, foot + 6.0 + self.form.line() / 2.0, Anchor::Middle)
    }

    /// A drawing of what has nothing to show: a quiet plate with the reason, and no axis of anything.
    pub fn nothing(form: Form, reason: &str) -> Result<Picture, DrawError> {
        let height = (2.6 * form.line()).ceil();
        let canvas = Canvas::new(form, height);
        let frame = Frame { left: 0.0, right: form.width(), top: 0.0, bottom: height };
        canvas.rectangle(Role::OurRow, frame)?;
        canvas.note_in(frame, reason)?;
        Ok(canvas.finish())
    }

    /// A note in the middle of a plot that is empty.
    pub fn note_in(&self, frame: Frame, text: &str) -> Result<(), DrawError> {
        let Frame { left, right, top, bottom } = frame;
        self.text(Role::Note, text, (left + right) / 2.0, (top + bottom) / 2.0, Anchor::Middle)
    }

    /// A straight line.
    pub fn line(&self, role: Role, from: (f64, f64), to: (f64, f64)) -> Result<(), DrawError> {
        let ends = [from, to].map(|(x, y)| (tenths(x), tenths(y)));
        Ok(self.root.draw(&PathElement::new(ends, role.style()))?)
    }

    /// A filled rectangle.
    pub fn rectangle(&self, role: Role, frame: Frame) -> Result<(), DrawError> {
        let corners = [(tenths(frame.left), tenths(frame.top)), (tenths(frame.right), tenths(frame.bottom))];
        Ok(self.root.draw(&Rectangle::new(corners, role.style()))?)
    }

    /// Gives the next mark a title, in parts: what a pointer resting on it shows. The narrow form has none, because
    /// no pointer rests on a phone; there, as for keyboards, the table has every value.
    pub fn title(&self, parts: &[&str]) {
        if self.form == Form::Wide {
            self.full(parts);
        }
    }

    /// Gives the next mark a title in both forms: the whole of a text that had to be shortened.
    pub fn full(&self, parts: &[&str]) {
        let mut sheet = self.sheet.borrow_mut();
        sheet.title.clear();
        for part in parts {
            escape_into(&mut sheet.title, part);
        }
    }

    /// Opens a group of marks.
    pub fn open(&self, class: &str) {
        let mut sheet = self.sheet.borrow_mut();
        sheet.push(&["<g class=\"", class, "\">"]);
        sheet.write_title();
    }

    /// Closes the last group.
    pub fn close(&self) {
        self.sheet.borrow_mut().body.push_str("</g>\n");
    }

    /// What was drawn.
    pub fn finish(self) -> Picture {
        let body = std::mem::take(&mut self.sheet.borrow_mut().body);
        Picture { height: self.height, body }
    }
}

/// The nearest tenth of a pixel.
pub fn tenths(pixels: f64) -> i32 {
    nearest(pixels * GRID)
}

/// The nearest whole number. Cutting off is one instruction, and rounding by the standard library calls a function on
/// processors that every program has to run on.
pub fn nearest(value: f64) -> i32 {
    (value + 0.5_f64.copysign(value)) as i32
}

/// What plotters draws with.
pub struct Pencil {
    sheet: Rc<RefCell<Sheet>>,
    size: (u32, u32),
}

type Drawn<T = ()> = Result<T, DrawingErrorKind<Infallible>>;

impl DrawingBackend for Pencil {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.sheet.borrow_mut().path(class_of(style.color()), [from, to], false);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        lower_right: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let mut sheet = self.sheet.borrow_mut();
        let (left, right) = (upper_left.0.min(lower_right.0), upper_left.0.max(lower_right.0));
        let (top, bottom) = (upper_left.1.min(lower_right.1), upper_left.1.max(lower_right.1));
        sheet.push(&["<rect class=\"", class_of(style.color()), "\""]);
        sheet.attribute("x", left);
        sheet.attribute("y", top);
        sheet.attribute("width", right - left);
        sheet.attribute("height", bottom - top);
        sheet.end("rect");
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.sheet.borrow_mut().path(class_of(style.color()), path, false);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, _fill: bool) -> Drawn {
        let mut sheet = self.sheet.borrow_mut();
        sheet.push(&["<circle class=\"", class_of(style.color()), "\""]);
        sheet.attribute("cx", center.0);
        sheet.attribute("cy", center.1);
        sheet.attribute("r", radius as i32);
        sheet.end("circle");
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Drawn {
        self.sheet.borrow_mut().path(class_of(style.color()), corners, true);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Drawn {
        let mut sheet = self.sheet.borrow_mut();
        let size = style.size();
        // Half of the height of a capital, or of all of it, below the point.
        let baseline = match style.anchor().v_pos {
            VPos::Top => size * 0.72,
            VPos::Center => size * 0.36,
            VPos::Bottom => 0.0,
        };
        // Classes of one letter, because drawings are mostly texts: `f` a figure, `m` and `e` anchored in the middle
        // and at the end.
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " m",
            HPos::Right => " e",
        };
        let text = text.strip_prefix(FIGURE).map_or((text, ""), |figure| (figure, " f"));
        sheet.push(&["<text class=\"", class_of(style.color()), text.1, anchor, "\""]);
        sheet.attribute("x", pos.0);
        sheet.attribute("y", pos.1 + baseline.round() as i32);
        sheet.body.push('>');
        sheet.write_title();
        let text = text.0;
        match text.split_once(FIGURE) {
            Some((name, figure)) => {
                escape_into(&mut sheet.body, name);
                sheet.body.push_str("<tspan class=\"f\">");
                escape_into(&mut sheet.body, figure);
                sheet.body.push_str("</tspan>");
            }
            None => escape_into(&mut sheet.body, text),
        }
        sheet.body.push_str("</text>\n");
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Drawn<(u32, u32)> {
        let bold = matches!(style.style(), FontStyle::Bold);
        let width = text_width(text, style.size(), bold);
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_belongs_to_the_next_mark_only() {
        let canvas = Canvas::new(Form::Wide, 10.0);
        canvas.title(&["38.4", " & more"]);
        canvas.line(Role::Grid, (0.0, 1.0), (2.5, 1.0)).unwrap();
        canvas.text(Role::Tick, "38", 1.0, 1.0, Anchor::End).unwrap();
        assert_eq!(
            canvas.finish().body,
            "<path class=\"grid\" d=\"M0 1h2.5\"><title>38.4 &amp; more</title></path>\n\
             <text class=\"tick e\" x=\"1\" y=\"5.7\">38</text>\n"
        );
    }
}
