//! The whole program, readable from top to bottom.
