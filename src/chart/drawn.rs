//! A finished chart.

use super::ChartKind;
use super::canvas::{DrawError, Picture};
use super::sheet::escape_into;
use super::standalone;
use super::table::ChartTable;
use super::theme::Form;
use std::fmt::Write;

/// What stands above a chart. The texts come from whoever knows the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The chart's name on its page; ids in the SVG are made from it.
    pub id: String,
    /// What it shows, in 15 words or fewer.
    pub headline: String,
    /// What is measured, in which unit, on which base.
    pub subtitle: String,
}

/// A chart, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The name of its kind.
    pub kind: &'static str,
    /// Its name on its page.
    pub id: String,
    /// What it shows.
    pub headline: String,
    /// What is measured.
    pub subtitle: String,
    /// What can be seen, in words.
    pub description: String,
    /// SVG for a wide column.
    pub wide: String,
    /// SVG for a phone.
    pub narrow: String,
    /// SVG that stands alone: with headline, source, style and light colours.
    pub file_svg: String,
    /// The same values as a table.
    pub table: ChartTable,
    /// The same values in full precision.
    pub csv: String,
}

/// A chart whose figures are texts already: the parts of which it is made, all from the same texts.
pub trait Worded {
    /// What can be seen, in words.
    fn describe(&self) -> String;

    /// The drawing in one of its forms.
    fn paint(&self, form: Form) -> Result<Picture, DrawError>;

    /// The same values as a table.
    fn table(&self) -> ChartTable;

    /// The same values in full precision.
    fn csv(&self) -> String;
}

impl Drawn {
    /// Draws a chart in both forms and puts its parts together.
    pub(super) fn new(
        kind: &ChartKind,
        heading: &Heading,
        worded: &dyn Worded,
        source: &str,
    ) -> Result<Drawn, DrawError> {
        let id = xml_id(&heading.id);
        let (description, wide) = (worded.describe(), worded.paint(Form::Wide)?);
        Ok(Drawn {
            kind: kind.name,
            wide: inline(&id, Form::Wide, &wide, Some((&heading.headline, &description))),
            narrow: inline(&id, Form::Narrow, &worded.paint(Form::Narrow)?, None),
            file_svg: standalone::file(&id, &wide, heading, &description, source),
            id: heading.id.clone(),
            headline: heading.headline.clone(),
            subtitle: heading.subtitle.clone(),
            description,
            table: worded.table(),
            csv: worded.csv(),
        })
    }

    /// Both forms in the box by whose width the style sheet chooses between them.
    pub fn html(&self) -> String {
        format!("<div class=\"chart-box\">\n{}{}</div>\n", self.wide, self.narrow)
    }
}

/// A drawing for a page: its colours, sizes and visibility are the style sheet's. Headline and description stand in
/// the wide form; the narrow one, which stands beside it, is labelled by the same texts.
fn inline(id: &str, form: Form, picture: &Picture, texts: Option<(&str, &str)>) -> String {
    let class = form.class();
    let mut svg = String::with_capacity(picture.body.len() + texts.map_or(0, |t| t.0.len() + t.1.len()) + 320);
    let (width, height) = (form.width(), picture.height);
    let _ = write!(svg, "<svg class=\"chart {class}\" viewBox=\"0 0 {width} {height}\"");
    match texts {
        Some((headline, description)) => labelled(&mut svg, id, headline, description),
        None => {
            let _ = writeln!(svg, " role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">");
        }
    }
    svg.push_str(&picture.body);
    svg.push_str("</svg>\n");
    svg
}

/// Ends the start tag of an `<svg>` with its role and writes its title and description.
pub(super) fn labelled(svg: &mut String, id: &str, headline: &str, description: &str) {
    let _ = write!(svg, " role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">");
    escape_into(svg, headline);
    let _ = write!(svg, "</title>\n<desc id=\"{id}-desc\">");
    escape_into(svg, description);
    svg.push_str("</desc>\n");
}

/// A name as an id: letters and digits of every script stay, everything else becomes a hyphen.
fn xml_id(name: &str) -> String {
    let id: String = name.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }).collect();
    if id.starts_with(|c: char| c.is_alphabetic()) { id } else { format!("chart-{id}") }
}
