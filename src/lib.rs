//! Wavemark turns survey responses and Markdown commentary into a customer-experience report:
//! a static site in which no number lacks its base and its uncertainty.
//!
//! The modules below stand in the order of the data's way through the program: each may use those of the
//! groups above it, never one of its own group or below. `tests/architecture.rs` holds that true.
//! `ARCHITECTURE.md` is the map.

pub mod fingerprint;
pub mod interned;
pub mod language;
pub mod markup;
pub mod parallel;
pub mod progress;

pub mod message;
pub mod number;
pub mod output;
pub mod slug;
pub mod source;
pub mod stats;

pub mod diag;
pub mod wave;

pub mod list;

pub mod config;

pub mod survey;

pub mod cube;

pub mod metrics;

pub mod lookup;
pub mod voice;

pub mod action;
pub mod benchmark;
pub mod chart;
pub mod journey;

pub mod claims;

pub mod commentary;

pub mod templates;

pub mod pages;

pub mod pipeline;

pub mod links;
#[cfg(feature = "watch")]
pub mod serve;
pub mod verify;

pub mod cli;
