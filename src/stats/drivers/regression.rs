//! The linear regression of the outcome on all attributes together.
//!
//! Coefficients are in the unit of the outcome for one of the attribute, shares of variance fractions, as in R's `lm`.

use super::Refusal;
use super::moments::{Correlations, attributes_of};
use crate::stats::comparison::{Difference, TestResult};
use crate::stats::interval::{Confidence, Interval};
use crate::stats::linear::Symmetric;

/// A regression with an intercept, least squares. Attributes are counted from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    correlations: Correlations,
    inverse: Symmetric,
    betas: Vec<f64>,
    r2: f64,
}

impl Regression {
    /// From correlations.
    ///
    /// # Errors
    /// An attribute that is a linear combination of others, with their columns (the outcome is column 0).
    pub fn of(correlations: Correlations) -> Result<Self, Refusal> {
        let inverse = attributes_of(correlations.matrix()).inverse().map_err(|dependent| {
            let columns = dependent.on.iter().chain([&dependent.column]).map(|column| column + 1).collect();
            Refusal::Collinear { columns }
        })?;
        let k = correlations.attributes();
        let betas: Vec<f64> =
            (0..k).map(|i| (0..k).map(|j| inverse.get(i, j) * correlations.with_outcome(j)).sum()).collect();
        let r2 = betas.iter().enumerate().map(|(i, beta)| beta * correlations.with_outcome(i)).sum::<f64>();
        Ok(Self { correlations, inverse, betas, r2: r2.clamp(0.0, 1.0) })
    }

    /// The correlations that it was made of.
    pub fn correlations(&self) -> &Correlations {
        &self.correlations
    }

    /// The share of the outcome's variance that the attributes explain together. A fraction (R's `summary.lm`).
    pub fn r2(&self) -> f64 {
        self.r2
    }

    /// The same, less what as many attributes explain by chance; `None` if there are no more rows than coefficients. A
    /// fraction, below zero where chance explains as much (R's `summary.lm`).
    pub fn adjusted_r2(&self) -> Option<f64> {
        let n = self.correlations.n() as f64;
        Some(1.0 - (1.0 - self.r2) * (n - 1.0) / self.df()?)
    }

    /// Residual degrees of freedom: rows less coefficients, if above zero (R's `df.residual`).
    pub fn df(&self) -> Option<f64> {
        let df = self.correlations.n() as f64 - self.betas.len() as f64 - 1.0;
        (df > 0.0).then_some(df)
    }

    /// Standardised coefficient: standard deviations of the outcome for one of the attribute, the others held. It is
    /// no measure of importance where attributes go together: its sign may turn. Standard deviations; R's `lm` of
    /// scaled columns.
    pub fn beta(&self, attribute: usize) -> f64 {
        self.betas[attribute]
    }

    /// How much wider the attribute's interval is for going together with the others, as variance (VIF). A factor, 1
    /// where it goes with no other (Marquardt 1970, Technometrics 12:591; R's `car::vif`).
    pub fn variance_inflation(&self, attribute: usize) -> f64 {
        self.inverse.get(attribute, attribute)
    }

    /// What R² would lose without the attribute. A fraction (relaimpo's `last`).
    pub fn last_contribution(&self, attribute: usize) -> f64 {
        let beta = self.betas[attribute];
        beta * beta / self.inverse.get(attribute, attribute)
    }

    /// Coefficient in units of the outcome for one unit of the attribute. R's `lm`.
    pub fn coefficient(&self, attribute: usize) -> f64 {
        self.betas[attribute] * self.correlations.sd(0) / self.correlations.sd(attribute + 1)
    }

    /// The value for answers of zero to all attributes. In the unit of the outcome (R's `lm`).
    pub fn intercept(&self) -> f64 {
        let slope = |i: usize| self.coefficient(i) * self.correlations.mean(i + 1);
        self.correlations.mean(0) - (0..self.betas.len()).map(slope).sum::<f64>()
    }

    /// Standard deviation of what the attributes leave, in units of the outcome, divisor [`Regression::df`]. It and
    /// the standard errors below are for unweighted rows.
    pub fn residual_sd(&self) -> Option<f64> {
        let n = self.correlations.n() as f64;
        Some(self.correlations.sd(0) * libm::sqrt((1.0 - self.r2) * n / self.df()?))
    }

    /// Standard error of a coefficient. In the unit of the coefficient (R's `summary.lm`).
    pub fn coefficient_se(&self, attribute: usize) -> Option<f64> {
        self.combination_se(&[(attribute, 1.0)])
    }

    /// Standard error of the intercept. In units of the outcome (R's `summary.lm`).
    pub fn intercept_se(&self) -> Option<f64> {
        let terms: Vec<(usize, f64)> = (0..self.betas.len()).map(|i| (i, self.correlations.mean(i + 1))).collect();
        let slopes = self.combination_se(&terms)?;
        let mean = self.residual_sd()? / libm::sqrt(self.correlations.n() as f64);
        Some(libm::hypot(slopes, mean))
    }

    /// A sum of coefficients, each times a factor, with its interval and t test against zero. In units of the outcome;
    /// Student's t on rows less coefficients (R's `multcomp::glht` with one hypothesis).
    pub fn combination(&self, terms: &[(usize, f64)], confidence: Confidence) -> Option<Difference> {
        let value = terms.iter().map(|&(i, factor)| factor * self.coefficient(i)).sum();
        let (se, df) = (self.combination_se(terms)?, self.df()?);
        let interval = Interval::around(value, confidence.t(df) * se);
        Some(Difference { value, se, interval, test: TestResult::t(value, se, df) })
    }

    fn combination_se(&self, terms: &[(usize, f64)]) -> Option<f64> {
        let standardised = |&(i, factor): &(usize, f64)| (i, factor / self.correlations.sd(i + 1));
        let terms: Vec<(usize, f64)> = terms.iter().map(standardised).collect();
        let products = terms.iter().flat_map(|a| terms.iter().map(move |b| (a, b)));
        let quadratic: f64 = products.map(|((i, a), (j, b))| a * b * self.inverse.get(*i, *j)).sum();
        let n = self.correlations.n() as f64;
        Some(self.residual_sd()? * libm::sqrt(quadratic.max(0.0) / n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::drivers::moments::CrossMoments;

    fn regression(rows: &[[i64; 3]]) -> Result<Regression, Refusal> {
        let mut moments = CrossMoments::new(3);
        rows.iter().for_each(|row| moments.add(1, row));
        Regression::of(moments.correlations(1.0)?)
    }

    #[test]
    fn a_plane_is_found() {
        // y = 3 + 2a - b
        let rows: Vec<[i64; 3]> =
            [(0, 1), (1, 0), (2, 2), (3, 1), (4, 5), (5, 2)].iter().map(|&(a, b)| [3 + 2 * a - b, a, b]).collect();
        let plane = regression(&rows).unwrap();
        assert!((plane.r2() - 1.0).abs() < 1e-12);
        for (ours, expected) in [(plane.coefficient(0), 2.0), (plane.coefficient(1), -1.0), (plane.intercept(), 3.0)] {
            assert!((ours - expected).abs() < 1e-12);
        }
        assert!(plane.residual_sd().unwrap() < 1e-6);
    }

    #[test]
    fn twins_are_named() {
        let twins = regression(&[[1, 2, 4], [3, 4, 8], [2, 5, 10], [9, 9, 18]]);
        assert_eq!(twins, Err(Refusal::Collinear { columns: vec![1, 2] }));
    }

    #[test]
    fn no_degrees_of_freedom_no_error() {
        let three = regression(&[[1, 2, 5], [3, 4, 1], [2, 7, 3]]).unwrap();
        assert_eq!((three.df(), three.adjusted_r2(), three.coefficient_se(0)), (None, None, None));
        assert_eq!((three.intercept_se(), three.combination(&[(0, 1.0)], Confidence::NINETY_FIVE)), (None, None));
    }
}
