//! Small dense symmetric matrices: normal equations, correlation matrices. Orders of tens, not thousands.
//!
//! Entries have the unit that the caller gives them. Sources: Golub & Van Loan (2013), Matrix Computations, 4.2 and
//! 8.5.

/// The least pivot, relative to the diagonal that it started from, at which a column still counts as its own: below
/// it the column is a linear combination of others (methods: 1e-10, a variance inflation of ten thousand million).
pub const LEAST_PIVOT: f64 = 1e-10;

/// A symmetric matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetric {
    order: usize,
    values: Vec<f64>,
}

/// A column that is a linear combination of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependent {
    /// The column.
    pub column: usize,
    /// The columns before it that it is made of; none if it is zero.
    pub on: Vec<usize>,
}

/// Eigenvalues with their vectors, in no particular order.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigen {
    /// The eigenvalues.
    pub values: Vec<f64>,
    /// The vector of each value, of length one.
    pub vectors: Vec<Vec<f64>>,
}

impl Symmetric {
    /// From the entries on and below the diagonal: `entry(row, column)` is asked for `column <= row` alone.
    pub fn from_lower(order: usize, mut entry: impl FnMut(usize, usize) -> f64) -> Self {
        let mut matrix = Self { order, values: vec![0.0; order * order] };
        for row in 0..order {
            for column in 0..=row {
                let value = entry(row, column);
                matrix.values[row * order + column] = value;
                matrix.values[column * order + row] = value;
            }
        }
        matrix
    }

    /// Rows, as many as columns.
    pub fn order(&self) -> usize {
        self.order
    }

    /// An entry.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.order + column]
    }

    /// A row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.order..(row + 1) * self.order]
    }

    /// The inverse, by the sweep operator (Goodnight 1979, The American Statistician 33:149).
    ///
    /// # Errors
    /// The first column that is a linear combination of those before it.
    pub fn inverse(&self) -> Result<Self, Dependent> {
        let mut swept = self.clone();
        for k in 0..self.order {
            if !swept.sweep(k, self.get(k, k)) {
                let on = (0..k).filter(|&i| swept.get(i, k).abs() > 1e-6).collect();
                return Err(Dependent { column: k, on });
            }
        }
        swept.values.iter_mut().for_each(|value| *value = -*value);
        Ok(swept)
    }

    /// A solution of `A x = rhs` for a matrix of normal equations that may be singular: columns that depend on those
    /// before them take no part and have a zero. The fitted values do not depend on which columns those are.
    ///
    /// `rhs` has as many entries as the matrix has rows. Cholesky's decomposition with a tolerance for pivots, as R's
    /// `lm` leaves out aliased columns.
    pub fn solve(&self, rhs: &[f64]) -> Vec<f64> {
        let k = self.order;
        let entry = |i: usize, j: usize| match (i == k, j == k) {
            (true, true) => 0.0,
            (true, false) => rhs[j],
            _ => self.get(i, j),
        };
        let mut augmented = Self::from_lower(k + 1, entry);
        let used: Vec<bool> = (0..k).map(|i| augmented.sweep(i, self.get(i, i))).collect();
        (0..k).map(|i| if used[i] { augmented.get(i, k) } else { 0.0 }).collect()
    }

    /// Sweeps column `k`; false, and nothing done, if what is left of it is nothing.
    fn sweep(&mut self, k: usize, original: f64) -> bool {
        let (n, pivot) = (self.order, self.get(k, k));
        if pivot.is_nan() || pivot <= LEAST_PIVOT * original {
            return false;
        }
        let column: Vec<f64> = self.row(k).to_vec();
        for i in (0..n).filter(|&i| i != k) {
            let factor = column[i] / pivot;
            for j in (0..n).filter(|&j| j != k) {
                self.values[i * n + j] -= factor * column[j];
            }
            self.values[i * n + k] = factor;
            self.values[k * n + i] = factor;
        }
        self.values[k * n + k] = -1.0 / pivot;
        true
    }

    /// Eigenvalues and vectors by Jacobi's rotations (Golub & Van Loan, Matrix Computations, 8.5), which keep the small
    /// eigenvalues of a positive matrix accurate.
    pub fn eigen(&self) -> Eigen {
        let n = self.order;
        let mut a = self.clone();
        let mut vectors: Vec<Vec<f64>> =
            (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
        // quadratic convergence: a few rounds of all pairs; the bound only ends what holds no number
        for _ in 0..64 {
            let mut rotated = false;
            for p in 0..n {
                for q in p + 1..n {
                    let off = a.get(p, q);
                    if off.abs() > 1e-18 * (a.get(p, p).abs() + a.get(q, q).abs()) {
                        a.rotate(p, q, &mut vectors);
                        rotated = true;
                    }
                }
            }
            if !rotated {
                break;
            }
        }
        Eigen { values: (0..n).map(|i| a.get(i, i)).collect(), vectors }
    }

    /// The rotation that makes entry (p, q) zero.
    fn rotate(&mut self, p: usize, q: usize, vectors: &mut [Vec<f64>]) {
        let n = self.order;
        let theta = (self.get(q, q) - self.get(p, p)) / (2.0 * self.get(p, q));
        let t = libm::copysign(1.0, theta) / (theta.abs() + libm::hypot(theta, 1.0));
        let c = 1.0 / libm::hypot(t, 1.0);
        let s = t * c;
        for i in 0..n {
            let (ip, iq) = (self.get(i, p), self.get(i, q));
            self.values[i * n + p] = c * ip - s * iq;
            self.values[i * n + q] = s * ip + c * iq;
        }
        for j in 0..n {
            let (pj, qj) = (self.get(p, j), self.get(q, j));
            self.values[p * n + j] = c * pj - s * qj;
            self.values[q * n + j] = s * pj + c * qj;
        }
        self.values[p * n + q] = 0.0;
        self.values[q * n + p] = 0.0;
        let (before, from_q) = vectors.split_at_mut(q);
        for (of_p, of_q) in before[p].iter_mut().zip(&mut from_q[0]) {
            (*of_p, *of_q) = (c * *of_p - s * *of_q, s * *of_p + c * *of_q);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(ours: f64, expected: f64) {
        assert!((ours - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{ours} instead of {expected}");
    }

    #[test]
    fn an_inverse_by_hand() {
        let inverse = Symmetric::from_lower(2, |i, j| if i == j { 2.0 } else { 1.0 }).inverse().unwrap();
        close(inverse.get(0, 0), 2.0 / 3.0);
        close(inverse.get(1, 0), -1.0 / 3.0);
        assert_eq!(inverse.get(0, 1), inverse.get(1, 0));
    }

    #[test]
    fn a_dependent_column_is_named_with_what_it_is_made_of() {
        // x3 = x0 + x2, x1 apart
        let rows = [[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0], [1.0, 0.0, 1.0, 2.0]];
        let matrix = Symmetric::from_lower(4, |i, j| rows[i][j]);
        assert_eq!(matrix.inverse(), Err(Dependent { column: 3, on: vec![0, 2] }));
        let solution = matrix.solve(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(solution, [1.0, 2.0, 3.0, 0.0]);
        assert_eq!(Symmetric::from_lower(1, |_, _| 0.0).inverse(), Err(Dependent { column: 0, on: Vec::new() }));
        assert!(Symmetric::from_lower(1, |_, _| f64::NAN).inverse().is_err());
    }

    proptest! {
        #[test]
        fn inverse_and_eigenvalues_rebuild_the_matrix(entries in proptest::collection::vec(-1.0..1.0f64, 25)) {
            // B'B + 1/10 is positive
            let matrix = Symmetric::from_lower(5, |i, j| {
                let product: f64 = (0..5).map(|k| entries[5 * k + i] * entries[5 * k + j]).sum();
                product + if i == j { 0.1 } else { 0.0 }
            });
            let inverse = matrix.inverse().unwrap();
            let eigen = matrix.eigen();
            for i in 0..5 {
                for j in 0..5 {
                    let one: f64 = (0..5).map(|k| matrix.get(i, k) * inverse.get(k, j)).sum();
                    prop_assert!((one - f64::from(u8::from(i == j))).abs() < 1e-10);
                    let again: f64 = (0..5).map(|k| eigen.values[k] * eigen.vectors[k][i] * eigen.vectors[k][j]).sum();
                    prop_assert!((again - matrix.get(i, j)).abs() < 1e-12);
                }
            }
        }
    }
}
