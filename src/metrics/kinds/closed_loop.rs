//! The closed loop: how soon somebody is answered, with those who wait still.

use super::{MetricKind, ParamDoc, Params, Plan, PlannedFigure};
use crate::config::{AnswerFrom, Better, Question};
use crate::metrics::{Measure, Statistic};
use crate::number::Unit;

/// The share answered within a time, the median and the ninth decile.
pub struct ClosedLoop;

impl MetricKind for ClosedLoop {
    fn name(&self) -> &'static str {
        "closed_loop"
    }

    fn about(&self) -> &'static str {
        "time from one date to another, such as from a complaint to its first answer: share within a promise, median, 90th percentile"
    }

    fn formula(&self) -> &'static str {
        "share over within the time, of all that began in the wave, by Kaplan & Meier: what is open at the end of its wave, or of the data, counts as open for so long and not as answered late. Hours of the calendar, nights and holidays included"
    }

    fn citation(&self) -> &'static str {
        "Kaplan & Meier (1958), JASA 53:457; Wilson interval on the effective base of Rothman (1978), J Chron Dis 31:557; median: Brookmeyer & Crowley (1982), Biometrics 38:29"
    }

    fn params(&self) -> &'static [ParamDoc] {
        &[
            ParamDoc {
                key: "within",
                doc: "the promised time, or several: \"24h\", [\"24h\", \"48h\"]; \"s\", \"min\", \"h\" and \"d\" are known",
            },
            ParamDoc { key: "show", doc: "the headline figure: \"within\" (unless given), \"median\" or \"p90\"" },
        ]
    }

    fn plan(&self, question: &Question, params: &mut Params<'_>) -> Option<Plan> {
        let AnswerFrom::Elapsed { from, to } = &question.from else {
            let hint = "name the columns of the two dates: `from = \"opened\"` and `to = \"first_answer\"` in place of `column`";
            params.refuse_question("times from one date to another", question, hint);
            return None;
        };
        let within = params.durations("within");
        let show = params.word("show", &["within", "median", "p90"]).ok()?;
        let within = within.ok()?;
        let show = show.unwrap_or(if within.is_empty() { "median" } else { "within" });
        if show == "within" && within.is_empty() {
            params.needs("show", show, "within", "within = \"24h\"");
            return None;
        }
        let mut figures = Vec::new();
        for (at, time) in within.iter().enumerate() {
            let statistic = if at == 0 { Statistic::Within } else { Statistic::WithinAlso(time.value) };
            let name = format!("within {}", time.label);
            figures.push(PlannedFigure::new(statistic, Measure::Within(time.value), Unit::Share, name));
        }
        let time = |statistic, p, name: &str| {
            PlannedFigure::new(statistic, Measure::Until { share: p, unit: Unit::Hours }, Unit::Hours, name)
        };
        figures.push(time(Statistic::Median, 0.5, "median"));
        figures.push(time(Statistic::P90, 0.9, "90th percentile"));
        let headline = match show {
            "median" => Statistic::Median,
            "p90" => Statistic::P90,
            _ => Statistic::Within,
        };
        figures.sort_by_key(|figure| figure.statistic != headline);
        Some(Plan {
            title: "Time to an answer".into(),
            subtitle: figures[0].name.clone(),
            formula: format!(
                "from “{}” to “{}”, {}, of all that began in the wave; what is open at its end counts as open for so long (Kaplan–Meier)",
                from.shown(),
                to.shown(),
                figures[0].name
            ),
            better: if headline == Statistic::Within { Better::High } else { Better::Low },
            figures,
        })
    }
}
