//! The texts of a column by small numbers, so that a text that comes again is found by its bytes alone.

/// More texts than this are forgotten between two pieces of a file: the column has no names.
const MOST: usize = 200_000;

/// A cell, with what stands behind it in its text.
#[derive(Debug, Clone, Copy)]
pub struct Word<'t> {
    from: &'t [u8],
    length: usize,
}

impl<'t> Word<'t> {
    /// A text by itself.
    pub fn of(text: &'t [u8]) -> Word<'t> {
        Word { from: text, length: text.len() }
    }

    /// The part of a text from `start` to `end`; empty where these are no places in it.
    #[inline]
    pub fn within(text: &'t [u8], start: usize, end: usize) -> Word<'t> {
        match text.get(start..) {
            Some(from) if start <= end && end <= text.len() => Word { from, length: end - start },
            _ => Word::of(&[]),
        }
    }

    /// Its bytes.
    #[inline]
    pub fn text(self) -> &'t [u8] {
        self.from.get(..self.length).unwrap_or_default()
    }

    /// The first bytes, which are all of a short text.
    #[inline]
    fn first(self) -> u128 {
        let first = match self.from.first_chunk() {
            Some(first) => u128::from_le_bytes(*first),
            None => {
                let mut first = [0; Key::WHOLE];
                first[..self.length].copy_from_slice(self.text());
                u128::from_le_bytes(first)
            }
        };
        // Without what stands behind.
        first & FIRST[self.length.min(Key::WHOLE)]
    }
}

/// By length, the bits of so many first bytes.
const FIRST: [u128; Key::WHOLE + 1] = {
    let mut bits = [u128::MAX; Key::WHOLE + 1];
    let mut length = 0;
    while length < Key::WHOLE {
        bits[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    bits
};

/// Texts in the order in which they were met, each with something that is known of it.
#[derive(Debug)]
pub struct Spellings<T> {
    /// Open addressing over a power of two: the number of a text, counted from 1; 0 is an empty place.
    places: Vec<u32>,
    keys: Vec<Key>,
    texts: Vec<Box<[u8]>>,
    known: Vec<T>,
}

/// The length of a text with its first bytes: all that there is of a short one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    first: u128,
    length: usize,
}

impl Key {
    /// Texts of this length and less are equal when their keys are.
    const WHOLE: usize = 16;

    #[inline]
    fn of(word: Word<'_>) -> Key {
        Key { first: word.first(), length: word.length }
    }

    /// Spreads texts well; it decides nothing but where they are looked for.
    #[inline]
    fn hash(self, text: &[u8]) -> u64 {
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        let (low, high) = (self.first as u64, (self.first >> 64) as u64);
        let hash = low.wrapping_mul(FACTOR) ^ (high ^ self.length as u64).wrapping_mul(FACTOR.rotate_left(32) | 1);
        if self.length <= Key::WHOLE {
            return hash;
        }
        let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(FACTOR);
        let (words, _) = text.as_chunks::<8>();
        let hash = words.iter().fold(hash, |hash, word| mix(hash, u64::from_le_bytes(*word)));
        text.last_chunk().map_or(hash, |last| mix(hash, u64::from_le_bytes(*last)))
    }
}

impl<T> Default for Spellings<T> {
    fn default() -> Spellings<T> {
        Spellings { places: Vec::new(), keys: Vec::new(), texts: Vec::new(), known: Vec::new() }
    }
}

impl<T> Spellings<T> {
    /// The number of a text that was met.
    #[inline]
    pub fn find(&self, word: Word<'_>) -> Option<u32> {
        let mask = self.places.len().checked_sub(1)?;
        let key = Key::of(word);
        let mut at = self.first_place(key.hash(word.text()));
        loop {
            let number = (self.places[at] as usize).checked_sub(1)?;
            if self.keys[number] == key && (key.length <= Key::WHOLE || *self.texts[number] == *word.text()) {
                return Some(number as u32);
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a text; what is known of a new one is made by `make`.
    #[inline]
    pub fn of(&mut self, word: Word<'_>, make: impl FnOnce(&[u8]) -> T) -> u32 {
        match self.find(word) {
            Some(number) => number,
            None => {
                let known = make(word.text());
                self.add(word, known)
            }
        }
    }

    fn add(&mut self, word: Word<'_>, known: T) -> u32 {
        self.keys.push(Key::of(word));
        self.texts.push(word.text().into());
        self.known.push(known);
        // So few places are taken that most texts are found where they are looked for first.
        if self.texts.len() * 4 > self.places.len() {
            self.grow();
        } else {
            self.place(self.texts.len() as u32);
        }
        (self.texts.len() - 1) as u32
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// The text of a number.
    pub fn text(&self, number: u32) -> &[u8] {
        &self.texts[number as usize]
    }

    /// What is known of it.
    pub fn known(&self, number: u32) -> &T {
        &self.known[number as usize]
    }

    /// The same, to be changed.
    pub fn known_mut(&mut self, number: u32) -> &mut T {
        &mut self.known[number as usize]
    }

    /// What is known of all of them.
    pub fn all_known_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.known.iter_mut()
    }

    /// Whether there are more than a column of names has.
    pub fn are_too_many(&self) -> bool {
        self.texts.len() > MOST
    }

    /// Forgets texts that are too many to be names.
    pub fn forget_if_too_many(&mut self) {
        if self.are_too_many() {
            *self = Spellings::default();
        }
    }

    /// Where a text with this hash is looked for first. What stands last in a text changes no bits of the hash but the
    /// highest.
    fn first_place(&self, hash: u64) -> usize {
        // There are 64 places or more where a text is looked for.
        (hash >> (64 - self.places.len().trailing_zeros().max(1))) as usize
    }

    fn grow(&mut self) {
        self.places = vec![0; (self.places.len() * 2).max(64)];
        (1..=self.texts.len() as u32).for_each(|number| self.place(number));
    }

    /// Takes the place of a text, by its number counted from 1.
    fn place(&mut self, number: u32) {
        let mask = self.places.len() - 1;
        let at = number as usize - 1;
        let mut at = self.first_place(self.keys[at].hash(&self.texts[at]));
        while self.places[at] != 0 {
            at = (at + 1) & mask;
        }
        self.places[at] = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_number() {
        let mut spellings = Spellings::default();
        let texts: Vec<String> = (0..1_000).map(|n| format!("text {}", n % 300)).collect();
        for (at, text) in texts.iter().enumerate() {
            assert_eq!(spellings.of(Word::of(text.as_bytes()), |_| at), (at % 300) as u32);
        }
        assert_eq!(spellings.of(Word::of(b""), |_| 0), 300);
        for length in 0..40 {
            let texts = (0..length).flat_map(|at| [b'x', b'y'].map(|byte| (at, byte)));
            for (at, byte) in texts {
                let mut text = vec![b'a'; length];
                text[at] = byte;
                let number = spellings.of(Word::of(&text), |_| 0);
                assert_eq!(spellings.text(number), text);
                // What stands around it makes no difference.
                let around = [b"xy".as_slice(), &text, b"yx"].concat();
                assert_eq!(spellings.find(Word::within(&around, 2, 2 + length)), Some(number));
            }
        }
        assert_eq!((spellings.text(7), *spellings.known(7)), (b"text 7".as_slice(), 7));
    }
}
