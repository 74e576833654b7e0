//! Why a site was not published, in words for the person who can do something about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a site was not published. The target is as it was before: the whole old site, or nothing.
///
/// Printed, it is one sentence that names the path; [`PublishError::hint`] says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishError {
    kind: PublishErrorKind,
    path: PathBuf,
    detail: String,
}

/// The kinds of [`PublishError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishErrorKind {
    /// The target is a symbolic link.
    TargetIsSymlink,
    /// The target is a file, not a folder.
    TargetIsFile,
    /// The target is the folder where the program runs, or one above it.
    TargetIsCurrentFolder,
    /// The target is a project's own folder: it holds `site-config.toml` or `.git`.
    TargetIsProject,
    /// Something the site is made of lies in the target.
    TargetHoldsInputs,
    /// The target, or a folder in it, is on a disk of its own and cannot be exchanged.
    TargetIsMount,
    /// The target holds files and was not made by Wavemark.
    NotOurs,
    /// The list of published files in the target cannot be read.
    ManifestUnreadable,
    /// A file that Wavemark did not write stands where one of the site's must go.
    Occupied,
    /// The name of the working folder beside the target is taken by something else.
    WorkFolderNotOurs,
    /// A file was put into the target while it was being published, where a page now stands.
    NeedsRescue,
    /// Another run is publishing to the same target.
    Busy,
    /// The disk, or the user's share of it, is full.
    DiskFull,
    /// The system does not let this user write there.
    NoPermission,
    /// Any other failure of the file system.
    Io,
}

impl PublishError {
    pub(super) fn new(kind: PublishErrorKind, path: &Path) -> Self {
        Self::with_detail(kind, path, String::new())
    }

    pub(super) fn with_detail(kind: PublishErrorKind, path: &Path, detail: String) -> Self {
        let path = path.to_owned();
        Self { kind, path, detail }
    }

    /// An error of the system at `path`.
    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => PublishErrorKind::DiskFull,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => PublishErrorKind::NoPermission,
            io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => PublishErrorKind::TargetIsMount,
            _ => PublishErrorKind::Io,
        };
        Self::with_detail(kind, path, error.to_string())
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> PublishErrorKind {
        self.kind
    }

    /// The file or folder it is about.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        use PublishErrorKind as K;
        match self.kind {
            K::TargetIsSymlink => "name the folder itself as `output` under [site], or remove the link",
            K::TargetIsFile => "name another folder as `output` under [site], or move the file away",
            K::TargetIsCurrentFolder | K::TargetIsProject | K::TargetHoldsInputs => {
                "name a folder for the site alone as `output` under [site], for example \"public\""
            }
            K::TargetIsMount => {
                "name a folder inside it as `output` under [site]: the whole folder is exchanged, which a mount point does not allow"
            }
            K::NotOurs => {
                "name a new folder as `output` under [site]; or, if nothing in this one is needed, empty it yourself and build again"
            }
            K::ManifestUnreadable => {
                "restore that file; or, if nothing in its folder is needed, delete the folder yourself and build again"
            }
            K::Occupied => "move it out of the published folder, or give it another name, and build again",
            K::WorkFolderNotOurs => "move it away or give it another name, and build again",
            K::NeedsRescue => "move the file to where you want it and build again",
            K::Busy => "wait until the other run has finished, or stop it, and build again",
            K::DiskFull => "free some space on that disk and build again; nothing was changed",
            K::NoPermission => {
                "change the permissions or the owner, or name another folder as `output` under [site]; nothing was changed"
            }
            K::Io => "nothing was changed; look at that path and build again",
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use PublishErrorKind as K;
        let path = self.path.display();
        let detail = &self.detail;
        match self.kind {
            K::TargetIsSymlink => write!(f, "the site cannot be published to `{path}`: it is a symbolic link{detail}"),
            K::TargetIsFile => write!(f, "the site cannot be published to `{path}`: it is not a folder"),
            K::TargetIsCurrentFolder => {
                write!(f, "the site cannot be published to `{path}`: it is the current folder or one above it")
            }
            K::TargetIsProject => write!(
                f,
                "the site cannot be published to `{path}`: it holds `{detail}`, so it is a project's own folder"
            ),
            K::TargetHoldsInputs => {
                write!(f, "the site cannot be published to `{path}`: `{detail}`, which the site is made of, lies in it")
            }
            K::TargetIsMount => write!(f, "the site cannot be published: `{path}` is in use as a disk of its own"),
            K::NotOurs => {
                write!(f, "the site cannot be published to `{path}`: it holds files and Wavemark did not make it")
            }
            K::ManifestUnreadable => write!(f, "the list of published files `{path}` cannot be used: {detail}"),
            K::Occupied => write!(f, "`{path}` stands where a file of the site must go, and Wavemark did not write it"),
            K::WorkFolderNotOurs => {
                write!(f, "`{path}` is in the way: Wavemark needs that name for its working folder")
            }
            K::NeedsRescue => {
                write!(f, "`{path}` was put into the site while it was being published and has no place in it now")
            }
            K::Busy => write!(f, "another run of Wavemark is publishing to `{path}`"),
            K::DiskFull => write!(f, "the disk is full: `{path}` could not be written"),
            K::NoPermission => write!(f, "no permission for `{path}`: {detail}"),
            K::Io => write!(f, "`{path}`: {detail}"),
        }
    }
}

impl std::error::Error for PublishError {}

/// Gives an [`io::Result`] the path that it was about.
pub(super) trait At<T> {
    fn at(self, path: &Path) -> Result<T, PublishError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T, PublishError> {
        self.map_err(|error| PublishError::io(path, &error))
    }
}
