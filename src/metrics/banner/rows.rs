//! Which rows a table has.

use crate::config::{AnswerKind, QuestionIx, TableConfig, TableRow};
use crate::metrics::kinds::{PlannedFigure, both_ends, lowest_for_nps, nps_figures};
use crate::metrics::plan::answer_figures;
use crate::metrics::{Measure, MetricIx, Statistic, Tables, Unit};
use crate::number::default_decimals;
use crate::slug::as_words;

/// The rows of one question or metric before they are computed.
#[derive(Debug)]
pub struct PlannedBlock {
    pub metric: Option<MetricIx>,
    pub question: QuestionIx,
    pub id: String,
    pub title: String,
    pub text: String,
    /// At least one; answers first.
    pub rows: Vec<PlannedRow>,
    /// Whether each respondent gives one answer.
    pub exclusive: bool,
}

/// A row before it is computed.
#[derive(Debug)]
pub struct PlannedRow {
    pub figure: PlannedFigure,
    pub decimals: usize,
}

impl PlannedBlock {
    /// How many of the rows are answers.
    pub fn answers(&self) -> usize {
        let is_answer = |row: &&PlannedRow| matches!(row.figure.statistic, Statistic::Share(_));
        if self.metric.is_some() { 0 } else { self.rows.iter().take_while(is_answer).count() }
    }

    /// What the base of its rows is counted by.
    pub fn measure(&self) -> Option<&Measure> {
        self.rows.first().map(|row| &row.figure.measure)
    }
}

/// The blocks of a table, in the order of its rows.
pub fn plan(tables: &Tables<'_>, table: &TableConfig) -> Vec<PlannedBlock> {
    let block = |row: &TableRow| match row {
        TableRow::Metric(at) => of_metric(tables, MetricIx(*at)),
        TableRow::Question(question) => of_question(tables, *question),
    };
    table.rows.iter().map(block).filter(|block| !block.rows.is_empty()).collect()
}

/// A metric is one row: its headline figure.
fn of_metric(tables: &Tables<'_>, ix: MetricIx) -> PlannedBlock {
    let metric = &tables.metrics[ix.0];
    let headline = metric.figures.first().zip(metric.info.statistics.first());
    let row = |(figure, info): (&PlannedFigure, &crate::metrics::StatisticInfo)| PlannedRow {
        figure: figure.clone(),
        decimals: info.decimals,
    };
    PlannedBlock {
        metric: Some(ix),
        question: metric.figures.first().and_then(|figure| figure.question).unwrap_or(metric.question),
        id: metric.info.id.clone(),
        title: metric.info.title.clone(),
        text: metric.info.subtitle.clone(),
        rows: headline.map(row).into_iter().collect(),
        exclusive: true,
    }
}

/// A question's answers, then boxes or nets, then the mean.
fn of_question(tables: &Tables<'_>, ix: QuestionIx) -> PlannedBlock {
    let question = &tables.config.questions[ix.0];
    let mut figures = answer_figures(tables.config, ix);
    let average = |unit| {
        [("mean", Statistic::Mean, Measure::Mean), ("median", Statistic::Median, Measure::Quantile(0.5))]
            .map(|(name, statistic, measure)| PlannedFigure::new(statistic, measure, unit, name))
    };
    match &question.kind {
        AnswerKind::Scale(scale) => {
            if let Some(lowest) = lowest_for_nps(&question.kind) {
                // The parts stand above the score that is made of them.
                let mut nps = nps_figures(lowest, false);
                nps.rotate_left(1);
                figures.extend(nps);
            } else if scale.to - scale.from >= 3 {
                figures.extend(both_ends(question, *scale));
            }
            figures.extend(average(Unit::Score).into_iter().take(1));
        }
        AnswerKind::Number | AnswerKind::Index => figures.extend(average(Unit::Score)),
        AnswerKind::Percent => figures.extend(average(Unit::Share)),
        AnswerKind::Duration => figures.extend(average(Unit::Seconds)),
        AnswerKind::Choice(_) | AnswerKind::Multiple(_) | AnswerKind::Events(_) => {}
    }
    let row = |figure: PlannedFigure| PlannedRow { decimals: default_decimals(figure.unit), figure };
    PlannedBlock {
        metric: None,
        question: ix,
        id: question.id.clone(),
        title: as_words(&question.id),
        text: question.text.clone(),
        rows: figures.into_iter().map(row).collect(),
        exclusive: !matches!(question.kind, AnswerKind::Multiple(_)),
    }
}
