//! The pages of a small report whose figures are written by hand: what is on them, and what is nowhere.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod around;
mod concerns;
mod fixture;
mod html;
mod links;
mod site;
mod templates;
mod words;
