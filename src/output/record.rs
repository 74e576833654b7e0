//! Writes a small file beside the author's own: whole or not at all.

use std::fs;
use std::io;
use std::path::Path;

/// Puts `content` in the place of the file at `path`, or makes it.
///
/// # Errors
/// What the system says; the old file is then still there.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Hidden, so that a watcher or another run takes it for no text.
    let beside = path.with_file_name(format!(".{name}.new"));
    fs::write(&beside, content)?;
    fs::rename(&beside, path).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}
