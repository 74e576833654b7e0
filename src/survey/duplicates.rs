//! Respondents seen before.

use std::hash::{DefaultHasher, Hasher};

/// A set of respondents that takes 8 to 16 bytes for each: it keeps 64-bit hashes and not the ids.
/// Two of ten million different ids are taken for one with a probability below 1 in 300,000.
#[derive(Debug, Default)]
pub struct Respondents {
    /// Open addressing over a power of two; 0 is an empty place.
    places: Vec<u64>,
    taken: usize,
}

impl Respondents {
    /// Notes a respondent in a context (wave and brand); false if it was noted before.
    pub fn note(&mut self, id: &[u8], context: (i32, u16)) -> bool {
        // With its default keys this hash is the same in every run.
        let mut hasher = DefaultHasher::new();
        hasher.write(id);
        hasher.write_i32(context.0);
        hasher.write_u16(context.1);
        self.insert(hasher.finish().max(1))
    }

    fn insert(&mut self, hash: u64) -> bool {
        if (self.taken + 1) * 4 > self.places.len() * 3 {
            let larger = vec![0; (self.places.len() * 2).max(64)];
            let old = std::mem::replace(&mut self.places, larger);
            for hash in old.into_iter().filter(|&hash| hash != 0) {
                self.place(hash);
            }
        }
        let new = self.place(hash);
        self.taken += usize::from(new);
        new
    }

    fn place(&mut self, hash: u64) -> bool {
        let mask = self.places.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.places[at] {
                0 => {
                    self.places[at] = hash;
                    return true;
                }
                same if same == hash => return false,
                _ => at = (at + 1) & mask,
            }
        }
    }
}

/// What is kept of an id instead of the id itself; never 0. With its default keys this hash is the same in every run.
pub fn hash(id: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id);
    hasher.finish().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_respondent_is_new_once_in_a_wave_and_brand() {
        let mut seen = Respondents::default();
        for id in 0..5_000u32 {
            assert!(seen.note(&id.to_le_bytes(), (1, 0)));
        }
        for id in 0..5_000u32 {
            assert!(!seen.note(&id.to_le_bytes(), (1, 0)));
        }
        assert!(seen.note(b"r1", (1, 0)) && seen.note(b"r1", (2, 0)) && seen.note(b"r1", (1, 1)));
        assert!(!seen.note(b"r1", (2, 0)));
    }
}
