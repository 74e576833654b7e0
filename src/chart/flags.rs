//! Texts above a plot that hang on vertical lines: what happened, where a line breaks, what stands out.

use super::canvas::{Anchor, Canvas, DrawError, Frame};
use super::labels::{Flag, rows};
use super::text_width::{SLACK, fit, isolated, text_width};
use super::theme::{Form, Role};

/// A text with the line that it hangs on.
pub(super) struct FlagText {
    /// Where the line stands, in pixels.
    pub x: f64,
    /// The text.
    pub text: String,
    /// What the line is.
    pub role: Role,
    /// Where the line ends, in pixels below the upper edge of the plot; absent: at the foot of the plot.
    pub foot: Option<f64>,
}

/// Flags with their places.
pub(super) struct Flags {
    form: Form,
    /// The upper edge of the plot before the flags were put above it.
    top: f64,
    placed: Vec<Placed>,
}

struct Placed {
    wanted: FlagText,
    /// The text as far as there is room for it.
    shown: String,
    flag: Flag,
    /// Where its line begins, from the middle of the text.
    line_top: f64,
    row: usize,
}

impl Flags {
    /// Places texts over a plot, in the whole width of the drawing: each beside its line, on the right if there is room,
    /// else on the left, else over the line's end.
    pub fn place(form: Form, frame: Frame, texts: impl Iterator<Item = FlagText>) -> Flags {
        let place = |wanted: FlagText| {
            let at = wanted.x;
            let shown = fit(&wanted.text, form.width() / SLACK, form.text(), false);
            let width = text_width(&shown, form.text(), false) * SLACK;
            let (from, line_top) = if at + 5.0 + width <= form.width() {
                (at + 5.0, -6.0)
            } else if at - 5.0 - width >= 0.0 {
                (at - 5.0 - width, -6.0)
            } else {
                ((at - width / 2.0).min(form.width() - width).max(0.0), form.line() / 2.0)
            };
            Placed { wanted, shown, flag: Flag { at, from, to: from + width }, line_top, row: 0 }
        };
        let mut placed: Vec<Placed> = texts.map(place).collect();
        let flags: Vec<Flag> = placed.iter().map(|one| Flag { to: one.flag.to + 8.0, ..one.flag }).collect();
        for (one, row) in placed.iter_mut().zip(rows(&flags)) {
            one.row = row;
        }
        Flags { form, top: frame.top, placed }
    }

    /// How much room they take: the plot begins so much lower.
    pub fn height(&self) -> f64 {
        let rows = self.placed.iter().map(|one| one.row + 1).max().unwrap_or(0);
        rows as f64 * self.form.line()
    }

    /// Draws them over a plot whose foot is at `bottom`.
    pub fn paint(&self, canvas: &Canvas, bottom: f64) -> Result<(), DrawError> {
        if self.placed.is_empty() {
            return Ok(());
        }
        canvas.open("events");
        let y = |one: &Placed| 2.0 + (one.row as f64 + 0.5) * self.form.line();
        for one in &self.placed {
            let foot = one.wanted.foot.map_or(bottom, |foot| self.top + self.height() + foot);
            canvas.line(one.wanted.role, (one.flag.at, y(one) + one.line_top), (one.flag.at, foot))?;
        }
        for one in &self.placed {
            let (x, anchor) =
                if one.flag.to <= one.flag.at { (one.flag.to, Anchor::End) } else { (one.flag.from, Anchor::Start) };
            if one.shown != one.wanted.text {
                canvas.full(&[&one.wanted.text]);
            }
            canvas.text(Role::Flag, &isolated(&one.shown), x, y(one), anchor)?;
        }
        canvas.close();
        Ok(())
    }
}
