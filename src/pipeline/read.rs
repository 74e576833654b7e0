//! Reading every source and counting its rows.

use super::editions::our_brand;
use crate::config::{SiteConfig, SourceIx};
use crate::cube::Tabulator;
use crate::diag::{Diagnostic, suggest};
use crate::metrics::Counted;
use crate::source::SourceReader;
use crate::survey;

/// Every source, read and counted; `None` if one could not be. All problems of all sources are reported.
pub fn sources(reader: &SourceReader, config: &SiteConfig, sink: &mut Vec<Diagnostic>) -> Option<Vec<Counted>> {
    let mut counted = Vec::new();
    for at in 0..config.sources.len() {
        let mut tabulator = Tabulator::default();
        let data = survey::read(reader, config, SourceIx(at), &mut tabulator).report_to(sink);
        let cube = tabulator.finish().by_wave(&config.report.waves);
        counted.extend(data.map(|data| Counted { data, cube }));
    }
    if counted.len() < config.sources.len() {
        return None;
    }
    check_brand(config, &counted, sink);
    Some(counted)
}

/// Our brand must be one that the data name.
fn check_brand(config: &SiteConfig, counted: &[Counted], sink: &mut Vec<Diagnostic>) {
    let Some(brand) = &config.report.brand else { return };
    let branded: Vec<_> = counted.iter().filter(|source| !source.data.brands.shown.is_empty()).collect();
    if branded.is_empty() || branded.iter().any(|source| our_brand(config, source).is_some()) {
        return;
    }
    let mut names: Vec<_> =
        branded.iter().flat_map(|source| source.data.brands.shown.iter().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    let message = format!("no response is about the brand `{}`", brand.value);
    let mut problem = Diagnostic::error("report/unknown-brand", message).at(brand.span);
    if let Some(hint) = suggest::hint(&brand.value, names.iter().copied()) {
        problem = problem.hint(hint);
    }
    sink.push(problem);
}
