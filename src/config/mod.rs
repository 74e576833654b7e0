//! Configuration: raw as written, then checked.
