//! A chart as a file of its own: headline, subtitle, style and light colours are in it.

use super::canvas::Picture;
use super::drawn::{Heading, labelled};
use super::sheet::escape_into;
use super::text_width::wrap;
use super::theme::Form;
use crate::language::runs_right_to_left;
use std::fmt::Write;
use std::sync::LazyLock;

/// Size of the headline in pixels.
const HEADLINE: f64 = 20.0;
/// Space around everything.
const MARGIN: f64 = 24.0;

/// The marks' rules with the light colours in place of the custom properties, which programs other than browsers do
/// not know.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    let mut style = include_str!("marks.css").to_owned();
    for (property, colour) in light_colours(include_str!("chart.css")) {
        style = style.replace(&format!("var({property})"), colour);
    }
    style
});

/// The custom properties of the first rule of the style sheet: the light ones.
fn light_colours(css: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let rule = css.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(rule, _)| rule);
    rule.split(';').filter_map(|line| line.split_once(':')).map(|(name, value)| (name.trim(), value.trim()))
}

/// The SVG file of a chart's wide form, with `source` at its foot.
pub fn file(id: &str, picture: &Picture, heading: &Heading, description: &str, source: &str) -> String {
    let width = Form::Wide.width();
    let headline = wrap(&heading.headline, width * 0.97, HEADLINE, true);
    let subtitle = wrap(&heading.subtitle, width, Form::Wide.text(), false);
    let mut text = String::new();
    let mut y = MARGIN;
    for line in &headline {
        y += HEADLINE * 1.2;
        line_of_text(&mut text, "headline", line, y);
    }
    for line in &subtitle {
        y += Form::Wide.line();
        line_of_text(&mut text, "note", line, y);
    }
    let top = (y + 14.0).round();
    let mut y = top + f64::from(picture.height) + 4.0;
    for line in &wrap(source, width, Form::Wide.text(), false) {
        y += Form::Wide.line();
        line_of_text(&mut text, "note", line, y);
    }
    let (full_width, full_height) = (width + 2.0 * MARGIN, y.round() - 4.0 + MARGIN);
    let mut svg = String::with_capacity(picture.body.len() + STYLE.len() + text.len() + 1024);
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart wide file\" width=\"{full_width}\" \
         height=\"{full_height}\" viewBox=\"0 0 {full_width} {full_height}\""
    );
    labelled(&mut svg, &format!("{id}-file"), &heading.headline, description);
    let _ = writeln!(svg, "<style>\n{}</style>", *STYLE);
    let _ = writeln!(svg, "<rect class=\"paper\" width=\"{full_width}\" height=\"{full_height}\"/>");
    svg.push_str(&text);
    let _ = writeln!(svg, "<g transform=\"translate({MARGIN} {top})\">");
    svg.push_str(&picture.body);
    svg.push_str("</g>\n</svg>\n");
    svg
}

fn line_of_text(out: &mut String, class: &str, text: &str, y: f64) {
    let (x, anchor) =
        if runs_right_to_left(text) { (MARGIN + Form::Wide.width(), " direction=\"rtl\"") } else { (MARGIN, "") };
    let _ = write!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{:.1}\"{anchor}>", y);
    escape_into(out, text);
    out.push_str("</text>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_of_a_file_needs_no_custom_properties() {
        assert!(!STYLE.contains("var("), "{}", *STYLE);
        assert!(STYLE.contains("#0a5a8c"));
    }
}
