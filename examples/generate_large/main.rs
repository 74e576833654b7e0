//! A project with as many responses as are asked for, to measure with: the same bytes for the same number.
//!
//! `cargo run --release --example generate_large -- 10000000 folder` writes `folder/responses.csv` (about 148 bytes a
//! response, 19 columns) and a `folder/site-config.toml` that asks for all its metrics;
//! `cargo run --release --example generate_large -- branches 2000 folder` a project of so many branches.

mod branches;
mod project;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    let has_branches = arguments.next_if_eq("branches").is_some();
    let number = arguments.next().and_then(|text| text.parse::<u64>().ok());
    let folder = arguments.next();
    let folder = |usual: &str| folder.as_deref().map_or_else(|| PathBuf::from(usual), PathBuf::from);
    match has_branches {
        true => branches::write(&folder("target/branches"), number.unwrap_or(2_000)),
        false => project::write(&folder("target/large"), number.unwrap_or(500_000)),
    }
}
