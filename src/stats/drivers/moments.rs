//! Exact sums of products of answers, from which correlations are formed.
//!
//! Sums are whole numbers in the unit of the answers times the unit of the weights; correlations (Pearson 1895) have
//! none.

use super::Refusal;
use crate::stats::linear::Symmetric;
use serde::{Deserialize, Serialize};

/// Sums over complete rows of an outcome (column 0) and attributes: whole numbers, so that any order of adding and
/// merging gives the same, and taking a group of respondents away again leaves exactly the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossMoments {
    columns: usize,
    n: u64,
    weight: i128,
    sums: Vec<i128>,
    /// Σ w x_i x_j for j <= i, row by row.
    products: Vec<i128>,
    /// A sum did not fit.
    exceeded: bool,
}

impl CrossMoments {
    /// No rows yet, of an outcome and attributes: `columns` counts both.
    pub fn new(columns: usize) -> Self {
        let products = vec![0; columns * (columns + 1) / 2];
        Self { columns, n: 0, weight: 0, sums: vec![0; columns], products, exceeded: false }
    }

    /// Adds a complete row: its weight on a fixed scale (1 if there are no weights) and its answers, outcome first, in
    /// a whole unit. Rows without weight do not count.
    pub fn add(&mut self, weight: i64, values: &[i64]) {
        if weight <= 0 || values.len() != self.columns {
            return;
        }
        let mut fits = Some(());
        let mut add = |sum: &mut i128, term: Option<i128>| match term.and_then(|term| sum.checked_add(term)) {
            Some(new) => *sum = new,
            None => fits = None,
        };
        self.n += 1;
        add(&mut self.weight, Some(weight.into()));
        for (i, &x) in values.iter().enumerate() {
            let wx = i128::from(weight) * i128::from(x);
            add(&mut self.sums[i], Some(wx));
            for (j, &y) in values[..=i].iter().enumerate() {
                add(&mut self.products[i * (i + 1) / 2 + j], wx.checked_mul(y.into()));
            }
        }
        self.exceeded |= fits.is_none();
    }

    /// Sums that were formed elsewhere: rows and their weight, then the sums of columns and products in the order in which
    /// they are kept here (all j <= i, row by row).
    pub fn of_sums(n: u64, weight: i64, sums: &[i64], products: &[i64]) -> Self {
        let wide = |sums: &[i64]| sums.iter().map(|sum| i128::from(*sum)).collect();
        let (columns, weight) = (sums.len(), i128::from(weight));
        Self { columns, n, weight, sums: wide(sums), products: wide(products), exceeded: false }
    }

    /// The sums of some of the columns, in this order; the first is the outcome.
    pub fn of_columns(&self, columns: &[usize]) -> Self {
        let product = |(i, j): (usize, usize)| self.products[i.max(j) * (i.max(j) + 1) / 2 + i.min(j)];
        let pairs = columns.iter().enumerate().flat_map(|(at, i)| columns[..=at].iter().map(|j| (*i, *j)));
        Self {
            columns: columns.len(),
            n: self.n,
            weight: self.weight,
            sums: columns.iter().map(|column| self.sums[*column]).collect(),
            products: pairs.map(product).collect(),
            exceeded: self.exceeded,
        }
    }

    /// Adds the sums of other rows.
    pub fn merge(&mut self, other: &Self) {
        self.combine(other, i128::checked_add);
        self.n += other.n;
    }

    /// These rows without some that are among them.
    pub fn without(&self, group: &Self) -> Self {
        let mut rest = self.clone();
        rest.combine(group, i128::checked_sub);
        rest.n = rest.n.saturating_sub(group.n);
        rest
    }

    fn combine(&mut self, other: &Self, with: fn(i128, i128) -> Option<i128>) {
        let mut exceeded = self.exceeded || other.exceeded || self.columns != other.columns;
        let all = std::iter::once(&mut self.weight).chain(&mut self.sums).chain(&mut self.products);
        for (sum, term) in all.zip(std::iter::once(&other.weight).chain(&other.sums).chain(&other.products)) {
            match with(*sum, *term) {
                Some(new) => *sum = new,
                None => exceeded = true,
            }
        }
        self.exceeded = exceeded;
    }

    /// Rows with a weight above zero.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Outcome and attributes.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Weighted mean of a column; none without rows or if a sum exceeded its range.
    pub fn mean(&self, column: usize, unit: f64) -> Option<f64> {
        let sum = self.sums.get(column).filter(|_| self.weight > 0 && !self.exceeded)?;
        Some(*sum as f64 / self.weight as f64 * unit)
    }

    /// Correlations, means and spreads. `unit` is what a one among the values stands for: 1 for whole answers, 0.01
    /// where they were given in hundredths. Pearson's, from -1 to 1; means and spreads in the unit of the answers.
    ///
    /// # Errors
    /// No attribute, fewer than two rows, columns that are constant, sums that exceed their range.
    pub fn correlations(&self, unit: f64) -> Result<Correlations, Refusal> {
        if self.columns < 2 {
            return Err(Refusal::NoAttributes);
        }
        if self.exceeded {
            return Err(Refusal::TooLarge);
        }
        if self.n < 2 {
            return Err(Refusal::TooFewRows { n: self.n, least: 2 });
        }
        let constant: Vec<usize> = (0..self.columns).filter(|&i| self.around(i, i) <= 0.0).collect();
        if !constant.is_empty() {
            return Err(Refusal::Constant { columns: constant });
        }
        let spreads: Vec<f64> = (0..self.columns).map(|i| libm::sqrt(self.around(i, i))).collect();
        let matrix = Symmetric::from_lower(self.columns, |i, j| {
            if i == j { 1.0 } else { (self.around(i, j) / (spreads[i] * spreads[j])).clamp(-1.0, 1.0) }
        });
        let weight = self.weight as f64;
        Ok(Correlations {
            n: self.n,
            matrix,
            means: self.sums.iter().map(|sum| *sum as f64 / weight * unit).collect(),
            sds: spreads.iter().map(|spread| spread / libm::sqrt(weight) * unit).collect(),
        })
    }

    /// Σ w (x_i - mean)(x_j - mean), the whole part exact.
    fn around(&self, i: usize, j: usize) -> f64 {
        let product = self.products[i * (i + 1) / 2 + j];
        match self.sums[i].checked_mul(self.sums[j]) {
            Some(squared) => {
                let (whole, rest) = (squared.div_euclid(self.weight), squared.rem_euclid(self.weight));
                (product - whole) as f64 - rest as f64 / self.weight as f64
            }
            None => product as f64 - self.sums[i] as f64 * (self.sums[j] as f64 / self.weight as f64),
        }
    }
}

/// Correlations of an outcome (column 0) and attributes, with what takes standardised figures back to the scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlations {
    n: u64,
    matrix: Symmetric,
    means: Vec<f64>,
    sds: Vec<f64>,
}

impl Correlations {
    /// Rows.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The matrix of outcome (first) and attributes.
    pub fn matrix(&self) -> &Symmetric {
        &self.matrix
    }

    /// Attributes.
    pub fn attributes(&self) -> usize {
        self.matrix.order() - 1
    }

    /// Pearson's correlation of an attribute (counted from 0) with the outcome.
    pub fn with_outcome(&self, attribute: usize) -> f64 {
        self.matrix.get(attribute + 1, 0)
    }

    /// Mean of a column (the outcome is column 0), weighted.
    pub fn mean(&self, column: usize) -> f64 {
        self.means[column]
    }

    /// Standard deviation of a column, divisor the sum of weights.
    pub fn sd(&self, column: usize) -> f64 {
        self.sds[column]
    }

    /// The share of the attributes' variance that a single factor carries: the largest eigenvalue of their matrix over
    /// their number. Near one, all were answered alike (a halo), and no importance can tell them apart. A fraction (the
    /// first principal component: Pearson 1901).
    pub fn first_factor_share(&self) -> f64 {
        let k = self.attributes();
        let largest = attributes_of(&self.matrix).eigen().values.into_iter().fold(0.0, f64::max);
        largest / k as f64
    }

    /// Whether a file looks as if its columns had slipped against each other: with a base of 100 or more every
    /// correlation, among attributes and with the outcome, is so near to zero (within 0.1 and within 3.3 standard errors)
    /// as answers of the same people about the same company never are. The bounds are a convention of this program.
    pub fn near_zero(&self) -> bool {
        let bound = f64::min(0.1, 3.3 / libm::sqrt(self.n as f64));
        let order = self.matrix.order();
        self.n >= 100 && (1..order).all(|i| (0..i).all(|j| self.matrix.get(i, j).abs() < bound))
    }
}

/// The matrix without its first row and column.
pub(super) fn attributes_of(matrix: &Symmetric) -> Symmetric {
    Symmetric::from_lower(matrix.order().saturating_sub(1), |i, j| matrix.get(i + 1, j + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub fn moments(rows: &[[i64; 3]]) -> CrossMoments {
        let mut moments = CrossMoments::new(3);
        rows.iter().for_each(|row| moments.add(1, row));
        moments
    }

    #[test]
    fn correlations_by_hand() {
        let correlations = moments(&[[1, 2, 5], [2, 4, 3], [3, 6, 4]]).correlations(0.5).unwrap();
        assert!((correlations.with_outcome(0) - 1.0).abs() < 1e-15);
        assert!((correlations.with_outcome(1) + 0.5).abs() < 1e-15);
        assert_eq!((correlations.mean(0), correlations.mean(1), correlations.n()), (1.0, 2.0, 3));
        assert!((correlations.sd(1) - (8.0f64 / 3.0).sqrt() / 2.0).abs() < 1e-15);
    }

    #[test]
    fn what_cannot_be_correlated_is_named() {
        let constant = moments(&[[1, 7, 5], [2, 7, 5], [4, 7, 5]]).correlations(1.0);
        assert_eq!(constant, Err(Refusal::Constant { columns: vec![1, 2] }));
        assert_eq!(moments(&[[1, 2, 3]]).correlations(1.0), Err(Refusal::TooFewRows { n: 1, least: 2 }));
        assert_eq!(moments(&[]).correlations(1.0), Err(Refusal::TooFewRows { n: 0, least: 2 }));
        assert_eq!(CrossMoments::new(1).correlations(1.0), Err(Refusal::NoAttributes));
        assert_eq!(CrossMoments::new(0).correlations(1.0), Err(Refusal::NoAttributes));
        let huge = moments(&[[i64::MAX; 3]; 3]);
        let mut weighted = CrossMoments::new(3);
        weighted.add(i64::MAX, &[i64::MAX; 3]);
        assert_eq!(weighted.correlations(1.0), Err(Refusal::TooLarge));
        assert!(huge.correlations(1.0).is_err());
        weighted.add(0, &[1, 2, 3]);
        weighted.add(-1, &[1, 2, 3]);
        assert_eq!(weighted.n(), 1);
    }

    #[test]
    fn constants_far_from_zero_are_still_constant() {
        let mut moments = CrossMoments::new(2);
        for i in 0..1000 {
            moments.add(333_333_333, &[i, 123_456_789_012]);
        }
        assert_eq!(moments.correlations(1.0), Err(Refusal::Constant { columns: vec![1] }));
    }

    #[test]
    fn slipped_columns_and_halo() {
        let mut slipped = CrossMoments::new(3);
        let mut alike = CrossMoments::new(3);
        for i in 0..1000i64 {
            slipped.add(1, &[i % 10, i / 10 % 10, i / 100]);
            alike.add(1, &[i % 10, i % 10, i % 10]);
        }
        let (slipped, alike) = (slipped.correlations(1.0).unwrap(), alike.correlations(1.0).unwrap());
        assert!(slipped.near_zero() && !alike.near_zero());
        assert!((slipped.first_factor_share() - 0.5).abs() < 1e-12 && (alike.first_factor_share() - 1.0).abs() < 1e-12);
        assert!(!moments(&[[0, 0, 0], [1, 1, 0], [0, 1, 1], [1, 0, 1]]).correlations(1.0).unwrap().near_zero());
    }

    #[test]
    fn what_chance_alone_would_not_give_is_not_near_zero() {
        // In 200 rows a correlation of 0.2 is within 3.3 standard errors, and far from none.
        let mut few = CrossMoments::new(2);
        for i in 0..200i64 {
            few.add(1, &[i % 2, if i % 5 == 0 { i % 2 } else { i / 2 % 2 }]);
        }
        let few = few.correlations(1.0).unwrap();
        assert!(few.with_outcome(0) > 0.15 && few.with_outcome(0) < 0.23 && !few.near_zero());
        // In 2,000 it is not within 0.1, and one of 0.09 is beyond 3.3 standard errors.
        let mut many = CrossMoments::new(2);
        for i in 0..2_000i64 {
            many.add(1, &[i % 2, if i % 11 == 0 { i % 2 } else { i / 2 % 2 }]);
        }
        let many = many.correlations(1.0).unwrap();
        assert!(many.with_outcome(0) > 0.08 && many.with_outcome(0) < 0.1 && !many.near_zero());
    }

    proptest! {
        #[test]
        fn any_order_split_and_deletion(
            rows in proptest::collection::vec((1i64..5, proptest::array::uniform3(0i64..11)), 2..40),
            cut in 0usize..40,
        ) {
            let sum = |rows: &mut dyn Iterator<Item = &(i64, [i64; 3])>| {
                let mut sum = CrossMoments::new(3);
                rows.for_each(|(weight, row)| sum.add(*weight, row));
                sum
            };
            let all = sum(&mut rows.iter());
            prop_assert_eq!(&sum(&mut rows.iter().rev()), &all);
            let cut = cut.min(rows.len());
            let (first, second) = (sum(&mut rows[..cut].iter()), sum(&mut rows[cut..].iter()));
            let mut merged = second.clone();
            merged.merge(&first);
            prop_assert_eq!(&merged, &all);
            prop_assert_eq!(&all.without(&first), &second);
            let scaled = sum(&mut rows.iter().map(|(w, row)| (w * 1000, *row)).collect::<Vec<_>>().iter());
            match (all.correlations(1.0), scaled.correlations(1.0)) {
                (Ok(a), Ok(b)) => prop_assert!(
                    (1..3).all(|i| (0..i).all(|j| (a.matrix().get(i, j) - b.matrix().get(i, j)).abs() < 1e-14))
                ),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }
}
