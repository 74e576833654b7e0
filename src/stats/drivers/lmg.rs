//! Averages over orders: what each attribute adds to R², averaged over all orders in which they may enter.
//!
//! The measure of Lindeman, Merenda & Gold (1980), called LMG (Grömping 2006, Journal of Statistical Software 17(1)),
//! the Shapley value of R². Its parts are never negative and add up to R².

use crate::stats::linear::Symmetric;

/// The most attributes for which it is computed: 2^12 regressions.
pub const MOST_ATTRIBUTES: usize = 12;

/// The part of R² of each attribute, from the correlations of the outcome (column 0) and attributes of which none is
/// a combination of others. Fractions of the outcome's variance that add up to R² (Lindeman, Merenda & Gold 1980; relaimpo's
/// `lmg`). `None` if there are more than [`MOST_ATTRIBUTES`] or none.
pub fn lmg(correlations: &Symmetric) -> Option<Vec<f64>> {
    let k = correlations.order().checked_sub(1)?;
    if k == 0 || k > MOST_ATTRIBUTES {
        return None;
    }
    let r2 = subset_r2(correlations, k);
    // |S|! (k-1-|S|)! / k! = 1 / (k C(k-1, |S|))
    let mut chance = vec![1.0 / k as f64; k];
    for size in 1..k {
        chance[size] = chance[size - 1] * size as f64 / (k - size) as f64;
    }
    let mut parts = vec![0.0; k];
    for (subset, without) in r2.iter().enumerate() {
        let Some(chance) = chance.get(subset.count_ones() as usize) else { continue };
        let mut absent = !subset & (r2.len() - 1);
        while absent != 0 {
            let attribute = absent.trailing_zeros() as usize;
            parts[attribute] += chance * (r2[subset | 1 << attribute] - without);
            absent &= absent - 1;
        }
    }
    Some(parts)
}

/// R² of every subset of attributes, by its bits.
///
/// Subsets are walked as a tree in which each adds a later attribute than its parent. What an attribute adds is read
/// from what is left of the matrix when the subset's attributes are taken out of those after it (Gaussian elimination),
/// so that most steps handle very few columns: together a few operations a subset.
fn subset_r2(correlations: &Symmetric, k: usize) -> Vec<f64> {
    let mut r2 = vec![0.0; 1 << k];
    // the attributes first, the outcome last
    let column = |i: usize| if i == k { 0 } else { i + 1 };
    let root = Symmetric::from_lower(k + 1, |i, j| correlations.get(column(i), column(j)));
    let mut levels = vec![vec![0.0; (k + 1) * (k + 1)]; k + 1];
    for i in 0..=k {
        levels[0][i * (k + 1)..(i + 1) * (k + 1)].copy_from_slice(root.row(i));
    }
    walk(&mut levels, k, 0, 0, &mut r2);
    r2
}

/// Adds each attribute from `first` on to the subset, whose matrix is the first of `levels`.
fn walk(levels: &mut [Vec<f64>], k: usize, subset: usize, first: usize, r2: &mut [f64]) {
    let width = k + 1;
    for attribute in first..k {
        let Some((matrix, rest)) = levels.split_first_mut() else { return };
        let pivots = &matrix[attribute * width..(attribute + 1) * width];
        let larger = subset | 1 << attribute;
        r2[larger] = r2[subset] + pivots[k] * pivots[k] / pivots[attribute];
        if attribute + 1 < k {
            for i in attribute + 1..k {
                let factor = pivots[i] / pivots[attribute];
                let (from, to) = (&matrix[i * width..(i + 1) * width], &mut rest[0][i * width..(i + 1) * width]);
                for j in i..=k {
                    to[j] = from[j] - factor * pivots[j];
                }
            }
            walk(rest, k, larger, attribute + 1, r2);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_attribute_has_all_and_two_share_what_they_have_together() {
        let one = lmg(&Symmetric::from_lower(2, |i, j| if i == j { 1.0 } else { 0.6 })).unwrap();
        assert!((one[0] - 0.36).abs() < 1e-15);
        // uncorrelated: squares; then by hand with r12 = .5, r1 = .6, r2 = .3
        let apart = |i: usize, j: usize| [1.0, 0.6, 1.0, 0.3, 0.0, 1.0][i * (i + 1) / 2 + j];
        let parts = lmg(&Symmetric::from_lower(3, apart)).unwrap();
        assert!((parts[0] - 0.36).abs() < 1e-15 && (parts[1] - 0.09).abs() < 1e-15);
        let together = |i: usize, j: usize| [1.0, 0.6, 1.0, 0.3, 0.5, 1.0][i * (i + 1) / 2 + j];
        let parts = lmg(&Symmetric::from_lower(3, together)).unwrap();
        let r2 = (0.36 + 0.09 - 2.0 * 0.5 * 0.18) / 0.75;
        assert!((parts[0] - 0.5 * (0.36 + r2 - 0.09)).abs() < 1e-15);
        assert!((parts[1] - 0.5 * (0.09 + r2 - 0.36)).abs() < 1e-15);
    }

    #[test]
    fn too_many_or_none() {
        assert_eq!(lmg(&Symmetric::from_lower(1, |_, _| 1.0)), None);
        assert_eq!(lmg(&Symmetric::from_lower(0, |_, _| 1.0)), None);
        assert_eq!(lmg(&Symmetric::from_lower(14, |i, j| f64::from(u8::from(i == j)))), None);
        let most = lmg(&Symmetric::from_lower(13, |i, j| f64::from(u8::from(i == j)))).unwrap();
        assert_eq!(most, vec![0.0; 12]);
    }

    proptest! {
        #[test]
        fn parts_are_not_negative_add_up_and_follow_their_attributes(
            entries in proptest::collection::vec(-1.0..1.0f64, 36),
        ) {
            // correlations of six random vectors with noise of their own
            let product = |i: usize, j: usize| {
                (0..6).map(|k| entries[6 * i + k] * entries[6 * j + k]).sum::<f64>() + if i == j { 0.2 } else { 0.0 }
            };
            let correlation = |i, j| product(i, j) / (product(i, i) * product(j, j)).sqrt();
            let matrix = Symmetric::from_lower(6, correlation);
            let parts = lmg(&matrix).unwrap();
            prop_assert!(parts.iter().all(|part| *part >= -1e-12));
            let all = subset_r2(&matrix, 5)[31];
            prop_assert!((parts.iter().sum::<f64>() - all).abs() < 1e-12);
            // R² of the whole by the normal equations
            let attributes = Symmetric::from_lower(5, |i, j| matrix.get(i + 1, j + 1));
            let r: Vec<f64> = (1..6).map(|i| matrix.get(i, 0)).collect();
            let solved: f64 = attributes.solve(&r).iter().zip(&r).map(|(beta, r)| beta * r).sum();
            prop_assert!((solved - all).abs() < 1e-10);
            let reversed = |i: usize| if i == 0 { 0 } else { 6 - i };
            let again = lmg(&Symmetric::from_lower(6, |i, j| matrix.get(reversed(i), reversed(j)))).unwrap();
            prop_assert!(parts.iter().zip(again.iter().rev()).all(|(a, b)| (a - b).abs() < 1e-12));
        }
    }
}
