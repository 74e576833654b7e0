//! Rows of a batch in the order in which they are counted.

/// The rows of a batch, those of one place after one another: what is counted of a place then stays in the processor's cache
/// while its rows are. Sums are exact, so that no result depends on it.
#[derive(Debug, Default)]
pub(super) struct Order {
    rows: Vec<u32>,
    /// By place, where its next row goes.
    next: Vec<u32>,
}

impl Order {
    /// The order of rows that belong to these places, which are below `count`.
    pub(super) fn arrange(&mut self, places: &[u32], count: usize) {
        self.next.clear();
        self.next.resize(count, 0);
        places.iter().for_each(|place| self.next[*place as usize] += 1);
        let mut begin = 0;
        for next in &mut self.next {
            begin += std::mem::replace(next, begin);
        }
        self.rows.clear();
        self.rows.resize(places.len(), 0);
        for (place, row) in places.iter().zip(0..) {
            let next = &mut self.next[*place as usize];
            self.rows[*next as usize] = row;
            *next += 1;
        }
    }

    /// The rows, by their numbers in the batch.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().map(|row| *row as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_of_a_place_follow_one_another(places in prop::collection::vec(0..5u32, 0..40)) {
            let mut order = Order::default();
            order.arrange(&[4, 4, 0], 5);
            order.arrange(&places, 5);
            let mut rows: Vec<usize> = (0..places.len()).collect();
            rows.sort_by_key(|row| places[*row]);
            prop_assert_eq!(order.rows().collect::<Vec<_>>(), rows);
        }
    }
}
