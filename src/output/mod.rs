//! The built site in memory, and publishing it whole or not at all.
