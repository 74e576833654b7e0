//! What people write, in any script: cut into words and sentences, compared without case, small words left out.

mod direction;
mod fold;
mod stop;
mod words;

pub use direction::{isolated, joined, runs_right_to_left};
pub use fold::{composed, fold};
pub use stop::{Script, StopWords, has_stop_words, script};
pub use words::{Cutter, spelled};
