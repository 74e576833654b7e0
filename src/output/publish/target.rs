//! Whether a folder may be a target: the checks that keep a slip in the configuration from
//! costing anybody a file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::{At, PublishError, PublishErrorKind as Kind};
use super::work::exists;

/// Files that show a folder to be a project rather than a site.
const PROJECT_FILES: [&str; 2] = ["site-config.toml", ".git"];

/// The target in a plain form, after every check that needs no knowledge of what is in it.
pub(super) fn check(given: &Path, inputs: &[PathBuf]) -> Result<PathBuf, PublishError> {
    // Without a slash at its end: `public/` would follow a link.
    let mut target: PathBuf = given.components().collect();
    if target.file_name().is_none() {
        // `.`, `..`, `/` and their like.
        target = fs::canonicalize(&target).at(given)?;
    }
    match fs::symlink_metadata(&target) {
        Ok(there) if there.is_symlink() => {
            let to = fs::read_link(&target).at(&target)?;
            let detail = format!(" to `{}`", to.display());
            return Err(PublishError::with_detail(Kind::TargetIsSymlink, given, detail));
        }
        Ok(there) if !there.is_dir() => {
            return Err(PublishError::new(Kind::TargetIsFile, given));
        }
        Ok(_) => check_folder(&target, given, inputs)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).at(&target),
    }
    let folder = folder_of(&target);
    fs::create_dir_all(folder).at(folder)?;
    Ok(target)
}

fn check_folder(target: &Path, given: &Path, inputs: &[PathBuf]) -> Result<(), PublishError> {
    let whole = fs::canonicalize(target).at(target)?;
    // A current folder that was removed cannot be in the target.
    let current = std::env::current_dir().and_then(fs::canonicalize);
    if current.is_ok_and(|current| current.starts_with(&whole)) || whole.parent().is_none() {
        return Err(PublishError::new(Kind::TargetIsCurrentFolder, given));
    }
    for name in PROJECT_FILES {
        if exists(&target.join(name))? {
            let detail = name.to_owned();
            return Err(PublishError::with_detail(Kind::TargetIsProject, given, detail));
        }
    }
    for input in inputs {
        // An input that does not exist (an optional folder, say) cannot be lost.
        if fs::canonicalize(input).is_ok_and(|input| input.starts_with(&whole)) {
            let detail = input.display().to_string();
            return Err(PublishError::with_detail(Kind::TargetHoldsInputs, given, detail));
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let above = whole.parent().unwrap_or(&whole);
        let (own, above) = (fs::metadata(&whole).at(given)?, fs::metadata(above).at(above)?);
        if own.dev() != above.dev() {
            return Err(PublishError::new(Kind::TargetIsMount, given));
        }
    }
    Ok(())
}

/// The folder that `target` is in.
pub(super) fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
