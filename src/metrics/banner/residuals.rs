//! Which answers are given more or less often in a column than in those beside it.

use super::{Adjustment, BannerRow, ChiSquare, firm};
use crate::metrics::Verdict;
use crate::stats::crosstab::{Crosstab, LetterLevels};
use crate::stats::distributions::normal_sf;
use serde::{Deserialize, Serialize};

/// How far the share of an answer in a column is from its share in all columns that stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Residual {
    /// The adjusted residual, in standard errors (Haberman 1973), on effective bases.
    pub z: f64,
    /// Its two-sided p-value, adjusted within the row.
    pub p_adjusted: f64,
    /// `Higher` or `Lower` where it is clear, else `NoClearDifference`.
    pub verdict: Verdict,
}

/// Pearson's test of a whole question by columns that stand side by side, on effective bases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Screen {
    /// The columns that took part: indices into [`Banner::columns`](super::Banner::columns).
    pub columns: Vec<usize>,
    /// The test; its p-value is not adjusted.
    pub test: ChiSquare,
}

/// Sets the residuals of `answers`, the rows of one question's answers, and tests the question as a whole. Where several
/// answers may be given at once (not `exclusive`), each is set against its absence, and there is no test of the whole.
pub fn residuals(
    answers: &mut [BannerRow],
    exclusive: bool,
    families: &[Vec<usize>],
    adjustment: Adjustment,
    levels: LetterLevels,
) -> Vec<Screen> {
    let mut screens = Vec::new();
    // For each row the columns with their residuals, by family.
    let mut found: Vec<Vec<Vec<(usize, f64)>>> = vec![Vec::new(); answers.len()];
    for family in families {
        let is_firm = |column: &usize| answers.iter().all(|row| firm(&row.cells[*column].estimate).is_some());
        let columns: Vec<usize> = family.iter().copied().filter(is_firm).collect();
        if columns.len() < 2 {
            continue;
        }
        let counts: Vec<Vec<f64>> = answers.iter().map(|row| counts(row, &columns)).collect();
        let together = if exclusive { Crosstab::from_counts(counts.clone()) } else { None };
        if let Some(test) = together.as_ref().and_then(Crosstab::chi_square) {
            screens.push(Screen { columns: columns.clone(), test });
        }
        for (at, row) in answers.iter().enumerate() {
            let apart = || {
                let absent = columns.iter().zip(&counts[at]).map(|(column, count)| base(row, *column) - count);
                Crosstab::from_counts(vec![counts[at].clone(), absent.map(|count| count.max(0.0)).collect()])
            };
            let (table, place) = match &together {
                Some(table) => (Some(table.clone()), at),
                None => (apart(), 0),
            };
            let Some(table) = table else { continue };
            let residual = |(nth, column): (usize, &usize)| Some((*column, table.adjusted_residual(place, nth)?));
            found[at].push(columns.iter().enumerate().filter_map(residual).collect());
        }
    }
    for (row, families) in answers.iter_mut().zip(found) {
        // Two columns have one residual with two signs: that is one test.
        let p_of = |family: &Vec<(usize, f64)>| -> Vec<f64> {
            let tests = if family.len() == 2 { 1 } else { family.len() };
            family[..tests.min(family.len())].iter().map(|(_, z)| (2.0 * normal_sf(z.abs())).min(1.0)).collect()
        };
        let raw: Vec<Vec<f64>> = families.iter().map(p_of).collect();
        let mut adjusted = adjustment.adjust(&raw.concat()).into_iter();
        for (family, tests) in families.iter().zip(&raw) {
            let adjusted: Vec<f64> = adjusted.by_ref().take(tests.len()).collect();
            for (nth, (column, z)) in family.iter().enumerate() {
                let Some(&p_adjusted) = adjusted.get(nth).or(adjusted.first()) else { continue };
                let verdict = match p_adjusted < levels.capital {
                    true if *z > 0.0 => Verdict::Higher,
                    true => Verdict::Lower,
                    false => Verdict::NoClearDifference,
                };
                row.cells[*column].residual = Some(Residual { z: *z, p_adjusted, verdict });
            }
        }
    }
    screens
}

fn base(row: &BannerRow, column: usize) -> f64 {
    row.cells[column].estimate.measured().map_or(0.0, |measured| measured.n_eff)
}

/// Effective counts: shares of effective bases.
fn counts(row: &BannerRow, columns: &[usize]) -> Vec<f64> {
    let count = |column: &usize| firm(&row.cells[*column].estimate).unwrap_or(0.0) * base(row, *column);
    columns.iter().map(count).collect()
}
