//! Rim weighting (raking, iterative proportional fitting) and post-stratification, which is raking to one margin.
//!
//! Weights are multiplied by target over weighted count in each category of each margin in turn until no factor is
//! away from one (Deming & Stephan 1940, Annals of Mathematical Statistics 11:427; R survey's `rake`). Rows that are
//! alike in all margins share a factor, so that cells serve as well as rows. The order of the margins changes nothing
//! at convergence; it is fixed all the same, and so is the tolerance.

/// Rows that are alike in every margin.
#[derive(Debug, Clone, PartialEq)]
pub struct RakingCell {
    /// Sum of their weights before raking. Where bounds are given the rows of a cell must have the same weight.
    pub weight: f64,
    /// Rows.
    pub rows: u64,
    /// The category in each margin. None if it is not known: this margin then leaves the weight as it is, and its
    /// targets divide what the known rows weigh.
    pub categories: Vec<Option<usize>>,
}

/// How raking goes on and ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RakingOptions {
    /// The farthest that the last factors may be from one.
    pub tolerance: f64,
    /// Rounds over all margins before raking is given up.
    pub max_rounds: usize,
    /// Least and greatest weight of a row as multiples of the mean weight. Weights beyond are cut back and raked again
    /// until bounds and targets hold together.
    pub bounds: Option<(f64, f64)>,
}

impl Default for RakingOptions {
    fn default() -> Self {
        Self { tolerance: 1e-10, max_rounds: 1000, bounds: None }
    }
}

/// Why there are no weights. Margins and categories are positions in what was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RakingError {
    /// No margin, or no cell with a weight above zero.
    NothingToRake,
    /// A weight is negative or no number, or a cell has a weight and no rows.
    ImpossibleWeight {
        /// The cell.
        cell: usize,
    },
    /// A target is negative or no number, or all targets of the margin are zero.
    ImpossibleTarget {
        /// The margin.
        margin: usize,
    },
    /// The targets of a margin do not add up to the same as those of the first.
    UnequalTotals {
        /// The margin.
        margin: usize,
        /// What its targets add up to.
        total: f64,
        /// What those of the first margin add up to.
        first: f64,
    },
    /// There is a target and nobody with a weight above zero to meet it: merge the category with another.
    EmptyCategory {
        /// The margin.
        margin: usize,
        /// The category.
        category: usize,
    },
    /// There are rows and no target for them.
    NoTarget {
        /// The margin.
        margin: usize,
        /// The category.
        category: usize,
    },
    /// The bounds are not a range around one.
    ImpossibleBounds,
    /// The targets cannot be met together, or not within the bounds or the rounds.
    NotConverged {
        /// Rounds that were made.
        rounds: usize,
        /// How far the last factors were from one.
        deviation: f64,
        /// Where they were farthest: margin and category; none where it was the bounds.
        farthest: Option<(usize, usize)>,
    },
}

/// The result of raking.
#[derive(Debug, Clone, PartialEq)]
pub struct Raked {
    /// What the weight of each row of a cell is multiplied by, in the order of the cells.
    pub factors: Vec<f64>,
    /// Rounds over all margins.
    pub rounds: usize,
    /// Rows whose weight stands at one of the bounds.
    pub trimmed_rows: u64,
}

/// Finds the factors with which every margin meets its targets, given as totals of weights (counts of the population,
/// or shares times the number of rows). The weights add up to the total of the targets.
///
/// # Errors
/// Everything that is wrong with cells and targets, at once; or that raking did not converge.
pub fn rake(cells: &[RakingCell], targets: &[Vec<f64>], options: RakingOptions) -> Result<Raked, Vec<RakingError>> {
    let errors = problems(cells, targets, options);
    if !errors.is_empty() {
        return Err(errors);
    }
    let base: f64 = cells.iter().map(|cell| cell.weight).sum();
    let total: f64 = targets[0].iter().sum();
    let mut weights: Vec<f64> = cells.iter().map(|cell| cell.weight * total / base).collect();
    let rows: u64 = cells.iter().map(|cell| cell.rows).sum();
    let bounds = options.bounds.map(|(least, most)| (least * total / rows as f64, most * total / rows as f64));
    let mut bounded = false;
    let mut trimmed_rows = 0;
    let mut last = (f64::INFINITY, None);
    for round in 1..=options.max_rounds {
        last = (0.0, None);
        if let (true, Some(bounds)) = (bounded, bounds) {
            let (moved, at_bounds) = trim(cells, &mut weights, bounds);
            trimmed_rows = at_bounds;
            last.0 = moved;
        }
        for (margin, targets) in targets.iter().enumerate() {
            let (moved, category) = fit(cells, &mut weights, margin, targets, total);
            if moved > last.0 {
                last = (moved, Some((margin, category)));
            }
        }
        if last.0 < options.tolerance {
            if bounds.is_some() && !bounded {
                bounded = true;
                continue;
            }
            let factor =
                |(cell, weight): (&RakingCell, &f64)| if cell.weight > 0.0 { weight / cell.weight } else { 1.0 };
            let factors = cells.iter().zip(&weights).map(factor).collect();
            return Ok(Raked { factors, rounds: round, trimmed_rows });
        }
    }
    Err(vec![RakingError::NotConverged { rounds: options.max_rounds, deviation: last.0, farthest: last.1 }])
}

/// Makes one margin meet its targets; gives the largest distance of a factor from one and its category.
fn fit(cells: &[RakingCell], weights: &mut [f64], margin: usize, targets: &[f64], total: f64) -> (f64, usize) {
    let mut sums = vec![0.0; targets.len()];
    for (cell, weight) in cells.iter().zip(&*weights) {
        if let Some(category) = cell.categories[margin] {
            sums[category] += weight;
        }
    }
    // the part of the total that known rows have
    let known = sums.iter().sum::<f64>() / weights.iter().sum::<f64>();
    let scale = known * total / targets.iter().sum::<f64>();
    // a category without rows has no target either
    let factors: Vec<f64> =
        sums.iter().zip(targets).map(|(&sum, target)| if sum > 0.0 { target * scale / sum } else { 1.0 }).collect();
    for (cell, weight) in cells.iter().zip(weights) {
        if let Some(category) = cell.categories[margin] {
            *weight *= factors[category];
        }
    }
    let mut farthest = (0.0, 0);
    for (category, factor) in factors.iter().enumerate() {
        let moved = (factor - 1.0).abs();
        // a weight that was lost in a former round cannot come back: no number counts as farthest
        if moved.is_nan() || moved > farthest.0 {
            farthest = (if moved.is_nan() { f64::INFINITY } else { moved }, category);
        }
    }
    farthest
}

/// Cuts weights back to the bounds; gives the largest relative change and the rows that stand at a bound.
fn trim(cells: &[RakingCell], weights: &mut [f64], (least, most): (f64, f64)) -> (f64, u64) {
    let (mut moved, mut at_bounds) = (0.0f64, 0);
    for (cell, weight) in cells.iter().zip(weights).filter(|(cell, weight)| cell.weight > 0.0 && **weight > 0.0) {
        let one = *weight / cell.rows as f64;
        let bounded = one.clamp(least, most);
        moved = moved.max((bounded / one - 1.0).abs());
        at_bounds += if one <= least || one >= most { cell.rows } else { 0 };
        *weight = bounded * cell.rows as f64;
    }
    (moved, at_bounds)
}

fn problems(cells: &[RakingCell], targets: &[Vec<f64>], options: RakingOptions) -> Vec<RakingError> {
    let mut errors = Vec::new();
    for (position, cell) in cells.iter().enumerate() {
        let possible = cell.weight >= 0.0 && cell.weight.is_finite() && (cell.rows > 0 || cell.weight == 0.0);
        if !possible || cell.categories.len() != targets.len() {
            errors.push(RakingError::ImpossibleWeight { cell: position });
        }
    }
    if targets.is_empty() || !cells.iter().any(|cell| cell.weight > 0.0) {
        errors.push(RakingError::NothingToRake);
    }
    if options.bounds.is_some_and(|(least, most)| !(0.0..=1.0).contains(&least) || most < 1.0 || !most.is_finite()) {
        errors.push(RakingError::ImpossibleBounds);
    }
    if !errors.is_empty() {
        return errors;
    }
    let first: f64 = targets[0].iter().sum();
    for (margin, targets) in targets.iter().enumerate() {
        let total: f64 = targets.iter().sum();
        if targets.iter().any(|target| *target < 0.0) || !total.is_finite() || total <= 0.0 {
            errors.push(RakingError::ImpossibleTarget { margin });
            continue;
        }
        // targets are decimal numbers: their sums may differ by rounding, and by what percentages with a digit lose
        if (total - first).abs() > 1e-6 * first {
            errors.push(RakingError::UnequalTotals { margin, total, first });
        }
        errors.extend(categories(cells, margin, targets));
    }
    errors
}

fn categories(cells: &[RakingCell], margin: usize, targets: &[f64]) -> Vec<RakingError> {
    let mut weights = vec![0.0; targets.len()];
    let mut untargeted = std::collections::BTreeSet::new();
    for cell in cells.iter().filter(|cell| cell.rows > 0) {
        match cell.categories[margin] {
            Some(category) if category < targets.len() => weights[category] += cell.weight,
            Some(category) => {
                untargeted.insert(category);
            }
            None => {}
        }
    }
    let empty = (0..targets.len()).filter(|&category| targets[category] > 0.0 && weights[category] == 0.0);
    let empty = empty.map(|category| RakingError::EmptyCategory { margin, category });
    empty.chain(untargeted.into_iter().map(|category| RakingError::NoTarget { margin, category })).collect()
}

/// What weighting costs, over all rows of a design.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightSummary {
    /// Rows.
    pub rows: u64,
    /// Sum of the weights.
    pub sum: f64,
    /// Sum of the squared weights.
    pub sum_of_squares: f64,
    /// Least weight.
    pub least: f64,
    /// Greatest weight.
    pub greatest: f64,
}

impl WeightSummary {
    /// From weights and how many rows have each; `None` without a weight above zero or with an impossible one.
    pub fn from_weights(weights: impl IntoIterator<Item = (f64, u64)>) -> Option<Self> {
        let mut all = Self { rows: 0, sum: 0.0, sum_of_squares: 0.0, least: f64::INFINITY, greatest: 0.0 };
        for (weight, rows) in weights.into_iter().filter(|(_, rows)| *rows > 0) {
            if !(weight >= 0.0 && weight.is_finite()) {
                return None;
            }
            all.rows += rows;
            all.sum += weight * rows as f64;
            all.sum_of_squares += weight * weight * rows as f64;
            all.least = all.least.min(weight);
            all.greatest = all.greatest.max(weight);
        }
        (all.sum > 0.0).then_some(all)
    }

    /// Kish's (1965, Survey Sampling) effective base `(Σ w)² / Σ w²`, in answers.
    pub fn n_eff(&self) -> f64 {
        self.sum * self.sum / self.sum_of_squares
    }

    /// Effective base over rows, a fraction.
    pub fn efficiency(&self) -> f64 {
        self.n_eff() / self.rows as f64
    }

    /// Kish's design effect, one over the efficiency: 1 + cv² of the weights (divisor: rows).
    pub fn design_effect(&self) -> f64 {
        self.rows as f64 / self.n_eff()
    }
}

#[cfg(test)]
mod tests;
