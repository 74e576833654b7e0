//! Which comments are drawn: by a rule that nobody can bend towards the ones that they like.

use sha2::{Digest, Sha256};

/// A comment's place in every draw: the SHA-256 of its respondent's id, or of its text where there is no id. It is the
/// same in every build, says nothing of the person, and has nothing to do with what was written.
pub fn lot(respondent: &str, text: &str) -> [u8; 32] {
    let drawn_by = if respondent.is_empty() { text } else { respondent };
    Sha256::digest(drawn_by.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lot_is_the_published_hash() {
        // SHA-256 of "abc", FIPS 180-2, appendix B.1.
        assert_eq!(lot("abc", "whatever")[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(lot("", "abc"), lot("abc", ""));
    }
}
