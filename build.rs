//! Gives the program a fingerprint of its own code, by which results that an earlier version has kept are told from its own.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    let mut hasher = DefaultHasher::new();
    // Who computes differently may be one of the crates.
    for path in code(Path::new("src")).into_iter().chain(["Cargo.toml".into()]) {
        path.hash(&mut hasher);
        std::fs::read(&path).expect("a file of the package can be read").hash(&mut hasher);
    }
    println!("cargo::rustc-env=WAVEMARK_CODE={:016x}", hasher.finish());
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.toml");
}

fn code(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the package can be read");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry of a folder").path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { code(&path) } else { vec![path] }).collect()
}
