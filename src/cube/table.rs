//! The counts of one wave and brand.

use super::codes::Code;
use super::sums::{Short, Sums};

/// The counts of the rows of one wave and brand, by code and slot: what rows of one answer add to stands together.
#[derive(Debug, Default)]
pub(super) struct Table<S> {
    /// Slots, for each of which there is a place with each code.
    width: usize,
    places: Vec<S>,
    /// All rows in it: no place can have more.
    pub all: Short,
}

impl<S: Sums> Table<S> {
    /// Makes room for so many codes and slots.
    pub(super) fn make_room(&mut self, codes: usize, width: usize) {
        if width > self.width {
            let mut wider = vec![S::default(); codes * width];
            let old = self.places.chunks(self.width.max(1));
            wider.chunks_mut(width).zip(old).for_each(|(wider, old)| wider[..old.len()].copy_from_slice(old));
            (self.places, self.width) = (wider, width);
        }
        let needed = codes * self.width;
        if needed > self.places.capacity() {
            // Of a question with many answers some more come with every batch.
            self.places.reserve_exact(needed + needed / 8 - self.places.len());
        }
        if needed > self.places.len() {
            self.places.resize(needed, S::default());
        }
    }

    /// Adds rows; `slots` are those of all of them, of each as many.
    pub(super) fn add(&mut self, codes: &[Code], rows: &[S], slots: &[u32]) {
        // For the usual numbers of slots the loop over them is none.
        match slots.len() / rows.len().max(1) {
            1 => self.add_each(codes, rows, slots.as_chunks::<1>().0),
            2 => self.add_each(codes, rows, slots.as_chunks::<2>().0),
            3 => self.add_each(codes, rows, slots.as_chunks::<3>().0),
            4 => self.add_each(codes, rows, slots.as_chunks::<4>().0),
            each => self.add_each(codes, rows, slots.chunks_exact(each.max(1))),
        }
    }

    #[inline]
    fn add_each<'a, T: AsRef<[u32]> + 'a>(&mut self, codes: &[Code], rows: &[S], slots: impl IntoIterator<Item = T>) {
        let (width, places) = (self.width, self.places.as_mut_slice());
        for ((code, row), slots) in codes.iter().zip(rows).zip(slots) {
            let first = usize::from(*code) * width;
            // What is not counted here has a code above all others.
            if let Some(places) = places.get_mut(first..first + width) {
                slots.as_ref().iter().for_each(|slot| places[*slot as usize].add(*row));
            }
        }
    }

    /// What was added up in each place with rows, by code and slot.
    pub(super) fn counted(&self) -> impl Iterator<Item = (Code, usize, S)> {
        let codes = (0..).zip(self.places.chunks(self.width.max(1)));
        let all = codes.flat_map(|(code, slots)| slots.iter().enumerate().map(move |(slot, sums)| (code, slot, *sums)));
        all.filter(|(_, _, sums)| !sums.is_empty())
    }
}
