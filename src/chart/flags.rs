//! Texts above a plot that hang on vertical lines: what happened, where a line breaks, what stands out.

use super::canvas::{Anchor, Canvas, DrawError, Frame};
use super::labels::{Flag, rows};
use super::text_width::{SLACK, fit, text_width, wrap};
use super::theme::{Form, Role};
use crate::language::isolated;

/// How many lines a text may take; what goes on after them is cut.
const LINES: usize = 3;

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
    /// The text in lines, as far as there is room for it.
    shown: Vec<String>,
    flag: Flag,
    /// Whether the text stands over the end of its line rather than beside it.
    is_over: bool,
    row: usize,
}

impl Flags {
    /// Places texts over a plot, in the whole width of the drawing: each beside its line, on the right if there is room,
    /// else on the left, else over the line's end.
    pub fn place(form: Form, frame: Frame, texts: impl Iterator<Item = FlagText>) -> Flags {
        let place = |wanted: FlagText| {
            let at = wanted.x;
            let shown = lines(&wanted.text, form);
            let widths = shown.iter().map(|line| text_width(line, form.text(), false) * SLACK);
            let width = widths.fold(0.0, f64::max);
            let (from, is_over) = if at + 5.0 + width <= form.width() {
                (at + 5.0, false)
            } else if at - 5.0 - width >= 0.0 {
                (at - 5.0 - width, false)
            } else {
                ((at - width / 2.0).min(form.width() - width).max(0.0), true)
            };
            Placed { wanted, shown, flag: Flag { at, from, to: from + width }, is_over, row: 0 }
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
        self.lines_above(usize::MAX) as f64 * self.form.line()
    }

    /// How many lines of text the rows above a row have: in each, as many as the longest text in it.
    fn lines_above(&self, row: usize) -> usize {
        let rows = self.placed.iter().map(|one| one.row + 1).max().unwrap_or(0).min(row);
        let longest = |row| self.placed.iter().filter(|one| one.row == row).map(|one| one.shown.len()).max();
        (0..rows).filter_map(longest).sum()
    }

    /// Draws them over a plot whose foot is at `bottom`.
    pub fn paint(&self, canvas: &Canvas, bottom: f64) -> Result<(), DrawError> {
        if self.placed.is_empty() {
            return Ok(());
        }
        canvas.open("events");
        let y = |one: &Placed, line: usize| 2.0 + ((self.lines_above(one.row) + line) as f64 + 0.5) * self.form.line();
        for one in &self.placed {
            let foot = one.wanted.foot.map_or(bottom, |foot| self.top + self.height() + foot);
            let top = if one.is_over { y(one, one.shown.len()) - self.form.line() / 2.0 } else { y(one, 0) - 6.0 };
            canvas.line(one.wanted.role, (one.flag.at, top), (one.flag.at, foot))?;
        }
        for one in &self.placed {
            let (x, anchor) =
                if one.flag.to <= one.flag.at { (one.flag.to, Anchor::End) } else { (one.flag.from, Anchor::Start) };
            if one.shown.join(" ") != one.wanted.text {
                canvas.full(&[&one.wanted.text]);
            }
            for (line, text) in one.shown.iter().enumerate() {
                canvas.text(Role::Flag, &isolated(text), x, y(one, line), anchor)?;
            }
        }
        canvas.close();
        Ok(())
    }
}

/// A text in lines that are as wide as the drawing at most.
fn lines(text: &str, form: Form) -> Vec<String> {
    let mut lines = wrap(text, form.width(), form.text(), false);
    if lines.len() > LINES {
        let rest = lines.split_off(LINES - 1).join(" ");
        lines.push(fit(&rest, form.width() / SLACK, form.text(), false));
    }
    lines
}
