//! Reading every source and counting its rows.

use super::editions::our_brand;
use crate::config::{SiteConfig, SourceIx};
use crate::cube::{MarginCounter, Reweighted, Tabulator};
use crate::diag::{Checked, Diagnostic, suggest};
use crate::metrics::Counted;
use crate::parallel;
use crate::source::SourceReader;
use crate::survey;

/// Every source, read and counted; `None` if one could not be. All problems of all sources are reported.
pub fn sources(reader: &SourceReader, config: &SiteConfig, sink: &mut Vec<Diagnostic>) -> Option<Vec<Counted>> {
    let all: Vec<SourceIx> = (0..config.sources.len()).map(SourceIx).collect();
    all.iter().for_each(|source| survey::fetch(reader, config, *source));
    let mut counted = Vec::new();
    for read in parallel::map(&all, |source| one(reader, config, *source)) {
        counted.extend(read.report_to(sink));
    }
    if counted.len() < config.sources.len() {
        return None;
    }
    match unknown_brand(config, &counted) {
        Some(problem) => {
            sink.push(problem);
            None
        }
        None => Some(counted),
    }
}

/// One source: read once, or twice where its rows are weighted to targets.
fn one(reader: &SourceReader, config: &SiteConfig, source: SourceIx) -> Checked<Counted> {
    let (settings, waves) = (&config.sources[source.0], &config.report.waves);
    let mut tabulator = Tabulator::of(settings);
    let Some(weighting) = &settings.weighting else {
        let Checked { value, diagnostics } = survey::read(reader, config, source, &mut tabulator);
        let cube = tabulator.finish().by_wave(waves);
        return Checked { value: value.map(|data| Counted { data, cube, raked: None }), diagnostics };
    };
    let mut margins = MarginCounter::new(weighting, waves);
    let Checked { value, mut diagnostics } = survey::read(reader, config, source, &mut margins);
    let Some(data) = value else { return Checked { value: None, diagnostics } };
    let weights = margins.rake(settings, &data, config.report.floor.suppress_below).report_to(&mut diagnostics);
    let value = weights.map(|weights| {
        // The same rows again: their problems have been reported.
        survey::read(reader, config, source, &mut Reweighted::new(weighting, waves, &weights, &mut tabulator));
        Counted { data, cube: tabulator.finish().by_wave(waves), raked: Some(weights.waves) }
    });
    Checked { value, diagnostics }
}

/// Our brand must be one that the data name: without it every figure of ours would be missing.
fn unknown_brand(config: &SiteConfig, counted: &[Counted]) -> Option<Diagnostic> {
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
