//! Configuration: raw as written, then checked.

mod model;

pub use model::*;
