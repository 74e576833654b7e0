//! Published figures and competitor tables.
