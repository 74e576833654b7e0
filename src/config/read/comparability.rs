//! `[[break]]`: where figures before and after do not measure the same thing.

use super::Ids;
use super::metric::check_metric;
use super::report::wave;
use super::section::Section;
use crate::config::{Begin, Break, Changed, MetricConfig, Written};
use crate::diag::Diagnostic;
use crate::wave::WaveScheme;
use jiff::civil::Date;

/// All usable breaks.
pub(super) fn breaks(
    root: &Section<'_>,
    sources: &Ids,
    questions: &Ids,
    metrics: &[Option<MetricConfig>],
    scheme: Option<&WaveScheme>,
) -> Vec<Break> {
    root.tables("break").iter().filter_map(|section| one(section, sources, questions, metrics, scheme)).collect()
}

fn one(
    section: &Section<'_>,
    sources: &Ids,
    questions: &Ids,
    known: &[Option<MetricConfig>],
    scheme: Option<&WaveScheme>,
) -> Option<Break> {
    let sink = section.sink;
    let (named, day) = (section.text("wave"), section.date("date"));
    let (asked, metrics) = (section.texts("questions"), section.texts("metrics"));
    let source = section.text("source");
    let (what, text) = (section.word("what"), section.text("text"));
    section.refuse_unknown();
    let asked: Vec<_> = asked.iter().map(|name| questions.question(sink, name)).collect();
    metrics.iter().for_each(|name| check_metric(sink, name, known));
    let source = source.map(|name| sources.source(sink, &name));
    let begin = begin(section, named, day, scheme);
    Some(Break {
        begin: begin?,
        questions: asked.into_iter().collect::<Option<_>>()?,
        metrics,
        source: match source {
            Some(source) => Some(source?),
            None => None,
        },
        what: Changed::named(what?.value)?,
        text: text?.value,
    })
}

/// A wave or a day: one of the two.
fn begin(
    section: &Section<'_>,
    named: Option<Written<String>>,
    day: Option<Written<Date>>,
    scheme: Option<&WaveScheme>,
) -> Option<Begin> {
    let refuse = |message: &str, span| {
        let problem = Diagnostic::error("config/conflict", message).at(span);
        section.sink.report(problem.hint(
            "write `wave = \"2026-Q1\"` for the first wave of the new way, or `date = 2026-02-10` for its first day",
        ));
    };
    match (named, day) {
        (Some(_), Some(day)) => {
            refuse("[[break]] has both `wave` and `date`", day.span);
            None
        }
        (Some(name), None) => {
            let found = wave(section.sink, scheme, "`wave` in [[break]]", &name, "")?;
            Some(Begin::Wave(found.value))
        }
        (None, Some(day)) => {
            let scheme = scheme?;
            let is_in_a_wave = scheme.wave_on(day.value).is_some();
            if !is_in_a_wave {
                refuse(&format!("the `date` {} in [[break]] lies in no wave", day.value), day.span);
            }
            is_in_a_wave.then_some(Begin::Day(day.value))
        }
        (None, None) => {
            if !section.has("wave") && !section.has("date") {
                refuse("[[break]] says neither by `wave` nor by `date` when it happened", section.span);
            }
            None
        }
    }
}
