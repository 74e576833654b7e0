//! Rewrites the data files of `sample-data/`: `cargo run --example generate_sample`.
//!
//! Everything that decides a byte is in [`sample`], a pure function that `tests/sample_data.rs`
//! calls too; this file only writes what it returns.

mod sample;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    for file in sample::files() {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, &file.bytes)?;
        println!("{:>8} bytes  {}", file.bytes.len(), file.path);
    }
    Ok(())
}
