//! The preview: builds in a session, and the program driven as editors and browsers drive it.
//!
//! Nothing here asserts how long anything takes: content is waited for, with generous limits. `benches/watch.rs` measures.

mod files;
#[cfg(feature = "watch")]
mod preview;
mod project;
#[cfg(feature = "watch")]
mod saves;
#[cfg(feature = "watch")]
mod serving;
mod session;
