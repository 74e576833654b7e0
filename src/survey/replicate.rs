//! Groups of respondents by hash, from which the jackknife forms standard errors.

use super::table::Record;
use super::text::{cell_text, trimmed};
use md5::{Digest, Md5};

/// How many groups there are.
pub const REPLICATES: u8 = 100;

/// The group of a respondent: the first 32 bits of the MD5 of the id (of the cluster, where the source names clusters)
/// modulo 100, so that any database can form the same groups. Without an id the whole row takes its place: its cells with commas between.
pub(super) fn replicate(id: Option<&str>, record: &Record) -> u8 {
    let mut hash = Md5::new();
    match id.map(trimmed).filter(|id| !id.is_empty()) {
        Some(id) => hash.update(id.as_bytes()),
        None => record.cells().enumerate().for_each(|(at, cell)| {
            if at > 0 {
                hash.update(b",");
            }
            hash.update(cell_text(cell).as_bytes());
        }),
    }
    let hash = hash.finalize();
    let bits = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    u8::try_from(bits % u32::from(REPLICATES)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_any_database_forms_them() {
        // md5('1') = c4ca4238…, and 0xc4ca4238 = 3301589560
        let row = Record::default();
        assert_eq!(replicate(Some("1"), &row), 60);
        assert_eq!(replicate(Some(" 1 "), &row), 60);
        // md5('') = d41d8cd9…, and 0xd41d8cd9 = 3558706393
        assert_eq!(replicate(None, &row), 93);
        assert_eq!(replicate(Some(" "), &row), 93);
    }
}
