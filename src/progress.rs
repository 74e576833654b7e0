//! How far a build has come, counted where the work is done and shown elsewhere: whoever shows it has the clock.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts that only grow, shared by all threads of a build.
#[derive(Debug, Default)]
pub struct Progress {
    bytes_to_read: AtomicU64,
    bytes_read: AtomicU64,
    rows: AtomicU64,
    pages_to_make: AtomicU64,
    pages_made: AtomicU64,
}

/// The counts at one time. What is still to be done may become more while it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Bytes of data that are known to be there.
    pub bytes_to_read: u64,
    /// Bytes of data that were read.
    pub bytes_read: u64,
    /// Rows that were read.
    pub rows: u64,
    /// Pages and files that are to be made; 0 until data are read.
    pub pages_to_make: u64,
    /// Those that were made.
    pub pages_made: u64,
}

impl Progress {
    /// So many bytes more are to be read.
    pub fn expect_bytes(&self, bytes: u64) {
        self.bytes_to_read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// So many bytes more were read, or need not be.
    pub fn note_bytes(&self, bytes: u64) {
        self.bytes_read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// So many rows more were read.
    pub fn note_rows(&self, rows: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
    }

    /// So many pages are to be made.
    pub fn expect_pages(&self, pages: usize) {
        self.pages_to_make.fetch_add(pages as u64, Ordering::Relaxed);
    }

    /// A page was made.
    pub fn note_page(&self) {
        self.pages_made.fetch_add(1, Ordering::Relaxed);
    }

    /// How far the build has come.
    pub fn standing(&self) -> Standing {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Standing {
            bytes_to_read: read(&self.bytes_to_read),
            bytes_read: read(&self.bytes_read),
            rows: read(&self.rows),
            pages_to_make: read(&self.pages_to_make),
            pages_made: read(&self.pages_made),
        }
    }
}
