//! A project with as many responses as are asked for, to measure with: the same bytes for the same number.
//!
//! `cargo run --release --example generate_large -- 10000000 folder` writes `folder/responses.csv` (about 148 bytes a
//! response, 19 columns) and a `folder/site-config.toml` that asks for all its metrics.

mod project;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let responses: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(500_000);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "target/large".into()));
    project::write(&folder, responses)
}
