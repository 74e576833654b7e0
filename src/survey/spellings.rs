//! The texts of a column by small numbers, so that a text that comes again is found by its bytes alone.

/// More texts than this are forgotten between two pieces of a file: the column has no names.
const MOST: usize = 200_000;

/// Texts in the order in which they were met, each with something that is known of it.
#[derive(Debug)]
pub struct Spellings<T> {
    /// Open addressing over a power of two: the number of a text, counted from 1; 0 is an empty place.
    places: Vec<u32>,
    texts: Vec<Met<T>>,
}

/// A text that was met.
#[derive(Debug)]
struct Met<T> {
    key: Key,
    text: Box<[u8]>,
    known: T,
}

/// The length of a text with its first and its last bytes: all that there is of one of at most 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    length: usize,
    first: u64,
    last: u64,
}

impl Key {
    /// Texts of this length and less are equal when their keys are.
    const WHOLE: usize = 16;

    #[inline]
    fn of(text: &[u8]) -> Key {
        let long = |word: &[u8; 8]| u64::from_le_bytes(*word);
        let short = |word: &[u8; 4]| u64::from(u32::from_le_bytes(*word));
        let (first, last) = match (text.first_chunk(), text.last_chunk()) {
            (Some(first), Some(last)) => (long(first), long(last)),
            _ => match (text.first_chunk(), text.last_chunk(), text) {
                (Some(first), Some(last), _) => (short(first), short(last)),
                (_, _, [first, .., last]) => (u64::from(*first), u64::from(text[1]) << 8 | u64::from(*last)),
                (_, _, [one]) => (u64::from(*one), 0),
                (_, _, []) => (0, 0),
            },
        };
        Key { length: text.len(), first, last }
    }

    /// Spreads texts well; it decides nothing but where they are looked for.
    fn hash(self, text: &[u8]) -> u64 {
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(FACTOR);
        let mut hash = mix(mix(self.length as u64, self.first), self.last);
        if self.length > Key::WHOLE {
            let (words, _) = text.as_chunks::<8>();
            hash = words.iter().fold(hash, |hash, word| mix(hash, u64::from_le_bytes(*word)));
        }
        hash
    }
}

impl<T> Default for Spellings<T> {
    fn default() -> Spellings<T> {
        Spellings { places: Vec::new(), texts: Vec::new() }
    }
}

impl<T> Spellings<T> {
    /// The number of a text that was met.
    #[inline]
    pub fn find(&self, text: &[u8]) -> Option<u32> {
        let mask = self.places.len().checked_sub(1)?;
        let key = Key::of(text);
        let is_same = |met: &Met<T>| met.key == key && (key.length <= Key::WHOLE || *met.text == *text);
        let mut at = self.first_place(key.hash(text));
        loop {
            match self.places[at] {
                0 => return None,
                number if is_same(&self.texts[number as usize - 1]) => return Some(number - 1),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The number of a text; what is known of a new one is made by `make`.
    pub fn of(&mut self, text: &[u8], make: impl FnOnce(&[u8]) -> T) -> u32 {
        match self.find(text) {
            Some(number) => number,
            None => {
                let known = make(text);
                self.add(text, known)
            }
        }
    }

    fn add(&mut self, text: &[u8], known: T) -> u32 {
        self.texts.push(Met { key: Key::of(text), text: text.into(), known });
        if self.texts.len() * 2 > self.places.len() {
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
        &self.texts[number as usize].text
    }

    /// What is known of it.
    pub fn known(&self, number: u32) -> &T {
        &self.texts[number as usize].known
    }

    /// The same, to be changed.
    pub fn known_mut(&mut self, number: u32) -> &mut T {
        &mut self.texts[number as usize].known
    }

    /// What is known of all of them.
    pub fn all_known_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.texts.iter_mut().map(|met| &mut met.known)
    }

    /// Whether there are more than a column of names has.
    pub fn are_too_many(&self) -> bool {
        self.texts.len() > MOST
    }

    /// Forgets texts that are too many to be names.
    pub fn forget_if_too_many(&mut self) {
        if self.are_too_many() {
            self.places.clear();
            self.texts.clear();
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
        let Met { key, text, .. } = &self.texts[number as usize - 1];
        let mut at = self.first_place(key.hash(text));
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
            assert_eq!(spellings.of(text.as_bytes(), |_| at), (at % 300) as u32);
        }
        assert_eq!(spellings.of(b"", |_| 0), 300);
        for length in 0..40 {
            let texts = (0..length).flat_map(|at| [b'x', b'y'].map(|byte| (at, byte)));
            for (at, byte) in texts {
                let mut text = vec![b'a'; length];
                text[at] = byte;
                let number = spellings.of(&text, |_| 0);
                assert_eq!(spellings.text(number), text);
            }
        }
        assert_eq!((spellings.text(7), *spellings.known(7)), (b"text 7".as_slice(), 7));
    }
}
