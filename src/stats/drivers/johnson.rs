//! Relative weights: what attributes explain by way of the nearest uncorrelated variables.

use super::moments::attributes_of;
use crate::stats::linear::Symmetric;

/// Johnson's relative weights (2000, Multivariate Behavioral Research 35:1), which add up to R² and are the measure of
/// Genizi (1993): close to LMG at a fraction of the work, with less theory behind them (Thomas et al. 2014). From the
/// correlations of the outcome (column 0) and attributes of which none is a combination of others.
pub fn relative_weights(correlations: &Symmetric) -> Vec<f64> {
    let root = Root::of(correlations);
    let squared = |x: f64| x * x;
    let k = root.outcome.len();
    (0..k).map(|i| (0..k).map(|j| squared(root.loading(i, j)) * squared(root.outcome[j])).sum()).collect()
}

/// The squared correlations with the outcome of the nearest uncorrelated variables themselves (CAR scores: Zuber &
/// Strimmer 2011), which add up to R² too.
pub fn car_scores(correlations: &Symmetric) -> Vec<f64> {
    Root::of(correlations).outcome.iter().map(|b| b * b).collect()
}

/// The symmetric root of the attributes' matrix, and the outcome in its terms.
struct Root {
    values: Vec<f64>,
    vectors: Vec<Vec<f64>>,
    outcome: Vec<f64>,
}

impl Root {
    fn of(correlations: &Symmetric) -> Self {
        let eigen = attributes_of(correlations).eigen();
        let k = eigen.values.len();
        // rounding of nothing is not below nothing
        let values: Vec<f64> = eigen.values.iter().map(|value| libm::sqrt(value.max(0.0))).collect();
        let along: Vec<f64> = (0..k)
            .map(|l| {
                let projected: f64 = (0..k).map(|i| eigen.vectors[l][i] * correlations.get(i + 1, 0)).sum();
                if values[l] > 0.0 { projected / values[l] } else { 0.0 }
            })
            .collect();
        let outcome = (0..k).map(|i| (0..k).map(|l| eigen.vectors[l][i] * along[l]).sum()).collect();
        Self { values, vectors: eigen.vectors, outcome }
    }

    fn loading(&self, i: usize, j: usize) -> f64 {
        self.values.iter().zip(&self.vectors).map(|(value, vector)| value * vector[i] * vector[j]).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the documentation of R's iopsych, outcome last there.
    const PUBLISHED: [[f64; 5]; 5] = [
        [1.0, 0.2, 0.3, 0.4, -0.4],
        [0.2, 1.0, 0.5, 0.1, 0.1],
        [0.3, 0.5, 1.0, 0.2, -0.3],
        [0.4, 0.1, 0.2, 1.0, 0.4],
        [-0.4, 0.1, -0.3, 0.4, 1.0],
    ];

    #[test]
    fn a_published_example() {
        let outcome_first = |i: usize| if i == 0 { 4 } else { i - 1 };
        let matrix = Symmetric::from_lower(5, |i, j| PUBLISHED[outcome_first(i)][outcome_first(j)]);
        let weights = relative_weights(&matrix);
        for (ours, published) in weights.iter().zip([0.240_661_19, 0.054_926_64, 0.121_434_76, 0.281_581_89]) {
            assert!((ours - published).abs() < 5e-9, "{weights:?}");
        }
        let scores = car_scores(&matrix);
        assert!((scores.iter().sum::<f64>() - weights.iter().sum::<f64>()).abs() < 1e-12);
    }

    #[test]
    fn uncorrelated_attributes_have_their_squares_and_none_none() {
        let matrix = Symmetric::from_lower(3, |i, j| [1.0, 0.6, 1.0, 0.3, 0.0, 1.0][i * (i + 1) / 2 + j]);
        let weights = relative_weights(&matrix);
        assert!((weights[0] - 0.36).abs() < 1e-15 && (weights[1] - 0.09).abs() < 1e-15);
        assert!(relative_weights(&Symmetric::from_lower(1, |_, _| 1.0)).is_empty());
        let twins = Symmetric::from_lower(3, |i, j| if i == j || j == 1 { 1.0 } else { 0.5 });
        assert!(relative_weights(&twins).iter().all(|weight| weight.is_finite()));
    }
}
