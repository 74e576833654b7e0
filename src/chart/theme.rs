//! Proportions and classes: what a mark is, never what colour it has. Colours are in `chart.css`.

use plotters::style::{FontFamily, RGBAColor, ShapeStyle, TextStyle};
use plotters_backend::BackendColor;
use plotters_backend::text_anchor::{HPos, Pos, VPos};

/// Tenths of a pixel in a pixel: charts are drawn on a grid of tenths, because plotters counts in whole units.
pub const GRID: f64 = 10.0;

/// A chart is drawn twice and the style sheet shows the form that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For a column of at least 40 rem.
    Wide,
    /// For a phone.
    Narrow,
}

impl Form {
    /// Width of the drawing in its own pixels.
    pub fn width(self) -> f64 {
        match self {
            Form::Wide => 720.0,
            Form::Narrow => 360.0,
        }
    }

    /// Size of all text in the drawing's own pixels. Shown at 288 px, the narrow form's text is still 11 px high.
    pub fn text(self) -> f64 {
        match self {
            Form::Wide => 13.0,
            Form::Narrow => 14.0,
        }
    }

    /// From one line of text to the next.
    pub fn line(self) -> f64 {
        self.text() + 4.0
    }

    /// The class on the drawing.
    pub fn class(self) -> &'static str {
        match self {
            Form::Wide => "wide",
            Form::Narrow => "narrow",
        }
    }
}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $class:literal,)*) => {
        /// What a mark or a text is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Role {
            $($(#[$doc])* $name,)*
        }

        /// The classes, in the order of the roles.
        const CLASSES: &[&str] = &[$($class,)*];
    };
}

roles! {
    /// A line at a tick.
    Grid = "grid",
    /// The line at zero, or the foot of the plot.
    Zero = "zero",
    /// A label at a tick.
    Tick = "tick",
    /// A text that explains.
    Note = "note",
    /// The line of the target.
    Target = "target",
    /// The line of the baseline.
    Baseline = "baseline",
    /// A dated happening.
    Event = "event",
    /// Where points before and after do not measure the same thing.
    Break = "break",
    /// Between the limits of what is usual.
    Limits = "limits",
    /// Around a value that stands out.
    Signal = "signal",
    /// Around a value that stood out before.
    FormerSignal = "signal former",
    /// What happened.
    Flag = "note flag",
    /// Our interval over time.
    Band = "band",
    /// A share of the whole, from zero.
    Bar = "bar",
    /// Its interval, across the bar's end.
    BarWhisker = "whisker across",
    /// Our line.
    OurLine = "line us",
    /// Another's line.
    TheirLine = "line them",
    /// Our line beside that of another.
    OurThin = "line us thin",
    /// Another's line where it is the one that is looked at.
    TheirStrong = "line them strong",
    /// Our line where no difference is clear.
    OurUnclear = "line us unclear",
    /// Another's line where no difference is clear.
    TheirUnclear = "line them unclear",
    /// Our value.
    OurDot = "dot us",
    /// Another's value.
    TheirDot = "dot them",
    /// Our value on a low base.
    OurHollow = "dot us low",
    /// Another's value on a low base.
    TheirHollow = "dot them low",
    /// Our interval.
    OurWhisker = "whisker us",
    /// Another's interval.
    TheirWhisker = "whisker them",
    /// Our name.
    OurLabel = "label us",
    /// Another's name.
    TheirLabel = "label",
    /// From the end of a line to its label.
    Leader = "leader",
    /// A figure that is not shown, or not there.
    Absent = "absent",
    /// Behind our row.
    OurRow = "row",
    /// The end of a small line.
    SparkDot = "spark-dot",
    /// A small line.
    SparkLine = "spark-line",
    /// A part of a whole, from the worst answer …
    Worst = "part worst",
    /// … by
    Worse = "part worse",
    /// … and
    Bad = "part bad",
    /// … the middle,
    Middle = "part middle",
    /// … by
    Good = "part good",
    /// … and
    Better = "part better",
    /// … to the best.
    Best = "part best",
    /// Text in such a part.
    InWorst = "in worst",
    /// Text in such a part.
    InWorse = "in worse",
    /// Text in such a part.
    InBad = "in bad",
    /// Text in such a part.
    InMiddle = "in middle",
    /// Text in such a part.
    InGood = "in good",
    /// Text in such a part.
    InBetter = "in better",
    /// Text in such a part.
    InBest = "in best",
}

/// The seven shades from worst to best, each with the text on it.
const SHADES: [(Role, Role); 7] = [
    (Role::Worst, Role::InWorst),
    (Role::Worse, Role::InWorse),
    (Role::Bad, Role::InBad),
    (Role::Middle, Role::InMiddle),
    (Role::Good, Role::InGood),
    (Role::Better, Role::InBetter),
    (Role::Best, Role::InBest),
];

/// The shade of answer `at` of `count` answers, given from worst to best, and that of text on it.
pub fn shade(at: usize, count: usize) -> (Role, Role) {
    let at = at.min(count.saturating_sub(1));
    match count {
        0 | 1 => SHADES[5],
        // Ends one step in from the strongest, so that few answers do not shout.
        2 => SHADES[[1, 5][at]],
        3 => SHADES[[1, 3, 5][at]],
        4 => SHADES[[1, 2, 4, 5][at]],
        5 => SHADES[[1, 2, 3, 4, 5][at]],
        _ => SHADES[(at * (SHADES.len() - 1) + (count - 1) / 2) / (count - 1)],
    }
}

impl Role {
    /// Whether its text is bold.
    pub fn is_bold(self) -> bool {
        self == Role::OurLabel
    }

    /// The style that carries the role through plotters: its number in place of a colour.
    pub fn style(self) -> ShapeStyle {
        ShapeStyle { color: RGBAColor(0, 0, self as u8, 1.0), filled: true, stroke_width: 1 }
    }

    /// The same for text.
    pub fn colour(self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (0, 0, self as u8) }
    }
}

/// The style of texts, around whose middle line they stand.
pub(super) fn text_style(form: Form) -> TextStyle<'static> {
    let mut style = TextStyle::from((FontFamily::SansSerif, form.text() * GRID));
    style.pos = Pos::new(HPos::Left, VPos::Center);
    style
}

/// The class that a colour of plotters stands for.
pub(super) fn class_of(color: BackendColor) -> &'static str {
    CLASSES.get(usize::from(color.rgb.2)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_survives_the_way_through_plotters() {
        use plotters_backend::BackendStyle;
        for role in [Role::Grid, Role::OurDot, Role::InBest] {
            assert_eq!(class_of(BackendStyle::color(&role.style())), CLASSES[role as usize]);
        }
    }

    #[test]
    fn shades_run_from_worst_to_best_and_keep_the_middle() {
        for count in 2..=11 {
            let shades: Vec<usize> = (0..count).map(|at| shade(at, count).0 as usize).collect();
            assert!(shades.is_sorted(), "{count}: {shades:?}");
            assert!(shade(0, count).0 as usize <= Role::Worse as usize);
            assert!(shade(count - 1, count).0 as usize >= Role::Better as usize);
            if count % 2 == 1 {
                assert_eq!(shade(count / 2, count).0, Role::Middle);
            }
        }
    }
}
