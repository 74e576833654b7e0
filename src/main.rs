//! The `wavemark` program.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A build asks for memory millions of times, mostly for short texts: with the system's allocator that was a fifth of it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    wavemark::cli::main()
}
