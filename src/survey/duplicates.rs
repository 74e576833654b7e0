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
    /// Looks where these respondents would stand, so that the memory of all of them is fetched at once.
    pub fn look_ahead(&self, respondents: &[u64]) {
        if let Some(mask) = self.places.len().checked_sub(1) {
            let seen = respondents.iter().fold(0, |seen, hash| seen ^ self.places[*hash as usize & mask]);
            std::hint::black_box(seen);
        }
    }

    /// Notes a respondent, as [`respondent`] names one; false if it was noted before.
    pub fn note(&mut self, respondent: u64) -> bool {
        self.insert(respondent)
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

/// A respondent in a wave, rating a brand: what is kept of them; never 0. With its default keys this hash is the same in
/// every run.
pub fn respondent(id: &[u8], wave: i32, brand: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id);
    hasher.write_i32(wave);
    hasher.write_u64(brand);
    hasher.finish().max(1)
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
            assert!(seen.note(respondent(&id.to_le_bytes(), 1, 0)));
        }
        for id in 0..5_000u32 {
            assert!(!seen.note(respondent(&id.to_le_bytes(), 1, 0)));
        }
        let mut note = |wave, brand| seen.note(respondent(b"r1", wave, brand));
        assert!(note(1, 0) && note(2, 0) && note(1, 1) && !note(2, 0));
    }
}
