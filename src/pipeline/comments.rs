//! What customers wrote about us.

use super::editions::our_brand;
use crate::config::SiteConfig;
use crate::metrics::{Counted, Metric};
use crate::voice::mask::Masker;
use crate::voice::{Collector, Comments};

/// The comments on us that were collected from a source, masked.
pub fn of_us(config: &SiteConfig, metrics: &[Metric], source: &Counted, collected: Collector<'_>) -> Option<Comments> {
    let voice = config.voice.as_ref()?;
    let masker = Masker::new(&voice.names);
    let title = |metric: usize| metrics.get(metric).map_or_else(String::new, |metric| metric.info.title.clone());
    Comments::new(config, &source.data, collected, our_brand(config, source), &masker, title)
}
