//! Groups of respondents by hash, from which the jackknife forms standard errors.

use super::table::Record;
use super::text::cell_text;
use md5::{Digest, Md5};

/// How many groups there are.
pub const REPLICATES: u8 = 100;

/// The group of a respondent: the first 32 bits of the MD5 of the id (of the cluster, where the source names clusters)
/// modulo 100, so that any database can form the same groups. The id is trimmed, and not empty.
pub(super) fn replicate(id: &[u8]) -> u8 {
    group(Md5::digest(id).into())
}

/// The group of a row without an id, which takes its place: its cells with commas between.
pub(super) fn replicate_of_row(record: &Record) -> u8 {
    let mut hash = Md5::new();
    for (at, cell) in record.cells().enumerate() {
        if at > 0 {
            hash.update(b",");
        }
        hash.update(cell_text(cell).as_bytes());
    }
    group(hash.finalize().into())
}

fn group(hash: [u8; 16]) -> u8 {
    let [a, b, c, d, ..] = hash;
    u8::try_from(u32::from_be_bytes([a, b, c, d]) % u32::from(REPLICATES)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_any_database_forms_them() {
        // md5('1') = c4ca4238…, and 0xc4ca4238 = 3301589560
        assert_eq!(replicate(b"1"), 60);
        // md5('') = d41d8cd9…, and 0xd41d8cd9 = 3558706393
        assert_eq!(replicate_of_row(&Record::default()), 93);
    }
}
