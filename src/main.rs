//! The `wavemark` program.

fn main() {}
