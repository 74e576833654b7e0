//! What customers wrote about us.

use super::editions::our_brand;
use crate::config::SiteConfig;
use crate::metrics::{Counted, Metric};
use crate::voice::{Collected, Comments};

/// The comments on us that were collected from a source.
pub fn of_us(config: &SiteConfig, metrics: &[Metric], source: &Counted, collected: Collected) -> Option<Comments> {
    let title = |metric: usize| metrics.get(metric).map_or_else(String::new, |metric| metric.info.title.clone());
    Comments::new(config, &source.data, collected, our_brand(config, source), title)
}
