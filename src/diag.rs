//! Problems as data, with a place and a hint.
