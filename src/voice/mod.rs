//! The voice of the customer: comments, masked, beside their scores, and what they are about.
//!
//! [`Comments`] holds what people of our brand wrote, masked as soon as a file has been read. What may be shown is decided in one
//! place (`Comments::refusal`): with consent, from a group of the configured size, and with something left to read.

mod classes;
mod collect;
mod comments;
mod draw;
mod edition;
pub mod mask;
mod quote;
mod talk;

pub use classes::{Class, Classes};
pub use collect::{Collected, Collector};
pub use comments::{Comments, Refusal};
pub use edition::{Counts, Voice};
pub use quote::{Quote, Score};
pub use talk::{Talk, Word};
