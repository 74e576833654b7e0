//! Wavemark turns survey responses and Markdown commentary into a customer-experience report:
//! a static site in which no number lacks its base and its uncertainty.
//!
//! The modules below stand in the order of the data's way through the program; each may use
//! those above it, never those below. `ARCHITECTURE.md` is the map.

pub mod benchmark;
pub mod chart;
pub mod cli;
pub mod commentary;
pub mod config;
pub mod cube;
pub mod diag;
pub mod message;
pub mod metrics;
pub mod number;
pub mod output;
pub mod pages;
pub mod pipeline;
pub mod slug;
pub mod source;
pub mod stats;
pub mod survey;
pub mod templates;
pub mod wave;
