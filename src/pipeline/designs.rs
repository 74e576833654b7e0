//! What the data say about the sampling design that the config names.

use crate::config::{Frame, FrameSize, SiteConfig, SourceConfig};
use crate::diag::Diagnostic;
use crate::metrics::Counted;
use crate::survey::stratum_id;
use std::collections::BTreeMap;

/// Frames that are smaller than what was drawn from them, strata that nobody is in, and strata with one cluster.
pub fn problems(config: &SiteConfig, source: &SourceConfig, counted: &Counted) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> =
        source.frame.iter().flat_map(|frame| frame_problems(config, source, counted, frame)).collect();
    problems.extend(lonely(config, source, counted));
    problems
}

fn frame_problems(config: &SiteConfig, source: &SourceConfig, counted: &Counted, frame: &Frame) -> Vec<Diagnostic> {
    let drawn = if source.columns.cluster.is_some() { "clusters" } else { "rows" };
    let problem = |what: String, most: u64, size: u64, wave, span| {
        let message = format!(
            "{what} has {most} {drawn} in {}, more than the {size} that they are said to be drawn from",
            config.report.waves.label(wave)
        );
        let hint = format!(
            "`frame` is how many {drawn} could have been asked in each wave; without it the population counts as large"
        );
        Diagnostic::warning("data/frame", message).at(span).hint(hint)
    };
    match &frame.size {
        FrameSize::Whole(size) => {
            let psus = |wave| counted.cube.psus.get(wave).map(|psus| psus.strata.values().map(|(n, _)| n).sum::<u64>());
            let drawn = counted.cube.design.iter().map(|(wave, design)| (*wave, psus(wave).unwrap_or(design.count.n)));
            let most = drawn.max_by_key(|(_, n)| *n).filter(|(_, n)| n > size);
            let named = |(wave, n)| problem(format!("`{}`", source.id), n, *size, wave, frame.span);
            most.map(named).into_iter().collect()
        }
        FrameSize::Strata(sizes) => {
            let mut folded = String::new();
            let mut problems = Vec::new();
            for (stratum, size) in sizes {
                let id = stratum_id(&stratum.value, &mut folded);
                let drawn = counted.cube.psus.iter().filter_map(|(wave, psus)| Some((*wave, psus.strata.get(&id)?.0)));
                match drawn.max_by_key(|(_, n)| *n) {
                    Some((wave, n)) if n > *size => {
                        problems.push(problem(
                            format!("the stratum `{}`", stratum.value),
                            n,
                            *size,
                            wave,
                            stratum.span,
                        ));
                    }
                    Some(_) => {}
                    None => {
                        let message = format!("no row of `{}` is in the stratum `{}`", source.id, stratum.value);
                        let hint =
                            "write the stratum as it stands in the data; one that is not in `frame` counts as large";
                        problems.push(Diagnostic::warning("data/frame", message).at(stratum.span).hint(hint));
                    }
                }
            }
            problems
        }
    }
}

/// A stratum with one cluster cannot show how its clusters differ.
fn lonely(config: &SiteConfig, source: &SourceConfig, counted: &Counted) -> Option<Diagnostic> {
    let stratum = source.columns.stratum.as_ref()?;
    let lonely: BTreeMap<_, usize> = counted
        .cube
        .psus
        .iter()
        .map(|(wave, psus)| (*wave, psus.strata.values().filter(|(n, _)| *n == 1).count()))
        .filter(|(_, lonely)| *lonely > 0)
        .collect();
    let (wave, strata) = lonely.iter().next_back()?;
    let (what, have) = if *strata == 1 { ("stratum", "has") } else { ("strata", "have") };
    let drawn = if source.columns.cluster.is_some() { "cluster" } else { "row" };
    let message =
        format!("{strata} {what} of `{}` {have} a single {drawn} in {}", source.id, config.report.waves.label(*wave));
    let hint =
        "it is held against the mean of all, which errs to the safe side; better join such a stratum to one like it";
    Some(Diagnostic::warning("data/lonely", message).at(stratum.span).hint(hint))
}
