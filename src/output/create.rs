//! Makes a new project's folder, and never touches what is there already.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Entries that an otherwise empty folder may hold: a fresh repository is the usual place for a new project.
const ALLOWED: [&str; 1] = [".git"];

/// Why a project could not be made. What had been written is removed again.
#[derive(Debug)]
pub enum CreateError {
    /// The folder holds something.
    NotEmpty {
        /// The folder.
        folder: PathBuf,
        /// What it holds, by name.
        found: Vec<String>,
    },
    /// Something that is no folder stands there.
    NotAFolder(PathBuf),
    /// The system refused.
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl CreateError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            CreateError::NotEmpty { .. } | CreateError::NotAFolder(_) => "name a new folder, or one that is empty",
            CreateError::Io { .. } => "look at that path, or name another folder; nothing was left there",
        }
    }
}

impl fmt::Display for CreateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CreateError::NotEmpty { folder, found } => {
                let shown: Vec<_> = found.iter().take(3).map(|name| format!("`{name}`")).collect();
                let more = match found.len() - shown.len() {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                write!(f, "`{}` is not empty: {}{more} would be in the way", folder.display(), shown.join(", "))
            }
            CreateError::NotAFolder(path) => write!(f, "`{}` is a file, not a folder", path.display()),
            CreateError::Io { path, error } => write!(f, "`{}` could not be written: {error}", path.display()),
        }
    }
}

impl std::error::Error for CreateError {}

/// Writes `files`, pairs of a path with forward slashes and its content, into the new or empty folder `folder`.
///
/// # Errors
/// When the folder holds anything but a `.git`, when it is no folder, and when the system refuses.
pub fn create_project(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), CreateError> {
    refuse_if_used(folder)?;
    let mut made = Made::default();
    for (path, content) in files {
        let path = folder.join(path);
        if let Err(error) = made.write(&path, content) {
            made.remove();
            return Err(CreateError::Io { path, error });
        }
    }
    Ok(())
}

fn refuse_if_used(folder: &Path) -> Result<(), CreateError> {
    let failed = |error| CreateError::Io { path: folder.to_owned(), error };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(CreateError::NotAFolder(folder.to_owned()));
        }
        Err(error) => return Err(failed(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if !ALLOWED.contains(&name.as_str()) {
            found.push(name);
        }
    }
    found.sort();
    match found.is_empty() {
        true => Ok(()),
        false => Err(CreateError::NotEmpty { folder: folder.to_owned(), found }),
    }
}

/// What was made so far, in order.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Made {
    fn write(&mut self, path: &Path, content: &[u8]) -> io::Result<()> {
        let missing = path.ancestors().skip(1).take_while(|above| !above.as_os_str().is_empty() && !above.exists());
        let missing: Vec<_> = missing.map(Path::to_owned).collect();
        for above in missing.into_iter().rev() {
            fs::create_dir(&above)?;
            self.folders.push(above);
        }
        // A file that appeared since the folder was looked at is somebody else's.
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        self.files.push(path.to_owned());
        file.write_all(content)
    }

    /// Removes what was made; what cannot be removed stays, since the first error is the one to tell.
    fn remove(self) {
        for file in self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.into_iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
