//! Disks that tell nothing of changes.

use std::path::Path;

/// Why no events come of changes below this folder, as the end of a sentence; None where they may be expected.
///
/// Over a network, and into a container or virtual machine, changes that others make are not told.
#[cfg(target_os = "linux")]
pub fn without_events(folder: &Path) -> Option<String> {
    /// `f_type` of statfs(2), from the kernel's `linux/magic.h` and the file systems' own sources.
    const KINDS: [(u32, &str); 9] = [
        (0x0102_1997, "9p"),
        (0x0000_6969, "NFS"),
        (0x0000_517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB 2"),
        (0x6573_5546, "FUSE"),
        (0x786f_4256, "a shared folder of VirtualBox"),
        (0x5346_414f, "AFS"),
        (0x7461_636f, "OCFS2"),
    ];
    // What cannot be asked is taken for an ordinary disk; files are looked at now and then in any case.
    let kind = rustix::fs::statfs(folder).ok()?.f_type as u32;
    let (_, name) = KINDS.iter().find(|(magic, _)| *magic == kind)?;
    Some(format!("changes on this disk ({name}) are not told"))
}

/// Elsewhere a network's disk is not told from another; files are looked at now and then in any case.
#[cfg(not(target_os = "linux"))]
pub fn without_events(_folder: &Path) -> Option<String> {
    None
}
