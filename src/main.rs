//! The `wavemark` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    wavemark::cli::main()
}
