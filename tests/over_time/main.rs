//! What figures did over time, from responses to pages: worked out by hand.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod breaks;
mod months;
mod movements;
mod support;
