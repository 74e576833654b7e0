//! The texts of a column by small numbers, so that a text that comes again is found by its bytes alone.

/// More texts than this are forgotten between two pieces of a file: the column has no names.
const MOST: usize = 200_000;

/// Texts in the order in which they were met, each with something that is known of it.
#[derive(Debug)]
pub struct Spellings<T> {
    /// Open addressing over a power of two: the number of a text, counted from 1; 0 is an empty place.
    places: Vec<u32>,
    texts: Vec<(Box<[u8]>, T)>,
}

impl<T> Default for Spellings<T> {
    fn default() -> Spellings<T> {
        Spellings { places: Vec::new(), texts: Vec::new() }
    }
}

impl<T> Spellings<T> {
    /// The number of a text that was met.
    pub fn find(&self, text: &[u8]) -> Option<u32> {
        let mask = self.places.len().checked_sub(1)?;
        let mut at = hash(text) as usize & mask;
        loop {
            match self.places[at] {
                0 => return None,
                number if *self.texts[number as usize - 1].0 == *text => return Some(number - 1),
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
        self.texts.push((text.into(), known));
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
        &self.texts[number as usize].0
    }

    /// What is known of it.
    pub fn known(&self, number: u32) -> &T {
        &self.texts[number as usize].1
    }

    /// The same, to be changed.
    pub fn known_mut(&mut self, number: u32) -> &mut T {
        &mut self.texts[number as usize].1
    }

    /// What is known of all of them.
    pub fn all_known_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.texts.iter_mut().map(|(_, known)| known)
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

    fn grow(&mut self) {
        self.places = vec![0; (self.places.len() * 2).max(64)];
        (1..=self.texts.len() as u32).for_each(|number| self.place(number));
    }

    /// Takes the place of a text, by its number counted from 1.
    fn place(&mut self, number: u32) {
        let mask = self.places.len() - 1;
        let mut at = hash(&self.texts[number as usize - 1].0) as usize & mask;
        while self.places[at] != 0 {
            at = (at + 1) & mask;
        }
        self.places[at] = number;
    }
}

/// Spreads short texts well; it decides nothing but where they are looked for.
fn hash(text: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = text.len() as u64;
    let (words, rest) = text.as_chunks::<8>();
    for word in words {
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR);
    }
    for byte in rest {
        hash = (hash.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(FACTOR);
    }
    hash ^ (hash >> 32)
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
        assert_eq!((spellings.text(7), *spellings.known(7)), (b"text 7".as_slice(), 7));
        assert_eq!(spellings.of(b"", |_| 0), 300);
    }
}
