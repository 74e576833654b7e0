//! Reading every source and counting its rows.

use super::editions::our_brand;
use crate::config::{SiteConfig, SourceIx};
use crate::cube::Tabulator;
use crate::diag::{Diagnostic, suggest};
use crate::metrics::Counted;
use crate::parallel;
use crate::source::SourceReader;
use crate::survey;

/// Every source, read and counted; `None` if one could not be. All problems of all sources are reported.
pub fn sources(reader: &SourceReader, config: &SiteConfig, sink: &mut Vec<Diagnostic>) -> Option<Vec<Counted>> {
    let all: Vec<SourceIx> = (0..config.sources.len()).map(SourceIx).collect();
    all.iter().for_each(|source| survey::fetch(reader, config, *source));
    let read = parallel::map(&all, |source| {
        let mut tabulator = Tabulator::default();
        let data = survey::read(reader, config, *source, &mut tabulator);
        (data, tabulator.finish().by_wave(&config.report.waves))
    });
    let mut counted = Vec::new();
    for (data, cube) in read {
        counted.extend(data.report_to(sink).map(|data| Counted { data, cube }));
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
