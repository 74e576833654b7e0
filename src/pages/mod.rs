//! Pages: one view struct for each, rendered with Tera.

mod edition;

pub use edition::{Edition, Report};
