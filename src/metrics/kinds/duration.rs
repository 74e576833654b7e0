//! Lengths of time: waits, times to an answer.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerFrom, AnswerKind, Better, Question};
use crate::metrics::{AnswerSet, Measure, Statistic};
use crate::number::Unit;

/// Median, 90th percentile, mean, and the share within a threshold, all at once.
pub struct Duration;

/// The formula of the headline figure alone; those of the others stand with the methods.
fn formula(headline: Statistic, name: &str, some_cut_short: bool) -> String {
    let formula = match headline {
        Statistic::Mean if some_cut_short => {
            return "sum of the lengths of time that came to their end ÷ their number".to_owned();
        }
        Statistic::Mean => "sum of all lengths of time ÷ their number".to_owned(),
        Statistic::P90 => "the length that nine in ten do not exceed, linear between neighbours".to_owned(),
        Statistic::Within => format!("lengths {name} ÷ all lengths"),
        _ => "the length that half do not exceed, linear between neighbours".to_owned(),
    };
    match some_cut_short {
        true => format!("{formula}; what was cut short counts as longer than it was seen (Kaplan and Meier)"),
        false => formula,
    }
}

impl MetricKind for Duration {
    fn name(&self) -> &'static str {
        "duration"
    }

    fn about(&self) -> &'static str {
        "a length of time: median, 90th percentile, mean, and the share within a threshold"
    }

    fn formula(&self) -> &'static str {
        "median and 90th percentile: linear between order statistics (type 7); within = answers up to the threshold ÷ all answers; with some that were cut short (`cut_short_if`) by Kaplan & Meier, beside the figures of those alone that came to their end"
    }

    fn citation(&self) -> &'static str {
        "Quantiles: Hyndman & Fan (1996), type 7, with order-statistic intervals; difference of quantiles: recovered limits, Zou & Donner (2008). Cut short: Kaplan & Meier (1958), JASA 53:457; Brookmeyer & Crowley (1982), Biometrics 38:29"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[
            ParamDoc {
                key: "within",
                doc: "a threshold, for the share that does not exceed it: seconds as a number, or \"40s\", \"5min\", \"2h\"; or a list of these",
            },
            ParamDoc {
                key: "show",
                doc: "the headline figure: \"median\" (unless given), \"p90\", \"mean\" or \"within\"",
            },
        ]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        if !matches!(question.kind, AnswerKind::Duration | AnswerKind::Number) {
            let hint = "if its answers are lengths of time, write `type = \"duration\"` in the question's table; for ratings use the kind `mean` or `top_box`";
            params.refuse_question("lengths of time", question, hint);
            return None;
        }
        if let AnswerFrom::Elapsed { .. } = question.from {
            let hint = "use the kind `closed_loop`, which counts what is open still";
            params.refuse_question("lengths of time that are over", question, hint);
            return None;
        }
        let within = params.durations("within");
        let show = params.word("show", &["median", "p90", "mean", "within"]).ok()?.unwrap_or("median");
        let within = within.ok()?;
        if show == "within" && within.is_empty() {
            params.needs("show", show, "within", "within = 60");
            return None;
        }
        let time = |statistic, measure, name: &str| PlannedFigure::new(statistic, measure, Unit::Seconds, name);
        let mut figures = if question.cut_short_if.is_empty() {
            vec![
                time(Statistic::Median, Measure::Quantile(0.5), "median"),
                time(Statistic::P90, Measure::Quantile(0.9), "90th percentile"),
                time(Statistic::Mean, Measure::Mean, "mean"),
            ]
        } else {
            let until = |share| Measure::Until { share, unit: Unit::Seconds };
            vec![
                time(Statistic::Median, until(0.5), "median"),
                time(Statistic::P90, until(0.9), "90th percentile"),
                time(Statistic::EndedMedian, Measure::Quantile(0.5), "median of those not cut short"),
                time(Statistic::Mean, Measure::Mean, "mean of those not cut short"),
            ]
        };
        for (at, time) in within.into_iter().enumerate() {
            let statistic = if at == 0 { Statistic::Within } else { Statistic::WithinAlso(time.value) };
            let ended = Measure::Share(AnswerSet::AtMost(time.value));
            let mut share = |statistic, measure, name| {
                figures.push(PlannedFigure::new(statistic, measure, Unit::Share, name));
            };
            if question.cut_short_if.is_empty() {
                share(statistic, ended, format!("within {}", time.label));
                continue;
            }
            share(statistic, Measure::Within(time.value), format!("within {}", time.label));
            if at == 0 {
                let name = format!("within {}, of those not cut short", time.label);
                share(Statistic::EndedWithin, ended, name);
            }
        }
        let headline = match show {
            "p90" => Statistic::P90,
            "mean" => Statistic::Mean,
            "within" => Statistic::Within,
            _ => Statistic::Median,
        };
        figures.sort_by_key(|figure| figure.statistic != headline);
        let better = if headline == Statistic::Within { Better::High } else { Better::Low };
        Some(Plan {
            title: "Time".into(),
            subtitle: figures[0].name.clone(),
            formula: formula(headline, &figures[0].name, !question.cut_short_if.is_empty()),
            better,
            figures,
        })
    }
}
