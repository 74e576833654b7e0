//! Tables of one question by the columns of a banner: chi-square, adjusted residuals, column letters.
//!
//! Counts may be parts of effective bases; residuals have no unit. Sources: Pearson (1900), Haberman (1973), Biometrics
//! 29:205.

use super::distributions::chi_square_sf;
use super::multiplicity::Adjustment;
use serde::{Deserialize, Serialize};

/// Counts by row and column: whole, or effective (shares times the column's effective base).
#[derive(Debug, Clone, PartialEq)]
pub struct Crosstab {
    counts: Vec<Vec<f64>>,
    rows: Vec<f64>,
    columns: Vec<f64>,
    n: f64,
}

/// A test that rows and columns are independent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChiSquare {
    /// Pearson's chi-square.
    pub statistic: f64,
    /// Degrees of freedom; rows and columns without counts give none.
    pub df: u64,
    /// Probability of a statistic at least as large if they were.
    pub p_value: f64,
    /// The least expected count: below 5 the probability is rough.
    pub least_expected: f64,
}

impl Crosstab {
    /// From counts by row, then column; `None` without any, if rows differ in length or a count is negative or no
    /// number.
    pub fn from_counts(counts: Vec<Vec<f64>>) -> Option<Self> {
        let width = counts.first()?.len();
        let possible = |count: &f64| *count >= 0.0 && count.is_finite();
        if counts.iter().any(|row| row.len() != width || !row.iter().all(possible)) {
            return None;
        }
        let rows: Vec<f64> = counts.iter().map(|row| row.iter().sum()).collect();
        let columns = (0..width).map(|column| counts.iter().map(|row| row[column]).sum()).collect();
        let n: f64 = rows.iter().sum();
        (n > 0.0).then_some(Self { counts, rows, columns, n })
    }

    /// The count that independence would give. A count (Pearson 1900).
    pub fn expected(&self, row: usize, column: usize) -> f64 {
        self.rows[row] * self.columns[column] / self.n
    }

    /// Pearson's test; `None` with fewer than two rows or columns that have counts. Statistic, degrees of freedom and
    /// probability (Pearson 1900; R's `chisq.test(correct = FALSE)`).
    pub fn chi_square(&self) -> Option<ChiSquare> {
        let used = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count() as u64;
        let df = used(&self.rows).checked_sub(1)? * used(&self.columns).checked_sub(1)?;
        if df == 0 {
            return None;
        }
        let (mut statistic, mut least_expected) = (0.0, f64::INFINITY);
        for (row, counts) in self.counts.iter().enumerate() {
            for (column, count) in counts.iter().enumerate() {
                let expected = self.expected(row, column);
                if expected > 0.0 {
                    statistic += (count - expected) * (count - expected) / expected;
                    least_expected = least_expected.min(expected);
                }
            }
        }
        Some(ChiSquare { statistic, df, p_value: chi_square_sf(statistic, df as f64), least_expected })
    }

    /// How far a cell is from independence in standard errors: `(O-E) / sqrt(E (1-r)(1-c))` (Haberman 1973, Biometrics
    /// 29:205; R's `chisq.test(...)$stdres`). `None` where the row or the column is empty or holds everything.
    pub fn adjusted_residual(&self, row: usize, column: usize) -> Option<f64> {
        let expected = self.expected(row, column);
        let variance = expected * (1.0 - self.rows[row] / self.n) * (1.0 - self.columns[column] / self.n);
        (variance > 0.0).then(|| (self.counts[row][column] - expected) / libm::sqrt(variance))
    }
}

/// At which adjusted p-values a letter is printed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LetterLevels {
    /// Below it, a capital.
    pub capital: f64,
    /// Below it, a small letter; none for capitals alone.
    pub small: Option<f64>,
}

impl Default for LetterLevels {
    fn default() -> Self {
        Self { capital: 0.05, small: None }
    }
}

/// A letter in a cell: that the cell's value is above another column's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// The column that it is above.
    pub above: usize,
    /// At the stricter level.
    pub capital: bool,
    /// The p-value, adjusted within the row.
    pub p_value: f64,
}

impl Letter {
    /// As it is printed: A for the first column, AA after Z.
    pub fn text(&self) -> String {
        let name = column_name(self.above);
        if self.capital { name } else { name.to_lowercase() }
    }
}

/// The letters of a column: A, B, ... Z, AA, AB, ...
pub fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

/// Two columns of a row that were tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnPair {
    /// The column further left.
    pub first: usize,
    /// The column further right.
    pub second: usize,
    /// The p-value of their difference.
    pub p_value: f64,
    /// The same, adjusted within the row.
    pub p_adjusted: f64,
}

/// The pairs of a row's columns, which are one family: all of them are tested and adjusted together. Columns without a
/// value (masked, base too small) take no part. `p_value` tests two columns, `None` where that is not possible.
/// Positions of columns, the first of a pair before the second.
pub fn column_pairs(
    values: &[Option<f64>],
    p_value: impl Fn(usize, usize) -> Option<f64>,
    adjustment: Adjustment,
) -> Vec<ColumnPair> {
    let mut pairs = Vec::new();
    for second in (0..values.len()).filter(|second| values[*second].is_some()) {
        for first in (0..second).filter(|first| values[*first].is_some()) {
            pairs.extend(p_value(first, second).map(|p| ColumnPair { first, second, p_value: p, p_adjusted: p }));
        }
    }
    let raw: Vec<f64> = pairs.iter().map(|pair| pair.p_value).collect();
    for (pair, adjusted) in pairs.iter_mut().zip(adjustment.adjust(&raw)) {
        pair.p_adjusted = adjusted;
    }
    pairs
}

/// The letters of each cell of a row: that of the lower column is printed in the higher. Letters as market research
/// prints them, on p-values adjusted by the family's method (Holm 1979; Benjamini & Hochberg 1995).
pub fn column_letters(values: &[Option<f64>], pairs: &[ColumnPair], levels: LetterLevels) -> Vec<Vec<Letter>> {
    let mut letters = vec![Vec::new(); values.len()];
    for pair in pairs {
        let p_value = pair.p_adjusted;
        let (higher, lower) = match values[pair.first] > values[pair.second] {
            true => (pair.first, pair.second),
            false => (pair.second, pair.first),
        };
        let capital = p_value < levels.capital;
        if values[higher] != values[lower] && (capital || levels.small.is_some_and(|level| p_value < level)) {
            letters[higher].push(Letter { above: lower, capital, p_value });
        }
    }
    letters.iter_mut().for_each(|cell: &mut Vec<Letter>| cell.sort_by_key(|letter| letter.above));
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::proportion::Proportion;

    #[test]
    fn two_by_two_is_the_squared_pooled_z() {
        let table = Crosstab::from_counts(vec![vec![56.0, 48.0], vec![14.0, 32.0]]).unwrap();
        let share = |k, n| Proportion::from_counts(k, n).unwrap();
        let z = share(56, 70).pooled_z(&share(48, 80)).unwrap();
        let chi = table.chi_square().unwrap();
        assert!((chi.statistic - z.statistic.unwrap().powi(2)).abs() < 1e-12 && chi.df == 1);
        assert!((chi.p_value - z.p_value).abs() < 1e-12);
        assert!((table.adjusted_residual(0, 0).unwrap() - z.statistic.unwrap()).abs() < 1e-12);
        assert!((table.adjusted_residual(0, 1).unwrap() + z.statistic.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn empty_rows_and_columns_count_for_nothing() {
        let full = Crosstab::from_counts(vec![vec![5.0, 8.0], vec![9.0, 4.0]]).unwrap();
        let gaps = Crosstab::from_counts(vec![vec![5.0, 0.0, 8.0], vec![0.0; 3], vec![9.0, 0.0, 4.0]]).unwrap();
        assert_eq!(full.chi_square(), gaps.chi_square());
        assert_eq!((gaps.adjusted_residual(1, 0), gaps.adjusted_residual(0, 1)), (None, None));
        assert_eq!(Crosstab::from_counts(vec![vec![5.0, 8.0]]).unwrap().chi_square(), None);
        assert_eq!(Crosstab::from_counts(vec![vec![5.0, 8.0]]).unwrap().adjusted_residual(0, 0), None);
        assert_eq!(Crosstab::from_counts(vec![]), None);
        assert_eq!(Crosstab::from_counts(vec![vec![0.0]]), None);
        assert_eq!(Crosstab::from_counts(vec![vec![1.0], vec![1.0, 2.0]]), None);
        assert_eq!(Crosstab::from_counts(vec![vec![1.0, f64::NAN]]), None);
    }

    #[test]
    fn the_lower_columns_letter_stands_in_the_higher() {
        let values = [Some(0.5), Some(0.3), None, Some(0.4), Some(0.5)];
        let p = |i: usize, j: usize| match (i, j) {
            (0, 1) => Some(0.001),
            (1, 3) => Some(0.03),
            (0, 3) => Some(0.008),
            (1, 4) => Some(0.02),
            (0, 4) => Some(1.0),
            _ => None,
        };
        let text = |adjustment, levels| -> Vec<String> {
            let letters = column_letters(&values, &column_pairs(&values, p, adjustment), levels);
            letters.iter().map(|cell| cell.iter().map(Letter::text).collect()).collect()
        };
        let levels = LetterLevels { small: Some(0.1), ..LetterLevels::default() };
        // Holm: .005, .032, .06, .06, 1
        assert_eq!(text(Adjustment::Holm, levels), ["BD", "", "", "b", "b"]);
        assert_eq!(text(Adjustment::Holm, LetterLevels::default()), ["BD", "", "", "", ""]);
        assert_eq!(text(Adjustment::None, levels), ["BD", "", "", "B", "B"]);
        // a value that is the same to the digit is above nothing, whatever the test says
        let same = [Some(1.0), Some(1.0)];
        let pairs = column_pairs(&same, |_, _| Some(0.0), Adjustment::None);
        assert_eq!(pairs, [ColumnPair { first: 0, second: 1, p_value: 0.0, p_adjusted: 0.0 }]);
        assert_eq!(column_letters(&same, &pairs, levels), [vec![], vec![]]);
        assert!(column_pairs(&[], |_, _| None, Adjustment::Holm).is_empty());
        assert!(column_letters(&[], &[], levels).is_empty());
    }

    #[test]
    fn names_of_columns() {
        let names: Vec<String> = [0, 25, 26, 51, 52, 701, 702].map(column_name).into();
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
