//! Where labels go so that they do not run into each other.

/// Places labels as near as possible to where they belong (`wanted`, any order), at least `gap` apart and between `low`
/// and `high`. The sum of squared shifts is the least possible (pool adjacent violators). If there is no room for
/// all, they are spread evenly from `low`, `gap` apart.
pub fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]).then(a.cmp(&b)));
    // Without its share of the gaps, each label only must not lie before the one above it.
    let mut blocks: Vec<(f64, usize)> = Vec::with_capacity(order.len());
    for (place, &label) in order.iter().enumerate() {
        let mut block = (wanted[label] - gap * place as f64, 1);
        while let Some(&(mean, count)) = blocks.last() {
            if mean <= block.0 {
                break;
            }
            blocks.pop();
            let together = count + block.1;
            block = ((mean * count as f64 + block.0 * block.1 as f64) / together as f64, together);
        }
        blocks.push(block);
    }
    let most = (high - gap * order.len().saturating_sub(1) as f64).max(low);
    let free = blocks.into_iter().flat_map(|(mean, count)| std::iter::repeat_n(mean.min(most).max(low), count));
    let mut placed = vec![0.0; wanted.len()];
    for (place, (position, &label)) in free.zip(&order).enumerate() {
        placed[label] = position + gap * place as f64;
    }
    placed
}

/// A text that hangs on a vertical line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flag {
    /// Where the line is.
    pub at: f64,
    /// Where the text begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
}

/// Puts flags in rows above each other, row 0 on top, so that no text touches another and, where that is possible, no
/// line runs through a text below it: the row of each.
pub fn rows(flags: &[Flag]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..flags.len()).collect();
    order.sort_by(|&a, &b| flags[a].from.total_cmp(&flags[b].from).then(a.cmp(&b)));
    let mut placed: Vec<(usize, Flag)> = Vec::with_capacity(flags.len());
    let mut row_of = vec![0; flags.len()];
    for index in order {
        let flag = flags[index];
        let crosses = |line: f64, text: Flag| text.from < line && line < text.to;
        let is_free = |row: usize| {
            placed.iter().all(|&(other_row, other)| match other_row.cmp(&row) {
                std::cmp::Ordering::Less => !crosses(other.at, flag),
                std::cmp::Ordering::Equal => other.to <= flag.from || flag.to <= other.from,
                std::cmp::Ordering::Greater => !crosses(flag.at, other),
            })
        };
        let bottom = placed.iter().map(|&(row, _)| row + 1).max().unwrap_or(0);
        let row = (0..=bottom).find(|&row| is_free(row)).unwrap_or(bottom);
        placed.push((row, flag));
        row_of[index] = row;
    }
    row_of
}

/// Every how many labels one can be shown when they stand `distance` apart and the widest is `width`.
pub fn every(distance: f64, width: f64) -> usize {
    if distance <= 0.0 { 1 } else { (width / distance).ceil().max(1.0) as usize }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_with_room_stay_where_they_belong() {
        assert_eq!(spread(&[50.0, 10.0, 90.0], 16.0, 0.0, 100.0), [50.0, 10.0, 90.0]);
    }

    #[test]
    fn labels_that_collide_share_the_shift() {
        assert_eq!(spread(&[50.0, 50.0], 16.0, 0.0, 100.0), [42.0, 58.0]);
        assert_eq!(spread(&[99.0, 98.0], 16.0, 0.0, 100.0), [100.0, 84.0]);
    }

    #[test]
    fn flags_share_a_row_unless_they_touch() {
        let flag = |from: f64, to: f64| Flag { at: from, from, to };
        assert_eq!(rows(&[flag(0.0, 10.0), flag(5.0, 15.0), flag(16.0, 20.0)]), [0, 1, 0]);
        assert_eq!(rows(&[]), Vec::<usize>::new());
    }

    #[test]
    fn no_line_runs_through_a_text_below_it() {
        let left = Flag { at: 50.0, from: 0.0, to: 48.0 };
        let before = Flag { at: 20.0, from: 22.0, to: 60.0 };
        assert_eq!(rows(&[before, left]), [1, 0]);
    }

    proptest! {
        #[test]
        fn labels_never_overlap_and_keep_their_order(wanted in prop::collection::vec(0.0..300.0f64, 0..15)) {
            let placed = spread(&wanted, 17.0, 0.0, 300.0);
            for a in 0..wanted.len() {
                prop_assert!((-1e-6..=300.0 + 1e-6).contains(&placed[a]));
                for b in 0..wanted.len() {
                    prop_assert!(a == b || (placed[a] - placed[b]).abs() >= 17.0 - 1e-6);
                    prop_assert!(wanted[a] >= wanted[b] || placed[a] < placed[b]);
                }
            }
        }
    }
}
