//! What customers wrote about us.

use super::editions::our_brand;
use crate::config::SiteConfig;
use crate::metrics::{Counted, Metric};
use crate::voice::mask::Masker;
use crate::voice::{Collector, Comments};

/// The comments on us, masked.
pub fn of_us(
    config: &SiteConfig,
    metrics: &[Metric],
    counted: &[Counted],
    collected: Option<Collector<'_>>,
) -> Option<Comments> {
    let (voice, collected) = (config.voice.as_ref()?, collected?);
    let source = &counted[voice.source.0];
    let masker = Masker::new(&voice.names);
    let title = |metric: usize| metrics.get(metric).map_or_else(String::new, |metric| metric.info.title.clone());
    Comments::new(config, &source.data, collected, our_brand(config, source), &masker, title)
}
