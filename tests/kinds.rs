//! Every kind of answers and every kind of metric, with results worked out by hand.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "kinds/answers.rs"]
mod answers;
#[path = "kinds/customers.rs"]
mod customers;
#[path = "kinds/cut_short.rs"]
mod cut_short;
#[path = "kinds/reading.rs"]
mod reading;
#[path = "kinds/support.rs"]
mod support;
#[path = "kinds/survey_kinds.rs"]
mod survey_kinds;
