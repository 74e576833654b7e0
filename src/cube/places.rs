//! What is kept by time and brand, found without comparing keys.

use crate::survey::NameId;
use crate::wave::TimeKey;

/// A value for each time and brand that was met. Times of a source lie close together, so that a table by time is small.
#[derive(Debug)]
pub(super) struct Places<T> {
    /// By brand, the first of none: a table by time.
    tables: Vec<Times>,
    values: Vec<(TimeKey, Option<NameId>, T)>,
}

/// Where the values of one brand stand.
#[derive(Debug, Default)]
struct Times {
    first: i32,
    /// By the distance from `first`; [`NOWHERE`] where there is no value.
    at: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;

impl<T> Default for Places<T> {
    fn default() -> Places<T> {
        Places { tables: Vec::new(), values: Vec::new() }
    }
}

impl<T> Places<T> {
    /// The value of a time and brand, made if there is none.
    pub(super) fn of(&mut self, time: TimeKey, brand: Option<NameId>, make: impl FnOnce() -> T) -> &mut T {
        let at = self.number(time, brand, make);
        &mut self.values[at as usize].2
    }

    /// The number of that value, counted from 0 in the order in which values were made.
    #[inline]
    pub(super) fn number(&mut self, time: TimeKey, brand: Option<NameId>, make: impl FnOnce() -> T) -> u32 {
        let table = brand.map_or(0, |brand| usize::from(brand.0) + 1);
        if self.tables.len() <= table {
            self.tables.resize_with(table + 1, Times::default);
        }
        let at = self.tables[table].place(time.0);
        if *at == NOWHERE {
            *at = self.values.len() as u32;
            self.values.push((time, brand, make()));
        }
        *at
    }

    /// The value of this number.
    #[inline]
    pub(super) fn numbered(&mut self, number: u32) -> &mut T {
        &mut self.values[number as usize].2
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The values by time, then by brand.
    pub(super) fn into_sorted(self) -> Vec<(TimeKey, Option<NameId>, T)> {
        let mut values = self.values;
        values.sort_by_key(|(time, brand, _)| (*time, *brand));
        values
    }
}

impl Times {
    #[inline]
    fn place(&mut self, time: i32) -> &mut u32 {
        if self.at.is_empty() {
            self.first = time;
        }
        if time < self.first {
            let more = (self.first - time) as usize;
            self.at.splice(0..0, std::iter::repeat_n(NOWHERE, more));
            self.first = time;
        }
        let at = (time - self.first) as usize;
        if at >= self.at.len() {
            self.at.resize(at + 1, NOWHERE);
        }
        &mut self.at[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_and_brand_has_a_value_of_its_own() {
        let mut places = Places::default();
        let keys = [(5, None), (3, Some(1)), (9, None), (5, Some(1)), (-2, None), (5, None)];
        for (at, (time, brand)) in keys.into_iter().enumerate() {
            places.of(TimeKey(time), brand.map(NameId), Vec::new).push(at);
        }
        let found: Vec<_> = places.into_sorted().into_iter().map(|(t, b, v)| (t.0, b.map(|b| b.0), v)).collect();
        assert_eq!(
            found,
            [
                (-2, None, vec![4]),
                (3, Some(1), vec![1]),
                (5, None, vec![0, 5]),
                (5, Some(1), vec![3]),
                (9, None, vec![2])
            ]
        );
    }
}
