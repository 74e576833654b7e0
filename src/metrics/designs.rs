//! What the sampling design of a source is in each wave, and what it costs.

use super::{Estimate, Figures, Measure, Metric, MetricIx, Sample, Tables, WaveDesign};
use crate::stats::weighted::WeightedMean;
use crate::wave::Wave;
use serde::{Deserialize, Serialize};

/// The strata and clusters of a source in one wave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DesignSummary {
    /// The source's id.
    pub source: String,
    /// The wave.
    pub wave: Wave,
    /// Usable rows.
    pub rows: u64,
    /// Strata; 0 where the source names none.
    pub strata: usize,
    /// Strata with a single cluster or row.
    pub lonely: usize,
    /// Clusters, or without clusters rows.
    pub psus: u64,
}

/// What the design does to our headline figure of a metric for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DesignEffect {
    /// The metric.
    pub metric: MetricIx,
    /// The wave.
    pub wave: Wave,
    /// Answers.
    pub n: u64,
    /// How many answers drawn one by one would be as precise.
    pub n_eff: f64,
    /// The squared standard error over that of as many answers drawn one by one.
    pub effect: f64,
}

/// Designs by source and wave, newest first, and their effects on the figures of the newest wave.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Designs {
    /// Strata and clusters.
    pub waves: Vec<DesignSummary>,
    /// Effects.
    pub effects: Vec<DesignEffect>,
}

impl Designs {
    /// The same up to the last of `waves`.
    pub fn up_to(&self, waves: &[Wave]) -> Designs {
        Designs {
            waves: self.waves.iter().filter(|design| waves.contains(&design.wave)).cloned().collect(),
            effects: self.effects.iter().filter(|effect| waves.contains(&effect.wave)).copied().collect(),
        }
    }
}

/// Enters the designs of all sources that name strata or clusters.
pub fn enter(figures: &mut Figures, tables: &Tables<'_>) {
    let sources = tables.config.sources.iter().enumerate().filter(|(_, source)| source.has_design());
    for (at, source) in sources {
        let question = tables.config.questions.iter().position(|question| question.source.0 == at);
        let Some(question) = question.map(crate::config::QuestionIx) else { continue };
        for &wave in tables.waves.iter().rev() {
            let Some(WaveDesign { psus, .. }) = tables.design_of(question, wave) else { continue };
            figures.designs.waves.push(DesignSummary {
                source: source.id.clone(),
                wave,
                rows: tables.design_rows(question, wave),
                strata: if source.columns.stratum.is_some() { psus.strata.len() } else { 0 },
                lonely: psus.strata.values().filter(|(n, _)| *n == 1).count(),
                psus: psus.strata.values().map(|(n, _)| n).sum(),
            });
        }
    }
    for (at, metric) in tables.metrics.iter().enumerate() {
        let source = &tables.config.sources[tables.config.questions[metric.question.0].source.0];
        if source.has_design() {
            let effects = tables.waves.iter().filter_map(|wave| effect(figures, tables, MetricIx(at), metric, *wave));
            let effects: Vec<DesignEffect> = effects.collect();
            figures.designs.effects.extend(effects);
        }
    }
}

fn effect(figures: &Figures, tables: &Tables<'_>, ix: MetricIx, metric: &Metric, wave: Wave) -> Option<DesignEffect> {
    // What may not be shown has no effect to show either.
    let shown = figures.ours(ix, wave).map(|figure| &figure.estimate);
    if !matches!(shown, Some(Estimate::Measured(_))) {
        return None;
    }
    let tally = tables.tally(metric, figures.our_brand(ix), None, wave)?;
    let mean = mean_of(&metric.figures.first()?.measure, tables.sample(metric, wave, tally))?;
    Some(DesignEffect { metric: ix, wave, n: mean.n(), n_eff: mean.n_eff(), effect: mean.design_effect()? })
}

fn mean_of(measure: &Measure, sample: Sample<'_>) -> Option<WeightedMean> {
    sample.mean(&measure.classes(sample.tally)?, &|said| measure.score(said))?.ok()
}
