//! A figure with its course in the height of a line, for texts.

use super::{Asked, Refusal, kinds};
use crate::chart::DrawError;
use crate::commentary::BlockKey;
use crate::pages::charts::{self, ProofLink};
use crate::pages::say;
use std::fmt::Write as _;

/// "Recommendation, 2025 Q1 to 2026 Q3", the line, and the figure with its interval and base. What the words claim leads to
/// its evidence.
pub(super) fn line(asked: &Asked<'_>, proof: Option<&ProofLink>) -> Result<String, Refusal> {
    let context = asked.context;
    asked.takes(kinds::LINE.kind, kinds::LINE.takes)?;
    let figure = asked.headline_figure()?;
    let metric = figure.metric;
    let undrawn = |error: DrawError| Refusal::new(BlockKey::Kind, error.to_string(), "show other figures");
    let drawing = charts::sparkline(context, metric, figure.group).map_err(undrawn)?;
    let found = context.figures.get(metric, figure.group, context.wave(), figure.statistic);
    let (Some(found), false) = (found, drawing.is_empty()) else {
        let message = format!("`{}` has no such figures", context.info(metric).id);
        return Err(Refusal::new(BlockKey::Metric, message, "choose another metric or group"));
    };
    let mut name = say::name(context, metric);
    if let Some(group) = figure.group {
        let _ = write!(name, ", {}", context.group_name(group));
    }
    let headline = asked.block.headline.clone().unwrap_or_else(|| {
        let waves = context.waves_of(metric);
        let [first, last] = [waves.first(), waves.last()].map(|wave| wave.map(|wave| context.show.wave(*wave)));
        let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
        context.show.fill("chart.block.over_time", &[("metric", &name), ("first", &first), ("last", &last)])
    });
    let cell = context.show.cell(context.headline(metric), &found.estimate);
    let mut html = format!("<p class=\"course\" id=\"{}\">", asked.id);
    if let Some(ProofLink { href, truth }) = proof {
        let _ = write!(html, "<a class=\"claim {truth}\" href=\"{href}\">");
    }
    push(&mut html, &headline);
    if proof.is_some() {
        html.push_str("</a>");
    }
    let _ = write!(html, " {} <strong>", drawing.trim_end());
    push(&mut html, &cell.value);
    html.push_str("</strong>");
    let behind = [cell.interval.clone(), base(&cell.n)];
    let behind: Vec<&str> = behind.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    if !behind.is_empty() {
        push(&mut html, &format!(" ({})", behind.join(", ")));
    }
    html.push_str("</p>\n");
    Ok(html)
}

fn base(n: &str) -> String {
    if n.is_empty() { String::new() } else { format!("n {n}") }
}

/// Text in HTML.
fn push(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
}
