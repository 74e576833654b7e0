//! Mergeable counts of answers by question, wave, brand and segment value.
