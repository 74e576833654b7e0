//! The words of the interface: one catalogue a language.
