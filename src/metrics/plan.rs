//! Metrics as configured become metrics that can be computed.

use super::DriverInfo;
use super::comparability::breaks_of;
use super::kinds::{self, Params, Plan, PlannedFigure};
use super::{AnswerSet, Measure, MetricInfo, MetricIx, Statistic, StatisticInfo};
use crate::config::{AnswerFrom, AnswerKind, MetricConfig, Question, QuestionIx, SiteConfig};
use crate::diag::{Checked, Diagnostic, suggest};
use crate::number::{Unit, default_decimals};
use crate::slug::as_words;
use crate::survey::Value;
use std::collections::BTreeMap;

/// A metric that can be computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// What showing it needs to know.
    pub info: MetricInfo,
    /// The question that it is computed from.
    pub question: QuestionIx,
    /// Its figures, headline first, then the distribution of answers.
    pub figures: Vec<PlannedFigure>,
}

/// Scales with more codes have no distribution by answer.
const MOST_ANSWERS: usize = 11;

/// How many metrics are headline figures when none says so.
const HEADLINES: usize = 6;

/// The configured metrics, planned by their kinds, in their order: all of them unless there is an error.
pub fn plan(config: &SiteConfig) -> Checked<Vec<Metric>> {
    let mut diagnostics = Vec::new();
    // Topics are made by the program: that they are none says nothing of the author's own metrics.
    let chosen = config.metrics.iter().any(|metric| metric.headline.is_some() && metric.kind.value != kinds::TOPIC);
    let mut metrics = Vec::new();
    for (at, metric) in config.metrics.iter().enumerate() {
        let headline = metric.headline.unwrap_or(!chosen && at < HEADLINES);
        metrics.extend(one(config, metric, headline, &mut diagnostics));
    }
    diagnostics.extend(tell_apart(config, &mut metrics));
    Checked { value: Some(metrics), diagnostics }
}

/// Titles from the kind that several metrics have are told apart by their questions: "Mean: Value for money". Tells of
/// those that are equal all the same.
fn tell_apart(config: &SiteConfig, metrics: &mut [Metric]) -> Vec<Diagnostic> {
    let written = |metric: &Metric| config.metrics.iter().find(|written| written.id.value == metric.info.id);
    let by_title = |metrics: &[Metric]| {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, metric) in metrics.iter().enumerate() {
            places.entry(metric.info.title.to_lowercase()).or_default().push(at);
        }
        places.into_values().filter(|places| places.len() > 1).collect::<Vec<_>>()
    };
    let own = |metric: &Metric| written(metric).is_some_and(|written| written.title.is_some());
    let words = |metric: &Metric| as_words(&config.questions[metric.question.0].id);
    let ids = |metric: &Metric| as_words(&metric.info.id);
    // By the question; of several metrics of one question by their ids.
    for apart in [&words as &dyn Fn(&Metric) -> String, &ids] {
        for at in by_title(metrics).into_iter().flatten().collect::<Vec<_>>() {
            let metric = &metrics[at];
            if !own(metric) {
                let kind = metric.info.title.split(": ").next().unwrap_or_default();
                metrics[at].info.title = format!("{kind}: {}", apart(metric));
            }
        }
    }
    let told = |places: Vec<usize>| {
        let [first, other, ..] = places.as_slice() else { return None };
        let (first, other) = (&metrics[*first].info, written(&metrics[*other])?);
        let message = format!("`{}` and `{}` have the same title, \"{}\"", first.id, other.id.value, first.title);
        let problem = Diagnostic::warning("metric/same-title", message).at(other.id.span);
        Some(problem.hint("give one of them another `title`: in tables and texts nobody can tell them apart"))
    };
    by_title(metrics).into_iter().filter_map(told).collect()
}

fn one(config: &SiteConfig, metric: &MetricConfig, headline: bool, sink: &mut Vec<Diagnostic>) -> Option<Metric> {
    let Some(kind) = kinds::find(&metric.kind.value) else {
        let message = format!("there is no kind of metric `{}`", metric.kind.value);
        let mut problem = Diagnostic::error("metric/unknown-kind", message).at(metric.kind.span);
        if let Some(hint) = suggest::hint(&metric.kind.value, kinds::METRICS.iter().map(|kind| kind.name())) {
            problem = problem.hint(hint);
        }
        sink.push(problem);
        return None;
    };
    let ix = metric.question.value;
    let question = &config.questions[ix.0];
    let source = &config.sources[question.source.0];
    let before = sink.len();
    if !question.cut_short_if.is_empty() && kind.name() != "duration" {
        let message = format!(
            "`{}` takes no account of what was cut short, and the question `{}` says when it was",
            kind.name(),
            question.id
        );
        let hint = "use the kind `duration`, or a question without `cut_short_if`";
        sink.push(Diagnostic::error("metric/cut-short", message).at(metric.kind.span).hint(hint));
        return None;
    }
    let Plan { title, subtitle, formula, better, mut figures } =
        kind.plan(question, &mut Params::new(config, metric, kind, sink))?;
    let unit = figures.first()?.unit;
    let target = metric.target.map(|target| target.value / unit.print_factor());
    let margin = metric.margin.map(|margin| margin.value / unit.print_factor());
    check_target(metric, question, &figures[0], sink);
    check_rolling(metric, &figures[0], sink);
    if sink[before..].iter().any(|d| d.severity == crate::diag::Severity::Error) {
        return None;
    }
    let decimals = |figure: &PlannedFigure| match metric.decimals {
        Some(decimals) if figure.unit == unit => decimals,
        _ => default_decimals(figure.unit),
    };
    let statistics = figures.iter().map(|figure| StatisticInfo {
        statistic: figure.statistic,
        unit: figure.unit,
        name: figure.name.clone(),
        decimals: decimals(figure),
    });
    let shares = shares(config, question, MOST_ANSWERS);
    let info = MetricInfo {
        id: metric.id.value.clone(),
        kind: kind.name(),
        source: source.id.clone(),
        title: metric.title.clone().unwrap_or(title),
        subtitle: metric.subtitle.clone().unwrap_or(subtitle),
        aliases: metric.aliases.clone(),
        question: question.text.clone(),
        formula,
        citation: kind.citation(),
        statistics: statistics.collect(),
        better: metric.better.unwrap_or(better),
        target,
        margin,
        baseline: metric.baseline.or(config.report.baseline).map(|wave| wave.value),
        beside: metric
            .beside
            .as_ref()
            .and_then(|other| config.metrics.iter().position(|m| m.id.value == other.value).map(MetricIx)),
        headline,
        page: metric.page.as_ref().map(|page| page.value.clone()),
        weighted: source.is_weighted(),
        branded: source.is_branded(),
        breaks: breaks_of(config, &metric.id.value, ix),
        drivers: metric.drivers.iter().map(|driver| driver_info(config, driver.value)).collect(),
        multiple: (matches!(question.kind, AnswerKind::Multiple(_)) && !is_topics(question))
            || matches!(question.from, AnswerFrom::Blanks(_)),
        answers: shares.iter().map(|share| (share.value, share.label.clone())).collect(),
    };
    figures.extend(shares.into_iter().map(AnswerShare::figure));
    Some(Metric { info, question: ix, figures })
}

/// The share of each answer to a question; none where there are too many answers, or no answers to count.
pub(super) fn answer_figures(config: &SiteConfig, question: QuestionIx) -> Vec<PlannedFigure> {
    let question = &config.questions[question.0];
    let most = if matches!(question.kind, AnswerKind::Choice(_)) { usize::MAX } else { MOST_ANSWERS };
    shares(config, question, most).into_iter().map(AnswerShare::figure).collect()
}

/// A driver is called as the metric of its question, if there is one.
fn driver_info(config: &SiteConfig, driver: QuestionIx) -> DriverInfo {
    let question = &config.questions[driver.0];
    let metric = config.metrics.iter().find(|metric| metric.question.value == driver);
    let scale = match &question.kind {
        AnswerKind::Scale(scale) => (scale.from, scale.to),
        _ => (0, 0),
    };
    DriverInfo {
        id: question.id.clone(),
        title: metric.and_then(|metric| metric.title.clone()).unwrap_or_else(|| as_words(&question.id)),
        question: question.text.clone(),
        scale,
    }
}

fn is_topics(question: &Question) -> bool {
    matches!(question.from, AnswerFrom::Topics { .. })
}

/// One of the shares that are shown beside a metric's own figures.
struct AnswerShare {
    value: Value,
    label: String,
    measure: Measure,
    /// Another question than the metric's.
    question: Option<QuestionIx>,
}

impl AnswerShare {
    fn figure(self) -> PlannedFigure {
        PlannedFigure {
            question: self.question,
            ..PlannedFigure::new(Statistic::Share(self.value), self.measure, Unit::Share, self.label)
        }
    }
}

/// The share of each answer in the order of the scale, unless there are more than `most`; of questions left blank, that of each question.
fn shares(config: &SiteConfig, question: &Question, most: usize) -> Vec<AnswerShare> {
    if let AnswerFrom::Blanks(parts) = &question.from {
        let of_part = |part: &QuestionIx| AnswerShare {
            value: Value::whole(part.0 as i64),
            label: config.questions[part.0].id.clone(),
            measure: Measure::Missing,
            question: Some(*part),
        };
        return parts.iter().map(of_part).collect();
    }
    let of_answer = |(value, label): (Value, String)| AnswerShare {
        value,
        label,
        measure: Measure::Share(AnswerSet::of(&question.kind, vec![value])),
        question: None,
    };
    answers(question, most).into_iter().map(of_answer).collect()
}

/// The answers in the order of the scale, each with its text.
fn answers(question: &Question, most: usize) -> Vec<(Value, String)> {
    let codes: Vec<(i64, Option<String>)> = match &question.kind {
        // Each topic has a metric of its own.
        _ if is_topics(question) => Vec::new(),
        AnswerKind::Scale(scale) => (scale.from..=scale.to).map(|code| (code, None)).collect(),
        AnswerKind::Choice(choices) => (1..).zip(choices.iter().cloned().map(Some)).collect(),
        AnswerKind::Multiple(choices) => {
            return (0..).zip(choices).map(|(at, choice)| (Value::of_choices(1 << at), choice.clone())).collect();
        }
        _ => Vec::new(),
    };
    if codes.len() > most {
        return Vec::new();
    }
    let text = |code: i64| question.answers.iter().find(|(_, c)| *c == code).map(|(text, _)| text.clone());
    codes
        .into_iter()
        .map(|(code, name)| (Value::whole(code), name.or_else(|| text(code)).unwrap_or_else(|| code.to_string())))
        .collect()
}

/// A target that the figure cannot reach is a slip of units.
fn check_target(metric: &MetricConfig, question: &Question, headline: &PlannedFigure, sink: &mut Vec<Diagnostic>) {
    let Some(target) = metric.target else { return };
    let (least, most) = match (headline.unit, &headline.measure, &question.kind) {
        (Unit::Points, _, _) => (-100.0, 100.0),
        (Unit::Share, _, _) => (0.0, 100.0),
        (Unit::Score, Measure::Mean, kind) => kind.bounds().unwrap_or((0.0, f64::MAX)),
        _ => (0.0, f64::MAX),
    };
    if target.value < least || target.value > most {
        let message = format!(
            "the target {} is outside the {} that `{}` can take",
            target.value,
            range(least, most),
            metric.id.value
        );
        let hint = "write the target in the unit that is printed: points for NPS, per cent for a share, seconds or hours for a length of time, else as on the scale";
        sink.push(Diagnostic::error("metric/impossible-target", message).at(target.span).hint(hint));
    } else if headline.unit == Unit::Share && target.value > 0.0 && target.value < 1.0 {
        let message = format!("the target {} of a share means {} per cent", target.value, target.value);
        // Rounded, because 0.57 × 100 is not 57 in binary.
        let percent = (target.value * 1e8).round() / 1e6;
        let hint = format!("write the percentage that is printed: `target = {percent}`");
        sink.push(Diagnostic::warning("metric/target-unit", message).at(target.span).hint(hint));
    }
}

/// A mean over waves needs the standard error of each.
fn check_rolling(metric: &MetricConfig, headline: &PlannedFigure, sink: &mut Vec<Diagnostic>) {
    let Some(rolling) = metric.rolling else { return };
    if matches!(headline.measure, Measure::Quantile(_) | Measure::Until { .. } | Measure::Count(_)) {
        let message = format!("`{}` has no rolling mean: its headline figure is no mean and no share", metric.id.value);
        let hint = "remove `rolling`, or choose another headline figure: a mean, or a share within a time";
        sink.push(Diagnostic::error("metric/rolling", message).at(rolling.span).hint(hint));
    }
}

fn range(least: f64, most: f64) -> String {
    if most == f64::MAX {
        format!("values from {least} upwards")
    } else {
        format!("values from {least} to {most}").replace('-', "\u{2212}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceReader;

    fn titles(metrics: &str) -> Vec<String> {
        let text = format!(
            "[site]\ntitle = \"T\"\n[[source]]\nfiles = \"a.csv\"\ncolumns = {{ date = \"d\" }}\n\
             [[question]]\nid = \"value_for_money\"\ncolumn = \"v\"\nscale = \"1-5\"\n\
             [[question]]\nid = \"staff\"\ncolumn = \"s\"\nscale = \"1-5\"\n{metrics}"
        );
        let reader = SourceReader::memory([("site-config.toml", text.as_str())]);
        let config = crate::config::load(&reader, "site-config.toml").value.unwrap();
        let planned = plan(&config);
        let told = planned.diagnostics.into_iter().map(|problem| problem.message);
        planned.value.unwrap().into_iter().map(|metric| metric.info.title).chain(told).collect()
    }

    #[test]
    fn metrics_of_one_kind_are_told_apart_by_their_questions() {
        let metric = |id: &str, kind: &str, question: &str, title: &str| {
            format!("[[metric]]\nid = \"{id}\"\nkind = \"{kind}\"\nquestion = \"{question}\"\n{title}\n")
        };
        assert_eq!(titles(&metric("a", "mean", "staff", "")), ["Mean"]);
        let two = metric("a", "mean", "value_for_money", "") + &metric("b", "mean", "staff", "");
        assert_eq!(titles(&two), ["Mean: Value for money", "Mean: Staff"]);
        let same = metric("all", "mean", "staff", "") + &metric("some", "mean", "staff", "");
        assert_eq!(titles(&same), ["Mean: All", "Mean: Some"]);
        let mixed = metric("a", "mean", "staff", "title = \"Mean\"") + &metric("b", "mean", "staff", "");
        assert_eq!(titles(&mixed), ["Mean", "Mean: Staff"]);
        let own = metric("a", "mean", "staff", "title = \"Score\"") + &metric("b", "nps", "staff", "title = \"score\"");
        assert_eq!(
            titles(&own.replace("\"nps\"", "\"top_box\"")),
            ["Score", "score", "`a` and `b` have the same title, \"Score\""]
        );
    }
}
