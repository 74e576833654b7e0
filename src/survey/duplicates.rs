//! Respondents seen before.

use foldhash::quality::FixedState;
use std::hash::{BuildHasher, DefaultHasher, Hasher};

/// A set of respondents that takes between nine and twelve bytes for each, ten and a half as a rule: it keeps 64-bit hashes
/// and not the ids. Two of ten million different ids are taken for one with a probability below 1 in 100,000.
#[derive(Debug, Default)]
pub struct Respondents {
    /// By the highest bits of the hash. Each grows by itself and at a time of its own, so that little is held twice and little
    /// is empty.
    shards: Vec<Shard>,
}

/// Hashes in their order with empty places between, which are 0: each stands where it would if all hashes were spread evenly,
/// or behind that with no empty place between.
#[derive(Debug, Default)]
struct Shard {
    places: Vec<u64>,
    /// Those of the places that hashes are spread over; the few behind them take what does not fit.
    room: usize,
    taken: usize,
}

/// So many places stand behind the others at first.
const SPARE: usize = 32;

/// How many bits of a hash tell its shard.
const SHARD_BITS: u32 = 8;

fn shard_of(hash: u64) -> usize {
    (hash >> (64 - SHARD_BITS)) as usize
}

impl Respondents {
    /// Looks where these respondents would stand, so that the memory of all of them is fetched at once.
    pub fn look_ahead(&self, respondents: &[u64]) {
        let seen = |hash: &u64| self.shards.get(shard_of(*hash)).map_or(0, |shard| shard.look_at(*hash));
        std::hint::black_box(respondents.iter().map(seen).fold(0, |seen, hash| seen ^ hash));
    }

    /// Notes a respondent, as [`respondent`] names one; false if it was noted before.
    pub fn note(&mut self, respondent: u64) -> bool {
        if self.shards.is_empty() {
            self.shards.resize_with(1 << SHARD_BITS, Shard::default);
        }
        let at = shard_of(respondent);
        let shard = &mut self.shards[at];
        if shard.is_full() {
            shard.grow(at);
        }
        shard.take(respondent)
    }
}

impl Shard {
    /// Whether one more would make the way to an empty place long.
    fn is_full(&self) -> bool {
        (self.taken + 1) * 20 > self.room * 17
    }

    /// By a quarter; the first room of the shards differs by up to as much.
    #[cold]
    fn grow(&mut self, number: usize) {
        self.room = match self.room {
            0 => 64 + (number >> (SHARD_BITS - 4)),
            room => room + room / 4,
        };
        let old = std::mem::replace(&mut self.places, vec![0; self.room + SPARE]);
        // In their order, so that each only has to stand behind the one before.
        let mut next = 0;
        for hash in old {
            let at = self.first(hash).max(next);
            match self.places.get_mut(at) {
                Some(place) => *place = hash,
                None => self.places.push(hash),
            }
            next = at + usize::from(hash != 0);
        }
    }

    /// Where a hash stands if no other one takes the place.
    fn first(&self, hash: u64) -> usize {
        ((u128::from(hash << SHARD_BITS) * self.room as u128) >> 64) as usize
    }

    /// What stands where a hash is looked for, and a little further on.
    fn look_at(&self, hash: u64) -> u64 {
        let at = self.first(hash);
        let [one, other] = [at, at + 8].map(|at| self.places.get(at).copied().unwrap_or_default());
        one ^ other
    }

    /// Takes a hash in; false if it is there.
    fn take(&mut self, hash: u64) -> bool {
        let mut at = self.first(hash);
        // An empty place is above all.
        while self.places[at].wrapping_sub(1) < hash - 1 {
            at += 1;
        }
        if self.places[at] == hash {
            return false;
        }
        let mut moved = hash;
        while moved != 0 {
            std::mem::swap(&mut self.places[at], &mut moved);
            at += 1;
        }
        if at == self.places.len() {
            // The last place is always empty.
            self.places.push(0);
        }
        self.taken += 1;
        true
    }
}

/// A respondent in a wave, rating a brand: what is kept of them while rows are read; never 0. It is the same in every run.
pub fn respondent(id: &[u8], wave: i32, brand: u64) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
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

    #[test]
    fn little_memory_is_empty() {
        let mut seen = Respondents::default();
        let mut room = Vec::new();
        for id in 1..=300_000u64 {
            seen.note(respondent(&id.to_le_bytes(), 1, 0));
            if id > 150_000 && id % 10_000 == 0 {
                let places: usize = seen.shards.iter().map(|shard| shard.places.len()).sum();
                room.push(places as f64 * 8.0 / id as f64);
            }
        }
        assert!(room.iter().all(|bytes| (9.4..11.2).contains(bytes)), "{room:?}");
    }
}
