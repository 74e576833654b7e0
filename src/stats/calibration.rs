//! Standard errors of weights that were raked or post-stratified to known totals.
//!
//! Knowing the totals of the margins removes the part of the variance that the margins explain: the linearised values
//! are replaced by their residuals from a regression on the margins (Deville & Särndal 1992, Journal of the American
//! Statistical Association 87:376). Treating the raked weights as given instead errs to the safe side.

use super::design::{DesignError, Stratum};
use super::linear::Symmetric;
use super::weighted::{WeightedClass, WeightedMean};

/// The answers of rows that are alike in all margins of the weighting, of the whole design.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibratedCell {
    /// The category in each margin; none if it is not known.
    pub categories: Vec<Option<usize>>,
    /// Answers in the domain, with their weights after raking.
    pub inside: Vec<WeightedClass>,
    /// Rows outside the domain or without an answer; their score does not count.
    pub outside: WeightedClass,
}

/// What is regressed on the margins, in one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct CellValue<'a> {
    /// The category in each margin; none if it is not known.
    pub categories: &'a [Option<usize>],
    /// Weight of the cell in the regression: its sum of weights.
    pub weight: f64,
    /// Sum of weight times value.
    pub sum: f64,
}

/// The fitted value of each cell in the weighted regression on the categories of all margins together.
pub fn fitted(cells: &[CellValue]) -> Vec<f64> {
    let margins = cells.first().map_or(0, |cell| cell.categories.len());
    let mut offsets = vec![1];
    for margin in 0..margins {
        let categories = cells.iter().filter_map(|cell| cell.categories[margin]).max().map_or(0, |most| most + 1);
        offsets.push(offsets[margin] + categories);
    }
    // an intercept, and a column for each category: those that follow from others drop out in the solution
    let columns = |cell: &CellValue| -> Vec<usize> {
        let known = cell.categories.iter().enumerate();
        std::iter::once(0).chain(known.filter_map(|(m, category)| Some(offsets[m] + (*category)?))).collect()
    };
    let order = offsets[margins];
    let (mut products, mut rhs) = (vec![0.0; order * order], vec![0.0; order]);
    for cell in cells {
        let columns = columns(cell);
        for &i in &columns {
            rhs[i] += cell.sum;
            for &j in &columns {
                products[i * order + j] += cell.weight;
            }
        }
    }
    let coefficients = Symmetric::from_lower(order, |i, j| products[i * order + j]).solve(&rhs);
    cells.iter().map(|cell| columns(cell).into_iter().map(|i| coefficients[i]).sum()).collect()
}

/// A weighted mean under weights that meet the totals of margins: value and bases as [`WeightedMean::from_classes`],
/// the standard error from residuals, rows as PSUs. `None` as there, or with fewer than two rows.
pub fn mean(cells: &[CalibratedCell]) -> Option<WeightedMean> {
    let classes: Vec<WeightedClass> = cells.iter().flat_map(|cell| cell.inside.iter().copied()).collect();
    let rows = |cell: &CalibratedCell| cell.outside.n + cell.inside.iter().map(|class| class.n).sum::<u64>();
    let design_n = cells.iter().map(rows).sum();
    let mean = WeightedMean::from_classes(&classes, design_n)?;
    let weight: f64 = classes.iter().map(|class| class.sum_w).sum();
    let linearised = |score: f64| (score - mean.value()) / weight;
    let values: Vec<CellValue> = cells
        .iter()
        .map(|cell| CellValue {
            categories: &cell.categories,
            weight: cell.outside.sum_w + cell.inside.iter().map(|class| class.sum_w).sum::<f64>(),
            sum: cell.inside.iter().map(|class| class.sum_w * linearised(class.score)).sum(),
        })
        .collect();
    let mut stratum = Stratum { psus: design_n, ..Stratum::default() };
    for (cell, fitted) in cells.iter().zip(fitted(&values)) {
        let mut add = |class: &WeightedClass, residual: f64| {
            stratum.sum += class.sum_w * residual;
            stratum.sum_of_squares += class.sum_w2 * residual * residual;
        };
        cell.inside.iter().for_each(|class| add(class, linearised(class.score) - fitted));
        add(&cell.outside, -fitted);
    }
    let error = DesignError::from_strata(&[stratum])?;
    Some(mean.with_se(error.se))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(score: f64, n: u64, weight: f64) -> WeightedClass {
        let rows = n as f64;
        WeightedClass { score, n, n_positive: n, sum_w: rows * weight, sum_w2: rows * weight * weight }
    }

    fn cell(category: usize, yes: u64, no: u64, weight: f64) -> CalibratedCell {
        let inside = vec![class(1.0, yes, weight), class(0.0, no, weight)];
        CalibratedCell { categories: vec![Some(category)], inside, outside: class(0.0, 0, weight) }
    }

    #[test]
    fn post_stratification_leaves_the_variance_within_strata() {
        // 10 and 30 rows weighted to equal halves, shares .5 and .2
        let cells = [cell(0, 5, 5, 2.0), cell(1, 6, 24, 2.0 / 3.0)];
        let mean = mean(&cells).unwrap();
        assert!((mean.value() - 0.35).abs() < 1e-15);
        let within = 4.0 * 10.0 * 0.25 + 4.0 / 9.0 * 30.0 * 0.16;
        assert!((mean.se().unwrap() - (40.0 / 39.0 * within / 1600.0f64).sqrt()).abs() < 1e-15);
        let fixed: Vec<WeightedClass> = cells.iter().flat_map(|cell| cell.inside.clone()).collect();
        assert!(mean.se() < WeightedMean::from_classes(&fixed, 40).unwrap().se());
    }

    #[test]
    fn rows_outside_the_domain_have_residuals_too() {
        // Of 8 answers half say yes; 4 and 2 rows of the cells are outside. A row's value is ±1/16 in the domain, else 0.
        let with = |cell: CalibratedCell, outside| CalibratedCell { outside: class(0.0, outside, 1.0), ..cell };
        let cells = [with(cell(0, 3, 1, 1.0), 4), with(cell(1, 1, 3, 1.0), 2)];
        let (first, second) = (1.0 / 64.0, -1.0 / 48.0);
        let square = |x: f64| x * x;
        let of = |yes: f64, no: f64, outside: f64, fitted: f64| {
            yes * square(1.0 / 16.0 - fitted) + no * square(-1.0 / 16.0 - fitted) + outside * square(fitted)
        };
        let variance = 14.0 / 13.0 * (of(3.0, 1.0, 4.0, first) + of(1.0, 3.0, 2.0, second));
        assert!((square(mean(&cells).unwrap().se().unwrap()) / variance - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_cell_is_the_mean_as_it_is() {
        let one = cell(0, 3, 4, 1.5);
        let plain = WeightedMean::from_classes(&one.inside, 7).unwrap();
        let ours = mean(std::slice::from_ref(&one)).unwrap();
        assert!((ours.se().unwrap() - plain.se().unwrap()).abs() < 1e-15);
        assert_eq!((ours.value(), ours.n(), ours.kish_n_eff()), (plain.value(), 7, plain.kish_n_eff()));
    }

    #[test]
    fn what_the_margins_explain_wholly_has_no_error_left() {
        let cells = [cell(0, 5, 0, 1.2), cell(1, 0, 5, 0.8)];
        assert!(mean(&cells).unwrap().se().unwrap() < 1e-16);
    }

    #[test]
    fn nothing_to_go_by() {
        assert!(mean(&[]).is_none());
        assert!(mean(&[cell(0, 0, 0, 1.0)]).is_none());
        assert!(mean(&[cell(0, 3, 1, 0.0)]).is_none());
        assert!(mean(&[cell(0, 1, 0, 1.0)]).is_none());
        let mut unknown = cell(0, 2, 2, 1.0);
        unknown.categories[0] = None;
        let se = mean(&[unknown, cell(1, 1, 3, 1.0)]).unwrap().se().unwrap();
        assert!(se > 0.0 && se.is_finite());
    }
}
