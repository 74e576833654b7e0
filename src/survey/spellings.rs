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

    /// The first bytes, which are all of a short text, as two numbers.
    #[inline]
    fn first(self) -> [u64; 2] {
        let [low, high] = match self.from.first_chunk() {
            Some(first) => halves(*first),
            None => self.all_there_is(),
        };
        // Without what stands behind.
        let bits = FIRST[self.length.min(SHORT)];
        [low & bits[0], high & bits[1]]
    }

    /// The first bytes of one of the last words of a text, with nothing behind it.
    #[cold]
    fn all_there_is(self) -> [u64; 2] {
        let mut first = [0; SHORT];
        first[..self.length].copy_from_slice(self.text());
        halves(first)
    }

    /// The number of a word that is written with at most four digits, those of more digits behind the others: 0 for an empty
    /// word, 1 for `0`, 11 for `00`. None for any other word.
    #[inline]
    pub fn small_number(self) -> Option<usize> {
        const BEGINS: [usize; 5] = [0, 1, 11, 111, 1_111];
        let begins = *BEGINS.get(self.length)?;
        let first = match self.from.first_chunk() {
            Some(first) => u32::from_le_bytes(*first),
            None => self.all_there_is()[0] as u32,
        };
        // The last digit comes to stand highest: what stands behind it falls out, and nothing stands before the first.
        let up = 32 - 8 * self.length;
        let digits = ((u64::from(first) ^ 0x3030_3030) << up) as u32;
        // All four at once: a byte above 9 reaches its highest bit.
        if (digits.wrapping_add(0x7676_7676) | digits) & 0x8080_8080 != 0 {
            return None;
        }
        let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
        Some(begins + ((pairs & 0xff) * 100 + (pairs >> 16 & 0xff)) as usize)
    }
}

/// Texts of this length and less are equal when their lengths and first bytes are.
const SHORT: usize = 16;

#[inline]
fn halves(first: [u8; SHORT]) -> [u64; 2] {
    let first = u128::from_le_bytes(first);
    [first as u64, (first >> 64) as u64]
}

/// By length, the bits of so many first bytes.
const FIRST: [[u64; 2]; SHORT + 1] = {
    let mut bits = [[u64::MAX; 2]; SHORT + 1];
    let mut length = 0;
    while length < SHORT {
        let all = (1u128 << (8 * length)) - 1;
        bits[length] = [all as u64, (all >> 64) as u64];
        length += 1;
    }
    bits
};

/// Texts in the order in which they were met, each with something that is known of it.
#[derive(Debug)]
pub struct Spellings<T> {
    /// Open addressing over a power of two.
    places: Vec<Place>,
    /// The bits of a hash that do not tell where a text is looked for.
    shift: u32,
    texts: Vec<Box<[u8]>>,
    known: Vec<T>,
}

/// A place for a text.
#[derive(Debug, Default, Clone, Copy)]
struct Place {
    first: [u64; 2],
    length: u32,
    /// The number of the text, counted from 1; 0 where there is none.
    number: u32,
}

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Spreads texts well; it decides nothing but where they are looked for. What stands last in a text changes no bits but the
/// highest.
#[inline]
fn hash(first: [u64; 2], text: &[u8]) -> u64 {
    let [low, high] = first;
    let hash = low.wrapping_mul(FACTOR) ^ (high ^ text.len() as u64).wrapping_mul(FACTOR.rotate_left(32) | 1);
    if text.len() <= SHORT { hash } else { hash_of_long(hash, text) }
}

fn hash_of_long(first: u64, text: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    let (words, _) = text.as_chunks::<8>();
    let hash = words.iter().fold(first, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    text.last_chunk().map_or(hash, |last| mix(hash, u64::from_le_bytes(*last)))
}

impl<T> Default for Spellings<T> {
    fn default() -> Spellings<T> {
        Spellings { places: Vec::new(), shift: 0, texts: Vec::new(), known: Vec::new() }
    }
}

impl<T> Spellings<T> {
    /// The number of a text that was met.
    #[inline]
    pub fn find(&self, word: Word<'_>) -> Option<u32> {
        let first = word.first();
        let mut at = (hash(first, word.text()) >> self.shift) as usize;
        loop {
            // Without places there is none to look at.
            let place = self.places.get(at)?;
            let number = place.number.checked_sub(1)?;
            if place.first == first && place.length as usize == word.length && self.is_all(number, word) {
                return Some(number);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }

    /// Whether a text that begins like this word, and is as long, is the same.
    #[inline]
    fn is_all(&self, number: u32, word: Word<'_>) -> bool {
        word.length <= SHORT || *self.texts[number as usize] == *word.text()
    }

    /// The number of a text; what is known of a new one is made by `make`.
    #[inline]
    pub fn of(&mut self, word: Word<'_>, make: impl FnOnce(&[u8]) -> T) -> u32 {
        match self.find(word) {
            Some(number) => number,
            None => self.add(word.text(), make(word.text())),
        }
    }

    #[cold]
    fn add(&mut self, text: &[u8], known: T) -> u32 {
        self.texts.push(text.into());
        self.known.push(known);
        // So few places are taken that most texts are found where they are looked for first.
        if self.texts.len() * 4 > self.places.len() {
            self.grow();
        } else {
            self.place(self.texts.len() - 1);
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
    pub fn all_known(&self) -> impl Iterator<Item = &T> {
        self.known.iter()
    }

    /// The same, to be changed.
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

    fn grow(&mut self) {
        self.places = vec![Place::default(); (self.places.len() * 2).max(64)];
        self.shift = 64 - self.places.len().trailing_zeros();
        (0..self.texts.len()).for_each(|number| self.place(number));
    }

    /// Takes a place for a text.
    fn place(&mut self, number: usize) {
        let text = &self.texts[number];
        let (first, mask) = (Word::of(text).first(), self.places.len() - 1);
        let mut at = (hash(first, text) >> self.shift) as usize;
        while self.places[at].number != 0 {
            at = (at + 1) & mask;
        }
        self.places[at] = Place { first, length: text.len() as u32, number: number as u32 + 1 };
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

    #[test]
    fn small_numbers_are_those_of_at_most_four_digits() {
        let number = |text: &[u8]| Word::of(text).small_number();
        let texts = ["", "0", "9", "00", "99", "000", "999", "0000", "9999"];
        let numbers = texts.map(|text| number(text.as_bytes()));
        assert_eq!(numbers, [0, 1, 10, 11, 110, 111, 1_110, 1_111, 11_110].map(Some));
        assert_eq!(Word::within(b"1,3745,12345", 2, 6).small_number(), Some(1_111 + 3_745));
        for byte in 0..=u8::MAX {
            for at in 0..4 {
                let mut text = *b"1234567";
                text[at] = byte;
                let word = Word::within(&text, 0, 4);
                assert_eq!(word.small_number().is_some(), byte.is_ascii_digit(), "{text:?}");
            }
        }
        assert_eq!(number(b"12345"), None);
    }
}
