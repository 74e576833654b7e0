//! Reading every source and counting its rows.

use super::counters::{Counters, Counts};
use super::designs;
use super::editions::our_brand;
use super::event_groups;
use crate::config::{SiteConfig, SourceIx};
use crate::cube::{MarginCounter, RakedWeights, Reweighted};
use crate::diag::{Checked, Diagnostic, suggest};
use crate::metrics::{self, Counted, Metric};
use crate::source::{SourceReader, Span};
use crate::survey::{self, Reversed, SourceData};
use crate::voice::Comments;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What one source says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Surveyed {
    /// Its rows, counted.
    counted: Arc<Counted>,
    /// What customers wrote in it about us; None where the config does not ask for it.
    comments: Option<Arc<Comments>>,
}

impl Surveyed {
    /// What was counted of a source, with what else it says.
    pub fn new(
        config: &SiteConfig,
        metrics: &[Metric],
        data: SourceData,
        counts: Counts,
        raked: Option<RakedWeights>,
    ) -> Surveyed {
        let (counted, comments) = counts.into_counted(config, metrics, data, raked);
        Surveyed { counted: Arc::new(counted), comments: comments.map(Arc::new) }
    }

    /// Every place in a file that it points at.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        Arc::make_mut(&mut self.counted).data.quality.spans_mut()
    }
}

/// What all sources say.
#[derive(Debug)]
pub struct Survey {
    /// Each source, counted.
    pub counted: Vec<Arc<Counted>>,
    /// What was read from each source.
    pub data: Vec<SourceData>,
    /// What customers wrote about us.
    pub comments: Option<Arc<Comments>>,
}

/// The sources together; None if they do not fit the report.
pub fn together<'s>(config: &SiteConfig, sources: impl Iterator<Item = &'s Surveyed>) -> Checked<Survey> {
    let (mut counted, mut comments) = (Vec::<Arc<Counted>>::new(), None);
    for source in sources {
        counted.push(Arc::clone(&source.counted));
        comments = comments.or_else(|| source.comments.clone());
    }
    let mut diagnostics = metrics::add_customers_without_rows(config, &mut counted);
    for (source, counted) in config.sources.iter().zip(&counted) {
        diagnostics.extend(designs::problems(config, source, counted));
    }
    let reversed = counted.iter().flat_map(|source| &source.data.quality.reversed);
    diagnostics.extend(reversed.map(|reversed| turned_round(config, reversed)));
    diagnostics.extend(event_groups::problems(config, &counted));
    if let Some(problem) = unknown_brand(config, &counted) {
        diagnostics.push(problem);
        return Checked { value: None, diagnostics };
    }
    let data = counted.iter().map(|source| source.data.clone()).collect();
    Checked { value: Some(Survey { counted, data, comments }), diagnostics }
}

/// One source, read as a whole and counted; `metrics` are the planned ones, whose titles stand beside comments. It is read
/// once, or twice where the rows are weighted to targets.
pub fn one(reader: &SourceReader, config: &SiteConfig, source: SourceIx, metrics: &[Metric]) -> Checked<Surveyed> {
    let (settings, waves) = (&config.sources[source.0], &config.report.waves);
    let brand = |data: &SourceData| data.brands.find(&config.report.brand.as_ref()?.value);
    let mut counters = Counters::of(config, source);
    let Some(weighting) = &settings.weighting else {
        let Checked { value, diagnostics } = survey::read(reader, config, source, &mut counters);
        let value = value.map(|data| {
            let counts = counters.finish(brand(&data));
            Surveyed::new(config, metrics, data, counts, None)
        });
        return Checked { value, diagnostics };
    };
    let mut margins = MarginCounter::new(weighting, waves);
    let Checked { value, mut diagnostics } = survey::read(reader, config, source, &mut margins);
    let Some(data) = value else { return Checked { value: None, diagnostics } };
    let weights = margins.rake(settings, &data, config.report.floor.suppress_below).report_to(&mut diagnostics);
    let value = weights.map(|weights| {
        // The same rows again: their problems have been reported.
        let mut reweighted = Reweighted::new(weighting, waves, &weights, counters);
        survey::read(reader, config, source, &mut reweighted);
        let counts = reweighted.into_inner().finish(brand(&data));
        Surveyed::new(config, metrics, data, counts, Some(weights))
    });
    Checked { value, diagnostics }
}

/// A rating that goes against the others in one place and with them elsewhere.
fn turned_round(config: &SiteConfig, found: &Reversed) -> Diagnostic {
    let question = &config.questions[found.question.0];
    let place = if found.is_brand { format!("for `{}`", found.place) } else { format!("in `{}`", found.place) };
    let number = |r: f64| format!("{r:.2}").replace('-', "\u{2212}");
    let message = format!(
        "the scale of `{}` seems to be turned round {place}: its answers go against the other ratings (r = {}, n = {}), and with them elsewhere (r = {}, n = {})",
        question.id,
        number(found.r),
        found.n,
        number(found.elsewhere),
        found.n_elsewhere
    );
    let hint = "look at the questionnaire of that export; if the codes run the other way there, turn them before they are read, since its figures are wrong as they stand";
    Diagnostic::warning("data/reversed-scale", message).at(question.scale_span.unwrap_or(question.span)).hint(hint)
}

/// Our brand must be one that the data name: without it every figure of ours would be missing.
fn unknown_brand(config: &SiteConfig, counted: &[Arc<Counted>]) -> Option<Diagnostic> {
    let brand = config.report.brand.as_ref()?;
    let branded: Vec<_> = counted.iter().filter(|source| !source.data.brands.shown.is_empty()).collect();
    if branded.is_empty() || branded.iter().any(|source| our_brand(config, source).is_some()) {
        return None;
    }
    let mut names: Vec<_> =
        branded.iter().flat_map(|source| source.data.brands.shown.iter().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    let message = format!("no response is about the brand `{}`", brand.value);
    let problem = Diagnostic::error("report/unknown-brand", message).at(brand.span);
    let hint = suggest::hint(&brand.value, names.iter().copied());
    Some(hint.into_iter().fold(problem, Diagnostic::hint))
}
