//! Fingerprints of bytes.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::hash::Hash;

/// A SHA-256 (FIPS 180-4); printed as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// How many bytes it has.
    pub const BYTES: usize = 32;

    /// The fingerprint of a value: of everything that tells it from others. It is the same only on machines alike.
    pub fn of_value(value: &impl Hash) -> Self {
        let mut told = Told::default();
        value.hash(&mut told);
        Self(told.0.finalize().into())
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The fingerprint of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

/// What a value tells of itself.
#[derive(Default)]
struct Told(Sha256);

impl std::hash::Hasher for Told {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Short, for whoever cannot take all of it.
    fn finish(&self) -> u64 {
        self.0.clone().finalize().iter().take(8).fold(0, |short, byte| short << 8 | u64::from(*byte))
    }
}

/// Takes bytes piece by piece.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// So many more bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The fingerprint of all of them.
    pub fn finish(self) -> Fingerprint {
        Fingerprint(self.0.finalize().into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}
