//! Metric kinds, estimates and comparisons.
