//! Publishing: the whole new site or the whole old one, and nobody's files but ours.
//!
//! `cargo test --test publish` runs it in a few seconds; `cargo test --test publish -- --ignored`
//! adds a thousand kills. A test that this system cannot run says so on standard error; with
//! `WAVEMARK_REQUIRE_ALL=1` in the environment, that is a failure.

#![allow(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod changes;
mod foreign;
mod full_disk;
mod kill;
mod refusals;
mod support;
